//! Uploaded files with recipients, row by row, until their batch is made.

use domain::award::Recipient;
use domain::{AwardFileId, BadgeClassId, BatchId, PersonId};
use jiff::Timestamp;

use crate::columns::{Column, Json, Value};
use crate::error::Result;
use crate::tx::Tx;

/// An uploaded file of recipients, dry.
#[derive(Clone, Debug)]
pub struct AwardFile {
    pub id: AwardFileId,
    pub class: BadgeClassId,
    pub person: PersonId,
    pub name: String,
    pub total: i64,
    pub ready: i64,
    pub created_at: Timestamp,
    pub batch: Option<BatchId>,
}

/// One row of such a file. `status`: `ready`, `wrong`, `twice`, `held`, `open`. The number is the
/// row's in the file, as a spreadsheet counts.
#[derive(Clone, Debug)]
pub struct AwardFileRow {
    pub number: i64,
    pub recipient: Recipient,
    pub status: String,
    /// `(field, code, arguments)` of what is wrong.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    pub field: String,
    pub code: String,
    #[serde(default)]
    pub args: Vec<(String, String)>,
}

impl Tx {
    pub async fn insert_award_file(&mut self, f: &AwardFile, rows: &[AwardFileRow]) -> Result<()> {
        let sql = "insert into award_files (id, class_id, person_id, name, total, ready, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)";
        self.exec(
            sql,
            &[
                &f.id,
                &f.class,
                &f.person,
                &f.name,
                &f.total,
                &f.ready,
                &f.created_at,
            ],
        )
        .await?;
        let rows: Vec<Vec<Value>> = rows
            .iter()
            .map(|row| {
                vec![
                    f.id.to_value(),
                    Value::Int(row.number),
                    Json(row.recipient.clone()).to_value(),
                    row.status.to_value(),
                    Json(row.problems.clone()).to_value(),
                ]
            })
            .collect();
        self.insert_many(
            "award_file_rows (file_id, number, recipient, status, problems)",
            "",
            &rows,
        )
        .await?;
        Ok(())
    }

    pub async fn award_file(&mut self, id: AwardFileId) -> Result<Option<AwardFile>> {
        let sql = "select id, class_id, person_id, name, total, ready, created_at, batch_id from award_files where id = $1";
        self.first(sql, &[&id], |r| {
            Ok(AwardFile {
                id: r.get("id")?,
                class: r.get("class_id")?,
                person: r.get("person_id")?,
                name: r.get("name")?,
                total: r.get("total")?,
                ready: r.get("ready")?,
                created_at: r.get("created_at")?,
                batch: r.get("batch_id")?,
            })
        })
        .await
    }

    /// Rows of a file after a number, in order; those with one of these statuses, or all.
    pub async fn award_file_rows(
        &mut self,
        file: AwardFileId,
        statuses: &'static [&'static str],
        (after, limit): (i64, i64),
    ) -> Result<Vec<AwardFileRow>> {
        let wanted: Vec<String> = statuses.iter().map(|s| (*s).to_owned()).collect();
        let (marks, mut list) = crate::dialect::list(&wanted, 3);
        let condition = if wanted.is_empty() {
            String::new()
        } else {
            format!(" and status in {marks}")
        };
        let mut values = vec![file.to_value(), Value::Int(after), Value::Int(limit)];
        values.append(&mut list);
        let sql = format!(
            "select number, recipient, status, problems from award_file_rows \
             where file_id = $1 and number > $2{condition} order by number limit $3"
        );
        self.query_values(&sql, &values, |r| {
            Ok(AwardFileRow {
                number: r.get("number")?,
                recipient: r.json("recipient")?,
                status: r.get("status")?,
                problems: r.json("problems")?,
            })
        })
        .await
    }

    pub async fn award_file_counts(&mut self, file: AwardFileId) -> Result<Vec<(String, i64)>> {
        let sql = "select status, count(*) as count from award_file_rows where file_id = $1 group by status";
        self.query(sql, &[&file], |r| Ok((r.get("status")?, r.get("count")?)))
            .await
    }

    /// Replaces rows that were corrected, and the file's count of ready ones.
    pub async fn update_award_file_rows(
        &mut self,
        file: AwardFileId,
        rows: &[AwardFileRow],
    ) -> Result<()> {
        let sql = "update award_file_rows set recipient = $3, status = $4, problems = $5 where file_id = $1 and number = $2";
        for row in rows {
            let (recipient, problems) = (Json(row.recipient.clone()), Json(row.problems.clone()));
            self.exec(
                sql,
                &[&file, &row.number, &recipient, &row.status, &problems],
            )
            .await?;
        }
        let sql = "update award_files set ready = (select count(*) from award_file_rows \
                   where file_id = $1 and status = 'ready') where id = $1";
        self.exec(sql, &[&file]).await?;
        Ok(())
    }

    /// Removes an uploaded file: its batch is made, or it is too old.
    pub async fn forget_award_file(&mut self, id: AwardFileId) -> Result<()> {
        self.exec("delete from award_file_rows where file_id = $1", &[&id])
            .await?;
        self.exec("delete from award_files where id = $1", &[&id])
            .await?;
        Ok(())
    }

    /// Files that no batch was made of, uploaded before a moment.
    pub async fn old_award_files(&mut self, before: Timestamp) -> Result<Vec<AwardFileId>> {
        let sql = "select id from award_files where created_at < $1 and batch_id is null limit 100";
        self.query(sql, &[&before], |r| r.get("id")).await
    }
}
