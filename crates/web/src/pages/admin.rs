//! The operator's pages: institutions with their registration and first admins, general terms.

pub(crate) mod replacement;

use app::operator::{
    AuditLine, AuditPlace, FirstAdmin, ListedInstitution, NewInstitution, RegisteredInstitution,
};
use app::terms::Terms;
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::{Accreditation, Registration, Sector};
use domain::policy::{Action, Resource};
use domain::rule_set::Framework;
use domain::{InstitutionId, Invalid, Lang};

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

/// Periods of accreditation under one framework, at most.
const MOST_PERIODS: usize = 12;

#[derive(Template)]
#[template(path = "admin/institutions.html")]
struct Institutions<'a> {
    page: &'a Page,
    lines: Vec<ListedInstitution>,
    search: String,
    next: Option<String>,
}

pub(crate) async fn institutions(page: Page, query: Fields) -> Answer {
    page.require_signed_in()?;
    let search = query.get("q").trim().to_owned();
    let after = query.text("after").and_then(|after| {
        let (id, name) = after.split_once('~')?;
        Some((name.to_owned(), id.parse().ok()?))
    });
    let (lines, more) = page
        .app()
        .registered_institutions(&page.actor(), page.lang(), (search.clone(), after))
        .await?;
    let next = lines.last().filter(|_| more).map(|last| {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        let after = format!("{}~{}", last.institution.id, last.sorted);
        out.append_pair("q", &search).append_pair("after", &after);
        format!("{}?{}", app::urls::ADMIN, out.finish())
    });
    Ok(page.html(&Institutions {
        page: &page,
        lines,
        search,
        next,
    }))
}

#[derive(Template)]
#[template(path = "admin/institution.html")]
struct InstitutionForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    /// `None` for a new one.
    found: Option<&'a RegisteredInstitution>,
    frameworks: &'a [Framework],
    sectors: Vec<&'static str>,
}

impl InstitutionForm<'_> {
    fn periods(&self, framework: &usize) -> std::ops::Range<usize> {
        0..periods(self.form.fields, *framework)
    }

    fn accredited(&self, framework: &usize, k: &usize, end: &str) -> String {
        period(*framework, *k, end)
    }
}

fn shown(
    page: &Page,
    found: Option<&RegisteredInstitution>,
    frameworks: &[Framework],
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    let form = Form::new(page, "registration", fields, errors);
    let sectors = Sector::ALL.iter().map(|s| s.code()).collect();
    page.html_checked(
        errors.is_empty(),
        &InstitutionForm {
            page,
            form,
            found,
            frameworks,
            sectors,
        },
    )
}

pub(crate) async fn new(page: Page) -> Answer {
    page.require_signed_in()?;
    let frameworks = page.app().frameworks(&page.actor()).await?;
    let mut fields = Fields::default();
    fields.set("country", "NL");
    fields.set("default_language", Lang::Nl.code());
    Ok(shown(
        &page,
        None,
        &frameworks,
        (&fields, &Invalid::default()),
    ))
}

pub(crate) async fn create(page: Page, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    let frameworks = page.app().frameworks(&page.actor()).await?;
    let (registration, unreadable) = read(&fields, &frameworks);
    let new = NewInstitution {
        name: fields.localized("name"),
        registration,
        default_language: Lang::from_code(fields.get("default_language")).unwrap_or(Lang::Nl),
        admin: fields.get("admin").to_owned(),
    };
    match invalid(
        page.app()
            .onboard_institution(&page.actor(), new, unreadable)
            .await,
    )? {
        Ok((id, first)) => Ok(page.to_with(
            &app::urls::admin_institution(id),
            founded(first),
            &[("mail", fields.get("admin"))],
        )),
        Err(errors) => Ok(shown(&page, None, &frameworks, (&fields, &errors))),
    }
}

const fn founded(first: FirstAdmin) -> &'static str {
    match first {
        FirstAdmin::Granted => "admin-granted",
        FirstAdmin::Promised => "admin-promised",
    }
}

