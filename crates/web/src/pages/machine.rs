//! What machines read: DID documents, status lists, Open Badges 2.0 objects, extension contexts.

use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::assertion::Format;
use domain::{AssertionId, BadgeClassVersionId, IssuerId, SigningKeyId};

use crate::failure::{Answer, Failure};
use crate::fields::Segment;
use crate::page::Page;

/// A public document for machines: readable from any site's script.
fn document(media_type: &'static str, body: String) -> Response {
    (
        [(CONTENT_TYPE, media_type), (ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, "public, max-age=60")],
        body,
    )
        .into_response()
}

pub(crate) async fn did_document(page: Page, Segment(issuer): Segment<IssuerId>) -> Answer {
    let found = page.app().did_document(&page.actor(), issuer).await?;
    Ok(document("application/did+json", found.to_string()))
}

/// The list under its own address; with `.jwt` as VC-JWT, also when a verifier asks for that.
pub(crate) async fn status_list(page: Page, Segment((issuer, list)): Segment<(IssuerId, String)>, headers: HeaderMap) -> Answer {
    let accept = headers.get("accept").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (id, jwt) = match list.strip_suffix(".jwt") {
        Some(id) => (id, true),
        None => (list.as_str(), accept.starts_with("application/vc+jwt")),
    };
    let id = id.parse().map_err(|_| Failure(app::Error::NotFound))?;
    let body = page.app().status_list(&page.actor(), issuer, id, jwt).await?;
    Ok(document(if jwt { "application/vc+jwt" } else { "application/vc" }, body))
}

pub(crate) async fn ob2_badge_class(page: Page, Segment(version): Segment<BadgeClassVersionId>) -> Answer {
    let found = page.app().ob2_badge_class(&page.actor(), version).await?;
    Ok(document("application/ld+json", found.to_string()))
}

pub(crate) async fn ob2_issuer(page: Page, Segment(issuer): Segment<IssuerId>) -> Answer {
    let found = page.app().ob2_issuer_profile(&page.actor(), issuer).await?;
    Ok(document("application/ld+json", found.to_string()))
}

pub(crate) async fn ob2_key(page: Page, Segment(key): Segment<SigningKeyId>) -> Answer {
    let found = page.app().ob2_key(&page.actor(), key).await?;
    Ok(document("application/ld+json", found.to_string()))
}

pub(crate) async fn ob2_revocations(page: Page, Segment(issuer): Segment<IssuerId>) -> Answer {
    let found = page.app().ob2_revocations(&page.actor(), issuer).await?;
    Ok(document("application/ld+json", found.to_string()))
}

/// The hosted assertion: 404 unless public, a stub with 410 when revoked.
pub(crate) async fn ob2_assertion(page: Page, Segment(id): Segment<AssertionId>) -> Answer {
    let hosted = page.app().hosted_assertion(&page.actor(), id, Format::Ob2).await?;
    Ok(hosted_answer("application/ld+json", hosted))
}

pub(crate) fn hosted_answer(media_type: &'static str, (body, revoked): (String, bool)) -> Response {
    let mut response = document(media_type, body);
    if revoked {
        *response.status_mut() = StatusCode::GONE;
        response.headers_mut().insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("application/ld+json"));
    }
    response
}

pub(crate) async fn extension(page: Page, Segment(path): Segment<String>) -> Answer {
    let found = page.app().extension_document(&path).ok_or(Failure(app::Error::NotFound))?;
    Ok(document("application/ld+json", found.to_string()))
}
