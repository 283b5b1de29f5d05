//! The only module that calls a cryptographic library: hashing, the three signature algorithms
//! that Open Badges uses, and keys in the two forms in which the standards write them.
//!
//! Ed25519 (`EdDSA`, RFC 8037), ECDSA on P-256 with SHA-256 (`ES256`) and RSA PKCS #1 v1.5 with
//! SHA-256 (`RS256`, RFC 7518). Keys read as JWK (RFC 7517) or Multikey (W3C Controlled
//! Identifiers 1.0, section 2.2.2).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use aws_lc_rs::{digest, rand::SystemRandom};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

/// SHA-256.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, data)
        .as_ref()
        .try_into()
        .expect("SHA-256 has 32 bytes")
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
pub fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    EdDsa,
    Es256,
    Rs256,
}

impl Algorithm {
    /// The JOSE name (RFC 7518, RFC 8037).
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Es256 => "ES256",
            Algorithm::Rs256 => "RS256",
        }
    }

    /// `Ed25519` is RFC 9864's newer name of what OB 3.0 calls `EdDSA`; no other name is allowed.
    pub fn from_jose(name: &str) -> Option<Algorithm> {
        match name {
            "EdDSA" | "Ed25519" => Some(Algorithm::EdDsa),
            "ES256" => Some(Algorithm::Es256),
            "RS256" => Some(Algorithm::Rs256),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the key is of a kind that is not supported: {0}")]
    Unsupported(String),
    #[error("the key is malformed: {0}")]
    Malformed(&'static str),
    #[error("the key contains its private part")]
    Private,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct SignatureInvalid;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    #[error("the key cannot sign: {0}")]
    Key(String),
    #[error("the document cannot be signed: {0}")]
    Document(String),
}

const ED25519_MULTICODEC: [u8; 2] = [0xed, 0x01];
const P256_MULTICODEC: [u8; 2] = [0x80, 0x24];

/// A public key. Only keys that the library accepted can be made, so that a malformed key is told
/// apart from a wrong signature.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    Ed25519([u8; 32]),
    /// SEC 1, uncompressed.
    P256([u8; 65]),
    /// Big-endian, without leading zeros.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl PublicKey {
    pub fn ed25519(bytes: &[u8]) -> Result<Self, KeyError> {
        let key: [u8; 32] = bytes
            .try_into()
            .map_err(|_| KeyError::Malformed("an Ed25519 key has 32 bytes"))?;
        ParsedPublicKey::new(&ED25519, key)
            .map_err(|_| KeyError::Malformed("not a point of Ed25519"))?;
        Ok(PublicKey(Kind::Ed25519(key)))
    }

    /// A point in SEC 1 form, compressed (33 bytes) or not (65 bytes).
    pub fn p256(point: &[u8]) -> Result<Self, KeyError> {
        if !matches!(
            (point.len(), point.first()),
            (33, Some(2 | 3)) | (65, Some(4))
        ) {
            return Err(KeyError::Malformed("not a point in SEC 1 form"));
        }
        let parsed = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .map_err(|_| KeyError::Malformed("not a point of P-256"))?;
        // A SubjectPublicKeyInfo ends with the point, always uncompressed.
        let der = parsed
            .as_der()
            .map_err(|_| KeyError::Malformed("not a point of P-256"))?;
        let tail = der.as_ref().last_chunk::<65>().filter(|t| t[0] == 4);
        Ok(PublicKey(Kind::P256(
            *tail.ok_or(KeyError::Malformed("not a point of P-256"))?,
        )))
    }

    /// Modulus and exponent, big-endian. Less than 2048 bits is refused.
    pub fn rsa(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let (n, e) = (without_leading_zeros(n), without_leading_zeros(e));
        if n.len() < 256 || n.len() > 1024 {
            return Err(KeyError::Malformed("an RSA key has 2048 to 8192 bits"));
        }
        if e.is_empty() || e.len() > 8 {
            return Err(KeyError::Malformed("not an RSA exponent"));
        }
        RsaPublicKeyComponents { n, e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| KeyError::Malformed("not an RSA key"))?;
        Ok(PublicKey(Kind::Rsa {
            n: n.to_vec(),
            e: e.to_vec(),
        }))
    }

    /// A SubjectPublicKeyInfo in PEM, as Open Badges 2.0 puts it in a `CryptographicKey`.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let body = pem
            .split_once("-----BEGIN PUBLIC KEY-----")
            .and_then(|(_, rest)| rest.split_once("-----END PUBLIC KEY-----"))
            .map(|(body, _)| body.split_ascii_whitespace().collect::<String>())
            .ok_or(KeyError::Malformed("not a public key in PEM"))?;
        let der = base64::engine::general_purpose::STANDARD
            .decode(body)
            .map_err(|_| KeyError::Malformed("the PEM is not base64"))?;
        Self::from_spki(&der)
    }

    fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        // The three kinds are told apart by the object identifier in their algorithm field.
        const RSA_OID: &[u8] = &[
            0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
        ];
        const EC_OID: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
        const ED25519_OID: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
        let head = &der[..der.len().min(40)];
        let has = |oid: &[u8]| head.windows(oid.len()).any(|window| window == oid);
        if has(RSA_OID) {
            let (n, e) =
                rsa_components_of_spki(der).ok_or(KeyError::Malformed("not an RSA key"))?;
            Self::rsa(n, e)
        } else if has(EC_OID) {
            Self::p256(
                der.last_chunk::<65>()
                    .ok_or(KeyError::Malformed("not an EC key"))?,
            )
        } else if has(ED25519_OID) {
            Self::ed25519(
                der.last_chunk::<32>()
                    .ok_or(KeyError::Malformed("not an Ed25519 key"))?,
            )
        } else {
            Err(KeyError::Unsupported("SubjectPublicKeyInfo".into()))
        }
    }

    /// The SubjectPublicKeyInfo in PEM.
    pub fn to_pem(&self) -> String {
        let der = match &self.0 {
            Kind::Ed25519(key) => ParsedPublicKey::new(&ED25519, key)
                .ok()
                .and_then(|k| k.as_der().ok()),
            Kind::P256(point) => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .ok()
                .and_then(|k| k.as_der().ok()),
            Kind::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
                .ok()
                .and_then(|k| k.as_der().ok()),
        };
        let der = der.expect("the key was accepted when it was made");
        let body = base64::engine::general_purpose::STANDARD.encode(der.as_ref());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in body.as_bytes().chunks(64) {
            pem.push_str(std::str::from_utf8(line).expect("base64 is ASCII"));
            pem.push('\n');
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        pem
    }

    /// The one algorithm that this kind of key is used with.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Kind::Ed25519(_) => Algorithm::EdDsa,
            Kind::P256(_) => Algorithm::Es256,
            Kind::Rsa { .. } => Algorithm::Rs256,
        }
    }

    /// Verifies a signature with [`Self::algorithm`]. ES256 signatures are the 64 bytes r ‖ s.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureInvalid> {
        match &self.0 {
            Kind::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Kind::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            Kind::Rsa { n, e } => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        }
        .map_err(|_| SignatureInvalid)
    }

    /// The public JWK, without `kid` and `alg`.
    pub fn to_jwk(&self) -> Value {
        let b64 = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.0 {
            Kind::Ed25519(key) => json!({"kty": "OKP", "crv": "Ed25519", "x": b64(key)}),
            Kind::P256(point) => {
                json!({"kty": "EC", "crv": "P-256", "x": b64(&point[1..33]), "y": b64(&point[33..])})
            }
            Kind::Rsa { n, e } => json!({"kty": "RSA", "n": b64(n), "e": b64(e)}),
        }
    }

    /// Reads a public JWK. One that carries its private part is refused: whoever published it has
    /// lost the key.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        if jwk.get("d").is_some() {
            return Err(KeyError::Private);
        }
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str, missing: &'static str| {
            let text = text(name).ok_or(KeyError::Malformed(missing))?;
            URL_SAFE_NO_PAD
                .decode(text)
                .map_err(|_| KeyError::Malformed("a JWK value is not base64url"))
        };
        match (text("kty"), text("crv")) {
            (Some("OKP"), Some("Ed25519")) => Self::ed25519(&bytes("x", "the JWK has no x")?),
            (Some("EC"), Some("P-256")) => {
                let (x, y) = (
                    bytes("x", "the JWK has no x")?,
                    bytes("y", "the JWK has no y")?,
                );
                if x.len() != 32 || y.len() != 32 {
                    return Err(KeyError::Malformed("a coordinate of P-256 has 32 bytes"));
                }
                Self::p256(&[&[4], &x[..], &y[..]].concat())
            }
            (Some("RSA"), _) => Self::rsa(
                &bytes("n", "the JWK has no n")?,
                &bytes("e", "the JWK has no e")?,
            ),
            (Some(kty), crv) => Err(KeyError::Unsupported(
                format!("{kty} {}", crv.unwrap_or_default()).trim().into(),
            )),
            (None, _) => Err(KeyError::Malformed("the JWK has no kty")),
        }
    }

    /// The JWK thumbprint with SHA-256 (RFC 7638), base64url.
    pub fn thumbprint(&self) -> String {
        // RFC 7638 section 3: required members only, in lexicographic order.
        let jwk = self.to_jwk();
        let mut members: Vec<_> = jwk
            .as_object()
            .expect("a JWK is an object")
            .iter()
            .collect();
        members.sort_by_key(|(name, _)| name.as_str());
        let canonical: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        URL_SAFE_NO_PAD.encode(sha256(format!("{{{}}}", canonical.join(",")).as_bytes()))
    }

    /// The Multikey value (`z…`), for Ed25519 and P-256. RSA has none.
    pub fn to_multikey(&self) -> Option<String> {
        let bytes = match &self.0 {
            Kind::Ed25519(key) => [&ED25519_MULTICODEC[..], key].concat(),
            Kind::P256(point) => {
                let sign = 2 + (point[64] & 1);
                [&P256_MULTICODEC[..], &[sign], &point[1..33]].concat()
            }
            Kind::Rsa { .. } => return None,
        };
        Some(format!("z{}", bs58::encode(bytes).into_string()))
    }

    pub fn from_multikey(value: &str) -> Result<Self, KeyError> {
        let bytes = decode_base58btc(value)
            .ok_or(KeyError::Malformed("a Multikey is base58btc with prefix z"))?;
        if let Some(key) = bytes.strip_prefix(&ED25519_MULTICODEC) {
            Self::ed25519(key)
        } else if let Some(point) = bytes.strip_prefix(&P256_MULTICODEC) {
            Self::p256(point)
        } else {
            Err(KeyError::Unsupported("Multikey".into()))
        }
    }
}

