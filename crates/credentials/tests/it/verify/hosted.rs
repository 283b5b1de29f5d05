//! Open Badges 2.0, hosted and signed.

use credentials::crypto::{RsaSigner, Signer};
use credentials::jose::{self, KeyReference};
use credentials::report::CheckName::*;
use credentials::report::Outcome::*;
use credentials::report::{Format, Report, Verdict};
use credentials::verify::{Document, KeyState, Typed};
use serde_json::{Value, json};

use crate::sample::moment;
use crate::solve::{World, expect};

const ASSERTION: &str = "https://badges.example.org/assertions/1";
const BADGE: &str = "https://badges.example.org/classes/1";
const ISSUER: &str = "https://badges.example.org/issuers/1";
const KEY: &str = "https://badges.example.org/keys/1";
const LIST: &str = "https://badges.example.org/revocations/1";

pub fn assertion() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2",
        "id": ASSERTION,
        "type": "Assertion",
        "recipient": {
            "type": "email", "hashed": true, "salt": "salt",
            // sha256("sanne@example.org" + "salt")
            "identity": "sha256$cefea8367e509f2ceab3c79185885aa90acc579fef5770f9261afb510945f0f1",
        },
        "badge": BADGE,
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-02-01T09:30:00Z",
        "expires": "2027-02-01T09:30:00Z",
    })
}

fn badge() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2", "id": BADGE, "type": "BadgeClass",
        "name": "Waterbeheer", "description": "Over water", "image": "https://badges.example.org/i.png",
        "criteria": {"narrative": "Een ontwerp"}, "issuer": ISSUER,
        "extensions:ECTSExtension": {"type": ["Extension", "extensions:ECTSExtension"], "ECTS": 2.5},
    })
}

fn issuer() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2", "id": ISSUER, "type": "Issuer",
        "name": "Faculteit Geo", "url": "https://www.example.org", "email": "badges@example.org",
        "publicKey": [KEY], "revocationList": LIST,
    })
}

fn world() -> World {
    World::default()
        .json(BADGE, &badge())
        .json(ISSUER, &issuer())
        .json(LIST, &json!({"type": "RevocationList", "id": LIST, "issuer": ISSUER, "revokedAssertions": []}))
}

fn hosted(copy: &Value) -> World {
    world().json(ASSERTION, copy)
}

#[test]
fn a_hosted_badge_is_genuine_and_valid() {
    let mut world = hosted(&assertion());
    world.facts.typed(Typed::Email("Sanne@Example.org".into()));
    let report = world.verify_json(&assertion());
    assert_eq!(report.format, Format::Ob2Hosted);
    expect(&report, WellFormed, Passed, "well-formed");
    expect(&report, Signature, NotApplicable, "hosted-not-signed");
    expect(&report, IssuerIdentity, Passed, "issuer-controls-address");
    expect(&report, NotRevoked, Passed, "not-revoked");
    expect(&report, NotExpired, Passed, "within-validity");
    expect(&report, Recipient, Passed, "recipient-matches");
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
    assert_eq!(report.subject.name.as_deref(), Some("Waterbeheer"));
    assert_eq!(report.subject.credits.as_deref(), Some("2.5"));
    assert_eq!(world.asked, [ASSERTION, BADGE, ISSUER]);
}

#[test]
fn what_was_fetched_by_the_caller_is_not_fetched_again() {
    let mut world = world();
    let report = world.solve(&Document::parse_fetched(
        assertion().to_string().as_bytes(),
        ASSERTION,
    ));
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
    assert_eq!(world.asked, [BADGE, ISSUER]);
}

fn with(mut copy: Value, change: impl Fn(&mut Value)) -> Value {
    change(&mut copy);
    copy
}

