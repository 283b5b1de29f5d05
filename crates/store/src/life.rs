//! What the life of a node of the tree depends on, and how it ends: archive, restore, delete.

use domain::badge_class::{Content, State};
use domain::life::{Below, Standing};
use domain::role::Node;
use domain::text::fold;
use domain::{Lang, Localized};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::columns::{Column, Row, Value};
use crate::error::Result;
use crate::tx::Tx;

/// What goes with a node when it is deleted: the table that names it, and by which column. A new
/// table that names a node gets its line here (before what it names in turn); a test compares them
/// with the migrations.
pub const GOES_WITH: &[(Level, &str, &str)] = &[
    (Level::Class, "class_tags", "class_id"),
    (Level::Class, "search_terms", "class_id"),
    (Level::Class, "award_files", "class_id"),
    (Level::Class, "roles", "class_id"),
    (Level::Class, "invitations", "class_id"),
    (Level::Class, "requests", "class_id"),
    (Level::Class, "request_mails", "class_id"),
    (Level::Class, "badge_class_versions", "class_id"),
    (Level::Issuer, "signing_keys", "issuer_id"),
    (Level::Issuer, "status_lists", "issuer_id"),
    (Level::Issuer, "roles", "issuer_id"),
    (Level::Issuer, "invitations", "issuer_id"),
    (Level::Group, "roles", "group_id"),
    (Level::Group, "invitations", "group_id"),
    (Level::Institution, "roles", "institution_id"),
    (Level::Institution, "invitations", "institution_id"),
    (Level::Institution, "requests", "institution_id"),
    (Level::Institution, "promised_roles", "institution_id"),
    (
        Level::Institution,
        "institution_identifiers",
        "institution_id",
    ),
    (Level::Institution, "tags", "institution_id"),
    (Level::Institution, "terms", "institution_id"),
];

/// What stays for ever: as long as one of these names a node, it can't be deleted.
pub const ISSUED: &[&str] = &[
    "batches",
    "direct_awards",
    "assertions",
    // Of edubadges, and never without one.
    "revocations",
    "corrections",
];

/// A level of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Institution,
    Group,
    Issuer,
    Class,
}

impl Level {
    /// From the leaves up.
    const ALL: [Self; 4] = [Self::Class, Self::Issuer, Self::Group, Self::Institution];

    /// Where the nodes of this level are kept.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Institution => "institutions",
            Self::Group => "issuer_groups",
            Self::Issuer => "issuers",
            Self::Class => "badge_classes",
        }
    }

    /// The column by which what hangs below names a node of this level.
    const fn column(self) -> &'static str {
        match self {
            Self::Institution => "institution_id",
            Self::Group => "group_id",
            Self::Issuer => "issuer_id",
            Self::Class => "class_id",
        }
    }

    const fn below(self) -> Option<Self> {
        match self {
            Self::Institution => Some(Self::Group),
            Self::Group => Some(Self::Issuer),
            Self::Issuer => Some(Self::Class),
            Self::Class => None,
        }
    }

    const fn above(self) -> Option<Self> {
        match self {
            Self::Institution => None,
            Self::Group => Some(Self::Institution),
            Self::Issuer => Some(Self::Group),
            Self::Class => Some(Self::Issuer),
        }
    }

    const fn thing(self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::Group => "issuer-group",
            Self::Issuer => "issuer",
            Self::Class => "badge-class",
        }
    }

    const fn is_live(self) -> &'static str {
        match self {
            Self::Class => "state <> 'archived'",
            _ => "archived_at is null",
        }
    }

    /// How the rows of another level say that they are at or below a node of this one.
    fn condition_on(self, other: Self) -> String {
        let column = if self == other { "id" } else { self.column() };
        format!("{column} = $1")
    }

    fn has_column_in(self, other: Self) -> bool {
        // From the institution down to the level itself.
        let depth = |level| Self::ALL.iter().position(|l| *l == level);
        depth(other) <= depth(self)
    }
}

/// The level of a node; the platform has none.
pub const fn level(node: &Node) -> Option<Level> {
    match node {
        Node::Platform => None,
        Node::Institution(_) => Some(Level::Institution),
        Node::IssuerGroup(_) => Some(Level::Group),
        Node::Issuer(_) => Some(Level::Issuer),
        Node::BadgeClass(_) => Some(Level::Class),
    }
}

/// Something right below a node.
#[derive(Clone, Debug)]
pub struct Child {
    pub id: Uuid,
    pub name: Localized,
}

