//! The badge-class form: from what was typed to the class's content and settings, and back.
//! Nothing is snapped: what can't be read is an error at its field, and stays as typed.

use std::str::FromStr;

use domain::badge_class::{
    Assessment, Content, Cycle, Eqf, HalfPoints, Level, LevelSource, MayRequest, Nlqf, Outcome,
    Participation, Programme, ProgrammeScheme, Quality, RelatedFramework, SecondEdition, Settings,
    Stackability, Supervision, Texts, Type,
};
use domain::text::Language;
use domain::time::{Period, Unit};
use domain::{Invalid, Lang};

use crate::fields::{Fields, with_plain_line_ends};

/// Rows of programme codes and related frameworks that the form shows.
pub(super) const PROGRAMMES: usize = 3;
pub(super) const RELATED: usize = 8;

/// Reads the form over what was there before (for what the form doesn't show).
pub(super) fn read(
    fields: &Fields,
    before: &Content,
    settings: &Settings,
) -> (Content, Settings, Invalid) {
    let mut wrong = Invalid::default();
    let kind = Type::from_code(fields.get("type")).unwrap_or(before.kind);
    let language = Language::from_code(fields.get("language")).unwrap_or(before.language);
    let mut content = Content::new(kind, language);
    content.image.clone_from(&before.image);
    content.texts = texts(fields, "", &before.texts);
    content.second = Lang::from_code(fields.get("second_lang")).map(|lang| {
        let before = before
            .second
            .as_ref()
            .map(|s| s.texts.clone())
            .unwrap_or_default();
        SecondEdition {
            lang,
            texts: texts(fields, "second_", &before),
        }
    });
    content.ects = fields.text("ects").and_then(|t| {
        let points = HalfPoints::parse(&t);
        if points.is_none() {
            wrong.add("ects", "ects-number");
        }
        points
    });
    content.study_load = number(fields, "study_load", &mut wrong);
    content.time_investment = number(fields, "time_investment", &mut wrong);
    content.duration = period(fields, "duration", &mut wrong);
    content.expiry = period(fields, "expiry", &mut wrong);
    content.eqf = level(fields, "eqf", Eqf::from_code);
    content.nlqf = level(fields, "nlqf", Nlqf::from_code);
    content.qf_ehea = level(fields, "qf_ehea", Cycle::from_code);
    for i in 0..PROGRAMMES {
        if let Some(code) = fields.text(&format!("programmes_{i}")) {
            let scheme = ProgrammeScheme::from_code(fields.get(&format!("programme_scheme_{i}")));
            content.programmes.push(Programme {
                scheme: scheme.unwrap_or(ProgrammeScheme::Isat),
                code,
            });
        }
    }
    content.participation = ticked(fields, "participation");
    content.assessment = ticked(fields, "assessment");
    content.supervision = Supervision::from_code(fields.get("supervision"));
    content.stackability = Stackability::from_code(fields.get("stackability"));
    content.quality = match fields.get("quality") {
        "" => None,
        "own" => Some(Quality::Own {
            name: fields.text("quality_name").unwrap_or_default(),
            url: fields.text("quality_url"),
            text: fields.text("quality_text"),
        }),
        framework => Some(Quality::Framework(framework.to_owned())),
    };
    if let Some(Quality::Own { name, .. }) = &content.quality
        && name.is_empty()
    {
        wrong.add("quality_name", "required");
    }
    for i in 0..RELATED {
        let get = |part: &str| fields.text(&format!("related_{i}_{part}"));
        let related = RelatedFramework {
            name: get("name").unwrap_or_default(),
            url: get("url"),
            framework: get("framework"),
            code: get("code"),
            description: get("description"),
        };
        if related != RelatedFramework::default() {
            content.related.push(related);
        }
    }
    content.grade_required = fields.has("grade_required");
    let settings = Settings {
        direct_awards: fields.has("direct_awards"),
        requests: fields.has("requests"),
        may_request: match (fields.get("may_request"), &settings.may_request) {
            ("anyone", _) => MayRequest::Anyone,
            ("listed", MayRequest::Listed(list)) => MayRequest::Listed(list.clone()),
            _ => MayRequest::OwnLearners,
        },
        evidence_from_staff: fields.has("evidence_from_staff"),
        narrative_from_staff: fields.has("narrative_from_staff"),
        evidence_from_learner: fields.has("evidence_from_learner"),
        narrative_from_learner: fields.has("narrative_from_learner"),
        validated_name: fields.has("validated_name"),
        mail_note: fields.text("mail_note"),
    };
    (content, settings, wrong)
}

fn texts(fields: &Fields, prefix: &str, before: &Texts) -> Texts {
    let get = |field: &str| with_plain_line_ends(fields.get(&format!("{prefix}{field}")));
    let outcome_field = format!("{prefix}outcome");
    let outcomes = fields
        .all(&outcome_field)
        .filter_map(domain::text::non_empty)
        .map(|text| {
            // A link to a framework's term stays with its words.
            let kept = before
                .outcomes
                .iter()
                .find(|o| o.text == text)
                .and_then(|o| o.alignment.clone());
            Outcome {
                text: with_plain_line_ends(&text),
                alignment: kept,
            }
        })
        .collect();
    Texts {
        name: get("name"),
        image_alt: get("image_alt"),
        description: get("description"),
        criteria: get("criteria"),
        outcomes,
        prerequisites: get("prerequisites"),
        stackable_towards: get("stackable_towards"),
        further_information: get("further_information"),
        size_justification: get("size_justification"),
    }
}

