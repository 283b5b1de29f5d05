//! Lists of edubadges for staff: the awarding record.

use domain::assertion::{Assertion, EXPIRES_SOON_DAYS, Origin, Standing};
use domain::policy::Reach;
use domain::{BadgeClassId, InstitutionId};
use jiff::{Timestamp, ToSpan};

use super::{ASSERTION, assertion};
use crate::audit::within;
use crate::columns::{Column, Row, Value};
use crate::error::Result;
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

/// Which edubadges.
#[derive(Clone, Debug, Default)]
pub struct EdubadgeFilter {
    /// A part of the holder's name, address or EPPN; over an institution also of the class's name.
    pub search: String,
    pub states: Vec<Standing>,
    pub origins: Vec<Origin>,
    /// Issued from then, and before then.
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Of one class alone.
    pub class: Option<BadgeClassId>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EdubadgeSort {
    #[default]
    Issued,
    Name,
    /// Those that never expire come last.
    Ends,
}

/// An edubadge as staff see it in a list.
#[derive(Clone, Debug)]
pub struct ListedEdubadge {
    pub assertion: Assertion,
    /// Of the holder, at issuance.
    pub mail: Option<String>,
    pub eppn: Option<String>,
    pub origin: Origin,
}

const ORIGIN: &str = "case when a.replaces_id is not null then 'replacement' \
                      when a.award_id is not null then 'award' else 'request' end";

fn standing(now: Timestamp) -> Sql {
    let soon = now + (EXPIRES_SOON_DAYS * 24).hours();
    let text = "case when a.revoked_at is not null then 'revoked' when a.valid_until is null then 'valid' \
                when a.valid_until < ? then 'expired' when a.valid_until < ? then 'expiring' else 'valid' end";
    Sql::new(text, vec![now.to_value(), soon.to_value()])
}

fn listing(
    (institution, reach): (InstitutionId, &Reach),
    filter: &EdubadgeFilter,
    now: Timestamp,
) -> Listing {
    let (own, columns): (_, &[&str]) = match filter.class {
        Some(class) => (
            Sql::new("a.class_id = ?", vec![class.to_value()]),
            &["a.search"],
        ),
        None => (
            Sql::new("a.institution_id = ?", vec![institution.to_value()]),
            &["a.search", "c.name"],
        ),
    };
    let states: Vec<String> = filter.states.iter().map(|s| s.code().to_owned()).collect();
    let origins: Vec<String> = filter.origins.iter().map(|o| o.code().to_owned()).collect();
    let needs_class =
        *reach != Reach::Everywhere || (filter.class.is_none() && !filter.search.is_empty());
    let from = if needs_class {
        "from assertions a join badge_classes c on c.id = a.class_id"
    } else {
        "from assertions a"
    };
    let mut listing = Listing::new(from, own)
        .and(within(reach, ["c.group_id", "c.issuer_id", "c.id"]))
        .containing(columns, &filter.search)
        .facet("state", standing(now), &states)
        .facet("how", ORIGIN, &origins);
    if let Some(from) = filter.from {
        listing = listing.and(Sql::new("a.valid_from >= ?", vec![from.to_value()]));
    }
    if let Some(until) = filter.until {
        listing = listing.and(Sql::new("a.valid_from < ?", vec![until.to_value()]));
    }
    listing
}

fn listed(r: &Row<'_>) -> Result<ListedEdubadge> {
    let origin: String = r.get("origin")?;
    Ok(ListedEdubadge {
        assertion: assertion(r)?,
        mail: r.get("mail")?,
        eppn: r.get("eppn")?,
        origin: Origin::from_code(&origin).unwrap_or(Origin::Award),
    })
}

impl Tx {
    /// One page of the edubadges within reach.
    pub async fn edubadges(
        &mut self,
        of: (InstitutionId, &Reach),
        (filter, sort, now): (&EdubadgeFilter, EdubadgeSort, Timestamp),
        window: &Window,
    ) -> Result<Found<ListedEdubadge>> {
        let sorted = match sort {
            EdubadgeSort::Issued => Sorted::int("a.valid_from", "a.id"),
            EdubadgeSort::Name => Sorted::text("a.holder", "a.id"),
            EdubadgeSort::Ends => {
                let never = vec![Value::Int(i64::MAX)];
                Sorted::int(Sql::new("coalesce(a.valid_until, ?)", never), "a.id")
            }
        };
        let columns = format!("{ASSERTION}, a.mail as mail, a.eppn as eppn, {ORIGIN} as origin");
        let listing = listing(of, filter, now);
        self.page_of(columns.as_str(), &listing, (&sorted, window), listed)
            .await
    }

    pub async fn edubadge_counts(
        &mut self,
        of: (InstitutionId, &Reach),
        (filter, now): (&EdubadgeFilter, Timestamp),
    ) -> Result<Counts> {
        self.counts_of(&listing(of, filter, now)).await
    }
}
