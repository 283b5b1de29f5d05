//! Compact JSON Web Signatures (RFC 7515), signed and verified.
//!
//! The algorithm comes from an allow-list and must fit the kind of key; `none` and `crit` are
//! refused. Times in a token are for the caller to judge, since it holds the clock.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::crypto::{Algorithm, PublicKey, SignError, Signer};

/// A token longer than this is not read.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    #[error("the token is longer than {MAX_TOKEN_BYTES} bytes")]
    TooLarge,
    #[error("not a compact JWS: {0}")]
    Malformed(&'static str),
    #[error("the algorithm {0} is not allowed")]
    AlgorithmNotAllowed(String),
    #[error("the header has critical extensions, which are not supported")]
    Critical,
    #[error("the key is not of the kind that {0} needs")]
    KeyKind(&'static str),
    #[error("the signature does not match")]
    SignatureInvalid,
}

/// How the header of a new token names the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyReference {
    /// `kid` is the signer's verification method.
    Kid,
    /// The public key itself as `jwk`.
    Jwk,
    /// Not at all: the payload says where the key is (Open Badges 2.0 does it so).
    Omitted,
}

/// Signs a payload as compact JWS. `typ` becomes the header of that name.
pub fn sign(
    payload: &[u8],
    typ: Option<&str>,
    reference: KeyReference,
    signer: &dyn Signer,
) -> Result<String, SignError> {
    let mut header = Map::new();
    header.insert("alg".into(), signer.algorithm().as_str().into());
    if let Some(typ) = typ {
        header.insert("typ".into(), typ.into());
    }
    match reference {
        KeyReference::Kid => {
            header.insert("kid".into(), signer.verification_method().into());
        }
        KeyReference::Jwk => {
            header.insert("jwk".into(), signer.public_key().to_jwk());
        }
        KeyReference::Omitted => {}
    }
    let header = json!(header).to_string();
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = signer.sign(input.as_bytes())?;
    Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// A token that has been taken apart, not yet verified.
#[derive(Debug, Clone)]
pub struct Jws {
    pub header: Header,
    pub payload: Vec<u8>,
    signing_input: String,
    signature: Vec<u8>,
}

#[derive(Debug, Clone)]
pub struct Header {
    pub algorithm: Algorithm,
    pub typ: Option<String>,
    pub kid: Option<String>,
    pub jwk: Option<Value>,
    /// Names of all other header parameters, none of which has any effect here.
    pub others: Vec<String>,
}

/// Whether a text has the outer form of a compact JWS.
pub fn looks_like_token(text: &str) -> bool {
    let mut parts = 0;
    text.starts_with("eyJ")
        && text.split('.').all(|part| {
            parts += 1;
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
        && parts == 3
}

/// Takes a compact JWS apart. Fails on an algorithm outside the allow-list and on `crit`.
pub fn parse(token: &str) -> Result<Jws, JoseError> {
    let token = token.trim();
    if token.len() > MAX_TOKEN_BYTES {
        return Err(JoseError::TooLarge);
    }
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(JoseError::Malformed("it needs three parts"));
    };
    let decode = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| JoseError::Malformed("a part is not base64url"))
    };
    let signing_input = format!("{header}.{payload}");
    let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
    let header: Map<String, Value> = serde_json::from_slice(&header)
        .map_err(|_| JoseError::Malformed("the header is not a JSON object"))?;
    Ok(Jws {
        header: read_header(header)?,
        payload,
        signing_input,
        signature,
    })
}

fn read_header(mut header: Map<String, Value>) -> Result<Header, JoseError> {
    if header.contains_key("crit") {
        return Err(JoseError::Critical);
    }
    let mut text = |name: &str| match header.shift_remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JoseError::Malformed("a header parameter is not a string")),
    };
    let alg = text("alg")?.ok_or(JoseError::Malformed("the header has no alg"))?;
    let (typ, kid) = (text("typ")?, text("kid")?);
    let algorithm = Algorithm::from_jose(&alg).ok_or(JoseError::AlgorithmNotAllowed(alg))?;
    let jwk = header.shift_remove("jwk");
    Ok(Header {
        algorithm,
        typ,
        kid,
        jwk,
        others: header.keys().cloned().collect(),
    })
}

impl Jws {
    /// Verifies the signature with a key, which must be of the kind that the header's algorithm needs.
    pub fn verify(&self, key: &PublicKey) -> Result<(), JoseError> {
        if key.algorithm() != self.header.algorithm {
            return Err(JoseError::KeyKind(self.header.algorithm.as_str()));
        }
        key.verify(self.signing_input.as_bytes(), &self.signature)
            .map_err(|_| JoseError::SignatureInvalid)
    }

    /// The payload as a JSON object.
    pub fn claims(&self) -> Result<Map<String, Value>, JoseError> {
        serde_json::from_slice(&self.payload)
            .map_err(|_| JoseError::Malformed("the payload is not a JSON object"))
    }
}
