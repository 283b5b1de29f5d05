use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A code that no variant has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode(pub String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown code {:?}", self.0)
    }
}

impl std::error::Error for UnknownCode {}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.simple().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(s).map(Self)
            }
        }
    )+};
}

ids! {
    InstitutionId,
    IssuerGroupId,
    IssuerId,
    BadgeClassId,
    /// One published text of a badge class; what an edubadge points at.
    BadgeClassVersionId,
    PersonId,
    AccountId,
    RoleId,
    InvitationId,
    BatchId,
    DirectAwardId,
    /// A learner's own wish for an edubadge.
    RequestId,
    /// An uploaded file of recipients, before anything is awarded.
    AwardFileId,
    /// Somebody's word that an award is theirs.
    PleaId,
    AssertionId,
    EditionId,
    SigningKeyId,
    StatusListId,
    JobId,
    OutboxId,
    TermsId,
    NameAssuranceId,
    AuditId,
    TagId,
    /// Edubadges revoked together.
    RevocationId,
    CorrectionId,
}

/// The SHA-256 of a stored file's bytes in lower-case hex: its name in file storage.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileHash(String);

impl FileHash {
    /// `None` unless the text is 64 lower-case hexadecimal digits.
    pub fn new(hex: impl Into<String>) -> Option<Self> {
        let hex = hex.into();
        let ok = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        ok.then_some(Self(hex))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<Self> for FileHash {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
