//! Codes by which somebody proves the address of an award.

use domain::{DirectAwardId, PersonId};
use jiff::Timestamp;

use crate::error::Result;
use crate::tx::Tx;

impl Tx {
    /// Retention: codes that ended before a moment. One that was typed proves the address and
    /// stays as long as the award is open.
    pub async fn forget_claim_codes(&mut self, before: Timestamp) -> Result<u64> {
        let sql = "delete from claim_codes where expires_at < $1 and (used_at is null or award_id in \
                   (select id from direct_awards where state in ('claimed', 'declined', 'expired', 'withdrawn')))";
        self.exec(sql, &[&before]).await
    }

    /// A code for proving an address, once per award and person; a new one replaces it.
    pub async fn put_claim_code(
        &mut self,
        award: DirectAwardId,
        person: PersonId,
        (code_hash, expires_at): (&[u8], Timestamp),
    ) -> Result<()> {
        let sql = "insert into claim_codes (award_id, person_id, code_hash, expires_at, tries) values ($1, $2, $3, $4, 0) \
                   on conflict (award_id, person_id) do update set code_hash = excluded.code_hash, \
                   expires_at = excluded.expires_at, tries = 0, used_at = null";
        self.exec(sql, &[&award, &person, &code_hash.to_vec(), &expires_at])
            .await?;
        Ok(())
    }

    /// Counts a try and gives the code's hash when tries and time are left.
    pub async fn try_claim_code(
        &mut self,
        award: DirectAwardId,
        person: PersonId,
        (now, max_tries): (Timestamp, i64),
    ) -> Result<Option<Vec<u8>>> {
        let sql = "update claim_codes set tries = tries + 1 where award_id = $1 and person_id = $2 \
                   and expires_at > $3 and tries < $4 returning code_hash";
        self.first(sql, &[&award, &person, &now, &max_tries], |r| {
            r.get("code_hash")
        })
        .await
    }

    pub async fn claim_code_used(
        &mut self,
        award: DirectAwardId,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        let sql = "update claim_codes set used_at = $3 where award_id = $1 and person_id = $2";
        self.exec(sql, &[&award, &person, &at]).await?;
        Ok(())
    }

    /// Whether this person proved the award's address with its code.
    pub async fn code_was_typed(&mut self, award: DirectAwardId, person: PersonId) -> Result<bool> {
        let sql = "select 1 as found from claim_codes where award_id = $1 and person_id = $2 and used_at is not null";
        Ok(self
            .first(sql, &[&award, &person], |_| Ok(()))
            .await?
            .is_some())
    }
}
