use credentials::crypto::{KeyError, PublicKey, Signer};
use credentials::did::{
    self, ControllerDocument, DidError, MethodError, PublishedKey, Resolution, resolve,
};
use serde_json::json;

use crate::sample::{moment, signer};

#[test]
fn did_web_names_an_address_and_back() {
    for (did, address, url) in [
        (
            "did:web:example.org",
            "https://example.org/.well-known/did.json",
            "https://example.org",
        ),
        (
            "did:web:example.org:issuers:7",
            "https://example.org/issuers/7/did.json",
            "https://example.org/issuers/7",
        ),
        (
            "did:web:localhost%3A8443:i",
            "https://localhost:8443/i/did.json",
            "https://localhost:8443/i",
        ),
    ] {
        assert_eq!(did::did_web_address(did).unwrap(), address);
        assert_eq!(did::did_web(url).unwrap(), did);
    }
    for bad in [
        "did:web:",
        "did:web:example.org:..:x",
        "did:web:example.org::x",
        "did:web:a@b",
        "did:web:example.org%2Fx",
        "did:web:example.org:%2e%2e",
        "did:web:example.org:a%2Fb",
        "did:web:exam ple.org",
        "did:web:example.org%3A99999",
    ] {
        assert!(did::did_web_address(bad).is_err(), "{bad}");
    }
    assert!(did::did_web("https://example.org/x?y").is_err());
    assert!(did::did_web("ftp://example.org/x").is_err());
}

/// The Ed25519 example of the did:key method specification, and the P-256 example of the
/// Controlled Identifiers specification.
#[test]
fn keys_of_published_examples_are_read() {
    for did in [
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
    ] {
        let Resolution::Known(document) = resolve(did).unwrap() else {
            panic!("it has to be known")
        };
        let value = did.strip_prefix("did:key:").unwrap();
        let (_, key) = document
            .assertion_method(&format!("{did}#{value}"))
            .unwrap();
        assert_eq!(did::did_key(key).as_deref(), Some(did));
        // Multikey, JWK, PEM and did:jwk carry the same key.
        assert_eq!(&PublicKey::from_jwk(&key.to_jwk()).unwrap(), key);
        assert_eq!(&PublicKey::from_pem(&key.to_pem()).unwrap(), key);
        let jwk = did::did_jwk(key);
        let Resolution::Known(document) = resolve(&jwk).unwrap() else {
            panic!("it has to be known")
        };
        assert_eq!(
            document.assertion_method(&format!("{jwk}#0")).unwrap().1,
            key
        );
    }
}

/// RFC 8037 appendix A.3.
#[test]
fn thumbprint_of_the_rfc() {
    let jwk =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    assert_eq!(
        PublicKey::from_jwk(&jwk).unwrap().thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn bad_keys_and_methods_are_told_apart() {
    assert!(matches!(
        resolve("did:ion:abc"),
        Err(DidError::UnsupportedMethod(_))
    ));
    assert!(matches!(resolve("did:key:z6Mk"), Err(DidError::Key(_))));
    assert!(matches!(resolve("did:jwk:!!"), Err(DidError::Malformed(_))));
    assert!(matches!(
        resolve("urn:uuid:1"),
        Err(DidError::UnsupportedMethod(_))
    ));
    let private = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "x"});
    assert_eq!(PublicKey::from_jwk(&private), Err(KeyError::Private));
    assert!(matches!(
        PublicKey::from_jwk(&json!({"kty": "EC", "crv": "P-521"})),
        Err(KeyError::Unsupported(_))
    ));
    assert!(matches!(
        PublicKey::rsa(&[1; 128], &[1, 0, 1]),
        Err(KeyError::Malformed(_))
    ));
    assert!(matches!(
        PublicKey::p256(&[4; 65]),
        Err(KeyError::Malformed(_))
    ));
}

#[test]
fn an_issuer_publishes_its_keys() {
    let did = "did:web:badges.example.org:issuers:geo";
    let (first, second) = (signer(1), signer(2));
    let document = did::document(
        did,
        &["https://badges.example.org/issuers/geo"],
        &[
            PublishedKey {
                fragment: "key-1",
                key: first.public_key(),
                revoked: Some(moment("2026-03-01T00:00:00Z")),
            },
            PublishedKey {
                fragment: "key-2",
                key: second.public_key(),
                revoked: None,
            },
        ],
    );
    let read = ControllerDocument::read(&document, did).unwrap();
    let (method, key) = read.assertion_method(&format!("{did}#key-1")).unwrap();
    assert_eq!(
        (key, method.revoked),
        (first.public_key(), Some(moment("2026-03-01T00:00:00Z")))
    );
    assert_eq!(
        read.method_of_key(second.public_key()).unwrap().id,
        format!("{did}#key-2")
    );
    assert_eq!(
        read.assertion_method(&format!("{did}#key-3")).unwrap_err(),
        MethodError::NotFound
    );
    assert!(matches!(
        ControllerDocument::read(&document, "did:web:other"),
        Err(DidError::OtherSubject(_))
    ));

    let mut other_purpose = document.clone();
    other_purpose["authentication"] = other_purpose["assertionMethod"].take();
    let read = ControllerDocument::read(&other_purpose, did).unwrap();
    assert_eq!(
        read.assertion_method(&format!("{did}#key-1")).unwrap_err(),
        MethodError::NotAuthorised
    );

    let mut borrowed = document;
    borrowed["verificationMethod"][0]["controller"] = json!("did:web:elsewhere.example.org");
    let read = ControllerDocument::read(&borrowed, did).unwrap();
    assert!(matches!(
        read.assertion_method(&format!("{did}#key-1")),
        Err(MethodError::OtherController(_))
    ));
}
