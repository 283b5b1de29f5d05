//! Verification of Open Badges of any issuer, as a calculation without I/O.
//!
//! [`verify`] is called with a document and the facts that are known so far. When it needs remote
//! documents (keys, status lists, hosted badges), it answers [`Step::Need`]; the caller fetches them,
//! adds the answers to the [`Facts`] and calls again, until [`Step::Done`] brings the report. A
//! failed fetch is an answer too: it makes a check undecided, never passed.

mod document;
mod issuer;
mod ob2;
mod ob3;
mod recipient;
mod status;
mod structure;
mod subject;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

pub use document::{Document, MAX_BYTES};

use crate::report::{Check, CheckName, Format, Reason, Report, reason};
use document::Content;

/// The most fetches for one verification. What would need more is undecided.
pub const MAX_FETCHES: usize = 8;

/// How far a signer's clock may be ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What a remote document is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A DID document, or what an issuer publishes at its address.
    Controller,
    /// A key at an address of its own.
    Key,
    StatusList,
    /// Open Badges 2.0.
    Assertion,
    BadgeClass,
    Issuer,
    RevocationList,
}

/// A document to fetch with GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `https` or `http`, without a fragment.
    pub url: String,
    pub purpose: Purpose,
    /// Value for the `Accept` header.
    pub accept: &'static str,
    /// A longer body may be cut off; it counts as a failure.
    pub max_bytes: usize,
}

impl Request {
    fn new(url: &str, purpose: Purpose) -> Self {
        let accept = match purpose {
            Purpose::Controller => {
                "application/did+ld+json, application/did+json, application/json"
            }
            Purpose::Key => "application/json, application/jwk-set+json, application/x-pem-file",
            Purpose::StatusList => {
                "application/vc, application/ld+json, application/vc+jwt, application/json"
            }
            Purpose::Assertion
            | Purpose::BadgeClass
            | Purpose::Issuer
            | Purpose::RevocationList => "application/ld+json, application/json",
        };
        let max_bytes = match purpose {
            Purpose::Controller | Purpose::Key | Purpose::Issuer => 256 * 1024,
            Purpose::StatusList
            | Purpose::Assertion
            | Purpose::BadgeClass
            | Purpose::RevocationList => 4 * 1024 * 1024,
        };
        Request {
            url: url.into(),
            purpose,
            accept,
            max_bytes,
        }
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Fetched {
        status: u16,
        media_type: Option<String>,
        body: Vec<u8>,
    },
    /// No HTTP answer at all; the text says why, in a few words for experts.
    Failed(String),
}

/// What the caller knows about a signing key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    Active,
    /// Signs no more; its old signatures stay good.
    Retired,
    /// Signatures from this moment on are not to be trusted.
    CompromisedSince(Timestamp),
}

/// What a person typed to compare with the recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    Name(String),
    Email(String),
    /// Any other identifier: an eduID, a DID, a number.
    Identifier(String),
}

/// Everything a verification may use besides the document itself.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    answers: BTreeMap<String, Answer>,
    key_states: BTreeMap<String, KeyState>,
    typed: Vec<Typed>,
}

impl Facts {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the answer to a request.
    pub fn answer(&mut self, url: impl Into<String>, answer: Answer) {
        self.answers.insert(url.into(), answer);
    }

    /// Adds what is known about a key, by its verification method.
    pub fn key_state(&mut self, verification_method: impl Into<String>, state: KeyState) {
        self.key_states.insert(verification_method.into(), state);
    }

