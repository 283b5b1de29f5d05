//! What was issued, as staff see it: lists, revocations, and undoing one.

use domain::PersonId;
use domain::award::Recipient;
use domain::badge_class::{Type, Version};
use domain::institution::Sector;
use domain::role::{Path, Role};
use domain::time::Period;
use jiff::ToSpan;
use store::Tx;

use crate::awards::ina;
use crate::support::{Browser, Page, World};

/// Somebody with an edubadge of the world's class; their browser and its id.
pub async fn holder(w: &World, name: &str) -> (PersonId, Browser, String) {
    let person = w.app.person(name).await;
    let (first, last) = name.split_once(' ').unwrap();
    let mail = format!(
        "{}@voorbeeld.example",
        name.to_lowercase().replace(' ', ".")
    );
    let award = w
        .award(Recipient {
            mail,
            first_name: Some(first.into()),
            last_name: Some(last.into()),
            grade: Some("7".into()),
            ..Recipient::default()
        })
        .await;
    let mut browser = w.app.signed_in_learner(person).await;
    let claimed = browser
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    let id = claimed.location().rsplit('/').next().unwrap().to_owned();
    (person, browser, id)
}

/// From now on edubadges of the world's class are valid for so many days.
pub async fn expire_after_days(w: &World, count: u16) {
    let unit = domain::time::Unit::Days;
    let mut content = w.class.draft.clone();
    content.expiry = Some(Period { count, unit });
    let version = Version {
        id: w.class.version.unwrap(),
        class: w.class.id,
        number: 1,
        content,
        published_at: w.app.app.now(),
    };
    w.app
        .write(async move |tx: &mut Tx| tx.replace_version(&version).await)
        .await;
}

pub fn list(w: &World) -> String {
    format!("/manage/badge-classes/{}/edubadges", w.class.id)
}

fn over_institution(w: &World) -> String {
    format!("/manage/institutions/{}/edubadges", w.tree.institution.id)
}

