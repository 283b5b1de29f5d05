//! An invitation: a role offered by mail to whoever proves the address.

use jiff::Timestamp;

use crate::role::{Path, Role};
use crate::{InvitationId, PersonId};

/// Days in which an invitation can be accepted; sending it again begins anew.
pub const INVITATION_DAYS: i64 = 30;
/// Invitations in one form, at most.
pub const MOST_AT_ONCE: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    /// Folded: see [`crate::person::mail_key`].
    pub mail: String,
    pub role: Role,
    pub path: Path,
    pub invited_by: PersonId,
    /// When the role ends once it is taken.
    pub role_ends_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
    /// By whom and when.
    pub accepted: Option<(PersonId, Timestamp)>,
}

impl Invitation {
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    pub fn is_open(&self, now: Timestamp) -> bool {
        self.accepted.is_none() && !self.is_expired(now)
    }

    /// Whether the role would have ended before it began.
    pub fn comes_too_late(&self, now: Timestamp) -> bool {
        self.role_ends_at.is_some_and(|end| end <= now)
    }
}
