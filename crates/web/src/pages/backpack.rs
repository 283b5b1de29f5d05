//! The learner's backpack: offers, edubadges, who may see them, downloads.

pub(crate) mod correction;

use app::catalogue::LinkedIn;
use app::edubadges::{Backpack, Offer, OwnEdubadge, PlacedAssertion};
use askama::Template;
use axum::extract::Path as Segment;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::assertion::PublicChoices;
use domain::award::Match;
use domain::badge_class::{Content, Type};
use domain::plea::Plea;
use domain::{AssertionId, DirectAwardId, Invalid};

use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::page::Page;

#[derive(Template)]
#[template(path = "backpack/backpack.html")]
struct BackpackPage<'a> {
    page: &'a Page,
    backpack: Backpack,
    search: String,
    kind: Option<Type>,
    visibility: String,
    sort: String,
    /// Edubadges before the filters.
    all: usize,
    ects: String,
}

impl Page {
    /// The size of a class in words: `5 EC · 140 uur`, `240 SBU`, `20 uur`.
    pub(crate) fn size(&self, content: &Content) -> String {
        if let Some(ects) = content.ects {
            let hours = self.number(ects.hours());
            return format!(
                "{} {} · {hours} {}",
                self.texts().halves(ects),
                self.t("unit-ec"),
                self.t("unit-hours")
            );
        }
        if let Some(hours) = content.study_load {
            return format!("{} {}", self.number(hours), self.t("unit-sbu"));
        }
        content
            .time_investment
            .map(|h| format!("{} {}", self.number(h), self.t("unit-hours")))
            .unwrap_or_default()
    }

    /// Whole days until a moment, at least 0.
    pub(crate) fn days_until(&self, at: &jiff::Timestamp) -> i64 {
        (at.as_second() - self.app().now().as_second()).max(0) / 86_400
    }
}

/// The class that a badge's art stands on, by type.
pub(crate) fn ground(kind: &Type) -> &'static str {
    match kind {
        Type::Microcredential => "micro",
        Type::Regular => "regular",
        Type::ExtraCurricular => "extra",
    }
}

pub(crate) async fn backpack(page: Page, query: Fields) -> Answer {
    page.require_signed_in()?;
    let mut backpack = page.app().backpack(&page.actor()).await?;
    let lang = page.lang();
    let all = backpack.edubadges.len();
    let halves: u16 = backpack
        .edubadges
        .iter()
        .filter_map(|e| e.version.content.ects)
        .map(|e| e.0)
        .sum();
    let ects = page.texts().halves(domain::badge_class::HalfPoints(halves));
    let search = query.get("q").to_owned();
    let words: Vec<String> = domain::text::fold(&search)
        .split(' ')
        .map(str::to_owned)
        .collect();
    let kind = Type::from_code(query.get("type"));
    let (visibility, sort) = (
        query.get("visibility").to_owned(),
        query.get("sort").to_owned(),
    );
    backpack.edubadges.retain(|e| {
        let name = domain::text::fold(&format!(
            "{} {}",
            e.version.content.texts_in(lang).name,
            e.placement.institution.name(lang)
        ));
        words.iter().all(|w| name.contains(w.as_str()))
            && kind.is_none_or(|k| k == e.version.content.kind)
            && match visibility.as_str() {
                "public" => e.assertion.public.is_some(),
                "private" => e.assertion.public.is_none(),
                _ => true,
            }
    });
    match sort.as_str() {
        "name" => backpack
            .edubadges
            .sort_by_key(|e| domain::text::fold(&e.version.content.texts_in(lang).name)),
        "issuer" => backpack
            .edubadges
            .sort_by_key(|e| domain::text::fold(e.placement.institution.name(lang))),
        _ => {}
    }
    Ok(page.html(&BackpackPage {
        page: &page,
        backpack,
        search,
        kind,
        visibility,
        sort,
        all,
        ects,
    }))
}

#[derive(Template)]
#[template(path = "backpack/archive.html")]
struct ArchivePage<'a> {
    page: &'a Page,
    edubadges: Vec<PlacedAssertion>,
}

