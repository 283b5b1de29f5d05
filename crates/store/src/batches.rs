//! Batches of awards.

use domain::award::{Batch, BatchState};
use domain::{AwardFileId, BadgeClassId, BatchId};
use jiff::Timestamp;

use crate::columns::{Column, Row};
use crate::error::Result;
use crate::tx::Tx;

pub(crate) const BATCH: &str = "b.id as b_id, b.class_id as b_class, b.version_id as b_version, b.institution_id as b_institution, \
     b.created_by as b_created_by, b.source as b_source, b.state as b_state, b.total as b_total, b.stored as b_stored, \
     b.note as b_note, b.due_at as b_due_at, b.created_at as b_created_at, b.finished_at as b_finished_at";

pub(crate) fn batch(r: &Row<'_>) -> Result<Batch> {
    Ok(Batch {
        id: r.get("b_id")?,
        class: r.get("b_class")?,
        version: r.get("b_version")?,
        institution: r.get("b_institution")?,
        created_by: r.get("b_created_by")?,
        source: r.get("b_source")?,
        state: r.get("b_state")?,
        total: r.get("b_total")?,
        stored: r.get("b_stored")?,
        note: r.get("b_note")?,
        due_at: r.get("b_due_at")?,
        created_at: r.get("b_created_at")?,
        finished_at: r.get("b_finished_at")?,
    })
}

impl Tx {
    /// Makes a batch; the same form sent twice makes it once. Gives whether it was made.
    pub async fn insert_batch(
        &mut self,
        b: &Batch,
        form_key: &str,
        file: Option<AwardFileId>,
    ) -> Result<bool> {
        let sql = "insert into batches (id, class_id, version_id, institution_id, created_by, source, state, total, \
                   stored, note, form_key, file_id, due_at, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
                   on conflict (form_key) do nothing";
        let made = self
            .exec(
                sql,
                &[
                    &b.id,
                    &b.class,
                    &b.version,
                    &b.institution,
                    &b.created_by,
                    &b.source,
                    &b.state,
                    &b.total,
                    &b.stored,
                    &b.note,
                    &form_key,
                    &file,
                    &b.due_at,
                    &b.created_at,
                ],
            )
            .await?;
        if made == 1 {
            if let Some(file) = file {
                self.exec(
                    "update award_files set batch_id = $2 where id = $1",
                    &[&file, &b.id],
                )
                .await?;
            }
            self.note(
                "batch",
                b.id.0,
                None,
                Some(serde_json::json!({ "total": b.total, "source": b.source })),
            );
        }
        Ok(made == 1)
    }

    /// The batch that this form made.
    pub async fn batch_by_form_key(&mut self, form_key: &str) -> Result<Option<Batch>> {
        let sql = format!("select {BATCH} from batches b where b.form_key = $1");
        self.first(&sql, &[&form_key], batch).await
    }

    pub async fn batch(&mut self, id: BatchId) -> Result<Option<Batch>> {
        self.first(
            &format!("select {BATCH} from batches b where b.id = $1"),
            &[&id],
            batch,
        )
        .await
    }

    /// The file that a batch is made of, while it is being made.
    pub async fn batch_file(&mut self, id: BatchId) -> Result<Option<AwardFileId>> {
        let sql = "select file_id from batches where id = $1";
        Ok(self
            .first(sql, &[&id], |r| r.get("file_id"))
            .await?
            .flatten())
    }

    /// The batch that was made of a file, also after the file itself was forgotten.
    pub async fn batch_of_file(&mut self, file: AwardFileId) -> Result<Option<Batch>> {
        self.first(
            &format!("select {BATCH} from batches b where b.file_id = $1"),
            &[&file],
            batch,
        )
        .await
    }

    /// Batches of a class, newest first.
    pub async fn batches(&mut self, class: BadgeClassId, limit: i64) -> Result<Vec<Batch>> {
        let sql = format!(
            "select {BATCH} from batches b where b.class_id = $1 order by b.created_at desc, b.id limit $2"
        );
        self.query(&sql, &[&class, &limit], batch).await
    }

    /// Changes a batch's state if it is in one of `from`; gives whether it was.
    pub async fn set_batch_state(
        &mut self,
        id: BatchId,
        from: &[BatchState],
        to: BatchState,
        at: Option<Timestamp>,
    ) -> Result<bool> {
        let (marks, mut list) = crate::dialect::list(from, 3);
        let mut values = vec![id.to_value(), to.to_value(), at.to_value()];
        values.append(&mut list);
        let sql = format!(
            "update batches set state = $2, finished_at = $3 where id = $1 and state in {marks}"
        );
        Ok(self.exec_values(&sql, &values).await? == 1)
    }

    /// Moves the cursor of a batch that is being stored (the last row's number); gives whether it
    /// stood at `from`, so that of two workers at one batch only one goes on.
    pub async fn advance_batch(&mut self, id: BatchId, (from, to): (i64, i64)) -> Result<bool> {
        let sql = "update batches set stored = $3 where id = $1 and stored = $2 and state in ('scheduled', 'held', 'running')";
        Ok(self.exec(sql, &[&id, &from, &to]).await? == 1)
    }

    /// Whether mails of this batch still have to leave.
    pub async fn batch_has_queued(&mut self, id: BatchId) -> Result<bool> {
        let sql = "select 1 as found from direct_awards where batch_id = $1 and state in ('queued', 'scheduled') limit 1";
        Ok(self.first(sql, &[&id], |_| Ok(())).await?.is_some())
    }
}
