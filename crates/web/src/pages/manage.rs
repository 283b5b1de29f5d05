//! The issuer portal.

pub(crate) mod award;
pub(crate) mod badge_class;
pub(crate) mod badge_class_form;
pub(crate) mod batch;
pub(crate) mod edubadges;
pub(crate) mod image;
pub(crate) mod institution;
pub(crate) mod issuer;
pub(crate) mod issuer_group;

use domain::policy::{Action, Resource, may};
use domain::role::Path;
use domain::{Invalid, Localized};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::page::Page;

impl Page {
    /// Whether the asker may do this at a node: which buttons to show. The server decides again.
    pub(crate) fn may(&self, action: Action, path: &Path) -> bool {
        may(&self.actor(), action, &Resource::Node(*path)).is_ok()
    }
}

/// `{field}_nl` and `{field}_en`.
fn localized(fields: &Fields, field: &str) -> Localized {
    Localized {
        nl: fields.text(&format!("{field}_nl")),
        en: fields.text(&format!("{field}_en")),
    }
}

fn put_localized(fields: &mut Fields, field: &str, text: &Localized) {
    fields.set(&format!("{field}_nl"), text.nl.clone().unwrap_or_default());
    fields.set(&format!("{field}_en"), text.en.clone().unwrap_or_default());
}

/// What is wrong with a form, to show it again; any other failure goes on.
pub(crate) fn invalid<T>(result: app::Result<T>) -> Result<Result<T, Invalid>, Failure> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(app::Error::Invalid(invalid)) => Ok(Err(invalid)),
        Err(other) => Err(other.into()),
    }
}
