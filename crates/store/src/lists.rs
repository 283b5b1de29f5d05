//! Lists: searched, filtered, counted, sorted and paged in SQL. A page is found by the sort value
//! and id of the row beside it (keyset paging), so that its cost doesn't grow with its number.

use uuid::Uuid;

use crate::columns::{Column, Row, Value};
use crate::error::Result;
use crate::tx::Tx;

/// What a list is sorted by, of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortValue {
    Int(i64),
    Text(String),
}

impl SortValue {
    fn value(&self) -> Value {
        match self {
            Self::Int(n) => Value::Int(*n),
            Self::Text(text) => Value::Text(text.clone()),
        }
    }
}

/// Where a row stands in a list: its sort value, and its id for rows with the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub value: SortValue,
    pub id: Uuid,
}

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Start,
    After(Key),
    Before(Key),
}

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub place: Place,
    pub descending: bool,
    /// Rows, at most.
    pub limit: usize,
}

/// One page, with the places of its neighbours.
#[derive(Clone, Debug)]
pub struct Found<T> {
    pub rows: Vec<T>,
    pub previous: Option<Place>,
    pub next: Option<Place>,
}

impl<T> Found<T> {
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Found<U> {
        Found {
            rows: self.rows.into_iter().map(change).collect(),
            previous: self.previous,
            next: self.next,
        }
    }
}

/// How many rows a choice of a filter would leave, all other filters kept.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Rows that match everything.
    pub total: i64,
    choices: Vec<(String, String, i64)>,
}

impl Counts {
    /// Of a filter's choice, by its code.
    pub fn of(&self, facet: &str, choice: &str) -> i64 {
        self.of_facet(facet)
            .find(|(code, _)| *code == choice)
            .map_or(0, |(_, n)| n)
    }

    /// Of a choice that is an id.
    pub fn of_id(&self, facet: &str, id: Uuid) -> i64 {
        self.of(facet, &id.simple().to_string())
    }

    /// Takes the counts of a filter from others.
    pub(crate) fn take_facet(&mut self, facet: &str, others: &Self) {
        let taken = others.choices.iter().filter(|(f, _, _)| f == facet);
        self.choices.extend(taken.cloned());
    }

    /// All choices of a filter that leave something.
    pub fn of_facet<'a>(&'a self, facet: &'a str) -> impl Iterator<Item = (&'a str, i64)> {
        self.choices
            .iter()
            .filter(move |(f, _, _)| f == facet)
            .map(|(_, code, n)| (code.as_str(), *n))
    }
}

/// A piece of SQL with `?` for its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>, values: Vec<Value>) -> Self {
        Self {
            text: text.into(),
            values,
        }
    }

    /// Appends it, its values numbered on from those that are there.
    pub(crate) fn write(&self, out: &mut String, values: &mut Vec<Value>) {
        let mut mine = self.values.iter();
        for piece in self.text.split_inclusive('?') {
            match (piece.strip_suffix('?'), mine.len()) {
                (Some(before), 1..) => {
                    values.extend(mine.next().cloned());
                    out.push_str(before);
                    out.push_str(&format!("${}", values.len()));
                }
                _ => out.push_str(piece),
            }
        }
    }
}

impl From<&str> for Sql {
    fn from(text: &str) -> Self {
        Self::new(text, Vec::new())
    }
}

/// A list: the rows it is made of, and what was asked of them.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    /// `from … join …`
    from: Sql,
    /// Of every row, and of no filter.
    conditions: Vec<Sql>,
    facets: Vec<Facet>,
}

#[derive(Clone, Debug)]
struct Facet {
    name: &'static str,
    /// The code of a row's choice, as text.
    code: Sql,
    chosen: Option<Sql>,
}

impl Listing {
    pub(crate) fn new(from: impl Into<Sql>, condition: impl Into<Sql>) -> Self {
        Self {
            from: from.into(),
            conditions: vec![condition.into()],
            facets: Vec::new(),
        }
    }

    /// The same rows, joined with others.
    pub(crate) fn over(mut self, from: impl Into<Sql>) -> Self {
        self.from = from.into();
        self
    }

    pub(crate) fn and(mut self, condition: impl Into<Sql>) -> Self {
        self.conditions.push(condition.into());
        self
    }

    /// Rows in which one of the columns, folded as `domain::text::fold` does, contains the search.
    pub(crate) fn containing(self, columns: &[&str], search: &str) -> Self {
        let folded = domain::text::fold(search);
        if folded.is_empty() {
            return self;
        }
        let pattern = Value::Text(format!("%{}%", crate::badge_classes::like(&folded)));
        let either: Vec<String> = columns
            .iter()
            .map(|c| format!("{c} like ? escape '!'"))
            .collect();
        let values = columns.iter().map(|_| pattern.clone()).collect();
        self.and(Sql::new(format!("({})", either.join(" or ")), values))
    }

    /// A filter whose choices are counted: `code` is the choice of a row, as text.
    pub(crate) fn facet(
        mut self,
        name: &'static str,
        code: impl Into<Sql>,
        chosen: &[String],
    ) -> Self {
        let code = code.into();
        let chosen = (!chosen.is_empty()).then(|| {
            let marks = vec!["?"; chosen.len()].join(", ");
            let mut values = code.values.clone();
            values.extend(chosen.iter().cloned().map(Value::Text));
            Sql::new(format!("{} in ({marks})", code.text), values)
        });
        self.facets.push(Facet { name, code, chosen });
        self
    }

