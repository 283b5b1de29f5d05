//! The users of an institution, and what one of them may where.

use app::people::{ListedUser, PlacedRole, User, UserFilter, UserSort};
use askama::Template;
use axum::extract::Path as Segment;
use domain::institution::Institution;
use domain::policy::Action;
use domain::role::{Node, Standing};
use domain::{InstitutionId, PersonId};

use crate::failure::Answer;
use crate::fields::Fields;
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const SHAPE: Shape = Shape {
    filters: &["highest"],
    sorts: &[
        Sort::ascending("name", "users-column-name"),
        Sort::ascending("highest", "users-column-highest"),
        Sort::descending("roles", "users-column-roles"),
    ],
};

#[derive(Template)]
#[template(path = "manage/users.html")]
struct Users<'a> {
    page: &'a Page,
    institution: Institution,
    users: Vec<ListedUser>,
    list: List<'a>,
}

impl Users<'_> {
    /// Those with a role at the institution itself.
    fn people(&self) -> String {
        app::urls::people_at(Node::Institution(self.institution.id))
    }
}

pub(crate) async fn users(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    let filter = UserFilter {
        search: asked.search().to_owned(),
        highest: asked.choice("highest", Standing::from_code),
    };
    let sort = match asked.sort() {
        "highest" => UserSort::Highest,
        "roles" => UserSort::Roles,
        _ => UserSort::Name,
    };
    if let Some(format) = asked.format() {
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_rights(&page.actor(), id, asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (institution, found, counts) = page
        .app()
        .users(&page.actor(), id, (filter, sort), asked.window())
        .await?;
    let standings = Standing::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("standing", s)));
    let list = List::new(&page, &asked, (&found, &counts), "users-search").filter(
        "highest",
        "users-column-highest",
        standings,
    );
    Ok(page.html(&Users {
        page: &page,
        institution,
        users: found.rows,
        list,
    }))
}

#[derive(Template)]
#[template(path = "manage/user.html")]
struct UserPage<'a> {
    page: &'a Page,
    user: User,
}

impl UserPage<'_> {
    fn may_change(&self, role: &PlacedRole) -> bool {
        let action = if role.grant.role.is_hat() {
            Action::GiveHats
        } else {
            Action::ManagePeople
        };
        role.grant
            .path
            .is_some_and(|path| self.page.may(action, &path))
    }

    /// Where this role is changed.
    fn change(&self, role: &PlacedRole) -> String {
        let there = app::urls::manage_people_role(role.node.kind(), role.node.id().simple());
        format!("{there}?member={}", role.grant.id)
    }

    fn remove(&self, role: &PlacedRole) -> String {
        let there = app::urls::manage_people_remove(role.node.kind(), role.node.id().simple());
        format!("{there}?member={}", role.grant.id)
    }
}

pub(crate) async fn user(page: Page, Segment(ids): Segment<(InstitutionId, PersonId)>) -> Answer {
    page.require_signed_in()?;
    let user = page.app().user(&page.actor(), ids, page.lang()).await?;
    Ok(page.html(&UserPage { page: &page, user }))
}
