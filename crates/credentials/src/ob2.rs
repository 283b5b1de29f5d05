//! Open Badges 2.0 objects: from plain values to JSON-LD, hosted or signed.
//!
//! All addresses are given by the caller and go in as they are. `base` is the address of the
//! platform that serves the contexts of [`crate::extensions`]. [`read`] goes the other way, for
//! objects from anywhere.

pub mod read;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::crypto::{Algorithm, SignError, Signer, sha256};
use crate::extensions::{self, Extension};
use crate::jose;

/// The context of Open Badges 2.0.
pub const CONTEXT: &str = "https://w3id.org/openbadges/v2";

/// An object that stands elsewhere under an address, or right here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linked<T> {
    Address(String),
    Embedded(Box<T>),
}

/// A picture: an address or a `data:` address of a PNG or SVG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    pub id: String,
    /// Text in place of the picture. With it the image is written as an object, which old
    /// readers may not expect.
    pub caption: Option<String>,
}

/// The kind of the identifier that is hashed into the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityType {
    Email,
    /// An identifier such as the eduID. The standard means an IRI by it; its validator compares
    /// hashes of anything, but takes an IRI only as the identifier to compare with.
    Id,
}

/// A hashed recipient (OB 2.0 `IdentityObject`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    identity_type: IdentityType,
    identity: String,
    salt: String,
}

/// Proof of what the recipient did. At least an address or a narrative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub id: Option<String>,
    pub name: Option<String>,
    /// Markdown.
    pub narrative: Option<String>,
    pub description: Option<String>,
}

/// An awarded badge. Its verification is decided by [`Assertion::hosted`] or
/// [`Assertion::signed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// For a hosted assertion the address at which it is served; for a signed one this or a
    /// `urn:uuid:`. Some verifiers know UUID versions 1 to 5 only.
    pub id: String,
    pub recipient: Recipient,
    pub badge: Linked<BadgeClass>,
    pub issued_on: Timestamp,
    pub expires: Option<Timestamp>,
    pub image: Option<Image>,
    /// Markdown.
    pub narrative: Option<String>,
    pub evidence: Vec<Evidence>,
    /// Our own term `grade_achieved`.
    pub grade: Option<String>,
    /// Our own term `awardedDate`: the decision to award, where `issued_on` is the claim.
    pub awarded_on: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    pub id: Option<String>,
    /// Markdown.
    pub narrative: Option<String>,
}

/// A framework, skill or level that the badge is related to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    pub target_name: String,
    pub target_url: String,
    pub target_description: Option<String>,
    pub target_framework: Option<String>,
    pub target_code: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadgeClass {
    pub id: String,
    pub issuer: Linked<Issuer>,
    pub name: String,
    pub description: String,
    pub image: Image,
    pub criteria: Criteria,
    pub alignment: Vec<Alignment>,
    pub tags: Vec<String>,
    pub version: Option<String>,
    pub extensions: Vec<Extension>,
    pub details: Details,
}

/// How the quality of a microcredential is assured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QualityAssurance {
    pub name: String,
    pub url: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// What a badge class says about itself beyond the standard and the extensions: plain terms
/// of our own context. Codes are those of the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// `regular`, `micro_credential` or `extra_curricular` for readers of edubadges.
    pub type_badge_class: Option<String>,
    pub formal: Option<bool>,
    /// Forms of participation, e.g. `online`.
    pub participation: Vec<String>,
    /// Types of assessment, e.g. `written_exam`.
    pub assessment_type: Vec<String>,
    pub assessment_supervised: Option<bool>,
    pub assessment_id_verified: Option<bool>,
    /// Supervision and identity check in one code.
    pub supervision: Option<String>,
    pub quality_assurance: Option<QualityAssurance>,
    pub stackable: Option<bool>,
    /// How it can be stacked, as text.
    pub stackability: Option<String>,
    pub grade_achieved_required: Option<bool>,
    pub eqf_nlqf_level_verified: Option<bool>,
    /// Who says so: the institution, or an official classification.
    pub eqf_level_basis: Option<String>,
    /// `1` to `8` or `4+`.
    pub nlqf_level: Option<String>,
    pub nlqf_level_basis: Option<String>,
    pub qf_ehea_cycle: Option<String>,
    pub qf_ehea_cycle_basis: Option<String>,
    pub duration: Option<String>,
    pub prerequisites: Option<String>,
    pub further_information: Option<String>,
}

