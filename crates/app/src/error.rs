use domain::Invalid;
use domain::policy::Denied;
use domain::role::Path;

/// What a use case can answer instead of a result; one place in `web` turns it into a page or
/// into problem+json.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Doesn't exist, or may not be known to exist.
    #[error("not found")]
    NotFound,
    #[error("denied: {why:?}")]
    Denied {
        why: Denied,
        /// Where: its admins can help.
        path: Option<Path>,
    },
    /// What somebody typed is wrong, field by field; nothing was changed.
    #[error("invalid: {0}")]
    Invalid(Invalid),
    /// More was sent than is taken: what was in it was never looked at.
    #[error("too large: {0}")]
    TooLarge(Invalid),
    /// Somebody else was first, or the thing is in another state by now; `conflict-{code}`.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Too many tries; again after so many seconds.
    #[error("too many tries")]
    TooMany { retry_after: i64 },
    /// Something that this needs doesn't answer (mail server, identity provider, database).
    #[error("unavailable: {0}")]
    Unavailable(String),
    #[error("internal: {0}")]
    Internal(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    pub fn invalid(field: impl Into<String>, code: &'static str) -> Self {
        Self::Invalid(Invalid::one(field, code))
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<store::Error> for Error {
    fn from(e: store::Error) -> Self {
        match e {
            store::Error::Unavailable(_) => Self::Unavailable(e.to_string()),
            // Kept apart until the retry has looked at it; surfaces only when retries ran out.
            store::Error::Serialization => Self::Conflict("busy"),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl store::Retry for Error {
    fn is_serialization_failure(&self) -> bool {
        matches!(self, Self::Conflict("busy"))
    }
}
