//! Where the link in an award's mail leads: what it is, and what can be answered without an
//! account. Opening it changes nothing, since scanners open links too.

use app::awards::PlacedAward;
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use axum::http::header::REFERRER_POLICY;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use domain::award::State;
use domain::person::ProviderKind;

use super::backpack::ground;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::page::Page;

#[derive(Template)]
#[template(path = "claim.html")]
struct Claim<'a> {
    page: &'a Page,
    token: &'a str,
    placed: &'a PlacedAward,
    open: bool,
}

impl Claim<'_> {
    fn lead(&self) -> String {
        let lang = self.page.lang();
        let institution = self.placed.placement.institution.name(lang);
        let name = self.placed.version.content.texts_in(lang).name.as_str();
        let until = self.page.date(&self.placed.award.ends_at);
        self.page.texts().with(
            "claim-lead",
            &[
                ("institution", institution),
                ("name", name),
                ("until", &until),
            ],
        )
    }

    fn ended_text(&self) -> String {
        let institution = self.placed.placement.institution.name(self.page.lang());
        let until = self.page.date(&self.placed.award.ends_at);
        self.page.t2(
            &format!("claim-ended-{}-text", self.ended()),
            "institution",
            institution,
            "until",
            until,
        )
    }

    fn ended(&self) -> &'static str {
        match self.placed.award.state {
            State::Claimed => "claimed",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
            _ => "expired",
        }
    }
}

/// Attempts at answers from one address per ten minutes.
const ANSWERS: (i64, i64) = (60, 10);

pub(crate) async fn claim(page: Page, Segment(token): Segment<String>) -> Answer {
    let placed = page.app().claim_link(&page.actor(), &token).await?;
    if page.is_learner() {
        return Ok(secret(page.to(&urls::offer(placed.award.id))));
    }
    let open = placed.award.state.is_open() && placed.award.ends_at > page.app().now();
    Ok(secret(page.html(&Claim {
        page: &page,
        token: &token,
        placed: &placed,
        open,
    })))
}

/// A capability link: not in referrers, not in search engines.
fn secret(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    );
    response
}

pub(crate) async fn decline(page: Page, Segment(token): Segment<String>, _: Posted) -> Answer {
    answer(&page, &token, "claim-declined", false).await
}

pub(crate) async fn not_me(page: Page, Segment(token): Segment<String>, _: Posted) -> Answer {
    answer(&page, &token, "claim-not-me", true).await
}

async fn answer(page: &Page, token: &str, flash: &str, not_me: bool) -> Answer {
    page.app()
        .limit("claim-answer", &page.ip(), ANSWERS)
        .await?;
    page.app()
        .decline_from_mail(&page.actor(), token, not_me)
        .await?;
    Ok(secret(page.to_with(&urls::claim(token), flash, &[])))
}

/// By the button, or by a mail program's one click (RFC 8058).
pub(crate) async fn no_more_mails(
    page: Page,
    Segment(token): Segment<String>,
    _: Posted,
) -> Answer {
    page.app()
        .limit("claim-answer", &page.ip(), ANSWERS)
        .await?;
    page.app().no_more_mails(&page.actor(), &token).await?;
    Ok(secret(page.to_with(
        &urls::claim(token.as_str()),
        "claim-no-more-mails",
        &[],
    )))
}

/// The same address opened in a browser: to the page with the button.
pub(crate) async fn ask_no_more_mails(page: Page, Segment(token): Segment<String>) -> Answer {
    page.app().claim_link(&page.actor(), &token).await?;
    Ok(secret(page.to(&urls::claim(token.as_str()))))
}
