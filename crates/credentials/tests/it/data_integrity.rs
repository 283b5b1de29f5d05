use credentials::crypto::Signer;
use credentials::data_integrity::{self, ProofError, Template, proof_of};
use credentials::ob3::{Credential, Evidence, Identity};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample::{credential, did, moment, signer};

/// What `@digitalbazaar/data-integrity` 2.5.0 with `eddsa-rdfc-2022-cryptosuite` 1.3.0 (npm) signs
/// for the sample credential, with the key from the seed of 32 bytes `01`.
const OF_A_PEER: &str =
    "zHJAAKkYbyjPbNT8LymrGYtFNZXk5u5h6v77exEnzQt1n2bbPGSq6PLEAt5icpQ5Eq2c1uSzen72QWxqdptKwPbD";

fn created() -> Timestamp {
    moment("2026-02-01T09:30:00Z")
}

fn signed() -> Value {
    let key = signer(1);
    data_integrity::sign(&credential(&did(&key), None).to_json(), created(), &key).unwrap()
}

fn verify(document: &Value, key: &dyn Signer) -> Result<(), ProofError> {
    let document = document.as_object().unwrap();
    proof_of(document)?.verify(document, key.public_key())
}

#[test]
fn signs_like_the_reference_implementation() {
    assert_eq!(signed()["proof"][0]["proofValue"], OF_A_PEER);
    assert_eq!(signed()["proof"].as_array().unwrap().len(), 1);
}

#[test]
fn every_changed_value_breaks_the_signature() {
    fn leaves(value: &Value, path: String, out: &mut Vec<String>) {
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(key, value)| leaves(value, format!("{path}/{key}"), out)),
            Value::Array(list) => list
                .iter()
                .enumerate()
                .for_each(|(i, value)| leaves(value, format!("{path}/{i}"), out)),
            _ => out.push(path),
        }
    }
    let (signed, key) = (signed(), signer(1));
    verify(&signed, &key).unwrap();
    let mut paths = Vec::new();
    leaves(&signed, String::new(), &mut paths);
    assert!(paths.len() > 120);
    for path in paths.iter().filter(|path| !path.starts_with("/@context")) {
        let mut changed = signed.clone();
        let place = changed.pointer_mut(path).unwrap();
        *place = match place.take() {
            Value::String(text) => json!(format!("{text}x")),
            Value::Bool(flag) => json!(!flag),
            other => json!(other.as_f64().unwrap() + 1.0),
        };
        verify(&changed, &key).expect_err(path);
    }
}

#[test]
fn a_single_proof_object_is_read_like_a_list_of_one() {
    let mut signed = signed();
    signed["proof"] = signed["proof"][0].take();
    verify(&signed, &signer(1)).unwrap();
}

#[test]
fn of_several_proofs_a_known_one_counts() {
    let mut signed = signed();
    let known = signed["proof"][0].take();
    signed["proof"] = json!([{"type": "FancyProof2030", "proofValue": "x"}, known]);
    verify(&signed, &signer(1)).unwrap();
}

#[test]
fn what_is_wrong_with_a_proof_is_said() {
    let change = |name: &str, value: Value| {
        let mut signed = signed();
        signed["proof"][0][name] = value;
        verify(&signed, &signer(1)).unwrap_err()
    };
    assert_eq!(
        change("proofPurpose", json!("authentication")),
        ProofError::WrongPurpose("authentication".into())
    );
    assert_eq!(
        change("cryptosuite", json!("bbs-2023")),
        ProofError::UnknownCryptosuite("bbs-2023".into())
    );
    assert_eq!(
        change("type", json!("Ed25519Signature2020")),
        ProofError::UnknownCryptosuite("Ed25519Signature2020".into())
    );
    assert_eq!(
        change("created", json!("yesterday")),
        ProofError::Malformed("proof.created")
    );
    assert_eq!(
        change("created", json!("2026-02-02T09:30:00Z")),
        ProofError::SignatureInvalid
    );
    assert_eq!(
        change("proofValue", json!("zzz")),
        ProofError::Malformed("proof.proofValue")
    );
    assert_eq!(
        change("proofValue", json!("z".repeat(100_000))),
        ProofError::Malformed("proof.proofValue")
    );
    assert_eq!(
        change("verificationMethod", json!(7)),
        ProofError::Malformed("proof.verificationMethod")
    );
    assert_eq!(
        change("@context", json!("https://www.w3.org/ns/credentials/v2")),
        ProofError::Malformed("proof.@context")
    );
    assert_eq!(
        change("cryptosuite", json!("ecdsa-rdfc-2019")),
        ProofError::KeyKind
    );
    assert_eq!(
        verify(&signed(), &signer(2)),
        Err(ProofError::SignatureInvalid)
    );
    assert_eq!(verify(&json!({}), &signer(1)), Err(ProofError::Missing));
}

