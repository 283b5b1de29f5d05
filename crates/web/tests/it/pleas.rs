//! "This award is mine": asked by who can't prove it, decided by who awards.

use domain::award::{Recipient, State};
use domain::institution::Sector;
use domain::role::{Path, Role};
use store::Tx;

use crate::awards::ina;
use crate::support::{Browser, Form, Page, World};

/// Mo has another address than the awarder knew.
async fn asked(w: &World) -> (Browser, String) {
    let award = w
        .award(Recipient {
            mail: "mohamed@oud.example".into(),
            first_name: Some("Mo".into()),
            last_name: Some("Yilmaz".into()),
            ..Recipient::default()
        })
        .await;
    let mo = w.app.person("Mo Yilmaz").await;
    let mut mo = w.app.signed_in_learner(mo).await;
    let offer = format!("/backpack/offers/{award}");
    let page = mo.get(&offer).await;
    let mut form = Form::of(&page, &format!("{offer}/plea"));
    let unsaid = form.clone().send(&mut mo).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.text.contains("id=\"plea-error\""), "{}", unsaid.text);
    form.fill("plea", &["Mijn oude adres bestaat niet meer."]);
    let sent = form.send(&mut mo).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let told = mo.follow(&sent).await;
    assert!(
        told.text.contains("Je hebt gevraagd om deze edubadge."),
        "{}",
        told.text
    );
    (mo, offer)
}

/// The page of the one plea in the queue.
async fn in_queue(staff: &mut Browser) -> (String, Page) {
    let queue = staff.get("/manage/pleas").await;
    assert!(queue.statements <= 8, "{}", queue.statements);
    let at = queue.text.find("/manage/pleas/").expect("a plea");
    let path = queue.text[at..].split('"').next().unwrap().to_owned();
    let page = staff.get(&path).await;
    assert!(page.statements <= 8, "{}", page.statements);
    (path, page)
}

#[tokio::test]
async fn who_says_an_award_is_theirs_gets_it_when_the_awarder_agrees() {
    let w = World::new(Sector::Wo).await;
    let (mut mo, offer) = asked(&w).await;
    w.app.drain().await;
    let told = w.app.mails("plea").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].recipient, "ina.admin@voorbeeld.example");
    assert_eq!(
        mo.post(&format!("{offer}/claim"), &[]).await.status,
        409,
        "not yet"
    );

    let mut staff = ina(&w).await;
    let open = format!("/manage/badge-classes/{}/awards", w.class.id);
    let waiting = staff.get(&open).await;
    assert!(
        waiting.text.contains("1 persoon zegt dat"),
        "{}",
        waiting.text
    );
    let (path, page) = in_queue(&mut staff).await;
    for said in [
        "Mijn oude adres",
        "mohamed@oud.example",
        "mo.yilmaz@voorbeeld.example",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let given = Form::of(&page, &format!("{path}/give"))
        .send(&mut staff)
        .await;
    assert_eq!(given.location(), "/manage/pleas");
    assert!(staff.follow(&given).await.text.contains("Niemand wacht"));
    assert_eq!(
        staff.post(&format!("{path}/give"), &[]).await.status,
        409,
        "once"
    );
    w.app.drain().await;
    let told = w.app.mails("plea-decided").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].recipient, "mo.yilmaz@voorbeeld.example");
    let offers = mo.get("/backpack").await;
    assert!(
        offers.text.contains(&offer),
        "among the offers: {}",
        offers.text
    );
    let claimed = mo.post(&format!("{offer}/claim"), &[]).await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
}

#[tokio::test]
async fn a_given_award_is_nobody_elses_any_more() {
    let w = World::new(Sector::Wo).await;
    let award = w.award_to_sanne().await;
    let plea = w.plea(award).await;
    let mut staff = ina(&w).await;
    assert_eq!(
        staff
            .post(&format!("/manage/pleas/{plea}/give"), &[])
            .await
            .status,
        303
    );
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let claim = format!("/backpack/offers/{award}/claim");
    assert_eq!(sanne.post(&claim, &[]).await.status, 409);
    let old = award.0.as_bytes().to_vec();
    let found = w
        .app
        .read(async move |tx: &mut Tx| tx.direct_award_by_token(&old).await);
    assert!(found.await.is_none(), "the old claim link is dead");
}

