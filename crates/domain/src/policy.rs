//! Who may do what: one table. A [`Permit`] can be made nowhere else.

use std::cmp::Reverse;

use crate::codes::codes;
use crate::role::{Grant, Node, Path, Role};
use crate::{InstitutionId, PersonId};

codes! {
    /// Everything that can be done, by product verb.
    Action {
        // The public side.
        ReadPublic = "public.read",
        Verify = "verify",
        SignIn = "sign-in",
        AnswerMail = "award.answer-mail",
        // Tree and classes.
        ReadTree = "tree.read",
        ReadPeople = "people.read",
        CreateBelow = "node.create-below",
        Edit = "node.edit",
        Archive = "node.archive",
        Delete = "node.delete",
        Publish = "class.publish",
        ApprovePublication = "class.approve-publication",
        // Awards and requests.
        Award = "award.make",
        DecideRequest = "request.decide",
        Revoke = "edubadge.revoke",
        RevokeOwn = "edubadge.revoke-own",
        /// Issue anew in the place of one that is revoked: a correction, or an undone revocation.
        Correct = "edubadge.correct",
        /// Ask for a correction of one's own edubadge.
        AskCorrection = "edubadge.ask-correction",
        // Rights and reading over.
        ManagePeople = "people.manage",
        GiveHats = "people.give-hats",
        AcceptInvitation = "invitation.accept",
        ReadAudit = "audit.read",
        ReadInsights = "insights.read",
        // The platform.
        RunPlatform = "platform.run",
        // One's own.
        HaveBackpack = "backpack.have",
        Claim = "award.claim",
        Request = "request.make",
        Share = "edubadge.share",
        OwnAccount = "account.own",
        // The machine.
        RunJob = "job.run",
        Deliver = "mail.deliver",
        Retain = "retention.run",
    }
}

