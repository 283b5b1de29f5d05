//! Badge images that carry their credential: baking into PNG and SVG, and extracting again.
//!
//! Follows the Open Badges Baking Specification (2.0) and Open Badges 3.0 section 5.3
//! ("Baked Badge"). An image is edited at the level of its container: PNG chunk by chunk, SVG
//! byte range by byte range, so that nothing but the credential changes.

mod png;
mod svg;

use serde_json::{Map, Value};
use url::Url;

use crate::jose;

/// The longest credential that is baked or read, in bytes. A compressed PNG chunk is
/// inflated up to this size and no further.
pub const MAX_PAYLOAD: usize = 2 * 1024 * 1024;

/// The family of the baked credential; it decides the PNG keyword and the SVG namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    OpenBadges2,
    OpenBadges3,
}

/// A credential found in an image, as it stands there, without surrounding white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baked {
    pub version: Version,
    pub payload: String,
}

/// What a payload looks like from outside. Says nothing about whether it is genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON object: a hosted 2.0 assertion, or a 3.0 credential with an embedded proof.
    Json,
    /// A compact JWS: a signed 2.0 assertion, or a 3.0 credential as VC-JWT.
    CompactJws,
    /// The address of a hosted 2.0 assertion.
    Url,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BakingError {
    #[error("this is neither a PNG nor an SVG image")]
    NotAnImage,
    #[error("the PNG image is cut off at byte {at}")]
    Truncated { at: usize },
    #[error("the PNG chunk at byte {at} claims {length} bytes, more than the format allows")]
    ChunkTooLong { at: usize, length: u32 },
    #[error("the PNG chunk {chunk} at byte {at} is damaged: its checksum doesn't match")]
    BadChecksum { chunk: String, at: usize },
    #[error("the PNG image is malformed at byte {at}: {reason}")]
    MalformedPng { at: usize, reason: &'static str },
    #[error("the SVG image is malformed at byte {at}: {reason}")]
    MalformedSvg { at: usize, reason: String },
    #[error(
        "the SVG image has a document type declaration or an entity of its own, which is refused"
    )]
    Entities,
    #[error("the SVG image is not in UTF-8")]
    NotUtf8,
    #[error("the SVG image uses the prefix \"openbadges\" for something else: {namespace}")]
    PrefixTaken { namespace: String },
    #[error("the image contains more than one credential of the same Open Badges version")]
    Repeated(Version),
    #[error("the credential in the image has more than {MAX_PAYLOAD} bytes")]
    PayloadTooLarge,
    #[error("this can't be baked: {0}")]
    Payload(&'static str),
}

impl Form {
    /// The form of a payload, or `None` when it is none of the three.
    #[must_use]
    pub fn of(payload: &str) -> Option<Self> {
        let payload = payload.trim();
        if serde_json::from_str::<Map<String, Value>>(payload).is_ok() {
            Some(Self::Json)
        } else if jose::looks_like_token(payload) {
            Some(Self::CompactJws)
        } else if is_web_address(payload) {
            Some(Self::Url)
        } else {
            None
        }
    }
}

/// All credentials in a PNG or SVG image, an Open Badges 3.0 one before a 2.0 one; an empty
/// list for a sound image without any.
///
/// # Errors
/// When the bytes are no image of these kinds, or one that is damaged, ambiguous (two
/// credentials of one version) or dangerous (a bomb, a document type declaration).
pub fn extract(image: &[u8]) -> Result<Vec<Baked>, BakingError> {
    let mut found = if png::is_png(image) {
        png::extract(image)?
    } else {
        svg::extract(image)?
    };
    found.sort_by_key(|baked| std::cmp::Reverse(baked.version));
    if let Some(pair) = found
        .windows(2)
        .find(|pair| pair[0].version == pair[1].version)
    {
        return Err(BakingError::Repeated(pair[0].version));
    }
    Ok(found)
}

/// Bakes into whichever of the two kinds the image is.
///
/// # Errors
/// As [`bake_png`] and [`bake_svg`].
pub fn bake(image: &[u8], version: Version, payload: &str) -> Result<Vec<u8>, BakingError> {
    if png::is_png(image) {
        bake_png(image, version, payload)
    } else {
        bake_svg(image, version, payload)
    }
}

/// A copy of the PNG image with the credential in one uncompressed `iTXt` chunk right after
/// the header. An earlier credential of the same version is replaced, one of the other version
/// stays. All other chunks stay byte for byte; bytes after the end of the image are dropped.
///
/// # Errors
/// When the image is damaged, or when the payload isn't a credential of this version: a JSON
/// object or compact JWS, for 2.0 also an http(s) address.
pub fn bake_png(image: &[u8], version: Version, payload: &str) -> Result<Vec<u8>, BakingError> {
    let (_, payload) = bakeable(version, payload)?;
    png::bake(image, version, payload)
}

/// A copy of the SVG image with the credential as the first child of `<svg>`: a JWS or address
/// in the attribute `verify`, JSON in a CDATA section (a hosted 2.0 assertion has both). Every
/// earlier credential is removed, also one of the other version, because the prefix
/// `openbadges` can stand for one namespace only. Nothing else changes by a byte.
///
/// JSON with the characters U+FFFE or U+FFFF, which XML can't hold, gets these as `\u` escapes,
/// and carriage returns between its tokens become line feeds; its meaning stays the same.
///
/// # Errors
/// When the image isn't well-formed SVG in UTF-8, has a document type declaration, uses the
/// prefix for a foreign namespace, or when the payload isn't a credential of this version.
pub fn bake_svg(image: &[u8], version: Version, payload: &str) -> Result<Vec<u8>, BakingError> {
    let (form, payload) = bakeable(version, payload)?;
    svg::bake(image, version, form, payload)
}

fn bakeable(version: Version, payload: &str) -> Result<(Form, &str), BakingError> {
    let payload = payload.trim();
    if payload.len() > MAX_PAYLOAD {
        return Err(BakingError::PayloadTooLarge);
    }
    match (Form::of(payload), version) {
        (Some(Form::Url), Version::OpenBadges3) => Err(BakingError::Payload(
            "an Open Badges 3.0 image carries the credential, not its address",
        )),
        (Some(form), _) => Ok((form, payload)),
        (None, _) => Err(BakingError::Payload(
            "it is neither a JSON object, nor a compact JWS, nor an address",
        )),
    }
}

fn is_web_address(text: &str) -> bool {
    !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
