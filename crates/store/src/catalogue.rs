//! The catalogue: published classes of public groups, searched and counted.

use domain::badge_class::{Type, Version};
use domain::{BadgeClassId, InstitutionId};

use crate::badge_classes::{CLASS, VERSION, class, version};
use crate::columns::{Column, Value};
use crate::error::Result;
use crate::institutions::{INSTITUTION, Placement};
use crate::issuer_groups::GROUP;
use crate::issuers::{ISSUER, placement};
use crate::tx::Tx;

/// What a visitor asked the catalogue.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Folded beginnings of words; a class must have all of them.
    pub words: Vec<String>,
    pub institution: Option<InstitutionId>,
    pub kind: Option<Type>,
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
    pub kind: Type,
    pub count: i64,
}

/// Drafts, test groups and everything under an archived parent stay out.
const LISTED: &str = "from badge_classes c join badge_class_versions v on v.id = c.version_id \
     join issuers s on s.id = c.issuer_id join issuer_groups g on g.id = c.group_id \
     join institutions i on i.id = c.institution_id \
     where c.state = 'published' and g.visibility = 'public' \
     and s.archived_at is null and g.archived_at is null and i.archived_at is null";

/// The words as conditions: each must be the beginning of a term of the class.
fn words(query: &Query, values: &mut Vec<Value>) -> String {
    let mut condition = String::new();
    for word in &query.words {
        values.push(Value::Text(word.clone()));
        values.push(Value::Text(format!("{word}\u{10ffff}")));
        condition.push_str(&format!(
            " and exists (select 1 from search_terms t where t.class_id = c.id and t.term >= ${} and t.term < ${})",
            values.len() - 1,
            values.len()
        ));
    }
    condition
}

impl Tx {
    /// One page of the catalogue, by name.
    pub async fn catalogue(&mut self, query: &Query) -> Result<Vec<Entry>> {
        let mut values = Vec::new();
        let mut condition = words(query, &mut values);
        if let Some(institution) = query.institution {
            values.push(institution.to_value());
            condition.push_str(&format!(" and c.institution_id = ${}", values.len()));
        }
        if let Some(kind) = query.kind {
            values.push(kind.to_value());
            condition.push_str(&format!(" and c.kind = ${}", values.len()));
        }
        values.push(Value::Int(query.limit));
        values.push(Value::Int(query.offset));
        let sql = format!(
            "select {CLASS}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER} {LISTED}{condition} \
             order by c.name, c.id limit ${} offset ${}",
            values.len() - 1,
            values.len()
        );
        self.query_values(&sql, &values, |r| {
            Ok(Entry { class: class(r)?, version: version(r)?, placement: placement(r)? })
        })
        .await
    }

    /// All facets in one statement; filters other than the words are left to the caller, so that
    /// each facet can ignore its own.
    pub async fn catalogue_counts(&mut self, query: &Query) -> Result<Vec<FacetCount>> {
        let mut values = Vec::new();
        let condition = words(query, &mut values);
        let sql = format!(
            "select c.institution_id as institution, c.kind as kind, count(*) as count {LISTED}{condition} \
             group by c.institution_id, c.kind"
        );
        self.query_values(&sql, &values, |r| {
            Ok(FacetCount { institution: r.get("institution")?, kind: r.get("kind")?, count: r.get("count")? })
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
