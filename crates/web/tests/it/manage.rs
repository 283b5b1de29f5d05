//! The issuer portal: the tree and badge classes.

use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::Role;
use rstest::rstest;

use crate::support::{Browser, TestApp, Tree, one_pixel};

fn sector_of(code: &str) -> Sector {
    Sector::from_code(code).unwrap()
}

async fn issuer_admin(sector: &str) -> (TestApp, Tree, Browser) {
    let app = TestApp::init().await;
    let tree = app
        .tree(sector_of(sector), "Universiteit van Voorbeeld")
        .await;
    let ia = app.staff("Ina Issuer", Role::Admin, tree.path()).await;
    (app, tree, ia)
}

fn new_class(tree: &Tree) -> String {
    format!("/manage/issuers/{}/badge-classes/new", tree.issuer.id)
}

/// A form with everything that publication needs, but the picture.
fn full_form(kind: &str, sector: &str) -> Vec<(&'static str, String)> {
    let mut form: Vec<(&'static str, String)> = [
        ("name", "Palliatieve zorg"),
        ("language", "nl"),
        ("image_alt", "Een hart"),
        ("description", "Over zorg in de laatste levensfase."),
        ("outcome", "signaleert behoeften van de patiënt"),
        ("outcome", "overlegt met naasten"),
        ("criteria", "Je slaagt voor het portfolio."),
        ("direct_awards", "on"),
    ]
    .map(|(n, v)| (n, v.to_owned()))
    .to_vec();
    let mut put = |name: &'static str, value: &str| form.push((name, value.to_owned()));
    put("type", kind);
    if kind != "extra-curricular" {
        put("nlqf", "6");
        if sector == "mbo" {
            put("study_load", "240");
        } else {
            put("ects", "3");
        }
    }
    if kind == "regular" {
        put("programmes_0", "034401");
    }
    if kind == "microcredential" {
        put("participation", "blended");
        put("assessment", "portfolio");
        put("quality", if sector == "mbo" { "mbo" } else { "hbo-wo" });
    }
    form
}

