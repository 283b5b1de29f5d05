//! From the name of a key to the key, its state, and whether it belongs to the issuer.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::{KeyState, Missing, Purpose, Work, each};
use crate::crypto::{Algorithm, PublicKey};
use crate::did::{self, ControllerDocument, DidError, MethodError, Resolution};
use crate::jose::Jws;
use crate::report::{Check, CheckName, Outcome, Reason, reason};

/// A key that was found, or not, with the two checks about it.
pub(super) struct Found {
    pub key: Option<PublicKey>,
    pub check: Check,
    pub identity: Check,
}

impl Found {
    fn nothing(outcome: Outcome, reason: Reason) -> Self {
        Found {
            key: None,
            check: Check::new(CheckName::Key, outcome, reason),
            identity: Check::undecided(CheckName::IssuerIdentity, reason::NOT_REACHED),
        }
    }

    /// The state of a key in one word for those that only want to rely on it.
    pub(super) fn is_good(&self) -> bool {
        self.check.outcome == Outcome::Passed
            && matches!(self.identity.outcome, Outcome::Passed | Outcome::Undecided)
    }
}

fn key_reason(code: crate::report::Code, key: &str) -> Reason {
    Reason::new(code).with("key", key)
}

/// Finds the key that a proof or a `kid` names, for an issuer. `signed` is when the signature was
/// made, as far as it says so.
pub(super) fn find(
    method: &str,
    issuer: &str,
    algorithm: Algorithm,
    signed: Option<Timestamp>,
    work: &mut Work<'_>,
) -> Found {
    let method = full_name(method, issuer);
    let controller = did::without_fragment(&method).to_owned();
    let document = match did::resolve(&controller) {
        Ok(Resolution::Known(document)) => document,
        Ok(Resolution::At(address)) => match work.fetch_json(&address, Purpose::Controller) {
            Err(missing) => return Found::nothing(Outcome::Undecided, missing.reason()),
            Ok(value) => match ControllerDocument::read(&value, &controller) {
                Ok(document) => document,
                Err(_) if value["keys"].is_array() || value["kty"].is_string() => {
                    return in_key_set(&value, &method, issuer, algorithm, signed, work);
                }
                Err(error) => {
                    let detail = Reason::new(reason::CONTROLLER_DOCUMENT_INVALID)
                        .with("url", address)
                        .with("detail", error.to_string());
                    return Found::nothing(Outcome::Failed, detail);
                }
            },
        },
        Err(DidError::UnsupportedMethod(did)) => {
            return Found::nothing(
                Outcome::Undecided,
                Reason::new(reason::UNSUPPORTED_DID_METHOD).with("did", did),
            );
        }
        Err(_) => {
            return Found::nothing(Outcome::Failed, key_reason(reason::KEY_MALFORMED, &method));
        }
    };
    let (entry, key) = match document.assertion_method(&method) {
        Ok(found) => found,
        Err(error) => {
            let reason = match error {
                MethodError::NotFound => key_reason(reason::KEY_NOT_FOUND, &method),
                MethodError::NotAuthorised | MethodError::OtherController(_) => {
                    key_reason(reason::KEY_NOT_AUTHORISED, &method).with("controller", controller)
                }
                MethodError::Key(_) => key_reason(reason::KEY_MALFORMED, &method),
            };
            return Found::nothing(Outcome::Failed, reason);
        }
    };
    let ended = [entry.revoked, entry.expires].into_iter().flatten().min();
    let check = state_of(&method, ended, signed, work);
    let identity = if issuer == controller {
        identity_of(issuer)
    } else {
        vouched_for(issuer, &controller, &method, work)
    };
    bound(
        Found {
            key: Some(key.clone()),
            check,
            identity,
        },
        issuer,
    )
}

/// A key whose connection with the issuer could not be decided proves nothing about the issuer, so
/// the key is undecided too.
fn bound(mut found: Found, issuer: &str) -> Found {
    let unbound = found.identity.outcome == Outcome::Undecided
        && found.identity.reason.code != reason::ISSUER_IS_KEY;
    if unbound && found.check.outcome == Outcome::Passed {
        found.check = Check::undecided(
            CheckName::Key,
            Reason::new(reason::ISSUER_NOT_BOUND).with("issuer", issuer),
        );
    }
    found
}

/// `#key` belongs to the issuer; a bare `did:key` or `did:jwk` means its one key.
fn full_name(method: &str, issuer: &str) -> String {
    if method.starts_with('#') {
        format!("{}{method}", did::without_fragment(issuer))
    } else if method.contains('#') {
        method.into()
    } else if let Some(value) = method.strip_prefix("did:key:") {
        format!("{method}#{value}")
    } else if method.starts_with("did:jwk:") {
        format!("{method}#0")
    } else {
        method.into()
    }
}

/// `ended`: when the key's own document says that it stopped being good.
fn state_of(
    method: &str,
    ended: Option<Timestamp>,
    signed: Option<Timestamp>,
    work: &Work<'_>,
) -> Check {
    let name = CheckName::Key;
    match work.facts.key_states.get(method) {
        Some(KeyState::Active) => Check::passed(name, key_reason(reason::KEY_ACTIVE, method)),
        Some(KeyState::Retired) => Check::passed(name, key_reason(reason::KEY_RETIRED, method)),
        Some(KeyState::CompromisedSince(since)) => compromised(method, *since, signed),
        None => match ended {
            None => Check::passed(name, key_reason(reason::KEY_AUTHORISED, method)),
            // A key that a document calls revoked may be one that was stolen, so that its signatures
            // are judged like those of a compromised key.
            Some(since) => compromised(method, since, signed),
        },
    }
}

