//! Files of recipients: uploaded and checked, corrected in place, awarded, forgotten.

use domain::award::{ROWS_MAX, Source};
use domain::policy::Actor;
use domain::{AwardFileId, BadgeClassId, BatchId, JobId, PersonId};
use store::Tx;
use store::award_files::{AwardFile, AwardFileRow};
use store::badge_classes::PlacedClass;

use super::check::{Facts, Rules, apply_facts, check_rows};
use super::{PAGE, Wishes, check_awardable, cut};
use crate::award_files::{self, field_mut};
use crate::{App, Error, Result};

/// Which rows of a file to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowFilter {
    #[default]
    All,
    Ready,
    Wrong,
    /// Rows that are right but get nothing.
    Skipped,
}

impl RowFilter {
    pub fn from_code(code: &str) -> Self {
        match code {
            "ready" => Self::Ready,
            "wrong" => Self::Wrong,
            "skipped" => Self::Skipped,
            _ => Self::All,
        }
    }

    /// As it stands in an address; empty for all.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Ready => "ready",
            Self::Wrong => "wrong",
            Self::Skipped => "skipped",
        }
    }

    const fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::All => &[],
            Self::Ready => &["ready"],
            Self::Wrong => &["wrong"],
            Self::Skipped => &["twice", "held", "open"],
        }
    }
}

/// A file as its page shows it.
#[derive(Clone, Debug)]
pub struct AwardFileView {
    pub placed: PlacedClass,
    pub file: AwardFile,
    pub ready: i64,
    pub wrong: i64,
    pub skipped: i64,
    pub rows: Vec<AwardFileRow>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// What somebody typed into a row: fields by their codes, and whether a held one is renewed.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    pub number: i64,
    pub fields: Vec<(String, String)>,
    pub renew: Option<bool>,
}