pub(crate) async fn archive(page: Page) -> Answer {
    page.require_signed_in()?;
    let edubadges = page.app().archive(&page.actor()).await?;
    Ok(page.html(&ArchivePage {
        page: &page,
        edubadges,
    }))
}

#[derive(Template)]
#[template(path = "backpack/offer.html")]
struct OfferPage<'a> {
    page: &'a Page,
    offer: Offer,
    /// What one said about an award that nothing proves to be one's own.
    plea: Option<Plea>,
    typed: String,
    errors: Invalid,
}

impl OfferPage<'_> {
    /// The award's address, all but its first letter and host hidden.
    fn masked_mail(&self) -> String {
        masked(&self.offer.placed.award.recipient.mail)
    }

    fn needs(&self, what: Match) -> bool {
        self.offer.matches == what
    }

    fn is(&self, code: &str) -> bool {
        self.offer.placed.award.state.code() == code
    }

    fn error(&self, field: &str) -> Option<String> {
        self.errors.at(field).map(|e| self.page.field_error(e))
    }
}

fn masked(mail: &str) -> String {
    match mail.split_once('@') {
        Some((local, host)) => format!("{}•••••@{host}", local.chars().next().unwrap_or('•')),
        None => String::new(),
    }
}

/// What one said oneself, where there is something to say.
async fn plea_of(page: &Page, offer: &Offer) -> Result<Option<Plea>, crate::failure::Failure> {
    if offer.matches.may_claim() {
        return Ok(None);
    }
    let id = offer.placed.award.id;
    Ok(page.app().own_plea(&page.actor(), id).await?)
}

async fn shown(page: &Page, id: DirectAwardId, (typed, errors): (&str, Invalid)) -> Answer {
    let offer = page.app().offer(&page.actor(), id).await?;
    let plea = plea_of(page, &offer).await?;
    Ok(page.html_checked(
        errors.is_empty(),
        &OfferPage {
            page,
            offer,
            plea,
            typed: typed.to_owned(),
            errors,
        },
    ))
}

pub(crate) async fn offer(page: Page, Segment(id): Segment<DirectAwardId>) -> Answer {
    page.require_signed_in()?;
    let offer = page.app().offer(&page.actor(), id).await?;
    page.app().open_offer(&page.actor(), &offer).await?;
    let plea = plea_of(&page, &offer).await?;
    Ok(page.html(&OfferPage {
        page: &page,
        offer,
        plea,
        typed: String::new(),
        errors: Invalid::default(),
    }))
}

