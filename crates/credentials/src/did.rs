//! Decentralized identifiers and the documents that say which keys may sign for whom.
//!
//! `did:key`, `did:jwk` and `did:web`; controller documents as in W3C Controlled Identifiers 1.0
//! and DID Core 1.0. Nothing is fetched here: [`resolve`] says which address to fetch.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use crate::crypto::{Algorithm, KeyError, PublicKey};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    #[error("the DID method of {0} is not supported")]
    UnsupportedMethod(String),
    #[error("not a valid identifier: {0}")]
    Malformed(&'static str),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the document is about {0}, not about the identifier that was asked for")]
    OtherSubject(String),
}

/// Why a verification method may not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MethodError {
    #[error("the document has no such verification method")]
    NotFound,
    #[error("the verification method is not allowed for assertions")]
    NotAuthorised,
    #[error("the verification method belongs to {0}")]
    OtherController(String),
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Where the controller document of an identifier comes from.
#[derive(Debug, Clone)]
pub enum Resolution {
    /// The identifier says it all.
    Known(ControllerDocument),
    /// It has to be fetched from this address.
    At(String),
}

/// The part of a DID URL or address before `#`.
pub fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(before, _)| before)
}

/// Says where the controller document of a DID, or of an issuer with an `https` address, is.
pub fn resolve(id: &str) -> Result<Resolution, DidError> {
    if let Some(value) = id.strip_prefix("did:key:") {
        let key = PublicKey::from_multikey(value)?;
        return Ok(Resolution::Known(ControllerDocument::of_one_key(
            id,
            format!("{id}#{value}"),
            key,
        )));
    }
    if let Some(value) = id.strip_prefix("did:jwk:") {
        let bytes = URL_SAFE_NO_PAD
            .decode(value)
            .map_err(|_| DidError::Malformed("a did:jwk is base64url"))?;
        let jwk: Value = serde_json::from_slice(&bytes)
            .map_err(|_| DidError::Malformed("a did:jwk contains a JWK"))?;
        let key = PublicKey::from_jwk(&jwk)?;
        return Ok(Resolution::Known(ControllerDocument::of_one_key(
            id,
            format!("{id}#0"),
            key,
        )));
    }
    if id.starts_with("did:web:") {
        return did_web_address(id).map(Resolution::At);
    }
    if id.starts_with("did:") {
        return Err(DidError::UnsupportedMethod(id.into()));
    }
    match Url::parse(id) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => {
            Ok(Resolution::At(without_fragment(id).into()))
        }
        _ => Err(DidError::UnsupportedMethod(id.into())),
    }
}

/// The `did:key` of a key, where the method has one (Ed25519 and P-256 here).
pub fn did_key(key: &PublicKey) -> Option<String> {
    key.to_multikey().map(|value| format!("did:key:{value}"))
}

/// The DID URL of the one verification method of a `did:key`.
pub fn did_key_method(key: &PublicKey) -> Option<String> {
    key.to_multikey()
        .map(|value| format!("did:key:{value}#{value}"))
}

/// The `did:jwk` of a key.
pub fn did_jwk(key: &PublicKey) -> String {
    format!(
        "did:jwk:{}",
        URL_SAFE_NO_PAD.encode(key.to_jwk().to_string())
    )
}

/// The address of the document of a `did:web` (did:web method specification, "Read").
pub fn did_web_address(did: &str) -> Result<String, DidError> {
    let rest = did
        .strip_prefix("did:web:")
        .ok_or(DidError::Malformed("not a did:web"))?;
    let mut parts = rest.split(':');
    let host = parts.next().unwrap_or_default();
    let host = host.replace("%3A", ":").replace("%3a", ":");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if host.is_empty() || !host.chars().all(|c| plain(c) || c == ':') {
        return Err(DidError::Malformed("a did:web names a host"));
    }
    let mut address = format!("https://{host}");
    let mut path = false;
    for part in parts {
        let sound = !part.is_empty()
            && part != "."
            && part != ".."
            && part.chars().all(|c| plain(c) || matches!(c, '%' | '~'))
            && !part.to_ascii_lowercase().contains("%2f")
            && !part.to_ascii_lowercase().contains("%2e");
        if !sound {
            return Err(DidError::Malformed(
                "a part of the path of a did:web is malformed",
            ));
        }
        address.push('/');
        address.push_str(part);
        path = true;
    }
    address.push_str(if path {
        "/did.json"
    } else {
        "/.well-known/did.json"
    });
    let url = Url::parse(&address).map_err(|_| DidError::Malformed("a did:web names a host"))?;
    // Parsing must not have changed what the identifier says, e.g. by reading a host in another way.
    if url.host_str().is_none() || !url.username().is_empty() {
        return Err(DidError::Malformed("a did:web names a host"));
    }
    Ok(address)
}

