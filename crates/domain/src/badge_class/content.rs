//! The fields of a badge class that describe the achievement.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Type;
use crate::codes::codes;
use crate::text::Language;
use crate::time::Period;
use crate::{FileHash, Lang};

/// Study points (EC) in halves: 2.5 EC is `HalfPoints(5)`. Never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HalfPoints(pub u16);

impl HalfPoints {
    pub const fn whole(points: u16) -> Self {
        Self(points * 2)
    }

    /// Reads `2`, `2.5` or `2,5`; `None` for anything that is not a multiple of a half.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace(',', ".");
        let (whole, half) = match text.split_once('.') {
            None => (text.as_str(), 0),
            Some((w, "0" | "00")) => (w, 0),
            Some((w, "5" | "50")) => (w, 1),
            Some(_) => return None,
        };
        if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let whole: u16 = whole.parse().ok()?;
        whole.checked_mul(2)?.checked_add(half).map(Self)
    }

    /// Study hours: 1 EC is 28 hours.
    pub const fn hours(self) -> u32 {
        self.0 as u32 * 14
    }

    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

impl fmt::Display for HalfPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            self.0 / 2,
            if self.0 % 2 == 1 { ".5" } else { "" }
        )
    }
}

codes! {
    /// Whether a level is the institution's own word or an official classification.
    LevelSource { Stated = "stated", Classified = "classified" }
}

codes! {
    Eqf { L1 = "1", L2 = "2", L3 = "3", L4 = "4", L5 = "5", L6 = "6", L7 = "7", L8 = "8" }
}

codes! {
    Nlqf { L1 = "1", L2 = "2", L3 = "3", L4 = "4", L4Plus = "4+", L5 = "5", L6 = "6", L7 = "7", L8 = "8" }
}

codes! {
    /// Cycle of the Qualifications Framework of the European Higher Education Area.
    Cycle { Short = "short", First = "first", Second = "second", Third = "third" }
}

/// A level with who says so; always shown with that word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level<L> {
    pub level: L,
    pub source: LevelSource,
}

codes! {
    /// Whose register a programme code comes from.
    ProgrammeScheme {
        /// CROHO/ISAT, higher education.
        Isat = "isat",
        /// CREBO, vocational education.
        Crebo = "crebo",
        Rio = "rio",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    pub scheme: ProgrammeScheme,
    pub code: String,
}

codes! {
    Participation {
        Online = "online",
        OnSite = "on-site",
        Blended = "blended",
        WorkExperience = "work-experience",
        Volunteering = "volunteering",
    }
}

codes! {
    Assessment {
        WrittenExam = "written-exam",
        Report = "report",
        Behavioural = "behavioural",
        ProfessionalProduct = "professional-product",
        DevelopmentReport = "development-report",
        Portfolio = "portfolio",
        Oral = "oral",
        Personalised = "personalised",
    }
}

codes! {
    /// Supervision and identity verification during assessment (Annex I, element 13).
    Supervision {
        UnsupervisedWithoutIdentity = "unsupervised-no-identity",
        SupervisedWithoutIdentity = "supervised-no-identity",
        SupervisedOnline = "supervised-online",
        SupervisedOnSite = "supervised-on-site",
    }
}

codes! {
    /// Annex I, element 15.
    Stackability { Standalone = "standalone", Stackable = "stackable" }
}

/// How quality is assured: a framework of the operator by reference, or in own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quality {
    Framework(String),
    Own {
        name: String,
        url: Option<String>,
        text: Option<String>,
    },
}

/// A framework that the class refers to (ESCO, a professional profile, …).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RelatedFramework {
    pub name: String,
    pub url: Option<String>,
    pub framework: Option<String>,
    pub code: Option<String>,
    pub description: Option<String>,
}

/// Something that a learner can do afterwards, optionally linked to a framework's own term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<RelatedFramework>,
}

/// A badge drawn with the designer, by the designer's own names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    pub shape: String,
    pub colour: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(default)]
    pub text: String,
}

/// The picture of a class: stored files, and the drawing they came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Square PNG, always there: for baking, mail and previews.
    pub png: FileHash,
    /// Cleaned SVG, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub svg: Option<FileHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing: Option<Drawing>,
}

/// The texts of a class in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    pub name: String,
    pub image_alt: String,
    /// Markdown.
    pub description: String,
    /// Markdown.
    pub criteria: String,
    pub outcomes: Vec<Outcome>,
    /// Markdown.
    pub prerequisites: String,
    /// What it stacks towards.
    pub stackable_towards: String,
    /// Markdown.
    pub further_information: String,
    /// Why the size lies outside the framework's guideline; published.
    pub size_justification: String,
}

