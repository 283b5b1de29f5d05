//! Requests: a learner asks for an edubadge, staff approve or deny it.

use jiff::Timestamp;

use crate::award::{Evidence, NARRATIVE_MAX};
use crate::badge_class::{Settings, State as ClassState};
use crate::codes::codes;
use crate::{
    AssertionId, BadgeClassId, BadgeClassVersionId, InstitutionId, Invalid, PersonId, RequestId,
};

codes! {
    /// Where a request stands.
    State {
        Open = "open",
        /// The edubadge was issued.
        Approved = "approved",
        Denied = "denied",
        /// The learner took it back.
        Withdrawn = "withdrawn",
        /// The learner got the edubadge in another way: an award of it was claimed.
        Overtaken = "overtaken",
    }
}

/// The most requests that are decided in one go.
pub const DECIDED_AT_ONCE: usize = 100;
/// Everything personal in a request that ended is kept so long.
pub const KEPT_DAYS: i64 = 365;
/// The longest reason of a denial, in characters.
pub const REASON_MAX: usize = 2_000;

/// What a learner adds to a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    pub motivation: Option<String>,
    pub evidence: Evidence,
}

impl Ask {
    /// The last of the checks: evidence and motivation where the class asks for them.
    ///
    /// # Errors
    /// Each field that is wrong, with its code.
    pub fn check(&self, settings: &Settings) -> Result<(), Invalid> {
        let mut wrong = Invalid::default();
        match &self.motivation {
            None if settings.narrative_from_learner => wrong.add("motivation", "asked-by-class"),
            Some(text) if text.chars().count() > NARRATIVE_MAX => {
                wrong.add_with(
                    "motivation",
                    "too-long",
                    vec![("max", NARRATIVE_MAX.to_string())],
                );
            }
            _ => {}
        }
        if settings.evidence_from_learner && !self.evidence.shows_something() {
            wrong.add("evidence_url", "evidence-asked-by-class");
        }
        wrong.0.extend(self.evidence.check().0);
        wrong.into_result()
    }
}

/// One request. Personal fields are empty after retention erased them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    pub class: BadgeClassId,
    pub institution: InstitutionId,
    pub person: Option<PersonId>,
    pub state: State,
    /// The learner's name and mail address when asking.
    pub name: String,
    pub mail: Option<String>,
    pub ask: Ask,
    /// Of the denial, for the learner.
    pub reason: Option<String>,
    pub requested_at: Timestamp,
    /// When it ended, in whatever way.
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<PersonId>,
    /// The text that was in force at approval.
    pub version: Option<BadgeClassVersionId>,
    pub assertion: Option<AssertionId>,
}

codes! {
    /// Why somebody can't request a class now.
    Refusal {
        /// It is not awarded any more.
        Archived = "archived",
        /// Nobody can request it.
        Off = "off",
        /// The institution may not process learners' data for this kind of badge.
        NoLegalBasis = "no-legal-basis",
        /// For learners of other institutions.
        OtherInstitution = "other-institution",
        /// No validated name, and the class requires one.
        Name = "name",
        /// Holds a valid edubadge of it.
        Held = "held",
        /// A request is open.
        Pending = "pending",
    }
}

/// What counts when somebody asks.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub state: ClassState,
    pub has_legal_basis: bool,
    /// A learner of an institution whose learners may request, and may be awarded.
    pub is_welcome: bool,
    pub has_validated_name: bool,
    pub holds_it: bool,
    pub is_pending: bool,
}

impl Standing {
    /// The first reason against a request, in the order in which they are checked: whether the
    /// class takes requests of this person at all, the name, what is there already.
    pub const fn refusal(&self, settings: &Settings) -> Option<Refusal> {
        if matches!(self.state, ClassState::Archived) {
            Some(Refusal::Archived)
        } else if !settings.requests || !matches!(self.state, ClassState::Published) {
            Some(Refusal::Off)
        } else if !self.has_legal_basis {
            Some(Refusal::NoLegalBasis)
        } else if !self.is_welcome {
            Some(Refusal::OtherInstitution)
        } else if settings.validated_name && !self.has_validated_name {
            Some(Refusal::Name)
        } else if self.holds_it {
            Some(Refusal::Held)
        } else if self.is_pending {
            Some(Refusal::Pending)
        } else {
            None
        }
    }
}

