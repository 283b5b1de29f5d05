//! From JSON-LD to canonical N-Quads: W3C JSON-LD 1.1 and RDF Dataset Canonicalization (RDFC-1.0),
//! made safe for documents of strangers.
//!
//! Two things make plain processing unsafe. JSON-LD silently drops what its contexts do not define,
//! so that text which nobody signed could be shown as if it were signed: here every such loss is an
//! error that names the culprit ("safe mode"). And canonicalising takes exponential time on graphs
//! of blank nodes that look alike: here they are counted first, and too many are an error.

use std::collections::HashMap;

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{
    BlankNodeRef, Dataset, GraphNameRef, Literal, NamedNode, NamedOrBlankNodeRef, QuadRef, TermRef,
};
use serde_json::{Map, Value, json};

use crate::context;
use crate::crypto::sha256;

/// What a document may cost at most. Our own largest credentials stay under a tenth of each.
pub mod limits {
    /// Bytes of the document as compact JSON.
    pub const BYTES: usize = 2 * 1024 * 1024;
    /// Objects and arrays within each other.
    pub const DEPTH: usize = 32;
    pub const QUADS: usize = 10_000;
    pub const BLANK_NODES: usize = 2_000;
    /// Blank nodes whose surroundings look the same ("first degree hash"). Telling `n` of them
    /// apart may take n! steps.
    pub const ALIKE: usize = 4;
    /// Blank nodes that look like at least one other.
    pub const ALIKE_IN_ALL: usize = 8;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RdfError {
    #[error("the document has more than {} bytes", limits::BYTES)]
    TooLarge,
    #[error("the document nests deeper than {} levels", limits::DEPTH)]
    TooDeep,
    #[error("the term \"{0}\" is not defined by the contexts of the document")]
    UndefinedTerm(String),
    #[error("\"{0}\" is a relative address where an absolute one is needed")]
    RelativeIri(String),
    #[error("the context {0} is not known")]
    UnknownContext(String),
    #[error("the document is not valid JSON-LD: {0}")]
    Invalid(String),
    #[error("the document cannot be canonicalised within the limits: {0}")]
    Poison(&'static str),
}

/// Undefined terms land in this vocabulary, which the document's own contexts come after.
const UNDEFINED: &str = "x-undefined-term:";
/// Relative addresses are resolved against this scheme. With a scheme of its own it shows even in
/// what began with `//`.
const RELATIVE: &str = "x-relative-iri:";

/// The canonical N-Quads of a JSON-LD document.
pub fn canonical(document: &Map<String, Value>) -> Result<String, RdfError> {
    canonicalize(dataset(document)?)
}

/// As [`canonical`], for a document of another issuer.
///
/// Two documents are in circulation as context 3.0.3 of Open Badges: the one of the specification's
/// repository, which is built in, and one that defines two terms more. A document that uses those
/// terms was signed with the latter; what we sign avoids them.
pub fn canonical_of_others(document: &Map<String, Value>) -> Result<String, RdfError> {
    match canonical(document) {
        Err(RdfError::UndefinedTerm(term)) if matches!(term.as_str(), "endorsementJwt" | "jti") => {
            let terms = json!({
                "@vocab": UNDEFINED,
                "endorsementJwt": {
                    "@id": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt",
                    "@container": "@set",
                },
                "jti": {"@id": "https://www.iana.org/assignments/jwt#jti", "@type": "@id"},
            });
            canonicalize(dataset_after(terms, document)?)
        }
        result => result,
    }
}

/// Reads a JSON-LD document as RDF in safe mode.
pub fn dataset(document: &Map<String, Value>) -> Result<Dataset, RdfError> {
    dataset_after(json!({"@vocab": UNDEFINED}), document)
}

/// `first` is a context that the document's own contexts come after.
fn dataset_after(first: Value, document: &Map<String, Value>) -> Result<Dataset, RdfError> {
    guard_structure(document)?;
    let mut document = document.clone();
    let mut contexts = vec![first];
    match document.get_mut("@context").map(Value::take) {
        Some(Value::Array(list)) => contexts.extend(list),
        Some(Value::Null) | None => return Err(RdfError::Invalid("it has no @context".into())),
        Some(one) => contexts.push(one),
    }
    document.insert("@context".into(), Value::Array(contexts));
    let text = Value::Object(document).to_string();
    if text.len() > limits::BYTES {
        return Err(RdfError::TooLarge);
    }

    // `lenient` keeps malformed addresses in the output, where `check_quad` sees them. The strict
    // mode would drop their statements without a word.
    let parser = JsonLdParser::new()
        .lenient()
        .with_base_iri(format!("{RELATIVE}//base/"))
        .expect("the base is an absolute IRI")
        .for_slice(&text)
        .with_load_document_callback(|url, _| {
            let document = context::built_in(url).ok_or("not built in")?;
            Ok(JsonLdRemoteDocument {
                document: document.as_bytes().to_vec(),
                document_url: url.into(),
            })
        });
    let mut dataset = Dataset::new();
    for quad in parser {
        let quad = quad.map_err(|e| RdfError::Invalid(e.to_string()))?;
        check_quad(quad.as_ref())?;
        dataset.insert(&quad);
        if dataset.len() > limits::QUADS {
            return Err(RdfError::Poison("too many statements"));
        }
    }
    Ok(dataset)
}

/// Refuses, before any processing, what could make JSON-LD drop content or load something.
fn guard_structure(document: &Map<String, Value>) -> Result<(), RdfError> {
    fn walk(value: &Value, depth: usize) -> Result<(), RdfError> {
        if depth > limits::DEPTH {
            return Err(RdfError::TooDeep);
        }
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| walk(item, depth + 1)),
            Value::Object(map) => map.iter().try_for_each(|(key, value)| {
                if key == "@context" {
                    return guard_context(value, depth + 1);
                }
                if key.starts_with('@')
                    && !matches!(
                        key.as_str(),
                        "@id" | "@type" | "@value" | "@language" | "@set" | "@list"
                    )
                {
                    return Err(RdfError::UndefinedTerm(key.clone()));
                }
                walk(value, depth + 1)
            }),
            _ => Ok(()),
        }
    }
    fn guard_context(context: &Value, depth: usize) -> Result<(), RdfError> {
        if depth > limits::DEPTH {
            return Err(RdfError::TooDeep);
        }
        match context {
            Value::String(url) => match context::built_in(url) {
                Some(_) => Ok(()),
                None => Err(RdfError::UnknownContext(url.clone())),
            },
            Value::Array(items) => items
                .iter()
                .try_for_each(|item| guard_context(item, depth + 1)),
            Value::Object(map) => map
                .values()
                .try_for_each(guard_definition)
                .and_then(|()| guard_keys(map)),
            _ => Err(RdfError::Invalid(
                "a context is an address or an object".into(),
            )),
        }
    }
    // A context inside the document may define terms, but not make others vanish.
    fn guard_definition(definition: &Value) -> Result<(), RdfError> {
        match definition {
            Value::Null => Err(RdfError::Invalid(
                "a context of the document removes a definition".into(),
            )),
            Value::String(text)
                if text.starts_with('@')
                    && !matches!(
                        text.as_str(),
                        "@id"
                            | "@type"
                            | "@value"
                            | "@language"
                            | "@set"
                            | "@list"
                            | "@json"
                            | "@vocab"
                    ) =>
            {
                Err(RdfError::Invalid(format!(
                    "a context of the document uses {text}, which is not supported"
                )))
            }
            Value::Array(items) => items.iter().try_for_each(guard_definition),
            Value::Object(map) => map
                .values()
                .try_for_each(guard_definition)
                .and_then(|()| guard_keys(map)),
            _ => Ok(()),
        }
    }
    fn guard_keys(map: &Map<String, Value>) -> Result<(), RdfError> {
        let refused = map.iter().find(|(key, value)| match key.as_str() {
            "@id" | "@type" | "@container" | "@vocab" | "@base" | "@language" | "@protected"
            | "@version" | "@prefix" => false,
            // A context within a definition would have to be an allowed one again.
            "@context" => value.is_string(),
            key => key.starts_with('@'),
        });
        match refused {
            Some((key, _)) => Err(RdfError::Invalid(format!(
                "a context of the document uses {key}, which is not supported"
            ))),
            None => Ok(()),
        }
    }

