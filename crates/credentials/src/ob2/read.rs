//! Open Badges 2.0 objects from anywhere, also in the forms of 1.0 and 1.1 that stayed in use.
//!
//! Tolerated is what has one meaning only: a single value for a list, an object for an address,
//! a term with its prefix, a date without a time. Everything else is reported with the JSON path
//! of what is wrong. Unknown properties are ignored; values that only inform (an alignment, a
//! tag, an extension) are left out when they can't be read, and so never make a badge invalid.

mod node;

use jiff::Timestamp;
use serde_json::Value;

use self::node::{Node, linked, list_of};
use super::{Linked, identity_hash, normalised};
use crate::crypto::equal_in_constant_time;
use crate::extensions::Extension;
use crate::report::{Reason, reason};

/// What is wrong, and where: a path such as `$.recipient.identity`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("{path} is missing")]
    Missing { path: String },
    #[error("{path} must be of type {expected}")]
    WrongType {
        path: String,
        expected: &'static str,
    },
    #[error("{path} must be {expected}")]
    WrongValue {
        path: String,
        expected: &'static str,
    },
}

impl From<ReadError> for Reason {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Missing { path } => Reason::new(reason::MISSING_PROPERTY).with("path", path),
            ReadError::WrongType { path, expected } => Reason::new(reason::WRONG_TYPE)
                .with("path", path)
                .with("expected", expected),
            ReadError::WrongValue { path, expected } => Reason::new(reason::WRONG_VALUE)
                .with("path", path)
                .with("expected", expected),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The id; in 1.0 and 1.1 the address to verify at, or the uid.
    pub id: String,
    pub recipient: Recipient,
    pub badge: Linked<BadgeClass>,
    pub verification: Verification,
    pub issued_on: Timestamp,
    pub expires: Option<Timestamp>,
    pub image: Option<String>,
    /// Markdown.
    pub narrative: Option<String>,
    pub evidence: Vec<super::Evidence>,
    pub grade: Option<String>,
    pub awarded_on: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// What counts is the copy at this address.
    Hosted { url: String },
    /// A JWS; the key stands at this address where one is named.
    Signed { creator: Option<String> },
}

