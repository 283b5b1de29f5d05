//! Making a batch: awards are stored in chunks, each a transaction with the cursor; a batch that
//! waits gets its mails when its moment has come.

use domain::award::{BatchState, State};
use domain::policy::{Action, Actor, Permit, Resource};
use domain::{BatchId, JobId};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::Tx;
use store::jobs::Job;

use super::{Progress, Stop};
use crate::mail::summary_key;
use crate::{App, Error, Result};

/// Awards stored in one transaction.
const CHUNK: i64 = 500;
/// The awarder hears by then how it went, also when a mail server is still busy.
const SUMMARY_MINUTES: i64 = 60;

enum Step {
    More,
    Wait(Timestamp),
    End,
}

fn batch_of(job: &Job) -> Result<BatchId> {
    serde_json::from_value(job.payload["batch"].clone()).map_err(Error::internal)
}

impl App {
    pub(super) async fn run_batch(&self, job: &Job, stop: &Stop) -> Result<Progress> {
        let id = batch_of(job)?;
        let placed = self.store().read(async move |tx: &mut Tx| {
            let Some(batch) = tx.batch(id).await? else {
                return Ok(None);
            };
            tx.badge_class(batch.class).await
        });
        let placed = placed.await?.ok_or(Error::NotFound)?;
        let node = Resource::Node(crate::badge_classes::path(&placed));
        let permit = self.permit(&Actor::System("batch"), Action::Award, &node)?;
        loop {
            if stop.is_set() {
                return Ok(Progress::Until(self.now()));
            }
            match self.step(&permit, id).await? {
                Step::More => self.wake(),
                Step::Wait(until) => return Ok(Progress::Until(until)),
                Step::End => {
                    self.wake();
                    return Ok(Progress::Done);
                }
            }
        }
    }

    /// One transaction's worth of a batch.
    async fn step(&self, permit: &Permit, id: BatchId) -> Result<Step> {
        let (app, summary) = (self.clone(), JobId(self.new_id()));
        self.store()
            .write(permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                let Some(mut batch) = tx.batch(id).await? else {
                    return Ok(Step::End);
                };
                let waiting = matches!(batch.state, BatchState::Held | BatchState::Scheduled);
                if !waiting && batch.state != BatchState::Running {
                    return Ok(Step::End);
                }
                if waiting && batch.due_at <= now {
                    // Of this and a cancellation one comes first.
                    if !tx
                        .set_batch_state(id, &[batch.state], BatchState::Running, None)
                        .await?
                    {
                        return Err(Error::Conflict("busy"));
                    }
                    batch.state = BatchState::Running;
                }
                // First the rows of its file, if it has one …
                if let Some(file) = tx.batch_file(id).await? {
                    let rows = tx
                        .award_file_rows(file, &["ready"], (batch.stored, CHUNK))
                        .await?;
                    if let Some(last) = rows.last().map(|r| r.number) {
                        if !tx.advance_batch(id, (batch.stored, last)).await? {
                            return Err(Error::Conflict("busy"));
                        }
                        let rows: Vec<_> =
                            rows.into_iter().map(|r| (r.number, r.recipient)).collect();
                        app.store_awards(tx, &batch, &rows).await?;
                        return Ok(Step::More);
                    }
                    // The batch is made: the uploaded file has served.
                    tx.forget_award_file(file).await?;
                }
                if batch.state != BatchState::Running {
                    return Ok(Step::Wait(batch.due_at));
                }
                // … then the awards that waited.
                let waited = tx
                    .awards_of_batch(id, Some(State::Scheduled), (0, CHUNK))
                    .await?;
                if !waited.is_empty() {
                    let ids: Vec<_> = waited.iter().map(|a| a.id).collect();
                    tx.release_awards(&ids, app.claim_end(now)).await?;
                    let mails: Vec<_> = waited.iter().map(|a| app.offer_in_outbox(a)).collect();
                    tx.enqueue_mails(&mails).await?;
                    return Ok(Step::More);
                }
                if !tx
                    .set_batch_state(id, &[BatchState::Running], BatchState::Done, Some(now))
                    .await?
                {
                    return Err(Error::Conflict("busy"));
                }
                let by_then = if tx.batch_has_queued(id).await? {
                    now + SUMMARY_MINUTES.minutes()
                } else {
                    now
                };
                let key = summary_key(id);
                tx.enqueue(
                    summary,
                    ("summary", &json!({ "batch": id })),
                    Some(&key),
                    by_then,
                )
                .await?;
                Ok(Step::End)
            })
            .await
    }

    pub(super) async fn run_summary(&self, job: &Job) -> Result<Progress> {
        let id = batch_of(job)?;
        let (app, permit) = (self.clone(), self.worker("summary")?);
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                app.enqueue_summary(tx, id).await
            })
            .await?;
        self.wake();
        Ok(Progress::Done)
    }
}
