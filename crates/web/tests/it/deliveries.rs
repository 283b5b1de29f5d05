//! Awards after they were made: corrected, sent again, extended, withdrawn, ended, forgotten.

use domain::award::{Recipient, State};
use domain::institution::Sector;
use domain::{BatchId, DirectAwardId};
use jiff::ToSpan;
use store::Tx;
use store::awards::AwardChange;

use crate::awards::{award_by_name, awards_of, batch_of, claim_link, ina};
use crate::batches::{csv_of, upload};
use crate::support::{Browser, Form, Page, World};

fn class(w: &World) -> String {
    format!("/manage/badge-classes/{}", w.class.id)
}

fn change(w: &World) -> String {
    format!("{}/awards/change", class(w))
}

/// The page that asks, and its form sent with these fields.
async fn done(w: &World, staff: &mut Browser, query: &str, fields: &[(&str, &str)]) -> Page {
    // A session doesn't last as long as the days between.
    *staff = ina(w).await;
    let asked = staff.get(&format!("{}?{query}", change(w))).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let mut form = Form::of(&asked, &change(w));
    for (name, value) in fields {
        form.fill(name, &[value]);
    }
    form.send(staff).await
}

/// Awards so many people from a file and waits until the mails left.
async fn batch(w: &World, staff: &mut Browser, people: usize) -> (String, Vec<DirectAwardId>) {
    let file = upload(w, staff, &csv_of(people)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    w.app.drain().await;
    let ids = awards_of(&w.app, batch_of(&made)).await;
    let ids = ids.iter().map(|p| p.award.id).collect();
    (made.location().to_owned(), ids)
}

async fn state_of(w: &World, id: DirectAwardId) -> domain::award::DirectAward {
    let read = async move |tx: &mut Tx| tx.direct_award(id).await;
    w.app.read(read).await.unwrap().award
}

async fn put(w: &World, id: DirectAwardId, state: State, reason: Option<&str>) {
    let change = AwardChange {
        reason: reason.map(str::to_owned),
        ended_at: (!state.is_open()).then(|| w.app.app.now()),
        claimed_by: None,
    };
    w.app
        .write(async move |tx: &mut Tx| {
            assert!(tx.set_award_state(id, State::ALL, state, &change).await?);
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn x_14_the_batch_page_counts_each_state_and_the_claim_rate() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (page, ids) = batch(&w, &mut staff, 9).await;
    for (id, state) in ids.iter().zip([
        State::Claimed,
        State::Claimed,
        State::Declined,
        State::Expired,
        State::Failed,
        State::Opened,
        State::Withdrawn,
        State::Queued,
    ]) {
        let reason = (state == State::Failed).then_some("550 no such user");
        put(&w, *id, state, reason).await;
    }
    let shown = staff.get(&page).await;
    assert!(shown.statements <= 8, "{}", shown.statements);
    for (what, n) in [
        ("alles", 9),
        ("Geclaimd", 2),
        ("Geweigerd", 1),
        ("Verlopen", 1),
        ("Niet bezorgd", 1),
        ("Bekeken", 1),
        ("Ingetrokken", 1),
        ("In de rij", 1),
        ("Verstuurd", 1),
    ] {
        let figure = format!("{what}</span><span class=\"num\">{n}<");
        assert!(shown.text.contains(&figure), "{figure}: {}", shown.text);
    }
    // 2 of 8: the withdrawn one is left out.
    assert!(
        shown
            .text
            .contains("claimpercentage</span><span class=\"num\">25%")
    );
    assert!(shown.text.contains("550 no such user"));
    let failed = staff.get(&format!("{page}?state=failed")).await;
    assert!(failed.text.contains("p4@voorbeeld.example"));
    assert!(!failed.text.contains("p5@voorbeeld.example"));
    let found = staff.get(&format!("{page}?q=nummer%205")).await;
    assert!(found.text.contains("p5@") && !found.text.contains("p4@"));
    let csv = staff.get(&format!("{page}?state=failed&format=csv")).await;
    assert!(
        csv.text.contains("Nummer 4;Voornaam;p4@voorbeeld.example"),
        "{}",
        csv.text
    );
    assert!(!csv.text.contains("p5@"));
    // And among all batches of the class.
    let all = staff.get(&format!("{}/batches", class(&w))).await;
    assert!(
        all.text.contains("25%") && all.statements <= 8,
        "{}",
        all.text
    );
    let open = staff.get(&format!("{}/awards", class(&w))).await;
    assert!(open.text.contains("p8@voorbeeld.example") && !open.text.contains("p0@"));
    assert!(open.statements <= 8, "{}", open.statements);
}

#[tokio::test]
async fn x_14_an_address_is_corrected_and_the_mail_leaves_again_with_another_link() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let made = award_by_name(&w, &mut staff, "zanne@voorbeeld.example", &[]).await;
    w.app.drain().await;
    let id = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let first = w.app.mails("award-offer").await.remove(0);
    let old = claim_link(&first.content.unwrap().text);
    assert_eq!(w.app.guest().get(&old).await.status, 200);

    w.app.move_clock((10 * 24).hours());
    let mut staff = ina(&w).await;
    let page = format!("{}/awards/{id}", class(&w));
    let shown = staff.get(&page).await;
    assert!(shown.statements <= 8, "{}", shown.statements);
    let correct = format!("{page}/correct");
    let mut form = Form::of(&shown, &correct);
    let same = form.clone().send(&mut staff).await;
    assert_eq!(same.status, 422, "nothing to correct");
    form.fill("mail", &["zanne@"]);
    let wrong = form.clone().send(&mut staff).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("id=\"mail-error\"") && wrong.text.contains("value=\"zanne@\""));
    form.fill("mail", &["ina.admin@voorbeeld.example"]);
    let own = form.clone().send(&mut staff).await;
    assert_eq!(own.status, 422, "nobody awards themselves, this way either");
    assert_eq!(
        state_of(&w, id).await.recipient.mail,
        "zanne@voorbeeld.example"
    );

    form.fill("mail", &["sanne@voorbeeld.example"]);
    let corrected = form.send(&mut staff).await;
    assert_eq!(corrected.status, 303, "{}", corrected.text);
    assert_eq!(
        w.app.guest().get(&old).await.status,
        404,
        "the old link is dead at once"
    );
    w.app.drain().await;
    let mails = w.app.mails("award-offer").await;
    assert_eq!(mails.len(), 2);
    let new = mails
        .iter()
        .find(|m| m.recipient == "sanne@voorbeeld.example")
        .unwrap();
    assert_ne!(new.message_id, first.message_id);
    let link = claim_link(&new.content.as_ref().unwrap().text);
    assert_eq!(w.app.guest().get(&link).await.status, 200);
    let award = state_of(&w, id).await;
    assert_eq!(award.state, State::Sent);
    assert_eq!(
        w.app.app.day_of(award.ends_at).to_string(),
        "2027-02-24",
        "82 days from the second mail"
    );
    let shown = staff.get(&page).await;
    assert!(shown.text.contains("Adres verbeterd.") && shown.text.contains("Verstuurd"));
}

#[tokio::test]
async fn a_correction_never_makes_two_open_awards_for_one_person() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (_, ids) = batch(&w, &mut staff, 2).await;
    let page = format!("{}/awards/{}", class(&w), ids[0]);
    let mut form = Form::of(&staff.get(&page).await, &format!("{page}/correct"));
    form.fill("mail", &["P1@voorbeeld.example"]);
    let refused = form.send(&mut staff).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("id=\"mail-error\""),
        "{}",
        refused.text
    );
    assert_eq!(w.app.mails("award-offer").await.len(), 2);
}

