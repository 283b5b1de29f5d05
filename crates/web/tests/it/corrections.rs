//! Corrections: a learner says what is wrong, staff issue a corrected edubadge or say why not.

use domain::NameAssuranceId;
use domain::institution::Sector;
use domain::person::{NameAssurance, NameSource};
use domain::role::Role;
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;

use crate::awards::ina;
use crate::edubadges::{holder, list};
use crate::support::{Browser, Form, World};

fn own(id: &str) -> String {
    format!("/backpack/edubadges/{id}")
}

async fn ask(browser: &mut Browser, id: &str, text: &str) -> crate::support::Page {
    let address = format!("{}/correction", own(id));
    let mut form = Form::of(&browser.get(&address).await, &address);
    form.fill("text", &[text]);
    form.send(browser).await
}

#[rstest]
#[tokio::test]
async fn a_learner_asks_and_gets_a_corrected_edubadge_in_place_of_the_old_one(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let (_, mut bram, id) = holder(&w, "Bram Bakker").await;
    World::make_public(&mut bram, &id).await;
    assert_eq!(ask(&mut bram, &id, "  ").await.status, 422);
    let asked = ask(&mut bram, &id, "Mijn achternaam is Backer.").await;
    let page = bram.follow(&asked).await;
    assert!(
        page.text.contains("Mijn achternaam is Backer.") && page.statements <= 8,
        "{}",
        page.text
    );
    assert_eq!(
        ask(&mut bram, &id, "Nog iets").await.status,
        409,
        "one question at a time"
    );
    w.app.drain().await;
    let mails = w.app.mails("correction-asked").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "ina.admin@voorbeeld.example");
    assert!(mails[0].content.as_ref().unwrap().text.contains("Backer"));

    let mut staff = ina(&w).await;
    let queue = format!(
        "/manage/institutions/{}/corrections?state=open",
        w.tree.institution.id
    );
    let page = staff.get(&queue).await;
    assert!(page.statements <= 8, "{}", page.statements);
    let record = format!("{}/{id}", list(&w));
    assert!(page.text.contains(&record), "{}", page.text);
    let page = staff.get(&record).await;
    assert!(
        page.text.contains("Mijn achternaam is Backer.") && page.statements <= 8,
        "{}",
        page.text
    );
    let address = format!("{record}/correct");
    let page = staff.get(&address).await;
    assert!(page.statements <= 8, "{}", page.statements);
    let mut form = Form::of(&page, &address);
    assert_eq!(form.shown("grade"), ["7"], "what stands on it is kept");
    form.fill("name", &["typed"]);
    let wrong = form.send(&mut staff).await;
    assert_eq!(wrong.status, 422, "which name, and why: {}", wrong.text);
    form.fill("typed_name", &["Bram Backer"]);
    form.fill("grade", &["7,5"]);
    form.fill("reason", &["Je achternaam was verkeerd gespeld."]);
    let done = form.send(&mut staff).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let new = done.location().rsplit('/').next().unwrap().to_owned();
    let page = staff.follow(&done).await;
    assert!(page.text.contains("Bram Backer"), "{}", page.text);
    assert!(!staff.get(&queue).await.text.contains(&record), "answered");

    w.app.drain().await;
    let mails = w.app.mails("replaced").await;
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0]
            .content
            .as_ref()
            .unwrap()
            .text
            .contains("verkeerd gespeld")
    );
    assert_eq!(
        w.app.mails("revoked").await.len(),
        0,
        "one mail says it all"
    );
    let old = bram.get(&own(&id)).await;
    assert!(old.text.contains(&own(&new)), "{}", old.text);
    let page = bram.get(&own(&new)).await;
    for said in ["Bram Backer", "7,5", "Privé"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    // Employers see a superseded edubadge, and no other until the learner shares it.
    let mut guest = w.app.guest();
    let shared = guest.get(&format!("/edubadges/{id}")).await;
    assert!(!shared.text.contains(&new) && !shared.text.contains("Backer"));
    let machine = guest
        .get_as(&format!("/edubadges/{id}/ob3.json"), "application/json")
        .await;
    assert_eq!(machine.status, 410, "{}", machine.text);
    assert!(!machine.text.contains(&new));
    assert_eq!(guest.get(&format!("/edubadges/{new}")).await.status, 404);
    // Superseded is superseded: neither again nor once more.
    assert_eq!(staff.get(&address).await.status, 409);
    assert_eq!(form.send(&mut staff).await.status, 409);
    let trail = format!(
        "/manage/institutions/{}/audit?q=bakker",
        w.tree.institution.id
    );
    let page = staff.get(&trail).await;
    for said in ["Om een verbetering gevraagd", "Verbeterd of hersteld"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(
        !page.text.contains("verkeerd gespeld"),
        "what people wrote stands not in the trail"
    );
}

#[tokio::test]
async fn a_question_is_refused_with_a_reason_or_withdrawn_and_asked_again() {
    let w = World::new(Sector::Wo).await;
    let (_, mut bram, id) = holder(&w, "Bram Bakker").await;
    assert_eq!(ask(&mut bram, &id, "Ik had een 8.").await.status, 303);
    let withdraw = format!("{}/correction/withdraw", own(&id));
    assert_eq!(bram.post(&withdraw, &[]).await.status, 303);
    assert_eq!(bram.post(&withdraw, &[]).await.status, 409);
    assert_eq!(ask(&mut bram, &id, "Echt een 8.").await.status, 303);
    let mut staff = ina(&w).await;
    let refuse = format!("{}/{id}/refuse", list(&w));
    let silent = staff.post(&refuse, &[("answer", " ")]).await;
    assert_eq!(silent.status, 422, "{}", silent.text);
    let answer = [("answer", "Je cijfer klopt: zie de toets.")];
    let refused = staff.post(&refuse, &answer).await;
    assert_eq!(refused.status, 303, "{}", refused.text);
    assert_eq!(staff.post(&refuse, &answer).await.status, 409);
    w.app.drain().await;
    let mails = w.app.mails("correction-refused").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "bram.bakker@voorbeeld.example");
    assert!(
        mails[0]
            .content
            .as_ref()
            .unwrap()
            .text
            .contains("zie de toets")
    );
    let page = bram.get(&own(&id)).await;
    assert!(page.text.contains("zie de toets"), "{}", page.text);
    // What was written is forgotten a year after the decision.
    w.app.move_clock((366 * 24).hours());
    w.app.drain().await;
    let kept = w.app.contents().await["corrections"].join("\n");
    assert!(
        !kept.contains("Echt een 8") && !kept.contains("zie de toets"),
        "{kept}"
    );
}

