//! What must be there once is there once, whoever was first.

use domain::assertion::{KeyAlgorithm, KeyState, SigningKey};
use domain::award::{Batch, BatchState, DirectAward, Recipient, Source, State};
use domain::role::Node;
use domain::{
    BadgeClassId, BadgeClassVersionId, BatchId, DirectAwardId, InstitutionId, IssuerGroupId,
    IssuerId, PersonId, SigningKeyId,
};
use rstest::rstest;
use store::awards::AwardChange;
use store::{Error, Tx};

use crate::support::{Db, class, group, institution, issuer, now, uuid, version};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: &Result<T, Error>) {
    assert!(matches!(result, Err(Error::Constraint(_))), "{result:?}");
}

#[tokio::test]
async fn an_identifier_is_one_institutions() {
    let db = Db::with_tree().await;
    let same =
        db.write(async |tx: &mut Tx| tx.insert_institution(&institution(20, "uvv.example")).await);
    refused(&same.await);
    let before = db.write(async |tx: &mut Tx| {
        tx.insert_institution(&institution(20, "before.uvv.example"))
            .await
    });
    refused(&before.await);
    let other =
        db.write(async |tx: &mut Tx| tx.insert_institution(&institution(20, "hbo.example")).await);
    other.await.unwrap();
}

#[rstest]
#[case("Gezondheid")]
#[case("  GEZONDHEID ")]
#[case("Gézondheid")]
#[tokio::test]
async fn a_name_stands_once_under_its_parent(#[case] name: &'static str) {
    let db = Db::with_tree().await;
    let add = async move |institution| {
        db.write(async move |tx: &mut Tx| {
            tx.insert_issuer_group(&group(20, institution, name)).await
        })
        .await
    };
    refused(&add(1).await);
    let db = Db::with_tree().await;
    db.write(async move |tx: &mut Tx| {
        // Elsewhere it is free, and here once the first is in the archive.
        tx.insert_institution(&institution(30, "elders.example"))
            .await?;
        tx.insert_issuer_group(&group(31, 30, name)).await?;
        tx.archive_node(Node::IssuerGroup(IssuerGroupId(uuid(2))), Some(now()))
            .await?;
        tx.insert_issuer_group(&group(32, 1, name)).await
    })
    .await
    .unwrap();
    let back = db.write(async |tx: &mut Tx| {
        tx.archive_node(Node::IssuerGroup(IssuerGroupId(uuid(2))), None)
            .await
    });
    refused(&back.await);
}

#[tokio::test]
async fn an_issuers_name_stands_once_in_its_group() {
    let db = Db::with_tree().await;
    let same = db.write(async |tx: &mut Tx| tx.insert_issuer(&issuer(20, "geneeskunde")).await);
    refused(&same.await);
    // A language that says nothing is nobody's name.
    let other = db.write(async |tx: &mut Tx| tx.insert_issuer(&issuer(20, "Tandheelkunde")).await);
    other.await.unwrap();
}

#[tokio::test]
async fn nothing_hangs_on_what_is_not_there() {
    let db = Db::with_tree().await;
    let mut orphan = class(20, "Wees");
    orphan.issuer = IssuerId(uuid(99));
    let hung = db.write(async move |tx: &mut Tx| tx.insert_badge_class(&orphan).await);
    refused(&hung.await);
}

#[tokio::test]
async fn a_version_has_its_number_alone() {
    let db = Db::with_tree().await;
    let same = db.write(async |tx: &mut Tx| {
        let class = class(10, "Zorg");
        tx.insert_badge_class(&class).await?;
        tx.insert_version(&version(11, &class, 1)).await?;
        tx.insert_version(&version(12, &class, 1)).await
    });
    refused(&same.await);
}

