//! Open Badges 2.0 (and what is left of 1.x): hosted at an address, or signed as JWS.

mod describe;
mod signed;

use serde_json::{Map, Value};

use super::document::read_object;
use super::issuer::host_of;
use super::ob3::validity;
use super::recipient::{self, Carried};
use super::{Missing, Purpose, Work};
use crate::ob2::Linked;
use crate::ob2::read::{self, Assertion, BadgeClass, Profile, Verification};
use crate::report::{Check, CheckName, Format, Reason, Report, reason};

pub(super) use signed::verify_signed;

/// A badge class with its issuer, as far as they could be read.
struct Defined {
    badge: BadgeClass,
    issuer: Profile,
    /// The issuer's own address.
    issuer_id: String,
    /// Whether the profile came from that address, and not from the one who shows the badge.
    is_from_issuer: bool,
}

pub(super) fn verify_address(url: &str, work: &mut Work<'_>) -> Report {
    let mut report = Report::new(Format::Ob2Hosted);
    if let Some(hosted) = hosted_copy(url, &mut report, work) {
        judge_hosted(&hosted, url, &mut report, work);
    }
    report
}

/// `source` is where the caller fetched the document from, if it did.
pub(super) fn verify_hosted(
    given: &Map<String, Value>,
    source: Option<&str>,
    work: &mut Work<'_>,
) -> Report {
    let mut report = Report::new(Format::Ob2Hosted);
    let given = Value::Object(given.clone());
    if let Some(revocation) = read::revocation(&given) {
        report.set(Check::passed(CheckName::WellFormed, reason::WELL_FORMED));
        report.set(revoked(revocation.reason));
        report.subject.id = given["id"].as_str().map(str::to_owned);
        return report;
    }
    let assertion = match Assertion::read(&given) {
        Ok(assertion) => assertion,
        Err(error) => {
            report.set(Check::failed(CheckName::WellFormed, error));
            return report;
        }
    };
    let Verification::Hosted { url } = &assertion.verification else {
        // It says that it is signed, but came without a signature.
        report.set(Check::failed(CheckName::Signature, reason::NO_PROOF));
        judge(&assertion, &mut report, work);
        return report;
    };
    if source.is_some_and(|source| source == url.as_str()) {
        judge_hosted(&given, url, &mut report, work);
        return report;
    }
    match hosted_copy(url, &mut report, work) {
        Some(hosted) => {
            judge_hosted(&hosted, url, &mut report, work);
            if let Some(path) = difference(&given, &hosted, "$") {
                report.set(Check::failed(
                    CheckName::Signature,
                    Reason::new(reason::HOSTED_COPY_DIFFERS).with("path", path),
                ));
            }
        }
        None => {
            judge(&assertion, &mut report, work);
        }
    }
    report
}

/// The copy at the badge's own address, or `None` with the checks that say why not.
fn hosted_copy(url: &str, report: &mut Report, work: &mut Work<'_>) -> Option<Value> {
    report.set(Check::not_applicable(CheckName::Key, hosted_at(url)));
    let doubt = |report: &mut Report, reason: Reason| {
        report.set(Check::undecided(CheckName::Signature, reason.clone()));
        report.set(Check::undecided(CheckName::NotRevoked, reason));
    };
    let fetched = match work.fetch(url, Purpose::Assertion) {
        Ok(fetched) => fetched,
        Err(missing) => {
            doubt(report, missing.reason());
            return None;
        }
    };
    let json = read_object(fetched.body).ok().map(Value::Object);
    let revocation = json.as_ref().and_then(read::revocation);
    match (fetched.status, revocation, json) {
        // Gone means revoked (Open Badges 2.0, "Hosted Verification").
        (410, revocation, _) => report.set(revoked(revocation.unwrap_or_default().reason)),
        (_, Some(revocation), _) => report.set(revoked(revocation.reason)),
        (404, ..) => {
            report.set(Check::failed(
                CheckName::Signature,
                Reason::new(reason::HOSTED_NOT_FOUND).with("url", url),
            ));
        }
        (200, None, Some(json)) => return Some(json),
        (status, ..) => {
            let detail = if status == 200 {
                "not JSON".to_owned()
            } else {
                format!("HTTP {status}")
            };
            doubt(
                report,
                Reason::new(reason::FETCH_FAILED)
                    .with("url", url)
                    .with("detail", detail),
            );
        }
    }
    None
}

