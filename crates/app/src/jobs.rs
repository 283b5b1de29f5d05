//! The worker: takes due jobs and mails, in this process or in several at once. Everything it
//! does can be cut off at any point and goes on after a restart.

mod batch;
mod retention;

use std::time::Duration;

use domain::JobId;
use domain::policy::{Action, Actor, Permit, Resource};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::Tx;
use store::jobs::Job;
use tokio::sync::{Notify, watch};

use crate::requests::REQUEST_DIGEST;
use crate::{App, Error, Result};

/// How long one look at the database is good for when nobody rings.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// A taken job is another worker's again after so long.
const LEASE_MINUTES: i64 = 10;
/// A job that fails so often is left for a person.
const TRIES: i64 = 12;

/// Whether a worker should come to an end; what is in hand is finished first.
#[derive(Clone)]
pub struct Stop(Option<watch::Receiver<bool>>);

impl Stop {
    pub fn when(told: watch::Receiver<bool>) -> Self {
        Self(Some(told))
    }

    pub const fn never() -> Self {
        Self(None)
    }

    pub fn is_set(&self) -> bool {
        self.0.as_ref().is_some_and(|told| *told.borrow())
    }

    async fn told(&mut self) {
        match &mut self.0 {
            // A sender that is gone has stopped too.
            Some(told) => _ = told.wait_for(|stop| *stop).await,
            None => std::future::pending().await,
        }
    }
}

/// How far a job got.
enum Progress {
    Done,
    /// Goes on at a moment.
    Until(Timestamp),
}

impl App {
    /// Rings the workers of this process: something was enqueued.
    pub fn wake(&self) {
        self.bells().jobs.notify_one();
        self.bells().mails.notify_one();
    }

    /// Works until told to stop.
    pub async fn work(&self, stop: Stop) {
        if self.store().is_single_process() {
            while let Err(e) = self.release_leases().await {
                tracing::error!(error = %e, "leases could not be released");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        }
        tokio::join!(self.work_at_jobs(stop.clone()), self.work_at_mails(stop));
    }

    /// Gives back what a killed process held. Only where no other process works.
    pub async fn release_leases(&self) -> Result<()> {
        let permit = self.worker("start")?;
        self.store()
            .write(&permit, self.stamp(), async |tx: &mut Tx| {
                tx.release_leases().await
            })
            .await?;
        Ok(())
    }

    async fn work_at_jobs(&self, mut stop: Stop) {
        while !stop.is_set() {
            let result = match self.enqueue_hourly().await {
                Ok(()) => self.run_jobs(&stop).await,
                Err(e) => Err(e),
            };
            if let Err(e) = result {
                tracing::error!(error = %e, "jobs");
            }
            rest(&self.bells().jobs, &mut stop).await;
        }
    }

    async fn work_at_mails(&self, mut stop: Stop) {
        while !stop.is_set() {
            if let Err(e) = self.deliver(&stop).await {
                tracing::error!(error = %e, "mails");
            }
            rest(&self.bells().mails, &mut stop).await;
        }
    }

    /// Does everything that is due now by the context's clock, mails too, and comes back.
    pub async fn run_due_jobs(&self) -> Result<()> {
        let stop = Stop::never();
        self.enqueue_hourly().await?;
        while self.run_jobs(&stop).await? + self.deliver(&stop).await? > 0 {}
        Ok(())
    }

    fn worker(&self, name: &'static str) -> Result<Permit> {
        self.permit(&Actor::System(name), Action::RunJob, &Resource::Open)
    }

    /// One round of retention for each hour, whichever process is first.
    async fn enqueue_hourly(&self) -> Result<()> {
        let now = self.now();
        let hour = now.as_second().div_euclid(3_600);
        if self.bells().has_hour(hour) {
            return Ok(());
        }
        let (permit, id, key) = (
            self.worker("hourly")?,
            JobId(self.new_id()),
            format!("hourly:{hour}"),
        );
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.enqueue(id, ("hourly", &json!({})), Some(&key), now)
                    .await
            })
            .await?;
        self.enqueue_request_digest(&permit).await?;
        self.bells().set_hour(hour);
        Ok(())
    }

    /// Runs jobs that are due; gives how many.
    async fn run_jobs(&self, stop: &Stop) -> Result<usize> {
        let mut run = 0;
        while !stop.is_set() {
            let now = self.now();
            if !self
                .store()
                .read(async move |tx: &mut Tx| tx.job_is_due(now).await)
                .await?
            {
                break;
            }
            let (permit, lease) = (self.worker("jobs")?, now + LEASE_MINUTES.minutes());
            let taken = self
                .store()
                .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                    tx.take_job(now, lease).await
                });
            let Some(job) = taken.await? else { break };
            run += 1;
            let result = self.run_job(&job, stop).await;
            self.note_result(job, result).await?;
        }
        Ok(run)
    }

    async fn run_job(&self, job: &Job, stop: &Stop) -> Result<Progress> {
        match job.kind.as_str() {
            "batch" => self.run_batch(job, stop).await,
            "summary" => self.run_summary(job).await,
            "hourly" => self.run_hourly().await,
            REQUEST_DIGEST => {
                self.run_request_digest(job).await?;
                Ok(Progress::Done)
            }
            other => Err(Error::Internal(format!("no job is called {other}"))),
        }
    }

    async fn note_result(&self, job: Job, result: Result<Progress>) -> Result<()> {
        let (permit, now) = (self.worker("jobs")?, self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| match &result {
                Ok(Progress::Done) => tx.finish_job(job.id, now).await,
                Ok(Progress::Until(at)) => tx.postpone_job(job.id, *at).await,
                Err(e) => {
                    tracing::error!(job = %job.kind, attempts = job.attempts, error = %e, "job failed");
                    let seconds = 5 << job.attempts.clamp(0, 10);
                    let again = (job.attempts < TRIES).then(|| now + seconds.seconds());
                    tx.fail_job(job.id, &e.to_string(), again).await
                }
            })
            .await?;
        Ok(())
    }
}

/// Waits for the bell, for the next look, or for the end.
async fn rest(bell: &Notify, stop: &mut Stop) {
    tokio::select! {
        () = bell.notified() => {}
        () = tokio::time::sleep(LOOK_AGAIN) => {}
        () = stop.told() => {}
    }
}
