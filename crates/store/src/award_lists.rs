//! Awards and batches of a class as lists.

use domain::award::{Batch, BatchState, DirectAward, Source, State};
use domain::{BadgeClassId, BatchId};

use crate::awards::{AWARD, award};
use crate::batches::{BATCH, batch};
use crate::columns::Column;
use crate::error::Result;
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

/// Which awards of a class to list. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
pub struct AwardFilter {
    /// Of one batch; otherwise the open ones of the class, and those that wait for their moment.
    pub batch: Option<BatchId>,
    /// Part of a name, address or EPPN.
    pub search: String,
    pub states: Vec<State>,
}

/// What a list of awards is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AwardSort {
    /// Its place in the batch.
    #[default]
    Number,
    Name,
    Awarded,
    Ends,
}

/// Which batches of a class to list.
#[derive(Clone, Debug, Default)]
pub struct BatchFilter {
    /// Part of the awarder's name or the note.
    pub search: String,
    pub states: Vec<BatchState>,
    pub sources: Vec<Source>,
}

/// What a list of batches is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchSort {
    #[default]
    Made,
    Size,
}

/// A batch as a list shows it.
#[derive(Clone, Debug)]
pub struct ListedBatch {
    pub batch: Batch,
    pub awarder: String,
    /// Recipients by state.
    pub counts: Vec<(State, i64)>,
}

fn awards_listing(class: BadgeClassId, filter: &AwardFilter) -> Listing {
    let of_class = Sql::new("d.class_id = ?", vec![class.to_value()]);
    let states: Vec<_> = filter.states.iter().map(|s| s.code().to_owned()).collect();
    let listing = Listing::new("from direct_awards d", of_class);
    let listing = match filter.batch {
        Some(batch) => listing.and(Sql::new("d.batch_id = ?", vec![batch.to_value()])),
        None => listing.and("d.blocks"),
    };
    listing
        .containing(&["d.search"], &filter.search)
        .facet("state", "d.state", &states)
}

fn batches_listing(class: BadgeClassId, filter: &BatchFilter) -> Listing {
    let of_class = Sql::new("b.class_id = ?", vec![class.to_value()]);
    let states: Vec<_> = filter.states.iter().map(|s| s.code().to_owned()).collect();
    let sources: Vec<_> = filter.sources.iter().map(|s| s.code().to_owned()).collect();
    Listing::new(
        "from batches b join persons p on p.id = b.created_by",
        of_class,
    )
    .containing(
        &["lower(p.name)", "lower(coalesce(b.note, ''))"],
        &filter.search,
    )
    .facet("state", "b.state", &states)
    .facet("source", "b.source", &sources)
}

impl Tx {
    /// One page of the awards of a class or of one of its batches.
    pub async fn awards_page(
        &mut self,
        class: BadgeClassId,
        (filter, sort): (&AwardFilter, AwardSort),
        window: &Window,
    ) -> Result<Found<DirectAward>> {
        let sorted = match sort {
            AwardSort::Number => Sorted::int("d.number", "d.id"),
            AwardSort::Name => Sorted::text("d.search", "d.id"),
            AwardSort::Awarded => Sorted::int("d.awarded_at", "d.id"),
            AwardSort::Ends => Sorted::int("d.ends_at", "d.id"),
        };
        let listing = awards_listing(class, filter);
        self.page_of(AWARD, &listing, (&sorted, window), award)
            .await
    }

    pub async fn awards_page_counts(
        &mut self,
        class: BadgeClassId,
        filter: &AwardFilter,
    ) -> Result<Counts> {
        self.counts_of(&awards_listing(class, filter)).await
    }

    /// One page of the batches of a class, each with its recipients by state.
    pub async fn batches_page(
        &mut self,
        class: BadgeClassId,
        (filter, sort): (&BatchFilter, BatchSort),
        window: &Window,
    ) -> Result<Found<ListedBatch>> {
        let sorted = match sort {
            BatchSort::Made => Sorted::int("b.created_at", "b.id"),
            BatchSort::Size => Sorted::int("b.total", "b.id"),
        };
        let listing = batches_listing(class, filter);
        let columns = format!("{BATCH}, p.name as p_name");
        let found = self
            .page_of(columns.as_str(), &listing, (&sorted, window), |r| {
                Ok((batch(r)?, r.get::<String>("p_name")?))
            })
            .await?;
        let ids: Vec<BatchId> = found.rows.iter().map(|(b, _)| b.id).collect();
        let (marks, values) = crate::dialect::list(&ids, 0);
        let sql = format!(
            "select batch_id, state, count(*) as count from direct_awards where batch_id in {marks} \
             group by batch_id, state"
        );
        let counts: Vec<(BatchId, State, i64)> = self
            .query_values(&sql, &values, |r| {
                Ok((r.get("batch_id")?, r.get("state")?, r.get("count")?))
            })
            .await?;
        Ok(found.map(|(batch, awarder)| ListedBatch {
            counts: counts
                .iter()
                .filter(|(id, _, _)| *id == batch.id)
                .map(|(_, state, n)| (*state, *n))
                .collect(),
            awarder,
            batch,
        }))
    }

    pub async fn batches_page_counts(
        &mut self,
        class: BadgeClassId,
        filter: &BatchFilter,
    ) -> Result<Counts> {
        self.counts_of(&batches_listing(class, filter)).await
    }
}
