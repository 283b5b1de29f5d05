//! What a learner says is wrong with an edubadge, and the correction itself.

use jiff::Timestamp;

use crate::award::Evidence;
use crate::badge_class::{Content, Settings, is_web_address};
use crate::codes::codes;
use crate::{AssertionId, BadgeClassId, CorrectionId, InstitutionId, Invalid, PersonId};

/// Characters of what a learner writes, and of the answer.
pub const TEXT_MAX: usize = 2_000;
const NAME_MAX: usize = 200;
const NARRATIVE_MAX: usize = 4_000;
const EVIDENCE_NAME_MAX: usize = 120;
const GRADE_MAX: usize = 40;

codes! {
    /// Where a question for a correction stands.
    State {
        Open = "open",
        /// A corrected edubadge was issued.
        Granted = "granted",
        Refused = "refused",
        Withdrawn = "withdrawn",
    }
}

/// A question for a correction. `person` and the texts are empty after erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub id: CorrectionId,
    pub assertion: AssertionId,
    pub class: BadgeClassId,
    pub institution: InstitutionId,
    pub person: Option<PersonId>,
    pub state: State,
    pub text: String,
    /// Why it was refused.
    pub answer: Option<String>,
    pub asked_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<PersonId>,
}

codes! {
    /// Which name a corrected edubadge gets.
    NameChoice {
        /// The one that stands on it.
        Same = "same",
        /// The one that is validated for the holder now.
        Validated = "validated",
        /// One that the corrector types: "named by the awarder".
        Typed = "typed",
    }
}

/// What a corrected edubadge says in the place of the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    pub name: NameChoice,
    pub typed_name: Option<String>,
    pub grade: Option<String>,
    pub narrative: Option<String>,
    pub evidence: Evidence,
    /// Under the class's text in force, where that is a newer one.
    pub newest_version: bool,
    /// For the holder: what was corrected.
    pub reason: String,
}

impl Corrected {
    /// What is demanded of an award is demanded of its correction.
    pub fn check(&self, content: &Content, settings: &Settings) -> Result<(), Invalid> {
        let mut wrong = Invalid::default();
        if self.name == NameChoice::Typed && self.typed_name.is_none() {
            wrong.add("typed_name", "required");
        }
        if self.reason.trim().is_empty() {
            wrong.add("reason", "required");
        }
        let reason = Some(self.reason.clone());
        for (field, text, max) in [
            ("typed_name", &self.typed_name, NAME_MAX),
            ("grade", &self.grade, GRADE_MAX),
            ("narrative", &self.narrative, NARRATIVE_MAX),
            ("evidence_name", &self.evidence.name, EVIDENCE_NAME_MAX),
            (
                "evidence_description",
                &self.evidence.description,
                NARRATIVE_MAX,
            ),
            ("reason", &reason, TEXT_MAX),
        ] {
            if text.as_ref().is_some_and(|t| t.chars().count() > max) {
                wrong.add_with(field, "too-long", vec![("max", max.to_string())]);
            }
        }
        let evidence = &self.evidence;
        if evidence.url.as_deref().is_some_and(|u| !is_web_address(u)) {
            wrong.add("evidence_url", "url");
        }
        if settings.evidence_from_staff && evidence.url.is_none() && evidence.description.is_none()
        {
            wrong.add("evidence_url", "required-by-class");
        }
        if settings.narrative_from_staff && self.narrative.is_none() {
            wrong.add("narrative", "required-by-class");
        }
        if content.grade_required && self.grade.is_none() {
            wrong.add("grade", "required-by-class");
        }
        wrong.into_result()
    }
}

/// A text that somebody must write: trimmed.
///
/// # Errors
/// `required` or `too-long` at the field.
pub fn written(field: &'static str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let mut wrong = Invalid::default();
    if text.is_empty() {
        wrong.add(field, "required");
    }
    if text.chars().count() > TEXT_MAX {
        wrong.add_with(field, "too-long", vec![("max", TEXT_MAX.to_string())]);
    }
    wrong.into_result()?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::badge_class::Type;
    use crate::text::Language;

    #[test]
    fn a_correction_says_why_and_keeps_to_what_the_class_demands() {
        let mut content = Content::new(Type::Regular, Language::Nl);
        content.grade_required = true;
        let settings = Settings::default();
        let empty = Corrected {
            name: NameChoice::Typed,
            typed_name: None,
            grade: None,
            narrative: None,
            evidence: Evidence::default(),
            newest_version: false,
            reason: " ".into(),
        };
        let wrong = empty.check(&content, &settings).unwrap_err();
        let at: Vec<&str> = wrong.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(at, ["typed_name", "reason", "grade"]);
        let right = Corrected {
            name: NameChoice::Same,
            grade: Some("8".into()),
            reason: "De naam was verkeerd gespeld.".into(),
            ..empty
        };
        assert_eq!(right.check(&content, &settings), Ok(()));
    }

    #[test]
    fn a_written_text_is_there_and_not_too_long() {
        assert_eq!(written("text", "  Mijn naam \n"), Ok("Mijn naam".into()));
        assert!(written("text", " \n").is_err());
        assert!(written("text", &"x".repeat(TEXT_MAX + 1)).is_err());
    }
}
