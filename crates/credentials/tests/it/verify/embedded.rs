//! Open Badges 3.0 with a Data Integrity proof.

use credentials::report::CheckName::{self, *};
use credentials::report::Outcome::{self, *};
use credentials::report::{Check, Report, Verdict, reason};
use credentials::verify::{KeyState, Typed};
use serde_json::{Value, json};

use super::{
    DID, DID_DOCUMENT, LIST, did_document, published, sign, signed, status_list, web_signer,
};
use crate::kinds::{REVOKED, kinds};
use crate::sample::{credential, did, moment, signer};
use crate::solve::{World, expect};

#[test]
fn a_good_credential_is_genuine_and_valid() {
    let key = signer(1);
    let mut world = World::default().json(LIST, &status_list(&did(&key), &[7], &key));
    let report = world.verify_json(&signed(Some(LIST)));
    expect(&report, WellFormed, Passed, "well-formed");
    expect(&report, Signature, Passed, "signature-valid");
    expect(&report, Key, Passed, "key-authorised");
    expect(&report, IssuerIdentity, Undecided, "issuer-is-key");
    expect(&report, NotRevoked, Passed, "not-revoked");
    expect(&report, NotExpired, Passed, "within-validity");
    expect(&report, Recipient, Undecided, "nothing-typed");
    expect(&report, IssuerKnown, NotApplicable, "not-checked-here");
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
    assert_eq!(world.asked, [LIST]);
}

/// The same that programs of others are asked about, as both formats.
#[test]
fn every_kind_gets_the_answer_that_is_wanted_of_others() {
    for kind in kinds(LIST) {
        let issuer = signer(1);
        let list = status_list(&did(&issuer), &[REVOKED], &issuer);
        let credential = kind.credential.to_json();
        let embedded = sign(&credential, &kind.key).to_string();
        let token = credentials::ob3::sign_jwt(&credential, &kind.key).unwrap();
        for text in [embedded, token] {
            let report = World::default().json(LIST, &list).verify(text.as_bytes());
            let answer = match report.verdict() {
                Verdict::GenuineAndValid => "valid",
                Verdict::DoNotRely => "invalid",
                Verdict::NotFullyChecked => "undecided",
            };
            assert_eq!(answer, kind.wanted, "{}: {report:#?}", kind.name);
        }
    }
}

#[test]
fn the_report_says_what_the_credential_stands_for() {
    let subject = World::default().verify_json(&signed(None)).subject;
    assert_eq!(subject.name.as_deref(), Some("Waterbeheer in de stad"));
    assert_eq!(
        subject.issuer.name.as_deref(),
        Some("Faculteit Geowetenschappen")
    );
    assert_eq!(
        subject.issuer.parent.as_deref(),
        Some("Universiteit Voorbeeld")
    );
    assert_eq!(subject.recipient_name.as_deref(), Some("Sanne de Vries"));
    assert_eq!(subject.credits.as_deref(), Some("2.5"));
    assert_eq!(subject.study_load.as_deref(), Some("70"));
    assert_eq!(subject.grade.as_deref(), Some("8,5"));
    assert_eq!(
        (
            subject.outcomes.len(),
            subject.levels.len(),
            subject.evidence.len()
        ),
        (2, 3, 1)
    );
    assert_eq!(
        subject.name_assurance.unwrap().source.as_deref(),
        Some("Universiteit Voorbeeld")
    );
}

