//! Open Badges 3.0, with a Data Integrity proof or as VC-JWT.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::issuer::{self, Found};
use super::{CLOCK_SKEW, Work, id_of, recipient, status, structure, subject};
use crate::crypto::Algorithm;
use crate::data_integrity::{self, Cryptosuite, Proof, ProofError};
use crate::jose::{JoseError, Jws};
use crate::rdf::{RdfError, limits};
use crate::report::{Check, CheckName, Format, Outcome, Reason, Report, reason};

pub(super) fn verify_embedded(credential: &Map<String, Value>, work: &mut Work<'_>) -> Report {
    let mut report = Report::new(Format::Ob3DataIntegrity);
    report.subject = subject::stands_for(credential);
    report.set(well_formed(credential));
    let issuer = credential.get("issuer").and_then(id_of).unwrap_or_default();
    check_proof(credential, issuer, &mut report, work);
    check_the_rest(credential, issuer, &mut report, work);
    report
}

pub(super) fn verify_jwt(token: &Jws, claims: &Map<String, Value>, work: &mut Work<'_>) -> Report {
    let mut report = Report::new(Format::Ob3Jwt);
    report.subject = subject::stands_for(claims);
    report.set(match claims_fault(token, claims) {
        Some(reason) => Check::failed(CheckName::WellFormed, reason),
        None => well_formed(claims),
    });
    let issuer = claims.get("issuer").and_then(id_of).unwrap_or_default();
    let (signature, found) = check_token(token, claims, issuer, work);
    report.set(signature);
    report.set(found.check);
    report.set(found.identity);
    check_the_rest(claims, issuer, &mut report, work);
    report
}

fn well_formed(credential: &Map<String, Value>) -> Check {
    match structure::fault_of(credential) {
        Some(reason) => Check::failed(CheckName::WellFormed, reason),
        None => Check::passed(CheckName::WellFormed, reason::WELL_FORMED),
    }
}

/// Status, validity and recipient, which both forms have in common.
fn check_the_rest(
    credential: &Map<String, Value>,
    issuer: &str,
    report: &mut Report,
    work: &mut Work<'_>,
) {
    report.set(status::check(credential, issuer, work));
    report.set(validity(
        report.subject.valid_from,
        report.subject.valid_until,
        work.now,
    ));
    let subject = credential.get("credentialSubject").unwrap_or(&Value::Null);
    report.set(recipient::check(
        &work.facts.typed,
        &recipient::carried_by(subject),
    ));
}

pub(super) fn validity(from: Option<Timestamp>, until: Option<Timestamp>, now: Timestamp) -> Check {
    let dated = |code, date: Timestamp| Reason::new(code).with("date", date.to_string());
    match (from, until) {
        (Some(from), _) if from > now => {
            Check::failed(CheckName::NotExpired, dated(reason::NOT_YET_VALID, from))
        }
        (_, Some(until)) if until < now => {
            Check::failed(CheckName::NotExpired, dated(reason::EXPIRED, until))
        }
        (_, Some(until)) => Check::passed(
            CheckName::NotExpired,
            Reason::new(reason::WITHIN_VALIDITY).with("until", until.to_string()),
        ),
        (_, None) => Check::passed(CheckName::NotExpired, reason::NO_EXPIRY),
    }
}

fn check_proof(
    credential: &Map<String, Value>,
    issuer: &str,
    report: &mut Report,
    work: &mut Work<'_>,
) {
    let proof = match data_integrity::proof_of(credential) {
        Ok(proof) => proof,
        Err(error) => {
            set_proof_error(report, &error);
            return;
        }
    };
    let found = find_key(&proof, issuer, work);
    report.set(found.check.clone());
    report.set(found.identity.clone());
    if !work.needs.is_empty() {
        // The calculation below is the dear one; it waits until everything is there.
        return;
    }
    match proof.message(credential) {
        Err(error) => set_proof_error(report, &error),
        Ok(message) => report.set(signature_check(&proof, &message, &found, work.now)),
    }
}

