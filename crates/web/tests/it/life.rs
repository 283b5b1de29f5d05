//! Archiving, restoring and deleting, at each level of the tree.

use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::{Node, Path, Role};
use rstest::rstest;
use store::Tx;

use crate::badge_classes::publish_new;
use crate::support::{Browser, Form, LANGUAGES, Page, TestApp, Tree, World};

fn group(tree: &Tree) -> String {
    format!("/manage/issuer-groups/{}", tree.group.id)
}

fn issuer(tree: &Tree) -> String {
    format!("/manage/issuers/{}", tree.issuer.id)
}

/// Follows the link of a page to a step, and says yes there; gives the page after it.
async fn step(browser: &mut Browser, from: &str, node: &str, step: &str) -> Page {
    let address = format!("{node}/{step}");
    let page = browser.get(from).await;
    assert!(
        page.text.contains(&address),
        "{from} leads to {address}: {}",
        page.text
    );
    let asked = browser.get(&address).await;
    assert!(
        asked.status == 200 && asked.statements <= 8,
        "{}",
        asked.text
    );
    let done = Form::of(&asked, &address).send(browser).await;
    assert_eq!(done.status, 303, "{}", done.text);
    browser.follow(&done).await
}

/// A step that something keeps from being taken: the page says what, has no button, and sending
/// the form all the same changes nothing.
async fn refused(browser: &mut Browser, address: &str, says: [&str; 2]) {
    for (lang, says) in LANGUAGES.into_iter().zip(says) {
        let page = browser.get(&format!("{address}?lang={lang}")).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(says), "{says}: {}", page.text);
        let form = format!("action=\"{address}\"");
        assert!(!page.text.contains(&form), "no button: {}", page.text);
    }
    let sent = browser.post(address, &[]).await;
    assert_eq!(sent.status, 409, "{}", sent.text);
    assert!(
        sent.text.contains(says[1]),
        "in English by now: {}",
        sent.text
    );
}

async fn exists(app: &TestApp, node: Node) -> bool {
    app.read(async move |tx: &mut Tx| {
        Ok(match node {
            Node::IssuerGroup(id) => tx.issuer_group(id).await?.is_some(),
            Node::Issuer(id) => tx.issuer(id).await?.is_some(),
            Node::BadgeClass(id) => tx.badge_class(id).await?.is_some(),
            Node::Institution(id) => tx.institution(id).await?.is_some(),
            Node::Platform => true,
        })
    })
    .await
}

/// AC-BCL-16, AC-BCL-17, AC-BCL-18.
#[rstest]
#[case::ac_bcl_17(Type::Microcredential)]
#[case::ac_bcl_16(Type::Regular)]
#[case::ac_bcl_18(Type::ExtraCurricular)]
#[tokio::test]
async fn an_issuer_admin_deletes_a_class_that_was_never_awarded(
    #[case] kind: Type,
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let mut ia = app.staff("Ina Issuer", Role::Admin, tree.path()).await;
    let (class, _) = publish_new(&tree, &mut ia, kind, |_| {}).await;
    let node = format!("/manage/badge-classes/{class}");
    let path = tree.path().class(class.parse().unwrap());
    app.staff("Olga Owner", Role::Owner, path).await;
    assert!(ia.get(&issuer(&tree)).await.text.contains(&node));
    let asked = ia.get(&format!("{node}/delete?lang=en")).await;
    assert!(
        asked.text.contains("1 role that somebody has here"),
        "{}",
        asked.text
    );
    let after = step(&mut ia, &format!("{node}/edit"), &node, "delete").await;
    assert!(
        after.text.contains("Palliatieve zorg is deleted"),
        "{}",
        after.text
    );
    assert!(!after.text.contains(&node));
    // After a reload as well; and nobody finds it any more.
    assert!(!ia.get(&issuer(&tree)).await.text.contains(&class));
    for address in [
        node.clone(),
        format!("/badge-classes/{class}"),
        format!("{node}/delete"),
    ] {
        assert_eq!(ia.get(&address).await.status, 404, "{address}");
    }
    let catalogue = app.guest().get("/catalogue?q=palliatieve").await;
    assert!(!catalogue.text.contains(&class));
}

