//! how long an edubadge is valid, and which text it stands for.

use domain::award::Recipient;
use domain::institution::Sector;
use rstest::rstest;

use crate::awards::{award_by_name, awards_of, batch_of, ina};
use crate::support::{BASE, Browser, Form, Page, World};

fn editor(w: &World) -> String {
    format!("/manage/badge-classes/{}/edit", w.class.id)
}

/// Changes the class in its editor and publishes it; gives the admin page after that.
async fn republish(w: &World, staff: &mut Browser, changes: &[(&str, &str)]) -> Page {
    let mut form = Form::of(&staff.get(&editor(w)).await, &editor(w));
    for (name, value) in changes {
        form.fill(name, &[value]);
    }
    let published = form.press(staff, ("do", "publish")).await;
    let admin = format!("/manage/badge-classes/{}", w.class.id);
    assert_eq!(published.location(), admin, "{}", published.text);
    staff.follow(&published).await
}

#[rstest]
#[case::days("2026-11-24T09:00:00Z", "10", "days", "2026-12-04T22:59:59Z")]
#[case::days_over_a_leap_day("2028-02-28T09:00:00Z", "2", "days", "2028-03-01T22:59:59Z")]
#[case::weeks_into_summer("2027-03-22T09:00:00Z", "1", "weeks", "2027-03-29T21:59:59Z")]
#[case::most_weeks("2026-11-24T09:00:00Z", "999", "weeks", "2046-01-16T22:59:59Z")]
#[case::month_from_the_31st("2027-01-31T09:00:00Z", "1", "months", "2027-02-28T22:59:59Z")]
#[case::month_from_the_31st_in_a_leap_year(
    "2028-01-31T09:00:00Z",
    "1",
    "months",
    "2028-02-29T22:59:59Z"
)]
#[case::months_to_a_short_month("2026-11-30T09:00:00Z", "3", "months", "2027-02-28T22:59:59Z")]
#[case::months_from_a_short_month("2027-02-28T09:00:00Z", "6", "months", "2027-08-28T21:59:59Z")]
#[case::months_into_summer("2027-01-31T09:00:00Z", "7", "months", "2027-08-31T21:59:59Z")]
#[case::the_day_is_the_readers("2027-01-31T23:30:00Z", "1", "months", "2027-03-01T22:59:59Z")]
#[case::years("2026-11-24T09:00:00Z", "2", "years", "2028-11-24T22:59:59Z")]
#[case::year_from_a_leap_day("2028-02-29T09:00:00Z", "1", "years", "2029-02-28T22:59:59Z")]
#[tokio::test]
async fn x_17_an_expiry_period_survives_from_the_form_to_the_edubadge(
    #[case] claimed_at: &str,
    #[case] count: &str,
    #[case] unit: &str,
    #[case] valid_until: &str,
) {
    let w = World::new(Sector::Wo).await;
    w.app.clock.set(claimed_at.parse().unwrap());
    let mut staff = ina(&w).await;
    let changes = [("expiry_count", count), ("expiry_unit", unit)];
    republish(&w, &mut staff, &changes).await;
    for lang in ["nl", "en"] {
        let page = staff.get(&format!("{}?lang={lang}", editor(&w))).await;
        let form = Form::of(&page, &editor(&w));
        assert_eq!(form.shown("expiry_count"), [count]);
        assert_eq!(form.shown("expiry_unit"), [unit]);
    }
    let (mut sanne, id) = w.claimed().await;
    let own = format!("/backpack/edubadges/{id}");
    let document = sanne.get(&format!("{own}/download/ob3.json")).await.json();
    assert_eq!(document["validFrom"], claimed_at);
    assert_eq!(document["validUntil"], valid_until);
    let public = World::make_public(&mut sanne, &id).await;
    let mut guest = w.app.guest();
    let hosted = guest
        .get_as(&format!("/ob2/assertions/{id}"), "application/json")
        .await;
    assert_eq!(hosted.json()["expires"], valid_until);
    // Valid in its last second, and no longer in the one after.
    let public = format!("{public}?lang=en");
    w.app.clock.set(valid_until.parse().unwrap());
    let last = guest.get(&public).await;
    assert!(last.text.contains("Genuine and valid"), "{}", last.text);
    use jiff::ToSpan as _;
    w.app.move_clock(1.second());
    let late = guest.get(&public).await;
    assert!(late.text.contains("Do not rely on this"), "{}", late.text);
}

