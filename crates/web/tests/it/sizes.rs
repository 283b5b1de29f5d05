//! sizes are ranges by type, sector and day; one outside is refused with an explanation.

use domain::badge_class::{HalfPoints, Type};
use domain::institution::Sector;
use domain::role::Role;
use domain::rule_set::{Range, RuleSet};
use domain::{Lang, PersonId};
use rstest::rstest;
use store::Tx;

use crate::badge_classes::{class_of, fill, issuer_admin, load, new_form};
use crate::support::{Browser, Form, LANGUAGES, Page, TestApp, Tree, assert_says};

const MICRO: Type = Type::Microcredential;

/// Writes a class of this size and asks to publish it; gives the page that answers.
async fn try_size(
    (tree, ia): (&Tree, &mut Browser),
    kind: Type,
    (field, size): (&str, &str),
    justification: &str,
) -> Page {
    let sector = tree.institution.registration.sector;
    let (_, mut form) = new_form(tree, ia, kind).await;
    fill(&mut form, kind, sector);
    if kind != Type::ExtraCurricular {
        form.fill(load(sector), &[""]);
    }
    form.fill(field, &[size]);
    if kind == MICRO {
        form.fill("size_justification", &[justification]);
    }
    let answer = form.press(ia, ("do", "publish")).await;
    if answer.status != 303 {
        return answer;
    }
    ia.follow(&answer).await
}

/// Whether only the picture is missing: the size is one to publish with.
fn size_is_good(page: &Page) -> bool {
    let image_missing = page.text.contains("id=\"image-error\"");
    assert!(image_missing, "there is no picture yet: {}", page.text);
    page.text.matches("class=\"error\" id=\"").count() == 1
}

#[rstest]
// Points of microcredentials: from 3 to 30 in halves, universities from 1 for now.
#[case(Sector::Wo, MICRO, "ects", &["1", "1,5", "2.5", "30"])]
#[case(Sector::Hbo, MICRO, "ects", &["3", "3,5", "30"])]
// … or hours in their place: 28 to a point.
#[case(Sector::Wo, MICRO, "time_investment", &["28", "840"])]
#[case(Sector::Hbo, MICRO, "time_investment", &["84", "840"])]
#[case(Sector::Mbo, MICRO, "study_load", &["240", "241", "5000"])]
#[case(Sector::Wo, Type::Regular, "ects", &["0,5", "240"])]
#[case(Sector::Hbo, Type::Regular, "ects", &["0.5", "239,5"])]
#[case(Sector::Mbo, Type::Regular, "study_load", &["1", "3200"])]
#[case(Sector::Mbo, Type::ExtraCurricular, "study_load", &["1"])]
#[case(Sector::Wo, Type::ExtraCurricular, "time_investment", &["1", "4000"])]
#[tokio::test]
async fn x_16_a_size_within_its_range_is_taken(
    #[case] sector: Sector,
    #[case] kind: Type,
    #[case] field: &str,
    #[case] sizes: &[&str],
) {
    let (_app, tree, mut ia) = issuer_admin(sector).await;
    for size in sizes {
        let page = try_size((&tree, &mut ia), kind, (field, size), "").await;
        assert!(size_is_good(&page), "{size}: {}", page.text);
    }
}

type Args = &'static [(&'static str, &'static str)];

#[rstest]
#[case(Sector::Wo, MICRO, "ects", &["0,5", "30,5"], "ects-guideline", &[("min", "1"), ("max", "30")])]
#[case(Sector::Hbo, MICRO, "ects", &["2,5", "31", "240"], "ects-guideline", &[("min", "3"), ("max", "30")])]
#[case(Sector::Wo, MICRO, "time_investment", &["27", "841"], "hours-guideline-between", &[("min", "28"), ("max", "840")])]
#[case(Sector::Hbo, MICRO, "time_investment", &["83", "841"], "hours-guideline-between", &[("min", "84"), ("max", "840")])]
#[case(Sector::Mbo, MICRO, "study_load", &["1", "239"], "hours-guideline", &[("min", "240")])]
#[case(Sector::Wo, MICRO, "ects", &["0", "240,5", "300"], "ects-range", &[])]
#[case(Sector::Wo, Type::Regular, "ects", &["0", "240,5"], "ects-range", &[])]
#[case(Sector::Hbo, Type::Regular, "ects", &["2,25", "veel", "-1", "1e2", "3.7"], "ects-number", &[])]
#[case(Sector::Mbo, Type::Regular, "study_load", &["0"], "hours-range", &[("min", "1")])]
#[case(Sector::Mbo, Type::Regular, "study_load", &["-1", "1.5", "99999999999"], "number", &[])]
#[case(Sector::Hbo, Type::ExtraCurricular, "time_investment", &["0"], "hours-range", &[("min", "1")])]
#[tokio::test]
async fn x_16_a_size_out_of_range_is_refused_with_an_explanation(
    #[case] sector: Sector,
    #[case] kind: Type,
    #[case] field: &str,
    #[case] sizes: &[&str],
    #[case] code: &str,
    #[case] args: Args,
) {
    let (app, tree, mut ia) = issuer_admin(sector).await;
    for lang in LANGUAGES {
        ia.reads(lang);
        for size in sizes {
            let page = try_size((&tree, &mut ia), kind, (field, size), "").await;
            let mut args: Vec<(&str, &str)> = args.to_vec();
            // As people of this language write it.
            let said = as_written(size, lang);
            if code == "ects-range" {
                args.push(("value", &said));
            }
            assert_says(&page, lang, &format!("error-{code}"), &args);
            assert!(page.text.contains(&format!("href=\"#{field}\"")), "{size}");
            assert!(
                page.text.contains(&format!("id=\"{field}-error\"")),
                "{size}"
            );
            assert!(
                page.text.contains(&format!("value=\"{size}\""))
                    || page.text.contains(&format!("value=\"{said}\"")),
                "what was typed stays: {size}"
            );
        }
    }
    assert_eq!(app.contents().await["badge_class_versions"].len(), 0);
}

