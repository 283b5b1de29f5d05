//! What was issued, as lists for staff: of a class, and over an institution as far as one's roles
//! reach; and the questions for corrections.

use domain::institution::Institution;
use domain::policy::{Action, Actor, Reach, Resource};
use domain::{BadgeClassId, InstitutionId, Localized};
use store::Tx;
use store::assertions::{EdubadgeFilter, EdubadgeSort, ListedEdubadge};
use store::badge_classes::PlacedClass;
use store::corrections::{CorrectionFilter, ListedCorrection};
use uuid::Uuid;

use crate::badge_classes::path;
use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Error, Result};

/// A row of a list of edubadges, with the name of its class as it is now.
#[derive(Clone, Debug)]
pub struct EdubadgeEntry {
    pub listed: ListedEdubadge,
    pub class: Localized,
}

/// A row of a list of questions for corrections.
#[derive(Clone, Debug)]
pub struct CorrectionEntry {
    pub listed: ListedCorrection,
    pub class: Localized,
}

async fn class_names(
    tx: &mut Tx,
    classes: impl Iterator<Item = BadgeClassId>,
) -> store::Result<Vec<(Uuid, Localized)>> {
    let mut ids: Vec<Uuid> = classes.map(|c| c.0).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.names_of_nodes(&ids).await
}

fn name_of(names: &[(Uuid, Localized)], class: BadgeClassId) -> Localized {
    let found = names.iter().find(|(id, _)| *id == class.0);
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}