pub(crate) async fn claim(
    page: Page,
    Segment(id): Segment<DirectAwardId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    match page
        .app()
        .claim(&page.actor(), id, fields.has("terms"))
        .await
    {
        Ok(assertion) => Ok(page.to_with(&app::urls::own_edubadge(assertion), "claimed", &[])),
        Err(app::Error::Invalid(errors)) => shown(&page, id, ("", errors)).await,
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn decline(
    page: Page,
    Segment(id): Segment<DirectAwardId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    page.app()
        .decline(&page.actor(), id, fields.text("reason"))
        .await?;
    Ok(page.to_with(&app::urls::offer(id), "declined", &[]))
}

pub(crate) async fn take_back(
    page: Page,
    Segment(id): Segment<DirectAwardId>,
    _: Posted,
) -> Answer {
    page.require_signed_in()?;
    page.app().take_decline_back(&page.actor(), id).await?;
    Ok(page.to_with(&app::urls::offer(id), "decline-taken-back", &[]))
}

/// "This award is mine", although nothing proves it.
pub(crate) async fn plead(
    page: Page,
    Segment(id): Segment<DirectAwardId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let typed = fields.get("plea");
    match page.app().plead(&page.actor(), id, typed).await {
        Ok(()) => Ok(page.to_with(&app::urls::offer(id), "plea-made", &[])),
        Err(app::Error::Invalid(errors)) => shown(&page, id, (typed, errors)).await,
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn send_code(
    page: Page,
    Segment(id): Segment<DirectAwardId>,
    _: Posted,
) -> Answer {
    page.require_signed_in()?;
    page.app().send_claim_code(&page.actor(), id).await?;
    Ok(page.to_with(&app::urls::offer(id), "code-sent", &[]))
}

pub(crate) async fn type_code(
    page: Page,
    Segment(id): Segment<DirectAwardId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    match page
        .app()
        .type_claim_code(&page.actor(), id, fields.get("code"))
        .await
    {
        Ok(()) => Ok(page.to_with(&app::urls::offer(id), "code-right", &[])),
        Err(app::Error::Invalid(errors)) => shown(&page, id, ("", errors)).await,
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "backpack/edubadge.html")]
struct EdubadgePage<'a> {
    page: &'a Page,
    placed: &'a PlacedAssertion,
    own: &'a OwnEdubadge,
    choices: PublicChoices,
    link: String,
}

impl EdubadgePage<'_> {
    fn content(&self) -> &Content {
        &self.placed.version.content
    }

    fn ground(&self) -> &'static str {
        ground(&self.content().kind)
    }

    fn is_expired(&self) -> bool {
        self.placed.assertion.is_expired(self.page.app().now())
    }

    fn linkedin(&self) -> String {
        let a = &self.placed.assertion;
        let day = self.page.app().day_of(a.valid_from);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("startTask", "CERTIFICATION_NAME");
        query.append_pair("name", &self.content().texts_in(self.page.lang()).name);
        match app::catalogue::linkedin(&self.placed.placement, self.page.lang()) {
            LinkedIn::Organisation(id) => query.append_pair("organizationId", id),
            LinkedIn::Name(name) => query.append_pair("organizationName", name),
        };
        query.append_pair("issueYear", &day.year().to_string());
        query.append_pair("issueMonth", &day.month().to_string());
        if let Some(end) = a.valid_until {
            let end = self.page.app().day_of(end);
            query.append_pair("expirationYear", &end.year().to_string());
            query.append_pair("expirationMonth", &end.month().to_string());
        }
        query
            .append_pair("certId", &a.id.to_string())
            .append_pair("certUrl", &self.link);
        format!("https://www.linkedin.com/profile/add?{}", query.finish())
    }
}

pub(crate) async fn edubadge(page: Page, Segment(id): Segment<AssertionId>) -> Answer {
    page.require_signed_in()?;
    let own = page.app().own_edubadge_page(&page.actor(), id).await?;
    page.app().see_edubadge(&page.actor(), &own.placed).await?;
    let choices = own.placed.assertion.public.unwrap_or_default();
    let link = page.app().urls().absolute(&app::urls::edubadge(id));
    Ok(page.html(&EdubadgePage {
        page: &page,
        placed: &own.placed,
        own: &own,
        choices,
        link,
    }))
}

pub(crate) async fn make_public(
    page: Page,
    Segment(id): Segment<AssertionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    if fields.get("visibility") == "private" {
        page.app().make_private(&page.actor(), id).await?;
        return Ok(page.to_with(&app::urls::own_edubadge(id), "made-private", &[]));
    }
    let choices = PublicChoices {
        name: fields.has("name"),
        grade: fields.has("grade"),
        evidence: fields.has("evidence"),
        search_engines: fields.has("search_engines"),
    };
    page.app().make_public(&page.actor(), id, choices).await?;
    Ok(page.to_with(&app::urls::own_edubadge(id), "made-public", &[]))
}

pub(crate) async fn put_aside(page: Page, Segment(id): Segment<AssertionId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().put_aside(&page.actor(), id, true).await?;
    Ok(page.to_with(app::urls::ARCHIVE, "put-aside", &[]))
}

pub(crate) async fn restore(page: Page, Segment(id): Segment<AssertionId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().put_aside(&page.actor(), id, false).await?;
    Ok(page.to_with(&app::urls::own_edubadge(id), "taken-back", &[]))
}

pub(crate) async fn download(
    page: Page,
    Segment((id, format)): Segment<(AssertionId, String)>,
) -> Answer {
    page.require_signed_in()?;
    let file = page.app().download(&page.actor(), id, &format).await?;
    Ok(attachment(&file))
}

/// A file that the browser saves and never shows.
pub(crate) fn attachment(file: &app::edubadges::Download) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", file.file_name);
    let headers = [
        (CONTENT_TYPE, file.media_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, file.bytes.clone()).into_response()
}
