//! Metadata that Open Badges 2.0 has no words for: eleven extensions (Open Badges 2.0,
//! "Extensions") and one context of plain terms, with their documents as data.
//!
//! Names of extensions and properties are those that the Dutch edubadges platform uses, so that
//! its readers understand ours. The documents are our own, served by the platform at
//! `{base}/public/extensions/{name}/context.json` and `…/schema.json`: each context is valid
//! JSON-LD that defines the property, and points validators to the JSON Schema of the extension
//! (draft 4, the version that Open Badges 2.0 validators read).
//!
//! `base` is everywhere the address of the platform, without a path, e.g. `https://example.org`.

use serde_json::{Map, Value, json};

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $property:literal;)*) => {
        /// One of the eleven extensions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Name {
            $($(#[$doc])* $variant,)*
        }

        impl Name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name without prefix: `ECTSExtension`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The extension's only property: `ECTS`.
            #[must_use]
            pub fn property(self) -> &'static str {
                match self { $(Self::$variant => $property),* }
            }

            /// Key and type of the extension in a badge: `extensions:ECTSExtension`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!("extensions:", $name)),* }
            }

            fn sources(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$variant => (
                        include_str!(concat!("../extensions/", $name, "/context.json")),
                        include_str!(concat!("../extensions/", $name, "/schema.json")),
                    )),*
                }
            }
        }
    };
}

names! {
    /// ECTS credits (ECTS Users' Guide 2015).
    Ects = "ECTSExtension", "ECTS";
    /// Level of the European Qualifications Framework.
    Eqf = "EQFExtension", "EQF";
    EducationProgramIdentifier = "EducationProgramIdentifierExtension", "EducationProgramIdentifier";
    /// Language of instruction.
    Language = "LanguageExtension", "Language";
    LearningOutcome = "LearningOutcomeExtension", "LearningOutcome";
    /// Hours of study (SBU).
    StudyLoad = "StudyLoadExtension", "StudyLoad";
    TimeInvestment = "TimeInvestmentExtension", "TimeInvestment";
    InstitutionName = "InstitutionNameExtension", "InstitutionName";
    InstitutionIdentifier = "InstitutionIdentifierExtension", "InstitutionIdentifier";
    GradingTable = "GradingTableExtension", "GradingTableURL";
    InstitutionCountry = "InstitutionCountryExtension", "InstitutionCountry";
}

impl Name {
    /// The extension with this name, with or without the prefix `extensions:`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.strip_prefix("extensions:").unwrap_or(name);
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.as_str() == name)
    }
}

/// An extension with its value. The first seven belong on a badge class, the last four on an
/// issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// Credits, counted in half points: 5 means 2.5 ECTS.
    Ects {
        half_points: u32,
    },
    /// 1 to 8.
    Eqf {
        level: u8,
    },
    /// CROHO, ISAT, CREBO or RIO codes.
    EducationProgramIdentifier(Vec<String>),
    /// A code such as `nl_NL`.
    Language(String),
    LearningOutcome(String),
    StudyLoad {
        hours: u32,
    },
    TimeInvestment {
        hours: u32,
    },
    InstitutionName(String),
    /// In the Netherlands the BRIN code.
    InstitutionIdentifier(String),
    /// An http(s) address.
    GradingTable(String),
    /// ISO 3166-1 alpha-2.
    InstitutionCountry(String),
}

impl Extension {
    #[must_use]
    pub fn name(&self) -> Name {
        match self {
            Self::Ects { .. } => Name::Ects,
            Self::Eqf { .. } => Name::Eqf,
            Self::EducationProgramIdentifier(_) => Name::EducationProgramIdentifier,
            Self::Language(_) => Name::Language,
            Self::LearningOutcome(_) => Name::LearningOutcome,
            Self::StudyLoad { .. } => Name::StudyLoad,
            Self::TimeInvestment { .. } => Name::TimeInvestment,
            Self::InstitutionName(_) => Name::InstitutionName,
            Self::InstitutionIdentifier(_) => Name::InstitutionIdentifier,
            Self::GradingTable(_) => Name::GradingTable,
            Self::InstitutionCountry(_) => Name::InstitutionCountry,
        }
    }

    /// The extension as it stands in a badge under [`Name::key`].
    #[must_use]
    pub fn to_json(&self, base: &str) -> Value {
        let name = self.name();
        let mut extension = Map::new();
        extension.insert(
            "@context".to_owned(),
            json!(context_address(name.as_str(), base)),
        );
        extension.insert("type".to_owned(), json!(["Extension", name.key()]));
        extension.insert(name.property().to_owned(), self.value());
        Value::Object(extension)
    }

