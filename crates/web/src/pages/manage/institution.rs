//! The issuer portal's home, and an institution with its tree.

use app::overview::{Need, Needed};
use app::tree::InstitutionTree;
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::{Audience, Institution, LegalBasis, Settings};
use domain::policy::{Action, reach};
use domain::role::{Node, Path, Role};
use domain::{InstitutionId, Invalid, Lang};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/home.html")]
struct Home<'a> {
    page: &'a Page,
    institutions: Vec<Institution>,
    needs: Vec<Needed>,
}

/// The words for so many of something that is needed.
fn key(needed: &Needed) -> &'static str {
    match needed.need {
        Need::Request => "need-request",
        Need::Correction => "need-correction",
        Need::FailedDelivery => "need-failed-delivery",
        Need::Review => "need-review",
        Need::Draft => "need-draft",
        Need::Invitation => "need-invitation",
        Need::Expiring => "need-expiring",
    }
}

fn icon(needed: &Needed) -> &'static str {
    match needed.need {
        Need::Request => "inbox",
        Need::Correction => "message-circle",
        Need::FailedDelivery => "circle-alert",
        Need::Review => "list-checks",
        Need::Draft => "pencil",
        Need::Invitation => "user-plus",
        Need::Expiring => "hourglass",
    }
}

impl Home<'_> {
    /// Of the institution where it is needed.
    fn where_needed(&self, needed: &Needed) -> &str {
        let mut all = self.institutions.iter();
        all.find(|i| i.id == needed.institution)
            .map_or("", |i| i.name(self.page.lang()))
    }
}

pub(crate) async fn home(page: Page) -> Answer {
    page.require_signed_in()?;
    // Staff land here after signing in; who only runs the platform works elsewhere.
    if page.is_operator() && !page.is_staff() {
        return Ok(page.to(app::urls::ADMIN));
    }
    let institutions = page
        .app()
        .own_institutions(&page.actor(), page.lang())
        .await?;
    if let [only] = institutions.as_slice() {
        return Ok(page.to(&app::urls::manage_institution(only.id)));
    }
    let needs = page.app().needs(&page.actor(), None).await?;
    Ok(page.html(&Home {
        page: &page,
        institutions,
        needs,
    }))
}

#[derive(Template)]
#[template(path = "manage/institution.html")]
struct InstitutionPage<'a> {
    page: &'a Page,
    tree: InstitutionTree,
    path: Path,
    today_micro: bool,
    /// Requests that wait for the asker; none for who decides none.
    requests: Option<i64>,
    needs: Vec<Needed>,
}

/// A group or an issuer in which somebody has a role.
struct Place<'a> {
    role: Role,
    name: &'a str,
    href: String,
}

impl InstitutionPage<'_> {
    /// The institution that the page is about needs no name on it.
    fn where_needed(&self, _: &Needed) -> &'static str {
        ""
    }

    /// Whether the asker may do this somewhere in the institution.
    fn reaches(&self, action: Action) -> bool {
        reach(&self.page.actor(), action, self.tree.institution.id).is_ok()
    }

    /// Where the person who looks works: who has a role on one issuer needn't search the tree.
    fn own(&self) -> Vec<Place<'_>> {
        let lang = self.page.lang();
        let person = self.page.signed_in().and_then(|s| s.actor.person());
        let grants = person.map(|p| p.grants.as_slice()).unwrap_or_default();
        let place = |role: Role, node: Node| {
            let mut groups = self.tree.groups.iter();
            let (name, href) = match node {
                Node::IssuerGroup(id) => {
                    let (group, _) = groups.find(|(g, _)| g.id == id)?;
                    (group.name(lang), app::urls::manage_issuer_group(id))
                }
                Node::Issuer(id) => {
                    let issuer = groups
                        .flat_map(|(_, issuers)| issuers)
                        .find(|i| i.id == id)?;
                    (issuer.name(lang), app::urls::manage_issuer(id))
                }
                _ => return None,
            };
            Some(Place { role, name, href })
        };
        grants
            .iter()
            .filter_map(|grant| place(grant.role, grant.path?.node()))
            .collect()
    }
}

pub(crate) async fn institution(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    page.require_signed_in()?;
    let tree = page.app().institution_tree(&page.actor(), id).await?;
    let requests = page.app().requests_waiting(&page.actor(), id).await?;
    let mut needs = page.app().needs(&page.actor(), Some(id)).await?;
    // Those have a button of their own here.
    needs.retain(|n| n.need != Need::Request);
    let today_micro = tree
        .institution
        .microcredentials_allowed(page.app().today());
    Ok(page.html(&InstitutionPage {
        page: &page,
        tree,
        path: Path::institution(id),
        today_micro,
        requests,
        needs,
    }))
}

#[derive(Template)]
#[template(path = "manage/institution_form.html")]
struct InstitutionForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    institution: &'a Institution,
    bases: Vec<&'static str>,
}

fn shown(
    page: &Page,
    institution: &Institution,
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    let form = Form::new(page, "institution", fields, errors);
    let bases = LegalBasis::ALL.iter().map(|b| b.code()).collect();
    page.html_checked(
        errors.is_empty(),
        &InstitutionForm {
            page,
            form,
            institution,
            bases,
        },
    )
}

async fn editable(page: &Page, id: InstitutionId) -> Result<Institution, Failure> {
    page.require_signed_in()?;
    let institution = page
        .app()
        .institution_tree(&page.actor(), id)
        .await?
        .institution;
    page.app().permit(
        &page.actor(),
        Action::Edit,
        &domain::policy::Resource::Node(Path::institution(id)),
    )?;
    Ok(institution)
}

pub(crate) async fn edit(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    let institution = editable(&page, id).await?;
    let s = &institution.settings;
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
    fields.set(
        "audience",
        if s.audience == Audience::OwnOnly {
            "own-only"
        } else {
            "anyone"
        },
    );
    Ok(shown(&page, &institution, (&fields, &Invalid::default())))
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    let institution = editable(&page, id).await?;
    let settings = read(&fields, &institution.settings);
    match invalid(
        page.app()
            .update_institution(&page.actor(), id, settings)
            .await,
    )? {
        Ok(()) => Ok(page.to_with(&app::urls::manage_institution(id), "saved", &[])),
        Err(errors) => Ok(shown(&page, &institution, (&fields, &errors))),
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
        audience: match (fields.get("audience"), &before.audience) {
            ("own-only", _) => Audience::OwnOnly,
            // A list is kept until somebody chooses otherwise.
            ("anyone", Audience::Listed(list)) => Audience::Listed(list.clone()),
            _ => Audience::Anyone,
        },
        colour: fields.text("colour"),
    }
}
