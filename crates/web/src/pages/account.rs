//! One's own account: names, proven identifiers, roles, language; signing out, here and everywhere.

use app::account::OwnAccount;
use app::people::PlacedRole;
use app::requests::{ChosenClass, RequestMails};
use app::signin::own_path_or;
use app::terms::Terms;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::Lang;
use domain::person::ProviderKind;
use domain::request::Frequency;

use crate::context::{cookie, session_cookie_name};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::form::Choice;
use crate::page::{Page, append_cookie};
use crate::pages::manage::requests::frequencies;

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'a> {
    page: &'a Page,
    account: OwnAccount,
    language: Lang,
    /// The kind of account that could be linked.
    missing: Option<ProviderKind>,
    /// How somebody who decides requests hears of them.
    mails: Option<RequestMails>,
}

impl Account<'_> {
    fn general(&self, mails: &RequestMails) -> Vec<Choice> {
        frequencies(self.page, mails.in_general, "request-mails-usual")
    }

    fn of_class(&self, chosen: &ChosenClass) -> Vec<Choice> {
        frequencies(
            self.page,
            Some(chosen.frequency),
            "request-mails-as-in-general",
        )
    }
}

pub(crate) async fn account(page: Page) -> Answer {
    let language = page.require_signed_in()?.person.language;
    let account = page.app().own_account(&page.actor()).await?;
    let missing = ProviderKind::ALL
        .iter()
        .copied()
        .find(|kind| !account.kinds.contains(kind));
    let mails = if page.is_staff() {
        Some(page.app().request_mails(&page.actor()).await?)
    } else {
        None
    };
    Ok(page.html(&Account {
        page: &page,
        mails,
        account,
        language,
        missing,
    }))
}

#[derive(Template)]
#[template(path = "account_roles.html")]
struct OwnRoles<'a> {
    page: &'a Page,
    roles: Vec<PlacedRole>,
}

/// What one may oneself, and where.
pub(crate) async fn roles(page: Page) -> Answer {
    page.require_signed_in()?;
    let roles = page.app().own_roles(&page.actor(), page.lang()).await?;
    Ok(page.html(&OwnRoles { page: &page, roles }))
}

pub(crate) async fn save(page: Page, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    if let Some(language) = Lang::from_code(fields.get("language")) {
        page.app().set_language(&page.actor(), language).await?;
    }
    Ok(page.to_with(app::urls::ACCOUNT, "saved", &[]))
}

/// `in_general`, and `class_{id}` for each class with a choice of its own.
pub(crate) async fn choose_request_mails(page: Page, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    let classes = fields.pairs().filter_map(|(name, value)| {
        let class = name.strip_prefix("class_")?.parse().ok()?;
        Some((class, Frequency::from_code(value)))
    });
    let in_general = Frequency::from_code(fields.get("in_general"));
    page.app()
        .choose_request_mails(&page.actor(), in_general, classes.collect())
        .await?;
    Ok(page.to_with(app::urls::ACCOUNT, "saved", &[]))
}

pub(crate) async fn sign_out(page: Page, _: Posted) -> Answer {
    let signed_in = page.require_signed_in()?;
    let elsewhere = page.app().provider_sign_out(signed_in).await;
    page.app().sign_out(signed_in).await?;
    let response = match elsewhere {
        Some(address) => page.leave(&address),
        None => page.to(app::urls::START),
    };
    Ok(without_session(
        &page,
        page.saying(response, "signed-out", &[]),
    ))
}

pub(crate) async fn sign_out_everywhere(page: Page, _: Posted) -> Answer {
    let signed_in = page.require_signed_in()?;
    page.app()
        .sign_out_everywhere(&signed_in.actor, signed_in.person.id)
        .await?;
    Ok(without_session(
        &page,
        page.to_with(app::urls::START, "signed-out-everywhere", &[]),
    ))
}

/// More time, for who is still reading or typing; the answer says how many seconds are left.
pub(crate) async fn extend(page: Page, _: Posted) -> Answer {
    let signed_in = page.require_signed_in()?;
    let end = page.app().extend_session(signed_in).await?;
    let left = [("session-seconds", page.seconds_until(end).to_string())];
    Ok((StatusCode::NO_CONTENT, left).into_response())
}

#[derive(Template)]
#[template(path = "accept_terms.html")]
struct AcceptTerms<'a> {
    page: &'a Page,
    terms: Terms,
    return_to: String,
    error: Option<String>,
}

fn shown_terms(page: &Page, terms: Terms, return_to: String, error: Option<String>) -> Response {
    page.html_checked(
        error.is_none(),
        &AcceptTerms {
            page,
            terms,
            return_to,
            error,
        },
    )
}

pub(crate) async fn terms(page: Page, query: Fields) -> Answer {
    page.require_signed_in()?;
    let terms = page
        .app()
        .general_terms(&page.actor())
        .await?
        .ok_or(app::Error::NotFound)?;
    let return_to = own_path_or(query.get("return_to"), app::urls::BACKPACK);
    Ok(shown_terms(&page, terms, return_to, None))
}

pub(crate) async fn accept_terms(page: Page, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    let return_to = own_path_or(fields.get("return_to"), app::urls::BACKPACK);
    if !fields.has("agree") {
        let terms = page
            .app()
            .general_terms(&page.actor())
            .await?
            .ok_or(app::Error::NotFound)?;
        let error = page.t("accept-terms-required");
        return Ok(shown_terms(&page, terms, return_to, Some(error)));
    }
    let shown = fields
        .get("terms")
        .parse()
        .map_err(|_| app::Error::Conflict("newer-terms"))?;
    page.app()
        .accept_general_terms(&page.actor(), shown)
        .await?;
    Ok(page.to(&return_to))
}

fn without_session(page: &Page, mut response: Response) -> Response {
    let mut c = cookie(
        session_cookie_name(page.https()),
        String::new(),
        page.https(),
    );
    c.make_removal();
    append_cookie(&mut response, &c);
    response
}
