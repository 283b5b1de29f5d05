//! Jobs: long or fallible work, enqueued in the transaction of the fact that asks for it.

use domain::JobId;
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::error::Result;
use crate::tx::Tx;

/// Work to do.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: Json,
    pub attempts: i64,
    pub run_at: Timestamp,
}

impl Tx {
    /// Enqueues a job; with a `unique_key` that is waiting or was run already, nothing happens.
    pub async fn enqueue(
        &mut self,
        id: JobId,
        (kind, payload): (&str, &Json),
        unique_key: Option<&str>,
        run_at: Timestamp,
    ) -> Result<()> {
        let sql = "insert into jobs (id, kind, payload, state, unique_key, run_at, attempts, created_at) \
                   values ($1, $2, $3, 'waiting', $4, $5, 0, $5) on conflict (unique_key) do nothing";
        self.exec(sql, &[&id, &kind, &payload.to_string(), &unique_key.map(str::to_owned), &run_at]).await?;
        Ok(())
    }

    /// Whether a job is there to take: reading this is cheaper than trying.
    pub async fn job_is_due(&mut self, now: Timestamp) -> Result<bool> {
        let sql = "select 1 as found from jobs where state = 'waiting' and run_at <= $1 \
                   and (leased_until is null or leased_until <= $1) limit 1";
        Ok(self.first(sql, &[&now], |_| Ok(())).await?.is_some())
    }

    /// Takes one due job until `lease`; a job whose lease ran out is due again.
    pub async fn take_job(&mut self, now: Timestamp, lease: Timestamp) -> Result<Option<Job>> {
        let sql = format!(
            "update jobs set leased_until = $2, attempts = attempts + 1 where id = (select id from jobs \
             where state = 'waiting' and run_at <= $1 and (leased_until is null or leased_until <= $1) \
             order by run_at, id limit 1{}) returning id, kind, payload, attempts, run_at",
            self.skip_locked()
        );
        self.first(&sql, &[&now, &lease], |r| {
            Ok(Job {
                id: r.get("id")?,
                kind: r.get("kind")?,
                payload: r.json("payload")?,
                attempts: r.get("attempts")?,
                run_at: r.get("run_at")?,
            })
        })
        .await
    }

    pub async fn finish_job(&mut self, id: JobId, at: Timestamp) -> Result<()> {
        let sql = "update jobs set state = 'done', finished_at = $2, leased_until = null, last_error = null where id = $1";
        self.exec(sql, &[&id, &at]).await?;
        Ok(())
    }

    /// Puts a job back for another try, or (`retry_at` none) leaves it as failed.
    pub async fn fail_job(&mut self, id: JobId, error: &str, retry_at: Option<Timestamp>) -> Result<()> {
        match retry_at {
            Some(at) => {
                let sql = "update jobs set run_at = $2, leased_until = null, last_error = $3 where id = $1";
                self.exec(sql, &[&id, &at, &error]).await?;
            }
            None => {
                let sql = "update jobs set state = 'failed', leased_until = null, last_error = $2 where id = $1";
                self.exec(sql, &[&id, &error]).await?;
            }
        }
        Ok(())
    }

    /// Puts a job back until a moment, as it goes on in steps; no try counted.
    pub async fn postpone_job(&mut self, id: JobId, until: Timestamp) -> Result<()> {
        let sql = "update jobs set run_at = $2, leased_until = null, attempts = 0, last_error = null where id = $1";
        self.exec(sql, &[&id, &until]).await?;
        Ok(())
    }

    /// Brings a waiting job forward.
    pub async fn hasten_job(&mut self, unique_key: &str, to: Timestamp) -> Result<()> {
        let sql = "update jobs set run_at = $2 where unique_key = $1 and state = 'waiting' and run_at > $2";
        self.exec(sql, &[&unique_key, &to]).await?;
        Ok(())
    }

    /// Retention: finished jobs from before a moment.
    pub async fn forget_done_jobs(&mut self, before: Timestamp) -> Result<u64> {
        self.exec("delete from jobs where state = 'done' and finished_at < $1", &[&before]).await
    }

    /// When the next waiting job is due, and how many wait.
    pub async fn waiting_jobs(&mut self) -> Result<(i64, Option<Timestamp>)> {
        let sql = "select count(*) as waiting, min(run_at) as next from jobs where state = 'waiting'";
        let found = self.first(sql, &[], |r| Ok((r.get("waiting")?, r.get("next")?))).await?;
        Ok(found.unwrap_or((0, None)))
    }

    /// Gives back every lease. Only where one process works on the database: after it was
    /// killed, nobody else holds them.
    pub async fn release_leases(&mut self) -> Result<()> {
        self.exec("update jobs set leased_until = null where state = 'waiting'", &[]).await?;
        self.exec("update outbox set leased_until = null where state = 'queued'", &[]).await?;
        Ok(())
    }
}
