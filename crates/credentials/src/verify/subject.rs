//! What an Open Badges 3.0 credential stands for, read without judging it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{each, id_of};
use crate::ob3::{NAME_ASSURANCE_GENRE, target_type};
use crate::report::{Alignment, Evidence, IssuerSummary, NameAssurance, Stands};

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn moment(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(|text| text.parse().ok())
}

fn image(value: &Value) -> Option<String> {
    id_of(value).map(str::to_owned)
}

pub(super) fn stands_for(credential: &Map<String, Value>) -> Stands {
    let value = |name: &str| credential.get(name).unwrap_or(&Value::Null);
    let subject = value("credentialSubject");
    let achievement = &subject["achievement"];
    let mut stands = Stands {
        id: text(value("id")),
        achievement_id: text(&achievement["id"]),
        name: text(&achievement["name"]).or_else(|| text(value("name"))),
        description: text(&achievement["description"]),
        criteria: text(&achievement["criteria"]["narrative"]),
        criteria_url: text(&achievement["criteria"]["id"]),
        image: image(&achievement["image"]).or_else(|| image(value("image"))),
        achievement_type: text(&achievement["achievementType"]),
        language: text(&achievement["inLanguage"]),
        version: text(&achievement["version"]),
        issuer: issuer(value("issuer")),
        creator: text(&achievement["creator"]["name"]),
        valid_from: moment(value("validFrom")).or_else(|| moment(value("issuanceDate"))),
        valid_until: moment(value("validUntil")).or_else(|| moment(value("expirationDate"))),
        awarded: moment(value("awardedDate")),
        credits: [&subject["creditsEarned"], &achievement["creditsAvailable"]]
            .into_iter()
            .find(|credits| credits.is_number())
            .map(ToString::to_string),
        narrative: text(&subject["narrative"]),
        grade: each(&subject["result"]).find_map(|result| text(&result["value"])),
        tags: each(&achievement["tag"]).filter_map(text).collect(),
        ..Stands::default()
    };
    for identity in each(&subject["identifier"]) {
        let Some(kind) = identity["identityType"].as_str() else {
            continue;
        };
        stands.recipient_kinds.push(kind.into());
        if kind == "name" && identity["hashed"] == false {
            stands.recipient_name = text(&identity["identityHash"]);
        }
    }
    for item in each(&achievement["alignment"]) {
        let alignment = Alignment {
            name: text(&item["targetName"]).unwrap_or_default(),
            url: text(&item["targetUrl"]),
            framework: text(&item["targetFramework"]),
            code: text(&item["targetCode"]),
            description: text(&item["targetDescription"]),
            kind: text(&item["targetType"]),
        };
        match alignment.kind.as_deref() {
            Some(target_type::LEARNING_OUTCOME) => stands.outcomes.push(alignment),
            Some(target_type::EQF_LEVEL | target_type::NLQF_LEVEL | target_type::QF_EHEA_CYCLE) => {
                stands.levels.push(alignment);
            }
            Some(target_type::STUDY_LOAD) => stands.study_load = alignment.code,
            _ => stands.alignments.push(alignment),
        }
    }
    for item in each(value("evidence")) {
        if item["genre"] == NAME_ASSURANCE_GENRE {
            stands.name_assurance = Some(NameAssurance {
                level: text(&item["name"]).unwrap_or_default(),
                source: text(&item["description"]),
                on: moment(&item["narrative"]),
            });
        } else {
            stands.evidence.push(Evidence {
                url: text(&item["id"]),
                name: text(&item["name"]),
                description: text(&item["description"]),
                narrative: text(&item["narrative"]),
            });
        }
    }
    stands
}

fn issuer(value: &Value) -> IssuerSummary {
    IssuerSummary {
        id: id_of(value).unwrap_or_default().into(),
        name: text(&value["name"]),
        url: text(&value["url"]),
        email: text(&value["email"]),
        image: image(&value["image"]),
        parent: text(&value["parentOrg"]["name"]),
    }
}
