//! Signed assertions: the issuer's key, its signature, and the issuer's revocation list.

use serde_json::{Map, Value};

use super::{Defined, judge, revoked};
use crate::crypto::PublicKey;
use crate::did::without_fragment;
use crate::jose::{JoseError, Jws};
use crate::ob2::Linked;
use crate::ob2::read::{self, Assertion, CryptographicKey, Verification};
use crate::report::{Check, CheckName, Format, Outcome, Reason, Report, reason};
use crate::verify::issuer::host_of;
use crate::verify::{KeyState, Purpose, Work};

pub(in crate::verify) fn verify_signed(
    token: &Jws,
    claims: &Map<String, Value>,
    work: &mut Work<'_>,
) -> Report {
    let mut report = Report::new(Format::Ob2Signed);
    let assertion = match Assertion::read(&Value::Object(claims.clone())) {
        Ok(assertion) => assertion,
        Err(error) => {
            report.set(Check::failed(CheckName::WellFormed, error));
            return report;
        }
    };
    let Some(defined) = judge(&assertion, &mut report, work) else {
        // Without its issuer there is no key and no list, and that for the same reason.
        let issuer = report.check(CheckName::IssuerIdentity);
        if issuer.outcome == Outcome::Undecided {
            let why = issuer.reason.clone();
            for name in [CheckName::Signature, CheckName::Key, CheckName::NotRevoked] {
                report.set(Check::undecided(name, why.clone()));
            }
        }
        return report;
    };
    let creator = match &assertion.verification {
        Verification::Signed { creator } => creator.as_deref(),
        Verification::Hosted { .. } => {
            let fault = Reason::new(reason::WRONG_VALUE)
                .with("path", "$.verification.type")
                .with("expected", "SignedBadge");
            report.set(Check::failed(CheckName::WellFormed, fault));
            None
        }
    };
    let (name, key) = match signing_key(creator, &defined, work) {
        Ok(found) => found,
        Err((outcome, reason)) => {
            report.set(Check::new(CheckName::Key, outcome, reason));
            return report;
        }
    };
    report.set(signature(token, &key));
    report.set(key_state(&name, &assertion, work));
    if defined.is_from_issuer {
        let address = host_of(&defined.issuer_id).unwrap_or_default();
        report.set(Check::passed(
            CheckName::IssuerIdentity,
            Reason::new(reason::ISSUER_CONTROLS_ADDRESS)
                .with("issuer", &defined.issuer_id)
                .with("address", address),
        ));
    } else {
        let reason = Reason::new(reason::ISSUER_NOT_BOUND).with("issuer", &defined.issuer_id);
        report.set(Check::undecided(CheckName::Key, reason.clone()));
        report.set(Check::undecided(CheckName::IssuerIdentity, reason));
    }
    report.set(listed(&assertion, &defined, work));
    report
}

fn signature(token: &Jws, key: &PublicKey) -> Check {
    let with = |code| Reason::new(code).with("method", token.header.algorithm.as_str());
    match token.verify(key) {
        Ok(()) => Check::passed(CheckName::Signature, with(reason::SIGNATURE_VALID)),
        Err(JoseError::KeyKind(_)) => {
            Check::failed(CheckName::Signature, with(reason::KEY_KIND_MISMATCH))
        }
        Err(_) => Check::failed(CheckName::Signature, with(reason::SIGNATURE_INVALID)),
    }
}

fn key_state(name: &str, assertion: &Assertion, work: &Work<'_>) -> Check {
    let with = |code| Reason::new(code).with("key", name);
    match work.facts.key_states.get(name) {
        None => Check::passed(CheckName::Key, with(reason::KEY_AUTHORISED)),
        Some(KeyState::Active) => Check::passed(CheckName::Key, with(reason::KEY_ACTIVE)),
        Some(KeyState::Retired) => Check::passed(CheckName::Key, with(reason::KEY_RETIRED)),
        Some(KeyState::CompromisedSince(since)) => {
            let with = |code| with(code).with("since", since.to_string());
            if assertion.issued_on >= *since {
                Check::failed(CheckName::Key, with(reason::KEY_COMPROMISED))
            } else {
                Check::passed(CheckName::Key, with(reason::KEY_COMPROMISED_LATER))
            }
        }
    }
}

