//! The audit trail of an institution: found by who, whom, what and when; read by whom it may be.

use domain::institution::Sector;
use domain::person::IdentifierKind;
use domain::role::{Path, Role};
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;
use store::persons::Identifier;

use crate::awards::{award_by_name, claim_link, form_key, form_path, ina};
use crate::support::{Browser, Page, TestApp, World};

fn trail(w: &World) -> String {
    format!("/manage/institutions/{}/audit", w.tree.institution.id)
}

async fn searched(browser: &mut Browser, w: &World, query: &str) -> Page {
    let page = browser.get(&format!("{}?{query}", trail(w))).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.statements <= 8, "{} statements", page.statements);
    page
}

/// The rows of a page's table, without the search form around it.
fn rows(page: &Page) -> Vec<&str> {
    let body = page.text.split("<tbody>").nth(1).unwrap_or_default();
    let body = body.split("</tbody>").next().unwrap_or_default();
    body.split("<tr>").skip(1).collect()
}

async fn has_eppn(app: &TestApp, person: domain::PersonId, eppn: &'static str) {
    let now = app.app.now();
    app.write(async move |tx: &mut Tx| {
        let identifier = Identifier {
            kind: IdentifierKind::Eppn,
            value: eppn.into(),
            verified_at: now,
            expires_at: None,
        };
        tx.put_identifier(person, &identifier).await
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn ac_stf_02_award_and_claim_are_found_by_class_and_by_recipient(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    has_eppn(&w.app, w.sanne, "s.degroot@uvv.example").await;
    let path = w.tree.path().class(w.class.id);
    let mut owner = w.app.staff("Bea Owner", Role::Owner, path).await;
    let key = form_key(&mut owner, &form_path(&w)).await;
    let fields = [
        ("key", key.as_str()),
        ("by", "eppn"),
        ("mail", "sanne@werk.example"),
        ("eppn", "s.degroot@uvv.example"),
        ("when", "now"),
    ];
    let made = owner.post(&form_path(&w), &fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    for query in [
        "q=law",
        "q=s.degroot%40uvv.example",
        "q=sanne%40werk.example",
    ] {
        let page = searched(&mut owner, &w, &format!("{query}&thing=award")).await;
        let found = rows(&page);
        assert_eq!(found.len(), 1, "{query}: {}", page.text);
        for said in ["Bea Owner", "Uitgereikt", "Law and Politics"] {
            assert!(found[0].contains(said), "{said}: {}", found[0]);
        }
    }
    let mail = {
        w.app.drain().await;
        w.app.mails("award-offer").await.remove(0)
    };
    let token = claim_link(&mail.content.unwrap().text);
    // Of two things at the same moment nothing tells which was first.
    w.app.move_clock(1.minute());
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let claim = sanne.get(&token).await;
    let offer = if claim.status == 303 {
        claim.location().to_owned()
    } else {
        let (_, rest) = claim.text.split_once("/backpack/offers/").unwrap();
        format!("/backpack/offers/{}", rest.split('"').next().unwrap())
    };
    let claimed = sanne.post(&format!("{offer}/claim"), &[]).await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    for query in ["q=law", "q=s.degroot%40uvv.example"] {
        let page = searched(&mut owner, &w, query).await;
        let found = rows(&page);
        let (claim, award) = (
            found.iter().position(|r| r.contains("Geclaimd")),
            found.iter().rposition(|r| r.contains("Uitgereikt")),
        );
        assert!(
            claim.is_some() && award.is_some() && claim < award,
            "{query}, newest first: {}",
            page.text
        );
    }
    let nobody = searched(&mut owner, &w, "q=nobody%40uvv.example").await;
    assert!(rows(&nobody).is_empty(), "{}", nobody.text);
}

#[tokio::test]
async fn who_has_a_role_below_sees_that_part_and_who_only_awards_sees_nothing() {
    let w = World::new(Sector::Wo).await;
    let beside = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Statistics")
        .await;
    let mut staff = ina(&w).await;
    for class in [w.class.id, beside.id] {
        let archive = format!("/manage/badge-classes/{class}/archive");
        assert_eq!(staff.post(&archive, &[]).await.status, 303);
    }
    let mut all = ina(&w).await;
    let page = searched(&mut all, &w, "thing=badge-class").await;
    assert!(page.text.contains("Law and Politics") && page.text.contains("Statistics"));
    let path = w.tree.path();
    let own = path.class(w.class.id);
    let mut owner = w.app.staff("Olga Owner", Role::Owner, own).await;
    let page = searched(&mut owner, &w, "thing=badge-class").await;
    assert!(page.text.contains("Law and Politics") && !page.text.contains("Statistics"));
    let mut auditor = {
        let at = Path::institution(w.tree.institution.id);
        w.app.staff("Aad Auditor", Role::Auditor, at).await
    };
    let page = searched(&mut auditor, &w, "thing=badge-class").await;
    assert!(page.text.contains("Law and Politics") && page.text.contains("Statistics"));
    let mut awarder = w.app.staff("Anna Awarder", Role::Awarder, path).await;
    assert_eq!(awarder.get(&trail(&w)).await.status, 403);
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let at = Path::institution(elsewhere.institution.id);
    let mut stranger = w.app.staff("Stan Stranger", Role::Admin, at).await;
    assert_eq!(stranger.get(&trail(&w)).await.status, 404);
}

#[tokio::test]
async fn a_change_is_read_field_by_field_and_in_words() {
    let w = World::new(Sector::Wo).await;
    let before = w.tree.institution.clone();
    let actor = {
        let staff = ina(&w).await;
        let session = w.app.app.session(&staff.cookies[0].1).await.unwrap();
        session.unwrap().actor
    };
    let mut settings = before.settings.clone();
    settings.contact_mail = Some("vragen@uvv.example".into());
    settings.direct_awards = !settings.direct_awards;
    w.app
        .app
        .update_institution(&actor, before.id, settings)
        .await
        .unwrap();
    let mut staff = ina(&w).await;
    let page = searched(&mut staff, &w, "action=node.edit").await;
    let found = rows(&page);
    assert_eq!(found.len(), 1, "{}", page.text);
    let row = found[0];
    for said in [
        "Contactadres",
        "<ins>vragen@uvv.example</ins>",
        "Directe uitreiking",
        "<del>Ja</del>",
        "<ins>Nee</ins>",
    ] {
        assert!(row.contains(said), "{said}: {row}");
    }
    for raw in ["{\"", "direct_awards", "true"] {
        assert!(!row.contains(raw), "{raw}: {row}");
    }
    assert!(!row.contains("Standaardtaal"), "only what differs: {row}");
}

#[tokio::test]
async fn a_period_an_action_and_who_did_it_narrow_the_trail() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let made = award_by_name(&w, &mut staff, "een@voorbeeld.example", &[]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    w.app.move_clock((48).hours());
    let anna = w.tree.path();
    let mut anna = w.app.staff("Ánna Awarder", Role::Awarder, anna).await;
    let made = award_by_name(&w, &mut anna, "twee@voorbeeld.example", &[]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let mut staff = ina(&w).await;
    let of = async |staff: &mut Browser, query: &str| {
        let page = searched(staff, &w, &format!("thing=award&{query}")).await;
        let found = rows(&page);
        let who = |name: &str| found.iter().filter(|r| r.contains(name)).count();
        (who("Ina Admin"), who("Ánna Awarder"))
    };
    assert_eq!(of(&mut staff, "").await, (1, 1));
    assert_eq!(of(&mut staff, "q=anna+aw").await, (0, 1));
    assert_eq!(of(&mut staff, "from=2026-11-25").await, (0, 1));
    assert_eq!(of(&mut staff, "until=2026-11-25").await, (1, 0));
    assert_eq!(
        of(&mut staff, "from=2026-11-24&until=2026-11-24").await,
        (1, 0)
    );
    assert_eq!(of(&mut staff, "from=vandaag").await, (1, 1));
    assert_eq!(of(&mut staff, "action=edubadge.revoke").await, (0, 0));
}

#[tokio::test]
async fn the_trail_can_be_taken_away_as_it_is_filtered() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let made = award_by_name(&w, &mut staff, "een@voorbeeld.example", &[]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let csv = staff
        .get(&format!("{}?thing=award&format=csv", trail(&w)))
        .await;
    assert_eq!(csv.status, 200, "{}", csv.text);
    assert!(csv.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = csv.text.trim().lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.text);
    for said in [
        "Ina Admin",
        "Uitgereikt",
        "Law and Politics",
        "Sanne de Groot",
    ] {
        assert!(lines[1].contains(said), "{said}: {}", lines[1]);
    }
    let xlsx = staff
        .get(&format!("{}?thing=award&format=xlsx", trail(&w)))
        .await;
    assert!(xlsx.bytes.starts_with(b"PK"));
}
