use super::*;

fn mails(bytes: &[u8]) -> Vec<(i64, String)> {
    read(bytes)
        .unwrap()
        .into_iter()
        .map(|r| (r.number, r.recipient.mail))
        .collect()
}

fn code(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().0[0].code.to_owned()
}

#[test]
fn every_usual_separator_is_found() {
    for separator in [",", ";", "\t", "|"] {
        let text = "E-mail;Voornaam;Achternaam;Toelichting\nsanne@voorbeeld.example;Sanne;\"de Groot\";\"Goed, mooi; sterk | af\"\n";
        let text = text.replace("d;V", &format!("d{separator}V"));
        // Outside the quotes only.
        let mut out = String::new();
        let mut quoted = false;
        for c in text.chars() {
            quoted ^= c == '"';
            if c == ';' && !quoted {
                out.push_str(separator);
            } else {
                out.push(c);
            }
        }
        let rows = read(out.as_bytes()).unwrap();
        assert_eq!(rows.len(), 1, "{separator:?}");
        assert_eq!(rows[0].number, 2);
        assert_eq!(
            rows[0].recipient.last_name.as_deref(),
            Some("de Groot"),
            "{separator:?}"
        );
        assert_eq!(
            rows[0].recipient.narrative.as_deref(),
            Some("Goed, mooi; sterk | af")
        );
    }
}

#[test]
fn line_ends_marks_and_encodings_make_no_difference() {
    let text = "mail;first name;Last Name\r\nréné@voorbeeld.example;René;Çelik\r\n";
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let marked = format!("\u{feff}{text}").into_bytes();
    let old_mac = text.replace("\r\n", "\r").into_bytes();
    for bytes in [text.as_bytes().to_vec(), utf16, windows, marked, old_mac] {
        let rows = read(&bytes).unwrap();
        assert_eq!(
            rows[0].recipient.typed_name().as_deref(),
            Some("René Çelik")
        );
        assert_eq!(rows[0].number, 2);
    }
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let text = "mail,narrative\n\na@x.example,\"two\nlines\"\n\n\nb@x.example,one\n";
    assert_eq!(
        mails(text.as_bytes()),
        [(3, "a@x.example".into()), (6, "b@x.example".into())]
    );
    let text = "sep=;\r\nmail;eppn\r\na@x.example;a@uvv.example\r\n";
    assert_eq!(mails(text.as_bytes()), [(3, "a@x.example".into())]);
}

#[test]
fn headers_stand_in_any_order_and_a_prefix_joins_the_last_name() {
    let text = "Cijfer|ACHTERNAAM|tussenvoegsel|Voornaam|E-mailadres|Bewijs-URL|Iets anders\n9|Vries|de|Lotte|l@x.example|https://x.example/1|?\n";
    let row = &read(text.as_bytes()).unwrap()[0].recipient;
    assert_eq!(row.last_name.as_deref(), Some("de Vries"));
    assert_eq!(
        (row.grade.as_deref(), row.evidence.url.as_deref()),
        (Some("9"), Some("https://x.example/1"))
    );
}

#[test]
fn without_a_header_position_decides_and_formulas_are_data() {
    let text = "a@x.example;;=1+1;+31 6\nb@x.example;b@uvv.example\n";
    let rows = read(text.as_bytes()).unwrap();
    assert_eq!(rows[0].number, 1);
    assert_eq!(rows[0].recipient.first_name.as_deref(), Some("=1+1"));
    assert_eq!(rows[1].recipient.eppn.as_deref(), Some("b@uvv.example"));
}

#[test]
fn what_is_no_table_gets_one_explanation() {
    assert_eq!(code(b""), "file-empty");
    assert_eq!(code(b" \r\n \r\n"), "file-empty");
    assert_eq!(code(b"mail;eppn\n"), "file-only-header");
    assert_eq!(
        code(b"voornaam;achternaam\nSanne;de Groot\n"),
        "file-no-mail-column"
    );
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "file-not-a-table");
    assert_eq!(
        code(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
        "file-old-excel"
    );
    assert_eq!(code(b"PK\x03\x04 not a zip at all"), "file-unreadable");
    assert_eq!(
        code(format!("mail,narrative\na@x.example,\"{}", "open ".repeat(10_000)).as_bytes()),
        "file-open-quote"
    );
    let garbage: String = (0..50_000)
        .map(|i| format!("lorem {i};ipsum;dolor\n"))
        .collect();
    assert_eq!(code(garbage.as_bytes()), "file-not-a-table");
    let many: String = (0..=50_000).map(|i| format!("p{i}@x.example\n")).collect();
    assert_eq!(code(many.as_bytes()), "file-too-many-rows");
    assert_eq!(
        mails(many.split_once('\n').unwrap().1.as_bytes()).len(),
        50_000
    );
}

#[test]
fn a_workbooks_far_corner_is_just_a_cell() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "mail").unwrap();
    sheet.write(0, 1, "grade").unwrap();
    sheet.write(4, 0, "a@x.example").unwrap();
    sheet.write(4, 1, 8).unwrap();
    sheet.write(1_048_575, 16_383, "far").unwrap();
    let rows = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].number, rows[0].recipient.grade.as_deref()),
        (5, Some("8"))
    );
}

#[test]
fn the_examples_that_we_hand_out_are_read_back() {
    for lang in domain::Lang::ALL {
        let texts = crate::texts::Texts(*lang);
        let (csv, xlsx) = (
            read(&csv_example(texts).unwrap()).unwrap(),
            read(&xlsx_example(texts).unwrap()).unwrap(),
        );
        assert_eq!(csv, xlsx);
        assert_eq!(csv.len(), 2);
        assert_eq!(
            csv[0].recipient.eppn.as_deref(),
            Some("s.degroot@uvv.example")
        );
        assert_eq!(
            csv[1].recipient.typed_name().as_deref(),
            Some("Lotte de Vries")
        );
        assert!(csv.iter().all(|r| r.recipient.grade.is_some()));
        assert!(csv[0].recipient.evidence.description.is_some());
    }
}
