//! AC-BCL: badge classes are seen, written, published and changed, in each sector, through the
//! forms that the pages show.

use domain::Lang;
use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::Role;
use rstest::rstest;

use crate::support::{
    Browser, Form, LANGUAGES, Page, TestApp, Tree, assert_says, assert_unchanged,
};

pub async fn issuer_admin(sector: Sector) -> (TestApp, Tree, Browser) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let ia = app.staff("Ina Issuer", Role::Admin, tree.path()).await;
    (app, tree, ia)
}

pub fn new_class(tree: &Tree) -> String {
    format!("/manage/issuers/{}/badge-classes/new", tree.issuer.id)
}

/// The measure of size that a sector counts in.
pub fn load(sector: Sector) -> &'static str {
    if sector == Sector::Mbo {
        "study_load"
    } else {
        "ects"
    }
}

/// The page of a new class of this type, and its form.
pub async fn new_form(tree: &Tree, browser: &mut Browser, kind: Type) -> (Page, Form) {
    let page = browser
        .get(&format!("{}?type={kind}", new_class(tree)))
        .await;
    assert_eq!(page.status, 200, "{}", page.text);
    let form = Form::of(&page, &new_class(tree));
    (page, form)
}

/// Fills in what publication needs, but the picture.
pub fn fill(form: &mut Form, kind: Type, sector: Sector) {
    form.fill("name", &["Palliatieve zorg"]);
    form.fill("image_alt", &["Een hart"]);
    form.fill("description", &["Over zorg in de laatste levensfase."]);
    form.fill(
        "outcome",
        &[
            "signaleert behoeften van de patiënt",
            "overlegt met naasten",
        ],
    );
    form.fill("criteria", &["Je slaagt voor het portfolio."]);
    if kind != Type::ExtraCurricular {
        form.fill("nlqf", &["6"]);
        let size = if sector == Sector::Mbo { "240" } else { "3" };
        form.fill(load(sector), &[size]);
    }
    if kind == Type::Regular {
        form.fill("programmes_0", &["034401"]);
    }
    if kind == Type::Microcredential {
        form.fill("participation", &["blended"]);
        form.fill("assessment", &["portfolio"]);
        form.fill("quality", &[framework(sector)]);
    }
}

fn framework(sector: Sector) -> &'static str {
    if sector == Sector::Mbo {
        "mbo"
    } else {
        "hbo-wo"
    }
}

/// The class that an address is about.
pub fn class_of(location: &str) -> String {
    let class = location.split('/').nth(3).unwrap();
    class.split('?').next().unwrap().to_owned()
}

pub const CIRCLE: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><circle cx="100" cy="100" r="90" fill="#0b5563"/></svg>"##;

/// Makes a class through the forms and publishes it; gives its id and the admin page after it.
pub async fn publish_new(
    tree: &Tree,
    ia: &mut Browser,
    kind: Type,
    change: impl FnOnce(&mut Form),
) -> (String, Page) {
    let (_, mut form) = new_form(tree, ia, kind).await;
    fill(&mut form, kind, tree.institution.registration.sector);
    change(&mut form);
    let kept = form.press(ia, ("do", "image")).await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    let class = class_of(kept.location());
    let image = format!("/manage/badge-classes/{class}/image");
    let uploaded = ia
        .upload(&image, &[("how", "upload")], ("file", "badge.svg", CIRCLE))
        .await;
    assert_eq!(uploaded.status, 303, "{}", uploaded.text);
    let editor = format!("/manage/badge-classes/{class}/edit");
    let form = Form::of(&ia.follow(&uploaded).await, &editor);
    let published = form.press(ia, ("do", "publish")).await;
    let admin = format!("/manage/badge-classes/{class}");
    assert_eq!(published.location(), admin, "{}", published.text);
    let page = ia.follow(&published).await;
    (class, page)
}

