//! The life of a node of the tree: archived and restored, or deleted, and what stands in the way.

use crate::codes::codes;

codes! {
    /// What can happen to a node as a whole.
    Step {
        Archive = "archive",
        Restore = "restore",
        Delete = "delete",
    }
}

codes! {
    /// What keeps a step from being taken.
    Obstacle {
        AlreadyArchived = "already-archived",
        NotArchived = "not-archived",
        /// Something right below is not archived.
        ChildrenNotArchived = "children-not-archived",
        /// Offered, and neither claimed nor ended.
        OpenAwards = "open-awards",
        /// Awards that are still to be made.
        UnfinishedBatches = "unfinished-batches",
        /// Asked for, and not answered.
        OpenRequests = "open-requests",
        /// Something above is archived.
        ParentArchived = "parent-archived",
        /// Another one beside it has its name by now.
        NameTaken = "name-in-use",
        /// Something was awarded or issued below: it must stay verifiable.
        Issued = "issued",
    }
}

/// How a node stands, as far as its life depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub archived: bool,
    pub parent_archived: bool,
    /// Whether another node beside it has one of its names; archived ones don't count.
    pub name_taken: bool,
    /// Right below, not archived.
    pub live_children: i64,
    pub open_awards: i64,
    pub unfinished_batches: i64,
    pub open_requests: i64,
    /// Whether a batch or an edubadge was ever made below.
    pub issued: bool,
}

/// One obstacle, and of how many things it consists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocker {
    pub obstacle: Obstacle,
    pub count: i64,
}

impl Standing {
    /// Everything that stands in the way of a step; empty when it can be taken.
    pub fn blockers(&self, step: Step) -> Vec<Blocker> {
        let found: &[(Obstacle, i64)] = match step {
            Step::Archive => &[
                (Obstacle::AlreadyArchived, i64::from(self.archived)),
                (Obstacle::ChildrenNotArchived, self.live_children),
                (Obstacle::OpenAwards, self.open_awards),
                (Obstacle::UnfinishedBatches, self.unfinished_batches),
                (Obstacle::OpenRequests, self.open_requests),
            ],
            Step::Restore => &[
                (Obstacle::NotArchived, i64::from(!self.archived)),
                (Obstacle::ParentArchived, i64::from(self.parent_archived)),
                (Obstacle::NameTaken, i64::from(self.name_taken)),
            ],
            Step::Delete => &[
                (Obstacle::Issued, i64::from(self.issued)),
                (Obstacle::OpenRequests, self.open_requests),
            ],
        };
        found
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|&(obstacle, count)| Blocker { obstacle, count })
            .collect()
    }
}

/// What hangs below a node and goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Below {
    pub groups: i64,
    pub issuers: i64,
    pub classes: i64,
    /// Roles at the node and below.
    pub roles: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn obstacles(standing: Standing, step: Step) -> Vec<Obstacle> {
        let blockers = standing.blockers(step);
        blockers.iter().map(|b| b.obstacle).collect()
    }

    #[test]
    fn each_step_has_its_own_preconditions() {
        let free = Standing::default();
        let archived = Standing {
            archived: true,
            ..free
        };
        assert_eq!(obstacles(free, Step::Archive), []);
        assert_eq!(obstacles(free, Step::Delete), []);
        assert_eq!(obstacles(free, Step::Restore), [Obstacle::NotArchived]);
        assert_eq!(obstacles(archived, Step::Restore), []);
        assert_eq!(obstacles(archived, Step::Delete), []);
        assert_eq!(
            obstacles(archived, Step::Archive),
            [Obstacle::AlreadyArchived]
        );
        let busy = Standing {
            archived: true,
            parent_archived: true,
            name_taken: true,
            live_children: 3,
            open_awards: 2,
            unfinished_batches: 1,
            open_requests: 4,
            issued: true,
        };
        assert_eq!(
            obstacles(busy, Step::Archive),
            [
                Obstacle::AlreadyArchived,
                Obstacle::ChildrenNotArchived,
                Obstacle::OpenAwards,
                Obstacle::UnfinishedBatches,
                Obstacle::OpenRequests
            ]
        );
        assert_eq!(
            obstacles(busy, Step::Restore),
            [Obstacle::ParentArchived, Obstacle::NameTaken]
        );
        assert_eq!(
            obstacles(busy, Step::Delete),
            [Obstacle::Issued, Obstacle::OpenRequests]
        );
        assert_eq!(busy.blockers(Step::Archive)[1].count, 3);
    }
}
