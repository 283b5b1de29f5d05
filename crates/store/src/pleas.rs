//! "This award is mine": what people said, and what was decided.

use domain::plea::{Plea, State};
use domain::role::Path;
use domain::{DirectAwardId, PersonId, PleaId};
use jiff::Timestamp;

use crate::awards::{AWARD, PLACED, PlacedAward, placed as placed_award};
use crate::badge_classes::VERSION;
use crate::batches::BATCH;
use crate::columns::{Column, Row, Value};
use crate::error::Result;
use crate::institutions::INSTITUTION;
use crate::issuer_groups::GROUP;
use crate::issuers::ISSUER;
use crate::tx::Tx;

const PLEA: &str = "p.id as p_id, p.award_id as p_award, p.person_id as p_person, p.text as p_text, p.state as p_state, \
     p.reason as p_reason, p.created_at as p_created_at, p.decided_at as p_decided_at";

fn plea(r: &Row<'_>) -> Result<Plea> {
    Ok(Plea {
        id: r.get("p_id")?,
        award: r.get("p_award")?,
        person: r.get("p_person")?,
        text: r.get("p_text")?,
        state: r.get("p_state")?,
        reason: r.get("p_reason")?,
        created_at: r.get("p_created_at")?,
        decided_at: r.get("p_decided_at")?,
    })
}

/// A plea with the award that it is about.
#[derive(Clone, Debug)]
pub struct PlacedPlea {
    pub plea: Plea,
    pub placed: PlacedAward,
}

impl PlacedPlea {
    /// The class of the award, in the tree.
    pub fn path(&self) -> Path {
        self.placed.placement.path().class(self.placed.award.class)
    }
}

fn placed(r: &Row<'_>) -> Result<PlacedPlea> {
    Ok(PlacedPlea {
        plea: plea(r)?,
        placed: placed_award(r)?,
    })
}

/// The part of the tree under any of these nodes.
fn under(paths: &[Path], values: &mut Vec<Value>) -> String {
    let parts: Vec<String> = paths
        .iter()
        .map(|path| {
            let (column, id) = match (path.class, path.issuer, path.group) {
                (Some(id), _, _) => ("c.id", id.to_value()),
                (None, Some(id), _) => ("c.issuer_id", id.to_value()),
                (None, None, Some(id)) => ("c.group_id", id.to_value()),
                (None, None, None) => ("c.institution_id", path.institution.to_value()),
            };
            values.push(id);
            format!("{column} = ${}", values.len())
        })
        .collect();
    if parts.is_empty() {
        "1 = 0".to_owned()
    } else {
        format!("({})", parts.join(" or "))
    }
}

impl Tx {
    /// Keeps somebody's word about an award, once per person; gives whether it is new.
    pub async fn insert_plea(&mut self, p: &Plea) -> Result<bool> {
        let sql = "insert into pleas (id, award_id, person_id, text, state, created_at) values ($1, $2, $3, $4, $5, $6) \
                   on conflict (award_id, person_id) do nothing";
        let made = self
            .exec(
                sql,
                &[&p.id, &p.award, &p.person, &p.text, &p.state, &p.created_at],
            )
            .await?;
        Ok(made == 1)
    }

    /// What a person said about an award.
    pub async fn plea_of(
        &mut self,
        award: DirectAwardId,
        person: PersonId,
    ) -> Result<Option<Plea>> {
        let sql = format!("select {PLEA} from pleas p where p.award_id = $1 and p.person_id = $2");
        self.first(&sql, &[&award, &person], plea).await
    }

    /// Everything that was said about an award, oldest first.
    pub async fn pleas_of_award(&mut self, award: DirectAwardId) -> Result<Vec<Plea>> {
        let sql = format!(
            "select {PLEA} from pleas p where p.award_id = $1 order by p.created_at, p.id limit 50"
        );
        self.query(&sql, &[&award], plea).await
    }

    /// A plea with its award and everything above: one query.
    pub async fn plea(&mut self, id: PleaId) -> Result<Option<PlacedPlea>> {
        let sql = format!(
            "select {PLEA}, {AWARD}, {BATCH}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, {PLACED} \
             join pleas p on p.award_id = d.id where p.id = $1"
        );
        self.first(&sql, &[&id], placed).await
    }

    /// What has to be decided under any of these nodes, oldest first.
    pub async fn open_pleas(&mut self, paths: &[Path], limit: i64) -> Result<Vec<PlacedPlea>> {
        let mut values = vec![Value::Int(limit)];
        let under = under(paths, &mut values);
        let sql = format!(
            "select {PLEA}, {AWARD}, {BATCH}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, {PLACED} \
             join pleas p on p.award_id = d.id where p.state = 'open' and {under} order by p.created_at, p.id limit $1"
        );
        self.query_values(&sql, &values, placed).await
    }

    /// How many that are.
    pub async fn count_open_pleas(&mut self, paths: &[Path]) -> Result<i64> {
        let mut values = Vec::new();
        let under = under(paths, &mut values);
        let sql = format!(
            "select count(*) as count from pleas p join direct_awards d on d.id = p.award_id \
             join badge_classes c on c.id = d.class_id where p.state = 'open' and {under}"
        );
        let counts = self.query_values(&sql, &values, |r| r.get("count")).await?;
        Ok(counts.into_iter().next().unwrap_or(0))
    }

    /// Decides an open plea; gives whether it was open.
    pub async fn decide_plea(
        &mut self,
        id: PleaId,
        state: State,
        (by, reason): (PersonId, Option<&str>),
        at: Timestamp,
    ) -> Result<bool> {
        let sql = "update pleas set state = $2, decided_by = $3, reason = $4, decided_at = $5 \
                   where id = $1 and state = 'open'";
        let reason = reason.map(str::to_owned);
        Ok(self.exec(sql, &[&id, &state, &by, &reason, &at]).await? == 1)
    }

    /// The award went to somebody: what others said about it has no point any more.
    pub async fn lapse_pleas_of(&mut self, award: DirectAwardId, at: Timestamp) -> Result<u64> {
        let sql = "update pleas set state = 'lapsed', decided_at = $2 where award_id = $1 and state = 'open'";
        self.exec(sql, &[&award, &at]).await
    }

    /// The same for every award that ended.
    pub async fn lapse_pleas(&mut self, at: Timestamp) -> Result<u64> {
        let sql = "update pleas set state = 'lapsed', decided_at = $1 where state = 'open' and award_id in \
                   (select id from direct_awards where state in ('claimed', 'declined', 'expired', 'withdrawn'))";
        self.exec(sql, &[&at]).await
    }

    /// Retention: pleas decided before a moment.
    pub async fn forget_pleas(&mut self, before: Timestamp) -> Result<u64> {
        self.exec("delete from pleas where decided_at < $1", &[&before])
            .await
    }
}
