//! Mails that come back: envelope senders of their own, and notifications (RFC 3464).

use app::Error;
use app::bounces::Bounce;
use domain::award::State;
use domain::institution::Sector;
use jiff::ToSpan;

use crate::awards::{award_by_name, awards_of, batch_of, ina};
use crate::support::{Form, Received, SmtpServer, TestApp, World};

const BOUNCES: &str = "Bounces@insigne.example";

/// A world whose mail server takes everything; an award whose mail it took.
async fn sent() -> (World, SmtpServer, Received, domain::DirectAwardId) {
    let server = SmtpServer::start().await;
    let smtp = server.settings();
    let app = TestApp::with(|s| {
        s.smtp = Some(smtp);
        s.bounce_address = Some(BOUNCES.into());
    })
    .await;
    let w = World::on(app, Sector::Wo).await;
    let mut staff = ina(&w).await;
    let made = award_by_name(&w, &mut staff, "zanne@voorbeeld.example", &[]).await;
    w.app.drain().await;
    let id = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let mail = server
        .received()
        .into_iter()
        .find(|m| m.to == "zanne@voorbeeld.example")
        .unwrap();
    (w, server, mail, id)
}

/// A notification as Postfix writes it.
fn notification(to: &str, action: &str, status: &str, original: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\n\
         Delivered-To: {to}\r\n\
         From: MAILER-DAEMON@mail.example (Mail Delivery System)\r\n\
         To: {to}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\n\
         Auto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status;\r\n\
         \tboundary=\"9B0F.1/mail.example\"\r\n\
         Message-Id: <20261124.9B0F@mail.example>\r\n\
         \r\n\
         This is a MIME-encapsulated message.\r\n\
         \r\n\
         --9B0F.1/mail.example\r\n\
         Content-Description: Notification\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\
         \r\n\
         I'm sorry to have to inform you.\r\n\
         \r\n\
         --9B0F.1/mail.example\r\n\
         Content-Description: Delivery report\r\n\
         Content-Type: message/delivery-status\r\n\
         \r\n\
         Reporting-MTA: dns; mail.example\r\n\
         X-Postfix-Queue-ID: 9B0F\r\n\
         Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0000 (UTC)\r\n\
         \r\n\
         Final-Recipient: rfc822; zanne@voorbeeld.example\r\n\
         Original-Recipient: rfc822;zanne@voorbeeld.example\r\n\
         Action: {action}\r\n\
         Status: {status}\r\n\
         Remote-MTA: dns; mx.voorbeeld.example\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <zanne@voorbeeld.example>: Recipient address\r\n\
         \x20   rejected: User unknown\r\n\
         \r\n\
         --9B0F.1/mail.example\r\n\
         Content-Description: Undelivered Message Headers\r\n\
         Content-Type: text/rfc822-headers\r\n\
         \r\n\
         From: Insigne <noreply@insigne.example>\r\n\
         {original}\
         Subject: Er ligt een edubadge voor je klaar\r\n\
         \r\n\
         --9B0F.1/mail.example--\r\n"
    )
    .into_bytes()
}

async fn state(w: &World, id: domain::DirectAwardId) -> (State, Option<String>) {
    let read = async move |tx: &mut store::Tx| tx.direct_award(id).await;
    let award = w.app.read(read).await.unwrap().award;
    (award.state, award.reason)
}

#[tokio::test]
async fn each_mail_leaves_with_a_sender_of_its_own_and_its_bounce_fails_the_award() {
    let (w, server, mail, id) = sent().await;
    assert!(mail.from.starts_with("Bounces+") && mail.from.ends_with("@insigne.example"));
    assert!(
        mail.from.split('@').next().unwrap().len() <= 64,
        "{}",
        mail.from
    );
    let others: Vec<_> = server.received().into_iter().map(|m| m.from).collect();
    assert_eq!(others.iter().filter(|f| **f == mail.from).count(), 1);
    assert!(
        mail.header("from").contains("noreply@insigne.example"),
        "the reader sees this one"
    );

    // Mail servers may change the case of what they were given.
    let to = mail.from.to_lowercase();
    let bytes = notification(&to, "failed", "5.1.1", "");
    assert_eq!(
        w.app.app.take_bounce(&bytes, Some(&to)).await.unwrap(),
        Bounce::Failed
    );
    let reason =
        "5.1.1 550 5.1.1 <zanne@voorbeeld.example>: Recipient address rejected: User unknown";
    assert_eq!(
        state(&w, id).await,
        (State::Failed, Some(reason.to_owned()))
    );
    assert_eq!(
        w.app.app.take_bounce(&bytes, None).await.unwrap(),
        Bounce::Nothing,
        "the headers name it too, and it is known already"
    );
    let mut staff = ina(&w).await;
    let page = staff
        .get(&format!("/manage/badge-classes/{}/awards/{id}", w.class.id))
        .await;
    assert!(page.text.contains("Recipient address rejected") && page.text.contains("Niet bezorgd"));
}

