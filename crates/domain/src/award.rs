//! Direct awards: an edubadge offered to a person, who claims or declines it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::badge_class::{Content, Settings, is_web_address};
use crate::codes::codes;
use crate::person::{eppn_key, mail_key};
use crate::{
    BadgeClassId, BadgeClassVersionId, BatchId, DirectAwardId, InstitutionId, Invalid, PersonId,
};

/// Days in which an award can be claimed, from the first *sent*, else from the award.
pub const CLAIM_DAYS: i64 = 82;
/// Reminders after so many days, and so many days before the end.
pub const REMINDER_DAYS: [i64; 2] = [20, 40];
pub const LAST_REMINDER_DAYS_BEFORE_END: i64 = 7;
/// Above this many recipients a batch is held.
pub const HOLD_ABOVE: usize = 500;
/// Minutes that a large batch is held.
pub const HOLD_MINUTES: i64 = 10;
/// The most rows in one file.
pub const ROWS_MAX: usize = 50_000;
/// An ended award keeps its personal fields this long.
pub const ERASE_AFTER_DAYS: i64 = 30;

codes! {
    /// Where an award stands, as the awarder sees it.
    State {
        /// Its batch waits for its moment or its hold.
        Scheduled = "scheduled",
        /// The mail stands in the outbox.
        Queued = "queued",
        /// The mail server took it.
        Sent = "sent",
        /// The mail server refused it, or it bounced: see the reason.
        Failed = "failed",
        /// Looked at after sign-in.
        Opened = "opened",
        Claimed = "claimed",
        Declined = "declined",
        Expired = "expired",
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Whether the recipient can still claim.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Queued | Self::Sent | Self::Failed | Self::Opened
        )
    }

    /// Whether an award in this state stands in the way of another of the same class.
    pub const fn blocks_another(self) -> bool {
        self.is_open() || matches!(self, Self::Scheduled)
    }
}

codes! {
    BatchState {
        /// A moment in the future was chosen.
        Scheduled = "scheduled",
        /// Large: can be cancelled for ten minutes.
        Held = "held",
        /// Its awards and mails are being made.
        Running = "running",
        Done = "done",
        Cancelled = "cancelled",
    }
}

codes! {
    /// Where a batch came from.
    Source { Form = "form", File = "file" }
}

/// What the awarder says in support of one award.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Evidence {
    pub fn is_empty(&self) -> bool {
        self.url.is_none() && self.name.is_none() && self.description.is_none()
    }

    /// Whether there is something to look at or to read; a name alone says nothing.
    pub fn shows_something(&self) -> bool {
        self.url.is_some() || self.description.is_some()
    }

    /// The rules for evidence by itself, whoever gives it.
    pub fn check(&self) -> Invalid {
        let mut wrong = Invalid::default();
        for (field, text, max) in [
            ("evidence_name", &self.name, NAME_MAX),
            ("evidence_description", &self.description, NARRATIVE_MAX),
        ] {
            if text.as_ref().is_some_and(|t| t.chars().count() > max) {
                wrong.add_with(field, "too-long", vec![("max", max.to_string())]);
            }
        }
        if self.url.as_deref().is_some_and(|u| !is_web_address(u)) {
            wrong.add("evidence_url", "url");
        }
        wrong
    }
}

/// One recipient as the awarder gave it: by EPPN, or by name; always with a mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipient {
    pub mail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eppn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    #[serde(skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// The columns of a file and the fields of a form, by their codes.
pub const FIELDS: [&str; 9] = [
    "mail",
    "eppn",
    "first_name",
    "last_name",
    "narrative",
    "evidence_url",
    "evidence_name",
    "evidence_description",
    "grade",
];

const NAME_MAX: usize = 120;
pub(crate) const NARRATIVE_MAX: usize = 4_000;
const GRADE_MAX: usize = 40;

impl Recipient {
    /// The name that the awarder typed, when there is one.
    pub fn typed_name(&self) -> Option<String> {
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }

    /// Checks one recipient against the rules that hold for each path (form, file, API).
    pub fn check(
        &self,
        content: &Content,
        settings: &Settings,
        eppn_matches: impl Fn(&str) -> bool,
    ) -> Result<(), Invalid> {
        let mut wrong = Invalid::default();
        if self.mail.trim().is_empty() {
            wrong.add("mail", "required");
        } else if mail_key(&self.mail).is_none() {
            wrong.add("mail", "mail");
        }
        match &self.eppn {
            Some(eppn) if eppn_key(eppn).is_none() => wrong.add("eppn", "eppn"),
            Some(eppn) if !eppn_matches(eppn) => wrong.add("eppn", "eppn-pattern"),
            Some(_) => {}
            None if self.first_name.is_none() && self.last_name.is_none() => {
                wrong.add("eppn", "eppn-or-name");
            }
            None => {
                for (field, name) in [
                    ("first_name", &self.first_name),
                    ("last_name", &self.last_name),
                ] {
                    if name.is_none() {
                        wrong.add(field, "required");
                    }
                }
            }
        }
        for (field, text) in [
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
        ] {
            if text.as_ref().is_some_and(|t| t.chars().count() > NAME_MAX) {
                wrong.add_with(field, "too-long", vec![("max", NAME_MAX.to_string())]);
            }
        }
        wrong.0.extend(self.check_additions(content, settings).0);
        wrong.into_result()
    }

