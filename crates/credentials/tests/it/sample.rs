//! A microcredential of an invented university, with everything that a badge class can have.

use credentials::bitstring::{Purpose, StatusEntry};
use credentials::crypto::{Ed25519Signer, Signer};
use credentials::did::without_fragment;
use credentials::ob3::{
    Achievement, AchievementType, Alignment, Credential, Credits, Evidence, Identifier, Identity,
    Image, LevelStatus, NameAssurance, Profile, Related, ResultDescription, ResultValue,
    target_type,
};
use jiff::Timestamp;

pub fn moment(text: &str) -> Timestamp {
    text.parse().expect("the tests write sound moments")
}

/// A key from a seed of equal bytes.
pub fn signer(seed: u8) -> Ed25519Signer {
    Ed25519Signer::did_key(&[seed; 32]).expect("any seed is a key")
}

pub fn did(signer: &dyn Signer) -> String {
    without_fragment(signer.verification_method()).to_owned()
}

pub const CLASS: &str = "https://badges.example.org/classes/water-management/versions/3";

pub fn issuer(id: &str) -> Profile {
    Profile {
        id: id.into(),
        name: "Faculteit Geowetenschappen".into(),
        description: Some("De faculteit \"Geo\" – Universiteit Voorbeeld".into()),
        url: Some("https://www.example.org/geo".into()),
        email: Some("badges@example.org".into()),
        image: Some(Image {
            url: "https://badges.example.org/logo.png".into(),
            caption: Some("Logo".into()),
        }),
        identifiers: vec![Identifier {
            kind: "ext:BRIN".into(),
            value: "21XX".into(),
        }],
        parent: Some(Box::new(Profile {
            id: "https://badges.example.org/institutions/uvb".into(),
            name: "Universiteit Voorbeeld".into(),
            url: Some("https://www.example.org".into()),
            ..Profile::default()
        })),
    }
}

pub fn achievement() -> Achievement {
    Achievement {
        id: CLASS.into(),
        kind: AchievementType::MicroCredential,
        name: "Waterbeheer in de stad".into(),
        description: "Je leert regenwater te bergen, te hergebruiken en af te voeren.".into(),
        criteria: "Een *ontwerp* van een plein, met onderbouwing.\n\n- voldoende voor alle toetsen"
            .into(),
        criteria_url: Some(format!("{CLASS}#criteria")),
        image: Some(Image {
            url: "https://badges.example.org/images/water.png".into(),
            caption: Some("Een druppel boven een stad".into()),
        }),
        language: Some("nl".into()),
        version: Some("3".into()),
        creator: None,
        credits: Some(Credits { halves: 5 }),
        field_of_study: Some("0732".into()),
        human_code: Some("GEO-WB-01".into()),
        identifiers: vec![Identifier {
            kind: "ext:CROHO".into(),
            value: "60703".into(),
        }],
        alignments: vec![
            Alignment::learning_outcome("ontwerpt een waterbestendig plein", None),
            Alignment::learning_outcome(
                "berekent de berging van regenwater",
                Some((
                    "ESCO",
                    "http://data.europa.eu/esco/skill/9ad08fbd-9d2a-4b8a-a8d6-2c4d9ef1b6d5",
                )),
            ),
            Alignment::eqf_level(6, LevelStatus::StatedByInstitution),
            Alignment::nlqf_level("6", LevelStatus::OfficiallyClassified),
            Alignment::qf_ehea_cycle("first", LevelStatus::StatedByInstitution),
            Alignment {
                url: Some("https://www.example.org/pilot-microcredentials".into()),
                framework: Some("Pilot Microcredentials".into()),
                ..Alignment::aspect(
                    target_type::QUALITY_ASSURANCE,
                    None,
                    "Kwaliteitskader microcredentials",
                )
            },
            Alignment::aspect(target_type::STUDY_LOAD, Some("70"), "70 uur"),
            Alignment::aspect(target_type::PARTICIPATION, Some("blended"), "Blended"),
            Alignment::aspect(target_type::ASSESSMENT, Some("portfolio"), "Portfolio"),
            Alignment::aspect(
                target_type::SUPERVISION,
                Some("supervised-on-site"),
                "Toezicht op locatie",
            ),
            Alignment::aspect(target_type::PREREQUISITES, None, "Vwo-diploma"),
            Alignment::aspect(
                target_type::STACKABILITY,
                None,
                "Telt mee voor de minor Water",
            ),
        ],
        result_descriptions: vec![ResultDescription {
            id: format!("{CLASS}#grade"),
            name: "Cijfer".into(),
            kind: "Result".into(),
        }],
        related: vec![Related {
            id: "https://badges.example.org/classes/water-management/versions/3/en".into(),
            language: Some("en".into()),
            version: Some("3".into()),
        }],
        tags: vec!["water".into(), "stad".into()],
    }
}

/// A holder's edition, valid from 2026 to 2099, with entry 42 of the list at `list`.
pub fn credential(issuer_id: &str, list: Option<&str>) -> Credential {
    Credential {
        id: "urn:uuid:0197c2f0-6a7e-7c34-9f5d-2f0b4f1f3b7a".into(),
        name: "Waterbeheer in de stad".into(),
        image: None,
        issuer: issuer(issuer_id),
        awarded: Some(moment("2026-01-20T23:00:00Z")),
        valid_from: moment("2026-02-01T09:30:00Z"),
        valid_until: Some(moment("2099-01-31T22:59:59Z")),
        subject_id: None,
        identities: vec![
            Identity::hashed("emailAddress", "Sanne.de.Vries@Example.org ", "c2FsdC1h"),
            Identity::hashed("identifier", "8a2c6a2f-eduid", "c2FsdC1i"),
            Identity::in_clear("name", "Sanne de Vries"),
        ],
        name_assurance: Some(NameAssurance {
            level: "validated".into(),
            source: Some("Universiteit Voorbeeld".into()),
            on: Some(moment("2025-09-01T10:00:00Z")),
        }),
        achievement: achievement(),
        credits_earned: Some(Credits { halves: 5 }),
        results: vec![ResultValue {
            description: Some(format!("{CLASS}#grade")),
            value: "8,5".into(),
        }],
        narrative: Some("Sterk ontwerp, met oog voor \"kleine\" kosten.\nTweede regel.".into()),
        evidence: vec![Evidence {
            url: Some("https://badges.example.org/evidence/1".into()),
            name: Some("Ontwerp".into()),
            narrative: Some("Het plein op schaal.".into()),
            ..Evidence::default()
        }],
        status: list.map(|list| StatusEntry {
            list: list.into(),
            index: 42,
            purpose: Purpose::Revocation,
        }),
    }
}
