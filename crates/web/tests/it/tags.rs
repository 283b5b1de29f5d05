//! internal tags of an institution, on its classes.

use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::{Path, Role};
use domain::{InstitutionId, TagId};
use rstest::rstest;
use store::Tx;

use crate::support::{Browser, Form, TestApp};

async fn tag_called(app: &TestApp, at: InstitutionId, name: &'static str) -> Option<TagId> {
    let found = app
        .read(async move |tx: &mut Tx| tx.tag_called(at, name).await)
        .await;
    found.map(|tag| tag.id)
}

async fn add(browser: &mut Browser, tags: &str, name: &str) -> u16 {
    let page = browser.get(tags).await;
    let mut form = Form::of(&page, tags);
    form.fill("name", &[name]);
    form.send(browser).await.status
}

#[rstest]
#[tokio::test]
async fn x_20_tags_are_added_put_on_classes_filtered_by_archived_and_deleted(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let at = tree.institution.id;
    let class = app
        .published_class(&tree, Type::Regular, "Palliatieve zorg")
        .await;
    let statistics = app
        .published_class(&tree, Type::Regular, "Statistiek")
        .await;
    let mut ina = app
        .staff("Ina Admin", Role::Admin, Path::institution(at))
        .await;
    let tags = format!("/manage/institutions/{at}/tags");
    assert_eq!(add(&mut ina, &tags, "  Zorg  2026 ").await, 303);
    assert_eq!(add(&mut ina, &tags, "Pilot").await, 303);
    // A name is there once, whatever its case; nothing and too much are refused.
    for wrong in ["zorg 2026", " ", &"x".repeat(61)] {
        assert_eq!(add(&mut ina, &tags, wrong).await, 422, "{wrong}");
    }
    let zorg = tag_called(&app, at, "Zorg 2026").await.unwrap();
    let of_class = format!("/manage/badge-classes/{}/tags", class.id);
    // The owner of a class puts them on it, and makes none.
    let mut owner = app
        .staff("Olga Owner", Role::Owner, tree.path().class(class.id))
        .await;
    let settings = owner
        .get(&format!("/manage/badge-classes/{}", class.id))
        .await;
    assert!(
        settings.text.contains(&of_class) && settings.statements <= 8,
        "{}",
        settings.statements
    );
    let mut form = Form::of(&owner.get(&of_class).await, &of_class);
    form.fill("tag", &[&zorg.to_string()]);
    let saved = form.send(&mut owner).await;
    let page = owner.follow(&saved).await;
    assert!(
        page.text.contains("Zorg 2026") && !page.text.contains("Pilot"),
        "{}",
        page.text
    );
    assert_eq!(owner.post(&tags, &[("name", "Eigen")]).await.status, 403);
    let seen = owner.get(&tags).await;
    assert!(seen.text.contains("1 badge class<") && !seen.text.contains("name=\"name\""));
    // A class that was awarded nothing keeps its one version.
    let version = class.version.unwrap();
    let id = class.id;
    let after = app
        .read(async move |tx: &mut Tx| tx.badge_class(id).await)
        .await
        .unwrap();
    assert_eq!(after.version.unwrap().id, version);
    // The list is filtered by it, and says how many it would leave.
    let list = format!("/manage/institutions/{at}/badge-classes");
    let all = ina.get(&list).await;
    assert!(
        all.text.contains("Zorg 2026 (1)") && all.text.contains("Statistiek"),
        "{}",
        all.text
    );
    let found = ina.get(&format!("{list}?tag={zorg}")).await;
    assert!(found.text.contains("Palliatieve zorg") && !found.text.contains("Statistiek"));
    assert!(found.statements <= 8, "{}", found.statements);
    let exported = ina.get(&format!("{list}?tag={zorg}&format=csv")).await;
    assert!(exported.text.contains("Palliatieve zorg") && !exported.text.contains("Statistiek"));
    // Archived: it stays on the class and is offered nowhere else.
    let archive = format!("/manage/tags/{zorg}/archive");
    let archived = Form::of(&ina.get(&tags).await, &archive)
        .send(&mut ina)
        .await;
    assert!(ina.follow(&archived).await.text.contains("in het archief"));
    assert_eq!(ina.post(&archive, &[]).await.status, 409);
    let elsewhere = format!("/manage/badge-classes/{}/tags", statistics.id);
    assert!(!ina.get(&elsewhere).await.text.contains("Zorg 2026"));
    let smuggled = ina.post(&elsewhere, &[("tag", &zorg.to_string())]).await;
    assert_eq!(smuggled.status, 422, "{}", smuggled.text);
    let kept = Form::of(&ina.get(&of_class).await, &of_class)
        .send(&mut ina)
        .await;
    assert!(ina.follow(&kept).await.text.contains("Zorg 2026"));
    let again = ina.post(&tags, &[("name", "Zorg 2026")]).await;
    assert!(
        again.status == 422 && again.text.contains("staat in het archief"),
        "{}",
        again.text
    );
    let restore = format!("/manage/tags/{zorg}/restore");
    assert_eq!(
        Form::of(&ina.get(&tags).await, &restore)
            .send(&mut ina)
            .await
            .status,
        303
    );
    // Before it is deleted the page shows where it is used.
    let delete = format!("/manage/tags/{zorg}/delete");
    let asked = ina.get(&delete).await;
    assert!(
        asked.text.contains("Palliatieve zorg") && asked.statements <= 8,
        "{}",
        asked.text
    );
    let deleted = Form::of(&asked, &delete).send(&mut ina).await;
    assert!(
        ina.follow(&deleted)
            .await
            .text
            .contains("Zorg 2026 is verwijderd")
    );
    assert!(
        !ina.get(&format!("/manage/badge-classes/{}", class.id))
            .await
            .text
            .contains("Zorg 2026")
    );
    assert_eq!(ina.get(&delete).await.status, 404);
}

#[tokio::test]
async fn an_institutions_tags_are_its_own() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let other = app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let class = app.published_class(&tree, Type::Regular, "Inleiding").await;
    let at = tree.institution.id;
    let mut ina = app
        .staff("Ina Admin", Role::Admin, Path::institution(at))
        .await;
    let mut eve = app
        .staff(
            "Eve Elders",
            Role::Admin,
            Path::institution(other.institution.id),
        )
        .await;
    let theirs = format!("/manage/institutions/{}/tags", other.institution.id);
    assert_eq!(add(&mut eve, &theirs, "Geheim").await, 303);
    let tag = tag_called(&app, other.institution.id, "Geheim")
        .await
        .unwrap();
    for address in [theirs.clone(), format!("/manage/tags/{tag}/delete")] {
        assert_eq!(ina.get(&address).await.status, 404, "{address}");
    }
    for step in ["archive", "restore", "delete"] {
        assert_eq!(
            ina.post(&format!("/manage/tags/{tag}/{step}"), &[])
                .await
                .status,
            404
        );
    }
    let of_class = format!("/manage/badge-classes/{}/tags", class.id);
    let put = ina.post(&of_class, &[("tag", &tag.to_string())]).await;
    assert_eq!(put.status, 422, "{}", put.text);
    // The same name is free here, and tags stay out of everything public.
    let own = format!("/manage/institutions/{at}/tags");
    assert_eq!(add(&mut ina, &own, "Geheim").await, 303);
    let tag = tag_called(&app, at, "Geheim").await.unwrap();
    assert_eq!(
        ina.post(&of_class, &[("tag", &tag.to_string())])
            .await
            .status,
        303
    );
    let public = app.guest().get(&app::urls::badge_class(class.id)).await;
    assert!(public.status == 200 && !public.text.contains("Geheim"));
}
