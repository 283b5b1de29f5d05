//! What an assertion and its badge class say that it stands for.

use super::Defined;
use crate::extensions::Extension;
use crate::ob2::read::Assertion;
use crate::report::{Alignment, Evidence, Stands};

pub(super) fn assertion(assertion: &Assertion, stands: &mut Stands) {
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

pub(super) fn badge(defined: &Defined, stands: &mut Stands) {
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