#[test]
fn a_did_web_issuer_is_bound_to_its_address() {
    let credential = sign(&credential(DID, None).to_json(), &web_signer(1));
    let mut world = World::default().json(DID_DOCUMENT, &did_document(&[1, 2]));
    let report = world.verify_json(&credential);
    expect(&report, IssuerIdentity, Passed, "issuer-controls-address");
    assert_eq!(
        report.check(IssuerIdentity).reason.args["address"],
        "badges.example.org"
    );
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);

    let gone = World::default().verify_json(&credential);
    expect(&gone, Key, Undecided, "fetch-failed");
    expect(&gone, Signature, Undecided, "not-reached");
    assert_eq!(gone.verdict(), Verdict::NotFullyChecked);

    let unlisted = World::default()
        .json(DID_DOCUMENT, &did_document(&[2]))
        .verify_json(&credential);
    expect(&unlisted, Key, Failed, "key-not-found");
    let page = World::default()
        .page(DID_DOCUMENT, "<html>")
        .verify_json(&credential);
    expect(&page, Key, Undecided, "fetch-failed");
    let mut other = did_document(&[1]);
    other["id"] = json!("did:web:evil.example.org");
    let other = World::default()
        .json(DID_DOCUMENT, &other)
        .verify_json(&credential);
    expect(&other, Key, Failed, "controller-document-invalid");
}

#[track_caller]
fn refused(credential: &Value, name: CheckName, outcome: Outcome, code: &str) -> Report {
    let report = World::default().verify_json(credential);
    expect(&report, name, outcome, code);
    assert_ne!(report.verdict(), Verdict::GenuineAndValid);
    report
}

#[test]
fn bad_credentials_get_a_clear_answer() {
    let change = |change: &dyn Fn(&mut Value)| {
        let mut credential = signed(None);
        change(&mut credential);
        credential
    };
    refused(
        &change(&|c| c["credentialSubject"]["achievement"]["name"] = json!("Tandheelkunde")),
        Signature,
        Failed,
        "signature-invalid",
    );
    refused(
        &change(&|c| drop(c.as_object_mut().unwrap().shift_remove("proof"))),
        Signature,
        Failed,
        "no-proof",
    );
    let purpose = refused(
        &change(&|c| c["proof"][0]["proofPurpose"] = json!("authentication")),
        Signature,
        Failed,
        "wrong-proof-purpose",
    );
    assert_eq!(
        purpose.check(Signature).reason.args["purpose"],
        "authentication"
    );
    refused(
        &change(&|c| c["proof"][0]["cryptosuite"] = json!("bbs-2023")),
        Signature,
        Undecided,
        "unknown-cryptosuite",
    );
    let context = refused(
        &change(&|c| {
            c["@context"]
                .as_array_mut()
                .unwrap()
                .push(json!("https://example.org/c.json"));
        }),
        WellFormed,
        Failed,
        "unknown-context",
    );
    assert_eq!(
        context.check(WellFormed).reason.args["url"],
        "https://example.org/c.json"
    );
    let term = refused(
        &change(&|c| c["credentialSubject"]["honours"] = json!("cum laude")),
        WellFormed,
        Failed,
        "undefined-term",
    );
    assert_eq!(term.check(WellFormed).reason.args["term"], "honours");
    refused(
        &change(&|c| c["proof"][0]["proofValue"] = json!("z1")),
        Signature,
        Failed,
        "proof-malformed",
    );
    // Text that JSON-LD would drop must not be shown as signed.
    refused(
        &change(&|c| {
            c["evidence"].as_array_mut().unwrap().push(
                json!({"id": "https://x.example.org/<>", "type": ["Evidence"], "name": "extra"}),
            );
        }),
        WellFormed,
        Failed,
        "invalid-json-ld",
    );
}

#[test]
fn a_key_of_another_issuer_is_foreign() {
    let stranger = signer(2);
    let report = refused(
        &sign(&credential(&did(&signer(1)), None).to_json(), &stranger),
        IssuerIdentity,
        Failed,
        "key-of-another-issuer",
    );
    expect(&report, Signature, Passed, "signature-valid");
    assert_eq!(report.verdict(), Verdict::DoNotRely);
}