    document.iter().try_for_each(|(key, value)| {
        if key == "@context" {
            guard_context(value, 1)
        } else {
            walk(&json!({key: value}), 0)
        }
    })
}

fn check_quad(quad: QuadRef<'_>) -> Result<(), RdfError> {
    check_iri(quad.predicate.as_str())?;
    match quad.subject {
        NamedOrBlankNodeRef::NamedNode(node) => check_iri(node.as_str())?,
        NamedOrBlankNodeRef::BlankNode(node) => check_blank(node)?,
    }
    match quad.object {
        TermRef::NamedNode(node) => check_iri(node.as_str())?,
        TermRef::BlankNode(node) => check_blank(node)?,
        TermRef::Literal(literal) => {
            check_iri(literal.datatype().as_str())?;
            if let Some(language) = literal.language() {
                Literal::new_language_tagged_literal("", language).map_err(|_| {
                    RdfError::Invalid(format!("\"{language}\" is not a language tag"))
                })?;
            }
        }
    }
    match quad.graph_name {
        GraphNameRef::NamedNode(node) => check_iri(node.as_str()),
        GraphNameRef::BlankNode(node) => check_blank(node),
        GraphNameRef::DefaultGraph => Ok(()),
    }
}

fn check_iri(iri: &str) -> Result<(), RdfError> {
    if let Some(term) = iri.strip_prefix(UNDEFINED) {
        return Err(RdfError::UndefinedTerm(term.into()));
    }
    if let Some(rest) = iri.strip_prefix(RELATIVE) {
        return Err(RdfError::RelativeIri(
            rest.trim_start_matches("//base/").into(),
        ));
    }
    NamedNode::new(iri)
        .map(|_| ())
        .map_err(|_| RdfError::Invalid(format!("\"{iri}\" is not an address")))
}

