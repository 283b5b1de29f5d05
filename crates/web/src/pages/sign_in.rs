//! Signing in: which way, to the provider, and back.

use app::signin::{Reason, Return};
use askama::Template;
use axum::extract::Path as Segment;
use axum_extra::extract::CookieJar;
use domain::person::ProviderKind;

use crate::context::{cookie, session_cookie_name};
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, Posted};
use crate::page::{Page, append_cookie};

const BROWSER_COOKIE: &str = "sign-in";
/// Sign-ins begun from one address, and the minutes in which they count: a lecture hall behind one
/// address must fit.
const SIGN_INS: (i64, i64) = (600, 10);

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    page: &'a Page,
    return_to: String,
    /// The way that fits where somebody wants to go.
    wanted: Option<ProviderKind>,
}

pub(crate) async fn choose(page: Page, query: Fields) -> Answer {
    let return_to = query.get("return_to").to_owned();
    let wanted = if return_to.starts_with("/backpack") {
        Some(ProviderKind::Learner)
    } else if return_to.starts_with("/manage") || return_to.starts_with("/admin") {
        Some(ProviderKind::Staff)
    } else {
        None
    };
    Ok(page.html(&SignIn {
        page: &page,
        return_to,
        wanted,
    }))
}

fn kind(code: &str) -> Result<ProviderKind, Failure> {
    ProviderKind::from_code(code).ok_or(Failure(app::Error::NotFound))
}

pub(crate) async fn start(
    page: Page,
    Segment(code): Segment<String>,
    Posted(fields): Posted,
) -> Answer {
    let kind = kind(&code)?;
    page.app().limit("sign-in", &page.ip(), SIGN_INS).await?;
    let reason = match fields.get("reason") {
        "stronger" => Reason::Stronger,
        "validated-name" => Reason::ValidatedName,
        "link" => Reason::Link,
        _ => Reason::SignIn,
    };
    let departure = page
        .app()
        .begin_sign_in(kind, reason, fields.get("return_to"), page.signed_in())
        .await?;
    let mut response = page.leave(&departure.redirect);
    let mut c = cookie(BROWSER_COOKIE, departure.browser, page.https());
    c.set_max_age(Some(time::Duration::minutes(15)));
    append_cookie(&mut response, &c);
    Ok(response)
}

pub(crate) async fn callback(
    page: Page,
    Segment(code): Segment<String>,
    jar: CookieJar,
    query: Fields,
) -> Answer {
    let kind = kind(&code)?;
    let back = Return {
        code: query.text("code"),
        state: query.text("state"),
        issuer: query.text("iss"),
        error: query.text("error"),
        language: page.lang(),
    };
    let browser = jar.get(BROWSER_COOKIE).map(|c| c.value().to_owned());
    let arrival = page
        .app()
        .finish_sign_in(kind, back, browser.as_deref(), page.signed_in())
        .await?;
    let mut response = page.to(&arrival.return_to);
    append_cookie(
        &mut response,
        &cookie(
            session_cookie_name(page.https()),
            arrival.token,
            page.https(),
        ),
    );
    let mut gone = cookie(BROWSER_COOKIE, String::new(), page.https());
    gone.make_removal();
    append_cookie(&mut response, &gone);
    Ok(response)
}
