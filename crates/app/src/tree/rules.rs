//! What holds for the settings of institutions, issuer groups and issuers by themselves.

use domain::institution::{self, Institution};
use domain::{Invalid, Localized};
use domain::{issuer, issuer_group};

use crate::Error;

/// A unique index on names within their parent is the only constraint that these writes can hit.
pub(super) fn taken_name(e: store::Error) -> Error {
    match e {
        store::Error::Constraint(_) => Error::invalid("name_nl", "name-taken"),
        other => other.into(),
    }
}

const NAME_MAX: usize = 255;
const TEXT_MAX: usize = 16_384;

pub(crate) fn check_named(wrong: &mut Invalid, name: &Localized, description: &Localized) {
    if name.is_empty() {
        wrong.add("name_nl", "required-one-language");
    }
    for (field, text, max) in [
        ("name_nl", &name.nl, NAME_MAX),
        ("name_en", &name.en, NAME_MAX),
        ("description_nl", &description.nl, TEXT_MAX),
        ("description_en", &description.en, TEXT_MAX),
    ] {
        if text.as_ref().is_some_and(|t| t.chars().count() > max) {
            wrong.add_with(field, "too-long", vec![("max", max.to_string())]);
        }
    }
}

fn check_urls(wrong: &mut Invalid, urls: &[(&str, Option<&str>)]) {
    for (field, url) in urls {
        if url.is_some_and(|u| !domain::badge_class::is_web_address(u)) {
            wrong.add(*field, "url");
        }
    }
}

