//! The issuer portal: the tree and badge classes.

use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::Role;
use store::Tx;

use crate::badge_classes::{class_of, fill, issuer_admin, new_class, new_form};
use crate::support::{Form, TestApp, one_pixel};

#[tokio::test]
async fn a_stranger_finds_nothing_of_another_institutions_portal() {
    let (app, tree, _) = issuer_admin(Sector::Wo).await;
    let elsewhere = app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let class = app.published_class(&tree, Type::Regular, "Geheim").await;
    let mut stranger = app
        .staff(
            "Stan Stranger",
            Role::Admin,
            domain::role::Path::institution(elsewhere.institution.id),
        )
        .await;
    for path in [
        format!("/manage/institutions/{}", tree.institution.id),
        format!("/manage/issuer-groups/{}", tree.group.id),
        format!("/manage/issuers/{}", tree.issuer.id),
        new_class(&tree),
        format!("/manage/badge-classes/{}", class.id),
        format!("/manage/badge-classes/{}/edit", class.id),
    ] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(
        app.guest()
            .get(&format!("/manage/badge-classes/{}", class.id))
            .await
            .status,
        303,
        "to sign-in"
    );
}

#[tokio::test]
async fn groups_and_issuers_are_made_and_changed_with_unique_names() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let mut ina = app
        .staff(
            "Ina Admin",
            Role::Admin,
            domain::role::Path::institution(tree.institution.id),
        )
        .await;
    let new_group = format!(
        "/manage/institutions/{}/issuer-groups/new",
        tree.institution.id
    );
    let refused = ina.post(&new_group, &[("visibility", "public")]).await;
    assert_eq!(refused.status, 422);
    let taken = ina
        .post(
            &new_group,
            &[("name_nl", " gezondheid "), ("visibility", "public")],
        )
        .await;
    assert!(
        taken.text.contains("Deze naam bestaat hier al"),
        "{}",
        taken.text
    );
    let made = ina
        .post(
            &new_group,
            &[("name_nl", "Wetenschap"), ("visibility", "public")],
        )
        .await;
    let group = ina.follow(&made).await;
    assert!(group.text.contains("Wetenschap") && group.text.contains("is gemaakt"));
    let new_issuer = format!("{}/issuers/new", made.location());
    assert_eq!(
        ina.post(&new_issuer, &[("name_nl", "Informatica")])
            .await
            .status,
        422,
        "contact mail is required"
    );
    let issuer = ina
        .post(
            &new_issuer,
            &[
                ("name_nl", "Informatica"),
                ("contact_mail", "cs@uvv.example"),
            ],
        )
        .await;
    assert_eq!(issuer.status, 303);
    let edit = format!("{}/edit", issuer.location());
    let saved = ina
        .post(
            &edit,
            &[
                ("name_nl", "Computer Science"),
                ("contact_mail", "cs@uvv.example"),
            ],
        )
        .await;
    assert!(ina.follow(&saved).await.text.contains("Computer Science"));
    let tree_page = ina
        .get(&format!("/manage/institutions/{}", tree.institution.id))
        .await;
    assert!(tree_page.text.contains("Computer Science") && tree_page.statements <= 8);
    let settings = ina
        .get(&format!(
            "/manage/institutions/{}/edit",
            tree.institution.id
        ))
        .await;
    assert_eq!(settings.status, 200);
}

