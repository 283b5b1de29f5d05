//! Issuer groups and issuers of an institution as lists.

use domain::InstitutionId;
use domain::policy::{Action, Actor, Resource};
use domain::role::Path;
use store::Tx;
pub use store::tree_lists::{ListedGroup, ListedIssuer, TreeFilter, TreeSort};

use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Result};

fn state(texts: Texts, archived: bool) -> Cell {
    Cell::text(texts.t(if archived {
        "tree-state-archived"
    } else {
        "tree-state-active"
    }))
}

impl App {
    /// One page of an institution's groups, with what each filter would leave.
    pub async fn listed_groups(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort): (TreeFilter, TreeSort),
        window: Window,
    ) -> Result<(Found<ListedGroup>, Counts)> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let found = tx
                    .listed_groups(institution, (&filter, sort), &window)
                    .await?;
                Ok::<_, store::Error>((found, tx.group_counts(institution, &filter).await?))
            })
            .await?)
    }

    /// One page of an institution's issuers, with what each filter would leave.
    pub async fn listed_issuers(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort): (TreeFilter, TreeSort),
        window: Window,
    ) -> Result<(Found<ListedIssuer>, Counts)> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let found = tx
                    .listed_issuers(institution, (&filter, sort), &window)
                    .await?;
                Ok::<_, store::Error>((found, tx.issuer_counts(institution, &filter).await?))
            })
            .await?)
    }

    /// Every group that the filters leave, as a table to take away.
    pub async fn export_groups(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort, descending): (TreeFilter, TreeSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        self.limit_exports(actor).await?;
        let groups = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.listed_groups(institution, (&filter, sort), &window)
                    .await
            })
            .await?;
        let columns = [
            "tree-column-name",
            "group-its-issuers",
            "group-visibility",
            "group-on-behalf-of",
            "class-column-state",
        ];
        let mut sheet = Sheet::new(texts.t("groups-title"), &headers(texts, &columns));
        for ListedGroup { group, issuers } in groups {
            let other = group.settings.on_behalf_of.as_ref();
            sheet.push(vec![
                Cell::text(group.name(texts.lang())),
                Cell::Number(issuers),
                Cell::text(texts.t(&format!("visibility-{}", group.settings.visibility))),
                Cell::maybe(other.map(|o| o.name.as_str())),
                state(texts, group.archived_at.is_some()),
            ]);
        }
        Ok(sheet)
    }

    /// Every issuer that the filters leave, as a table to take away.
    pub async fn export_issuers(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort, descending): (TreeFilter, TreeSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        self.limit_exports(actor).await?;
        let issuers = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.listed_issuers(institution, (&filter, sort), &window)
                    .await
            })
            .await?;
        let columns = [
            "tree-column-name",
            "group-tag",
            "issuer-classes",
            "class-column-edubadges",
            "issuer-contact-mail",
            "class-column-state",
        ];
        let mut sheet = Sheet::new(texts.t("issuers-title"), &headers(texts, &columns));
        for listed in issuers {
            let issuer = &listed.issuer;
            sheet.push(vec![
                Cell::text(issuer.name(texts.lang())),
                Cell::text(listed.group.get(texts.lang())),
                Cell::Number(listed.classes),
                Cell::Number(listed.edubadges),
                Cell::maybe(issuer.settings.contact_mail.as_deref()),
                state(texts, issuer.archived_at.is_some()),
            ]);
        }
        Ok(sheet)
    }
}
