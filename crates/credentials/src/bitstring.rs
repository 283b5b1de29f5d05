//! Bitstring Status List 1.0 (W3C Recommendation): lists of one bit per credential, the credential
//! that publishes such a list, and the entry that points into it.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::context;
use crate::crypto::{SignError, Signer};
use crate::data_integrity;
use crate::jose::{self, KeyReference};
use crate::ob3::{self, seconds};

/// The least number of entries, so that a reader of one entry hides among enough others
/// (section 6.1). Our lists have exactly this many.
pub const LENGTH: usize = 131_072;
/// The largest list that is read: 16 million entries. A bomb stops here.
pub const MAX_DECODED_BYTES: usize = 2 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BitstringError {
    #[error("the list is not multibase base64url of a gzip stream")]
    Encoding,
    #[error("the list grows beyond {MAX_DECODED_BYTES} bytes")]
    TooLarge,
    #[error("the list has fewer than {LENGTH} entries")]
    TooShort,
    #[error("the list has no entry {0}")]
    OutOfRange(usize),
    #[error("not a status list credential: {0}")]
    Malformed(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    Revocation,
    Suspension,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Revocation => "revocation",
            Purpose::Suspension => "suspension",
        }
    }
}

/// A list of bits; entry 0 is the left-most bit of the first byte (section 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    bytes: Vec<u8>,
}

impl Default for StatusList {
    fn default() -> Self {
        Self::new()
    }
}

impl StatusList {
    /// An empty list of [`LENGTH`] entries.
    pub fn new() -> Self {
        StatusList {
            bytes: vec![0; LENGTH / 8],
        }
    }

    /// A list from stored bytes, at least [`LENGTH`] bits.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, BitstringError> {
        if bytes.len() * 8 < LENGTH {
            return Err(BitstringError::TooShort);
        }
        Ok(StatusList { bytes })
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.bytes.len() * 8
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn get(&self, index: usize) -> Result<bool, BitstringError> {
        let byte = self
            .bytes
            .get(index / 8)
            .ok_or(BitstringError::OutOfRange(index))?;
        Ok(byte & (0x80 >> (index % 8)) != 0)
    }

    pub fn set(&mut self, index: usize, value: bool) -> Result<(), BitstringError> {
        let byte = self
            .bytes
            .get_mut(index / 8)
            .ok_or(BitstringError::OutOfRange(index))?;
        let mask = 0x80 >> (index % 8);
        if value {
            *byte |= mask;
        } else {
            *byte &= !mask;
        }
        Ok(())
    }

    /// Gzip, then multibase base64url (section 3.4, `u…`).
    pub fn encode(&self) -> String {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let compressed = encoder
            .write_all(&self.bytes)
            .and_then(|()| encoder.finish());
        let compressed = compressed.expect("writing to memory does not fail");
        format!("u{}", URL_SAFE_NO_PAD.encode(compressed))
    }

    /// Decodes a list; stops at [`MAX_DECODED_BYTES`]. The older form without the multibase prefix
    /// is read too.
    pub fn decode(text: &str) -> Result<Self, BitstringError> {
        if text.len() > MAX_DECODED_BYTES {
            return Err(BitstringError::TooLarge);
        }
        let body = match text.strip_prefix('u') {
            Some(body) => body,
            // "H4sI" is how every gzip stream begins in base64.
            None if text.starts_with("H4sI") => text,
            None => return Err(BitstringError::Encoding),
        };
        let compressed = URL_SAFE_NO_PAD
            .decode(body)
            .or_else(|_| URL_SAFE.decode(body))
            .map_err(|_| BitstringError::Encoding)?;
        let mut bytes = Vec::new();
        MultiGzDecoder::new(compressed.as_slice())
            .take(MAX_DECODED_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| BitstringError::Encoding)?;
        if bytes.len() > MAX_DECODED_BYTES {
            return Err(BitstringError::TooLarge);
        }
        Self::from_bytes(bytes)
    }
}

/// An entry of a credential (`credentialStatus`, section 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEntry {
    /// Address of the status list credential.
    pub list: String,
    pub index: usize,
    pub purpose: Purpose,
}

impl StatusEntry {
    pub fn to_json(&self) -> Value {
        json!({
            "id": format!("{}#{}", self.list, self.index),
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose.as_str(),
            "statusListIndex": self.index.to_string(),
            "statusListCredential": self.list,
        })
    }
}

/// What a status list credential says (section 2.2).
#[derive(Debug, Clone)]
pub struct ListCredential<'a> {
    /// The address under which it is published.
    pub id: &'a str,
    /// The issuer's DID or address.
    pub issuer: &'a str,
    pub purpose: Purpose,
    pub list: &'a StatusList,
    pub valid_from: Timestamp,
    /// A verifier may keep the list until then.
    pub valid_until: Option<Timestamp>,
}

impl ListCredential<'_> {
    /// The credential without a proof.
    pub fn to_json(&self) -> Value {
        let mut credential = json!({
            "@context": [context::CREDENTIALS_V2],
            "id": self.id,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": seconds(self.valid_from),
        });
        if let Some(moment) = self.valid_until {
            credential["validUntil"] = seconds(moment).into();
        }
        credential["credentialSubject"] = json!({
            "id": format!("{}#list", self.id),
            "type": "BitstringStatusList",
            "statusPurpose": self.purpose.as_str(),
            "encodedList": self.list.encode(),
        });
        credential
    }

    /// With a Data Integrity proof.
    pub fn signed(&self, created: Timestamp, signer: &dyn Signer) -> Result<Value, SignError> {
        data_integrity::sign(&self.to_json(), created, signer)
    }

    /// As VC-JWT, for verifiers that read only those.
    pub fn jwt(&self, signer: &dyn Signer) -> Result<String, SignError> {
        let claims = ob3::jwt_claims(&self.to_json())?;
        jose::sign(
            claims.to_string().as_bytes(),
            Some("JWT"),
            KeyReference::Kid,
            signer,
        )
    }
}

/// Reads the list out of a status list credential whose signature was verified already.
/// `purpose` is what the credential's own entry says.
pub fn list_of(credential: &Value, purpose: &str) -> Result<StatusList, BitstringError> {
    let has_type = |value: &Value, wanted: &str| match value {
        Value::String(text) => text == wanted,
        Value::Array(list) => list.iter().any(|item| item == wanted),
        _ => false,
    };
    if !has_type(&credential["type"], "BitstringStatusListCredential") {
        return Err(BitstringError::Malformed("type"));
    }
    let subject = &credential["credentialSubject"];
    if !has_type(&subject["type"], "BitstringStatusList") {
        return Err(BitstringError::Malformed("credentialSubject.type"));
    }
    if !has_type(&subject["statusPurpose"], purpose) {
        return Err(BitstringError::Malformed("credentialSubject.statusPurpose"));
    }
    let encoded = subject["encodedList"]
        .as_str()
        .ok_or(BitstringError::Malformed("credentialSubject.encodedList"))?;
    StatusList::decode(encoded)
}
