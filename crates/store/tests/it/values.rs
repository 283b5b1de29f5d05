//! What goes in comes out again, to the microsecond and the last sign.

use domain::badge_class::{BadgeClass, HalfPoints, Outcome, RelatedFramework, SecondEdition};
use domain::time::{Period, Unit};
use domain::{BadgeClassId, InstitutionId, IssuerId, JobId, Lang, PersonId};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::Tx;

use crate::support::{Db, at, class, institution, issuer, now, person, uuid, version};

#[tokio::test]
async fn moments_keep_their_microseconds_and_their_order() {
    let db = Db::new().await;
    let moments = [
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "2026-10-25T00:59:59.123456Z",
        "2026-10-25T01:00:00Z",
        "9999-12-30T20:59:59.999999Z",
    ]
    .map(at);
    db.write(async move |tx: &mut Tx| {
        // Not in their order.
        for (n, moment) in moments.iter().enumerate().rev() {
            let id = JobId(uuid(n as u128));
            tx.enqueue(id, ("test", &json!(null)), None, *moment)
                .await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let far = Timestamp::MAX.checked_sub(1.hour()).unwrap();
    for moment in moments {
        let job = db
            .write(async move |tx: &mut Tx| {
                let job = tx.take_job(far, far).await?.unwrap();
                tx.finish_job(job.id, now()).await?;
                Ok(job)
            })
            .await
            .unwrap();
        assert_eq!(job.run_at, moment);
    }
}

/// Quotes, escapes, directions, a combining sign, an emoji of several code points.
const HARD: &str = "'; drop table persons; -- \" \\ \\u0041 \t\r\n <b> & {} $1 %s \u{202e}abc e\u{301} 👩🏽‍🎓 \u{10ffff}";

#[tokio::test]
async fn texts_come_back_as_they_were() {
    let db = Db::with_tree().await;
    for (n, name) in (10..).zip([HARD, "", " ", "NULL", "0", "1e5", "true"]) {
        let mut written = person(n);
        written.name = name.into();
        written.mail = (!name.is_empty()).then(|| name.to_owned());
        let stored = written.clone();
        db.write(async move |tx: &mut Tx| tx.insert_person(&stored, uuid(2_000 + n)).await)
            .await
            .unwrap();
        let read = db
            .read(async move |tx: &mut Tx| tx.person(PersonId(uuid(n))).await)
            .await
            .unwrap();
        assert_eq!((read.name, read.mail), (written.name, written.mail));
    }
}

fn full() -> BadgeClass {
    let mut class = class(10, HARD);
    let content = &mut class.draft;
    content.texts.outcomes = vec![Outcome {
        text: HARD.into(),
        alignment: Some(RelatedFramework {
            name: HARD.into(),
            url: Some("https://esco.example/?a=1&b='2'".into()),
            ..RelatedFramework::default()
        }),
    }];
    content.second = Some(SecondEdition {
        lang: Lang::En,
        texts: content.texts.clone(),
    });
    content.ects = Some(HalfPoints(5));
    content.study_load = Some(u32::MAX);
    content.expiry = Some(Period {
        count: 7,
        unit: Unit::Months,
    });
    class.settings.mail_note = Some(String::new());
    class
}

#[tokio::test]
async fn a_class_and_its_version_come_back_whole() {
    let db = Db::with_tree().await;
    let written = full();
    let stored = written.clone();
    db.write(async move |tx: &mut Tx| {
        tx.insert_badge_class(&stored).await?;
        tx.insert_version(&version(11, &stored, 1)).await
    })
    .await
    .unwrap();
    let read = db
        .read(async |tx: &mut Tx| tx.badge_class(BadgeClassId(uuid(10))).await)
        .await
        .unwrap();
    assert_eq!(read.version, Some(version(11, &written, 1)));
    assert_eq!(read.class.draft, written.draft);
    assert_eq!(read.class.settings, written.settings);
    assert_eq!(read.class.created_at, written.created_at);
    assert_eq!(read.placement.issuer, issuer(3, "Geneeskunde"));
    assert_eq!(read.placement.institution, institution(1, "uvv.example"));
}

#[tokio::test]
async fn what_is_not_there_is_none() {
    let db = Db::new().await;
    db.read(async |tx: &mut Tx| {
        assert!(tx.institution(InstitutionId(uuid(99))).await?.is_none());
        assert!(tx.issuer(IssuerId(uuid(99))).await?.is_none());
        assert!(tx.badge_class(BadgeClassId(uuid(99))).await?.is_none());
        assert!(tx.person_names(&[]).await?.is_empty());
        assert!(tx.person(PersonId(uuid(99))).await?.is_none());
        Ok(())
    })
    .await;
}