#[tokio::test]
async fn a_refusal_says_why_and_leaves_the_award_as_it_was() {
    let w = World::new(Sector::Wo).await;
    let (mut mo, offer) = asked(&w).await;
    let mut staff = ina(&w).await;
    let (path, page) = in_queue(&mut staff).await;
    let mut form = Form::of(&page, &format!("{path}/refuse"));
    let unsaid = form.clone().send(&mut staff).await;
    assert_eq!(unsaid.status, 422);
    assert!(
        unsaid.text.contains("id=\"reason-error\""),
        "{}",
        unsaid.text
    );
    form.fill("reason", &["Jij deed niet mee aan deze groep."]);
    assert_eq!(form.send(&mut staff).await.status, 303);
    w.app.drain().await;
    let mail = w.app.mails("plea-decided").await.remove(0).content.unwrap();
    assert!(mail.text.contains("Jij deed niet mee") && mail.html.contains("Jij deed niet mee"));
    let page = mo.get(&offer).await;
    assert!(page.text.contains("Jij deed niet mee"), "{}", page.text);
    let again = mo
        .post(&format!("{offer}/plea"), &[("plea", "Toch!")])
        .await;
    assert_eq!(again.status, 409, "asked once, decided once");
    assert_eq!(mo.post(&format!("{offer}/claim"), &[]).await.status, 409);
}

#[tokio::test]
async fn nobody_decides_about_themselves_and_only_who_may_award_there_decides() {
    let w = World::new(Sector::Wo).await;
    let award = w
        .award(Recipient {
            mail: "iemand@oud.example".into(),
            first_name: Some("Ie".into()),
            last_name: Some("Mand".into()),
            ..Recipient::default()
        })
        .await;
    // The admin herself says so, as a learner.
    let mut ina_learns = w.app.signed_in_learner(w.staff).await;
    let offer = format!("/backpack/offers/{award}");
    let sent = ina_learns
        .post(&format!("{offer}/plea"), &[("plea", "Van mij.")])
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let mut staff = ina(&w).await;
    let (path, _) = in_queue(&mut staff).await;
    assert_eq!(staff.post(&format!("{path}/give"), &[]).await.status, 403);
    // Somebody who awards another class knows nothing of it.
    let other = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Anders")
        .await;
    let node = w.tree.path().class(other.id);
    let mut elsewhere = w.app.staff("Els Elders", Role::Awarder, node).await;
    let queue = elsewhere.get("/manage/pleas").await;
    assert!(!queue.text.contains("Ina Admin</a>"), "{}", queue.text);
    assert_eq!(elsewhere.get(&path).await.status, 403);
    let institution = Path::institution(w.tree.institution.id);
    let mut auditor = w.app.staff("Aad Auditor", Role::Auditor, institution).await;
    assert_eq!(auditor.get("/manage/pleas").await.status, 404);
    assert_eq!(auditor.post(&format!("{path}/give"), &[]).await.status, 403);
}

#[tokio::test]
async fn an_award_that_ended_can_not_be_asked_for_and_takes_its_pleas_with_it() {
    let w = World::new(Sector::Wo).await;
    let award = w.award_to_sanne().await;
    let plea = w.plea(award).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let needless = format!("/backpack/offers/{award}/plea");
    assert_eq!(
        sanne.post(&needless, &[("plea", "Van mij.")]).await.status,
        409
    );
    let claim = format!("/backpack/offers/{award}/claim");
    assert_eq!(sanne.post(&claim, &[]).await.status, 303);
    let mut staff = ina(&w).await;
    assert_eq!(
        staff
            .post(&format!("/manage/pleas/{plea}/give"), &[])
            .await
            .status,
        409
    );
    w.app.move_clock(jiff::Span::new().hours(1));
    w.app.drain().await;
    let queue = staff.get("/manage/pleas").await;
    assert!(queue.text.contains("Niemand wacht"), "{}", queue.text);
    let state = w
        .app
        .read(async move |tx: &mut Tx| tx.direct_award(award).await)
        .await;
    assert_eq!(state.unwrap().award.state, State::Claimed);
}
