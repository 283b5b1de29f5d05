//! Asking the issuer to correct one's own edubadge.

use app::edubadges::PlacedAssertion;
use askama::Template;
use axum::extract::Path as Segment;
use domain::{AssertionId, Invalid};

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

#[derive(Template)]
#[template(path = "backpack/correction.html")]
struct Ask<'a> {
    page: &'a Page,
    placed: PlacedAssertion,
    form: Form<'a>,
}

async fn shown(page: &Page, id: AssertionId, (fields, errors): (&Fields, &Invalid)) -> Answer {
    let placed = page.app().own_edubadge(&page.actor(), id).await?;
    let form = Form::new(page, "ask-correction", fields, errors);
    Ok(page.html_checked(errors.is_empty(), &Ask { page, placed, form }))
}

pub(crate) async fn form(page: Page, Segment(id): Segment<AssertionId>) -> Answer {
    page.require_signed_in()?;
    shown(&page, id, (&Fields::default(), &Invalid::default())).await
}

pub(crate) async fn ask(
    page: Page,
    Segment(id): Segment<AssertionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let text = fields.lines("text");
    match invalid(page.app().ask_correction(&page.actor(), id, &text).await)? {
        Ok(_) => Ok(page.to_with(&app::urls::own_edubadge(id), "correction-asked", &[])),
        Err(errors) => shown(&page, id, (&fields, &errors)).await,
    }
}

pub(crate) async fn withdraw(page: Page, Segment(id): Segment<AssertionId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().withdraw_correction(&page.actor(), id).await?;
    Ok(page.to_with(&app::urls::own_edubadge(id), "correction-withdrawn", &[]))
}