/// Nobody can approve a badge class yet, so with review on nothing would ever be published.
#[tokio::test]
async fn review_before_publication_can_be_turned_off_and_not_on() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let institution = tree.institution.clone();
    let node = domain::role::Path::institution(institution.id);
    let mut ina = app.staff("Ina Admin", Role::Admin, node).await;
    let facts = format!("/manage/institutions/{}", institution.id);
    let edit = format!("{facts}/edit");
    let page = ina.get(&format!("{edit}?lang=en")).await;
    assert!(!Form::of(&page, &edit).asks_for("publishing_review"));
    let smuggled = [
        ("name_nl", "Universiteit van Voorbeeld"),
        ("publishing_review", "on"),
    ];
    assert_eq!(ina.post(&edit, &smuggled).await.status, 303);
    assert!(!ina.get(&facts).await.text.contains("Publishing review"));

    let mut settings = institution.settings.clone();
    settings.publishing_review = true;
    app.write(async move |tx: &mut Tx| {
        tx.update_institution_settings(&institution, &settings)
            .await
    })
    .await;
    assert!(ina.get(&facts).await.text.contains("Publishing review"));
    let page = ina.get(&edit).await;
    assert!(
        page.text.contains("Approving isn’t possible yet"),
        "{}",
        page.text
    );
    let mut form = Form::of(&page, &edit);
    assert_eq!(form.send(&mut ina).await.status, 303);
    assert!(ina.get(&facts).await.text.contains("Publishing review"));
    form.fill("publishing_review", &[]);
    assert_eq!(form.send(&mut ina).await.status, 303);
    assert!(!ina.get(&facts).await.text.contains("Publishing review"));
}

#[tokio::test]
async fn an_uploaded_picture_is_checked_and_a_dangerous_one_refused() {
    let (_app, tree, mut ia) = issuer_admin(Sector::Wo).await;
    let (_, mut form) = new_form(&tree, &mut ia, Type::Regular).await;
    fill(&mut form, Type::Regular, Sector::Wo);
    let kept = form.press(&mut ia, ("do", "image")).await;
    let image = format!("/manage/badge-classes/{}/image", class_of(kept.location()));
    let too_small = ia
        .upload(
            &image,
            &[("how", "upload")],
            ("file", "a.png", &one_pixel()),
        )
        .await;
    assert_eq!(too_small.status, 422);
    let evil = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script><foreignObject/></svg>"#;
    let evil = ia
        .upload(&image, &[("how", "upload")], ("file", "a.svg", evil))
        .await;
    assert_eq!(evil.status, 422);
    let not = ia
        .upload(
            &image,
            &[("how", "upload")],
            ("file", "a.png", b"GIF89a nothing"),
        )
        .await;
    assert_eq!(not.status, 422);
    let good = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><circle cx="100" cy="100" r="90" fill="#0b5563"/></svg>"##;
    let good = ia
        .upload(&image, &[("how", "upload")], ("file", "a.svg", good))
        .await;
    assert_eq!(good.status, 303, "{}", good.text);
    let editor = ia.follow(&good).await;
    let png = editor
        .text
        .split("/files/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let served = ia.get_as(&format!("/files/{png}"), "image/png").await;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "image/png")
    );
}

#[tokio::test]
async fn ac_log_03_a_badge_class_admin_reaches_the_staff_sections() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let class = app
        .published_class(&tree, Type::Regular, "Inleiding psychologie")
        .await;
    let path = tree.path().class(class.id);
    let mut owner = app.staff("Olga Owner", Role::Owner, path).await;
    let start = owner.get("/").await;
    assert!(start.text.contains("href=\"/manage\""), "the way in");
    let manage = owner.get("/manage").await;
    let manage = if manage.status == 303 {
        owner.follow(&manage).await
    } else {
        manage
    };
    assert_eq!(manage.status, 200, "{}", manage.text);
    let classes = format!("/manage/institutions/{}/badge-classes", tree.institution.id);
    assert!(manage.text.contains(&classes), "{}", manage.text);
    let list = owner.get(&classes).await;
    assert!(list.text.contains("role=\"search\"") && list.text.contains("name=\"state\""));
    assert!(list.text.contains("Inleiding psychologie"));
    let published = owner.get(&format!("{classes}?state=published")).await;
    assert!(published.text.contains("Inleiding psychologie"));
    let drafts = owner.get(&format!("{classes}?state=draft")).await;
    assert!(!drafts.text.contains("Inleiding psychologie"));
}
