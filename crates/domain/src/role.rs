//! Roles sit on a node of the tree and flow down.

use jiff::Timestamp;

use crate::codes::codes;
use crate::{BadgeClassId, InstitutionId, IssuerGroupId, IssuerId, PersonId, RoleId};

codes! {
    Role {
        Admin = "admin",
        /// Of a badge class.
        Owner = "owner",
        /// Of a badge class.
        Editor = "editor",
        Awarder = "awarder",
        /// A hat on top of a role: approves publication.
        QualityOfficer = "quality-officer",
        /// A hat on top of a role: reads everything, changes nothing.
        Auditor = "auditor",
        /// Runs the platform.
        Operator = "operator",
    }
}

impl Role {
    /// Where this role can sit.
    pub const fn fits(self, node: &Node) -> bool {
        match self {
            Self::Admin => matches!(
                node,
                Node::Institution(_) | Node::IssuerGroup(_) | Node::Issuer(_)
            ),
            Self::Owner | Self::Editor => matches!(node, Node::BadgeClass(_)),
            Self::Awarder => matches!(
                node,
                Node::IssuerGroup(_) | Node::Issuer(_) | Node::BadgeClass(_)
            ),
            Self::QualityOfficer | Self::Auditor => matches!(node, Node::Institution(_)),
            Self::Operator => matches!(node, Node::Platform),
        }
    }

    /// Comes on top of a role: doesn't count for one role per branch, and institution admins alone give it.
    pub const fn is_hat(self) -> bool {
        matches!(self, Self::QualityOfficer | Self::Auditor)
    }

    /// Whether who holds this role may do all that the other may at the same node.
    pub const fn includes(self, other: Self) -> bool {
        const fn height(role: Role) -> Option<u8> {
            match role {
                Role::Admin => Some(4),
                Role::Owner => Some(3),
                Role::Editor => Some(2),
                Role::Awarder => Some(1),
                Role::QualityOfficer | Role::Auditor | Role::Operator => None,
            }
        }
        match (height(self), height(other)) {
            (Some(own), Some(other)) => own >= other,
            _ => self as u8 == other as u8,
        }
    }

    /// The roles that can sit on this node, the one that may least first; hats last.
    pub fn on(node: &Node) -> Vec<Self> {
        let fitting = || Self::ALL.iter().copied().filter(|role| role.fits(node));
        let mut roles: Vec<_> = fitting().filter(|role| !role.is_hat()).collect();
        roles.reverse();
        roles.extend(fitting().filter(|role| role.is_hat()));
        roles
    }
}

codes! {
    /// A role with the kind of node on which it sits, the one that may most first.
    Standing {
        InstitutionAdmin = "institution-admin",
        GroupAdmin = "issuer-group-admin",
        IssuerAdmin = "issuer-admin",
        Owner = "owner",
        Editor = "editor",
        GroupAwarder = "issuer-group-awarder",
        IssuerAwarder = "issuer-awarder",
        Awarder = "awarder",
        QualityOfficer = "quality-officer",
        Auditor = "auditor",
    }
}

impl Standing {
    pub const fn parts(self) -> (Role, NodeKind) {
        match self {
            Self::InstitutionAdmin => (Role::Admin, NodeKind::Institution),
            Self::GroupAdmin => (Role::Admin, NodeKind::IssuerGroup),
            Self::IssuerAdmin => (Role::Admin, NodeKind::Issuer),
            Self::Owner => (Role::Owner, NodeKind::BadgeClass),
            Self::Editor => (Role::Editor, NodeKind::BadgeClass),
            Self::GroupAwarder => (Role::Awarder, NodeKind::IssuerGroup),
            Self::IssuerAwarder => (Role::Awarder, NodeKind::Issuer),
            Self::Awarder => (Role::Awarder, NodeKind::BadgeClass),
            Self::QualityOfficer => (Role::QualityOfficer, NodeKind::Institution),
            Self::Auditor => (Role::Auditor, NodeKind::Institution),
        }
    }

    /// Of a role on the tree; `None` for one on the platform.
    pub fn of(role: Role, kind: NodeKind) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|standing| standing.parts() == (role, kind))
    }
}

/// A place in the tree where a role can sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Platform,
    Institution(InstitutionId),
    IssuerGroup(IssuerGroupId),
    Issuer(IssuerId),
    BadgeClass(BadgeClassId),
}

