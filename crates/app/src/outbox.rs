//! The outbox leaves: mails go to the mail server, a few at a time, and each that was taken is
//! marked before another begins. So after a kill only mails in flight are sent again, with the
//! same Message-ID.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, SystemTime};

use domain::award::State;
use domain::person::mail_key;
use domain::policy::{Action, Actor, Resource};
use domain::{BatchId, DirectAwardId, OutboxId};
use jiff::ToSpan;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
use store::Tx;
use store::awards::{AwardChange, PlacedAward};
use store::outbox::{Mail, MailContent};
use tokio::task::JoinSet;

use crate::context::sha256;
use crate::jobs::Stop;
use crate::mail::{OFFER, Offer, REMINDER, summary_key};
use crate::settings::{Settings, Smtp};
use crate::{App, Error, Result, urls};

/// Mails in flight at once: what may be sent twice after a kill.
const CONCURRENCY: usize = 8;
/// Mails taken at once.
const AT_ONCE: i64 = 32;
/// A mail server that says nothing for so long is down.
const TIMEOUT: Duration = Duration::from_secs(30);
/// After these many minutes a mail is tried again; five tries in about a day.
const RETRY_MINUTES: [i64; 4] = [5, 60, 6 * 60, 17 * 60];
/// A taken mail is another worker's again after so long: longer than all of them can take.
const LEASE_MINUTES: i64 = 10;

/// The way to the mail server; `None` keeps mails in the mailbox.
pub(crate) struct Mailer {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
}

impl Mailer {
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        let from = settings
            .mail_from
            .parse()
            .map_err(|e| Error::Internal(format!("mail_from: {e}")))?;
        let transport = settings.smtp.as_ref().map(transport).transpose()?;
        Ok(Self { transport, from })
    }
}