/// AC-ISS-06.
#[rstest]
#[tokio::test]
async fn ac_iss_06_a_group_admin_deletes_an_issuer_without_awards(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    app.published_class(&tree, Type::Regular, "Inleiding").await;
    let above = Path::institution(tree.institution.id).group(tree.group.id);
    let mut iga = app.staff("Gijs Groep", Role::Admin, above).await;
    let ia = app.person("Ina Issuer").await;
    app.grant(ia, Role::Admin, Some(tree.path())).await;
    let node = issuer(&tree);
    let asked = iga.get(&format!("{node}/delete?lang=nl")).await;
    assert!(
        asked.text.contains("1 badge class") && asked.text.contains("1 rol"),
        "{}",
        asked.text
    );
    let after = step(&mut iga, &format!("{node}/edit"), &node, "delete").await;
    assert!(
        after.text.contains("Geneeskunde is verwijderd"),
        "{}",
        after.text
    );
    assert!(!exists(&app, Node::Issuer(tree.issuer.id)).await);
    // Who had a role there has none left.
    let mut ina = app.signed_in_staff(ia).await;
    assert_eq!(ina.get("/manage").await.status, 403);
}

#[tokio::test]
async fn a_group_goes_with_all_that_is_in_it_and_its_name_is_free_again() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Hbo, "Hogeschool van Voorbeeld").await;
    app.published_class(&tree, Type::Regular, "Een").await;
    let at = Path::institution(tree.institution.id);
    let mut ina = app.staff("Ina Admin", Role::Admin, at).await;
    let node = group(&tree);
    let asked = ina.get(&format!("{node}/delete?lang=nl")).await;
    assert!(asked.text.contains("1 issuer<") && asked.text.contains("1 badge class<"));
    let after = step(&mut ina, &node, &node, "delete").await;
    assert!(
        after.text.contains("Gezondheid is verwijderd"),
        "{}",
        after.text
    );
    let new = format!(
        "/manage/institutions/{}/issuer-groups/new",
        tree.institution.id
    );
    let again = ina
        .post(&new, &[("name_nl", "Gezondheid"), ("visibility", "public")])
        .await;
    assert_eq!(again.status, 303);
}

/// What was issued stays verifiable, so nothing above it can be deleted; archiving is offered.
#[rstest]
#[tokio::test]
async fn nothing_is_deleted_above_something_that_was_issued(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
    #[values(false, true)] claimed: bool,
) {
    let world = World::new(sector).await;
    if claimed {
        world.claimed().await;
    } else {
        world.award_to_sanne().await;
    }
    let mut ina = world.app.signed_in_staff(world.staff).await;
    let class = format!("/manage/badge-classes/{}", world.class.id);
    for node in [class, issuer(&world.tree), group(&world.tree)] {
        let says = ["al iets uitgereikt", "Something was awarded from here"];
        refused(&mut ina, &format!("{node}/delete"), says).await;
        let page = ina.get(&format!("{node}/delete")).await;
        assert!(
            page.text.contains(&format!("href=\"{node}/archive\"")),
            "{}",
            page.text
        );
    }
    assert!(exists(&world.app, Node::BadgeClass(world.class.id)).await);
}