fn name_in(row: &Row<'_>, level: Level) -> Result<Localized> {
    if level == Level::Class {
        let draft: Content = row.json("document")?;
        let name = |lang| draft.texts_in(lang).name.as_str();
        return Ok(Localized::new(name(Lang::Nl), name(Lang::En)));
    }
    let settings: Json = row.json("document")?;
    Ok(serde_json::from_value(settings["name"].clone()).unwrap_or_default())
}

impl Level {
    const fn document(self) -> &'static str {
        match self {
            Self::Class => "draft",
            _ => "settings",
        }
    }
}

impl Tx {
    /// What below a node its life depends on: its own state and its name are not looked at.
    pub async fn standing(&mut self, node: Node) -> Result<Standing> {
        let Some(level) = level(&node) else {
            return Ok(Standing::default());
        };
        let children = level.below().map_or_else(
            || "0".to_owned(),
            |below| {
                let (table, column) = (below.table(), level.column());
                format!(
                    "(select count(*) from {table} where {column} = $1 and {})",
                    below.is_live()
                )
            },
        );
        let classes = format!(
            "select id from badge_classes where {}",
            level.condition_on(Level::Class)
        );
        let (open, unfinished) = if level == Level::Class {
            (
                "(select count(*) from direct_awards where class_id = $1 and blocks)",
                "(select count(*) from batches where class_id = $1 and state in ('scheduled', 'held', 'running'))",
            )
        } else {
            ("0", "0")
        };
        let sql = format!(
            "select {children} as children, {open} as open_awards, {unfinished} as unfinished, \
             (select count(*) from requests where state = 'open' and class_id in ({classes})) as open_requests, \
             case when exists (select 1 from batches where class_id in ({classes})) \
             or exists (select 1 from assertions where class_id in ({classes})) then 1 else 0 end as issued"
        );
        let id = node.id();
        let params: crate::tx::Params<'_> = &[&id];
        let found = self.first(&sql, params, |r| {
            Ok(Standing {
                live_children: r.get("children")?,
                open_awards: r.get("open_awards")?,
                unfinished_batches: r.get("unfinished")?,
                open_requests: r.get("open_requests")?,
                issued: r.get::<i64>("issued")? > 0,
                ..Standing::default()
            })
        });
        Ok(found.await?.unwrap_or_default())
    }

    /// What goes when a node is deleted.
    pub async fn below(&mut self, node: Node) -> Result<Below> {
        let Some(level) = level(&node) else {
            return Ok(Below::default());
        };
        let count = |other: Level| {
            if other == level || !level.has_column_in(other) {
                return "0".to_owned();
            }
            let (table, column) = (other.table(), level.column());
            format!("(select count(*) from {table} where {column} = $1)")
        };
        let (groups, issuers, classes) = (
            count(Level::Group),
            count(Level::Issuer),
            count(Level::Class),
        );
        let sql = format!(
            "select {groups} as groups_below, {issuers} as issuers_below, {classes} as classes_below, \
             (select count(*) from roles where {} = $1) as roles_below",
            level.column()
        );
        let id = node.id();
        let params: crate::tx::Params<'_> = &[&id];
        let found = self.first(&sql, params, |r| {
            Ok(Below {
                groups: r.get("groups_below")?,
                issuers: r.get("issuers_below")?,
                classes: r.get("classes_below")?,
                roles: r.get("roles_below")?,
            })
        });
        Ok(found.await?.unwrap_or_default())
    }

    /// What hangs right below a node and is not archived, by name; at most `limit`.
    pub async fn live_children(&mut self, node: Node, limit: i64) -> Result<Vec<Child>> {
        let Some((level, below)) = level(&node).and_then(|l| Some((l, l.below()?))) else {
            return Ok(Vec::new());
        };
        let order = match below {
            Level::Class => "name",
            _ => "coalesce(nullif(name_nl, ''), name_en)",
        };
        let sql = format!(
            "select id, {} as document from {} where {} = $1 and {} order by {order}, id limit $2",
            below.document(),
            below.table(),
            level.column(),
            below.is_live()
        );
        self.query(&sql, &[&node.id(), &limit], |r| {
            Ok(Child {
                id: r.get("id")?,
                name: name_in(r, below)?,
            })
        })
        .await
    }

