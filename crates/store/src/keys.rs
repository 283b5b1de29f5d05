//! Signing keys (the private part sealed) and status lists.

use domain::assertion::{KeyAlgorithm, SigningKey};
use domain::{IssuerId, SigningKeyId, StatusListId};
use jiff::Timestamp;

use crate::columns::Row;
use crate::error::Result;
use crate::tx::Tx;

const KEY: &str = "select id, issuer_id, algorithm, state, public_jwk, sealed_private, master_key, created_at, \
                   compromised_since from signing_keys";

fn key(r: &Row<'_>) -> Result<SigningKey> {
    Ok(SigningKey {
        id: r.get("id")?,
        issuer: r.get("issuer_id")?,
        algorithm: r.get("algorithm")?,
        state: r.get("state")?,
        public_jwk: r.get("public_jwk")?,
        sealed_private: r.get("sealed_private")?,
        master_key: r.get("master_key")?,
        created_at: r.get("created_at")?,
        compromised_since: r.get("compromised_since")?,
    })
}

/// A list of status bits of one issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    pub id: StatusListId,
    pub issuer: IssuerId,
    /// Bits.
    pub length: i64,
    /// How many indexes were given out.
    pub taken: i64,
    pub created_at: Timestamp,
}

fn status_list(r: &Row<'_>) -> Result<StatusList> {
    Ok(StatusList {
        id: r.get("id")?,
        issuer: r.get("issuer_id")?,
        length: r.get("length")?,
        taken: r.get("taken")?,
        created_at: r.get("created_at")?,
    })
}

impl Tx {
    /// Gives whether it was stored: another process may have made the active key first.
    pub async fn insert_signing_key(&mut self, k: &SigningKey) -> Result<bool> {
        let sql = "insert into signing_keys (id, issuer_id, algorithm, state, public_jwk, sealed_private, master_key, \
                   created_at, compromised_since) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   on conflict (issuer_id, algorithm) where state = 'active' do nothing";
        let stored = self
            .exec(
                sql,
                &[
                    &k.id,
                    &k.issuer,
                    &k.algorithm,
                    &k.state,
                    &k.public_jwk,
                    &k.sealed_private,
                    &k.master_key,
                    &k.created_at,
                    &k.compromised_since,
                ],
            )
            .await?;
        Ok(stored == 1)
    }

    pub async fn active_key(
        &mut self,
        issuer: IssuerId,
        algorithm: KeyAlgorithm,
    ) -> Result<Option<SigningKey>> {
        let sql = format!("{KEY} where issuer_id = $1 and algorithm = $2 and state = 'active'");
        self.first(&sql, &[&issuer, &algorithm], key).await
    }

    /// All keys of an issuer, oldest first: its DID document.
    pub async fn keys_of(&mut self, issuer: IssuerId) -> Result<Vec<SigningKey>> {
        self.query(
            &format!("{KEY} where issuer_id = $1 order by created_at, id"),
            &[&issuer],
            key,
        )
        .await
    }

    pub async fn signing_key(&mut self, id: SigningKeyId) -> Result<Option<SigningKey>> {
        self.first(&format!("{KEY} where id = $1"), &[&id], key)
            .await
    }

    pub async fn insert_status_list(&mut self, list: &StatusList) -> Result<()> {
        let sql = "insert into status_lists (id, issuer_id, length, taken, created_at) values ($1, $2, $3, $4, $5)";
        self.exec(
            sql,
            &[
                &list.id,
                &list.issuer,
                &list.length,
                &list.taken,
                &list.created_at,
            ],
        )
        .await?;
        Ok(())
    }

    /// The list of an issuer in which indexes are still given out: at most half of it, so that a
    /// random index is found in a few tries and tells nothing about the order of issuance.
    pub async fn open_status_list(&mut self, issuer: IssuerId) -> Result<Option<StatusList>> {
        let sql = "select id, issuer_id, length, taken, created_at from status_lists \
                   where issuer_id = $1 and taken * 2 < length order by created_at limit 1";
        self.first(sql, &[&issuer], status_list).await
    }

    /// A list with the indexes whose bit is set.
    pub async fn status_list(
        &mut self,
        id: StatusListId,
    ) -> Result<Option<(StatusList, Vec<i64>)>> {
        let sql = "select l.id as id, l.issuer_id as issuer_id, l.length as length, l.taken as taken, \
                   l.created_at as created_at, a.status_index as revoked from status_lists l \
                   left join assertions a on a.status_list_id = l.id and a.revoked_at is not null where l.id = $1";
        let rows = self
            .query(sql, &[&id], |r| {
                Ok((status_list(r)?, r.get::<Option<i64>>("revoked")?))
            })
            .await?;
        let revoked = rows.iter().filter_map(|(_, index)| *index).collect();
        Ok(rows.into_iter().next().map(|(list, _)| (list, revoked)))
    }

    /// Whether this index was given out already.
    pub async fn index_is_taken(&mut self, list: StatusListId, index: i64) -> Result<bool> {
        let sql =
            "select 1 as found from assertions where status_list_id = $1 and status_index = $2";
        Ok(self
            .first(sql, &[&list, &index], |_| Ok(()))
            .await?
            .is_some())
    }

    pub async fn count_index_taken(&mut self, list: StatusListId) -> Result<()> {
        self.exec(
            "update status_lists set taken = taken + 1 where id = $1",
            &[&list],
        )
        .await?;
        Ok(())
    }
}
