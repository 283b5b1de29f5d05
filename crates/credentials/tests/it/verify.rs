//! Verification as a whole: every kind of good and bad credential gets a clear answer.

mod embedded;
mod hosted;
mod hostile;
mod input;
mod token;

use credentials::bitstring::{ListCredential, StatusList};
use credentials::crypto::Signer;
use credentials::data_integrity;
use credentials::did::{self, PublishedKey};
use serde_json::Value;

use crate::kinds;
use crate::sample::{credential, did, moment, signer};

const LIST: &str = "https://badges.example.org/status/1";
const DID: &str = "did:web:badges.example.org:issuers:geo";
const DID_DOCUMENT: &str = "https://badges.example.org/issuers/geo/did.json";

/// A key named by the issuer's `did:web`.
fn web_signer(seed: u8) -> credentials::crypto::Ed25519Signer {
    credentials::crypto::Ed25519Signer::from_seed(&[seed; 32], format!("{DID}#key-{seed}")).unwrap()
}

fn did_document(keys: &[u8]) -> Value {
    let signers: Vec<_> = keys
        .iter()
        .map(|seed| (format!("key-{seed}"), web_signer(*seed)))
        .collect();
    let keys: Vec<PublishedKey<'_>> = signers
        .iter()
        .map(|(fragment, signer)| PublishedKey {
            fragment,
            key: signer.public_key(),
            revoked: None,
        })
        .collect();
    did::document(DID, &[], &keys)
}

/// The sample credential of a `did:key` issuer, signed.
fn signed(list: Option<&str>) -> Value {
    let key = signer(1);
    sign(&credential(&did(&key), list).to_json(), &key)
}

fn sign(credential: &Value, key: &dyn Signer) -> Value {
    data_integrity::sign(credential, moment("2026-02-01T09:30:00Z"), key).unwrap()
}

/// The status list at [`LIST`] with these entries set.
fn status_list(issuer: &str, set: &[usize], key: &dyn Signer) -> Value {
    published(issuer, &kinds::status_list(set))
        .signed(moment("2026-01-01T00:00:00Z"), key)
        .unwrap()
}

fn published<'a>(issuer: &'a str, list: &'a StatusList) -> ListCredential<'a> {
    kinds::published(LIST, issuer, list)
}
