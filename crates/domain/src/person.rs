//! People: accounts at identity providers, names and who vouched for them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::{Lang, NameAssuranceId, PersonId};

codes! {
    /// The two kinds of sign-in.
    ProviderKind { Learner = "learner", Staff = "staff" }
}

codes! {
    /// What a proven identifier of a person is.
    IdentifierKind {
        /// A verified mail address.
        Mail = "mail",
        /// `eduPersonPrincipalName` at a linked institution.
        Eppn = "eppn",
        /// The eduID of this service.
        Eduid = "eduid",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// As the provider gave it last; not validated by itself.
    pub name: String,
    pub mail: Option<String>,
    pub language: Lang,
    pub created_at: Timestamp,
}

codes! {
    /// Who vouched for a name.
    NameSource {
        /// An institution, through the linked account.
        Institution = "institution",
        /// Another trusted source behind eduID (a bank, a service desk).
        External = "external",
        /// The awarder typed it.
        Awarder = "awarder",
        /// Nobody: the account's own word.
        Account = "account",
    }
}

impl NameSource {
    /// Only a vouched-for name is ever shown publicly.
    pub const fn is_validated(self) -> bool {
        matches!(self, Self::Institution | Self::External)
    }
}

/// A name that somebody vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAssurance {
    pub id: NameAssuranceId,
    pub person: PersonId,
    pub name: String,
    pub source: NameSource,
    /// The home organisation, or the name of the external source.
    pub vouched_by: String,
    /// The authentication context that was really reached.
    pub acr: Option<String>,
    pub verified_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// The learner's choice among several.
    pub chosen: bool,
}

/// What is stamped on an edubadge at issuance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampedName {
    pub name: String,
    pub source: NameSource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vouched_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// When the name was vouched for; the issuance itself for an unvouched one.
    pub at: Timestamp,
}

/// The name for an edubadge, by precedence: chosen validated name (else the one verified last);
/// else the name that the awarder typed; else the account's own.
pub fn name_for_issuance(
    assurances: &[NameAssurance],
    typed_by_awarder: Option<&str>,
    account_name: &str,
    now: Timestamp,
) -> StampedName {
    let valid = assurances
        .iter()
        .filter(|a| a.source.is_validated() && a.expires_at.is_none_or(|end| now < end))
        .max_by_key(|a| (a.chosen, a.verified_at));
    if let Some(a) = valid {
        return StampedName {
            name: a.name.clone(),
            source: a.source,
            vouched_by: Some(a.vouched_by.clone()),
            acr: a.acr.clone(),
            at: a.verified_at,
        };
    }
    let (name, source) = match typed_by_awarder {
        Some(typed) => (typed, NameSource::Awarder),
        None => (account_name, NameSource::Account),
    };
    StampedName {
        name: name.to_owned(),
        source,
        vouched_by: None,
        acr: None,
        at: now,
    }
}

/// A mail address in the form in which addresses are compared: trimmed and lower case.
/// `None` when it can't be one.
pub fn mail_key(text: &str) -> Option<String> {
    let key = text.trim().to_lowercase();
    let (local, host) = key.rsplit_once('@')?;
    let ok = !local.is_empty()
        && local.len() <= 64
        && key.len() <= 254
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || "!#$%&'*+-/=?^_`{|}~.".contains(c)
                || !c.is_ascii() && !c.is_control()
        })
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| {
                    c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii() && c.is_alphanumeric()
                })
        });
    ok.then_some(key)
}

/// An EPPN in the form in which they are compared. `None` when it can't be one.
pub fn eppn_key(text: &str) -> Option<String> {
    mail_key(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Timestamp {
        s.parse().unwrap()
    }

    fn assurance(name: &str, verified: &str, chosen: bool) -> NameAssurance {
        NameAssurance {
            id: NameAssuranceId(uuid::Uuid::nil()),
            person: PersonId(uuid::Uuid::nil()),
            name: name.into(),
            source: NameSource::Institution,
            vouched_by: "uvv.example".into(),
            acr: None,
            verified_at: at(verified),
            expires_at: Some(at("2027-01-01T00:00:00Z")),
            chosen,
        }
    }

    #[test]
    fn the_chosen_validated_name_wins_over_a_newer_one_and_over_the_typed_one() {
        let all = [
            assurance("Sanne", "2026-01-01T00:00:00Z", true),
            assurance("S. de Groot", "2026-06-01T00:00:00Z", false),
        ];
        let stamped = name_for_issuance(&all, Some("Typed"), "Account", at("2026-11-24T00:00:00Z"));
        assert_eq!(
            (stamped.name.as_str(), stamped.source),
            ("Sanne", NameSource::Institution)
        );
    }

    #[test]
    fn an_expired_link_vouches_for_nothing() {
        let all = [assurance("Sanne", "2026-01-01T00:00:00Z", true)];
        let stamped = name_for_issuance(&all, Some("Typed"), "Account", at("2027-02-01T00:00:00Z"));
        assert_eq!(
            (stamped.name.as_str(), stamped.source),
            ("Typed", NameSource::Awarder)
        );
        let stamped = name_for_issuance(&[], None, "Account", at("2027-02-01T00:00:00Z"));
        assert_eq!(stamped.source, NameSource::Account);
    }

    #[test]
    fn mail_addresses_are_compared_trimmed_and_in_lower_case() {
        assert_eq!(
            mail_key(" Sanne.DeGroot@Voorbeeld.NL ").as_deref(),
            Some("sanne.degroot@voorbeeld.nl")
        );
        for wrong in [
            "",
            "noor.bakker@",
            "@x.nl",
            "a b@x.nl",
            "a@x",
            "a@-x.nl",
            "a@x..nl",
            "a..b@x.nl",
            "=cmd@x .nl",
            "a@b@",
        ] {
            assert_eq!(mail_key(wrong), None, "{wrong}");
        }
    }
}
