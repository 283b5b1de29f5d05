use std::fmt;

/// What storage can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Two transactions touched the same thing; the body may simply run again.
    #[error("serialization failure")]
    Serialization,
    /// A unique index or a foreign key said no.
    #[error("constraint violated: {0}")]
    Constraint(String),
    /// The database can't be reached, or refuses: worth trying later.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// A stored value that this program doesn't understand.
    #[error("column {column}: {reason}")]
    Corrupt { column: String, reason: String },
    #[error("database: {0}")]
    Database(String),
    /// The schema is older than this program, and migrating was not asked for.
    #[error(
        "the database's schema is at version {found}, this program needs {needed}: run `insigne migrate`"
    )]
    Schema { found: i64, needed: i64 },
    #[error("file storage: {0}")]
    Files(#[from] object_store::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of a transaction's body, told apart by whether running it again may help.
pub trait Retry: From<Error> {
    fn is_serialization_failure(&self) -> bool;
}

impl Retry for Error {
    fn is_serialization_failure(&self) -> bool {
        matches!(self, Self::Serialization)
    }
}

impl Error {
    pub fn corrupt(column: &str, reason: impl fmt::Display) -> Self {
        Self::Corrupt {
            column: column.to_owned(),
            reason: reason.to_string(),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, ConstraintViolation, DatabaseBusy, DatabaseLocked, DiskFull,
        };
        match e.sqlite_error_code() {
            Some(ConstraintViolation) => Self::Constraint(e.to_string()),
            Some(DatabaseBusy | DatabaseLocked | CannotOpen | DiskFull) => {
                Self::Unavailable(e.to_string())
            }
            _ => Self::Database(e.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(e: tokio_postgres::Error) -> Self {
        use std::error::Error as _;
        let Some(code) = e.code() else {
            let cause = e.source().map(|s| format!(": {s}")).unwrap_or_default();
            return Self::Unavailable(format!("{e}{cause}"));
        };
        let text = e
            .as_db_error()
            .map_or_else(|| e.to_string(), |d| d.message().to_owned());
        match code.code() {
            "40001" | "40P01" => Self::Serialization,
            c if c.starts_with("23") => Self::Constraint(text),
            c if c.starts_with("08") || c.starts_with("57P") || c.starts_with("53") => {
                Self::Unavailable(text)
            }
            c => Self::Database(format!("{c} {text}")),
        }
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(e: deadpool_postgres::PoolError) -> Self {
        Self::Unavailable(e.to_string())
    }
}
