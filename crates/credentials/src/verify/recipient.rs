//! Whether the credential is about the person whose name, mail or identifier was typed.

use serde_json::Value;

use super::{Typed, each};
use crate::ob3::identity_matches;
use crate::report::{Check, CheckName, Reason, reason};

/// One identity that a credential carries, of either version of Open Badges.
pub(super) struct Carried<'a> {
    pub kind: &'a str,
    pub value: &'a str,
    pub hashed: bool,
    pub salt: &'a str,
}

/// The identities of an Open Badges 3.0 subject.
pub(super) fn carried_by(subject: &Value) -> Vec<Carried<'_>> {
    let mut carried: Vec<Carried<'_>> = each(&subject["identifier"])
        .filter_map(|identity| {
            Some(Carried {
                kind: identity["identityType"].as_str()?,
                value: identity["identityHash"].as_str()?,
                hashed: identity["hashed"].as_bool()?,
                salt: identity["salt"].as_str().unwrap_or_default(),
            })
        })
        .collect();
    if let Some(id) = subject["id"].as_str() {
        let (kind, value) = match id.strip_prefix("mailto:") {
            Some(mail) => ("emailAddress", mail),
            None => ("id", id),
        };
        carried.push(Carried {
            kind,
            value,
            hashed: false,
            salt: "",
        });
    }
    carried
}

pub(super) fn check(typed: &[Typed], carried: &[Carried<'_>]) -> Check {
    let name = CheckName::Recipient;
    if carried.is_empty() {
        return Check::undecided(name, reason::NO_RECIPIENT_IDENTITY);
    }
    if typed.is_empty() {
        return Check::undecided(name, reason::NOTHING_TYPED);
    }
    let mut matched = Vec::new();
    let mut absent = None;
    for one in typed {
        let (label, text) = match one {
            Typed::Name(text) => ("name", text),
            Typed::Email(text) => ("email", text),
            Typed::Identifier(text) => ("identifier", text),
        };
        let candidates: Vec<&Carried<'_>> = carried
            .iter()
            .filter(|carried| match one {
                Typed::Name(_) => carried.kind == "name",
                Typed::Email(_) => matches!(carried.kind, "emailAddress" | "email"),
                Typed::Identifier(_) => !matches!(carried.kind, "name" | "emailAddress" | "email"),
            })
            .collect();
        let results: Vec<Option<bool>> = candidates
            .iter()
            .map(|carried| identity_matches(text, carried.value, carried.hashed, carried.salt))
            .collect();
        if results.contains(&Some(true)) {
            matched.push(label);
        } else if results.contains(&Some(false)) {
            return Check::failed(name, reason::RECIPIENT_DIFFERS);
        } else {
            absent = Some(label);
        }
    }
    match absent {
        Some(label) if matched.is_empty() => Check::undecided(
            name,
            Reason::new(reason::RECIPIENT_KIND_ABSENT).with("kind", label),
        ),
        _ => Check::passed(
            name,
            Reason::new(reason::RECIPIENT_MATCHES).with("kind", matched.join(", ")),
        ),
    }
}