#[test]
fn an_issuer_by_address_has_to_name_the_key() {
    const ISSUER: &str = "https://www.example.org/issuer";
    let key = signer(1);
    let credential = sign(&credential(ISSUER, None).to_json(), &key);
    // Nobody answers there: not even the key is worth anything then.
    let report = World::default().verify_json(&credential);
    expect(&report, Key, Undecided, "issuer-not-bound");
    assert_eq!(report.verdict(), Verdict::NotFullyChecked);
    let named = json!({"id": ISSUER, "assertionMethod": [credentials::crypto::Signer::verification_method(&key)]});
    let report = World::default()
        .json(ISSUER, &named)
        .verify_json(&credential);
    expect(&report, IssuerIdentity, Passed, "issuer-controls-address");
    let report = World::default()
        .json(ISSUER, &json!({"id": ISSUER}))
        .verify_json(&credential);
    expect(&report, IssuerIdentity, Failed, "key-of-another-issuer");
}

#[test]
fn validity_is_judged_at_the_given_time() {
    let credential = signed(None);
    let early = World::default()
        .at("2026-01-31T00:00:00Z")
        .verify_json(&credential);
    expect(&early, NotExpired, Failed, "not-yet-valid");
    let late = World::default()
        .at("2099-02-01T00:00:00Z")
        .verify_json(&credential);
    expect(&late, NotExpired, Failed, "expired");
    assert_eq!(late.verdict(), Verdict::DoNotRely);
    let last = World::default()
        .at("2099-01-31T22:59:59Z")
        .verify_json(&credential);
    expect(&last, NotExpired, Passed, "within-validity");
}

#[test]
fn a_proof_from_the_future_is_refused() {
    let key = signer(1);
    let credential = credential(&did(&key), None).to_json();
    let credential =
        credentials::data_integrity::sign(&credential, moment("2030-01-01T00:00:00Z"), &key)
            .unwrap();
    refused(&credential, Signature, Failed, "proof-from-future");
}

#[test]
fn what_is_known_about_the_key_counts() {
    let credential = signed(None);
    let method = credential["proof"][0]["verificationMethod"]
        .as_str()
        .unwrap()
        .to_owned();
    let with = |state| {
        let mut world = World::default();
        world.facts.key_state(&method, state);
        world.verify_json(&credential)
    };
    expect(&with(KeyState::Active), Key, Passed, "key-active");
    expect(&with(KeyState::Retired), Key, Passed, "key-retired");
    expect(
        &with(KeyState::CompromisedSince(moment("2026-02-02T00:00:00Z"))),
        Key,
        Passed,
        "key-compromised-later",
    );
    let report = with(KeyState::CompromisedSince(moment("2026-02-01T09:30:00Z")));
    expect(&report, Key, Failed, "key-compromised");
    assert_eq!(report.verdict(), Verdict::DoNotRely);
}

#[test]
fn revocation_follows_the_list() {
    let key = signer(1);
    let issuer = did(&key);
    let credential = signed(Some(LIST));
    let with = |list: Value| World::default().json(LIST, &list).verify_json(&credential);
    let revoked = with(status_list(&issuer, &[42], &key));
    expect(&revoked, NotRevoked, Failed, "revoked");
    assert_eq!(revoked.verdict(), Verdict::DoNotRely);
    // The same list as a token.
    let list = credentials::bitstring::StatusList::new();
    let token = published(&issuer, &list).jwt(&key).unwrap();
    let report = World::default().page(LIST, token).verify_json(&credential);
    expect(&report, NotRevoked, Passed, "not-revoked");
}

#[test]
fn the_revocation_list_of_1edtech_is_read() {
    const URL: &str = "https://badges.example.org/revocations";
    let key = signer(1);
    let mut unsigned = credential(&did(&key), None).to_json();
    unsigned["credentialStatus"] = json!({"id": URL, "type": "1EdTechRevocationList"});
    let credential = sign(&unsigned, &key);
    let id = credential["id"].as_str().unwrap();
    let with = |revoked: &[(&str, Option<&str>)]| {
        let list = credentials::ob3::revocation_list(URL, &did(&key), revoked);
        World::default().json(URL, &list).verify_json(&credential)
    };
    expect(
        &with(&[("urn:uuid:other", None)]),
        NotRevoked,
        Passed,
        "not-revoked",
    );
    expect(&with(&[(id, Some("error"))]), NotRevoked, Failed, "revoked");
    let page = World::default()
        .json(URL, &json!({}))
        .verify_json(&credential);
    expect(&page, NotRevoked, Undecided, "status-list-invalid");
}

