//! Edubadges revoked together, and what was issued in their place.

use domain::assertion::{Assertion, Revocation, RevocationCategory};
use domain::{AssertionId, BadgeClassId, InstitutionId, PersonId, RevocationId};
use jiff::Timestamp;
use serde_json::json;

use crate::assertions::{ASSERTION, assertion};
use crate::columns::Row;
use crate::error::Result;
use crate::tx::Tx;

/// Edubadges revoked together, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationBatch {
    pub id: RevocationId,
    pub class: BadgeClassId,
    pub institution: InstitutionId,
    pub by: Option<PersonId>,
    pub at: Timestamp,
    pub category: RevocationCategory,
    /// For the learners only, and for staff of the node.
    pub reason: String,
    /// How many.
    pub count: i64,
    pub undone: Option<Undone>,
}

/// A revocation that was a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub at: Timestamp,
    pub by: Option<PersonId>,
    /// How many edubadges were issued anew.
    pub reissued: i64,
}

const BATCH: &str = "n.id as n_id, n.class_id as n_class, n.institution_id as n_institution, n.revoked_by as n_by, \
                     n.revoked_at as n_at, n.category as n_category, n.reason as n_reason, n.count as n_count, \
                     n.undone_at as n_undone_at, n.undone_by as n_undone_by, n.reissued as n_reissued";

fn batch(r: &Row<'_>) -> Result<RevocationBatch> {
    let undone_at: Option<Timestamp> = r.get("n_undone_at")?;
    let undone = match undone_at {
        None => None,
        Some(at) => Some(Undone {
            at,
            by: r.get("n_undone_by")?,
            reissued: r.get::<Option<i64>>("n_reissued")?.unwrap_or(0),
        }),
    };
    Ok(RevocationBatch {
        id: r.get("n_id")?,
        class: r.get("n_class")?,
        institution: r.get("n_institution")?,
        by: r.get("n_by")?,
        at: r.get("n_at")?,
        category: r.get("n_category")?,
        reason: r.get("n_reason")?,
        count: r.get("n_count")?,
        undone,
    })
}

/// An edubadge of a revocation, and the one that was issued in its place.
#[derive(Clone, Debug)]
pub struct RevokedEdubadge {
    pub assertion: Assertion,
    pub replaced_by: Option<AssertionId>,
}

impl Tx {
    pub async fn insert_revocation(&mut self, n: &RevocationBatch) -> Result<()> {
        let sql = "insert into revocations (id, class_id, institution_id, revoked_by, revoked_at, category, reason, \
                   count) values ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.exec(
            sql,
            &[
                &n.id,
                &n.class,
                &n.institution,
                &n.by,
                &n.at,
                &n.category,
                &n.reason,
                &n.count,
            ],
        )
        .await?;
        let after = json!({ "revoked": n.category, "count": n.count });
        self.note_of_class(n.class, ("revocation", n.id.0), None, Some(after));
        Ok(())
    }

    /// Revokes one edubadge as part of a revocation; one that is revoked stays as it was. Gives whether
    /// it was valid until now.
    pub async fn revoke_in(
        &mut self,
        id: AssertionId,
        (revocation, batch): (&Revocation, RevocationId),
    ) -> Result<bool> {
        let done = self.revoke_assertion(id, revocation).await?;
        if done {
            let sql = "update assertions set revocation_id = $2 where id = $1";
            self.exec(sql, &[&id, &batch]).await?;
        }
        Ok(done)
    }

    pub async fn revocation(&mut self, id: RevocationId) -> Result<Option<RevocationBatch>> {
        let sql = format!("select {BATCH} from revocations n where n.id = $1");
        self.first(&sql, &[&id], batch).await
    }

    /// Revocations of a class, newest first, with who did each.
    pub async fn revocations_of_class(
        &mut self,
        class: BadgeClassId,
        limit: i64,
    ) -> Result<Vec<(RevocationBatch, Option<String>)>> {
        let sql = format!(
            "select {BATCH}, p.name as by_name from revocations n left join persons p on p.id = n.revoked_by \
             where n.class_id = $1 order by n.revoked_at desc, n.id limit $2"
        );
        self.query(&sql, &[&class, &limit], |r| {
            Ok((batch(r)?, r.get("by_name")?))
        })
        .await
    }

    /// Everything that a revocation revoked, with what came in its place.
    pub async fn revoked_in(&mut self, id: RevocationId) -> Result<Vec<RevokedEdubadge>> {
        let sql = format!(
            "select {ASSERTION}, y.id as replaced_by from assertions a \
             left join assertions y on y.replaces_id = a.id where a.revocation_id = $1 order by a.holder, a.id"
        );
        self.query(&sql, &[&id], |r| {
            Ok(RevokedEdubadge {
                assertion: assertion(r)?,
                replaced_by: r.get("replaced_by")?,
            })
        })
        .await
    }

    /// Takes the one chance to undo a revocation; gives whether it was still there.
    pub async fn undo_revocation(
        &mut self,
        n: &RevocationBatch,
        (at, by): (Timestamp, Option<PersonId>),
    ) -> Result<bool> {
        let sql = "update revocations set undone_at = $2, undone_by = $3, reissued = 0 \
                   where id = $1 and undone_at is null";
        Ok(self.exec(sql, &[&n.id, &at, &by]).await? == 1)
    }

    /// Says how many were issued anew.
    pub async fn count_reissued(&mut self, n: &RevocationBatch, reissued: i64) -> Result<()> {
        let sql = "update revocations set reissued = $2 where id = $1";
        self.exec(sql, &[&n.id, &reissued]).await?;
        let after = json!({ "reissued": reissued });
        self.note_of_class(n.class, ("revocation", n.id.0), None, Some(after));
        Ok(())
    }

    /// Says in whose place an edubadge was issued. One for one: a second one violates the index.
    pub async fn replaces(&mut self, new: AssertionId, old: AssertionId) -> Result<()> {
        let sql = "update assertions set replaces_id = $2 where id = $1";
        self.exec(sql, &[&new, &old]).await?;
        Ok(())
    }

    /// The edubadge in whose place this one came, and the one that came in its place.
    pub async fn neighbours(
        &mut self,
        id: AssertionId,
    ) -> Result<(Option<AssertionId>, Option<AssertionId>)> {
        let sql = "select a.replaces_id as older, y.id as newer from assertions a \
                   left join assertions y on y.replaces_id = a.id where a.id = $1";
        let found = self
            .first(sql, &[&id], |r| Ok((r.get("older")?, r.get("newer")?)))
            .await?;
        Ok(found.unwrap_or_default())
    }

    /// Who decided on the award of an edubadge.
    pub async fn awarded_by(&mut self, id: AssertionId) -> Result<Option<PersonId>> {
        let sql = "select awarded_by from assertions where id = $1";
        let found = self.first(sql, &[&id], |r| r.get("awarded_by")).await?;
        Ok(found.flatten())
    }
}