/// What a hosted or listed revocation says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocation {
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// `email`, `id`, `url`, `telephone` or something of the issuer's own.
    pub identity_type: String,
    /// A hash or the identifier in clear.
    pub identity: String,
    pub hashed: bool,
    pub salt: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadgeClass {
    /// Missing only in an embedded badge class of 1.0.
    pub id: Option<String>,
    pub issuer: Linked<Profile>,
    pub name: String,
    pub description: Option<String>,
    pub image: Option<String>,
    pub criteria_url: Option<String>,
    /// Markdown.
    pub criteria: Option<String>,
    pub alignment: Vec<super::Alignment>,
    pub tags: Vec<String>,
    pub version: Option<String>,
    pub extensions: Vec<Extension>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Missing only in an embedded issuer of 1.0.
    pub id: Option<String>,
    pub name: String,
    pub url: Option<String>,
    pub email: Option<String>,
    pub description: Option<String>,
    pub image: Option<String>,
    pub public_keys: Vec<Linked<CryptographicKey>>,
    pub revocation_list: Option<String>,
    /// Hosts at which the issuer's assertions may stand; the host of `id` where it is empty.
    pub allowed_origins: Vec<String>,
    /// Beginnings of addresses of the issuer's assertions.
    pub starts_with: Vec<String>,
    pub extensions: Vec<Extension>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CryptographicKey {
    pub id: Option<String>,
    pub owner: Option<String>,
    pub public_key_pem: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    pub id: Option<String>,
    pub issuer: Option<String>,
    /// Ids or uids of assertions.
    pub revoked: Vec<super::Revoked>,
}

impl Assertion {
    /// # Errors
    /// The first thing that is missing or wrong.
    pub fn read(json: &Value) -> Result<Self, ReadError> {
        let node = Node::root(json)?;
        node.has_type("Assertion")?;
        // The address to verify at is a property of `verify` in 1.0 and 1.1; in 2.0 it is the id.
        let (verification, url) = match node.object("verification")? {
            Some(verification) => (verification, None),
            None => {
                let verify = node
                    .object("verify")?
                    .ok_or_else(|| node.missing("verification"))?;
                let url = verify.address("url")?;
                (verify, url)
            }
        };
        let kind = verification.type_or_missing()?;
        let is_hosted = matches!(kind.as_str(), "HostedBadge" | "hosted");
        let id = match (node.address("id")?, url.clone().filter(|_| is_hosted)) {
            (Some(id), _) | (None, Some(id)) => id,
            (None, None) => node.text("uid")?.ok_or_else(|| node.missing("id"))?,
        };
        let verification = match kind.as_str() {
            "HostedBadge" | "hosted" => Verification::Hosted {
                url: url.unwrap_or_else(|| id.clone()),
            },
            "SignedBadge" | "signed" => Verification::Signed {
                creator: verification.address("creator")?.or(url),
            },
            _ => return Err(verification.wrong_value("type", "HostedBadge or SignedBadge")),
        };
        Ok(Self {
            id,
            recipient: Recipient::read(
                &node
                    .object("recipient")?
                    .ok_or_else(|| node.missing("recipient"))?,
            )?,
            badge: node
                .linked("badge", BadgeClass::read_node)?
                .ok_or_else(|| node.missing("badge"))?,
            verification,
            issued_on: node
                .time("issuedOn")?
                .ok_or_else(|| node.missing("issuedOn"))?,
            expires: node.time("expires")?,
            image: node.address("image")?,
            narrative: node.text("narrative")?,
            evidence: node.list("evidence").iter().filter_map(evidence).collect(),
            grade: node.informative("grade_achieved"),
            awarded_on: node.time("awardedDate").unwrap_or_default(),
        })
    }
}

/// Whether a document served at an assertion's address says that it is revoked. Such a document
/// may hold nothing else.
#[must_use]
pub fn revocation(json: &Value) -> Option<Revocation> {
    let is_revoked = match json.get("revoked")? {
        Value::Bool(revoked) => *revoked,
        Value::String(revoked) => revoked.eq_ignore_ascii_case("true"),
        _ => false,
    };
    is_revoked.then(|| Revocation {
        reason: json
            .get("revocationReason")
            .and_then(Value::as_str)
            .map(str::to_owned),
    })
}

impl Recipient {
    fn read(node: &Node<'_>) -> Result<Self, ReadError> {
        let identity = node
            .text("identity")?
            .ok_or_else(|| node.missing("identity"))?;
        let looks_hashed = identity.starts_with("sha256$") || identity.starts_with("md5$");
        let hashed = node.boolean("hashed")?.unwrap_or(looks_hashed);
        if hashed && !looks_hashed {
            return Err(node.wrong_value("identity", "a hash that begins with sha256$ or md5$"));
        }
        Ok(Self {
            identity_type: node.type_or_missing()?,
            identity,
            hashed,
            salt: node.text("salt")?.unwrap_or_default(),
        })
    }

    /// Whether this is the recipient, `None` when that can't be told because the hash is not
    /// SHA-256. An identifier matches as it was typed or in normalised form, because the
    /// standard fixes neither.
    #[must_use]
    pub fn matches(&self, identity: &str) -> Option<bool> {
        let typed = identity.trim();
        let forms = [typed.to_owned(), typed.to_lowercase(), normalised(typed)];
        if !self.hashed {
            let own = normalised(&self.identity);
            return Some(equal_in_constant_time(own.as_bytes(), forms[2].as_bytes()));
        }
        if !self.identity.starts_with("sha256$") {
            return None;
        }
        let own = self.identity.to_ascii_lowercase();
        Some(forms.iter().any(|form| {
            equal_in_constant_time(identity_hash(form, &self.salt).as_bytes(), own.as_bytes())
        }))
    }
}

impl BadgeClass {
    /// # Errors
    /// The first thing that is missing or wrong.
    pub fn read(json: &Value) -> Result<Self, ReadError> {
        let node = Node::root(json)?;
        Self::read_node(&node)
    }

    fn read_node(node: &Node<'_>) -> Result<Self, ReadError> {
        node.has_type("BadgeClass")?;
        let criteria = node.members.get("criteria");
        Ok(Self {
            id: node.address("id")?,
            issuer: node
                .linked("issuer", Profile::read_node)?
                .ok_or_else(|| node.missing("issuer"))?,
            name: node.text("name")?.ok_or_else(|| node.missing("name"))?,
            description: node.text("description")?,
            image: node.address("image")?,
            criteria_url: node.address("criteria")?,
            criteria: criteria.and_then(|criteria| informative(criteria.get("narrative")?)),
            alignment: node
                .list("alignment")
                .iter()
                .filter_map(alignment)
                .collect(),
            tags: node.list("tags").iter().filter_map(informative).collect(),
            version: node.informative("version"),
            extensions: node.extensions(),
        })
    }
}

impl Profile {
    /// # Errors
    /// The first thing that is missing or wrong.
    pub fn read(json: &Value) -> Result<Self, ReadError> {
        let node = Node::root(json)?;
        Self::read_node(&node)
    }

    fn read_node(node: &Node<'_>) -> Result<Self, ReadError> {
        node.has_type_of(&["Issuer", "Profile"], "Issuer or Profile")?;
        let mut public_keys = Vec::new();
        for (index, key) in node.list("publicKey").iter().enumerate() {
            let path = node.path_of(&format!("publicKey[{index}]"));
            public_keys.push(linked(key, path, CryptographicKey::read_node)?);
        }
        let policy = node.members.get("verification");
        let texts = |key: &str| -> Vec<String> {
            let values = policy
                .and_then(|policy| policy.get(key))
                .map(list_of)
                .unwrap_or_default();
            values.iter().filter_map(informative).collect()
        };
        Ok(Self {
            id: node.address("id")?,
            name: node.text("name")?.ok_or_else(|| node.missing("name"))?,
            url: node.address("url")?,
            email: node.informative("email"),
            description: node.informative("description"),
            image: node.address("image")?,
            public_keys,
            revocation_list: node.address("revocationList")?,
            allowed_origins: texts("allowedOrigins"),
            starts_with: texts("startsWith"),
            extensions: node.extensions(),
        })
    }
}

impl CryptographicKey {
    /// # Errors
    /// The first thing that is missing or wrong.
    pub fn read(json: &Value) -> Result<Self, ReadError> {
        let node = Node::root(json)?;
        Self::read_node(&node)
    }

    fn read_node(node: &Node<'_>) -> Result<Self, ReadError> {
        let pem = node
            .text("publicKeyPem")?
            .ok_or_else(|| node.missing("publicKeyPem"))?;
        Ok(Self {
            id: node.address("id")?,
            owner: node.address("owner")?,
            public_key_pem: pem,
        })
    }
}

impl RevocationList {
    /// Also reads the form of 1.0 and 1.1, an object from uid to reason.
    ///
    /// # Errors
    /// When it isn't a list of revocations. An entry that can't be read is an error too: leaving
    /// it out could make a revoked badge pass.
    pub fn read(json: &Value) -> Result<Self, ReadError> {
        let node = Node::root(json)?;
        let revoked = match node.members.get("revokedAssertions") {
            Some(entries) => {
                let mut revoked = Vec::new();
                for (index, entry) in list_of(entries).iter().enumerate() {
                    let path = node.path_of(&format!("revokedAssertions[{index}]"));
                    revoked.push(revoked_entry(entry, path)?);
                }
                revoked
            }
            None if node.members.contains_key("type") || node.members.contains_key("@context") => {
                return Err(node.missing("revokedAssertions"));
            }
            None => node
                .members
                .iter()
                .map(|(uid, reason)| super::Revoked {
                    id: uid.clone(),
                    reason: informative(reason),
                })
                .collect(),
        };
        Ok(Self {
            id: node.address("id")?,
            issuer: node.address("issuer")?,
            revoked,
        })
    }

    /// What the list says about an assertion.
    #[must_use]
    pub fn revocation_of(&self, id: &str) -> Option<Revocation> {
        let entry = self.revoked.iter().find(|revoked| revoked.id == id)?;
        Some(Revocation {
            reason: entry.reason.clone(),
        })
    }
}

fn revoked_entry(entry: &Value, path: String) -> Result<super::Revoked, ReadError> {
    match entry {
        Value::String(id) => Ok(super::Revoked {
            id: id.clone(),
            reason: None,
        }),
        _ => {
            let node = Node::at(entry, path)?;
            let id = match node.address("id")? {
                Some(id) => id,
                None => node.text("uid")?.ok_or_else(|| node.missing("id"))?,
            };
            Ok(super::Revoked {
                id,
                reason: node.informative("revocationReason"),
            })
        }
    }
}

fn evidence(value: &Value) -> Option<super::Evidence> {
    let text = |key: &str| informative(value.get(key)?);
    let evidence = match value {
        Value::String(address) => super::Evidence {
            id: Some(address.clone()),
            ..Default::default()
        },
        _ => super::Evidence {
            id: text("id").or_else(|| text("@id")),
            name: text("name"),
            narrative: text("narrative"),
            description: text("description"),
        },
    };
    (evidence != super::Evidence::default()).then_some(evidence)
}

fn alignment(value: &Value) -> Option<super::Alignment> {
    let text = |key: &str| informative(value.get(key)?);
    Some(super::Alignment {
        target_name: text("targetName").or_else(|| text("name"))?,
        target_url: text("targetUrl")
            .or_else(|| text("url"))
            .unwrap_or_default(),
        target_description: text("targetDescription").or_else(|| text("description")),
        target_framework: text("targetFramework"),
        target_code: text("targetCode"),
    })
}

/// A text or number that only informs.
fn informative(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(members) => informative(members.get("@value")?),
        _ => None,
    }
}
