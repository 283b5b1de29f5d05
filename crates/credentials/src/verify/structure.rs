//! The structure of an Open Badges 3.0 credential, by rules of our own that say where the fault is.
//!
//! They follow the official JSON Schema, but accept one value where a list of one is meant, and the
//! two data models of Verifiable Credentials (1.1 and 2.0) that Open Badges 3.0 was published with.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{each, has_type};
use crate::context;
use crate::report::{Reason, reason};

/// The first fault in reading order, if there is one.
pub(super) fn fault_of(credential: &Map<String, Value>) -> Option<Reason> {
    let credential = Value::Object(credential.clone());
    check_credential(&credential).err()
}

type Checked = Result<(), Reason>;

fn missing(path: &str) -> Reason {
    Reason::new(reason::MISSING_PROPERTY).with("path", path)
}

fn wrong_type(path: &str, expected: &str) -> Reason {
    Reason::new(reason::WRONG_TYPE)
        .with("path", path)
        .with("expected", expected)
}

fn wrong_value(path: &str, expected: &str) -> Reason {
    Reason::new(reason::WRONG_VALUE)
        .with("path", path)
        .with("expected", expected)
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Address,
    Moment,
    Boolean,
    Number,
    Object,
    TextOrObject,
}

const REQUIRED: bool = true;
const OPTIONAL: bool = false;

fn property(object: &Value, path: &str, name: &str, kind: Kind, required: bool) -> Checked {
    let path = format!("{path}.{name}");
    let value = match object.get(name) {
        None | Some(Value::Null) if required => return Err(missing(&path)),
        None | Some(Value::Null) => return Ok(()),
        Some(value) => value,
    };
    let text = value.as_str();
    let (sound, expected) = match kind {
        Kind::Text => (text.is_some(), "string"),
        Kind::Address => (text.is_some_and(is_address), "uri"),
        Kind::Moment => (
            text.is_some_and(|t| t.parse::<Timestamp>().is_ok()),
            "date-time",
        ),
        Kind::Boolean => (value.is_boolean(), "boolean"),
        Kind::Number => (value.is_number(), "number"),
        Kind::Object => (value.is_object(), "object"),
        Kind::TextOrObject => (text.is_some() || value.is_object(), "string or object"),
    };
    if sound {
        Ok(())
    } else {
        Err(wrong_type(&path, expected))
    }
}

/// A URI with a scheme; nothing more is asked, as the standard allows any.
fn is_address(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !text.contains(char::is_whitespace)
    })
}

fn typed(object: &Value, path: &str, names: &[&str]) -> Checked {
    if object["type"].is_null() {
        return Err(missing(&format!("{path}.type")));
    }
    if names.iter().any(|name| has_type(object, name)) {
        Ok(())
    } else {
        Err(wrong_value(&format!("{path}.type"), names[0]))
    }
}

fn list(
    object: &Value,
    path: &str,
    name: &str,
    check: impl Fn(&Value, &str) -> Checked,
) -> Checked {
    let many = object[name].is_array();
    for (index, item) in each(&object[name]).enumerate() {
        let path = if many {
            format!("{path}.{name}[{index}]")
        } else {
            format!("{path}.{name}")
        };
        if !item.is_object() {
            return Err(wrong_type(&path, "object"));
        }
        check(item, &path)?;
    }
    Ok(())
}

