//! What can be achieved, and who offers it: `Achievement` and `Profile`.

use serde_json::{Map, Value, json};

use super::{Credits, put, put_list};

/// `targetType`s of alignments for what the standard has no property for. The prefix `ext:` is the
/// standard's own way of extending an enumeration.
pub mod target_type {
    pub const LEARNING_OUTCOME: &str = "ext:LearningOutcome";
    pub const EQF_LEVEL: &str = "ext:EQFLevel";
    pub const NLQF_LEVEL: &str = "ext:NLQFLevel";
    pub const QF_EHEA_CYCLE: &str = "ext:QFEHEACycle";
    pub const QUALITY_ASSURANCE: &str = "ext:QualityAssurance";
    /// Study load in hours; `targetCode` is the number.
    pub const STUDY_LOAD: &str = "ext:StudyLoad";
    pub const TIME_INVESTMENT: &str = "ext:TimeInvestment";
    pub const DURATION: &str = "ext:Duration";
    pub const PARTICIPATION: &str = "ext:Participation";
    pub const ASSESSMENT: &str = "ext:Assessment";
    pub const SUPERVISION: &str = "ext:SupervisionAndIdentityVerification";
    pub const PREREQUISITES: &str = "ext:Prerequisites";
    pub const STACKABILITY: &str = "ext:Stackability";
    pub const RELATED_FRAMEWORK: &str = "ext:RelatedFramework";
    pub const FURTHER_INFORMATION: &str = "ext:FurtherInformation";
    /// Why the size lies outside the guideline of its framework.
    pub const SIZE_JUSTIFICATION: &str = "ext:SizeJustification";
}

/// `Image`: an address or a `data:` URL, with the text for those who can't see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub url: String,
    pub caption: Option<String>,
}

impl Image {
    pub(super) fn to_json(&self) -> Value {
        let mut object = Map::new();
        put(&mut object, "id", Some(&self.url));
        put(&mut object, "type", Some("Image"));
        put(&mut object, "caption", self.caption.as_deref());
        Value::Object(object)
    }
}

/// `IdentifierEntry`, e.g. a BRIN or a CROHO code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// A value of the standard, or `ext:` and a name, e.g. `ext:BRIN`.
    pub kind: String,
    pub value: String,
}

impl Identifier {
    fn to_json(&self) -> Value {
        json!({"type": "IdentifierEntry", "identifier": self.value, "identifierType": self.kind})
    }
}

/// `Profile` of an issuer or of the organisation above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// DID or address.
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub url: Option<String>,
    pub email: Option<String>,
    pub image: Option<Image>,
    pub identifiers: Vec<Identifier>,
    pub parent: Option<Box<Profile>>,
}

impl Image {
    /// An image without a caption.
    pub fn at(url: impl Into<String>) -> Self {
        Image {
            url: url.into(),
            caption: None,
        }
    }
}

impl Profile {
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        put(&mut object, "id", Some(&self.id));
        object.insert("type".into(), json!(["Profile"]));
        put(&mut object, "name", Some(&self.name));
        put(&mut object, "description", self.description.as_deref());
        put(&mut object, "url", self.url.as_deref());
        put(&mut object, "email", self.email.as_deref());
        if let Some(image) = &self.image {
            object.insert("image".into(), image.to_json());
        }
        put_list(
            &mut object,
            "otherIdentifier",
            self.identifiers.iter().map(Identifier::to_json),
        );
        if let Some(parent) = &self.parent {
            object.insert("parentOrg".into(), parent.to_json());
        }
        Value::Object(object)
    }
}

/// Who says that a level applies. It is always shown with the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LevelStatus {
    StatedByInstitution,
    OfficiallyClassified,
    /// For non-formal education, which has no level of its own.
    Indicative,
}

impl LevelStatus {
    /// The word in `targetDescription`, which is machine-readable for our own verifier.
    pub fn as_str(self) -> &'static str {
        match self {
            LevelStatus::StatedByInstitution => "stated by the institution",
            LevelStatus::OfficiallyClassified => "officially classified",
            LevelStatus::Indicative => "indicative",
        }
    }
}

/// `Alignment`: a link to a framework, an outcome, or another aspect of the achievement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alignment {
    pub name: String,
    /// Without one, the alignment points to a fragment of the achievement itself.
    pub url: Option<String>,
    pub description: Option<String>,
    pub framework: Option<String>,
    pub code: Option<String>,
    /// One of [`target_type`], or a value of the standard.
    pub kind: Option<String>,
}

impl Alignment {
    /// A learning outcome, with its address in ESCO or another framework if it has one.
    pub fn learning_outcome(text: impl Into<String>, framework: Option<(&str, &str)>) -> Self {
        Alignment {
            name: text.into(),
            url: framework.map(|(_, url)| url.to_owned()),
            framework: framework.map(|(name, _)| name.to_owned()),
            kind: Some(target_type::LEARNING_OUTCOME.into()),
            ..Alignment::default()
        }
    }

    /// A level 1 to 8 of the European Qualifications Framework; the address is the one of the EU's
    /// authority table.
    pub fn eqf_level(level: u8, status: LevelStatus) -> Self {
        Alignment {
            name: format!("EQF {level}"),
            url: Some(format!("http://data.europa.eu/snb/eqf/{level}")),
            description: Some(status.as_str().into()),
            framework: Some("European Qualifications Framework (EQF)".into()),
            code: Some(level.to_string()),
            kind: Some(target_type::EQF_LEVEL.into()),
        }
    }

    /// A level of the Dutch framework: 1 to 8, or 4+.
    pub fn nlqf_level(code: &str, status: LevelStatus) -> Self {
        Alignment {
            name: format!("NLQF {code}"),
            url: None,
            description: Some(status.as_str().into()),
            framework: Some("Netherlands Qualifications Framework (NLQF)".into()),
            code: Some(code.into()),
            kind: Some(target_type::NLQF_LEVEL.into()),
        }
    }

