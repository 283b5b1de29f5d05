//! Open Badges 2.0: what is written is valid JSON-LD and can be read again; what others write is
//! read with tolerance, and what is wrong is named by its path.

mod read;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use credentials::crypto::{Ed25519Signer, RsaSigner, Signer as _};
use credentials::extensions::{self, Extension, Name};
use credentials::ob2::read::{Assertion as ReadAssertion, Verification};
use credentials::ob2::{
    Alignment, Assertion, BadgeClass, CONTEXT, Criteria, CryptographicKey, Details, Evidence,
    IdentityType, Image, InTwoLanguages, Issuer, Linked, QualityAssurance, Recipient,
    RevocationList, Revoked, revoked_stub,
};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use serde_json::{Value, json};

const BASE: &str = "https://badges.example.org";
const KEY: &str = "https://badges.example.org/public/keys/1";

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// An issuer with every property.
fn issuer() -> Issuer {
    Issuer {
        id: format!("{BASE}/public/issuers/1"),
        name: "Faculty of Science".to_owned(),
        url: "https://science.example.org".to_owned(),
        email: "badges@example.org".to_owned(),
        description: some("Teaches science."),
        image: Some(Image::new(format!("{BASE}/public/issuers/1/image"))),
        public_keys: vec![KEY.to_owned()],
        revocation_list: some("https://badges.example.org/public/issuers/1/revocations"),
        allowed_origins: vec!["badges.example.org".to_owned()],
        extensions: vec![
            Extension::InstitutionName("University of Example".to_owned()),
            Extension::InstitutionIdentifier("21PK".to_owned()),
            Extension::GradingTable("https://example.org/grading".to_owned()),
            Extension::InstitutionCountry("NL".to_owned()),
        ],
        names: InTwoLanguages {
            english: some("Faculty of Science"),
            dutch: some("Bètafaculteit"),
        },
        descriptions: InTwoLanguages {
            english: some("Teaches science."),
            dutch: None,
        },
        urls: InTwoLanguages {
            english: None,
            dutch: some("https://science.example.org/nl"),
        },
    }
}

/// A badge class with every property.
fn badge_class() -> BadgeClass {
    BadgeClass {
        id: format!("{BASE}/public/badges/1"),
        issuer: Linked::Address(format!("{BASE}/public/issuers/1")),
        name: "Data science".to_owned(),
        description: "Reads data.".to_owned(),
        image: Image {
            id: format!("{BASE}/public/badges/1/image"),
            caption: some("A blue hexagon"),
        },
        criteria: Criteria {
            id: some("https://example.org/criteria"),
            narrative: some("Pass **the exam**."),
        },
        alignment: vec![Alignment {
            target_name: "analyse data".to_owned(),
            target_url: "http://data.europa.eu/esco/skill/1".to_owned(),
            target_description: some("Analyse."),
            target_framework: some("ESCO"),
            target_code: some("S2.7"),
        }],
        tags: vec!["data".to_owned(), "science".to_owned()],
        version: some("3"),
        extensions: vec![
            Extension::Ects { half_points: 5 },
            Extension::Eqf { level: 6 },
            Extension::EducationProgramIdentifier(vec![
                "56001".to_owned(),
                "RIO:1007O1234".to_owned(),
            ]),
            Extension::Language("nl_NL".to_owned()),
            Extension::LearningOutcome("Knows data.\nCan read data.".to_owned()),
            Extension::StudyLoad { hours: 70 },
            Extension::TimeInvestment { hours: 84 },
        ],
        details: Details {
            type_badge_class: some("micro_credential"),
            formal: Some(true),
            participation: vec!["online".to_owned()],
            assessment_type: vec!["written_exam".to_owned(), "portfolio_assessment".to_owned()],
            assessment_supervised: Some(true),
            assessment_id_verified: Some(false),
            supervision: some("supervised_online"),
            quality_assurance: Some(QualityAssurance {
                name: "Framework".to_owned(),
                url: some("https://example.org/framework"),
                description: some("Reviewed every year."),
            }),
            stackable: Some(true),
            stackability: some("Counts towards the minor."),
            grade_achieved_required: Some(false),
            eqf_nlqf_level_verified: Some(false),
            eqf_level_basis: some("stated"),
            nlqf_level: some("4+"),
            nlqf_level_basis: some("classified"),
            qf_ehea_cycle: some("1"),
            qf_ehea_cycle_basis: some("stated"),
            duration: some("P7M"),
            prerequisites: some("Statistics."),
            further_information: some("https://example.org/more"),
        },
    }
}