/// The `did:web` whose document stands at `{url}/did.json`, or at `/.well-known/did.json` for an
/// address without a path. Fails on other schemes than http(s), and on a query or fragment.
///
/// A verifier always asks by https; an http address can only serve on a machine of its own.
pub fn did_web(url: &str) -> Result<String, DidError> {
    let url = Url::parse(url).map_err(|_| DidError::Malformed("not an address"))?;
    if !matches!(url.scheme(), "https" | "http")
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(DidError::Malformed(
            "a did:web stands for a plain web address",
        ));
    }
    let mut did = format!(
        "did:web:{}",
        url.host_str()
            .ok_or(DidError::Malformed("an address without a host"))?
    );
    if let Some(port) = url.port() {
        did.push_str(&format!("%3A{port}"));
    }
    for part in url.path().split('/').filter(|part| !part.is_empty()) {
        did.push(':');
        did.push_str(part);
    }
    did_web_address(&did)?;
    Ok(did)
}

/// A key that a controller document lists.
#[derive(Debug, Clone)]
pub struct VerificationMethod {
    /// Absolute.
    pub id: String,
    pub controller: String,
    pub key: Result<PublicKey, KeyError>,
    /// Not to be used for signatures after this moment (Controlled Identifiers 1.0, section 2.2).
    pub revoked: Option<Timestamp>,
    pub expires: Option<Timestamp>,
}

/// Who controls an identifier, with which keys.
#[derive(Debug, Clone)]
pub struct ControllerDocument {
    pub id: String,
    methods: Vec<VerificationMethod>,
    assertion: Vec<String>,
}

impl ControllerDocument {
    fn of_one_key(id: &str, method: String, key: PublicKey) -> Self {
        let methods = vec![VerificationMethod {
            id: method.clone(),
            controller: id.into(),
            key: Ok(key),
            revoked: None,
            expires: None,
        }];
        ControllerDocument {
            id: id.into(),
            methods,
            assertion: vec![method],
        }
    }

    /// Reads a DID document or another controlled identifier document that was fetched for `id`.
    /// Verification methods that cannot be read are kept with the reason.
    pub fn read(document: &Value, id: &str) -> Result<Self, DidError> {
        let subject = document["id"]
            .as_str()
            .ok_or(DidError::Malformed("the document has no id"))?;
        if subject != id {
            return Err(DidError::OtherSubject(subject.into()));
        }
        let mut methods: Vec<VerificationMethod> = items(&document["verificationMethod"])
            .filter_map(|value| read_method(value, id))
            .collect();
        let mut assertion = Vec::new();
        for entry in items(&document["assertionMethod"]) {
            match entry {
                Value::String(reference) => assertion.push(absolute(reference, id)),
                Value::Object(_) => {
                    if let Some(method) = read_method(entry, id) {
                        assertion.push(method.id.clone());
                        methods.push(method);
                    }
                }
                _ => {}
            }
        }
        Ok(ControllerDocument {
            id: id.into(),
            methods,
            assertion,
        })
    }

    /// The method with this id, when it may be used for assertions and its controller is the
    /// subject of the document.
    pub fn assertion_method(
        &self,
        method: &str,
    ) -> Result<(&VerificationMethod, &PublicKey), MethodError> {
        let found = self
            .methods
            .iter()
            .find(|m| m.id == method)
            .ok_or(MethodError::NotFound)?;
        if !self.assertion.iter().any(|id| id == method) {
            return Err(MethodError::NotAuthorised);
        }
        if found.controller != self.id {
            return Err(MethodError::OtherController(found.controller.clone()));
        }
        match &found.key {
            Ok(key) => Ok((found, key)),
            Err(error) => Err(MethodError::Key(error.clone())),
        }
    }

