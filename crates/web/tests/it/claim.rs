//! The link in the mail, for somebody without an account.

use domain::institution::Sector;

use crate::awards::{award_by_name, awards_of, batch_of, claim_link, form_key, ina};
use crate::support::{Page, World};

/// An award whose mail was sent, and the path of its claim link.
async fn mailed(w: &World, mail: &str) -> (Page, String) {
    let made = award_by_name(w, &mut ina(w).await, mail, &[]).await;
    w.app.drain().await;
    let mails = w.app.mails("award-offer").await;
    let link = claim_link(
        &mails
            .iter()
            .find(|m| m.recipient == mail)
            .unwrap()
            .content
            .as_ref()
            .unwrap()
            .text,
    );
    (made, link)
}

async fn state(w: &World, made: &Page) -> (String, Option<String>) {
    let award = &awards_of(&w.app, batch_of(made)).await[0].award;
    (award.state.code().to_owned(), award.reason.clone())
}

#[tokio::test]
async fn opening_the_link_shows_the_offer_and_changes_nothing() {
    let w = World::new(Sector::Wo).await;
    let (made, link) = mailed(&w, "sanne@voorbeeld.example").await;
    let mut guest = w.app.guest();
    for lang in ["nl", "en"] {
        let page = guest.get(&format!("{link}?lang={lang}")).await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("Law and Politics")
                && page.text.contains("14 februari 2027") == (lang == "nl"),
            "{}",
            page.text
        );
        assert!(
            !page.text.contains("Sanne") && !page.text.contains("sanne@"),
            "whoever has the link learns no name"
        );
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(
            page.header("x-robots-tag").contains("noindex")
                && page.text.contains("content=\"noindex\"")
        );
        assert!(page.statements <= 8, "{}", page.statements);
    }
    let award = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let page = guest.get(&link).await;
    assert!(
        page.text.contains("action=\"/sign-in/learner\""),
        "{}",
        page.text
    );
    assert!(
        page.text.contains(&format!(
            "name=\"return_to\" value=\"/backpack/offers/{award}\""
        )),
        "{}",
        page.text
    );
    // The provider of this test answers nobody, but the door is there.
    let leaving = guest
        .post(
            "/sign-in/learner",
            &[("return_to", &format!("/backpack/offers/{award}"))],
        )
        .await;
    assert_eq!(leaving.status, 503, "{}", leaving.text);
    let unsubscribe = guest.get(&format!("{link}/no-more-mails")).await;
    assert_eq!(
        (unsubscribe.status, unsubscribe.location()),
        (303, link.as_str())
    );
    assert_eq!(state(&w, &made).await.0, "sent");
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    assert_eq!(
        sanne.get(&link).await.location(),
        format!("/backpack/offers/{award}")
    );
}

#[tokio::test]
async fn an_unknown_link_is_404_like_any_other() {
    let w = World::new(Sector::Wo).await;
    let planned = [("when", "later"), ("date", "2026-11-26"), ("time", "14:30")];
    award_by_name(&w, &mut ina(&w).await, "b@voorbeeld.example", &planned).await;
    w.app.drain().await;
    let mut guest = w.app.guest();
    let nothing = guest.get("/claim/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(nothing.status, 404);
    for answer in ["decline", "not-me", "no-more-mails"] {
        assert_eq!(
            guest
                .post(
                    &format!("/claim/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/{answer}"),
                    &[]
                )
                .await
                .status,
            404
        );
    }
}

#[tokio::test]
async fn who_has_no_account_can_decline() {
    let w = World::new(Sector::Wo).await;
    let (made, link) = mailed(&w, "sanne@voorbeeld.example").await;
    let mut guest = w.app.guest();
    let declined = guest.post(&format!("{link}/decline"), &[]).await;
    let page = guest.follow(&declined).await;
    assert!(
        page.text.contains("We hebben doorgegeven") && page.text.contains("is geweigerd"),
        "{}",
        page.text
    );
    assert_eq!(state(&w, &made).await, ("declined".into(), None));
    assert_eq!(
        guest.post(&format!("{link}/decline"), &[]).await.status,
        303,
        "saying it twice is fine"
    );
    // It stands in nobody's way any more.
    let again = award_by_name(&w, &mut ina(&w).await, "sanne@voorbeeld.example", &[]).await;
    assert_eq!(again.status, 303, "{}", again.text);
}

#[tokio::test]
async fn this_isnt_me_reaches_the_awarder() {
    let w = World::new(Sector::Wo).await;
    let (made, link) = mailed(&w, "sanne@voorbeeld.example").await;
    let answer = w.app.guest().post(&format!("{link}/not-me"), &[]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        state(&w, &made).await,
        ("declined".into(), Some("not-me".into()))
    );
    let page = ina(&w).await.get(made.location()).await;
    assert!(
        page.text.contains("Zegt: dit ben ik niet."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn no_more_mails_by_one_click_holds_for_every_later_award() {
    let w = World::new(Sector::Wo).await;
    let (_, link) = mailed(&w, "sanne@voorbeeld.example").await;
    // As a mail program does it (RFC 8058): no cookie, no token.
    let stopped = w
        .app
        .guest()
        .post_raw(
            &format!("{link}/no-more-mails"),
            &[("List-Unsubscribe", "One-Click")],
        )
        .await;
    assert_eq!(stopped.status, 303);
    let other = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Ander vak")
        .await;
    let mut staff = ina(&w).await;
    let path = format!("/manage/badge-classes/{}/award", other.id);
    let key = form_key(&mut staff, &path).await;
    let fields = [
        ("key", key.as_str()),
        ("by", "name"),
        ("mail", "Sanne@voorbeeld.example"),
        ("first_name", "S"),
        ("last_name", "G"),
    ];
    let made = staff.post(&path, &fields).await;
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 1);
    assert_eq!(
        state(&w, &made).await,
        ("failed".into(), Some("no-more-mails".into()))
    );
    let page = staff.get(made.location()).await;
    assert!(
        page.text.contains("Wil hier geen mail meer van."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_claimed_award_can_not_be_declined_from_the_mail() {
    let w = World::new(Sector::Wo).await;
    let (made, link) = mailed(&w, "sanne.de.groot@voorbeeld.example").await;
    let award = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    assert_eq!(
        sanne
            .post(&format!("/backpack/offers/{award}/claim"), &[])
            .await
            .status,
        303
    );
    let mut guest = w.app.guest();
    assert_eq!(
        guest.post(&format!("{link}/decline"), &[]).await.status,
        409
    );
    let page = guest.get(&link).await;
    assert!(page.text.contains("al geclaimd"), "{}", page.text);
}

#[tokio::test]
async fn a_page_that_sends_no_referrer_can_send_its_own_forms() {
    let w = World::new(Sector::Wo).await;
    let (made, link) = mailed(&w, "sanne@voorbeeld.example").await;
    let mut guest = w.app.guest();
    guest.origin = Some("null".into());
    let post = |site: Option<&str>| {
        let request = axum::http::Request::post(format!("{link}/decline"))
            .header("content-type", "application/x-www-form-urlencoded");
        site.iter().fold(request, |request, site| {
            request.header("sec-fetch-site", *site)
        })
    };
    for site in [None, Some("cross-site"), Some("same-site")] {
        let refused = guest.send(post(site), axum::body::Body::empty()).await;
        assert_eq!(refused.status, 403, "{site:?}");
    }
    assert_ne!(state(&w, &made).await.0, "declined");
    let sent = guest
        .send(post(Some("same-origin")), axum::body::Body::empty())
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert_eq!(state(&w, &made).await.0, "declined");
}
