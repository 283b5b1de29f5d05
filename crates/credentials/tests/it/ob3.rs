use credentials::ob3::{self, identity_hash, identity_matches};
use serde_json::Value;

use crate::sample::{credential, did, signer};

#[test]
fn identities_are_normalised_salted_and_hashed() {
    // sha256("sanne@example.org" + "salt"), computed with coreutils.
    let hash = "sha256$cefea8367e509f2ceab3c79185885aa90acc579fef5770f9261afb510945f0f1";
    let ours = identity_hash(" Sanne@Example.org", "salt");
    assert_eq!(ours, hash);
    assert_eq!(ours, identity_hash("sanne@example.org", "salt"));
    assert_ne!(ours, identity_hash("sanne@example.org", "tlas"));
    assert_eq!(
        identity_matches("SANNE@example.org ", &ours, true, "salt"),
        Some(true)
    );
    assert_eq!(
        identity_matches("piet@example.org", &ours, true, "salt"),
        Some(false)
    );
    assert_eq!(identity_matches("x", "md5$abc", true, ""), None);
    assert_eq!(
        identity_matches("Cafe\u{301}", "café", false, ""),
        Some(true)
    );
}

#[test]
fn optional_things_leave_no_empty_traces() {
    fn walk(value: &Value, path: &str) {
        match value {
            Value::Null => panic!("{path} is null"),
            Value::Array(list) => {
                assert!(!list.is_empty(), "{path} is empty");
                list.iter().for_each(|value| walk(value, path));
            }
            Value::Object(map) => map
                .iter()
                .for_each(|(key, value)| walk(value, &format!("{path}.{key}"))),
            _ => {}
        }
    }
    let mut small = credential(
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        None,
    );
    small.name_assurance = None;
    small.evidence.clear();
    small.results.clear();
    small.awarded = None;
    small.valid_until = None;
    small.achievement.alignments.clear();
    small.achievement.tags.clear();
    small.achievement.related.clear();
    walk(&small.to_json(), "$");
}

#[test]
fn status_is_one_object_and_proof_and_schema_are_lists() {
    let key = signer(1);
    let json = credential(&did(&key), Some("https://badges.example.org/status/1")).to_json();
    assert!(json["credentialStatus"].is_object());
    assert_eq!(json["credentialStatus"]["statusListIndex"], "42");
    assert!(json["credentialSchema"].is_array());
    assert!(json["issuer"]["type"].is_array());
}

#[test]
fn claims_repeat_the_credential() {
    let json = credential("did:web:example.org", None).to_json();
    let claims = ob3::jwt_claims(&json).unwrap();
    assert_eq!(claims["iss"], "did:web:example.org");
    assert_eq!(claims["jti"], json["id"]);
    assert_eq!(claims["nbf"], 1_769_938_200);
    assert!(
        claims.get("vc").is_none() && claims.get("sub").is_none() && claims.get("proof").is_none()
    );
}
