//! How domain types stand in columns. Both databases know five kinds of value: whole numbers,
//! text, bytes, truth and ids; everything else is built from them here.

use jiff::Timestamp;
use jiff::civil::Date;
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::{Error, Result};

/// A column's value on its way in or out.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Bool(bool),
    Id(Uuid),
}

/// A type that can stand in a column.
pub trait Column: Sized {
    fn to_value(&self) -> Value;
    /// The reason when the value is not one of this type.
    fn from_value(value: Value) -> Result<Self, String>;
}

fn unexpected<T>(wanted: &str, got: &Value) -> Result<T, String> {
    // The kind only: a value may be personal.
    let kind = match got {
        Value::Null => "null",
        Value::Int(_) => "a number",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
        Value::Bool(_) => "a truth value",
        Value::Id(_) => "an id",
    };
    Err(format!("expected {wanted}, found {kind}"))
}

impl Column for i64 {
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Int(i) => Ok(i),
            other => unexpected("a number", &other),
        }
    }
}

impl Column for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Bool(b) => Ok(b),
            Value::Int(i) => Ok(i != 0),
            other => unexpected("a truth value", &other),
        }
    }
}

impl Column for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Text(t) => Ok(t),
            other => unexpected("text", &other),
        }
    }
}

impl Column for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Bytes(b) => Ok(b),
            other => unexpected("bytes", &other),
        }
    }
}

impl Column for Uuid {
    fn to_value(&self) -> Value {
        Value::Id(*self)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Id(id) => Ok(id),
            Value::Bytes(b) => Self::from_slice(&b).map_err(|e| e.to_string()),
            other => unexpected("an id", &other),
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Column::to_value)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            some => T::from_value(some).map(Some),
        }
    }
}

/// Microseconds since 1970 in UTC: the same number and order on both databases.
impl Column for Timestamp {
    fn to_value(&self) -> Value {
        Value::Int(self.as_microsecond())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        Self::from_microsecond(i64::from_value(value)?).map_err(|e| e.to_string())
    }
}

impl Column for Date {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        String::from_value(value)?
            .parse()
            .map_err(|e: jiff::Error| e.to_string())
    }
}

/// A value kept as JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct Json<T>(pub T);

impl<T: Serialize + DeserializeOwned> Column for Json<T> {
    fn to_value(&self) -> Value {
        // Domain types have string keys and no failing serializers.
        Value::Text(serde_json::to_string(&self.0).unwrap_or_default())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        serde_json::from_str(&String::from_value(value)?)
            .map(Self)
            .map_err(|e| e.to_string())
    }
}

macro_rules! id_columns {
    ($($id:ident),+ $(,)?) => {$(
        impl Column for domain::$id {
            fn to_value(&self) -> Value {
                Value::Id(self.0)
            }
            fn from_value(value: Value) -> Result<Self, String> {
                Uuid::from_value(value).map(Self)
            }
        }
    )+};
}

id_columns! {
    InstitutionId, IssuerGroupId, IssuerId, BadgeClassId, BadgeClassVersionId, PersonId, AccountId, RoleId, BatchId,
    DirectAwardId, AwardFileId, AssertionId, EditionId, SigningKeyId, StatusListId, JobId, OutboxId, TermsId,
    NameAssuranceId, AuditId, RevocationId, CorrectionId, RequestId, PleaId, InvitationId, TagId,
}

macro_rules! code_columns {
    ($($code:ty),+ $(,)?) => {$(
        impl Column for $code {
            fn to_value(&self) -> Value {
                Value::Text(self.code().to_owned())
            }
            fn from_value(value: Value) -> Result<Self, String> {
                let code = String::from_value(value)?;
                Self::from_code(&code).ok_or_else(|| format!("unknown code {code:?}"))
            }
        }
    )+};
}

code_columns! {
    domain::Lang,
    domain::institution::Sector,
    domain::institution::TermsKind,
    domain::badge_class::State,
    domain::badge_class::Type,
    domain::award::State,
    domain::award::BatchState,
    domain::award::Source,
    domain::request::State,
    domain::request::Frequency,
    domain::assertion::RevocationCategory,
    domain::assertion::EditionKind,
    domain::correction::State,
    domain::assertion::Format,
    domain::assertion::KeyAlgorithm,
    domain::assertion::KeyState,
    domain::person::ProviderKind,
    domain::person::IdentifierKind,
    domain::person::NameSource,
    domain::plea::State,
    domain::role::Role,
    domain::role::Standing,
    domain::role::NodeKind,
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(i) => ValueRef::Integer(*i),
            Self::Bool(b) => ValueRef::Integer(i64::from(*b)),
            Self::Text(t) => ValueRef::Text(t.as_bytes()),
            Self::Bytes(b) => ValueRef::Blob(b),
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

impl Value {
    pub(crate) fn from_sqlite(value: ValueRef<'_>) -> Result<Self, String> {
        Ok(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(i) => Self::Int(i),
            ValueRef::Real(_) => return Err("a fraction in the database".into()),
            ValueRef::Text(t) => Self::Text(
                std::str::from_utf8(t)
                    .map_err(|e| e.to_string())?
                    .to_owned(),
            ),
            ValueRef::Blob(b) => Self::Bytes(b.to_vec()),
        })
    }
}

type BoxError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, BoxError> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(i) if *ty == Type::INT4 => i32::try_from(*i)?.to_sql(ty, out),
            Self::Int(i) => i.to_sql(ty, out),
            Self::Bool(b) => b.to_sql(ty, out),
            Self::Text(t) => t.to_sql(ty, out),
            Self::Bytes(b) => b.to_sql(ty, out),
            Self::Id(id) => id.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(Vec::from_sql(ty, raw)?),
            Type::UUID => Self::Id(Uuid::from_sql(ty, raw)?),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// One row of an answer; columns are asked for by name.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// The column of this name (or, with `AS`, alias).
    pub fn get<T: Column>(&self, column: &str) -> Result<T> {
        let value = match self {
            Self::Sqlite(row) => Value::from_sqlite(row.get_ref(column)?),
            Self::Postgres(row) => row.try_get::<_, Value>(column).map_err(|e| e.to_string()),
        };
        value
            .and_then(T::from_value)
            .map_err(|reason| Error::corrupt(column, reason))
    }

    /// The value of a JSON column.
    pub fn json<T: Serialize + DeserializeOwned>(&self, column: &str) -> Result<T> {
        self.get::<Json<T>>(column).map(|j| j.0)
    }
}
