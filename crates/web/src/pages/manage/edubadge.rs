//! One edubadge as staff of its class see it: the awarding record, and correcting it.

use app::edubadges::StaffEdubadge;
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::assertion::Standing;
use domain::award::Evidence;
use domain::correction::{Corrected, NameChoice};
use domain::policy::{Action, Resource};
use domain::{AssertionId, BadgeClassId, Invalid};

use super::edubadges::look;
use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

type Ids = (BadgeClassId, AssertionId);

#[derive(Template)]
#[template(path = "manage/edubadge.html")]
struct Record<'a> {
    page: &'a Page,
    e: &'a StaffEdubadge,
    form: Form<'a>,
}

impl Record<'_> {
    fn standing(&self) -> (Standing, &'static str) {
        let standing = self.e.assertion.standing(self.page.app().now());
        (standing, look(standing))
    }

    fn holder(&self) -> String {
        holder(self.page, self.e)
    }

    /// A valid one is renewed when it ends soon or has ended.
    fn may_renew(&self) -> bool {
        let (standing, _) = self.standing();
        let path = app::badge_classes::path(&self.e.class);
        matches!(standing, Standing::Expiring | Standing::Expired)
            && self.e.class.class.settings.direct_awards
            && self.page.may(Action::Award, &path)
    }
}

fn holder(page: &Page, e: &StaffEdubadge) -> String {
    match &e.assertion.name {
        Some(name) => name.name.clone(),
        None => page.t("edubadges-erased"),
    }
}

fn shown(page: &Page, e: &StaffEdubadge, (fields, errors): (&Fields, &Invalid)) -> Response {
    let form = Form::new(page, "refuse", fields, errors);
    page.html_checked(errors.is_empty(), &Record { page, e, form })
}

pub(crate) async fn edubadge(page: Page, Segment(ids): Segment<Ids>) -> Answer {
    page.require_signed_in()?;
    let e = page.app().staff_edubadge(&page.actor(), ids).await?;
    Ok(shown(&page, &e, (&Fields::default(), &Invalid::default())))
}

pub(crate) async fn refuse(
    page: Page,
    Segment(ids): Segment<Ids>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let answer = fields.lines("answer");
    let refused = page
        .app()
        .refuse_correction(&page.actor(), ids, &answer)
        .await;
    match invalid(refused)? {
        Ok(()) => Ok(page.to_with(
            &app::urls::manage_edubadge(ids.0, ids.1),
            "correction-refused",
            &[],
        )),
        Err(errors) => {
            let e = page.app().staff_edubadge(&page.actor(), ids).await?;
            Ok(shown(&page, &e, (&fields, &errors)))
        }
    }
}

#[derive(Template)]
#[template(path = "manage/edubadge_correct.html")]
struct Correct<'a> {
    page: &'a Page,
    e: &'a StaffEdubadge,
    form: Form<'a>,
}

impl Correct<'_> {
    fn holder(&self) -> String {
        holder(self.page, self.e)
    }

    fn names(&self) -> Vec<&'static str> {
        NameChoice::ALL
            .iter()
            .filter(|c| **c != NameChoice::Validated || self.e.has_validated_name)
            .map(|c| c.code())
            .collect()
    }
}

/// The edubadge, for who may correct it while it can be corrected.
async fn correctable(page: &Page, ids: Ids) -> Result<StaffEdubadge, Failure> {
    page.require_signed_in()?;
    let e = page.app().staff_edubadge(&page.actor(), ids).await?;
    let recipient = Resource::For {
        path: app::badge_classes::path(&e.class),
        person: e.assertion.person,
    };
    page.app()
        .permit(&page.actor(), Action::Correct, &recipient)?;
    if e.assertion.revocation.is_some() {
        return Err(app::Error::Conflict("correction-revoked").into());
    }
    Ok(e)
}

fn correct_form(page: &Page, e: &StaffEdubadge, (fields, errors): (&Fields, &Invalid)) -> Response {
    let form = Form::new(page, "correct", fields, errors);
    page.html_checked(errors.is_empty(), &Correct { page, e, form })
}

pub(crate) async fn ask_correct(page: Page, Segment(ids): Segment<Ids>) -> Answer {
    let e = correctable(&page, ids).await?;
    let a = &e.assertion;
    let mut fields = Fields::default();
    fields.set("name", NameChoice::Same.code());
    for (field, text) in [
        ("grade", &a.grade),
        ("narrative", &a.narrative),
        ("evidence_url", &a.evidence.url),
        ("evidence_name", &a.evidence.name),
        ("evidence_description", &a.evidence.description),
    ] {
        fields.set(field, text.clone().unwrap_or_default());
    }
    Ok(correct_form(&page, &e, (&fields, &Invalid::default())))
}

pub(crate) async fn correct(
    page: Page,
    Segment(ids): Segment<Ids>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let lines = |name: &str| domain::text::non_empty(&fields.lines(name));
    let corrected = Corrected {
        name: NameChoice::from_code(fields.get("name")).unwrap_or(NameChoice::Same),
        typed_name: fields.text("typed_name"),
        grade: fields.text("grade"),
        narrative: lines("narrative"),
        evidence: Evidence {
            url: fields.text("evidence_url"),
            name: fields.text("evidence_name"),
            description: lines("evidence_description"),
        },
        newest_version: fields.has("newest_version"),
        reason: fields.lines("reason"),
    };
    let done = page.app().supersede(&page.actor(), ids, corrected).await;
    match invalid(done)? {
        Ok(new) => Ok(page.to_with(
            &app::urls::manage_edubadge(ids.0, new),
            "edubadge-corrected",
            &[],
        )),
        Err(errors) => {
            let e = correctable(&page, ids).await?;
            Ok(correct_form(&page, &e, (&fields, &errors)))
        }
    }
}