fn check_credential(credential: &Value) -> Checked {
    let path = "$";
    let contexts: Vec<&str> = each(&credential["@context"])
        .filter_map(Value::as_str)
        .collect();
    match contexts.first() {
        None => return Err(missing("$.@context")),
        Some(&(context::CREDENTIALS_V2 | context::CREDENTIALS_V1)) => {}
        Some(_) => return Err(wrong_value("$.@context[0]", context::CREDENTIALS_V2)),
    }
    if let Some(unknown) = contexts.iter().find(|url| context::built_in(url).is_none()) {
        return Err(Reason::new(reason::UNKNOWN_CONTEXT).with("url", *unknown));
    }
    if !contexts.iter().any(|url| context::is_open_badges_v3(url)) {
        return Err(wrong_value("$.@context", context::OPEN_BADGES_V3));
    }
    property(credential, path, "id", Kind::Address, REQUIRED)?;
    typed(credential, path, &["VerifiableCredential"])?;
    typed(
        credential,
        path,
        &["OpenBadgeCredential", "AchievementCredential"],
    )?;
    property(credential, path, "name", Kind::Text, OPTIONAL)?;
    image(credential, path)?;
    property(credential, path, "issuer", Kind::TextOrObject, REQUIRED)?;
    if credential["issuer"].is_object() {
        profile(&credential["issuer"], "$.issuer")?;
    } else {
        property(credential, path, "issuer", Kind::Address, REQUIRED)?;
    }
    if contexts[0] == context::CREDENTIALS_V1 {
        property(credential, path, "issuanceDate", Kind::Moment, REQUIRED)?;
        property(credential, path, "expirationDate", Kind::Moment, OPTIONAL)?;
    } else {
        property(credential, path, "validFrom", Kind::Moment, REQUIRED)?;
    }
    property(credential, path, "validUntil", Kind::Moment, OPTIONAL)?;
    property(credential, path, "awardedDate", Kind::Moment, OPTIONAL)?;
    property(
        credential,
        path,
        "credentialSubject",
        Kind::Object,
        REQUIRED,
    )?;
    subject(&credential["credentialSubject"], "$.credentialSubject")?;
    list(credential, path, "evidence", |item, path| {
        typed(item, path, &["Evidence"])?;
        property(item, path, "id", Kind::Address, OPTIONAL)?;
        ["narrative", "name", "description", "genre", "audience"]
            .iter()
            .try_for_each(|name| property(item, path, name, Kind::Text, OPTIONAL))
    })?;
    list(credential, path, "credentialSchema", |item, path| {
        property(item, path, "id", Kind::Address, REQUIRED)?;
        property(item, path, "type", Kind::Text, REQUIRED)
    })?;
    list(credential, path, "credentialStatus", |item, path| {
        property(item, path, "id", Kind::Address, OPTIONAL)?;
        property(item, path, "type", Kind::Text, REQUIRED)
    })?;
    one_place(credential)
}

/// In RDF it makes no difference where a statement about the credential is written. What decides
/// over its validity may stand at the top only, or else it could be moved out of sight without
/// harm to the signature.
fn one_place(credential: &Value) -> Checked {
    fn walk(value: &Value, path: &str, id: &Value) -> Checked {
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(i, item)| walk(item, &format!("{path}[{i}]"), id)),
            Value::Object(map) => {
                if map.get("id") == Some(id) || map.get("@id") == Some(id) {
                    let moved = [
                        "credentialStatus",
                        "validUntil",
                        "validFrom",
                        "expirationDate",
                    ]
                    .iter()
                    .find(|name| map.contains_key(**name));
                    if let Some(name) = moved {
                        return Err(wrong_value(&format!("{path}.{name}"), "top level"));
                    }
                }
                map.iter()
                    .try_for_each(|(name, item)| walk(item, &format!("{path}.{name}"), id))
            }
            _ => Ok(()),
        }
    }
    let map = credential.as_object().into_iter().flatten();
    map.filter(|(name, _)| *name != "@context")
        .try_for_each(|(name, value)| walk(value, &format!("$.{name}"), &credential["id"]))
}

fn image(object: &Value, path: &str) -> Checked {
    property(object, path, "image", Kind::TextOrObject, OPTIONAL)?;
    if object["image"].is_object() {
        property(
            &object["image"],
            &format!("{path}.image"),
            "id",
            Kind::Address,
            REQUIRED,
        )?;
    }
    Ok(())
}

fn profile(profile: &Value, path: &str) -> Checked {
    property(profile, path, "id", Kind::Address, REQUIRED)?;
    typed(profile, path, &["Profile"])?;
    for name in ["name", "description", "email", "phone"] {
        property(profile, path, name, Kind::Text, OPTIONAL)?;
    }
    property(profile, path, "url", Kind::Address, OPTIONAL)?;
    image(profile, path)
}