///
#[rstest]
#[tokio::test]
async fn x_19_a_parent_is_archived_after_its_children_and_restored_before_them(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let world = World::new(sector).await;
    let (app, tree) = (&world.app, &world.tree);
    let (mut sanne, edubadge) = world.claimed().await;
    let mut ina = app.signed_in_staff(world.staff).await;
    let class = format!("/manage/badge-classes/{}", world.class.id);
    let (issuer, group) = (issuer(tree), group(tree));
    // From above nothing can be archived yet, and the page leads to what comes first.
    refused(
        &mut ina,
        &format!("{group}/archive"),
        ["1 issuer is niet", "1 issuer is not"],
    )
    .await;
    refused(
        &mut ina,
        &format!("{issuer}/archive"),
        ["1 badge class is niet", "1 badge class is not"],
    )
    .await;
    assert!(
        ina.get(&format!("{group}/archive"))
            .await
            .text
            .contains(&format!("href=\"{issuer}\""))
    );
    assert!(
        ina.get(&format!("{issuer}/archive"))
            .await
            .text
            .contains(&format!("href=\"{class}\""))
    );
    refused(
        &mut ina,
        &format!("{class}/restore"),
        ["niet in het archief", "isn’t in the archive"],
    )
    .await;
    // From below all can.
    for node in [&class, &issuer, &group] {
        let after = step(&mut ina, node, node, "archive").await;
        assert!(
            after.text.contains("is in the archive now"),
            "{}",
            after.text
        );
        refused(
            &mut ina,
            &format!("{node}/archive"),
            ["al in het archief", "in the archive already"],
        )
        .await;
    }
    assert!(
        !app.guest()
            .get("/catalogue")
            .await
            .text
            .contains("class=\"tile\"")
    );
    // An edubadge that somebody has stays good.
    let public = World::make_public(&mut sanne, &edubadge).await;
    let seen = app.guest().get(&format!("{public}?lang=nl")).await;
    assert!(seen.text.contains("Echt en geldig"), "{}", seen.text);
    // Nothing is added to what is archived.
    for (address, fields) in [
        (
            format!("{group}/issuers/new"),
            vec![("name_nl", "Nieuw"), ("contact_mail", "a@b.example")],
        ),
        (
            format!("{issuer}/badge-classes/new"),
            vec![("type", "regular"), ("name", "Nieuw")],
        ),
    ] {
        let added = ina.post(&address, &fields).await;
        assert_eq!(added.status, 409, "{address}: {}", added.text);
        assert!(
            !ina.get(
                address
                    .trim_end_matches("/issuers/new")
                    .trim_end_matches("/badge-classes/new")
            )
            .await
            .text
            .contains(&address)
        );
    }
    // Back: parents first.
    refused(
        &mut ina,
        &format!("{class}/restore"),
        ["Zet dat eerst terug", "Restore that first"],
    )
    .await;
    refused(
        &mut ina,
        &format!("{issuer}/restore"),
        ["Zet dat eerst terug", "Restore that first"],
    )
    .await;
    for node in [&group, &issuer, &class] {
        step(&mut ina, node, node, "restore").await;
    }
    assert!(
        app.guest()
            .get("/catalogue")
            .await
            .text
            .contains("class=\"tile\""),
        "published again"
    );
}

#[tokio::test]
async fn a_class_with_open_offers_is_not_archived_until_they_are_dealt_with() {
    let world = World::new(Sector::Wo).await;
    let award = world.award_to_sanne().await;
    let mut ina = world.app.signed_in_staff(world.staff).await;
    let class = format!("/manage/badge-classes/{}", world.class.id);
    refused(
        &mut ina,
        &format!("{class}/archive"),
        ["1 aanbod staat nog open", "1 offer is still open"],
    )
    .await;
    let mut sanne = world.app.signed_in_learner(world.sanne).await;
    let declined = sanne
        .post(&format!("/backpack/offers/{award}/decline"), &[])
        .await;
    assert_eq!(declined.status, 303, "{}", declined.text);
    step(&mut ina, &class, &class, "archive").await;
}

