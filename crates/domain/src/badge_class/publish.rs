//! What a class must say before it may be published, per type, sector and day.

use jiff::civil::Date;

use super::{Content, HalfPoints, Quality, Settings, Stackability, Texts, Type};
use crate::Invalid;
use crate::institution::{LegalBasis, Sector};
use crate::rule_set::{Range, RuleSet};

/// At most this many characters per text; longer ones are refused.
pub const NAME_MAX: usize = 255;
pub const TEXT_MAX: usize = 16_384;
pub const OUTCOME_MAX: usize = 1_000;
pub const OUTCOMES_MAX: usize = 40;
pub const RELATED_MAX: usize = 8;

/// The surroundings that decide what is required.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The sector whose rules hold (the group's in a hybrid institution).
    pub sector: Sector,
    /// The guideline in force for this sector and the chosen framework.
    pub rules: Option<&'a RuleSet>,
    /// Whether the institution is accredited for the chosen framework today.
    pub accredited: bool,
    pub legal_basis: LegalBasis,
    pub today: Date,
}

/// Something worth saying that doesn't stop publication; shown as `warning-{code}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub field: &'static str,
    pub code: &'static str,
}

impl Content {
    /// What even a draft must keep to: a name, and lengths that can be stored and shown.
    pub fn check_draft(&self) -> Result<(), Invalid> {
        let mut wrong = Invalid::default();
        if self.texts.name.trim().is_empty() {
            wrong.add("name", "required");
        }
        check_lengths(&mut wrong, "", &self.texts);
        if let Some(second) = &self.second {
            check_lengths(&mut wrong, "second_", &second.texts);
            if second.lang.code() == self.language.code() {
                wrong.add("second_lang", "second-language-same");
            }
        }
        if self.related.len() > RELATED_MAX {
            wrong.add_with(
                "related",
                "too-many",
                vec![("max", RELATED_MAX.to_string())],
            );
        }
        for (i, related) in self.related.iter().enumerate() {
            if related.name.trim().is_empty() {
                wrong.add(format!("related_{i}_name"), "required");
            }
            if related.url.as_deref().is_some_and(|u| !is_web_address(u)) {
                wrong.add(format!("related_{i}_url"), "url");
            }
        }
        for (i, programme) in self.programmes.iter().enumerate() {
            let ok = !programme.code.is_empty()
                && programme.code.len() <= 64
                && programme
                    .code
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
            if !ok {
                wrong.add(format!("programmes_{i}"), "programme-code");
            }
        }
        if let Some(Quality::Own { url: Some(url), .. }) = &self.quality
            && !is_web_address(url)
        {
            wrong.add("quality_url", "url");
        }
        wrong.into_result()
    }

    /// Everything that publication needs; on success what the editor should still hear.
    pub fn check_publishable(
        &self,
        settings: &Settings,
        around: &Surroundings<'_>,
    ) -> Result<Vec<Warning>, Invalid> {
        let mut wrong = self.check_draft().err().unwrap_or_default();
        let mut warnings = Vec::new();

        require_texts(&mut wrong, "", &self.texts);
        if let Some(second) = &self.second {
            require_texts(&mut wrong, "second_", &second.texts);
            if second.texts.outcomes.len() != self.texts.outcomes.len()
                && !second.texts.outcomes.is_empty()
            {
                wrong.add("second_outcomes", "second-outcomes-differ");
            }
        }
        if self.image.is_none() {
            wrong.add("image", "required");
        }
        if around.legal_basis == LegalBasis::None {
            wrong.add("", "no-legal-basis");
        }
        if around.sector == Sector::HboMbo {
            wrong.add("", "group-sector-missing");
        } else {
            self.check_size(&mut wrong, &mut warnings, around);
        }
        self.check_per_type(&mut wrong, &mut warnings, around);
        if settings.direct_awards || settings.requests {
            // Either way in is enough; a class with neither can't be awarded at all.
        } else {
            warnings.push(Warning {
                field: "direct_awards",
                code: "no-way-in",
            });
        }
        wrong.into_result().map(|()| warnings)
    }

