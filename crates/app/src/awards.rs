//! Direct awards: from a form or a file to a batch, what became of it, and the answers that a
//! recipient without an account gives from the mail.

mod answers;
mod check;
mod files;

use domain::award::{
    Batch, BatchState, CLAIM_DAYS, DirectAward, HOLD_ABOVE, HOLD_MINUTES, Recipient, Source, State,
};
use domain::badge_class::{State as ClassState, Version};
use domain::institution::LegalBasis;
use domain::policy::{Action, Actor, Permit, Resource};
use domain::role::Path;
use domain::time::{Period, Unit};
use domain::{BadgeClassId, BatchId, DirectAwardId, Invalid, JobId, PersonId};
use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::Tx;
pub use store::award_files::{AwardFile, AwardFileRow, Problem};
pub use store::awards::PlacedAward;
use store::badge_classes::PlacedClass;

pub use files::{AwardFileView, Correction, RowFilter};

use crate::badge_classes::path;
use crate::context::sha256;
use crate::{App, Error, Result};

/// Recipients on one page of a list.
pub const PAGE: i64 = 50;
const NOTE_MAX: usize = 1_000;
/// A moment further away than this is a slip of the pen.
const PLAN_DAYS_MAX: i64 = 366;

/// What the awarder adds to a batch.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// In every mail.
    pub note: Option<String>,
    /// Not now but then, in the platform's time zone.
    pub at: Option<DateTime>,
}

/// One award, from the form.
#[derive(Clone, Debug, Default)]
pub struct NewAward {
    pub recipient: Recipient,
    /// Also when the recipient holds a valid one.
    pub renew: bool,
    pub wishes: Wishes,
    /// The form's hidden random key: sent twice, it makes one batch.
    pub form_key: String,
}

/// A batch as its page shows it.
#[derive(Clone, Debug)]
pub struct BatchView {
    pub placed: PlacedClass,
    pub batch: Batch,
    pub awarder: String,
    pub counts: Vec<(State, i64)>,
    pub awards: Vec<DirectAward>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// The class's newest batches.
    pub others: Vec<Batch>,
}

impl BatchView {
    pub fn path(&self) -> Path {
        path(&self.placed)
    }

    pub fn count(&self, state: State) -> i64 {
        self.awards_in(|s| s == state)
    }

    /// Mails that the mail server took.
    pub fn sent(&self) -> i64 {
        self.awards_in(|s| {
            matches!(
                s,
                State::Sent | State::Opened | State::Claimed | State::Declined | State::Expired
            )
        })
    }

    fn awards_in(&self, wanted: impl Fn(State) -> bool) -> i64 {
        self.counts
            .iter()
            .filter(|(s, _)| wanted(*s))
            .map(|(_, n)| n)
            .sum()
    }

    /// Mails that left, or can't.
    pub fn settled(&self) -> i64 {
        self.awards_in(|s| !matches!(s, State::Queued | State::Scheduled))
    }

    /// Recipients that are stored so far.
    pub fn made(&self) -> i64 {
        self.awards_in(|_| true)
    }

    /// Recipients for whom there was an open award by the time it was this one's turn.
    pub fn left_out(&self) -> i64 {
        match self.batch.state {
            BatchState::Done => (self.batch.total - self.made()).max(0),
            _ => 0,
        }
    }

    pub fn can_cancel(&self) -> bool {
        matches!(self.batch.state, BatchState::Held | BatchState::Scheduled)
    }

    /// Whether everything is made and every mail left.
    pub fn is_finished(&self) -> bool {
        match self.batch.state {
            BatchState::Done => self.settled() == self.made(),
            BatchState::Cancelled => true,
            _ => false,
        }
    }
}

impl App {
    /// The class, for who may award it and while it can be awarded.
    async fn awardable(&self, actor: &Actor, class: BadgeClassId) -> Result<(PlacedClass, Permit)> {
        let placed = self.badge_class(actor, class).await?;
        let permit = self.permit(
            actor,
            Action::Award,
            &Resource::For {
                path: path(&placed),
                person: None,
            },
        )?;
        check_awardable(&placed)?;
        Ok((placed, permit))
    }

    /// What the award pages begin with: the class and its newest batches.
    pub async fn award_page(
        &self,
        actor: &Actor,
        class: BadgeClassId,
    ) -> Result<(PlacedClass, Vec<Batch>)> {
        let (placed, _) = self.awardable(actor, class).await?;
        let batches = self
            .store()
            .read(async move |tx: &mut Tx| tx.batches(class, 5).await)
            .await?;
        Ok((placed, batches))
    }

