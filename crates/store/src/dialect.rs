//! Everything in which the two databases differ.

use crate::columns::{Column, Value};
use crate::error::Result;
use crate::tx::Tx;

/// The type names of a migration's text for one engine.
pub(crate) fn migration(sql: &str, postgres: bool) -> String {
    // Ordered by code point on both: what keyset paging relies on.
    sql.replace(
        "{key}",
        if postgres {
            "text collate \"C\""
        } else {
            "text"
        },
    )
}

impl Tx {
    /// ` for update skip locked` where several workers may ask at once; SQLite has one writer.
    pub(crate) fn skip_locked(&self) -> &'static str {
        if self.is_postgres() {
            " for update skip locked"
        } else {
            ""
        }
    }

    /// An id column as thirty-two hexadecimal digits.
    pub(crate) fn id_as_text(&self, column: &str) -> String {
        if self.is_postgres() {
            format!("replace({column}::text, '-', '')")
        } else {
            format!("lower(hex({column}))")
        }
    }

    /// One worker at a time through a critical section of migrations.
    pub(crate) async fn lock_migrations(&mut self) -> Result<()> {
        if self.is_postgres() {
            self.query(
                "select pg_advisory_xact_lock(4710116)::text as locked",
                &[],
                |_| Ok(()),
            )
            .await?;
        }
        Ok(())
    }

    /// Whether the table is there.
    pub(crate) async fn has_table(&mut self, table: &str) -> Result<bool> {
        let sql = if self.is_postgres() {
            "select 1 as found from pg_catalog.pg_tables where schemaname = current_schema() and tablename = $1"
        } else {
            "select 1 as found from sqlite_schema where type = 'table' and name = $1"
        };
        Ok(self.first(sql, &[&table], |_| Ok(())).await?.is_some())
    }
}

/// `($1, $2, …)` for a list, starting after `before` parameters, and its values.
pub(crate) fn list<T: Column>(items: &[T], before: usize) -> (String, Vec<Value>) {
    let marks: Vec<String> = (1..=items.len())
        .map(|i| format!("${}", before + i))
        .collect();
    // An empty list matches nothing on both.
    let text = if marks.is_empty() {
        "(null)".to_owned()
    } else {
        format!("({})", marks.join(", "))
    };
    (text, items.iter().map(Column::to_value).collect())
}
