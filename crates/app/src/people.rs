//! People at a node of the tree: who has which role there and why, inviting them, changing and
//! ending roles.

mod invitations;
mod users;

use domain::badge_class::BadgeClass;
use domain::institution::Institution;
use domain::issuer::Issuer;
use domain::issuer_group::IssuerGroup;
use domain::policy::{Action, Actor, Permit, Resource};
use domain::role::{Given, Node, NodeKind, Path, Role, give};
use domain::{InstitutionId, Invalid, InvitationId, Lang, RoleId};
use jiff::Timestamp;
use store::Tx;
pub use store::invitations::ListedInvitation;
pub use store::roles::Member;

use crate::{App, Error, Result};

pub use invitations::{InvitationForYou, InvitationState, Invited, NewInvitation};
pub use users::{ListedUser, PlacedRole, User, UserFilter, UserSort};

/// A node with everything above it.
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

    pub fn node(&self) -> Node {
        self.path().node()
    }

    /// The name of the node, or of one above it.
    pub fn name(&self, kind: NodeKind, lang: Lang) -> &str {
        let name = match kind {
            NodeKind::Platform => None,
            NodeKind::Institution => Some(self.institution.name(lang)),
            NodeKind::IssuerGroup => self.group.as_ref().map(|g| g.name(lang)),
            NodeKind::Issuer => self.issuer.as_ref().map(|i| i.name(lang)),
            NodeKind::BadgeClass => self
                .class
                .as_ref()
                .map(|c| c.draft.texts_in(lang).name.as_str()),
        };
        name.unwrap_or_default()
    }

    pub fn own_name(&self, lang: Lang) -> &str {
        self.name(self.node().kind(), lang)
    }
}

/// The people at a node.
#[derive(Clone, Debug)]
pub struct People {
    pub place: Place,
    /// Those with a role here first, then those of above.
    pub members: Vec<Member>,
    /// For who manages the people here, or reads over them.
    pub invitations: Vec<ListedInvitation>,
    /// Mail addresses and invitations may be shown.
    pub in_full: bool,
}

impl People {
    /// Whether the role sits here, and not above.
    pub fn is_own(&self, member: &Member) -> bool {
        member.grant.node() == self.place.node()
    }

    /// Whether without this role the institution would have nobody to run it.
    pub fn is_last_admin(&self, member: &Member) -> bool {
        let lasting = |m: &&Member| {
            m.grant.role == Role::Admin
                && m.grant.ends_at.is_none()
                && matches!(m.grant.node(), Node::Institution(_))
        };
        lasting(&member) && self.members.iter().filter(lasting).count() == 1
    }
}

/// What is to be taken away at a node.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    pub roles: Vec<RoleId>,
    pub invitations: Vec<InvitationId>,
}

impl Removal {
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.invitations.is_empty()
    }
}

/// How many of each were taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub roles: usize,
    pub invitations: usize,
}

/// A role with its last day as it was typed.
#[derive(Clone, Debug)]
pub struct RoleWish {
    pub role: Option<Role>,
    /// Its last day; `Err` when what was typed is no day.
    pub last_day: Result<Option<jiff::civil::Date>, ()>,
}

pub(crate) async fn place(tx: &mut Tx, node: Node) -> Result<Place> {
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
        Node::Issuer(id) => tx.issuer(id).await?.map(|placement| Place {
            institution: placement.institution,
            group: Some(placement.group),
            issuer: Some(placement.issuer),
            class: None,
        }),
        Node::BadgeClass(id) => tx.badge_class(id).await?.map(|placed| Place {
            institution: placed.placement.institution,
            group: Some(placed.placement.group),
            issuer: Some(placed.placement.issuer),
            class: Some(placed.class),
        }),
    };
    found.ok_or(Error::NotFound)
}

