//! What institutions, issuer groups and issuers say of themselves, and that each switch holds.

use domain::badge_class::Type;
use domain::institution::{Audience, Institution, LegalBasis, Registration, Sector};
use domain::role::{Path, Role};
use domain::{InstitutionId, IssuerGroupId, IssuerId};
use rstest::rstest;
use store::Tx;

use crate::badge_classes::CIRCLE;
use crate::support::{Browser, Form, Page, TestApp, Tree, World};

async fn institution(app: &TestApp, id: InstitutionId) -> Institution {
    let found = app.read(async move |tx: &mut Tx| tx.institution(id).await);
    found.await.unwrap()
}

/// The institution's admin, and the address of the form.
async fn admin(app: &TestApp, tree: &Tree) -> (Browser, String) {
    let id = tree.institution.id;
    let ina = app
        .staff("Ina Admin", Role::Admin, Path::institution(id))
        .await;
    (ina, format!("/manage/institutions/{id}/edit"))
}

/// Opens a form, fills in some fields and sends it.
async fn change(browser: &mut Browser, address: &str, fields: &[(&str, &[&str])]) -> Page {
    let page = browser.get(address).await;
    assert!(page.status == 200 && page.statements <= 8, "{}", page.text);
    let mut form = Form::of(&page, address);
    for (name, values) in fields {
        form.fill(name, values);
    }
    form.send(browser).await
}

/// AC-IGR-02, AC-IGR-03, AC-IGR-04, AC-IGR-05.
#[rstest]
#[tokio::test]
async fn ac_igr_an_institution_admin_makes_sees_and_changes_a_group(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let (mut ina, _) = admin(&app, &tree).await;
    let home = format!("/manage/institutions/{}", tree.institution.id);
    let new = format!("{home}/issuer-groups/new");
    assert!(
        ina.get(&home)
            .await
            .text
            .contains(&format!("href=\"{new}\""))
    );
    let made = change(
        &mut ina,
        &new,
        &[
            ("name_nl", &["Wetenschap"]),
            ("description_nl", &["Over alles."]),
        ],
    )
    .await;
    assert_eq!(made.status, 303, "{}", made.text);
    let group = made.location().to_owned();
    let shown = ina.follow(&made).await;
    let edit = format!("{group}/edit");
    for says in ["Wetenschap", "Over alles.", &edit] {
        assert!(shown.text.contains(says), "{says}: {}", shown.text);
    }
    let changed = change(
        &mut ina,
        &edit,
        &[
            ("name_nl", &["Natuurwetenschap"]),
            ("description_nl", &["Over de natuur."]),
        ],
    )
    .await;
    let shown = ina.follow(&changed).await;
    assert!(shown.text.contains("Natuurwetenschap") && shown.text.contains("Over de natuur."));
    assert!(
        ina.get(&home)
            .await
            .text
            .contains(&format!("href=\"{group}\""))
    );
    // AC-IGR-02: an admin of the group sees it too.
    let id: IssuerGroupId = group.rsplit('/').next().unwrap().parse().unwrap();
    let at = Path::institution(tree.institution.id).group(id);
    let mut iga = app.staff("Gijs Groep", Role::Admin, at).await;
    assert!(
        iga.get(&home)
            .await
            .text
            .contains(&format!("href=\"{group}\""))
    );
    assert!(iga.get(&group).await.text.contains("Natuurwetenschap"));
}

/// AC-ISS-02, AC-ISS-03, AC-ISS-04, AC-ISS-05.
#[rstest]
#[tokio::test]
async fn ac_iss_a_group_admin_makes_sees_and_changes_an_issuer(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let at = Path::institution(tree.institution.id).group(tree.group.id);
    let mut iga = app.staff("Gijs Groep", Role::Admin, at).await;
    let group = format!("/manage/issuer-groups/{}", tree.group.id);
    let new = format!("{group}/issuers/new");
    assert!(
        iga.get(&group)
            .await
            .text
            .contains(&format!("href=\"{new}\""))
    );
    let typed = [
        ("name_nl", "Informatica"),
        ("description_nl", "Over rekenen."),
        ("url_nl", "https://cs.example"),
        ("contact_mail", "cs@uvv.example"),
        ("linkedin_id", "x7"),
    ];
    // What is wrong stands at its field; the logo that came with it is kept.
    let wrong = iga
        .upload(&new, &typed, ("logo_nl", "logo.svg", CIRCLE))
        .await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(
        wrong.text.contains("href=\"#linkedin_id\"")
            && wrong.text.contains("value=\"cs@uvv.example\"")
    );
    let mut form = Form::of(&wrong, &new);
    form.fill("linkedin_id", &["77"]);
    let made = form.send(&mut iga).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let issuer = made.location().to_owned();
    let shown = iga.follow(&made).await;
    let edit = format!("{issuer}/edit");
    for says in ["Informatica", "Over rekenen.", &edit, "/files/"] {
        assert!(shown.text.contains(says), "{says}: {}", shown.text);
    }
    let changed = change(
        &mut iga,
        &edit,
        &[
            ("name_nl", &["Kunstmatige intelligentie"]),
            ("description_nl", &["Over denken."]),
        ],
    )
    .await;
    let shown = iga.follow(&changed).await;
    for says in ["Kunstmatige intelligentie", "Over denken.", "/files/"] {
        assert!(shown.text.contains(says), "{says}: {}", shown.text);
    }
    // AC-ISS-02: an issuer admin sees it too.
    let id: IssuerId = issuer.rsplit('/').next().unwrap().parse().unwrap();
    let mut ia = app.staff("Ina Issuer", Role::Admin, at.issuer(id)).await;
    let home = ia
        .get(&format!("/manage/institutions/{}", tree.institution.id))
        .await;
    assert!(home.text.contains(&format!("href=\"{issuer}\"")));
    assert!(
        ia.get(&issuer)
            .await
            .text
            .contains("Kunstmatige intelligentie")
    );
}

