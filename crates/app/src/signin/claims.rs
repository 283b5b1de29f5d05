//! What a provider says about who signed in, from the id token, the userinfo and eduID's list of
//! linked institutions.

use domain::person::{IdentifierKind, ProviderKind, eppn_key, mail_key};
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use store::persons::Identifier;

use super::LINK_DAYS;

/// The claims that matter here.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    pub subject: String,
    pub name: Option<String>,
    pub given_and_family: Option<String>,
    pub mail: Option<String>,
    pub mail_verified: bool,
    pub eppns: Vec<String>,
    pub eduid: Option<String>,
    pub home_organisation: Option<String>,
    pub acr: Option<String>,
    pub links: Vec<LinkedName>,
}

/// An institution that somebody linked to their eduID, and the name by which it knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LinkedName {
    pub home_organisation: String,
    pub name: String,
}

fn text(all: &Value, name: &str) -> Option<String> {
    all[name]
        .as_str()
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
}

impl Claims {
    pub fn read(subject: String, all: &Value) -> Self {
        let given_and_family = match (text(all, "given_name"), text(all, "family_name")) {
            (Some(given), Some(family)) => Some(format!("{given} {family}")),
            _ => None,
        };
        let eppns = match &all["eduperson_principal_name"] {
            Value::String(one) => vec![one.clone()],
            Value::Array(list) => list
                .iter()
                .filter_map(|v| v.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            name: text(all, "name").or_else(|| given_and_family.clone()),
            given_and_family,
            mail: text(all, "email"),
            // Some providers write it as text.
            mail_verified: all["email_verified"] == true || all["email_verified"] == "true",
            eppns,
            eduid: text(all, "eduid"),
            home_organisation: text(all, "schac_home_organization"),
            acr: text(all, "acr"),
            subject,
            links: Vec::new(),
        }
    }

    /// Adds eduID's list of links: `eppn`, `schac_home_organization`, and `validated_name` where
    /// the institution vouches for one.
    pub fn add_links(&mut self, list: &Value) {
        for link in list.as_array().into_iter().flatten() {
            if let Some(eppn) = text(link, "eppn")
                && !self.eppns.contains(&eppn)
            {
                self.eppns.push(eppn);
            }
            if let (Some(home_organisation), Some(name)) = (
                text(link, "schac_home_organization"),
                text(link, "validated_name"),
            ) {
                self.links.push(LinkedName {
                    home_organisation,
                    name,
                });
            }
        }
    }

    /// Names with who vouches for each. They hold only when the context that was reached says so.
    pub fn vouched_names(&self) -> impl Iterator<Item = (String, String)> {
        let own = match (&self.given_and_family, &self.home_organisation) {
            (Some(name), Some(home)) => Some((name.clone(), home.clone())),
            _ => None,
        };
        // One vouching per institution: the list's, when both speak.
        let own = own.filter(|(_, home)| self.links.iter().all(|l| l.home_organisation != *home));
        own.into_iter().chain(
            self.links
                .iter()
                .map(|l| (l.name.clone(), l.home_organisation.clone())),
        )
    }

    /// What this sign-in proves.
    pub fn identifiers(&self, kind: ProviderKind, now: Timestamp) -> Vec<Identifier> {
        let mut proven = Vec::new();
        if self.mail_verified
            && let Some(value) = self.mail.as_deref().and_then(mail_key)
        {
            proven.push(Identifier {
                kind: IdentifierKind::Mail,
                value,
                verified_at: now,
                expires_at: None,
            });
        }
        let end = (kind == ProviderKind::Learner).then(|| now + (LINK_DAYS * 24).hours());
        for value in self.eppns.iter().filter_map(|e| eppn_key(e)) {
            proven.push(Identifier {
                kind: IdentifierKind::Eppn,
                value,
                verified_at: now,
                expires_at: end,
            });
        }
        if let Some(eduid) = &self.eduid {
            let value = eduid.trim().to_lowercase();
            proven.push(Identifier {
                kind: IdentifierKind::Eduid,
                value,
                verified_at: now,
                expires_at: None,
            });
        }
        proven
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unverified_address_proves_nothing() {
        let mut claims = Claims::read("s".into(), &json!({ "email": "a@b.example" }));
        assert!(
            claims
                .identifiers(ProviderKind::Learner, Timestamp::UNIX_EPOCH)
                .is_empty()
        );
        claims.mail_verified = true;
        assert_eq!(
            claims
                .identifiers(ProviderKind::Learner, Timestamp::UNIX_EPOCH)
                .len(),
            1
        );
    }

    #[test]
    fn every_linked_institution_vouches_for_its_own_name() {
        let mut claims = Claims::read(
            "s".into(),
            &json!({ "given_name": "Sanne", "family_name": "Groot", "schac_home_organization": "uvv.example",
                     "eduperson_principal_name": "sg@uvv.example" }),
        );
        claims.add_links(&json!([
            { "eppn": "sg@uvv.example", "schac_home_organization": "uvv.example", "validated_name": "Sanne de Groot" },
            { "eppn": "s.groot@horizon.example", "schac_home_organization": "horizon.example", "validated_name": "S. Groot" },
            { "eppn": "x@geen-naam.example", "schac_home_organization": "geen-naam.example" },
        ]));
        assert_eq!(
            claims.eppns,
            [
                "sg@uvv.example",
                "s.groot@horizon.example",
                "x@geen-naam.example"
            ]
        );
        let names: Vec<_> = claims.vouched_names().collect();
        let expected = [
            ("Sanne de Groot", "uvv.example"),
            ("S. Groot", "horizon.example"),
        ];
        assert_eq!(names, expected.map(|(n, h)| (n.to_owned(), h.to_owned())));
    }

    #[test]
    fn an_answer_that_is_no_list_of_links_adds_nothing() {
        let mut claims = Claims::default();
        claims.add_links(&json!({ "error": "insufficient_scope" }));
        assert!(claims.eppns.is_empty() && claims.links.is_empty());
    }
}
