use super::*;
use crate::FileHash;
use crate::badge_class::{
    Assessment, Eqf, Image, Level, LevelSource, Outcome, Participation, Programme, ProgrammeScheme,
};
use crate::text::Language;

fn rules(sector: Sector) -> RuleSet {
    let (ects, hours) = match sector {
        Sector::Wo => (Some((1, 30)), (28, Some(840))),
        Sector::Hbo => (Some((3, 30)), (84, Some(840))),
        _ => (None, (240, None)),
    };
    RuleSet {
        id: "test".into(),
        sector,
        framework: "f".into(),
        from: "2025-05-01".parse().unwrap(),
        until: None,
        ects: ects.map(|(a, b)| Range {
            min: HalfPoints::whole(a),
            max: Some(HalfPoints::whole(b)),
        }),
        hours: Some(Range {
            min: hours.0,
            max: hours.1,
        }),
    }
}

fn full(kind: Type) -> Content {
    let mut c = Content::new(kind, Language::Nl);
    c.texts = Texts {
        name: "Palliatieve zorg".into(),
        image_alt: "Hart".into(),
        description: "Over zorg".into(),
        criteria: "Slaag".into(),
        outcomes: vec![Outcome {
            text: "signaleert".into(),
            alignment: None,
        }],
        ..Texts::default()
    };
    c.image = Some(Image {
        png: FileHash::new("a".repeat(64)).unwrap(),
        svg: None,
        drawing: None,
    });
    c.eqf = Some(Level {
        level: Eqf::L6,
        source: LevelSource::Stated,
    });
    c.participation = vec![Participation::Blended];
    c.assessment = vec![Assessment::Portfolio];
    c.quality = Some(Quality::Framework("f".into()));
    c.programmes = vec![Programme {
        scheme: ProgrammeScheme::Isat,
        code: "34401".into(),
    }];
    c
}

fn check(content: &Content, sector: Sector) -> Result<Vec<Warning>, Invalid> {
    let rules = rules(sector);
    let around = Surroundings {
        sector,
        rules: Some(&rules),
        accredited: true,
        legal_basis: LegalBasis::Contract,
        today: "2026-11-24".parse().unwrap(),
    };
    content.check_publishable(&Settings::default(), &around)
}

fn errors(content: &Content, sector: Sector) -> Vec<String> {
    check(content, sector)
        .unwrap_err()
        .0
        .into_iter()
        .map(|e| format!("{}:{}", e.field, e.code))
        .collect()
}

#[test]
fn an_empty_microcredential_lists_every_required_field_of_its_sector() {
    let common = "name:required image_alt:required description:required criteria:required outcomes:required image:required";
    let end = "eqf:required-level participation:required assessment:required quality:required";
    for (sector, size) in [
        (Sector::Wo, "ects:required-size"),
        (Sector::Hbo, "ects:required-size"),
        (Sector::Mbo, "study_load:required"),
    ] {
        let mut got = errors(&Content::new(Type::Microcredential, Language::Nl), sector);
        let mut want: Vec<String> = format!("{common} {size} {end}")
            .split(' ')
            .map(str::to_owned)
            .collect();
        got.sort();
        want.sort();
        assert_eq!(got, want, "{sector}");
    }
}

#[test]
fn an_empty_regular_class_needs_size_level_and_programme() {
    let got = errors(&Content::new(Type::Regular, Language::Nl), Sector::Wo);
    for want in ["ects:required", "eqf:required-level", "programmes:required"] {
        assert!(got.iter().any(|g| g == want), "{want} in {got:?}");
    }
    assert!(
        !got.iter()
            .any(|g| g.starts_with("quality") || g.starts_with("assessment"))
    );
    assert!(
        errors(&Content::new(Type::Regular, Language::Nl), Sector::Mbo)
            .contains(&"study_load:required".into())
    );
}

#[test]
fn an_empty_extra_curricular_class_needs_only_the_common_fields() {
    let got = errors(
        &Content::new(Type::ExtraCurricular, Language::Nl),
        Sector::Hbo,
    );
    assert_eq!(got.len(), 6, "{got:?}");
}

#[test]
fn x_16_universities_go_from_one_point_and_others_from_three() {
    let mut c = full(Type::Microcredential);
    c.ects = Some(HalfPoints::whole(1));
    assert!(check(&c, Sector::Wo).is_ok());
    assert_eq!(
        errors(&c, Sector::Hbo),
        [
            "ects:ects-guideline",
            "size_justification:justification-required"
        ]
    );
    c.ects = Some(HalfPoints(6));
    assert!(check(&c, Sector::Hbo).is_ok());
    c.ects = Some(HalfPoints(61));
    assert_eq!(errors(&c, Sector::Wo)[0], "ects:ects-guideline");
}

