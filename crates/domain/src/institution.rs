//! An institution: a school or university that issues, with what the operator and its own
//! admins set.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::person::NameAssurance;
use crate::rule_set::Framework;
use crate::{FileHash, InstitutionId, Invalid, Lang, Localized};

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

impl Audience {
    /// Whether it admits somebody who is a learner of the own institution, or of one in a list.
    pub fn admits(&self, is_own: bool, is_of: impl Fn(&[InstitutionId]) -> bool) -> bool {
        match self {
            Self::Anyone => true,
            Self::Listed(list) => is_own || is_of(list),
            Self::OwnOnly => is_own,
        }
    }

    /// The institutions that it names.
    pub fn listed(&self) -> &[InstitutionId] {
        match self {
            Self::Listed(list) => list,
            Self::Anyone | Self::OwnOnly => &[],
        }
    }
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

codes! {
    /// What terms are about: the platform, or an institution's formal or other education.
    TermsKind {
        General = "general",
        Formal = "formal",
        NonFormal = "non-formal",
    }
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

impl Settings {
    /// How an institution begins. On which ground it processes data its own admins say; until then
    /// nothing is issued.
    pub fn new(name: Localized, default_language: Lang) -> Self {
        Self {
            name,
            description: Localized::default(),
            url: Localized::default(),
            logo: Logo::default(),
            contact_mail: None,
            grading_table_url: None,
            linkedin_id: None,
            eppn_pattern: None,
            default_language,
            legal_basis_formal: LegalBasis::None,
            legal_basis_non_formal: LegalBasis::None,
            direct_awards: true,
            publishing_review: false,
            audience: Audience::Anyone,
            colour: None,
        }
    }
}

impl Registration {
    /// Every code by which it goes.
    pub fn identifiers(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.identifier).chain(&self.alternative_identifiers)
    }

    /// Whether a provider that says so speaks of this institution.
    pub fn goes_by(&self, home_organisation: &str) -> bool {
        let home = home_organisation.trim();
        self.identifiers().any(|own| own.eq_ignore_ascii_case(home))
    }

    /// Whether this is where somebody belongs: it vouched for their name, or gave them an EPPN.
    pub fn is_home_of(&self, names: &[NameAssurance], eppns: &[String], now: Timestamp) -> bool {
        let vouched = |a: &NameAssurance| {
            a.expires_at.is_none_or(|end| now < end) && self.goes_by(&a.vouched_by)
        };
        let given = |eppn: &String| {
            eppn.rsplit_once('@')
                .is_some_and(|(_, home)| self.goes_by(home))
        };
        names.iter().any(vouched) || eppns.iter().any(given)
    }

    /// What an operator typed, brought to the form in which it is compared.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        let folded = |text: &str| text.trim().to_lowercase();
        self.identifier = folded(&self.identifier);
        self.alternative_identifiers = self
            .alternative_identifiers
            .iter()
            .map(|i| folded(i))
            .collect();
        self.alternative_identifiers
            .retain(|i| !i.is_empty() && *i != self.identifier);
        self.alternative_identifiers.sort();
        self.alternative_identifiers.dedup();
        self.country = self.country.trim().to_uppercase();
        self.brin = self
            .brin
            .map(|b| b.trim().to_uppercase())
            .filter(|b| !b.is_empty());
        self
    }

    /// Every rule that needs nothing but the registration and the known frameworks.
    ///
    /// # Errors
    /// Each field that is wrong, with its code.
    pub fn check(&self, frameworks: &[Framework]) -> Result<(), Invalid> {
        let mut wrong = Invalid::default();
        if self.identifier.is_empty() {
            wrong.add("identifier", "required");
        } else if !is_home_organisation(&self.identifier) {
            wrong.add("identifier", "home-organisation");
        }
        if self
            .alternative_identifiers
            .iter()
            .any(|i| !is_home_organisation(i))
        {
            wrong.add("alternative_identifiers", "home-organisation");
        }
        if !is_country(&self.country) {
            wrong.add("country", "country");
        }
        if self.brin.as_ref().is_some_and(|b| !is_brin(b)) {
            wrong.add("brin", "brin");
        }
        if self
            .accreditations
            .iter()
            .any(|a| a.until.is_some_and(|until| until < a.from))
        {
            wrong.add("accreditations", "date-order");
        }
        if self
            .accreditations
            .iter()
            .any(|a| frameworks.iter().all(|f| f.id != a.framework))
        {
            wrong.add("accreditations", "framework-unknown");
        }
        wrong.into_result()
    }
}