/// A text or address in Dutch, English or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InTwoLanguages {
    pub english: Option<String>,
    pub dutch: Option<String>,
}

/// The profile of an issuer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuer {
    /// The address at which the profile is served.
    pub id: String,
    pub name: String,
    pub url: String,
    pub email: String,
    pub description: Option<String>,
    pub image: Option<Image>,
    /// Addresses of [`CryptographicKey`]s.
    pub public_keys: Vec<String>,
    /// The address of a [`RevocationList`].
    pub revocation_list: Option<String>,
    /// Hosts at which assertions may be served; without any, the host of `id`. Verifiers expect
    /// plain host names: no scheme, no port.
    pub allowed_origins: Vec<String>,
    pub extensions: Vec<Extension>,
    pub names: InTwoLanguages,
    pub descriptions: InTwoLanguages,
    pub urls: InTwoLanguages,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CryptographicKey {
    pub id: String,
    /// The address of the issuer's profile.
    pub owner: String,
    /// SubjectPublicKeyInfo as PEM.
    pub public_key_pem: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The id of the assertion.
    pub id: String,
    /// Public: a category, nothing personal.
    pub reason: Option<String>,
}

/// The revocations of an issuer's signed assertions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    pub id: String,
    pub issuer: String,
    pub revoked: Vec<Revoked>,
}

impl IdentityType {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Id => "id",
        }
    }
}

/// An identifier in the form that goes into the hash: trimmed, lower case, NFC.
#[must_use]
pub fn normalised(identity: &str) -> String {
    identity.trim().to_lowercase().nfc().collect()
}

/// `sha256$` and the hexadecimal SHA-256 of identifier and salt, both as UTF-8 (OB 2.0
/// `IdentityHash`). The identifier is hashed as it is given.
#[must_use]
pub fn identity_hash(identity: &str, salt: &str) -> String {
    let hash = sha256(format!("{identity}{salt}").as_bytes());
    format!("sha256${}", hex::encode(hash))
}

impl Recipient {
    /// Hashes the normalised identifier. The salt is random, of its own for each assertion.
    #[must_use]
    pub fn hashed(identity_type: IdentityType, identity: &str, salt: impl Into<String>) -> Self {
        let salt = salt.into();
        Self {
            identity_type,
            identity: identity_hash(&normalised(identity), &salt),
            salt,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "type": self.identity_type.as_str(),
            "hashed": true,
            "identity": self.identity,
            "salt": self.salt,
        })
    }
}

impl Assertion {
    /// The assertion to be served at its id (OB 2.0 `HostedBadge`).
    #[must_use]
    pub fn hosted(&self, base: &str) -> Value {
        self.to_json(base, json!({"type": "HostedBadge"}))
    }

    /// The assertion as compact JWS with RS256 (OB 2.0 `SignedBadge`). The signer's verification
    /// method is the address of its [`CryptographicKey`].
    ///
    /// # Errors
    /// When the signer uses another algorithm, has no web address for its key, or fails.
    pub fn signed(&self, base: &str, signer: &dyn Signer) -> Result<String, SignError> {
        if signer.algorithm() != Algorithm::Rs256 {
            return Err(SignError::Key(
                "Open Badges 2.0 is signed with RS256".to_owned(),
            ));
        }
        let creator = signer.verification_method();
        if !creator.starts_with("https://") && !creator.starts_with("http://") {
            return Err(SignError::Key(
                "Open Badges 2.0 needs a key with a web address".to_owned(),
            ));
        }
        let verification = json!({"type": "SignedBadge", "creator": creator});
        let payload = self.to_json(base, verification).to_string();
        jose::sign(
            payload.as_bytes(),
            None,
            jose::KeyReference::Omitted,
            signer,
        )
    }

    fn to_json(&self, base: &str, verification: Value) -> Value {
        let with_terms = self.grade.is_some() || self.awarded_on.is_some();
        Object::new(context(base, with_terms))
            .put("type", "Assertion")
            .put("id", &*self.id)
            .put("recipient", self.recipient.to_json())
            .put("badge", self.badge.to_json(|badge| badge.to_json(base)))
            .put("verification", verification)
            .put("issuedOn", date_time(self.issued_on))
            .maybe("expires", self.expires.map(date_time))
            .maybe("image", self.image.as_ref().map(Image::to_json))
            .maybe("narrative", self.narrative.as_deref())
            .list("evidence", self.evidence.iter().map(Evidence::to_json))
            .maybe("grade_achieved", self.grade.as_deref())
            .maybe("awardedDate", self.awarded_on.map(date_time))
            .finish()
    }
}

