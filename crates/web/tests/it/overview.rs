//! What needs somebody of the staff today.

use domain::award::{Recipient, State};
use domain::institution::Sector;
use domain::role::{Path, Role};
use store::Tx;
use store::awards::AwardChange;

use crate::awards::ina;
use crate::edubadges::{expire_after_days, holder};
use crate::support::World;

#[tokio::test]
async fn staff_see_what_waits_for_them_and_only_where_they_can_do_something_about_it() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let institution = w.tree.institution.id;
    let portal = format!("/manage/institutions/{institution}");
    assert_eq!(staff.get("/manage").await.location(), portal);
    let home = staff.get(&portal).await;
    assert!(home.text.contains("Er wacht niets op je"), "{}", home.text);

    expire_after_days(&w, 10).await;
    let (_, mut bram, id) = holder(&w, "Bram Bakker").await;
    let correction = format!("/backpack/edubadges/{id}/correction");
    let asked = bram.post(&correction, &[("text", "Mijn naam")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    let award = w
        .award(Recipient {
            mail: "weg@voorbeeld.example".into(),
            first_name: Some("W".into()),
            last_name: Some("Eg".into()),
            ..Recipient::default()
        })
        .await;
    w.app
        .write(async move |tx: &mut Tx| {
            let failed = AwardChange {
                reason: Some("no such address".into()),
                ..AwardChange::default()
            };
            tx.set_award_state(award, &[State::Sent], State::Failed, &failed)
                .await?;
            Ok(())
        })
        .await;
    let home = staff.get(&portal).await;
    assert!(home.statements <= 8, "{}", home.statements);
    for said in [
        "1 lerende vraagt om een verbetering",
        "1 mail met een edubadge kwam niet aan",
        "1 edubadge verloopt binnen 30 dagen",
    ] {
        assert!(home.text.contains(said), "{said}: {}", home.text);
    }
    for address in [
        format!("/manage/institutions/{institution}/corrections?state=open"),
        format!("/manage/institutions/{institution}/edubadges?state=expiring"),
    ] {
        assert!(home.text.contains(&address), "{address}: {}", home.text);
        let list = staff.get(&address).await;
        assert!(
            list.text.contains("Bram Bakker"),
            "{address}: {}",
            list.text
        );
    }
    let beside = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Statistics")
        .await;
    let mut other = {
        let path = w.tree.path().class(beside.id);
        w.app.staff("Anna Awarder", Role::Awarder, path).await
    };
    let home = other.get(&portal).await;
    assert!(home.text.contains("Er wacht niets op je"), "{}", home.text);
    let mut auditor = {
        let at = Path::institution(institution);
        w.app.staff("Aad Auditor", Role::Auditor, at).await
    };
    let home = auditor.get(&portal).await;
    assert!(
        home.text.contains("Er wacht niets op je"),
        "who changes nothing is asked nothing: {}",
        home.text
    );
    // With a role in two institutions everything stands on the portal's home, with where it is.
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let at = Path::institution(elsewhere.institution.id);
    w.app.grant(w.staff, Role::Admin, Some(at)).await;
    let mut staff = ina(&w).await;
    let home = staff.get("/manage").await;
    assert!(home.statements <= 8, "{}", home.statements);
    let (_, needed) = home.text.split_once("1 lerende vraagt").unwrap();
    assert!(
        needed
            .split("</li>")
            .next()
            .unwrap()
            .contains("Universiteit van Voorbeeld"),
        "{}",
        home.text
    );
}
