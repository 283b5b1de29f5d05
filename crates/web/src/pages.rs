//! One file per page (or family of pages), each with its template.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod backpack;
pub(crate) mod badge_class;
pub(crate) mod catalogue;
pub(crate) mod claim;
pub(crate) mod files;
pub(crate) mod invitation;
pub(crate) mod machine;
pub(crate) mod manage;
pub(crate) mod organisations;
pub(crate) mod requests;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod text;
pub(crate) mod verify;
