//! Sizes of microcredentials as dated data: a rule set has a sector, a framework, a first and a
//! last day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Localized;
use crate::badge_class::HalfPoints;
use crate::institution::Sector;

/// A quality framework that the operator keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Framework {
    /// Short and stable: `hbo-wo`, `mbo`.
    pub id: String,
    pub name: Localized,
    pub url: Localized,
    pub text: Localized,
}

/// The guideline for the size of a microcredential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    pub id: String,
    pub sector: Sector,
    pub framework: String,
    pub from: Date,
    /// The last day, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ects: Option<Range<HalfPoints>>,
    /// Hours: time investment, or study load where the sector counts in SBU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Range<u32>>,
}

/// Both ends included; no upper end means none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range<T> {
    pub min: T,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub max: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T: PartialOrd + Copy> Range<T> {
    pub fn contains(self, value: T) -> bool {
        value >= self.min && self.max.is_none_or(|max| value <= max)
    }
}

impl RuleSet {
    pub fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The rule set for a sector and framework on a day; the one that started last wins.
pub fn in_force<'a>(
    sets: &'a [RuleSet],
    sector: Sector,
    framework: &str,
    day: Date,
) -> Option<&'a RuleSet> {
    sets.iter()
        .filter(|s| s.sector == sector && s.framework == framework && s.in_force(day))
        .max_by_key(|s| s.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(from: &str, until: Option<&str>, min: u16) -> RuleSet {
        RuleSet {
            id: from.into(),
            sector: Sector::Wo,
            framework: "hbo-wo".into(),
            from: from.parse().unwrap(),
            until: until.map(|u| u.parse().unwrap()),
            ects: Some(Range {
                min: HalfPoints::whole(min),
                max: Some(HalfPoints::whole(30)),
            }),
            hours: None,
        }
    }

    #[test]
    fn x_16_universities_may_go_from_one_point_only_between_the_dates_of_the_addendum() {
        let sets = [
            set("2022-01-01", None, 3),
            set("2025-05-01", Some("2027-04-30"), 1),
        ];
        let min = |day: &str| {
            in_force(&sets, Sector::Wo, "hbo-wo", day.parse().unwrap())
                .unwrap()
                .ects
                .unwrap()
                .min
        };
        assert_eq!(min("2025-04-30"), HalfPoints::whole(3));
        assert_eq!(min("2025-05-01"), HalfPoints::whole(1));
        assert_eq!(min("2027-04-30"), HalfPoints::whole(1));
        assert_eq!(min("2027-05-01"), HalfPoints::whole(3));
        assert!(in_force(&sets, Sector::Hbo, "hbo-wo", "2026-01-01".parse().unwrap()).is_none());
    }
}
