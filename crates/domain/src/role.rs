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

impl From<InstitutionId> for Node {
    fn from(id: InstitutionId) -> Self {
        Self::Institution(id)
    }
}

impl From<IssuerGroupId> for Node {
    fn from(id: IssuerGroupId) -> Self {
        Self::IssuerGroup(id)
    }
}

impl From<IssuerId> for Node {
    fn from(id: IssuerId) -> Self {
        Self::Issuer(id)
    }
}

impl From<BadgeClassId> for Node {
    fn from(id: BadgeClassId) -> Self {
        Self::BadgeClass(id)
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
