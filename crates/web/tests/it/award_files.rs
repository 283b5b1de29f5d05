//! a file of recipients, in every usual dress, with every kind of wrong row.

use domain::institution::Sector;
use domain::person::IdentifierKind;
use domain::role::{Path, Role};
use rstest::rstest;
use store::Tx;

use crate::awards::{award_by_name, awards_of, batch_of, demand, form_path, ina};
use crate::batches::{csv_of, upload};
use crate::support::{Browser, Page, World};

const TABLE: &[&[&str]] = &[
    &[
        "E-mail",
        "EPPN",
        "Voornaam",
        "Achternaam",
        "Toelichting",
        "Resultaat",
    ],
    &[
        "sanne@voorbeeld.example",
        "s.degroot@uvv.example",
        "",
        "",
        "Goed; \"mooi\", zo | door\tgaan",
        "8,5",
    ],
    &["renee@bedrijf.example", "", "Renée", "Visser", "", "=1+1"],
];

fn csv(separator: &str, end: &str) -> String {
    let cell = |c: &&str| {
        if c.contains(['"', ',', ';', '\t', '|']) {
            format!("\"{}\"", c.replace('"', "\"\""))
        } else {
            (*c).to_owned()
        }
    };
    TABLE
        .iter()
        .map(|row| row.iter().map(cell).collect::<Vec<_>>().join(separator) + end)
        .collect()
}

