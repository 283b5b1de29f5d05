//! Archiving, restoring and deleting: a page that asks, and says what stands in the way.

use app::life::{Blocker, Child, Obstacle, Prospect, Step};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::role::{Node, NodeKind};
use domain::{BadgeClassId, IssuerId};

use crate::failure::Answer;
use crate::fields::{Posted, Segment};
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/life.html")]
struct LifePage<'a> {
    page: &'a Page,
    prospect: Prospect,
}

impl LifePage<'_> {
    fn node(&self) -> Node {
        self.prospect.place.path().node()
    }

    fn name(&self) -> &str {
        self.prospect.place.name(self.page.lang())
    }

    /// The operator keeps institutions on pages of the platform.
    fn is_operators(&self) -> bool {
        self.node().kind() == NodeKind::Institution
    }

    /// The node's own page.
    fn home(&self) -> String {
        home(self.node())
    }

    fn key(&self, what: &str) -> String {
        let (step, kind) = (self.prospect.step, self.node().kind());
        format!("life-{step}-{kind}{what}")
    }

    /// What stands in the way, in words.
    fn says(&self, blocker: &Blocker) -> String {
        let kind = self.node().kind();
        let key = match blocker.obstacle {
            Obstacle::ChildrenNotArchived => format!("life-blocks-below-{kind}"),
            other => format!("life-blocks-{other}"),
        };
        self.page.n(&key, blocker.count)
    }

    /// Where it can be cleared away, and what that is called.
    fn way_out(&self, blocker: &Blocker) -> Option<(String, String)> {
        let page = self.page;
        let place = &self.prospect.place;
        let way = |href: String, key: &str| Some((href, page.t(key)));
        match (blocker.obstacle, self.node()) {
            (
                Obstacle::OpenAwards | Obstacle::UnfinishedBatches | Obstacle::OpenRequests,
                Node::BadgeClass(class),
            ) => way(app::urls::manage_badge_class(class), "life-way-class"),
            (Obstacle::ParentArchived, _) => {
                let above = place.archived_above()?;
                let may = !matches!(above, Node::Institution(_));
                may.then(|| way(app::urls::manage_node(above), "life-way-parent"))?
            }
            (Obstacle::NameTaken, Node::IssuerGroup(group)) => {
                way(app::urls::manage_issuer_group_edit(group), "life-way-name")
            }
            (Obstacle::NameTaken, Node::Issuer(issuer)) => {
                way(app::urls::manage_issuer_edit(issuer), "life-way-name")
            }
            (Obstacle::Issued, node) if !place.is_archived() => {
                way(app::urls::life(node, Step::Archive), "life-way-archive")
            }
            _ => None,
        }
    }

    /// The page of something below, when the asker can go there.
    fn child(&self, child: &Child) -> Option<String> {
        match self.node() {
            Node::IssuerGroup(_) => Some(app::urls::manage_issuer(IssuerId(child.id))),
            Node::Issuer(_) => Some(app::urls::manage_badge_class(BadgeClassId(child.id))),
            // An operator has no say below an institution.
            _ => None,
        }
    }

    /// What is deleted too, in words.
    fn goes_too(&self) -> Vec<String> {
        let below = self.prospect.below;
        let counts = [
            ("life-goes-groups", below.groups),
            ("life-goes-issuers", below.issuers),
            ("life-goes-classes", below.classes),
            ("life-goes-roles", below.roles),
        ];
        counts
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(key, n)| self.page.n(key, *n))
            .collect()
    }

    fn is_blocked(&self) -> bool {
        !self.prospect.blockers.is_empty()
    }

    fn icon(&self) -> &'static str {
        match self.prospect.step {
            Step::Archive => "archive",
            Step::Restore => "archive-restore",
            Step::Delete => "trash-2",
        }
    }
}

/// The page from which somebody came.
fn home(node: Node) -> String {
    match node {
        Node::Institution(id) => app::urls::admin_institution(id),
        other => app::urls::manage_node(other),
    }
}

async fn shown(page: &Page, node: Node, step: Step, status: StatusCode) -> Answer {
    let prospect = page.app().prospect(&page.actor(), node, step).await?;
    Ok(page.html_with(status, &LifePage { page, prospect }))
}

async fn ask(page: Page, node: Node, step: Step) -> Answer {
    page.require_signed_in()?;
    shown(&page, node, step, StatusCode::OK).await
}

async fn take(page: Page, node: Node, step: Step) -> Answer {
    page.require_signed_in()?;
    match page.app().take_step(&page.actor(), node, step).await {
        Ok(place) => Ok(done(&page, &place, step)),
        // Something came in between: the page says what.
        Err(app::Error::Conflict(_)) if !page.wants_json() => {
            shown(&page, node, step, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other.into()),
    }
}

fn done(page: &Page, place: &app::life::Place, step: Step) -> Response {
    let node = place.path().node();
    let key = match step {
        Step::Archive => "node-archived",
        Step::Restore => "node-restored",
        Step::Delete => "node-deleted",
    };
    let to = match (step, place.parent()) {
        (Step::Delete, Some(parent)) => app::urls::manage_node(parent),
        (Step::Delete, None) => app::urls::ADMIN.to_owned(),
        _ => home(node),
    };
    page.to_with(&to, key, &[("name", place.name(page.lang()))])
}

pub(crate) async fn ask_archive<I: Into<Node>>(page: Page, Segment(id): Segment<I>) -> Answer {
    ask(page, id.into(), Step::Archive).await
}

pub(crate) async fn archive<I: Into<Node>>(
    page: Page,
    Segment(id): Segment<I>,
    _: Posted,
) -> Answer {
    take(page, id.into(), Step::Archive).await
}

pub(crate) async fn ask_restore<I: Into<Node>>(page: Page, Segment(id): Segment<I>) -> Answer {
    ask(page, id.into(), Step::Restore).await
}

pub(crate) async fn restore<I: Into<Node>>(
    page: Page,
    Segment(id): Segment<I>,
    _: Posted,
) -> Answer {
    take(page, id.into(), Step::Restore).await
}

pub(crate) async fn ask_delete<I: Into<Node>>(page: Page, Segment(id): Segment<I>) -> Answer {
    ask(page, id.into(), Step::Delete).await
}

pub(crate) async fn delete<I: Into<Node>>(
    page: Page,
    Segment(id): Segment<I>,
    _: Posted,
) -> Answer {
    take(page, id.into(), Step::Delete).await
}

/// What a node's page offers of its life.
#[derive(Template)]
#[template(path = "manage/life_links.html")]
struct Links<'a> {
    page: &'a Page,
    node: Node,
    archived: bool,
    may_archive: bool,
    may_delete: bool,
}

impl Page {
    /// Links to archive or restore, and delete, a node: what the asker may do.
    pub(crate) fn life_links(
        &self,
        path: &domain::role::Path,
        archived: impl std::borrow::Borrow<bool>,
    ) -> askama::filters::Safe<String> {
        let links = Links {
            page: self,
            node: path.node(),
            archived: *archived.borrow(),
            may_archive: self.may(domain::policy::Action::Archive, path),
            may_delete: self.may(domain::policy::Action::Delete, path),
        };
        askama::filters::Safe(links.render().unwrap_or_default())
    }

    /// … of a badge class, on a page that knows what is above it.
    pub(crate) fn class_life_links(
        &self,
        placement: &app::tree::Placement,
        class: &domain::badge_class::BadgeClass,
    ) -> askama::filters::Safe<String> {
        let archived = class.state == domain::badge_class::State::Archived;
        self.life_links(&placement.path().class(class.id), archived)
    }
}
