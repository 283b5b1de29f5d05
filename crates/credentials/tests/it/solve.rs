//! Plays the caller of `verify`: answers its requests from a table and calls again.

use std::collections::BTreeMap;

use credentials::report::{CheckName, Outcome, Report};
use credentials::verify::{Answer, Document, Facts, MAX_FETCHES, Step, verify};
use jiff::Timestamp;
use serde_json::Value;

use crate::sample::moment;

#[derive(Default)]
pub struct World {
    pages: BTreeMap<String, (u16, Vec<u8>)>,
    pub facts: Facts,
    pub now: Option<Timestamp>,
    pub asked: Vec<String>,
}

impl World {
    pub fn page(mut self, url: &str, body: impl Into<Vec<u8>>) -> Self {
        self.pages.insert(url.into(), (200, body.into()));
        self
    }

    pub fn json(self, url: &str, body: &Value) -> Self {
        self.page(url, body.to_string())
    }

    pub fn status(mut self, url: &str, status: u16, body: &str) -> Self {
        self.pages.insert(url.into(), (status, body.into()));
        self
    }

    pub fn at(mut self, now: &str) -> Self {
        self.now = Some(moment(now));
        self
    }

    pub fn verify(&mut self, document: &[u8]) -> Report {
        self.solve(&Document::parse(document))
    }

    pub fn verify_json(&mut self, document: &Value) -> Report {
        self.verify(document.to_string().as_bytes())
    }

    pub fn solve(&mut self, document: &Document) -> Report {
        let now = self.now.unwrap_or_else(|| moment("2026-11-24T12:00:00Z"));
        let mut facts = self.facts.clone();
        for _ in 0..=MAX_FETCHES {
            match verify(document, &facts, now) {
                Step::Done(report) => return *report,
                Step::Need(requests) => {
                    assert!(!requests.is_empty());
                    for request in requests {
                        let answer = match self.pages.get(&request.url) {
                            Some((status, body)) => Answer::Fetched {
                                status: *status,
                                media_type: None,
                                body: body.clone(),
                            },
                            None => Answer::Failed("no such host".into()),
                        };
                        self.asked.push(request.url.clone());
                        facts.answer(request.url, answer);
                    }
                }
            }
        }
        panic!("it asks without end: {:?}", self.asked);
    }
}

/// Outcome and code of one check.
#[track_caller]
pub fn expect(report: &Report, name: CheckName, outcome: Outcome, code: &str) {
    let check = report.check(name);
    assert_eq!(
        (check.outcome, check.reason.code.as_str()),
        (outcome, code),
        "{name:?} in {report:#?}"
    );
}
