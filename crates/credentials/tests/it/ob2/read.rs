//! Reading objects from anywhere: with tolerance, and with the path of what is wrong.

use credentials::extensions::Extension;
use credentials::ob2::read::{self, ReadError, Verification};
use credentials::ob2::{Linked, RevocationList, Revoked, identity_hash, revoked_stub};
use credentials::report::Reason;
use rstest::rstest;
use serde_json::{Value, json};

use super::{BASE, KEY, assertion, badge_class, embedded, issuer, some};

#[test]
fn what_is_written_is_read_again() {
    let read = read::Assertion::read(&embedded().hosted(BASE)).unwrap();
    let written = assertion();
    assert_eq!(read.id, written.id);
    assert_eq!(read.verification, Verification::Hosted { url: written.id });
    assert_eq!(read.issued_on, "2026-03-01T09:30:00Z".parse().unwrap());
    assert_eq!(read.expires, written.expires);
    assert_eq!(read.evidence, written.evidence);
    assert_eq!(
        (read.grade, read.awarded_on),
        (written.grade, written.awarded_on)
    );
    let Linked::Embedded(badge) = read.badge else {
        panic!("the badge class is embedded")
    };
    let written = badge_class();
    assert_eq!(
        (badge.name, badge.alignment),
        (written.name, written.alignment)
    );
    assert_eq!(
        (badge.criteria, badge.criteria_url),
        (written.criteria.narrative, written.criteria.id)
    );
    let sorted = |mut extensions: Vec<Extension>| {
        extensions.sort_by_key(Extension::name);
        extensions
    };
    assert_eq!(sorted(badge.extensions), sorted(written.extensions));
    let Linked::Embedded(profile) = badge.issuer else {
        panic!("the issuer is embedded")
    };
    assert_eq!(profile.allowed_origins, issuer().allowed_origins);
    assert_eq!(profile.public_keys, [Linked::Address(KEY.to_owned())]);
    assert_eq!(sorted(profile.extensions), sorted(issuer().extensions));
}

#[test]
fn a_recipient_matches_however_the_identifier_is_typed() {
    let read = read::Assertion::read(&assertion().hosted(BASE))
        .unwrap()
        .recipient;
    assert_eq!(read.matches("learner@example.org"), Some(true));
    assert_eq!(read.matches("  LEARNER@example.ORG"), Some(true));
    assert_eq!(read.matches("other@example.org"), Some(false));
    // An issuer elsewhere may have hashed the identifier as it was typed.
    let mut foreign = read;
    foreign.identity = identity_hash("Learner@Example.org", "salt")
        .to_uppercase()
        .replacen("SHA256", "sha256", 1);
    assert_eq!(foreign.matches("Learner@Example.org"), Some(true));
    assert_eq!(foreign.matches("learner@example.org"), Some(false));
    foreign.identity = "md5$0123456789abcdef0123456789abcdef".to_owned();
    assert_eq!(
        foreign.matches("learner@example.org"),
        None,
        "MD5 proves nothing"
    );
    foreign.hashed = false;
    foreign.identity = "Learner@Example.org".to_owned();
    assert_eq!(foreign.matches("learner@example.org"), Some(true));
}

/// A badge as 1.0 and 1.1 wrote them, with loose forms.
fn old_assertion() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v1",
        "type": "Assertion",
        "uid": "abc-1",
        "recipient": {"type": "email", "identity": "sha256$00", "hashed": "true"},
        "badge": {"id": "https://old.example.org/badge"},
        "verify": {"type": "hosted", "url": "https://old.example.org/assertion"},
        "issuedOn": 1_356_998_400,
        "expires": "2014-01-01",
        "evidence": "https://old.example.org/proof",
        "image": null,
    })
}

