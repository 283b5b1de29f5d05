//! The catalogue and the public pages of the tree.

use domain::badge_class::{Content, State, Type};
use domain::institution::Sector;
use domain::issuer_group::Visibility;
use domain::role::{Path, Role};
use rstest::rstest;
use store::Tx;

use crate::support::{TestApp, World, content, one_pixel};

#[tokio::test]
async fn ac_ano_02_a_search_for_something_that_is_not_there_gives_an_empty_list() {
    let w = World::new(Sector::Wo).await;
    let mut guest = w.app.guest();
    for nonsense in [
        "kwantumkeramiek",
        "%25%5F'%22%3B--",
        "%00%00",
        "%F0%9F%92%A9",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "!!!",
        "%FF%FE",
    ] {
        let page = guest.get(&format!("/catalogue?lang=nl&q={nonsense}")).await;
        assert_eq!(page.status, 200, "{nonsense}");
        assert!(
            page.text.contains("0 badge classes") && page.text.contains("Niets gevonden"),
            "{nonsense}"
        );
        assert!(
            !page.text.contains("class=\"tile\"") && !page.text.contains("<script>alert"),
            "{nonsense}"
        );
        assert!(
            page.text.contains("</footer>"),
            "the page is whole: {nonsense}"
        );
    }
}

#[tokio::test]
async fn ac_ano_03_a_guest_finds_group_dynamics_of_the_mbo_institution_and_reads_how_to_request_it()
{
    let w = World::new(Sector::Wo).await;
    let mbo = w.app.tree(Sector::Mbo, "MBO Delta").await;
    let class = w
        .app
        .published_class(&mbo, Type::Microcredential, "Group Dynamics")
        .await;
    w.app
        .published_class(&w.tree, Type::Regular, "Group Theory")
        .await;
    let mut guest = w.app.guest();
    let found = guest.get("/catalogue?lang=en&q=group").await;
    assert!(
        found.text.contains("Group Dynamics")
            && found.text.contains("Group Theory")
            && found.text.contains("2 badge classes")
    );
    let filtered = guest
        .get(&format!(
            "/catalogue?lang=en&q=group&institution={}",
            mbo.institution.id
        ))
        .await;
    assert!(
        filtered.text.contains("Group Dynamics") && !filtered.text.contains("Group Theory"),
        "{}",
        filtered.text
    );
    assert!(filtered.text.contains("1 badge class<"));
    assert!(filtered.statements <= 8, "{}", filtered.statements);
    let address = format!("/badge-classes/{}", class.id);
    assert!(filtered.text.contains(&address));
    let page = guest.get(&format!("{address}?lang=en")).await;
    assert_eq!(page.status, 200);
    for said in [
        "Group Dynamics",
        "MBO Delta",
        "past kennis toe in de praktijk",
        "Blended",
        "Portfolio",
        "EQF 6",
        "Stated by the institution",
        "Sign in to request",
        "of 11 mandatory",
        "Version 1",
    ] {
        assert!(page.text.contains(said), "{said}");
    }
    assert!(page.statements <= 8, "{}", page.statements);
}

#[tokio::test]
async fn each_facet_counts_without_its_own_filter_and_all_is_in_the_address() {
    let w = World::new(Sector::Wo).await;
    let hbo = w.app.tree(Sector::Hbo, "Hogeschool Horizon").await;
    w.app
        .published_class(&hbo, Type::Regular, "Inleiding datascience")
        .await;
    w.app
        .published_class(&hbo, Type::ExtraCurricular, "Debatteren")
        .await;
    let mut guest = w.app.guest();
    let page = guest.get("/catalogue?lang=nl&type=regular").await;
    assert!(
        page.text.contains("1 badge class<")
            && page.text.contains("Inleiding datascience")
            && !page.text.contains("Debatteren")
    );
    let count = |label: &str| {
        let rest = page
            .text
            .split(&format!("<span>{label}</span><span class=\"n\">"))
            .nth(1)
            .unwrap_or_else(|| panic!("{label}"));
        rest.split('<').next().unwrap().to_owned()
    };
    assert_eq!(
        (
            count("Microcredential"),
            count("Regulier"),
            count("Extracurriculair")
        ),
        ("1".into(), "1".into(), "1".into())
    );
    assert_eq!(count("Hogeschool Horizon"), "1");
    assert!(
        !page
            .text
            .contains("<span>Universiteit van Voorbeeld</span><span class=\"n\">"),
        "nothing of it is left under this filter"
    );
    assert!(
        page.text.contains("value=\"regular\" checked"),
        "the address restores the form"
    );
    let odd = guest
        .get("/catalogue?lang=nl&type=nonsense&institution=x&sector=%00&page=-7&sort=zzz")
        .await;
    assert!(odd.status == 200 && odd.text.contains("3 badge classes"));
    let both = guest
        .get("/catalogue?lang=nl&type=regular&type=microcredential&sort=newest")
        .await;
    assert!(both.text.contains("2 badge classes"));
}

