//! Days, calendar periods and the end of a day, in the platform's time zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    Unit { Days = "days", Weeks = "weeks", Months = "months", Years = "years" }
}

/// A calendar period: seven months are seven months, however many days that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub count: u16,
    pub unit: Unit,
}

impl Period {
    /// The longest period that a form accepts, in its own unit.
    pub const MAX: u16 = 999;

    pub fn span(self) -> Span {
        let n = i64::from(self.count);
        match self.unit {
            Unit::Days => n.days(),
            Unit::Weeks => n.weeks(),
            Unit::Months => n.months(),
            Unit::Years => n.years(),
        }
    }

    /// The last instant of the day that is this period after `from` in `zone`
    /// (31 January + 1 month ends on the last of February). `None` past the calendar's end.
    pub fn end_after(self, from: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let day = from
            .to_zoned(zone.clone())
            .date()
            .checked_add(self.span())
            .ok()?;
        end_of_day(day, zone)
    }

    /// Whether the period is longer than half a year.
    pub fn exceeds_half_a_year(self) -> bool {
        match self.unit {
            Unit::Days => self.count > 184,
            Unit::Weeks => self.count > 26,
            Unit::Months => self.count > 6,
            Unit::Years => self.count > 0,
        }
    }
}

/// The last whole second of a day in a time zone (validity is stated in seconds).
pub fn end_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day
        .tomorrow()
        .ok()?
        .to_zoned(zone.clone())
        .ok()?
        .timestamp();
    next.checked_sub(1.second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amsterdam() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    fn day_of(t: Timestamp) -> Date {
        t.to_zoned(amsterdam()).date()
    }

    #[test]
    fn x_17_seven_months_are_seven_months() {
        let from: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        let end = Period {
            count: 7,
            unit: Unit::Months,
        }
        .end_after(from, &amsterdam())
        .unwrap();
        assert_eq!(day_of(end).to_string(), "2026-08-31");
        assert_eq!(end.to_string(), "2026-08-31T21:59:59Z");
    }

    #[test]
    fn x_17_a_month_after_the_last_of_january_is_the_last_of_february() {
        let from: Timestamp = "2027-01-31T12:00:00Z".parse().unwrap();
        let end = Period {
            count: 1,
            unit: Unit::Months,
        }
        .end_after(from, &amsterdam())
        .unwrap();
        assert_eq!(day_of(end).to_string(), "2027-02-28");
    }

    #[test]
    fn the_day_is_the_day_in_the_zone() {
        let from: Timestamp = "2026-12-31T23:30:00Z".parse().unwrap();
        let end = Period {
            count: 1,
            unit: Unit::Days,
        }
        .end_after(from, &amsterdam())
        .unwrap();
        assert_eq!(day_of(end).to_string(), "2027-01-02");
    }
}