/// X-03: each page shows the nearest logo: the issuer's, the group's, the institution's.
#[tokio::test]
async fn x_03_logos_fall_back_from_issuer_to_group_to_institution() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let class = app.published_class(&tree, Type::Regular, "Inleiding").await;
    let (mut ina, of_institution) = admin(&app, &tree).await;
    let edit = |node: &str| format!("{node}/edit");
    let (of_group, of_issuer) = (
        edit(&format!("/manage/issuer-groups/{}", tree.group.id)),
        edit(&format!("/manage/issuers/{}", tree.issuer.id)),
    );
    let svg = |colour: &str| {
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="{colour}"/></svg>"##
        )
    };
    let pages = [
        app::urls::institution(tree.institution.id),
        app::urls::issuer_group(tree.group.id),
        app::urls::issuer(tree.issuer.id),
        app::urls::badge_class(class.id),
    ];
    async fn logo(app: &TestApp, address: &str) -> Option<String> {
        let page = app.guest().get(address).await;
        assert_eq!(page.status, 200);
        let tag = page.text.split("<img class=\"logo").nth(1)?;
        Some(tag.split("src=\"").nth(1)?.split('"').next()?.to_owned())
    }
    for page in &pages {
        assert_eq!(logo(&app, page).await, None, "{page}");
    }
    let mut seen: Vec<String> = Vec::new();
    for (n, form) in [&of_institution, &of_group, &of_issuer]
        .into_iter()
        .enumerate()
    {
        let shown = Form::of(&ina.get(form).await, form);
        let picture = svg(["#123456", "#654321", "#aa0000"][n]);
        let saved = shown
            .send_with(&mut ina, ("logo_en", "logo.svg", picture.as_bytes()))
            .await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let own = logo(&app, &pages[n]).await.unwrap();
        assert!(!seen.contains(&own));
        // Everything from here down shows it, above stays as it was.
        for (m, page) in pages.iter().enumerate() {
            let expected = if m < n { &seen[m] } else { &own };
            assert_eq!(
                logo(&app, page).await.as_ref(),
                Some(expected),
                "{page} after {form}"
            );
        }
        seen.push(own);
    }
    // The credential's issuer has it as well.
    let ob2 = app
        .guest()
        .get(&format!("/ob2/issuers/{}", tree.issuer.id))
        .await;
    assert!(ob2.text.contains(&seen[2]), "{}", ob2.text);
    // Taken away again, the group's comes back.
    let removed = change(&mut ina, &of_issuer, &[("logo_en_remove", &["on"])]).await;
    assert_eq!(removed.status, 303, "{}", removed.text);
    assert_eq!(logo(&app, &pages[2]).await.as_ref(), Some(&seen[1]));
    let ob2 = app
        .guest()
        .get(&format!("/ob2/issuers/{}", tree.issuer.id))
        .await;
    assert!(ob2.text.contains(&seen[1]), "{}", ob2.text);
    let evil = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script></svg>"#;
    let shown = Form::of(&ina.get(&of_issuer).await, &of_issuer);
    let refused = shown
        .send_with(&mut ina, ("logo_nl", "logo.svg", evil))
        .await;
    assert!(
        refused.status == 422 && refused.text.contains("href=\"#logo_nl\""),
        "{}",
        refused.text
    );
    // A hash that names no picture of ours is no logo.
    let made_up = ina
        .post(
            &of_issuer,
            &[
                ("name_nl", "Geneeskunde"),
                ("contact_mail", "a@b.example"),
                ("logo_nl_now", &"a".repeat(64)),
            ],
        )
        .await;
    assert_eq!(made_up.status, 303);
    assert_eq!(logo(&app, &pages[2]).await.as_ref(), Some(&seen[1]));
}