    fn check_per_type(
        &self,
        wrong: &mut Invalid,
        warnings: &mut Vec<Warning>,
        around: &Surroundings<'_>,
    ) {
        let level_missing = self.eqf.is_none() && self.nlqf.is_none();
        match self.kind {
            Type::Microcredential => {
                if level_missing {
                    wrong.add("eqf", "required-level");
                }
                if self.participation.is_empty() {
                    wrong.add("participation", "required");
                }
                if self.assessment.is_empty() {
                    wrong.add("assessment", "required");
                }
                match &self.quality {
                    Some(Quality::Framework(_)) if around.accredited => {}
                    Some(Quality::Framework(_)) => wrong.add("quality", "not-accredited"),
                    Some(Quality::Own { .. }) => wrong.add("quality", "framework-required"),
                    None => wrong.add("quality", "required"),
                }
                if self.duration.is_some_and(|d| d.exceeds_half_a_year()) {
                    warnings.push(Warning {
                        field: "duration",
                        code: "longer-than-half-a-year",
                    });
                }
            }
            Type::Regular => {
                if level_missing {
                    wrong.add("eqf", "required-level");
                }
                if self.programmes.is_empty() {
                    wrong.add("programmes", "required");
                }
            }
            Type::ExtraCurricular => {
                if self.grade_required {
                    wrong.add("grade_required", "not-for-this-type");
                }
            }
        }
    }

    /// The measures of size: which are allowed, which is required, and the guideline.
    fn check_size(
        &self,
        wrong: &mut Invalid,
        warnings: &mut Vec<Warning>,
        around: &Surroundings<'_>,
    ) {
        let in_ects = around.sector.measures_in_ects();
        let in_sbu = around.sector == Sector::Mbo;
        if self.ects.is_some() && (!in_ects || self.kind == Type::ExtraCurricular) {
            let code = if in_ects {
                "not-for-this-type"
            } else {
                "not-in-this-sector"
            };
            wrong.add("ects", code);
        }
        if self.study_load.is_some() && !in_sbu {
            wrong.add("study_load", "not-in-this-sector");
        }
        if self.time_investment.is_some() && in_ects && self.kind == Type::Regular {
            wrong.add("time_investment", "not-for-this-type");
        }
        let absolute = Range {
            min: HalfPoints(1),
            max: Some(HalfPoints::whole(240)),
        };
        if let Some(ects) = self.ects.filter(|&e| !absolute.contains(e)) {
            out_of_range(wrong, "ects", "ects-range", &ects, absolute);
        }
        for (field, hours) in [
            ("study_load", self.study_load),
            ("time_investment", self.time_investment),
        ] {
            if hours == Some(0) {
                wrong.add_with(field, "hours-range", vec![("min", "1".into())]);
            }
        }
        match (self.kind, in_ects, in_sbu) {
            (Type::ExtraCurricular, ..) => {}
            (Type::Regular, true, _) if self.ects.is_none() => wrong.add("ects", "required"),
            (Type::Regular, _, true) if self.study_load.is_none() => {
                wrong.add("study_load", "required");
            }
            (Type::Regular, false, false) if self.time_investment.is_none() => {
                wrong.add("time_investment", "required");
            }
            (Type::Microcredential, true, _)
                if self.ects.is_none() && self.time_investment.is_none() =>
            {
                wrong.add("ects", "required-size");
            }
            (Type::Microcredential, _, true) if self.study_load.is_none() => {
                wrong.add("study_load", "required");
            }
            (Type::Microcredential, false, false) if self.time_investment.is_none() => {
                wrong.add("time_investment", "required");
            }
            (Type::Microcredential, ..) => self.check_guideline(wrong, warnings, around),
            (Type::Regular, ..) => {}
        }
    }

