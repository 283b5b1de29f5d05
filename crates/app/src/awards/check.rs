//! The dry run: what is wrong with each recipient, without anything being sent.

use std::collections::{HashMap, HashSet};

use domain::award::Recipient;
use domain::badge_class::{Content, Settings};
use domain::person::{IdentifierKind, eppn_key, mail_key};
use domain::{BadgeClassId, FieldError, Invalid, PersonId};
use jiff::Timestamp;
use store::Tx;
use store::award_files::{AwardFileRow, Problem};
use store::badge_classes::PlacedClass;

use super::{NewAward, check_awardable, field_of};
use crate::{App, Result};

/// Keys asked about in one statement.
const AT_ONCE: usize = 1_000;

/// The rules that hold for every recipient of one class and one awarder.
#[derive(Clone)]
pub(super) struct Rules {
    content: Content,
    settings: Settings,
    eppn: Option<regex::Regex>,
    /// The awarder's own proven identifiers: nobody awards themselves.
    own_mails: Vec<String>,
    own_eppns: Vec<String>,
}

impl Rules {
    pub(super) async fn load(
        tx: &mut Tx,
        (placed, me): (&PlacedClass, PersonId),
        now: Timestamp,
    ) -> Result<Self> {
        let identifiers = tx.identifiers(me, now).await?;
        let values = |kind| {
            identifiers
                .iter()
                .filter(|i| i.kind == kind)
                .map(|i| i.value.clone())
                .collect()
        };
        let mut own_mails: Vec<String> = values(IdentifierKind::Mail);
        own_mails.extend(
            tx.person(me)
                .await?
                .and_then(|p| p.mail)
                .and_then(|m| mail_key(&m)),
        );
        let pattern = placed
            .placement
            .institution
            .settings
            .eppn_pattern
            .as_deref();
        Ok(Self {
            content: check_awardable(placed)?.content.clone(),
            settings: placed.class.settings.clone(),
            // Checked when it was saved; one that can't be read any more refuses nothing.
            eppn: pattern.and_then(crate::tree::eppn_matcher),
            own_mails,
            own_eppns: values(IdentifierKind::Eppn),
        })
    }

    /// What is wrong with one recipient by itself.
    fn check(&self, recipient: &Recipient) -> Result<(), Invalid> {
        let matches = |eppn: &str| self.eppn.as_ref().is_none_or(|p| p.is_match(eppn.trim()));
        recipient.check(&self.content, &self.settings, matches)?;
        let own_eppn = recipient
            .eppn
            .as_deref()
            .and_then(eppn_key)
            .is_some_and(|e| self.own_eppns.contains(&e));
        let own_mail = mail_key(&recipient.mail).is_some_and(|m| self.own_mails.contains(&m));
        if own_eppn || own_mail {
            return Err(Invalid::one(if own_mail { "mail" } else { "eppn" }, "own"));
        }
        Ok(())
    }
}

/// Who a recipient is for the purpose of "twice" and "open": the EPPN, else the mail address.
pub(super) fn key(recipient: &Recipient) -> Option<String> {
    recipient
        .eppn
        .as_deref()
        .and_then(eppn_key)
        .or_else(|| mail_key(&recipient.mail))
}

/// What stands in the database about recipients.
#[derive(Default)]
pub(super) struct Facts {
    open: HashSet<String>,
    /// Since when somebody holds a valid edubadge of the class.
    held: HashMap<String, Timestamp>,
}

impl Facts {
    /// In few statements, whatever the number of recipients.
    pub(super) async fn load(
        tx: &mut Tx,
        class: BadgeClassId,
        recipients: &[&Recipient],
        now: Timestamp,
    ) -> Result<Self> {
        let mut facts = Self::default();
        let keys: Vec<String> = recipients.iter().filter_map(|r| key(r)).collect();
        for chunk in keys.chunks(AT_ONCE) {
            facts.open.extend(tx.open_award_keys(class, chunk).await?);
        }
        let eppns: Vec<String> = recipients
            .iter()
            .filter_map(|r| r.eppn.as_deref().and_then(eppn_key))
            .collect();
        let mails: Vec<String> = recipients
            .iter()
            .filter(|r| r.eppn.is_none())
            .filter_map(|r| mail_key(&r.mail))
            .collect();
        let mut people = Vec::new();
        for (kind, values) in [
            (IdentifierKind::Eppn, &eppns),
            (IdentifierKind::Mail, &mails),
        ] {
            for chunk in values.chunks(AT_ONCE) {
                people.extend(tx.holders(kind, chunk, now).await?);
            }
        }
        let ids: Vec<PersonId> = people.iter().map(|(_, id)| *id).collect();
        let mut since = HashMap::new();
        for chunk in ids.chunks(AT_ONCE) {
            since.extend(tx.valid_holders(class, chunk, now).await?);
        }
        for (value, person) in people {
            if let Some(at) = since.get(&person) {
                facts.held.insert(value, *at);
            }
        }
        Ok(facts)
    }
}