impl Action {
    /// Whether doing it leaves a row in the audit trail.
    pub const fn is_audited(self) -> bool {
        !matches!(
            self,
            Self::ReadPublic
                | Self::Verify
                | Self::ReadTree
                | Self::ReadPeople
                | Self::ReadAudit
                | Self::ReadInsights
                | Self::Deliver
                | Self::RunJob
                | Self::HaveBackpack
        )
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Visitor,
    Person(PersonActor),
    /// A job of the platform, by name.
    System(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonActor {
    pub id: PersonId,
    /// Signed in with a learner account (eduID).
    pub learner: bool,
    /// A learner who has not accepted the newest general terms.
    pub owes_terms: bool,
    /// Roles in force now.
    pub grants: Vec<Grant>,
    /// The session's authentication was stronger than a password.
    pub strong: bool,
    /// Whether admins and operators need strong sign-in here (a setting).
    pub strong_needed: bool,
}

impl Actor {
    pub fn person(&self) -> Option<&PersonActor> {
        match self {
            Self::Person(person) => Some(person),
            Self::Visitor | Self::System(_) => None,
        }
    }

    pub fn person_id(&self) -> Option<PersonId> {
        self.person().map(|p| p.id)
    }
}

impl PersonActor {
    pub fn is_operator(&self) -> bool {
        self.grants.iter().any(|g| g.role == Role::Operator)
    }

    pub fn is_staff(&self) -> bool {
        self.grants.iter().any(|g| g.path.is_some())
    }

    /// The institutions in which this person has a role.
    pub fn institutions(&self) -> Vec<InstitutionId> {
        let mut all: Vec<_> = self
            .grants
            .iter()
            .filter_map(|g| Some(g.path?.institution))
            .collect();
        all.sort();
        all.dedup();
        all
    }

    fn has(&self, role: Role, path: &Path) -> bool {
        let usable = !(role == Role::Admin && self.strong_needed && !self.strong);
        usable
            && self
                .grants
                .iter()
                .any(|g| g.role == role && g.holds_at(path))
    }

    fn has_any(&self, roles: &[Role], path: &Path) -> bool {
        roles.iter().any(|&r| self.has(r, path))
    }

    fn belongs_to(&self, institution: InstitutionId) -> bool {
        self.grants
            .iter()
            .any(|g| g.path.is_some_and(|p| p.institution == institution))
    }

    /// What this person may do at a node, and the role that is enough for it by itself: the one
    /// that sits highest.
    pub fn rights_at(&self, path: &Path) -> Vec<(Action, Option<&Grant>)> {
        let node = Resource::Node(*path);
        let may_with = |grants: Vec<Grant>, action| {
            let person = Self {
                grants,
                ..self.clone()
            };
            signed_in(&person, action, &node).is_ok()
        };
        let below = |grant: &&Grant| grant.path.map(|p| Reverse(p.depth()));
        RIGHTS
            .iter()
            .copied()
            .filter(|action| may_with(self.grants.clone(), *action))
            .map(|action| {
                let enough = |grant: &&Grant| may_with(vec![(*grant).clone()], action);
                (action, self.grants.iter().filter(enough).max_by_key(below))
            })
            .collect()
    }

    fn operates(&self) -> bool {
        self.is_operator() && (self.strong || !self.strong_needed)
    }
}

/// What somebody can have a right to at a node, in the order in which people read it.
pub const RIGHTS: [Action; 14] = [
    Action::CreateBelow,
    Action::Edit,
    Action::Publish,
    Action::ApprovePublication,
    Action::Archive,
    Action::Award,
    Action::DecideRequest,
    Action::Revoke,
    Action::RevokeOwn,
    Action::ReadPeople,
    Action::ManagePeople,
    Action::GiveHats,
    Action::ReadInsights,
    Action::ReadAudit,
];

/// What is acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Public pages, verification, sign-in.
    Open,
    Platform,
    /// A node of the tree.
    Node(Path),
    /// Something that belongs to a person: a backpack, an edubadge, an account.
    Of(PersonId),
    /// An award or request for `person` at a node.
    For {
        path: Path,
        person: Option<PersonId>,
    },
    /// A class waiting for review, written by `author`.
    Written {
        path: Path,
        author: PersonId,
    },
}

impl Resource {
    pub const fn path(&self) -> Option<&Path> {
        match self {
            Self::Node(path) | Self::For { path, .. } | Self::Written { path, .. } => Some(path),
            Self::Open | Self::Platform | Self::Of(_) => None,
        }
    }
}

/// Proof that somebody may do something; a write takes one and audits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    actor: PermitActor,
    action: Action,
    path: Option<Path>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermitActor {
    Visitor,
    Person(PersonId),
    System(&'static str),
}

impl Permit {
    pub const fn actor(&self) -> PermitActor {
        self.actor
    }

    pub const fn action(&self) -> Action {
        self.action
    }

    pub const fn path(&self) -> Option<&Path> {
        self.path.as_ref()
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Sign in first.
    SignIn,
    /// May not know that it exists: answer 404.
    Hidden,
    /// May see it but not do this: answer 403, naming who can help.
    Forbidden,
    /// Has the role, but needs a stronger sign-in.
    Stronger,
    /// The newest general terms come first.
    Terms,
    /// Nobody awards themselves, or approves their own request or class.
    Own,
}

/// The whole policy.
pub fn may(actor: &Actor, action: Action, resource: &Resource) -> Result<Permit, Denied> {
    let allowed = match actor {
        Actor::Visitor => visitor(action),
        Actor::System(_) => system(action),
        Actor::Person(person) => signed_in(person, action, resource),
    };
    allowed.map(|()| Permit {
        actor: match actor {
            Actor::Visitor => PermitActor::Visitor,
            Actor::Person(person) => PermitActor::Person(person.id),
            Actor::System(job) => PermitActor::System(job),
        },
        action,
        path: resource.path().copied(),
    })
}

/// Where in an institution somebody may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Everywhere,
    /// At these nodes and below.
    Below(Vec<Node>),
}

/// The part of an institution in which an action is allowed: what a list over it may show.
///
/// # Errors
/// Why it is allowed nowhere there.
pub fn reach(actor: &Actor, action: Action, institution: InstitutionId) -> Result<Reach, Denied> {
    let whole = Resource::Node(Path::institution(institution));
    let denied = match may(actor, action, &whole) {
        Ok(_) => return Ok(Reach::Everywhere),
        Err(denied) => denied,
    };
    let grants = actor.person().map(|p| p.grants.as_slice());
    let mut paths: Vec<Path> = Vec::new();
    for path in grants.unwrap_or_default().iter().filter_map(|g| g.path) {
        if path.institution == institution
            && !paths.contains(&path)
            && may(actor, action, &Resource::Node(path)).is_ok()
        {
            paths.push(path);
        }
    }
    // What lies below another says nothing more.
    let highest = |path: &&Path| !paths.iter().any(|p| p != *path && path.passes(&p.node()));
    let nodes: Vec<Node> = paths.iter().filter(highest).map(Path::node).collect();
    if nodes.is_empty() {
        return Err(denied);
    }
    Ok(Reach::Below(nodes))
}

fn visitor(action: Action) -> Result<(), Denied> {
    match action {
        Action::ReadPublic | Action::Verify | Action::SignIn | Action::AnswerMail => Ok(()),
        _ => Err(Denied::SignIn),
    }
}

fn system(action: Action) -> Result<(), Denied> {
    match action {
        Action::RunJob | Action::Deliver | Action::Retain | Action::ReadPublic | Action::Verify => {
            Ok(())
        }
        // Jobs finish what a person was permitted to begin.
        Action::Award | Action::Revoke => Ok(()),
        // `insigne operator add` and the sample data of an empty platform.
        Action::RunPlatform => Ok(()),
        _ => Err(Denied::Hidden),
    }
}

fn signed_in(person: &PersonActor, action: Action, resource: &Resource) -> Result<(), Denied> {
    match (action, resource) {
        (Action::ReadPublic | Action::Verify | Action::SignIn | Action::AnswerMail, _) => Ok(()),
        (Action::OwnAccount, Resource::Of(owner)) => own(person, *owner),
        (
            Action::Request,
            Resource::For {
                person: Some(owner),
                ..
            },
        ) if person.learner => own_backpack(person, *owner),
        (
            Action::HaveBackpack | Action::Claim | Action::Share | Action::AskCorrection,
            Resource::Of(owner),
        ) if person.learner => own_backpack(person, *owner),
        (Action::RunPlatform, Resource::Platform) => {
            if person.operates() {
                Ok(())
            } else {
                Err(if person.is_operator() {
                    Denied::Stronger
                } else {
                    Denied::Hidden
                })
            }
        }
        // That the address was proven is for the use case: it stands in no role.
        (
            Action::AcceptInvitation,
            Resource::For {
                person: Some(invited),
                ..
            },
        ) if !person.learner => own(person, *invited),
        // The operator founds institutions and sets what only the operator sets, nothing below.
        (Action::CreateBelow, Resource::Platform) if person.operates() => Ok(()),
        (_, Resource::Node(path) | Resource::For { path, .. } | Resource::Written { path, .. }) => {
            at_node(person, action, resource, path)
        }
        _ => Err(Denied::Hidden),
    }
}

fn own(person: &PersonActor, owner: PersonId) -> Result<(), Denied> {
    if person.id == owner {
        Ok(())
    } else {
        Err(Denied::Hidden)
    }
}

/// What is one's own as a learner: after the general terms.
fn own_backpack(person: &PersonActor, owner: PersonId) -> Result<(), Denied> {
    own(person, owner)?;
    if person.owes_terms {
        return Err(Denied::Terms);
    }
    Ok(())
}

/// The table of `PRODUCT.md` 5 for a node of the tree.
fn at_node(
    person: &PersonActor,
    action: Action,
    resource: &Resource,
    path: &Path,
) -> Result<(), Denied> {
    if !person.belongs_to(path.institution) {
        return Err(Denied::Hidden);
    }
    let admin = [Role::Admin];
    let edit = [Role::Admin, Role::Owner, Role::Editor];
    let own_class = [Role::Admin, Role::Owner];
    let award = [Role::Admin, Role::Owner, Role::Editor, Role::Awarder];
    let at_institution = Path::institution(path.institution);
    let auditor = person.has(Role::Auditor, &at_institution);

    let holds = match action {
        Action::ReadTree => true,
        Action::ReadPeople => auditor || person.has_any(&award, path),
        Action::CreateBelow => path.class.is_none() && person.has_any(&admin, path),
        Action::Edit | Action::Publish => {
            person.has_any(if path.class.is_some() { &edit } else { &admin }, path)
        }
        Action::Archive | Action::Delete => person.has_any(&own_class, path),
        Action::Award | Action::DecideRequest | Action::RevokeOwn | Action::Correct => {
            person.has_any(&award, path)
        }
        Action::Revoke => person.has_any(&own_class, path),
        Action::ManagePeople => person.has_any(&own_class, path),
        Action::GiveHats => path.group.is_none() && person.has_any(&admin, path),
        Action::ApprovePublication => person.has(Role::QualityOfficer, &at_institution),
        Action::ReadAudit => auditor || person.has_any(&own_class, path),
        Action::ReadInsights => auditor || person.has_any(&award, path),
        _ => return Err(Denied::Hidden),
    };
    if !holds {
        let weak_admin = person.strong_needed
            && !person.strong
            && person
                .grants
                .iter()
                .any(|g| g.role == Role::Admin && g.holds_at(path));
        return Err(if weak_admin {
            Denied::Stronger
        } else {
            Denied::Forbidden
        });
    }
    match resource {
        Resource::For {
            person: Some(recipient),
            ..
        } if *recipient == person.id
            && matches!(
                action,
                Action::Award | Action::DecideRequest | Action::Correct
            ) =>
        {
            Err(Denied::Own)
        }
        Resource::Written { author, .. }
            if *author == person.id && action == Action::ApprovePublication =>
        {
            Err(Denied::Own)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
