//! Errors, as pages for people and as problem+json (RFC 9457) for machines: the one place.

use app::Error;
use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::policy::Denied;
use domain::{FieldError, Invalid};
use serde_json::json;

use crate::page::Page;

/// A use case's error on its way out; the context turns it into an answer in the asker's
/// language.
#[derive(Clone, Debug)]
pub(crate) struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure(error)
    }
}

impl From<domain::Invalid> for Failure {
    fn from(invalid: domain::Invalid) -> Self {
        Failure(Error::Invalid(invalid))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Nothing is taken here by this method; the context makes a page of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrongMethod;

/// What a handler gives.
pub(crate) type Answer = Result<Response, Failure>;

/// What is wrong with a form, to show it again; any other failure goes on.
pub(crate) fn invalid<T>(result: app::Result<T>) -> Result<Result<T, Invalid>, Failure> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Invalid(invalid)) => Ok(Err(invalid)),
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn nothing_here() -> Failure {
    Failure(Error::NotFound)
}

/// An address that only takes a form was asked for: after a refusal somebody turned to the other
/// language, or came back to it. One level up is the page on which the form stands.
pub(crate) async fn only_sends(method: Method, uri: Uri) -> Response {
    let (up, _) = uri.path().rsplit_once('/').unwrap_or_default();
    if method != Method::GET || up.starts_with("/api") {
        let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
        response.extensions_mut().insert(WrongMethod);
        return response;
    }
    let up = if up.is_empty() { "/" } else { up };
    let address = match uri.query() {
        Some(query) => format!("{up}?{query}"),
        None => up.to_owned(),
    };
    Redirect::to(&address).into_response()
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Denied {
            why: Denied::SignIn,
            ..
        } => StatusCode::UNAUTHORIZED,
        Error::Denied { .. } => StatusCode::FORBIDDEN,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The key of the texts about an error: `failure-{key}-title`, `-text`.
fn key(error: &Error) -> &'static str {
    match error {
        Error::NotFound => "not-found",
        Error::Denied {
            why: Denied::SignIn,
            ..
        } => "sign-in",
        Error::Denied {
            why: Denied::Stronger,
            ..
        } => "stronger",
        Error::Denied {
            why: Denied::Terms, ..
        } => "terms",
        Error::Denied {
            why: Denied::Own, ..
        } => "own",
        Error::Denied { .. } => "forbidden",
        Error::TooLarge(_) => "too-large",
        Error::Invalid(_) => "invalid",
        Error::Conflict(code) if code.starts_with("sign-in-") => "not-signed-in",
        Error::Conflict(_) => "conflict",
        Error::TooMany { .. } => "too-many",
        Error::Unavailable(_) => "unavailable",
        Error::Internal(_) => "internal",
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    page: &'a Page,
    key: &'static str,
    status: u16,
    /// Sentences about fields, when a form without a page of its own was wrong.
    details: Vec<String>,
    /// A sign-in failed: the way out is another one.
    sign_in_again: bool,
}

impl Page {
    pub(crate) fn failure(&self, failure: &Failure) -> Response {
        let error = &failure.0;
        let status = status(error);
        if status.is_server_error() {
            tracing::error!(error = %error, "failed");
        }
        let key = key(error);
        if !self.wants_json() {
            match key {
                // Asked for something of one's own: sign in, then come back.
                "sign-in" if self.is_get() => return self.to_sign_in(),
                "terms" if self.is_get() => {
                    return self.to_then(app::urls::ACCEPT_TERMS, &self.here());
                }
                // Who did something there is told that it waits. Coming back to an address that
                // only takes a form leads to the page with the button.
                "terms" => {
                    let there = self.to_then(app::urls::ACCEPT_TERMS, &self.here());
                    return self.saying(there, "terms-first", &[]);
                }
                _ => {}
            }
        }
        let (fields, conflict) = match error {
            Error::Invalid(invalid) | Error::TooLarge(invalid) => (invalid.0.as_slice(), None),
            Error::Conflict(code) => (&[][..], Some(*code)),
            _ => (&[][..], None),
        };
        let mut response = self.refusal((status, key), fields, conflict);
        if let Error::TooMany { retry_after } = error
            && let Ok(value) = HeaderValue::from_str(&retry_after.to_string())
        {
            response.headers_mut().insert(RETRY_AFTER, value);
        }
        response
    }

    /// The address is there, but takes nothing by this method.
    pub(crate) fn wrong_method(&self) -> Response {
        self.refusal((StatusCode::METHOD_NOT_ALLOWED, "method"), &[], None)
    }

    fn refusal(
        &self,
        (status, key): (StatusCode, &'static str),
        fields: &[FieldError],
        conflict: Option<&'static str>,
    ) -> Response {
        let mut response = if self.wants_json() {
            let body = json!({
                "type": format!("{}/problems/{key}", self.base()),
                "title": self.t(&format!("failure-{key}-title")),
                "status": status.as_u16(),
                "detail": self.t(&format!("failure-{key}-text")),
                "errors": fields.iter().map(|e| json!({
                    "field": e.field, "code": e.code, "detail": self.field_error(e),
                })).collect::<Vec<_>>(),
            });
            let mut response = (status, body.to_string()).into_response();
            response.headers_mut().insert(
                CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            );
            response
        } else {
            let mut details: Vec<String> = fields.iter().map(|e| self.field_error(e)).collect();
            details.extend(conflict.map(|code| self.t(&format!("conflict-{code}"))));
            self.html_with(
                status,
                &FailurePage {
                    page: self,
                    key,
                    status: status.as_u16(),
                    details,
                    sign_in_again: conflict.is_some_and(|code| code.starts_with("sign-in-")),
                },
            )
        };
        // Said to one kind of reader, for now: what is refused today may be public tomorrow.
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("accept"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