/// An assertion with every property.
fn assertion() -> Assertion {
    Assertion {
        id: format!("{BASE}/public/assertions/1"),
        recipient: Recipient::hashed(IdentityType::Email, " Learner@Example.org ", "salt"),
        badge: Linked::Address(format!("{BASE}/public/badges/1")),
        issued_on: "2026-03-01T09:30:00.123456Z".parse().unwrap(),
        expires: Some("2030-03-01T22:59:59Z".parse().unwrap()),
        image: Some(Image::new(format!("{BASE}/public/assertions/1/image"))),
        narrative: some("Wrote a thesis."),
        evidence: vec![Evidence {
            id: some("https://example.org/thesis"),
            name: some("Thesis"),
            narrative: some("About data."),
            description: some("A text."),
        }],
        grade: some("8,5"),
        awarded_on: Some("2026-02-27T12:00:00Z".parse().unwrap()),
    }
}

fn embedded() -> Assertion {
    let badge = BadgeClass {
        issuer: Linked::Embedded(Box::new(issuer())),
        ..badge_class()
    };
    Assertion {
        badge: Linked::Embedded(Box::new(badge)),
        ..assertion()
    }
}

fn rsa_signer() -> RsaSigner {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    RsaSigner::from_pkcs8(der.as_ref(), KEY).unwrap()
}

/// Expands a document strictly: what no context defines would land in the sentinel vocabulary,
/// what is no absolute address under the sentinel base. Answers the N-Quads.
fn expand(document: &Value) -> String {
    let mut document = document.clone();
    let own = document["@context"].clone();
    let mut contexts = vec![json!({"@vocab": "urn:undefined:"})];
    match own {
        Value::Array(own) => contexts.extend(own),
        own => contexts.push(own),
    }
    document["@context"] = json!(contexts);
    let document = document.to_string();
    let parser = JsonLdParser::new()
        .with_base_iri("relative:/base/")
        .unwrap()
        .for_slice(&document)
        .with_load_document_callback(|address, _| {
            let content = match address.strip_prefix(&format!("{BASE}/public/extensions/")) {
                Some(path) => extensions::document(path, BASE)
                    .unwrap_or_else(|| panic!("{address} isn't served")),
                None => {
                    assert_eq!(address, CONTEXT);
                    serde_json::from_str(include_str!("data/openbadges-v2.json")).unwrap()
                }
            };
            let document_url = address.to_owned();
            Ok(JsonLdRemoteDocument {
                document: content.to_string().into_bytes(),
                document_url,
            })
        });
    let quads: Vec<String> = parser.map(|quad| quad.unwrap().to_string()).collect();
    quads.join("\n")
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(leaves).sum(),
        Value::Object(members) => members
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "@context" | "id"))
            .map(|(_, value)| leaves(value))
            .sum(),
        _ => 1,
    }
}

