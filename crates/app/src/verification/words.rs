//! The words of a report, for the page and for the command line.

use ::credentials::report::{Check, CheckName, Format, Outcome, Report, Verdict};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::texts::Texts;

/// The ending of the keys `verdict-…` and `verdict-text-…`.
pub fn verdict_key(report: &Report) -> &'static str {
    match report.verdict() {
        Verdict::GenuineAndValid => "genuine",
        Verdict::NotFullyChecked => "unsure",
        Verdict::DoNotRely => "no",
    }
}

/// The ending of the key `outcome-…`.
pub fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Undecided => "undecided",
        Outcome::NotApplicable => "not-applicable",
    }
}

/// What a check looks at.
pub fn check_name(texts: Texts, name: CheckName) -> String {
    texts.t(&format!("check-{}", name.as_str().replace('_', "-")))
}

/// Why a check came out as it did; days in this time zone.
pub fn reason(texts: Texts, check: &Check, zone: &TimeZone) -> String {
    let args: Vec<(&str, String)> = check
        .reason
        .args
        .iter()
        .map(|(name, value)| (*name, argument(texts, (*name, value), zone)))
        .collect();
    texts.with(&format!("reason-{}", check.reason.code), &args)
}

/// Moments and days as a person writes them, everything else as it is.
fn argument(texts: Texts, (name, value): (&str, &str), zone: &TimeZone) -> String {
    if !matches!(name, "date" | "since" | "until") {
        return value.to_owned();
    }
    match (value.parse::<Timestamp>(), value.parse::<Date>()) {
        (Ok(at), _) => texts.date(at, zone),
        (Err(_), Ok(day)) => texts.day(day),
        _ => value.to_owned(),
    }
}

/// Why the report comes to its verdict: each reason once, though it may decide several checks.
pub fn decisive(texts: Texts, report: &Report, zone: &TimeZone) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for check in report.decisive() {
        let why = reason(texts, check, zone);
        if !reasons.contains(&why) {
            reasons.push(why);
        }
    }
    reasons
}

/// What a document says, each with the key of its name: nothing of it is known but by the checks.
pub fn facts(texts: Texts, report: &Report, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let said = &report.subject;
    let issuer = said.issuer.name.as_ref().unwrap_or(&said.issuer.id);
    let issuer = match &said.issuer.parent {
        Some(parent) => format!("{issuer}, {parent}"),
        None => issuer.clone(),
    };
    let date = |at: Timestamp| texts.date(at, zone);
    [
        ("verify-fact-recipient", said.recipient_name.clone()),
        ("verify-fact-issuer", Some(issuer)),
        ("verify-fact-from", said.valid_from.map(date)),
        ("verify-fact-until", said.valid_until.map(date)),
        ("verify-fact-credits", said.credits.clone()),
        ("verify-fact-grade", said.grade.clone()),
        ("verify-fact-id", said.id.clone()),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
    .collect()
}

/// The standard that a document follows; empty when that is not known.
pub fn standard(format: Format) -> &'static str {
    match format {
        Format::Ob3DataIntegrity => "Open Badges 3.0 (Data Integrity)",
        Format::Ob3Jwt => "Open Badges 3.0 (JWT)",
        Format::Ob2Hosted => "Open Badges 2.0 (hosted)",
        Format::Ob2Signed => "Open Badges 2.0 (JWS)",
        Format::Unknown => "",
    }
}

#[cfg(test)]
mod tests {
    use ::credentials::report::{Reason, reason as codes};
    use domain::Lang;

    use super::*;

    #[test]
    fn days_in_a_reason_are_written_as_people_do() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let expired = |at: &str| {
            let on = "date";
            Check::failed(
                CheckName::NotExpired,
                Reason::new(codes::EXPIRED).with(on, at),
            )
        };
        let said = |check: &Check, lang| reason(Texts(lang), check, &zone);
        // Half past midnight in Amsterdam.
        let moment = expired("2026-03-01T23:30:00Z");
        assert!(said(&moment, Lang::Nl).contains("2 maart 2026"));
        assert!(said(&moment, Lang::En).contains("2 March 2026"));
        assert!(said(&expired("2026-03-02"), Lang::En).contains("2 March 2026"));
        assert!(said(&expired("some day"), Lang::En).contains("some day"));
    }

    #[test]
    fn one_reason_that_decides_several_checks_is_said_once() {
        let zone = TimeZone::UTC;
        let mut report = Report::new(Format::Ob2Signed);
        assert_eq!(report.decisive().len(), 3);
        assert_eq!(decisive(Texts(Lang::En), &report, &zone).len(), 1);
        report.set(Check::failed(CheckName::Signature, codes::NO_PROOF));
        report.set(Check::failed(CheckName::WellFormed, codes::UNKNOWN_FORMAT));
        assert_eq!(decisive(Texts(Lang::En), &report, &zone).len(), 2);
    }
}