/// A multibase value in base58btc (`z…`). Longer than 200 characters is refused, because decoding
/// base58 takes quadratic time.
pub(crate) fn decode_base58btc(value: &str) -> Option<Vec<u8>> {
    let body = value.strip_prefix('z').filter(|b| b.len() <= 200)?;
    bs58::decode(body).into_vec().ok()
}

fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|b| **b == 0).count()..]
}

/// One DER element: its tag, its content and what follows.
fn der_element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 {
            return None;
        }
        let (bytes, after) = rest.split_at_checked(count)?;
        length = bytes.iter().fold(0, |sum, b| sum << 8 | usize::from(*b));
        rest = after;
    }
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}

/// Modulus and exponent inside a SubjectPublicKeyInfo (RFC 5280, RFC 8017 appendix A.1.1).
fn rsa_components_of_spki(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (0x30, spki, _) = der_element(der)? else {
        return None;
    };
    let (0x30, _algorithm, rest) = der_element(spki)? else {
        return None;
    };
    let (0x03, bits, _) = der_element(rest)? else {
        return None;
    };
    let (0x30, key, _) = der_element(bits.strip_prefix(&[0])?)? else {
        return None;
    };
    let (0x02, n, rest) = der_element(key)? else {
        return None;
    };
    let (0x02, e, _) = der_element(rest)? else {
        return None;
    };
    Some((n, e))
}

