//! The audit trail of an institution.

use app::audit::{Change, TrailEntry, TrailFilter, action_words, thing_words};
use askama::Template;
use axum::extract::Path as Segment;
use domain::InstitutionId;
use domain::institution::Institution;

use crate::failure::Answer;
use crate::fields::Fields;
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const SHAPE: Shape = Shape {
    filters: &["action", "thing", "from", "until"],
    sorts: &[Sort::descending("at", "audit-column-at")],
};

#[derive(Template)]
#[template(path = "manage/audit.html")]
struct Trail<'a> {
    page: &'a Page,
    institution: Institution,
    entries: Vec<TrailEntry>,
    list: List<'a>,
}

impl Trail<'_> {
    fn changes(&self, entry: &TrailEntry) -> Vec<Change> {
        entry.changes(self.page.app(), self.page.texts())
    }
}

pub(crate) async fn audit(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    let (from, until) = page.period(&asked);
    let filter = TrailFilter {
        search: asked.search().to_owned(),
        actions: asked.choice("action", |code| Some(code.to_owned())),
        things: asked.choice("thing", |code| Some(code.to_owned())),
        from,
        until,
    };
    if let Some(format) = asked.format() {
        let wanted = (filter, asked.descending());
        let sheet = page
            .app()
            .export_trail(&page.actor(), id, wanted, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (institution, found, counts) = page
        .app()
        .trail(&page.actor(), id, filter, asked.window())
        .await?;
    let words = |facet: &str, word: fn(app::texts::Texts, &str) -> String| {
        let found = counts.of_facet(facet).filter(|(code, _)| !code.is_empty());
        let mut choices: Vec<(String, String)> = found
            .map(|(code, _)| (code.to_owned(), word(page.texts(), code)))
            .collect();
        choices.sort_by(|a, b| a.1.cmp(&b.1));
        choices
    };
    let (actions, things) = (words("action", action_words), words("thing", thing_words));
    let list = List::new(&page, &asked, (&found, &counts), "audit-search")
        .filter("action", "audit-column-action", actions)
        .filter("thing", "audit-column-thing", things)
        .date("from", "list-from")
        .date("until", "list-until");
    Ok(page.html(&Trail {
        page: &page,
        institution,
        entries: found.rows,
        list,
    }))
}
