//! Batches: many people from one file, held or planned.

use domain::institution::Sector;
use jiff::ToSpan;

use crate::support::{Browser, World};

use crate::awards::{award_by_name, awards_of, batch_of, form_path, ina};

/// A batch of many, made without a file's detour.
pub fn csv_of(people: usize) -> Vec<u8> {
    let rows: String = (0..people)
        .map(|i| format!("p{i}@voorbeeld.example;Voornaam;Nummer {i}\r\n"))
        .collect();
    format!("E-mail;Voornaam;Achternaam\r\n{rows}").into_bytes()
}

/// Uploads a file; gives the address of its page.
pub async fn upload(w: &World, staff: &mut Browser, bytes: &[u8]) -> String {
    let page = staff
        .upload(
            &format!("{}/file", form_path(w)),
            &[],
            ("file", "deelnemers.csv", bytes),
        )
        .await;
    assert_eq!(page.status, 303, "{}", page.text);
    page.location().to_owned()
}

#[tokio::test]
async fn above_500_recipients_a_batch_is_held_and_can_be_stopped() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let file = upload(&w, &mut staff, &csv_of(501)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    w.app.drain().await;
    let page = staff.get(made.location()).await;
    assert!(
        page.text.contains("Wacht tien minuten") && page.text.contains("10:10"),
        "{}",
        page.text
    );
    assert!(w.app.mails("award-offer").await.is_empty());
    assert_eq!(
        awards_of(&w.app, batch_of(&made)).await.len(),
        501,
        "stored, and waiting"
    );
    w.app.move_clock(9.minutes());
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
    let stopped = staff
        .post(&format!("{}/cancel", made.location()), &[])
        .await;
    let page = staff.follow(&stopped).await;
    assert!(page.text.contains("Gestopt"), "{}", page.text);
    w.app.move_clock(20.minutes());
    w.app.drain().await;
    assert!(
        w.app.mails("award-offer").await.is_empty(),
        "nobody ever got anything"
    );
    assert_eq!(
        staff
            .post(&format!("{}/cancel", made.location()), &[])
            .await
            .status,
        409
    );
    // And nobody of them stands in the way of a second try, which is let go.
    let file = upload(&w, &mut staff, &csv_of(501)).await;
    let made = staff
        .post(&format!("{file}/award"), &[("when", "now")])
        .await;
    w.app.drain().await;
    w.app.move_clock(10.minutes());
    assert_eq!(
        staff
            .post(&format!("{}/cancel", made.location()), &[])
            .await
            .status,
        409,
        "due is due"
    );
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 501);
    assert_eq!(w.app.mails("batch-summary").await.len(), 1);
}

#[tokio::test]
async fn x_12_a_planned_award_leaves_at_its_moment_once_also_after_a_restart() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let planned = [("when", "later"), ("date", "2026-11-26"), ("time", "14:30")];
    let made = award_by_name(&w, &mut staff, "a@voorbeeld.example", &planned).await;
    assert_eq!(made.status, 303, "{}", made.text);
    w.app.drain().await;
    let page = staff.follow(&made).await;
    assert!(
        page.text.contains("Gepland") && page.text.contains("26 november 2026, 14:30"),
        "{}",
        page.text
    );
    // 14:30 in Amsterdam is 13:30 in UTC.
    w.app.clock.set("2026-11-26T13:29:59Z".parse().unwrap());
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
    let again = w.app.restarted();
    again.app.release_leases().await.unwrap();
    again.clock.set("2026-11-26T13:30:00Z".parse().unwrap());
    again.drain().await;
    w.app.drain().await;
    let mails = again.mails("award-offer").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(
        mails[0].sent_at,
        Some("2026-11-26T13:30:00Z".parse().unwrap())
    );
    let award = &awards_of(&again, batch_of(&made)).await[0].award;
    assert_eq!(
        award.awarded_at,
        crate::support::START.parse().unwrap(),
        "the day of the decision"
    );
    assert_eq!(
        again.app.day_of(award.ends_at).to_string(),
        "2027-02-16",
        "82 days from the mail"
    );
    // Another is stopped in time.
    let mut staff = ina(&w).await;
    let second = [("when", "later"), ("date", "2026-11-27"), ("time", "09:00")];
    let made = award_by_name(&w, &mut staff, "b@voorbeeld.example", &second).await;
    assert_eq!(
        staff
            .post(&format!("{}/cancel", made.location()), &[])
            .await
            .status,
        303
    );
    w.app.move_clock(72.hours());
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 1);
}