#[tokio::test]
async fn pages_hold_24_and_their_addresses_keep_the_search() {
    let w = World::new(Sector::Wo).await;
    for n in 0..25 {
        w.app
            .published_class(&w.tree, Type::Regular, &format!("Cursus {n:02}"))
            .await;
    }
    let mut guest = w.app.guest();
    let first = guest.get("/catalogue?lang=en&q=cursus").await;
    assert_eq!(first.text.matches("class=\"tile\"").count(), 24);
    assert!(
        first.text.contains("/catalogue?q=cursus&#38;page=2")
            || first.text.contains("/catalogue?q=cursus&amp;page=2"),
        "{}",
        first.text
    );
    let second = guest.get("/catalogue?lang=en&q=cursus&page=2").await;
    assert!(
        second.text.matches("class=\"tile\"").count() == 1 && second.text.contains("Cursus 24")
    );
    assert_eq!(
        guest
            .get("/catalogue?q=cursus&page=999999999999")
            .await
            .status,
        200
    );
    assert_eq!(
        guest
            .get("/catalogue?page=99999999999999999999999")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_search_finds_words_in_outcomes_by_their_stem() {
    let w = World::new(Sector::Wo).await;
    let admin = w.app.signed_in_staff(w.staff).await;
    let actor = w
        .app
        .app
        .session(&admin.cookies[0].1)
        .await
        .unwrap()
        .unwrap()
        .actor;
    let png = w.app.app.store().files().put(one_pixel()).await.unwrap();
    let mut text: Content = content(Type::Microcredential, "Zorg op maat", png);
    text.texts.outcomes[0].text = "je begeleidt leerlingen bij hun ontwikkeling".into();
    let id = w
        .app
        .app
        .draft_badge_class(
            &actor,
            (w.tree.issuer.id, domain::BadgeClassId(w.app.app.new_id())),
            (text, domain::badge_class::Settings::default()),
        )
        .await
        .unwrap();
    let mut guest = w.app.guest();
    assert!(
        !guest
            .get("/catalogue?q=leerling")
            .await
            .text
            .contains("Zorg op maat"),
        "a draft is in no list"
    );
    assert_eq!(guest.get(&format!("/badge-classes/{id}")).await.status, 404);
    w.app.app.publish_badge_class(&actor, id).await.unwrap();
    for word in [
        "leerling",
        "leerlingen",
        "BEGELEIDEN",
        "ontwikkelingen",
        "zorg",
    ] {
        assert!(
            guest
                .get(&format!("/catalogue?q={word}"))
                .await
                .text
                .contains("Zorg op maat"),
            "{word}"
        );
    }
    assert!(
        !guest
            .get("/catalogue?q=leerling+keramiek")
            .await
            .text
            .contains("Zorg op maat"),
        "every word must be there"
    );
}

#[tokio::test]
async fn test_groups_and_what_lies_under_an_archived_parent_are_not_to_be_known() {
    let w = World::new(Sector::Wo).await;
    let class = w.class.id;
    let addresses = [
        format!("/badge-classes/{class}"),
        format!("/badge-classes/{class}/versions/1"),
        format!("/issuer-groups/{}", w.tree.group.id),
        format!("/issuers/{}", w.tree.issuer.id),
    ];
    let mut guest = w.app.guest();
    for address in &addresses {
        let page = guest.get(address).await;
        assert!(
            page.status == 200 && page.statements <= 8,
            "{address}: {} with {}",
            page.status,
            page.statements
        );
    }
    for wrong in [
        "/badge-classes/nonsense".to_owned(),
        format!("/badge-classes/{class}/versions/2"),
        format!("/badge-classes/{class}/versions/x"),
        format!("/institutions/{class}"),
    ] {
        assert_eq!(guest.get(&wrong).await.status, 404, "{wrong}");
    }
    let group = w.tree.group.clone();
    w.app
        .write(async move |tx: &mut Tx| {
            let mut settings = group.settings.clone();
            settings.visibility = Visibility::Test;
            tx.update_issuer_group(&group, &settings).await
        })
        .await;
    for address in &addresses {
        assert_eq!(guest.get(address).await.status, 404, "{address}");
    }
    assert!(
        !guest
            .get("/catalogue")
            .await
            .text
            .contains("class=\"tile\"")
    );
    let (group, issuer, now) = (w.tree.group.clone(), w.tree.issuer.id, w.app.app.now());
    w.app
        .write(async move |tx: &mut Tx| {
            tx.update_issuer_group(&group, &group.settings).await?;
            tx.archive_issuer(issuer, Some(now)).await
        })
        .await;
    assert_eq!(guest.get(&addresses[0]).await.status, 404);
    assert!(
        !guest
            .get("/catalogue")
            .await
            .text
            .contains("class=\"tile\"")
    );
}

#[tokio::test]
async fn an_archived_class_leaves_the_list_and_stays_readable() {
    let w = World::new(Sector::Wo).await;
    let class = w.class.id;
    w.app
        .write(async move |tx: &mut Tx| {
            tx.set_badge_class_state(class, &[State::Published], State::Archived)
                .await
                .map(|_| ())
        })
        .await;
    let mut guest = w.app.guest();
    assert!(
        !guest
            .get("/catalogue")
            .await
            .text
            .contains("Law and Politics")
    );
    let page = guest.get(&format!("/badge-classes/{class}?lang=en")).await;
    assert!(
        page.status == 200
            && page.text.contains("no longer awarded")
            && page.text.contains("noindex")
    );
    assert!(!page.text.contains("Sign in to request"));
}

#[rstest]
#[tokio::test]
async fn what_an_institution_wrote_stays_text(
    #[values("/badge-classes/{}", "/badge-classes/{}/versions/1")] pattern: &str,
) {
    let w = World::new(Sector::Wo).await;
    let evil = "</script><script>alert(1)</script>";
    let class = w
        .app
        .published_class(&w.tree, Type::Microcredential, evil)
        .await;
    let mut guest = w.app.guest();
    let page = guest
        .get(&pattern.replace("{}", &class.id.to_string()))
        .await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    let block = page
        .text
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let data: serde_json::Value = serde_json::from_str(block).unwrap();
    assert_eq!(data["name"], evil);
    assert_eq!(data["@type"], "EducationalOccupationalCredential");
    assert!(!guest.get("/catalogue").await.text.contains("<script>alert"));
}

#[tokio::test]
async fn a_level_on_extra_curricular_is_indicative_and_a_microcredential_says_what_is_not_stated() {
    let app = TestApp::init().await;
    let tree = app.tree(Sector::Hbo, "Hogeschool Horizon").await;
    let micro = app
        .published_class(&tree, Type::Microcredential, "Wijkzorg")
        .await;
    let page = app
        .guest()
        .get(&format!("/badge-classes/{}?lang=en", micro.id))
        .await;
    assert!(
        page.text
            .matches("<dd class=\"none\">Not stated</dd>")
            .count()
            >= 4,
        "duration, prerequisites, stackability, supervision"
    );
    let extra = app
        .published_class(&tree, Type::ExtraCurricular, "Debat")
        .await;
    let extra = extra.id;
    app.write(async move |tx: &mut Tx| {
        use domain::badge_class::{Eqf, Level, LevelSource};
        let mut version = tx.badge_class(extra).await?.unwrap().version.unwrap();
        version.content.eqf = Some(Level {
            level: Eqf::L5,
            source: LevelSource::Stated,
        });
        tx.replace_version(&version).await
    })
    .await;
    let page = app
        .guest()
        .get(&format!("/badge-classes/{extra}?lang=en"))
        .await;
    assert!(
        page.text.contains("<span class=\"tag\">indicative</span>")
            && !page.text.contains("Stated by the institution")
    );
    assert!(!page.text.contains("Not stated</dd>"));
}

#[tokio::test]
async fn staff_preview_a_draft_and_strangers_do_not() {
    let w = World::new(Sector::Wo).await;
    let address = format!("/manage/badge-classes/{}/preview", w.class.id);
    let mut editor = w
        .app
        .staff("Ed Editor", Role::Editor, w.tree.path().class(w.class.id))
        .await;
    let page = editor.get(&format!("{address}?lang=en")).await;
    assert!(
        page.status == 200
            && page.text.contains("This is a preview")
            && page.text.contains("noindex")
    );
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let mut stranger = w
        .app
        .staff(
            "Els Elders",
            Role::Admin,
            Path::institution(elsewhere.institution.id),
        )
        .await;
    assert_eq!(stranger.get(&address).await.status, 404);
    assert_eq!(w.app.guest().get(&address).await.status, 303);
}

#[tokio::test]
async fn organisations_have_public_pages_with_their_classes() {
    let w = World::new(Sector::Wo).await;
    let mut guest = w.app.guest();
    for address in [
        format!("/institutions/{}?lang=en", w.tree.institution.id),
        format!("/issuer-groups/{}?lang=en", w.tree.group.id),
        format!("/issuers/{}?lang=en", w.tree.issuer.id),
    ] {
        let page = guest.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        assert!(
            page.text.contains("Law and Politics") && page.text.contains("mailto:"),
            "{address}"
        );
        assert!(page.statements <= 8, "{address}: {}", page.statements);
    }
}
