//! Verifying: anybody's document, and our own edubadges, by the same checks. What only we know
//! (our issuers, accreditations, published versions) is added to what the document proves.

mod checks;
mod ours;
pub mod words;

use ::credentials::report::Report;
use ::credentials::verify::{Answer, Document, Facts, MAX_FETCHES, Request, Step, Typed, verify};
use domain::policy::{Action, Actor, Resource};
use domain::{AssertionId, IssuerId, Lang};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use store::assertions::PlacedAssertion;

pub use crate::fetch::Reach;
pub use ::credentials::verify::MAX_BYTES;

use crate::{App, Error, Result, fetch};
use domain::assertion::Format;
use ours::Ours;

/// The largest document that is fetched for a person, in bytes: an image with its badge.
const LARGEST: usize = 8 * 1024 * 1024;
const ACCEPT: &str = "application/vc, application/ld+json, application/json, application/vc+jwt, image/png, image/svg+xml";

/// What a person asks to verify.
#[derive(Clone, Debug)]
pub enum Given {
    /// A credential, a token or an image with one inside.
    Bytes(Vec<u8>),
    /// The address of a public edubadge or of a hosted badge.
    Address(String),
}

/// Who reads the report: in which language our own names stand in it, and what is to be compared
/// with the recipient (empty: nothing).
#[derive(Clone, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub name: String,
    pub mail: String,
}

impl Reader {
    /// A reader who compares nothing.
    pub fn of(lang: Lang) -> Self {
        Self {
            lang,
            name: String::new(),
            mail: String::new(),
        }
    }

    fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        facts.typed(Typed::Name(self.name.clone()));
        facts.typed(Typed::Email(self.mail.clone()));
        facts
    }
}

/// What a verification found, and when.
#[derive(Clone, Debug)]
pub struct Verified {
    pub report: Report,
    pub at: Timestamp,
}

impl Verified {
    /// For machines: what `POST /api/v1/verify` answers and `insigne verify --json` prints.
    pub fn to_json(&self) -> Value {
        json!({
            "verdict": self.report.verdict(),
            "verifiedAt": self.at.to_string(),
            "report": self.report,
        })
    }
}

impl App {
    /// Verifies a document. Nothing of it is kept.
    pub async fn verify(&self, actor: &Actor, given: Given, reader: &Reader) -> Result<Verified> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let mut ours = Ours::new(self);
        let document = match given {
            Given::Bytes(bytes) => Document::parse(&bytes),
            Given::Address(address) => self.document_at(address.trim(), &mut ours).await?,
        };
        self.report(&document, reader, (&mut ours, None)).await
    }

    /// Verifies what the world sees of a public edubadge, now. A revoked one shows nothing that
    /// could be verified: `None`.
    pub async fn verify_public(
        &self,
        actor: &Actor,
        id: AssertionId,
        reader: &Reader,
    ) -> Result<(PlacedAssertion, Option<Verified>)> {
        let (placed, body) = self.public_edition(actor, id, Format::Ob3).await?;
        if placed.assertion.revocation.is_some() {
            return Ok((placed, None));
        }
        let mut ours = Ours::new(self);
        ours.know(&placed);
        let document = Document::parse(body.as_bytes());
        let issuer = placed.placement.issuer.id;
        let verified = self
            .report(&document, reader, (&mut ours, Some(issuer)))
            .await?;
        Ok((placed, Some(verified)))
    }

    /// How far this platform's own fetches go.
    fn reach(&self) -> Reach {
        if self.settings().demo {
            Reach::Public
        } else {
            Reach::PublicHttps
        }
    }

    /// What an address holds: one of our own edubadges from the store, anything else by a fetch.
    async fn document_at(&self, address: &str, ours: &mut Ours<'_>) -> Result<Document> {
        let answer = match self.urls().own_path(address) {
            Some(path) => ours.answer(path).await?,
            None => fetch::get(address, ACCEPT, LARGEST, self.reach()).await,
        };
        match answer {
            Answer::Fetched {
                status: 200 | 410,
                body,
                ..
            } => Ok(Document::parse_fetched(&body, address)),
            Answer::Fetched { .. } => Err(Error::invalid("link", "link-not-found")),
            Answer::Failed(_) => Err(Error::invalid("link", "link-unreachable")),
        }
    }

    async fn report(
        &self,
        document: &Document,
        reader: &Reader,
        (ours, expected): (&mut Ours<'_>, Option<IssuerId>),
    ) -> Result<Verified> {
        let (mut facts, at) = (reader.facts(), self.now());
        if let Some(issuer) = expected {
            self.tell_keys(issuer, &mut facts, ours).await?;
        }
        let mut report = settle(document, &mut facts, at, Source::Platform(ours)).await?;
        let issuer = ours.issuer_named(&report).await?;
        if let Some(unexpected) = issuer.as_ref().map(|p| p.issuer.id)
            && expected != Some(unexpected)
        {
            // Only now it is known whose it is: once more with what we know about that one's keys.
            self.tell_keys(unexpected, &mut facts, ours).await?;
            report = settle(document, &mut facts, at, Source::Platform(ours)).await?;
        }
        ours.add_checks(&mut report, issuer.as_ref(), reader.lang)
            .await?;
        Ok(Verified { report, at })
    }

    /// What only we know about the keys of an issuer of ours.
    async fn tell_keys(
        &self,
        issuer: IssuerId,
        facts: &mut Facts,
        ours: &mut Ours<'_>,
    ) -> Result<()> {
        let known = ours.keys(issuer).await?;
        for (method, state) in self.key_states(&known)? {
            facts.key_state(method, state);
        }
        Ok(())
    }
}

