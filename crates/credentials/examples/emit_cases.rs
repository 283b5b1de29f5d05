//! Writes a table of credentials, good and bad, for verifiers of others:
//! `cargo run -p credentials --example emit_cases FOLDER BASE [HTTPS_BASE]`.
//!
//! `BASE` is the address under which the folder will be served (status lists are fetched from
//! there). With `HTTPS_BASE`, where the folder is served by https, there are cases with a `did:web`
//! issuer too. `cases.json` says for each file what a verifier has to answer. Everything is made from fixed seeds, so that two runs write
//! the same bytes; only the addresses may differ.

#[path = "../tests/it/kinds.rs"]
mod kinds;
#[path = "../tests/it/sample.rs"]
mod sample;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::crypto::{Ed25519Signer, Signer};
use credentials::data_integrity;
use credentials::did::{self, PublishedKey};
use credentials::jose::{self, KeyReference};
use credentials::ob3::{self, Credential};
use kinds::{Kind, REVOKED, kinds, published, status_list};
use sample::{credential, did as did_of, moment, signer};
use serde_json::{Value, json};

type Fallible<T = ()> = Result<T, Box<dyn Error>>;

struct Cases {
    folder: PathBuf,
    table: Vec<Value>,
}

impl Cases {
    fn write(&mut self, name: &str, format: &str, wanted: &str, content: &str) -> Fallible {
        let file = format!(
            "{name}.{}",
            if format == "jwt" {
                "ob3.jwt"
            } else {
                "ob3.json"
            }
        );
        fs::write(self.folder.join(&file), content)?;
        self.table
            .push(json!({"case": name, "file": file, "format": format, "wanted": wanted}));
        Ok(())
    }

    fn json(&mut self, name: &str, wanted: &str, credential: &Value) -> Fallible {
        self.write(
            name,
            "data-integrity",
            wanted,
            &serde_json::to_string_pretty(credential)?,
        )
    }

    fn jwt(&mut self, name: &str, wanted: &str, token: &str) -> Fallible {
        self.write(name, "jwt", wanted, token)
    }
}

fn main() -> Fallible {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(base)) = (arguments.next(), arguments.next()) else {
        return Err("usage: emit_cases FOLDER BASE".into());
    };
    let base = base.trim_end_matches('/');
    let mut cases = Cases {
        folder: folder.into(),
        table: Vec::new(),
    };
    fs::create_dir_all(&cases.folder)?;

    let key = signer(1);
    let issuer = did_of(&key);
    let created = moment("2026-02-01T09:30:00Z");
    let lists = [
        format!("{base}/status-list.json"),
        format!("{base}/status-list.jwt"),
    ];
    write_lists(&cases, &lists, &issuer, &key)?;

    for (format, list) in [("data-integrity", &lists[0]), ("jwt", &lists[1])] {
        let sign = |credential: &Credential, key: &dyn Signer| -> Fallible<String> {
            let credential = credential.to_json();
            Ok(if format == "jwt" {
                ob3::sign_jwt(&credential, key)?
            } else {
                serde_json::to_string_pretty(&data_integrity::sign(&credential, created, key)?)?
            })
        };
        let [valid, others @ ..] = kinds(list);
        let public = Credential {
            identities: valid
                .credential
                .identities
                .iter()
                .filter(|i| i.kind == "name")
                .cloned()
                .collect(),
            results: Vec::new(),
            evidence: Vec::new(),
            valid_until: None,
            ..valid.credential.clone()
        };
        let more = [
            ("valid-without-status", credential(&issuer, None)),
            ("valid-public-edition", public),
        ]
        .map(|(name, credential)| Kind {
            name,
            wanted: "valid",
            credential,
            key: signer(1),
        });
        for kind in [valid].into_iter().chain(more).chain(others) {
            let signed = sign(&kind.credential, &kind.key)?;
            cases.write(kind.name, format, kind.wanted, &signed)?;
        }
    }

    let signed = data_integrity::sign(&credential(&issuer, None).to_json(), created, &key)?;
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut credential = signed.clone();
        change(&mut credential);
        credential
    };
    cases.json(
        "tampered",
        "invalid",
        &changed(&|c| {
            c["credentialSubject"]["identifier"][2]["identityHash"] = json!("Someone Else");
        }),
    )?;
    cases.json(
        "tampered-achievement",
        "invalid",
        &changed(&|c| {
            c["credentialSubject"]["achievement"]["creditsAvailable"] = json!(30);
        }),
    )?;
    cases.json(
        "undefined-term",
        "invalid",
        &changed(&|c| {
            c["credentialSubject"]["honours"] = json!("cum laude");
        }),
    )?;
    cases.json(
        "unknown-context",
        "invalid",
        &changed(&|c| {
            if let Some(contexts) = c["@context"].as_array_mut() {
                contexts.push(json!("https://contexts.example.org/unknown.json"));
            }
        }),
    )?;
    cases.json(
        "wrong-purpose",
        "invalid",
        &changed(&|c| {
            c["proof"][0]["proofPurpose"] = json!("authentication");
        }),
    )?;
    cases.json("no-proof", "invalid", &credential(&issuer, None).to_json())?;

    let token = ob3::sign_jwt(&credential(&issuer, None).to_json(), &key)?;
    let mut parts: Vec<&str> = token.split('.').collect();
    let other = ob3::sign_jwt(&credential(&issuer, Some(&lists[1])).to_json(), &key)?;
    parts[1] = other.split('.').nth(1).ok_or("a token has three parts")?;
    cases.jwt("tampered", "invalid", &parts.join("."))?;
    // An unsecured token (RFC 7515, appendix A.5).
    let unsecured = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let claims = token.split('.').nth(1).ok_or("a token has three parts")?;
    cases.jwt("no-proof", "invalid", &format!("{unsecured}.{claims}."))?;
    let mut claims = ob3::jwt_claims(&credential(&issuer, None).to_json())?;
    claims["nbf"] = json!(0);
    let token = jose::sign(
        claims.to_string().as_bytes(),
        Some("JWT"),
        KeyReference::Kid,
        &key,
    )?;
    cases.jwt("nbf-differs", "invalid", &token)?;

    if let Some(base) = arguments.next() {
        did_web_cases(&mut cases, base.trim_end_matches('/'))?;
    }
    let table = json!({"issuer": issuer, "cases": cases.table});
    fs::write(
        cases.folder.join("cases.json"),
        serde_json::to_string_pretty(&table)?,
    )?;
    Ok(())
}

