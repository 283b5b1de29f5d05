//! Mails that come back. Each leaves with an envelope sender of its own (VERP): the outbox row
//! and a tag that only we can make, so that nobody can say of another's mail that it bounced.
//! What comes back is a delivery status notification (RFC 3464).

use aws_lc_rs::hmac;
use domain::OutboxId;
use domain::award::State;
use domain::person::mail_key;
use domain::policy::{Action, Actor, Resource};
use lettre::Address;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders as _, PartType};
use serde_json::json;
use store::Tx;

use crate::settings::{MasterKey, Settings};
use crate::{App, Error, Result};

/// Bytes of a tag.
const TAG_BYTES: usize = 10;
/// Bytes of a local part (RFC 5321 section 4.5.3.1.1), of which the token takes so many.
const LOCAL_MAX: usize = 64;
const TOKEN_CHARS: usize = 2 * (16 + TAG_BYTES);
/// Characters of a reason that are kept.
const REASON_MAX: usize = 300;

/// What a notification came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounce {
    /// The mail is marked as bounced, and its award as failed while it still goes to that address.
    Failed,
    /// Only late, relayed or delivered: nothing was changed.
    NotFailed,
    /// Known already, or of a mail that is forgotten by now: nothing was changed.
    Nothing,
}

/// What a notification says about one recipient.
#[derive(Debug, PartialEq, Eq)]
struct Status {
    action: String,
    code: String,
    recipient: Option<String>,
    diagnostic: Option<String>,
}

/// HMAC-SHA256 of the mail's id, under a key of its own.
fn tag(master: &MasterKey, mail: OutboxId) -> String {
    let derived = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, &master.key),
        b"insigne bounce address 1",
    );
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()),
        mail.0.as_bytes(),
    );
    hex::encode(&tag.as_ref()[..TAG_BYTES])
}

/// Whether bounces can come to addresses under this one.
pub(crate) fn check_address(settings: &Settings) -> Result<()> {
    let Some(address) = &settings.bounce_address else {
        return Ok(());
    };
    let wrong = |why: &str| Error::Internal(format!("bounce_address: {why}"));
    let parsed: Address = address.parse().map_err(|_| wrong("not a mail address"))?;
    if parsed.user().len() + 1 + TOKEN_CHARS > LOCAL_MAX || parsed.user().contains('+') {
        return Err(wrong("at most 11 characters without a plus before the @"));
    }
    Ok(())
}

impl App {
    /// The envelope sender of a mail, when bounces are wanted.
    pub(crate) fn bounces_of(&self, mail: OutboxId) -> Result<Option<Address>> {
        let settings = self.settings();
        let (Some(address), Some(master)) =
            (&settings.bounce_address, settings.master_keys.first())
        else {
            return Ok(None);
        };
        let base: Address = address.parse().map_err(Error::internal)?;
        let local = format!("{}+{mail}{}", base.user(), tag(master, mail));
        Address::new(local, base.domain())
            .map(Some)
            .map_err(Error::internal)
    }

    /// The mail that an address of ours names; `None` for any other address, an error for one
    /// that somebody made up.
    fn mail_of(&self, address: &str) -> Result<Option<OutboxId>> {
        let Some(base) = &self.settings().bounce_address else {
            return Ok(None);
        };
        let lower = address.trim().trim_matches(['<', '>']).to_ascii_lowercase();
        let base = base.to_ascii_lowercase();
        let (Some((local, domain)), Some((base_local, base_domain))) =
            (lower.rsplit_once('@'), base.rsplit_once('@'))
        else {
            return Ok(None);
        };
        let token = local
            .strip_prefix(base_local)
            .and_then(|rest| rest.strip_prefix('+'))
            .filter(|_| domain == base_domain);
        let Some(token) = token else { return Ok(None) };
        let forged = || Error::invalid("bounce", "bounce-forged");
        let (id, given) = token.split_at_checked(32).ok_or_else(forged)?;
        let id: OutboxId = id.parse().map_err(|_| forged())?;
        let real = self
            .settings()
            .master_keys
            .iter()
            .any(|master| crate::equal_in_constant_time(&tag(master, id), given));
        if real { Ok(Some(id)) } else { Err(forged()) }
    }

