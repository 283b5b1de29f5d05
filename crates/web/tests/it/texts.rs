//! Texts: the same keys in both languages, none missing, none unused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn files(folder: &Path, endings: &[&str], out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, endings, out);
        } else if endings
            .iter()
            .any(|e| path.extension().is_some_and(|x| x == *e))
        {
            out.push(path);
        }
    }
}

/// Key → arguments used in its text.
fn keys(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = Vec::new();
    files(
        &crates().join("app/locales").join(lang),
        &["ftl"],
        &mut found,
    );
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in found {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut current = String::new();
        for line in text.lines() {
            if let Some((key, _)) = line.split_once(" =")
                && key
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            {
                current = key.to_owned();
                assert!(
                    keys.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{key} stands twice ({lang})"
                );
            }
            for part in line.split('$').skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-')
                    .collect();
                if let Some(arguments) = keys.get_mut(&current) {
                    arguments.insert(name);
                }
            }
        }
    }
    keys
}

fn sources() -> String {
    let mut found = Vec::new();
    for folder in [
        "web/src",
        "web/templates",
        "app/src",
        "app/templates",
        "insigne/src",
        "domain/src",
    ] {
        files(&crates().join(folder), &["rs", "html", "txt"], &mut found);
    }
    found
        .iter()
        .map(|f| std::fs::read_to_string(f).unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    let (nl, en) = (keys("nl"), keys("en"));
    let only = |a: &BTreeMap<String, _>, b: &BTreeMap<String, _>| -> Vec<String> {
        a.keys().filter(|k| !b.contains_key(*k)).cloned().collect()
    };
    assert_eq!(only(&nl, &en), Vec::<String>::new(), "only in Dutch");
    assert_eq!(only(&en, &nl), Vec::<String>::new(), "only in English");
    for (key, arguments) in &nl {
        assert_eq!(arguments, &en[key], "arguments of {key}");
    }
}

/// A key written out in the code, as the first argument of a function that looks texts up.
fn used(source: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for call in [".t(\"", ".t1(\"", ".t2(\"", ".n(\"", ".n1(\"", ".with(\""] {
        for rest in source.split(call).skip(1) {
            used.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    used.retain(|k| {
        !k.is_empty()
            && k.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    });
    used
}

#[test]
fn no_key_is_missing() {
    let nl = keys("nl");
    let missing: Vec<String> = used(&sources())
        .into_iter()
        .filter(|k| !nl.contains_key(k))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn no_key_is_unused() {
    let source = sources();
    // Families: `code("family", …)`, `format!("family-{…}")`, and the areas of forms.
    let mut families: BTreeSet<String> = ["month".to_owned()].into();
    for call in [
        "code(\"",
        "Form::new(page, \"",
        "Form::new(&page, \"",
        "select(\"",
        "checks(\"",
        "radios(\"",
    ] {
        for rest in source.split(call).skip(1) {
            families.insert(rest.split('"').next().unwrap().to_owned());
            // The family is the second argument of a control.
            if let Some(second) = rest.split('"').nth(2) {
                families.insert(second.to_owned());
            }
        }
    }
    for rest in source.split("format!(\"").skip(1) {
        if let Some((family, _)) = rest.split('"').next().unwrap().split_once("-{") {
            families.insert(family.to_owned());
        }
    }
    let unused: Vec<String> = keys("nl")
        .into_keys()
        .filter(|key| !source.contains(&format!("\"{key}\"")))
        .filter(|key| {
            !families
                .iter()
                .any(|f| !f.is_empty() && key.starts_with(&format!("{f}-")))
        })
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

/// Every code that the rules of the domain can answer has its sentence.
#[test]
fn every_error_code_has_a_text() {
    let nl = keys("nl");
    let source = sources();
    let mut codes = BTreeSet::new();
    for call in [".add(", ".add_with(", "Invalid::one(", "Error::invalid("] {
        for rest in source.split(call).skip(1) {
            // Up to the end of the statement; field names have underscores or are variables.
            let statement = rest.split(';').next().unwrap_or_default();
            let literals: Vec<&str> = statement.split('"').skip(1).step_by(2).take(2).collect();
            // A statement that begins with a literal names its field first.
            let code = match literals.as_slice() {
                [_, code] if statement.trim_start().starts_with('"') => code,
                [code, ..] => code,
                [] => continue,
            };
            if !code.is_empty()
                && !code.contains(['{', '_', ' '])
                && !["max", "min", "value", "ects", "file"].contains(code)
            {
                codes.insert((*code).to_owned());
            }
        }
    }
    for rest in source.split("Error::Conflict(\"").skip(1) {
        let code = rest.split('"').next().unwrap();
        assert!(
            nl.contains_key(&format!("conflict-{code}")),
            "conflict-{code}"
        );
    }
    let missing: Vec<String> = codes
        .into_iter()
        .filter(|c| !nl.contains_key(&format!("error-{c}")))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}
