//! The issuer portal.

pub(crate) mod audit;
pub(crate) mod award;
pub(crate) mod badge_class;
pub(crate) mod badge_class_form;
pub(crate) mod batch;
pub(crate) mod classes;
pub(crate) mod corrections;
pub(crate) mod edubadge;
pub(crate) mod edubadges;
pub(crate) mod image;
pub(crate) mod institution;
pub(crate) mod issuer;
pub(crate) mod issuer_group;
pub(crate) mod people;
pub(crate) mod requests;
pub(crate) mod revocations;
pub(crate) mod users;

use domain::policy::{Action, Resource, may};
use domain::role::Path;

use crate::page::Page;

impl Page {
    /// Whether the asker may do this at a node: which buttons to show. The server decides again.
    pub(crate) fn may(&self, action: Action, path: &Path) -> bool {
        may(&self.actor(), action, &Resource::Node(*path)).is_ok()
    }
}