fn hosted_at(url: &str) -> Reason {
    Reason::new(reason::HOSTED_NOT_SIGNED).with("url", url)
}

fn revoked(detail: Option<String>) -> Check {
    Check::failed(
        CheckName::NotRevoked,
        Reason::new(reason::REVOKED).with("detail", detail.unwrap_or_default()),
    )
}

/// Judges an assertion that stands at `url`.
fn judge_hosted(hosted: &Value, url: &str, report: &mut Report, work: &mut Work<'_>) {
    let assertion = match Assertion::read(hosted) {
        Ok(assertion) => assertion,
        Err(error) => {
            report.set(Check::failed(CheckName::WellFormed, error));
            return;
        }
    };
    report.set(Check::not_applicable(CheckName::Key, hosted_at(url)));
    report.set(Check::not_applicable(CheckName::Signature, hosted_at(url)));
    report.set(Check::passed(
        CheckName::NotRevoked,
        Reason::new(reason::NOT_REVOKED).with("url", url),
    ));
    let is_here =
        matches!(&assertion.verification, Verification::Hosted { url: own } if own == url);
    if !is_here {
        report.set(Check::failed(
            CheckName::Signature,
            Reason::new(reason::HOSTED_COPY_DIFFERS).with("path", "$.id"),
        ));
    }
    let Some(defined) = judge(&assertion, report, work) else {
        return;
    };
    report.set(origin(url, &defined));
}

/// Whether assertions of this issuer may stand at this address (Open Badges 2.0,
/// `VerificationObject` of a profile).
fn origin(url: &str, defined: &Defined) -> Check {
    let (issuer, id) = (&defined.issuer, defined.issuer_id.as_str());
    let host = host_of(url);
    // What a profile allows counts only when it comes from the issuer's own address.
    let own_policy = defined.is_from_issuer && !issuer.allowed_origins.is_empty();
    let is_allowed_host = if own_policy {
        issuer
            .allowed_origins
            .iter()
            .any(|origin| Some(origin) == host.as_ref())
    } else {
        host.is_some() && host == host_of(id)
    };
    let starts = !defined.is_from_issuer
        || issuer.starts_with.is_empty()
        || issuer
            .starts_with
            .iter()
            .any(|start| url.starts_with(start.as_str()));
    if is_allowed_host && starts {
        Check::passed(
            CheckName::IssuerIdentity,
            Reason::new(reason::ISSUER_CONTROLS_ADDRESS)
                .with("issuer", id)
                .with("address", host.unwrap_or_default()),
        )
    } else {
        Check::failed(
            CheckName::IssuerIdentity,
            Reason::new(reason::ISSUER_ORIGIN_DIFFERS)
                .with("issuer", id)
                .with("url", url),
        )
    }
}

/// What hosted and signed assertions have in common. Returns the badge class and issuer when both
/// are there; otherwise the checks say what is missing.
fn judge(assertion: &Assertion, report: &mut Report, work: &mut Work<'_>) -> Option<Defined> {
    report.set(Check::passed(CheckName::WellFormed, reason::WELL_FORMED));
    report.set(validity(
        Some(assertion.issued_on),
        assertion.expires,
        work.now,
    ));
    let recipient = &assertion.recipient;
    let carried = [Carried {
        kind: &recipient.identity_type,
        value: &recipient.identity,
        hashed: recipient.hashed,
        salt: &recipient.salt,
    }];
    report.set(recipient::check(&work.facts.typed, &carried));
    describe::assertion(assertion, &mut report.subject);
    let defined = match define(assertion, work) {
        Ok(defined) => defined,
        Err(Absent::Malformed(reason)) => {
            report.set(Check::failed(CheckName::WellFormed, reason));
            return None;
        }
        Err(Absent::Missing(missing)) => {
            report.set(Check::undecided(
                CheckName::IssuerIdentity,
                missing.reason(),
            ));
            return None;
        }
    };
    describe::badge(&defined, &mut report.subject);
    Some(defined)
}

