//! A credential that is not what it should be: the page says why, in both languages, the
//! machine's answer has the code, and nothing is kept.

use app::texts::Texts;
use credentials::crypto::{Ed25519Signer, Signer as _};
use domain::institution::Sector;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{LANGUAGES, World, assert_says, assert_unchanged, escaped};

/// Our own edubadge as its holder downloads it, and as somebody changed it.
async fn own(w: &World, change: impl Fn(&mut Value)) -> Value {
    let (mut sanne, id) = w.claimed().await;
    let file = format!("/backpack/edubadges/{id}/download/ob3.json");
    let mut document = sanne.get(&file).await.json();
    change(&mut document);
    document
}

fn stranger() -> Ed25519Signer {
    Ed25519Signer::did_key(&[9; 32]).unwrap()
}

/// Signed by somebody else's key, at the test's own moment.
fn signed_by_stranger(w: &World, mut document: Value) -> Value {
    document.as_object_mut().unwrap().remove("proof");
    credentials::data_integrity::sign(&document, w.app.app.now(), &stranger()).unwrap()
}

/// A sound credential of another issuer, changed before it was signed.
async fn foreign(w: &World, change: impl Fn(&mut Value)) -> Value {
    let key = stranger();
    let did = credentials::did::without_fragment(key.verification_method()).to_owned();
    let document = own(w, |d| {
        d["issuer"]["id"] = did.clone().into();
        d.as_object_mut().unwrap().remove("credentialStatus");
        change(d);
    })
    .await;
    signed_by_stranger(w, document)
}

/// The one check that decides, as pages and machines tell it.
async fn assert_refused(w: &World, document: &Value, check: &str, code: &str) {
    let text = document.to_string();
    let mut guest = w.app.guest();
    let before = w.app.contents().await;
    let request =
        axum::http::Request::post("/api/v1/verify").header("content-type", "application/json");
    let answer = guest.send(request, text.clone().into()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let found = answer.json();
    assert_eq!(found["verdict"], "do_not_rely", "{found:#}");
    let checks = found["report"]["checks"].as_array().unwrap();
    let decisive = checks.iter().find(|c| c["name"] == check).unwrap();
    assert_eq!(decisive["outcome"], "failed", "{found:#}");
    let reason = &decisive["reason"];
    assert_eq!(reason["code"], code, "{found:#}");
    let none = serde_json::Map::new();
    let args: Vec<(&str, &str)> = reason["args"]
        .as_object()
        .unwrap_or(&none)
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    for lang in LANGUAGES {
        let page = guest
            .post(&format!("/verify?lang={lang}"), &[("text", &text)])
            .await;
        assert_eq!(page.status, 200);
        assert_says(&page, lang, "verdict-no", &[]);
        // A moment is written as people write a day, in the platform's time zone.
        let zone = w.app.app.zone();
        let written: Vec<(&str, String)> = args
            .iter()
            .map(|(name, value)| match (*name, value.parse()) {
                ("date" | "since" | "until", Ok(at)) => (*name, Texts(lang).date(at, zone)),
                _ => (*name, (*value).to_owned()),
            })
            .collect();
        let written: Vec<(&str, &str)> = written.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let reason = escaped(&Texts(lang).with(&format!("reason-{code}"), &written));
        // Once on top, once at its check.
        assert_eq!(
            page.text.matches(&reason).count(),
            2,
            "{reason}: {}",
            page.text
        );
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[rstest]
#[case::tampered_name(|d: &mut Value| d["credentialSubject"]["achievement"]["name"] = "Tandheelkunde".into(), "signature", "signature-invalid")]
#[case::tampered_grade(|d: &mut Value| d["credentialSubject"]["result"][0]["value"] = "10".into(), "signature", "signature-invalid")]
#[case::tampered_date(|d: &mut Value| d["validFrom"] = "2020-01-01T00:00:00Z".into(), "signature", "signature-invalid")]
#[case::no_proof(|d: &mut Value| drop(d.as_object_mut().unwrap().remove("proof")), "signature", "no-proof")]
#[case::wrong_proof_purpose(|d: &mut Value| d["proof"][0]["proofPurpose"] = "authentication".into(), "signature", "wrong-proof-purpose")]
#[case::unknown_context(|d: &mut Value| d["@context"].as_array_mut().unwrap().push("https://evil.example/c.json".into()), "well_formed", "unknown-context")]
#[case::undefined_term(|d: &mut Value| d["credentialSubject"]["honours"] = "cum laude".into(), "well_formed", "undefined-term")]
#[case::a_graph_that_hangs_the_canonicaliser(make_poisonous, "well_formed", "poison-graph")]
#[tokio::test]
async fn a_changed_credential_is_not_to_be_relied_on(
    #[case] change: fn(&mut Value),
    #[case] check: &str,
    #[case] code: &str,
) {
    let w = World::new(Sector::Wo).await;
    let document = own(&w, change).await;
    assert_refused(&w, &document, check, code).await;
}

/// Twelve nameless things that all know each other: 12! orders to try.
fn make_poisonous(document: &mut Value) {
    let thing = |i: usize| json!({"id": format!("_:b{i}"), "type": ["Achievement"]});
    let nodes: Vec<Value> = (0..12)
        .map(|i| {
            let mut node = thing(i);
            node["related"] = (0..12).filter(|j| *j != i).map(thing).collect();
            node
        })
        .collect();
    document["credentialSubject"]["achievement"]["related"] = nodes.into();
}

#[tokio::test]
async fn a_credential_in_our_name_under_a_foreign_key_is_not_to_be_relied_on() {
    let w = World::new(Sector::Wo).await;
    let document = own(&w, |_| ()).await;
    let forged = signed_by_stranger(&w, document);
    assert_refused(&w, &forged, "issuer_identity", "key-of-another-issuer").await;
}

#[rstest]
#[case::expired(|d: &mut Value| d["validUntil"] = "2026-11-24T08:59:59Z".into(), "expired")]
#[case::not_yet_valid(|d: &mut Value| d["validFrom"] = "2026-11-24T09:00:01Z".into(), "not-yet-valid")]
#[tokio::test]
async fn a_credential_outside_its_time_is_not_to_be_relied_on(
    #[case] change: fn(&mut Value),
    #[case] code: &str,
) {
    let w = World::new(Sector::Wo).await;
    let document = foreign(&w, change).await;
    assert_refused(&w, &document, "not_expired", code).await;
}

#[tokio::test]
async fn a_copy_of_a_revoked_edubadge_is_not_to_be_relied_on() {
    let w = World::new(Sector::Wo).await;
    let document = own(&w, |_| ()).await;
    let id = document["id"]
        .as_str()
        .unwrap()
        .rsplit([':', '/'])
        .next()
        .unwrap();
    let revoked = w
        .app
        .signed_in_staff(w.staff)
        .await
        .post(
            &format!("/manage/badge-classes/{}/edubadges/revoke", w.class.id),
            &[
                ("assertion", id),
                ("category", "error"),
                ("reason", "Verkeerde groep"),
            ],
        )
        .await;
    assert_eq!(revoked.status, 303, "{}", revoked.text);
    assert_refused(&w, &document, "not_revoked", "revoked").await;
}
