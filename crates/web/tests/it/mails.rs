//! Mails: what they say, how they leave, and what a kill does to them.

use std::collections::{HashMap, HashSet};

use app::jobs::Stop;
use domain::award::State;
use domain::institution::Sector;
use domain::{BatchId, Lang};
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;
use tokio::sync::watch;

use crate::awards::{award_by_name, awards_of, batch_of, ina};
use crate::batches::{csv_of, upload};
use crate::support::{Reply, SmtpServer, TestApp, World};

async fn with_server() -> (World, SmtpServer) {
    let server = SmtpServer::start().await;
    let smtp = server.settings();
    let app = TestApp::with(|settings| settings.smtp = Some(smtp)).await;
    (World::on(app, Sector::Wo).await, server)
}

async fn speaks(w: &World, lang: Lang) {
    let institution = w.tree.institution.clone();
    w.app
        .write(async move |tx: &mut Tx| {
            let settings = domain::institution::Settings {
                default_language: lang,
                ..institution.settings.clone()
            };
            tx.update_institution_settings(&institution, &settings)
                .await
        })
        .await;
}

#[rstest]
#[case(Lang::Nl, ["Er ligt een edubadge voor je klaar", "Dag Sanne,", "Bekijk en claim", "privéadres", "Waarom krijg je deze mail?", "In English: ", "14 februari 2027", "14 February 2027"])]
#[case(Lang::En, ["An edubadge is waiting for you", "Hello Sanne,", "View and claim", "private address", "Why do you get this mail?", "In het Nederlands: ", "14 February 2027", "14 februari 2027"])]
#[tokio::test]
async fn the_offer_is_in_the_institutions_language_with_a_word_in_the_other(
    #[case] lang: Lang,
    #[case] said: [&str; 8],
) {
    let w = World::new(Sector::Wo).await;
    speaks(&w, lang).await;
    award_by_name(
        &w,
        &mut ina(&w).await,
        "sanne@voorbeeld.example",
        &[("note", "<b>Goed</b> gedaan & \"zo\"")],
    )
    .await;
    w.app.drain().await;
    let mail = w.app.mails("award-offer").await.remove(0).content.unwrap();
    assert!(mail.subject.contains("Law and Politics"));
    let html = mail.html.replace("<strong>", "").replace("</strong>", "");
    for words in said {
        assert!(
            mail.text.contains(words),
            "{words} in the text: {}",
            mail.text
        );
        assert!(html.contains(words.trim()), "{words} in the HTML: {html}");
    }
    for both in [
        "Universiteit van Voorbeeld",
        "Ina Admin",
        "http://127.0.0.1:8000/claim/",
        "http://127.0.0.1:8000/privacy",
        "eduid.nl",
    ] {
        assert!(
            mail.text.contains(both) && mail.html.contains(both),
            "{both}"
        );
    }
    assert!(
        mail.html.contains("http://127.0.0.1:8000/files/")
            && mail.html.contains("alt=\"Badge Law and Politics\"")
    );
    assert!(
        !mail.html.contains("<b>Goed</b>") && mail.text.contains("<b>Goed</b> gedaan & \"zo\""),
        "escaped where it must be"
    );
    assert!(mail.html.contains("color-scheme") && !mail.html.contains("<script"));
    assert!(
        mail.html
            .starts_with(&format!("<!doctype html>\n<html lang=\"{lang}\""))
    );
    for (name, body) in [("html", &mail.html), ("text", &mail.text)] {
        assert!(
            !body.contains("mail-") && !body.contains("Unknown localization"),
            "a key shows in the {name}: {body}"
        );
    }
}

#[tokio::test]
async fn a_code_and_a_revocation_are_mailed() {
    let w = World::new(Sector::Wo).await;
    let award = w.award(domain::award::Recipient {
        mail: "elders@voorbeeld.example".into(),
        first_name: Some("Sanne".into()),
        last_name: Some("de Groot".into()),
        ..Default::default()
    });
    let award = award.await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    assert_eq!(
        sanne
            .post(&format!("/backpack/offers/{award}/code"), &[])
            .await
            .status,
        303
    );
    w.app.drain().await;
    let mail = w.app.mails("claim-code").await.remove(0);
    assert_eq!(mail.recipient, "elders@voorbeeld.example");
    let text = mail.content.unwrap().text;
    let code = text
        .lines()
        .find_map(|l| l.strip_prefix("  "))
        .unwrap()
        .replace(' ', "");
    assert_eq!(code.len(), 8, "{text}");
    assert_eq!(
        sanne
            .post(
                &format!("/backpack/offers/{award}/code/check"),
                &[("code", &code)]
            )
            .await
            .status,
        303
    );
    let claimed = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    let assertion = claimed.location().rsplit('/').next().unwrap().to_owned();
    let revoke = [
        ("assertion", assertion.as_str()),
        ("category", "error"),
        ("reason", "Verkeerd cijfer & naam"),
    ];
    let revoked = ina(&w)
        .await
        .post(
            &format!("/manage/badge-classes/{}/edubadges/revoke", w.class.id),
            &revoke,
        )
        .await;
    assert_eq!(revoked.status, 303, "{}", revoked.text);
    w.app.drain().await;
    let mails = w.app.mails("revoked").await;
    assert_eq!(mails.len(), 1);
    let content = mails[0].content.as_ref().unwrap();
    assert!(
        content.text.contains("Verkeerd cijfer & naam") && content.text.contains("Vergissing"),
        "{}",
        content.text
    );
    assert!(
        content.text.contains("medicine@example.example"),
        "whom to ask"
    );
}