codes! {
    /// How often somebody wants to hear of new requests.
    Frequency { AtOnce = "at-once", Daily = "daily", Never = "never" }
}

/// How somebody who may decide hears of requests for a class: as chosen for that class, else as
/// chosen in general; else at once who has a role on the class itself, once a day who has one
/// further up.
pub fn frequency(
    for_class: Option<Frequency>,
    in_general: Option<Frequency>,
    role_on_class: bool,
) -> Frequency {
    for_class.or(in_general).unwrap_or(if role_on_class {
        Frequency::AtOnce
    } else {
        Frequency::Daily
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine() -> Standing {
        Standing {
            state: ClassState::Published,
            has_legal_basis: true,
            is_welcome: true,
            has_validated_name: true,
            holds_it: false,
            is_pending: false,
        }
    }

    #[test]
    fn the_first_reason_against_a_request_is_the_one_that_is_said() {
        let all = Settings::default();
        assert_eq!(fine().refusal(&all), None);
        // Everything is wrong at once, and is put right one by one, in this order.
        let mut standing = Standing {
            state: ClassState::Archived,
            has_legal_basis: false,
            is_welcome: false,
            has_validated_name: false,
            holds_it: true,
            is_pending: true,
        };
        let mut settings = Settings {
            requests: false,
            ..Settings::default()
        };
        let mut said = Vec::new();
        while let Some(refusal) = standing.refusal(&settings) {
            said.push(refusal);
            match refusal {
                Refusal::Archived => standing.state = ClassState::Published,
                Refusal::Off => settings.requests = true,
                Refusal::NoLegalBasis => standing.has_legal_basis = true,
                Refusal::OtherInstitution => standing.is_welcome = true,
                Refusal::Name => standing.has_validated_name = true,
                Refusal::Held => standing.holds_it = false,
                Refusal::Pending => standing.is_pending = false,
            }
        }
        assert_eq!(said, Refusal::ALL);
    }

    #[test]
    fn a_name_without_validation_is_enough_where_the_class_says_so() {
        let settings = Settings {
            validated_name: false,
            ..Settings::default()
        };
        let unvalidated = Standing {
            has_validated_name: false,
            ..fine()
        };
        assert_eq!(unvalidated.refusal(&settings), None);
    }

    #[test]
    fn evidence_and_motivation_are_needed_where_the_class_asks_and_checked_everywhere() {
        let asks = Settings {
            evidence_from_learner: true,
            narrative_from_learner: true,
            ..Settings::default()
        };
        let said = |ask: &Ask, settings: &Settings| -> Vec<String> {
            let wrong = ask.check(settings).err().unwrap_or_default();
            wrong
                .0
                .into_iter()
                .map(|e| format!("{}:{}", e.field, e.code))
                .collect()
        };
        assert_eq!(
            said(&Ask::default(), &asks),
            [
                "motivation:asked-by-class",
                "evidence_url:evidence-asked-by-class"
            ]
        );
        assert!(said(&Ask::default(), &Settings::default()).is_empty());
        let wrong = Ask {
            motivation: Some("x".repeat(NARRATIVE_MAX + 1)),
            evidence: Evidence {
                url: Some("javascript:alert(1)".into()),
                ..Evidence::default()
            },
        };
        assert_eq!(
            said(&wrong, &Settings::default()),
            ["motivation:too-long", "evidence_url:url"]
        );
    }

    #[test]
    fn who_chose_nothing_hears_at_once_of_the_own_class_and_daily_of_others() {
        use Frequency::{AtOnce, Daily, Never};
        assert_eq!(frequency(None, None, true), AtOnce);
        assert_eq!(frequency(None, None, false), Daily);
        assert_eq!(frequency(None, Some(Never), true), Never);
        assert_eq!(frequency(Some(Daily), Some(Never), true), Daily);
    }
}