    /// A filter whose choices are ids; `text` is the column as [`Tx::id_as_text`] writes it.
    pub(crate) fn facet_of_ids(
        mut self,
        name: &'static str,
        (column, text): (&str, String),
        chosen: &[Uuid],
    ) -> Self {
        let chosen = (!chosen.is_empty()).then(|| {
            let marks = vec!["?"; chosen.len()].join(", ");
            let values = chosen.iter().map(Column::to_value).collect();
            Sql::new(format!("{column} in ({marks})"), values)
        });
        let code = Sql::new(text, Vec::new());
        self.facets.push(Facet { name, code, chosen });
        self
    }

    /// ` where …`, all conditions, but the one of a filter.
    fn write_conditions(&self, but: Option<&str>, sql: &mut String, values: &mut Vec<Value>) {
        sql.push(' ');
        self.from.write(sql, values);
        let chosen = self
            .facets
            .iter()
            .filter(|f| Some(f.name) != but)
            .filter_map(|f| f.chosen.as_ref());
        let mut word = " where ";
        for condition in self.conditions.iter().chain(chosen) {
            sql.push_str(word);
            condition.write(sql, values);
            word = " and ";
        }
    }
}

/// What a listing is sorted by. The expression must not be null.
#[derive(Clone, Debug)]
pub(crate) struct Sorted {
    pub(crate) by: Sql,
    pub(crate) id: &'static str,
    pub(crate) is_text: bool,
}

impl Sorted {
    pub(crate) fn int(by: impl Into<Sql>, id: &'static str) -> Self {
        let (by, is_text) = (by.into(), false);
        Self { by, id, is_text }
    }

    pub(crate) fn text(by: impl Into<Sql>, id: &'static str) -> Self {
        let (by, is_text) = (by.into(), true);
        Self { by, id, is_text }
    }

    fn key(&self, row: &Row<'_>) -> Result<Key> {
        let value = if self.is_text {
            SortValue::Text(row.get("sort_value")?)
        } else {
            SortValue::Int(row.get("sort_value")?)
        };
        let id = row.get("sort_id")?;
        Ok(Key { value, id })
    }

    /// Whether a place in somebody's address can be one of this list.
    fn fits(&self, key: &Key) -> bool {
        matches!(key.value, SortValue::Text(_)) == self.is_text
    }
}

impl Tx {
    /// One page of a list.
    pub(crate) async fn page_of<T>(
        &mut self,
        columns: impl Into<Sql>,
        listing: &Listing,
        (sorted, window): (&Sorted, &Window),
        map: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Found<T>> {
        let (from, backwards) = match &window.place {
            Place::Start => (None, false),
            Place::After(key) => (Some(key).filter(|k| sorted.fits(k)), false),
            Place::Before(key) => {
                let key = Some(key).filter(|k| sorted.fits(k));
                (key, key.is_some())
            }
        };
        let descending = window.descending != backwards;
        let (mut sql, mut values) = ("select".to_owned() + " ", Vec::new());
        columns.into().write(&mut sql, &mut values);
        sql.push_str(", ");
        sorted.by.write(&mut sql, &mut values);
        sql.push_str(&format!(" as sort_value, {} as sort_id", sorted.id));
        listing.write_conditions(None, &mut sql, &mut values);
        if let Some(key) = from {
            sql.push_str(" and (");
            sorted.by.write(&mut sql, &mut values);
            values.push(key.value.value());
            values.push(key.id.to_value());
            let (sign, n) = (if descending { '<' } else { '>' }, values.len());
            sql.push_str(&format!(", {}) {sign} (${}, ${n})", sorted.id, n - 1));
        }
        let order = if descending { "desc" } else { "asc" };
        // One more than asked tells whether there is more.
        let more = i64::try_from(window.limit).unwrap_or(i64::MAX - 1) + 1;
        values.push(Value::Int(more));
        sql.push_str(&format!(
            " order by sort_value {order}, sort_id {order} limit ${}",
            values.len()
        ));
        let mut rows = self
            .query_values(&sql, &values, |r| Ok((sorted.key(r)?, map(r)?)))
            .await?;
        let more = rows.len() > window.limit;
        rows.truncate(window.limit);
        if backwards {
            rows.reverse();
        }
        let (before, after) = if backwards {
            (more, true)
        } else {
            (from.is_some(), more)
        };
        let first = rows.first().map(|(key, _)| Place::Before(key.clone()));
        let last = rows.last().map(|(key, _)| Place::After(key.clone()));
        Ok(Found {
            previous: first.filter(|_| before),
            next: last.filter(|_| after),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
        })
    }

    /// How many rows there are, and how many each choice of each filter would leave: one statement.
    pub(crate) async fn counts_of(&mut self, listing: &Listing) -> Result<Counts> {
        let mut values = Vec::new();
        let mut sql = "select '' as facet, '' as choice, count(*) as count".to_owned();
        listing.write_conditions(None, &mut sql, &mut values);
        for facet in &listing.facets {
            sql.push_str(&format!(" union all select '{}', ", facet.name));
            facet.code.write(&mut sql, &mut values);
            sql.push_str(", count(*)");
            listing.write_conditions(Some(facet.name), &mut sql, &mut values);
            sql.push_str(" group by 2");
        }
        let rows = self
            .query_values(&sql, &values, |r| {
                Ok((
                    r.get::<String>("facet")?,
                    r.get::<Option<String>>("choice")?,
                    r.get::<i64>("count")?,
                ))
            })
            .await?;
        let mut counts = Counts::default();
        for (facet, choice, n) in rows {
            match choice {
                _ if facet.is_empty() => counts.total = n,
                Some(choice) => counts.choices.push((facet, choice, n)),
                None => {}
            }
        }
        Ok(counts)
    }
}
