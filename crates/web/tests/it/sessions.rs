//! Sessions: how long they last, what ends them, what may be done in them.

use domain::role::Role;
use jiff::ToSpan;

use crate::liar::Way;

#[tokio::test]
async fn somebody_who_is_still_there_stays_signed_in_until_the_absolute_end() {
    let way = Way::new().await;
    let mut browser = way.learner().await;
    assert!(
        browser
            .get("/account")
            .await
            .text
            .contains("data-session=\"7200\"")
    );
    for left in [7_200, 7_200, 7_200, 7_200, 7_200, 360] {
        way.app.move_clock(119.minutes());
        let extended = browser.post("/account/session", &[]).await;
        assert_eq!(
            (extended.status, extended.header("session-seconds")),
            (204, left.to_string().as_str())
        );
    }
    way.app.move_clock(7.minutes());
    assert_eq!(browser.post("/account/session", &[]).await.status, 401);
}

#[tokio::test]
async fn a_sign_in_ends_the_session_before_it_and_signing_out_everywhere_ends_all() {
    let way = Way::new().await;
    let mut browser = way.learner().await;
    let mut first = browser.clone();
    let state = way.leave(&mut browser, &[]).await;
    way.back(&mut browser, &state).await;
    assert_eq!(first.get("/backpack").await.status, 303, "rotated");
    let mut elsewhere = browser.clone();
    assert_eq!(browser.post("/sign-out/everywhere", &[]).await.status, 303);
    assert_eq!(elsewhere.get("/backpack").await.status, 303);
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
    let mut browser = way.learner().await;
    way.app.move_clock(110.minutes());
    let page = browser.get("/account").await;
    assert!(page.text.contains("data-session=\"7200\""), "{}", page.text);
}
