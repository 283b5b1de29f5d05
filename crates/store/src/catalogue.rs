//! The catalogue: published classes of public groups, searched and counted.

use domain::badge_class::{Type, Version};
use domain::institution::Sector;
use domain::{BadgeClassId, InstitutionId, IssuerGroupId, IssuerId};

use crate::badge_classes::{CLASS, VERSION, class, version};
use crate::columns::{Column, Value};
use crate::error::Result;
use crate::institutions::{INSTITUTION, Placement};
use crate::issuer_groups::GROUP;
use crate::issuers::{ISSUER, placement};
use crate::tx::Tx;

/// What a visitor asked the catalogue. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// For each word the beginnings of terms that count as a hit (the word itself, its stems); a
    /// class must have a hit for every word.
    pub words: Vec<Vec<String>>,
    pub kinds: Vec<Type>,
    pub sectors: Vec<Sector>,
    pub institutions: Vec<InstitutionId>,
    pub group: Option<IssuerGroupId>,
    pub issuer: Option<IssuerId>,
    pub newest_first: bool,
    /// Rows to skip: a page number in the address, bounded by the caller.
    pub offset: i64,
    pub limit: i64,
}

/// A class as the catalogue shows it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub class: domain::badge_class::BadgeClass,
    pub version: Version,
    pub placement: Placement,
}

/// How many published classes match the words, per institution and type.
#[derive(Clone, Debug)]
pub struct FacetCount {
    pub institution: InstitutionId,
    pub sector: Sector,
    pub kind: Type,
    pub count: i64,
}

/// Drafts, test groups and everything under an archived parent stay out.
const LISTED: &str = "from badge_classes c join badge_class_versions v on v.id = c.version_id \
     join issuers s on s.id = c.issuer_id join issuer_groups g on g.id = c.group_id \
     join institutions i on i.id = c.institution_id \
     where c.state = 'published' and g.visibility = 'public' \
     and s.archived_at is null and g.archived_at is null and i.archived_at is null";

/// What counts and lists have in common: the words, and where in the tree.
fn base(query: &Query, values: &mut Vec<Value>) -> String {
    let mut condition = String::new();
    for word in &query.words {
        let mut ranges = Vec::new();
        for beginning in word {
            values.push(Value::Text(beginning.clone()));
            values.push(Value::Text(format!("{beginning}\u{10ffff}")));
            ranges.push(format!("(t.term >= ${} and t.term < ${})", values.len() - 1, values.len()));
        }
        let ranges = ranges.join(" or ");
        condition.push_str(&format!(" and exists (select 1 from search_terms t where t.class_id = c.id and ({ranges}))"));
    }
    if let Some(group) = query.group {
        values.push(group.to_value());
        condition.push_str(&format!(" and c.group_id = ${}", values.len()));
    }
    if let Some(issuer) = query.issuer {
        values.push(issuer.to_value());
        condition.push_str(&format!(" and c.issuer_id = ${}", values.len()));
    }
    condition
}

fn one_of<T: Column>(column: &str, list: &[T], values: &mut Vec<Value>) -> String {
    if list.is_empty() {
        return String::new();
    }
    let (marks, mut more) = crate::dialect::list(list, values.len());
    values.append(&mut more);
    format!(" and {column} in {marks}")
}

impl Tx {
    /// One page of the catalogue, by name or newest first.
    pub async fn catalogue(&mut self, query: &Query) -> Result<Vec<Entry>> {
        let mut values = Vec::new();
        let mut condition = base(query, &mut values);
        condition.push_str(&one_of("c.kind", &query.kinds, &mut values));
        condition.push_str(&one_of("i.sector", &query.sectors, &mut values));
        condition.push_str(&one_of("c.institution_id", &query.institutions, &mut values));
        values.push(Value::Int(query.limit));
        values.push(Value::Int(query.offset));
        let order = if query.newest_first { "v.published_at desc, c.id desc" } else { "c.name, c.id" };
        let sql = format!(
            "select {CLASS}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER} {LISTED}{condition} \
             order by {order} limit ${} offset ${}",
            values.len() - 1,
            values.len()
        );
        self.query_values(&sql, &values, |r| {
            Ok(Entry { class: class(r)?, version: version(r)?, placement: placement(r)? })
        })
        .await
    }

    /// All facets in one statement; the filters on type, sector and institution are left to the
    /// caller, so that each facet can ignore its own.
    pub async fn catalogue_counts(&mut self, query: &Query) -> Result<Vec<FacetCount>> {
        let mut values = Vec::new();
        let condition = base(query, &mut values);
        let sql = format!(
            "select c.institution_id as institution, i.sector as sector, c.kind as kind, count(*) as count \
             {LISTED}{condition} group by c.institution_id, i.sector, c.kind"
        );
        self.query_values(&sql, &values, |r| {
            Ok(FacetCount {
                institution: r.get("institution")?,
                sector: r.get("sector")?,
                kind: r.get("kind")?,
                count: r.get("count")?,
            })
        })
        .await
    }

    /// Replaces the search terms of a class; weights are for ordering by relevance.
    pub async fn set_search_terms(&mut self, class: BadgeClassId, terms: &[(String, i64)]) -> Result<()> {
        self.exec("delete from search_terms where class_id = $1", &[&class]).await?;
        let rows: Vec<Vec<Value>> = terms
            .iter()
            .map(|(term, weight)| vec![Value::Text(term.clone()), class.to_value(), Value::Int(*weight)])
            .collect();
        self.insert_many("search_terms (term, class_id, weight)", "on conflict do nothing", &rows).await?;
        Ok(())
    }
}
