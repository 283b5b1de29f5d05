//! `insigne verify`: its report, its exit status, and what it asks of the network.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use credentials::baking::{Version, bake_svg};
use credentials::data_integrity;
use credentials::ob3::Credential;
use serde_json::{Value, json};

use crate::sample::{self, moment};

/// What the program said, and its exit status.
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {} {}", self.out, self.err))
    }
}

fn verify(arguments: &[&str], input: &[u8]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_insigne"))
        .arg("verify")
        .args(arguments)
        // Nothing to find there: neither configuration nor database.
        .current_dir(folder.path())
        .env_clear()
        .env("LANG", "en_GB.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments doesn't read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Said {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn signed(change: impl FnOnce(&mut Credential)) -> Value {
    signed_at("2026-02-01T09:30:00Z", change)
}

fn signed_at(created: &str, change: impl FnOnce(&mut Credential)) -> Value {
    let key = sample::signer(1);
    let mut credential = sample::credential(&sample::did(&key), None);
    change(&mut credential);
    data_integrity::sign(&credential.to_json(), moment(created), &key).unwrap()
}

fn outcome(report: &Value, name: &str) -> (String, String) {
    let checks = report["report"]["checks"].as_array().unwrap();
    let check = checks.iter().find(|c| c["name"] == name).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&check["outcome"]), text(&check["reason"]["code"]))
}

#[test]
fn a_good_credential_is_genuine_and_valid_from_a_file_and_from_standard_input() {
    let document = signed(|_| {}).to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>"#;
    let svg = bake_svg(svg, Version::OpenBadges3, &document).unwrap();
    for path in [
        file("badge.json", document.as_bytes()),
        file("badge.svg", &svg),
    ] {
        let said = verify(&[path.to_str().unwrap()], b"");
        assert_eq!(said.status, 0, "{} {}", said.out, said.err);
        assert!(said.out.starts_with("Genuine and valid\n"), "{}", said.out);
        assert!(
            said.out.contains("Passed                Signature: "),
            "{}",
            said.out
        );
        assert!(said.out.contains("Waterbeheer in de stad"), "{}", said.out);
        assert_eq!(said.err, "");
    }
    let said = verify(&["-", "--json"], document.as_bytes());
    assert_eq!(said.status, 0);
    let report = said.json();
    assert_eq!(report["verdict"], "genuine_and_valid");
    assert!(report["verifiedAt"].is_string());
    // Only a platform knows these.
    for name in ["issuer_known", "accredited", "achievement"] {
        let found = outcome(&report, name);
        assert_eq!(
            found,
            ("not_applicable".into(), "not-checked-here".into()),
            "{name}"
        );
    }
}

#[test]
fn the_report_speaks_the_language_that_was_asked_for() {
    let document = signed(|_| {}).to_string();
    let dutch = verify(&["-", "--language", "nl"], document.as_bytes());
    assert!(dutch.out.starts_with("Echt en geldig\n"), "{}", dutch.out);
    assert_eq!(dutch.status, 0);
}

#[test]
fn what_fails_is_not_to_be_relied_on() {
    let mut changed = signed(|_| {});
    changed["credentialSubject"]["achievement"]["name"] = json!("Something else");
    let mut bare = signed(|_| {});
    bare.as_object_mut().unwrap().remove("proof");
    let expired = signed_at("2020-01-01T00:00:00Z", |c| {
        c.valid_from = moment("2020-01-01T00:00:00Z");
        c.valid_until = Some(moment("2021-01-01T00:00:00Z"));
    });
    for (document, check) in [
        (changed.to_string(), "signature"),
        (bare.to_string(), "signature"),
        (expired.to_string(), "not_expired"),
        ("not a badge".into(), "well_formed"),
        (String::new(), "well_formed"),
    ] {
        let said = verify(&["-", "--json"], document.as_bytes());
        assert_eq!(said.status, 1, "{check}: {} {}", said.out, said.err);
        assert_eq!(said.json()["verdict"], "do_not_rely");
        assert_eq!(outcome(&said.json(), check).0, "failed");
        let words = verify(&["-"], document.as_bytes());
        assert_eq!(words.status, 1);
        assert!(words.out.starts_with("Do not rely on this\n"));
    }
    // As of a moment when it was good.
    let then = verify(
        &["-", "--at", "2020-06-01T00:00:00Z"],
        expired.to_string().as_bytes(),
    );
    assert_eq!(then.status, 0, "{}", then.out);
}