#[tokio::test]
async fn failed_ones_are_sent_again_together_and_the_period_begins_anew() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (page, ids) = batch(&w, &mut staff, 3).await;
    put(&w, ids[0], State::Failed, Some("550 full")).await;
    put(&w, ids[1], State::Failed, Some("550 full")).await;
    w.app.move_clock((30 * 24).hours());
    let id = page.rsplit('/').next().unwrap();
    let sent = done(
        &w,
        &mut staff,
        &format!("do=resend&batch={id}&of=failed"),
        &[],
    )
    .await;
    assert_eq!(sent.location(), page);
    assert!(
        staff
            .follow(&sent)
            .await
            .text
            .contains("Opnieuw verstuurd: 2.")
    );
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 5);
    let (again, never) = (state_of(&w, ids[0]).await, state_of(&w, ids[2]).await);
    assert_eq!((again.state, again.reason), (State::Sent, None));
    assert_eq!(again.ends_at, never.ends_at + (30 * 24).hours());
    // Of nothing that is open nothing is asked.
    let none = staff
        .get(&format!("{}?do=resend&batch={id}&of=failed", change(&w)))
        .await;
    assert_eq!(none.location(), page);
}

#[tokio::test]
async fn after_a_resend_the_reminders_count_anew_and_an_extension_moves_the_last() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (_, ids) = batch(&w, &mut staff, 1).await;
    let reminders = async || w.app.mails("award-reminder").await.len();
    w.app.move_clock((20 * 24 + 1).hours());
    w.app.drain().await;
    assert_eq!(reminders().await, 1);
    let one = format!("award={}&of=one", ids[0]);
    done(&w, &mut staff, &format!("do=resend&{one}"), &[]).await;
    w.app.drain().await;
    w.app.move_clock((20 * 24 + 1).hours());
    w.app.drain().await;
    w.app.drain().await;
    assert_eq!(reminders().await, 2, "20 days after the second mail");
    w.app.move_clock((20 * 24).hours());
    w.app.drain().await;
    assert_eq!(reminders().await, 3, "40 days");
    // Seven days before an end that isn't the end any more.
    let end = w.app.app.day_of(state_of(&w, ids[0]).await.ends_at);
    let past = done(
        &w,
        &mut staff,
        &format!("do=extend&{one}"),
        &[("until", "2026-11-20")],
    )
    .await;
    assert_eq!(past.status, 422);
    let later = (end + 60.days()).to_string();
    let given = done(
        &w,
        &mut staff,
        &format!("do=extend&{one}"),
        &[("until", &later)],
    )
    .await;
    assert_eq!(given.status, 303, "{}", given.text);
    w.app.move_clock((36 * 24).hours());
    w.app.drain().await;
    assert_eq!(reminders().await, 3);
    w.app.move_clock((60 * 24).hours());
    w.app.drain().await;
    assert_eq!(reminders().await, 4, "7 days before the new end");
    w.app.move_clock((8 * 24).hours());
    w.app.drain().await;
    let ended = state_of(&w, ids[0]).await;
    assert_eq!(ended.state, State::Expired);
    assert_eq!(w.app.app.day_of(ended.ends_at).to_string(), later);
}