fn subject(subject: &Value, path: &str) -> Checked {
    typed(subject, path, &["AchievementSubject"])?;
    property(subject, path, "id", Kind::Address, OPTIONAL)?;
    list(subject, path, "identifier", |item, path| {
        typed(item, path, &["IdentityObject"])?;
        property(item, path, "hashed", Kind::Boolean, REQUIRED)?;
        property(item, path, "identityHash", Kind::Text, REQUIRED)?;
        property(item, path, "identityType", Kind::Text, REQUIRED)?;
        property(item, path, "salt", Kind::Text, OPTIONAL)
    })?;
    // Open Badges 3.0, AchievementSubject: "either id or at least one identifier MUST be supplied".
    if subject["id"].is_null() && each(&subject["identifier"]).next().is_none() {
        return Err(missing(&format!("{path}.identifier")));
    }
    property(subject, path, "creditsEarned", Kind::Number, OPTIONAL)?;
    property(subject, path, "narrative", Kind::Text, OPTIONAL)?;
    list(subject, path, "result", |item, path| {
        typed(item, path, &["Result"])?;
        property(item, path, "value", Kind::Text, OPTIONAL)?;
        property(item, path, "resultDescription", Kind::Address, OPTIONAL)
    })?;
    property(subject, path, "achievement", Kind::Object, REQUIRED)?;
    achievement(&subject["achievement"], &format!("{path}.achievement"))
}

fn achievement(achievement: &Value, path: &str) -> Checked {
    property(achievement, path, "id", Kind::Address, REQUIRED)?;
    typed(achievement, path, &["Achievement"])?;
    property(achievement, path, "name", Kind::Text, REQUIRED)?;
    property(achievement, path, "description", Kind::Text, REQUIRED)?;
    property(achievement, path, "criteria", Kind::Object, REQUIRED)?;
    let criteria = format!("{path}.criteria");
    property(
        &achievement["criteria"],
        &criteria,
        "id",
        Kind::Address,
        OPTIONAL,
    )?;
    property(
        &achievement["criteria"],
        &criteria,
        "narrative",
        Kind::Text,
        OPTIONAL,
    )?;
    for name in [
        "achievementType",
        "inLanguage",
        "version",
        "fieldOfStudy",
        "humanCode",
        "specialization",
    ] {
        property(achievement, path, name, Kind::Text, OPTIONAL)?;
    }
    property(
        achievement,
        path,
        "creditsAvailable",
        Kind::Number,
        OPTIONAL,
    )?;
    image(achievement, path)?;
    property(achievement, path, "creator", Kind::TextOrObject, OPTIONAL)?;
    if achievement["creator"].is_object() {
        profile(&achievement["creator"], &format!("{path}.creator"))?;
    }
    list(achievement, path, "alignment", |item, path| {
        typed(item, path, &["Alignment"])?;
        property(item, path, "targetName", Kind::Text, REQUIRED)?;
        property(item, path, "targetUrl", Kind::Address, REQUIRED)?;
        [
            "targetCode",
            "targetDescription",
            "targetFramework",
            "targetType",
        ]
        .iter()
        .try_for_each(|name| property(item, path, name, Kind::Text, OPTIONAL))
    })?;
    list(achievement, path, "otherIdentifier", |item, path| {
        property(item, path, "identifier", Kind::Text, REQUIRED)?;
        property(item, path, "identifierType", Kind::Text, REQUIRED)
    })?;
    list(achievement, path, "resultDescription", |item, path| {
        property(item, path, "id", Kind::Address, REQUIRED)?;
        typed(item, path, &["ResultDescription"])?;
        property(item, path, "name", Kind::Text, REQUIRED)?;
        property(item, path, "resultType", Kind::Text, REQUIRED)
    })?;
    for (index, tag) in each(&achievement["tag"]).enumerate() {
        if !tag.is_string() {
            return Err(wrong_type(&format!("{path}.tag[{index}]"), "string"));
        }
    }
    Ok(())
}