#[tokio::test]
async fn what_only_the_operator_sets_is_ignored_when_an_admin_posts_it() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let (mut ina, edit) = admin(&app, &tree).await;
    let before = institution(&app, tree.institution.id).await;
    let saved = ina
        .post(
            &edit,
            &[
                ("name_nl", "Universiteit van Voorbeeld"),
                ("description_nl", "Nieuw"),
                ("identifier", "other.example"),
                ("alternative_identifiers", "third.example"),
                ("sector", "mbo"),
                ("country", "BE"),
                ("brin", "99ZZ"),
                ("virtual_organisations", "on"),
                ("virtual_organisations_allowed", "on"),
                ("accredited_0_0_from", "2020-01-01"),
                ("registration", "{}"),
            ],
        )
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let after = institution(&app, tree.institution.id).await;
    assert_eq!(after.registration, before.registration);
    assert_eq!(after.settings.description.nl.as_deref(), Some("Nieuw"));
    let page = ina.get(&edit).await;
    for field in ["identifier", "sector", "brin", "virtual_organisations"] {
        assert!(!Form::of(&page, &edit).asks_for(field), "{field}");
    }
    assert_eq!(
        ina.post(&app::urls::admin_institution(after.id), &[])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_eppn_pattern_is_tried_before_it_is_saved_and_then_holds() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    let class = app.published_class(&tree, Type::Regular, "Inleiding").await;
    let (mut ina, edit) = admin(&app, &tree).await;
    let pattern = r"s\d{7}@uvv\.example";
    for (pattern, example, says) in [
        (
            pattern,
            "S1234567@uvv.example",
            "Deze EPPN past bij het patroon",
        ),
        (
            pattern,
            "m1@uvv.example",
            "Deze EPPN past niet bij het patroon",
        ),
        (pattern, "", "Typ een EPPN"),
        ("(a{1000}){1000}", "a", "niet te gebruiken"),
        ("(", "a", "niet te gebruiken"),
    ] {
        // By the button, and as the script asks while somebody types.
        let mut form = Form::of(&ina.get(&edit).await, &edit);
        form.fill("eppn_pattern", &[pattern]);
        form.fill("eppn_example", &[example]);
        form.fill("name_nl", &["Nog niet bewaard"]);
        let tried = form.press(&mut ina, ("do", "try")).await;
        assert!(
            tried.status == 200 && tried.text.contains(says),
            "{pattern}: {}",
            tried.text
        );
        assert!(
            tried.text.contains("Nog niet bewaard"),
            "what was typed stays"
        );
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("eppn_pattern", pattern)
            .append_pair("eppn_example", example)
            .finish();
        let live = ina
            .get(&format!(
                "{}?{query}",
                app::urls::manage_eppn(tree.institution.id)
            ))
            .await;
        let block = live
            .text
            .split("id=\"eppn_trial\"")
            .nth(1)
            .unwrap()
            .split("</p>")
            .next()
            .unwrap();
        assert!(
            live.statements <= 8 && block.contains(says),
            "{pattern}: {block}"
        );
    }
    assert_eq!(
        institution(&app, tree.institution.id).await.settings,
        tree.institution.settings,
        "nothing was saved"
    );
    for wrong in ["(", "(a{1000}){1000}", "x)|(?:.*"] {
        let refused = change(&mut ina, &edit, &[("eppn_pattern", &[wrong])]).await;
        assert!(
            refused.status == 422 && refused.text.contains("href=\"#eppn_pattern\""),
            "{wrong}"
        );
    }
    let saved = change(&mut ina, &edit, &[("eppn_pattern", &[pattern])]).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    // Whoever is awarded by an EPPN must fit, in whatever case.
    let award = format!("/manage/badge-classes/{}/award", class.id);
    for (eppn, fits) in [
        ("m1@uvv.example", false),
        ("xs1234567@uvv.example", false),
        ("S1234567@UVV.example", true),
    ] {
        let mut form = Form::of(&ina.get(&award).await, &award);
        form.fill("by", &["eppn"]);
        form.fill("mail", &["sanne@elders.example"]);
        form.fill("eppn", &[eppn]);
        let sent = form.send(&mut ina).await;
        assert_eq!(sent.status == 303, fits, "{eppn}: {}", sent.text);
    }
}

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

#[tokio::test]
async fn an_institution_has_a_name_of_its_own() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let (mut ina, edit) = admin(&app, &tree).await;
    let taken = change(&mut ina, &edit, &[("name_en", &[" hogeschool ELDERS "])]).await;
    assert_eq!(taken.status, 422);
    assert!(taken.text.contains("href=\"#name_en\"") && !taken.text.contains("href=\"#name_nl\""));
    for (field, wrong) in [
        ("url_nl", "uvv"),
        ("contact_mail", "info"),
        ("grading_table_url", "x"),
        ("linkedin_id", "abc"),
        ("colour", "teal"),
    ] {
        let refused = change(&mut ina, &edit, &[(field, &[wrong])]).await;
        assert!(
            refused.status == 422 && refused.text.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
        assert!(
            refused.text.contains(&format!("value=\"{wrong}\"")),
            "{field}: what was typed stays"
        );
    }
}
