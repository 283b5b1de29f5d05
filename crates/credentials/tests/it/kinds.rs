//! What every format has a case of, for our verifier and those of others.

use credentials::bitstring::{ListCredential, Purpose, StatusEntry, StatusList};
use credentials::crypto::Ed25519Signer;
use credentials::ob3::Credential;

use crate::sample::{credential, did, moment, signer};

/// A list of which these entries are set.
pub fn status_list(set: &[usize]) -> StatusList {
    let mut list = StatusList::new();
    for index in set {
        list.set(*index, true).expect("the tests set sound entries");
    }
    list
}

/// What an issuer publishes of a list at `id`, from the first day of 2026 on.
pub fn published<'a>(id: &'a str, issuer: &'a str, list: &'a StatusList) -> ListCredential<'a> {
    ListCredential {
        id,
        issuer,
        purpose: Purpose::Revocation,
        list,
        valid_from: moment("2026-01-01T00:00:00Z"),
        valid_until: None,
    }
}

/// The entry that is set in the list of [`kinds`].
pub const REVOKED: usize = 7;

/// A credential to sign, and what a verifier has to answer: `valid` or `invalid`.
pub struct Kind {
    pub name: &'static str,
    pub wanted: &'static str,
    pub credential: Credential,
    pub key: Ed25519Signer,
}

/// One of each kind, of the issuer whose key is `signer(1)`, with that issuer's list at `list`.
pub fn kinds(list: &str) -> [Kind; 5] {
    let good = || credential(&did(&signer(1)), Some(list));
    let kind = |name, credential| Kind {
        name,
        wanted: "invalid",
        credential,
        key: signer(1),
    };
    let expired = Credential {
        valid_from: moment("2020-01-01T00:00:00Z"),
        valid_until: Some(moment("2021-01-01T00:00:00Z")),
        ..good()
    };
    let future = Credential {
        valid_from: moment("2098-01-01T00:00:00Z"),
        ..good()
    };
    let revoked = Credential {
        status: good().status.map(|status| StatusEntry {
            index: REVOKED,
            ..status
        }),
        ..good()
    };
    [
        Kind {
            wanted: "valid",
            ..kind("valid", good())
        },
        kind("expired", expired),
        kind("not-yet-valid", future),
        kind("revoked", revoked),
        Kind {
            key: signer(2),
            ..kind("foreign-key", good())
        },
    ]
}
