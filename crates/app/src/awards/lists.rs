//! The awards and batches of a class as lists, and as tables to take away.

use domain::BadgeClassId;
use domain::award::{DirectAward, State, claim_rate};
use domain::policy::{Action, Actor, Resource};
use store::Tx;
use store::award_lists::{AwardFilter, AwardSort, BatchFilter, BatchSort, ListedBatch};
use store::badge_classes::PlacedClass;

use crate::badge_classes::path;
use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Result};

impl App {
    /// The class, for who may see its recipients.
    pub async fn class_with_people(
        &self,
        actor: &Actor,
        class: BadgeClassId,
    ) -> Result<PlacedClass> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        Ok(placed)
    }

    /// One page of awards, with what each filter would leave.
    pub async fn awards_page(
        &self,
        actor: &Actor,
        placed: &PlacedClass,
        (filter, sort): (AwardFilter, AwardSort),
        window: Window,
    ) -> Result<(Found<DirectAward>, Counts)> {
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(placed)))?;
        let class = placed.class.id;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let found = tx.awards_page(class, (&filter, sort), &window).await?;
                Ok::<_, store::Error>((found, tx.awards_page_counts(class, &filter).await?))
            })
            .await?)
    }

    /// Every award that the filters leave, as a table to take away.
    pub async fn export_awards(
        &self,
        actor: &Actor,
        placed: &PlacedClass,
        (filter, sort, descending): (AwardFilter, AwardSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(placed)))?;
        self.limit_exports(actor).await?;
        let class = placed.class.id;
        let awards = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.awards_page(class, (&filter, sort), &window).await
            })
            .await?;
        let columns = [
            "award-column-last-name",
            "award-column-first-name",
            "award-column-mail",
            "award-column-eppn",
            "award-column-status",
            "award-column-reason",
            "award-column-awarded",
            "award-column-ends",
        ];
        let mut sheet = Sheet::new(texts.t("awards-sheet"), &headers(texts, &columns));
        for award in awards {
            let r = &award.recipient;
            sheet.push(vec![
                Cell::maybe(r.last_name.clone()),
                Cell::maybe(r.first_name.clone()),
                Cell::text(&r.mail),
                Cell::maybe(r.eppn.clone()),
                Cell::text(texts.t(&format!("delivery-{}", award.state))),
                Cell::maybe(
                    award
                        .reason
                        .as_deref()
                        .map(|reason| delivery_reason(texts, reason)),
                ),
                self.moment(award.awarded_at),
                self.moment(award.ends_at),
            ]);
        }
        Ok(sheet)
    }

    /// One page of the batches of a class.
    pub async fn batches_page(
        &self,
        actor: &Actor,
        placed: &PlacedClass,
        (filter, sort): (BatchFilter, BatchSort),
        window: Window,
    ) -> Result<(Found<ListedBatch>, Counts)> {
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(placed)))?;
        let class = placed.class.id;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let found = tx.batches_page(class, (&filter, sort), &window).await?;
                Ok::<_, store::Error>((found, tx.batches_page_counts(class, &filter).await?))
            })
            .await?)
    }

    /// Every batch that the filters leave, as a table to take away.
    pub async fn export_batches(
        &self,
        actor: &Actor,
        placed: &PlacedClass,
        (filter, sort, descending): (BatchFilter, BatchSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(placed)))?;
        self.limit_exports(actor).await?;
        let class = placed.class.id;
        let batches = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.batches_page(class, (&filter, sort), &window).await
            })
            .await?;
        let mut columns = headers(
            texts,
            &[
                "batches-column-made",
                "batches-column-awarder",
                "award-column-status",
                "batches-column-size",
            ],
        );
        columns.extend(State::ALL.iter().map(|s| texts.t(&format!("delivery-{s}"))));
        columns.push(texts.t("batch-claim-rate"));
        let mut sheet = Sheet::new(texts.t("batches-title"), &columns);
        for listed in batches {
            let of = |state: &State| -> i64 {
                let counted = listed.counts.iter().filter(|(s, _)| s == state);
                counted.map(|(_, n)| n).sum()
            };
            let mut row = vec![
                self.moment(listed.batch.created_at),
                Cell::text(&listed.awarder),
                Cell::text(texts.t(&format!("batch-state-{}", listed.batch.state))),
                Cell::Number(listed.batch.total),
            ];
            row.extend(State::ALL.iter().map(|s| Cell::Number(of(s))));
            row.push(claim_rate(&listed.counts).map_or(Cell::Empty, Cell::Number));
            sheet.push(row);
        }
        Ok(sheet)
    }
}

/// A reason by its code, or as the mail server or the awarder put it.
pub fn delivery_reason(texts: Texts, reason: &str) -> String {
    let key = format!("delivery-reason-{reason}");
    let is_code = reason.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if is_code && texts.has(&key) {
        texts.t(&key)
    } else {
        reason.to_owned()
    }
}
