//! `Page`: who asks, in which language, with the texts; what every template and handler needs.

use std::fmt::Display;

use app::sessions::SignedIn;
use app::texts::{Count, Texts};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::Cookie;
use domain::policy::{Actor, Denied};
use domain::{FieldError, Lang};
use jiff::Timestamp;

use crate::Web;
use crate::context::{Asker, FLASH_COOKIE, LANG_COOKIE, cookie};
use crate::failure::Failure;

/// The one extractor of every page.
#[derive(Clone)]
pub(crate) struct Page {
    web: Web,
    asker: Asker,
}

impl FromRequestParts<Web> for Page {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let asker = parts.extensions.get::<Asker>().cloned();
        let asker = asker
            .ok_or_else(|| Failure(app::Error::Internal("a page outside the context".into())))?;
        Ok(Self {
            web: web.clone(),
            asker,
        })
    }
}

impl Page {
    pub(crate) fn new(web: &Web, asker: Asker) -> Self {
        Self {
            web: web.clone(),
            asker,
        }
    }

    pub fn app(&self) -> &app::App {
        &self.web.app
    }

    pub fn actor(&self) -> Actor {
        self.asker.actor()
    }

    pub fn signed_in(&self) -> Option<&SignedIn> {
        self.asker.signed_in.as_ref()
    }

    /// The signed-in person, or "sign in first".
    pub fn require_signed_in(&self) -> Result<&SignedIn, Failure> {
        self.signed_in().ok_or(Failure(app::Error::Denied {
            why: Denied::SignIn,
            path: None,
        }))
    }

    pub fn ip(&self) -> String {
        self.asker.ip.to_string()
    }

    pub fn https(&self) -> bool {
        self.web.settings.https
    }

    pub fn is_demo(&self) -> bool {
        self.web.settings.demo
    }

    pub fn is_get(&self) -> bool {
        self.asker.method == Method::GET
    }

    pub fn wants_json(&self) -> bool {
        self.asker.wants_json
    }

    pub fn base(&self) -> &str {
        self.web.app.urls().base()
    }

    // Texts.

    pub fn texts(&self) -> Texts {
        self.asker.texts()
    }

    pub fn lang(&self) -> Lang {
        self.asker.lang
    }

    pub fn t(&self, key: &str) -> String {
        self.texts().t(key)
    }

    pub fn t1(&self, key: &str, name: &'static str, value: impl Display) -> String {
        self.texts().t1(key, name, value)
    }

    pub fn t2(
        &self,
        key: &str,
        n1: &'static str,
        v1: impl Display,
        n2: &'static str,
        v2: impl Display,
    ) -> String {
        self.texts().t2(key, n1, v1, n2, v2)
    }

    pub fn n(&self, key: &str, count: impl Count) -> String {
        self.texts().n(key, count)
    }

    pub fn n1(
        &self,
        key: &str,
        count: impl Count,
        name: &'static str,
        value: impl Display,
    ) -> String {
        self.texts().n1(key, count, name, value)
    }

    /// The text of a code, from a family of keys: `{family}-{code}`.
    pub fn code(&self, family: &str, code: impl Display) -> String {
        self.t(&format!("{family}-{code}"))
    }

    pub fn number(&self, n: impl Count) -> String {
        self.texts().number(n)
    }

    pub fn date(&self, at: &Timestamp) -> String {
        self.texts().date(*at, self.app().zone())
    }

    pub fn date_time(&self, at: &Timestamp) -> String {
        self.texts().date_time(*at, self.app().zone())
    }

    /// Markdown that somebody wrote, as safe HTML; its highest heading is of level `top`.
    pub fn markdown(&self, text: &str, top: usize) -> String {
        crate::markdown::to_html(text, top)
    }

    pub fn field_error(&self, e: &FieldError) -> String {
        let texts = self.texts();
        let args = e.args.iter().map(|(n, v)| (*n, texts.decimal(v)));
        texts.with(&format!("error-{}", e.code), &args.collect::<Vec<_>>())
    }

    // The frame.

