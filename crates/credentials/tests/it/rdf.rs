use std::time::{Duration, SystemTime};

use credentials::rdf::{RdfError, canonical};
use serde_json::{Map, Value, json};

const TERMS: &str = "https://example.org/terms#";

fn document(body: &Value) -> Map<String, Value> {
    let mut document = json!({"@context": ["https://www.w3.org/ns/credentials/v2", {"knows": format!("{TERMS}knows")}]});
    for (key, value) in body.as_object().unwrap() {
        document[key] = value.clone();
    }
    document.as_object().unwrap().clone()
}

fn refused(body: &Value) -> RdfError {
    canonical(&document(body)).unwrap_err()
}

#[test]
fn nothing_is_lost_silently() {
    let undefined = |term: &str| RdfError::UndefinedTerm(term.into());
    assert_eq!(
        refused(&json!({"id": "urn:a:b", "colour": "red"})),
        undefined("colour")
    );
    assert_eq!(
        refused(&json!({"id": "urn:a:b", "type": ["NoSuchType"]})),
        undefined("NoSuchType")
    );
    assert_eq!(
        refused(&json!({"id": "urn:a:b", "@index": "x"})),
        undefined("@index")
    );
    assert_eq!(
        refused(&json!({"id": "urn:a:b", "@foo": "x"})),
        undefined("@foo")
    );
    assert_eq!(
        refused(&json!({"id": "here", "name": "x"})),
        RdfError::RelativeIri("here".into())
    );
    assert_eq!(
        refused(&json!({"id": "urn:a:b", "knows": {"id": "//h/p", "name": "x"}})),
        RdfError::RelativeIri("//h/p".into())
    );
    // A malformed address would take its statements with it.
    let malformed =
        refused(&json!({"id": "urn:a:b", "knows": {"id": "https://example.org/a b", "name": "x"}}));
    assert!(matches!(malformed, RdfError::Invalid(_)), "{malformed}");
    // So would a context that takes definitions away.
    let removed = refused(&json!({"id": "urn:a:b", "knows": {"@context": null, "name": "x"}}));
    assert!(matches!(removed, RdfError::Invalid(_)), "{removed}");
    let removed =
        refused(&json!({"id": "urn:a:b", "knows": {"@context": {"knows": null}, "name": "x"}}));
    assert!(matches!(removed, RdfError::Invalid(_)), "{removed}");
    let aliased = refused(
        &json!({"@context": ["https://www.w3.org/ns/credentials/v2", {"tag": "@index"}], "id": "urn:a:b"}),
    );
    assert!(matches!(aliased, RdfError::Invalid(_)), "{aliased}");
}

#[test]
fn contexts_are_never_fetched() {
    let unknown = refused(
        &json!({"@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/c"], "id": "urn:a:b"}),
    );
    assert_eq!(
        unknown,
        RdfError::UnknownContext("https://example.org/c".into())
    );
    let nested = refused(
        &json!({"id": "urn:a:b", "knows": {"@context": "https://example.org/c", "name": "x"}}),
    );
    assert_eq!(
        nested,
        RdfError::UnknownContext("https://example.org/c".into())
    );
    let imported =
        refused(&json!({"@context": {"@import": "https://example.org/c"}, "id": "urn:a:b"}));
    assert!(matches!(imported, RdfError::Invalid(_)), "{imported}");
}

#[test]
fn depth_and_size_are_limited() {
    let mut deep = json!("x");
    for _ in 0..40 {
        deep = json!({"knows": deep});
    }
    assert_eq!(refused(&json!({"knows": deep})), RdfError::TooDeep);
    assert_eq!(
        refused(&json!({"name": "x".repeat(3 * 1024 * 1024)})),
        RdfError::TooLarge
    );
}

/// `n` blank nodes that all know each other and have nothing of their own.
fn clique(n: usize, name: impl Fn(usize) -> Option<String>) -> Value {
    let nodes: Vec<Value> = (0..n)
        .map(|i| {
            let others: Vec<Value> = (0..n)
                .filter(|j| *j != i)
                .map(|j| json!({"id": format!("_:b{j}")}))
                .collect();
            let mut node = json!({"id": format!("_:b{i}"), "knows": others});
            if let Some(name) = name(i) {
                node["name"] = name.into();
            }
            node
        })
        .collect();
    json!({"id": "urn:a:b", "knows": nodes})
}

#[test]
fn a_graph_made_to_hang_the_canonicaliser_is_refused() {
    for n in [5, 8, 40] {
        let poison = refused(&clique(n, |_| None));
        assert!(matches!(poison, RdfError::Poison(_)), "{n}: {poison}");
    }
    // In groups that are small enough each, but too many together.
    let poison = refused(&clique(12, |i| Some((i / 4).to_string())));
    assert!(matches!(poison, RdfError::Poison(_)), "{poison}");
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test measures that the worst allowed graph is quick"
)]
fn the_worst_graph_within_the_limits_is_quick() {
    let begin = SystemTime::now();
    for document in [
        clique(4, |_| None),
        clique(8, |i| Some((i / 4).to_string())),
        clique(8, |i| Some((i / 2).to_string())),
    ] {
        canonical(&self::document(&document)).unwrap();
    }
    let taken = begin.elapsed().unwrap();
    assert!(taken < Duration::from_secs(5), "{taken:?}");
}

#[test]
fn named_nodes_do_not_count_as_blank_ones() {
    let many: Vec<Value> = (0..200)
        .map(|i| json!({"id": format!("urn:x:{i}"), "name": "same"}))
        .collect();
    assert_eq!(
        canonical(&document(&json!({"id": "urn:a:b", "knows": many})))
            .unwrap()
            .lines()
            .count(),
        400
    );
}

#[test]
fn order_of_keys_and_names_of_blank_nodes_make_no_difference() {
    let one = canonical(&document(
        &json!({"id": "urn:a:b", "name": "n", "knows": {"id": "_:x", "name": "m"}}),
    ))
    .unwrap();
    let other = canonical(&document(
        &json!({"knows": {"name": "m", "id": "_:y"}, "name": "n", "id": "urn:a:b"}),
    ))
    .unwrap();
    assert_eq!(one, other);
    assert!(one.contains("_:c14n0"), "{one}");
}

/// npm `jsonld` 9 with the context that defines the two terms gives these statements.
#[test]
fn the_other_context_3_0_3_is_understood_for_reading() {
    let document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:a:b", "type": ["Achievement"], "endorsementJwt": ["e.y.J"],
    });
    let document = document.as_object().unwrap();
    assert_eq!(
        canonical(document),
        Err(RdfError::UndefinedTerm("endorsementJwt".into()))
    );
    let read = credentials::rdf::canonical_of_others(document).unwrap();
    assert!(read.contains("<urn:a:b> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt> \"e.y.J\" ."), "{read}");
}
