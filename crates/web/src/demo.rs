//! The demo's own listener, on loopback only: a small OpenID provider with named personas, and
//! the mailbox in which all mail lands.

mod mailbox;
mod provider;

use std::net::SocketAddr;
use std::sync::Arc;

use app::App;
use app::texts::Texts;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::Lang;
use domain::person::ProviderKind;

pub use provider::{MARKER, Persona};

/// What the demo's pages need.
#[derive(Clone)]
pub(crate) struct Demo {
    app: App,
    provider: Arc<provider::Provider>,
}

/// The client that the demo's platform is, at the demo's provider.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub secret: String,
    /// The platform's address, without a slash at the end.
    pub platform: String,
}

/// The issuer of one kind, under the demo listener's address.
pub fn issuer(listener: SocketAddr, kind: ProviderKind) -> String {
    format!("http://{listener}/{kind}")
}

/// The demo's pages.
pub fn router(
    app: App,
    listener: SocketAddr,
    client: Client,
    personas: Vec<Persona>,
) -> Result<Router, String> {
    let provider = provider::Provider::new(listener, client, personas)?;
    let demo = Demo {
        app,
        provider: Arc::new(provider),
    };
    Ok(Router::new()
        .route("/", get(mailbox::list))
        .route("/mailbox/{mail}", get(mailbox::mail))
        .route("/mailbox/{mail}/html", get(mailbox::html))
        .route(
            "/{kind}/.well-known/openid-configuration",
            get(provider::configuration),
        )
        .route("/{kind}/jwks", get(provider::jwks))
        .route("/{kind}/authorize", get(provider::authorize))
        .route("/{kind}/choose", post(provider::choose))
        .route("/{kind}/token", post(provider::token))
        .route("/{kind}/userinfo", get(provider::userinfo))
        .route("/{kind}/logout", get(provider::logout))
        .route("/assets/{name}", get(crate::assets::asset))
        .with_state(demo))
}

/// The language of a demo page: asked for, else the browser's wish.
fn texts(headers: &HeaderMap, asked: Option<&str>) -> Texts {
    let lang = asked
        .and_then(Lang::from_code)
        .unwrap_or_else(|| crate::context::preferred_language(headers));
    Texts(lang)
}

/// A page of the demo.
fn page(template: &impl askama::Template) -> Response {
    let Ok(body) = template.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http://127.0.0.1:*; \
                  font-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (axum::http::header::CONTENT_SECURITY_POLICY, policy),
        (axum::http::header::CACHE_CONTROL, "no-store"),
    ];
    (headers, body).into_response()
}