impl App {
    /// Reads an uploaded file and checks every row; nothing is sent. Gives where to look.
    pub async fn check_award_file(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        (name, bytes): (String, bytes::Bytes),
    ) -> Result<AwardFileId> {
        let (placed, permit) = self.awardable(actor, class).await?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        self.limit("award-file", &me.to_string(), (60, 60)).await?;
        let read = tokio::task::spawn_blocking(move || award_files::read(&bytes))
            .await
            .map_err(Error::internal)??;
        let mut rows: Vec<AwardFileRow> = read
            .into_iter()
            .map(|r| AwardFileRow {
                number: r.number,
                recipient: r.recipient,
                status: String::new(),
                problems: Vec::new(),
            })
            .collect();
        rows = self.assess((placed, me), rows).await?;
        let ready = rows.iter().filter(|r| r.status == "ready").count();
        let file = AwardFile {
            id: AwardFileId(self.new_id()),
            class,
            person: me,
            name: name.chars().take(200).collect(),
            total: count(rows.len()),
            ready: count(ready),
            created_at: self.now(),
            batch: None,
        };
        let id = file.id;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.note(
                    "award-file",
                    file.id.0,
                    None,
                    Some(serde_json::json!({ "total": file.total, "ready": file.ready })),
                );
                tx.insert_award_file(&file, &rows).await
            })
            .await?;
        Ok(id)
    }

    /// Gives every row its status.
    async fn assess(
        &self,
        (placed, me): (PlacedClass, PersonId),
        rows: Vec<AwardFileRow>,
    ) -> Result<Vec<AwardFileRow>> {
        let (class, now, around) = (placed.class.id, self.now(), placed);
        let rules = self
            .store()
            .read(async move |tx: &mut Tx| Rules::load(tx, (&around, me), now).await)
            .await?;
        let checked = tokio::task::spawn_blocking(move || {
            let mut rows = rows;
            let candidates = check_rows(&rules, &mut rows);
            (rows, candidates)
        });
        let (rows, candidates) = checked.await.map_err(Error::internal)?;
        let rows = std::sync::Arc::new(rows);
        let (shared, asked) = (std::sync::Arc::clone(&rows), candidates.clone());
        let facts = self.store().read(async move |tx: &mut Tx| {
            let recipients: Vec<_> = asked.iter().map(|i| &shared[*i].recipient).collect();
            Facts::load(tx, class, &recipients, now).await
        });
        let facts = facts.await?;
        let mut rows = std::sync::Arc::try_unwrap(rows).unwrap_or_else(|shared| (*shared).clone());
        apply_facts(&facts, &mut rows, &candidates, |at| {
            self.day_of(at).to_string()
        });
        Ok(rows)
    }

    /// The file, for who uploaded it and may award the class.
    async fn own_award_file(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        id: AwardFileId,
    ) -> Result<AwardFile> {
        let file = self
            .store()
            .read(async move |tx: &mut Tx| tx.award_file(id).await)
            .await?;
        file.filter(|f| f.class == class && Some(f.person) == actor.person_id())
            .ok_or(Error::NotFound)
    }

    /// The batch that was made of a file: where a late visitor of the file's page belongs.
    pub async fn batch_of_file(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AwardFileId),
    ) -> Result<Option<BatchId>> {
        self.awardable(actor, class).await?;
        let batch = self
            .store()
            .read(async move |tx: &mut Tx| tx.batch_of_file(id).await)
            .await?;
        Ok(batch.filter(|b| b.class == class).map(|b| b.id))
    }

    /// One page of a file's rows.
    pub async fn award_file(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AwardFileId),
        (filter, after): (RowFilter, i64),
    ) -> Result<AwardFileView> {
        let (placed, _) = self.awardable(actor, class).await?;
        let file = self.own_award_file(actor, class, id).await?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let counts = tx.award_file_counts(id).await?;
            Ok::<_, Error>((
                counts,
                tx.award_file_rows(id, filter.statuses(), (after, PAGE + 1))
                    .await?,
            ))
        });
        let (counts, mut rows) = found.await?;
        let of = |wanted: RowFilter| {
            counts
                .iter()
                .filter(|(s, _)| wanted.statuses().contains(&s.as_str()))
                .map(|(_, n)| n)
                .sum()
        };
        let next = cut(&mut rows, |r| r.number);
        let (ready, wrong, skipped) = (
            of(RowFilter::Ready),
            of(RowFilter::Wrong),
            of(RowFilter::Skipped),
        );
        Ok(AwardFileView {
            placed,
            file,
            ready,
            wrong,
            skipped,
            rows,
            next,
        })
    }

    /// Every row that is still wrong, to correct elsewhere.
    pub async fn wrong_award_rows(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AwardFileId),
    ) -> Result<Vec<AwardFileRow>> {
        self.awardable(actor, class).await?;
        self.own_award_file(actor, class, id).await?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                tx.award_file_rows(id, &["wrong"], (0, count(ROWS_MAX)))
                    .await
            })
            .await?)
    }

    /// Puts corrections into rows and checks all of them again; gives whether anything changed.
    pub async fn correct_award_rows(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AwardFileId),
        corrections: Vec<Correction>,
    ) -> Result<bool> {
        let (placed, permit) = self.awardable(actor, class).await?;
        let file = self.own_award_file(actor, class, id).await?;
        if file.batch.is_some() {
            return Err(Error::Conflict("file-awarded"));
        }
        let before = self
            .store()
            .read(async move |tx: &mut Tx| tx.award_file_rows(id, &[], (0, count(ROWS_MAX))).await)
            .await?;
        let mut rows = before.clone();
        for correction in corrections {
            let Ok(i) = rows.binary_search_by_key(&correction.number, |r| r.number) else {
                continue;
            };
            correct(&mut rows[i], &correction);
        }
        let rows = self.assess((placed, file.person), rows).await?;
        let changed: Vec<AwardFileRow> = rows
            .into_iter()
            .zip(before)
            .filter(|(now, then)| {
                now.recipient != then.recipient
                    || now.status != then.status
                    || now.problems != then.problems
            })
            .map(|(now, _)| now)
            .collect();
        if changed.is_empty() {
            return Ok(false);
        }
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if tx.award_file(id).await?.is_none_or(|f| f.batch.is_some()) {
                    return Err(Error::Conflict("file-awarded"));
                }
                tx.note(
                    "award-file",
                    id.0,
                    None,
                    Some(serde_json::json!({ "corrected": changed.len() })),
                );
                Ok(tx.update_award_file_rows(id, &changed).await?)
            })
            .await?;
        Ok(true)
    }

    /// Awards the ready rows of a file. They are looked at once more: when a row has become
    /// something else since its check, nothing is sent and the awarder sees it first.
    pub async fn award_from_file(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AwardFileId),
        wishes: Wishes,
    ) -> Result<BatchId> {
        let (_, permit) = self.awardable(actor, class).await?;
        if let Some(batch) = self.batch_of_file(actor, (class, id)).await? {
            return Ok(batch);
        }
        let file = self.own_award_file(actor, class, id).await?;
        if file.ready == 0 {
            return Err(Error::Conflict("no-ready-rows"));
        }
        let starts = self.starts(&wishes, usize::try_from(file.ready).unwrap_or(0))?;
        if self
            .correct_award_rows(actor, (class, id), Vec::new())
            .await?
        {
            return Err(Error::Conflict("rows-changed"));
        }
        let (app, ids, now) = (self.clone(), (self.new_id(), self.new_id()), self.now());
        let batch = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let key = format!("file:{id}");
                if let Some(there) = tx.batch_by_form_key(&key).await? {
                    return Ok(there.id);
                }
                let placed = tx.badge_class(class).await?.ok_or(Error::NotFound)?;
                let version = check_awardable(&placed)?;
                let file = tx.award_file(id).await?.ok_or(Error::NotFound)?;
                let by = (version, &placed, file.person);
                let batch = app.new_batch(
                    (BatchId(ids.0), Source::File),
                    by,
                    (&wishes, &starts, file.ready),
                );
                if !tx.insert_batch(&batch, &key, Some(id)).await? {
                    return Err(Error::Conflict("busy"));
                }
                // At once: the awards are made now, in the state in which the batch waits.
                app.enqueue_batch(tx, &batch, (JobId(ids.1), now)).await?;
                Ok(batch.id)
            })
            .await?;
        self.wake();
        Ok(batch)
    }
}

fn correct(row: &mut AwardFileRow, correction: &Correction) {
    for (field, typed) in &correction.fields {
        if let Some(slot) = field_mut(&mut row.recipient, field) {
            slot.put(typed);
        }
    }
    if let Some(renew) = correction.renew {
        row.problems.retain(|p| p.code != "renew");
        if renew {
            row.problems.push(store::award_files::Problem {
                field: String::new(),
                code: "renew".into(),
                args: Vec::new(),
            });
        }
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