/// Refuses what would leave an institution without an admin whose role doesn't end. To be asked
/// at the end of the transaction that changed roles: two that each remove another admin can't both
/// be right.
pub(crate) async fn keep_an_admin(tx: &mut Tx, institution: InstitutionId) -> Result<()> {
    if tx.lasting_admins(institution).await? == 0 {
        return Err(Error::Conflict("last-admin"));
    }
    Ok(())
}

fn runs_institution(role: Role, node: &Node) -> bool {
    role == Role::Admin && matches!(node, Node::Institution(_))
}

impl App {
    pub(crate) async fn place_of(&self, node: Node) -> Result<Place> {
        self.store()
            .read(async move |tx: &mut Tx| place(tx, node).await)
            .await
    }

    /// Managing people at a node; giving hats is for institution admins.
    fn permit_to_give(&self, actor: &Actor, role: Role, path: Path) -> Result<Permit> {
        let action = if role.is_hat() {
            Action::GiveHats
        } else {
            Action::ManagePeople
        };
        self.permit(actor, action, &Resource::Node(path))
    }

    /// The roles that the actor can give at a node, the one that may least first.
    pub fn roles_to_give(&self, actor: &Actor, path: &Path) -> Vec<Role> {
        let mut roles = Role::on(&path.node());
        roles.retain(|role| self.permit_to_give(actor, *role, *path).is_ok());
        roles
    }

    /// Who has a role at a node or above it, and who is invited.
    pub async fn people(&self, actor: &Actor, node: Node) -> Result<People> {
        let (actor, app, now) = (actor.clone(), self.clone(), self.now());
        self.store()
            .read(async move |tx: &mut Tx| {
                let place = place(tx, node).await?;
                let here = Resource::Node(place.path());
                app.permit(&actor, Action::ReadTree, &here)?;
                app.permit(&actor, Action::ReadPeople, &here)?;
                let in_full = [Action::ManagePeople, Action::ReadAudit]
                    .iter()
                    .any(|action| app.permit(&actor, *action, &here).is_ok());
                let nodes = place.path().nodes();
                let mut members = tx.members(&nodes, now).await?;
                // Nearest first; by name within each.
                members.sort_by_key(|m| {
                    std::cmp::Reverse(m.grant.path.map_or(0, |path| path.depth()))
                });
                let invitations = if in_full {
                    tx.invitations_at(node).await?
                } else {
                    Vec::new()
                };
                Ok(People {
                    place,
                    members,
                    invitations,
                    in_full,
                })
            })
            .await
    }