#[test]
fn a_name_can_be_compared() {
    let document = signed(|_| {});
    let identities = document["credentialSubject"]["identifier"]
        .as_array()
        .unwrap();
    let name = identities.iter().find(|i| i["identityType"] == "name");
    let name = name.unwrap()["identityHash"].as_str().unwrap();
    let document = document.to_string();
    let same = verify(&["-", "--json", "--name", name], document.as_bytes());
    assert_eq!(outcome(&same.json(), "recipient").0, "passed");
    assert_eq!(same.status, 0);
    let other = verify(&["-", "--json", "--name", "Bram"], document.as_bytes());
    assert_eq!(outcome(&other.json(), "recipient").0, "failed");
    assert_eq!(other.status, 1);
}

/// Serves one document at every path, and tells which paths were asked for.
fn server(
    document: impl Fn(&str) -> Option<String> + Send + 'static,
) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (tell, asked) = channel();
    let own = base.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream: TcpStream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
            let mut header = String::new();
            while reader.read_line(&mut header).unwrap() > 2 {
                header.clear();
            }
            let (status, body) = match document(&path) {
                Some(body) => ("200 OK", body.replace("BASE", &own)),
                None => ("404 Not Found", String::new()),
            };
            let mut stream = stream;
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            )
            .unwrap();
            if tell.send(path).is_err() {
                return;
            }
        }
    });
    (base, asked)
}

/// An Open Badges 2.0 assertion that is hosted, with its badge class and issuer.
fn hosted(path: &str) -> Option<String> {
    let context = "https://w3id.org/openbadges/v2";
    let document = match path {
        "/assertion" => json!({
            "@context": context, "type": "Assertion", "id": "BASE/assertion", "badge": "BASE/class",
            "recipient": {"type": "email", "hashed": false, "identity": "learner@example.org"},
            "issuedOn": "2026-01-01T00:00:00Z", "verification": {"type": "HostedBadge"},
        }),
        "/class" => json!({
            "@context": context, "type": "BadgeClass", "id": "BASE/class", "name": "Bees\u{1b}[31m",
            "description": "Keeps bees", "image": "BASE/image", "criteria": {"narrative": "A hive"}, "issuer": "BASE/issuer",
        }),
        "/issuer" => json!({
            "@context": context, "type": "Issuer", "id": "BASE/issuer", "name": "School", "url": "BASE/", "email": "s@example.org",
        }),
        _ => return None,
    };
    Some(document.to_string())
}

#[test]
fn a_hosted_badge_on_this_machine_is_asked_for_only_when_that_is_allowed() {
    let (base, asked) = server(hosted);
    let address = format!("{base}/assertion");
    let refused = verify(&[&address, "--json"], b"");
    assert_eq!(refused.status, 2, "{} {}", refused.out, refused.err);
    assert_eq!(refused.json()["verdict"], "not_fully_checked");
    assert!(asked.try_recv().is_err(), "nothing was asked");

    let allowed = verify(&[&address, "--allow-private", "--json"], b"");
    assert_eq!(allowed.status, 0, "{} {}", allowed.out, allowed.err);
    let paths: Vec<String> = asked.try_iter().collect();
    assert_eq!(paths, ["/assertion", "/class", "/issuer"]);
    assert_eq!(
        allowed.json()["report"]["subject"]["issuer"]["name"],
        "School"
    );

    let words = verify(&[&address, "--allow-private"], b"");
    assert!(
        !words.out.contains('\u{1b}'),
        "a terminal would obey what the badge says"
    );

    let nothing = verify(&[&format!("{base}/nothing"), "--allow-private"], b"");
    assert_eq!(nothing.status, 1, "{}", nothing.out);
    assert!(nothing.out.contains("does not publish this badge"));
}

#[test]
fn wrong_use_and_what_cannot_be_read_have_statuses_of_their_own() {
    for arguments in [
        &[][..],
        &["a", "b"],
        &["-", "--language", "fr"],
        &["-", "--at", "yesterday"],
        &["-", "--no-such-option"],
    ] {
        let said = verify(arguments, b"");
        assert_eq!((said.status, said.out.as_str()), (64, ""), "{arguments:?}");
        assert!(!said.err.is_empty());
    }
    let missing = verify(&["nothing.json"], b"");
    assert_eq!((missing.status, missing.out.as_str()), (66, ""));
    assert!(missing.err.contains("nothing.json"), "{}", missing.err);
    let help = verify(&["--help"], b"");
    assert_eq!(help.status, 0);
    assert!(help.out.contains("64  the command was used wrongly"));
}

#[test]
fn a_badge_that_never_ends_is_not_read_to_the_end() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_insigne"))
        .args(["verify", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let block = vec![b' '; 1 << 20];
    // Far beyond the largest badge: at some point nobody reads any more.
    let refused = (0..1024).any(|_| input.write_all(&block).is_err());
    assert!(refused, "a gigabyte was read");
    let mut out = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    assert!(out.contains("too-large"), "{out}");
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
