//! Whether a credential was revoked or suspended, by the lists that it names itself.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::document::read_object;
use super::issuer;
use super::{Purpose, Work, each, id_of, ob3};
use crate::bitstring::{self, StatusList};
use crate::crypto::Algorithm;
use crate::data_integrity::{self, Cryptosuite};
use crate::jose;
use crate::report::{Check, CheckName, Outcome, Reason, reason};

const NAME: CheckName = CheckName::NotRevoked;

/// The worst of what the entries say: a set bit before a doubt before a clear bit.
pub(super) fn check(
    credential: &Map<String, Value>,
    credential_issuer: &str,
    work: &mut Work<'_>,
) -> Check {
    let status = credential.get("credentialStatus").unwrap_or(&Value::Null);
    let mut result = Check::not_applicable(NAME, reason::NO_STATUS);
    let rank = |check: &Check| match check.outcome {
        Outcome::Failed => 3,
        Outcome::Undecided => 2,
        Outcome::Passed => 1,
        Outcome::NotApplicable => 0,
    };
    for entry in each(status) {
        let found = check_entry(entry, credential, credential_issuer, work);
        if rank(&found) > rank(&result) {
            result = found;
        }
    }
    result
}

fn check_entry(
    entry: &Value,
    credential: &Map<String, Value>,
    issuer: &str,
    work: &mut Work<'_>,
) -> Check {
    let kind = each(&entry["type"])
        .filter_map(Value::as_str)
        .next()
        .unwrap_or_default();
    match kind {
        "BitstringStatusListEntry" => bit(entry, issuer, work),
        "1EdTechRevocationList" => revocation_list(entry, credential, work),
        other => Check::undecided(
            NAME,
            Reason::new(reason::STATUS_TYPE_UNKNOWN).with("type", other),
        ),
    }
}

fn invalid(url: &str, detail: impl Into<String>) -> Check {
    Check::undecided(
        NAME,
        Reason::new(reason::STATUS_LIST_INVALID)
            .with("url", url)
            .with("detail", detail),
    )
}

/// Bitstring Status List 1.0, section 3.2 "Validate Algorithm".
fn bit(entry: &Value, issuer: &str, work: &mut Work<'_>) -> Check {
    let text = |name: &str| entry[name].as_str();
    let Some(url) = text("statusListCredential") else {
        return invalid("", "statusListCredential");
    };
    let purpose = text("statusPurpose").unwrap_or_default();
    if !matches!(purpose, "revocation" | "suspension") {
        // Other purposes, such as messages, say nothing about validity.
        return Check::not_applicable(
            NAME,
            Reason::new(reason::STATUS_TYPE_UNKNOWN).with("type", purpose),
        );
    }
    if entry.get("statusSize").is_some_and(|size| size != 1) {
        return Check::undecided(
            NAME,
            Reason::new(reason::STATUS_TYPE_UNKNOWN).with("type", "statusSize"),
        );
    }
    // The standard writes the index as a text; some issuers write a number.
    let index = match &entry["statusListIndex"] {
        Value::String(text) => text.parse::<usize>().ok(),
        number => number
            .as_u64()
            .and_then(|index| usize::try_from(index).ok()),
    };
    let Some(index) = index else {
        return invalid(url, "statusListIndex");
    };
    let list = match list_at(url, purpose, issuer, work) {
        Ok(list) => list,
        Err(check) => return *check,
    };
    match list.get(index) {
        Err(error) => invalid(url, error.to_string()),
        Ok(false) => Check::passed(NAME, Reason::new(reason::NOT_REVOKED).with("url", url)),
        Ok(true) if purpose == "suspension" => {
            Check::failed(NAME, Reason::new(reason::SUSPENDED).with("url", url))
        }
        Ok(true) => Check::failed(NAME, Reason::new(reason::REVOKED).with("detail", "")),
    }
}

