//! Lists of the portal: what was asked stands in the address, and what is taken away is what is
//! shown.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::{Path, Role};
use store::Tx;

use crate::support::{Browser, TestApp};

/// Sixty drafts and a published class, among names that a spreadsheet would calculate.
async fn many_classes() -> (TestApp, Browser, String) {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let published = app
        .published_class(&tree, Type::Regular, "Zeer gepubliceerd")
        .await;
    app.write(async move |tx: &mut Tx| {
        for n in 0..60_u128 {
            let mut class = published.clone();
            class.id = domain::BadgeClassId(uuid::Uuid::from_u128(n + 1));
            class.state = domain::badge_class::State::Draft;
            class.version = None;
            class.draft.texts.name = match n {
                0 => "=cmd|' /C calc'!A0".into(),
                1 => "+31 bellen; \"snel\"".into(),
                _ => format!("Klas {n:02}"),
            };
            tx.insert_badge_class(&class).await?;
        }
        Ok(())
    })
    .await;
    let path = Path::institution(tree.institution.id);
    let ina = app.staff("Ina Admin", Role::Admin, path).await;
    let list = format!("/manage/institutions/{}/badge-classes", tree.institution.id);
    (app, ina, list)
}

/// The address behind a link's words or relation.
fn link(text: &str, mark: &str) -> String {
    let at = text.find(mark).unwrap_or_else(|| panic!("no {mark}"));
    let start = text[..at].rfind("href=\"").unwrap() + 6;
    let end = start + text[start..].find('"').unwrap();
    text[start..end].replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_list_is_paged_both_ways_and_keeps_what_was_asked() {
    let (_app, mut ina, list) = many_classes().await;
    let first = ina.get(&format!("{list}?lang=en&state=draft&q=klas")).await;
    assert!(first.text.contains("58 rows"), "{}", first.text);
    assert!(first.text.contains("Klas 02") && !first.text.contains("Klas 55"));
    assert!(!first.text.contains("Zeer gepubliceerd"));
    let second = ina.get(&link(&first.text, "rel=\"next\"")).await;
    assert!(second.text.contains("Klas 55") && !second.text.contains("Klas 02"));
    assert!(second.text.contains("58 rows") && !second.text.contains("rel=\"next\""));
    let back = ina.get(&link(&second.text, "rel=\"prev\"")).await;
    assert!(back.text.contains("Klas 02") && !back.text.contains("rel=\"prev\""));
}

#[tokio::test]
async fn a_head_sorts_and_sorts_the_other_way_round() {
    let (_app, mut ina, list) = many_classes().await;
    let page = ina.get(&format!("{list}?lang=en&sort=-name")).await;
    assert!(page.text.contains("aria-sort=\"descending\""));
    let (zeer, klas) = (page.text.find("Zeer gep"), page.text.find("Klas 59"));
    assert!(zeer.unwrap() < klas.unwrap());
    assert!(page.text.contains("Name, the other way round"));
    let again = ina.get(&link(&page.text, ">Name<svg")).await;
    assert!(again.text.contains("aria-sort=\"ascending\""));
    assert!(
        !again.text.contains("Zeer gepubliceerd"),
        "it is on the second page"
    );
}

#[tokio::test]
async fn a_filter_tells_what_it_would_leave_and_can_be_taken_off() {
    let (_app, mut ina, list) = many_classes().await;
    let page = ina
        .get(&format!("{list}?lang=en&type=regular&q=zeer"))
        .await;
    assert!(page.text.contains("Published (1)"), "{}", page.text);
    assert!(
        !page.text.contains("Draft ("),
        "a choice that leaves nothing"
    );
    let off = ina.get(&link(&page.text, "\u{201c}zeer\u{201d}")).await;
    assert!(off.text.contains("Draft (60)") && off.text.contains("61 rows"));
    let none = ina.get(&format!("{list}?lang=en&q=nergens")).await;
    assert!(none.text.contains("Nothing fits what you chose"));
    assert_eq!(link(&none.text, ">Show everything"), list);
}

#[tokio::test]
async fn addresses_that_nobody_made_are_answered_with_the_list() {
    let (_app, mut ina, list) = many_classes().await;
    for query in [
        "sort=price&order=up",
        "sort=--name",
        "after=x",
        "after=00000000-0000-0000-0000-000000000001~i99999999999999999999",
        "after=00000000-0000-0000-0000-000000000001~i5",
        "before=~t",
        "state=gone&type=%00&group=7",
        "q=%00%FF%27%22",
        "format=exe",
    ] {
        let page = ina.get(&format!("{list}?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert!(page.text.contains("</footer>"), "{query}");
    }
}

#[tokio::test]
async fn what_is_taken_away_is_what_is_filtered_and_calculates_nothing() {
    let (_app, mut ina, list) = many_classes().await;
    let page = ina.get(&format!("{list}?lang=en&state=draft")).await;
    let csv = ina.get(&link(&page.text, ">CSV<")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"badge-classes.csv\""
    );
    let text = String::from_utf8(csv.bytes).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 60, "all pages");
    let names: Vec<&str> = rows.iter().map(|r| &r[0]).collect();
    assert!(names.contains(&"'=cmd|' /C calc'!A0") && names.contains(&"'+31 bellen; \"snel\""));
    assert!(!names.contains(&"Zeer gepubliceerd"));

    let xlsx = ina.get(&link(&page.text, ">XLSX<")).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), 61);
    let cells: Vec<&Data> = sheet.rows().map(|row| &row[0]).collect();
    assert!(cells.contains(&&Data::String("=cmd|' /C calc'!A0".into())));
    let formulas = book.worksheet_formula(&book.sheet_names()[0]).unwrap();
    assert!(formulas.used_cells().next().is_none(), "nothing calculates");
}

#[tokio::test]
async fn who_takes_lists_away_all_day_is_asked_to_wait() {
    let (_app, mut ina, list) = many_classes().await;
    let address = format!("{list}?format=csv");
    for _ in 0..60 {
        assert_eq!(ina.get(&address).await.status, 200);
    }
    assert_eq!(ina.get(&address).await.status, 429);
}