async fn post(
    browser: &mut Browser,
    path: &str,
    form: &[(&'static str, String)],
    then: &str,
) -> crate::support::Page {
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.push(("do", then));
    browser.post(path, &fields).await
}

/// The class that the browser was sent to.
fn class_of(location: &str) -> String {
    location
        .split('/')
        .nth(3)
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned()
}

#[rstest]
#[case::ac_bcl_04("microcredential")]
#[case::ac_bcl_05("regular")]
#[case::ac_bcl_06("extra-curricular")]
#[tokio::test]
async fn publishing_an_empty_form_shows_every_required_field(
    #[case] kind: &str,
    #[values("wo", "hbo", "mbo")] sector: &str,
) {
    let (_app, tree, mut ia) = issuer_admin(sector).await;
    let shown = ia.get(&format!("{}?type={kind}", new_class(&tree))).await;
    assert_eq!(shown.status, 200);
    let load = if sector == "mbo" {
        "study_load"
    } else {
        "ects"
    };
    assert_eq!(
        shown.text.contains(&format!("id=\"{load}\"")),
        sector == "mbo" || kind != "extra-curricular"
    );
    let refused = ia
        .post(&new_class(&tree), &[("type", kind), ("do", "publish")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("role=\"alert\""), "a summary");
    let mut required = vec!["name", "description", "criteria", "outcomes", "image_alt"];
    match kind {
        "microcredential" => {
            required.extend([load, "eqf", "participation", "assessment", "quality"]);
        }
        "regular" => required.extend([load, "eqf", "programmes"]),
        _ => {}
    }
    for field in required {
        assert!(
            refused.text.contains(&format!("href=\"#{field}\"")),
            "{field} in the summary"
        );
    }
    let counts = ia.get(&format!("/manage/issuers/{}", tree.issuer.id)).await;
    assert!(
        !counts.text.contains("/manage/badge-classes/"),
        "nothing was made"
    );
}

#[rstest]
#[case::ac_bcl_07_and_10("regular")]
#[case::ac_bcl_08_and_11("microcredential")]
#[case::ac_bcl_09_and_12("extra-curricular")]
#[tokio::test]
async fn an_issuer_admin_creates_publishes_and_edits(
    #[case] kind: &str,
    #[values("wo", "hbo", "mbo")] sector: &str,
) {
    let (_app, tree, mut ia) = issuer_admin(sector).await;
    let kept = post(
        &mut ia,
        &new_class(&tree),
        &full_form(kind, sector),
        "image",
    )
    .await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    let class = class_of(kept.location());
    let image = format!("/manage/badge-classes/{class}/image");
    let drawn = ia
        .post(
            &image,
            &[
                ("how", "draw"),
                ("shape", "hexagon"),
                ("colour", "teal"),
                ("icon", "heart-pulse"),
                ("text", "Zorg"),
            ],
        )
        .await;
    assert_eq!(drawn.status, 303, "{}", drawn.text);
    let published = ia
        .post(&format!("/manage/badge-classes/{class}/publish"), &[])
        .await;
    let page = ia.follow(&published).await;
    assert_eq!(
        published.location(),
        format!("/manage/badge-classes/{class}"),
        "published"
    );
    assert!(page.text.contains("Palliatieve zorg") && page.text.contains("Gepubliceerd"));
    assert!(
        page.text
            .contains(&format!("/manage/badge-classes/{class}/edit")),
        "an edit action"
    );
    assert!(page.statements <= 8, "{}", page.statements);

    let editor = ia.get(&format!("/manage/badge-classes/{class}/edit")).await;
    assert!(editor.statements <= 8, "{}", editor.statements);
    let revision = editor
        .text
        .split("name=\"revision\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut changed = full_form(kind, sector);
    changed[0].1 = "Zorg aan het einde".into();
    changed.push(("revision", revision.clone()));
    let saved = post(
        &mut ia,
        &format!("/manage/badge-classes/{class}/edit"),
        &changed,
        "publish",
    )
    .await;
    assert_eq!(saved.location(), format!("/manage/badge-classes/{class}"));
    let page = ia.follow(&saved).await;
    assert!(
        page.text.contains("<h1>Zorg aan het einde</h1>"),
        "{}",
        page.text
    );
    let again = post(
        &mut ia,
        &format!("/manage/badge-classes/{class}/edit"),
        &changed,
        "save",
    )
    .await;
    assert_eq!(
        again.status, 409,
        "a form made from an older revision loses nothing of somebody else's"
    );
}

#[tokio::test]
async fn ac_bcl_02_and_03_a_class_has_its_name_in_header_and_breadcrumb() {
    let (app, tree, mut ia) = issuer_admin("wo").await;
    let class = app
        .published_class(&tree, Type::Regular, "Inleiding psychologie")
        .await;
    let owner = app.person("Olga Owner").await;
    app.grant(owner, Role::Owner, Some(tree.path().class(class.id)))
        .await;
    let mut owner = app.signed_in_staff(owner).await;
    for browser in [&mut ia, &mut owner] {
        let list = browser
            .get(&format!(
                "/manage/institutions/{}/badge-classes?q=psycho",
                tree.institution.id
            ))
            .await;
        assert!(list.text.contains("Inleiding psychologie"));
        let page = browser
            .get(&format!("/manage/badge-classes/{}", class.id))
            .await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("<h1>Inleiding psychologie</h1>"));
        assert!(
            page.text.contains("Geneeskunde"),
            "the issuer in the breadcrumb"
        );
    }
    let none = owner
        .get(&format!("/manage/issuers/{}", tree.issuer.id))
        .await;
    assert!(
        !none.text.contains("badge-classes/new"),
        "an owner of one class can't add another"
    );
    assert_eq!(owner.get(&new_class(&tree)).await.status, 403);
}

#[rstest]
#[case("ects", "2", "hbo", "De richtlijn is 3 tot en met 30 EC")]
#[case("ects", "2,25", "wo", "hele of halve punten")]
#[case("study_load", "239", "mbo", "ten minste 240 uur")]
#[tokio::test]
async fn x_16_a_size_out_of_range_is_refused_with_an_explanation(
    #[case] field: &'static str,
    #[case] value: &str,
    #[case] sector: &str,
    #[case] reason: &str,
) {
    let (_app, tree, mut ia) = issuer_admin(sector).await;
    let mut form: Vec<_> = full_form("microcredential", sector)
        .into_iter()
        .filter(|(n, _)| *n != field)
        .collect();
    form.push((field, value.to_owned()));
    let answer = post(&mut ia, &new_class(&tree), &form, "publish").await;
    let page = if answer.status == 303 {
        ia.follow(&answer).await
    } else {
        answer
    };
    assert!(page.text.contains(reason), "{}", page.text);
    assert!(
        page.text.contains(&format!("value=\"{value}\"")),
        "what was typed stays"
    );
}

#[tokio::test]
async fn a_stranger_finds_nothing_of_another_institutions_portal() {
    let (app, tree, _) = issuer_admin("wo").await;
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

#[tokio::test]
async fn an_uploaded_picture_is_checked_and_a_dangerous_one_refused() {
    let (_app, tree, mut ia) = issuer_admin("wo").await;
    let kept = post(
        &mut ia,
        &new_class(&tree),
        &full_form("regular", "wo"),
        "image",
    )
    .await;
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
