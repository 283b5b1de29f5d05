//! `insigne mail-bounce`, as a mail server pipes into it: what its exit status says.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;

const CONFIGURATION: &str = r#"
base_url = "https://badges.example.org"
database = "sqlite:insigne.db"
files = "files"
mail_from = "Edubadges <noreply@badges.example.org>"
bounce_address = "bounces@badges.example.org"

[learner_provider]
issuer = "https://connect.example.org"
client_id = "learner"
client_secret = "x"

[staff_provider]
issuer = "https://staff.example.org"
client_id = "staff"
client_secret = "x"

[smtp]
host = "127.0.0.1"
port = 1
"#;

const NOTIFICATION: &str = "To: bounces@badges.example.org\r\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\
    \r\n\
    --b\r\n\
    Content-Type: message/delivery-status\r\n\
    \r\n\
    Reporting-MTA: dns; mail.example\r\n\
    \r\n\
    Final-Recipient: rfc822; somebody@voorbeeld.example\r\n\
    Action: failed\r\n\
    Status: 5.1.1\r\n\
    \r\n\
    --b\r\n\
    Content-Type: text/rfc822-headers\r\n\
    \r\n\
    Message-ID: <long-forgotten@badges.example.org>\r\n\
    \r\n\
    --b--\r\n";

/// Runs the program in a folder; gives its exit status and what it said about what was wrong.
fn run(folder: &Path, arguments: &[&str], input: &str) -> (i32, String) {
    let key = base64::engine::general_purpose::STANDARD.encode([7; 32]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_insigne"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("INSIGNE_MASTER_KEYS", format!("first:{key}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments doesn't read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn the_exit_status_tells_a_mail_server_what_to_do_with_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("insigne.toml"), CONFIGURATION).unwrap();
    let bounce = |more: &[&str], input: &str| {
        let mut arguments = vec!["mail-bounce"];
        arguments.extend(more);
        run(folder.path(), &arguments, input)
    };
    // Not ready yet: kept and tried again.
    let (status, said) = bounce(&[], NOTIFICATION);
    assert_eq!(status, 75, "{said}");
    let (status, said) = run(folder.path(), &["migrate"], "");
    assert_eq!(status, 0, "{said}");
    for garbage in ["", "\u{0}\u{1}", "Subject: hi\r\n\r\nI am away.\r\n"] {
        let (status, said) = bounce(&[], garbage);
        assert_eq!(status, 65, "{said}");
        assert!(said.contains("no delivery status notification"), "{said}");
    }
    let made_up = format!("bounces+{}@badges.example.org", "0".repeat(52));
    let (status, said) = bounce(&["--recipient", &made_up], NOTIFICATION);
    assert_eq!(status, 65, "{said}");
    assert!(said.contains("was not made here"), "{said}");
    let (status, said) = bounce(&[], NOTIFICATION);
    assert_eq!(status, 0, "about a mail that is forgotten: {said}");
    assert_eq!(bounce(&["--nonsense"], NOTIFICATION).0, 64);
}

#[test]
fn an_address_that_leaves_no_room_for_the_token_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let long = CONFIGURATION.replace("bounces@", "returned.mail@");
    std::fs::write(folder.path().join("insigne.toml"), long).unwrap();
    let (status, said) = run(folder.path(), &["migrate"], "");
    assert_ne!(status, 0);
    assert!(said.contains("bounce_address"), "{said}");
}
