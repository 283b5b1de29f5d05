//! Writes Open Badges 2.0, hosted and signed, and baked pictures of both versions, good and bad,
//! for verifiers and bakers of others: `cargo run -p credentials --example emit_ob2 FOLDER BASE`.
//!
//! `BASE` is the address under which the folder will be served. `cases.json` says for each case
//! what a verifier has to answer.

#[path = "../tests/it/kinds.rs"]
mod kinds;
#[path = "../tests/it/sample.rs"]
mod sample;

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::baking::{Version, bake_png, bake_svg};
use credentials::crypto::{RsaSigner, Signer};
use credentials::data_integrity;
use credentials::extensions::{self, Extension, Name};
use credentials::ob2::{
    Assertion, BadgeClass, Criteria, CryptographicKey, Details, Evidence, IdentityType, Image,
    Issuer, Linked, Recipient, RevocationList, Revoked, revoked_stub,
};
use credentials::ob3;
use sample::moment;
use serde_json::{Value, json};

type Fallible<T = ()> = Result<T, Box<dyn Error>>;

const LEARNER: &str = "learner@example.org";
const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>"#;

struct Cases {
    folder: PathBuf,
    base: String,
    table: Vec<Value>,
}

impl Cases {
    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) -> Fallible {
        let file = self.folder.join(path);
        fs::create_dir_all(file.parent().ok_or("a file stands in a folder")?)?;
        Ok(fs::write(file, content)?)
    }

    /// What is served at `path`, as JSON.
    fn page(&self, path: &str, document: &Value) -> Fallible {
        self.file(
            &format!("{path}.json"),
            serde_json::to_vec_pretty(document)?,
        )
    }

    fn hosted(&mut self, name: &str, wanted: &str, assertion: &Value) -> Fallible {
        let path = format!("public/assertions/{name}");
        self.page(&path, assertion)?;
        self.hosted_at(name, wanted, &path, LEARNER);
        Ok(())
    }

    fn hosted_at(&mut self, name: &str, wanted: &str, path: &str, recipient: &str) {
        self.table.push(json!({
            "case": name, "format": "ob2-hosted", "url": format!("/{path}"), "wanted": wanted,
            "recipient": {"email": recipient},
        }));
    }

    fn content(
        &mut self,
        name: &str,
        format: &str,
        wanted: &str,
        content: impl AsRef<[u8]>,
    ) -> Fallible {
        let file = format!("{format}/{name}");
        self.file(&file, content)?;
        self.table
            .push(json!({"case": name, "format": format, "file": file, "wanted": wanted}));
        Ok(())
    }

    fn issuer(&self) -> Issuer {
        Issuer {
            id: self.at("public/issuers/1"),
            name: "Faculty of Science".into(),
            url: self.at("public/issuers/1"),
            email: "badges@example.org".into(),
            public_keys: vec![self.at("public/keys/1")],
            revocation_list: Some(self.at("public/issuers/1/revocations")),
            // The verifier that checks this takes names of domains only, and compares host and port.
            allowed_origins: Vec::new(),
            extensions: vec![
                Extension::InstitutionName("University of Example".into()),
                Extension::InstitutionIdentifier("21PK".into()),
                Extension::GradingTable("https://example.org/grading".into()),
                Extension::InstitutionCountry("NL".into()),
            ],
            ..Issuer::default()
        }
    }

    /// A badge class with all extensions that belong on one, and terms of our own.
    fn badge_class(&self) -> BadgeClass {
        BadgeClass {
            id: self.at("public/badges/1"),
            issuer: Linked::Address(self.at("public/issuers/1")),
            name: "Data science".into(),
            description: "Reads data.".into(),
            image: Image::new(self.at("public/badges/1/image")),
            criteria: Criteria {
                id: None,
                narrative: Some("Pass **the exam**.".into()),
            },
            alignment: Vec::new(),
            tags: vec!["data".into()],
            version: Some("3".into()),
            extensions: vec![
                Extension::Ects { half_points: 5 },
                Extension::Eqf { level: 6 },
                Extension::EducationProgramIdentifier(vec!["56001".into()]),
                Extension::Language("nl_NL".into()),
                Extension::LearningOutcome("Knows data.".into()),
                Extension::StudyLoad { hours: 70 },
                Extension::TimeInvestment { hours: 84 },
            ],
            details: Details {
                type_badge_class: Some("micro_credential".into()),
                formal: Some(true),
                participation: vec!["online".into()],
                nlqf_level: Some("4+".into()),
                ..Details::default()
            },
        }
    }

    fn assertion(&self, id: String) -> Assertion {
        Assertion {
            id,
            recipient: Recipient::hashed(IdentityType::Email, LEARNER, "salt"),
            badge: Linked::Address(self.at("public/badges/1")),
            issued_on: moment("2026-03-01T09:30:00Z"),
            expires: Some(moment("2090-03-01T22:59:59Z")),
            image: None,
            narrative: Some("Wrote a thesis.".into()),
            evidence: vec![Evidence {
                narrative: Some("About data.".into()),
                ..Evidence::default()
            }],
            grade: Some("8,5".into()),
            awarded_on: Some(moment("2026-02-27T12:00:00Z")),
        }
    }

    /// A badge class and its issuer under another name of this machine.
    fn elsewhere(&self, base: &str) -> Fallible {
        let issuer = Issuer {
            id: format!("{base}/public/issuers/elsewhere"),
            url: format!("{base}/public/issuers/elsewhere"),
            revocation_list: None,
            ..self.issuer()
        };
        let badge = BadgeClass {
            id: format!("{base}/public/badges/elsewhere"),
            issuer: Linked::Address(issuer.id.clone()),
            ..self.badge_class()
        };
        self.page("public/issuers/elsewhere", &issuer.to_json(&self.base))?;
        self.page("public/badges/elsewhere", &badge.to_json(&self.base))
    }

    /// Says that it is signed, and isn't.
    fn unsigned(&self, id: String) -> Value {
        let mut assertion = self.assertion(id).hosted(&self.base);
        assertion["verification"] =
            json!({"type": "SignedBadge", "creator": self.at("public/keys/1")});
        assertion
    }

    /// Everything that assertions refer to.
    fn surroundings(&self, key: &RsaSigner) -> Fallible {
        self.page("public/issuers/1", &self.issuer().to_json(&self.base))?;
        self.page("public/badges/1", &self.badge_class().to_json(&self.base))?;
        self.file("public/badges/1/image", pixel()?)?;
        self.file(
            "public/badges/1/image.http.json",
            r#"{"type": "image/png"}"#,
        )?;
        let key = CryptographicKey {
            id: self.at("public/keys/1"),
            owner: self.at("public/issuers/1"),
            public_key_pem: key.public_key().to_pem(),
        };
        self.page("public/keys/1", &key.to_json())?;
        let revoked = |n| Revoked {
            id: urn(n),
            reason: Some("error".into()),
        };
        let list = RevocationList {
            id: self.at("public/issuers/1/revocations"),
            issuer: self.at("public/issuers/1"),
            // Of a list of one, the verifier that checks this makes no list.
            revoked: vec![revoked(2), revoked(9)],
        };
        self.page("public/issuers/1/revocations", &list.to_json())?;
        self.page(
            "public/extensions/Edubadge/context",
            &extensions::terms_context(&self.base),
        )?;
        for name in Name::ALL {
            let at = format!("public/extensions/{}", name.as_str());
            self.page(
                &format!("{at}/context"),
                &extensions::context(*name, &self.base),
            )?;
            self.page(
                &format!("{at}/schema"),
                &extensions::schema(*name, &self.base),
            )?;
        }
        Ok(())
    }
}