#[tokio::test]
async fn an_issuer_signs_with_one_active_key_per_algorithm() {
    let db = Db::with_tree().await;
    let key = |n, algorithm, state| SigningKey {
        id: SigningKeyId(uuid(n)),
        issuer: IssuerId(uuid(3)),
        algorithm,
        state,
        public_jwk: "{}".into(),
        sealed_private: vec![0, 255, 39, 0],
        master_key: "test".into(),
        created_at: now(),
        compromised_since: None,
    };
    let keys = [
        (key(20, KeyAlgorithm::EdDsa, KeyState::Active), true),
        (key(21, KeyAlgorithm::EdDsa, KeyState::Active), false),
        (key(22, KeyAlgorithm::Rs256, KeyState::Active), true),
        (key(23, KeyAlgorithm::EdDsa, KeyState::Retired), true),
    ];
    for (key, stored) in keys {
        let made = db.write(async move |tx: &mut Tx| tx.insert_signing_key(&key).await);
        assert_eq!(made.await.unwrap(), stored);
    }
    let active =
        db.read(async |tx: &mut Tx| tx.active_key(IssuerId(uuid(3)), KeyAlgorithm::EdDsa).await);
    let active = active.await.unwrap();
    assert_eq!(active.id.0, uuid(20));
    assert_eq!(active.sealed_private, [0, 255, 39, 0]);
}

fn batch(n: u128) -> Batch {
    Batch {
        id: BatchId(uuid(n)),
        class: BadgeClassId(uuid(10)),
        version: BadgeClassVersionId(uuid(11)),
        institution: InstitutionId(uuid(1)),
        created_by: PersonId(uuid(4)),
        source: Source::Form,
        state: BatchState::Done,
        total: 1,
        stored: 1,
        note: None,
        due_at: now(),
        created_at: now(),
        finished_at: Some(now()),
    }
}

fn award(n: u128, mail: &str, eppn: Option<&str>) -> (DirectAward, Vec<u8>) {
    let award = DirectAward {
        id: DirectAwardId(uuid(n)),
        batch: BatchId(uuid(12)),
        class: BadgeClassId(uuid(10)),
        version: BadgeClassVersionId(uuid(11)),
        number: i64::try_from(n).unwrap(),
        recipient: Recipient {
            mail: mail.into(),
            eppn: eppn.map(str::to_owned),
            ..Recipient::default()
        },
        state: State::Sent,
        reason: None,
        awarded_at: now(),
        sent_at: None,
        ends_at: now(),
        ended_at: None,
        claimed_by: None,
    };
    let token = n.to_be_bytes().to_vec();
    (award, token)
}

/// With class 10 in version 11 and batch 12.
async fn with_batch() -> Db {
    let db = Db::with_tree().await;
    let made = db.write(async |tx: &mut Tx| {
        let class = class(10, "Zorg");
        tx.insert_badge_class(&class).await?;
        tx.insert_version(&version(11, &class, 1)).await?;
        tx.insert_batch(&batch(12), "form", None).await
    });
    assert!(made.await.unwrap());
    db
}

#[tokio::test]
async fn a_form_makes_one_batch() {
    let db = with_batch().await;
    let again = db.write(async |tx: &mut Tx| tx.insert_batch(&batch(13), "form", None).await);
    assert!(!again.await.unwrap());
    let found = db.read(async |tx: &mut Tx| tx.batch_by_form_key("form").await);
    assert_eq!(found.await.unwrap().id.0, uuid(12));
}

#[tokio::test]
async fn somebody_has_one_open_award_of_a_class() {
    let db = with_batch().await;
    let stored = async |award: (DirectAward, Vec<u8>)| {
        let stored = db.write(async move |tx: &mut Tx| {
            let awards = [award.clone()];
            tx.insert_awards(&awards, InstitutionId(uuid(1))).await
        });
        stored.await.unwrap().len() == 1
    };
    assert!(stored(award(100, "a@x.example", None)).await);
    assert!(
        !stored(award(101, "A@X.example", None)).await,
        "however it is typed"
    );
    assert!(stored(award(102, "b@x.example", None)).await);
    assert!(stored(award(103, "a@x.example", Some("a@uvv.example"))).await);
    assert!(!stored(award(104, "c@x.example", Some("A@UVV.example"))).await);
    let ended = async |n: u128, to: State| {
        let changed = db.write(async move |tx: &mut Tx| {
            let id = DirectAwardId(uuid(n));
            tx.set_award_state(id, &[State::Sent], to, &AwardChange::default())
                .await
        });
        changed.await.unwrap()
    };
    assert!(ended(100, State::Declined).await);
    assert!(!ended(100, State::Claimed).await, "it is open no more");
    assert!(stored(award(105, "a@x.example", None)).await, "free again");
}