    /// Adds something to compare with the recipient. Empty input is passed over.
    pub fn typed(&mut self, typed: Typed) {
        let (Typed::Name(text) | Typed::Email(text) | Typed::Identifier(text)) = &typed;
        if !text.trim().is_empty() {
            self.typed.push(typed);
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Fetch these (at once, if possible) and call again.
    Need(Vec<Request>),
    Done(Box<Report>),
}

/// Verifies a document as far as the facts allow.
pub fn verify(document: &Document, facts: &Facts, now: Timestamp) -> Step {
    let mut work = Work {
        facts,
        now,
        needs: Vec::new(),
    };
    let mut report = match &document.content {
        Content::Unreadable(reason) => {
            let mut report = Report::new(Format::Unknown);
            report.set(Check::failed(CheckName::WellFormed, reason.clone()));
            report
        }
        Content::Ob3(credential) => ob3::verify_embedded(credential, &mut work),
        Content::Ob3Jwt { token, claims } => ob3::verify_jwt(token, claims, &mut work),
        Content::Ob2Hosted(assertion) => {
            ob2::verify_hosted(assertion, document.source.as_deref(), &mut work)
        }
        Content::Ob2Signed { token, assertion } => ob2::verify_signed(token, assertion, &mut work),
        Content::Ob2Address(url) => ob2::verify_address(url, &mut work),
    };
    report.baked = document.baked;
    if work.needs.is_empty() {
        Step::Done(Box::new(report))
    } else {
        Step::Need(work.needs)
    }
}

/// One pass of a verification. What is still missing is noted in `needs`, and the pass goes on with
/// an undecided check in its place, so that all needs of a pass can be fetched at once.
struct Work<'a> {
    facts: &'a Facts,
    now: Timestamp,
    needs: Vec<Request>,
}

/// A remote document that is not there.
enum Missing {
    /// Asked for; the result of this pass will be thrown away.
    Pending,
    Failed(Reason),
}

impl Missing {
    fn reason(self) -> Reason {
        match self {
            Missing::Pending => reason::NOT_REACHED.into(),
            Missing::Failed(reason) => reason,
        }
    }
}

struct Fetched<'a> {
    status: u16,
    body: &'a [u8],
}

impl Fetched<'_> {
    fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body).ok()
    }
}

impl<'a> Work<'a> {
    /// The answer for an address, whatever its HTTP status.
    fn fetch(&mut self, url: &str, purpose: Purpose) -> Result<Fetched<'a>, Missing> {
        let failed = |detail: &str| {
            Missing::Failed(
                Reason::new(reason::FETCH_FAILED)
                    .with("url", url)
                    .with("detail", detail),
            )
        };
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(failed("not a web address"));
        }
        let url = crate::did::without_fragment(url);
        match self.facts.answers.get(url) {
            Some(Answer::Fetched { status, body, .. }) => Ok(Fetched {
                status: *status,
                body,
            }),
            Some(Answer::Failed(detail)) => Err(failed(detail)),
            None if self.needs.iter().any(|need| need.url == url) => Err(Missing::Pending),
            None if self.facts.answers.len() + self.needs.len() >= MAX_FETCHES => {
                Err(Missing::Failed(
                    Reason::new(reason::TOO_MANY_FETCHES).with("limit", MAX_FETCHES.to_string()),
                ))
            }
            None => {
                self.needs.push(Request::new(url, purpose));
                Err(Missing::Pending)
            }
        }
    }

    /// The JSON document at an address; anything but a 200 with JSON is a failure.
    fn fetch_json(&mut self, url: &str, purpose: Purpose) -> Result<Value, Missing> {
        let fetched = self.fetch(url, purpose)?;
        let failed = |detail: String| {
            Missing::Failed(
                Reason::new(reason::FETCH_FAILED)
                    .with("url", url)
                    .with("detail", detail),
            )
        };
        if fetched.status != 200 {
            return Err(failed(format!("HTTP {}", fetched.status)));
        }
        fetched.json().ok_or_else(|| failed("not JSON".into()))
    }
}

/// The elements of a list, or the one value that stands for a list of one.
fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::Array(list) => list.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
    .iter()
}

/// Whether `type` (one or many) names this type.
fn has_type(value: &Value, name: &str) -> bool {
    each(&value["type"]).any(|one| one == name)
}

/// The id of something that is given as an address or as an object.
fn id_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["id"].as_str())
}