/// What is served in place of a revoked hosted assertion, with status 410 (OB 2.0
/// "Hosted Verification"): nothing about who, what or when.
#[must_use]
pub fn revoked_stub(id: &str, reason: Option<&str>) -> Value {
    Object::new(json!(CONTEXT))
        .put("type", "Assertion")
        .put("id", id)
        .put("revoked", true)
        .maybe("revocationReason", reason)
        .finish()
}

impl Evidence {
    fn to_json(&self) -> Value {
        Object::empty()
            .put("type", "Evidence")
            .maybe("id", self.id.as_deref())
            .maybe("name", self.name.as_deref())
            .maybe("narrative", self.narrative.as_deref())
            .maybe("description", self.description.as_deref())
            .finish()
    }
}

impl Image {
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            caption: None,
        }
    }

    fn to_json(&self) -> Value {
        match &self.caption {
            None => json!(self.id),
            Some(caption) => json!({"type": "Image", "id": self.id, "caption": caption}),
        }
    }
}

impl BadgeClass {
    #[must_use]
    pub fn to_json(&self, base: &str) -> Value {
        let object = Object::new(context(base, self.details != Details::default()))
            .put("type", "BadgeClass")
            .put("id", &*self.id)
            .put("issuer", self.issuer.to_json(|issuer| issuer.to_json(base)))
            .put("name", &*self.name)
            .maybe("version", self.version.as_deref())
            .put("description", &*self.description)
            .put("image", self.image.to_json())
            .put("criteria", self.criteria.to_json())
            .list("alignment", self.alignment.iter().map(Alignment::to_json))
            .list("tags", self.tags.iter().map(|tag| json!(tag)));
        self.details
            .put_into(object)
            .extensions(&self.extensions, base)
            .finish()
    }
}

impl Criteria {
    fn to_json(&self) -> Value {
        Object::empty()
            .put("type", "Criteria")
            .maybe("id", self.id.as_deref())
            .maybe("narrative", self.narrative.as_deref())
            .finish()
    }
}

impl Alignment {
    fn to_json(&self) -> Value {
        Object::empty()
            .put("type", "AlignmentObject")
            .put("targetName", &*self.target_name)
            .put("targetUrl", &*self.target_url)
            .maybe("targetDescription", self.target_description.as_deref())
            .maybe("targetFramework", self.target_framework.as_deref())
            .maybe("targetCode", self.target_code.as_deref())
            .finish()
    }
}

impl Details {
    fn put_into(&self, object: Object) -> Object {
        let quality = self.quality_assurance.as_ref();
        object
            .maybe("typeBadgeClass", self.type_badge_class.as_deref())
            .maybe("formal", self.formal)
            .list(
                "participation",
                self.participation.iter().map(|code| json!(code)),
            )
            .list(
                "assessmentType",
                self.assessment_type.iter().map(|code| json!(code)),
            )
            .maybe("assessmentSupervised", self.assessment_supervised)
            .maybe("assessmentIdVerified", self.assessment_id_verified)
            .maybe("supervision", self.supervision.as_deref())
            .maybe(
                "qualityAssuranceName",
                quality.map(|quality| &*quality.name),
            )
            .maybe(
                "qualityAssuranceUrl",
                quality.and_then(|quality| quality.url.as_deref()),
            )
            .maybe(
                "qualityAssuranceDescription",
                quality.and_then(|quality| quality.description.as_deref()),
            )
            .maybe("stackable", self.stackable)
            .maybe("stackability", self.stackability.as_deref())
            .maybe("gradeAchievedRequired", self.grade_achieved_required)
            .maybe("eqfNlqfLevelVerified", self.eqf_nlqf_level_verified)
            .maybe("eqfLevelBasis", self.eqf_level_basis.as_deref())
            .maybe("nlqfLevel", self.nlqf_level.as_deref())
            .maybe("nlqfLevelBasis", self.nlqf_level_basis.as_deref())
            .maybe("qfEheaCycle", self.qf_ehea_cycle.as_deref())
            .maybe("qfEheaCycleBasis", self.qf_ehea_cycle_basis.as_deref())
            .maybe("duration", self.duration.as_deref())
            .maybe("prerequisites", self.prerequisites.as_deref())
            .maybe("furtherInformation", self.further_information.as_deref())
    }
}