/// Verifies with no platform behind it: a person at their own machine. What only a platform can
/// know is not checked, and the report says so. An address at which no badge is becomes a report
/// too.
pub async fn verify_alone(
    given: Given,
    reader: &Reader,
    reach: Reach,
    at: Timestamp,
) -> Result<Verified> {
    let mut facts = reader.facts();
    let document = match given {
        Given::Bytes(bytes) => Document::parse(&bytes),
        Given::Address(address) => match fetch::get(&address, ACCEPT, LARGEST, reach).await {
            Answer::Fetched {
                status: 200, body, ..
            } => Document::parse_fetched(&body, &address),
            other => {
                let document = Document::at_address(&address);
                facts.answer(::credentials::did::without_fragment(&address), other);
                document
            }
        },
    };
    let mut report = settle(&document, &mut facts, at, Source::Outside(reach)).await?;
    if checks::says_who_speaks(&report) {
        report.set(checks::name_assurance(&report, &zone()?));
    }
    Ok(Verified { report, at })
}

/// The time zone in which days begin and end where no platform sets one.
pub fn zone() -> Result<TimeZone> {
    TimeZone::get("Europe/Amsterdam").map_err(Error::internal)
}

/// Where the documents come from that a verification asks for.
enum Source<'s, 'a> {
    /// Ours from the store, others by a fetch.
    Platform(&'s mut Ours<'a>),
    Outside(Reach),
}

impl Source<'_, '_> {
    async fn answers(&mut self, needs: Vec<Request>) -> Result<Vec<(String, Answer)>> {
        let mut answers = Vec::new();
        let (reach, foreign) = match self {
            Source::Outside(reach) => (*reach, needs),
            Source::Platform(ours) => {
                let mut foreign = Vec::new();
                for need in needs {
                    match ours.own_path(&need.url) {
                        Some(path) => {
                            let answer = ours.answer(&path).await?;
                            answers.push((need.url, answer));
                        }
                        None => foreign.push(need),
                    }
                }
                (ours.app().reach(), foreign)
            }
        };
        let fetches = foreign.into_iter().map(|need| async move {
            let answer = fetch::get(&need.url, need.accept, need.max_bytes, reach).await;
            (need.url, answer)
        });
        answers.extend(futures::future::join_all(fetches).await);
        Ok(answers)
    }
}

/// Verifies as far as the source allows; `facts` keeps what was asked for on the way.
async fn settle(
    document: &Document,
    facts: &mut Facts,
    at: Timestamp,
    mut source: Source<'_, '_>,
) -> Result<Report> {
    // Each round needs at least one answer more, so this ends.
    for _ in 0..=MAX_FETCHES {
        let (doc, known) = (document.clone(), facts.clone());
        // JSON-LD and signatures are work for a thread of its own.
        let step = tokio::task::spawn_blocking(move || verify(&doc, &known, at));
        match step.await.map_err(Error::internal)? {
            Step::Done(report) => return Ok(*report),
            Step::Need(needs) => {
                for (url, answer) in source.answers(needs).await? {
                    facts.answer(url, answer);
                }
            }
        }
    }
    Err(Error::Internal("a verification that doesn't end".into()))
}
