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
    sanne
        .post(
            &format!("/backpack/edubadges/{id}/public"),
            &[("visibility", "public"), ("name", "on")],
        )
        .await;
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
