//! Before and after of a row of the trail: field by field, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::texts::Texts;

/// Characters of a value that are shown.
const SHOWN: usize = 300;

/// One field that differs. `None` where there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Change {
    /// `Grade: 7 → 8`.
    pub(crate) fn sentence(&self, texts: Texts) -> String {
        let empty = texts.t("audit-nothing");
        match (&self.before, &self.after) {
            (None, Some(after)) => format!("{}: {after}", self.field),
            (before, after) => format!(
                "{}: {} → {}",
                self.field,
                before.as_ref().unwrap_or(&empty),
                after.as_ref().unwrap_or(&empty)
            ),
        }
    }
}

/// What differs between two documents, as the audit trail keeps them.
pub fn changes(
    (texts, zone): (Texts, &TimeZone),
    before: Option<&str>,
    after: Option<&str>,
) -> Vec<Change> {
    let read = |text: Option<&str>| -> Vec<(Vec<String>, String)> {
        let mut leaves = Vec::new();
        if let Some(value) = text.and_then(|t| serde_json::from_str::<Value>(t).ok()) {
            flatten(&value, &mut Vec::new(), &mut leaves);
        }
        leaves
    };
    let (before, after) = (read(before), read(after));
    let value_of = |leaves: &[(Vec<String>, String)], path: &[String]| {
        let found = leaves.iter().find(|(p, _)| p == path);
        found.map(|(_, value)| value.clone())
    };
    let mut paths: Vec<&Vec<String>> = Vec::new();
    for (path, _) in before.iter().chain(&after) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
        .into_iter()
        .filter_map(|path| {
            let (was, is) = (value_of(&before, path), value_of(&after, path));
            (was != is).then(|| Change {
                field: label(texts, path),
                before: was.map(|v| value(texts, zone, path, &v)),
                after: is.map(|v| value(texts, zone, path, &v)),
            })
        })
        .collect()
}

/// Every value with the way to it; what is empty, and ids, which say nothing to a reader, are left out.
fn flatten(value: &Value, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, String)>) {
    let leaf = |text: String| (path.clone(), text);
    match value {
        Value::Null => {}
        Value::Bool(on) => out.push(leaf(on.to_string())),
        Value::Number(n) => out.push(leaf(n.to_string())),
        Value::String(text) if text.is_empty() || is_id(text) => {}
        Value::String(text) => out.push(leaf(text.clone())),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            if !texts.is_empty() {
                out.push(leaf(texts.join("; ")));
            }
        }
        // A row about two documents at once (a text and its settings) is one about both.
        Value::Array(items) if path.is_empty() => {
            for item in items {
                flatten(item, path, out);
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                path.push((n + 1).to_string());
                flatten(item, path, out);
                path.pop();
            }
        }
        Value::Object(fields) => {
            for (name, item) in fields {
                path.push(name.clone());
                flatten(item, path, out);
                path.pop();
            }
        }
    }
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 32 | 36) && text.parse::<uuid::Uuid>().is_ok()
}

/// The field's name; the steps that only group are left out.
fn label(texts: Texts, path: &[String]) -> String {
    let words: Vec<String> = path
        .iter()
        .filter(|step| !matches!(step.as_str(), "texts" | "settings" | "registration"))
        .map(|step| {
            let key = format!("audit-field-{}", step.replace('_', "-"));
            if texts.has(&key) {
                texts.t(&key)
            } else {
                step.replace('_', " ")
            }
        })
        .collect();
    let mut label = words.join(" › ");
    if let Some(first) = label.chars().next() {
        let upper: String = first.to_uppercase().collect();
        label.replace_range(..first.len_utf8(), &upper);
    }
    label
}

/// Families of codes by the field in which they stand.
const FAMILIES: [(&str, &[&str]); 17] = [
    ("state", &["state", "batch-state", "delivery"]),
    ("revoked", &["revocation"]),
    ("correction", &["correction-state"]),
    ("kind", &["type", "terms-kind"]),
    ("role", &["role"]),
    ("source", &["award-source", "source"]),
    ("language", &["language"]),
    ("default_language", &["language"]),
    ("sector", &["sector"]),
    ("visibility", &["visibility"]),
    ("legal_basis_formal", &["basis"]),
    ("legal_basis_non_formal", &["basis"]),
    ("participation", &["participation"]),
    ("assessment", &["assessment"]),
    ("supervision", &["supervision"]),
    ("stackability", &["stackability"]),
    ("cycle", &["cycle"]),
];

fn value(texts: Texts, zone: &TimeZone, path: &[String], value: &str) -> String {
    match value {
        "true" => return texts.t("audit-yes"),
        "false" => return texts.t("audit-no"),
        _ => {}
    }
    if value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()) {
        // The name of a file says which picture it is only to a machine.
        return texts.t1("audit-picture", "hash", &value[..8]);
    }
    let field = path.last().map_or("", String::as_str);
    if let Some((_, families)) = FAMILIES.iter().find(|(name, _)| *name == field) {
        let codes: Vec<String> = value
            .split("; ")
            .map(|code| {
                let mut keys = families.iter().map(|family| format!("{family}-{code}"));
                keys.find(|key| texts.has(key))
                    .map_or_else(|| code.to_owned(), |key| texts.t(&key))
            })
            .collect();
        return codes.join("; ");
    }
    if let Ok(at) = value.parse::<Timestamp>() {
        return texts.date_time(at, zone);
    }
    if value.chars().count() > SHOWN {
        let start: String = value.chars().take(SHOWN).collect();
        return format!("{start}…");
    }
    texts.decimal(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Lang;

    fn read(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (Some(before), Some(after));
        let texts = Texts(Lang::En);
        changes((texts, &TimeZone::UTC), before, after)
            .iter()
            .map(|c| c.sentence(texts))
            .collect()
    }

    #[test]
    fn only_what_differs_is_said_and_in_words() {
        let before = r#"[{"kind":"regular","ects":2.5,"texts":{"name":"Law"},"version":"01936b2e4f0a7000800000000000000a"},{"tags":["a"],"validated_name":true}]"#;
        let after = r#"[{"kind":"regular","ects":3,"texts":{"name":"Law and Politics"},"version":"01936b2e4f0a7000800000000000000b"},{"tags":["a","b"],"validated_name":false}]"#;
        assert_eq!(
            read(before, after),
            [
                "ECTS: 2.5 → 3",
                "Name: Law → Law and Politics",
                "Tags: a → a; b",
                "Validated name required: Yes → No"
            ]
        );
    }

    #[test]
    fn everything_that_leaves_a_row_has_its_words_in_both_languages() {
        use domain::policy::Action;
        for action in Action::ALL.iter().filter(|a| a.is_audited()) {
            let key = format!("audit-action-{}", action.code().replace('.', "-"));
            for lang in [Lang::Nl, Lang::En] {
                assert!(Texts(lang).has(&key), "{key} in {lang}");
            }
        }
    }

    #[test]
    fn something_new_is_said_without_an_arrow_and_something_gone_with_one() {
        assert_eq!(
            changes(
                (Texts(Lang::En), &TimeZone::UTC),
                None,
                Some(r#"{"revoked":"misuse"}"#)
            )[0]
            .sentence(Texts(Lang::En)),
            "Revoked: Misuse"
        );
        assert_eq!(
            read(r#"{"grade":"7"}"#, r#"{"grade":null}"#),
            ["Grade: 7 → nothing"]
        );
    }
}