impl Issuer {
    #[must_use]
    pub fn to_json(&self, base: &str) -> Value {
        let none = InTwoLanguages::default();
        let with_terms = self.names != none || self.descriptions != none || self.urls != none;
        let origins = (!self.allowed_origins.is_empty())
            .then(|| json!({"type": "VerificationObject", "allowedOrigins": self.allowed_origins}));
        Object::new(context(base, with_terms))
            .put("type", "Issuer")
            .put("id", &*self.id)
            .put("name", &*self.name)
            .put("url", &*self.url)
            .put("email", &*self.email)
            .maybe("description", self.description.as_deref())
            .maybe("image", self.image.as_ref().map(Image::to_json))
            .list(
                "publicKey",
                self.public_keys.iter().map(|address| json!(address)),
            )
            .maybe("revocationList", self.revocation_list.as_deref())
            .maybe("verification", origins)
            .maybe("name_english", self.names.english.as_deref())
            .maybe("name_dutch", self.names.dutch.as_deref())
            .maybe("description_english", self.descriptions.english.as_deref())
            .maybe("description_dutch", self.descriptions.dutch.as_deref())
            .maybe("url_english", self.urls.english.as_deref())
            .maybe("url_dutch", self.urls.dutch.as_deref())
            .extensions(&self.extensions, base)
            .finish()
    }
}

impl CryptographicKey {
    #[must_use]
    pub fn to_json(&self) -> Value {
        Object::new(json!(CONTEXT))
            .put("type", "CryptographicKey")
            .put("id", &*self.id)
            .put("owner", &*self.owner)
            .put("publicKeyPem", &*self.public_key_pem)
            .finish()
    }
}

impl RevocationList {
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entry = |revoked: &Revoked| {
            Object::empty()
                .put("id", &*revoked.id)
                .maybe("revocationReason", revoked.reason.as_deref())
                .finish()
        };
        let mut entries: Vec<Value> = self.revoked.iter().map(entry).collect();
        // JSON-LD compaction unwraps a list of one, and 1EdTech's own validator then overlooks
        // the revocation. Saying it twice means the same and keeps the list a list.
        if let [only] = &entries[..] {
            entries.push(only.clone());
        }
        Object::new(json!(CONTEXT))
            .put("type", "RevocationList")
            .put("id", &*self.id)
            .put("issuer", &*self.issuer)
            // Required, so written also when it is empty.
            .put("revokedAssertions", entries)
            .finish()
    }
}

impl<T> Linked<T> {
    fn to_json(&self, embed: impl FnOnce(&T) -> Value) -> Value {
        match self {
            Self::Address(address) => json!(address),
            Self::Embedded(object) => embed(object),
        }
    }
}

/// The standard's context alone where it is enough: simple readers compare it as a string.
fn context(base: &str, with_terms: bool) -> Value {
    if with_terms {
        json!([
            CONTEXT,
            extensions::context_address(extensions::TERMS, base)
        ])
    } else {
        json!(CONTEXT)
    }
}

/// In whole seconds, UTC; some verifiers read no fractions.
fn date_time(time: Timestamp) -> Value {
    json!(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A JSON object in the making. What isn't there is left out: `null` and empty lists mean
/// something else to some readers.
struct Object(Map<String, Value>);

impl Object {
    fn new(context: Value) -> Self {
        Self::empty().put("@context", context)
    }

    fn empty() -> Self {
        Self(Map::new())
    }

    fn put(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    fn list(self, key: &str, values: impl Iterator<Item = Value>) -> Self {
        let values: Vec<Value> = values.collect();
        if values.is_empty() {
            self
        } else {
            self.put(key, values)
        }
    }

    fn extensions(self, extensions: &[Extension], base: &str) -> Self {
        extensions.iter().fold(self, |object, extension| {
            object.put(extension.name().key(), extension.to_json(base))
        })
    }

    fn finish(self) -> Value {
        Value::Object(self.0)
    }
}