fn number(fields: &Fields, field: &str, wrong: &mut Invalid) -> Option<u32> {
    let text = fields.text(field)?;
    let number = u32::from_str(&text).ok().filter(|n| *n <= 100_000);
    if number.is_none() {
        wrong.add(field, "number");
    }
    number
}

fn period(fields: &Fields, field: &str, wrong: &mut Invalid) -> Option<Period> {
    let text = fields.text(&format!("{field}_count"))?;
    let count = u16::from_str(&text)
        .ok()
        .filter(|n| (1..=Period::MAX).contains(n));
    let unit = Unit::from_code(fields.get(&format!("{field}_unit")));
    match (count, unit) {
        (Some(count), Some(unit)) => Some(Period { count, unit }),
        _ => {
            wrong.add(format!("{field}_count"), "number");
            None
        }
    }
}

fn level<L>(
    fields: &Fields,
    field: &str,
    from_code: impl Fn(&str) -> Option<L>,
) -> Option<Level<L>> {
    let source = LevelSource::from_code(fields.get(&format!("{field}_source")))
        .unwrap_or(LevelSource::Stated);
    from_code(fields.get(field)).map(|level| Level { level, source })
}

trait Code: Sized {
    fn parse(code: &str) -> Option<Self>;
}

impl Code for Participation {
    fn parse(code: &str) -> Option<Self> {
        Self::from_code(code)
    }
}

impl Code for Assessment {
    fn parse(code: &str) -> Option<Self> {
        Self::from_code(code)
    }
}

fn ticked<T: Code>(fields: &Fields, field: &str) -> Vec<T> {
    fields.all(field).filter_map(T::parse).collect()
}

