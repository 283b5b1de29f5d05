//! Each switch of the tree holds: what was turned off can't be done, by whatever way.

use domain::badge_class::Type;
use domain::institution::{Audience, LegalBasis, Registration, Sector};
use rstest::rstest;
use store::Tx;

use crate::badge_classes::CIRCLE;
use crate::support::{Form, Page, TestApp, World};
use crate::tree::{admin, change, institution};

/// Whose learners may be awarded: all, some, or one's own; it holds when somebody claims.
#[tokio::test]
async fn learners_of_institutions_that_were_not_chosen_can_not_claim() {
    let world = World::new(Sector::Wo).await;
    let (app, tree) = (&world.app, &world.tree);
    let friend = app.tree(Sector::Hbo, "Hogeschool Vriend").await;
    let stranger = app.tree(Sector::Mbo, "ROC Vreemd").await;
    let mut ina = app.signed_in_staff(world.staff).await;
    let edit = format!("/manage/institutions/{}/edit", tree.institution.id);
    // A list names at least one, and none that doesn't exist.
    let none = change(&mut ina, &edit, &[("audience", &["listed"])]).await;
    assert!(
        none.status == 422 && none.text.contains("href=\"#audience_list\""),
        "{}",
        none.text
    );
    let name = ("name_nl", "Universiteit van Voorbeeld");
    let nobody = "00000000000000000000000000000001";
    let made_up = ina
        .post(
            &edit,
            &[name, ("audience", "listed"), ("audience_list", nobody)],
        )
        .await;
    assert_eq!(made_up.status, 422);
    let chosen = friend.institution.id.to_string();
    let saved = change(
        &mut ina,
        &edit,
        &[("audience", &["listed"]), ("audience_list", &[&chosen])],
    )
    .await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let stored = institution(app, tree.institution.id)
        .await
        .settings
        .audience;
    assert_eq!(stored, Audience::Listed(vec![friend.institution.id]));
    let page = ina.get(&edit).await;
    assert_eq!(
        Form::of(&page, &edit).shown("audience_list"),
        [chosen.as_str()]
    );
    let award = world.award_to_sanne().await;
    let mut sanne = app.signed_in_learner(world.sanne).await;
    let claim = format!("/backpack/offers/{award}/claim");
    world.belongs_to(&stranger.institution).await;
    assert_eq!(sanne.post(&claim, &[]).await.status, 409);
    world.belongs_to(&friend.institution).await;
    assert_eq!(sanne.post(&claim, &[]).await.status, 303);
}

/// Direct awards and the legal basis: what an admin turns off can't be done.
#[rstest]
#[case::direct_awards("direct_awards", &[], Type::Regular, 409)]
#[case::formal("legal_basis_formal", &["none"], Type::Regular, 409)]
#[case::non_formal("legal_basis_non_formal", &["none"], Type::ExtraCurricular, 409)]
#[case::the_other_kind("legal_basis_non_formal", &["none"], Type::Regular, 303)]
#[tokio::test]
async fn what_an_admin_turns_off_is_off(
    #[case] field: &str,
    #[case] values: &[&str],
    #[case] kind: Type,
    #[case] status: u16,
) {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let class = app.published_class(&tree, kind, "Inleiding").await;
    let (mut ina, edit) = admin(&app, &tree).await;
    let award = format!("/manage/badge-classes/{}/award", class.id);
    let mut form = Form::of(&ina.get(&award).await, &award);
    form.fill("by", &["name"]);
    form.fill("mail", &["sanne@elders.example"]);
    form.fill("first_name", &["Sanne"]);
    form.fill("last_name", &["de Groot"]);
    let saved = change(&mut ina, &edit, &[(field, values)]).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    if field != "direct_awards" {
        let stored = institution(&app, tree.institution.id).await.settings;
        assert!(
            [stored.legal_basis_formal, stored.legal_basis_non_formal].contains(&LegalBasis::None)
        );
    }
    assert_eq!(form.send(&mut ina).await.status, status);
}

