//! Open Badges 2.0 (and what is left of 1.x): hosted at an address, or signed as JWS.

use serde_json::{Map, Value};

use super::document::read_object;
use super::issuer::host_of;
use super::ob3::validity;
use super::recipient::{self, Carried};
use super::{KeyState, Missing, Purpose, Work};
use crate::crypto::PublicKey;
use crate::did::without_fragment;
use crate::extensions::Extension;
use crate::jose::{JoseError, Jws};
use crate::ob2::Linked;
use crate::ob2::read::{self, Assertion, BadgeClass, CryptographicKey, Profile, Verification};
use crate::report::{
    Alignment, Check, CheckName, Evidence, Format, Outcome, Reason, Report, Stands, reason,
};

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
    describe_assertion(assertion, &mut report.subject);
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
    describe_badge(&defined, &mut report.subject);
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

pub(super) fn verify_signed(
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

fn describe_assertion(assertion: &Assertion, stands: &mut Stands) {
    stands.id = Some(assertion.id.clone());
    stands.valid_from = Some(assertion.issued_on);
    stands.valid_until = assertion.expires;
    stands.awarded = assertion.awarded_on;
    stands.grade = assertion.grade.clone();
    stands.narrative = assertion.narrative.clone();
    stands.recipient_kinds = vec![assertion.recipient.identity_type.clone()];
    stands.evidence = assertion
        .evidence
        .iter()
        .map(|one| Evidence {
            url: one.id.clone(),
            name: one.name.clone(),
            description: one.description.clone(),
            narrative: one.narrative.clone(),
        })
        .collect();
}

fn describe_badge(defined: &Defined, stands: &mut Stands) {
    let (badge, issuer) = (&defined.badge, &defined.issuer);
    stands.achievement_id = badge.id.clone();
    stands.name = Some(badge.name.clone());
    stands.description = badge.description.clone();
    stands.criteria = badge.criteria.clone();
    stands.criteria_url = badge.criteria_url.clone();
    stands.image = badge.image.clone();
    stands.version = badge.version.clone();
    stands.tags = badge.tags.clone();
    stands.issuer.id = defined.issuer_id.clone();
    stands.issuer.name = Some(issuer.name.clone());
    stands.issuer.url = issuer.url.clone();
    stands.issuer.email = issuer.email.clone();
    stands.issuer.image = issuer.image.clone();
    stands.alignments = badge
        .alignment
        .iter()
        .map(|one| Alignment {
            name: one.target_name.clone(),
            url: Some(one.target_url.clone()).filter(|url| !url.is_empty()),
            framework: one.target_framework.clone(),
            code: one.target_code.clone(),
            description: one.target_description.clone(),
            kind: None,
        })
        .collect();
    for extension in badge.extensions.iter().chain(&issuer.extensions) {
        match extension {
            Extension::Ects { half_points } => stands.credits = Some(halves(*half_points)),
            Extension::Eqf { level } => stands.levels.push(Alignment {
                name: format!("EQF {level}"),
                code: Some(level.to_string()),
                kind: Some(crate::ob3::target_type::EQF_LEVEL.into()),
                ..Alignment::default()
            }),
            Extension::LearningOutcome(text) => {
                stands.outcomes.push(Alignment {
                    name: text.clone(),
                    ..Alignment::default()
                });
            }
            Extension::StudyLoad { hours } => stands.study_load = Some(hours.to_string()),
            Extension::Language(code) => stands.language = Some(code.clone()),
            Extension::InstitutionName(name) => stands.issuer.parent = Some(name.clone()),
            Extension::EducationProgramIdentifier(_)
            | Extension::TimeInvestment { .. }
            | Extension::InstitutionIdentifier(_)
            | Extension::GradingTable(_)
            | Extension::InstitutionCountry(_) => {}
        }
    }
}

fn halves(half_points: u32) -> String {
    if half_points.is_multiple_of(2) {
        (half_points / 2).to_string()
    } else {
        format!("{}.5", half_points / 2)
    }
}