/// Names are unique among what is not archived.
#[tokio::test]
async fn a_name_that_was_taken_meanwhile_is_in_the_way_of_restoring_until_it_is_changed() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Mbo, "ROC van Voorbeeld").await;
    let at = Path::institution(tree.institution.id);
    let mut ina = app.staff("Ina Admin", Role::Admin, at).await;
    let (node, group) = (issuer(&tree), group(&tree));
    step(&mut ina, &node, &node, "archive").await;
    let new = format!("{group}/issuers/new");
    let second = [("name_en", " MEDICINE"), ("contact_mail", "a@b.example")];
    let made = ina.post(&new, &second).await;
    assert_eq!(made.status, 303, "{}", made.text);
    // The English one is taken now, and said so at its own field.
    let third = ina
        .post(
            &new,
            &[
                ("name_nl", "Iets"),
                ("name_en", "Medicine"),
                ("contact_mail", "a@b.example"),
            ],
        )
        .await;
    assert_eq!(third.status, 422);
    assert!(
        third.text.contains("href=\"#name_en\"") && !third.text.contains("href=\"#name_nl\""),
        "{}",
        third.text
    );
    refused(
        &mut ina,
        &format!("{node}/restore"),
        ["dezelfde naam", "has the same name by now"],
    )
    .await;
    let edit = format!("{node}/edit");
    let page = ina.get(&format!("{node}/restore")).await;
    assert!(page.text.contains(&format!("href=\"{edit}\"")));
    let mut form = Form::of(&ina.get(&edit).await, &edit);
    form.fill("name_en", &["Human medicine"]);
    assert_eq!(form.send(&mut ina).await.status, 303);
    step(&mut ina, &node, &node, "restore").await;
    // The same among groups.
    let other = ina
        .post(
            &format!(
                "/manage/institutions/{}/issuer-groups/new",
                tree.institution.id
            ),
            &[("name_nl", "GEZONDHEID"), ("visibility", "public")],
        )
        .await;
    assert_eq!(other.status, 422, "{}", other.text);
}

async fn operator(app: &TestApp) -> Browser {
    let person = app.person("Omar Bos").await;
    app.grant(person, Role::Operator, None).await;
    app.signed_in_staff(person).await
}

#[tokio::test]
async fn the_operator_archives_restores_and_deletes_institutions_and_nobody_else_does() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let at = Path::institution(tree.institution.id);
    let mut ina = app.staff("Ina Admin", Role::Admin, at).await;
    let mut omar = operator(&app).await;
    let node = app::urls::admin_institution(tree.institution.id);
    for verb in ["archive", "restore", "delete"] {
        assert_eq!(ina.get(&format!("{node}/{verb}")).await.status, 404);
        assert_eq!(ina.post(&format!("{node}/{verb}"), &[]).await.status, 404);
    }
    refused(
        &mut omar,
        &format!("{node}/archive"),
        ["1 issuergroep is niet", "1 issuer group is not"],
    )
    .await;
    for place in [issuer(&tree), group(&tree)] {
        step(&mut ina, &place, &place, "archive").await;
    }
    step(&mut omar, &node, &node, "archive").await;
    assert_eq!(
        app.guest()
            .get(&app::urls::institution(tree.institution.id))
            .await
            .status,
        404
    );
    // Its admins still see it, can't build on it, and the operator finds it to bring it back.
    let home = app::urls::manage_institution(tree.institution.id);
    assert_eq!(ina.get(&home).await.status, 200);
    let new = format!("{home}/issuer-groups/new");
    let added = ina
        .post(&new, &[("name_nl", "Nieuw"), ("visibility", "public")])
        .await;
    assert_eq!(added.status, 409, "{}", added.text);
    refused(
        &mut ina,
        &format!("{}/restore", group(&tree)),
        ["Zet dat eerst terug", "Restore that first"],
    )
    .await;
    assert!(omar.get("/admin").await.text.contains(&node));
    step(&mut omar, &node, &node, "restore").await;
    let goes = omar.get(&format!("{node}/delete?lang=en")).await;
    assert!(
        goes.text.contains("1 issuer group<") && goes.text.contains("1 issuer<"),
        "{}",
        goes.text
    );
    let after = step(&mut omar, &node, &node, "delete").await;
    assert!(
        after.text.contains("Universiteit van Voorbeeld is deleted"),
        "{}",
        after.text
    );
    assert!(!exists(&app, Node::Institution(tree.institution.id)).await);
    assert_eq!(
        ina.get("/manage").await.status,
        403,
        "the role went with it"
    );
    // Each thing that went stands in the trail as it was.
    let trail = omar.get("/admin/audit").await;
    for was in [
        "Geneeskunde",
        "Gezondheid",
        "universiteit-van-voorbeeld.example",
    ] {
        assert!(trail.text.contains(was), "{was}: {}", trail.text);
    }
    // Its code is free for another.
    app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
}

