//! A JSON object with the path that leads to it, and its members read with tolerance.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::{ReadError, informative};
use crate::extensions::{Extension, Name};
use crate::ob2::Linked;

pub(super) fn list_of(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Null => &[],
        single => std::slice::from_ref(single),
    }
}

/// An object that only names an id (and perhaps its type) is a link in a longer form.
pub(super) fn linked<T>(
    value: &Value,
    path: String,
    read: impl FnOnce(&Node<'_>) -> Result<T, ReadError>,
) -> Result<Linked<T>, ReadError> {
    match value {
        Value::String(address) => Ok(Linked::Address(address.clone())),
        Value::Object(members)
            if members
                .keys()
                .all(|key| matches!(key.as_str(), "id" | "@id" | "type" | "@context")) =>
        {
            let node = Node { members, path };
            node.address("id")?
                .map(Linked::Address)
                .ok_or_else(|| node.missing("id"))
        }
        Value::Object(members) => Ok(Linked::Embedded(Box::new(read(&Node { members, path })?))),
        _ => Err(ReadError::WrongType {
            path,
            expected: "an address or an object",
        }),
    }
}

/// A JSON object and the path that leads to it.
pub(super) struct Node<'a> {
    pub(super) members: &'a Map<String, Value>,
    path: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(json: &'a Value) -> Result<Self, ReadError> {
        Self::at(json, "$".to_owned())
    }

    pub(super) fn at(json: &'a Value, path: String) -> Result<Self, ReadError> {
        match json {
            Value::Object(members) => Ok(Self { members, path }),
            _ => Err(ReadError::WrongType {
                path,
                expected: "object",
            }),
        }
    }

    pub(super) fn path_of(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    pub(super) fn missing(&self, key: &str) -> ReadError {
        ReadError::Missing {
            path: self.path_of(key),
        }
    }

    fn wrong_type(&self, key: &str, expected: &'static str) -> ReadError {
        ReadError::WrongType {
            path: self.path_of(key),
            expected,
        }
    }

    pub(super) fn wrong_value(&self, key: &str, expected: &'static str) -> ReadError {
        ReadError::WrongValue {
            path: self.path_of(key),
            expected,
        }
    }

    /// A member that is there: `null` and an empty list count as absent. A list of one is its
    /// only item.
    fn get(&self, key: &str) -> Option<&'a Value> {
        match self.members.get(key)? {
            Value::Null => None,
            Value::Array(items) if items.is_empty() => None,
            Value::Array(items) if items.len() == 1 => items.first(),
            value => Some(value),
        }
    }

    pub(super) fn list(&self, key: &str) -> &'a [Value] {
        self.members.get(key).map(list_of).unwrap_or_default()
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, ReadError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Object(members)) => match members.get("@value") {
                Some(Value::String(text)) => Ok(Some(text.clone())),
                _ => Err(self.wrong_type(key, "string")),
            },
            Some(_) => Err(self.wrong_type(key, "string")),
        }
    }

    pub(super) fn informative(&self, key: &str) -> Option<String> {
        informative(self.get(key)?)
    }

    pub(super) fn boolean(&self, key: &str) -> Result<Option<bool>, ReadError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(self.wrong_type(key, "boolean")),
        }
    }

    /// An address, or the id of the object in its place.
    pub(super) fn address(&self, key: &str) -> Result<Option<String>, ReadError> {
        let value = match (key, self.get(key)) {
            ("id", None) => self.get("@id"),
            (_, value) => value,
        };
        match value {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Object(members)) => {
                match members.get("id").or_else(|| members.get("@id")) {
                    None => Ok(None),
                    Some(Value::String(id)) => Ok(Some(id.clone())),
                    Some(_) => Err(self.wrong_type(&format!("{key}.id"), "string")),
                }
            }
            Some(_) => Err(self.wrong_type(key, "an address or an object")),
        }
    }

    pub(super) fn object(&self, key: &str) -> Result<Option<Node<'a>>, ReadError> {
        self.get(key)
            .map(|value| Node::at(value, self.path_of(key)))
            .transpose()
    }

    pub(super) fn linked<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Node<'_>) -> Result<T, ReadError>,
    ) -> Result<Option<Linked<T>>, ReadError> {
        self.get(key)
            .map(|value| linked(value, self.path_of(key), read))
            .transpose()
    }

    /// ISO 8601, also without a zone (then UTC) or time of day; in 0.5 and 1.0 also the seconds
    /// since 1970.
    pub(super) fn time(&self, key: &str) -> Result<Option<Timestamp>, ReadError> {
        let parsed = match self.get(key) {
            None => return Ok(None),
            Some(Value::String(text)) => parse_time(text.trim()),
            Some(Value::Number(number)) => number
                .as_i64()
                .and_then(|seconds| Timestamp::from_second(seconds).ok()),
            Some(_) => return Err(self.wrong_type(key, "date-time")),
        };
        parsed
            .map(Some)
            .ok_or_else(|| self.wrong_value(key, "date-time"))
    }

    fn types(&self) -> impl Iterator<Item = &'a str> {
        let value = self
            .members
            .get("type")
            .or_else(|| self.members.get("@type"));
        value
            .map(list_of)
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .map(local_name)
    }

    pub(super) fn type_or_missing(&self) -> Result<String, ReadError> {
        // One of two types that mean the same may stand beside others.
        self.types()
            .next()
            .map(str::to_owned)
            .ok_or_else(|| self.missing("type"))
    }

    pub(super) fn has_type(&self, expected: &'static str) -> Result<(), ReadError> {
        self.has_type_of(&[expected], expected)
    }

    /// 1.0 had no types, so none is accepted too.
    pub(super) fn has_type_of(
        &self,
        any: &[&str],
        expected: &'static str,
    ) -> Result<(), ReadError> {
        let mut types = self.types().peekable();
        if types.peek().is_none() || types.any(|name| any.contains(&name)) {
            Ok(())
        } else {
            Err(self.wrong_value("type", expected))
        }
    }

    pub(super) fn extensions(&self) -> Vec<Extension> {
        let read = |(key, value): (&String, &Value)| Extension::read(Name::parse(key)?, value);
        self.members.iter().filter_map(read).collect()
    }
}

/// `obi:Assertion` and `https://w3id.org/openbadges#Assertion` are the term `Assertion`.
fn local_name(name: &str) -> &str {
    name.rsplit_once(['#', ':'])
        .map_or(name, |(_, local)| local)
}

fn parse_time(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    let local = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)))
        .ok()?;
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