fn urn(n: u8) -> String {
    format!("urn:uuid:6f0a8f9b-2f6e-4a3e-8e7f-0d6f2a3b9c{n:02}")
}

fn rsa(method: &str) -> Fallible<RsaSigner> {
    let pair = KeyPair::generate(KeySize::Rsa2048)?;
    let der: Pkcs8V1Der<'_> = pair.as_der()?;
    Ok(RsaSigner::from_pkcs8(der.as_ref(), method)?)
}

/// A PNG of one grey pixel.
fn pixel() -> Fallible<Vec<u8>> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(&[0, 128])?;
    for (kind, data) in [
        (b"IHDR", vec![0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        (b"IDAT", zlib.finish()?),
        (b"IEND", Vec::new()),
    ] {
        let named = [&kind[..], &data].concat();
        png.extend(u32::try_from(data.len())?.to_be_bytes());
        png.extend(&named);
        png.extend(crc32fast::hash(&named).to_be_bytes());
    }
    Ok(png)
}

fn hosted(cases: &mut Cases) -> Fallible {
    let base = cases.base.clone();
    let at = |name: &str| format!("{base}/public/assertions/{name}");
    let good = |name: &str| cases.assertion(at(name));
    let embedded = Assertion {
        badge: Linked::Embedded(Box::new(BadgeClass {
            issuer: Linked::Embedded(Box::new(cases.issuer())),
            ..cases.badge_class()
        })),
        ..good("embedded")
    };
    let expired = Assertion {
        expires: Some(moment("2026-03-02T00:00:00Z")),
        ..good("expired")
    };
    let future = Assertion {
        issued_on: moment("2089-01-01T00:00:00Z"),
        ..good("not-yet-valid")
    };
    // Served by the same folder under another name: not where this issuer's badges may stand.
    let elsewhere = base.replace("127.0.0.1", "localhost");
    let stolen = Assertion {
        badge: Linked::Address(format!("{elsewhere}/public/badges/elsewhere")),
        ..good("foreign-key")
    };
    cases.elsewhere(&elsewhere)?;
    let bare = cases.unsigned(at("no-proof"));
    // A copy that somebody shows, which says more than what is hosted.
    let mut copy = good("valid").hosted(&base);
    copy["evidence"][0]["narrative"] = json!("About everything.");
    let all = [
        ("valid", "valid", good("valid").hosted(&base)),
        ("embedded", "valid", embedded.hosted(&base)),
        ("expired", "invalid", expired.hosted(&base)),
        ("not-yet-valid", "invalid", future.hosted(&base)),
        (
            "revoked",
            "invalid",
            revoked_stub(&at("revoked"), Some("error")),
        ),
        (
            "of-another-address",
            "invalid",
            good("elsewhere").hosted(&base),
        ),
        ("foreign-key", "invalid", stolen.hosted(&base)),
        ("no-proof", "invalid", bare),
    ];
    for (name, wanted, assertion) in all {
        cases.hosted(name, wanted, &assertion)?;
    }
    cases.file(
        "public/assertions/revoked.json.http.json",
        r#"{"status": 410}"#,
    )?;
    cases.content("tampered", "ob2-hosted", "invalid", copy.to_string())?;
    let same = cases.assertion(at("valid")).hosted(&base).to_string();
    cases.content("copy", "ob2-hosted", "valid", same)?;
    cases.hosted_at(
        "other-recipient",
        "invalid",
        "public/assertions/valid",
        "somebody@example.org",
    );
    cases.hosted_at("private", "invalid", "public/assertions/private", LEARNER);
    Ok(())
}

/// One credential of each kind, by the name that its case has in every format.
type Kinds = Vec<(&'static str, &'static str, String)>;

fn signed(cases: &Cases, key: &RsaSigner) -> Fallible<Kinds> {
    let base = cases.base.as_str();
    let stranger = rsa(key.verification_method())?;
    let valid = cases.assertion(urn(1)).signed(base, key)?;
    let revoked = cases.assertion(urn(2)).signed(base, key)?;
    let forged = cases.assertion(urn(3)).signed(base, &stranger)?;
    let expired = Assertion {
        expires: Some(moment("2026-03-02T00:00:00Z")),
        ..cases.assertion(urn(4))
    };
    let future = Assertion {
        issued_on: moment("2089-01-01T00:00:00Z"),
        ..cases.assertion(urn(6))
    };
    let other = cases.assertion(urn(5)).signed(base, key)?;
    let mut parts: Vec<&str> = valid.split('.').collect();
    parts[1] = other.split('.').nth(1).ok_or("a token has three parts")?;
    let changed = parts.join(".");
    // An unsecured token (RFC 7515, appendix A.5).
    let unsecured = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let bare = format!("{unsecured}.{}.", parts[1]);
    Ok(vec![
        ("valid", "valid", valid),
        ("tampered", "invalid", changed),
        ("expired", "invalid", expired.signed(base, key)?),
        ("not-yet-valid", "invalid", future.signed(base, key)?),
        ("revoked", "invalid", revoked),
        ("foreign-key", "invalid", forged),
        ("no-proof", "invalid", bare),
    ])
}

/// Open Badges 3.0 with a Data Integrity proof, of an issuer whose status list stands in the folder.
fn proven(cases: &Cases) -> Fallible<Kinds> {
    let created = moment("2026-02-01T09:30:00Z");
    let address = cases.at("status-list");
    let (key, list) = (sample::signer(1), kinds::status_list(&[kinds::REVOKED]));
    let issuer = sample::did(&key);
    let published = kinds::published(&address, &issuer, &list);
    cases.page("status-list", &published.signed(created, &key)?)?;
    let [valid, others @ ..] = kinds::kinds(&address);
    let sign =
        |kind: &kinds::Kind| data_integrity::sign(&kind.credential.to_json(), created, &kind.key);
    let good = sign(&valid)?;
    let mut changed = good.clone();
    changed["credentialSubject"]["achievement"]["name"] = json!("Something else");
    let bare = valid.credential.to_json().to_string();
    let mut all = vec![
        (valid.name, valid.wanted, good.to_string()),
        ("tampered", "invalid", changed.to_string()),
    ];
    for kind in &others {
        all.push((kind.name, kind.wanted, sign(kind)?.to_string()));
    }
    all.push(("no-proof", "invalid", bare));
    Ok(all)
}

/// Pictures with these inside, and with the other forms that may be inside.
fn baked(cases: &mut Cases, ob2: Kinds, ob3: Kinds) -> Fallible {
    let png = pixel()?;
    let hosted = cases
        .assertion(cases.at("public/assertions/valid"))
        .hosted(&cases.base)
        .to_string();
    let key = sample::signer(1);
    let credential = sample::credential(&sample::did(&key), None).to_json();
    let jwt = ob3::sign_jwt(&credential, &key)?;
    let other_forms = [
        (Version::OpenBadges2, "ob2", ("hosted", "valid", hosted)),
        (Version::OpenBadges3, "ob3", ("jwt", "valid", jwt)),
    ];
    let bare = cases.unsigned(urn(7)).to_string();
    let of_ob2 = ob2
        .into_iter()
        .map(|kind| match kind {
            // An unsecured token is nothing that our baker takes.
            ("no-proof", wanted, _) => ("no-proof", wanted, bare.clone()),
            other => other,
        })
        .map(|kind| (Version::OpenBadges2, "ob2", kind));
    let of_ob3 = ob3
        .into_iter()
        .map(|kind| (Version::OpenBadges3, "ob3", kind));
    for (version, short, (name, wanted, payload)) in of_ob2.chain(of_ob3).chain(other_forms) {
        cases.content(
            name,
            &format!("baked-png-{short}"),
            wanted,
            bake_png(&png, version, &payload)?,
        )?;
        cases.content(
            name,
            &format!("baked-svg-{short}"),
            wanted,
            bake_svg(SVG.as_bytes(), version, &payload)?,
        )?;
    }
    Ok(())
}

fn main() -> Fallible {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(base)) = (arguments.next(), arguments.next()) else {
        return Err("usage: emit_ob2 FOLDER BASE".into());
    };
    let mut cases = Cases {
        folder: folder.into(),
        base: base.trim_end_matches('/').to_owned(),
        table: Vec::new(),
    };
    let key = rsa(&cases.at("public/keys/1"))?;
    cases.surroundings(&key)?;
    hosted(&mut cases)?;
    let tokens = signed(&cases, &key)?;
    for (name, wanted, token) in &tokens {
        cases.content(name, "ob2-jws", wanted, token)?;
    }
    let credentials = proven(&cases)?;
    baked(&mut cases, tokens, credentials)?;
    let table = json!({"cases": cases.table});
    cases.file("cases.json", serde_json::to_string_pretty(&table)?)
}