#[test]
fn x_16_a_written_justification_lets_a_size_outside_the_guideline_pass_with_a_warning() {
    let mut c = full(Type::Microcredential);
    c.ects = Some(HalfPoints::whole(2));
    c.texts.size_justification = "Samen met de beroepsgroep zo vastgesteld.".into();
    let warnings = check(&c, Sector::Hbo).unwrap();
    assert_eq!(
        warnings,
        [Warning {
            field: "ects",
            code: "outside-guideline-justified"
        }]
    );
}

#[test]
fn x_16_hours_may_stand_in_for_points_in_a_microcredential_but_not_in_a_regular_class() {
    let mut c = full(Type::Microcredential);
    c.time_investment = Some(84);
    assert!(check(&c, Sector::Hbo).is_ok());
    c.time_investment = Some(83);
    assert_eq!(
        errors(&c, Sector::Hbo)[0],
        "time_investment:hours-guideline-between"
    );
    let mut r = full(Type::Regular);
    r.ects = Some(HalfPoints(1));
    assert!(check(&r, Sector::Hbo).is_ok());
    r.time_investment = Some(10);
    assert_eq!(
        errors(&r, Sector::Hbo),
        ["time_investment:not-for-this-type"]
    );
    r.time_investment = None;
    r.ects = Some(HalfPoints(481));
    assert_eq!(errors(&r, Sector::Hbo), ["ects:ects-range"]);
}

#[test]
fn x_16_vocational_education_counts_study_load_and_no_points() {
    let mut c = full(Type::Microcredential);
    c.study_load = Some(240);
    assert!(check(&c, Sector::Mbo).is_ok());
    c.study_load = Some(239);
    assert_eq!(errors(&c, Sector::Mbo)[0], "study_load:hours-guideline");
    c.study_load = Some(240);
    c.ects = Some(HalfPoints::whole(9));
    assert_eq!(errors(&c, Sector::Mbo), ["ects:not-in-this-sector"]);
    let mut w = full(Type::Regular);
    w.ects = Some(HalfPoints::whole(5));
    w.study_load = Some(5);
    assert_eq!(errors(&w, Sector::Wo), ["study_load:not-in-this-sector"]);
}

#[test]
fn x_16_extra_curricular_has_no_points_and_other_institutions_only_hours() {
    let mut c = full(Type::ExtraCurricular);
    c.ects = Some(HalfPoints::whole(1));
    assert_eq!(errors(&c, Sector::Wo), ["ects:not-for-this-type"]);
    let mut o = full(Type::Microcredential);
    o.ects = Some(HalfPoints::whole(3));
    o.time_investment = Some(240);
    assert_eq!(errors(&o, Sector::Other), ["ects:not-in-this-sector"]);
}

#[test]
fn without_accreditation_or_legal_basis_nothing_is_published() {
    let mut c = full(Type::Microcredential);
    c.ects = Some(HalfPoints::whole(3));
    let rules = rules(Sector::Hbo);
    let around = Surroundings {
        sector: Sector::Hbo,
        rules: Some(&rules),
        accredited: false,
        legal_basis: LegalBasis::None,
        today: "2026-11-24".parse().unwrap(),
    };
    let wrong = c
        .check_publishable(&Settings::default(), &around)
        .unwrap_err();
    assert_eq!(wrong.at("quality").unwrap().code, "not-accredited");
    assert_eq!(wrong.at("").unwrap().code, "no-legal-basis");
}

#[test]
fn a_draft_needs_only_a_name() {
    let mut c = Content::new(Type::Microcredential, Language::Nl);
    assert_eq!(
        c.check_draft().unwrap_err().at("name").unwrap().code,
        "required"
    );
    c.texts.name = "x".into();
    assert!(c.check_draft().is_ok());
    c.texts.name = "x".repeat(256);
    assert_eq!(
        c.check_draft().unwrap_err().at("name").unwrap().code,
        "too-long"
    );
}

#[test]
fn a_microcredential_longer_than_half_a_year_gets_a_warning() {
    use crate::time::{Period, Unit};
    let mut c = full(Type::Microcredential);
    c.ects = Some(HalfPoints::whole(5));
    c.duration = Some(Period {
        count: 7,
        unit: Unit::Months,
    });
    assert_eq!(
        check(&c, Sector::Wo).unwrap()[0].code,
        "longer-than-half-a-year"
    );
}
