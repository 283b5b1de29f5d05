//! The issuer portal.

pub(crate) mod audit;
pub(crate) mod award;
pub(crate) mod award_form;
pub(crate) mod badge_class;
pub(crate) mod badge_class_form;
pub(crate) mod batch;
pub(crate) mod classes;
pub(crate) mod corrections;
pub(crate) mod deliveries;
pub(crate) mod edubadge;
pub(crate) mod edubadges;
pub(crate) mod image;
pub(crate) mod institution;
pub(crate) mod institution_form;
pub(crate) mod issuer;
pub(crate) mod issuer_group;
pub(crate) mod life;
mod logo;
pub(crate) mod people;
pub(crate) mod pleas;
pub(crate) mod requests;
pub(crate) mod revocations;
pub(crate) mod tags;
pub(crate) mod tree_lists;
pub(crate) mod users;

use app::overview::{Need, Needed};
use domain::policy::{Action, Resource, may};
use domain::role::Path;

use crate::page::Page;

impl Page {
    /// Whether the asker may do this at a node: which buttons to show. The server decides again.
    pub(crate) fn may(&self, action: Action, path: &Path) -> bool {
        may(&self.actor(), action, &Resource::Node(*path)).is_ok()
    }

    /// The words for so many of something that is needed.
    pub(crate) fn need_key(&self, needed: &Needed) -> &'static str {
        match needed.need {
            Need::Request => "need-request",
            Need::Correction => "need-correction",
            Need::FailedDelivery => "need-failed-delivery",
            Need::Review => "need-review",
            Need::Draft => "need-draft",
            Need::Invitation => "need-invitation",
            Need::Expiring => "need-expiring",
        }
    }

    pub(crate) fn need_icon(&self, needed: &Needed) -> &'static str {
        match needed.need {
            Need::Request => "inbox",
            Need::Correction => "message-circle",
            Need::FailedDelivery => "circle-alert",
            Need::Review => "list-checks",
            Need::Draft => "pencil",
            Need::Invitation => "user-plus",
            Need::Expiring => "hourglass",
        }
    }
}
