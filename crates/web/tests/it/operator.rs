//! What the operator does, and that nobody else can.

use domain::institution::{Institution, Sector};
use domain::person::ProviderKind;
use domain::role::Role;
use domain::{InstitutionId, PersonId};
use store::Tx;
use store::persons::Account;

use crate::support::{Browser, Form, TestApp};

const NEW: &str = "/admin/institutions/new";

async fn operator(app: &TestApp) -> Browser {
    let person = app.person("Omar Bos").await;
    app.grant(person, Role::Operator, None).await;
    app.signed_in_staff(person).await
}

async fn institution(app: &TestApp, id: InstitutionId) -> Institution {
    let found = app.read(async move |tx: &mut Tx| tx.institution(id).await);
    found.await.unwrap()
}

/// The roles that are promised at an institution, each to an address.
pub async fn promised_at(app: &TestApp, id: InstitutionId) -> Vec<(String, Role)> {
    app.read(async move |tx: &mut Tx| tx.promised_at(id).await)
        .await
}

/// A colleague who signed in through an institution before.
async fn colleague(app: &TestApp, name: &str) -> PersonId {
    let person = app.person(name).await;
    let account = Account {
        id: domain::AccountId(app.app.new_id()),
        person,
        kind: ProviderKind::Staff,
        issuer: "https://staff.example".into(),
        subject: name.into(),
        home_organisation: Some("horizon.example".into()),
        acr: None,
        created_at: app.app.now(),
        seen_at: app.app.now(),
    };
    app.write(async move |tx: &mut Tx| tx.put_account(&account).await)
        .await;
    person
}