#[tokio::test]
async fn a_mail_on_the_line_has_its_fixed_headers() {
    let (w, server) = with_server().await;
    let made = award_by_name(&w, &mut ina(&w).await, "sanne@voorbeeld.example", &[]).await;
    w.app.drain().await;
    let mail = server
        .received()
        .into_iter()
        .find(|m| m.to == "sanne@voorbeeld.example")
        .unwrap();
    let award = awards_of(&w.app, batch_of(&made)).await.remove(0).award;
    assert_eq!(
        mail.header("message-id"),
        format!("<{}@127.0.0.1>", award.id)
    );
    assert_eq!(mail.header("date"), "Tue, 24 Nov 2026 09:00:00 +0000");
    assert!(
        mail.header("list-unsubscribe").contains("/no-more-mails>"),
        "{}",
        mail.raw
    );
    assert_eq!(
        mail.header("list-unsubscribe-post"),
        "List-Unsubscribe=One-Click"
    );
    assert!(mail.raw.contains("text/plain") && mail.raw.contains("text/html"));
    assert_eq!(award.state, State::Sent);
    // The claim link is a secret: what left over a mail server is not kept.
    assert!(
        w.app
            .mails("award-offer")
            .await
            .iter()
            .all(|m| m.content.is_none())
    );
    let summary = server
        .received()
        .into_iter()
        .find(|m| m.to == "ina.admin@voorbeeld.example")
        .expect("a summary");
    assert!(
        summary.raw.contains("Er is 1 mail verstuurd."),
        "{}",
        summary.raw
    );
}

