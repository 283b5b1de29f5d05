//! Styles, scripts, fonts and icons: embedded, named by content hash, cached for ever.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::failure::{Answer, Failure};

#[derive(RustEmbed)]
#[folder = "assets/"]
#[exclude = "*.md"]
struct Embedded;

struct Asset {
    bytes: Vec<u8>,
    media_type: &'static str,
}

struct Assets {
    /// `app.css` → `/assets/app.0123456789ab.css`.
    addresses: HashMap<String, String>,
    /// `app.0123456789ab.css` → bytes.
    files: HashMap<String, Asset>,
    icons: HashMap<String, &'static str>,
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = hex::encode(&Sha256::digest(bytes)[..6]);
    let base = name.rsplit('/').next().unwrap_or(name);
    match base.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{base}.{hash}"),
    }
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets {
        addresses: HashMap::new(),
        files: HashMap::new(),
        icons: HashMap::new(),
    };
    let mut names: Vec<String> = Embedded::iter().map(|n| n.to_string()).collect();
    // Styles last: they name fonts by their hashed addresses.
    names.sort_by_key(|n| n.ends_with(".css"));
    for name in names {
        let Some(file) = Embedded::get(&name) else {
            continue;
        };
        let mut bytes = file.data.into_owned();
        if let Some(icon) = name
            .strip_prefix("icons/")
            .and_then(|n| n.strip_suffix(".svg"))
        {
            let svg = String::from_utf8_lossy(&bytes).trim().to_owned();
            assets
                .icons
                .insert(icon.to_owned(), Box::leak(svg.into_boxed_str()));
            continue;
        }
        if name.ends_with(".css") {
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            for (plain, address) in &assets.addresses {
                text = text.replace(&format!("url({plain})"), &format!("url({address})"));
                text = text.replace(&format!("url(\"{plain}\")"), &format!("url(\"{address}\")"));
            }
            bytes = text.into_bytes();
        }
        let file = hashed(&name, &bytes);
        assets
            .addresses
            .insert(name.clone(), format!("/assets/{file}"));
        assets.files.insert(
            file,
            Asset {
                bytes,
                media_type: media_type(&name),
            },
        );
    }
    assets
});

/// The address of an asset by its plain name.
pub(crate) fn address(name: &str) -> String {
    ASSETS.addresses.get(name).cloned().unwrap_or_default()
}

/// An icon as inline SVG; empty when there is none of that name.
pub(crate) fn icon(name: &str) -> &'static str {
    ASSETS.icons.get(name).copied().unwrap_or_default()
}

pub(crate) async fn asset(Path(name): Path<String>) -> Answer {
    let asset = ASSETS
        .files
        .get(&name)
        .ok_or(Failure(app::Error::NotFound))?;
    Ok(sent(asset))
}

pub(crate) async fn favicon() -> Answer {
    let file = address("favicon.svg");
    let asset = ASSETS
        .files
        .get(file.trim_start_matches("/assets/"))
        .ok_or(Failure(app::Error::NotFound))?;
    Ok(sent(asset))
}

fn sent(asset: &'static Asset) -> Response {
    let headers = [
        (CONTENT_TYPE, asset.media_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes.as_slice()).into_response()
}
