//! Issuer groups in the issuer portal.

use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::{Institution, Sector};
use domain::issuer::Issuer;
use domain::issuer_group::{IssuerGroup, OnBehalfOf, Settings, Visibility};
use domain::policy::{Action, Resource};
use domain::role::Path;
use domain::{InstitutionId, Invalid, IssuerGroupId};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;
use crate::pages::manage::logo;

/// Where the logo of another organisation is chosen.
const OTHERS_LOGO: &str = "on_behalf_of_logo";

#[derive(Template)]
#[template(path = "manage/issuer_group.html")]
struct GroupPage<'a> {
    page: &'a Page,
    institution: Institution,
    group: IssuerGroup,
    issuers: Vec<Issuer>,
    path: Path,
}

pub(crate) async fn issuer_group(page: Page, Segment(id): Segment<IssuerGroupId>) -> Answer {
    page.require_signed_in()?;
    let (institution, group, issuers) = page.app().issuer_group(&page.actor(), id).await?;
    let path = Path::institution(institution.id).group(id);
    Ok(page.html(&GroupPage {
        page: &page,
        institution,
        group,
        issuers,
        path,
    }))
}

#[derive(Template)]
#[template(path = "manage/issuer_group_form.html")]
struct GroupForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    institution: &'a Institution,
    /// `None` while it is made.
    group: Option<&'a IssuerGroup>,
    path: Path,
}

fn shown(
    page: &Page,
    (institution, group): (&Institution, Option<&IssuerGroup>),
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    let form = Form::new(page, "group", fields, errors);
    let path = path_of(institution, group);
    page.html_checked(
        errors.is_empty(),
        &GroupForm {
            page,
            form,
            institution,
            group,
            path,
        },
    )
}

/// The way to the group, or to the institution in which it will be.
fn path_of(institution: &Institution, group: Option<&IssuerGroup>) -> Path {
    let path = Path::institution(institution.id);
    match group {
        Some(group) => path.group(group.id),
        None => path,
    }
}

async fn parent(page: &Page, id: InstitutionId) -> Result<Institution, crate::failure::Failure> {
    page.require_signed_in()?;
    let institution = page
        .app()
        .institution_tree(&page.actor(), id)
        .await?
        .institution;
    page.app().permit(
        &page.actor(),
        Action::CreateBelow,
        &Resource::Node(Path::institution(id)),
    )?;
    Ok(institution)
}

pub(crate) async fn new(page: Page, Segment(institution): Segment<InstitutionId>) -> Answer {
    let institution = parent(&page, institution).await?;
    let mut fields = Fields::default();
    fields.set("visibility", "public");
    Ok(shown(
        &page,
        (&institution, None),
        (&fields, &Invalid::default()),
    ))
}

pub(crate) async fn create(
    page: Page,
    Segment(institution): Segment<InstitutionId>,
    Posted(mut fields): Posted,
) -> Answer {
    let institution = parent(&page, institution).await?;
    let at = (Action::CreateBelow, path_of(&institution, None));
    let (settings, wrong) = read(&page, at, &mut fields, None).await?;
    if !wrong.is_empty() {
        return Ok(shown(&page, (&institution, None), (&fields, &wrong)));
    }
    let name = settings.name.get(page.lang()).to_owned();
    match invalid(
        page.app()
            .create_issuer_group(&page.actor(), institution.id, settings)
            .await,
    )? {
        Ok(id) => Ok(page.to_with(
            &app::urls::manage_issuer_group(id),
            "group-created",
            &[("name", &name)],
        )),
        Err(errors) => Ok(shown(&page, (&institution, None), (&fields, &errors))),
    }
}

pub(crate) async fn edit(page: Page, Segment(id): Segment<IssuerGroupId>) -> Answer {
    let (institution, group) = editable(&page, id).await?;
    let s = &group.settings;
    let mut fields = Fields::default();
    fields.set_localized("name", &s.name);
    fields.set_localized("description", &s.description);
    fields.set("sector", s.sector.map_or("", Sector::code));
    fields.set("visibility", s.visibility.code());
    fields.set("linkedin_id", s.linkedin_id.clone().unwrap_or_default());
    logo::show_both(&mut fields, &s.logo);
    let other = s.on_behalf_of.as_ref().and_then(|o| o.logo.as_ref());
    logo::show(&mut fields, OTHERS_LOGO, other);
    if let Some(o) = &s.on_behalf_of {
        fields.set("on_behalf_of_name", o.name.clone());
        fields.set("on_behalf_of_url", o.url.clone().unwrap_or_default());
        fields.set(
            "on_behalf_of_linkedin_id",
            o.linkedin_id.clone().unwrap_or_default(),
        );
    }
    Ok(shown(
        &page,
        (&institution, Some(&group)),
        (&fields, &Invalid::default()),
    ))
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<IssuerGroupId>,
    Posted(mut fields): Posted,
) -> Answer {
    let (institution, group) = editable(&page, id).await?;
    let at = (Action::Edit, path_of(&institution, Some(&group)));
    let (settings, wrong) = read(&page, at, &mut fields, Some(&group.settings)).await?;
    if !wrong.is_empty() {
        return Ok(shown(
            &page,
            (&institution, Some(&group)),
            (&fields, &wrong),
        ));
    }
    match invalid(
        page.app()
            .update_issuer_group(&page.actor(), id, settings)
            .await,
    )? {
        Ok(()) => Ok(page.to_with(&app::urls::manage_issuer_group(id), "saved", &[])),
        Err(errors) => Ok(shown(
            &page,
            (&institution, Some(&group)),
            (&fields, &errors),
        )),
    }
}

async fn editable(
    page: &Page,
    id: IssuerGroupId,
) -> Result<(Institution, IssuerGroup), crate::failure::Failure> {
    page.require_signed_in()?;
    let (institution, group, _) = page.app().issuer_group(&page.actor(), id).await?;
    let path = Path::institution(institution.id).group(id);
    page.app()
        .permit(&page.actor(), Action::Edit, &Resource::Node(path))?;
    Ok((institution, group))
}

/// What was typed, and what is wrong with the logos.
async fn read(
    page: &Page,
    at: (Action, Path),
    fields: &mut Fields,
    before: Option<&Settings>,
) -> Result<(Settings, Invalid), Failure> {
    let mut wrong = Invalid::default();
    let own = before.map(|b| b.logo.clone()).unwrap_or_default();
    let own = logo::read_both(page, at, fields, &own, &mut wrong).await?;
    let other = before.and_then(|b| b.on_behalf_of.as_ref()?.logo.as_ref());
    let other = logo::read(page, at, (fields, OTHERS_LOGO), other, &mut wrong).await?;
    let on_behalf_of = [
        "on_behalf_of_name",
        "on_behalf_of_url",
        "on_behalf_of_linkedin_id",
    ];
    let settings = Settings {
        name: fields.localized("name"),
        description: fields.localized("description"),
        logo: own,
        linkedin_id: fields.text("linkedin_id"),
        sector: Sector::from_code(fields.get("sector")),
        visibility: Visibility::from_code(fields.get("visibility")).unwrap_or(Visibility::Public),
        on_behalf_of: on_behalf_of
            .iter()
            .any(|f| fields.text(f).is_some())
            .then(|| OnBehalfOf {
                name: fields.text("on_behalf_of_name").unwrap_or_default(),
                url: fields.text("on_behalf_of_url"),
                logo: other,
                linkedin_id: fields.text("on_behalf_of_linkedin_id"),
            }),
    };
    Ok((settings, wrong))
}
