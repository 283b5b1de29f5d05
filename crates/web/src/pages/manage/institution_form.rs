//! What an institution's admins set. What only the operator sets stands on the operator's page, and
//! is not read here.

use app::tree::{Trial, try_eppn};
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::{Audience, Institution, LegalBasis, Settings};
use domain::policy::{Action, Resource};
use domain::role::Path;
use domain::{InstitutionId, Invalid, Lang};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::manage::logo;

#[derive(Template)]
#[template(path = "manage/institution_form.html")]
struct InstitutionForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    institution: &'a Institution,
    others: &'a [Institution],
    bases: Vec<&'static str>,
    trial: Option<Trial>,
}

impl InstitutionForm<'_> {
    fn audience_list(&self) -> Vec<Choice> {
        let chosen: Vec<&str> = self.form.fields.all("audience_list").collect();
        let choice = |other: &Institution| {
            let value = other.id.to_string();
            Choice {
                chosen: chosen.contains(&value.as_str()),
                label: other.name(self.page.lang()).to_owned(),
                value,
            }
        };
        self.others.iter().map(choice).collect()
    }
}

/// What a pattern says of an example, in words and with an icon.
pub(super) fn trial_text(page: &Page, trial: &Trial) -> (&'static str, String) {
    let (icon, code) = match trial {
        Trial::Matches => ("circle-check", "matches"),
        Trial::Differs => ("circle-x", "differs"),
        Trial::NoExample => ("info", "no-example"),
        Trial::Unusable => ("triangle-alert", "unusable"),
    };
    (icon, page.code("eppn-trial", code))
}

/// An institution that may be changed, and the others.
struct Around {
    institution: Institution,
    others: Vec<Institution>,
}

fn shown(
    page: &Page,
    around: &Around,
    (fields, errors): (&Fields, &Invalid),
    trial: Option<Trial>,
) -> Response {
    let form = Form::new(page, "institution", fields, errors);
    let bases = LegalBasis::ALL.iter().map(|b| b.code()).collect();
    page.html_checked(
        errors.is_empty(),
        &InstitutionForm {
            page,
            form,
            institution: &around.institution,
            others: &around.others,
            bases,
            trial,
        },
    )
}

async fn editable(page: &Page, id: InstitutionId) -> Result<Around, Failure> {
    page.require_signed_in()?;
    let actor = page.actor();
    let institution = page.app().institution_tree(&actor, id).await?.institution;
    let node = Resource::Node(Path::institution(id));
    page.app().permit(&actor, Action::Edit, &node)?;
    let others = page
        .app()
        .other_institutions(&actor, id, page.lang())
        .await?;
    Ok(Around {
        institution,
        others,
    })
}

pub(crate) async fn edit(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    let around = editable(&page, id).await?;
    let fields = write(&around.institution.settings);
    Ok(shown(&page, &around, (&fields, &Invalid::default()), None))
}

/// The settings as the form shows them.
fn write(s: &Settings) -> Fields {
    let mut fields = Fields::default();
    for (field, text) in [
        ("name", &s.name),
        ("description", &s.description),
        ("url", &s.url),
    ] {
        fields.set_localized(field, text);
    }
    for (field, text) in [
        ("contact_mail", &s.contact_mail),
        ("grading_table_url", &s.grading_table_url),
        ("linkedin_id", &s.linkedin_id),
        ("eppn_pattern", &s.eppn_pattern),
        ("colour", &s.colour),
    ] {
        fields.set(field, text.clone().unwrap_or_default());
    }
    fields.set("default_language", s.default_language.code());
    fields.set("legal_basis_formal", s.legal_basis_formal.code());
    fields.set("legal_basis_non_formal", s.legal_basis_non_formal.code());
    for (field, on) in [
        ("direct_awards", s.direct_awards),
        ("publishing_review", s.publishing_review),
    ] {
        if on {
            fields.set(field, "on");
        }
    }
    let audience = match &s.audience {
        Audience::Anyone => "anyone",
        Audience::Listed(_) => "listed",
        Audience::OwnOnly => "own-only",
    };
    fields.set("audience", audience);
    if let Audience::Listed(list) = &s.audience {
        for id in list {
            fields.push("audience_list", id.to_string());
        }
    }
    logo::show_both(&mut fields, &s.logo);
    fields
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    Posted(mut fields): Posted,
) -> Answer {
    let around = editable(&page, id).await?;
    let before = &around.institution.settings;
    let at = (Action::Edit, Path::institution(id));
    let mut wrong = Invalid::default();
    let logo = logo::read_both(&page, at, &mut fields, &before.logo, &mut wrong).await?;
    if fields.get("do") == "try" {
        let trial = try_eppn(fields.get("eppn_pattern"), fields.get("eppn_example"));
        return Ok(shown(&page, &around, (&fields, &wrong), Some(trial)));
    }
    if !wrong.is_empty() {
        return Ok(shown(&page, &around, (&fields, &wrong), None));
    }
    let settings = Settings {
        logo,
        ..read(&fields, before)
    };
    match invalid(
        page.app()
            .update_institution(&page.actor(), id, settings)
            .await,
    )? {
        Ok(()) => Ok(page.to_with(&app::urls::manage_institution(id), "saved", &[])),
        Err(errors) => Ok(shown(&page, &around, (&fields, &errors), None)),
    }
}

fn read(fields: &Fields, before: &Settings) -> Settings {
    let basis = |field: &str, before| LegalBasis::from_code(fields.get(field)).unwrap_or(before);
    Settings {
        name: fields.localized("name"),
        description: fields.localized("description"),
        url: fields.localized("url"),
        logo: before.logo.clone(),
        contact_mail: fields.text("contact_mail"),
        grading_table_url: fields.text("grading_table_url"),
        linkedin_id: fields.text("linkedin_id"),
        eppn_pattern: fields.text("eppn_pattern"),
        default_language: Lang::from_code(fields.get("default_language"))
            .unwrap_or(before.default_language),
        legal_basis_formal: basis("legal_basis_formal", before.legal_basis_formal),
        legal_basis_non_formal: basis("legal_basis_non_formal", before.legal_basis_non_formal),
        direct_awards: fields.has("direct_awards"),
        // Nobody can approve yet, and with review on nothing is published: only off can be chosen.
        publishing_review: before.publishing_review && fields.has("publishing_review"),
        audience: match fields.get("audience") {
            "own-only" => Audience::OwnOnly,
            "listed" => Audience::Listed(
                fields
                    .all("audience_list")
                    .filter_map(|id| id.parse().ok())
                    .collect(),
            ),
            _ => Audience::Anyone,
        },
        colour: fields.text("colour"),
    }
}

#[derive(Template)]
#[template(path = "manage/eppn.html")]
struct EppnPage<'a> {
    page: &'a Page,
    institution: &'a Institution,
    form: Form<'a>,
    trial: Option<Trial>,
}

/// Tries a pattern on an example while it is typed; a page of its own without the script.
pub(crate) async fn try_pattern(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    mut fields: Fields,
) -> Answer {
    let Around { institution, .. } = editable(&page, id).await?;
    if !fields.has("eppn_pattern") {
        let now = institution.settings.eppn_pattern.clone();
        fields.set("eppn_pattern", now.unwrap_or_default());
    }
    let trial = try_eppn(fields.get("eppn_pattern"), fields.get("eppn_example"));
    Ok(page.html(&EppnPage {
        page: &page,
        institution: &institution,
        form: Form::new(&page, "institution", &fields, &Invalid::default()),
        trial: Some(trial),
    }))
}
