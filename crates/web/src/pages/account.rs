//! One's own account: names, proven identifiers, roles, language; signing out, here and everywhere.

use app::account::OwnAccount;
use askama::Template;
use axum::response::Response;
use domain::Lang;

use crate::context::{cookie, session_cookie_name};
use crate::failure::Answer;
use crate::fields::Posted;
use crate::page::{Page, append_cookie};

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'a> {
    page: &'a Page,
    account: OwnAccount,
    language: Lang,
}

pub(crate) async fn account(page: Page) -> Answer {
    let language = page.require_signed_in()?.person.language;
    let account = page.app().own_account(&page.actor()).await?;
    Ok(page.html(&Account {
        page: &page,
        account,
        language,
    }))
}

pub(crate) async fn save(page: Page, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    if let Some(language) = Lang::from_code(fields.get("language")) {
        page.app().set_language(&page.actor(), language).await?;
    }
    Ok(page.to_with(app::urls::ACCOUNT, "saved", &[]))
}

pub(crate) async fn sign_out(page: Page, _: Posted) -> Answer {
    let signed_in = page.require_signed_in()?;
    let elsewhere = page.app().provider_sign_out(signed_in).await;
    page.app().sign_out(signed_in).await?;
    let response = match elsewhere {
        Some(address) => page.leave(&address),
        None => page.to_with(app::urls::START, "signed-out", &[]),
    };
    Ok(without_session(&page, response))
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
