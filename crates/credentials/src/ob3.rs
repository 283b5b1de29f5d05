//! Open Badges 3.0 AchievementCredentials, as we write them: plain input, JSON out.
//!
//! Everything stands in terms of the standard itself, with its `ext:` mechanism for enumerations
//! that need more values; no context of our own is needed, so that every verifier can read it.
//! Where the official schemas allow one value or a list, the list is written (one of the two
//! schemas demands it), except `credentialStatus`, for which both want a single object.
//! `STANDARDS.md` lists every property with its source.

mod achievement;

pub use achievement::{
    Achievement, AchievementType, Alignment, Identifier, Image, LevelStatus, Profile, Related,
    ResultDescription, target_type,
};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization;

use crate::bitstring::StatusEntry;
use crate::context;
use crate::crypto::{SignError, Signer, equal_in_constant_time, sha256};
use crate::jose::{self, KeyReference};

/// Where the official JSON Schema of an AchievementCredential is published.
pub const SCHEMA: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

/// A moment in RFC 3339 with whole seconds, as credentials write it.
pub fn seconds(moment: Timestamp) -> String {
    let whole = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
    whole.to_string()
}

/// ECTS credits, counted in halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credits {
    pub halves: u32,
}

impl Credits {
    fn to_json(self) -> Value {
        if self.halves.is_multiple_of(2) {
            json!(self.halves / 2)
        } else {
            json!(f64::from(self.halves) / 2.0)
        }
    }
}

/// One way of saying whom the credential is about (`IdentityObject`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// A value of `identityType`: `emailAddress`, `name`, `identifier`, or `ext:` and a name.
    pub kind: String,
    value: String,
    salt: Option<String>,
}

impl Identity {
    /// In clear, e.g. the name on a holder's edition.
    pub fn in_clear(kind: impl Into<String>, value: impl Into<String>) -> Self {
        Identity {
            kind: kind.into(),
            value: value.into(),
            salt: None,
        }
    }

    /// Hashed with a salt that the caller has drawn for this one credential.
    pub fn hashed(kind: impl Into<String>, value: &str, salt: impl Into<String>) -> Self {
        let salt = salt.into();
        Identity {
            kind: kind.into(),
            value: identity_hash(value, &salt),
            salt: Some(salt),
        }
    }

    fn to_json(&self) -> Value {
        let mut object = json!({
            "type": "IdentityObject",
            "hashed": self.salt.is_some(),
            "identityHash": self.value,
            "identityType": self.kind,
        });
        if let Some(salt) = &self.salt {
            object["salt"] = salt.as_str().into();
        }
        object
    }
}

/// A recipient's identity as it is compared and hashed: trimmed, lower case, NFC.
pub fn normalised(value: &str) -> String {
    value.trim().to_lowercase().nfc().collect()
}

/// `sha256$` and the hexadecimal SHA-256 of the normalised value followed by the salt
/// (Open Badges 3.0, `IdentityHash`; the order of value and salt is that of Open Badges 2.0).
pub fn identity_hash(value: &str, salt: &str) -> String {
    hash_as_written(&normalised(value), salt)
}

fn hash_as_written(value: &str, salt: &str) -> String {
    format!(
        "sha256${}",
        hex::encode(sha256(format!("{value}{salt}").as_bytes()))
    )
}

/// Whether a typed value is the one that a credential carries, in clear or hashed, compared in
/// constant time. Besides our normalised form it tries the value as typed, since other issuers hash
/// without normalising. `None` when the hash is of a kind that is not known.
pub fn identity_matches(typed: &str, carried: &str, hashed: bool, salt: &str) -> Option<bool> {
    if !hashed {
        let (typed, carried) = (normalised(typed), normalised(carried));
        return Some(equal_in_constant_time(typed.as_bytes(), carried.as_bytes()));
    }
    let carried = carried.to_ascii_lowercase();
    if !carried.starts_with("sha256$") {
        return None;
    }
    let trimmed = typed.trim();
    let candidates = [identity_hash(typed, salt), hash_as_written(trimmed, salt)];
    // Both are always computed and compared.
    Some(candidates.iter().fold(false, |found, candidate| {
        equal_in_constant_time(candidate.as_bytes(), carried.as_bytes()) | found
    }))
}

/// Something that shows the achievement (`Evidence`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    pub url: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub narrative: Option<String>,
    pub genre: Option<String>,
}

