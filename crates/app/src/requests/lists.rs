//! Requests as a list: of one class, and of everything at an institution where somebody has a
//! role.

use domain::policy::{Action, Actor, Resource};
use domain::{BadgeClassId, InstitutionId};
use store::Tx;
use store::badge_classes::PlacedClass;
use store::requests::{PlacedRequest, RequestFilter, RequestSort, Scope};

use crate::badge_classes::path;
use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Result};

impl App {
    /// One page of the requests for a class, for who may read its people.
    pub async fn class_requests(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        asked: (RequestFilter, RequestSort),
        window: Window,
    ) -> Result<(PlacedClass, Found<PlacedRequest>, Counts)> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        let (found, counts) = self.requests_in(Scope::Class(class), asked, window).await?;
        Ok((placed, found, counts))
    }

    /// One page of the requests at an institution, where the actor may read people.
    pub async fn institution_requests(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        asked: (RequestFilter, RequestSort),
        window: Window,
    ) -> Result<(Found<PlacedRequest>, Counts)> {
        let nodes = self.nodes_where(actor, Action::ReadPeople, institution)?;
        self.requests_in(Scope::Below(institution, nodes), asked, window)
            .await
    }

    async fn requests_in(
        &self,
        scope: Scope,
        (filter, sort): (RequestFilter, RequestSort),
        window: Window,
    ) -> Result<(Found<PlacedRequest>, Counts)> {
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let found = tx.requests(&scope, (&filter, sort), &window).await?;
                Ok::<_, store::Error>((found, tx.request_counts(&scope, &filter).await?))
            })
            .await?)
    }

    /// The requests for a class that the filters leave, as a table to take away.
    pub async fn export_class_requests(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        asked: (RequestFilter, RequestSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        self.export_requests(actor, Scope::Class(class), asked, texts)
            .await
    }

    /// … at an institution, where the actor may read people.
    pub async fn export_institution_requests(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        asked: (RequestFilter, RequestSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        let nodes = self.nodes_where(actor, Action::ReadPeople, institution)?;
        self.export_requests(actor, Scope::Below(institution, nodes), asked, texts)
            .await
    }

    async fn export_requests(
        &self,
        actor: &Actor,
        scope: Scope,
        (filter, sort, descending): (RequestFilter, RequestSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        self.limit_exports(actor).await?;
        let all = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.requests(&scope, (&filter, sort), &window).await
            })
            .await?;
        let columns = [
            "requests-column-name",
            "requests-column-mail",
            "requests-column-class",
            "requests-column-requested",
            "requests-column-state",
            "requests-column-decided",
            "requests-column-motivation",
            "requests-column-evidence",
            "requests-column-reason",
        ];
        let mut sheet = Sheet::new(texts.t("requests-title"), &headers(texts, &columns));
        for p in all {
            let q = p.request;
            sheet.push(vec![
                Cell::text(q.name),
                Cell::maybe(q.mail),
                Cell::text(&p.content.texts_in(texts.lang()).name),
                self.moment(q.requested_at),
                Cell::text(texts.t(&format!("request-state-{}", q.state))),
                q.decided_at.map_or(Cell::Empty, |at| self.moment(at)),
                Cell::maybe(q.ask.motivation),
                Cell::maybe(q.ask.evidence.url.or(q.ask.evidence.description)),
                Cell::maybe(q.reason),
            ]);
        }
        Ok(sheet)
    }
}