/// A home organisation (SCHAC `schacHomeOrganization`): a lower-case domain name.
fn is_home_organisation(text: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

/// The officially assigned two-letter codes of ISO 3166-1.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ \
    FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP \
    MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE \
    RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV \
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

fn is_country(code: &str) -> bool {
    code.len() == 2 && COUNTRIES.split_ascii_whitespace().any(|c| c == code)
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
    fn somebody_belongs_where_a_name_was_vouched_for_or_an_eppn_given() {
        let registration = Registration {
            identifier: "uvv.example".into(),
            alternative_identifiers: vec!["old.example".into()],
            sector: Sector::Wo,
            country: "NL".into(),
            brin: None,
            accreditations: Vec::new(),
            virtual_organisations_allowed: false,
        };
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let vouched = |by: &str, end: Option<&str>| NameAssurance {
            id: crate::NameAssuranceId(uuid::Uuid::nil()),
            person: crate::PersonId(uuid::Uuid::nil()),
            name: "Sanne".into(),
            source: crate::person::NameSource::Institution,
            vouched_by: by.into(),
            acr: None,
            verified_at: now,
            expires_at: end.map(|e| e.parse().unwrap()),
            chosen: false,
        };
        let home = |names: &[NameAssurance], eppns: &[&str]| {
            let eppns: Vec<String> = eppns.iter().map(|e| (*e).to_owned()).collect();
            registration.is_home_of(names, &eppns, now)
        };
        assert!(home(&[vouched("UVV.example", None)], &[]));
        assert!(home(
            &[vouched("old.example", Some("2026-11-24T09:00:01Z"))],
            &[]
        ));
        assert!(home(&[], &["s@old.example"]));
        assert!(
            !home(&[vouched("uvv.example", Some("2026-11-24T09:00:00Z"))], &[]),
            "it ended"
        );
        assert!(!home(
            &[vouched("elsewhere.example", None)],
            &["s@elsewhere.example", "s@x.uvv.example"]
        ));
    }

    #[test]
    fn a_registration_is_checked_field_by_field() {
        let good = Registration {
            identifier: " UVV.example ".into(),
            alternative_identifiers: vec![
                "old.example".into(),
                "uvv.example".into(),
                String::new(),
            ],
            sector: Sector::Wo,
            country: "nl".into(),
            brin: Some("21pb".into()),
            accreditations: Vec::new(),
            virtual_organisations_allowed: false,
        }
        .normalized();
        assert_eq!(
            (
                good.identifier.as_str(),
                good.country.as_str(),
                good.brin.as_deref()
            ),
            ("uvv.example", "NL", Some("21PB"))
        );
        assert_eq!(good.alternative_identifiers, ["old.example"]);
        assert!(good.check(&[]).is_ok());
        let day = |s: &str| s.parse::<Date>().unwrap();
        let accreditation = |from, until| Accreditation {
            framework: "x".into(),
            from: day(from),
            until: Some(day(until)),
        };
        let bad = Registration {
            identifier: "not a domain".into(),
            country: "XX".into(),
            brin: Some("1".into()),
            accreditations: vec![accreditation("2026-02-01", "2026-01-01")],
            ..good
        };
        let wrong = bad.check(&[]).unwrap_err();
        let found: Vec<_> = wrong.0.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            found,
            [
                ("identifier", "home-organisation"),
                ("country", "country"),
                ("brin", "brin"),
                ("accreditations", "date-order"),
                ("accreditations", "framework-unknown"),
            ]
        );
        assert_eq!(COUNTRIES.split_ascii_whitespace().count(), 249);
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
