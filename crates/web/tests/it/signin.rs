//! Sign-in through a provider on loopback, one that can lie; the demo's own is in `personas`.

use domain::Lang;
use domain::role::Role;
use jiff::ToSpan;
use rstest::rstest;
use serde_json::{Value, json};
use store::Tx;

use crate::bad_input::{LANGUAGES, assert_says};
use crate::liar::{Way, csrf};
use crate::support::{Form, assert_unchanged};

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
    assert_says(&back, lang, "failure-conflict-title", &[]);
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
        page.text.contains("You broke the sign-in off."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_context_that_was_asked_for_must_be_reached_by_the_same_account() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    assert_eq!(
        browser
            .post("/sign-in/learner", &[("reason", "validated-name")])
            .await
            .status,
        401,
        "nobody yet"
    );
    let state = way.leave(&mut browser, &[]).await;
    way.liar.state.lock().unwrap().change = Some(|c| c["acr"] = "urn:password".into());
    assert_eq!(
        way.back_as(&mut browser, "learner", &state).await.status,
        303
    );
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
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    assert_eq!(way.back(&mut browser, &state).await.status, 303);
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
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    assert_eq!(
        way.back(&mut browser, &state).await.status,
        303,
        "read again when no known key fits"
    );
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
    let mut learner = way.app.guest();
    let state = way.leave(&mut learner, &[]).await;
    way.back(&mut learner, &state).await;
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
        taken.status == 409 && taken.text.contains("already belongs to somebody else"),
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
    assert_eq!(
        way.back_as(&mut staff, "learner", &state).await.location(),
        "/account"
    );
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
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    way.back_as(&mut browser, "learner", &state).await;
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
    let terms = page
        .text
        .split("name=\"terms\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(
        browser
            .post("/account/terms", &[("terms", &terms)])
            .await
            .status,
        422,
        "not ticked"
    );
    assert_eq!(browser.get("/backpack").await.status, 303);
    let evil = [
        ("terms", terms.as_str()),
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
    let stale = browser
        .post("/account/terms", &[("terms", &terms), ("agree", "on")])
        .await;
    assert_eq!(stale.status, 409, "the old text is not the new one");
    assert_eq!(
        admin.get("/manage").await.location(),
        "/admin",
        "staff are not asked"
    );
}

#[tokio::test]
async fn somebody_who_is_still_there_stays_signed_in_until_the_absolute_end() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    way.back_as(&mut browser, "learner", &state).await;
    assert!(
        browser
            .get("/account")
            .await
            .text
            .contains("data-session=\"7200\"")
    );
    for left in [7_200, 7_200, 7_200, 7_200, 7_200, 360] {
        way.app.move_clock(119.minutes());
        let extended = browser.post("/session/extend", &[]).await;
        assert_eq!(
            (extended.status, extended.header("session-seconds")),
            (204, left.to_string().as_str())
        );
    }
    way.app.move_clock(7.minutes());
    assert_eq!(browser.post("/session/extend", &[]).await.status, 401);
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
async fn a_sign_in_ends_the_session_before_it_and_signing_out_everywhere_ends_all() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    way.back(&mut browser, &state).await;
    let first = browser.clone();
    browser.csrf = csrf(&mut browser.clone()).await;
    let token = browser.csrf.clone();
    let state = way.leave(&mut browser, &[("csrf", &token)]).await;
    way.back(&mut browser, &state).await;
    assert_eq!(first.clone().get("/backpack").await.status, 303, "rotated");
    browser.csrf = csrf(&mut browser.clone()).await;
    let mut elsewhere = browser.clone();
    assert_eq!(browser.post("/sign-out/everywhere", &[]).await.status, 303);
    assert_eq!(elsewhere.get("/backpack").await.status, 303);
}

#[tokio::test]
async fn a_promised_operator_becomes_one_with_a_verified_address() {
    let way = Way::new().await;
    way.app
        .app
        .promise_operator("Sanne@post.example")
        .await
        .unwrap();
    // An eduID with that address is not the account of somebody who works here.
    let mut learner = way.app.guest();
    let state = way.leave(&mut learner, &[]).await;
    way.back(&mut learner, &state).await;
    assert_eq!(learner.get("/admin").await.status, 404);
    let mut browser = way.staff().await;
    assert!(
        browser
            .get("/account?lang=en")
            .await
            .text
            .contains("Operator")
    );
    assert_eq!(browser.get("/admin").await.status, 200);
}