/// The public page and the documents behind it are genuine, and say this text of that version.
async fn assert_stands_for(w: &World, public: &str, (version, name, outcome): (i64, &str, &str)) {
    let mut guest = w.app.guest();
    let page = guest.get(&format!("{public}?lang=en")).await;
    assert!(page.text.contains("Genuine and valid"), "{}", page.text);
    assert!(
        page.text.contains(&format!("<h1>{name}</h1>")),
        "{}",
        page.text
    );
    assert!(page.text.contains(outcome), "{}", page.text);
    let published = format!("As its issuer published it (version {version}).");
    assert!(page.text.contains(&published), "{}", page.text);
    let described = format!("/badge-classes/{}/versions/{version}", w.class.id);
    assert!(page.text.contains(&described));
    let described = guest.get(&described).await;
    assert!(described.text.contains(&format!(">{name}</h1>")));
    assert!(described.text.contains(outcome));
    let ob3 = guest
        .get_as(&format!("{public}/ob3.json"), "application/vc")
        .await
        .json();
    let achievement = &ob3["credentialSubject"]["achievement"];
    assert_eq!(achievement["name"], name);
    let named = format!("/badge-classes/{}/versions/{version}", w.class.id);
    assert!(achievement["id"].as_str().unwrap().ends_with(&named));
    let id = public.rsplit('/').next().unwrap();
    let hosted = guest
        .get_as(&format!("/ob2/assertions/{id}"), "application/json")
        .await
        .json();
    let class = hosted["badge"].as_str().or(hosted["badge"]["id"].as_str());
    let class = class.unwrap().strip_prefix(BASE).unwrap().to_owned();
    let class = guest.get_as(&class, "application/json").await.json();
    assert_eq!(class["name"], name);
}

const OLD: (i64, &str, &str) = (1, "Law and Politics", "past kennis toe in de praktijk");
const NEW: (i64, &str, &str) = (2, "Recht en politiek", "legt een wet uit aan een burger");

#[rstest]
#[tokio::test]
async fn x_18_after_the_first_award_a_change_makes_a_new_version(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let mut staff = ina(&w).await;
    // Before it the text is simply another one.
    let page = republish(&w, &mut staff, &[("name", "Nog niet af")]).await;
    assert!(page.text.contains("Versie 1") && !page.text.contains("Versie 2"));
    let page = republish(&w, &mut staff, &[("name", OLD.1)]).await;
    assert!(!page.text.contains("Versie 2"));

    let (mut sanne, old) = w.claimed().await;
    let old = World::make_public(&mut sanne, &old).await;
    let tom = w.app.person("Tom Visser").await;
    let open = w
        .award(Recipient {
            mail: "tom.visser@voorbeeld.example".into(),
            first_name: Some("Tom".into()),
            last_name: Some("Visser".into()),
            ..Recipient::default()
        })
        .await;
    let changes = [("name", NEW.1), ("outcome", NEW.2)];
    let page = republish(&w, &mut staff, &changes).await;
    assert!(page.text.contains("Versie 2") && page.text.contains(NEW.1));
    for path in ["", "/versions/2"] {
        let path = format!("/badge-classes/{}{path}", w.class.id);
        let page = w.app.guest().get(&path).await;
        assert!(page.text.contains(NEW.1) && page.text.contains(NEW.2));
    }
    assert_stands_for(&w, &old, OLD).await;

    // Who was awarded before the change is offered, and gets, what was awarded.
    let mut tom = w.app.signed_in_learner(tom).await;
    let offer = format!("/backpack/offers/{open}");
    let shown = tom.get(&offer).await;
    assert!(shown.text.contains(OLD.1) && !shown.text.contains(NEW.1));
    let claimed = tom.post(&format!("{offer}/claim"), &[]).await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    let id = claimed.location().rsplit('/').next().unwrap();
    let public = World::make_public(&mut tom, id).await;
    assert_stands_for(&w, &public, OLD).await;

    // And who is awarded after it gets the new text.
    let noor = w.app.person("Noor Bakker").await;
    let made = award_by_name(&w, &mut staff, "noor.bakker@voorbeeld.example", &[]).await;
    w.app.drain().await;
    let award = awards_of(&w.app, batch_of(&made)).await[0].award.id;
    let mut noor = w.app.signed_in_learner(noor).await;
    let claimed = noor
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    let id = claimed.location().rsplit('/').next().unwrap();
    let public = World::make_public(&mut noor, id).await;
    assert_stands_for(&w, &public, NEW).await;
    assert_stands_for(&w, &old, OLD).await;

    // Publishing what is published already makes no third.
    let page = republish(&w, &mut staff, &[]).await;
    assert!(!page.text.contains("Versie 3"), "{}", page.text);
}