async fn class_is_seen(sector: Sector, role: Role) {
    let app = TestApp::init().await;
    let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
    let class = app
        .published_class(&tree, Type::Regular, "Inleiding psychologie")
        .await;
    app.published_class(&tree, Type::Regular, "Statistiek")
        .await;
    let path = match role {
        Role::Admin => tree.path(),
        _ => tree.path().class(class.id),
    };
    let mut staff = app.staff("Olga Owner", role, path).await;
    let all = format!("/manage/institutions/{}/badge-classes", tree.institution.id);
    let found = staff.get(&format!("{all}?q=Psycho")).await;
    let admin = format!("/manage/badge-classes/{}", class.id);
    assert!(found.text.contains(&admin) && !found.text.contains("Statistiek"));
    for lang in LANGUAGES {
        let page = staff.get(&format!("{admin}?lang={lang}")).await;
        assert_eq!(page.status, 200);
        assert_named(&page, "Inleiding psychologie");
        assert!(page.statements <= 8, "{}", page.statements);
    }
    let adds = staff
        .get(&format!("/manage/issuers/{}", tree.issuer.id))
        .await;
    assert_eq!(
        adds.text.contains(&new_class(&tree)),
        role == Role::Admin,
        "who may add a class is offered to"
    );
    let new = staff.get(&new_class(&tree)).await.status;
    assert_eq!(new, if role == Role::Admin { 200 } else { 403 });
}

/// The name stands in the page's header and at the end of its breadcrumb, under its issuer.
#[track_caller]
fn assert_named(page: &Page, name: &str) {
    let header = format!("<h1>{name}</h1>");
    assert!(page.text.contains(&header), "{header}: {}", page.text);
    let crumbs = page.text.split("class=\"crumbs").nth(1).unwrap();
    let crumbs = crumbs.split("</nav>").next().unwrap();
    assert!(crumbs.contains(name), "{crumbs}");
}

