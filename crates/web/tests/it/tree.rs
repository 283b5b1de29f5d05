//! What institutions, issuer groups and issuers say of themselves.

use domain::badge_class::Type;
use domain::institution::{Institution, Sector};
use domain::role::{Path, Role};
use domain::{InstitutionId, IssuerGroupId, IssuerId};
use rstest::rstest;
use store::Tx;

use crate::badge_classes::CIRCLE;
use crate::support::{Browser, Form, Page, TestApp, Tree};

pub async fn institution(app: &TestApp, id: InstitutionId) -> Institution {
    let found = app.read(async move |tx: &mut Tx| tx.institution(id).await);
    found.await.unwrap()
}

/// The institution's admin, and the address of the form.
pub async fn admin(app: &TestApp, tree: &Tree) -> (Browser, String) {
    let id = tree.institution.id;
    let ina = app
        .staff("Ina Admin", Role::Admin, Path::institution(id))
        .await;
    (ina, format!("/manage/institutions/{id}/edit"))
}

/// Opens a form, fills in some fields and sends it.
pub async fn change(browser: &mut Browser, address: &str, fields: &[(&str, &[&str])]) -> Page {
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

/// AC-IGR-02, AC-ISS-02: found by name among all, filtered, and taken away as they are filtered.
#[tokio::test]
async fn groups_and_issuers_are_found_in_lists() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Wo, "Universiteit van Voorbeeld").await;
    app.published_class(&tree, Type::Regular, "Inleiding").await;
    let (mut ina, _) = admin(&app, &tree).await;
    let home = format!("/manage/institutions/{}", tree.institution.id);
    let made = change(
        &mut ina,
        &format!("{home}/issuer-groups/new"),
        &[("name_en", &["Science"]), ("visibility", &["test"])],
    )
    .await;
    let science = made.location().to_owned();
    let new = format!("{science}/issuers/new");
    let fields: [(&str, &[&str]); 2] = [
        ("name_nl", &["Natuurkunde"]),
        ("contact_mail", &["a@b.example"]),
    ];
    let physics = change(&mut ina, &new, &fields).await;
    let physics = physics.location().to_owned();
    let archive = format!("{physics}/archive");
    assert_eq!(ina.post(&archive, &[]).await.status, 303);
    let health = format!("/manage/issuer-groups/{}", tree.group.id);
    let medicine = format!("/manage/issuers/{}", tree.issuer.id);
    for (list, shown, hidden) in [
        ("issuer-groups", vec![&science, &health], vec![]),
        ("issuer-groups?q=SCIENCE", vec![&science], vec![&health]),
        (
            "issuer-groups?visibility=test",
            vec![&science],
            vec![&health],
        ),
        (
            "issuer-groups?state=archived",
            vec![],
            vec![&science, &health],
        ),
        ("issuers", vec![&physics, &medicine], vec![]),
        ("issuers?q=medic", vec![&medicine], vec![&physics]),
        ("issuers?state=archived", vec![&physics], vec![&medicine]),
        ("issuers?sort=classes", vec![&medicine, &physics], vec![]),
    ] {
        let page = ina.get(&format!("{home}/{list}")).await;
        assert!(
            page.status == 200 && page.statements <= 8,
            "{list}: {}",
            page.text
        );
        for address in shown {
            assert!(
                page.text.contains(&format!("href=\"{address}\"")),
                "{list} shows {address}"
            );
        }
        for address in hidden {
            assert!(
                !page.text.contains(&format!("href=\"{address}\"")),
                "{list} hides {address}"
            );
        }
    }
    let of_group = tree.group.id;
    let page = ina.get(&format!("{home}/issuers?group={of_group}")).await;
    assert!(page.text.contains(&medicine) && !page.text.contains(&physics));
    let csv = ina
        .get(&format!("{home}/issuers?state=archived&format=csv&lang=nl"))
        .await;
    assert!(
        csv.text
            .contains("Natuurkunde;Science;0;0;a@b.example;Archief"),
        "{}",
        csv.text
    );
    let csv = ina
        .get(&format!("{home}/issuer-groups?q=gezond&format=csv"))
        .await;
    assert!(
        csv.text.contains("Gezondheid;1;") && !csv.text.contains("Science"),
        "{}",
        csv.text
    );
}
