//! Our assertion as an Open Badges 3.0 AchievementCredential.

use ::credentials::bitstring::{Purpose, StatusEntry};
use ::credentials::ob3::{
    self, Achievement, AchievementType, Alignment, Credential, Credits, Identifier, Identity,
    Image, LevelStatus, NameAssurance, Profile, ResultDescription, ResultValue, target_type,
};
use domain::Lang;
use domain::badge_class::{Content, Level, LevelSource, Quality, Type, Version};
use domain::person::{IdentifierKind, NameSource};
use domain::rule_set::Framework;
use store::assertions::PlacedAssertion;
use store::institutions::Placement;

use super::{Material, Shown, first, lang_of};
use crate::{App, urls};

impl App {
    pub(super) fn ob3(&self, m: &Material, shown: Shown, did: &str) -> Credential {
        let PlacedAssertion {
            assertion: a,
            version,
            placement,
        } = &m.placed;
        let lang = lang_of(&version.content);
        let absolute = |path: String| self.urls().absolute(&path);
        let mut identities = Vec::new();
        let name = Self::name_shown(a, shown);
        if let Some(mail) = first(&m.proven, IdentifierKind::Mail) {
            identities.push(Identity::hashed("emailAddress", mail, &a.salt));
        }
        if let Some(eduid) = first(&m.proven, IdentifierKind::Eduid) {
            identities.push(Identity::hashed("identifier", eduid, &a.salt));
        }
        if let Some(name) = name {
            identities.push(Identity::in_clear("name", name.name.clone()));
        }
        if identities.is_empty() {
            // A subject is somebody: the hash of the edubadge's own id says no more than that.
            identities.push(Identity::hashed("identifier", &a.id.to_string(), &a.salt));
        }
        let achievement = self.achievement(version, placement, &m.frameworks);
        let results = match (&a.grade, shown.grade) {
            (Some(grade), true) => {
                vec![ResultValue {
                    description: Some(format!("{}#grade", achievement.id)),
                    value: grade.clone(),
                }]
            }
            _ => Vec::new(),
        };
        let evidence = if shown.evidence && !a.evidence.is_empty() {
            vec![ob3::Evidence {
                url: a.evidence.url.clone(),
                name: a.evidence.name.clone(),
                description: a.evidence.description.clone(),
                narrative: None,
                genre: None,
            }]
        } else {
            Vec::new()
        };
        Credential {
            id: absolute(urls::edubadge(a.id)),
            name: achievement.name.clone(),
            image: achievement.image.clone(),
            issuer: self.profile(did.to_owned(), placement, lang),
            awarded: Some(a.awarded_at),
            valid_from: a.valid_from,
            valid_until: a.valid_until,
            subject_id: None,
            identities,
            name_assurance: name.map(name_assurance),
            credits_earned: version.content.ects.map(|e| Credits { halves: e.0.into() }),
            achievement,
            results,
            narrative: if shown.evidence {
                a.narrative.clone()
            } else {
                None
            },
            evidence,
            status: Some(StatusEntry {
                list: absolute(urls::status_list(placement.issuer.id, a.status_list)),
                index: usize::try_from(a.status_index).unwrap_or(0),
                purpose: Purpose::Revocation,
            }),
        }
    }

    fn profile(&self, id: String, placement: &Placement, lang: Lang) -> Profile {
        let Placement {
            institution,
            issuer,
            ..
        } = placement;
        let s = &issuer.settings;
        let logo = crate::catalogue::logo(placement, lang);
        let mut identifiers = Vec::new();
        if let Some(brin) = &institution.registration.brin {
            identifiers.push(Identifier {
                kind: "ext:BRIN".into(),
                value: brin.clone(),
            });
        }
        identifiers.push(Identifier {
            kind: "ext:schacHome".into(),
            value: institution.registration.identifier.clone(),
        });
        identifiers.push(Identifier {
            kind: "ext:country".into(),
            value: institution.registration.country.clone(),
        });
        Profile {
            id,
            name: issuer.name(lang).to_owned(),
            description: domain::text::non_empty(s.description.get(lang)),
            url: domain::text::non_empty(s.url.get(lang))
                .or_else(|| Some(self.urls().absolute(&urls::issuer(issuer.id)))),
            email: s.contact_mail.clone(),
            image: logo.map(|l| Image::at(self.urls().absolute(&urls::file_png(l)))),
            identifiers: Vec::new(),
            parent: Some(Box::new(Profile {
                id: self.urls().absolute(&urls::institution(institution.id)),
                name: institution.name(lang).to_owned(),
                url: domain::text::non_empty(institution.settings.url.get(lang)),
                email: institution.settings.contact_mail.clone(),
                identifiers,
                ..Profile::default()
            })),
        }
    }

