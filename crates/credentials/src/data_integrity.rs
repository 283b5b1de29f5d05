//! Data Integrity proofs (W3C Verifiable Credential Data Integrity 1.0) with `eddsa-rdfc-2022`
//! (vc-di-eddsa 1.0, section 3.2), which we write, and `ecdsa-rdfc-2019` with P-256
//! (vc-di-ecdsa 1.0, section 3.2), which we only read.
//!
//! A proof is written as an array of one, since one of the two official schemas of Open Badges
//! demands an array; it is read either way.

use jiff::Timestamp;
use oxrdf::{Dataset, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use serde_json::{Map, Value, json};

use crate::crypto::{Algorithm, PublicKey, SignError, Signer, decode_base58btc, sha256};
use crate::ob3::seconds;
use crate::rdf::{self, RdfError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cryptosuite {
    EddsaRdfc2022,
    EcdsaRdfc2019,
}

impl Cryptosuite {
    pub fn as_str(self) -> &'static str {
        match self {
            Cryptosuite::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Cryptosuite::EcdsaRdfc2019 => "ecdsa-rdfc-2019",
        }
    }

    fn algorithm(self) -> Algorithm {
        match self {
            Cryptosuite::EddsaRdfc2022 => Algorithm::EdDsa,
            Cryptosuite::EcdsaRdfc2019 => Algorithm::Es256,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("the document has no proof")]
    Missing,
    #[error("the proof is malformed at {0}")]
    Malformed(&'static str),
    #[error("proofs of kind {0} are not supported")]
    UnknownCryptosuite(String),
    #[error("the proof is for {0}, not for an assertion")]
    WrongPurpose(String),
    #[error("the key is not of the kind that the proof needs")]
    KeyKind,
    #[error(transparent)]
    Rdf(#[from] RdfError),
    #[error("the signature does not match")]
    SignatureInvalid,
}

/// A proof that was read from a document. Its purpose is always `assertionMethod`.
#[derive(Debug, Clone)]
pub struct Proof {
    pub cryptosuite: Cryptosuite,
    pub verification_method: String,
    pub created: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    signature: Vec<u8>,
    /// The proof without `proofValue`.
    options: Map<String, Value>,
}

/// Reads the proof of a document. Of several, the first one of a kind that is supported counts;
/// each of them secures the document without any proof.
pub fn proof_of(document: &Map<String, Value>) -> Result<Proof, ProofError> {
    let proofs = match document.get("proof") {
        None | Some(Value::Null) => return Err(ProofError::Missing),
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    let mut first_error = ProofError::Missing;
    for (index, proof) in proofs.iter().enumerate() {
        match read_proof(proof) {
            Err(error) if index == 0 => first_error = error,
            Err(_) => {}
            Ok(proof) => return Ok(proof),
        }
    }
    Err(first_error)
}

fn read_proof(proof: &Value) -> Result<Proof, ProofError> {
    let mut options = proof
        .as_object()
        .ok_or(ProofError::Malformed("proof"))?
        .clone();
    let kind = options
        .get("type")
        .and_then(Value::as_str)
        .ok_or(ProofError::Malformed("proof.type"))?;
    if kind != "DataIntegrityProof" {
        return Err(ProofError::UnknownCryptosuite(kind.into()));
    }
    let cryptosuite = match options.get("cryptosuite").and_then(Value::as_str) {
        Some("eddsa-rdfc-2022") => Cryptosuite::EddsaRdfc2022,
        Some("ecdsa-rdfc-2019") => Cryptosuite::EcdsaRdfc2019,
        Some(other) => return Err(ProofError::UnknownCryptosuite(other.into())),
        None => return Err(ProofError::Malformed("proof.cryptosuite")),
    };
    match options.get("proofPurpose").and_then(Value::as_str) {
        Some("assertionMethod") => {}
        Some(other) => return Err(ProofError::WrongPurpose(other.into())),
        None => return Err(ProofError::Malformed("proof.proofPurpose")),
    }
    // A chain of proofs says that an earlier one was there first; that would have to be checked too.
    if options.contains_key("previousProof") {
        return Err(ProofError::UnknownCryptosuite("previousProof".into()));
    }
    let verification_method = options
        .get("verificationMethod")
        .and_then(Value::as_str)
        .ok_or(ProofError::Malformed("proof.verificationMethod"))?
        .to_owned();
    let time = |name: &str, path| match options.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => text
            .parse::<Timestamp>()
            .map(Some)
            .map_err(|_| ProofError::Malformed(path)),
        Some(_) => Err(ProofError::Malformed(path)),
    };
    let (created, expires) = (
        time("created", "proof.created")?,
        time("expires", "proof.expires")?,
    );
    let signature = options
        .shift_remove("proofValue")
        .as_ref()
        .and_then(Value::as_str)
        .and_then(decode_base58btc)
        .filter(|bytes| bytes.len() == 64)
        .ok_or(ProofError::Malformed("proof.proofValue"))?;
    Ok(Proof {
        cryptosuite,
        verification_method,
        created,
        expires,
        signature,
        options,
    })
}

impl Proof {
    /// What the signature is over. Fails on a document that cannot be read in safe mode.
    pub fn message(&self, document: &Map<String, Value>) -> Result<Vec<u8>, ProofError> {
        let mut unsecured = document.clone();
        unsecured.shift_remove("proof");
        let mut options = self.options.clone();
        let context = unsecured.get("@context").cloned().unwrap_or_default();
        match options.get("@context") {
            None => {
                options.insert("@context".into(), context);
            }
            // vc-data-integrity section 4.4: the context of a proof has to be that of the document.
            Some(own) if *own == context => {}
            Some(_) => return Err(ProofError::Malformed("proof.@context")),
        }
        let unsecured = rdf::canonical_of_others(&unsecured)?;
        Ok(message(&rdf::canonical(&options)?, &unsecured))
    }

    /// Verifies the proof of `document` with a key. Whether the key may sign for the issuer, and
    /// whether the proof is of a sensible time, is for the caller to judge.
    pub fn verify(&self, document: &Map<String, Value>, key: &PublicKey) -> Result<(), ProofError> {
        self.verify_message(&self.message(document)?, key)
    }

    /// As [`Self::verify`], with a message made before.
    pub fn verify_message(&self, message: &[u8], key: &PublicKey) -> Result<(), ProofError> {
        if key.algorithm() != self.cryptosuite.algorithm() {
            return Err(ProofError::KeyKind);
        }
        key.verify(message, &self.signature)
            .map_err(|_| ProofError::SignatureInvalid)
    }
}

/// What is signed: the hash of the proof options, then that of the document (vc-di-eddsa 3.2.4).
fn message(options: &str, document: &str) -> Vec<u8> {
    [sha256(options.as_bytes()), sha256(document.as_bytes())].concat()
}

fn options(context: &Value, created: Timestamp, verification_method: &str) -> Map<String, Value> {
    let options = json!({
        "@context": context,
        "type": "DataIntegrityProof",
        "cryptosuite": Cryptosuite::EddsaRdfc2022.as_str(),
        "created": seconds(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    });
    let Value::Object(options) = options else {
        unreachable!("it was written as an object")
    };
    options
}

fn object(document: &Value) -> Result<&Map<String, Value>, SignError> {
    document
        .as_object()
        .ok_or_else(|| SignError::Document("it is not a JSON object".into()))
}

impl From<RdfError> for SignError {
    fn from(error: RdfError) -> Self {
        SignError::Document(error.to_string())
    }
}

/// Signs a document with `eddsa-rdfc-2022`; `created` is cut to whole seconds. An existing proof is
/// replaced.
pub fn sign(document: &Value, created: Timestamp, signer: &dyn Signer) -> Result<Value, SignError> {
    let mut document = object(document)?.clone();
    document.shift_remove("proof");
    let context = document.get("@context").cloned().unwrap_or_default();
    let options = options(&context, created, signer.verification_method());
    let message = message(&rdf::canonical(&options)?, &rdf::canonical(&document)?);
    attach(document, options, &message, signer)
}

fn attach(
    mut document: Map<String, Value>,
    mut options: Map<String, Value>,
    message: &[u8],
    signer: &dyn Signer,
) -> Result<Value, SignError> {
    if signer.algorithm() != Algorithm::EdDsa {
        return Err(SignError::Key(
            "eddsa-rdfc-2022 needs an Ed25519 key".into(),
        ));
    }
    let signature = signer.sign(message)?;
    options.shift_remove("@context");
    options.insert(
        "proofValue".into(),
        format!("z{}", bs58::encode(signature).into_string()).into(),
    );
    document.insert("proof".into(), json!([options]));
    Ok(Value::Object(document))
}

/// A document whose RDF was made once, with slots for the texts that differ per award.
///
/// Reading JSON-LD is nearly all of the work of signing. In a batch only some texts differ (ids,
/// hashes, dates, the status index), so the statements are made once with a token in each slot, and
/// per award the tokens are replaced and the result canonicalised. [`Template::sign`] gives the
/// same bytes as [`sign`]; a document that differs from the sample in anything but the slots is
/// noticed and takes the general way.
pub struct Template {
    sample: Map<String, Value>,
    slots: Vec<String>,
    document: Quads,
    options: Quads,
}

struct Quads(Vec<Quad>);

/// A token is an absolute IRI, so that it may stand for an address as well as for a text.
fn token(slot: usize) -> String {
    format!("urn:uuid:00000000-0000-4000-8000-{slot:012x}#slot")
}

fn slot_of(text: &str) -> Option<usize> {
    let hex = text
        .strip_prefix("urn:uuid:00000000-0000-4000-8000-")?
        .strip_suffix("#slot")?;
    usize::from_str_radix(hex, 16).ok()
}

impl Template {
    /// Makes a template from a sample document. `slots` are JSON Pointers (RFC 6901) to texts;
    /// those that the sample doesn't have are passed over.
    pub fn new(sample: &Value, slots: &[&str]) -> Result<Self, SignError> {
        let mut sample = object(sample)?.clone();
        sample.shift_remove("proof");
        let mut tokens = Value::Object(sample.clone());
        let slots: Vec<String> = slots
            .iter()
            .filter(|slot| tokens.pointer(slot).is_some_and(Value::is_string))
            .map(|slot| (*slot).to_owned())
            .collect();
        for (index, slot) in slots.iter().enumerate() {
            if let Some(place) = tokens.pointer_mut(slot) {
                *place = token(index).into();
            }
        }
        let context = sample.get("@context").cloned().unwrap_or_default();
        let mut proof = Value::Object(options(&context, Timestamp::UNIX_EPOCH, ""));
        proof["created"] = token(0).into();
        proof["verificationMethod"] = token(1).into();
        Ok(Template {
            sample,
            slots,
            document: Quads::of(object(&tokens)?)?,
            options: Quads::of(object(&proof)?)?,
        })
    }

    /// The canonical form of a document that fits the template, or `None` when it doesn't fit.
    pub fn canonical(&self, document: &Value) -> Result<Option<String>, RdfError> {
        let Some(map) = document.as_object() else {
            return Ok(None);
        };
        let mut values = vec![""; self.slots.len()];
        for (slot, value) in self.slots.iter().zip(&mut values) {
            match document.pointer(slot).and_then(Value::as_str) {
                Some(text) => *value = text,
                None => return Ok(None),
            }
        }
        if !self.fits(map) {
            return Ok(None);
        }
        self.document
            .filled(&values)
            .map(rdf::canonicalize)
            .transpose()
    }

    /// Whether the document equals the sample outside the slots.
    fn fits(&self, document: &Map<String, Value>) -> bool {
        fn same(a: &Value, b: &Value, path: &mut String, slots: &[String]) -> bool {
            match (a, b) {
                (Value::Object(a), Value::Object(b)) => {
                    a.len() == b.len()
                        && a.iter().all(|(key, a)| {
                            b.get(key).is_some_and(|b| {
                                step(path, &key.replace('~', "~0").replace('/', "~1"), |path| {
                                    same(a, b, path, slots)
                                })
                            })
                        })
                }
                (Value::Array(a), Value::Array(b)) => {
                    a.len() == b.len()
                        && a.iter().zip(b).enumerate().all(|(index, (a, b))| {
                            step(path, &index.to_string(), |path| same(a, b, path, slots))
                        })
                }
                (Value::String(a), Value::String(b)) => a == b || slots.contains(path),
                (a, b) => a == b,
            }
        }
        fn step(path: &mut String, part: &str, then: impl FnOnce(&mut String) -> bool) -> bool {
            let length = path.len();
            path.push('/');
            path.push_str(part);
            let result = then(path);
            path.truncate(length);
            result
        }
        let pairs = document.iter().filter(|(key, _)| *key != "proof");
        let mut count = 0;
        let mut path = String::new();
        let all = pairs.inspect(|_| count += 1).all(|(key, value)| {
            self.sample.get(key).is_some_and(|sample| {
                step(
                    &mut path,
                    &key.replace('~', "~0").replace('/', "~1"),
                    |path| same(sample, value, path, &self.slots),
                )
            })
        });
        all && count == self.sample.len()
    }

    /// As [`sign`](self::sign), with the same result, but fast for documents that fit the template.
    pub fn sign(
        &self,
        document: &Value,
        created: Timestamp,
        signer: &dyn Signer,
    ) -> Result<Value, SignError> {
        let Some(canonical) = self.canonical(document)? else {
            return sign(document, created, signer);
        };
        let created_text = seconds(created);
        let Some(proof) = self
            .options
            .filled(&[&created_text, signer.verification_method()])
        else {
            return sign(document, created, signer);
        };
        let message = message(&rdf::canonicalize(proof)?, &canonical);
        let mut document = object(document)?.clone();
        document.shift_remove("proof");
        let context = document.get("@context").cloned().unwrap_or_default();
        attach(
            document,
            options(&context, created, signer.verification_method()),
            &message,
            signer,
        )
    }
}

impl Quads {
    fn of(document: &Map<String, Value>) -> Result<Self, RdfError> {
        Ok(Quads(
            rdf::dataset(document)?
                .iter()
                .map(|quad| quad.into_owned())
                .collect(),
        ))
    }

    /// The statements with the values in the slots, or `None` when a value would need the general
    /// way: an address of a scheme that some context could take for a prefix of its own.
    fn filled(&self, values: &[&str]) -> Option<Dataset> {
        let node = |node: &NamedNode| match slot_of(node.as_str()) {
            None => Some(node.clone()),
            Some(slot) => {
                let value = *values.get(slot)?;
                let plain = [
                    "https://",
                    "http://",
                    "urn:uuid:",
                    "did:web:",
                    "did:key:",
                    "did:jwk:",
                ]
                .iter()
                .any(|scheme| value.starts_with(scheme));
                plain.then(|| NamedNode::new(value).ok()).flatten()
            }
        };
        let mut dataset = Dataset::new();
        for quad in &self.0 {
            let mut quad = quad.clone();
            if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
                quad.subject = node(subject)?.into();
            }
            match &quad.object {
                Term::NamedNode(object) => quad.object = node(object)?.into(),
                Term::Literal(literal) => {
                    if let Some(slot) = slot_of(literal.value()) {
                        let value = *values.get(slot)?;
                        quad.object = if literal.language().is_some() {
                            return None;
                        } else {
                            Literal::new_typed_literal(value, literal.datatype().into_owned())
                                .into()
                        };
                    }
                }
                Term::BlankNode(_) => {}
            }
            dataset.insert(&quad);
        }
        Some(dataset)
    }
}