#[tokio::test]
async fn x_15_open_awards_are_withdrawn_with_a_reason_and_stay_listed() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (page, ids) = batch(&w, &mut staff, 4).await;
    let link = claim_link(
        &w.app.mails("award-offer").await[0]
            .content
            .as_ref()
            .unwrap()
            .text,
    );
    put(&w, ids[0], State::Claimed, None).await;
    let query = format!(
        "do=withdraw&batch={}&of=picked&award={}&award={}&award={}",
        page.rsplit('/').next().unwrap(),
        ids[0],
        ids[1],
        ids[2]
    );
    let unsaid = done(&w, &mut staff, &query, &[]).await;
    assert_eq!(unsaid.status, 422);
    assert!(
        unsaid.text.contains("id=\"reason-error\""),
        "{}",
        unsaid.text
    );
    assert_eq!(state_of(&w, ids[1]).await.state, State::Sent);
    let gone = done(&w, &mut staff, &query, &[("reason", "Verkeerde lijst.")]).await;
    let listed = staff.follow(&gone).await;
    assert!(
        listed.text.contains("Teruggetrokken: 2."),
        "the claimed one stays: {}",
        listed.text
    );
    assert!(
        listed.text.contains("Verkeerde lijst.") && listed.text.contains("p1@voorbeeld.example")
    );
    let states: Vec<State> = awards_of(&w.app, batch_of(&gone))
        .await
        .iter()
        .map(|p| p.award.state)
        .collect();
    assert_eq!(
        states,
        [
            State::Claimed,
            State::Withdrawn,
            State::Withdrawn,
            State::Sent
        ]
    );
    // All that is left.
    let rest = format!(
        "do=withdraw&batch={}&of=all",
        page.rsplit('/').next().unwrap()
    );
    done(&w, &mut staff, &rest, &[("reason", "Alles terug.")]).await;
    assert_eq!(state_of(&w, ids[3]).await.state, State::Withdrawn);
    let told = w.app.guest().get(&link).await;
    assert!(
        told.text.contains("Dit aanbod is teruggetrokken"),
        "{}",
        told.text
    );
    assert!(
        !told.text.contains("Alles terug."),
        "the reason is for staff"
    );
    // Nobody of them stands in the way of a new award.
    let (_, again) = batch(&w, &mut staff, 4).await;
    assert!(again.len() >= 3);
}

#[tokio::test]
async fn a_withdrawn_award_whose_mail_waits_is_never_mailed() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let made = award_by_name(&w, &mut staff, "a@voorbeeld.example", &[]).await;
    let id = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let query = format!("do=withdraw&award={id}&of=one");
    done(&w, &mut staff, &query, &[("reason", "Vergissing.")]).await;
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
}