pub(crate) async fn institution(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    page.require_signed_in()?;
    let found = page.app().registered_institution(&page.actor(), id).await?;
    let frameworks = page.app().frameworks(&page.actor()).await?;
    let fields = fields_of(&found.institution.registration, &frameworks);
    Ok(shown(
        &page,
        Some(&found),
        &frameworks,
        (&fields, &Invalid::default()),
    ))
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let found = page.app().registered_institution(&page.actor(), id).await?;
    let frameworks = page.app().frameworks(&page.actor()).await?;
    let typed = read(&fields, &frameworks);
    match invalid(
        page.app()
            .update_registration(&page.actor(), id, typed)
            .await,
    )? {
        Ok(()) => Ok(page.to_with(&app::urls::admin_institution(id), "saved", &[])),
        Err(errors) => Ok(shown(&page, Some(&found), &frameworks, (&fields, &errors))),
    }
}

pub(crate) async fn first_admin(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let mail = fields.get("admin");
    match invalid(page.app().name_first_admin(&page.actor(), id, mail).await)? {
        Ok(first) => Ok(page.to_with(
            &app::urls::admin_institution(id),
            founded(first),
            &[("mail", mail)],
        )),
        Err(errors) => {
            let found = page.app().registered_institution(&page.actor(), id).await?;
            let frameworks = page.app().frameworks(&page.actor()).await?;
            let mut shown_fields = fields_of(&found.institution.registration, &frameworks);
            shown_fields.set("admin", mail);
            Ok(shown(
                &page,
                Some(&found),
                &frameworks,
                (&shown_fields, &errors),
            ))
        }
    }
}

/// A registration as its form shows it.
fn fields_of(r: &Registration, frameworks: &[Framework]) -> Fields {
    let mut fields = Fields::default();
    fields.set("identifier", r.identifier.as_str());
    fields.set(
        "alternative_identifiers",
        r.alternative_identifiers.join("\n"),
    );
    fields.set("sector", r.sector.code());
    fields.set("country", r.country.as_str());
    fields.set("brin", r.brin.clone().unwrap_or_default());
    for (i, framework) in frameworks.iter().enumerate() {
        let of_it = r
            .accreditations
            .iter()
            .filter(|a| a.framework == framework.id);
        for (k, a) in of_it.enumerate() {
            fields.set(&period(i, k, "from"), a.from.to_string());
            let until = a.until.map(|u| u.to_string()).unwrap_or_default();
            fields.set(&period(i, k, "until"), until);
        }
    }
    if r.virtual_organisations_allowed {
        fields.set("virtual_organisations", "on");
    }
    fields
}

/// The name of a field of the `k`th period under a framework.
fn period(framework: usize, k: usize, end: &str) -> String {
    format!("accredited_{framework}_{k}_{end}")
}

/// How many periods under a framework the form has: those filled in, and an empty one.
fn periods(fields: &Fields, framework: usize) -> usize {
    let filled = |k: &usize| {
        ["from", "until"]
            .iter()
            .any(|end| !fields.get(&period(framework, *k, end)).is_empty())
    };
    (0..MOST_PERIODS)
        .rev()
        .find(filled)
        .map_or(1, |last| last + 2)
}

/// What was typed, and which days are no days.
fn read(fields: &Fields, frameworks: &[Framework]) -> (Registration, Invalid) {
    let mut wrong = Invalid::default();
    let mut accreditations = Vec::new();
    let rows = frameworks
        .iter()
        .enumerate()
        .flat_map(|(i, framework)| (0..periods(fields, i)).map(move |k| (i, k, framework)));
    for (i, k, framework) in rows {
        let (from, until) = (
            fields.text(&period(i, k, "from")),
            fields.text(&period(i, k, "until")),
        );
        let day = |text: &Option<String>| text.as_deref().map(str::parse).transpose();
        match (day(&from), day(&until)) {
            (Ok(None), Ok(None)) => {}
            (Ok(Some(from)), Ok(until)) => {
                accreditations.push(Accreditation {
                    framework: framework.id.clone(),
                    from,
                    until,
                });
            }
            _ if wrong.is_empty() => wrong.add("accreditations", "days"),
            _ => {}
        }
    }
    let Some(sector) = Sector::from_code(fields.get("sector")) else {
        wrong.add("sector", "required");
        return (registration(fields, Sector::Other, accreditations), wrong);
    };
    (registration(fields, sector, accreditations), wrong)
}