fn find_key(proof: &Proof, issuer: &str, work: &mut Work<'_>) -> Found {
    let algorithm = match proof.cryptosuite {
        Cryptosuite::EddsaRdfc2022 => Algorithm::EdDsa,
        Cryptosuite::EcdsaRdfc2019 => Algorithm::Es256,
    };
    issuer::find(
        &proof.verification_method,
        issuer,
        algorithm,
        proof.created,
        work,
    )
}

fn signature_check(proof: &Proof, message: &[u8], found: &Found, now: Timestamp) -> Check {
    let name = CheckName::Signature;
    let method = proof.cryptosuite.as_str();
    let with = |code| Reason::new(code).with("method", method);
    let dated = |code, date: Timestamp| Reason::new(code).with("date", date.to_string());
    let Some(key) = &found.key else {
        return Check::undecided(name, reason::NOT_REACHED);
    };
    match proof.verify_message(message, key) {
        Err(ProofError::KeyKind) => Check::failed(name, with(reason::KEY_KIND_MISMATCH)),
        Err(_) => Check::failed(name, with(reason::SIGNATURE_INVALID)),
        Ok(()) => match (proof.created, proof.expires) {
            (Some(created), _) if created > now.saturating_add(CLOCK_SKEW).unwrap_or(now) => {
                Check::failed(name, dated(reason::PROOF_FROM_FUTURE, created))
            }
            (_, Some(expires)) if expires < now => {
                Check::failed(name, dated(reason::PROOF_EXPIRED, expires))
            }
            _ => Check::passed(name, with(reason::SIGNATURE_VALID)),
        },
    }
}

/// Puts what is wrong with a proof where it belongs: a document that cannot be read as JSON-LD is
/// malformed; its signature then stays undecided.
fn set_proof_error(report: &mut Report, error: &ProofError) {
    let name = CheckName::Signature;
    let with = |code, argument, value: &str| Reason::new(code).with(argument, value);
    match error {
        ProofError::Missing => report.set(Check::failed(name, reason::NO_PROOF)),
        ProofError::Malformed(path) => {
            report.set(Check::failed(
                name,
                with(reason::PROOF_MALFORMED, "path", path),
            ));
        }
        ProofError::UnknownCryptosuite(suite) => {
            report.set(Check::undecided(
                name,
                with(reason::UNKNOWN_CRYPTOSUITE, "cryptosuite", suite),
            ));
        }
        ProofError::WrongPurpose(purpose) => {
            report.set(Check::failed(
                name,
                with(reason::WRONG_PROOF_PURPOSE, "purpose", purpose),
            ));
        }
        ProofError::KeyKind => report.set(Check::failed(
            name,
            with(reason::KEY_KIND_MISMATCH, "method", ""),
        )),
        ProofError::SignatureInvalid => {
            report.set(Check::failed(
                name,
                with(reason::SIGNATURE_INVALID, "method", ""),
            ));
        }
        ProofError::Rdf(error) => {
            // A fault of structure that was found before has the better path.
            if report.outcome(CheckName::WellFormed) != Outcome::Failed {
                report.set(Check::failed(CheckName::WellFormed, rdf_reason(error)));
            }
        }
    }
}

pub(super) fn rdf_reason(error: &RdfError) -> Reason {
    match error {
        RdfError::TooLarge => {
            Reason::new(reason::TOO_LARGE).with("limit", limits::BYTES.to_string())
        }
        RdfError::TooDeep => Reason::new(reason::TOO_DEEP).with("limit", limits::DEPTH.to_string()),
        RdfError::UndefinedTerm(term) => Reason::new(reason::UNDEFINED_TERM).with("term", term),
        RdfError::RelativeIri(iri) => Reason::new(reason::RELATIVE_IRI).with("iri", iri),
        RdfError::UnknownContext(url) => Reason::new(reason::UNKNOWN_CONTEXT).with("url", url),
        RdfError::Invalid(detail) => Reason::new(reason::INVALID_JSON_LD).with("detail", detail),
        RdfError::Poison(limit) => Reason::new(reason::POISON_GRAPH).with("limit", *limit),
    }
}