fn documents() -> Vec<(&'static str, Value)> {
    let key = CryptographicKey {
        id: KEY.to_owned(),
        owner: issuer().id,
        public_key_pem: "PEM".to_owned(),
    };
    let list = RevocationList {
        id: format!("{BASE}/public/issuers/1/revocations"),
        issuer: issuer().id,
        revoked: vec![
            Revoked {
                id: "urn:uuid:8f1b3c1e-5b0b-4d0e-9d0e-0d5b1c0e9d0e".to_owned(),
                reason: some("error"),
            },
            Revoked {
                id: format!("{BASE}/public/assertions/2"),
                reason: None,
            },
        ],
    };
    vec![
        ("assertion", assertion().hosted(BASE)),
        ("embedded", embedded().hosted(BASE)),
        (
            "signed",
            Value::Object(
                credentials::jose::parse(&embedded().signed(BASE, &rsa_signer()).unwrap())
                    .unwrap()
                    .claims()
                    .unwrap(),
            ),
        ),
        ("badge class", badge_class().to_json(BASE)),
        ("issuer", issuer().to_json(BASE)),
        ("key", key.to_json()),
        ("revocations", list.to_json()),
        ("revoked", revoked_stub(&assertion().id, Some("error"))),
    ]
}

#[test]
fn no_term_of_any_object_is_undefined_and_none_is_dropped() {
    for (name, document) in documents() {
        let quads = expand(&document);
        assert!(!quads.contains("urn:undefined:"), "{name}: {quads}");
        assert!(!quads.contains("relative:"), "{name}: {quads}");
        // Each value is a statement of its own, and each nested object is linked to by one more.
        assert!(
            quads.lines().count() >= leaves(&document),
            "{name}: {quads}\n{document:#}"
        );
    }
}

#[test]
fn the_strict_check_finds_an_undefined_term() {
    let mut document = badge_class().to_json(BASE);
    document["@context"] = json!(CONTEXT);
    assert!(expand(&document).contains("urn:undefined:participation"));
}

#[test]
fn an_assertion_says_what_the_standard_asks_for() {
    let mut assertion = assertion();
    (assertion.grade, assertion.awarded_on) = (None, None);
    assert_eq!(
        assertion.hosted(BASE),
        json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": "https://badges.example.org/public/assertions/1",
            "recipient": {
                "type": "email",
                "hashed": true,
                // printf 'learner@example.orgsalt' | sha256sum
                "identity": "sha256$b485c3195f993374259c87b9114f460f8ea1eb5bf6ff909ff094d99238c2fb6f",
                "salt": "salt",
            },
            "badge": "https://badges.example.org/public/badges/1",
            "verification": {"type": "HostedBadge"},
            "issuedOn": "2026-03-01T09:30:00Z",
            "expires": "2030-03-01T22:59:59Z",
            "image": "https://badges.example.org/public/assertions/1/image",
            "narrative": "Wrote a thesis.",
            "evidence": [{
                "type": "Evidence",
                "id": "https://example.org/thesis",
                "name": "Thesis",
                "narrative": "About data.",
                "description": "A text.",
            }],
        })
    );
}

#[test]
fn a_revoked_assertion_says_nothing_else() {
    assert_eq!(
        revoked_stub("https://example.org/1", Some("superseded")),
        json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": "https://example.org/1",
            "revoked": true,
            "revocationReason": "superseded",
        })
    );
    assert_eq!(
        revoked_stub("https://example.org/1", None).get("revocationReason"),
        None
    );
}

#[test]
fn extensions_keep_the_names_that_readers_of_edubadges_know() {
    let badge = badge_class().to_json(BASE);
    assert_eq!(
        badge["extensions:ECTSExtension"],
        json!({
            "@context": "https://badges.example.org/public/extensions/ECTSExtension/context.json",
            "type": ["Extension", "extensions:ECTSExtension"],
            "ECTS": 2.5,
        })
    );
    assert_eq!(badge["extensions:EQFExtension"]["EQF"], 6);
    assert_eq!(
        issuer().to_json(BASE)["extensions:InstitutionCountryExtension"]["InstitutionCountry"],
        "NL"
    );
    assert_eq!(
        Extension::Ects { half_points: 6 }.to_json(BASE)["ECTS"].to_string(),
        "3"
    );
}