codes! {
    NodeKind {
        Platform = "platform",
        Institution = "institution",
        IssuerGroup = "issuer-group",
        Issuer = "issuer",
        BadgeClass = "badge-class",
    }
}

impl Node {
    pub const fn kind(&self) -> NodeKind {
        match self {
            Self::Platform => NodeKind::Platform,
            Self::Institution(_) => NodeKind::Institution,
            Self::IssuerGroup(_) => NodeKind::IssuerGroup,
            Self::Issuer(_) => NodeKind::Issuer,
            Self::BadgeClass(_) => NodeKind::BadgeClass,
        }
    }

    /// The node's own id; the nil id for the platform.
    pub const fn id(&self) -> uuid::Uuid {
        match self {
            Self::Platform => uuid::Uuid::nil(),
            Self::Institution(id) => id.0,
            Self::IssuerGroup(id) => id.0,
            Self::Issuer(id) => id.0,
            Self::BadgeClass(id) => id.0,
        }
    }

    pub const fn new(kind: NodeKind, id: uuid::Uuid) -> Self {
        match kind {
            NodeKind::Platform => Self::Platform,
            NodeKind::Institution => Self::Institution(InstitutionId(id)),
            NodeKind::IssuerGroup => Self::IssuerGroup(IssuerGroupId(id)),
            NodeKind::Issuer => Self::Issuer(IssuerId(id)),
            NodeKind::BadgeClass => Self::BadgeClass(BadgeClassId(id)),
        }
    }
}

/// The way from the root to a node: a role on any step of it holds at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    pub institution: InstitutionId,
    pub group: Option<IssuerGroupId>,
    pub issuer: Option<IssuerId>,
    pub class: Option<BadgeClassId>,
}

impl Path {
    pub const fn institution(institution: InstitutionId) -> Self {
        Self {
            institution,
            group: None,
            issuer: None,
            class: None,
        }
    }

    pub const fn group(self, group: IssuerGroupId) -> Self {
        Self {
            group: Some(group),
            ..self
        }
    }

    pub const fn issuer(self, issuer: IssuerId) -> Self {
        Self {
            issuer: Some(issuer),
            ..self
        }
    }

    pub const fn class(self, class: BadgeClassId) -> Self {
        Self {
            class: Some(class),
            ..self
        }
    }

    /// The node at the end of the way.
    pub fn node(&self) -> Node {
        match (self.class, self.issuer, self.group) {
            (Some(class), ..) => Node::BadgeClass(class),
            (None, Some(issuer), _) => Node::Issuer(issuer),
            (None, None, Some(group)) => Node::IssuerGroup(group),
            (None, None, None) => Node::Institution(self.institution),
        }
    }

    /// Steps from the institution.
    pub const fn depth(&self) -> u8 {
        self.group.is_some() as u8 + self.issuer.is_some() as u8 + self.class.is_some() as u8
    }

    /// The nodes on the way, from the institution down.
    pub fn nodes(&self) -> Vec<Node> {
        let mut nodes = vec![Node::Institution(self.institution)];
        nodes.extend(self.group.map(Node::IssuerGroup));
        nodes.extend(self.issuer.map(Node::Issuer));
        nodes.extend(self.class.map(Node::BadgeClass));
        nodes
    }

    /// Whether the way passes (or ends at) this node.
    pub fn passes(&self, node: &Node) -> bool {
        match node {
            Node::Platform => false,
            Node::Institution(id) => self.institution == *id,
            Node::IssuerGroup(id) => self.group == Some(*id),
            Node::Issuer(id) => self.issuer == Some(*id),
            Node::BadgeClass(id) => self.class == Some(*id),
        }
    }
}

/// A role that somebody holds. `path` is `None` on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: RoleId,
    pub person: PersonId,
    pub role: Role,
    pub path: Option<Path>,
    pub granted_at: Timestamp,
    pub ends_at: Option<Timestamp>,
}

impl Grant {
    pub fn node(&self) -> Node {
        self.path.map_or(Node::Platform, |p| p.node())
    }

    /// Whether this role holds at `path`: its own node or one above.
    pub fn holds_at(&self, path: &Path) -> bool {
        self.path.is_some_and(|own| path.passes(&own.node()))
    }
}