    /// A cycle of the Qualifications Framework of the European Higher Education Area: `short`, `first`,
    /// `second` or `third`.
    pub fn qf_ehea_cycle(cycle: &str, status: LevelStatus) -> Self {
        Alignment {
            name: format!("QF-EHEA {cycle} cycle"),
            url: None,
            description: Some(status.as_str().into()),
            framework: Some(
                "Qualifications Framework of the European Higher Education Area (QF-EHEA)".into(),
            ),
            code: Some(cycle.into()),
            kind: Some(target_type::QF_EHEA_CYCLE.into()),
        }
    }

    /// An aspect with a code and a text, such as the form of participation.
    pub fn aspect(kind: &str, code: Option<&str>, name: impl Into<String>) -> Self {
        Alignment {
            name: name.into(),
            code: code.map(str::to_owned),
            kind: Some(kind.into()),
            ..Alignment::default()
        }
    }

    fn to_json(&self, achievement: &str, index: usize) -> Value {
        let mut object = Map::new();
        object.insert("type".into(), json!(["Alignment"]));
        put(&mut object, "targetCode", self.code.as_deref());
        put(
            &mut object,
            "targetDescription",
            self.description.as_deref(),
        );
        put(&mut object, "targetName", Some(&self.name));
        put(&mut object, "targetFramework", self.framework.as_deref());
        put(&mut object, "targetType", self.kind.as_deref());
        let own = || format!("{achievement}#alignment-{}", index + 1);
        put(
            &mut object,
            "targetUrl",
            Some(&self.url.clone().unwrap_or_else(own)),
        );
        Value::Object(object)
    }
}

/// `achievementType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AchievementType {
    /// A unit of an accredited programme.
    Course,
    MicroCredential,
    /// Extra-curricular.
    Badge,
    /// `ext:` and a name, or another value of the standard.
    Other(String),
}

impl AchievementType {
    pub fn as_str(&self) -> &str {
        match self {
            AchievementType::Course => "Course",
            AchievementType::MicroCredential => "MicroCredential",
            AchievementType::Badge => "Badge",
            AchievementType::Other(text) => text,
        }
    }
}

/// `ResultDescription`: a result that one may have, such as a grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultDescription {
    pub id: String,
    pub name: String,
    /// A value of the standard's `ResultType`, e.g. `Result` or `Percent`.
    pub kind: String,
}

/// `Related`: another edition of the same achievement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub id: String,
    pub language: Option<String>,
    pub version: Option<String>,
}

/// `Achievement`: one version of a badge class.
#[derive(Debug, Clone)]
pub struct Achievement {
    /// Address of this version.
    pub id: String,
    pub kind: AchievementType,
    pub name: String,
    pub description: String,
    /// Markdown.
    pub criteria: String,
    pub criteria_url: Option<String>,
    pub image: Option<Image>,
    /// BCP 47, as the official schema limits it: `nl`, `en-GB`.
    pub language: Option<String>,
    pub version: Option<String>,
    pub creator: Option<Profile>,
    pub credits: Option<Credits>,
    pub field_of_study: Option<String>,
    pub human_code: Option<String>,
    /// Programme identifiers, e.g. kind `ext:CROHO`.
    pub identifiers: Vec<Identifier>,
    pub alignments: Vec<Alignment>,
    pub result_descriptions: Vec<ResultDescription>,
    pub related: Vec<Related>,
    pub tags: Vec<String>,
}

impl Achievement {
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        put(&mut object, "id", Some(&self.id));
        object.insert("type".into(), json!(["Achievement"]));
        put(&mut object, "achievementType", Some(self.kind.as_str()));
        put(&mut object, "name", Some(&self.name));
        put(&mut object, "description", Some(&self.description));
        let mut criteria = Map::new();
        put(&mut criteria, "id", self.criteria_url.as_deref());
        put(&mut criteria, "narrative", Some(&self.criteria));
        object.insert("criteria".into(), Value::Object(criteria));
        if let Some(image) = &self.image {
            object.insert("image".into(), image.to_json());
        }
        put(&mut object, "inLanguage", self.language.as_deref());
        put(&mut object, "version", self.version.as_deref());
        if let Some(creator) = &self.creator {
            object.insert("creator".into(), creator.to_json());
        }
        if let Some(credits) = self.credits {
            object.insert("creditsAvailable".into(), credits.to_json());
        }
        put(&mut object, "fieldOfStudy", self.field_of_study.as_deref());
        put(&mut object, "humanCode", self.human_code.as_deref());
        put_list(
            &mut object,
            "otherIdentifier",
            self.identifiers.iter().map(Identifier::to_json),
        );
        let alignments = self.alignments.iter().enumerate();
        put_list(
            &mut object,
            "alignment",
            alignments.map(|(index, one)| one.to_json(&self.id, index)),
        );
        put_list(&mut object, "resultDescription", self.result_descriptions.iter().map(|one| {
            json!({"id": one.id, "type": ["ResultDescription"], "name": one.name, "resultType": one.kind})
        }));
        put_list(
            &mut object,
            "related",
            self.related.iter().map(|one| {
                let mut object = Map::new();
                put(&mut object, "id", Some(&one.id));
                object.insert("type".into(), json!(["Related"]));
                put(&mut object, "inLanguage", one.language.as_deref());
                put(&mut object, "version", one.version.as_deref());
                Value::Object(object)
            }),
        );
        if !self.tags.is_empty() {
            object.insert("tag".into(), json!(self.tags));
        }
        Value::Object(object)
    }
}
