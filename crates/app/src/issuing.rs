//! Issuing an edubadge: whatever led to it (a claim, an approved request, a correction), an
//! assertion comes into being in one place.

use domain::assertion::Assertion;
use domain::award::Evidence;
use domain::person::StampedName;
use domain::{
    AssertionId, BadgeClassId, BadgeClassVersionId, DirectAwardId, InstitutionId, IssuerId,
    PersonId, StatusListId,
};
use jiff::Timestamp;
use store::Tx;
use store::keys::StatusList;

use crate::{App, Error, Result};

/// Bits in a status list (the least that the standard allows: Bitstring Status List 1.0, 3.2).
pub(crate) const LIST_BITS: i64 = 131_072;
/// Candidates for an index. Half of a list is free: so many misses in a row don't happen.
const DRAWS: usize = 64;

/// Everything random in one new edubadge, drawn before the transaction, since that may run twice.
#[derive(Clone, Debug)]
pub(crate) struct Lot {
    pub(crate) id: AssertionId,
    new_list: StatusListId,
    salt: String,
    draws: Vec<i64>,
}

/// What is issued, to whom, on whose decision.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    pub(crate) class: BadgeClassId,
    pub(crate) version: BadgeClassVersionId,
    pub(crate) issuer: IssuerId,
    pub(crate) institution: InstitutionId,
    pub(crate) person: PersonId,
    pub(crate) award: Option<DirectAwardId>,
    pub(crate) awarded_by: Option<PersonId>,
    pub(crate) name: StampedName,
    pub(crate) grade: Option<String>,
    pub(crate) narrative: Option<String>,
    pub(crate) evidence: Evidence,
    /// When the award was decided.
    pub(crate) awarded_at: Timestamp,
    pub(crate) valid_from: Timestamp,
    pub(crate) valid_until: Option<Timestamp>,
}

impl App {
    pub(crate) fn draw_lot(&self) -> Result<Lot> {
        let mut draws = Vec::with_capacity(DRAWS);
        for _ in 0..DRAWS {
            draws.push(i64::from(u32::from_le_bytes(self.random().bytes()?)) % LIST_BITS);
        }
        Ok(Lot {
            id: AssertionId(self.new_id()),
            new_list: StatusListId(self.new_id()),
            salt: hex::encode(self.random().bytes::<16>()?),
            draws,
        })
    }
}

/// Stores the assertion with a status index of its own. After the transaction, the caller has the
/// holder's edition signed (`App::edition`), so that it exists whatever happens later.
pub(crate) async fn issue(tx: &mut Tx, lot: &Lot, new: Issue) -> Result<AssertionId> {
    let (status_list, status_index) = allocate(tx, new.issuer, lot, new.valid_from).await?;
    let assertion = Assertion {
        id: lot.id,
        class: new.class,
        version: new.version,
        issuer: new.issuer,
        institution: new.institution,
        person: Some(new.person),
        award: new.award,
        name: Some(new.name),
        grade: new.grade,
        narrative: new.narrative,
        evidence: new.evidence,
        awarded_at: new.awarded_at,
        valid_from: new.valid_from,
        valid_until: new.valid_until,
        revocation: None,
        public: None,
        archived_at: None,
        salt: lot.salt.clone(),
        status_list,
        status_index,
        seen_at: None,
    };
    tx.insert_assertion(&assertion, new.awarded_by).await?;
    Ok(lot.id)
}

/// A free random index in the issuer's open list; a new list when all are half full.
async fn allocate(
    tx: &mut Tx,
    issuer: IssuerId,
    lot: &Lot,
    now: Timestamp,
) -> Result<(StatusListId, i64)> {
    let list = match tx.open_status_list(issuer).await? {
        Some(list) => list,
        None => {
            let list = StatusList {
                id: lot.new_list,
                issuer,
                length: LIST_BITS,
                taken: 0,
                created_at: now,
            };
            tx.insert_status_list(&list).await?;
            list
        }
    };
    for index in &lot.draws {
        if !tx.index_is_taken(list.id, *index).await? {
            tx.count_index_taken(list.id).await?;
            return Ok((list.id, *index));
        }
    }
    Err(Error::Conflict("busy"))
}