#[tokio::test]
async fn without_a_token_the_message_id_says_which_mail_it_is() {
    let (w, _, mail, id) = sent().await;
    let original = format!("Message-ID: {}\r\n", mail.header("message-id"));
    let to = "noreply@insigne.example";
    let bytes = notification(to, "failed", "5.1.1", &original);
    // About somebody else: no.
    let stranger = String::from_utf8(bytes.clone())
        .unwrap()
        .replace("zanne@", "other@");
    let refused = w.app.app.take_bounce(stranger.as_bytes(), None).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(state(&w, id).await.0, State::Sent);
    assert_eq!(
        w.app.app.take_bounce(&bytes, None).await.unwrap(),
        Bounce::Failed
    );
    assert_eq!(state(&w, id).await.0, State::Failed);
}

#[tokio::test]
async fn what_is_late_or_delivered_changes_nothing() {
    let (w, _, mail, id) = sent().await;
    for (action, status) in [
        ("delayed", "4.4.1"),
        ("delivered", "2.0.0"),
        ("relayed", "2.1.5"),
    ] {
        let bytes = notification(&mail.from, action, status, "");
        let taken = w
            .app
            .app
            .take_bounce(&bytes, Some(&mail.from))
            .await
            .unwrap();
        assert_eq!(taken, Bounce::NotFailed, "{action}");
        assert_eq!(state(&w, id).await, (State::Sent, None), "{action}");
    }
    // A server that gave up after days says so with a status of class 4.
    let bytes = notification(&mail.from, "failed", "4.4.1", "");
    assert_eq!(
        w.app
            .app
            .take_bounce(&bytes, Some(&mail.from))
            .await
            .unwrap(),
        Bounce::Failed
    );
}

#[tokio::test]
async fn garbage_and_made_up_addresses_are_refused_and_change_nothing() {
    let (w, _, mail, id) = sent().await;
    let good = notification(&mail.from, "failed", "5.1.1", "");
    let (local, domain) = mail.from.split_once('@').unwrap();
    let last = if local.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}@{domain}", &local[..local.len() - 1]);
    let other_id = format!(
        "Bounces+{}{}@{domain}",
        "0".repeat(32),
        &local[local.len() - 20..]
    );
    for to in [
        forged.as_str(),
        &other_id,
        "bounces+@insigne.example",
        "bounces+é@insigne.example",
    ] {
        for (bytes, to) in [
            (good.clone(), Some(to)),
            (notification(to, "failed", "5.1.1", ""), None),
        ] {
            let refused = w.app.app.take_bounce(&bytes, to).await;
            assert!(
                matches!(refused, Err(Error::Invalid(_))),
                "{to:?} {refused:?}"
            );
        }
    }
    let cut = good.len() / 2;
    let no_report = String::from_utf8(good.clone())
        .unwrap()
        .replace("message/delivery-status", "text/plain");
    for bytes in [
        &b""[..],
        b"\0\xff\xfe",
        b"Subject: hello\r\n\r\nI am on holiday.\r\n",
        &[b'-'; 4096],
        no_report.as_bytes(),
        &good[..cut.min(700)],
    ] {
        let refused = w.app.app.take_bounce(bytes, Some(&mail.from)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert_eq!(state(&w, id).await, (State::Sent, None));
}

#[tokio::test]
async fn a_bounce_of_an_address_that_was_corrected_since_leaves_the_award_alone() {
    let (w, _, mail, id) = sent().await;
    let mut staff = ina(&w).await;
    let page = format!("/manage/badge-classes/{}/awards/{id}", w.class.id);
    let mut form = Form::of(&staff.get(&page).await, &format!("{page}/correct"));
    form.fill("mail", &["sanne@voorbeeld.example"]);
    assert_eq!(form.send(&mut staff).await.status, 303);
    w.app.move_clock(1.minutes());
    w.app.drain().await;
    let bytes = notification(&mail.from, "failed", "5.1.1", "");
    assert_eq!(
        w.app
            .app
            .take_bounce(&bytes, Some(&mail.from))
            .await
            .unwrap(),
        Bounce::Failed
    );
    assert_eq!(state(&w, id).await, (State::Sent, None));
}