fn xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(TABLE) {
        for (column, cell) in (0_u16..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.add_worksheet()
        .write_string(0, 0, "a second sheet")
        .unwrap();
    book.save_to_buffer().unwrap()
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[rstest]
#[case::comma(csv(",", "\n").into_bytes())]
#[case::semicolon(csv(";", "\n").into_bytes())]
#[case::tab(csv("\t", "\n").into_bytes())]
#[case::pipe(csv("|", "\n").into_bytes())]
#[case::crlf(csv(";", "\r\n").into_bytes())]
#[case::byte_order_mark(format!("\u{feff}{}", csv(";", "\r\n")).into_bytes())]
#[case::windows_1252(windows_1252(&csv(";", "\r\n")))]
#[case::utf_16(utf16(&csv("\t", "\r\n")))]
#[case::xlsx(xlsx())]
#[tokio::test]
async fn x_13_every_usual_file_is_read(#[case] bytes: Vec<u8>) {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &bytes).await;
    let page = staff.get(&file).await;
    assert!(page.statements <= 8, "{}", page.statements);
    for said in [
        "sanne@voorbeeld.example",
        "s.degroot@uvv.example",
        "Renée",
        "Reik 2 edubadges uit",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    w.app.drain().await;
    assert!(
        w.app.mails("award-offer").await.is_empty(),
        "nothing leaves before Award"
    );
    let made = staff
        .post(
            &format!("{file}/award"),
            &[("when", "now"), ("note", "Fijn!")],
        )
        .await;
    w.app.drain().await;
    let awards = awards_of(&w.app, batch_of(&made)).await;
    assert_eq!(awards.len(), 2);
    let by_number = |n: i64| {
        awards
            .iter()
            .find(|a| a.award.number == n)
            .unwrap()
            .award
            .recipient
            .clone()
    };
    assert_eq!(
        by_number(2).narrative.as_deref(),
        Some("Goed; \"mooi\", zo | door\tgaan")
    );
    assert_eq!(
        (by_number(2).grade.as_deref(), by_number(3).grade.as_deref()),
        (Some("8,5"), Some("=1+1"))
    );
    assert_eq!(w.app.mails("award-offer").await.len(), 2);
    // A late look at the file's page goes to its batch.
    assert_eq!(staff.get(&file).await.location(), made.location());
    assert_eq!(
        staff.post(&format!("{file}/award"), &[]).await.location(),
        made.location(),
        "once more makes no more"
    );
}

/// The table row of a file's page with this row number.
fn row(page: &Page, number: i64) -> String {
    let marker = format!("\">{number}</td>");
    let rows = page.text.split("<tr").find(|r| r.contains(&marker));
    rows.unwrap_or_else(|| panic!("row {number}: {}", page.text))
        .to_owned()
}

async fn with_wrong_rows() -> (World, Browser, String) {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (institution, staff_id, now) = (w.tree.institution.clone(), w.staff, w.app.app.now());
    w.app
        .write(async move |tx: &mut Tx| {
            let mut settings = institution.settings.clone();
            settings.eppn_pattern = Some(".+@uvv\\.example".into());
            tx.update_institution_settings(&institution, &settings)
                .await?;
            let own = store::persons::Identifier {
                kind: IdentifierKind::Eppn,
                value: "i.admin@uvv.example".into(),
                verified_at: now,
                expires_at: None,
            };
            tx.put_identifier(staff_id, &own).await
        })
        .await;
    w.claimed().await;
    assert_eq!(
        award_by_name(&w, &mut staff, "open@voorbeeld.example", &[])
            .await
            .status,
        303
    );
    let table = [
        "mail;eppn;first name;last name;evidence url;grade",
        "fine@voorbeeld.example;;Fien;Goed;;",
        "noor.bakker@;n.bakker@uvv.example;;;;",
        ";;Tom;Visser;;",
        "j.smit@bedrijf.example;;;;;",
        "k@bedrijf.example;;Kees;;;",
        "l@voorbeeld.example;geen eppn;;;;",
        "m@voorbeeld.example;m@elders.example;;;;",
        "n@voorbeeld.example;;N;N;ftp://x;",
        &format!("o@voorbeeld.example;;O;O;;{}", "9".repeat(41)),
        "FINE@voorbeeld.example;;Fien;Goed;;",
        "sanne.de.groot@voorbeeld.example;;Sanne;de Groot;;",
        "open@voorbeeld.example;;Op;En;;",
        "ina.admin@voorbeeld.example;;Ina;Admin;;",
        "p@voorbeeld.example;i.admin@uvv.example;;;;",
    ]
    .join("\n");
    let file = upload(&w, &mut staff, table.as_bytes()).await;
    (w, staff, file)
}

#[tokio::test]
async fn x_13_every_kind_of_wrong_row_says_why() {
    let (_w, mut staff, file) = with_wrong_rows().await;
    let page = staff.get(&file).await;
    let expected: [(i64, &str, &str); 14] = [
        (2, "Klaar", "fine@voorbeeld.example"),
        (3, "Te herstellen", "E-mail: Dit is geen geldig mailadres."),
        (4, "Te herstellen", "E-mail: Vul dit in."),
        (
            5,
            "Te herstellen",
            "EPPN: Vul een EPPN in, of een voornaam en achternaam.",
        ),
        (6, "Te herstellen", "Achternaam: Vul dit in."),
        (7, "Te herstellen", "EPPN: Dit is geen geldige EPPN."),
        (
            8,
            "Te herstellen",
            "EPPN: Deze EPPN past niet bij jouw instelling.",
        ),
        (
            9,
            "Te herstellen",
            "Bewijs-URL: Dit is geen volledig webadres.",
        ),
        (10, "Te herstellen", "Resultaat: Dit is te lang"),
        (11, "Staat dubbel", "Gelijk aan rij 2."),
        (12, "Heeft deze edubadge al", "Sinds 24 november 2026."),
        (13, "Heeft al een aanbod", "Er staat al een aanbod"),
        (14, "Te herstellen", "E-mail: Dit ben je zelf."),
        (15, "Te herstellen", "EPPN: Dit ben je zelf."),
    ];
    for (number, status, reason) in expected {
        let row = row(&page, number);
        assert!(
            row.contains(status) && row.contains(reason),
            "{status}, {reason}: {row}"
        );
    }
    let wrong = staff.get(&format!("{file}?status=wrong")).await;
    assert!(
        !wrong.text.contains(">2</td>")
            && wrong.text.contains(">3</td>")
            && !wrong.text.contains(">11</td>")
    );
    let skipped = staff.get(&format!("{file}?status=skipped")).await;
    assert!(skipped.text.contains(">11</td>") && !skipped.text.contains(">3</td>"));
    let download = staff.get(&format!("{file}/wrong.csv")).await;
    assert!(download.header("content-disposition").contains("wrong.csv"));
    assert!(
        download.text.contains("noor.bakker@") && !download.text.contains("fine@"),
        "{}",
        download.text
    );
}

#[tokio::test]
async fn x_13_wrong_rows_are_corrected_in_place() {
    let (w, mut staff, file) = with_wrong_rows().await;
    let corrections = [
        ("r3.mail", "noor.bakker@voorbeeld.example"),
        ("r5.first_name", "Jip"),
        ("r5.last_name", "Smit"),
        ("r7.eppn", "still no eppn"),
        ("r12.renewable", "1"),
        ("r12.renew", "on"),
        ("status", "wrong"),
    ];
    let checked = staff.post(&format!("{file}/rows"), &corrections).await;
    assert!(
        checked.location().ends_with("?status=wrong"),
        "{}",
        checked.location()
    );
    let page = staff.get(&file).await;
    for number in [3, 5, 12] {
        assert!(
            row(&page, number).contains("Klaar"),
            "{}",
            row(&page, number)
        );
    }
    assert!(
        row(&page, 7).contains("value=\"still no eppn\""),
        "what was typed stays: {}",
        row(&page, 7)
    );
    assert!(page.text.contains("Reik 4 edubadges uit"), "{}", page.text);
    // Something typed beside "Award" is kept and looked at first.
    let first = staff
        .post(&format!("{file}/award"), &[("r7.eppn", "l@uvv.example")])
        .await;
    assert_eq!(first.location(), file);
    w.app.drain().await;
    assert_eq!(
        w.app.mails("award-offer").await.len(),
        1,
        "only the one from before"
    );
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    w.app.drain().await;
    assert_eq!(awards_of(&w.app, batch_of(&made)).await.len(), 5);
    assert_eq!(w.app.mails("award-offer").await.len(), 6);
}

#[tokio::test]
async fn a_row_that_became_something_else_since_its_check_is_seen_before_anything_is_sent() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(3)).await;
    assert_eq!(
        award_by_name(&w, &mut staff, "p1@voorbeeld.example", &[])
            .await
            .status,
        303
    );
    let first = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    assert_eq!(first.location(), file);
    let page = staff.follow(&first).await;
    assert!(
        page.text.contains("Er is iets veranderd") && page.text.contains("Heeft al een aanbod"),
        "{}",
        page.text
    );
    demand(&w).await;
    assert_eq!(
        staff
            .post(&format!("{file}/award"), &[("when", "now")])
            .await
            .location(),
        file
    );
    let page = staff.get(&file).await;
    assert!(
        page.text.contains("Deze badge class vraagt hierom."),
        "{}",
        page.text
    );
    assert_eq!(
        staff
            .post(&format!("{file}/award"), &[("when", "now")])
            .await
            .status,
        409,
        "no row is ready any more"
    );
}

#[tokio::test]
async fn a_file_is_its_uploaders_and_goes_after_a_week() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(3)).await;
    let mut colleague = w
        .app
        .staff(
            "Carla Collega",
            Role::Admin,
            Path::institution(w.tree.institution.id),
        )
        .await;
    for path in [file.clone(), format!("{file}/wrong.csv")] {
        assert_eq!(colleague.get(&path).await.status, 404);
    }
    for path in [format!("{file}/rows"), format!("{file}/award")] {
        assert_eq!(
            colleague
                .post(&path, &[("r2.mail", "x@x.example")])
                .await
                .status,
            404
        );
    }
    use jiff::ToSpan as _;
    w.app.move_clock((7 * 24 + 1).hours());
    w.app.drain().await;
    let mut staff = ina(&w).await;
    assert_eq!(staff.get(&file).await.status, 404);
}

