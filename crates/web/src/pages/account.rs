//! Signing out, here and everywhere.

use axum::http::header::SET_COOKIE;
use axum::response::Response;

use crate::context::{cookie, session_cookie_name};
use crate::failure::Answer;
use crate::fields::Posted;
use crate::page::{Page, append_cookie};

pub(crate) async fn sign_out(page: Page, _: Posted) -> Answer {
    let signed_in = page.require_signed_in()?;
    page.app().sign_out(signed_in).await?;
    Ok(without_session(&page, page.to_with(app::urls::START, "signed-out", &[])))
}

pub(crate) async fn sign_out_everywhere(page: Page, _: Posted) -> Answer {
    let signed_in = page.require_signed_in()?;
    page.app().sign_out_everywhere(&signed_in.actor, signed_in.person.id).await?;
    Ok(without_session(&page, page.to_with(app::urls::START, "signed-out-everywhere", &[])))
}

fn without_session(page: &Page, mut response: Response) -> Response {
    let mut c = cookie(session_cookie_name(page.https()), String::new(), page.https());
    c.make_removal();
    append_cookie(&mut response, &c);
    debug_assert!(response.headers().contains_key(SET_COOKIE));
    response
}
