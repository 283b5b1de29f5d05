//! All badge classes of an institution.

use app::badge_classes::{ClassFilter, ClassSort, ListedClass};
use askama::Template;
use axum::extract::Path as Segment;
use domain::InstitutionId;
use domain::badge_class::{State, Type};
use domain::institution::Institution;

use crate::failure::Answer;
use crate::fields::Fields;
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const SHAPE: Shape = Shape {
    filters: &["state", "type", "group"],
    sorts: &[
        Sort::ascending("name", "class-column-name"),
        Sort::descending("edubadges", "class-column-edubadges"),
        Sort::descending("changed", "class-column-changed"),
    ],
};

#[derive(Template)]
#[template(path = "manage/classes.html")]
struct Classes<'a> {
    page: &'a Page,
    institution: Institution,
    classes: Vec<ListedClass>,
    list: List<'a>,
}

pub(crate) async fn classes(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    let filter = ClassFilter {
        search: asked.search().to_owned(),
        states: asked.choice("state", State::from_code),
        kinds: asked.choice("type", Type::from_code),
        groups: asked.choice("group", |id| id.parse().ok()),
    };
    let sort = match asked.sort() {
        "edubadges" => ClassSort::Edubadges,
        "changed" => ClassSort::Changed,
        _ => ClassSort::Name,
    };
    if let Some(format) = asked.format() {
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_badge_classes(&page.actor(), id, asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let tree = page.app().institution_tree(&page.actor(), id).await?;
    let (found, counts) = page
        .app()
        .badge_classes(&page.actor(), id, (filter, sort), asked.window())
        .await?;
    let states = State::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("state", s)));
    let kinds = Type::ALL
        .iter()
        .map(|k| (k.code().to_owned(), page.code("type", k)));
    let groups = tree
        .groups
        .iter()
        .map(|(group, _)| (group.id.to_string(), group.name(page.lang()).to_owned()));
    let list = List::new(&page, &asked, (&found, &counts), "classes-search")
        .filter("state", "class-column-state", states)
        .filter("type", "class-column-type", kinds)
        .filter("group", "classes-group", groups);
    Ok(page.html(&Classes {
        page: &page,
        institution: tree.institution,
        classes: found.rows,
        list,
    }))
}