/// The form for a class as it stands.
pub(super) fn write(content: &Content, settings: &Settings, lang: Lang) -> Fields {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    put("type", content.kind.code());
    put("language", content.language.code());
    for (prefix, texts) in [
        ("", Some(&content.texts)),
        ("second_", content.second.as_ref().map(|s| &s.texts)),
    ] {
        let Some(texts) = texts else { continue };
        for (field, text) in [
            ("name", &texts.name),
            ("image_alt", &texts.image_alt),
            ("description", &texts.description),
            ("criteria", &texts.criteria),
            ("prerequisites", &texts.prerequisites),
            ("stackable_towards", &texts.stackable_towards),
            ("further_information", &texts.further_information),
            ("size_justification", &texts.size_justification),
        ] {
            put(&format!("{prefix}{field}"), text);
        }
        for outcome in &texts.outcomes {
            put(&format!("{prefix}outcome"), &outcome.text);
        }
    }
    put(
        "second_lang",
        content.second.as_ref().map_or("", |s| s.lang.code()),
    );
    let decimal = if lang == Lang::Nl { "," } else { "." };
    put(
        "ects",
        &content
            .ects
            .map(|e| e.to_string().replace('.', decimal))
            .unwrap_or_default(),
    );
    for (field, hours) in [
        ("study_load", content.study_load),
        ("time_investment", content.time_investment),
    ] {
        put(field, &hours.map(|h| h.to_string()).unwrap_or_default());
    }
    for (field, period, usual) in [
        ("duration", content.duration, Unit::Weeks),
        ("expiry", content.expiry, Unit::Months),
    ] {
        put(
            &format!("{field}_count"),
            &period.map(|p| p.count.to_string()).unwrap_or_default(),
        );
        put(
            &format!("{field}_unit"),
            period.map_or(usual, |p| p.unit).code(),
        );
    }
    for (field, level, source) in [
        (
            "eqf",
            content.eqf.map(|l| l.level.code()),
            content.eqf.map(|l| l.source),
        ),
        (
            "nlqf",
            content.nlqf.map(|l| l.level.code()),
            content.nlqf.map(|l| l.source),
        ),
        (
            "qf_ehea",
            content.qf_ehea.map(|l| l.level.code()),
            content.qf_ehea.map(|l| l.source),
        ),
    ] {
        put(field, level.unwrap_or_default());
        put(
            &format!("{field}_source"),
            source.unwrap_or(LevelSource::Stated).code(),
        );
    }
    for (i, programme) in content.programmes.iter().enumerate() {
        put(&format!("programme_scheme_{i}"), programme.scheme.code());
        put(&format!("programmes_{i}"), &programme.code);
    }
    for participation in &content.participation {
        put("participation", participation.code());
    }
    for assessment in &content.assessment {
        put("assessment", assessment.code());
    }
    put(
        "supervision",
        content.supervision.map_or("", Supervision::code),
    );
    put(
        "stackability",
        content.stackability.map_or("", Stackability::code),
    );
    match &content.quality {
        None => put("quality", ""),
        Some(Quality::Framework(id)) => put("quality", id),
        Some(Quality::Own { name, url, text }) => {
            put("quality", "own");
            put("quality_name", name);
            put("quality_url", url.as_deref().unwrap_or_default());
            put("quality_text", text.as_deref().unwrap_or_default());
        }
    }
    for (i, related) in content.related.iter().enumerate() {
        put(&format!("related_{i}_name"), &related.name);
        for (part, value) in [
            ("url", &related.url),
            ("framework", &related.framework),
            ("code", &related.code),
            ("description", &related.description),
        ] {
            put(
                &format!("related_{i}_{part}"),
                value.as_deref().unwrap_or_default(),
            );
        }
    }
    for (field, on) in [
        ("grade_required", content.grade_required),
        ("direct_awards", settings.direct_awards),
        ("requests", settings.requests),
        ("evidence_from_staff", settings.evidence_from_staff),
        ("narrative_from_staff", settings.narrative_from_staff),
        ("evidence_from_learner", settings.evidence_from_learner),
        ("narrative_from_learner", settings.narrative_from_learner),
        ("validated_name", settings.validated_name),
    ] {
        if on {
            put(field, "on");
        }
    }
    put(
        "may_request",
        match settings.may_request {
            MayRequest::OwnLearners => "own-learners",
            MayRequest::Listed(_) => "listed",
            MayRequest::Anyone => "anyone",
        },
    );
    put(
        "mail_note",
        settings.mail_note.as_deref().unwrap_or_default(),
    );
    Fields::from_pairs(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(content: &Content, settings: &Settings) {
        for lang in [Lang::Nl, Lang::En] {
            let fields = write(content, settings, lang);
            let (read_content, read_settings, wrong) = read(&fields, content, settings);
            assert!(wrong.is_empty(), "{wrong}");
            assert_eq!((&read_content, &read_settings), (content, settings));
        }
    }

    #[test]
    fn x_17_expiry_periods_in_every_unit_survive_a_round_trip() {
        for unit in Unit::ALL {
            for count in [1, 7, 14, 999] {
                let mut content = Content::new(Type::Regular, Language::Nl);
                content.expiry = Some(Period { count, unit: *unit });
                round_trip(&content, &Settings::default());
            }
        }
    }

    #[test]
    fn every_field_survives_a_round_trip() {
        let mut content = Content::new(Type::Microcredential, Language::En);
        let texts = Texts {
            name: "Care".into(),
            image_alt: "A heart".into(),
            description: "**Bold**\n\n- list".into(),
            criteria: "Pass".into(),
            outcomes: vec![Outcome {
                text: "signals".into(),
                alignment: Some(RelatedFramework {
                    name: "ESCO".into(),
                    ..RelatedFramework::default()
                }),
            }],
            prerequisites: "None".into(),
            stackable_towards: "A master".into(),
            further_information: "More".into(),
            size_justification: "Because".into(),
        };
        content.second = Some(SecondEdition {
            lang: Lang::Nl,
            texts: texts.clone(),
        });
        content.texts = texts;
        content.ects = Some(HalfPoints(5));
        content.study_load = Some(240);
        content.time_investment = Some(70);
        content.duration = Some(Period {
            count: 12,
            unit: Unit::Weeks,
        });
        content.eqf = Some(Level {
            level: Eqf::L5,
            source: LevelSource::Classified,
        });
        content.nlqf = Some(Level {
            level: Nlqf::L4Plus,
            source: LevelSource::Stated,
        });
        content.qf_ehea = Some(Level {
            level: Cycle::First,
            source: LevelSource::Stated,
        });
        content.programmes = vec![Programme {
            scheme: ProgrammeScheme::Crebo,
            code: "25655".into(),
        }];
        content.participation = Participation::ALL.to_vec();
        content.assessment = Assessment::ALL.to_vec();
        content.supervision = Some(Supervision::SupervisedOnline);
        content.stackability = Some(Stackability::Stackable);
        content.quality = Some(Quality::Own {
            name: "NEN".into(),
            url: Some("https://nen.example".into()),
            text: None,
        });
        content.related = vec![RelatedFramework {
            name: "BoKS".into(),
            code: Some("3.1".into()),
            ..Default::default()
        }];
        content.grade_required = true;
        let settings = Settings {
            direct_awards: false,
            requests: false,
            may_request: MayRequest::Anyone,
            evidence_from_staff: true,
            narrative_from_staff: true,
            evidence_from_learner: true,
            narrative_from_learner: true,
            validated_name: false,
            mail_note: Some("Hi".into()),
        };
        round_trip(&content, &settings);
    }

    #[test]
    fn what_is_not_a_number_is_an_error_at_its_field_and_never_snapped() {
        let fields = Fields::from_pairs(
            [
                ("ects", "2,25"),
                ("study_load", "-1"),
                ("expiry_count", "0"),
                ("expiry_unit", "months"),
            ]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .to_vec(),
        );
        let (_, _, wrong) = read(&fields, &Content::default(), &Settings::default());
        let got: Vec<_> = wrong.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(got, ["ects", "study_load", "expiry_count"]);
    }
}
