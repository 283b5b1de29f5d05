//! Archiving, restoring and deleting a node of the tree, each with its preconditions.

use domain::badge_class::{BadgeClass, State};
use domain::institution::Institution;
use domain::issuer::Issuer;
use domain::issuer_group::IssuerGroup;
pub use domain::life::{Below, Blocker, Obstacle, Standing, Step};
use domain::policy::{Action, Actor, Permit, Resource};
use domain::role::{Node, Path};
use domain::{Lang, Localized};
use store::Tx;
pub use store::life::Child;
use store::life::{Level, level};

use crate::badge_classes::PlacedClass;
use crate::tree::Placement;
use crate::{App, Error, Result};

/// Of what stands in the way below, so much is named.
const NAMED: i64 = 10;

/// A node of the tree with everything above it.
#[derive(Clone, Debug)]
pub struct Place {
    pub institution: Institution,
    pub group: Option<IssuerGroup>,
    pub issuer: Option<Issuer>,
    pub class: Option<BadgeClass>,
}

impl Place {
    pub fn path(&self) -> Path {
        Path {
            institution: self.institution.id,
            group: self.group.as_ref().map(|g| g.id),
            issuer: self.issuer.as_ref().map(|i| i.id),
            class: self.class.as_ref().map(|c| c.id),
        }
    }

    pub fn name(&self, lang: Lang) -> &str {
        match (&self.class, &self.issuer, &self.group) {
            (Some(class), ..) => &class.draft.texts_in(lang).name,
            (None, Some(issuer), _) => issuer.name(lang),
            (None, None, Some(group)) => group.name(lang),
            (None, None, None) => self.institution.name(lang),
        }
    }

    /// Whether each step of the way down to here is archived, from the institution on.
    fn archived(&self) -> Vec<(Node, bool)> {
        let institution = Node::Institution(self.institution.id);
        let mut steps = vec![(institution, self.institution.archived_at.is_some())];
        let group = self.group.as_ref();
        steps.extend(group.map(|g| (Node::IssuerGroup(g.id), g.archived_at.is_some())));
        let issuer = self.issuer.as_ref();
        steps.extend(issuer.map(|i| (Node::Issuer(i.id), i.archived_at.is_some())));
        let class = self.class.as_ref();
        steps.extend(class.map(|c| (Node::BadgeClass(c.id), c.state == State::Archived)));
        steps
    }

    pub fn is_archived(&self) -> bool {
        self.archived()
            .last()
            .is_some_and(|(_, archived)| *archived)
    }

    /// The topmost archived node above.
    pub fn archived_above(&self) -> Option<Node> {
        let own = self.path().node();
        let mut above = self.archived().into_iter().filter(|(node, _)| *node != own);
        above.find(|(_, archived)| *archived).map(|(node, _)| node)
    }

    /// The node right above; `None` above an institution.
    pub fn parent(&self) -> Option<Node> {
        let steps = self.archived();
        let at = steps.len().checked_sub(2)?;
        steps.get(at).map(|(node, _)| *node)
    }

    fn localized(&self) -> &Localized {
        match (&self.issuer, &self.group) {
            (Some(issuer), _) => &issuer.settings.name,
            (None, Some(group)) => &group.settings.name,
            (None, None) => &self.institution.settings.name,
        }
    }
}

/// A step that somebody thinks of taking: what it does, and what stands in its way.
#[derive(Clone, Debug)]
pub struct Prospect {
    pub place: Place,
    pub step: Step,
    /// Empty: nothing stands in the way.
    pub blockers: Vec<Blocker>,
    /// Some of what is not archived right below, when that is in the way.
    pub children: Vec<Child>,
    /// What is deleted too.
    pub below: Below,
}

