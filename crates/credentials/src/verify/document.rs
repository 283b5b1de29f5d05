//! Recognising what was given: JSON, a token, or an image with one of them inside.

use serde_json::{Map, Value};

use super::{each, has_type};
use crate::baking;
use crate::context;
use crate::jose::{self, JoseError, Jws};
use crate::rdf::limits;
use crate::report::{Reason, reason};

/// The largest input, an image with its badge, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Something to verify.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) content: Content,
    pub(super) baked: bool,
    /// Where it was fetched from.
    pub(super) source: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Ob3(Map<String, Value>),
    Ob3Jwt {
        token: Jws,
        claims: Map<String, Value>,
    },
    Ob2Hosted(Map<String, Value>),
    Ob2Signed {
        token: Jws,
        assertion: Map<String, Value>,
    },
    /// An Open Badges 2.0 assertion that is only named by its address.
    Ob2Address(String),
    Unreadable(Reason),
}

impl Document {
    /// Reads an Open Badges 3.0 credential (JSON or VC-JWT), an Open Badges 2.0 assertion (JSON or
    /// JWS), or a PNG or SVG image into which one of them was baked. What cannot be read becomes a
    /// document whose report says why.
    pub fn parse(bytes: &[u8]) -> Self {
        let (content, baked) = match read(bytes) {
            Ok(found) => found,
            Err(reason) => (Content::Unreadable(reason), false),
        };
        Document {
            content,
            baked,
            source: None,
        }
    }

    /// As [`Self::parse`], for a document that the caller itself fetched from this address. For
    /// hosted badges that counts as having asked the issuer.
    pub fn parse_fetched(bytes: &[u8], url: &str) -> Self {
        Document {
            source: Some(url.into()),
            ..Self::parse(bytes)
        }
    }

    /// A badge of which only the address is known: Open Badges 2.0, hosted there.
    pub fn at_address(url: &str) -> Self {
        Document {
            content: Content::Ob2Address(url.into()),
            baked: false,
            source: None,
        }
    }
}

fn read(bytes: &[u8]) -> Result<(Content, bool), Reason> {
    if bytes.len() > MAX_BYTES {
        return Err(Reason::new(reason::TOO_LARGE).with("limit", MAX_BYTES.to_string()));
    }
    let text = std::str::from_utf8(bytes)
        .ok()
        .map(|text| text.trim_start_matches('\u{feff}').trim());
    match text {
        Some(text) if text.starts_with('{') || jose::looks_like_token(text) => {
            Ok((read_text(text)?, false))
        }
        Some(text) if text.starts_with('[') => Err(reason::UNKNOWN_FORMAT.into()),
        _ => match baking::extract(bytes) {
            Ok(found) => match found.first() {
                Some(baked) => {
                    let payload = baked.payload.trim();
                    if payload.starts_with("https://") || payload.starts_with("http://") {
                        Ok((Content::Ob2Address(payload.into()), true))
                    } else {
                        Ok((read_text(payload)?, true))
                    }
                }
                None => Err(reason::IMAGE_WITHOUT_BADGE.into()),
            },
            Err(baking::BakingError::NotAnImage) => Err(reason::UNKNOWN_FORMAT.into()),
            Err(error) => Err(Reason::new(reason::IMAGE_DAMAGED).with("detail", error.to_string())),
        },
    }
}

fn read_text(text: &str) -> Result<Content, Reason> {
    if text.len() > limits::BYTES {
        return Err(Reason::new(reason::TOO_LARGE).with("limit", limits::BYTES.to_string()));
    }
    if !text.starts_with('{') {
        return read_token(text);
    }
    let object = read_object(text.as_bytes())?;
    if is_ob3(&object) {
        Ok(Content::Ob3(object))
    } else if is_ob2(&object) {
        Ok(Content::Ob2Hosted(object))
    } else {
        Err(reason::UNKNOWN_FORMAT.into())
    }
}

fn read_token(text: &str) -> Result<Content, Reason> {
    let token = jose::parse(text).map_err(|error| match error {
        JoseError::AlgorithmNotAllowed(algorithm) => {
            Reason::new(reason::ALGORITHM_NOT_ALLOWED).with("algorithm", algorithm)
        }
        other => Reason::new(reason::JWT_MALFORMED).with("detail", other.to_string()),
    })?;
    let claims = read_object(&token.payload)?;
    let is_v1_token = claims.get("vc").is_some_and(Value::is_object);
    if is_ob3(&claims) || is_v1_token {
        Ok(Content::Ob3Jwt { token, claims })
    } else if is_ob2(&claims) {
        Ok(Content::Ob2Signed {
            token,
            assertion: claims,
        })
    } else {
        Err(reason::UNKNOWN_FORMAT.into())
    }
}

/// Parses a JSON object within the limit of depth.
pub(super) fn read_object(bytes: &[u8]) -> Result<Map<String, Value>, Reason> {
    let too_deep = || Reason::new(reason::TOO_DEEP).with("limit", limits::DEPTH.to_string());
    let object: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
        if error.to_string().contains("recursion limit") {
            too_deep()
        } else {
            Reason::new(reason::NOT_JSON).with("detail", error.to_string())
        }
    })?;
    if object
        .values()
        .any(|value| deeper_than(value, limits::DEPTH - 1))
    {
        return Err(too_deep());
    }
    Ok(object)
}

fn deeper_than(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => {
            levels == 0 || items.iter().any(|item| deeper_than(item, levels - 1))
        }
        Value::Object(map) => levels == 0 || map.values().any(|item| deeper_than(item, levels - 1)),
        _ => false,
    }
}

fn is_ob3(object: &Map<String, Value>) -> bool {
    object
        .get("type")
        .is_some_and(|kind| each(kind).any(|one| one == "VerifiableCredential"))
        || object.get("@context").is_some_and(|contexts| {
            each(contexts).any(|one| {
                one.as_str().is_some_and(|url| {
                    url == context::CREDENTIALS_V2
                        || url == context::CREDENTIALS_V1
                        || url.contains("/spec/ob/v3p0/")
                })
            })
        })
}

fn is_ob2(object: &Map<String, Value>) -> bool {
    let value = |name: &str| object.get(name).unwrap_or(&Value::Null);
    let named = each(value("@context")).any(|one| {
        one.as_str()
            .is_some_and(|url| url == context::OPEN_BADGES_V2 || url.contains("openbadges/v2"))
    });
    let typed = has_type(&Value::Object(object.clone()), "Assertion");
    typed
        || named
        || (value("badge").is_string() && value("recipient").is_object())
        || value("revoked") == true
}
