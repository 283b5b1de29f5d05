//! Open Badges 3.0 as VC-JWT.

use credentials::crypto::{Ed25519Signer, RsaSigner, Signer};
use credentials::jose::{self, KeyReference};
use credentials::ob3::{jwt_claims, sign_jwt};
use credentials::report::CheckName::*;
use credentials::report::Outcome::*;
use credentials::report::{Report, Verdict};
use serde_json::{Value, json};

use super::{DID, DID_DOCUMENT, LIST, did_document, status_list, web_signer};
use crate::sample::{credential, did, signer};
use crate::solve::{World, expect};

fn token(list: Option<&str>) -> String {
    let key = signer(1);
    sign_jwt(&credential(&did(&key), list).to_json(), &key).unwrap()
}

fn with_claims(change: impl Fn(&mut Value)) -> Report {
    let key = signer(1);
    let mut claims = jwt_claims(&credential(&did(&key), None).to_json()).unwrap();
    change(&mut claims);
    let token = jose::sign(
        claims.to_string().as_bytes(),
        Some("JWT"),
        KeyReference::Kid,
        &key,
    )
    .unwrap();
    World::default().verify(token.as_bytes())
}

#[test]
fn a_good_token_is_genuine_and_valid() {
    let key = signer(1);
    let mut world = World::default().json(LIST, &status_list(&did(&key), &[], &key));
    let report = world.verify(token(Some(LIST)).as_bytes());
    expect(&report, WellFormed, Passed, "well-formed");
    expect(&report, Signature, Passed, "signature-valid");
    expect(&report, Key, Passed, "key-authorised");
    expect(&report, NotRevoked, Passed, "not-revoked");
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
    assert_eq!(report.subject.credits.as_deref(), Some("2.5"));
}

#[test]
fn the_claims_have_to_repeat_the_credential() {
    let differs = |name: &'static str, value: Value| {
        let report = with_claims(|claims| claims[name] = value.clone());
        expect(&report, WellFormed, Failed, "jwt-claim-differs");
        assert_eq!(report.check(WellFormed).reason.args["claim"], name);
        assert_eq!(report.verdict(), Verdict::DoNotRely);
    };
    differs("iss", json!("did:web:other.example.org"));
    differs("jti", json!("urn:uuid:1"));
    differs("sub", json!("urn:uuid:1"));
    differs("nbf", json!(0));
    differs("exp", json!(1));
    let old_form = with_claims(|claims| claims["vc"] = json!({}));
    expect(&old_form, WellFormed, Failed, "wrong-value");
}

#[test]
fn a_tampered_token_is_refused() {
    let (mine, other) = (token(None), token(Some(LIST)));
    let mut parts: Vec<&str> = mine.split('.').collect();
    parts[1] = other.split('.').nth(1).unwrap();
    let report = World::default().verify(parts.join(".").as_bytes());
    expect(&report, Signature, Failed, "signature-invalid");
}

#[test]
fn a_key_of_another_issuer_is_foreign() {
    let token = sign_jwt(&credential(&did(&signer(1)), None).to_json(), &signer(2)).unwrap();
    let report = World::default().verify(token.as_bytes());
    expect(&report, IssuerIdentity, Failed, "key-of-another-issuer");
}

/// The key in the header proves nothing about the issuer until the issuer names it.
#[test]
fn a_key_in_the_header_needs_the_issuer() {
    let by = |issuer: &str, key: &dyn Signer| {
        let claims = jwt_claims(&credential(issuer, None).to_json()).unwrap();
        jose::sign(claims.to_string().as_bytes(), None, KeyReference::Jwk, key).unwrap()
    };
    let token = by(DID, &web_signer(1));
    let named = World::default()
        .json(DID_DOCUMENT, &did_document(&[1]))
        .verify(token.as_bytes());
    expect(&named, Key, Passed, "key-authorised");
    expect(&named, IssuerIdentity, Passed, "issuer-controls-address");
    let other = World::default()
        .json(DID_DOCUMENT, &did_document(&[2]))
        .verify(token.as_bytes());
    expect(&other, IssuerIdentity, Failed, "key-of-another-issuer");
    let silent = World::default().verify(token.as_bytes());
    expect(&silent, Signature, Passed, "signature-valid");
    expect(&silent, Key, Undecided, "key-in-token");
    assert_eq!(silent.verdict(), Verdict::NotFullyChecked);
    let page = World::default()
        .page("https://www.example.org/issuer", "<html>")
        .verify(by("https://www.example.org/issuer", &signer(1)).as_bytes());
    expect(&page, Key, Undecided, "key-in-token");
}

#[test]
fn a_key_set_binds_the_key_to_its_host() {
    let rsa = rsa("https://www.example.org/jwks.json#rsa-1");
    let credential = credential("https://www.example.org/issuer", None).to_json();
    let token = sign_jwt(&credential, &rsa).unwrap();
    let mut key = rsa.public_key().to_jwk();
    key["kid"] = json!("rsa-1");
    let set = json!({"keys": [signer(3).public_key().to_jwk(), key]});
    let report = World::default()
        .json("https://www.example.org/jwks.json", &set)
        .verify(token.as_bytes());
    expect(&report, Signature, Passed, "signature-valid");
    expect(&report, IssuerIdentity, Passed, "issuer-controls-address");
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);

    let elsewhere = self::rsa("https://evil.example.com/jwks.json#rsa-1");
    let token = sign_jwt(&credential, &elsewhere).unwrap();
    let mut key = elsewhere.public_key().to_jwk();
    key["kid"] = json!("rsa-1");
    let set = json!({"keys": [key]});
    let report = World::default()
        .json("https://evil.example.com/jwks.json", &set)
        .verify(token.as_bytes());
    expect(&report, IssuerIdentity, Failed, "key-of-another-issuer");
}

fn rsa(method: &str) -> RsaSigner {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    RsaSigner::from_pkcs8(der.as_ref(), method).unwrap()
}

/// ES256, as foreign issuers use it; we only read it.
#[test]
fn an_es256_token_of_a_did_jwk_is_read() {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use credentials::crypto::{Algorithm, PublicKey, SignError};

    struct P256 {
        pair: EcdsaKeyPair,
        public: PublicKey,
        method: String,
    }
    impl Signer for P256 {
        fn algorithm(&self) -> Algorithm {
            Algorithm::Es256
        }
        fn verification_method(&self) -> &str {
            &self.method
        }
        fn public_key(&self) -> &PublicKey {
            &self.public
        }
        fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
            Ok(self
                .pair
                .sign(&SystemRandom::new(), message)
                .unwrap()
                .as_ref()
                .to_vec())
        }
    }
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let public = PublicKey::p256(pair.public_key().as_ref()).unwrap();
    let issuer = credentials::did::did_jwk(&public);
    let key = P256 {
        pair,
        public,
        method: format!("{issuer}#0"),
    };
    let token = sign_jwt(&credential(&issuer, None).to_json(), &key).unwrap();
    let report = World::default().verify(token.as_bytes());
    expect(&report, Signature, Passed, "signature-valid");
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
}

#[test]
fn a_relative_kid_belongs_to_the_issuer() {
    let key = Ed25519Signer::from_seed(&[1; 32], "#key-1").unwrap();
    let token = sign_jwt(&credential(DID, None).to_json(), &key).unwrap();
    let report = World::default()
        .json(DID_DOCUMENT, &did_document(&[1]))
        .verify(token.as_bytes());
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
}
