//! A small world: one class, its staff, one learner, and an award as it stands after its mail.

use std::collections::BTreeMap;

use domain::assertion::RevocationCategory;
use domain::award::{Batch, BatchState, DirectAward, Recipient, Source, State};
use domain::badge_class::{BadgeClass, Type};
use domain::institution::Sector;
use domain::invitation::Invitation;
use domain::plea::Plea;
use domain::request::{Ask, Request};
use domain::role::{Path, Role};
use domain::{
    BatchId, DirectAwardId, InvitationId, OutboxId, PersonId, PleaId, RequestId, RevocationId,
};
use jiff::ToSpan;
use store::Tx;
use store::revocations::RevocationBatch;

use super::{Browser, Form, TestApp, Tree};

pub struct World {
    pub app: TestApp,
    pub tree: Tree,
    pub class: BadgeClass,
    /// The institution's admin, who makes the awards.
    pub staff: PersonId,
    pub sanne: PersonId,
}

impl World {
    pub async fn new(sector: Sector) -> Self {
        Self::on(TestApp::init().await, sector).await
    }

    /// The same world on a platform of one's own.
    pub async fn on(app: TestApp, sector: Sector) -> Self {
        let tree = app.tree(sector, "Universiteit van Voorbeeld").await;
        let class = app
            .published_class(&tree, Type::Microcredential, "Law and Politics")
            .await;
        let staff = app.person("Ina Admin").await;
        app.grant(
            staff,
            Role::Admin,
            Some(Path::institution(tree.institution.id)),
        )
        .await;
        let sanne = app.person("Sanne de Groot").await;
        Self {
            app,
            tree,
            class,
            staff,
            sanne,
        }
    }

    /// An award as it stands after its mail was sent.
    pub async fn award(&self, recipient: Recipient) -> DirectAwardId {
        let now = self.app.app.now();
        let batch = Batch {
            id: BatchId(self.app.app.new_id()),
            class: self.class.id,
            version: self.class.version.unwrap(),
            institution: self.tree.institution.id,
            created_by: self.staff,
            source: Source::Form,
            state: BatchState::Done,
            total: 1,
            stored: 1,
            note: Some("Gefeliciteerd!".into()),
            due_at: now,
            created_at: now,
            finished_at: Some(now),
        };
        let award = DirectAward {
            id: DirectAwardId(self.app.app.new_id()),
            batch: batch.id,
            class: batch.class,
            version: batch.version,
            number: 1,
            recipient,
            state: State::Sent,
            reason: None,
            awarded_at: now,
            sent_at: Some(now),
            ends_at: now + (82 * 24).hours(),
            ended_at: None,
            claimed_by: None,
        };
        let (id, institution) = (award.id, batch.institution);
        self.app
            .write(async move |tx: &mut Tx| {
                tx.insert_batch(&batch, &batch.id.to_string(), None).await?;
                let token = award.id.0.as_bytes().to_vec();
                assert_eq!(
                    tx.insert_awards(&[(award.clone(), token)], institution)
                        .await?
                        .len(),
                    1
                );
                Ok(())
            })
            .await;
        id
    }

    pub async fn award_to_sanne(&self) -> DirectAwardId {
        self.award(Recipient {
            mail: "Sanne.de.Groot@voorbeeld.example".into(),
            first_name: Some("Sanne".into()),
            last_name: Some("de Groot".into()),
            grade: Some("8,5".into()),
            narrative: Some("Sterk onderbouwd.".into()),
            ..Recipient::default()
        })
        .await
    }

    /// Sanne has an EPPN of this institution too.
    pub async fn belongs_to(&self, institution: &domain::institution::Institution) {
        let eppn = store::persons::Identifier {
            kind: domain::person::IdentifierKind::Eppn,
            value: format!("sanne@{}", institution.registration.identifier),
            verified_at: self.app.app.now(),
            expires_at: None,
        };
        let person = self.sanne;
        self.app
            .write(async move |tx: &mut Tx| tx.put_identifier(person, &eppn).await)
            .await;
    }

    /// Sanne's browser and the id of the edubadge that she claimed in it.
    pub async fn claimed(&self) -> (Browser, String) {
        let award = self.award_to_sanne().await;
        let mut sanne = self.app.signed_in_learner(self.sanne).await;
        let claimed = sanne
            .post(&format!("/backpack/offers/{award}/claim"), &[])
            .await;
        assert_eq!(claimed.status, 303, "{}", claimed.text);
        (
            sanne,
            claimed.location().rsplit('/').next().unwrap().to_owned(),
        )
    }

    /// One's own edubadge is made public by the form of its page, which shows the name by itself;
    /// gives the path of its public page.
    pub async fn make_public(owner: &mut Browser, id: &str) -> String {
        let own = format!("/backpack/edubadges/{id}");
        let mut form = Form::of(&owner.get(&own).await, &format!("{own}/public"));
        form.fill("visibility", &["public"]);
        let made = form.send(owner).await;
        assert_eq!(made.status, 303, "{}", made.text);
        format!("/edubadges/{id}")
    }