    /// A size outside the framework's guideline needs a written, published justification.
    fn check_guideline(
        &self,
        wrong: &mut Invalid,
        warnings: &mut Vec<Warning>,
        around: &Surroundings<'_>,
    ) {
        let Some(rules) = around.rules else { return };
        let justified = !self.texts.size_justification.trim().is_empty();
        let mut outside =
            |field: &'static str, code: &'static str, args: Vec<(&'static str, String)>| {
                if justified {
                    warnings.push(Warning {
                        field,
                        code: "outside-guideline-justified",
                    });
                } else {
                    wrong.add_with(field, code, args);
                    wrong.add("size_justification", "justification-required");
                }
            };
        if let (Some(ects), Some(range)) = (self.ects, rules.ects)
            && !range.contains(ects)
        {
            outside("ects", "ects-guideline", range_args(range));
        }
        if let Some(range) = rules.hours {
            let measured = [
                ("study_load", self.study_load),
                ("time_investment", self.time_investment),
            ];
            for (field, hours) in measured {
                // Beside EC the time investment is only an indication.
                if self.ects.is_none()
                    && let Some(hours) = hours
                    && !range.contains(hours)
                {
                    let code = match range.max {
                        Some(_) => "hours-guideline-between",
                        None => "hours-guideline",
                    };
                    outside(field, code, range_args(range));
                }
            }
        }
    }
}

fn range_args<T: ToString>(range: Range<T>) -> Vec<(&'static str, String)> {
    let mut args = vec![("min", range.min.to_string())];
    args.push(("max", range.max.map_or_else(String::new, |m| m.to_string())));
    args
}

fn out_of_range<T: ToString>(
    wrong: &mut Invalid,
    field: &str,
    code: &'static str,
    value: &T,
    range: Range<T>,
) {
    let mut args = range_args(range);
    args.push(("value", value.to_string()));
    wrong.add_with(field, code, args);
}

fn require_texts(wrong: &mut Invalid, prefix: &str, texts: &Texts) {
    for (field, text) in [
        ("name", &texts.name),
        ("image_alt", &texts.image_alt),
        ("description", &texts.description),
        ("criteria", &texts.criteria),
    ] {
        if text.trim().is_empty() && wrong.at(&format!("{prefix}{field}")).is_none() {
            wrong.add(format!("{prefix}{field}"), "required");
        }
    }
    if texts.outcomes.is_empty() {
        wrong.add(format!("{prefix}outcomes"), "required");
    }
}

fn check_lengths(wrong: &mut Invalid, prefix: &str, texts: &Texts) {
    for (field, text, max) in [
        ("name", &texts.name, NAME_MAX),
        ("image_alt", &texts.image_alt, NAME_MAX),
        ("description", &texts.description, TEXT_MAX),
        ("criteria", &texts.criteria, TEXT_MAX),
        ("prerequisites", &texts.prerequisites, TEXT_MAX),
        ("stackable_towards", &texts.stackable_towards, OUTCOME_MAX),
        ("further_information", &texts.further_information, TEXT_MAX),
        ("size_justification", &texts.size_justification, TEXT_MAX),
    ] {
        if text.chars().count() > max {
            wrong.add_with(
                format!("{prefix}{field}"),
                "too-long",
                vec![("max", max.to_string())],
            );
        }
    }
    if texts.outcomes.len() > OUTCOMES_MAX {
        wrong.add_with(
            format!("{prefix}outcomes"),
            "too-many",
            vec![("max", OUTCOMES_MAX.to_string())],
        );
    }
    if texts
        .outcomes
        .iter()
        .any(|o| o.text.chars().count() > OUTCOME_MAX)
    {
        wrong.add_with(
            format!("{prefix}outcomes"),
            "too-long",
            vec![("max", OUTCOME_MAX.to_string())],
        );
    }
}

/// An absolute http or https address.
pub fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|r| {
        !r.is_empty()
            && !r.starts_with('/')
            && text.len() <= 2_048
            && !text.chars().any(|c| c.is_whitespace() || c.is_control())
    })
}

impl Content {
    /// "Not stated" or the word for stackability.
    pub fn is_stackable(&self) -> bool {
        self.stackability == Some(Stackability::Stackable)
    }
}

#[cfg(test)]
mod tests;