/// An institution is founded, and its first admin is to be who signs in with this address.
async fn named_first_admin(way: &Way, identifier: &str) -> domain::InstitutionId {
    let tree = way
        .app
        .tree(domain::institution::Sector::Wo, "Bestaand")
        .await;
    let id = tree.institution.id;
    let person = way.app.person("Omar Bos").await;
    way.app.grant(person, Role::Operator, None).await;
    let mut operator = way.app.signed_in_staff(person).await;
    let address = app::urls::admin_institution(id);
    let mut form = Form::of(&operator.get(&address).await, &address);
    form.fill("alternative_identifiers", &[identifier]);
    assert_eq!(form.send(&mut operator).await.status, 303);
    let named = operator
        .post(
            &format!("{address}/admins"),
            &[("admin", "Sanne@post.example")],
        )
        .await;
    assert_eq!(named.status, 303, "{}", named.text);
    id
}

#[rstest]
#[case::of_another_organisation("elsewhere.example", 0, 403)]
#[case::of_its_own_organisation("UVV.example", 0, 200)]
#[case::a_month_later("uvv.example", 31, 403)]
#[tokio::test]
async fn an_institution_is_run_only_by_who_comes_from_there(
    #[case] identifier: &str,
    #[case] days: i64,
    #[case] status: u16,
) {
    let way = Way::new().await;
    let id = named_first_admin(&way, identifier).await;
    way.app.move_clock((days * 24).hours());
    way.app.drain().await;
    let mut browser = way.staff().await;
    let page = browser
        .get(&format!("/manage/institutions/{id}/edit"))
        .await;
    let may = page.status == 200;
    assert_eq!(may, status == 200, "{}", page.status);
    let promised = way
        .app
        .app
        .store()
        .read(async move |tx: &mut Tx| tx.promised_at(id).await)
        .await
        .unwrap();
    // Who isn't asked for leaves the promise to who is; a month later it is forgotten.
    assert_eq!(promised.len(), usize::from(!may && days == 0));
}

#[tokio::test]
async fn rights_of_staff_are_for_a_staff_session() {
    let way = Way::new().await;
    let person = way.app.person("Omar Bos").await;
    way.app.grant(person, Role::Operator, None).await;
    let mut staff = way.app.signed_in_staff(person).await;
    assert_eq!(staff.get("/admin").await.status, 200);
    let mut learner = way.app.signed_in_learner(person).await;
    assert_eq!(learner.get("/admin").await.status, 404);
}

#[tokio::test]
async fn a_page_tells_how_long_the_session_lasts_from_now() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    way.back_as(&mut browser, "learner", &state).await;
    way.app.move_clock(110.minutes());
    let page = browser.get("/account").await;
    assert!(page.text.contains("data-session=\"7200\""), "{}", page.text);
}

#[tokio::test]
async fn an_employer_does_not_overwrite_the_name_and_mail_of_a_learner() {
    let way = Way::new().await;
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
    way.back_as(&mut staff, "learner", &state).await;
    {
        let mut lies = way.liar.state.lock().unwrap();
        lies.change = None;
        lies.info["sub"] = "s1".into();
        lies.info["name"] = "S. de Groot MSc".into();
        lies.info["email"] = "sanne@work.example".into();
    }
    let mut again = way.staff().await;
    let account = again.get("/account").await;
    assert!(
        account.text.contains("Sanne de Groot") && !account.text.contains("S. de Groot MSc"),
        "{}",
        account.text
    );
}

#[tokio::test]
async fn a_known_colleague_becomes_operator_at_once() {
    let way = Way::new().await;
    let mut browser = way.staff().await;
    assert_eq!(browser.get("/admin").await.status, 404);
    way.app
        .app
        .promise_operator("sanne@post.example")
        .await
        .unwrap();
    assert_eq!(browser.get("/admin").await.status, 200);
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