impl App {
    /// The class, and that one may see who holds its edubadges.
    async fn class_record(&self, actor: &Actor, class: BadgeClassId) -> Result<PlacedClass> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        Ok(placed)
    }

    async fn record(
        &self,
        (institution, reach): (InstitutionId, Reach),
        (filter, sort): (EdubadgeFilter, EdubadgeSort),
        window: Window,
    ) -> Result<(Found<EdubadgeEntry>, Counts)> {
        let now = self.now();
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let of = (institution, &reach);
                let found = tx.edubadges(of, (&filter, sort, now), &window).await?;
                let counts = tx.edubadge_counts(of, (&filter, now)).await?;
                let classes = found.rows.iter().map(|l| l.assertion.class);
                let names = class_names(tx, classes).await?;
                let found = found.map(|listed| EdubadgeEntry {
                    class: name_of(&names, listed.assertion.class),
                    listed,
                });
                Ok::<_, store::Error>((found, counts))
            })
            .await?)
    }

    /// The awarding record of a class: edubadges with the names on them, for who has a role there.
    pub async fn edubadges_of_class(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        (filter, sort): (EdubadgeFilter, EdubadgeSort),
        window: Window,
    ) -> Result<(PlacedClass, Found<EdubadgeEntry>, Counts)> {
        let placed = self.class_record(actor, class).await?;
        let of = (placed.class.institution, Reach::Everywhere);
        let filter = EdubadgeFilter {
            class: Some(class),
            ..filter
        };
        let (found, counts) = self.record(of, (filter, sort), window).await?;
        Ok((placed, found, counts))
    }

    /// The same over an institution, as far as the asker's roles reach.
    pub async fn edubadges_of_institution(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, sort): (EdubadgeFilter, EdubadgeSort),
        window: Window,
    ) -> Result<(Institution, Found<EdubadgeEntry>, Counts)> {
        let reach = self.reach_of(actor, Action::ReadPeople, institution)?;
        let of = (institution, reach);
        let (found, counts) = self.record(of, (filter, sort), window).await?;
        Ok((self.institution_of(institution).await?, found, counts))
    }

    async fn institution_of(&self, id: InstitutionId) -> Result<Institution> {
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.institution(id).await);
        found.await?.ok_or(Error::NotFound)
    }

    /// Everything that the filters leave, as a table to take away: of a class when the filter names
    /// one, else of the institution.
    pub async fn export_edubadges(
        &self,
        actor: &Actor,
        institution: Option<InstitutionId>,
        (filter, sort, descending): (EdubadgeFilter, EdubadgeSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let (institution, reach) = match (institution, filter.class) {
            (Some(institution), None) => {
                let reach = self.reach_of(actor, Action::ReadPeople, institution)?;
                (institution, reach)
            }
            (_, Some(class)) => {
                let placed = self.class_record(actor, class).await?;
                (placed.class.institution, Reach::Everywhere)
            }
            (None, None) => return Err(Error::NotFound),
        };
        self.limit_exports(actor).await?;
        let now = self.now();
        let rows = self
            .every(descending, async move |tx: &mut Tx, window| {
                let of = (institution, &reach);
                let found = tx.edubadges(of, (&filter, sort, now), &window).await?;
                let classes = found.rows.iter().map(|l| l.assertion.class);
                let names = class_names(tx, classes).await?;
                Ok(found.map(|listed| EdubadgeEntry {
                    class: name_of(&names, listed.assertion.class),
                    listed,
                }))
            })
            .await?;
        Ok(self.sheet_of_edubadges(&rows, texts))
    }

    fn sheet_of_edubadges(&self, rows: &[EdubadgeEntry], texts: Texts) -> Sheet {
        let columns = [
            "edubadges-column-holder",
            "edubadges-column-mail",
            "edubadges-column-eppn",
            "edubadges-column-class",
            "edubadges-column-how",
            "edubadges-column-awarded",
            "edubadges-issued",
            "edubadges-column-ends",
            "edubadges-column-state",
            "edubadges-column-revoked",
            "edubadges-column-grade",
        ];
        let mut sheet = Sheet::new(texts.t("edubadges-title"), &headers(texts, &columns));
        let now = self.now();
        for row in rows {
            let (listed, a) = (&row.listed, &row.listed.assertion);
            let revoked = a.revocation.as_ref();
            let category = revoked.map(|r| texts.t(&format!("revocation-{}", r.category)));
            sheet.push(vec![
                Cell::maybe(a.name.as_ref().map(|n| n.name.as_str())),
                Cell::maybe(listed.mail.as_deref()),
                Cell::maybe(listed.eppn.as_deref()),
                Cell::text(row.class.get(texts.lang())),
                Cell::text(texts.t(&format!("origin-{}", listed.origin))),
                self.moment(a.awarded_at),
                self.moment(a.valid_from),
                a.valid_until.map_or(Cell::Empty, |end| self.moment(end)),
                Cell::text(texts.t(&format!("standing-{}", a.standing(now)))),
                Cell::maybe(category),
                Cell::maybe(a.grade.as_deref()),
            ]);
        }
        sheet
    }

    /// The questions about edubadges of a class.
    pub async fn corrections_of_class(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        filter: CorrectionFilter,
        window: Window,
    ) -> Result<(PlacedClass, Found<CorrectionEntry>, Counts)> {
        let placed = self.class_record(actor, class).await?;
        let of = (placed.class.institution, Reach::Everywhere);
        let filter = CorrectionFilter {
            class: Some(class),
            ..filter
        };
        let (found, counts) = self.questions(of, filter, window).await?;
        Ok((placed, found, counts))
    }

    /// … over an institution, as far as the asker's roles reach.
    pub async fn corrections_of_institution(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        filter: CorrectionFilter,
        window: Window,
    ) -> Result<(Institution, Found<CorrectionEntry>, Counts)> {
        let reach = self.reach_of(actor, Action::ReadPeople, institution)?;
        let of = (institution, reach);
        let (found, counts) = self.questions(of, filter, window).await?;
        Ok((self.institution_of(institution).await?, found, counts))
    }

    async fn questions(
        &self,
        (institution, reach): (InstitutionId, Reach),
        filter: CorrectionFilter,
        window: Window,
    ) -> Result<(Found<CorrectionEntry>, Counts)> {
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let of = (institution, &reach);
                let found = tx.corrections(of, &filter, &window).await?;
                let counts = tx.correction_counts(of, &filter).await?;
                let classes = found.rows.iter().map(|l| l.correction.class);
                let names = class_names(tx, classes).await?;
                let found = found.map(|listed| CorrectionEntry {
                    class: name_of(&names, listed.correction.class),
                    listed,
                });
                Ok::<_, store::Error>((found, counts))
            })
            .await?)
    }

    /// Every question that the filters leave, as a table to take away.
    pub async fn export_corrections(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (filter, descending): (CorrectionFilter, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let reach = match filter.class {
            Some(class) => {
                self.class_record(actor, class).await?;
                Reach::Everywhere
            }
            None => self.reach_of(actor, Action::ReadPeople, institution)?,
        };
        self.limit_exports(actor).await?;
        let rows = self
            .every(descending, async move |tx: &mut Tx, window| {
                let of = (institution, &reach);
                let found = tx.corrections(of, &filter, &window).await?;
                let classes = found.rows.iter().map(|l| l.correction.class);
                let names = class_names(tx, classes).await?;
                Ok(found.map(|listed| CorrectionEntry {
                    class: name_of(&names, listed.correction.class),
                    listed,
                }))
            })
            .await?;
        let columns = [
            "edubadges-column-holder",
            "edubadges-column-class",
            "corrections-column-text",
            "corrections-column-asked",
            "corrections-column-state",
            "corrections-column-answer",
        ];
        let mut sheet = Sheet::new(texts.t("corrections-title"), &headers(texts, &columns));
        for row in rows {
            let (k, a) = (&row.listed.correction, &row.listed.assertion);
            sheet.push(vec![
                Cell::maybe(a.name.as_ref().map(|n| n.name.as_str())),
                Cell::text(row.class.get(texts.lang())),
                Cell::text(k.text.as_str()),
                self.moment(k.asked_at),
                Cell::text(texts.t(&format!("correction-state-{}", k.state))),
                Cell::maybe(k.answer.as_deref()),
            ]);
        }
        Ok(sheet)
    }
}