#[test]
fn the_hosted_copy_decides() {
    let given = with(assertion(), |a| {
        a["expires"] = json!("2037-02-01T09:30:00Z");
    });
    let report = hosted(&assertion()).verify_json(&given);
    expect(&report, Signature, Failed, "hosted-copy-differs");
    assert_eq!(report.check(Signature).reason.args["path"], "$.expires");
    let baked = with(assertion(), |a| {
        a["image"] = json!("https://badges.example.org/baked.png");
    });
    assert_eq!(
        hosted(&assertion()).verify_json(&baked).verdict(),
        Verdict::GenuineAndValid
    );
    // A page that answers for another badge.
    let other = with(assertion(), |a| {
        a["id"] = json!("https://badges.example.org/assertions/2");
    });
    let report = hosted(&other).verify_json(&assertion());
    expect(&report, Signature, Failed, "hosted-copy-differs");
}

#[test]
fn a_revoked_or_absent_badge_is_refused() {
    let stub = json!({"id": ASSERTION, "type": "Assertion", "revoked": true, "revocationReason": "misuse"});
    let with_status = |status: u16, body: &str| {
        world()
            .status(ASSERTION, status, body)
            .verify_json(&assertion())
    };
    for report in [
        hosted(&stub).verify_json(&assertion()),
        with_status(410, &stub.to_string()),
    ] {
        expect(&report, NotRevoked, Failed, "revoked");
        assert_eq!(report.check(NotRevoked).reason.args["detail"], "misuse");
        assert_eq!(report.verdict(), Verdict::DoNotRely);
    }
    expect(&with_status(410, ""), NotRevoked, Failed, "revoked");
    expect(&with_status(404, ""), Signature, Failed, "hosted-not-found");
    let down = with_status(503, "");
    expect(&down, Signature, Undecided, "fetch-failed");
    assert_eq!(down.verdict(), Verdict::NotFullyChecked);
    assert_eq!(down.subject.name.as_deref(), Some("Waterbeheer"));
    expect(&world().verify_json(&stub), NotRevoked, Failed, "revoked");
}

#[test]
fn an_expired_badge_is_refused() {
    let report = hosted(&assertion())
        .at("2028-01-01T00:00:00Z")
        .verify_json(&assertion());
    expect(&report, NotExpired, Failed, "expired");
}

/// Anyone can host a badge that names someone else's class.
#[test]
fn a_badge_on_another_host_is_not_the_issuers() {
    let url = "https://evil.example.com/assertions/1";
    let forged = with(assertion(), |a| a["id"] = json!(url));
    let report = world().json(url, &forged).verify_json(&forged);
    expect(&report, IssuerIdentity, Failed, "issuer-origin-differs");
    assert_eq!(report.verdict(), Verdict::DoNotRely);
    // An embedded profile doesn't get to widen the issuer's own policy.
    let embedded = with(forged, |a| {
        a["badge"] = badge();
        a["badge"]["issuer"] = issuer();
        a["badge"]["issuer"]["verification"] = json!({"allowedOrigins": "evil.example.com"});
    });
    let report = world().json(url, &embedded).verify_json(&embedded);
    expect(&report, IssuerIdentity, Failed, "issuer-origin-differs");
    // The issuer itself may.
    let allowing = with(issuer(), |i| {
        i["verification"] = json!({"allowedOrigins": ["evil.example.com"]});
    });
    let report = world()
        .json(ISSUER, &allowing)
        .json(url, &embedded)
        .verify_json(&embedded);
    expect(&report, IssuerIdentity, Passed, "issuer-controls-address");
}

#[test]
fn a_class_that_is_not_there_leaves_the_issuer_undecided() {
    let report = World::default()
        .json(ASSERTION, &assertion())
        .verify_json(&assertion());
    expect(&report, IssuerIdentity, Undecided, "fetch-failed");
    let faulty = with(badge(), |b| {
        drop(b.as_object_mut().unwrap().shift_remove("name"));
    });
    let report = hosted(&assertion())
        .json(BADGE, &faulty)
        .verify_json(&assertion());
    expect(&report, WellFormed, Failed, "missing-property");
}

