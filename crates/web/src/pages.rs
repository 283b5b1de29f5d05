//! One file per page (or family of pages), each with its template.

pub(crate) mod account;
pub(crate) mod start;
