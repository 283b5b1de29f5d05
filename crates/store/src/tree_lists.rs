//! Issuer groups and issuers of an institution as lists.

use domain::issuer::Issuer;
use domain::issuer_group::{IssuerGroup, Visibility};
use domain::{InstitutionId, IssuerGroupId, Lang, Localized};

use crate::columns::Column;
use crate::error::Result;
use crate::issuer_groups::{GROUP, group};
use crate::issuers::{ISSUER, issuer};
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

/// Which groups or issuers of an institution to list. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
pub struct TreeFilter {
    /// Part of a name.
    pub search: String,
    /// Archived (`true`) or not.
    pub archived: Vec<bool>,
    /// Of groups.
    pub visibilities: Vec<Visibility>,
    /// Of issuers.
    pub groups: Vec<IssuerGroupId>,
}

/// What such a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeSort {
    /// The name in this language, or else in the other.
    Name(Lang),
    /// How many hang right below.
    Below,
}

/// A group in a list, with how many issuers it has.
#[derive(Clone, Debug)]
pub struct ListedGroup {
    pub group: IssuerGroup,
    pub issuers: i64,
}

/// An issuer in a list, with its group's name and how much it has.
#[derive(Clone, Debug)]
pub struct ListedIssuer {
    pub issuer: Issuer,
    pub group: Localized,
    pub classes: i64,
    pub edubadges: i64,
}

const ISSUERS: &str = "(select count(*) from issuers s where s.group_id = g.id)";
const CLASSES: &str = "(select count(*) from badge_classes c where c.issuer_id = s.id)";
const EDUBADGES: &str = "(select count(*) from assertions a where a.issuer_id = s.id)";

/// The folded name under an alias, in a language or else in the other.
fn name(alias: &str, lang: Lang) -> String {
    let other = lang.other();
    format!("coalesce(nullif({alias}.name_{lang}, ''), {alias}.name_{other})")
}

fn archived(alias: &str) -> String {
    format!("case when {alias}.archived_at is null then 'active' else 'archived' end")
}

fn codes(filter: &TreeFilter) -> Vec<String> {
    let code = |archived: &bool| if *archived { "archived" } else { "active" };
    filter.archived.iter().map(|a| code(a).to_owned()).collect()
}

fn groups(institution: InstitutionId, filter: &TreeFilter) -> Listing {
    let visibilities = filter.visibilities.iter().map(|v| v.code().to_owned());
    let visibilities: Vec<String> = visibilities.collect();
    let of_institution = Sql::new("g.institution_id = ?", vec![institution.to_value()]);
    Listing::new("from issuer_groups g", of_institution)
        .containing(&["g.name_nl", "g.name_en"], &filter.search)
        .facet("state", archived("g").as_str(), &codes(filter))
        .facet("visibility", "g.visibility", &visibilities)
}

impl Tx {
    fn issuers_listing(&self, institution: InstitutionId, filter: &TreeFilter) -> Listing {
        let ids: Vec<_> = filter.groups.iter().map(|g| g.0).collect();
        let of_institution = Sql::new("s.institution_id = ?", vec![institution.to_value()]);
        Listing::new(
            "from issuers s join issuer_groups g on g.id = s.group_id",
            of_institution,
        )
        .containing(&["s.name_nl", "s.name_en"], &filter.search)
        .facet("state", archived("s").as_str(), &codes(filter))
        .facet_of_ids("group", ("s.group_id", self.id_as_text("s.group_id")), &ids)
    }

    /// One page of an institution's groups, with what each filter would leave.
    pub async fn listed_groups(
        &mut self,
        institution: InstitutionId,
        (filter, sort): (&TreeFilter, TreeSort),
        window: &Window,
    ) -> Result<Found<ListedGroup>> {
        let sorted = match sort {
            TreeSort::Name(lang) => Sorted::text(name("g", lang).as_str(), "g.id"),
            TreeSort::Below => Sorted::int(ISSUERS, "g.id"),
        };
        let columns = format!("{GROUP}, {ISSUERS} as issuers_in");
        let listing = groups(institution, filter);
        self.page_of(columns.as_str(), &listing, (&sorted, window), |r| {
            Ok(ListedGroup {
                group: group(r)?,
                issuers: r.get("issuers_in")?,
            })
        })
        .await
    }

    pub async fn group_counts(
        &mut self,
        institution: InstitutionId,
        filter: &TreeFilter,
    ) -> Result<Counts> {
        self.counts_of(&groups(institution, filter)).await
    }

    /// One page of an institution's issuers.
    pub async fn listed_issuers(
        &mut self,
        institution: InstitutionId,
        (filter, sort): (&TreeFilter, TreeSort),
        window: &Window,
    ) -> Result<Found<ListedIssuer>> {
        let sorted = match sort {
            TreeSort::Name(lang) => Sorted::text(name("s", lang).as_str(), "s.id"),
            TreeSort::Below => Sorted::int(CLASSES, "s.id"),
        };
        let columns =
            format!("{ISSUER}, {GROUP}, {CLASSES} as classes_in, {EDUBADGES} as edubadges_of");
        let listing = self.issuers_listing(institution, filter);
        self.page_of(columns.as_str(), &listing, (&sorted, window), |r| {
            Ok(ListedIssuer {
                issuer: issuer(r)?,
                group: group(r)?.settings.name,
                classes: r.get("classes_in")?,
                edubadges: r.get("edubadges_of")?,
            })
        })
        .await
    }

    pub async fn issuer_counts(
        &mut self,
        institution: InstitutionId,
        filter: &TreeFilter,
    ) -> Result<Counts> {
        let listing = self.issuers_listing(institution, filter);
        self.counts_of(&listing).await
    }
}