    /// One role at a node, for who may change it.
    pub async fn role_at(
        &self,
        actor: &Actor,
        (node, id): (Node, RoleId),
    ) -> Result<(Place, Member)> {
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            let member = tx.role(id, now).await?;
            Ok::<_, Error>((place(tx, node).await?, member))
        });
        let (place, member) = found.await?;
        self.permit(actor, Action::ManagePeople, &Resource::Node(place.path()))?;
        let member = member.filter(|m| m.grant.node() == node);
        let member = member.ok_or(Error::NotFound)?;
        self.permit_to_give(actor, member.grant.role, place.path())?;
        Ok((place, member))
    }

    /// The last day on which a role holds that ends at this moment.
    pub fn last_day(&self, end: Timestamp) -> jiff::civil::Date {
        self.day_of(end - jiff::SignedDuration::from_secs(1))
    }

    /// The moment at which a role ends: after its last day, here.
    fn end_of(&self, wish: &RoleWish, field: &str, wrong: &mut Invalid) -> Option<Timestamp> {
        let day = match wish.last_day {
            Ok(day) => day?,
            Err(()) => {
                wrong.add(field, "role-day");
                return None;
            }
        };
        if day < self.today() {
            wrong.add(field, "role-day-past");
            return None;
        }
        let end = day
            .tomorrow()
            .ok()
            .and_then(|after| after.to_zoned(self.zone().clone()).ok());
        if end.is_none() {
            wrong.add(field, "role-day");
        }
        end.map(|end| end.timestamp())
    }

    /// Another role at the same node, or another last day.
    ///
    /// # Errors
    /// `Conflict` when the institution would be left without an admin.
    pub async fn change_role(
        &self,
        actor: &Actor,
        (node, id): (Node, RoleId),
        wish: RoleWish,
    ) -> Result<Member> {
        let (place, _) = self.role_at(actor, (node, id)).await?;
        let path = place.path();
        let mut wrong = Invalid::default();
        let ends_at = self.end_of(&wish, "last_day", &mut wrong);
        let role = wish.role.filter(|role| role.fits(&node));
        let Some(role) = role.filter(|_| wrong.is_empty()) else {
            if wish.role.is_none_or(|role| !role.fits(&node)) {
                wrong.add("role", "required");
            }
            return Err(wrong.into());
        };
        let permit = self.permit_to_give(actor, role, path)?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let member = tx.role(id, now).await?.ok_or(Error::NotFound)?;
                let before = &member.grant;
                // A hat is taken off, never turned into a role, nor the other way round.
                if before.role.is_hat() != role.is_hat() || (role.is_hat() && before.role != role) {
                    return Err(Error::invalid("role", "role-hat"));
                }
                let others: Vec<_> = tx
                    .roles_of(before.person, now)
                    .await?
                    .into_iter()
                    .filter(|grant| grant.id != id)
                    .collect();
                match give(role, &path, &others) {
                    Given::InPlaceOf(replaced) => {
                        for grant in &replaced {
                            tx.delete_role(grant, None).await?;
                        }
                    }
                    Given::Held(_) => return Err(Error::invalid("role", "role-held")),
                    Given::Besides(_) => return Err(Error::invalid("role", "role-besides")),
                }
                tx.change_role(before, (role, ends_at)).await?;
                if runs_institution(before.role, &node) {
                    keep_an_admin(tx, path.institution).await?;
                }
                Ok(member)
            })
            .await
    }

    /// What the chosen roles and invitations are, to ask whether they are really to go.
    pub async fn ask_removal(&self, actor: &Actor, node: Node, chosen: &Removal) -> Result<People> {
        let mut people = self.people(actor, node).await?;
        let here = Resource::Node(people.place.path());
        self.permit(actor, Action::ManagePeople, &here)?;
        people
            .members
            .retain(|m| m.grant.node() == node && chosen.roles.contains(&m.grant.id));
        people
            .invitations
            .retain(|i| chosen.invitations.contains(&i.invitation.id));
        Ok(people)
    }

    /// Ends roles at a node and withdraws invitations there, all or nothing. What is gone already
    /// is passed over.
    ///
    /// # Errors
    /// `Conflict` when the institution would be left without an admin.
    pub async fn remove_people(
        &self,
        actor: &Actor,
        node: Node,
        chosen: Removal,
    ) -> Result<Removed> {
        let path = self.place_of(node).await?.path();
        let permit = self.permit(actor, Action::ManagePeople, &Resource::Node(path))?;
        if chosen.is_empty() {
            return Err(Error::invalid("", "people-nothing-selected"));
        }
        let (app, actor, now) = (self.clone(), actor.clone(), self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let mut removed = Removed::default();
                let mut ran_institution = false;
                for id in &chosen.roles {
                    let member = tx.role(*id, now).await?;
                    let Some(member) = member.filter(|m| m.grant.node() == node) else {
                        continue;
                    };
                    app.permit_to_give(&actor, member.grant.role, path)?;
                    if tx.delete_role(&member.grant, None).await? {
                        removed.roles += 1;
                        ran_institution |= runs_institution(member.grant.role, &node);
                    }
                }
                for id in &chosen.invitations {
                    let invitation = tx.invitation(*id).await?;
                    let Some(invitation) = invitation.filter(|i| i.path.node() == node) else {
                        continue;
                    };
                    app.permit_to_give(&actor, invitation.role, path)?;
                    removed.invitations += usize::from(tx.withdraw_invitation(&invitation).await?);
                }
                if ran_institution {
                    keep_an_admin(tx, path.institution).await?;
                }
                Ok(removed)
            })
            .await
    }
}