    /// Awards one person from the form; the same form sent twice makes one batch.
    pub async fn award(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        new: NewAward,
    ) -> Result<BatchId> {
        let (_, permit) = self.awardable(actor, class).await?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        let form_key = format!("form:{me}:{}", hex::encode(&sha256(&new.form_key)[..16]));
        let starts = self.starts(&new.wishes, 1)?;
        let (app, ids) = (self.clone(), (self.new_id(), self.new_id()));
        let batch = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if let Some(there) = tx.batch_by_form_key(&form_key).await? {
                    return Ok(there.id);
                }
                let placed = tx.badge_class(class).await?.ok_or(Error::NotFound)?;
                let version = check_awardable(&placed)?;
                app.check_one(tx, (&placed, me), &new).await?;
                let batch = app.new_batch(
                    (BatchId(ids.0), Source::Form),
                    (version, &placed, me),
                    (&new.wishes, &starts, 1),
                );
                if !tx.insert_batch(&batch, &form_key, None).await? {
                    return Err(Error::Conflict("busy"));
                }
                let stored = app
                    .store_awards(tx, &batch, &[(1, new.recipient.clone())])
                    .await?;
                if stored == 0 {
                    // Somebody else was a moment earlier.
                    return Err(Error::invalid("mail", "open-award"));
                }
                tx.advance_batch(batch.id, (0, 1)).await?;
                app.enqueue_batch(tx, &batch, (JobId(ids.1), starts.at))
                    .await?;
                Ok(batch.id)
            })
            .await?;
        self.wake();
        Ok(batch)
    }

    fn new_batch(
        &self,
        (id, source): (BatchId, Source),
        (version, placed, by): (&Version, &PlacedClass, PersonId),
        (wishes, starts, total): (&Wishes, &Starts, i64),
    ) -> Batch {
        Batch {
            id,
            class: placed.class.id,
            version: version.id,
            institution: placed.class.institution,
            created_by: by,
            source,
            state: starts.state,
            total,
            stored: 0,
            note: wishes.note.clone(),
            due_at: starts.at,
            created_at: self.now(),
            finished_at: None,
        }
    }

    pub(crate) async fn enqueue_batch(
        &self,
        tx: &mut Tx,
        batch: &Batch,
        (id, at): (JobId, Timestamp),
    ) -> Result<()> {
        let key = format!("batch:{}", batch.id);
        tx.enqueue(id, ("batch", &json!({ "batch": batch.id })), Some(&key), at)
            .await?;
        Ok(())
    }

    /// When a batch of so many recipients starts, and in which state it waits.
    fn starts(&self, wishes: &Wishes, total: usize) -> Result<Starts> {
        let now = self.now();
        let mut wrong = Invalid::default();
        if wishes
            .note
            .as_ref()
            .is_some_and(|n| n.chars().count() > NOTE_MAX)
        {
            wrong.add_with("note", "too-long", vec![("max", NOTE_MAX.to_string())]);
        }
        let moment = match wishes.at {
            None => None,
            Some(at) => match at.to_zoned(self.zone().clone()) {
                Ok(at) if at.timestamp() <= now => {
                    wrong.add("date", "moment-past");
                    None
                }
                Ok(at) if at.timestamp() > now + (PLAN_DAYS_MAX * 24).hours() => {
                    wrong.add("date", "moment-too-far");
                    None
                }
                Ok(at) => Some(at.timestamp()),
                Err(_) => {
                    wrong.add("date", "moment");
                    None
                }
            },
        };
        wrong.into_result()?;
        let hold = (total > HOLD_ABOVE).then(|| now + HOLD_MINUTES.minutes());
        Ok(match (moment, hold) {
            (Some(at), hold) => Starts {
                state: BatchState::Scheduled,
                at: at.max(hold.unwrap_or(at)),
            },
            (None, Some(at)) => Starts {
                state: BatchState::Held,
                at,
            },
            (None, None) => Starts {
                state: BatchState::Running,
                at: now,
            },
        })
    }

    /// The end of the claim period that begins at a moment: the last second of its last day.
    pub(crate) fn claim_end(&self, from: Timestamp) -> Timestamp {
        let days = u16::try_from(CLAIM_DAYS).unwrap_or(u16::MAX);
        Period {
            count: days,
            unit: Unit::Days,
        }
        .end_after(from, self.zone())
        .unwrap_or(Timestamp::MAX)
    }

    /// Stores awards of a batch, with their mails when the batch is running; one whose recipient
    /// has an open award by now is left out. Gives how many were stored.
    pub(crate) async fn store_awards(
        &self,
        tx: &mut Tx,
        batch: &Batch,
        rows: &[(i64, Recipient)],
    ) -> Result<usize> {
        let now = self.now();
        let waits = batch.state != BatchState::Running;
        let starts = if waits { batch.due_at } else { now };
        let mut awards = Vec::with_capacity(rows.len());
        for (number, recipient) in rows {
            let id = DirectAwardId(self.new_id());
            let award = DirectAward {
                id,
                batch: batch.id,
                class: batch.class,
                version: batch.version,
                number: *number,
                recipient: recipient.clone(),
                state: if waits {
                    State::Scheduled
                } else {
                    State::Queued
                },
                reason: None,
                // The day of the decision, also when the mail leaves on a later one.
                awarded_at: batch.created_at,
                sent_at: None,
                ends_at: self.claim_end(starts),
                ended_at: None,
                claimed_by: None,
            };
            awards.push((award, sha256(self.claim_token(id)?)));
        }
        let stored = tx.insert_awards(&awards, batch.institution).await?;
        let stored: std::collections::HashSet<DirectAwardId> = stored.into_iter().collect();
        let awards: Vec<&DirectAward> = awards
            .iter()
            .map(|(a, _)| a)
            .filter(|a| stored.contains(&a.id))
            .collect();
        for award in &awards {
            tx.note(
                "award",
                award.id.0,
                None,
                Some(json!({ "batch": batch.id, "number": award.number })),
            );
        }
        if !waits {
            let mails: Vec<_> = awards.iter().map(|a| self.offer_in_outbox(a)).collect();
            tx.enqueue_mails(&mails).await?;
        }
        Ok(awards.len())
    }

    /// A batch with one page of its recipients.
    pub async fn batch(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, BatchId),
        (state, after): (Option<State>, i64),
    ) -> Result<BatchView> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(batch) = tx.batch(id).await?.filter(|b| b.class == class) else {
                return Ok(None);
            };
            let awarder = tx
                .person_names(&[batch.created_by])
                .await?
                .into_iter()
                .next()
                .map(|(_, name)| name);
            let counts = tx.award_counts(id).await?;
            let awards = tx.awards_of_batch(id, state, (after, PAGE + 1)).await?;
            Ok::<_, Error>(Some((
                batch,
                awarder.unwrap_or_default(),
                counts,
                awards,
                tx.batches(class, 8).await?,
            )))
        });
        let (batch, awarder, counts, mut awards, others) = found.await?.ok_or(Error::NotFound)?;
        let next = cut(&mut awards, |a| a.number);
        Ok(BatchView {
            placed,
            batch,
            awarder,
            counts,
            awards,
            next,
            others,
        })
    }

    /// Stops a batch of which no mail has left yet.
    pub async fn cancel_batch(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, BatchId),
    ) -> Result<()> {
        let placed = self.badge_class(actor, class).await?;
        let permit = self.permit(actor, Action::Award, &Resource::Node(path(&placed)))?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let batch = tx
                    .batch(id)
                    .await?
                    .filter(|b| b.class == class)
                    .ok_or(Error::NotFound)?;
                let waiting = [BatchState::Held, BatchState::Scheduled];
                // Due is due, also when no worker has come round to it yet.
                if batch.due_at <= now
                    || !tx
                        .set_batch_state(id, &waiting, BatchState::Cancelled, Some(now))
                        .await?
                {
                    return Err(Error::Conflict("batch-not-waiting"));
                }
                let withdrawn = tx.withdraw_scheduled(id, now).await?;
                if let Some(file) = tx.batch_file(id).await? {
                    tx.forget_award_file(file).await?;
                }
                tx.note(
                    "batch",
                    id.0,
                    Some(json!({ "state": batch.state })),
                    Some(json!({ "state": "cancelled", "withdrawn": withdrawn })),
                );
                Ok(())
            })
            .await
    }
}