#[test]
fn old_and_loose_forms_are_read() {
    let read = read::Assertion::read(&old_assertion()).unwrap();
    assert_eq!(read.id, "https://old.example.org/assertion");
    assert_eq!(
        read.verification,
        Verification::Hosted {
            url: read.id.clone()
        }
    );
    assert_eq!(
        read.badge,
        Linked::Address("https://old.example.org/badge".to_owned())
    );
    assert_eq!(read.issued_on, "2013-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(read.expires, Some("2014-01-01T00:00:00Z".parse().unwrap()));
    assert_eq!(
        read.evidence[0].id.as_deref(),
        Some("https://old.example.org/proof")
    );
    assert_eq!(read.image, None);

    let badge = read::BadgeClass::read(&json!({
        "type": ["obi:BadgeClass", "https://example.org/Course"],
        "issuer": "https://old.example.org/issuer",
        "name": ["Old"],
        "criteria": "https://old.example.org/criteria",
        "image": {"id": "https://old.example.org/image.png"},
        "alignment": {"name": "Skill", "url": "https://example.org/skill"},
        "tags": "one",
        "extensions:ECTSExtension": {"ECTS": 7.5},
        "extensions:EducationProgramIdentifierExtension": {"EducationProgramIdentifier": [56001, 56002]},
        "extensions:EQFExtension": {"EQF": "six"},
    }))
    .unwrap();
    assert_eq!(badge.name, "Old");
    assert_eq!(
        badge.criteria_url.as_deref(),
        Some("https://old.example.org/criteria")
    );
    assert_eq!(badge.alignment[0].target_name, "Skill");
    assert_eq!(badge.tags, ["one"]);
    let identifiers = vec!["56001".to_owned(), "56002".to_owned()];
    assert_eq!(
        badge.extensions,
        [
            Extension::Ects { half_points: 15 },
            Extension::EducationProgramIdentifier(identifiers)
        ],
        "what makes no sense is left out"
    );

    let profile = read::Profile::read(&json!({
        "name": "Issuer",
        "publicKey": [{"id": "https://e.org/1"}, {"id": "https://e.org/2", "publicKeyPem": "PEM"}],
        "verification": {"startsWith": "https://e.org/a", "allowedOrigins": ["e.org", "f.org"]},
    }))
    .unwrap();
    assert_eq!(
        profile.public_keys[0],
        Linked::Address("https://e.org/1".to_owned())
    );
    assert!(
        matches!(&profile.public_keys[1], Linked::Embedded(key) if key.public_key_pem == "PEM")
    );
    assert_eq!(
        (profile.starts_with, profile.allowed_origins.len()),
        (vec!["https://e.org/a".to_owned()], 2)
    );
}

#[test]
fn in_2_0_the_hosted_copy_is_at_the_id_whatever_the_verification_says() {
    let mut document = assertion().hosted(BASE);
    document["verification"]["url"] = json!("https://elsewhere.example.org/copy");
    let read = read::Assertion::read(&document).unwrap();
    assert_eq!(
        read.verification,
        Verification::Hosted {
            url: assertion().id
        }
    );
}

#[rstest]
#[case("/id", json!(null), "$.id is missing")]
#[case("/type", json!("BadgeClass"), "$.type must be Assertion")]
#[case("/recipient", json!("someone"), "$.recipient must be of type object")]
#[case("/recipient/identity", json!(7), "$.recipient.identity must be of type string")]
#[case("/recipient/identity", json!("plain"), "$.recipient.identity must be a hash that begins with sha256$ or md5$")]
#[case("/verification/type", json!("Trusted"), "$.verification.type must be HostedBadge or SignedBadge")]
#[case("/verification", json!(null), "$.verification is missing")]
#[case("/issuedOn", json!("yesterday"), "$.issuedOn must be date-time")]
#[case("/issuedOn", json!([]), "$.issuedOn is missing")]
#[case("/badge", json!(5), "$.badge must be of type an address or an object")]
#[case("/badge/name", json!(""), "$.badge.name is missing")]
#[case("/badge/issuer/name", json!({}), "$.badge.issuer.name must be of type string")]
#[case("/badge/issuer/publicKey", json!([KEY, {"id": KEY, "owner": "x"}]), "$.badge.issuer.publicKey[1].publicKeyPem is missing")]
fn what_is_wrong_is_named_by_its_path(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] message: &str,
) {
    let mut document = embedded().hosted(BASE);
    *document.pointer_mut(pointer).unwrap() = value;
    let error = read::Assertion::read(&document).unwrap_err();
    assert_eq!(error.to_string(), message);
    let path = message.split(' ').next().unwrap();
    assert_eq!(Reason::from(error).args["path"], path);
}

#[test]
fn a_served_revocation_is_seen_in_a_document_that_holds_nothing_else() {
    let stub = revoked_stub("https://example.org/1", Some("error"));
    assert_eq!(
        read::revocation(&stub).unwrap().reason.as_deref(),
        Some("error")
    );
    assert!(read::revocation(&json!({"revoked": true})).is_some());
    assert!(read::revocation(&json!({"revoked": false})).is_none());
    assert!(read::revocation(&assertion().hosted(BASE)).is_none());
}

#[test]
fn a_revocation_list_is_read_in_its_three_forms_and_never_in_part() {
    let of = |json: Value| read::RevocationList::read(&json);
    let ours = RevocationList {
        id: "https://e.org/list".to_owned(),
        issuer: "https://e.org".to_owned(),
        revoked: vec![Revoked {
            id: "urn:uuid:1".to_owned(),
            reason: some("error"),
        }],
    };
    let list = of(ours.to_json()).unwrap();
    assert_eq!(
        list.revocation_of("urn:uuid:1").unwrap().reason.as_deref(),
        Some("error")
    );
    assert_eq!(list.revocation_of("urn:uuid:2"), None);
    let mixed =
        of(json!({"type": "RevocationList", "revokedAssertions": ["a", {"uid": "b"}]})).unwrap();
    assert!(mixed.revocation_of("a").is_some() && mixed.revocation_of("b").is_some());
    let old = of(json!({"abc-1": "Issued in error"})).unwrap();
    assert_eq!(
        old.revocation_of("abc-1").unwrap().reason.as_deref(),
        Some("Issued in error")
    );
    assert_eq!(
        of(json!({"type": "RevocationList", "revokedAssertions": ["a", 5]})),
        Err(ReadError::WrongType {
            path: "$.revokedAssertions[1]".to_owned(),
            expected: "object"
        })
    );
    assert_eq!(
        of(json!({"type": "RevocationList"})),
        Err(ReadError::Missing {
            path: "$.revokedAssertions".to_owned()
        })
    );
}
