//! The awarding record: what was issued, of a class and over an institution; and revoking.

use app::edubadges::{EdubadgeEntry, EdubadgeFilter, EdubadgeSort};
use askama::Template;
use axum::extract::Path as Segment;
use domain::assertion::{Origin, RevocationCategory, Standing};
use domain::institution::Institution;
use domain::policy::{Action, Resource};
use domain::role::Path;
use domain::{AssertionId, BadgeClassId, InstitutionId, Invalid};

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const SHAPE: Shape = Shape {
    filters: &["state", "how", "from", "until"],
    sorts: &[
        Sort::descending("issued", "edubadges-issued"),
        Sort::ascending("name", "edubadges-column-holder"),
        Sort::ascending("ends", "edubadges-column-ends"),
    ],
};

#[derive(Template)]
#[template(path = "manage/edubadges.html")]
struct Edubadges<'a> {
    page: &'a Page,
    placed: app::badge_classes::PlacedClass,
    edubadges: Vec<EdubadgeEntry>,
    path: Path,
    list: List<'a>,
}

#[derive(Template)]
#[template(path = "manage/institution_edubadges.html")]
struct InstitutionEdubadges<'a> {
    page: &'a Page,
    institution: Institution,
    edubadges: Vec<EdubadgeEntry>,
    list: List<'a>,
}

impl Edubadges<'_> {
    fn may_revoke(&self) -> bool {
        self.page.may(Action::Revoke, &self.path) || self.page.may(Action::RevokeOwn, &self.path)
    }

    fn standing(&self, entry: &EdubadgeEntry) -> (Standing, &'static str) {
        standing(self.page, entry)
    }
}

impl InstitutionEdubadges<'_> {
    fn standing(&self, entry: &EdubadgeEntry) -> (Standing, &'static str) {
        standing(self.page, entry)
    }
}

/// Where an edubadge stands, and the colour of that.
pub(crate) fn look(standing: Standing) -> &'static str {
    match standing {
        Standing::Valid => "good",
        Standing::Expiring | Standing::Expired => "warn",
        Standing::Revoked => "bad",
    }
}

fn standing(page: &Page, entry: &EdubadgeEntry) -> (Standing, &'static str) {
    let standing = entry.listed.assertion.standing(page.app().now());
    (standing, look(standing))
}

/// What was asked, as the app takes it.
fn filter(page: &Page, asked: &Asked) -> (EdubadgeFilter, EdubadgeSort) {
    let (from, until) = page.period(asked);
    let filter = EdubadgeFilter {
        search: asked.search().to_owned(),
        states: asked.choice("state", Standing::from_code),
        origins: asked.choice("how", Origin::from_code),
        from,
        until,
        class: None,
    };
    let sort = match asked.sort() {
        "name" => EdubadgeSort::Name,
        "ends" => EdubadgeSort::Ends,
        _ => EdubadgeSort::Issued,
    };
    (filter, sort)
}

fn with_filters<'a>(page: &Page, list: List<'a>) -> List<'a> {
    let states = Standing::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("standing", s)));
    let origins = Origin::ALL
        .iter()
        .map(|o| (o.code().to_owned(), page.code("origin", o)));
    list.filter("state", "edubadges-column-state", states)
        .filter("how", "edubadges-column-how", origins)
        .date("from", "list-from")
        .date("until", "list-until")
}

/// The edubadges of a class.
pub(crate) async fn edubadges(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    let (filter, sort) = filter(&page, &asked);
    if let Some(format) = asked.format() {
        let filter = EdubadgeFilter {
            class: Some(class),
            ..filter
        };
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_edubadges(&page.actor(), None, asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (placed, found, counts) = page
        .app()
        .edubadges_of_class(&page.actor(), class, (filter, sort), asked.window())
        .await?;
    let list = List::new(&page, &asked, (&found, &counts), "edubadges-search");
    Ok(page.html(&Edubadges {
        page: &page,
        path: app::badge_classes::path(&placed),
        placed,
        list: with_filters(&page, list),
        edubadges: found.rows,
    }))
}

/// The edubadges of an institution, as far as one's roles reach.
pub(crate) async fn of_institution(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    let (filter, sort) = filter(&page, &asked);
    if let Some(format) = asked.format() {
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_edubadges(&page.actor(), Some(id), asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (institution, found, counts) = page
        .app()
        .edubadges_of_institution(&page.actor(), id, (filter, sort), asked.window())
        .await?;
    let list = List::new(&page, &asked, (&found, &counts), "edubadges-search-all");
    Ok(page.html(&InstitutionEdubadges {
        page: &page,
        institution,
        list: with_filters(&page, list),
        edubadges: found.rows,
    }))
}

#[derive(Template)]
#[template(path = "manage/revoke.html")]
struct Revoke<'a> {
    page: &'a Page,
    placed: app::badge_classes::PlacedClass,
    selected: Vec<AssertionId>,
    category: String,
    reason: String,
    errors: Invalid,
}

impl Revoke<'_> {
    fn error(&self, field: &str) -> Option<String> {
        self.errors.at(field).map(|e| self.page.field_error(e))
    }
}

impl Revoke<'_> {
    /// This page's own address: which edubadges are meant stands in it, so that it can be asked again, in the
    /// other language too.
    fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for id in &self.selected {
            query.append_pair("assertion", &id.to_string());
        }
        let class = self.placed.class.id;
        format!("{}?{}", app::urls::manage_revoke(class), query.finish())
    }
}

fn selected(fields: &Fields) -> Vec<AssertionId> {
    fields
        .all("assertion")
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// First which and why.
pub(crate) async fn ask_revoke(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    reason(&page, class, &query, Invalid::default()).await
}

async fn reason(page: &Page, class: BadgeClassId, fields: &Fields, errors: Invalid) -> Answer {
    page.require_signed_in()?;
    let placed = page.app().badge_class(&page.actor(), class).await?;
    let node = Resource::Node(app::badge_classes::path(&placed));
    page.app().permit(&page.actor(), Action::RevokeOwn, &node)?;
    let selected = selected(fields);
    if selected.is_empty() {
        return Ok(page.to_with(&app::urls::manage_edubadges(class), "nothing-selected", &[]));
    }
    Ok(page.html_checked(
        errors.is_empty(),
        &Revoke {
            page,
            placed,
            selected,
            category: fields.get("category").to_owned(),
            reason: fields.get("reason").to_owned(),
            errors,
        },
    ))
}

/// Then the deed.
pub(crate) async fn revoke(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let category =
        RevocationCategory::from_code(fields.get("category")).unwrap_or(RevocationCategory::Other);
    let why = (category, fields.get("reason").to_owned());
    let revoked = page
        .app()
        .revoke(&page.actor(), class, selected(&fields), why)
        .await;
    match invalid(revoked)? {
        Ok(count) => {
            let count = count.to_string();
            Ok(page.to_with(
                &app::urls::manage_edubadges(class),
                "revoked",
                &[("n", &count)],
            ))
        }
        Err(wrong) => reason(&page, class, &fields, wrong).await,
    }
}
