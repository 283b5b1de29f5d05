//! Checking a badge: of anybody, by file, link or text; for people and for machines. And the
//! public page of an edubadge, which is such a check, done now.

use app::edubadges::PlacedAssertion;
use app::report::{Check, CheckName, Outcome, Report, Verdict};
use app::verification::{Given, Reader, Verified, words};
use askama::Template;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::AssertionId;
use domain::assertion::Format;
use domain::badge_class::Content;

use super::backpack::ground;
use super::machine::hosted_answer;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, Posted, Segment, Sent};
use crate::page::Page;

/// Checks from one address per ten minutes: each costs a signature, and maybe fetches.
const CHECKS: (i64, i64) = (60, 10);

#[derive(Template)]
#[template(path = "public/verify.html")]
struct Verify<'a> {
    page: &'a Page,
    fields: &'a Fields,
    error: Option<(String, String)>,
}

impl Verify<'_> {
    fn error_of(&self, field: &str) -> Option<&str> {
        self.error
            .as_ref()
            .filter(|(at, _)| at == field)
            .map(|(_, text)| text.as_str())
    }
}

pub(crate) async fn form(page: Page) -> Answer {
    Ok(page.html(&Verify {
        page: &page,
        fields: &Fields::default(),
        error: None,
    }))
}

#[derive(Template)]
#[template(path = "public/verified.html")]
struct Result<'a> {
    page: &'a Page,
    verified: &'a Verified,
}

pub(crate) async fn verify(page: Page, Posted(fields): Posted) -> Answer {
    page.app().limit("verify", &page.ip(), CHECKS).await?;
    let reader = reader(&page, &fields);
    let Some(given) = given(&fields) else {
        return Ok(again(
            &page,
            &fields,
            "file",
            &page.t("error-nothing-to-verify"),
        ));
    };
    match page.app().verify(&page.actor(), given, &reader).await {
        Ok(verified) => Ok(private(page.html(&Result {
            page: &page,
            verified: &verified,
        }))),
        Err(app::Error::Invalid(invalid)) => {
            let first = invalid.0.first().ok_or(Failure(app::Error::NotFound))?;
            Ok(again(
                &page,
                &fields,
                &first.field,
                &page.field_error(first),
            ))
        }
        Err(other) => Err(other.into()),
    }
}

/// Who reads, and what they typed to compare with the recipient.
fn reader(page: &Page, fields: &Fields) -> Reader {
    Reader {
        lang: page.lang(),
        name: fields.get("name").to_owned(),
        mail: fields.get("mail").to_owned(),
    }
}

fn given(fields: &Fields) -> Option<Given> {
    if let Some(upload) = fields.file("file") {
        return Some(Given::Bytes(upload.bytes.to_vec()));
    }
    if let Some(link) = fields.text("link") {
        return Some(Given::Address(link));
    }
    fields
        .text("text")
        .map(|text| Given::Bytes(text.into_bytes()))
}

fn again(page: &Page, fields: &Fields, field: &str, text: &str) -> Response {
    let error = Some((field.to_owned(), text.to_owned()));
    page.html_with(
        axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        &Verify {
            page,
            fields,
            error,
        },
    )
}

/// A report has a person in it: no cache keeps it.
fn private(mut response: Response) -> Response {
    let no_store = axum::http::HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(axum::http::header::CACHE_CONTROL, no_store);
    response
}

/// For machines: the document as the body, the report as JSON.
pub(crate) async fn api(page: Page, Sent(body): Sent) -> Answer {
    page.app().limit("verify", &page.ip(), CHECKS).await?;
    let verified = page
        .app()
        .verify(
            &page.actor(),
            Given::Bytes(body.to_vec()),
            &Reader::of(page.lang()),
        )
        .await?;
    Ok(private(
        (
            [
                (CONTENT_TYPE, "application/json"),
                (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ],
            verified.to_json().to_string(),
        )
            .into_response(),
    ))
}

#[derive(Template)]
#[template(path = "public/edubadge.html")]
struct Edubadge<'a> {
    page: &'a Page,
    placed: &'a PlacedAssertion,
    verified: &'a Verified,
}

