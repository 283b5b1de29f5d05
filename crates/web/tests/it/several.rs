//! The form for several recipients, each with their own metadata.

use domain::institution::Sector;
use domain::person::IdentifierKind;
use store::Tx;

use crate::awards::{awards_of, batch_of, form_path, ina};
use crate::support::{Browser, Form, World};

/// The form after so many presses of "another recipient".
async fn form_of(w: &World, staff: &mut Browser, rows: usize) -> Form {
    let path = form_path(w);
    let mut form = Form::of(&staff.get(&path).await, &path);
    for _ in 1..rows {
        let page = form.press(staff, ("add_recipient", "1")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        form = Form::of(&page, &path);
    }
    form
}

fn fill(form: &mut Form, prefix: &str, fields: &[(&str, &str)]) {
    for (field, value) in fields {
        form.fill(&format!("{prefix}{field}"), &[value]);
    }
}

#[tokio::test]
async fn x_11_several_people_each_with_their_own_grade_and_evidence() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let mut form = form_of(&w, &mut staff, 3).await;
    fill(
        &mut form,
        "",
        &[
            ("mail", "a@voorbeeld.example"),
            ("by", "eppn"),
            ("eppn", "a@uvv.example"),
            ("grade", "7"),
        ],
    );
    fill(
        &mut form,
        "1_",
        &[
            ("mail", "b@voorbeeld.example"),
            ("by", "name"),
            ("first_name", "Bo"),
            ("last_name", "Berg"),
            ("narrative", "Goed gedaan."),
        ],
    );
    fill(
        &mut form,
        "2_",
        &[
            ("mail", "c@voorbeeld.example"),
            ("by", "name"),
            ("first_name", "Cas"),
            ("last_name", "Cox"),
            ("evidence_url", "https://portfolio.example/c"),
            ("grade", "9"),
        ],
    );
    // Taken away in the middle by its button: nothing that was typed for the others is lost.
    let page = form.press(&mut staff, ("remove_recipient", "1")).await;
    let form = Form::of(&page, &form_path(&w));
    assert_eq!(form.shown("1_mail"), ["c@voorbeeld.example"]);
    assert_eq!(form.shown("1_grade"), ["9"]);
    assert!(!page.text.contains("b@voorbeeld.example") && !page.text.contains("role=\"alert\""));
    let made = form.send(&mut staff).await;
    assert_eq!(made.status, 303, "{}", made.text);
    w.app.drain().await;
    let awards = awards_of(&w.app, batch_of(&made)).await;
    let said: Vec<_> = awards
        .iter()
        .map(|p| {
            let r = &p.award.recipient;
            (
                p.award.number,
                r.mail.as_str(),
                r.eppn.as_deref(),
                r.grade.as_deref(),
                r.evidence.url.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                1,
                "a@voorbeeld.example",
                Some("a@uvv.example"),
                Some("7"),
                None
            ),
            (
                2,
                "c@voorbeeld.example",
                None,
                Some("9"),
                Some("https://portfolio.example/c")
            ),
        ]
    );
    assert_eq!(w.app.mails("award-offer").await.len(), 2);
    assert_eq!(w.app.mails("batch-summary").await.len(), 1);
}

#[tokio::test]
async fn x_11_what_is_wrong_stands_at_the_field_of_the_person_and_nobody_gets_anything() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let open = w.award_to_sanne().await;
    let mut form = form_of(&w, &mut staff, 4).await;
    let named = [("by", "name"), ("first_name", "A"), ("last_name", "B")];
    fill(&mut form, "", &[("mail", "Goed@voorbeeld.example")]);
    fill(&mut form, "1_", &[("mail", "fout@")]);
    fill(&mut form, "2_", &[("mail", "goed@VOORBEELD.example")]);
    fill(
        &mut form,
        "3_",
        &[("mail", "sanne.de.groot@voorbeeld.example")],
    );
    for prefix in ["", "1_", "2_", "3_"] {
        fill(&mut form, prefix, &named);
    }
    let page = form.send(&mut staff).await;
    assert_eq!(page.status, 422);
    for (field, said) in [
        ("1_mail", "Vul een e-mailadres in"),
        ("2_mail", "Deze persoon staat hierboven al."),
        ("3_mail", "Er staat al een aanbod"),
    ] {
        assert!(
            page.text.contains(&format!("href=\"#{field}\"")),
            "{field}: {}",
            page.text
        );
        let at = page
            .text
            .find(&format!("id=\"{field}-error\""))
            .expect(field);
        let sentence: String = page.text[at..].chars().take(160).collect();
        assert!(
            sentence.contains(said) || field == "1_mail",
            "{field}: {sentence}"
        );
    }
    assert!(
        !page.text.contains("id=\"mail-error\""),
        "the first is right"
    );
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty(), "{open}");
}

