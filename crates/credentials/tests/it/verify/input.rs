//! Input that is broken, hostile, or not a badge at all.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::baking::{Version, bake};
use credentials::report::CheckName::*;
use credentials::report::Outcome::*;
use credentials::report::{CheckName, Format, Verdict, reason};
use credentials::verify::Document;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::signed;
use crate::solve::{World, expect};

/// 64 MiB of zeros in some 64 kB.
pub fn bomb() -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 64 * 1024 * 1024]).unwrap();
    format!("u{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()))
}

#[track_caller]
fn refused(bytes: &[u8], code: &str) {
    let report = World::default().verify(bytes);
    expect(&report, WellFormed, Failed, code);
    assert_eq!(report.verdict(), Verdict::DoNotRely);
}

#[test]
fn what_is_no_badge_says_so() {
    refused(b"", "unknown-format");
    refused(b"hello", "unknown-format");
    refused(b"{", "not-json");
    refused(b"{}", "unknown-format");
    refused(b"[]", "unknown-format");
    refused(b"\xff\xfe\x00", "unknown-format");
    refused(b"eyJhbGciOiJub25lIn0.e30.AA", "algorithm-not-allowed");
    refused(b"eyJhbGciOiJFZERTQSJ9.e30.AA", "unknown-format");
    refused(
        format!("{{\"type\":{}", "[".repeat(200_000)).as_bytes(),
        "too-deep",
    );
    refused(
        format!("{{\"a\":\"{}\"}}", "x".repeat(3 * 1024 * 1024)).as_bytes(),
        "too-large",
    );
}

#[test]
fn a_fault_of_structure_names_its_path() {
    let fault = |change: &dyn Fn(&mut Value), code: &str, path: &str| {
        let mut credential = signed(None);
        change(&mut credential);
        let report = World::default().verify_json(&credential);
        expect(&report, WellFormed, Failed, code);
        assert_eq!(report.check(WellFormed).reason.args["path"], path);
    };
    fn remove(value: &mut Value, name: &str) {
        value.as_object_mut().unwrap().shift_remove(name);
    }
    fault(&|c| remove(c, "id"), "missing-property", "$.id");
    fault(
        &|c| remove(c, "validFrom"),
        "missing-property",
        "$.validFrom",
    );
    fault(
        &|c| c["validFrom"] = json!("soon"),
        "wrong-type",
        "$.validFrom",
    );
    fault(
        &|c| c["type"] = json!(["VerifiableCredential"]),
        "wrong-value",
        "$.type",
    );
    fault(
        &|c| remove(&mut c["credentialSubject"]["achievement"], "criteria"),
        "missing-property",
        "$.credentialSubject.achievement.criteria",
    );
    fault(
        &|c| {
            remove(
                &mut c["credentialSubject"]["achievement"]["alignment"][3],
                "targetUrl",
            )
        },
        "missing-property",
        "$.credentialSubject.achievement.alignment[3].targetUrl",
    );
    fault(
        &|c| c["credentialSubject"]["identifier"][1]["hashed"] = json!("yes"),
        "wrong-type",
        "$.credentialSubject.identifier[1].hashed",
    );
    fault(
        &|c| remove(&mut c["credentialSubject"], "identifier"),
        "missing-property",
        "$.credentialSubject.identifier",
    );
    fault(
        &|c| c["issuer"]["id"] = json!("no address"),
        "wrong-type",
        "$.issuer.id",
    );
    // Moved out of sight without harm to the signature.
    fault(
        &|c| {
            let id = c["id"].clone();
            c["evidence"][1]["id"] = id;
            c["evidence"][1]["validUntil"] = json!("2099-01-01T00:00:00Z");
        },
        "wrong-value",
        "$.evidence[1].validUntil",
    );
}

#[test]
fn a_graph_made_to_hang_is_refused_at_once() {
    let mut credential = signed(None);
    let nodes: Vec<Value> = (0..12)
        .map(|i| {
            let others: Vec<Value> = (0..12)
                .filter(|j| *j != i)
                .map(|j| json!({"id": format!("_:b{j}"), "type": ["Achievement"]}))
                .collect();
            json!({"id": format!("_:b{i}"), "type": ["Achievement"], "related": others})
        })
        .collect();
    credential["credentialSubject"]["achievement"]["related"] = json!(nodes);
    let report = World::default().verify_json(&credential);
    expect(&report, WellFormed, Failed, "poison-graph");
}

#[test]
fn a_baked_badge_is_found() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>"#;
    let baked = bake(svg, Version::OpenBadges3, &signed(None).to_string()).unwrap();
    let report = World::default().verify(&baked);
    assert_eq!(
        (report.format, report.baked, report.verdict()),
        (Format::Ob3DataIntegrity, true, Verdict::GenuineAndValid)
    );
    refused(svg, "image-without-badge");
}

/// Every code may be translated, so each is listed once with its arguments.
#[test]
fn reason_codes_are_unique_and_kebab_case() {
    let mut codes: Vec<&str> = reason::ALL.iter().map(|(code, _)| code.as_str()).collect();
    assert!(codes.iter().all(|code| {
        code.chars()
            .all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit())
    }));
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    let names: std::collections::BTreeSet<&str> =
        CheckName::ALL.iter().map(|name| name.as_str()).collect();
    assert_eq!(names.len(), CheckName::ALL.len());
}

#[test]
fn arguments_of_a_reason_are_those_that_are_listed() {
    let documents = [
        signed(None).to_string(),
        signed(Some(super::LIST)).to_string(),
        "{}".into(),
        "x".into(),
        crate::verify::hosted::assertion().to_string(),
    ];
    for document in documents {
        for check in World::default()
            .solve(&Document::parse(document.as_bytes()))
            .checks
        {
            let (_, listed) = reason::ALL
                .iter()
                .find(|(code, _)| *code == check.reason.code)
                .unwrap();
            assert!(
                check.reason.args.keys().all(|name| listed.contains(name)),
                "{check:?}"
            );
        }
    }
}