#[test]
fn a_list_that_cannot_be_trusted_decides_nothing() {
    let (key, stranger) = (signer(1), signer(2));
    let issuer = did(&key);
    let credential = signed(Some(LIST));
    let with = |list: &Value, code: &str| {
        let report = World::default().json(LIST, list).verify_json(&credential);
        expect(&report, NotRevoked, Undecided, code);
        assert_eq!(report.verdict(), Verdict::NotFullyChecked);
    };
    with(
        &status_list(&did(&stranger), &[], &stranger),
        "status-list-other-issuer",
    );
    with(&status_list(&issuer, &[], &stranger), "status-list-invalid");
    let mut tampered = status_list(&issuer, &[42], &key);
    let clear = credentials::bitstring::StatusList::new();
    tampered["credentialSubject"]["encodedList"] = json!(clear.encode());
    with(&tampered, "status-list-invalid");
    let mut elsewhere = published(&issuer, &clear);
    elsewhere.id = "https://badges.example.org/status/2";
    with(
        &elsewhere
            .signed(moment("2026-01-01T00:00:00Z"), &key)
            .unwrap(),
        "status-list-invalid",
    );
    let mut old = published(&issuer, &clear);
    old.valid_until = Some(moment("2026-01-02T00:00:00Z"));
    with(
        &old.signed(moment("2026-01-01T00:00:00Z"), &key).unwrap(),
        "status-list-expired",
    );
    // A signed bomb.
    let mut bomb = published(&issuer, &clear).to_json();
    bomb["credentialSubject"]["encodedList"] = json!(super::input::bomb());
    with(&sign(&bomb, &key), "status-list-invalid");

    let gone = World::default()
        .status(LIST, 503, "")
        .verify_json(&credential);
    expect(&gone, NotRevoked, Undecided, "status-list-unavailable");
    let silent = World::default().verify_json(&credential);
    expect(&silent, NotRevoked, Undecided, "status-list-unavailable");
}

#[test]
fn a_recipient_can_be_compared() {
    let credential = signed(None);
    let with = |typed: &[Typed]| {
        let mut world = World::default();
        typed.iter().for_each(|one| world.facts.typed(one.clone()));
        world.verify_json(&credential)
    };
    let mail = |text: &str| Typed::Email(text.into());
    expect(
        &with(&[mail("SANNE.de.vries@example.org")]),
        Recipient,
        Passed,
        "recipient-matches",
    );
    expect(
        &with(&[mail("piet@example.org")]),
        Recipient,
        Failed,
        "recipient-differs",
    );
    expect(
        &with(&[Typed::Name("sanne de vries".into())]),
        Recipient,
        Passed,
        "recipient-matches",
    );
    expect(
        &with(&[Typed::Identifier("8a2c6a2f-eduid".into())]),
        Recipient,
        Passed,
        "recipient-matches",
    );
    let both = [
        mail("sanne.de.vries@example.org"),
        Typed::Name("Piet".into()),
    ];
    expect(&with(&both), Recipient, Failed, "recipient-differs");
    expect(&with(&[mail("  ")]), Recipient, Undecided, "nothing-typed");
}

#[test]
fn the_callers_checks_take_part_in_the_verdict() {
    let mut report = World::default().verify_json(&signed(None));
    assert_eq!(report.verdict(), Verdict::GenuineAndValid);
    report.set(Check::failed(Accredited, reason::NOT_ACCREDITED));
    assert_eq!(report.verdict(), Verdict::DoNotRely);
    assert_eq!(
        report
            .decisive()
            .iter()
            .map(|check| check.name)
            .collect::<Vec<_>>(),
        [Accredited]
    );
    assert_eq!(report.checks.len(), CheckName::ALL.len());
}
