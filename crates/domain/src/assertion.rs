//! An issued edubadge, its signed editions, and its keys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::award::Evidence;
use crate::codes::codes;
use crate::person::StampedName;
use crate::{
    AssertionId, BadgeClassId, BadgeClassVersionId, DirectAwardId, InstitutionId, IssuerId,
    PersonId, SigningKeyId, StatusListId,
};

codes! {
    /// The public category of a revocation; the reason itself is for the learner only.
    RevocationCategory { Error = "error", Misuse = "misuse", Superseded = "superseded", Other = "other" }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub category: RevocationCategory,
    /// For the learner only.
    pub reason: String,
    pub at: Timestamp,
}

/// What the learner chose to show in the public edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicChoices {
    pub name: bool,
    pub grade: bool,
    pub evidence: bool,
    /// Whether search engines may list the page.
    pub search_engines: bool,
}

impl Default for PublicChoices {
    fn default() -> Self {
        Self {
            name: true,
            grade: false,
            evidence: false,
            search_engines: false,
        }
    }
}

codes! {
    /// Who an edition is for.
    EditionKind { Holder = "holder", Public = "public" }
}

codes! {
    /// A signed (or, hosted, served) form of an edubadge.
    Format {
        /// Open Badges 3.0, Data Integrity `eddsa-rdfc-2022`.
        Ob3 = "ob3",
        /// Open Badges 3.0 as VC-JWT (EdDSA).
        Ob3Jwt = "ob3-jwt",
        /// Open Badges 2.0, hosted JSON.
        Ob2 = "ob2",
        /// Open Badges 2.0 as signed JWS (RS256).
        Ob2Jws = "ob2-jws",
    }
}

/// An issued edubadge. `person` and the personal fields are empty after erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    pub id: AssertionId,
    pub class: BadgeClassId,
    pub version: BadgeClassVersionId,
    pub issuer: IssuerId,
    pub institution: InstitutionId,
    pub person: Option<PersonId>,
    pub award: Option<DirectAwardId>,
    pub name: Option<StampedName>,
    pub grade: Option<String>,
    pub narrative: Option<String>,
    pub evidence: Evidence,
    /// The day of the award decision.
    pub awarded_at: Timestamp,
    /// Claim or approval.
    pub valid_from: Timestamp,
    pub valid_until: Option<Timestamp>,
    pub revocation: Option<Revocation>,
    /// `Some` while public.
    pub public: Option<PublicChoices>,
    /// Put aside by the learner.
    pub archived_at: Option<Timestamp>,
    /// Salt of the hashed identifiers, one per assertion.
    pub salt: String,
    pub status_list: StatusListId,
    pub status_index: i64,
    /// When the holder first looked at it.
    pub seen_at: Option<Timestamp>,
}

codes! {
    /// Where an edubadge stands now.
    Standing {
        Valid = "valid",
        /// Valid, and not for long any more.
        Expiring = "expiring",
        Expired = "expired",
        Revoked = "revoked",
    }
}

/// So many days before its end an edubadge is said to expire soon, and its learner is warned.
pub const EXPIRES_SOON_DAYS: i64 = 30;

codes! {
    /// What led to an edubadge.
    Origin {
        Award = "award",
        Request = "request",
        /// Issued in the place of a revoked one.
        Replacement = "replacement",
    }
}

impl Assertion {
    pub fn standing(&self, now: Timestamp) -> Standing {
        let soon = now + jiff::SignedDuration::from_hours(EXPIRES_SOON_DAYS * 24);
        if self.revocation.is_some() {
            Standing::Revoked
        } else if self.is_expired(now) {
            Standing::Expired
        } else if self.is_expired(soon) {
            Standing::Expiring
        } else {
            Standing::Valid
        }
    }

    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.valid_until.is_some_and(|end| now > end)
    }

    /// Whether it came without the holder's doing (a request was approved), and they have not
    /// looked at it yet.
    pub fn is_new(&self) -> bool {
        self.seen_at.is_none() && self.award.is_none()
    }

    /// Whether it may be shown to everyone: public and not erased.
    pub fn is_public(&self) -> bool {
        self.public.is_some() && self.person.is_some()
    }
}

codes! {
    KeyAlgorithm {
        /// Ed25519: Open Badges 3.0.
        EdDsa = "eddsa",
        /// RSA 2048 with SHA-256: Open Badges 2.0.
        Rs256 = "rs256",
    }
}

codes! {
    KeyState {
        Active = "active",
        /// Old signatures stay good.
        Retired = "retired",
        /// Signatures after a moment fail.
        Compromised = "compromised",
    }
}

/// A signing key of an issuer; the private part is encrypted at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub id: SigningKeyId,
    pub issuer: IssuerId,
    pub algorithm: KeyAlgorithm,
    pub state: KeyState,
    /// Public key as JWK (RFC 7517), JSON.
    pub public_jwk: String,
    /// AES-256-GCM: nonce and ciphertext of the PKCS#8 document or seed.
    pub sealed_private: Vec<u8>,
    /// Which master key seals it.
    pub master_key: String,
    pub created_at: Timestamp,
    pub compromised_since: Option<Timestamp>,
}