fn registration(
    fields: &Fields,
    sector: Sector,
    accreditations: Vec<Accreditation>,
) -> Registration {
    Registration {
        identifier: fields.get("identifier").to_owned(),
        alternative_identifiers: fields
            .get("alternative_identifiers")
            .lines()
            .map(str::to_owned)
            .collect(),
        sector,
        country: fields.get("country").to_owned(),
        brin: fields.text("brin"),
        accreditations,
        virtual_organisations_allowed: fields.has("virtual_organisations"),
    }
}

#[derive(Template)]
#[template(path = "admin/terms.html")]
struct TermsForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    newest: Option<&'a Terms>,
}

fn shown_terms(
    page: &Page,
    newest: Option<&Terms>,
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    page.html_checked(
        errors.is_empty(),
        &TermsForm {
            page,
            form: Form::new(page, "terms", fields, errors),
            newest,
        },
    )
}

pub(crate) async fn terms(page: Page) -> Answer {
    page.require_signed_in()?;
    page.app()
        .permit(&page.actor(), Action::RunPlatform, &Resource::Platform)?;
    let newest = page.app().general_terms(&page.actor()).await?;
    let mut fields = Fields::default();
    if let Some(newest) = &newest {
        fields.set("text_nl", newest.text(Lang::Nl));
        fields.set("text_en", newest.text(Lang::En));
    }
    Ok(shown_terms(
        &page,
        newest.as_ref(),
        (&fields, &Invalid::default()),
    ))
}

pub(crate) async fn publish_terms(page: Page, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    let text = |name: &str| fields.lines(name);
    match invalid(
        page.app()
            .publish_general_terms(&page.actor(), [text("text_nl"), text("text_en")])
            .await,
    )? {
        Ok(version) => Ok(page.to_with(
            app::urls::ADMIN_TERMS,
            "terms-published",
            &[("number", &version.to_string())],
        )),
        Err(errors) => {
            let newest = page.app().general_terms(&page.actor()).await?;
            Ok(shown_terms(&page, newest.as_ref(), (&fields, &errors)))
        }
    }
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit<'a> {
    page: &'a Page,
    lines: Vec<AuditLine>,
    /// The address of the lines before these.
    older: Option<String>,
    newest: bool,
}

impl Audit<'_> {
    fn who(&self, line: &AuditLine) -> String {
        let kind = line.actor.split(':').next().unwrap_or_default();
        match &line.name {
            Some(name) => name.clone(),
            None => self.page.code("audit-actor", kind),
        }
    }

    fn thing<'l>(&self, line: &'l AuditLine) -> &'l str {
        match line.thing_kind.as_deref() {
            Some(kind @ ("institution" | "role" | "promised-role" | "terms")) => kind,
            _ => "other",
        }
    }

    fn institution(&self, line: &AuditLine) -> Option<String> {
        let about = line.thing_kind.as_deref() == Some("institution");
        let id = line.thing_id.filter(|_| about)?;
        Some(app::urls::admin_institution(InstitutionId(id)))
    }
}

/// Where to go on reading, as it stands in the address: microseconds, id, note.
fn place_in(text: &str) -> Option<AuditPlace> {
    let mut parts = text.split('.');
    let at = jiff::Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let id = parts.next()?.parse().ok()?;
    let note = parts.next()?.parse().ok()?;
    Some(AuditPlace { at, id, note })
}

pub(crate) async fn audit(page: Page, query: Fields) -> Answer {
    page.require_signed_in()?;
    let before = place_in(query.get("before"));
    let (lines, more) = page.app().platform_audit(&page.actor(), before).await?;
    let older = lines.last().filter(|_| more).map(|line| {
        let AuditPlace { at, id, note } = line.place;
        let before = format!("{}.{}.{note}", at.as_microsecond(), id.simple());
        format!("{}?before={before}", app::urls::ADMIN_AUDIT)
    });
    Ok(page.html(&Audit {
        page: &page,
        lines,
        older,
        newest: before.is_none(),
    }))
}
