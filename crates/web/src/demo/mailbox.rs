//! The demo's mailbox: every mail that the platform sent.

use app::platform::SentMail;
use app::texts::Texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::OutboxId;
use serde::Deserialize;

use super::{Demo, page, texts};

#[derive(Deserialize)]
pub(super) struct Ask {
    #[serde(default)]
    q: String,
    #[serde(default)]
    lang: Option<String>,
    /// For the demo's journeys: the list as JSON.
    #[serde(default)]
    format: String,
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct Mailbox<'a> {
    t: Texts,
    demo: &'a Demo,
    mails: Vec<SentMail>,
    search: String,
}

impl Mailbox<'_> {
    fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }

    fn at(&self, mail: &SentMail) -> String {
        mail.sent_at
            .map(|at| self.t.date_time(at, self.demo.app.zone()))
            .unwrap_or_default()
    }
}

pub(super) async fn list(
    State(demo): State<Demo>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    let Ok(mut mails) = demo.app.mailbox().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let wanted = ask.q.trim().to_lowercase();
    mails.retain(|m| {
        let subject = m.content.as_ref().map_or("", |c| c.subject.as_str());
        wanted.is_empty()
            || m.recipient.to_lowercase().contains(&wanted)
            || subject.to_lowercase().contains(&wanted)
    });
    if ask.format == "json" {
        let list: Vec<_> = mails
            .iter()
            .map(|m| {
                serde_json::json!({
                    "to": m.recipient,
                    "subject": m.content.as_ref().map(|c| c.subject.clone()),
                    "text": m.content.as_ref().map(|c| c.text.clone()),
                    "messageId": m.message_id,
                })
            })
            .collect();
        return axum::Json(list).into_response();
    }
    let t = texts(&headers, ask.lang.as_deref());
    page(&Mailbox {
        t,
        demo: &demo,
        mails,
        search: ask.q,
    })
}

#[derive(Template)]
#[template(path = "demo/mail.html")]
struct Mail<'a> {
    t: Texts,
    demo: &'a Demo,
    mail: SentMail,
}

impl Mail<'_> {
    fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }

    fn subject(&self) -> &str {
        self.mail
            .content
            .as_ref()
            .map_or("", |c| c.subject.as_str())
    }

    fn text(&self) -> &str {
        self.mail.content.as_ref().map_or("", |c| c.text.as_str())
    }

    fn at(&self) -> String {
        self.mail
            .sent_at
            .map(|at| self.t.date_time(at, self.demo.app.zone()))
            .unwrap_or_default()
    }
}

pub(super) async fn mail(
    State(demo): State<Demo>,
    Path(id): Path<OutboxId>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    match demo.app.sent_mail(id).await {
        Ok(mail) => page(&Mail {
            t: texts(&headers, ask.lang.as_deref()),
            demo: &demo,
            mail,
        }),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The mail's own HTML, for a sandboxed frame: styles inside, pictures from the platform, no script.
pub(super) async fn html(State(demo): State<Demo>, Path(id): Path<OutboxId>) -> Response {
    let Ok(mail) = demo.app.sent_mail(id).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src http://127.0.0.1:* data:; frame-ancestors 'self'; \
                  base-uri 'none'";
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, mail.content.map(|c| c.html).unwrap_or_default()).into_response()
}