    /// One version of a class as an Achievement.
    fn achievement(
        &self,
        version: &Version,
        placement: &Placement,
        frameworks: &[Framework],
    ) -> Achievement {
        let content = &version.content;
        let texts = &content.texts;
        let lang = lang_of(content);
        let id = self
            .urls()
            .absolute(&urls::badge_class_version(version.class, version.number));
        Achievement {
            kind: match content.kind {
                Type::Microcredential => AchievementType::MicroCredential,
                Type::Regular => AchievementType::Course,
                Type::ExtraCurricular => AchievementType::Badge,
            },
            name: texts.name.clone(),
            description: texts.description.clone(),
            criteria: texts.criteria.clone(),
            criteria_url: Some(id.clone()),
            image: content.image.as_ref().map(|i| Image {
                url: self.urls().absolute(&urls::file_png(&i.png)),
                caption: domain::text::non_empty(&texts.image_alt),
            }),
            language: Some(content.language.code().to_owned()),
            version: Some(version.number.to_string()),
            creator: Some(Profile {
                id: self.urls().absolute(&urls::issuer(placement.issuer.id)),
                name: placement.issuer.name(lang).to_owned(),
                ..Profile::default()
            }),
            credits: content.ects.map(|e| Credits { halves: e.0.into() }),
            field_of_study: None,
            human_code: None,
            identifiers: content
                .programmes
                .iter()
                .map(|p| Identifier {
                    kind: format!("ext:{}", p.scheme.code().to_uppercase()),
                    value: p.code.clone(),
                })
                .collect(),
            alignments: alignments(content, frameworks, lang),
            result_descriptions: if content.grade_required {
                vec![ResultDescription {
                    id: format!("{id}#grade"),
                    name: "Grade".into(),
                    kind: "Result".into(),
                }]
            } else {
                Vec::new()
            },
            related: Vec::new(),
            tags: Vec::new(),
            id,
        }
    }
}

fn name_assurance(name: &domain::person::StampedName) -> NameAssurance {
    NameAssurance {
        level: match name.source {
            NameSource::Institution | NameSource::External => "validated",
            NameSource::Awarder => "named-by-awarder",
            NameSource::Account => "not-validated",
        }
        .into(),
        source: name.vouched_by.clone(),
        on: Some(name.at),
    }
}

fn status<L: Copy>(kind: Type, level: &Level<L>) -> LevelStatus {
    match (kind, level.source) {
        (Type::ExtraCurricular, _) => LevelStatus::Indicative,
        (_, LevelSource::Stated) => LevelStatus::StatedByInstitution,
        (_, LevelSource::Classified) => LevelStatus::OfficiallyClassified,
    }
}

/// Everything about the class that Open Badges 3.0 has no property for.
fn alignments(content: &Content, frameworks: &[Framework], lang: Lang) -> Vec<Alignment> {
    let texts = &content.texts;
    let mut all: Vec<Alignment> = Vec::new();
    for outcome in &texts.outcomes {
        let framework = outcome
            .alignment
            .as_ref()
            .and_then(|a| Some((a.name.as_str(), a.url.as_deref()?)));
        all.push(Alignment::learning_outcome(outcome.text.clone(), framework));
    }
    if let Some(eqf) = &content.eqf {
        all.push(Alignment::eqf_level(
            eqf.level.code().parse().unwrap_or(0),
            status(content.kind, eqf),
        ));
    }
    if let Some(nlqf) = &content.nlqf {
        all.push(Alignment::nlqf_level(
            nlqf.level.code(),
            status(content.kind, nlqf),
        ));
    }
    if let Some(cycle) = &content.qf_ehea {
        all.push(Alignment::qf_ehea_cycle(
            cycle.level.code(),
            status(content.kind, cycle),
        ));
    }
    let aspect = |kind, code: &str| Alignment::aspect(kind, Some(code), code);
    for (kind, hours) in [
        (target_type::STUDY_LOAD, content.study_load),
        (target_type::TIME_INVESTMENT, content.time_investment),
    ] {
        all.extend(
            hours.map(|h| Alignment::aspect(kind, Some(&h.to_string()), format!("{h} hours"))),
        );
    }
    if let Some(duration) = content.duration {
        let text = format!("{} {}", duration.count, duration.unit);
        all.push(Alignment::aspect(target_type::DURATION, None, text));
    }
    all.extend(
        content
            .participation
            .iter()
            .map(|p| aspect(target_type::PARTICIPATION, p.code())),
    );
    all.extend(
        content
            .assessment
            .iter()
            .map(|a| aspect(target_type::ASSESSMENT, a.code())),
    );
    all.extend(
        content
            .supervision
            .iter()
            .map(|s| aspect(target_type::SUPERVISION, s.code())),
    );
    match &content.quality {
        Some(Quality::Framework(id)) => {
            let framework = frameworks.iter().find(|f| f.id == *id);
            all.push(Alignment {
                name: framework.map_or_else(|| id.clone(), |f| f.name.get(lang).to_owned()),
                url: framework.and_then(|f| domain::text::non_empty(f.url.get(lang))),
                code: Some(id.clone()),
                kind: Some(target_type::QUALITY_ASSURANCE.into()),
                ..Alignment::default()
            });
        }
        Some(Quality::Own { name, url, text }) => all.push(Alignment {
            name: name.clone(),
            url: url.clone(),
            description: text.clone(),
            kind: Some(target_type::QUALITY_ASSURANCE.into()),
            ..Alignment::default()
        }),
        None => {}
    }
    for (kind, text) in [
        (target_type::PREREQUISITES, &texts.prerequisites),
        (target_type::FURTHER_INFORMATION, &texts.further_information),
        (target_type::SIZE_JUSTIFICATION, &texts.size_justification),
    ] {
        all.extend(domain::text::non_empty(text).map(|t| Alignment::aspect(kind, None, t)));
    }
    if let Some(stackability) = content.stackability {
        let name = domain::text::non_empty(&texts.stackable_towards)
            .unwrap_or_else(|| stackability.code().to_owned());
        all.push(Alignment::aspect(
            target_type::STACKABILITY,
            Some(stackability.code()),
            name,
        ));
    }
    all.extend(content.related.iter().map(|r| Alignment {
        name: r.name.clone(),
        url: r.url.clone(),
        description: r.description.clone(),
        framework: r.framework.clone(),
        code: r.code.clone(),
        kind: Some(target_type::RELATED_FRAMEWORK.into()),
    }));
    all
}