/// The key that the assertion names, when the issuer's profile names it too. A profile without any
/// key (1.x) has the keys on its own host.
fn signing_key(
    creator: Option<&str>,
    defined: &Defined,
    work: &mut Work<'_>,
) -> Result<(String, PublicKey), (Outcome, Reason)> {
    let listed = &defined.issuer.public_keys;
    let id_of_key = |linked: &Linked<CryptographicKey>| match linked {
        Linked::Address(url) => Some(url.clone()),
        Linked::Embedded(key) => key.id.clone(),
    };
    let name = creator
        .map(str::to_owned)
        .or_else(|| listed.first().and_then(id_of_key))
        .unwrap_or_default();
    let with = |code| Reason::new(code).with("key", &name);
    let not_authorised = || {
        (
            Outcome::Failed,
            with(reason::KEY_NOT_AUTHORISED).with("controller", &defined.issuer_id),
        )
    };
    let entry = listed
        .iter()
        .find(|linked| id_of_key(linked).as_ref() == Some(&name));
    if entry.is_none() {
        let same_host = host_of(&name).is_some() && host_of(&name) == host_of(&defined.issuer_id);
        if !listed.is_empty() || !same_host {
            return Err(not_authorised());
        }
    }
    let key = match entry {
        Some(Linked::Embedded(key)) => (**key).clone(),
        _ => {
            let fetched = work
                .fetch(&name, Purpose::Key)
                .map_err(|missing| (Outcome::Undecided, missing.reason()))?;
            if fetched.status != 200 {
                let failed = Reason::new(reason::FETCH_FAILED).with("url", without_fragment(&name));
                return Err((
                    Outcome::Undecided,
                    failed.with("detail", format!("HTTP {}", fetched.status)),
                ));
            }
            let pem = std::str::from_utf8(fetched.body).unwrap_or_default();
            if pem.trim_start().starts_with("-----BEGIN") {
                CryptographicKey {
                    id: None,
                    owner: None,
                    public_key_pem: pem.into(),
                }
            } else {
                let json = fetched.json().unwrap_or_default();
                CryptographicKey::read(&json)
                    .map_err(|_| (Outcome::Failed, with(reason::KEY_MALFORMED)))?
            }
        }
    };
    if key
        .owner
        .as_ref()
        .is_some_and(|owner| *owner != defined.issuer_id)
        || key.id.as_ref().is_some_and(|id| *id != name)
    {
        return Err(not_authorised());
    }
    let public = PublicKey::from_pem(&key.public_key_pem)
        .map_err(|_| (Outcome::Failed, with(reason::KEY_MALFORMED)))?;
    Ok((name, public))
}

/// The issuer's revocation list (Open Badges 2.0, `RevocationList`).
fn listed(assertion: &Assertion, defined: &Defined, work: &mut Work<'_>) -> Check {
    let name = CheckName::NotRevoked;
    let Some(url) = &defined.issuer.revocation_list else {
        return Check::not_applicable(name, reason::NO_STATUS);
    };
    let doubt = |code, detail: String| {
        Check::undecided(
            name,
            Reason::new(code).with("url", url).with("detail", detail),
        )
    };
    let json = match work.fetch_json(url, Purpose::RevocationList) {
        Ok(json) => json,
        Err(missing) => {
            let detail = missing
                .reason()
                .args
                .get("detail")
                .cloned()
                .unwrap_or_default();
            return doubt(reason::STATUS_LIST_UNAVAILABLE, detail);
        }
    };
    let list = match read::RevocationList::read(&json) {
        Ok(list) => list,
        Err(error) => return doubt(reason::STATUS_LIST_INVALID, error.to_string()),
    };
    if list
        .issuer
        .as_ref()
        .is_some_and(|issuer| *issuer != defined.issuer_id)
    {
        return doubt(reason::STATUS_LIST_INVALID, "issuer".into());
    }
    match list.revocation_of(&assertion.id) {
        Some(revocation) => revoked(revocation.reason),
        None => Check::passed(name, Reason::new(reason::NOT_REVOKED).with("url", url)),
    }
}