/// What giving a role to somebody comes to, one role per branch of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is given, in the place of these.
    InPlaceOf(Vec<Grant>),
    /// A role at the node or above allows as much already.
    Held(Grant),
    /// Another role on the branch that is neither more nor less: above, but with fewer rights, or
    /// below, with more. That one is changed first, by who sees what it would mean.
    Besides(Grant),
}

/// What giving `role` at `path` means for somebody who has these roles (in force).
pub fn give(role: Role, path: &Path, held: &[Grant]) -> Given {
    let node = path.node();
    let mut replaced = Vec::new();
    for grant in held {
        let Some(own) = grant.path else { continue };
        let here = own.node() == node;
        if role.is_hat() || grant.role.is_hat() {
            if here && grant.role == role {
                return Given::Held(grant.clone());
            }
            continue;
        }
        let above = grant.holds_at(path);
        let below = own.passes(&node);
        if above && grant.role.includes(role) {
            return Given::Held(grant.clone());
        }
        if here || (below && role.includes(grant.role)) {
            replaced.push(grant.clone());
        } else if above || below {
            return Given::Besides(grant.clone());
        }
    }
    Given::InPlaceOf(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn issuer() -> Path {
        Path::institution(InstitutionId(Uuid::from_u128(1)))
            .group(IssuerGroupId(Uuid::from_u128(2)))
            .issuer(IssuerId(Uuid::from_u128(3)))
    }

    fn class() -> Path {
        issuer().class(BadgeClassId(Uuid::from_u128(4)))
    }

    fn held(role: Role, path: Path) -> Grant {
        Grant {
            id: RoleId(Uuid::from_u128(9)),
            person: PersonId(Uuid::from_u128(8)),
            role,
            path: Some(path),
            granted_at: Timestamp::UNIX_EPOCH,
            ends_at: None,
        }
    }

    #[test]
    fn a_higher_role_takes_the_place_of_lower_ones_on_its_branch() {
        let awarder = held(Role::Awarder, class());
        let given = give(Role::Owner, &class(), std::slice::from_ref(&awarder));
        assert_eq!(given, Given::InPlaceOf(vec![awarder.clone()]));
        let given = give(Role::Admin, &issuer(), std::slice::from_ref(&awarder));
        assert_eq!(given, Given::InPlaceOf(vec![awarder]));
        let sibling = held(
            Role::Owner,
            issuer().class(BadgeClassId(Uuid::from_u128(5))),
        );
        assert_eq!(
            give(Role::Owner, &class(), &[sibling]),
            Given::InPlaceOf(vec![])
        );
    }

    #[test]
    fn nothing_is_given_that_a_role_above_allows_already() {
        let admin = held(Role::Admin, issuer());
        assert_eq!(
            give(Role::Editor, &class(), std::slice::from_ref(&admin)),
            Given::Held(admin)
        );
    }

    #[test]
    fn a_role_that_is_neither_more_nor_less_stays_as_it_is() {
        let above = held(Role::Awarder, issuer());
        assert_eq!(
            give(Role::Owner, &class(), std::slice::from_ref(&above)),
            Given::Besides(above)
        );
        let below = held(Role::Owner, class());
        assert_eq!(
            give(Role::Awarder, &issuer(), std::slice::from_ref(&below)),
            Given::Besides(below)
        );
    }

    #[test]
    fn a_hat_sits_on_top_of_any_role() {
        let here = Path::institution(InstitutionId(Uuid::from_u128(1)));
        let admin = held(Role::Admin, here);
        assert_eq!(
            give(Role::Auditor, &here, std::slice::from_ref(&admin)),
            Given::InPlaceOf(vec![])
        );
        let auditor = held(Role::Auditor, here);
        assert_eq!(
            give(Role::Auditor, &here, std::slice::from_ref(&auditor)),
            Given::Held(auditor.clone())
        );
        assert_eq!(
            give(Role::Admin, &here, &[auditor]),
            Given::InPlaceOf(vec![])
        );
    }

    #[test]
    fn the_least_role_of_a_node_comes_first_and_hats_last() {
        use Role::*;
        assert_eq!(Role::on(&class().node()), [Awarder, Editor, Owner]);
        let institution = Node::Institution(InstitutionId(Uuid::from_u128(1)));
        assert_eq!(Role::on(&institution), [Admin, QualityOfficer, Auditor]);
    }
}