#[tokio::test]
async fn an_institution_that_issued_is_not_deleted() {
    let world = World::new(Sector::Wo).await;
    world.claimed().await;
    let mut omar = operator(&world.app).await;
    let node = app::urls::admin_institution(world.tree.institution.id);
    let says = ["al iets uitgereikt", "Something was awarded from here"];
    refused(&mut omar, &format!("{node}/delete"), says).await;
}

/// AC-ISS-01, AC-IGR-01, AC-BCL-01: what somebody may not do isn't shown, and is refused.
#[rstest]
#[tokio::test]
async fn actions_that_an_actor_may_not_do_are_neither_shown_nor_done(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let class = app.published_class(&tree, Type::Regular, "Inleiding").await;
    let institution = format!("/manage/institutions/{}", tree.institution.id);
    let (group, issuer) = (group(&tree), issuer(&tree));
    let node = format!("/manage/badge-classes/{}", class.id);
    let (new_group, new_issuer, new_class) = (
        format!("{institution}/issuer-groups/new"),
        format!("{group}/issuers/new"),
        format!("{issuer}/badge-classes/new"),
    );
    let above = Path::institution(tree.institution.id);
    let of_group = above.group(tree.group.id);
    let of_class = tree.path().class(class.id);
    let mut ac_igr_01 = app.staff("Gijs Groep", Role::Admin, of_group).await;
    let mut ac_iss_01 = app.staff("Ina Issuer", Role::Admin, tree.path()).await;
    let mut ac_bcl_01 = app.staff("Olga Owner", Role::Owner, of_class).await;
    let mut editor = app.staff("Eva Editor", Role::Editor, of_class).await;
    let mut awarder = app.staff("Ari Awarder", Role::Awarder, tree.path()).await;
    let steps = |node: &str| ["archive", "restore", "delete"].map(|s| format!("{node}/{s}"));
    let mut cases = vec![
        (
            &mut ac_igr_01,
            vec![&institution, &group],
            vec![new_group.clone()],
        ),
        (
            &mut ac_iss_01,
            vec![&institution, &group, &issuer],
            [
                vec![
                    new_group.clone(),
                    new_issuer.clone(),
                    format!("{group}/edit"),
                ],
                steps(&group).to_vec(),
            ]
            .concat(),
        ),
        (
            &mut ac_bcl_01,
            vec![&institution, &group, &issuer, &node],
            [
                vec![
                    new_class.clone(),
                    new_issuer.clone(),
                    format!("{issuer}/edit"),
                ],
                steps(&issuer).to_vec(),
                steps(&group).to_vec(),
            ]
            .concat(),
        ),
        (
            &mut editor,
            vec![&issuer, &node],
            [vec![new_class.clone()], steps(&node).to_vec()].concat(),
        ),
        (
            &mut awarder,
            vec![&issuer, &node],
            [
                vec![
                    new_class.clone(),
                    format!("{issuer}/edit"),
                    format!("{node}/edit"),
                ],
                steps(&issuer).to_vec(),
                steps(&node).to_vec(),
            ]
            .concat(),
        ),
    ];
    for (browser, pages, forbidden) in &mut cases {
        for page in pages.iter() {
            let shown = browser.get(page).await;
            assert_eq!(shown.status, 200);
            for address in forbidden.iter() {
                assert!(
                    !shown.text.contains(&format!("href=\"{address}\"")),
                    "{page} shows {address}"
                );
            }
        }
        for address in forbidden.iter() {
            assert_eq!(browser.get(address).await.status, 403, "{address}");
            assert_eq!(browser.post(address, &[]).await.status, 403, "{address}");
        }
    }
    // And what they may do is there.
    assert!(ac_igr_01.get(&group).await.text.contains(&new_issuer));
    assert!(ac_iss_01.get(&issuer).await.text.contains(&new_class));
    assert!(
        ac_bcl_01
            .get(&node)
            .await
            .text
            .contains(&format!("{node}/archive"))
    );
}