/// Open Badges 3.0, "JSON Web Token Proof Format": which headers and claims a token has, and that
/// the claims repeat what the credential says.
fn claims_fault(token: &Jws, claims: &Map<String, Value>) -> Option<Reason> {
    if let Some(header) = token.header.others.first() {
        return Some(Reason::new(reason::JWT_HEADER_NOT_ALLOWED).with("header", header));
    }
    if claims.contains_key("vc") {
        // The form of VC Data Model 1.1. In Open Badges 3.0 the credential itself is the payload.
        return Some(
            Reason::new(reason::WRONG_VALUE)
                .with("path", "$.vc")
                .with("expected", "credential"),
        );
    }
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let subject = claims.get("credentialSubject").unwrap_or(&Value::Null);
    let pairs = [
        (
            "iss",
            "$.issuer.id",
            claims.get("issuer").and_then(id_of).map(str::to_owned),
            true,
        ),
        ("jti", "$.id", text(claims.get("id")), true),
        (
            "sub",
            "$.credentialSubject.id",
            text(subject.get("id")),
            false,
        ),
    ];
    for (claim, path, expected, required) in pairs {
        let found = text(claims.get(claim));
        if found != expected && (required || found.is_some()) {
            return Some(differs(claim, path));
        }
    }
    let second = |name: &str| {
        text(claims.get(name))
            .and_then(|text| text.parse::<Timestamp>().ok())
            .map(Timestamp::as_second)
    };
    let number = |name: &str| claims.get(name).and_then(Value::as_f64).map(f64::floor);
    let from = second("validFrom").or_else(|| second("issuanceDate"));
    let until = second("validUntil").or_else(|| second("expirationDate"));
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of any date that jiff knows are exact in a float"
    )]
    let same =
        |claim: &str, moment: Option<i64>| number(claim) == moment.map(|second| second as f64);
    if !same("nbf", from) {
        return Some(differs("nbf", "$.validFrom"));
    }
    if !same("exp", until) && (until.is_some() || claims.contains_key("exp")) {
        return Some(differs("exp", "$.validUntil"));
    }
    None
}

fn differs(claim: &str, path: &str) -> Reason {
    Reason::new(reason::JWT_CLAIM_DIFFERS)
        .with("claim", claim)
        .with("path", path)
}

/// The signature of a token and the key that it names.
pub(super) fn check_token(
    token: &Jws,
    claims: &Map<String, Value>,
    issuer: &str,
    work: &mut Work<'_>,
) -> (Check, Found) {
    let name = CheckName::Signature;
    let seconds = |claim: &str| claims.get(claim).and_then(Value::as_f64);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float that is too large saturates and is no date"
    )]
    let signed = seconds("iat")
        .or_else(|| seconds("nbf"))
        .and_then(|s| Timestamp::from_second(s as i64).ok());
    let found = match (&token.header.kid, &token.header.jwk) {
        (Some(kid), _) => issuer::find(kid, issuer, token.header.algorithm, signed, work),
        (None, Some(jwk)) => issuer::find_in_token(token, jwk, issuer, signed, work),
        (None, None) => Found {
            key: None,
            check: Check::undecided(
                CheckName::Key,
                Reason::new(reason::KEY_NOT_FOUND).with("key", "kid"),
            ),
            identity: Check::undecided(CheckName::IssuerIdentity, reason::NOT_REACHED),
        },
    };
    let with = |code| Reason::new(code).with("method", token.header.algorithm.as_str());
    let check = match &found.key {
        None => Check::undecided(name, reason::NOT_REACHED),
        Some(key) => match token.verify(key) {
            Ok(()) => Check::passed(name, with(reason::SIGNATURE_VALID)),
            Err(JoseError::KeyKind(_)) => Check::failed(name, with(reason::KEY_KIND_MISMATCH)),
            Err(_) => Check::failed(name, with(reason::SIGNATURE_INVALID)),
        },
    };
    (check, found)
}