impl Evidence {
    fn to_json(&self) -> Value {
        let mut object = Map::new();
        put(&mut object, "id", self.url.as_deref());
        object.insert("type".into(), json!(["Evidence"]));
        put(&mut object, "name", self.name.as_deref());
        put(&mut object, "description", self.description.as_deref());
        put(&mut object, "narrative", self.narrative.as_deref());
        put(&mut object, "genre", self.genre.as_deref());
        Value::Object(object)
    }
}

/// `genre` of the piece of evidence that says who vouched for the recipient's name.
pub const NAME_ASSURANCE_GENRE: &str = "ext:NameAssurance";

/// Who vouched for the recipient's name. It stands among the evidence, since it is what supports
/// that the subject is who the credential says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAssurance {
    /// `validated`, `named-by-awarder` or `not-validated`.
    pub level: String,
    /// The institution or source that vouched.
    pub source: Option<String>,
    pub on: Option<Timestamp>,
}

impl NameAssurance {
    fn to_json(&self) -> Value {
        Evidence {
            url: None,
            name: Some(self.level.clone()),
            description: self.source.clone(),
            narrative: self.on.map(seconds),
            genre: Some(NAME_ASSURANCE_GENRE.into()),
        }
        .to_json()
    }
}

/// A result, such as a grade (`Result`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultValue {
    /// The `id` of one of the achievement's result descriptions.
    pub description: Option<String>,
    pub value: String,
}

/// An AchievementCredential. All addresses must be absolute.
#[derive(Debug, Clone)]
pub struct Credential {
    /// `https` address or `urn:uuid:`.
    pub id: String,
    pub name: String,
    pub image: Option<Image>,
    pub issuer: Profile,
    /// The day of the award decision.
    pub awarded: Option<Timestamp>,
    pub valid_from: Timestamp,
    pub valid_until: Option<Timestamp>,
    /// The holder's own identifier, e.g. the DID of a wallet.
    pub subject_id: Option<String>,
    /// At least one, unless there is a `subject_id`.
    pub identities: Vec<Identity>,
    pub name_assurance: Option<NameAssurance>,
    pub achievement: Achievement,
    pub credits_earned: Option<Credits>,
    pub results: Vec<ResultValue>,
    pub narrative: Option<String>,
    pub evidence: Vec<Evidence>,
    pub status: Option<StatusEntry>,
}

impl Credential {
    /// The slots of a [`Template`](crate::data_integrity::Template): every text that may differ
    /// between two awards of one class.
    pub const SLOTS: &'static [&'static str] = &[
        "/id",
        "/awardedDate",
        "/validFrom",
        "/validUntil",
        "/credentialSubject/id",
        "/credentialSubject/narrative",
        "/credentialSubject/identifier/0/identityHash",
        "/credentialSubject/identifier/0/salt",
        "/credentialSubject/identifier/1/identityHash",
        "/credentialSubject/identifier/1/salt",
        "/credentialSubject/identifier/2/identityHash",
        "/credentialSubject/identifier/2/salt",
        "/credentialSubject/result/0/value",
        "/credentialStatus/id",
        "/credentialStatus/statusListIndex",
        "/credentialStatus/statusListCredential",
        "/evidence/0/id",
        "/evidence/0/name",
        "/evidence/0/description",
        "/evidence/0/narrative",
        "/evidence/1/id",
        "/evidence/1/name",
        "/evidence/1/description",
        "/evidence/1/narrative",
    ];

    /// The credential without a proof (Open Badges 3.0, section "AchievementCredential").
    pub fn to_json(&self) -> Value {
        let mut subject = Map::new();
        put(&mut subject, "id", self.subject_id.as_deref());
        subject.insert("type".into(), json!(["AchievementSubject"]));
        put_list(
            &mut subject,
            "identifier",
            self.identities.iter().map(Identity::to_json),
        );
        subject.insert("achievement".into(), self.achievement.to_json());
        if let Some(credits) = self.credits_earned {
            subject.insert("creditsEarned".into(), credits.to_json());
        }
        put(&mut subject, "narrative", self.narrative.as_deref());
        put_list(
            &mut subject,
            "result",
            self.results.iter().map(|result| {
                let mut object = Map::new();
                object.insert("type".into(), json!(["Result"]));
                put(
                    &mut object,
                    "resultDescription",
                    result.description.as_deref(),
                );
                put(&mut object, "value", Some(&result.value));
                Value::Object(object)
            }),
        );

        let mut credential = Map::new();
        credential.insert(
            "@context".into(),
            json!([
                context::CREDENTIALS_V2,
                context::OPEN_BADGES_V3,
                context::OPEN_BADGES_EXTENSIONS
            ]),
        );
        put(&mut credential, "id", Some(&self.id));
        credential.insert(
            "type".into(),
            json!(["VerifiableCredential", "OpenBadgeCredential"]),
        );
        put(&mut credential, "name", Some(&self.name));
        if let Some(image) = &self.image {
            credential.insert("image".into(), image.to_json());
        }
        credential.insert("issuer".into(), self.issuer.to_json());
        put(
            &mut credential,
            "awardedDate",
            self.awarded.map(seconds).as_deref(),
        );
        put(
            &mut credential,
            "validFrom",
            Some(&seconds(self.valid_from)),
        );
        put(
            &mut credential,
            "validUntil",
            self.valid_until.map(seconds).as_deref(),
        );
        credential.insert("credentialSubject".into(), Value::Object(subject));
        let assurance = self.name_assurance.iter().map(NameAssurance::to_json);
        put_list(
            &mut credential,
            "evidence",
            assurance.chain(self.evidence.iter().map(Evidence::to_json)),
        );
        if let Some(status) = &self.status {
            credential.insert("credentialStatus".into(), status.to_json());
        }
        credential.insert(
            "credentialSchema".into(),
            json!([{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}]),
        );
        Value::Object(credential)
    }
}

