//! What was revoked together, and undoing that.

use app::badge_classes::PlacedClass;
use app::edubadges::{RevocationBatch, RevocationView};
use askama::Template;
use axum::extract::Path as Segment;
use domain::{BadgeClassId, RevocationId};

use crate::failure::Answer;
use crate::fields::Posted;
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/revocations.html")]
struct Revocations<'a> {
    page: &'a Page,
    placed: PlacedClass,
    revocations: Vec<(RevocationBatch, Option<String>)>,
}

#[derive(Template)]
#[template(path = "manage/revocation.html")]
struct Revocation<'a> {
    page: &'a Page,
    view: RevocationView,
}

fn who(page: &Page, name: Option<&String>) -> String {
    name.cloned()
        .unwrap_or_else(|| page.t("audit-actor-person"))
}

impl Revocations<'_> {
    fn who(&self, name: &Option<String>) -> String {
        who(self.page, name.as_ref())
    }
}

impl Revocation<'_> {
    fn who(&self, name: &Option<String>) -> String {
        who(self.page, name.as_ref())
    }
}

pub(crate) async fn revocations(page: Page, Segment(class): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let (placed, revocations) = page.app().revocations(&page.actor(), class).await?;
    Ok(page.html(&Revocations {
        page: &page,
        placed,
        revocations,
    }))
}

pub(crate) async fn revocation(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, RevocationId)>,
) -> Answer {
    page.require_signed_in()?;
    let view = page.app().revocation(&page.actor(), ids).await?;
    Ok(page.html(&Revocation { page: &page, view }))
}

pub(crate) async fn undo(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, RevocationId)>,
    _: Posted,
) -> Answer {
    page.require_signed_in()?;
    let issued = page.app().undo_revocation(&page.actor(), ids).await?;
    Ok(page.to_with(
        &app::urls::manage_revocation(ids.0, ids.1),
        "revocation-undone",
        &[("n", &issued.to_string())],
    ))
}
