//! What surrounds every request: language, session, security headers, errors as pages, the count
//! of database statements, and a log line without secrets.

use std::cell::Cell;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use app::sessions::SignedIn;
use app::texts::Texts;
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::Lang;
use domain::policy::Actor;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::Web;
use crate::failure::{Failure, WrongMethod};
use crate::fields::check_announced_size;
use crate::page::Page;

/// Who asks, in which language, from where.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub lang: Lang,
    /// `?lang=` was given: remember it.
    pub lang_chosen: bool,
    pub signed_in: Option<SignedIn>,
    pub flash: Option<String>,
    pub path: String,
    pub query: String,
    pub ip: IpAddr,
    pub wants_json: bool,
    pub method: Method,
}

impl Asker {
    pub fn actor(&self) -> Actor {
        self.signed_in
            .as_ref()
            .map_or(Actor::Visitor, |s| s.actor.clone())
    }

    pub fn texts(&self) -> Texts {
        Texts(self.lang)
    }
}

pub(crate) const LANG_COOKIE: &str = "lang";
pub(crate) const FLASH_COOKIE: &str = "flash";

/// `__Host-` needs https; plain http on loopback gets a plain name.
pub(crate) fn session_cookie_name(https: bool) -> &'static str {
    if https { "__Host-session" } else { "session" }
}

pub(crate) fn cookie(name: &'static str, value: String, https: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .build()
}

pub(crate) fn wrap(router: Router<Web>, web: &Web) -> Router<Web> {
    router
        .layer(DefaultBodyLimit::max(crate::fields::BODY_MAX))
        .layer(from_fn_with_state(web.clone(), ask))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            std::time::Duration::from_secs(60),
        ))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(web.clone(), secure))
}

/// Works out the asker, runs the handler under the statement count, turns failures into pages.
async fn ask(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let jar = CookieJar::from_headers(&parts.headers);
    let started = Instant::now();
    let pattern = parts
        .extensions
        .get::<MatchedPath>()
        .map(|m| m.as_str().to_owned());
    let method = parts.method.clone();
    let counted = app::store_statements(Cell::new(0));
    let (response, statements) = counted
        .run(async {
            let asker = match asker(&web, &jar, &parts).await {
                Ok(asker) => asker,
                Err(e) => return Failure(e).into_response(),
            };
            if let Err(refused) = same_origin(&web, &parts) {
                return Page::new(&web, asker).failure(&Failure(refused));
            }
            if let Err(refused) = check_announced_size(&parts.headers) {
                return Page::new(&web, asker).failure(&refused);
            }
            parts.extensions.insert(asker.clone());
            let response = next.run(Request::from_parts(parts, body)).await;
            if let Some(failure) = response.extensions().get::<Failure>() {
                Page::new(&web, asker).failure(failure)
            } else if response.extensions().get::<WrongMethod>().is_some() {
                let mut told = Page::new(&web, asker).wrong_method();
                if let Some(allowed) = response.headers().get(ALLOW) {
                    told.headers_mut().insert(ALLOW, allowed.clone());
                }
                told
            } else {
                response
            }
        })
        .await;
    finish(
        response,
        &Finished {
            method,
            pattern,
            statements,
            started,
        },
    )
}

struct Finished {
    method: Method,
    pattern: Option<String>,
    statements: u32,
    started: Instant,
}

/// The log line and the timing header. The pattern, never the address: it may hold a secret.
fn finish(mut response: Response, f: &Finished) -> Response {
    let millis = f.started.elapsed().as_secs_f64() * 1_000.0;
    tracing::info!(
        method = %f.method,
        route = f.pattern.as_deref().unwrap_or("-"),
        status = response.status().as_u16(),
        statements = f.statements,
        millis,
        "request"
    );
    let timing = format!("total;dur={millis:.2}, db;desc=\"{}\"", f.statements);
    if let Ok(value) = HeaderValue::from_str(&timing) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("server-timing"), value);
    }
    response
}