fn check_blank(node: BlankNodeRef<'_>) -> Result<(), RdfError> {
    BlankNodeRef::new(node.as_str())
        .map(|_| ())
        .map_err(|_| RdfError::Invalid("a blank node has a malformed name".into()))
}

/// RDFC-1.0 with SHA-256, serialised as sorted N-Quads. Refuses graphs that would take long.
pub fn canonicalize(mut dataset: Dataset) -> Result<String, RdfError> {
    guard_graph(&dataset)?;
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    Ok(lines.concat())
}

/// Counts blank nodes with the same first degree hash (RDFC-1.0 section 4.6). Only those need the
/// part of the algorithm that can take exponential time.
fn guard_graph(dataset: &Dataset) -> Result<(), RdfError> {
    let mut surroundings: HashMap<BlankNodeRef<'_>, Vec<String>> = HashMap::new();
    for quad in dataset {
        let mut nodes = Vec::with_capacity(3);
        if let NamedOrBlankNodeRef::BlankNode(node) = quad.subject {
            nodes.push(node);
        }
        if let TermRef::BlankNode(node) = quad.object {
            nodes.push(node);
        }
        if let GraphNameRef::BlankNode(node) = quad.graph_name {
            nodes.push(node);
        }
        nodes.dedup();
        for node in nodes {
            surroundings
                .entry(node)
                .or_default()
                .push(seen_from(node, quad));
        }
    }
    if surroundings.len() > limits::BLANK_NODES {
        return Err(RdfError::Poison("too many blank nodes"));
    }
    let mut alike: HashMap<[u8; 32], usize> = HashMap::new();
    for lines in surroundings.values_mut() {
        lines.sort_unstable();
        *alike.entry(sha256(lines.concat().as_bytes())).or_default() += 1;
    }
    if alike.values().any(|count| *count > limits::ALIKE) {
        return Err(RdfError::Poison("too many blank nodes that look the same"));
    }
    if alike.values().filter(|count| **count > 1).sum::<usize>() > limits::ALIKE_IN_ALL {
        return Err(RdfError::Poison(
            "too many blank nodes that look like another",
        ));
    }
    Ok(())
}

fn seen_from(node: BlankNodeRef<'_>, quad: QuadRef<'_>) -> String {
    let mask = |other: BlankNodeRef<'_>| {
        BlankNodeRef::new_unchecked(if other == node { "a" } else { "z" })
    };
    let subject = match quad.subject {
        NamedOrBlankNodeRef::BlankNode(other) => mask(other).into(),
        named => named,
    };
    let object = match quad.object {
        TermRef::BlankNode(other) => mask(other).into(),
        term => term,
    };
    let graph = match quad.graph_name {
        GraphNameRef::BlankNode(other) => mask(other).into(),
        name => name,
    };
    format!(
        "{}\n",
        QuadRef {
            subject,
            predicate: quad.predicate,
            object,
            graph_name: graph
        }
    )
}