/// Something that can sign: a key in memory, or one behind a service.
pub trait Signer: Send + Sync {
    fn algorithm(&self) -> Algorithm;
    /// The DID URL or address under which verifiers find the public key.
    fn verification_method(&self) -> &str;
    fn public_key(&self) -> &PublicKey;
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// An Ed25519 key in memory.
pub struct Ed25519Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
    verification_method: String,
}

impl Ed25519Signer {
    /// From a seed of 32 random bytes that the caller has drawn (RFC 8032 section 5.1.5).
    pub fn from_seed(
        seed: &[u8; 32],
        verification_method: impl Into<String>,
    ) -> Result<Self, SignError> {
        let (pair, public) = Self::pair(seed)?;
        Ok(Ed25519Signer {
            pair,
            public,
            verification_method: verification_method.into(),
        })
    }

    /// As [`Self::from_seed`], named by the `did:key` of the key itself.
    pub fn did_key(seed: &[u8; 32]) -> Result<Self, SignError> {
        let (pair, public) = Self::pair(seed)?;
        let verification_method = crate::did::did_key_method(&public)
            .ok_or_else(|| SignError::Key("an Ed25519 key has a did:key".into()))?;
        Ok(Ed25519Signer {
            pair,
            public,
            verification_method,
        })
    }