fn rsa() -> RsaSigner {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    RsaSigner::from_pkcs8(der.as_ref(), KEY).unwrap()
}

fn signed(key: &RsaSigner, change: impl Fn(&mut Value)) -> String {
    let assertion = with(assertion(), |a| {
        a["id"] = json!("urn:uuid:0197c2f0-6a7e-7c34-9f5d-2f0b4f1f3b7a");
        a["verification"] = json!({"type": "SignedBadge", "creator": KEY});
        change(a);
    });
    jose::sign(
        assertion.to_string().as_bytes(),
        None,
        KeyReference::Omitted,
        key,
    )
    .unwrap()
}

fn key_page(key: &RsaSigner) -> Value {
    json!({"@context": "https://w3id.org/openbadges/v2", "type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": key.public_key().to_pem()})
}

#[test]
fn a_signed_badge_is_genuine_and_valid() {
    let key = rsa();
    let token = signed(&key, |_| ());
    let report = world().json(KEY, &key_page(&key)).verify(token.as_bytes());
    assert_eq!(report.format, Format::Ob2Signed);
    expect(&report, Signature, Passed, "signature-valid");
    expect(&report, Key, Passed, "key-authorised");
    expect(&report, IssuerIdentity, Passed, "issuer-controls-address");
    expect(&report, NotRevoked, Passed, "not-revoked");
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
}

#[test]
fn bad_signed_badges_get_a_clear_answer() {
    let key = rsa();
    let token = signed(&key, |_| ());
    let verify = |world: World, token: &str| -> Report { { world }.verify(token.as_bytes()) };
    let with_key = || world().json(KEY, &key_page(&key));

    let other = signed(&key, |a| a["expires"] = json!("2037-01-01T00:00:00Z"));
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[1] = other.split('.').nth(1).unwrap();
    expect(
        &verify(with_key(), &parts.join(".")),
        Signature,
        Failed,
        "signature-invalid",
    );

    let elsewhere = signed(&key, |a| {
        a["verification"]["creator"] = json!("https://evil.example.com/key");
    });
    expect(
        &verify(with_key(), &elsewhere),
        Key,
        Failed,
        "key-not-authorised",
    );
    let owned = with(key_page(&key), |k| {
        k["owner"] = json!("https://evil.example.com");
    });
    expect(
        &verify(world().json(KEY, &owned), &token),
        Key,
        Failed,
        "key-not-authorised",
    );
    let alone = verify(World::default(), &token);
    for check in [IssuerIdentity, Signature, Key, NotRevoked] {
        expect(&alone, check, Undecided, "fetch-failed");
    }
    assert_eq!(alone.verdict(), Verdict::NotFullyChecked);
    let silent = verify(world(), &token);
    expect(&silent, Key, Undecided, "fetch-failed");
    assert_eq!(silent.verdict(), Verdict::NotFullyChecked);

    let revoked = json!({"type": "RevocationList", "id": LIST, "issuer": ISSUER, "revokedAssertions": [
        {"id": "urn:uuid:0197c2f0-6a7e-7c34-9f5d-2f0b4f1f3b7a", "revocationReason": "error"}]});
    expect(
        &verify(with_key().json(LIST, &revoked), &token),
        NotRevoked,
        Failed,
        "revoked",
    );
    expect(
        &verify(with_key().status(LIST, 500, ""), &token),
        NotRevoked,
        Undecided,
        "status-list-unavailable",
    );

    let mut compromised = with_key();
    compromised.facts.key_state(
        KEY,
        KeyState::CompromisedSince(moment("2026-01-01T00:00:00Z")),
    );
    expect(&verify(compromised, &token), Key, Failed, "key-compromised");

    let unsigned = with(assertion(), |a| {
        a["verification"] = json!({"type": "SignedBadge", "creator": KEY});
    });
    expect(
        &with_key().verify_json(&unsigned),
        Signature,
        Failed,
        "no-proof",
    );
}