const GOOD: [(&str, &str); 9] = [
    ("name_nl", "Hogeschool Horizon"),
    ("identifier", "Horizon.example"),
    ("sector", "hbo"),
    ("country", "nl"),
    ("brin", "21pb"),
    ("default_language", "nl"),
    ("admin", "Pieter.Jansen@voorbeeld.example"),
    ("accredited_0_0_from", "2025-01-01"),
    ("accredited_0_0_until", "2027-12-31"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = GOOD.to_vec();
    for (name, value) in changes {
        fields.retain(|(n, _)| n != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn an_operator_founds_an_institution_whose_first_admin_is_known() {
    let app = TestApp::init().await;
    let mut operator = operator(&app).await;
    let pieter = colleague(&app, "Pieter Jansen").await;
    assert_eq!(operator.get(NEW).await.status, 200);
    let founded = operator.post(NEW, &GOOD).await;
    assert_eq!(founded.status, 303, "{}", founded.text);
    let page = operator.get(founded.location()).await;
    assert!(
        page.text.contains("Pieter Jansen") && page.text.contains("21PB"),
        "{}",
        page.text
    );
    assert!(page.statements <= 8, "{}", page.statements);
    let list = operator.get("/admin?lang=nl").await;
    assert!(
        list.text.contains("horizon.example")
            && list.text.contains("Hogeschool Horizon")
            && list.statements <= 8
    );
    let mut pieter = app.signed_in_staff(pieter).await;
    let home = pieter.get("/manage").await;
    assert_eq!(home.status, 303, "to the one institution");
    assert!(
        pieter
            .get(home.location())
            .await
            .text
            .contains("Hogeschool Horizon")
    );
    // The operator has no say below.
    assert_eq!(operator.get(home.location()).await.status, 404);
}

#[tokio::test]
async fn a_first_admin_who_is_unknown_is_promised_the_role() {
    let app = TestApp::init().await;
    let mut operator = operator(&app).await;
    let founded = operator
        .post(NEW, &with(&[("admin", "nieuw@horizon.example")]))
        .await;
    let page = operator
        .get(&format!("{}?lang=en", founded.location()))
        .await;
    assert!(
        page.text
            .contains("nieuw@horizon.example within 30 days of being named becomes an admin"),
        "{}",
        page.text
    );
    assert!(
        operator
            .get("/admin?lang=en")
            .await
            .text
            .contains("Not signed in yet")
    );
    let id = founded
        .location()
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let taken = promised_at(&app, id).await;
    assert_eq!(taken, [("nieuw@horizon.example".to_owned(), Role::Admin)]);

    // A mistake in the address can be put right as long as nobody took the role.
    colleague(&app, "Pieter Jansen").await;
    let admins = format!("{}/admins", founded.location());
    let wrong = operator.post(&admins, &[("admin", "no address")]).await;
    assert!(
        wrong.status == 422 && wrong.text.contains("value=\"no address\""),
        "{}",
        wrong.text
    );
    assert_eq!(
        operator
            .post(&admins, &[("admin", "pieter.jansen@voorbeeld.example")])
            .await
            .status,
        303
    );
    let again = operator
        .post(&admins, &[("admin", "ander@horizon.example")])
        .await;
    assert_eq!(again.status, 409, "admins name each other from then on");
    let left = promised_at(&app, id).await;
    assert_eq!(left, [], "the mistaken address opens nothing any more");
    app.drain().await;
    let mails = app.mails("first-admin").await;
    let mut told: Vec<&str> = mails.iter().map(|m| m.recipient.as_str()).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        ["nieuw@horizon.example", "pieter.jansen@voorbeeld.example"]
    );
}

#[tokio::test]
async fn a_wrong_registration_keeps_what_was_typed_and_founds_nothing() {
    let app = TestApp::init().await;
    app.tree(Sector::Wo, "Bestaand").await;
    let mut operator = operator(&app).await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("identifier", "")], "identifier"),
        (&[("identifier", "no domain")], "identifier"),
        (&[("identifier", "BESTAAND.example")], "identifier"),
        (
            &[("alternative_identifiers", "bestaand.example")],
            "alternative_identifiers",
        ),
        (&[("brin", "123")], "brin"),
        (&[("country", "XX")], "country"),
        (&[("sector", "")], "sector"),
        (&[("name_nl", "")], "name_nl"),
        (&[("admin", "no address")], "admin"),
        (&[("admin", "")], "admin"),
        (&[("accredited_0_0_until", "2024-01-01")], "accreditations"),
        (&[("accredited_0_0_from", "")], "accreditations"),
        (&[("accredited_0_0_from", "yesterday")], "accreditations"),
    ];
    for (changes, field) in cases {
        let mut fields = with(changes);
        fields.push(("name_en", "Horizon as it was typed"));
        fields.retain(|(n, v)| *n != "name_en" || *field != "name_nl" || v.is_empty());
        let wrong = operator.post(NEW, &fields).await;
        assert_eq!(wrong.status, 422, "{changes:?}: {}", wrong.text);
        assert!(
            wrong.text.contains(&format!("href=\"#{field}\"")),
            "{changes:?}: {}",
            wrong.text
        );
        if *field != "name_nl" {
            assert!(
                wrong.text.contains("Horizon as it was typed"),
                "{changes:?}"
            );
        }
    }
    let all = app
        .read(async |tx: &mut Tx| tx.institutions(domain::Lang::Nl).await)
        .await;
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_in_one_round() {
    let app = TestApp::init().await;
    app.tree(Sector::Wo, "Bestaand").await;
    let mut operator = operator(&app).await;
    let wrong = operator
        .post(
            NEW,
            &with(&[
                ("identifier", "bestaand.example"),
                ("brin", "123"),
                ("sector", ""),
                ("admin", ""),
                ("accredited_0_0_from", "yesterday"),
            ]),
        )
        .await;
    for field in ["identifier", "brin", "sector", "admin", "accreditations"] {
        assert!(
            wrong.text.contains(&format!("href=\"#{field}\"")),
            "{field}: {}",
            wrong.text
        );
    }
}

#[tokio::test]
async fn the_list_of_institutions_is_searched_and_paged() {
    let app = TestApp::init().await;
    for n in 0..53 {
        app.tree(Sector::Wo, &format!("Instelling {n:02}")).await;
    }
    let mut operator = operator(&app).await;
    let first = operator.get("/admin?lang=nl").await;
    assert!(first.text.contains("Instelling 49") && !first.text.contains("Instelling 50"));
    assert!(first.statements <= 8, "{}", first.statements);
    let next = first
        .text
        .split("href=\"/admin?q=")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&#38;", "&");
    let second = operator.get(&format!("/admin?q={next}")).await;
    assert!(second.text.contains("Instelling 50") && !second.text.contains("Instelling 49"));
    assert!(!second.text.contains("rel=\"next\""), "that is all");
    let found = operator.get("/admin?q=INSTELLING+07").await;
    assert!(found.text.contains("Instelling 07") && !found.text.contains("Instelling 08"));
    let nothing = operator.get("/admin?q=%25").await;
    assert!(
        nothing.text.contains("Geen instelling heet zo"),
        "{}",
        nothing.text
    );
}

#[tokio::test]
async fn a_registration_can_be_changed_but_not_into_another_institutions() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Bestaand").await;
    app.tree(Sector::Mbo, "Ander").await;
    let mut operator = operator(&app).await;
    let address = app::urls::admin_institution(tree.institution.id);
    let before = operator.get(&address).await;
    assert!(
        before.text.contains("bestaand.example") && before.text.contains("2024-01-01"),
        "{}",
        before.text
    );
    // The period that ended stays beside the one that began; neither is lost by changing another field.
    assert!(
        before.text.contains("name=\"accredited_0_1_from\""),
        "room for one more"
    );
    let fields = with(&[("identifier", "ander.example")]);
    assert_eq!(operator.post(&address, &fields).await.status, 422);
    let saved = operator
        .post(
            &address,
            &with(&[
                ("identifier", "bestaand.example"),
                ("virtual_organisations", "on"),
                ("accredited_0_0_from", "2022-01-01"),
                ("accredited_0_0_until", "2024-12-31"),
                ("accredited_0_1_from", "2026-01-01"),
            ]),
        )
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let id = tree.institution.id;
    let stored = institution(&app, id).await;
    assert!(
        stored.registration.virtual_organisations_allowed
            && stored.registration.sector == Sector::Hbo
    );
    let shown = operator.get(&address).await;
    let mut form = Form::of(&shown, &address);
    form.fill("brin", &["22AA"]);
    assert_eq!(form.send(&mut operator).await.status, 303);
    let kept = institution(&app, id).await;
    assert_eq!(
        kept.registration.accreditations, stored.registration.accreditations,
        "both periods"
    );
    assert_eq!(kept.registration.accreditations.len(), 2);
    assert_eq!(
        stored.settings, tree.institution.settings,
        "what its admins set stays theirs"
    );
}