    pub fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }

    /// An inline icon, `aria-hidden`.
    pub fn icon(&self, name: &str) -> &'static str {
        crate::assets::icon(name)
    }

    pub fn path(&self) -> &str {
        &self.asker.path
    }

    /// This very page in a language, with its filters.
    pub fn in_language(&self, lang: Lang) -> String {
        let kept: Vec<(String, String)> = url::form_urlencoded::parse(self.asker.query.as_bytes())
            .filter(|(k, _)| k != "lang")
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(kept).append_pair("lang", lang.code());
        format!("{}?{}", self.asker.path, out.finish())
    }

    /// Whether this page is in a part of the site.
    pub fn is_at(&self, part: &str) -> bool {
        self.asker
            .path
            .strip_prefix(part)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Where the demo shows its mails.
    pub fn demo_mailbox(&self) -> &str {
        &self.web.settings.demo_mailbox
    }

    pub fn other_lang(&self) -> Lang {
        self.lang().other()
    }

    pub fn person_name(&self) -> &str {
        self.signed_in().map_or("", |s| s.person.name.as_str())
    }

    pub fn is_learner(&self) -> bool {
        self.signed_in().is_some_and(SignedIn::is_learner)
    }

    pub fn is_staff(&self) -> bool {
        self.signed_in()
            .and_then(|s| s.actor.person())
            .is_some_and(domain::policy::PersonActor::is_staff)
    }

    pub fn is_operator(&self) -> bool {
        self.signed_in()
            .and_then(|s| s.actor.person())
            .is_some_and(domain::policy::PersonActor::is_operator)
    }

    /// The session's token for forms; empty for a visitor.
    pub fn csrf(&self) -> &str {
        self.signed_in().map_or("", |s| s.session.csrf.as_str())
    }

    /// What just happened: the text behind the flash cookie's key and arguments.
    pub fn flash(&self) -> Option<String> {
        let raw = self.asker.flash.as_deref()?;
        let mut pairs = url::form_urlencoded::parse(raw.as_bytes());
        let (_, key) = pairs.next().filter(|(k, _)| k == "key")?;
        let key = format!("flash-{key}");
        let args: Vec<(String, String)> = pairs
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        self.texts().found(&key, &args)
    }

    /// Seconds until this session ends without a further request; `None` for a visitor.
    pub fn session_seconds(&self) -> Option<i64> {
        Some(self.seconds_until(self.signed_in()?.session.expires_at))
    }

    pub fn seconds_until(&self, end: Timestamp) -> i64 {
        (end.as_second() - self.app().now().as_second()).max(0)
    }

    // Answers.

    pub fn html(&self, template: &impl Template) -> Response {
        self.html_with(StatusCode::OK, template)
    }

    /// A page with a form: 422 when it tells what was wrong.
    pub fn html_checked(&self, is_right: bool, template: &impl Template) -> Response {
        let status = if is_right {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        self.html_with(status, template)
    }

    pub fn html_with(&self, status: StatusCode, template: &impl Template) -> Response {
        let body = match template.render() {
            Ok(body) => body,
            Err(e) => {
                tracing::error!(error = %e, "template");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        let lang = HeaderValue::from_static(self.lang().code());
        headers.insert(axum::http::header::CONTENT_LANGUAGE, lang);
        if self.asker.lang_chosen {
            let mut c = cookie(LANG_COOKIE, self.lang().code().to_owned(), self.https());
            c.make_permanent();
            append_cookie(&mut response, &c);
        }
        if self.asker.flash.is_some() {
            let mut c = cookie(FLASH_COOKIE, String::new(), self.https());
            c.make_removal();
            append_cookie(&mut response, &c);
        }
        response
    }

    /// To another page (303), after something was done.
    pub fn to(&self, path: &str) -> Response {
        redirect(path)
    }

    /// … that then says what happened: `flash-{key}` with arguments.
    pub fn to_with(&self, path: &str, key: &str, args: &[(&str, &str)]) -> Response {
        self.saying(redirect(path), key, args)
    }

    /// An answer after which the next page says `flash-{key}`.
    pub fn saying(&self, mut response: Response, key: &str, args: &[(&str, &str)]) -> Response {
        let mut value = url::form_urlencoded::Serializer::new(String::new());
        value.append_pair("key", key);
        value.extend_pairs(args);
        let mut c = cookie(FLASH_COOKIE, value.finish(), self.https());
        c.set_max_age(Some(FLASH_AGE));
        append_cookie(&mut response, &c);
        response
    }

    /// To another site, after a form. Not a redirect: a browser holds every step after a form
    /// against our `form-action`, and a federation's steps are not for us to know.
    pub fn leave(&self, address: &str) -> Response {
        self.html(&Leave {
            page: self,
            address,
        })
    }

    pub fn to_sign_in(&self) -> Response {
        self.to_then(app::urls::SIGN_IN, &self.here())
    }

    /// To a page that sends who is done there on to `return_to`.
    pub fn to_then(&self, path: &str, return_to: &str) -> Response {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("return_to", return_to);
        redirect(&format!("{path}?{}", query.finish()))
    }

    /// Where signing in begins; from a page of the catalogue, it ends there again. The address of
    /// any other page may be nobody else's business.
    pub fn sign_in_address(&self) -> String {
        const OPEN: [&str; 5] = [
            app::urls::CATALOGUE,
            "/badge-classes",
            "/institutions",
            "/issuer-groups",
            "/issuers",
        ];
        if self.is_get() && OPEN.iter().any(|part| self.is_at(part)) {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("return_to", &self.here());
            format!("{}?{}", app::urls::SIGN_IN, query.finish())
        } else {
            app::urls::SIGN_IN.to_owned()
        }
    }

    /// This page, to come back to: after a form, the page that showed it.
    pub fn here(&self) -> String {
        if self.asker.query.is_empty() {
            self.asker.path.clone()
        } else {
            format!("{}?{}", self.asker.path, self.asker.query)
        }
    }
}

#[derive(Template)]
#[template(path = "leave.html")]
struct Leave<'a> {
    page: &'a Page,
    address: &'a str,
}

/// A message that nobody fetched by then is stale.
const FLASH_AGE: time::Duration = time::Duration::minutes(1);

pub(crate) fn append_cookie(response: &mut Response, c: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&c.to_string()) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

fn redirect(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(value) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, value);
    }
    response
}