/// The names in a list, in its order.
fn names<'p>(page: &'p Page, all: &[&'p str]) -> Vec<&'p str> {
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.statements <= 8, "{} statements", page.statements);
    let body = page.text.split("<tbody>").nth(1).unwrap_or_default();
    let mut found: Vec<(usize, &str)> = all
        .iter()
        .filter_map(|name| Some((body.find(&format!(">{name}</a>"))?, *name)))
        .collect();
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

async fn revoke(w: &World, staff: &mut Browser, ids: &[&str]) -> Page {
    let mut fields = vec![("category", "error"), ("reason", "Verkeerde groep")];
    fields.extend(ids.iter().map(|id| ("assertion", *id)));
    let done = staff.post(&format!("{}/revoke", list(w)), &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    done
}

/// The address of a class's newest revocation.
async fn newest_revocation(w: &World, staff: &mut Browser) -> String {
    let path = format!("/manage/badge-classes/{}/revocations", w.class.id);
    let page = staff.get(&path).await;
    assert!(page.status == 200 && page.statements <= 8, "{}", page.text);
    let (_, rest) = page.text.split_once(&format!("{path}/")).unwrap();
    format!("{path}/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn the_edubadges_of_a_class_are_searched_filtered_sorted_and_taken_away() {
    let w = World::new(Sector::Wo).await;
    let all = ["Bram Bakker", "Anouk Árends", "Chris Cools"];
    let (_, _, bram) = holder(&w, all[0]).await;
    w.app.move_clock((48).hours());
    holder(&w, all[1]).await;
    expire_after_days(&w, 10).await;
    holder(&w, all[2]).await;
    let mut staff = ina(&w).await;
    revoke(&w, &mut staff, &[&bram]).await;
    let path = list(&w);
    let mut of = async |query: &str| {
        let page = staff.get(&format!("{path}?{query}")).await;
        names(&page, &all)
            .iter()
            .map(|n| n.split(' ').next().unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(of("sort=name").await, "Anouk Bram Chris");
    assert_eq!(of("sort=-name").await, "Chris Bram Anouk");
    assert!(of("").await.ends_with("Bram"), "newest first");
    assert!(of("sort=ends").await.starts_with("Chris"));
    assert_eq!(of("q=arends").await, "Anouk");
    assert_eq!(of("q=chris.cools%40voorbeeld").await, "Chris");
    assert_eq!(of("q=zzz").await, "");
    assert_eq!(of("state=revoked").await, "Bram");
    assert_eq!(of("state=expiring").await, "Chris");
    assert_eq!(of("state=valid").await, "Anouk");
    assert_eq!(of("until=2026-11-24").await, "Bram");
    assert_eq!(of("how=request").await, "");
    assert_eq!(of("how=award&sort=name").await, "Anouk Bram Chris");
    let csv = staff.get(&format!("{path}?state=revoked&format=csv")).await;
    let lines: Vec<&str> = csv.text.trim().lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.text);
    for said in ["Bram Bakker", "bram.bakker@voorbeeld.example", "Vergissing"] {
        assert!(lines[1].contains(said), "{said}: {}", lines[1]);
    }
    // When the month is over, what was to expire has expired.
    w.app.move_clock((20 * 24).hours());
    let mut staff = ina(&w).await;
    let page = staff.get(&format!("{path}?state=expired")).await;
    assert_eq!(names(&page, &all), ["Chris Cools"]);
}

#[tokio::test]
async fn over_an_institution_one_sees_as_far_as_ones_roles_reach() {
    let w = World::new(Sector::Wo).await;
    let all = ["Bram Bakker", "Sanne de Groot"];
    holder(&w, all[0]).await;
    let beside = w
        .app
        .published_class(&w.tree, Type::Regular, "Statistics")
        .await;
    let path = over_institution(&w);
    let mut admin = ina(&w).await;
    let page = admin.get(&path).await;
    assert_eq!(names(&page, &all), ["Bram Bakker"]);
    assert!(page.text.contains("Law and Politics"));
    assert_eq!(
        names(&admin.get(&format!("{path}?q=politics")).await, &all),
        ["Bram Bakker"]
    );
    let below = w.tree.path().class(beside.id);
    let mut other = w.app.staff("Anna Awarder", Role::Awarder, below).await;
    assert!(names(&other.get(&path).await, &all).is_empty());
    let csv = other.get(&format!("{path}?format=csv")).await;
    assert!(
        csv.status == 200 && !csv.text.contains("Bram"),
        "{}",
        csv.text
    );
    let own = w.tree.path().class(w.class.id);
    let mut awarder = w.app.staff("Ada Awarder", Role::Awarder, own).await;
    assert_eq!(names(&awarder.get(&path).await, &all), ["Bram Bakker"]);
    let at = Path::institution(w.tree.institution.id);
    let mut officer = w.app.staff("Quin", Role::QualityOfficer, at).await;
    assert_eq!(officer.get(&path).await.status, 403, "reads no people");
}

#[tokio::test]
async fn a_mistaken_revocation_is_undone_for_everyone_in_it_exactly_once() {
    let w = World::new(Sector::Wo).await;
    let (_, mut bram, first) = holder(&w, "Bram Bakker").await;
    let (_, mut chris, second) = holder(&w, "Chris Cools").await;
    World::make_public(&mut bram, &first).await;
    let mut staff = ina(&w).await;
    revoke(&w, &mut staff, &[&first, &second]).await;
    let address = newest_revocation(&w, &mut staff).await;
    let page = staff.get(&address).await;
    assert!(page.statements <= 8, "{}", page.statements);
    for said in ["Bram Bakker", "Chris Cools", "Verkeerde groep", "Ina Admin"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let undone = staff.post(&format!("{address}/undo"), &[]).await;
    let page = staff.follow(&undone).await;
    assert!(page.text.contains("Opnieuw uitgegeven: 2"), "{}", page.text);
    assert!(page.text.contains("2 edubadges zijn opnieuw uitgegeven"));
    let again = staff.post(&format!("{address}/undo"), &[]).await;
    assert_eq!(again.status, 409, "{}", again.text);
    w.app.drain().await;
    assert_eq!(w.app.mails("replaced").await.len(), 2);

    // Each has a new one, valid and private; the old one stays revoked and leads the holder on.
    let old = bram.get(&format!("/backpack/edubadges/{first}")).await;
    assert!(old.text.contains("ingetrokken"), "{}", old.text);
    let backpack = bram.get("/backpack").await;
    let new = backpack
        .text
        .split("/backpack/edubadges/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a new edubadge")
        .to_owned();
    assert_ne!(new, first);
    assert!(old.text.contains(&format!("/backpack/edubadges/{new}")));
    let mut guest = w.app.guest();
    let shared = guest.get(&format!("/edubadges/{first}")).await;
    assert!(
        !shared.text.contains(&new),
        "the public is told of no other: {}",
        shared.text
    );
    assert_eq!(guest.get(&format!("/edubadges/{new}")).await.status, 404);
    let file = bram
        .get(&format!("/backpack/edubadges/{new}/download/ob3.json"))
        .await
        .json();
    let before = bram
        .get(&format!("/backpack/edubadges/{first}/download/ob3.json"))
        .await
        .json();
    assert_eq!(file["validFrom"], before["validFrom"]);
    assert_ne!(
        file["credentialStatus"]["statusListIndex"], before["credentialStatus"]["statusListIndex"],
        "a status of its own"
    );
    let checked = guest
        .upload(
            "/verify",
            &[],
            ("file", "new.json", file.to_string().as_bytes()),
        )
        .await;
    assert!(checked.text.contains("Echt en geldig"), "{}", checked.text);
    assert!(!chris.get("/backpack").await.text.contains(&second));
}

#[tokio::test]
async fn who_got_a_valid_one_again_gets_no_second_one_and_an_awarder_undoes_own_revocations() {
    let w = World::new(Sector::Wo).await;
    let (bram, mut browser, first) = holder(&w, "Bram Bakker").await;
    let mut staff = ina(&w).await;
    revoke(&w, &mut staff, &[&first]).await;
    let address = newest_revocation(&w, &mut staff).await;
    let path = w.tree.path().class(w.class.id);
    let mut awarder = w.app.staff("Anna Awarder", Role::Awarder, path).await;
    let page = awarder.get(&address).await;
    assert!(
        page.status == 200 && !page.text.contains("/undo"),
        "{}",
        page.text
    );
    let undone = awarder.post(&format!("{address}/undo"), &[]).await;
    assert_eq!(undone.status, 403, "another's revocation");
    let award = w
        .award(Recipient {
            mail: "bram.bakker@voorbeeld.example".into(),
            first_name: Some("Bram".into()),
            last_name: Some("Bakker".into()),
            ..Recipient::default()
        })
        .await;
    let claimed = browser
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    let undone = staff.post(&format!("{address}/undo"), &[]).await;
    let page = staff.follow(&undone).await;
    assert!(page.text.contains("Opnieuw uitgegeven: 0"), "{}", page.text);
    let held = w
        .app
        .read(async move |tx: &mut Tx| tx.assertions_of(bram, false).await)
        .await;
    assert_eq!(held.len(), 1);
}