#[tokio::test]
async fn only_who_awarded_it_or_owns_the_class_corrects_and_nobody_their_own() {
    let w = World::new(Sector::Wo).await;
    let (person, mut bram, id) = holder(&w, "Bram Bakker").await;
    assert_eq!(ask(&mut bram, &id, "Ik had een 8.").await.status, 303);
    let path = w.tree.path().class(w.class.id);
    let record = format!("{}/{id}", list(&w));
    let fields = [("name", "same"), ("grade", "10"), ("reason", "Beter")];
    let mut awarder = w.app.staff("Anna Awarder", Role::Awarder, path).await;
    let page = awarder.get(&record).await;
    assert!(
        page.status == 200 && !page.text.contains("/correct\""),
        "{}",
        page.text
    );
    for (what, fields) in [("correct", &fields[..]), ("refuse", &[("answer", "Nee")])] {
        let done = awarder.post(&format!("{record}/{what}"), fields).await;
        assert_eq!(done.status, 403, "{what}: {}", done.text);
    }
    w.app.grant(person, Role::Owner, Some(path)).await;
    let mut himself = w.app.signed_in_staff(person).await;
    let done = himself.post(&format!("{record}/correct"), &fields).await;
    assert_eq!(done.status, 403, "{}", done.text);
    let other = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Statistics")
        .await;
    let astray = format!("/manage/badge-classes/{}/edubadges/{id}", other.id);
    let mut staff = ina(&w).await;
    assert_eq!(staff.get(&astray).await.status, 404, "of another class");
}

#[tokio::test]
async fn a_corrected_edubadge_can_have_the_name_that_is_validated_now_and_the_newest_text() {
    let w = World::new(Sector::Wo).await;
    let (person, mut bram, id) = holder(&w, "Bram Bakker").await;
    let mut staff = ina(&w).await;
    let address = format!("{}/{id}/correct", list(&w));
    let fields = [
        ("name", "validated"),
        ("grade", "7"),
        ("newest_version", "on"),
        ("reason", "Naam en beschrijving"),
    ];
    let none = staff.post(&address, &fields).await;
    assert_eq!(none.status, 422, "{}", none.text);
    let now = w.app.app.now();
    let assurance = NameAssurance {
        id: NameAssuranceId(w.app.app.new_id()),
        person,
        name: "Abraham Bakker".into(),
        source: NameSource::Institution,
        vouched_by: "uvv.example".into(),
        acr: None,
        verified_at: now,
        expires_at: None,
        chosen: true,
    };
    let version = domain::badge_class::Version {
        id: domain::BadgeClassVersionId(w.app.app.new_id()),
        class: w.class.id,
        number: 2,
        content: domain::badge_class::Content {
            expiry: Some(domain::time::Period {
                count: 1,
                unit: domain::time::Unit::Years,
            }),
            ..w.class.draft.clone()
        },
        published_at: now,
    };
    w.app
        .write(async move |tx: &mut Tx| {
            tx.put_name_assurance(&assurance).await?;
            tx.insert_version(&version).await
        })
        .await;
    w.app.move_clock((30 * 24).hours());
    let mut staff = ina(&w).await;
    let done = staff.post(&address, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let new = done.location().rsplit('/').next().unwrap().to_owned();
    let mut bram = {
        bram.cookies.clear();
        w.app.signed_in_learner(person).await
    };
    let page = bram.get(&own(&new)).await;
    for said in [
        "Abraham Bakker",
        "bevestigd door de instelling",
        "24 november 2027",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
}