    fn value(&self) -> Value {
        match self {
            Self::Ects { half_points } if half_points % 2 == 0 => json!(half_points / 2),
            Self::Ects { half_points } => json!(f64::from(*half_points) / 2.0),
            Self::Eqf { level } => json!(level),
            Self::EducationProgramIdentifier(codes) => json!(codes),
            Self::StudyLoad { hours } | Self::TimeInvestment { hours } => json!(hours),
            Self::Language(text)
            | Self::LearningOutcome(text)
            | Self::InstitutionName(text)
            | Self::InstitutionIdentifier(text)
            | Self::GradingTable(text)
            | Self::InstitutionCountry(text) => json!(text),
        }
    }

    /// Reads an extension of a badge from anywhere, under whatever context it stands. `None` when
    /// the property is missing or its value makes no sense. Program identifiers may be numbers,
    /// as the Dutch platform writes them.
    #[must_use]
    pub fn read(name: Name, extension: &Value) -> Option<Self> {
        let value = extension.get(name.property())?;
        let text = || Some(value.as_str()?.trim().to_owned()).filter(|text| !text.is_empty());
        let hours = || u32::try_from(whole(value)?).ok();
        Some(match name {
            Name::Ects => Self::Ects {
                half_points: half_points(value)?,
            },
            Name::Eqf => Self::Eqf {
                level: u8::try_from(whole(value)?)
                    .ok()
                    .filter(|level| (1..=8).contains(level))?,
            },
            Name::EducationProgramIdentifier => {
                let codes = match value {
                    Value::Array(codes) => codes.iter().map(code).collect::<Option<Vec<_>>>()?,
                    single => vec![code(single)?],
                };
                Self::EducationProgramIdentifier(codes)
            }
            Name::Language => Self::Language(text()?),
            Name::LearningOutcome => Self::LearningOutcome(text()?),
            Name::StudyLoad => Self::StudyLoad { hours: hours()? },
            Name::TimeInvestment => Self::TimeInvestment { hours: hours()? },
            Name::InstitutionName => Self::InstitutionName(text()?),
            Name::InstitutionIdentifier => Self::InstitutionIdentifier(text()?),
            Name::GradingTable => Self::GradingTable(text()?),
            Name::InstitutionCountry => Self::InstitutionCountry(text()?),
        })
    }
}

/// A whole number, also one written as `5.0`.
fn whole(value: &Value) -> Option<u64> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
    // Exact: every whole number in this range is a float and the other way round.
    (0.0..=f64::from(u32::MAX))
        .contains(&number)
        .then_some(number as u64)
}

fn half_points(value: &Value) -> Option<u32> {
    u32::try_from(whole(&json!(value.as_f64()? * 2.0))?).ok()
}

fn code(value: &Value) -> Option<String> {
    match value {
        Value::String(code) => Some(code.trim().to_owned()).filter(|code| !code.is_empty()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}

/// The name under which the context of the plain terms is served.
pub const TERMS: &str = "Edubadge";

const TERMS_CONTEXT: &str = include_str!("../extensions/Edubadge/context.json");
const BASE: &str = "{base}";

/// Where the platform at `base` serves the context of an extension, or of [`TERMS`].
#[must_use]
pub fn context_address(name: &str, base: &str) -> String {
    format!(
        "{}/public/extensions/{name}/context.json",
        base.trim_end_matches('/')
    )
}

/// The context document of an extension, served as `application/ld+json`.
#[must_use]
pub fn context(name: Name, base: &str) -> Value {
    at_base(name.sources().0, base)
}

/// The JSON Schema (draft 4) of an extension, served as `application/schema+json`.
#[must_use]
pub fn schema(name: Name, base: &str) -> Value {
    at_base(name.sources().1, base)
}

/// The context that defines every plain term which our Open Badges 2.0 objects use beyond the
/// standard's own.
#[must_use]
pub fn terms_context(base: &str) -> Value {
    at_base(TERMS_CONTEXT, base)
}

/// The document at `{base}/public/extensions/{path}`, for whoever serves them:
/// `ECTSExtension/context.json`, `ECTSExtension/schema.json`, `Edubadge/context.json`.
#[must_use]
pub fn document(path: &str, base: &str) -> Option<Value> {
    match path.split_once('/')? {
        (TERMS, "context.json") => Some(terms_context(base)),
        (name, "context.json") if !name.contains(':') => Some(context(Name::parse(name)?, base)),
        (name, "schema.json") if !name.contains(':') => Some(schema(Name::parse(name)?, base)),
        _ => None,
    }
}

/// The base goes into strings of the parsed document, so that no address can break its syntax.
fn at_base(source: &str, base: &str) -> Value {
    fn fill(value: &mut Value, base: &str) {
        match value {
            Value::String(text) => *text = text.replace(BASE, base),
            Value::Array(items) => items.iter_mut().for_each(|item| fill(item, base)),
            Value::Object(members) => members.values_mut().for_each(|member| fill(member, base)),
            _ => {}
        }
    }
    let mut document =
        serde_json::from_str(source).expect("the documents are compiled in and tested");
    fill(&mut document, base.trim_end_matches('/'));
    document
}
