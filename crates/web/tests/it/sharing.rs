//! AC-SHR: a learner makes an edubadge public and shares it; whoever opens the link sees a check
//! that is really done.

use domain::award::Recipient;
use domain::institution::Sector;
use rstest::rstest;

use crate::support::{BASE, Browser, Form, LANGUAGES, Page, World};

/// Awarded and claimed, private yet; its page in the backpack.
async fn private_edubadge(w: &World) -> (Browser, String) {
    let (sanne, id) = w.claimed().await;
    (sanne, format!("/backpack/edubadges/{id}"))
}

/// Makes it public; gives its page then, and the link that this offers to copy.
async fn shared(sanne: &mut Browser, own: &str) -> (Page, String) {
    World::make_public(sanne, own.rsplit('/').next().unwrap()).await;
    let page = sanne.get(own).await;
    let link = page.text.split("id=\"link\" readonly value=\"").nth(1);
    let link = link.unwrap_or_else(|| panic!("a link: {}", page.text));
    let link = link.split('"').next().unwrap().to_owned();
    (page, link)
}

#[rstest]
#[tokio::test]
async fn ac_shr_01_a_learner_makes_a_badge_public(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let (mut sanne, own) = private_edubadge(&w).await;
    let id = own.rsplit('/').next().unwrap();
    let public = format!("/edubadges/{id}");
    let before = sanne.get(&own).await;
    let form = Form::of(&before, &format!("{own}/public"));
    assert_eq!(form.shown("visibility"), ["private"]);
    assert!(!before.text.contains("id=\"link\""), "nothing to share yet");
    assert_eq!(w.app.guest().get(&public).await.status, 404);
    let (page, link) = shared(&mut sanne, &own).await;
    assert!(page.text.contains("is nu openbaar"), "a message");
    let form = Form::of(&page, &format!("{own}/public"));
    assert_eq!(form.shown("visibility"), ["public"]);
    assert_eq!(form.shown("name").len(), 1, "the name is on by itself");
    assert!(form.shown("grade").is_empty() && form.shown("evidence").is_empty());
    assert_eq!(link, format!("{BASE}{public}"));
    assert_eq!(w.app.guest().get(&public).await.status, 200);
}

/// Outcome and reason of each check on a page.
fn checks(page: &Page) -> Vec<(String, String)> {
    let list = page.text.split("<ul class=\"checks\">").nth(1).unwrap();
    let list = list.split("</ul>").next().unwrap();
    let between = |item: &str, from: &str, to: &str| {
        let rest = item.split(from).nth(1).unwrap();
        rest.split(to).next().unwrap().to_owned()
    };
    list.split("<li")
        .skip(1)
        .map(|item| {
            let outcome = between(item, "class=\"state\">", "<");
            (outcome, between(item, "class=\"small\">", "</span>"))
        })
        .collect()
}

#[rstest]
#[tokio::test]
async fn ac_shr_02_a_learner_shares_a_badge_and_anyone_verifies_it(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let (mut sanne, own) = private_edubadge(&w).await;
    let (_, link) = shared(&mut sanne, &own).await;
    let path = link.strip_prefix(BASE).unwrap().to_owned();
    let mut guest = w.app.guest();
    for (lang, words) in LANGUAGES.into_iter().zip([
        [
            "In orde",
            "Niet in orde",
            "Niet vast te stellen",
            "Niet van toepassing",
            "Echt en geldig",
        ],
        [
            "Passed",
            "Failed",
            "Could not be decided",
            "Does not apply",
            "Genuine and valid",
        ],
    ]) {
        let [passed, failed, undecided, not_applicable, verdict] = words;
        for page in [
            guest.get(&format!("{path}?lang={lang}")).await,
            guest
                .post(&format!("/verify?lang={lang}"), &[("link", &link)])
                .await,
        ] {
            assert_eq!(page.status, 200);
            assert!(page.text.contains(verdict), "{}", page.text);
            let checks = checks(&page);
            assert_eq!(checks.len(), 12, "{checks:?}");
            let of = |outcome: &str| checks.iter().filter(|(o, _)| o == outcome).count();
            assert_eq!(of(failed), 0, "{checks:?}");
            assert!(
                checks.iter().all(|(_, reason)| !reason.is_empty()),
                "{checks:?}"
            );
            // Undecided is only what the visitor hasn't typed yet.
            assert_eq!(of(undecided), 1, "{checks:?}");
            assert_eq!(
                of(passed) + of(undecided) + of(not_applicable),
                12,
                "{checks:?}"
            );
            assert!(of(passed) >= 10, "{checks:?}");
        }
    }
    // With the name typed nothing is left undecided.
    let mut form = Form::of(
        &guest.get(&format!("{path}?lang=en")).await,
        &format!("{path}#checks"),
    );
    form.fill("name", &["Sanne de Groot"]);
    let compared = form.send(&mut guest).await;
    let all = checks(&compared);
    let decided = ["Passed", "Does not apply"];
    assert!(
        all.iter()
            .all(|(outcome, _)| decided.contains(&outcome.as_str())),
        "{all:?}"
    );
}

/// A name that nobody vouched for is never shown to the world; the check still says why.
#[tokio::test]
async fn what_a_public_badge_leaves_out_is_said_to_be_left_out() {
    let w = World::new(Sector::Wo).await;
    let award = w
        .award(Recipient {
            mail: "sanne.de.groot@voorbeeld.example".into(),
            eppn: Some("s.degroot@uvv.example".into()),
            ..Recipient::default()
        })
        .await;
    let person = w.sanne;
    let eppn = store::persons::Identifier {
        kind: domain::person::IdentifierKind::Eppn,
        value: "s.degroot@uvv.example".into(),
        verified_at: w.app.app.now(),
        expires_at: None,
    };
    w.app
        .write(async move |tx: &mut store::Tx| tx.put_identifier(person, &eppn).await)
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let claimed = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    let (_, link) = shared(&mut sanne, claimed.location()).await;
    let page = w
        .app
        .guest()
        .get(&format!("{}?lang=en", link.strip_prefix(BASE).unwrap()))
        .await;
    assert!(!page.text.contains("Sanne de Groot"), "{}", page.text);
    let all = checks(&page);
    assert!(
        all.iter().all(|(outcome, _)| outcome != "Failed"),
        "{all:?}"
    );
    assert!(
        all.contains(&("Does not apply".into(), "The badge shows no name.".into())),
        "{all:?}"
    );
}
