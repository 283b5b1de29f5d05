//! Sign-in through a provider on loopback, one that can lie; the demo's own is in `personas`.

use domain::Lang;
use domain::role::Role;
use jiff::ToSpan;
use rstest::rstest;
use serde_json::{Value, json};
use store::Tx;

use crate::liar::Way;
use crate::support::{Form, LANGUAGES, assert_says, assert_unchanged};

#[tokio::test]
async fn a_learner_signs_in_and_what_the_provider_proves_is_known() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[("return_to", "/account")]).await;
    let back = way.back(&mut browser, &state).await;
    assert_eq!(
        (back.status, back.location()),
        (303, "/account"),
        "{}",
        back.text
    );
    let account = browser.get("/account?lang=nl").await;
    for known in [
        "Sanne de Groot",
        "sanne@post.example",
        "s.degroot@uvv.example",
        "Bevestigd door uvv.example",
    ] {
        assert!(account.text.contains(known), "{known}: {}", account.text);
    }
    assert_eq!(browser.get("/backpack").await.status, 200);
}

#[rstest]
#[case::wrong_signature(Some("other key"), |_: &mut Value| ())]
#[case::alg_none(Some("none"), |_: &mut Value| ())]
#[case::hmac_with_the_public_key(Some("hmac"), |_: &mut Value| ())]
#[case::wrong_audience(None, |c: &mut Value| c["aud"] = "another".into())]
#[case::wrong_nonce(None, |c: &mut Value| c["nonce"] = "another".into())]
#[case::wrong_issuer(None, |c: &mut Value| c["iss"] = "https://evil.example".into())]
#[case::expired(None, |c: &mut Value| c["exp"] = (c["iat"].as_i64().unwrap() - 600).into())]
#[case::from_the_future(None, |c: &mut Value| c["iat"] = (c["iat"].as_i64().unwrap() + 3_600).into())]
#[case::another_subject_in_the_userinfo(None, |c: &mut Value| c["sub"] = "s2".into())]
#[tokio::test]
async fn a_token_that_is_not_right_signs_nobody_in(
    #[case] header: Option<&'static str>,
    #[case] change: fn(&mut Value),
    #[values(Lang::Nl, Lang::En)] lang: Lang,
) {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let before = way.app.contents().await;
    let state = way.leave(&mut browser, &[]).await;
    {
        let mut lies = way.liar.state.lock().unwrap();
        lies.header = header;
        lies.change = Some(change);
    }
    browser.reads(lang);
    let back = way.back(&mut browser, &state).await;
    assert_eq!(back.status, 409, "{}", back.text);
    assert_says(&back, lang, "failure-not-signed-in-title", &[]);
    assert_says(&back, lang, "conflict-sign-in-token", &[]);
    assert!(browser.cookies.iter().all(|(n, _)| n != "session"));
    // The sign-in that began is used up, and that it did stands in the audit trail; nobody is
    // known by it.
    assert_unchanged(&before, &way.app.contents().await, &["sign_ins", "audit"]);
}

