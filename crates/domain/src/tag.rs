//! Internal tags: an institution's own words for its classes. Only staff see them.

use jiff::Timestamp;

use crate::{InstitutionId, Invalid, TagId};

/// At most so many characters.
pub const NAME_MAX: usize = 60;
/// At most so many on one class.
pub const PER_CLASS: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub id: TagId,
    pub institution: InstitutionId,
    pub name: String,
    pub created_at: Timestamp,
    /// An archived one stays where it is, and is put on nothing any more.
    pub archived_at: Option<Timestamp>,
}

/// A name as it is kept.
///
/// # Errors
/// `required`, or `too-long` with `max` characters, at the field `name`.
pub fn name(typed: &str) -> Result<String, Invalid> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name = words.join(" ");
    let mut wrong = Invalid::default();
    if name.is_empty() {
        wrong.add("name", "required");
    } else if name.chars().count() > NAME_MAX {
        wrong.add_with("name", "too-long", vec![("max", NAME_MAX.to_string())]);
    }
    wrong.into_result().map(|()| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_something_and_is_short() {
        assert_eq!(name("  Zorg   en welzijn "), Ok("Zorg en welzijn".into()));
        assert_eq!(name(" \t").unwrap_err().0[0].code, "required");
        assert!(name(&"é".repeat(60)).is_ok());
        assert_eq!(name(&"é".repeat(61)).unwrap_err().0[0].code, "too-long");
    }
}
