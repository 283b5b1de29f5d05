//! How complete a badge class is against Annex I of the Council Recommendation of 16 June 2022
//! on a European approach to micro-credentials (2022/C 243/02): 11 mandatory and 5 optional
//! elements.

use crate::badge_class::Content;
use crate::codes::codes;

codes! {
    Element {
        Learner = "learner",
        Title = "title",
        Country = "country",
        AwardingBody = "awarding-body",
        DateOfIssuing = "date-of-issuing",
        Outcomes = "outcomes",
        Workload = "workload",
        Level = "level",
        Assessment = "assessment",
        Participation = "participation",
        Quality = "quality",
        Prerequisites = "prerequisites",
        Supervision = "supervision",
        Grade = "grade",
        Stackability = "stackability",
        FurtherInformation = "further-information",
    }
}

impl Element {
    pub const fn is_mandatory(self) -> bool {
        !matches!(
            self,
            Self::Prerequisites
                | Self::Supervision
                | Self::Grade
                | Self::Stackability
                | Self::FurtherInformation
        )
    }

    /// Filled by the platform at issuance, whatever the class says.
    pub const fn is_given(self) -> bool {
        matches!(
            self,
            Self::Learner | Self::Country | Self::AwardingBody | Self::DateOfIssuing
        )
    }
}

/// One element and whether the class (or the platform) states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    pub element: Element,
    pub stated: bool,
}

/// All sixteen elements in the Annex's order.
pub fn completeness(content: &Content) -> Vec<Stated> {
    let texts = &content.texts;
    let has = |text: &str| !text.trim().is_empty();
    Element::ALL
        .iter()
        .map(|&element| {
            let stated = element.is_given()
                || match element {
                    Element::Title => has(&texts.name),
                    Element::Outcomes => !texts.outcomes.is_empty(),
                    Element::Workload => content.workload_hours().is_some(),
                    Element::Level => {
                        content.eqf.is_some() || content.nlqf.is_some() || content.qf_ehea.is_some()
                    }
                    Element::Assessment => !content.assessment.is_empty(),
                    Element::Participation => !content.participation.is_empty(),
                    Element::Quality => content.quality.is_some(),
                    Element::Prerequisites => has(&texts.prerequisites),
                    Element::Supervision => content.supervision.is_some(),
                    Element::Grade => content.grade_required,
                    Element::Stackability => content.stackability.is_some(),
                    Element::FurtherInformation => has(&texts.further_information),
                    _ => false,
                };
            Stated { element, stated }
        })
        .collect()
}

/// Stated elements among the mandatory (of 11) and the optional (of 5).
pub fn counts(content: &Content) -> (usize, usize) {
    let all = completeness(content);
    let of = |mandatory: bool| {
        all.iter()
            .filter(|s| s.stated && s.element.is_mandatory() == mandatory)
            .count()
    };
    (of(true), of(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::badge_class::Type;
    use crate::text::Language;

    #[test]
    fn there_are_eleven_mandatory_and_five_optional_elements() {
        assert_eq!(Element::ALL.iter().filter(|e| e.is_mandatory()).count(), 11);
        assert_eq!(Element::ALL.len(), 16);
    }

    #[test]
    fn an_empty_class_has_only_what_the_platform_gives() {
        let content = Content::new(Type::Microcredential, Language::Nl);
        assert_eq!(counts(&content), (4, 0));
    }
}