async fn asker(web: &Web, jar: &CookieJar, request: &Parts) -> app::Result<Asker> {
    let uri = &request.uri;
    let query = uri.query().unwrap_or_default().to_owned();
    let path = uri.path().to_owned();
    let signed_in = match jar.get(session_cookie_name(web.settings.https)) {
        // Files need no session, and must be cacheable for everyone.
        Some(token) if !path.starts_with("/assets/") && !path.starts_with("/files/") => {
            web.app.session(token.value()).await?
        }
        _ => None,
    };
    let chosen = url::form_urlencoded::parse(query.as_bytes())
        .find(|(k, _)| k == "lang")
        .and_then(|(_, v)| Lang::from_code(&v));
    let lang = chosen
        .or_else(|| {
            jar.get(LANG_COOKIE)
                .and_then(|c| Lang::from_code(c.value()))
        })
        .unwrap_or_else(|| preferred_language(&request.headers));
    Ok(Asker {
        lang,
        lang_chosen: chosen.is_some(),
        signed_in,
        flash: jar.get(FLASH_COOKIE).map(|c| c.value().to_owned()),
        ip: client_ip(web, request),
        wants_json: path.starts_with("/api/") || accepts_json_only(&request.headers),
        path,
        query,
        method: request.method.clone(),
    })
}

fn accepts_json_only(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(axum::http::header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    (accept.contains("json") || accept.contains("application/vc")) && !accept.contains("html")
}

fn client_ip(web: &Web, request: &Parts) -> IpAddr {
    let from_proxy = web.settings.client_ip_header.as_deref().and_then(|name| {
        let value = request.headers.get(name)?.to_str().ok()?;
        // The last address is the one that our own proxy added.
        value.rsplit(',').next()?.trim().parse().ok()
    });
    from_proxy.unwrap_or_else(|| {
        let info = request.extensions.get::<ConnectInfo<SocketAddr>>();
        info.map_or(IpAddr::from([127, 0, 0, 1]), |c| c.0.ip())
    })
}

/// The browser's wish between Dutch and English (RFC 9110 section 12.5.4); Dutch when silent.
pub(crate) fn preferred_language(headers: &HeaderMap) -> Lang {
    let wish = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let mut best = (0.0_f32, Lang::Nl);
    for part in wish.split(',') {
        let mut fields = part.split(';');
        let tag = fields.next().unwrap_or_default().trim();
        let quality = fields
            .find_map(|f| f.trim().strip_prefix("q=")?.parse().ok())
            .unwrap_or(1.0_f32);
        if let Some(lang) = Lang::from_code(&tag.to_ascii_lowercase()[..tag.len().min(2)])
            && quality > best.0
        {
            best = (quality, lang);
        }
    }
    best.1
}

/// Refuses a state change that another site's page sent: `Sec-Fetch-Site`, else `Origin`.
fn same_origin(web: &Web, request: &Parts) -> app::Result<()> {
    if matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS)
        || request.uri.path().starts_with("/api/")
    {
        return Ok(());
    }
    let headers = &request.headers;
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let refused = || app::Error::Denied {
        why: domain::policy::Denied::Forbidden,
        path: None,
    };
    // The browser's own word, where it gives one. A page that sends no referrer (a capability
    // link's) sends the origin `null` with its own forms.
    match header("sec-fetch-site") {
        Some("same-origin" | "none") => return Ok(()),
        Some(_) => return Err(refused()),
        None => {}
    }
    if let Some(origin) = header(ORIGIN.as_str()) {
        let host = header(HOST.as_str()).unwrap_or_default();
        let own = origin == web.app.urls().base()
            || origin
                .split_once("://")
                .is_some_and(|(_, h)| h == host && !host.is_empty());
        if !own {
            return Err(refused());
        }
    }
    Ok(())
}

/// Headers on every answer, unless the handler set its own.
async fn secure(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(
        HeaderName::from_static("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    set(HeaderName::from_static("x-content-type-options"), "nosniff");
    set(REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=()",
    );
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    if web.settings.https {
        set(
            HeaderName::from_static("strict-transport-security"),
            "max-age=63072000; includeSubDomains",
        );
    }
    let is_page = headers
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|t| t.starts_with("text/html"));
    if is_page {
        headers
            .entry(CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("private, no-store"));
    }
    response
}