fn check_linkedin(wrong: &mut Invalid, field: &str, id: Option<&str>) {
    let fits = |id: &str| (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
    if id.is_some_and(|id| !fits(id)) {
        wrong.add(field, "linkedin-id");
    }
}

fn check_contact(wrong: &mut Invalid, mail: Option<&str>) {
    if mail.is_some_and(|m| domain::person::mail_key(m).is_none()) {
        wrong.add("contact_mail", "mail");
    }
}

pub(super) fn check_institution(settings: &institution::Settings) -> Result<(), Invalid> {
    let mut wrong = Invalid::default();
    check_named(&mut wrong, &settings.name, &settings.description);
    let urls = [
        ("url_nl", settings.url.nl.as_deref()),
        ("url_en", settings.url.en.as_deref()),
        ("grading_table_url", settings.grading_table_url.as_deref()),
    ];
    check_urls(&mut wrong, &urls);
    check_contact(&mut wrong, settings.contact_mail.as_deref());
    if let Some(pattern) = &settings.eppn_pattern
        && eppn_matcher(pattern).is_none()
    {
        wrong.add("eppn_pattern", "pattern");
    }
    check_linkedin(&mut wrong, "linkedin_id", settings.linkedin_id.as_deref());
    if settings.colour.as_ref().is_some_and(|c| !is_colour(c)) {
        wrong.add("colour", "colour");
    }
    wrong.into_result()
}

pub(super) fn check_group(
    settings: &issuer_group::Settings,
    above: &Institution,
) -> Result<(), Invalid> {
    use domain::institution::Sector;
    let mut wrong = Invalid::default();
    check_named(&mut wrong, &settings.name, &settings.description);
    check_linkedin(&mut wrong, "linkedin_id", settings.linkedin_id.as_deref());
    match (above.registration.sector, settings.sector) {
        (Sector::HboMbo, Some(Sector::Hbo | Sector::Mbo)) | (_, None) => {}
        (Sector::HboMbo, Some(_)) => wrong.add("sector", "group-sector"),
        (_, Some(_)) => wrong.add("sector", "group-sector-not-hybrid"),
    }
    if above.registration.sector == Sector::HboMbo && settings.sector.is_none() {
        wrong.add("sector", "group-sector");
    }
    if let Some(organisation) = &settings.on_behalf_of {
        if !above.registration.virtual_organisations_allowed {
            wrong.add("on_behalf_of_name", "virtual-organisations-off");
        }
        if organisation.name.trim().is_empty() {
            wrong.add("on_behalf_of_name", "required");
        }
        if organisation.name.chars().count() > NAME_MAX {
            let max = vec![("max", NAME_MAX.to_string())];
            wrong.add_with("on_behalf_of_name", "too-long", max);
        }
        check_linkedin(
            &mut wrong,
            "on_behalf_of_linkedin_id",
            organisation.linkedin_id.as_deref(),
        );
        check_urls(
            &mut wrong,
            &[("on_behalf_of_url", organisation.url.as_deref())],
        );
    }
    wrong.into_result()
}

pub(super) fn check_issuer(settings: &issuer::Settings) -> Result<(), Invalid> {
    let mut wrong = Invalid::default();
    check_named(&mut wrong, &settings.name, &settings.description);
    check_urls(
        &mut wrong,
        &[
            ("url_nl", settings.url.nl.as_deref()),
            ("url_en", settings.url.en.as_deref()),
        ],
    );
    check_linkedin(&mut wrong, "linkedin_id", settings.linkedin_id.as_deref());
    match &settings.contact_mail {
        None => wrong.add("contact_mail", "required"),
        mail => check_contact(&mut wrong, mail.as_deref()),
    }
    wrong.into_result()
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

/// A longer pattern says no more about an EPPN.
const PATTERN_MAX: usize = 500;

/// The institution's pattern for EPPNs, matched against the whole of one, in whatever case; `None`
/// when it is not a pattern, or one that costs too much. What is accepted runs in time linear in the
/// text: there is nothing to look behind or refer back to.
pub fn eppn_matcher(pattern: &str) -> Option<regex::Regex> {
    let build = |text: &str| {
        regex::RegexBuilder::new(text)
            .case_insensitive(true)
            .size_limit(100_000)
            .nest_limit(50)
            .build()
            .ok()
    };
    if pattern.chars().count() > PATTERN_MAX {
        return None;
    }
    // By itself too: brackets that only fit with ours would mean something else.
    build(pattern)?;
    build(&format!("^(?:{pattern})$"))
}

/// What a pattern says of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    Matches,
    Differs,
    /// No example was typed yet.
    NoExample,
    /// The pattern can't be used.
    Unusable,
}

/// Tries a pattern (none: anything goes) on an example.
pub fn try_eppn(pattern: &str, example: &str) -> Trial {
    let (pattern, example) = (pattern.trim(), example.trim());
    let matcher = eppn_matcher(pattern);
    match matcher {
        None => Trial::Unusable,
        Some(_) if example.is_empty() => Trial::NoExample,
        Some(m) if pattern.is_empty() || m.is_match(example) => Trial::Matches,
        Some(_) => Trial::Differs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_of_an_eppn_in_whatever_case() {
        let pattern = r"s\d{7}@uvv\.example";
        assert_eq!(try_eppn(pattern, " S1234567@UVV.example "), Trial::Matches);
        for other in [
            "s123456@uvv.example",
            "xs1234567@uvv.example",
            "s1234567@uvv.example.org",
        ] {
            assert_eq!(try_eppn(pattern, other), Trial::Differs, "{other}");
        }
        assert_eq!(try_eppn(pattern, ""), Trial::NoExample);
        assert_eq!(try_eppn("", "anything@elsewhere.example"), Trial::Matches);
        // Each side of a choice is the whole of it.
        assert_eq!(try_eppn("a@x|b@x", "a@xyz"), Trial::Differs);
    }

    #[test]
    fn a_pattern_that_is_none_or_costs_too_much_can_not_be_used() {
        for pattern in [
            "(",
            "x)|(?:.*",
            "(?<=a)b",
            r"(a)\1",
            "(a{1000}){1000}",
            &"a".repeat(501),
        ] {
            assert_eq!(try_eppn(pattern, "a"), Trial::Unusable, "{pattern}");
        }
        // What brings other engines to a standstill costs nothing here.
        assert_eq!(try_eppn("(a+)+b", &"a".repeat(10_000)), Trial::Differs);
    }
}