#[tokio::test]
async fn a_state_is_good_once_in_its_own_browser_and_not_for_ever() {
    let way = Way::new().await;
    let (mut browser, mut other) = (way.app.guest(), way.app.guest());
    let state = way.leave(&mut browser, &[]).await;
    assert_eq!(
        way.back(&mut other, &state).await.status,
        409,
        "another browser"
    );
    assert_eq!(
        way.back(&mut browser, &state).await.status,
        409,
        "and now it is used up"
    );
    let state = way.leave(&mut browser, &[]).await;
    let cookies = browser.cookies.clone();
    assert_eq!(way.back(&mut browser, &state).await.status, 303);
    let before = way.app.contents().await;
    for lang in LANGUAGES {
        browser.cookies.clone_from(&cookies);
        browser.reads(lang);
        let replayed = way.back(&mut browser, &state).await;
        assert_eq!(replayed.status, 409, "replayed");
        assert_says(&replayed, lang, "conflict-sign-in-state", &[]);
    }
    assert_unchanged(&before, &way.app.contents().await, &["audit"]);
    let state = way.leave(&mut browser, &[]).await;
    way.app.move_clock(16.minutes());
    assert_eq!(way.back(&mut browser, &state).await.status, 409, "too late");
    assert_eq!(
        browser
            .get("/sign-in/learner/callback?code=c&state=made-up")
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn a_denied_sign_in_gets_a_friendly_page() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    let page = browser
        .get(&format!(
            "/sign-in/learner/callback?error=access_denied&state={state}&lang=en"
        ))
        .await;
    assert!(
        page.text.contains("You cancelled the sign-in."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_context_that_was_asked_for_must_be_reached_by_the_same_account() {
    let way = Way::new().await;
    let mut guest = way.app.guest();
    assert_eq!(
        guest
            .post("/sign-in/learner", &[("reason", "validated-name")])
            .await
            .status,
        401,
        "nobody yet"
    );
    way.liar.state.lock().unwrap().change = Some(|c| c["acr"] = "urn:password".into());
    let mut browser = way.learner().await;
    assert!(
        browser
            .get("/account?lang=en")
            .await
            .text
            .contains("Nobody has validated your name yet.")
    );
    let step_up = [("reason", "validated-name"), ("return_to", "/account")];
    let state = way.leave(&mut browser, &step_up).await;
    let refused = way.back(&mut browser, &state).await;
    assert_eq!(refused.status, 409, "a password is not what was asked for");
    let state = way.leave(&mut browser, &step_up).await;
    way.liar.state.lock().unwrap().change = Some(|c| c["sub"] = "somebody-else".into());
    way.liar.state.lock().unwrap().info["sub"] = "somebody-else".into();
    assert_eq!(
        way.back(&mut browser, &state).await.status,
        409,
        "another account came back"
    );
    way.liar.state.lock().unwrap().info["sub"] = "s1".into();
    way.liar.state.lock().unwrap().change = None;
    let state = way.leave(&mut browser, &step_up).await;
    assert_eq!(way.back(&mut browser, &state).await.location(), "/account");
    assert!(
        browser
            .get("/account?lang=en")
            .await
            .text
            .contains("uvv.example")
    );
}

#[tokio::test]
async fn every_linked_institution_gives_its_eppn_and_its_name() {
    let way = Way::new().await;
    way.liar.state.lock().unwrap().links = json!([
        {"eppn": "s.groot@horizon.example", "schac_home_organization": "horizon.example", "validated_name": "S. Groot"},
    ]);
    let mut browser = way.learner().await;
    let account = browser.get("/account?lang=en").await;
    for known in [
        "s.degroot@uvv.example",
        "s.groot@horizon.example",
        "S. Groot",
        "Sanne de Groot",
    ] {
        assert!(account.text.contains(known), "{known}: {}", account.text);
    }
}

#[tokio::test]
async fn a_provider_may_change_its_keys() {
    let way = Way::new().await;
    way.liar.state.lock().unwrap().new_keys = false;
    // They are read again when no known one fits.
    let mut browser = way.learner().await;
    assert_eq!(browser.get("/backpack").await.status, 200);
}

#[tokio::test]
async fn a_verified_address_that_was_not_verified_proves_nothing() {
    let way = Way::new().await;
    way.liar.state.lock().unwrap().info["email_verified"] = false.into();
    way.app
        .app
        .promise_operator("sanne@post.example")
        .await
        .unwrap();
    let mut browser = way.staff().await;
    assert_eq!(browser.get("/admin").await.status, 404);
    assert!(
        !browser
            .get("/account?lang=en")
            .await
            .text
            .contains("sanne@post.example")
    );
}

#[tokio::test]
async fn equal_mail_links_nobody_and_proving_both_accounts_does() {
    let way = Way::new().await;
    way.learner().await;
    // The same verified address at the other provider is another person …
    let mut staff = way.staff().await;
    assert!(
        staff
            .get("/account?lang=en")
            .await
            .text
            .contains("Link your eduID")
    );
    // … and somebody else's eduID can't be taken over.
    let state = way
        .leave(&mut staff, &[("reason", "link"), ("return_to", "/account")])
        .await;
    let taken = staff
        .get(&format!(
            "/sign-in/learner/callback?code=c&state={state}&lang=en"
        ))
        .await;
    assert!(
        taken.status == 409 && taken.text.contains("has been used here before"),
        "{}",
        taken.text
    );
    // An eduID that nobody has becomes theirs.
    let state = way
        .leave(&mut staff, &[("reason", "link"), ("return_to", "/account")])
        .await;
    {
        let mut lies = way.liar.state.lock().unwrap();
        lies.change = Some(|c| c["sub"] = "s9".into());
        lies.info["sub"] = "s9".into();
    }
    assert_eq!(way.back(&mut staff, &state).await.location(), "/account");
    assert!(
        !staff
            .get("/account?lang=en")
            .await
            .text
            .contains("Link your"),
        "both are there"
    );
    assert_eq!(
        staff.get("/backpack").await.status,
        200,
        "now signed in with the eduID"
    );
}

#[tokio::test]
async fn a_link_that_another_person_began_adds_nothing() {
    let way = Way::new().await;
    let mut staff = way.staff().await;
    let state = way.leave(&mut staff, &[("reason", "link")]).await;
    // The session ends on the way.
    staff.cookies.retain(|(n, _)| n != "session");
    assert_eq!(way.back(&mut staff, &state).await.status, 409);
}

#[tokio::test]
async fn the_terms_stand_before_the_backpack_once_for_each_version() {
    let way = Way::new().await;
    way.app.app.publish_first_terms().await.unwrap();
    way.app.app.publish_first_terms().await.unwrap();
    let mut browser = way.learner().await;
    let gate = browser.get("/backpack/archive?lang=en").await;
    assert_eq!(
        (gate.status, gate.location()),
        (
            303,
            "/account/terms?return_to=%2Fbackpack%2Farchive%3Flang%3Den"
        )
    );
    let page = browser
        .get("/account/terms?return_to=%2Fbackpack%2Farchive&lang=en")
        .await;
    assert!(
        page.text.contains("What you get from us") && page.statements <= 8,
        "{}",
        page.text
    );
    let mut form = Form::of(&page, "/account/terms");
    assert_eq!(form.send(&mut browser).await.status, 422, "not ticked");
    assert_eq!(browser.get("/backpack").await.status, 303);
    form.fill("agree", &["on"]);
    let evil = [
        ("terms", form.shown("terms")[0]),
        ("agree", "on"),
        ("return_to", "//evil.example"),
    ];
    assert_eq!(
        browser.post("/account/terms", &evil).await.location(),
        "/backpack"
    );
    assert_eq!(browser.get("/backpack").await.status, 200);

    let operator = way.app.person("Otto Operator").await;
    way.app.grant(operator, Role::Operator, None).await;
    let mut admin = way.app.signed_in_staff(operator).await;
    assert_eq!(
        admin
            .post("/admin/terms", &[("text_nl", "Nieuw"), ("text_en", "")])
            .await
            .status,
        422
    );
    assert_eq!(
        browser.get("/backpack").await.status,
        200,
        "nothing was published"
    );
    assert_eq!(
        admin
            .post("/admin/terms", &[("text_nl", "Nieuw"), ("text_en", "New")])
            .await
            .status,
        303
    );
    assert_eq!(browser.get("/backpack").await.status, 303, "asked again");
    let public = way.app.guest().get("/terms?lang=en").await;
    assert!(
        public.text.contains("Version 2") && public.text.contains("<p>New</p>"),
        "{}",
        public.text
    );
    let offer = format!("/backpack/offers/{}", uuid::Uuid::nil().simple());
    let waits = browser.post(&format!("{offer}/claim"), &[]).await;
    let back = format!("{offer}/claim");
    assert_eq!(
        waits.location(),
        format!("/account/terms?return_to={}", back.replace('/', "%2F"))
    );
    assert_eq!(
        browser.get(&back).await.location(),
        offer,
        "to the page with the button"
    );
    let told = browser.get(&format!("{}&lang=en", waits.location())).await;
    assert!(told.text.contains("hasn’t been done yet"), "{}", told.text);
    let machine = browser.get_as("/backpack", "application/json").await;
    assert!(
        machine.status == 403 && machine.header("content-type") == "application/problem+json",
        "{}",
        machine.text
    );
    let stale = form.send(&mut browser).await;
    assert_eq!(stale.status, 409, "the old text is not the new one");
    assert_eq!(
        admin.get("/manage").await.location(),
        "/admin",
        "staff are not asked"
    );
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let way = Way::new().await;
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let mut browser = way.app.guest();
        let state = way.leave(&mut browser, &[("return_to", evil)]).await;
        assert_eq!(
            way.back(&mut browser, &state).await.location(),
            "/backpack",
            "{evil}"
        );
    }
}

#[tokio::test]
async fn an_employer_does_not_overwrite_the_name_and_mail_of_a_learner() {
    let way = Way::new().await;
    let issuer = format!("{}/staff", way.liar.issuer);
    let mut staff = way.staff().await;
    let state = way
        .leave(&mut staff, &[("reason", "link"), ("return_to", "/account")])
        .await;
    {
        let mut lies = way.liar.state.lock().unwrap();
        lies.change = Some(|c| c["sub"] = "s9".into());
        lies.info["sub"] = "s9".into();
        lies.info["email"] = "private@post.example".into();
    }
    way.back(&mut staff, &state).await;
    {
        let mut lies = way.liar.state.lock().unwrap();
        lies.change = None;
        lies.info["sub"] = "s1".into();
        lies.info["name"] = "S. de Groot MSc".into();
        lies.info["email"] = "sanne@work.example".into();
    }
    way.staff().await;
    let found = way.app.read(async move |tx: &mut Tx| {
        let account = tx.account(&issuer, "s1").await?.unwrap();
        tx.person(account.person).await
    });
    let person = found.await.unwrap();
    assert_eq!(
        (person.name.as_str(), person.mail.as_deref()),
        ("Sanne de Groot", Some("private@post.example"))
    );
}

#[tokio::test]
async fn the_demos_provider_is_refused_outside_the_demo() {
    let way = Way::new().await;
    way.liar.state.lock().unwrap().demo = true;
    assert_eq!(
        way.app.guest().post("/sign-in/staff", &[]).await.status,
        503
    );
    way.liar.state.lock().unwrap().demo = false;
    assert_eq!(
        way.app.guest().post("/sign-in/staff", &[]).await.status,
        200
    );
}
