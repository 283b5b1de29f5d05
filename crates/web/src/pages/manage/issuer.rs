//! Issuers in the issuer portal.

use app::badge_classes::ListedClass;
use app::tree::{IssuerClasses, Placement};
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::Institution;
use domain::issuer::{Issuer, Settings};
use domain::issuer_group::IssuerGroup;
use domain::policy::{Action, Resource};
use domain::role::Path;
use domain::{Invalid, IssuerGroupId, IssuerId};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;
use crate::pages::manage::logo;

#[derive(Template)]
#[template(path = "manage/issuer.html")]
struct IssuerPage<'a> {
    page: &'a Page,
    placement: Placement,
    classes: Vec<ListedClass>,
    path: Path,
}

pub(crate) async fn issuer(page: Page, Segment(id): Segment<IssuerId>) -> Answer {
    page.require_signed_in()?;
    let IssuerClasses { placement, classes } = page.app().issuer(&page.actor(), id).await?;
    let path = placement.path();
    Ok(page.html(&IssuerPage {
        page: &page,
        placement,
        classes,
        path,
    }))
}

#[derive(Template)]
#[template(path = "manage/issuer_form.html")]
struct IssuerForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    institution: &'a Institution,
    group: &'a IssuerGroup,
    /// `None` while it is made.
    issuer: Option<&'a Issuer>,
    path: Path,
}

struct Around {
    institution: Institution,
    group: IssuerGroup,
    issuer: Option<Issuer>,
}

impl Around {
    /// The way to the issuer, or to the group in which it will be.
    fn path(&self) -> Path {
        let group = Path::institution(self.institution.id).group(self.group.id);
        match &self.issuer {
            Some(issuer) => group.issuer(issuer.id),
            None => group,
        }
    }
}

fn shown(page: &Page, around: &Around, (fields, errors): (&Fields, &Invalid)) -> Response {
    let form = Form::new(page, "issuer", fields, errors);
    let Around {
        institution,
        group,
        issuer,
    } = around;
    page.html_checked(
        errors.is_empty(),
        &IssuerForm {
            page,
            form,
            institution,
            group,
            issuer: issuer.as_ref(),
            path: around.path(),
        },
    )
}

async fn parent(page: &Page, id: IssuerGroupId) -> Result<Around, Failure> {
    page.require_signed_in()?;
    let (institution, group, _) = page.app().issuer_group(&page.actor(), id).await?;
    let path = Path::institution(institution.id).group(id);
    page.app()
        .permit(&page.actor(), Action::CreateBelow, &Resource::Node(path))?;
    Ok(Around {
        institution,
        group,
        issuer: None,
    })
}

pub(crate) async fn new(page: Page, Segment(group): Segment<IssuerGroupId>) -> Answer {
    let around = parent(&page, group).await?;
    Ok(shown(
        &page,
        &around,
        (&Fields::default(), &Invalid::default()),
    ))
}

pub(crate) async fn create(
    page: Page,
    Segment(group): Segment<IssuerGroupId>,
    Posted(mut fields): Posted,
) -> Answer {
    let around = parent(&page, group).await?;
    let at = (Action::CreateBelow, around.path());
    let (settings, wrong) = read(&page, at, &mut fields, None).await?;
    if !wrong.is_empty() {
        return Ok(shown(&page, &around, (&fields, &wrong)));
    }
    let name = settings.name.get(page.lang()).to_owned();
    match invalid(
        page.app()
            .create_issuer(&page.actor(), group, settings)
            .await,
    )? {
        Ok(id) => Ok(page.to_with(
            &app::urls::manage_issuer(id),
            "issuer-created",
            &[("name", &name)],
        )),
        Err(errors) => Ok(shown(&page, &around, (&fields, &errors))),
    }
}

async fn editable(page: &Page, id: IssuerId) -> Result<Around, Failure> {
    page.require_signed_in()?;
    let Placement {
        institution,
        group,
        issuer,
    } = page.app().issuer(&page.actor(), id).await?.placement;
    let path = Path::institution(institution.id).group(group.id).issuer(id);
    page.app()
        .permit(&page.actor(), Action::Edit, &Resource::Node(path))?;
    Ok(Around {
        institution,
        group,
        issuer: Some(issuer),
    })
}

pub(crate) async fn edit(page: Page, Segment(id): Segment<IssuerId>) -> Answer {
    let around = editable(&page, id).await?;
    let mut fields = Fields::default();
    if let Some(issuer) = &around.issuer {
        let s = &issuer.settings;
        for (field, text) in [
            ("name", &s.name),
            ("description", &s.description),
            ("url", &s.url),
        ] {
            fields.set_localized(field, text);
        }
        fields.set("contact_mail", s.contact_mail.clone().unwrap_or_default());
        fields.set("linkedin_id", s.linkedin_id.clone().unwrap_or_default());
        logo::show_both(&mut fields, &s.logo);
    }
    Ok(shown(&page, &around, (&fields, &Invalid::default())))
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<IssuerId>,
    Posted(mut fields): Posted,
) -> Answer {
    let around = editable(&page, id).await?;
    let before = around.issuer.as_ref().map(|i| &i.settings);
    let at = (Action::Edit, around.path());
    let (settings, wrong) = read(&page, at, &mut fields, before).await?;
    if !wrong.is_empty() {
        return Ok(shown(&page, &around, (&fields, &wrong)));
    }
    match invalid(page.app().update_issuer(&page.actor(), id, settings).await)? {
        Ok(()) => Ok(page.to_with(&app::urls::manage_issuer(id), "saved", &[])),
        Err(errors) => Ok(shown(&page, &around, (&fields, &errors))),
    }
}

/// What was typed, and what is wrong with the logos.
async fn read(
    page: &Page,
    at: (Action, Path),
    fields: &mut Fields,
    before: Option<&Settings>,
) -> Result<(Settings, Invalid), Failure> {
    let mut wrong = Invalid::default();
    let before = before.map(|b| b.logo.clone()).unwrap_or_default();
    let logo = logo::read_both(page, at, fields, &before, &mut wrong).await?;
    let settings = Settings {
        name: fields.localized("name"),
        description: fields.localized("description"),
        url: fields.localized("url"),
        logo,
        contact_mail: fields.text("contact_mail"),
        linkedin_id: fields.text("linkedin_id"),
    };
    Ok((settings, wrong))
}