    /// Somebody's word that an award is theirs.
    pub async fn plea(&self, award: DirectAwardId) -> PleaId {
        let person = self.app.person("Piet Pleiter").await;
        let plea = Plea {
            id: PleaId(self.app.app.new_id()),
            award,
            person,
            text: "Ik heb een ander adres.".into(),
            state: domain::plea::State::Open,
            reason: None,
            created_at: self.app.app.now(),
            decided_at: None,
        };
        let id = plea.id;
        self.app
            .write(async move |tx: &mut Tx| tx.insert_plea(&plea).await.map(|_| ()))
            .await;
        id
    }

    /// A revocation by the admin, of nothing any more.
    async fn empty_revocation(&self) -> RevocationId {
        let batch = RevocationBatch {
            id: RevocationId(self.app.app.new_id()),
            class: self.class.id,
            institution: self.tree.institution.id,
            by: Some(self.staff),
            at: self.app.app.now(),
            category: RevocationCategory::Error,
            reason: "Verkeerde groep".into(),
            count: 0,
            undone: None,
        };
        let id = batch.id;
        self.app
            .write(async move |tx: &mut Tx| tx.insert_revocation(&batch).await)
            .await;
        id
    }

    /// A request of Sanne's as it stands before anybody answers it.
    pub async fn open_request(&self) -> RequestId {
        let request = Request {
            id: RequestId(self.app.app.new_id()),
            class: self.class.id,
            institution: self.tree.institution.id,
            person: Some(self.sanne),
            state: domain::request::State::Open,
            name: "Sanne de Groot".into(),
            mail: Some("sanne.de.groot@voorbeeld.example".into()),
            ask: Ask::default(),
            reason: None,
            requested_at: self.app.app.now(),
            decided_at: None,
            decided_by: None,
            version: None,
            assertion: None,
        };
        let id = request.id;
        self.app
            .write(async move |tx: &mut Tx| {
                assert!(tx.insert_request(&request).await?);
                Ok(())
            })
            .await;
        id
    }

    /// Somebody is invited to the issuer.
    async fn invitation(&self) -> InvitationId {
        let now = self.app.app.now();
        let invitation = Invitation {
            id: InvitationId(self.app.app.new_id()),
            mail: "nieuw@voorbeeld.example".into(),
            role: Role::Awarder,
            path: self.tree.path(),
            invited_by: self.staff,
            role_ends_at: None,
            created_at: now,
            sent_at: now,
            expires_at: now + (30 * 24).hours(),
            accepted: None,
        };
        let (id, mail) = (invitation.id, OutboxId(self.app.app.new_id()));
        self.app
            .write(async move |tx: &mut Tx| tx.insert_invitation(&invitation, mail).await)
            .await;
        id
    }

    /// A real thing for every name that stands in a pattern.
    pub async fn fill(&self) -> BTreeMap<&'static str, String> {
        let (mut sanne, assertion) = self.claimed().await;
        // A key of Open Badges 2.0 is made when it is first needed.
        sanne
            .get(&format!("/backpack/edubadges/{assertion}/download/ob2.jws"))
            .await;
        let award = self.award_to_sanne().await;
        let tag = domain::tag::Tag {
            id: domain::TagId(self.app.app.new_id()),
            institution: self.tree.institution.id,
            name: "Pilot".into(),
            created_at: self.app.app.now(),
            archived_at: None,
        };
        let made = tag.clone();
        self.app
            .write(async move |tx: &mut Tx| tx.insert_tag(&made).await)
            .await;
        let revocation = self.empty_revocation().await;
        let (issuer, id) = (self.tree.issuer.id, assertion.parse().unwrap());
        let request = self.open_request().await;
        let read = self.app.read(async move |tx: &mut Tx| {
            let key = tx
                .active_key(issuer, domain::assertion::KeyAlgorithm::Rs256)
                .await?
                .unwrap()
                .id;
            let list = tx.assertion(id).await?.unwrap().assertion.status_list;
            let batch = tx.direct_award(award).await?.unwrap().batch.id;
            Ok((key, list, batch))
        });
        let (key, list, batch) = read.await;
        let plea = self.plea(award).await;
        let invitation = self.invitation().await;
        BTreeMap::from([
            ("plea", plea.to_string()),
            ("institution", self.tree.institution.id.to_string()),
            ("group", self.tree.group.id.to_string()),
            ("issuer", issuer.to_string()),
            ("class", self.class.id.to_string()),
            ("version", self.class.version.unwrap().to_string()),
            ("number", "1".to_owned()),
            ("award", award.to_string()),
            ("assertion", assertion),
            ("request", request.to_string()),
            ("batch", batch.to_string()),
            ("revocation", revocation.to_string()),
            ("file", uuid::Uuid::nil().simple().to_string()),
            ("key", key.to_string()),
            ("list", list.to_string()),
            ("tag", tag.id.to_string()),
            ("path", "ECTSExtension/context.json".to_owned()),
            ("kind", "learner".to_owned()),
            ("example", "example.csv".to_owned()),
            ("token", "no-such-token".to_owned()),
            ("level", "issuer".to_owned()),
            ("node", issuer.to_string()),
            ("person", self.staff.to_string()),
            ("invitation", invitation.to_string()),
            ("hash", format!("{}.png", "0".repeat(64))),
            ("name", "app.css".to_owned()),
            ("id", uuid::Uuid::nil().simple().to_string()),
        ])
    }
}