#[tokio::test]
async fn a_refused_address_fails_with_the_servers_words_and_the_others_go_on() {
    let (w, server) = with_server().await;
    server.answer(|to, _| {
        if to == "p1@voorbeeld.example" {
            Reply::Refuse("550 5.1.1 no such mailbox")
        } else {
            Reply::Accept
        }
    });
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(3)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    w.app.drain().await;
    let page = staff
        .get(&format!("{}?state=failed", made.location()))
        .await;
    assert!(
        page.text.contains("p1@voorbeeld.example") && page.text.contains("no such mailbox"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("p2@voorbeeld.example"));
    let summary = server
        .received()
        .into_iter()
        .find(|m| m.to == "ina.admin@voorbeeld.example")
        .unwrap();
    assert!(
        summary.raw.contains("Er zijn 2 mails verstuurd.")
            && summary.raw.contains("1 mail kon niet"),
        "{}",
        summary.raw
    );
}

#[tokio::test]
async fn a_busy_server_is_tried_again_five_times_in_about_a_day() {
    let (w, server) = with_server().await;
    server.answer(|to, _| {
        if to.starts_with("sanne") {
            Reply::Refuse("451 4.7.1 try later")
        } else {
            Reply::Accept
        }
    });
    let made = award_by_name(&w, &mut ina(&w).await, "sanne@voorbeeld.example", &[]).await;
    let state = async || awards_of(&w.app, batch_of(&made)).await.remove(0).award;
    w.app.drain().await;
    assert_eq!(state().await.state, State::Queued);
    w.app.move_clock(4.minutes());
    w.app.drain().await;
    for pause in [1.minute(), 60.minutes(), 6.hours()] {
        assert_eq!(state().await.state, State::Queued);
        w.app.move_clock(pause);
        w.app.drain().await;
    }
    assert_eq!(state().await.state, State::Queued);
    w.app.move_clock(17.hours());
    w.app.drain().await;
    let award = state().await;
    assert_eq!(award.state, State::Failed);
    assert!(award.reason.unwrap().contains("451"));
}

#[tokio::test]
async fn a_server_that_was_away_gets_the_mail_later_and_the_claim_period_runs_from_then() {
    let (w, server) = with_server().await;
    server.answer(|to, _| {
        if to.starts_with("sanne") {
            Reply::Refuse("421 4.3.2 closing")
        } else {
            Reply::Accept
        }
    });
    let made = award_by_name(&w, &mut ina(&w).await, "sanne@voorbeeld.example", &[]).await;
    w.app.drain().await;
    w.app.move_clock(2.hours());
    server.answer(|_, _| Reply::Accept);
    w.app.drain().await;
    let award = awards_of(&w.app, batch_of(&made)).await.remove(0).award;
    assert_eq!(
        (award.state, award.sent_at),
        (State::Sent, Some(w.app.app.now()))
    );
    assert_eq!(
        server
            .received()
            .iter()
            .filter(|m| m.to.starts_with("sanne"))
            .count(),
        1
    );
}

#[tokio::test]
async fn who_has_not_answered_is_reminded_after_20_and_40_days_and_a_week_before_the_end() {
    let w = World::new(Sector::Wo).await;
    award_by_name(&w, &mut ina(&w).await, "sanne@voorbeeld.example", &[]).await;
    w.app.drain().await;
    let mut reminded = Vec::new();
    for day in 1..=84 {
        w.app.move_clock(24.hours());
        w.app.drain().await;
        if w.app.mails("award-reminder").await.len() > reminded.len() {
            reminded.push(day);
        }
    }
    assert_eq!(
        reminded,
        [20, 40, 76],
        "the last one in the week before the end"
    );
}

/// What a batch came to, however often it was cut off.
async fn exactly_once(app: &TestApp, server: &SmtpServer, batch: BatchId, people: usize) {
    let awards = awards_of(app, batch).await;
    assert_eq!(awards.len(), people, "one award each");
    let recipients: HashSet<&str> = awards
        .iter()
        .map(|a| a.award.recipient.mail.as_str())
        .collect();
    assert_eq!(recipients.len(), people);
    assert!(awards.iter().all(|a| a.award.state == State::Sent));
    let mut received: HashMap<String, Vec<String>> = HashMap::new();
    for mail in server
        .received()
        .iter()
        .filter(|m| !m.to.starts_with("ina.admin"))
    {
        received
            .entry(mail.to.clone())
            .or_default()
            .push(mail.header("message-id"));
    }
    assert_eq!(
        received.len(),
        people,
        "nobody is missing at the mail server"
    );
    let mut again = 0;
    for award in &awards {
        let ids = &received[&award.award.recipient.mail];
        again += ids.len() - 1;
        assert!(
            ids.iter()
                .all(|id| *id == format!("<{}@127.0.0.1>", award.award.id)),
            "one Message-ID: {ids:?}"
        );
    }
    assert!(again <= 8, "only mails in flight go twice: {again}");
    assert_eq!(
        app.mails("award-offer").await.len(),
        people,
        "one row in the outbox each"
    );
    assert_eq!(app.mails("batch-summary").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_among_the_mails_everyone_gets_exactly_one() {
    let (w, server) = with_server().await;
    let people = 80;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(people)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    // After 21 mails the server takes what comes and says nothing any more.
    server.answer(|_, before| {
        if before < 21 {
            Reply::Accept
        } else {
            Reply::Silence
        }
    });
    let app = w.app.app.clone();
    let killed = tokio::spawn(async move { app.run_due_jobs().await });
    server.wait_for(22).await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    let again = w.app.restarted();
    server.answer(|_, _| Reply::Accept);
    again.app.release_leases().await.unwrap();
    again.drain().await;
    exactly_once(&again, &server, batch_of(&made), people).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_among_the_chunks_of_a_batch_nothing_is_lost_and_nothing_twice() {
    let (w, server) = with_server().await;
    let people = 1_600;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(people)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    w.app.move_clock(10.minutes());
    let batch = batch_of(&made);
    // Its moment has come before any chunk was stored, so mails leave while later chunks are made.
    for stop_after in [5, 300, 900] {
        let app = w.app.restarted();
        app.app.release_leases().await.unwrap();
        let inner = app.app.clone();
        let killed = tokio::spawn(async move { inner.work(Stop::never()).await });
        server.wait_for(stop_after).await;
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
    }
    let last = w.app.restarted();
    last.app.release_leases().await.unwrap();
    last.drain().await;
    let duplicates = server
        .received()
        .iter()
        .filter(|m| m.to.starts_with('p'))
        .count()
        - people;
    assert!(duplicates <= 3 * 8, "{duplicates}");
    let seen: HashSet<String> = server
        .received()
        .iter()
        .map(|m| m.header("message-id"))
        .collect();
    let awards = awards_of(&last, batch).await;
    assert_eq!(awards.len(), people);
    assert!(
        awards
            .iter()
            .all(|a| seen.contains(&format!("<{}@127.0.0.1>", a.award.id))
                && a.award.state == State::Sent)
    );
    assert_eq!(last.mails("award-offer").await.len(), people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_told_to_stop_finishes_what_is_in_flight() {
    let (w, server) = with_server().await;
    let people = 60;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(people)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    let (tell, told) = watch::channel(false);
    let app = w.app.app.clone();
    let working = tokio::spawn(async move { app.work(Stop::when(told)).await });
    server.wait_for(10).await;
    tell.send(true).unwrap();
    working.await.unwrap();
    let again = w.app.restarted();
    again.drain().await;
    exactly_once(&again, &server, batch_of(&made), people).await;
    let offers = server
        .received()
        .iter()
        .filter(|m| m.to.starts_with('p'))
        .count();
    assert_eq!(offers, people, "none went twice");
}