fn as_written(size: &str, lang: Lang) -> String {
    match lang {
        Lang::Nl => size.replace('.', ","),
        Lang::En => size.replace(',', "."),
    }
}

#[rstest]
#[case(Sector::Hbo, "ects", "2")]
#[case(Sector::Mbo, "study_load", "80")]
#[tokio::test]
async fn x_16_a_size_outside_the_guideline_needs_a_reason_that_everyone_can_read(
    #[case] sector: Sector,
    #[case] field: &'static str,
    #[case] size: &'static str,
) {
    const WHY: &str = "De beroepsgroep vraagt om deze kleine eenheid.";
    let (app, tree, mut ia) = issuer_admin(sector).await;
    let refused = try_size((&tree, &mut ia), MICRO, (field, size), "").await;
    assert_says(&refused, Lang::Nl, "error-justification-required", &[]);
    assert!(refused.text.contains("id=\"size_justification-error\""));
    let (class, page) = crate::badge_classes::publish_new(&tree, &mut ia, MICRO, |form| {
        form.fill(field, &[size]);
        form.fill("size_justification", &[WHY]);
    })
    .await;
    assert_says(&page, Lang::Nl, "warning-outside-guideline-justified", &[]);
    let public = app.guest().get(&format!("/badge-classes/{class}")).await;
    assert!(public.text.contains(WHY), "{}", public.text);
}

/// Somebody who may publish here, and signs in anew on each day.
async fn colleague(app: &TestApp, tree: &Tree) -> PersonId {
    let person = app.person("Carla Collega").await;
    app.grant(person, Role::Admin, Some(tree.path())).await;
    person
}

/// Opens the editor of a draft once more and asks to publish it.
async fn publish_again(app: &TestApp, editor: PersonId, class: &str) -> Page {
    let mut ia = app.signed_in_staff(editor).await;
    let editor = format!("/manage/badge-classes/{class}/edit");
    let form = Form::of(&ia.get(&editor).await, &editor);
    let answer = form.press(&mut ia, ("do", "publish")).await;
    ia.follow(&answer).await
}

/// Keeps a microcredential of this size as a draft.
async fn draft(tree: &Tree, ia: &mut Browser, size: &str) -> String {
    let (_, mut form) = new_form(tree, ia, MICRO).await;
    fill(&mut form, MICRO, tree.institution.registration.sector);
    form.fill("ects", &[size]);
    let kept = form.press(ia, ("do", "save")).await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    class_of(kept.location())
}

fn rule_set(id: &str, from: &str, ects: (u16, u16)) -> RuleSet {
    RuleSet {
        id: id.into(),
        sector: Sector::Hbo,
        framework: "hbo-wo".into(),
        from: from.parse().unwrap(),
        until: None,
        ects: Some(Range {
            min: HalfPoints::whole(ects.0),
            max: Some(HalfPoints::whole(ects.1)),
        }),
        hours: None,
    }
}

#[tokio::test]
async fn x_16_a_rule_set_holds_from_its_first_day_on() {
    let (app, tree, mut ia) = issuer_admin(Sector::Hbo).await;
    let tomorrow = rule_set("from-tomorrow", "2026-11-25", (2, 20));
    app.write(async move |tx: &mut Tx| tx.insert_rule_set(&tomorrow).await)
        .await;
    let (small, large) = (
        draft(&tree, &mut ia, "2").await,
        draft(&tree, &mut ia, "25").await,
    );
    let someone = colleague(&app, &tree).await;
    let before: &[(&str, &str)] = &[("min", "3"), ("max", "30")];
    let after: &[(&str, &str)] = &[("min", "2"), ("max", "20")];
    // One second before midnight in Amsterdam.
    app.clock.set("2026-11-24T22:59:59Z".parse().unwrap());
    let page = publish_again(&app, someone, &small).await;
    assert_says(&page, Lang::Nl, "error-ects-guideline", before);
    assert_says(&page, Lang::Nl, "class-guideline-ects", before);
    assert!(size_is_good(&publish_again(&app, someone, &large).await));
    app.clock.set("2026-11-24T23:00:00Z".parse().unwrap());
    assert!(size_is_good(&publish_again(&app, someone, &small).await));
    let page = publish_again(&app, someone, &large).await;
    assert_says(&page, Lang::Nl, "error-ects-guideline", after);
    assert_says(&page, Lang::Nl, "class-guideline-ects", after);
}

#[tokio::test]
async fn x_16_the_room_for_universities_ends_with_april_2027() {
    let (app, tree, mut ia) = issuer_admin(Sector::Wo).await;
    let class = draft(&tree, &mut ia, "1").await;
    let someone = colleague(&app, &tree).await;
    app.clock.set("2027-04-30T21:59:59Z".parse().unwrap());
    assert!(size_is_good(&publish_again(&app, someone, &class).await));
    app.clock.set("2027-04-30T22:00:00Z".parse().unwrap());
    let page = publish_again(&app, someone, &class).await;
    let range: &[(&str, &str)] = &[("min", "3"), ("max", "30")];
    assert_says(&page, Lang::Nl, "error-ects-guideline", range);
}
