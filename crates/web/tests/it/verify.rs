//! Checking badges: our own and bent ones, by page and by API.

use domain::institution::Sector;
use serde_json::Value;

use crate::support::{Browser, World};

async fn verify_json(guest: &mut Browser, document: &str) -> Value {
    let request =
        axum::http::Request::post("/api/v1/verify").header("content-type", "application/json");
    let answer = guest.send(request, document.to_owned().into()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn outcome<'a>(report: &'a Value, name: &str) -> (&'a str, &'a str) {
    let checks = report["report"]["checks"].as_array().unwrap();
    let check = checks.iter().find(|c| c["name"] == name).unwrap();
    (
        check["outcome"].as_str().unwrap(),
        check["reason"]["code"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn every_form_of_an_own_edubadge_is_genuine_and_valid() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let mut guest = w.app.guest();
    for format in ["ob3.json", "ob3.jwt", "ob2.jws"] {
        let file = sanne
            .get(&format!("/backpack/edubadges/{id}/download/{format}"))
            .await;
        let found = verify_json(&mut guest, &file.text).await;
        assert_eq!(found["verdict"], "genuine_and_valid", "{format}: {found:#}");
        for check in [
            "signature",
            "key",
            "issuer_known",
            "not_revoked",
            "achievement",
        ] {
            assert_eq!(
                outcome(&found, check).0,
                "passed",
                "{format}: {check}: {found:#}"
            );
        }
    }
    for format in ["ob3.png", "ob2.png"] {
        let file = sanne
            .get(&format!("/backpack/edubadges/{id}/download/{format}"))
            .await;
        let page = guest
            .upload(
                "/verify",
                &[("name", "Sanne de Groot")],
                ("file", "badge.png", &file.bytes),
            )
            .await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("Echt en geldig"),
            "{format}: {}",
            page.text
        );
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_bent_edubadge_is_not_to_be_relied_on() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let mut guest = w.app.guest();
    let file = sanne
        .get(&format!("/backpack/edubadges/{id}/download/ob3.json"))
        .await;
    let bent = file.text.replace("Sanne de Groot", "Bram de Boer");
    assert_ne!(bent, file.text);
    let found = verify_json(&mut guest, &bent).await;
    assert_eq!(found["verdict"], "do_not_rely");
    assert_eq!(
        outcome(&found, "signature"),
        ("failed", "signature-invalid")
    );
    for nonsense in ["", "{", "{}", "[]", "a.b.c", "\u{0}"] {
        assert_eq!(
            verify_json(&mut guest, nonsense).await["verdict"],
            "do_not_rely",
            "{nonsense:?}"
        );
    }
    let pasted = guest.post("/verify", &[("text", &bent)]).await;
    assert!(pasted.text.contains("Vertrouw hier niet op"));
}

#[tokio::test]
async fn a_public_edubadge_is_checked_when_its_page_is_opened() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let mut guest = w.app.guest();
    let page = format!("/edubadges/{id}");
    assert_eq!(guest.get(&page).await.status, 404, "private");
    World::make_public(&mut sanne, &id).await;
    let seen = guest.get(&page).await;
    assert_eq!(seen.status, 200);
    assert!(
        seen.text.contains("Echt en geldig")
            && seen.text.contains("Sanne de Groot")
            && seen.text.contains("noindex")
    );
    assert!(!seen.text.contains("8,5"), "the grade was not chosen");
    let same = guest.post(&page, &[("name", "sanne de groot")]).await;
    assert!(same.text.contains("Echt en geldig"));
    let other = guest.post(&page, &[("name", "Bram de Boer")]).await;
    assert!(
        other.text.contains("Vertrouw hier niet op")
            && other.text.contains("niet wat de badge zegt")
    );
    let link = guest
        .post(
            "/verify",
            &[("link", &format!("{}{page}", crate::support::BASE))],
        )
        .await;
    assert!(link.text.contains("Echt en geldig"), "{}", link.text);

    let ob3 = guest
        .get_as(&format!("{page}/ob3.json"), "application/vc")
        .await;
    assert_eq!(
        (ob3.status, ob3.header("content-type")),
        (200, "application/vc")
    );

    let mut ina = w.app.signed_in_staff(w.staff).await;
    let revoke = format!("/manage/badge-classes/{}/edubadges/revoke", w.class.id);
    ina.post(
        &revoke,
        &[
            ("assertion", &id),
            ("category", "error"),
            ("reason", "Verkeerde groep"),
        ],
    )
    .await;
    let gone = guest.get(&page).await;
    assert!(
        gone.text.contains("ingetrokken")
            && !gone.text.contains("Sanne")
            && !gone.text.contains("Verkeerde groep")
    );
    assert_eq!(
        guest
            .get_as(&format!("{page}/ob3.json"), "application/vc")
            .await
            .status,
        410
    );
    let found = verify_json(&mut guest, &ob3.text).await;
    assert_eq!(
        outcome(&found, "not_revoked"),
        ("failed", "revoked"),
        "a copy taken before"
    );
}

#[tokio::test]
async fn our_own_names_stand_in_the_report_in_the_readers_language() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let public = World::make_public(&mut sanne, &id).await;
    let mut guest = w.app.guest();
    let document = guest.get(&format!("{public}/ob3.json")).await.text;
    for (lang, issuer, framework) in [
        (
            "nl",
            "Geneeskunde geeft",
            "Kwaliteitskader Microcredentials",
        ),
        (
            "en",
            "Medicine issues",
            "Quality framework for microcredentials",
        ),
    ] {
        let shown = guest.get(&format!("{public}?lang={lang}")).await;
        let given = guest.post("/verify", &[("text", &document)]).await;
        for page in [shown, given] {
            assert!(page.text.contains(issuer), "{lang}: {}", page.text);
            assert!(page.text.contains(framework), "{lang}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn verifying_costs_few_statements_whatever_is_given() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let page = World::make_public(&mut sanne, &id).await;
    let hosted = format!("/ob2/assertions/{id}");
    // A form that nobody asked for yet is signed on the first request, and kept.
    let first = w.app.guest().get_as(&hosted, "application/json").await;
    assert_eq!(first.status, 200);
    let mut files = Vec::new();
    for format in ["ob3.json", "ob3.jwt", "ob2.jws", "ob3.png", "ob2.png"] {
        let address = format!("/backpack/edubadges/{id}/download/{format}");
        files.push((format, sanne.get(&address).await.bytes));
    }
    // Signed in, so that session and roles count too.
    let mut ina = w.app.signed_in_staff(w.staff).await;
    let mut seen = vec![
        ("the public page", ina.get(&page).await),
        ("comparing", ina.post(&page, &[("name", "Sanne")]).await),
        ("the form", ina.get("/verify").await),
    ];
    for (what, path) in [("a link", &page), ("a link to 2.0", &hosted)] {
        let link = format!("{}{path}", crate::support::BASE);
        seen.push((what, ina.post("/verify", &[("link", &link)]).await));
    }
    for (format, bytes) in &files {
        let page = ina.upload("/verify", &[], ("file", "badge", bytes)).await;
        assert!(page.text.contains("Echt en geldig"), "{format}");
        seen.push((*format, page));
    }
    for (what, page) in seen {
        assert_eq!(page.status, 200, "{what}");
        assert!(page.statements <= 8, "{what}: {}", page.statements);
    }
}

#[tokio::test]
async fn the_address_of_an_edubadge_is_a_page_for_people_and_a_credential_for_programs() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let page = World::make_public(&mut sanne, &id).await;
    let mut guest = w.app.guest();
    for accept in ["application/vc", "application/vc, application/json"] {
        let found = guest.get_as(&page, accept).await;
        assert_eq!(
            (found.status, found.header("content-type")),
            (200, "application/vc"),
            "{accept}"
        );
        assert_eq!(
            found.json()["id"],
            format!("{}{page}", crate::support::BASE)
        );
        assert!(found.headers.get_all("vary").iter().any(|v| v == "accept"));
        let report = verify_json(&mut guest, &found.text).await;
        assert_eq!(report["verdict"], "genuine_and_valid");
    }
    let browser = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8";
    assert!(guest.get_as(&page, browser).await.text.contains("<html"));
}

#[tokio::test]
async fn a_link_that_leads_inside_is_refused() {
    let w = World::new(Sector::Wo).await;
    let mut guest = w.app.guest();
    for link in [
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest",
        "ftp://example.org",
        "geen link",
    ] {
        let answer = guest.post("/verify", &[("link", link)]).await;
        assert_eq!(answer.status, 422, "{link}");
        assert!(answer.text.contains("Deze link kon niet gelezen worden"));
    }
    let own = guest
        .post(
            "/verify",
            &[(
                "link",
                &format!("{}/edubadges/nothing", crate::support::BASE),
            )],
        )
        .await;
    assert!(own.text.contains("geen badge"));
    assert_eq!(guest.post("/verify", &[]).await.status, 422);
}

#[tokio::test]
async fn every_reason_has_a_sentence_with_its_arguments() {
    let texts = [
        app::texts::Texts(domain::Lang::Nl),
        app::texts::Texts(domain::Lang::En),
    ];
    for (code, args) in app::report::reason::ALL {
        let args: Vec<(&str, String)> = args.iter().map(|a| (*a, format!("<{a}>"))).collect();
        for texts in &texts {
            let text = texts.with(&format!("reason-{code}"), &args);
            assert!(
                !text.contains("reason-") && !text.contains("{$"),
                "{code}: {text}"
            );
        }
    }
}