    /// The method that has this key, among those allowed for assertions.
    pub fn method_of_key(&self, key: &PublicKey) -> Option<&VerificationMethod> {
        self.methods.iter().find(|m| {
            m.key.as_ref() == Ok(key) && m.controller == self.id && self.assertion.contains(&m.id)
        })
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(list) => list.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
    .iter()
}

fn absolute(reference: &str, base: &str) -> String {
    if reference.starts_with('#') {
        format!("{base}{reference}")
    } else {
        reference.into()
    }
}

fn read_method(value: &Value, base: &str) -> Option<VerificationMethod> {
    let text = |name: &str| value[name].as_str();
    let time = |name: &str| text(name).and_then(|t| t.parse().ok());
    let key = if value["publicKeyJwk"].is_object() {
        PublicKey::from_jwk(&value["publicKeyJwk"])
    } else if let Some(multibase) = text("publicKeyMultibase") {
        PublicKey::from_multikey(multibase)
    } else if let Some(pem) = text("publicKeyPem") {
        PublicKey::from_pem(pem)
    } else {
        Err(KeyError::Unsupported(
            text("type").unwrap_or_default().into(),
        ))
    };
    Some(VerificationMethod {
        id: absolute(text("id")?, base),
        controller: absolute(text("controller").unwrap_or(base), base),
        key,
        revoked: time("revoked"),
        expires: time("expires"),
    })
}

/// A key to publish in a document.
#[derive(Debug, Clone)]
pub struct PublishedKey<'a> {
    /// Without `#`.
    pub fragment: &'a str,
    pub key: &'a PublicKey,
    /// A compromised key stays listed, so that others see that it is no longer to be trusted.
    pub revoked: Option<Timestamp>,
}

/// The DID document of an issuer: Ed25519 and P-256 as Multikey, RSA as JsonWebKey, all of them for
/// assertions (DID Core 1.0 section 5, Controlled Identifiers 1.0 section 2.2).
pub fn document(did: &str, also_known_as: &[&str], keys: &[PublishedKey<'_>]) -> Value {
    let methods: Vec<Value> = keys
        .iter()
        .map(|entry| {
            let id = format!("{did}#{}", entry.fragment);
            let mut method = match entry.key.to_multikey() {
                Some(multikey) => {
                    json!({"id": id, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey})
                }
                None => json!({"id": id, "type": "JsonWebKey", "controller": did, "publicKeyJwk": entry.key.to_jwk()}),
            };
            if let Some(moment) = entry.revoked {
                method["revoked"] = json!(crate::ob3::seconds(moment));
            }
            method
        })
        .collect();
    let assertion: Vec<String> = keys
        .iter()
        .map(|entry| format!("{did}#{}", entry.fragment))
        .collect();
    let mut document = json!({
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
    });
    if !also_known_as.is_empty() {
        document["alsoKnownAs"] = json!(also_known_as);
    }
    document["verificationMethod"] = json!(methods);
    document["assertionMethod"] = json!(assertion);
    document
}

/// The key with this `kid` in a JSON Web Key Set, or the single JWK that stands there.
pub fn key_in_set(
    document: &Value,
    kid: &str,
    algorithm: Algorithm,
) -> Result<PublicKey, MethodError> {
    if document["kty"].is_string() {
        return Ok(PublicKey::from_jwk(document)?);
    }
    let fragment = kid.split_once('#').map(|(_, fragment)| fragment);
    let named = |jwk: &&Value| {
        jwk["kid"]
            .as_str()
            .is_some_and(|id| id == kid || Some(id) == fragment)
    };
    let keys = document["keys"].as_array().ok_or(MethodError::NotFound)?;
    let found = keys.iter().find(named).or(match keys.as_slice() {
        [only] if only["kid"].is_null() => Some(only),
        _ => None,
    });
    let key = PublicKey::from_jwk(found.ok_or(MethodError::NotFound)?)?;
    if key.algorithm() == algorithm {
        Ok(key)
    } else {
        Err(MethodError::NotFound)
    }
}