/// The second edition of the texts, in Dutch or English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondEdition {
    pub lang: Lang,
    pub texts: Texts,
}

/// Everything that describes the achievement; one version holds one of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    #[serde(rename = "type")]
    pub kind: Type,
    pub language: Language,
    pub texts: Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondEdition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ects: Option<HalfPoints>,
    /// Study load in hours (SBU, vocational education).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study_load: Option<u32>,
    /// Time investment in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_investment: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eqf: Option<Level<Eqf>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nlqf: Option<Level<Nlqf>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qf_ehea: Option<Level<Cycle>>,
    pub programmes: Vec<Programme>,
    pub participation: Vec<Participation>,
    pub assessment: Vec<Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervision: Option<Supervision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stackability: Option<Stackability>,
    pub related: Vec<RelatedFramework>,
    pub grade_required: bool,
    /// How long an edubadge is valid; `None` is for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<Period>,
}

impl Default for Content {
    fn default() -> Self {
        Self::new(Type::Regular, Language::Nl)
    }
}

impl Content {
    pub fn new(kind: Type, language: Language) -> Self {
        Self {
            kind,
            language,
            texts: Texts::default(),
            second: None,
            image: None,
            ects: None,
            study_load: None,
            time_investment: None,
            duration: None,
            eqf: None,
            nlqf: None,
            qf_ehea: None,
            programmes: Vec::new(),
            participation: Vec::new(),
            assessment: Vec::new(),
            supervision: None,
            quality: None,
            stackability: None,
            related: Vec::new(),
            grade_required: false,
            expiry: None,
        }
    }

    /// The texts for a reader in `lang`: the second edition when it is in that language and the
    /// first is not, else the first.
    pub fn texts_in(&self, lang: Lang) -> &Texts {
        self.second_for(lang).unwrap_or(&self.texts)
    }

    /// The language in which `texts_in` answers, as a BCP 47 tag (for `lang` attributes).
    pub fn language_of_texts_in(&self, lang: Lang) -> &'static str {
        self.second_for(lang)
            .map_or(self.language.code(), |_| lang.code())
    }

    /// A draft may have chosen its second language before a word of it was written.
    fn second_for(&self, lang: Lang) -> Option<&Texts> {
        let second = self.second.as_ref()?;
        let wanted = second.lang == lang && self.language.code() != lang.code();
        (wanted && !second.texts.name.is_empty()).then_some(&second.texts)
    }

    /// Study hours from whatever measure is given: EC × 28, study load, else time investment.
    pub fn workload_hours(&self) -> Option<u32> {
        self.ects
            .map(HalfPoints::hours)
            .or(self.study_load)
            .or(self.time_investment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_points_read_and_write_both_notations() {
        assert_eq!(HalfPoints::parse("2,5"), Some(HalfPoints(5)));
        assert_eq!(HalfPoints::parse(" 3 "), Some(HalfPoints::whole(3)));
        assert_eq!(HalfPoints(5).to_string(), "2.5");
        assert_eq!(HalfPoints(5).hours(), 70);
        for wrong in ["", "2.25", "-1", "x", ".5", "1.5.0", "40000"] {
            assert_eq!(HalfPoints::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_draft_survives_a_round_trip_and_an_older_one_still_reads() {
        let mut content = Content::new(Type::Microcredential, Language::En);
        content.ects = Some(HalfPoints(11));
        content.nlqf = Some(Level {
            level: Nlqf::L4Plus,
            source: LevelSource::Classified,
        });
        let json = serde_json::to_string(&content).unwrap();
        assert_eq!(serde_json::from_str::<Content>(&json).unwrap(), content);
        assert_eq!(
            serde_json::from_str::<Content>("{}").unwrap(),
            Content::default()
        );
    }

    #[test]
    fn readers_get_their_language_when_an_edition_has_it() {
        let mut content = Content::new(Type::Regular, Language::En);
        content.texts.name = "Care".into();
        content.second = Some(SecondEdition {
            lang: Lang::Nl,
            texts: Texts {
                name: "Zorg".into(),
                ..Texts::default()
            },
        });
        assert_eq!(content.texts_in(Lang::Nl).name, "Zorg");
        assert_eq!(content.texts_in(Lang::En).name, "Care");
    }
}
