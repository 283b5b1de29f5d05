//! Keyset paging: everything once, in one order, whatever is in the names and whoever writes
//! meanwhile.

use domain::badge_class::State;
use domain::text::fold;
use domain::{BadgeClassId, InstitutionId};
use rstest::rstest;
use store::Tx;
use store::badge_classes::{ClassFilter, ClassSort};
use store::lists::{Found, Key, Place, SortValue, Window};

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
const PAGE: usize = 50;

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
    (search, sort): (&str, ClassSort),
    (place, descending): (Place, bool),
) -> Found<BadgeClassId> {
    let filter = ClassFilter {
        search: search.to_owned(),
        ..ClassFilter::default()
    };
    let limit = PAGE;
    let window = Window {
        place,
        descending,
        limit,
    };
    let found = db.read(async move |tx: &mut Tx| {
        tx.badge_classes_of_institution(InstitutionId(uuid(1)), (&filter, sort), &window)
            .await
    });
    found.await.map(|listed| listed.class.id)
}

/// By name as it is searched, then by id.
fn by_name() -> Vec<BadgeClassId> {
    let mut all: Vec<(String, BadgeClassId)> = (0..CLASSES)
        .map(|n| (fold(&name(n)), BadgeClassId(uuid(10_000 + n))))
        .collect();
    all.sort_by(|a, b| (&a.0, a.1.0).cmp(&(&b.0, b.1.0)));
    all.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn every_row_comes_once_in_one_order() {
    let db = with_classes().await;
    let mut all = Vec::new();
    let mut place = Place::Start;
    loop {
        let found = page(&db, ("", ClassSort::Name), (place, false)).await;
        assert!(found.rows.len() <= PAGE);
        assert_eq!(found.previous.is_some(), !all.is_empty());
        all.extend(found.rows);
        let Some(next) = found.next else { break };
        place = next;
        // Somebody adds one before where the reader is: it moves nothing.
        let n = all.len() as u128;
        db.write(async move |tx: &mut Tx| tx.insert_badge_class(&class(20_000 + n, "!")).await)
            .await
            .unwrap();
    }
    assert_eq!(all, by_name());
}

/// The pages in front of a page are those that came before it, whatever is sorted by.
#[rstest]
#[case(ClassSort::Name)]
// All of these have the same value: only the id tells them apart.
#[case(ClassSort::Edubadges)]
#[case(ClassSort::Changed)]
#[tokio::test]
async fn the_way_back_is_the_way_there(
    #[case] sort: ClassSort,
    #[values(false, true)] descending: bool,
) {
    let db = with_classes().await;
    let mut pages = Vec::new();
    let mut found = page(&db, ("", sort), (Place::Start, descending)).await;
    loop {
        pages.push(found.rows.clone());
        let Some(next) = found.next.clone() else {
            break;
        };
        found = page(&db, ("", sort), (next, descending)).await;
    }
    assert_eq!(pages.concat().len(), CLASSES as usize);
    for expected in pages.iter().rev().skip(1) {
        let previous = found.previous.clone().unwrap();
        found = page(&db, ("", sort), (previous, descending)).await;
        assert_eq!(&found.rows, expected);
        assert!(found.next.is_some());
    }
    assert_eq!(found.previous, None);
}

/// A place from another list's address begins at the start, and breaks nothing.
#[tokio::test]
async fn a_place_of_another_kind_is_the_start() {
    let db = with_classes().await;
    let id = uuid(10_007);
    let value = SortValue::Text("zorg".into());
    let place = Place::After(Key { value, id });
    let found = page(&db, ("", ClassSort::Changed), (place, false)).await;
    let start = page(&db, ("", ClassSort::Changed), (Place::Start, false)).await;
    assert_eq!((found.rows, found.previous), (start.rows, None));
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
    let found = page(&db, (search, ClassSort::Name), (Place::Start, false)).await;
    assert_eq!(found.rows.len(), count);
}

/// A filter's counts are what choosing it would leave: its own choice doesn't narrow them, the
/// others' do.
#[tokio::test]
async fn counts_tell_what_a_choice_would_leave() {
    let db = with_classes().await;
    let filter = ClassFilter {
        search: "a_b".to_owned(),
        states: vec![State::Archived],
        ..ClassFilter::default()
    };
    let counts = db
        .read(async move |tx: &mut Tx| tx.class_counts(InstitutionId(uuid(1)), &filter).await)
        .await;
    let draft = class(1, "x");
    assert_eq!(counts.total, 0);
    assert_eq!(counts.of("state", draft.state.code()), 21);
    assert_eq!(counts.of("state", "archived"), 0);
    assert_eq!(counts.of("type", draft.draft.kind.code()), 0);
    assert_eq!(counts.of_id("group", draft.group.0), 0);
    let all = db
        .read(async move |tx: &mut Tx| {
            tx.class_counts(InstitutionId(uuid(1)), &ClassFilter::default())
                .await
        })
        .await;
    assert_eq!(all.total, CLASSES as i64);
    assert_eq!(all.of_id("group", draft.group.0), CLASSES as i64);
}