    /// Reads a notification. `recipient` is the envelope's, as the mail server says it; without
    /// it the headers are looked at. What can't be read as one, or was made up, is
    /// `Error::Invalid` and changes nothing.
    pub async fn take_bounce(&self, bytes: &[u8], recipient: Option<&str>) -> Result<Bounce> {
        let unreadable = || Error::invalid("bounce", "bounce-unreadable");
        let message = MessageParser::default()
            .parse(bytes)
            .ok_or_else(unreadable)?;
        let statuses = statuses(&message);
        if statuses.is_empty() {
            return Err(unreadable());
        }
        let named = match recipient {
            Some(address) => self.mail_of(address)?,
            None => {
                let mut named = None;
                for address in envelope_recipients(&message) {
                    named = self.mail_of(&address)?;
                    if named.is_some() {
                        break;
                    }
                }
                named
            }
        };
        let original = original_message_id(&message);
        if named.is_none() && original.is_none() {
            return Err(Error::invalid("bounce", "bounce-whose"));
        }
        let found = self
            .store()
            .read(async move |tx: &mut Tx| match (named, &original) {
                (Some(id), _) => tx.bounced_mail(id).await,
                (None, Some(id)) => tx.bounced_mail_by_message_id(id).await,
                (None, None) => Ok(None),
            })
            .await?;
        let Some(mail) = found else {
            return Ok(Bounce::Nothing);
        };
        // One without a tag must at least be about the address that the mail went to.
        let about = statuses.iter().find(|s| {
            let same = || {
                let told = s.recipient.as_deref().and_then(mail_key);
                told.is_some() && told == mail_key(&mail.recipient)
            };
            named.is_some() || same()
        });
        let Some(about) = about else {
            return Err(Error::invalid("bounce", "bounce-whose"));
        };
        // A server that gave up says so, whatever the class of its last status was.
        if about.action != "failed" {
            return Ok(Bounce::NotFailed);
        }
        let reason = about.reason();
        let permit = self.permit(&Actor::System("bounces"), Action::Deliver, &Resource::Open)?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if !tx.mail_bounced(mail.id, &reason).await? {
                    return Ok(Bounce::Nothing);
                }
                if let (Some(award), Some(key)) = (mail.award, mail_key(&mail.recipient))
                    && tx.award_bounced(award, &key, &reason).await?
                {
                    tx.insert_delivery_event(award, now, State::Failed, Some(&reason))
                        .await?;
                    tx.note("award", award.0, None, Some(json!({ "state": "failed" })));
                }
                Ok::<_, Error>(Bounce::Failed)
            })
            .await
    }
}

impl Status {
    /// The code and what the server said, short enough for a list.
    fn reason(&self) -> String {
        let said = self.diagnostic.as_deref().unwrap_or_default();
        let text = format!("{} {said}", self.code);
        text.trim().chars().take(REASON_MAX).collect()
    }
}

/// The fields about each recipient (RFC 3464 section 2.3).
fn statuses(message: &Message<'_>) -> Vec<Status> {
    let report = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|t| {
            t.ctype().eq_ignore_ascii_case("message")
                && t.subtype().is_some_and(|s| {
                    s.eq_ignore_ascii_case("delivery-status")
                        || s.eq_ignore_ascii_case("global-delivery-status")
                })
        })
    });
    let Some(report) = report else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(report.contents()).replace("\r\n", "\n");
    text.split("\n\n").filter_map(status).collect()
}

/// One group of fields, when it is about a recipient.
fn status(group: &str) -> Option<Status> {
    let group = format!("{}\n\n", group.trim_start_matches('\n'));
    let parsed = MessageParser::default().parse_headers(group.as_bytes())?;
    let field = |name: &'static str| {
        let raw = parsed.header_raw(HeaderName::Other(name.into()))?;
        let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    // `rfc822; address`
    let typed = |text: String| match text.split_once(';') {
        Some((_, value)) => value.trim().to_owned(),
        None => text,
    };
    Some(Status {
        action: field("Action")?.to_ascii_lowercase(),
        code: field("Status")?,
        recipient: field("Original-Recipient")
            .or_else(|| field("Final-Recipient"))
            .map(typed),
        diagnostic: field("Diagnostic-Code").map(typed),
    })
}

/// To whom the notification itself went.
fn envelope_recipients(message: &Message<'_>) -> Vec<String> {
    ["Delivered-To", "X-Original-To", "Envelope-To"]
        .into_iter()
        .filter_map(|name| message.header_raw(HeaderName::Other(name.into())))
        .map(|value| value.trim().to_owned())
        .chain(
            message
                .to()
                .into_iter()
                .flat_map(|to| to.iter())
                .filter_map(|a| a.address().map(str::to_owned)),
        )
        .collect()
}

/// The Message-ID of the mail that came back, from its copy or its headers.
fn original_message_id(message: &Message<'_>) -> Option<String> {
    message.parts.iter().find_map(|part| {
        let id = match &part.body {
            PartType::Message(original) => original.message_id().map(str::to_owned),
            PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_)
                if part.content_type().is_some_and(|t| {
                    t.subtype()
                        .is_some_and(|s| s.eq_ignore_ascii_case("rfc822-headers"))
                }) =>
            {
                let headers = [part.contents(), b"\r\n\r\n"].concat();
                MessageParser::default()
                    .parse_headers(&headers)?
                    .message_id()
                    .map(str::to_owned)
            }
            _ => None,
        };
        id.map(|id| format!("<{id}>"))
    })
}