fn compromised(method: &str, since: Timestamp, signed: Option<Timestamp>) -> Check {
    let with = |code| key_reason(code, method).with("since", since.to_string());
    match signed {
        None => Check::undecided(CheckName::Key, with(reason::KEY_COMPROMISED_UNDATED)),
        Some(signed) if signed >= since => {
            Check::failed(CheckName::Key, with(reason::KEY_COMPROMISED))
        }
        Some(_) => Check::passed(CheckName::Key, with(reason::KEY_COMPROMISED_LATER)),
    }
}

/// What an issuer's identifier proves once its key has been found.
fn identity_of(issuer: &str) -> Check {
    if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
        return Check::undecided(
            CheckName::IssuerIdentity,
            Reason::new(reason::ISSUER_IS_KEY).with("issuer", issuer),
        );
    }
    let address = host_of(issuer).unwrap_or_else(|| issuer.to_owned());
    Check::passed(
        CheckName::IssuerIdentity,
        Reason::new(reason::ISSUER_CONTROLS_ADDRESS)
            .with("issuer", issuer)
            .with("address", address),
    )
}

/// Host and port behind a `did:web` or an address.
pub(super) fn host_of(id: &str) -> Option<String> {
    let address = if id.starts_with("did:web:") {
        did::did_web_address(id).ok()?
    } else {
        id.to_owned()
    };
    let url = Url::parse(&address).ok()?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn foreign(issuer: &str, method: &str) -> Check {
    Check::failed(
        CheckName::IssuerIdentity,
        Reason::new(reason::KEY_OF_ANOTHER_ISSUER)
            .with("issuer", issuer)
            .with("key", method),
    )
}

/// An issuer that is named by a web address may name the key, or the key's controller, there. A
/// DID says itself which keys are its own, so another one's key is foreign.
fn vouched_for(issuer: &str, controller: &str, method: &str, work: &mut Work<'_>) -> Check {
    if !(issuer.starts_with("https://") || issuer.starts_with("http://")) {
        return foreign(issuer, method);
    }
    let published = match work.fetch_json(issuer, Purpose::Controller) {
        Ok(published) => published,
        Err(missing) => return Check::undecided(CheckName::IssuerIdentity, missing.reason()),
    };
    let names = |property: &str, wanted: &str| {
        each(&published[property]).any(|one| super::id_of(one).is_some_and(|id| id == wanted))
    };
    let is_issuer = published["id"] == issuer;
    if is_issuer && (names("assertionMethod", method) || names("alsoKnownAs", controller)) {
        identity_of(issuer)
    } else {
        foreign(issuer, method)
    }
}

/// A key set at an address of its own binds the key to whoever runs that host.
fn in_key_set(
    set: &Value,
    method: &str,
    issuer: &str,
    algorithm: Algorithm,
    signed: Option<Timestamp>,
    work: &Work<'_>,
) -> Found {
    let key = match did::key_in_set(set, method, algorithm) {
        Ok(key) => key,
        Err(MethodError::Key(_)) => {
            return Found::nothing(Outcome::Failed, key_reason(reason::KEY_MALFORMED, method));
        }
        Err(_) => {
            return Found::nothing(Outcome::Failed, key_reason(reason::KEY_NOT_FOUND, method));
        }
    };
    let same_host = host_of(issuer).is_some_and(|host| host_of(method) == Some(host));
    let identity = if same_host {
        identity_of(issuer)
    } else {
        foreign(issuer, method)
    };
    Found {
        key: Some(key),
        check: state_of(method, None, signed, work),
        identity,
    }
}

/// A key that stands in the token itself says nothing about the issuer, unless the issuer names the
/// same key.
pub(super) fn find_in_token(
    token: &Jws,
    jwk: &Value,
    issuer: &str,
    signed: Option<Timestamp>,
    work: &mut Work<'_>,
) -> Found {
    let key = match PublicKey::from_jwk(jwk) {
        Ok(key) if key.algorithm() == token.header.algorithm => key,
        _ => return Found::nothing(Outcome::Failed, key_reason(reason::KEY_MALFORMED, "jwk")),
    };
    let document = match did::resolve(issuer) {
        Ok(Resolution::Known(document)) => Ok(Some(document)),
        Ok(Resolution::At(address)) => work
            .fetch_json(&address, Purpose::Controller)
            .map(|value| ControllerDocument::read(&value, issuer).ok()),
        Err(_) => Ok(None),
    };
    let undecided = |reason: Reason| {
        (
            Check::undecided(CheckName::Key, reason::KEY_IN_TOKEN),
            Check::undecided(CheckName::IssuerIdentity, reason),
        )
    };
    let not_bound = || Reason::new(reason::ISSUER_NOT_BOUND).with("issuer", issuer);
    let (check, identity) = match document {
        Err(missing @ (Missing::Pending | Missing::Failed(_))) => undecided(missing.reason()),
        Ok(None) => undecided(not_bound()),
        Ok(Some(document)) => match document.method_of_key(&key) {
            Some(entry) => {
                let ended = [entry.revoked, entry.expires].into_iter().flatten().min();
                (
                    state_of(&entry.id, ended, signed, work),
                    identity_of(issuer),
                )
            }
            None => (
                Check::failed(
                    CheckName::Key,
                    key_reason(reason::KEY_NOT_AUTHORISED, "jwk").with("controller", issuer),
                ),
                foreign(issuer, "jwk"),
            ),
        },
    };
    Found {
        key: Some(key),
        check,
        identity,
    }
}