/// An issuer with two keys at `{base}/issuers/geo`, of which the second one signs.
fn did_web_cases(cases: &mut Cases, base: &str) -> Fallible {
    let did = did::did_web(&format!("{base}/issuers/geo"))?;
    let key = |seed: u8| Ed25519Signer::from_seed(&[seed; 32], format!("{did}#key-{seed}"));
    let (old, current, unlisted) = (key(3)?, key(4)?, key(5)?);
    let document = did::document(
        &did,
        &[],
        &[
            PublishedKey {
                fragment: "key-3",
                key: old.public_key(),
                revoked: None,
            },
            PublishedKey {
                fragment: "key-4",
                key: current.public_key(),
                revoked: None,
            },
        ],
    );
    let folder = cases.folder.join("issuers/geo");
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("did.json"),
        serde_json::to_string_pretty(&document)?,
    )?;
    let credential = credential(&did, None).to_json();
    let created = moment("2026-02-01T09:30:00Z");
    cases.json(
        "valid-did-web",
        "valid",
        &data_integrity::sign(&credential, created, &current)?,
    )?;
    cases.json(
        "unlisted-key-did-web",
        "invalid",
        &data_integrity::sign(&credential, created, &unlisted)?,
    )?;
    cases.jwt(
        "valid-did-web",
        "valid",
        &ob3::sign_jwt(&credential, &current)?,
    )?;
    cases.jwt(
        "unlisted-key-did-web",
        "invalid",
        &ob3::sign_jwt(&credential, &unlisted)?,
    )
}

fn write_lists(cases: &Cases, urls: &[String; 2], issuer: &str, key: &dyn Signer) -> Fallible {
    let list = status_list(&[REVOKED]);
    let published = |id| published(id, issuer, &list);
    let embedded = published(&urls[0]).signed(moment("2026-01-01T00:00:00Z"), key)?;
    fs::write(
        cases.folder.join("status-list.json"),
        serde_json::to_string_pretty(&embedded)?,
    )?;
    fs::write(
        cases.folder.join("status-list.jwt"),
        published(&urls[1]).jwt(key)?,
    )?;
    Ok(())
}
