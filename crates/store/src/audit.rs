//! The append-only audit trail: every audited write leaves a row, made from its permit.

use domain::policy::{Permit, PermitActor};
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::columns::{Column, Value};
use crate::error::Result;
use crate::tx::Tx;

/// When a write happens and under which id its audit rows stand; from the caller's context, so
/// that a test can move the clock.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub at: Timestamp,
    pub id: Uuid,
}

/// What a write did to one thing. Never personal: persons stand in it by pseudonym only.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub thing_kind: &'static str,
    pub thing_id: Uuid,
    pub before: Option<Json>,
    pub after: Option<Json>,
}

impl Tx {
    /// Says what the running write did to a thing; stands in the audit trail once it commits.
    pub fn note(
        &mut self,
        thing_kind: &'static str,
        thing_id: Uuid,
        before: Option<Json>,
        after: Option<Json>,
    ) {
        self.audit.push(Note {
            thing_kind,
            thing_id,
            before,
            after,
        });
    }

    pub(crate) async fn record(&mut self, permit: &Permit, stamp: Stamp) -> Result<()> {
        let notes = std::mem::take(&mut self.audit);
        if !permit.action().is_audited() {
            return Ok(());
        }
        let (actor, pseudonym) = match permit.actor() {
            PermitActor::Visitor => ("visitor".to_owned(), None),
            PermitActor::System(job) => (format!("system:{job}"), None),
            PermitActor::Person(id) => {
                let sql = "select pseudonym from pseudonyms where person_id = $1";
                (
                    "person".to_owned(),
                    self.first(sql, &[&id], |r| r.get::<Uuid>("pseudonym"))
                        .await?,
                )
            }
        };
        let node = permit.path().map(domain::role::Path::node);
        let notes = if notes.is_empty() {
            vec![None]
        } else {
            notes.into_iter().map(Some).collect()
        };
        let rows: Vec<Vec<Value>> = notes
            .into_iter()
            .enumerate()
            .map(|(n, note)| {
                let text = |json: Option<&Json>| json.map(ToString::to_string).to_value();
                vec![
                    Value::Id(stamp.id),
                    Value::Int(n as i64),
                    stamp.at.to_value(),
                    Value::Text(actor.clone()),
                    pseudonym.to_value(),
                    Value::Text(permit.action().code().to_owned()),
                    permit.path().map(|p| p.institution).to_value(),
                    node.map(|n| n.kind()).to_value(),
                    node.map(|n| n.id()).to_value(),
                    note.as_ref().map(|n| n.thing_kind.to_owned()).to_value(),
                    note.as_ref().map(|n| n.thing_id).to_value(),
                    text(note.as_ref().and_then(|n| n.before.as_ref())),
                    text(note.as_ref().and_then(|n| n.after.as_ref())),
                ]
            })
            .collect();
        let into = "audit (id, note, at, actor, pseudonym, action, institution_id, node_kind, node_id, thing_kind, \
                    thing_id, before, after)";
        self.insert_many(into, "", &rows).await?;
        Ok(())
    }
}