#[tokio::test]
async fn a_valid_one_is_renewed_on_request_only() {
    let w = World::new(Sector::Wo).await;
    w.claimed().await;
    let mut staff = ina(&w).await;
    let mut form = form_of(&w, &mut staff, 2).await;
    let named = [
        ("by", "name"),
        ("first_name", "Sanne"),
        ("last_name", "de Groot"),
    ];
    fill(&mut form, "", &[("mail", "ander@voorbeeld.example")]);
    fill(
        &mut form,
        "1_",
        &[("mail", "sanne.de.groot@voorbeeld.example")],
    );
    for prefix in ["", "1_"] {
        fill(&mut form, prefix, &named);
    }
    let page = form.send(&mut staff).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.contains("name=\"1_renew\"") && !page.text.contains("name=\"renew\""),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("24 november 2026"),
        "since when: {}",
        page.text
    );
    let mut form = Form::of(&page, &form_path(&w));
    form.fill("1_renew", &["on"]);
    let made = form.send(&mut staff).await;
    assert_eq!(made.status, 303, "{}", made.text);
    assert_eq!(awards_of(&w.app, batch_of(&made)).await.len(), 2);
    // The identifiers by which holders are found are the proven ones.
    let sanne = w.sanne;
    let now = w.app.app.now();
    let known = w
        .app
        .read(async move |tx: &mut Tx| tx.identifiers(sanne, now).await)
        .await;
    assert!(known.iter().any(|i| i.kind == IdentifierKind::Mail));
}

#[tokio::test]
async fn a_form_has_room_for_so_many_and_not_more() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let path = form_path(&w);
    let rows = domain::award::FORM_MAX;
    let form = form_of(&w, &mut staff, rows).await;
    assert!(form.asks_for(&format!("{}_mail", rows - 1)));
    assert!(!form.asks_for(&format!("{rows}_mail")));
    // Sent by hand with more rows, the rest isn't taken quietly.
    let mut fields: Vec<(String, String)> = Vec::new();
    for i in 0..=rows {
        let p = if i == 0 {
            String::new()
        } else {
            format!("{i}_")
        };
        fields.push((format!("{p}mail"), format!("p{i}@voorbeeld.example")));
        fields.push((format!("{p}by"), "name".into()));
        fields.push((format!("{p}first_name"), "P".into()));
        fields.push((format!("{p}last_name"), "Q".into()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let refused = staff.post(&path, &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
}

#[tokio::test]
async fn x_12_a_time_that_the_clock_skips_or_shows_twice_is_asked_again() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    for (date, time, said) in [
        ("2027-03-28", "02:30", "Deze tijd bestaat niet"),
        ("2027-10-31", "02:30", "twee keer voor"),
    ] {
        let mut form = form_of(&w, &mut staff, 1).await;
        fill(
            &mut form,
            "",
            &[
                ("mail", "a@voorbeeld.example"),
                ("by", "name"),
                ("first_name", "A"),
                ("last_name", "B"),
                ("when", "later"),
                ("date", date),
                ("time", time),
            ],
        );
        let page = form.send(&mut staff).await;
        assert_eq!(page.status, 422, "{date}");
        assert!(
            page.text.contains(said) && page.text.contains("id=\"date-error\""),
            "{date}: {}",
            page.text
        );
    }
    let mut form = form_of(&w, &mut staff, 1).await;
    fill(
        &mut form,
        "",
        &[
            ("mail", "a@voorbeeld.example"),
            ("by", "name"),
            ("first_name", "A"),
            ("last_name", "B"),
            ("when", "later"),
            ("date", "2027-03-28"),
            ("time", "03:00"),
        ],
    );
    let made = form.send(&mut staff).await;
    assert_eq!(made.status, 303, "{}", made.text);
    w.app.clock.set("2027-03-28T00:59:59Z".parse().unwrap());
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
    w.app.clock.set("2027-03-28T01:00:00Z".parse().unwrap());
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 1);
}