fn transport(smtp: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let parameters = || TlsParameters::new(smtp.host.clone()).map_err(Error::internal);
    let tls = match smtp.security.as_str() {
        "none" => Tls::None,
        "starttls" => Tls::Required(parameters()?),
        "tls" => Tls::Wrapper(parameters()?),
        other => {
            return Err(Error::Internal(format!(
                "smtp security {other:?}: none, starttls or tls"
            )));
        }
    };
    let pool = PoolConfig::new()
        .max_size(CONCURRENCY as u32)
        .idle_timeout(Duration::from_secs(20));
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(TIMEOUT))
        .pool_config(pool);
    if let (Some(user), Some(password)) = (&smtp.user, &smtp.password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

/// A mail that is ready to leave.
struct Letter {
    id: OutboxId,
    attempts: i64,
    award: Option<(DirectAwardId, BatchId)>,
    /// The award's own mail: what happens to it happens to the award.
    is_offer: bool,
    message: std::result::Result<Message, String>,
    content: MailContent,
}

/// What became of a mail.
struct Settled {
    id: OutboxId,
    attempts: i64,
    award: Option<(DirectAwardId, BatchId)>,
    is_offer: bool,
    outcome: Outcome,
}

enum Outcome {
    Sent(MailContent),
    /// The server is busy or away: again later.
    Later(String),
    /// The server or the recipient said no.
    Never(String),
    /// Nobody needs it any more.
    Dropped,
}

impl App {
    /// Sends mails that are due, until none is or until told to stop; gives how many were
    /// settled.
    pub(crate) async fn deliver(&self, stop: &Stop) -> Result<usize> {
        let mut settled = 0;
        while !stop.is_set() {
            let now = self.now();
            if !self
                .store()
                .read(async move |tx: &mut Tx| tx.mail_is_due(now).await)
                .await?
            {
                break;
            }
            let permit = self.permit(&Actor::System("mail"), Action::Deliver, &Resource::Open)?;
            let lease = now + LEASE_MINUTES.minutes();
            let taken = self
                .store()
                .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                    tx.take_mails(now, lease, AT_ONCE).await
                });
            let taken = taken.await?;
            if taken.is_empty() {
                break;
            }
            settled += taken.len();
            let (letters, settled_already) = self.write_letters(taken).await?;
            self.settle(settled_already).await?;
            match self.mailer()?.transport.clone() {
                Some(transport) => self.send(&transport, letters, stop).await?,
                None => self.settle(letters.into_iter().map(kept).collect()).await?,
            }
        }
        Ok(settled)
    }

    /// Sends letters, at most so many in flight. One that was taken counts as in flight until it
    /// is marked.
    async fn send(
        &self,
        transport: &AsyncSmtpTransport<Tokio1Executor>,
        letters: VecDeque<Letter>,
        stop: &Stop,
    ) -> Result<()> {
        let (mut letters, mut flying) = (letters, JoinSet::new());
        loop {
            while flying.len() < CONCURRENCY && !stop.is_set() {
                let Some(letter) = letters.pop_front() else {
                    break;
                };
                flying.spawn(fly(transport.clone(), letter));
            }
            let Some(landed) = flying.join_next().await else {
                break;
            };
            let mut done = vec![landed.map_err(Error::internal)?];
            while let Some(landed) = flying.try_join_next() {
                done.push(landed.map_err(Error::internal)?);
            }
            self.settle(done).await?;
        }
        if !letters.is_empty() {
            let ids: Vec<OutboxId> = letters.iter().map(|l| l.id).collect();
            let permit = self.permit(&Actor::System("mail"), Action::Deliver, &Resource::Open)?;
            self.store()
                .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                    tx.release_mails(&ids).await
                })
                .await?;
        }
        Ok(())
    }

    /// Writes what is to be said, from things as they are now; what needs no sending is settled.
    async fn write_letters(&self, mails: Vec<Mail>) -> Result<(VecDeque<Letter>, Vec<Settled>)> {
        let ids: Vec<DirectAwardId> = mails
            .iter()
            .filter(|m| m.content.is_none())
            .filter_map(|m| m.award)
            .collect();
        let hashes: Vec<Vec<u8>> = mails
            .iter()
            .filter_map(|m| mail_key(&m.recipient))
            .map(sha256)
            .collect();
        let found = self.store().read(async move |tx: &mut Tx| {
            let awards = tx.awards_to_mail(&ids).await?;
            let mut awarders: Vec<_> = awards.iter().map(|(p, _)| p.batch.created_by).collect();
            awarders.sort();
            awarders.dedup();
            Ok::<_, Error>((
                awards,
                tx.person_names(&awarders).await?,
                tx.unwanted_among(&hashes).await?,
            ))
        });
        let (awards, names, unwanted) = found.await?;
        let awards: HashMap<DirectAwardId, (PlacedAward, Vec<u8>)> =
            awards.into_iter().map(|a| (a.0.award.id, a)).collect();
        let names: HashMap<_, String> = names.into_iter().collect();
        let unwanted: HashSet<Vec<u8>> = unwanted.into_iter().collect();
        let (mut letters, mut settled) = (VecDeque::new(), Vec::new());
        for mail in mails {
            let found = mail.award.and_then(|id| awards.get(&id));
            let award = found.map(|(p, _)| (p.award.id, p.batch.id));
            let is_offer = mail.kind == OFFER;
            let settle = |outcome| Settled {
                id: mail.id,
                attempts: mail.attempts,
                award,
                is_offer,
                outcome,
            };
            if let Some(content) = mail.content.clone() {
                let message = self.message((&mail.recipient, None), &mail, (&content, None));
                letters.push_back(Letter {
                    id: mail.id,
                    attempts: mail.attempts,
                    award,
                    is_offer,
                    message,
                    content,
                });
                continue;
            }
            let Some((placed, hash)) = found.filter(|(p, _)| p.award.state.is_open()) else {
                settled.push(settle(Outcome::Dropped));
                continue;
            };
            if mail_key(&mail.recipient).is_some_and(|key| unwanted.contains(&sha256(key))) {
                settled.push(settle(Outcome::Never("no-more-mails".into())));
                continue;
            }
            let Some(token) = self.claim_token_again((placed.award.id, placed.link), hash) else {
                settled.push(settle(Outcome::Never("no-claim-link".into())));
                continue;
            };
            // Its period begins when it leaves, unless staff gave longer.
            let until = if placed.award.sent_at.is_some() {
                placed.award.ends_at
            } else {
                self.claim_end(self.now()).max(placed.award.ends_at)
            };
            let awarder = names
                .get(&placed.batch.created_by)
                .map_or("", String::as_str);
            let content = self.offer_mail(&Offer {
                placed,
                awarder,
                token: &token,
                until,
                reminder: mail.kind == REMINDER,
            })?;
            let name = placed.award.recipient.typed_name();
            let unsubscribe = self
                .urls()
                .absolute(&urls::claim_no_more_mails(token.as_str()));
            let message = self.message(
                (&mail.recipient, name),
                &mail,
                (&content, Some(&unsubscribe)),
            );
            letters.push_back(Letter {
                id: mail.id,
                attempts: mail.attempts,
                award,
                is_offer,
                message,
                content,
            });
        }
        Ok((letters, settled))
    }

    /// The message as it goes over the line; the reason when it can't be made.
    fn message(
        &self,
        (address, name): (&str, Option<String>),
        mail: &Mail,
        (content, unsubscribe): (&MailContent, Option<&str>),
    ) -> std::result::Result<Message, String> {
        let mailer = self.mailer().map_err(|e| e.to_string())?;
        let to: Address = address
            .trim()
            .parse()
            .map_err(|_| "address-unusable".to_owned())?;
        let header = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        let mut builder = Message::builder()
            .from(mailer.from.clone())
            .to(Mailbox::new(name, to.clone()))
            .subject(&content.subject)
            .message_id(Some(mail.message_id.clone()))
            .date(SystemTime::from(self.now()))
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(address) = unsubscribe {
            // One click, without opening anything (RFC 8058).
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{address}>")))
                .raw_header(header(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click",
                ));
        }
        if let Some(sender) = self.bounces_of(mail.id).map_err(|e| e.to_string())? {
            let envelope = Envelope::new(Some(sender), vec![to]).map_err(|e| e.to_string())?;
            builder = builder.envelope(envelope);
        }
        let body = MultiPart::alternative_plain_html(content.text.clone(), content.html.clone());
        builder.multipart(body).map_err(|e| e.to_string())
    }

    /// Marks what became of mails, all in one transaction.
    async fn settle(&self, done: Vec<Settled>) -> Result<()> {
        if done.is_empty() {
            return Ok(());
        }
        let permit = self.permit(&Actor::System("mail"), Action::Deliver, &Resource::Open)?;
        let keep = self.settings().smtp.is_none();
        let app = self.clone();
        let finished = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                for mail in &done {
                    app.settle_one(tx, mail, keep).await?;
                }
                let mut batches: Vec<BatchId> = done
                    .iter()
                    .filter(|m| m.is_offer)
                    .filter_map(|m| Some(m.award?.1))
                    .collect();
                batches.sort();
                batches.dedup();
                let mut finished = false;
                for batch in batches {
                    if !tx.batch_has_queued(batch).await? {
                        tx.hasten_job(&summary_key(batch), app.now()).await?;
                        finished = true;
                    }
                }
                Ok::<_, Error>(finished)
            });
        if finished.await? {
            self.wake();
        }
        Ok(())
    }

    async fn settle_one(&self, tx: &mut Tx, mail: &Settled, keep: bool) -> Result<()> {
        let now = self.now();
        let offer = mail.award.filter(|_| mail.is_offer).map(|(award, _)| award);
        let reason = match &mail.outcome {
            Outcome::Dropped => {
                tx.mail_dropped(mail.id).await?;
                return Ok(());
            }
            Outcome::Sent(content) => {
                if tx.mail_sent(mail.id, (content, keep), now).await?
                    && let Some(award) = offer
                    && tx.award_sent(award, now, self.claim_end(now)).await?
                {
                    tx.insert_delivery_event(award, now, State::Sent, None)
                        .await?;
                }
                return Ok(());
            }
            Outcome::Later(reason) => {
                let tried = usize::try_from(mail.attempts).unwrap_or(usize::MAX).max(1);
                if let Some(minutes) = RETRY_MINUTES.get(tried - 1) {
                    tx.mail_failed(mail.id, reason, Some(now + minutes.minutes()))
                        .await?;
                    return Ok(());
                }
                reason
            }
            Outcome::Never(reason) => reason,
        };
        if tx.mail_failed(mail.id, reason, None).await?
            && let Some(award) = offer
        {
            let change = AwardChange {
                reason: Some(reason.clone()),
                ..AwardChange::default()
            };
            if tx
                .set_award_state(award, &[State::Queued], State::Failed, &change)
                .await?
            {
                tx.insert_delivery_event(award, now, State::Failed, Some(reason))
                    .await?;
            }
        }
        Ok(())
    }
}