#[rstest]
#[case::no_file(b"".as_slice(), "Kies een bestand.")]
#[case::picture(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), "Dit is geen tabel")]
#[case::old_excel(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), "oud Excelbestand")]
#[case::broken_zip(b"PK\x03\x04broken".as_slice(), "beschadigd")]
#[case::no_mail_column(b"voornaam;achternaam\nA;B\n".as_slice(), "geen kolom met e-mailadressen")]
#[tokio::test]
async fn a_file_that_is_no_table_is_explained_at_the_field(
    #[case] bytes: &[u8],
    #[case] said: &str,
) {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let page = staff
        .upload(
            &format!("{}/file", form_path(&w)),
            &[],
            ("file", "lijst.csv", bytes),
        )
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.contains("id=\"file-error\"") && page.text.contains(said),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn the_example_files_are_good_files() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    for (lang, header) in [("nl", "Achternaam"), ("en", "Last name")] {
        for kind in ["csv", "xlsx"] {
            let example = staff
                .get(&format!("{}/example.{kind}?lang={lang}", form_path(&w)))
                .await;
            assert_eq!(example.status, 200);
            assert!(kind == "xlsx" || example.text.contains(header));
            let file = upload(&w, &mut staff, &example.bytes).await;
            let page = staff.get(&format!("{file}?lang=nl")).await;
            assert!(page.text.contains("Reik 2 edubadges uit"), "{}", page.text);
        }
    }
    assert_eq!(
        staff
            .get(&format!("{}/example.exe", form_path(&w)))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_note_that_is_too_long_keeps_the_file_and_what_was_typed() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(2)).await;
    let long = "woord ".repeat(300);
    let page = staff
        .post(
            &format!("{file}/award"),
            &[("note", &long), ("when", "now")],
        )
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.contains("href=\"#note\"") && page.text.contains("woord woord"),
        "{}",
        page.text
    );
}
