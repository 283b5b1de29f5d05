//! An institution: a school or university that issues, with what the operator and its own
//! admins set.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::{FileHash, InstitutionId, Lang, Localized};

codes! {
    Sector {
        Wo = "wo",
        Hbo = "hbo",
        Mbo = "mbo",
        /// Hybrid: the issuer group then says which of the two it is.
        HboMbo = "hbo-mbo",
        Other = "other",
    }
}

impl Sector {
    /// How learning is measured here.
    pub const fn measures_in_ects(self) -> bool {
        matches!(self, Self::Wo | Self::Hbo)
    }
}

codes! {
    /// The ground in the GDPR (article 6) on which personal data is processed.
    LegalBasis {
        Contract = "contract",
        LegitimateInterest = "legitimate-interest",
        LegalObligation = "legal-obligation",
        /// That kind of badge can't be made.
        None = "none",
    }
}

/// Whose learners may be awarded; checked when claiming.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "who", content = "institutions")]
pub enum Audience {
    #[default]
    Anyone,
    /// Learners of these institutions (and of the own one).
    Listed(Vec<InstitutionId>),
    OwnOnly,
}

/// The operator's word that an institution may issue under a framework, and between which days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accreditation {
    pub framework: String,
    pub from: Date,
    /// The last day, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Accreditation {
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What only the operator sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The home organisation (`schac_home`), unique.
    pub identifier: String,
    #[serde(default)]
    pub alternative_identifiers: Vec<String>,
    pub sector: Sector,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// BRIN, `^\d{2}[A-Z]{2}$`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brin: Option<String>,
    /// Empty: no microcredentials.
    #[serde(default)]
    pub accreditations: Vec<Accreditation>,
    #[serde(default)]
    pub virtual_organisations_allowed: bool,
}

/// What institution admins set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub name: Localized,
    #[serde(default)]
    pub description: Localized,
    #[serde(default)]
    pub url: Localized,
    #[serde(default)]
    pub logo: Logo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_mail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grading_table_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_id: Option<String>,
    /// A regular expression that every EPPN of this institution matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eppn_pattern: Option<String>,
    pub default_language: Lang,
    pub legal_basis_formal: LegalBasis,
    pub legal_basis_non_formal: LegalBasis,
    pub direct_awards: bool,
    pub publishing_review: bool,
    #[serde(default)]
    pub audience: Audience,
    /// An accent as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

/// A logo per language: hashes of stored PNG files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nl: Option<FileHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<FileHash>,
}

impl Logo {
    pub fn get(&self, lang: Lang) -> Option<&FileHash> {
        match lang {
            Lang::Nl => self.nl.as_ref().or(self.en.as_ref()),
            Lang::En => self.en.as_ref().or(self.nl.as_ref()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    pub id: InstitutionId,
    pub registration: Registration,
    pub settings: Settings,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

impl Institution {
    pub fn name(&self, lang: Lang) -> &str {
        self.settings.name.get(lang)
    }

    /// Whether the operator lets it issue under this framework on this day.
    pub fn accredited(&self, framework: &str, day: Date) -> bool {
        self.registration
            .accreditations
            .iter()
            .any(|a| a.framework == framework && a.holds_on(day))
    }

    /// Whether microcredentials are allowed at all on this day.
    pub fn microcredentials_allowed(&self, day: Date) -> bool {
        self.registration
            .accreditations
            .iter()
            .any(|a| a.holds_on(day))
    }
}

/// `^\d{2}[A-Z]{2}$`.
pub fn is_brin(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 4
        && b[..2].iter().all(u8::is_ascii_digit)
        && b[2..].iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brin_is_two_digits_and_two_capitals() {
        assert!(is_brin("21PB"));
        for wrong in ["", "21pb", "2PBX", "21PBX", "PB21"] {
            assert!(!is_brin(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_accreditation_holds_on_its_first_and_last_day() {
        let day = |s: &str| s.parse::<Date>().unwrap();
        let a = Accreditation {
            framework: "hbo-wo".into(),
            from: day("2025-05-01"),
            until: Some(day("2027-04-30")),
        };
        assert!(a.holds_on(day("2025-05-01")) && a.holds_on(day("2027-04-30")));
        assert!(!a.holds_on(day("2025-04-30")) && !a.holds_on(day("2027-05-01")));
    }
}
