//! The classes of an institution as a list.

use domain::InstitutionId;
use domain::policy::{Action, Actor, Resource};
use domain::role::Path;
use store::Tx;
use store::badge_classes::{ClassFilter, ClassSort, ListedClass};

use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Result};

impl App {
    /// One page of an institution's classes, with what each filter would leave.
    pub async fn badge_classes(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort): (ClassFilter, ClassSort),
        window: Window,
    ) -> Result<(Found<ListedClass>, Counts)> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let found = tx
                    .badge_classes_of_institution(institution, (&filter, sort), &window)
                    .await?;
                Ok::<_, store::Error>((found, tx.class_counts(institution, &filter).await?))
            })
            .await?)
    }

    /// Every class that the filters leave, as a table to take away.
    pub async fn export_badge_classes(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort, descending): (ClassFilter, ClassSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        self.limit_exports(actor).await?;
        let classes = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.badge_classes_of_institution(institution, (&filter, sort), &window)
                    .await
            })
            .await?;
        let columns = [
            "class-column-name",
            "class-column-type",
            "class-column-state",
            "class-column-edubadges",
            "class-column-open",
            "class-column-requests",
            "class-column-changed",
        ];
        let mut sheet = Sheet::new(texts.t("classes-title"), &headers(texts, &columns));
        for listed in classes {
            let class = &listed.class;
            sheet.push(vec![
                Cell::text(&class.draft.texts_in(texts.lang()).name),
                Cell::text(texts.t(&format!("type-{}", class.draft.kind))),
                Cell::text(texts.t(&format!("state-{}", class.state))),
                Cell::Number(listed.edubadges),
                Cell::Number(listed.open_awards),
                Cell::Number(listed.open_requests),
                self.moment(class.updated_at),
            ]);
        }
        Ok(sheet)
    }
}
