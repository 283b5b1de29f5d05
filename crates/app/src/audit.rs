//! The audit trail of an institution: who did what to whom, readable.

mod words;

use domain::institution::Institution;
use domain::policy::{Action, Actor, Reach, reach};
use domain::{BadgeClassId, InstitutionId, Localized};
use jiff::Timestamp;
use store::Tx;
pub use store::audit::{TrailFilter, TrailLine};
use uuid::Uuid;

pub use words::{Change, changes};

use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Error, Result};

/// A row of a trail as it is shown.
#[derive(Clone, Debug)]
pub struct TrailEntry {
    pub line: TrailLine,
    /// Where in the tree.
    pub place: Localized,
}

impl TrailEntry {
    pub fn at(&self) -> Timestamp {
        self.line.line.place.at
    }

    pub fn class(&self) -> Option<BadgeClassId> {
        self.line.class
    }

    /// Who did it, in words.
    pub fn who(&self, texts: Texts) -> String {
        let line = &self.line.line;
        let kind = line.actor.split(':').next().unwrap_or_default();
        match &line.name {
            Some(name) => name.clone(),
            None => texts.t(&format!("audit-actor-{kind}")),
        }
    }

    /// What was done, in words.
    pub fn action(&self, texts: Texts) -> String {
        action_words(texts, &self.line.line.action)
    }

    /// To what kind of thing, in words; empty when the action says it all.
    pub fn thing(&self, texts: Texts) -> String {
        let kind = self.line.line.thing_kind.as_deref().unwrap_or_default();
        thing_words(texts, kind)
    }

    pub fn changes(&self, app: &App, texts: Texts) -> Vec<Change> {
        let line = &self.line.line;
        changes(
            (texts, app.zone()),
            line.before.as_deref(),
            line.after.as_deref(),
        )
    }
}

/// An action by its code.
pub fn action_words(texts: Texts, code: &str) -> String {
    let key = format!("audit-action-{}", code.replace('.', "-"));
    if texts.has(&key) {
        texts.t(&key)
    } else {
        code.to_owned()
    }
}

/// A kind of thing by its code.
pub fn thing_words(texts: Texts, code: &str) -> String {
    let key = format!("audit-thing-{code}");
    match code {
        "" => String::new(),
        _ if texts.has(&key) => texts.t(&key),
        _ => texts.t("audit-thing-other"),
    }
}

impl App {
    /// The part of an institution in which somebody may do something; an error where that is nothing.
    pub(crate) fn reach_of(
        &self,
        actor: &Actor,
        action: Action,
        institution: InstitutionId,
    ) -> Result<Reach> {
        reach(actor, action, institution).map_err(|why| match why {
            domain::policy::Denied::Hidden => Error::NotFound,
            why => Error::Denied {
                why,
                path: Some(domain::role::Path::institution(institution)),
            },
        })
    }

    /// One page of an institution's trail, newest first: all of it for its admins and auditors, that
    /// of their own part of the tree for who has a role there.
    pub async fn trail(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        filter: TrailFilter,
        window: Window,
    ) -> Result<(Institution, Found<TrailEntry>, Counts)> {
        let reach = self.reach_of(actor, Action::ReadAudit, institution)?;
        self.store()
            .read(async move |tx: &mut Tx| {
                let searched = tx.trail_search(institution, &filter.search).await?;
                let (of, asked) = ((institution, &reach), (&filter, &searched));
                let found = tx.trail(of, asked, &window).await?;
                let counts = tx.trail_counts(of, asked).await?;
                let names = names_of(tx, &found.rows).await?;
                let found = found.map(|line| named(line, &names));
                let institution = tx.institution(institution).await?;
                Ok::<_, Error>((institution.ok_or(Error::NotFound)?, found, counts))
            })
            .await
    }

    /// Every row that the filters leave, as a table to take away.
    pub async fn export_trail(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, descending): (TrailFilter, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let reach = self.reach_of(actor, Action::ReadAudit, institution)?;
        self.limit_exports(actor).await?;
        let lines = self
            .every(descending, async move |tx: &mut Tx, window| {
                let searched = tx.trail_search(institution, &filter.search).await?;
                let of = (institution, &reach);
                let found = tx.trail(of, (&filter, &searched), &window).await?;
                let names = names_of(tx, &found.rows).await?;
                Ok(found.map(|line| named(line, &names)))
            })
            .await?;
        let columns = [
            "audit-column-at",
            "audit-column-who",
            "audit-column-action",
            "audit-column-thing",
            "audit-column-place",
            "audit-column-about",
            "audit-column-changes",
        ];
        let mut sheet = Sheet::new(texts.t("audit-title"), &headers(texts, &columns));
        for entry in lines {
            let changes: Vec<String> = entry
                .changes(self, texts)
                .iter()
                .map(|c| c.sentence(texts))
                .collect();
            sheet.push(vec![
                self.moment(entry.at()),
                Cell::text(entry.who(texts)),
                Cell::text(entry.action(texts)),
                Cell::text(entry.thing(texts)),
                Cell::text(entry.place.get(texts.lang())),
                Cell::maybe(entry.line.about.clone()),
                Cell::text(changes.join("; ")),
            ]);
        }
        Ok(sheet)
    }
}

async fn names_of(tx: &mut Tx, lines: &[TrailLine]) -> store::Result<Vec<(Uuid, Localized)>> {
    let mut ids: Vec<Uuid> = lines.iter().map(|l| l.node).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.names_of_nodes(&ids).await
}

fn named(line: TrailLine, names: &[(Uuid, Localized)]) -> TrailEntry {
    let found = names.iter().find(|(id, _)| *id == line.node);
    TrailEntry {
        place: found.map(|(_, name)| name.clone()).unwrap_or_default(),
        line,
    }
}