impl Edubadge<'_> {
    fn content(&self) -> &Content {
        &self.placed.version.content
    }

    fn ground(&self) -> &'static str {
        ground(&self.content().kind)
    }

    fn index(&self) -> bool {
        self.placed
            .assertion
            .public
            .is_some_and(|choices| choices.search_engines)
    }
}

#[derive(Template)]
#[template(path = "public/edubadge_revoked.html")]
struct Revoked<'a> {
    page: &'a Page,
    placed: &'a PlacedAssertion,
}

/// A public edubadge, checked at this moment. A revoked one says so, without a name.
pub(crate) async fn edubadge(page: Page, Segment(id): Segment<AssertionId>) -> Answer {
    // The address is the credential's `id`: who asks for data there gets the credential.
    if page.wants_json() {
        return ob3(page, Segment(id)).await.map(varies);
    }
    let reader = Reader::of(page.lang());
    checked(&page, id, &reader).await.map(varies)
}

/// For caches: the answer depends on what the client accepts (RFC 9110, section 12.5.5).
fn varies(mut response: Response) -> Response {
    let accept = axum::http::HeaderValue::from_static("accept");
    response
        .headers_mut()
        .append(axum::http::header::VARY, accept);
    response
}

/// Compares a name or mail address with a public edubadge's recipient.
pub(crate) async fn compare(
    page: Page,
    Segment(id): Segment<AssertionId>,
    Posted(fields): Posted,
) -> Answer {
    page.app().limit("verify", &page.ip(), CHECKS).await?;
    let reader = reader(&page, &fields);
    Ok(private(checked(&page, id, &reader).await?))
}

async fn checked(page: &Page, id: AssertionId, reader: &Reader) -> Answer {
    let (placed, verified) = page.app().verify_public(&page.actor(), id, reader).await?;
    Ok(match &verified {
        None => page.html(&Revoked {
            page,
            placed: &placed,
        }),
        Some(verified) => page.html(&Edubadge {
            page,
            placed: &placed,
            verified,
        }),
    })
}

pub(crate) async fn ob3(page: Page, Segment(id): Segment<AssertionId>) -> Answer {
    let hosted = page
        .app()
        .hosted_assertion(&page.actor(), id, Format::Ob3)
        .await?;
    Ok(hosted_answer("application/vc", hosted))
}

pub(crate) async fn jwt(page: Page, Segment(id): Segment<AssertionId>) -> Answer {
    let hosted = page
        .app()
        .hosted_assertion(&page.actor(), id, Format::Ob3Jwt)
        .await?;
    Ok(hosted_answer("application/vc+jwt", hosted))
}

/// What the templates of a report ask.
impl Page {
    pub fn verdict(&self, report: &Report) -> (&'static str, &'static str) {
        match report.verdict() {
            Verdict::GenuineAndValid => ("", "shield-check"),
            Verdict::NotFullyChecked => ("warn", "shield-question-mark"),
            Verdict::DoNotRely => ("bad", "shield-x"),
        }
    }

    pub fn verdict_key(&self, report: &Report) -> &'static str {
        words::verdict_key(report)
    }

    /// Ground and icon of an outcome, and the ending of its key.
    pub fn outcome(&self, check: &Check) -> (&'static str, &'static str, &'static str) {
        let (ground, icon) = match check.outcome {
            Outcome::Passed => ("ok", "check"),
            Outcome::Failed => ("no", "x"),
            Outcome::Undecided => ("unsure", "question"),
            Outcome::NotApplicable => ("", "minus"),
        };
        (ground, icon, words::outcome_key(check.outcome))
    }

    pub fn check_name(&self, name: &CheckName) -> String {
        words::check_name(self.texts(), *name)
    }

    pub fn reason(&self, check: &Check) -> String {
        words::reason(self.texts(), check, self.app().zone())
    }

    /// Why the report comes to its verdict.
    pub fn why(&self, report: &Report) -> Vec<String> {
        words::decisive(self.texts(), report, self.app().zone())
    }

    pub fn facts(&self, report: &Report) -> Vec<(&'static str, String)> {
        words::facts(self.texts(), report, self.app().zone())
    }

    pub fn standard(&self, report: &Report) -> &'static str {
        words::standard(report.format)
    }
}