/// Fetches and verifies a status list credential, with either kind of signature.
fn list_at(
    url: &str,
    purpose: &str,
    issuer: &str,
    work: &mut Work<'_>,
) -> Result<StatusList, Box<Check>> {
    let unavailable = |detail: &str| {
        let reason = Reason::new(reason::STATUS_LIST_UNAVAILABLE)
            .with("url", url)
            .with("detail", detail);
        Box::new(Check::undecided(NAME, reason))
    };
    let fetched = match work.fetch(url, Purpose::StatusList) {
        Ok(fetched) if fetched.status == 200 => fetched,
        Ok(fetched) => return Err(unavailable(&format!("HTTP {}", fetched.status))),
        Err(missing) => {
            let reason = missing.reason();
            return Err(match reason.args.get("detail") {
                Some(detail) => unavailable(detail),
                None => Box::new(Check::undecided(NAME, reason)),
            });
        }
    };
    let invalid = |detail: &str| Box::new(invalid(url, detail));
    let text = std::str::from_utf8(fetched.body)
        .map(str::trim)
        .map_err(|_| invalid("not text"))?;
    let (list, is_good) = if text.starts_with('{') {
        let list = read_object(text.as_bytes()).map_err(|reason| invalid(reason.code.as_str()))?;
        let list_issuer = list
            .get("issuer")
            .and_then(id_of)
            .unwrap_or_default()
            .to_owned();
        let is_good =
            embedded_is_good(&list, &list_issuer, work).map_err(|detail| invalid(&detail))?;
        (list, is_good)
    } else {
        let token = jose::parse(text).map_err(|error| invalid(&error.to_string()))?;
        let list = read_object(&token.payload).map_err(|reason| invalid(reason.code.as_str()))?;
        let list_issuer = list
            .get("issuer")
            .and_then(id_of)
            .unwrap_or_default()
            .to_owned();
        let (signature, found) = ob3::check_token(&token, &list, &list_issuer, work);
        (
            list,
            signature.outcome == Outcome::Passed && found.is_good(),
        )
    };
    if !work.needs.is_empty() {
        return Err(Box::new(Check::undecided(NAME, reason::NOT_REACHED)));
    }
    if !is_good {
        return Err(invalid("signature"));
    }
    judge(url, purpose, issuer, &list, work.now)
}

fn judge(
    url: &str,
    purpose: &str,
    issuer: &str,
    list: &Map<String, Value>,
    now: Timestamp,
) -> Result<StatusList, Box<Check>> {
    let list_issuer = list.get("issuer").and_then(id_of).unwrap_or_default();
    if list_issuer != issuer {
        let reason = Reason::new(reason::STATUS_LIST_OTHER_ISSUER)
            .with("url", url)
            .with("issuer", list_issuer);
        return Err(Box::new(Check::undecided(NAME, reason)));
    }
    if list.get("id").and_then(Value::as_str) != Some(url) {
        return Err(Box::new(invalid(url, "id")));
    }
    let moment = |name: &str| {
        list.get(name)
            .and_then(Value::as_str)
            .and_then(|text| text.parse::<Timestamp>().ok())
    };
    if let Some(until) = moment("validUntil").filter(|until| *until < now) {
        let reason = Reason::new(reason::STATUS_LIST_EXPIRED)
            .with("url", url)
            .with("date", until.to_string());
        return Err(Box::new(Check::undecided(NAME, reason)));
    }
    if moment("validFrom").is_some_and(|from| from > now) {
        return Err(Box::new(invalid(url, "validFrom")));
    }
    bitstring::list_of(&Value::Object(list.clone()), purpose)
        .map_err(|error| Box::new(invalid(url, error.to_string())))
}

fn embedded_is_good(
    list: &Map<String, Value>,
    issuer: &str,
    work: &mut Work<'_>,
) -> Result<bool, String> {
    let proof = data_integrity::proof_of(list).map_err(|error| error.to_string())?;
    let algorithm = match proof.cryptosuite {
        Cryptosuite::EddsaRdfc2022 => Algorithm::EdDsa,
        Cryptosuite::EcdsaRdfc2019 => Algorithm::Es256,
    };
    let found = issuer::find(
        &proof.verification_method,
        issuer,
        algorithm,
        proof.created,
        work,
    );
    let Some(key) = found.key.as_ref().filter(|_| found.is_good()) else {
        return Ok(false);
    };
    proof.verify(list, key).map_err(|error| error.to_string())?;
    Ok(true)
}

/// 1EdTech's list of revoked credentials, a plain document at the entry's own address
/// (Open Badges 3.0, "1EdTech Revocation List").
fn revocation_list(entry: &Value, credential: &Map<String, Value>, work: &mut Work<'_>) -> Check {
    let Some(url) = entry["id"].as_str() else {
        return invalid("", "id");
    };
    let list = match work.fetch_json(url, Purpose::RevocationList) {
        Ok(list) => list,
        Err(missing) => {
            let reason = missing.reason();
            let detail = reason.args.get("detail").cloned().unwrap_or_default();
            return Check::undecided(
                NAME,
                Reason::new(reason::STATUS_LIST_UNAVAILABLE)
                    .with("url", url)
                    .with("detail", detail),
            );
        }
    };
    // Both names are in use, in the standard's own validators too.
    let named = ["revokedCredential", "revokedCredentials"];
    if named.iter().all(|name| list.get(*name).is_none()) {
        return invalid(url, "revokedCredential");
    }
    let mut revoked = named.iter().flat_map(|name| each(&list[*name]));
    let id = credential
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match revoked.find(|one| id_of(one) == Some(id)) {
        // An entry may also say that a revocation was taken back.
        Some(one) if one["revoked"] != false => {
            let detail = one["revocationReason"].as_str().unwrap_or_default();
            Check::failed(NAME, Reason::new(reason::REVOKED).with("detail", detail))
        }
        _ => Check::passed(NAME, Reason::new(reason::NOT_REVOKED).with("url", url)),
    }
}