    /// Checks what the awarder adds to one edubadge: grade, narrative, evidence.
    pub fn check_additions(&self, content: &Content, settings: &Settings) -> Invalid {
        let mut wrong = self.evidence.check();
        for (field, text, max) in [
            ("narrative", &self.narrative, NARRATIVE_MAX),
            ("grade", &self.grade, GRADE_MAX),
        ] {
            if text.as_ref().is_some_and(|t| t.chars().count() > max) {
                wrong.add_with(field, "too-long", vec![("max", max.to_string())]);
            }
        }
        if settings.evidence_from_staff && !self.evidence.shows_something() {
            wrong.add("evidence_url", "required-by-class");
        }
        if settings.narrative_from_staff && self.narrative.is_none() {
            wrong.add("narrative", "required-by-class");
        }
        if content.grade_required && self.grade.is_none() {
            wrong.add("grade", "required-by-class");
        }
        wrong
    }
}

/// Awards made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub id: BatchId,
    pub class: BadgeClassId,
    pub version: BadgeClassVersionId,
    pub institution: InstitutionId,
    pub created_by: PersonId,
    pub source: Source,
    pub state: BatchState,
    /// How many recipients it has when complete.
    pub total: i64,
    /// How many of them are stored.
    pub stored: i64,
    pub note: Option<String>,
    /// When it may start: now, at the end of the hold, or at the chosen moment.
    pub due_at: Timestamp,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// One offered edubadge. Personal fields are empty after retention erased them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectAward {
    pub id: DirectAwardId,
    pub batch: BatchId,
    pub class: BadgeClassId,
    pub version: BadgeClassVersionId,
    /// Position in its batch, from 1.
    pub number: i64,
    pub recipient: Recipient,
    pub state: State,
    /// Why it failed, was declined or withdrawn.
    pub reason: Option<String>,
    pub awarded_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// Until when it can be claimed.
    pub ends_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub claimed_by: Option<PersonId>,
}

/// Why an award and a person match, or what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    Eppn,
    Mail,
    /// The code sent to the award's address was typed.
    Code,
    /// An award on EPPN, and this account has another or none.
    NeedsEppn,
    /// An award on mail, and this account has no verified address like it.
    NeedsMail,
}

impl Match {
    pub const fn may_claim(self) -> bool {
        matches!(self, Self::Eppn | Self::Mail | Self::Code)
    }
}

/// Whether somebody with these proven identifiers may claim. A typed code repairs an award on
/// mail only: an EPPN names the person.
pub fn matches(
    recipient: &Recipient,
    eppns: &[String],
    mails: &[String],
    code_typed: bool,
) -> Match {
    if let Some(eppn) = recipient.eppn.as_deref().and_then(eppn_key) {
        return if eppns.contains(&eppn) {
            Match::Eppn
        } else {
            Match::NeedsEppn
        };
    }
    let mail = mail_key(&recipient.mail);
    if mail.is_some_and(|m| mails.contains(&m)) {
        Match::Mail
    } else if code_typed {
        Match::Code
    } else {
        Match::NeedsMail
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::badge_class::Type;
    use crate::text::Language;

    fn by_mail() -> Recipient {
        Recipient {
            mail: "Sanne@Voorbeeld.example".into(),
            first_name: Some("Sanne".into()),
            last_name: Some("de Groot".into()),
            ..Recipient::default()
        }
    }

    fn check(recipient: &Recipient) -> Vec<String> {
        let content = Content::new(Type::Regular, Language::Nl);
        let wrong = recipient.check(&content, &Settings::default(), |e| {
            e.ends_with("@uvv.example")
        });
        wrong
            .err()
            .unwrap_or_default()
            .0
            .into_iter()
            .map(|e| format!("{}:{}", e.field, e.code))
            .collect()
    }

    #[test]
    fn a_recipient_has_a_mail_address_and_an_eppn_or_a_whole_name() {
        assert!(check(&by_mail()).is_empty());
        assert_eq!(
            check(&Recipient::default()),
            ["mail:required", "eppn:eppn-or-name"]
        );
        let only_first = Recipient {
            last_name: None,
            ..by_mail()
        };
        assert_eq!(check(&only_first), ["last_name:required"]);
        let other = Recipient {
            eppn: Some("s@other.example".into()),
            ..by_mail()
        };
        assert_eq!(check(&other), ["eppn:eppn-pattern"]);
    }

    #[test]
    fn what_the_class_demands_is_demanded_of_each_recipient() {
        let mut content = Content::new(Type::Regular, Language::Nl);
        content.grade_required = true;
        let settings = Settings {
            evidence_from_staff: true,
            narrative_from_staff: true,
            ..Settings::default()
        };
        let wrong = by_mail().check(&content, &settings, |_| true).unwrap_err();
        assert_eq!(wrong.0.len(), 3);
    }

    #[test]
    fn an_award_on_eppn_goes_to_that_eppn_alone() {
        let r = Recipient {
            eppn: Some("S@uvv.example".into()),
            ..by_mail()
        };
        let mails = ["sanne@voorbeeld.example".to_owned()];
        assert_eq!(
            matches(&r, &["s@uvv.example".to_owned()], &[], false),
            Match::Eppn
        );
        assert_eq!(matches(&r, &[], &mails, true), Match::NeedsEppn);
    }

    #[test]
    fn an_award_on_mail_goes_to_the_verified_address_or_the_code() {
        let mails = ["sanne@voorbeeld.example".to_owned()];
        assert_eq!(matches(&by_mail(), &[], &mails, false), Match::Mail);
        assert_eq!(matches(&by_mail(), &[], &[], true), Match::Code);
        assert_eq!(matches(&by_mail(), &[], &[], false), Match::NeedsMail);
    }
}