#[rstest]
#[tokio::test]
async fn ac_bcl_02_a_badge_class_admin_sees_a_badge_class(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    class_is_seen(sector, Role::Owner).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_03_an_issuer_admin_sees_a_badge_class(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    class_is_seen(sector, Role::Admin).await;
}

/// The form is empty at first; publishing it shows an error at each of these fields, at no
/// other, and all of them in the summary.
async fn an_empty_form_names(kind: Type, sector: Sector, required: &[&str]) {
    let (app, tree, mut ia) = issuer_admin(sector).await;
    let before = app.contents().await;
    for lang in LANGUAGES {
        ia.reads(lang);
        let (page, form) = new_form(&tree, &mut ia, kind).await;
        for field in [
            "name",
            "description",
            "criteria",
            "outcome",
            "quality",
            load(sector),
        ] {
            assert!(form.shown(field).is_empty(), "{field} begins empty");
        }
        assert!(!page.text.contains("class=\"errors\""), "{}", page.text);
        assert_eq!(
            form.asks_for("ects"),
            sector != Sector::Mbo && kind != Type::ExtraCurricular
        );
        assert_eq!(form.asks_for("study_load"), sector == Sector::Mbo);
        let refused = form.press(&mut ia, ("do", "publish")).await;
        assert_eq!(refused.status, 422);
        assert_says(&refused, lang, "form-errors-title", &[]);
        let summary = refused.text.split("role=\"alert\"").nth(1).unwrap();
        let summary = summary.split("</section>").next().unwrap();
        for field in required {
            assert!(
                summary.contains(&format!("href=\"#{field}\"")),
                "{field} in the summary: {summary}"
            );
            assert!(
                refused.text.contains(&format!("id=\"{field}-error\"")),
                "an error at {field}"
            );
        }
        let errors = refused.text.matches("class=\"error\" id=\"").count();
        assert_eq!(errors, required.len(), "no other field has one");
        assert_eq!(summary.matches("<li>").count(), required.len(), "{summary}");
    }
    assert_unchanged(&before, &app.contents().await, &[]);
}

const ALWAYS: [&str; 6] = [
    "name",
    "image",
    "image_alt",
    "description",
    "outcomes",
    "criteria",
];

#[rstest]
#[tokio::test]
async fn ac_bcl_04_an_empty_microcredential_shows_every_required_field(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let more = [
        load(sector),
        "eqf",
        "participation",
        "assessment",
        "quality",
    ];
    let required = [&ALWAYS[..], &more].concat();
    an_empty_form_names(Type::Microcredential, sector, &required).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_05_an_empty_regular_class_shows_every_required_field(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let required = [&ALWAYS[..], &[load(sector), "eqf", "programmes"]].concat();
    an_empty_form_names(Type::Regular, sector, &required).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_06_an_empty_extra_curricular_class_shows_every_required_field(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    an_empty_form_names(Type::ExtraCurricular, sector, &ALWAYS).await;
}

async fn a_class_is_made(kind: Type, sector: Sector) {
    let (app, tree, mut ia) = issuer_admin(sector).await;
    let (class, page) = publish_new(&tree, &mut ia, kind, |_| ()).await;
    assert_named(&page, "Palliatieve zorg");
    assert!(page.text.contains("Gepubliceerd") && page.text.contains("Versie 1"));
    let edit = format!("href=\"/manage/badge-classes/{class}/edit\"");
    assert!(page.text.contains(&edit), "an edit action");
    assert!(page.statements <= 8, "{}", page.statements);
    let mut guest = app.guest();
    let catalogue = guest.get("/catalogue?q=palliatieve").await;
    let public = format!("/badge-classes/{class}");
    assert!(catalogue.text.contains(&public), "everyone finds it");
    let public = guest.get(&public).await;
    assert!(public.text.contains("signaleert behoeften van de patiënt"));
}

#[rstest]
#[tokio::test]
async fn ac_bcl_07_an_issuer_admin_makes_and_publishes_a_regular_class(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    a_class_is_made(Type::Regular, sector).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_08_an_issuer_admin_makes_and_publishes_a_microcredential(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    a_class_is_made(Type::Microcredential, sector).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_09_an_issuer_admin_makes_and_publishes_an_extra_curricular_class(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    a_class_is_made(Type::ExtraCurricular, sector).await;
}

/// Another value for every field of the form.
fn changes(kind: Type, sector: Sector) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = [
        ("name", "Zorg aan het einde"),
        ("language", "en"),
        ("image_alt", "Twee handen & een \"hart\""),
        ("description", "Over **zorg** <thuis> & in een hospice."),
        ("outcome", "verlicht lijden"),
        ("criteria", "Je slaagt voor de toets."),
        ("prerequisites", "Een diploma verpleegkunde"),
        ("duration_count", "5"),
        ("duration_unit", "months"),
        ("eqf", "5"),
        ("eqf_source", "classified"),
        ("nlqf", "4+"),
        ("nlqf_source", "classified"),
        ("qf_ehea", "first"),
        ("qf_ehea_source", "classified"),
        ("programme_scheme_0", "crebo"),
        ("programmes_0", "25655"),
        ("programme_scheme_1", "rio"),
        ("programmes_1", "1234-a"),
        ("supervision", "supervised-on-site"),
        ("stackability", "stackable"),
        ("stackable_towards", "Een post-hbo zorg"),
        ("further_information", "Meer op onze site."),
        ("related_0_name", "CanMEDS"),
        ("related_0_url", "https://canmeds.example/"),
        ("related_0_framework", "CanMEDS 2015"),
        ("related_0_code", "1.1"),
        ("related_0_description", "Vakinhoudelijk handelen"),
        ("second_lang", "nl"),
        ("second_name", "Zorg aan het levenseinde"),
        ("second_image_alt", "Handen"),
        ("second_description", "Over zorg."),
        ("second_outcome", "verlicht lijden, ook thuis"),
        ("second_criteria", "Slaag."),
        ("second_prerequisites", "Een diploma"),
        ("second_stackable_towards", "Een opleiding"),
        ("second_further_information", "Meer."),
        ("may_request", "anyone"),
        ("evidence_from_staff", "on"),
        ("narrative_from_staff", "on"),
        ("evidence_from_learner", "on"),
        ("narrative_from_learner", "on"),
        ("expiry_count", "2"),
        ("expiry_unit", "years"),
        ("mail_note", "Van harte!"),
    ]
    .into_iter()
    .map(|(name, value)| (name, vec![value]))
    .collect();
    all.push(("participation", vec!["online", "work-experience"]));
    all.push(("assessment", vec!["written-exam", "oral"]));
    all.push(("requests", Vec::new()));
    all.push(("validated_name", Vec::new()));
    let mut one = |name, value| all.push((name, vec![value]));
    if kind == Type::Microcredential {
        one("size_justification", "Zo afgesproken met het werkveld.");
        one("second_size_justification", "Afgesproken.");
    } else {
        one("quality", "own");
        one("quality_name", "NEN 7510");
        one("quality_url", "https://nen.example/7510");
        one("quality_text", "Jaarlijks getoetst.");
    }
    if kind != Type::ExtraCurricular {
        one("grade_required", "on");
    }
    match (kind, sector) {
        (_, Sector::Mbo) => {
            one("study_load", "300");
            one("time_investment", "310");
        }
        (Type::Regular, _) => one("ects", "7,5"),
        (Type::Microcredential, _) => {
            one("ects", "7,5");
            one("time_investment", "210");
        }
        (Type::ExtraCurricular, _) => one("time_investment", "40"),
    }
    all
}

async fn a_class_without_awards_is_edited(kind: Type, sector: Sector) {
    let (_app, tree, mut ia) = issuer_admin(sector).await;
    let (class, _) = publish_new(&tree, &mut ia, kind, |_| ()).await;
    let editor = format!("/manage/badge-classes/{class}/edit");
    let shown = ia.get(&editor).await;
    assert!(shown.statements <= 8, "{}", shown.statements);
    let mut form = Form::of(&shown, &editor);
    let old = form.clone();
    let changes = changes(kind, sector);
    for (name, values) in &changes {
        assert_ne!(&form.shown(name), values, "{name} is another one");
        form.fill(name, values);
    }
    form.fill("direct_awards", &[]);
    let saved = form.press(&mut ia, ("do", "save")).await;
    assert_eq!(saved.location(), editor, "{}", saved.text);
    let shown = ia.follow(&saved).await;
    let mut form = Form::of(&shown, &editor);
    for (name, values) in &changes {
        assert_eq!(&form.shown(name), values, "{name} was kept");
    }
    assert!(form.shown("direct_awards").is_empty());
    form.fill("direct_awards", &["on"]);
    let published = form.press(&mut ia, ("do", "publish")).await;
    let admin = format!("/manage/badge-classes/{class}");
    assert_eq!(published.location(), admin, "{}", published.text);
    let page = ia.follow(&published).await;
    // Written in English with a Dutch edition: each reader gets their own.
    assert_named(&page, "Zorg aan het levenseinde");
    assert_named(
        &ia.get(&format!("{admin}?lang=en")).await,
        "Zorg aan het einde",
    );
    ia.reads(Lang::Nl);
    assert!(
        page.text.contains("Versie 1") && !page.text.contains("Versie 2"),
        "nothing was awarded, so its text is simply another one"
    );
    let late = old.press(&mut ia, ("do", "save")).await;
    assert_eq!(
        late.status, 409,
        "a form made from an older revision loses nothing of somebody else's"
    );
    let kept = Form::of(&ia.get(&editor).await, &editor);
    assert_eq!(kept.shown("name"), ["Zorg aan het einde"]);
}

#[rstest]
#[tokio::test]
async fn ac_bcl_10_an_issuer_admin_edits_a_regular_class_without_awards(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    a_class_without_awards_is_edited(Type::Regular, sector).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_11_an_issuer_admin_edits_a_microcredential_without_awards(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    a_class_without_awards_is_edited(Type::Microcredential, sector).await;
}

#[rstest]
#[tokio::test]
async fn ac_bcl_12_an_issuer_admin_edits_an_extra_curricular_class_without_awards(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    a_class_without_awards_is_edited(Type::ExtraCurricular, sector).await;
}