    fn pair(seed: &[u8; 32]) -> Result<(Ed25519KeyPair, PublicKey), SignError> {
        let pair =
            Ed25519KeyPair::from_seed_unchecked(seed).map_err(|e| SignError::Key(e.to_string()))?;
        let public = PublicKey::ed25519(pair.public_key().as_ref())
            .map_err(|e| SignError::Key(e.to_string()))?;
        Ok((pair, public))
    }
}

impl Signer for Ed25519Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDsa
    }

    fn verification_method(&self) -> &str {
        &self.verification_method
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self
            .pair
            .try_sign(message)
            .map_err(|e| SignError::Key(e.to_string()))?;
        Ok(signature.as_ref().to_vec())
    }
}

/// An RSA key in memory, from a PKCS #8 document. The caller makes the key: generating one draws
/// randomness, which this crate leaves to others.
pub struct RsaSigner {
    pair: RsaKeyPair,
    public: PublicKey,
    verification_method: String,
}

impl RsaSigner {
    /// Fails when the key is not RSA or has less than 2048 bits.
    pub fn from_pkcs8(
        der: &[u8],
        verification_method: impl Into<String>,
    ) -> Result<Self, SignError> {
        let pair = RsaKeyPair::from_pkcs8(der).map_err(|e| SignError::Key(e.to_string()))?;
        let public = pair
            .public_key()
            .as_der()
            .map_err(|e| SignError::Key(e.to_string()))
            .and_then(|spki| {
                PublicKey::from_spki(spki.as_ref()).map_err(|e| SignError::Key(e.to_string()))
            })?;
        Ok(RsaSigner {
            pair,
            public,
            verification_method: verification_method.into(),
        })
    }
}

impl Signer for RsaSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Rs256
    }

    fn verification_method(&self) -> &str {
        &self.verification_method
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // PKCS #1 v1.5 is deterministic; the source of randomness is a parameter for other paddings.
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|e| SignError::Key(e.to_string()))?;
        Ok(signature)
    }
}
