//! Of two who write at once, one is told; nothing of a failed write stays.

use domain::BadgeClassId;
use store::{Error, Tx};

use crate::support::{Db, class, now, uuid, write};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_saves_from_one_revision_one_is_kept() {
    let db = Db::with_tree().await;
    db.write(async |tx: &mut Tx| tx.insert_badge_class(&class(10, "Eerst")).await)
        .await
        .unwrap();
    let (here, elsewhere) = (db.store.clone(), db.elsewhere());
    let saves = (0..4).map(|i| {
        let store = if i % 2 == 0 { &here } else { &elsewhere }.clone();
        tokio::spawn(async move {
            let name = format!("Van {i}");
            let saved = write(&store, async move |tx: &mut Tx| {
                let before = class(10, "Eerst");
                let draft = class(10, &name).draft;
                tx.save_badge_class(&before, &draft, &before.settings, now())
                    .await
            });
            (i, saved.await.unwrap())
        })
    });
    let saves = futures::future::join_all(saves.collect::<Vec<_>>()).await;
    let won: Vec<i32> = saves
        .into_iter()
        .map(Result::unwrap)
        .filter_map(|(i, saved)| saved.then_some(i))
        .collect();
    assert_eq!(won.len(), 1, "{won:?}");
    let kept = db
        .read(async |tx: &mut Tx| tx.badge_class(BadgeClassId(uuid(10))).await)
        .await
        .unwrap()
        .class;
    assert_eq!(kept.revision, 2);
    assert_eq!(kept.draft.texts.name, format!("Van {}", won[0]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_count_is_lost() {
    let db = Db::new().await;
    let counts = (0..4).map(|_| {
        let store = db.store.clone();
        tokio::spawn(async move {
            for _ in 0..5 {
                write(&store, async |tx: &mut Tx| {
                    tx.count_up("tries", now()).await
                })
                .await
                .unwrap();
            }
        })
    });
    for done in futures::future::join_all(counts.collect::<Vec<_>>()).await {
        done.unwrap();
    }
    let next = db
        .write(async |tx: &mut Tx| tx.count_up("tries", now()).await)
        .await
        .unwrap();
    assert_eq!(next, 21);
}

#[tokio::test]
async fn a_write_that_fails_leaves_nothing() {
    let db = Db::with_tree().await;
    let failed: Result<(), Error> = db
        .write(async |tx: &mut Tx| {
            tx.insert_badge_class(&class(10, "Half")).await?;
            // The same id once more.
            tx.insert_badge_class(&class(10, "Half")).await
        })
        .await;
    assert!(matches!(failed, Err(Error::Constraint(_))), "{failed:?}");
    let there = db
        .read(async |tx: &mut Tx| tx.badge_class(BadgeClassId(uuid(10))).await)
        .await;
    assert!(there.is_none());
    // And the connection is good for the next one.
    db.write(async |tx: &mut Tx| tx.insert_badge_class(&class(10, "Heel")).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_read_can_not_write() {
    let db = Db::with_tree().await;
    let body = async |tx: &mut Tx| tx.insert_badge_class(&class(10, "Stiekem")).await;
    assert!(db.store.read(body).await.is_err());
    let there = db
        .read(async |tx: &mut Tx| tx.badge_class(BadgeClassId(uuid(10))).await)
        .await;
    assert!(there.is_none());
}