/// Whether a row was marked "award again although it is held".
pub(super) fn renews(row: &AwardFileRow) -> bool {
    row.problems.iter().any(|p| p.code == "renew")
}

/// First what can be said of each row by itself and of rows among each other; gives which rows
/// are worth asking the database about. `renew` stays as it was.
pub(super) fn check_rows(rules: &Rules, rows: &mut [AwardFileRow]) -> Vec<usize> {
    let mut first: HashMap<String, i64> = HashMap::new();
    let mut candidates = Vec::new();
    for (i, row) in rows.iter_mut().enumerate() {
        let renew = renews(row);
        row.problems = Vec::new();
        if let Err(wrong) = rules.check(&row.recipient) {
            row.status = "wrong".into();
            row.problems = wrong.0.into_iter().map(problem).collect();
            continue;
        }
        // Checked: it has a key.
        let key = key(&row.recipient).unwrap_or_default();
        if let Some(earlier) = first.get(&key) {
            row.status = "twice".into();
            row.problems = vec![with("twice", "row", earlier.to_string())];
            continue;
        }
        first.insert(key, row.number);
        row.status = "ready".into();
        if renew {
            row.problems = vec![Problem {
                field: String::new(),
                code: "renew".into(),
                args: Vec::new(),
            }];
        }
        candidates.push(i);
    }
    candidates
}

/// Then what the database knows about those.
pub(super) fn apply_facts(
    facts: &Facts,
    rows: &mut [AwardFileRow],
    candidates: &[usize],
    day: impl Fn(Timestamp) -> String,
) {
    for &i in candidates {
        let row = &mut rows[i];
        let Some(key) = key(&row.recipient) else {
            continue;
        };
        if facts.open.contains(&key) {
            row.status = "open".into();
            row.problems = vec![with("open-award", "", String::new())];
        } else if let Some(since) = facts.held.get(&key)
            && !renews(row)
        {
            row.status = "held".into();
            row.problems = vec![with("held", "since", day(*since))];
        } else if !facts.held.contains_key(&key) {
            // Nothing is renewed any more: the held one expired or was revoked.
            row.problems = Vec::new();
        }
    }
}

fn problem(e: FieldError) -> Problem {
    let args = e
        .args
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Problem {
        field: e.field,
        code: e.code.to_owned(),
        args,
    }
}

fn with(code: &str, name: &str, value: String) -> Problem {
    let args = if name.is_empty() {
        Vec::new()
    } else {
        vec![(name.to_owned(), value)]
    };
    Problem {
        field: String::new(),
        code: code.to_owned(),
        args,
    }
}

impl App {
    /// The same rules for the recipients of the form, each finding at its field.
    pub(super) async fn check_all(
        &self,
        tx: &mut Tx,
        (placed, me): (&PlacedClass, PersonId),
        new: &NewAward,
    ) -> Result<()> {
        let now = self.now();
        let rules = Rules::load(tx, (placed, me), now).await?;
        let recipients: Vec<&Recipient> = new.recipients.iter().map(|n| &n.recipient).collect();
        let facts = Facts::load(tx, placed.class.id, &recipients, now).await?;
        let (mut wrong, mut seen) = (Invalid::default(), HashSet::new());
        for (i, one) in new.recipients.iter().enumerate() {
            if let Err(found) = rules.check(&one.recipient) {
                for e in found.0 {
                    wrong.add_with(field_of(i, &e.field), e.code, e.args);
                }
                continue;
            }
            // Checked: it has a key.
            let key = key(&one.recipient).unwrap_or_default();
            let named = field_of(
                i,
                if one.recipient.eppn.is_some() {
                    "eppn"
                } else {
                    "mail"
                },
            );
            if !seen.insert(key.clone()) {
                wrong.add(named, "twice-in-form");
            } else if facts.open.contains(&key) {
                wrong.add(named, "open-award");
            } else if let Some(since) = facts.held.get(&key)
                && !one.renew
            {
                let since = vec![("since", self.day_of(*since).to_string())];
                wrong.add_with(field_of(i, "renew"), "held", since);
            }
        }
        Ok(wrong.into_result()?)
    }

    /// The rules for a recipient whose address is corrected.
    pub(super) async fn check_corrected(
        &self,
        tx: &mut Tx,
        (placed, me): (&PlacedClass, PersonId),
        recipient: &Recipient,
    ) -> Result<()> {
        Ok(Rules::load(tx, (placed, me), self.now())
            .await?
            .check(recipient)?)
    }
}