enum Absent {
    Missing(Missing),
    Malformed(Reason),
}

impl From<Missing> for Absent {
    fn from(missing: Missing) -> Self {
        Absent::Missing(missing)
    }
}

impl From<read::ReadError> for Absent {
    fn from(error: read::ReadError) -> Self {
        Absent::Malformed(error.into())
    }
}

/// Follows the links to the badge class and its issuer.
fn define(assertion: &Assertion, work: &mut Work<'_>) -> Result<Defined, Absent> {
    let other_id = |path: &str, expected: &str| {
        Absent::Malformed(
            Reason::new(reason::WRONG_VALUE)
                .with("path", path)
                .with("expected", expected),
        )
    };
    let badge = match &assertion.badge {
        Linked::Embedded(badge) => (**badge).clone(),
        Linked::Address(url) => {
            let badge = BadgeClass::read(&work.fetch_json(url, Purpose::BadgeClass)?)?;
            if badge.id.as_ref().is_some_and(|id| id != url) {
                return Err(other_id("$.badge.id", url));
            }
            badge
        }
    };
    let mut profile_at = |url: &str| -> Result<Profile, Absent> {
        let profile = Profile::read(&work.fetch_json(url, Purpose::Issuer)?)?;
        if profile.id.as_ref().is_some_and(|id| id != url) {
            return Err(other_id("$.badge.issuer.id", url));
        }
        Ok(profile)
    };
    let (issuer, issuer_id, is_from_issuer) = match &badge.issuer {
        Linked::Address(url) => (profile_at(url)?, url.clone(), true),
        Linked::Embedded(profile) => {
            let id = profile
                .id
                .clone()
                .or_else(|| profile.url.clone())
                .unwrap_or_default();
            // Whoever made the badge wrote this profile; the issuer's own is asked for where there is one.
            if id.starts_with("https://") || id.starts_with("http://") {
                match profile_at(&id) {
                    Ok(own) => (own, id, true),
                    Err(Absent::Missing(Missing::Pending)) => return Err(Missing::Pending.into()),
                    Err(_) => ((**profile).clone(), id, false),
                }
            } else {
                ((**profile).clone(), id, false)
            }
        }
    };
    Ok(Defined {
        badge,
        issuer,
        issuer_id,
        is_from_issuer,
    })
}

/// Where two copies of an assertion differ. The image and the context may: a baked copy may have
/// been made before its own image existed.
fn difference(given: &Value, hosted: &Value, path: &str) -> Option<String> {
    match (given, hosted) {
        (Value::Object(given), Value::Object(hosted)) => {
            let counts = |name: &String| !matches!(name.as_str(), "image" | "@context");
            given
                .keys()
                .chain(hosted.keys())
                .filter(|name| counts(name))
                .find_map(|name| {
                    let path = format!("{path}.{name}");
                    let none = Value::Null;
                    difference(
                        given.get(name).unwrap_or(&none),
                        hosted.get(name).unwrap_or(&none),
                        &path,
                    )
                })
        }
        (Value::Array(given), Value::Array(hosted)) if given.len() == hosted.len() => given
            .iter()
            .zip(hosted)
            .enumerate()
            .find_map(|(index, (given, hosted))| {
                difference(given, hosted, &format!("{path}[{index}]"))
            }),
        (given, hosted) => (given != hosted).then(|| path.to_owned()),
    }
}