impl App {
    /// What a step would do to a node, and what stands in its way.
    pub async fn prospect(&self, actor: &Actor, node: Node, step: Step) -> Result<Prospect> {
        self.may_touch(actor, node)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let place = place_of(tx, node).await?;
            let blockers = standing(tx, &place).await?.blockers(step);
            let named = |b: &Blocker| b.obstacle == Obstacle::ChildrenNotArchived;
            let children = if blockers.iter().any(named) {
                tx.live_children(node, NAMED).await?
            } else {
                Vec::new()
            };
            let below = if step == Step::Delete {
                tx.below(node).await?
            } else {
                Below::default()
            };
            Ok::<_, Error>(Prospect {
                place,
                step,
                blockers,
                children,
                below,
            })
        });
        let found = found.await?;
        self.permit_step(actor, &found.place, step)?;
        Ok(found)
    }

    /// Archives, restores or deletes a node; gives how it was before.
    ///
    /// # Errors
    /// `Conflict` with the first obstacle's code when something stands in the way; nothing happens
    /// then.
    pub async fn take_step(&self, actor: &Actor, node: Node, step: Step) -> Result<Place> {
        self.may_touch(actor, node)?;
        let place = self
            .store()
            .read(async move |tx: &mut Tx| place_of(tx, node).await)
            .await?;
        let permit = self.permit_step(actor, &place, step)?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let place = place_of(tx, node).await?;
                if let Some(first) = standing(tx, &place).await?.blockers(step).first() {
                    return Err(Error::Conflict(first.obstacle.code()));
                }
                let done = match (step, &place.class) {
                    (Step::Delete, _) => {
                        tx.delete_node(node).await.map_err(still_named)?;
                        true
                    }
                    (_, Some(class)) => {
                        let archive = step == Step::Archive;
                        tx.archive_class(class.id, archive, class.version.is_some())
                            .await?
                    }
                    (Step::Archive, None) => tx.archive_node(node, Some(now)).await?,
                    (Step::Restore, None) => {
                        tx.archive_node(node, None).await.map_err(name_in_use)?
                    }
                };
                if done {
                    Ok(place)
                } else {
                    Err(Error::Conflict("busy"))
                }
            })
            .await
    }

    /// Institutions are the operator's: to anybody else there is nothing here.
    fn may_touch(&self, actor: &Actor, node: Node) -> Result<()> {
        if matches!(node, Node::Institution(_) | Node::Platform) {
            self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        }
        Ok(())
    }

    fn permit_step(&self, actor: &Actor, place: &Place, step: Step) -> Result<Permit> {
        if place.group.is_none() {
            return self.permit(actor, Action::RunPlatform, &Resource::Platform);
        }
        let action = match step {
            Step::Archive | Step::Restore => Action::Archive,
            Step::Delete => Action::Delete,
        };
        self.permit(actor, action, &Resource::Node(place.path()))
    }
}

async fn place_of(tx: &mut Tx, node: Node) -> Result<Place> {
    let of = |placement: Placement, class: Option<BadgeClass>| Place {
        institution: placement.institution,
        group: Some(placement.group),
        issuer: Some(placement.issuer),
        class,
    };
    let found = match node {
        Node::Platform => None,
        Node::Institution(id) => tx.institution(id).await?.map(|institution| Place {
            institution,
            group: None,
            issuer: None,
            class: None,
        }),
        Node::IssuerGroup(id) => tx
            .issuer_group(id)
            .await?
            .map(|(institution, group)| Place {
                institution,
                group: Some(group),
                issuer: None,
                class: None,
            }),
        Node::Issuer(id) => tx.issuer(id).await?.map(|placement| of(placement, None)),
        Node::BadgeClass(id) => {
            let found = tx.badge_class(id).await?;
            found.map(
                |PlacedClass {
                     class, placement, ..
                 }| of(placement, Some(class)),
            )
        }
    };
    found.ok_or(Error::NotFound)
}

async fn standing(tx: &mut Tx, place: &Place) -> Result<Standing> {
    let node = place.path().node();
    let Some(level) = level(&node).filter(|l| *l != Level::Class) else {
        return Ok(Standing {
            archived: place.is_archived(),
            parent_archived: place.archived_above().is_some(),
            ..tx.standing(node).await?
        });
    };
    let parent = place.parent().map_or(uuid::Uuid::nil(), |p| p.id());
    let taken = tx
        .taken_names((level, parent), Some(node.id()), place.localized())
        .await?;
    Ok(Standing {
        archived: place.is_archived(),
        parent_archived: place.archived_above().is_some(),
        name_taken: taken.0 || taken.1,
        ..tx.standing(node).await?
    })
}

/// Something that stays names it still.
fn still_named(e: store::Error) -> Error {
    match e {
        store::Error::Constraint(_) => Error::Conflict(Obstacle::Issued.code()),
        other => other.into(),
    }
}

/// The unique index on names, when somebody else was equally fast.
fn name_in_use(e: store::Error) -> Error {
    match e {
        store::Error::Constraint(_) => Error::Conflict(Obstacle::NameTaken.code()),
        other => other.into(),
    }
}
