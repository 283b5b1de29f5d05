//! Issuer groups and issuers of an institution as lists.

use app::tree::{ListedGroup, ListedIssuer, TreeFilter, TreeSort};
use askama::Template;
use axum::extract::Path as Segment;
use domain::InstitutionId;
use domain::institution::Institution;
use domain::issuer_group::Visibility;
use domain::policy::Action;
use domain::role::Path;

use crate::failure::Answer;
use crate::fields::Fields;
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const GROUPS: Shape = Shape {
    filters: &["state", "visibility"],
    sorts: &[
        Sort::ascending("name", "tree-column-name"),
        Sort::descending("issuers", "group-its-issuers"),
    ],
};

const ISSUERS: Shape = Shape {
    filters: &["state", "group"],
    sorts: &[
        Sort::ascending("name", "tree-column-name"),
        Sort::descending("classes", "issuer-classes"),
    ],
};

#[derive(Template)]
#[template(path = "manage/issuer_groups.html")]
struct Groups<'a> {
    page: &'a Page,
    institution: Institution,
    groups: Vec<ListedGroup>,
    list: List<'a>,
    may_add: bool,
}

#[derive(Template)]
#[template(path = "manage/issuers.html")]
struct Issuers<'a> {
    page: &'a Page,
    institution: Institution,
    issuers: Vec<ListedIssuer>,
    list: List<'a>,
}

fn filter(asked: &Asked) -> TreeFilter {
    TreeFilter {
        search: asked.search().to_owned(),
        archived: asked.choice("state", |code| match code {
            "archived" => Some(true),
            "active" => Some(false),
            _ => None,
        }),
        visibilities: asked.choice("visibility", Visibility::from_code),
        groups: asked.choice("group", |id| id.parse().ok()),
    }
}

fn sort(page: &Page, asked: &Asked) -> TreeSort {
    match asked.sort() {
        "name" => TreeSort::Name(page.lang()),
        _ => TreeSort::Below,
    }
}

fn states(page: &Page) -> [(String, String); 2] {
    ["active", "archived"].map(|code| (code.to_owned(), page.code("tree-state", code)))
}

pub(crate) async fn groups(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &GROUPS, &query);
    let wanted = (filter(&asked), sort(&page, &asked));
    let actor = page.actor();
    if let Some(format) = asked.format() {
        let wanted = (wanted.0, wanted.1, asked.descending());
        let sheet = page.app().export_groups(&actor, id, wanted, page.texts());
        return exported(&sheet.await?, format);
    }
    let (institution, _) = page.app().institution_groups(&actor, id).await?;
    let (found, counts) = page
        .app()
        .listed_groups(&actor, id, wanted, asked.window())
        .await?;
    let visibilities = Visibility::ALL
        .iter()
        .map(|v| (v.code().to_owned(), page.code("visibility", v)));
    let list = List::new(&page, &asked, (&found, &counts), "tree-search")
        .filter("state", "class-column-state", states(&page))
        .filter("visibility", "group-visibility", visibilities);
    let may_add =
        institution.archived_at.is_none() && page.may(Action::CreateBelow, &Path::institution(id));
    Ok(page.html(&Groups {
        page: &page,
        institution,
        groups: found.rows,
        list,
        may_add,
    }))
}

pub(crate) async fn issuers(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &ISSUERS, &query);
    let wanted = (filter(&asked), sort(&page, &asked));
    let actor = page.actor();
    if let Some(format) = asked.format() {
        let wanted = (wanted.0, wanted.1, asked.descending());
        let sheet = page.app().export_issuers(&actor, id, wanted, page.texts());
        return exported(&sheet.await?, format);
    }
    let (institution, groups) = page.app().institution_groups(&actor, id).await?;
    let (found, counts) = page
        .app()
        .listed_issuers(&actor, id, wanted, asked.window())
        .await?;
    let groups = groups
        .iter()
        .map(|group| (group.id.to_string(), group.name(page.lang()).to_owned()));
    let list = List::new(&page, &asked, (&found, &counts), "tree-search")
        .filter("state", "class-column-state", states(&page))
        .filter("group", "classes-group", groups);
    Ok(page.html(&Issuers {
        page: &page,
        institution,
        issuers: found.rows,
        list,
    }))
}
