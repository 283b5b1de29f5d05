//! What Insigne *is*: institutions, badge classes, awards, people, rule sets, and the whole
//! authorization table. No I/O, no clock, no randomness, no `async`.

mod codes;
mod ids;

pub mod annex;
pub mod assertion;
pub mod award;
pub mod badge_class;
pub mod correction;
pub mod institution;
pub mod invalid;
pub mod invitation;
pub mod issuer;
pub mod issuer_group;
pub mod life;
pub mod person;
pub mod plea;
pub mod policy;
pub mod request;
pub mod role;
pub mod rule_set;
pub mod tag;
pub mod text;
pub mod time;

pub use ids::*;
pub use invalid::{FieldError, Invalid};
pub use text::{Lang, Localized};
