//! The words of a report, for the page and for the command line.

use ::credentials::report::{Check, CheckName, Format, Outcome, Report, Verdict};

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

/// Why a check came out as it did.
pub fn reason(texts: Texts, check: &Check) -> String {
    let args: Vec<(&str, &str)> = check
        .reason
        .args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    texts.with(&format!("reason-{}", check.reason.code), &args)
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
