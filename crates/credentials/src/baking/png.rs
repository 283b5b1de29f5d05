//! PNG (W3C PNG Third Edition): a walk over the chunks, never the pixels.

use std::io::Read as _;

use super::{Baked, BakingError, MAX_PAYLOAD, Version};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// PNG section 5.3: a chunk's length must not exceed 2³¹ − 1.
const MAX_CHUNK: u32 = i32::MAX as u32;

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    /// Length, type, data and checksum, as they stand in the file.
    whole: &'a [u8],
    at: usize,
}

pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

pub(super) fn extract(image: &[u8]) -> Result<Vec<Baked>, BakingError> {
    let mut found = Vec::new();
    for chunk in chunks(image)? {
        let Some(version) = credential_keyword(&chunk) else {
            continue;
        };
        found.push(Baked {
            version,
            payload: text_of(&chunk)?.trim().to_owned(),
        });
    }
    Ok(found)
}

pub(super) fn bake(image: &[u8], version: Version, payload: &str) -> Result<Vec<u8>, BakingError> {
    let chunks = chunks(image)?;
    let mut baked = Vec::with_capacity(image.len() + payload.len() + 64);
    baked.extend_from_slice(SIGNATURE);
    for (index, chunk) in chunks.iter().enumerate() {
        if credential_keyword(chunk) != Some(version) {
            baked.extend_from_slice(chunk.whole);
        }
        if index == 0 {
            append_text_chunk(&mut baked, version, payload);
        }
    }
    Ok(baked)
}

fn keyword(version: Version) -> &'static [u8] {
    match version {
        Version::OpenBadges2 => b"openbadges",
        Version::OpenBadges3 => b"openbadgecredential",
    }
}

/// The chunks up to and including IEND, checked: lengths, types, checksums, header first.
fn chunks(image: &[u8]) -> Result<Vec<Chunk<'_>>, BakingError> {
    let mut chunks: Vec<Chunk<'_>> = Vec::new();
    let mut at = SIGNATURE.len();
    loop {
        let rest = image.get(at..).ok_or(BakingError::Truncated { at })?;
        let (length, after) = rest
            .split_first_chunk::<4>()
            .ok_or(BakingError::Truncated { at: image.len() })?;
        let length = u32::from_be_bytes(*length);
        if length > MAX_CHUNK {
            return Err(BakingError::ChunkTooLong { at, length });
        }
        let length = length as usize;
        let (kind, after) = after
            .split_first_chunk::<4>()
            .ok_or(BakingError::Truncated { at: image.len() })?;
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(BakingError::MalformedPng {
                at,
                reason: "a chunk type is not four letters",
            });
        }
        let (data, after) = after
            .split_at_checked(length)
            .ok_or(BakingError::Truncated { at: image.len() })?;
        let (checksum, _) = after
            .split_first_chunk::<4>()
            .ok_or(BakingError::Truncated { at: image.len() })?;
        let chunk = Chunk {
            kind: *kind,
            data,
            whole: &rest[..length + 12],
            at,
        };
        if u32::from_be_bytes(*checksum) != crc32fast::hash(&rest[4..length + 8]) {
            return Err(BakingError::BadChecksum {
                chunk: String::from_utf8_lossy(kind).into_owned(),
                at,
            });
        }
        if chunks.is_empty() && (chunk.kind != *b"IHDR" || length != 13) {
            return Err(BakingError::MalformedPng {
                at,
                reason: "it doesn't begin with its header",
            });
        }
        at += length + 12;
        let is_last = chunk.kind == *b"IEND";
        chunks.push(chunk);
        if is_last {
            return Ok(chunks);
        }
    }
}

/// The version that a text chunk's keyword announces. Baking to 2.0 once used `tEXt` too, and
/// `zTXt` is its compressed twin, so all three kinds of text chunk are looked at.
fn credential_keyword(chunk: &Chunk<'_>) -> Option<Version> {
    if !matches!(&chunk.kind, b"iTXt" | b"tEXt" | b"zTXt") {
        return None;
    }
    let word = chunk.data.split(|&byte| byte == 0).next()?;
    [Version::OpenBadges2, Version::OpenBadges3]
        .into_iter()
        .find(|version| keyword(*version) == word)
}

fn text_of(chunk: &Chunk<'_>) -> Result<String, BakingError> {
    let malformed = |reason| BakingError::MalformedPng {
        at: chunk.at,
        reason,
    };
    let (_, after_keyword) =
        until_nul(chunk.data).ok_or_else(|| malformed("a text chunk ends within its keyword"))?;
    match &chunk.kind {
        b"tEXt" => latin_or_utf8(within_limit(after_keyword)?.to_vec()),
        b"zTXt" => match after_keyword {
            [0, compressed @ ..] => latin_or_utf8(inflate(compressed, chunk.at)?),
            _ => Err(malformed("a text chunk has an unknown compression method")),
        },
        _ => {
            let [flag, method, rest @ ..] = after_keyword else {
                return Err(malformed("a text chunk ends before its text"));
            };
            let text = until_nul(rest)
                .and_then(|(_language, rest)| until_nul(rest))
                .map(|(_translated_keyword, text)| text)
                .ok_or_else(|| malformed("a text chunk ends before its text"))?;
            let text = match (flag, method) {
                (0, _) => within_limit(text)?.to_vec(),
                (1, 0) => inflate(text, chunk.at)?,
                _ => return Err(malformed("a text chunk has an unknown compression method")),
            };
            String::from_utf8(text).map_err(|_| malformed("an iTXt chunk is not in UTF-8"))
        }
    }
}

fn until_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let nul = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..nul], &bytes[nul + 1..]))
}

fn within_limit(bytes: &[u8]) -> Result<&[u8], BakingError> {
    if bytes.len() > MAX_PAYLOAD {
        return Err(BakingError::PayloadTooLarge);
    }
    Ok(bytes)
}

/// A few kilobytes can inflate to gigabytes, so reading stops one byte past the limit.
fn inflate(compressed: &[u8], at: usize) -> Result<Vec<u8>, BakingError> {
    let mut text = Vec::new();
    flate2::read::ZlibDecoder::new(compressed)
        .take(MAX_PAYLOAD as u64 + 1)
        .read_to_end(&mut text)
        .map_err(|_| BakingError::MalformedPng {
            at,
            reason: "a text chunk can't be decompressed",
        })?;
    within_limit(&text)?;
    Ok(text)
}

/// `tEXt` is Latin-1 by the standard, but bakers of JSON wrote UTF-8 into it.
fn latin_or_utf8(bytes: Vec<u8>) -> Result<String, BakingError> {
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect()))
}

fn append_text_chunk(image: &mut Vec<u8>, version: Version, payload: &str) {
    let mut chunk = b"iTXt".to_vec();
    chunk.extend_from_slice(keyword(version));
    // End of keyword, not compressed, method 0, no language, no translated keyword.
    chunk.extend_from_slice(&[0, 0, 0, 0, 0]);
    chunk.extend_from_slice(payload.as_bytes());
    let length = u32::try_from(chunk.len() - 4).expect("a payload is at most MAX_PAYLOAD bytes");
    image.extend_from_slice(&length.to_be_bytes());
    image.extend_from_slice(&chunk);
    image.extend_from_slice(&crc32fast::hash(&chunk).to_be_bytes());
}
