//! "This award is mine": the queue of who says so, and the decision.

use app::awards::PleaView;
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use domain::plea::State;
use domain::{Invalid, PleaId};

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/pleas.html")]
struct Pleas<'a> {
    page: &'a Page,
    pleas: Vec<PleaView>,
}

#[derive(Template)]
#[template(path = "manage/plea.html")]
struct PleaPage<'a> {
    page: &'a Page,
    view: PleaView,
    form: Form<'a>,
}

impl PleaPage<'_> {
    fn is_open(&self) -> bool {
        self.view.placed.plea.state == State::Open
    }
}

pub(crate) async fn pleas(page: Page) -> Answer {
    page.require_signed_in()?;
    let pleas = page.app().open_pleas(&page.actor()).await?;
    Ok(page.html(&Pleas { page: &page, pleas }))
}

async fn show(page: &Page, id: PleaId, (fields, errors): (&Fields, &Invalid)) -> Answer {
    let view = page.app().plea(&page.actor(), id).await?;
    let form = Form::new(page, "plea", fields, errors);
    Ok(page.html_checked(errors.is_empty(), &PleaPage { page, view, form }))
}

pub(crate) async fn plea(page: Page, Segment(id): Segment<PleaId>) -> Answer {
    page.require_signed_in()?;
    show(&page, id, (&Fields::default(), &Invalid::default())).await
}

pub(crate) async fn give(page: Page, Segment(id): Segment<PleaId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().give_to_pleader(&page.actor(), id).await?;
    Ok(page.to_with(urls::MANAGE_PLEAS, "plea-given", &[]))
}

pub(crate) async fn refuse(
    page: Page,
    Segment(id): Segment<PleaId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let refused = page
        .app()
        .refuse_plea(&page.actor(), id, fields.get("reason"))
        .await;
    match invalid(refused)? {
        Ok(()) => Ok(page.to_with(urls::MANAGE_PLEAS, "plea-refused", &[])),
        Err(errors) => show(&page, id, (&fields, &errors)).await,
    }
}