#[test]
fn each_extension_serves_a_context_and_a_schema_of_its_own() {
    for name in Name::ALL {
        for base in [BASE, "https://badges.example.org/", "http://127.0.0.1:8080"] {
            let served = base.trim_end_matches('/');
            let context = extensions::context(*name, base);
            assert_eq!(
                extensions::document(&format!("{}/context.json", name.as_str()), base),
                Some(context.clone())
            );
            let validation = &context["obi:validation"][0];
            assert_eq!(validation["obi:validatesType"], name.key());
            let schema_address =
                format!("{served}/public/extensions/{}/schema.json", name.as_str());
            assert_eq!(validation["obi:validationSchema"], *schema_address);
            assert!(
                context["@context"].get(name.property()).is_some(),
                "{name:?} defines its property"
            );

            let schema = extensions::schema(*name, base);
            assert_eq!(schema["id"], *schema_address);
            assert_eq!(schema["required"], json!([name.property()]));
            assert!(
                schema["properties"].get(name.property()).is_some(),
                "{name:?} constrains its property"
            );
            assert_eq!(
                extensions::document(&format!("{}/schema.json", name.as_str()), base),
                Some(schema)
            );
        }
    }
    for path in [
        "",
        "ECTSExtension",
        "ECTSExtension/other.json",
        "extensions:ECTSExtension/context.json",
        "Edubadge/schema.json",
    ] {
        assert_eq!(extensions::document(path, BASE), None, "{path}");
    }
}

#[test]
fn what_is_signed_is_the_assertion_with_the_key_that_signed_it() {
    let signer = rsa_signer();
    let token = embedded().signed(BASE, &signer).unwrap();
    let jws = credentials::jose::parse(&token).unwrap();
    jws.verify(signer.public_key()).unwrap();
    let claims = Value::Object(jws.claims().unwrap());
    let mut expected = embedded().hosted(BASE);
    expected["verification"] = json!({"type": "SignedBadge", "creator": KEY});
    assert_eq!(claims, expected);
    let read = ReadAssertion::read(&claims).unwrap();
    assert_eq!(
        read.verification,
        Verification::Signed { creator: some(KEY) }
    );
}

#[test]
fn only_an_rsa_key_with_an_address_signs() {
    let other = Ed25519Signer::from_seed(&[7; 32], KEY).unwrap();
    assert!(assertion().signed(BASE, &other).is_err());
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let nameless = RsaSigner::from_pkcs8(der.as_ref(), "did:web:example.org#key").unwrap();
    assert!(assertion().signed(BASE, &nameless).is_err());
}

#[test]
fn a_single_revocation_stays_a_list_for_those_who_compact_it() {
    let list = |revoked: &[&str]| {
        let revoked = revoked
            .iter()
            .map(|id| Revoked {
                id: (*id).to_owned(),
                reason: some("error"),
            })
            .collect();
        let list = RevocationList {
            id: "https://e.org/l".to_owned(),
            issuer: "https://e.org".to_owned(),
            revoked,
        };
        list.to_json()["revokedAssertions"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        [list(&[]), list(&["urn:a"]), list(&["urn:a", "urn:b"])],
        [0, 2, 2]
    );
}

/// The standard's context makes `id` a keyword, which as the type of a recipient names no class:
/// that one statement is lost in every JSON-LD reader, and nothing else.
#[test]
fn a_recipient_by_identifier_loses_nothing_but_its_type() {
    let by = |kind| Assertion {
        recipient: Recipient::hashed(kind, "a", "salt"),
        ..assertion()
    };
    let quads = |kind| expand(&by(kind).hosted(BASE)).lines().count();
    assert_eq!(by(IdentityType::Id).hosted(BASE)["recipient"]["type"], "id");
    assert_eq!(quads(IdentityType::Id), quads(IdentityType::Email) - 1);
}
