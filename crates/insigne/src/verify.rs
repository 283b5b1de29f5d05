//! `insigne verify FILE|URL`: the checks of the page, at one's own machine, with no platform, no
//! database and no configuration behind them.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;

use app::report::Verdict;
use app::texts::{Lang, Texts};
use app::verification::{Given, MAX_BYTES, Reach, Reader, Verified, verify_alone, words, zone};
use clap::builder::PossibleValuesParser;

/// Exit statuses: those of the three verdicts, then those of `sysexits.h`.
const GENUINE: u8 = 0;
const NOT_TO_BE_RELIED_ON: u8 = 1;
const NOT_FULLY_CHECKED: u8 = 2;
/// The command was used wrongly.
pub const USAGE: u8 = 64;
const NO_INPUT: u8 = 66;
const SOFTWARE: u8 = 70;
const OUTPUT: u8 = 74;

pub const AFTER_HELP: &str = "\
Exit status:
  0   genuine and valid
  1   not to be relied on: a check failed, or there is no badge in it
  2   could not be fully checked: signature, key or revocation could not be decided
  64  the command was used wrongly
  66  the file could not be read
  70  the program failed
  74  the report could not be written";

#[derive(clap::Args)]
pub struct Options {
    /// A credential (JSON or JWT), a picture with a badge in it (PNG or SVG), `-` for standard
    /// input, or the address of a badge.
    #[arg(value_name = "FILE|URL")]
    what: String,
    /// Print the report as JSON, as POST /api/v1/verify answers it.
    #[arg(long)]
    json: bool,
    /// The report's language; by default that of the environment (LC_ALL, LC_MESSAGES, LANG).
    #[arg(long, value_parser = PossibleValuesParser::new(["nl", "en"]))]
    language: Option<String>,
    /// A name to compare with the recipient's.
    #[arg(long, default_value = "")]
    name: String,
    /// A mail address to compare with the recipient's.
    #[arg(long, default_value = "")]
    mail: String,
    /// Judge dates as of this moment (RFC 3339) instead of now. What is fetched is of now.
    #[arg(long, value_name = "MOMENT")]
    at: Option<jiff::Timestamp>,
    /// Also ask http addresses, and addresses on this machine and its network. The document says
    /// which, so use it for documents that you trust that far.
    #[arg(long)]
    allow_private: bool,
}

pub async fn run(options: Options) -> ExitCode {
    crate::log(true);
    let given = match given(&options.what) {
        Ok(given) => given,
        Err(e) => return failed(NO_INPUT, format_args!("{}: {e}", options.what)),
    };
    let lang = language(options.language.as_deref());
    let reader = Reader {
        lang,
        name: options.name,
        mail: options.mail,
    };
    let reach = if options.allow_private {
        Reach::Everywhere
    } else {
        Reach::PublicHttps
    };
    let at = options.at.unwrap_or_else(|| app::Clock::System.now());
    let verified = match verify_alone(given, &reader, reach, at).await {
        Ok(verified) => verified,
        Err(e) => return failed(SOFTWARE, format_args!("{e}")),
    };
    let text = if options.json {
        in_json(&verified)
    } else {
        match in_words(&verified, Texts(lang)) {
            Ok(text) => text,
            Err(e) => return failed(SOFTWARE, format_args!("{e}")),
        }
    };
    if let Err(e) = io::stdout().lock().write_all(text.as_bytes()) {
        return failed(OUTPUT, format_args!("{e}"));
    }
    ExitCode::from(match verified.report.verdict() {
        Verdict::GenuineAndValid => GENUINE,
        Verdict::DoNotRely => NOT_TO_BE_RELIED_ON,
        Verdict::NotFullyChecked => NOT_FULLY_CHECKED,
    })
}

/// Says on standard error what went wrong.
fn failed(status: u8, why: std::fmt::Arguments<'_>) -> ExitCode {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "insigne verify: {why}");
    ExitCode::from(status)
}

fn given(what: &str) -> io::Result<Given> {
    let is_address = ["https://", "http://"].iter().any(|scheme| {
        what.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if is_address {
        return Ok(Given::Address(what.to_owned()));
    }
    // One byte more than a badge may have, so that the report can say that it is too long.
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    if what == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(what)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(Given::Bytes(bytes))
}

/// The language asked for, else that of the environment (POSIX, "Internationalization Variables"),
/// else English.
fn language(asked: Option<&str>) -> Lang {
    let from_environment = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
    };
    let named = asked.map(str::to_owned).or_else(from_environment);
    named
        .and_then(|name| Lang::from_code(name.get(..2)?))
        .unwrap_or(Lang::En)
}

fn in_json(verified: &Verified) -> String {
    let mut text = format!("{:#}\n", verified.to_json());
    // JSON lets C1 control characters stand as they are; a terminal would obey them.
    for control in '\u{7f}'..='\u{9f}' {
        if text.contains(control) {
            text = text.replace(control, &format!("\\u{:04x}", u32::from(control)));
        }
    }
    text
}

fn in_words(verified: &Verified, texts: Texts) -> app::Result<String> {
    let (report, zone) = (&verified.report, zone()?);
    let key = words::verdict_key(report);
    let mut lines = vec![texts.t(&format!("verdict-{key}"))];
    for why in words::decisive(texts, report, &zone) {
        lines.push(format!("  {}", plain(&why)));
    }
    lines.push(format!("  {}", texts.t(&format!("verdict-text-{key}"))));
    let at = texts.date_time(verified.at, &zone);
    lines.push(format!("  {}", texts.t1("verify-at", "at", at)));

    lines.extend([String::new(), texts.t("verify-what")]);
    let outcomes: Vec<String> = report
        .checks
        .iter()
        .map(|check| texts.t(&format!("outcome-{}", words::outcome_key(check.outcome))))
        .collect();
    let width = outcomes.iter().map(|o| o.chars().count()).max();
    let width = width.unwrap_or_default();
    for (check, outcome) in report.checks.iter().zip(&outcomes) {
        let name = words::check_name(texts, check.name);
        let reason = plain(&words::reason(texts, check, &zone));
        lines.push(format!("  {outcome:width$}  {name}: {reason}"));
    }

    let said = &report.subject;
    if let Some(name) = &said.name {
        lines.extend([String::new(), texts.t("verify-says")]);
        lines.push(format!("  {}", texts.t("verify-says-text")));
        lines.push(format!("  {}", plain(name)));
        for (key, value) in words::facts(texts, report, &zone) {
            lines.push(format!("  {}: {}", texts.t(key), plain(&value)));
        }
    }
    let standard = words::standard(report.format);
    if !standard.is_empty() {
        lines.extend([String::new(), standard.to_owned()]);
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// Text of others on one line, without what a terminal would obey or what turns its order around.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}