/// The list of an issuer's revoked credentials, each with a reason if it is public, to be served at
/// `id` (1EdTech Revocation List Status Method 1.0). The list of credentials is written under both
/// names that verifiers look for.
pub fn revocation_list(id: &str, issuer: &str, revoked: &[(&str, Option<&str>)]) -> Value {
    let entries: Vec<Value> = revoked
        .iter()
        .map(|(credential, reason)| {
            let mut entry = Map::new();
            put(&mut entry, "id", Some(credential));
            entry.insert("revoked".into(), true.into());
            put(&mut entry, "revocationReason", *reason);
            Value::Object(entry)
        })
        .collect();
    json!({"id": id, "issuer": issuer, "revokedCredential": entries, "revokedCredentials": entries})
}

/// Signs a credential as VC-JWT (Open Badges 3.0, section "JSON Web Token Proof Format").
pub fn sign_jwt(credential: &Value, signer: &dyn Signer) -> Result<String, SignError> {
    let claims = jwt_claims(credential)?;
    jose::sign(
        claims.to_string().as_bytes(),
        Some("JWT"),
        KeyReference::Kid,
        signer,
    )
}

/// The payload of a VC-JWT: the credential itself, with the registered claims that the standard
/// derives from it: `iss`, `jti`, `sub`, `nbf`, `exp`.
pub fn jwt_claims(credential: &Value) -> Result<Value, SignError> {
    let mut claims = credential
        .as_object()
        .ok_or_else(|| SignError::Document("it is not a JSON object".into()))?
        .clone();
    claims.shift_remove("proof");
    let issuer = match &credential["issuer"] {
        Value::String(id) => id.as_str(),
        profile => profile["id"].as_str().unwrap_or_default(),
    };
    if issuer.is_empty() {
        return Err(SignError::Document("it has no issuer".into()));
    }
    claims.insert("iss".into(), issuer.into());
    if let Some(id) = credential["id"].as_str() {
        claims.insert("jti".into(), id.into());
    }
    if let Some(id) = credential["credentialSubject"]["id"].as_str() {
        claims.insert("sub".into(), id.into());
    }
    for (claim, property) in [("nbf", "validFrom"), ("exp", "validUntil")] {
        if let Some(text) = credential[property].as_str() {
            let moment: Timestamp = text
                .parse()
                .map_err(|_| SignError::Document(format!("{property} is not a moment")))?;
            claims.insert(claim.into(), moment.as_second().into());
        }
    }
    Ok(Value::Object(claims))
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        object.insert(name.into(), value.into());
    }
}

fn put_list(object: &mut Map<String, Value>, name: &str, values: impl Iterator<Item = Value>) {
    let values: Vec<Value> = values.collect();
    if !values.is_empty() {
        object.insert(name.into(), Value::Array(values));
    }
}
