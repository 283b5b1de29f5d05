//! Jobs are leased: each is one worker's, until it is done or the lease runs out.

use std::collections::BTreeSet;

use domain::JobId;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::{Error, Tx};

use crate::support::{Db, at, now, uuid, write};

const JOBS: u128 = 48;
const WORKERS: u128 = 6;

async fn enqueued(tx: &mut Tx, n: u128, key: Option<&str>) -> Result<(), Error> {
    let payload = json!({ "n": n as u64, "text": "één \"twee\" 🎓" });
    tx.enqueue(JobId(uuid(n)), ("test", &payload), key, now())
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_workers_in_two_processes_each_job_is_taken_once() {
    let db = Db::new().await;
    db.write(async |tx: &mut Tx| {
        for n in 1..=JOBS {
            enqueued(tx, n, None).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let elsewhere = db.elsewhere();
    let workers = (0..WORKERS).map(|w| {
        let store = if w % 2 == 0 {
            db.store.clone()
        } else {
            elsewhere.clone()
        };
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let taken = write(&store, async |tx: &mut Tx| {
                    tx.take_job(now(), now() + 1.minute()).await
                });
                match taken.await {
                    Ok(Some(job)) => mine.push(job),
                    Ok(None) => return mine,
                    // Busy is no answer: the worker asks again.
                    Err(Error::Serialization | Error::Unavailable(_)) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        })
    });
    let taken = futures::future::join_all(workers.collect::<Vec<_>>()).await;
    let taken: Vec<_> = taken.into_iter().flat_map(Result::unwrap).collect();
    let ids: BTreeSet<_> = taken.iter().map(|job| job.id.0).collect();
    assert_eq!((taken.len(), ids.len()), (JOBS as usize, JOBS as usize));
    for job in &taken {
        assert_eq!((job.kind.as_str(), job.attempts), ("test", 1));
        assert_eq!(job.payload["text"], "één \"twee\" 🎓");
    }
}

#[tokio::test]
async fn a_lease_that_ran_out_is_another_workers() {
    let db = Db::new().await;
    let lease = now() + 1.minute();
    let take = async |when: Timestamp| {
        db.write(async move |tx: &mut Tx| tx.take_job(when, when + 1.minute()).await)
            .await
            .unwrap()
    };
    db.write(async |tx: &mut Tx| enqueued(tx, 1, None).await)
        .await
        .unwrap();
    assert!(take(now() - 1.second()).await.is_none(), "not due yet");
    assert_eq!(take(now()).await.unwrap().attempts, 1);
    assert!(take(lease - 1.second()).await.is_none(), "somebody has it");
    assert_eq!(take(lease).await.unwrap().attempts, 2);
    db.write(async |tx: &mut Tx| tx.release_leases().await)
        .await
        .unwrap();
    assert_eq!(take(lease).await.unwrap().attempts, 3);
    let id = JobId(uuid(1));
    db.write(async move |tx: &mut Tx| tx.postpone_job(id, now() + 1.hour()).await)
        .await
        .unwrap();
    assert!(take(now() + 59.minutes()).await.is_none());
    assert_eq!(take(now() + 1.hour()).await.unwrap().attempts, 1);
    db.write(async move |tx: &mut Tx| tx.fail_job(id, "why", Some(now() + 2.hours())).await)
        .await
        .unwrap();
    assert_eq!(take(now() + 2.hours()).await.unwrap().attempts, 2);
    db.write(async move |tx: &mut Tx| tx.finish_job(id, now()).await)
        .await
        .unwrap();
    assert!(take(at("2030-01-01T00:00:00Z")).await.is_none(), "done");
}

#[tokio::test]
async fn a_job_with_a_key_is_there_once_also_after_it_was_done() {
    let db = Db::new().await;
    let waiting = async || db.read(async |tx: &mut Tx| tx.waiting_jobs().await).await.0;
    for n in 1..=3 {
        db.write(async move |tx: &mut Tx| enqueued(tx, n, Some("daily")).await)
            .await
            .unwrap();
    }
    assert_eq!(waiting().await, 1);
    db.write(async |tx: &mut Tx| {
        let job = tx.take_job(now(), now() + 1.minute()).await?.unwrap();
        tx.finish_job(job.id, now()).await?;
        enqueued(tx, 4, Some("daily")).await?;
        enqueued(tx, 5, Some("weekly")).await
    })
    .await
    .unwrap();
    assert_eq!(waiting().await, 1, "only the weekly one");
    let earlier = now() - 1.hour();
    let next = db
        .write(async move |tx: &mut Tx| {
            tx.hasten_job("weekly", earlier).await?;
            tx.waiting_jobs().await
        })
        .await
        .unwrap();
    assert_eq!(next, (1, Some(earlier)));
}
