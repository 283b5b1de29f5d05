//! Keyset paging: everything once, in one order, whatever is in the names and whoever writes
//! meanwhile.

use domain::text::fold;
use domain::{BadgeClassId, InstitutionId};
use rstest::rstest;
use store::Tx;
use store::badge_classes::ClassFilter;

use crate::support::{Db, class, uuid};

/// Names that sort differently by locale, by case and by byte, and many that are the same.
fn name(n: u128) -> String {
    const KINDS: [&str; 12] = [
        "Zorg",
        "zorg",
        "Éthique",
        "ethiek",
        "100% zeker",
        "100 euro",
        "a_b",
        "a-b",
        "A B",
        "Ångström",
        "zz~",
        "日本",
    ];
    let kind = KINDS[(n % 12) as usize];
    if n.is_multiple_of(5) {
        kind.to_owned()
    } else {
        format!("{kind} {}", n % 40)
    }
}

const CLASSES: u128 = 250;
/// Rows of a page, and one to see whether there are more.
const PAGE: usize = 101;

async fn with_classes() -> Db {
    let db = Db::with_tree().await;
    db.write(async |tx: &mut Tx| {
        for n in 0..CLASSES {
            tx.insert_badge_class(&class(10_000 + n, &name(n))).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    db
}

async fn page(
    db: &Db,
    search: &str,
    after: Option<(String, BadgeClassId)>,
) -> Vec<(String, BadgeClassId)> {
    let filter = ClassFilter {
        search: search.to_owned(),
        state: None,
        after,
    };
    let found = db.read(async move |tx: &mut Tx| {
        tx.badge_classes_of_institution(InstitutionId(uuid(1)), &filter)
            .await
    });
    let found = found.await.into_iter();
    found
        .map(|listed| (fold(&listed.class.draft.texts.name), listed.class.id))
        .collect()
}

#[tokio::test]
async fn every_row_comes_once_in_one_order() {
    let db = with_classes().await;
    let mut expected: Vec<(String, BadgeClassId)> = (0..CLASSES)
        .map(|n| (fold(&name(n)), BadgeClassId(uuid(10_000 + n))))
        .collect();
    expected.sort_by(|a, b| (&a.0, a.1.0).cmp(&(&b.0, b.1.0)));
    let mut all = Vec::new();
    loop {
        let after = all.last().cloned();
        let found = page(&db, "", after).await;
        assert!(found.len() <= PAGE);
        let more = found.len() == PAGE;
        all.extend(found.into_iter().take(PAGE - 1));
        if !more {
            break;
        }
        // Somebody adds one before where the reader is: it moves nothing.
        let n = all.len() as u128;
        db.write(async move |tx: &mut Tx| tx.insert_badge_class(&class(20_000 + n, "!")).await)
            .await
            .unwrap();
    }
    assert_eq!(all, expected);
}

#[rstest]
#[case("100%", 21)]
#[case("a_b", 21)]
#[case("%", 21)]
#[case("_", 21)]
#[case("ETHI", 42)]
#[case("日", 20)]
#[case("!", 0)]
#[tokio::test]
async fn what_is_searched_for_is_no_pattern(#[case] search: &str, #[case] count: usize) {
    let db = with_classes().await;
    assert_eq!(page(&db, search, None).await.len(), count);
}
