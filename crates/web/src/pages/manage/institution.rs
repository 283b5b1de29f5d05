//! The issuer portal's home, and an institution with its tree.

use app::overview::{Need, Needed};
use app::tree::InstitutionTree;
use askama::Template;
use axum::extract::Path as Segment;
use domain::InstitutionId;
use domain::institution::Institution;
use domain::policy::{Action, reach};
use domain::role::{Node, Path, Role};

use crate::failure::Answer;
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/home.html")]
struct Home<'a> {
    page: &'a Page,
    institutions: Vec<Institution>,
    needs: Vec<Needed>,
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
