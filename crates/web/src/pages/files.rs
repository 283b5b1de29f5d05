//! Stored pictures, by content hash: cached for ever.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::FileHash;

use crate::failure::{Answer, Failure};
use crate::fields::Segment;
use crate::page::Page;

pub(crate) async fn file(page: Page, Segment(name): Segment<String>) -> Answer {
    let missing = || Failure(app::Error::NotFound);
    let (hash, ending) = name.split_once('.').ok_or_else(missing)?;
    let media_type = match ending {
        "png" => "image/png",
        "svg" => "image/svg+xml",
        _ => return Err(missing()),
    };
    let hash = FileHash::new(hash).ok_or_else(missing)?;
    let bytes = page.app().file(&hash).await?;
    // The ending must be what the bytes are.
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") != (ending == "png") {
        return Err(missing());
    }
    let headers = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        // An SVG opened by itself can't load or run anything either.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}