/// A letter of a platform without a mail server.
fn kept(letter: Letter) -> Settled {
    let outcome = match letter.message {
        Ok(_) => Outcome::Sent(letter.content),
        Err(reason) => Outcome::Never(reason),
    };
    Settled {
        id: letter.id,
        attempts: letter.attempts,
        award: letter.award,
        is_offer: letter.is_offer,
        outcome,
    }
}

async fn fly(transport: AsyncSmtpTransport<Tokio1Executor>, letter: Letter) -> Settled {
    let outcome = match letter.message {
        Err(reason) => Outcome::Never(reason),
        Ok(message) => match transport.send(message).await {
            Ok(_) => Outcome::Sent(letter.content),
            Err(e) => {
                let reason = said(&e);
                let refused = e.is_permanent() && !is_about_us(&e);
                if refused {
                    Outcome::Never(reason)
                } else {
                    Outcome::Later(reason)
                }
            }
        },
    };
    Settled {
        id: letter.id,
        attempts: letter.attempts,
        award: letter.award,
        is_offer: letter.is_offer,
        outcome,
    }
}

/// A refusal of our own sign-in at the mail server, not of this recipient (RFC 4954 section 6).
fn is_about_us(e: &lettre::transport::smtp::Error) -> bool {
    e.status()
        .is_some_and(|code| matches!(u16::from(code), 454 | 530 | 534 | 535 | 538))
}

/// What the server said, short enough for a list.
fn said(e: &lettre::transport::smtp::Error) -> String {
    use std::error::Error as _;
    let cause = e.source().map(|s| format!(": {s}")).unwrap_or_default();
    let text = match e.status() {
        Some(code) => format!("{code}{cause}"),
        None => format!("{e}{cause}"),
    };
    text.chars().take(300).collect()
}