/// When a batch may start, and the state in which it waits until then.
struct Starts {
    state: BatchState,
    at: Timestamp,
}

/// The text in force, when the class can be awarded at all.
fn check_awardable(placed: &PlacedClass) -> Result<&Version> {
    let version = check_issuable(placed)?;
    if !placed.placement.institution.settings.direct_awards {
        return Err(Error::Conflict("direct-awards-off-institution"));
    }
    if !placed.class.settings.direct_awards {
        return Err(Error::Conflict("direct-awards-off-class"));
    }
    Ok(version)
}

/// The text in force, when edubadges of the class can be issued at all, in whatever way.
pub(crate) fn check_issuable(placed: &PlacedClass) -> Result<&Version> {
    let Some(version) = placed
        .version
        .as_ref()
        .filter(|_| placed.class.state == ClassState::Published)
    else {
        return Err(Error::Conflict("class-not-published"));
    };
    if placed.placement.is_archived() {
        return Err(Error::Conflict("parent-archived"));
    }
    if !has_legal_basis(placed) {
        return Err(Error::Conflict("no-legal-basis"));
    }
    Ok(version)
}

/// Whether the institution said on which ground it processes data for this kind of badge.
pub(crate) fn has_legal_basis(placed: &PlacedClass) -> bool {
    let institution = &placed.placement.institution.settings;
    let basis = placed.class.draft.kind.legal_basis(
        institution.legal_basis_formal,
        institution.legal_basis_non_formal,
    );
    basis != LegalBasis::None
}

/// Cuts a list that was read one longer than a page; gives where the next page begins.
fn cut<T>(list: &mut Vec<T>, number: impl Fn(&T) -> i64) -> Option<i64> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    if list.len() <= page {
        return None;
    }
    list.truncate(page);
    list.last().map(number)
}
