//! Another admin in the place of one.

use app::operator::{RegisteredInstitution, Replacement};
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::{InstitutionId, Invalid};

use super::founded;
use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::{Choice, Form};
use crate::page::Page;

#[derive(Template)]
#[template(path = "admin/replacement.html")]
struct ReplacementForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    found: &'a RegisteredInstitution,
}

impl ReplacementForm<'_> {
    fn admins(&self) -> Vec<Choice> {
        self.found
            .admins
            .iter()
            .map(|admin| {
                let value = admin.grant.id.to_string();
                Choice {
                    chosen: self.form.value("replaced") == value,
                    value,
                    label: admin.name.clone(),
                }
            })
            .collect()
    }
}

fn shown(
    page: &Page,
    found: &RegisteredInstitution,
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    page.html_checked(
        errors.is_empty(),
        &ReplacementForm {
            page,
            form: Form::new(page, "replacement", fields, errors),
            found,
        },
    )
}

pub(crate) async fn ask(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    page.require_signed_in()?;
    let found = page.app().registered_institution(&page.actor(), id).await?;
    if found.admins.is_empty() {
        return Ok(page.to(&app::urls::admin_institution(id)));
    }
    let empty = (&Fields::default(), &Invalid::default());
    Ok(shown(&page, &found, empty))
}

pub(crate) async fn replace(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let mail = fields.get("new_admin");
    let wish = Replacement {
        role: fields.get("replaced").parse().ok(),
        mail: mail.to_owned(),
        reason: fields.lines("reason"),
    };
    match invalid(page.app().replace_admin(&page.actor(), id, wish).await)? {
        Ok(first) => Ok(page.to_with(
            &app::urls::admin_institution(id),
            founded(first),
            &[("mail", mail)],
        )),
        Err(errors) => {
            let found = page.app().registered_institution(&page.actor(), id).await?;
            Ok(shown(&page, &found, (&fields, &errors)))
        }
    }
}