/// The sector of a group in a hybrid institution, fixed once something was awarded from there.
#[tokio::test]
async fn a_groups_sector_is_chosen_in_a_hybrid_institution_and_then_fixed() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::HboMbo, "Hogeschool en ROC").await;
    let (mut ina, _) = admin(&app, &tree).await;
    let edit = format!("/manage/issuer-groups/{}/edit", tree.group.id);
    let none = change(&mut ina, &edit, &[]).await;
    assert!(
        none.status == 422 && none.text.contains("href=\"#sector\""),
        "{}",
        none.text
    );
    for sector in ["hbo", "mbo", "hbo"] {
        assert_eq!(
            change(&mut ina, &edit, &[("sector", &[sector])])
                .await
                .status,
            303
        );
    }
    let world = World {
        class: app.published_class(&tree, Type::Regular, "Inleiding").await,
        staff: app.person("Iris Admin").await,
        sanne: app.person("Sanne de Groot").await,
        app,
        tree,
    };
    world.award_to_sanne().await;
    let other = change(&mut ina, &edit, &[("sector", &["mbo"])]).await;
    assert!(
        other.status == 422 && other.text.contains("staat de sector vast"),
        "{}",
        other.text
    );
    assert_eq!(
        change(&mut ina, &edit, &[("description_nl", &["Anders"])])
            .await
            .status,
        303
    );
    // Elsewhere a group has no sector of its own.
    let wo = world.app.tree(Sector::Wo, "Universiteit").await;
    let (mut ina, _) = admin(&world.app, &wo).await;
    let edit = format!("/manage/issuer-groups/{}/edit", wo.group.id);
    let page = ina.get(&edit).await;
    assert!(!Form::of(&page, &edit).asks_for("sector"));
    let posted = ina
        .post(&edit, &[("name_nl", "Gezondheid"), ("sector", "hbo")])
        .await;
    assert_eq!(posted.status, 422);
}

/// On behalf of another organisation: only where the operator allows it.
#[tokio::test]
async fn a_group_issues_on_behalf_of_another_organisation_where_that_is_allowed() {
    let world = World::new(Sector::Wo).await;
    let (app, tree) = (&world.app, &world.tree);
    let mut ina = app.signed_in_staff(world.staff).await;
    let edit = format!("/manage/issuer-groups/{}/edit", tree.group.id);
    let typed = [
        ("name_nl", "Gezondheid"),
        ("visibility", "public"),
        ("on_behalf_of_name", "Academie voor Zorg"),
    ];
    assert!(!Form::of(&ina.get(&edit).await, &edit).asks_for("on_behalf_of_name"));
    assert_eq!(
        ina.post(&edit, &typed).await.status,
        422,
        "the server refuses it too"
    );
    let before = institution(app, tree.institution.id).await;
    let registration = Registration {
        virtual_organisations_allowed: true,
        ..before.registration.clone()
    };
    app.write(async move |tx: &mut Tx| {
        tx.update_institution_registration(&before, &registration)
            .await
    })
    .await;
    let wrong = change(
        &mut ina,
        &edit,
        &[
            ("on_behalf_of_url", &["zorg"]),
            ("on_behalf_of_linkedin_id", &["x"]),
        ],
    )
    .await;
    for field in [
        "on_behalf_of_name",
        "on_behalf_of_url",
        "on_behalf_of_linkedin_id",
    ] {
        assert!(
            wrong.text.contains(&format!("href=\"#{field}\"")),
            "{field}: {}",
            wrong.text
        );
    }
    let mut form = Form::of(&ina.get(&edit).await, &edit);
    form.fill("on_behalf_of_name", &["Academie voor Zorg"]);
    form.fill("on_behalf_of_url", &["https://zorg.example"]);
    form.fill("on_behalf_of_linkedin_id", &["4242"]);
    let saved = form
        .send_with(&mut ina, ("on_behalf_of_logo", "a.svg", CIRCLE))
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let public = app
        .guest()
        .get(&app::urls::badge_class(world.class.id))
        .await;
    assert!(
        public.text.contains("Academie voor Zorg") && public.text.contains("<img class=\"logo"),
        "{}",
        public.text
    );
    // LinkedIn is told of that organisation, unless the issuer has a page of its own there.
    let (mut sanne, edubadge) = world.claimed().await;
    let own = World::make_public(&mut sanne, &edubadge)
        .await
        .replace("/edubadges", "/backpack/edubadges");
    assert!(sanne.get(&own).await.text.contains("organizationId=4242"));
    let issuer = format!("/manage/issuers/{}/edit", tree.issuer.id);
    assert_eq!(
        change(&mut ina, &issuer, &[("linkedin_id", &["77"])])
            .await
            .status,
        303
    );
    assert!(sanne.get(&own).await.text.contains("organizationId=77"));
}

/// What hangs under a test group stays out of everything public.
#[tokio::test]
async fn a_test_groups_classes_are_not_in_the_catalogue() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let class = app.published_class(&tree, Type::Regular, "Proefje").await;
    let (mut ina, _) = admin(&app, &tree).await;
    let edit = format!("/manage/issuer-groups/{}/edit", tree.group.id);
    let seen = |page: Page| page.text.contains(&class.id.to_string());
    assert!(seen(app.guest().get("/catalogue").await));
    assert_eq!(
        change(&mut ina, &edit, &[("visibility", &["test"])])
            .await
            .status,
        303
    );
    assert!(!seen(app.guest().get("/catalogue").await));
    let page = app
        .guest()
        .get(&app::urls::issuer_group(tree.group.id))
        .await;
    assert_eq!(page.status, 404);
    assert_eq!(
        change(&mut ina, &edit, &[("visibility", &["public"])])
            .await
            .status,
        303
    );
    assert!(seen(app.guest().get("/catalogue").await));
}