#[tokio::test]
async fn an_operator_without_a_second_factor_is_asked_for_one() {
    let app = TestApp::with(|s| s.strong_sign_in = true).await;
    let person = app.person("Omar Bos").await;
    app.grant(person, Role::Operator, None).await;
    let mut weak = app.signed_in_weakly(person).await;
    let refused = weak.get("/admin?lang=en").await;
    assert_eq!(refused.status, 403);
    for needed in [
        "action=\"/sign-in/staff\"",
        "name=\"reason\" value=\"stronger\"",
        "value=\"/admin?lang=en\"",
    ] {
        assert!(refused.text.contains(needed), "{needed}: {}", refused.text);
    }
    assert_eq!(weak.post(NEW, &GOOD).await.status, 403);
    assert_eq!(
        app.signed_in_staff(person).await.get("/admin").await.status,
        200
    );
}

#[tokio::test]
async fn the_audit_trail_is_read_page_by_page_and_nothing_is_skipped() {
    let app = TestApp::init().await;
    let mut operator = operator(&app).await;
    for number in 0..60 {
        // Some in the same moment, some later.
        if number % 3 == 0 {
            app.move_clock(jiff::ToSpan::seconds(1));
        }
        let text = format!("Versie {number}.");
        let published = operator
            .post(
                "/admin/terms",
                &[("text_nl", text.as_str()), ("text_en", "Same")],
            )
            .await;
        assert_eq!(published.status, 303, "{}", published.text);
    }
    let mut versions = Vec::new();
    let mut address = "/admin/audit?lang=en".to_owned();
    let mut pages = 0;
    loop {
        let page = operator.get(&address).await;
        assert!(page.status == 200 && page.statements <= 8, "{}", page.text);
        pages += 1;
        versions.extend(page.text.split("version&#34;:").skip(1).map(|rest| {
            rest.split(['}', ','])
                .next()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        }));
        let Some((above, _)) = page.text.split_once("\" rel=\"next\"") else {
            break;
        };
        address = above.rsplit('"').next().unwrap().to_owned();
        assert!(address.starts_with("/admin/audit?before=") && pages < 3);
    }
    assert_eq!(pages, 2);
    versions.sort_unstable();
    assert_eq!(versions, (1..=60).collect::<Vec<_>>());
    // What nobody could have got from a page of ours is the newest.
    assert_eq!(operator.get("/admin/audit?before=x.y").await.status, 200);
}
