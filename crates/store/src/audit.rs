//! The append-only audit trail: every audited write leaves a row, made from its permit.

mod trail;

use domain::BadgeClassId;
use domain::policy::{Permit, PermitActor};
use domain::role::Path;
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::columns::{Column, Value};
use crate::error::Result;
use crate::tx::Tx;

pub(crate) use trail::within;
pub use trail::{Searched, TrailFilter, TrailLine};

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
    /// The class that it is about, where the permit doesn't say so.
    pub class: Option<BadgeClassId>,
}

/// One row of the audit trail, to be read. Who acted stands in it as long as that person isn't erased.
#[derive(Clone, Debug)]
pub struct AuditLine {
    pub place: AuditPlace,
    /// `person`, `visitor`, or `system:` with the job.
    pub actor: String,
    pub name: Option<String>,
    pub action: String,
    pub thing_kind: Option<String>,
    pub thing_id: Option<Uuid>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Where a row stands in the trail, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPlace {
    pub at: Timestamp,
    pub id: Uuid,
    pub note: i64,
}

impl Tx {
    /// What was done to the platform itself (institutions, registrations, first admins, terms),
    /// newest first; at most `limit` rows, older than `before`.
    pub async fn platform_audit(
        &mut self,
        before: Option<AuditPlace>,
        limit: i64,
    ) -> Result<Vec<AuditLine>> {
        let mut values = vec![Value::Int(limit)];
        let mut older = "";
        if let Some(place) = before {
            older = "and (a.at, a.id, a.note) < ($2, $3, $4)";
            values.extend([
                place.at.to_value(),
                Value::Id(place.id),
                Value::Int(place.note),
            ]);
        }
        // The condition of the index `audit_platform`, word for word.
        let sql = format!(
            "select a.at as at, a.id as id, a.note as note, a.actor as actor, p.name as name, \
             a.action as action, a.thing_kind as thing_kind, a.thing_id as thing_id, \
             a.before as before, a.after as after from audit a \
             left join pseudonyms s on s.pseudonym = a.pseudonym \
             left join persons p on p.id = s.person_id \
             where (a.action = 'platform.run' or (a.action = 'node.create-below' and a.institution_id is null) \
             or (a.action = 'sign-in' and a.thing_kind = 'role')) {older} \
             order by a.at desc, a.id desc, a.note desc limit $1"
        );
        self.query_values(&sql, &values, |r| {
            Ok(AuditLine {
                place: AuditPlace {
                    at: r.get("at")?,
                    id: r.get("id")?,
                    note: r.get("note")?,
                },
                actor: r.get("actor")?,
                name: r.get("name")?,
                action: r.get("action")?,
                thing_kind: r.get("thing_kind")?,
                thing_id: r.get("thing_id")?,
                before: r.get("before")?,
                after: r.get("after")?,
            })
        })
        .await
    }

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
            class: None,
        });
    }

    /// … to a thing of a class, which so stands in the trail of its institution also when a learner
    /// does it.
    pub fn note_of_class(
        &mut self,
        class: BadgeClassId,
        (thing_kind, thing_id): (&'static str, Uuid),
        before: Option<Json>,
        after: Option<Json>,
    ) {
        self.audit.push(Note {
            thing_kind,
            thing_id,
            before,
            after,
            class: Some(class),
        });
    }

    /// The way to a class.
    async fn class_path(&mut self, class: BadgeClassId) -> Result<Option<Path>> {
        let sql = "select institution_id, group_id, issuer_id from badge_classes where id = $1";
        self.first(sql, &[&class], |r| {
            let path = Path::institution(r.get("institution_id")?);
            Ok(path
                .group(r.get("group_id")?)
                .issuer(r.get("issuer_id")?)
                .class(class))
        })
        .await
    }

    /// Where each note belongs: the permit's node, or the class that it names.
    async fn paths_of(
        &mut self,
        permit: &Permit,
        notes: &[Option<Note>],
    ) -> Result<Vec<Option<Path>>> {
        let mut known: Vec<(BadgeClassId, Option<Path>)> = Vec::new();
        let mut paths = Vec::with_capacity(notes.len());
        for note in notes {
            let named = note.as_ref().and_then(|n| n.class);
            let own = permit.path().copied();
            let path = match (own.filter(|p| p.class.is_some()), named) {
                (None, Some(class)) => match known.iter().find(|(id, _)| *id == class) {
                    Some((_, path)) => *path,
                    None => {
                        let path = self.class_path(class).await?;
                        known.push((class, path));
                        path
                    }
                },
                _ => own,
            };
            paths.push(path);
        }
        Ok(paths)
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
        let notes = if notes.is_empty() {
            vec![None]
        } else {
            notes.into_iter().map(Some).collect()
        };
        let paths = self.paths_of(permit, &notes).await?;
        let rows: Vec<Vec<Value>> = notes
            .into_iter()
            .zip(paths)
            .enumerate()
            .map(|(n, (note, path))| {
                let node = path.map(|p| p.node());
                let text = |json: Option<&Json>| json.map(ToString::to_string).to_value();
                vec![
                    Value::Id(stamp.id),
                    Value::Int(n as i64),
                    stamp.at.to_value(),
                    Value::Text(actor.clone()),
                    pseudonym.to_value(),
                    Value::Text(permit.action().code().to_owned()),
                    path.map(|p| p.institution).to_value(),
                    node.map(|n| n.kind()).to_value(),
                    node.map(|n| n.id()).to_value(),
                    path.and_then(|p| p.group).to_value(),
                    path.and_then(|p| p.issuer).to_value(),
                    path.and_then(|p| p.class).to_value(),
                    Value::Int(stamp.at.as_microsecond() + n as i64),
                    note.as_ref().map(|n| n.thing_kind.to_owned()).to_value(),
                    note.as_ref().map(|n| n.thing_id).to_value(),
                    text(note.as_ref().and_then(|n| n.before.as_ref())),
                    text(note.as_ref().and_then(|n| n.after.as_ref())),
                ]
            })
            .collect();
        let into = "audit (id, note, at, actor, pseudonym, action, institution_id, node_kind, node_id, \
                    group_id, issuer_id, class_id, place, thing_kind, thing_id, before, after)";
        self.insert_many(into, "", &rows).await?;
        Ok(())
    }
}