    /// Whether a Dutch and an English name are taken by another one of this level under the same
    /// parent; archived ones don't count. Class names may repeat. `own` is left out.
    pub async fn taken_names(
        &mut self,
        (level, parent): (Level, Uuid),
        own: Option<Uuid>,
        name: &Localized,
    ) -> Result<(bool, bool)> {
        if level == Level::Class {
            return Ok((false, false));
        }
        let folded = |lang| fold(name.exact(lang).unwrap_or_default());
        let (nl, en) = (folded(Lang::Nl), folded(Lang::En));
        let mut values = vec![
            Value::Text(nl.clone()),
            Value::Text(en.clone()),
            own.unwrap_or_default().to_value(),
        ];
        let beside = match level.above() {
            Some(above) => {
                values.push(parent.to_value());
                format!(" and {} = $4", above.column())
            }
            None => String::new(),
        };
        let sql = format!(
            "select name_nl, name_en from {} where (name_nl = $1 or name_en = $2) and id <> $3 \
             and archived_at is null{beside}",
            level.table()
        );
        let found = self.query_values(&sql, &values, |r| {
            Ok((
                r.get::<String>("name_nl")? == nl,
                r.get::<String>("name_en")? == en,
            ))
        });
        let found = found.await?;
        Ok((
            !nl.is_empty() && found.iter().any(|f| f.0),
            !en.is_empty() && found.iter().any(|f| f.1),
        ))
    }

    /// Archives a node that isn't archived, or restores one that is (`None`); gives whether it was.
    /// A class has a state instead, and is refused here.
    pub async fn archive_node(&mut self, node: Node, at: Option<Timestamp>) -> Result<bool> {
        let Some(level) = level(&node).filter(|l| *l != Level::Class) else {
            return Ok(false);
        };
        let was = if at.is_some() {
            "is null"
        } else {
            "is not null"
        };
        let sql = format!(
            "update {} set archived_at = $2 where id = $1 and archived_at {was}",
            level.table()
        );
        let changed = self.exec(&sql, &[&node.id(), &at]).await? == 1;
        if changed {
            let archived = at.is_some();
            self.note(
                level.thing(),
                node.id(),
                Some(json!({ "archived": !archived })),
                Some(json!({ "archived": archived })),
            );
        }
        Ok(changed)
    }

    /// Deletes a node with all that hangs on it. Whether anything was issued below is for the
    /// caller to know: then a foreign key refuses.
    pub async fn delete_node(&mut self, node: Node) -> Result<()> {
        let Some(level) = level(&node) else {
            return Ok(());
        };
        let id = node.id();
        self.note_deleted(level, id).await?;
        for other in Level::ALL {
            if !level.has_column_in(other) {
                continue;
            }
            let (table, condition) = (other.table(), level.condition_on(other));
            let nodes = format!("select id from {table} where {condition}");
            if other == Level::Class {
                let sql = format!(
                    "delete from award_file_rows where file_id in \
                     (select id from award_files where class_id in ({nodes}))"
                );
                self.exec(&sql, &[&id]).await?;
            }
            if other == Level::Institution {
                let sql = "delete from terms_accepted where terms_id in \
                           (select id from terms where institution_id = $1)";
                self.exec(sql, &[&id]).await?;
            }
            for (_, from, column) in GOES_WITH.iter().filter(|(of, ..)| *of == other) {
                let sql = format!("delete from {from} where {column} in ({nodes})");
                self.exec(&sql, &[&id]).await?;
            }
            let sql = format!("delete from {table} where {condition}");
            self.exec(&sql, &[&id]).await?;
        }
        Ok(())
    }

    /// Each thing that goes stands in the audit trail as it was.
    async fn note_deleted(&mut self, level: Level, id: Uuid) -> Result<()> {
        for other in Level::ALL {
            if !level.has_column_in(other) {
                continue;
            }
            let sql = format!(
                "select id, {} as document from {} where {} order by id",
                other.document(),
                other.table(),
                level.condition_on(other)
            );
            let params: crate::tx::Params<'_> = &[&id];
            let found = self.query(&sql, params, |r| {
                Ok((r.get::<Uuid>("id")?, r.json::<Json>("document")?))
            });
            for (thing, before) in found.await? {
                self.note(other.thing(), thing, Some(before), None);
            }
        }
        let sql = format!(
            "select id, role, node_id from roles where {} = $1 order by id",
            level.column()
        );
        let params: crate::tx::Params<'_> = &[&id];
        let roles = self.query(&sql, params, |r| {
            let (role, node): (domain::role::Role, Uuid) = (r.get("role")?, r.get("node_id")?);
            Ok((r.get::<Uuid>("id")?, json!({ "role": role, "node": node })))
        });
        for (role, before) in roles.await? {
            self.note("role", role, Some(before), None);
        }
        Ok(())
    }

    /// Archives a class that isn't, or gives a restored one its state from before.
    pub async fn archive_class(
        &mut self,
        id: domain::BadgeClassId,
        archive: bool,
        published_once: bool,
    ) -> Result<bool> {
        if archive {
            let from = [State::Draft, State::InReview, State::Published];
            return self.set_badge_class_state(id, &from, State::Archived).await;
        }
        let to = if published_once {
            State::Published
        } else {
            State::Draft
        };
        self.set_badge_class_state(id, &[State::Archived], to).await
    }
}
