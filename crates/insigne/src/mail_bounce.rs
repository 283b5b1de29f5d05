//! `insigne mail-bounce`: a mail that came back, as a mail server pipes it. The exit status is what
//! a mail server understands (sysexits.h).

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use app::Error;
use app::bounces::Bounce;

use crate::configuration::Configuration;

/// What is read of a mail, at most. A notification names its mail long before.
const SIZE_MAX: u64 = 16 * 1024 * 1024;
const DATA: u8 = 65;
const SOFTWARE: u8 = 70;
const READING: u8 = 74;
const TRY_AGAIN: u8 = 75;

#[derive(clap::Args)]
pub struct Options {
    /// The address to which the notification came, as the mail server says it; otherwise it is
    /// looked for in the headers.
    #[arg(long)]
    recipient: Option<String>,
}

pub async fn run(configuration: Configuration, options: Options) -> ExitCode {
    let mut bytes = Vec::new();
    if let Err(e) = std::io::stdin().take(SIZE_MAX).read_to_end(&mut bytes) {
        complain(&format!("standard input: {e}"));
        return ExitCode::from(READING);
    }
    match taken(&configuration, &bytes, options.recipient.as_deref()).await {
        Ok(bounce) => {
            // The mail server reads the status; the words are for who tries it by hand.
            let _ = writeln!(std::io::stdout().lock(), "{}", said(bounce));
            ExitCode::SUCCESS
        }
        Err(Error::Invalid(wrong)) => {
            let code = wrong.0.first().map_or("", |e| e.code);
            complain(refused(code));
            ExitCode::from(DATA)
        }
        // Kept by the mail server until it works again.
        Err(e @ (Error::Unavailable(_) | Error::Conflict(_))) => {
            complain(&e.to_string());
            ExitCode::from(TRY_AGAIN)
        }
        Err(e) => {
            complain(&e.to_string());
            ExitCode::from(SOFTWARE)
        }
    }
}

/// Where nobody can read it, the status still tells.
fn complain(why: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{why}");
}

async fn taken(
    configuration: &Configuration,
    bytes: &[u8],
    recipient: Option<&str>,
) -> app::Result<Bounce> {
    let app = crate::serve::open(configuration).map_err(|e| Error::Unavailable(e.to_string()))?;
    app.store()
        .check_schema()
        .await
        .map_err(|e| Error::Unavailable(e.to_string()))?;
    app.take_bounce(bytes, recipient).await
}

fn said(bounce: Bounce) -> &'static str {
    match bounce {
        Bounce::Failed => "marked as not delivered",
        Bounce::NotFailed => "not a failure: nothing was changed",
        Bounce::Nothing => "known already, or about a mail that is forgotten: nothing was changed",
    }
}

fn refused(code: &str) -> &'static str {
    match code {
        "bounce-forged" => "the address to which it came was not made here: nothing was changed",
        "bounce-whose" => "it doesn't say which mail it is about: nothing was changed",
        _ => "this is no delivery status notification (RFC 3464): nothing was changed",
    }
}