#[tokio::test]
async fn of_a_claim_and_a_withdrawal_at_the_same_moment_one_comes_first() {
    let w = World::new(Sector::Wo).await;
    for _ in 0..4 {
        let id = w.award_to_sanne().await;
        let (mut staff, mut sanne) = (ina(&w).await, w.app.signed_in_learner(w.sanne).await);
        let claim = format!("/backpack/offers/{id}/claim");
        let query = format!("{}?do=withdraw&award={id}&of=one", change(&w));
        let id_text = id.to_string();
        let fields = [
            ("do", "withdraw"),
            ("of", "one"),
            ("award", &id_text),
            ("reason", "Terug."),
        ];
        let (claimed, _) = tokio::join!(sanne.post(&claim, &[]), staff.post(&query, &fields));
        let award = state_of(&w, id).await;
        let person = w.sanne;
        let all = async move |tx: &mut Tx| tx.assertions_of(person, false).await;
        let held = w.app.read(all).await;
        let held = held
            .iter()
            .filter(|a| a.assertion.award == Some(id))
            .count();
        match award.state {
            State::Claimed => assert_eq!((claimed.status, held), (303, 1)),
            State::Withdrawn => assert_eq!((claimed.status, held), (409, 0)),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_planned_award_is_corrected_without_a_mail_before_its_moment() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let planned = [("when", "later"), ("date", "2026-11-26"), ("time", "14:30")];
    let made = award_by_name(&w, &mut staff, "fout@voorbeeld.example", &planned).await;
    let id = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let page = format!("{}/awards/{id}", class(&w));
    let mut form = Form::of(&staff.get(&page).await, &format!("{page}/correct"));
    form.fill("mail", &["goed@voorbeeld.example"]);
    assert_eq!(form.send(&mut staff).await.status, 303);
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
    w.app.clock.set("2026-11-26T13:30:00Z".parse().unwrap());
    w.app.drain().await;
    let mails = w.app.mails("award-offer").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "goed@voorbeeld.example");
}

#[tokio::test]
async fn thirty_days_after_an_award_ended_nothing_personal_is_left_and_it_still_counts() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let (page, ids) = batch(&w, &mut staff, 1).await;
    let id = ids[0];
    w.plea(id).await;
    let query = format!("do=withdraw&award={id}&of=one");
    done(&w, &mut staff, &query, &[("reason", "Nummer 0 is ziek.")]).await;
    w.app.move_clock((29 * 24).hours());
    w.app.drain().await;
    assert_eq!(
        state_of(&w, id).await.recipient.mail,
        "p0@voorbeeld.example"
    );
    w.app.move_clock((2 * 24).hours());
    w.app.drain().await;
    let award = state_of(&w, id).await;
    assert_eq!((award.state, award.reason), (State::Withdrawn, None));
    assert_eq!(award.recipient, Recipient::default());
    let (events, pleas) = w
        .app
        .read(async move |tx: &mut Tx| {
            Ok((tx.delivery_events(id).await?, tx.pleas_of_award(id).await?))
        })
        .await;
    assert!(!events.is_empty() && events.iter().all(|e| e.reason.is_none()));
    assert!(pleas.is_empty());
    // A month later nobody is signed in any more.
    let mut staff = w.app.signed_in_staff(w.staff).await;
    let shown = staff.get(&page).await;
    assert!(
        shown
            .text
            .contains("Ingetrokken</span><span class=\"num\">1<"),
        "{}",
        shown.text.split("<main").nth(1).unwrap_or_default()
    );
    for personal in ["p0@", "Nummer 0", "is ziek"] {
        assert!(!shown.text.contains(personal), "{personal}");
    }
    assert_eq!(
        staff
            .get(&format!("{}/awards/{id}", class(&w)))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn awards_of_another_class_are_not_touched() {
    let w = World::new(Sector::Wo).await;
    let id = w.award_to_sanne().await;
    let other = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Anders")
        .await;
    let mut staff = ina(&w).await;
    let path = format!("/manage/badge-classes/{}/awards", other.id);
    let none = staff
        .get(&format!("{path}/change?do=withdraw&award={id}&of=one"))
        .await;
    assert_eq!(none.status, 303, "nothing of this class is open there");
    let id_text = id.to_string();
    staff
        .post(
            &format!("{path}/change"),
            &[
                ("do", "withdraw"),
                ("award", &id_text),
                ("reason", "Terug."),
            ],
        )
        .await;
    assert_eq!(state_of(&w, id).await.state, State::Sent);
    assert_eq!(staff.get(&format!("{path}/{id}")).await.status, 404);
    let nobody = BatchId(uuid::Uuid::nil());
    let none = staff
        .get(&format!("{path}/change?do=resend&batch={nobody}&of=all"))
        .await;
    assert_eq!(none.status, 303);
}
