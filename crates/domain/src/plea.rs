//! "This award is mine": somebody whose identity doesn't match says so, and the awarder decides.

use jiff::Timestamp;

use crate::codes::codes;
use crate::{DirectAwardId, Invalid, PersonId, PleaId};

/// Characters of an explanation or a reason.
pub const TEXT_MAX: usize = 1_000;

codes! {
    State {
        /// The awarder has to look at it.
        Open = "open",
        /// The award was given to who asked.
        Given = "given",
        Refused = "refused",
        /// The award ended, or went to somebody else, before anybody decided.
        Lapsed = "lapsed",
    }
}

/// One person's word about one award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plea {
    pub id: PleaId,
    pub award: DirectAwardId,
    pub person: PersonId,
    /// How the person explains it; empty after retention erased it.
    pub text: String,
    pub state: State,
    /// Why it was refused; the person reads it.
    pub reason: Option<String>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

/// Trims and checks an explanation or a reason, which may not be empty.
pub fn check_text(field: &'static str, text: &str) -> Result<String, Invalid> {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err(Invalid::one(field, "required"));
    }
    if text.chars().count() > TEXT_MAX {
        let mut wrong = Invalid::default();
        wrong.add_with(field, "too-long", vec![("max", TEXT_MAX.to_string())]);
        return Err(wrong);
    }
    Ok(text)
}
