//! The sample world as its files describe it (`demo/*.toml`).

use domain::assertion::{PublicChoices, RevocationCategory};
use domain::badge_class::{Content, Settings};
use domain::institution::{self, Institution, LegalBasis, TermsKind};
use domain::person::ProviderKind;
use domain::role::{Path, Role};
use domain::{
    BadgeClassId, InstitutionId, IssuerGroupId, IssuerId, Lang, Localized, PersonId, TermsId,
    issuer, issuer_group,
};
use jiff::Timestamp;
use rust_embed::RustEmbed;
use serde::Deserialize;
use store::terms::Terms;

#[derive(RustEmbed)]
#[folder = "demo/"]
struct Files;

pub(super) struct World {
    pub institutions: Vec<MadeInstitution>,
    pub classes: Vec<MadeClass>,
    pub people: Vec<MadePerson>,
    pub awards: Vec<Award>,
}

#[derive(Deserialize)]
struct Institutions {
    institutions: Vec<MadeInstitution>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeInstitution {
    pub key: String,
    pub registration: institution::Registration,
    pub settings: institution::Settings,
    #[serde(default)]
    pub groups: Vec<MadeGroup>,
    #[serde(skip)]
    pub id: Option<InstitutionId>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeGroup {
    pub key: String,
    pub settings: issuer_group::Settings,
    #[serde(default)]
    pub issuers: Vec<MadeIssuer>,
    #[serde(skip)]
    pub id: Option<IssuerGroupId>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeIssuer {
    pub key: String,
    pub settings: issuer::Settings,
    #[serde(skip)]
    pub id: Option<IssuerId>,
}

#[derive(Clone, Deserialize)]
pub(super) struct MadeDrawing {
    pub shape: String,
    pub colour: String,
    #[serde(default)]
    pub icon: Option<String>,
    #[serde(default)]
    pub text: String,
}

#[derive(Clone, Deserialize)]
pub(super) struct MadeClass {
    pub key: String,
    pub issuer: String,
    /// `draft`, `published` or `archived`.
    pub state: String,
    pub days_ago: i64,
    #[serde(default)]
    pub drawing: Option<MadeDrawing>,
    #[serde(default)]
    pub settings: Settings,
    pub content: Content,
    #[serde(skip)]
    pub id: Option<BadgeClassId>,
}

#[derive(Deserialize)]
struct People {
    people: Vec<MadePerson>,
    awards: Vec<Award>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadePerson {
    pub key: String,
    pub given_name: String,
    pub family_name: String,
    pub mail: String,
    #[serde(default)]
    pub eppn: Option<String>,
    /// The institution that vouches for a learner, or employs a member of staff.
    #[serde(default)]
    pub home: Option<String>,
    #[serde(default = "dutch")]
    pub language: Lang,
    /// A learner who has not seen the general terms yet.
    #[serde(default)]
    pub new: bool,
    /// Works for an institution and has no role yet.
    #[serde(default)]
    pub staff: bool,
    #[serde(default)]
    pub roles: Vec<MadeRole>,
    pub role: Localized,
    pub about: Localized,
    #[serde(skip)]
    pub id: Option<PersonId>,
}

fn dutch() -> Lang {
    Lang::Nl
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeRole {
    pub role: Role,
    /// The key of an institution, group, issuer or class; `platform`.
    pub at: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Award {
    pub class: String,
    pub to: String,
    pub days_ago: i64,
    /// `open`, `claimed` or `declined`.
    pub state: String,
    /// Another address than the person's own.
    #[serde(default)]
    pub mail: Option<String>,
    #[serde(default)]
    pub on_eppn: bool,
    #[serde(default)]
    pub grade: Option<String>,
    #[serde(default)]
    pub narrative: Option<String>,
    #[serde(default)]
    pub evidence_url: Option<String>,
    #[serde(default)]
    pub evidence_name: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub public: Option<PublicChoices>,
    #[serde(default)]
    pub revoked: Option<Revoked>,
}

impl Award {
    pub fn claimed_days_ago(&self) -> i64 {
        (self.days_ago - 3).max(0)
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoked {
    pub days_ago: i64,
    pub category: RevocationCategory,
    pub reason: String,
}

impl MadePerson {
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// Who has a role is staff.
    pub fn kind(&self) -> ProviderKind {
        if self.staff || !self.roles.is_empty() {
            ProviderKind::Staff
        } else {
            ProviderKind::Learner
        }
    }
}

fn text(name: &str) -> Result<String, String> {
    let file = Files::get(name).ok_or_else(|| format!("no sample file {name}"))?;
    String::from_utf8(file.data.into_owned()).map_err(|e| format!("{name}: {e}"))
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, String> {
    toml::from_str(&text(name)?).map_err(|e| format!("{name}: {e}"))
}

pub(super) fn people() -> Vec<MadePerson> {
    // What ships was read by a test.
    read::<People>("cast.toml")
        .map(|p| p.people)
        .unwrap_or_default()
}

impl World {
    pub fn read() -> Result<Self, String> {
        let mut names: Vec<String> = Files::iter()
            .map(|n| n.to_string())
            .filter(|n| n.starts_with("classes/"))
            .collect();
        names.sort();
        let classes = names
            .iter()
            .map(|n| read::<MadeClass>(n))
            .collect::<Result<Vec<_>, _>>()?;
        let People { people, awards } = read("cast.toml")?;
        Ok(Self {
            institutions: read::<Institutions>("institutions.toml")?.institutions,
            classes,
            people,
            awards,
        })
    }

    /// The way to the node with this key: `Some(None)` is the platform, `None` a class or nothing.
    pub fn path(&self, key: &str) -> Option<Option<Path>> {
        if key == "platform" {
            return Some(None);
        }
        for institution in &self.institutions {
            let at = Path::institution(institution.id?);
            if institution.key == key {
                return Some(Some(at));
            }
            for group in &institution.groups {
                let at = at.group(group.id?);
                if group.key == key {
                    return Some(Some(at));
                }
                if let Some(issuer) = group.issuers.iter().find(|i| i.key == key) {
                    return Some(Some(at.issuer(issuer.id?)));
                }
            }
        }
        None
    }

    pub fn issuer(&self, key: &str) -> Option<IssuerId> {
        self.institutions
            .iter()
            .flat_map(|i| &i.groups)
            .flat_map(|g| &g.issuers)
            .find(|i| i.key == key)?
            .id
    }
}

/// An institution's terms for one kind of education, by its legal basis.
pub(super) fn terms(
    kind: TermsKind,
    institution: &Institution,
    id: TermsId,
    at: Timestamp,
) -> Terms {
    let s = &institution.settings;
    let basis = if kind == TermsKind::Formal {
        s.legal_basis_formal
    } else {
        s.legal_basis_non_formal
    };
    let word = |lang: Lang| match (basis, lang) {
        (LegalBasis::Contract, Lang::Nl) => {
            "de uitvoering van een overeenkomst met jou (artikel 6, lid 1, onder b, AVG)"
        }
        (LegalBasis::Contract, Lang::En) => {
            "the performance of a contract with you (article 6(1)(b) GDPR)"
        }
        (LegalBasis::LegitimateInterest, Lang::Nl) => {
            "een gerechtvaardigd belang van de instelling (artikel 6, lid 1, onder f, AVG)"
        }
        (LegalBasis::LegitimateInterest, Lang::En) => {
            "a legitimate interest of the institution (article 6(1)(f) GDPR)"
        }
        (LegalBasis::LegalObligation, Lang::Nl) => {
            "een wettelijke plicht van de instelling (artikel 6, lid 1, onder c, AVG)"
        }
        (LegalBasis::LegalObligation, Lang::En) => {
            "a legal obligation of the institution (article 6(1)(c) GDPR)"
        }
        (LegalBasis::None, _) => "",
    };
    let fill = |lang: Lang| {
        let name = format!("terms/{lang}/institution-{kind}.md");
        let text = text(&name).unwrap_or_default();
        text.replace("{institution}", institution.name(lang))
            .replace("{basis}", word(lang))
    };
    Terms {
        id,
        institution: Some(institution.id),
        kind,
        version: 1,
        nl: fill(Lang::Nl),
        en: fill(Lang::En),
        published_at: at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_world_reads_and_hangs_together() {
        let world = World::read().unwrap();
        assert_eq!(world.institutions.len(), 3);
        assert!(world.classes.len() >= 15, "{}", world.classes.len());
        let issuers: Vec<&str> = world
            .institutions
            .iter()
            .flat_map(|i| &i.groups)
            .flat_map(|g| &g.issuers)
            .map(|i| i.key.as_str())
            .collect();
        for class in &world.classes {
            assert!(
                issuers.contains(&class.issuer.as_str()),
                "{} of {}",
                class.issuer,
                class.key
            );
        }
        for award in &world.awards {
            assert!(
                world.classes.iter().any(|c| c.key == award.class),
                "{}",
                award.class
            );
            assert!(
                world.people.iter().any(|p| p.key == award.to),
                "{}",
                award.to
            );
        }
    }
}
