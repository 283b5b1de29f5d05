//! What learners asked to have corrected.

use app::edubadges::{CorrectionEntry, CorrectionFilter};
use askama::Template;
use axum::extract::Path as Segment;
use domain::correction::State;
use domain::{BadgeClassId, InstitutionId};

use crate::failure::Answer;
use crate::fields::Fields;
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const SHAPE: Shape = Shape {
    filters: &["state"],
    sorts: &[Sort::descending("asked", "corrections-column-asked")],
};

#[derive(Template)]
#[template(path = "manage/corrections.html")]
struct Corrections<'a> {
    page: &'a Page,
    /// Where one came from: address and name.
    above: Vec<(String, String)>,
    corrections: Vec<CorrectionEntry>,
    list: List<'a>,
}

impl Corrections<'_> {
    fn colour(&self, state: &State) -> &'static str {
        match state {
            State::Open => "info",
            State::Granted => "good",
            State::Refused | State::Withdrawn => "",
        }
    }
}

fn filter(asked: &Asked) -> CorrectionFilter {
    CorrectionFilter {
        search: asked.search().to_owned(),
        states: asked.choice("state", State::from_code),
        class: None,
    }
}

fn with_filters<'a>(page: &Page, list: List<'a>) -> List<'a> {
    let states = State::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("correction-state", s)));
    list.filter("state", "corrections-column-state", states)
}

pub(crate) async fn of_class(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    if let Some(format) = asked.format() {
        let placed = page.app().badge_class(&page.actor(), class).await?;
        let filter = CorrectionFilter {
            class: Some(class),
            ..filter(&asked)
        };
        let of = placed.class.institution;
        let wanted = (filter, asked.descending());
        let sheet = page
            .app()
            .export_corrections(&page.actor(), of, wanted, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (placed, found, counts) = page
        .app()
        .corrections_of_class(&page.actor(), class, filter(&asked), asked.window())
        .await?;
    let list = List::new(&page, &asked, (&found, &counts), "edubadges-search");
    let name = &placed.class.draft.texts_in(page.lang()).name;
    Ok(page.html(&Corrections {
        page: &page,
        above: vec![
            (app::urls::manage_badge_class(class), name.clone()),
            (
                app::urls::manage_edubadges(class),
                page.t("edubadges-title"),
            ),
        ],
        list: with_filters(&page, list),
        corrections: found.rows,
    }))
}

pub(crate) async fn of_institution(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    if let Some(format) = asked.format() {
        let wanted = (filter(&asked), asked.descending());
        let sheet = page
            .app()
            .export_corrections(&page.actor(), id, wanted, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (institution, found, counts) = page
        .app()
        .corrections_of_institution(&page.actor(), id, filter(&asked), asked.window())
        .await?;
    let name = institution.name(page.lang()).to_owned();
    let list = List::new(&page, &asked, (&found, &counts), "edubadges-search-all");
    Ok(page.html(&Corrections {
        page: &page,
        above: vec![
            (app::urls::manage_institution(id), name),
            (
                app::urls::manage_edubadges_of(id),
                page.t("edubadges-title"),
            ),
        ],
        list: with_filters(&page, list),
        corrections: found.rows,
    }))
}
