//! The sample world as its files describe it (`demo/*.toml`).

use domain::assertion::{PublicChoices, RevocationCategory};
use domain::badge_class::{Assessment, Content, Drawing, Settings};
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
    pub requests: Vec<MadeRequest>,
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
#[serde(deny_unknown_fields)]
pub(super) struct MadeClass {
    pub key: String,
    pub issuer: String,
    /// `draft`, `published` or `archived`.
    pub state: String,
    pub days_ago: i64,
    #[serde(default)]
    pub archived_days_ago: Option<i64>,
    pub drawing: Drawing,
    #[serde(default)]
    pub settings: Settings,
    /// The keys of the institutions whose learners may request, instead of what `settings` says.
    #[serde(default)]
    pub listed: Vec<String>,
    pub content: Content,
    #[serde(default)]
    pub earlier: Option<Earlier>,
    #[serde(skip)]
    pub id: Option<BadgeClassId>,
}

/// What the first version asked before the class became as its content is.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Earlier {
    pub until_days_ago: i64,
    pub assessment: Vec<Assessment>,
    pub criteria: Localized,
}

impl MadeClass {
    /// The text that was published first.
    pub fn first_content(&self) -> Content {
        let mut content = self.content.clone();
        let Some(earlier) = &self.earlier else {
            return content;
        };
        content.assessment.clone_from(&earlier.assessment);
        for lang in [Lang::Nl, Lang::En] {
            let Some(criteria) = earlier.criteria.exact(lang) else {
                continue;
            };
            if content.language.code() == lang.code() {
                criteria.clone_into(&mut content.texts.criteria);
            } else if let Some(second) = content.second.as_mut().filter(|s| s.lang == lang) {
                criteria.clone_into(&mut second.texts.criteria);
            }
        }
        content
    }
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

#[derive(Deserialize)]
struct Requests {
    requests: Vec<MadeRequest>,
}

/// A request that is still open.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeRequest {
    pub class: String,
    pub by: String,
    pub days_ago: i64,
    pub motivation: String,
    #[serde(default)]
    pub evidence_url: Option<String>,
    #[serde(default)]
    pub evidence_name: Option<String>,
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
            requests: read::<Requests>("requests.toml")?.requests,
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

    pub fn institution(&self, key: &str) -> Option<InstitutionId> {
        self.institutions.iter().find(|i| i.key == key)?.id
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
    use std::collections::{BTreeMap, BTreeSet};

    use domain::badge_class::{Texts, Type};

    use super::*;

    /// Every text that a visitor reads of a class, whatever its language.
    fn editions(class: &MadeClass) -> impl Iterator<Item = &Texts> {
        let second = class.content.second.as_ref().map(|s| &s.texts);
        std::iter::once(&class.content.texts).chain(second)
    }

    #[test]
    fn the_sample_world_reads_and_hangs_together() {
        let world = World::read().unwrap();
        assert_eq!(world.institutions.len(), 3);
        assert_eq!(world.classes.len(), 40);
        let issuers: Vec<&str> = world
            .institutions
            .iter()
            .flat_map(|i| &i.groups)
            .flat_map(|g| &g.issuers)
            .map(|i| i.key.as_str())
            .collect();
        let mut named = BTreeSet::new();
        for class in &world.classes {
            let issuer = class.issuer.as_str();
            assert!(issuers.contains(&issuer), "{issuer} of {}", class.key);
            assert!(
                named.insert((issuer, class.content.texts.name.as_str())),
                "a second {} of {issuer}",
                class.content.texts.name
            );
        }
        for award in &world.awards {
            let (class, to) = (&award.class, &award.to);
            assert!(world.classes.iter().any(|c| c.key == *class), "{class}");
            assert!(world.people.iter().any(|p| p.key == *to), "{to}");
        }
        let of = |kind| {
            let classes = world.classes.iter();
            classes.filter(|c| c.content.kind == kind).count()
        };
        for kind in Type::ALL {
            assert!(of(*kind) >= 8, "{kind}: {}", of(*kind));
        }
    }

    #[test]
    fn each_sample_class_has_outcomes_and_a_picture_of_its_type() {
        let world = World::read().unwrap();
        let mut drawn = BTreeSet::new();
        for class in &world.classes {
            let shape = match class.content.kind {
                Type::Microcredential => "hexagon",
                Type::Regular => "circle",
                Type::ExtraCurricular => "rounded-square",
            };
            let d = &class.drawing;
            assert_eq!(d.shape, shape, "{}", class.key);
            assert!(d.icon.is_some(), "{} has no icon", class.key);
            assert!(
                drawn.insert((shape, &d.colour, &d.icon)),
                "{} looks like another class",
                class.key
            );
            for texts in editions(class) {
                assert!(
                    (3..=6).contains(&texts.outcomes.len()),
                    "{}: {} outcomes",
                    class.key,
                    texts.outcomes.len()
                );
                // On a badge a long word may be cut in two, and an ampersand is read as a word.
                let letters = d.text.replace("- ", "");
                let words = letters.split_whitespace().filter(|w| *w != "&");
                for word in words {
                    assert!(
                        texts.image_alt.contains(word),
                        "{}: {word} stands on the picture and not in {:?}",
                        class.key,
                        texts.image_alt
                    );
                }
            }
        }
    }

    #[test]
    fn no_two_sample_classes_share_a_sentence() {
        let world = World::read().unwrap();
        let mut said: BTreeMap<&str, &str> = BTreeMap::new();
        for class in &world.classes {
            for texts in editions(class) {
                let outcomes = texts.outcomes.iter().map(|o| &o.text);
                let sentences = [&texts.description, &texts.criteria]
                    .into_iter()
                    .chain(outcomes)
                    .flat_map(|text| text.split(['.', '?', '!', ':', '\n']))
                    .map(str::trim)
                    .filter(|sentence| sentence.chars().count() >= 20);
                for sentence in sentences {
                    let by = *said.entry(sentence).or_insert(&class.key);
                    assert_eq!(by, class.key, "{sentence}");
                }
            }
        }
    }
}