#[test]
fn a_document_that_would_lose_content_is_not_signed() {
    let key = signer(1);
    let mut document = credential(&did(&key), None).to_json();
    document["honours"] = json!("cum laude");
    let error = data_integrity::sign(&document, created(), &key).unwrap_err();
    assert!(error.to_string().contains("honours"), "{error}");
}

/// An award with texts of its own; the structure is that of the sample.
fn award(texts: &[String], seconds: i64, index: usize) -> Value {
    let mut award = credential(
        &did(&signer(1)),
        Some("https://badges.example.org/status/1"),
    );
    award.id = format!("urn:uuid:0197c2f0-6a7e-7c34-9f5d-{index:012x}");
    award.identities = vec![
        Identity::hashed("emailAddress", &texts[0], texts[1].clone()),
        Identity::hashed("identifier", &texts[2], texts[3].clone()),
        Identity::in_clear("name", texts[4].clone()),
    ];
    award.narrative = Some(texts[5].clone());
    award.results[0].value = texts[6].clone();
    award.evidence = vec![Evidence {
        url: Some(format!("https://badges.example.org/evidence/{index}")),
        name: Some(texts[7].clone()),
        narrative: Some(texts[5].clone()),
        ..Evidence::default()
    }];
    award.valid_from = Timestamp::from_second(seconds).unwrap();
    let mut status = award.status.take().unwrap();
    status.index = index;
    award.status = Some(status);
    award.to_json()
}

fn template() -> Template {
    let sample = credential(
        &did(&signer(1)),
        Some("https://badges.example.org/status/1"),
    )
    .to_json();
    Template::new(&sample, Credential::SLOTS).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_template_signs_the_same_bytes_as_the_general_way(
        texts in prop::collection::vec(any::<String>(), 8),
        seconds in 0_i64..4_000_000_000,
        index in 0_usize..131_072,
    ) {
        let (award, key) = (award(&texts, seconds, index), signer(1));
        let template = template();
        prop_assert!(template.canonical(&award).unwrap().is_some());
        let quick = template.sign(&award, created(), &key).unwrap();
        prop_assert_eq!(&quick, &data_integrity::sign(&award, created(), &key).unwrap());
        verify(&quick, &key).unwrap();
    }
}

#[test]
fn a_document_of_another_shape_takes_the_general_way() {
    let key = signer(1);
    let template = template();
    let texts: Vec<String> = (0..8).map(|i| format!("text {i}")).collect();
    let good = award(&texts, 1_770_000_000, 5);
    let changes: [&dyn Fn(&mut Value); 6] = [
        &|c| c["credentialSubject"]["achievement"]["name"] = json!("Another class"),
        &|c| c["credentialSubject"]["creditsEarned"] = json!(3),
        &|c| drop(c.as_object_mut().unwrap().shift_remove("validUntil")),
        &|c| {
            c["evidence"]
                .as_array_mut()
                .unwrap()
                .push(json!({"type": ["Evidence"], "name": "more"}))
        },
        &|c| c["image"] = json!({"id": "https://example.org/i.png", "type": "Image"}),
        // An address of a scheme that a context might take for a prefix.
        &|c| c["evidence"][1]["id"] = json!("name:evidence"),
    ];
    for change in changes {
        let mut other = good.clone();
        change(&mut other);
        let general = data_integrity::sign(&other, created(), &key).unwrap();
        assert_eq!(template.sign(&other, created(), &key).unwrap(), general);
        verify(&general, &key).unwrap();
    }
    // A slot that isn't an address is refused as in the general way.
    let mut bad = good;
    bad["id"] = json!("no address");
    template.sign(&bad, created(), &key).unwrap_err();
}
