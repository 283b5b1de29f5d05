//! "This award is mine": somebody whose identity doesn't match says so, and who may award
//! decides.

use domain::award::Recipient;
use domain::person::IdentifierKind;
use domain::plea::{Plea, State, check_text};
use domain::policy::{Action, Actor, Resource, may};
use domain::role::Path;
use domain::{DirectAwardId, PersonId, PleaId};
use serde_json::json;
use store::Tx;
use store::deliveries::NewAddress;
use store::pleas::PlacedPlea;

use crate::context::sha256;
use crate::mail::{Message, message};
use crate::texts::Texts;
use crate::{App, Error, Result, urls};

/// Pleas on the page of the queue; the others follow when these are decided.
const PAGE: i64 = 100;

/// A plea as who decides sees it.
#[derive(Clone, Debug)]
pub struct PleaView {
    pub placed: PlacedPlea,
    pub name: String,
    /// Who vouches for a name, when somebody does: that name.
    pub validated_name: Option<String>,
    /// What the person proved.
    pub mails: Vec<String>,
    pub eppns: Vec<String>,
}

/// Where somebody may award.
fn awarding_paths(actor: &Actor) -> Vec<Path> {
    let grants = actor
        .person()
        .map(|p| p.grants.as_slice())
        .unwrap_or_default();
    let mut paths: Vec<Path> = grants.iter().filter_map(|g| g.path).collect();
    paths.retain(|path| may(actor, Action::Award, &Resource::Node(*path)).is_ok());
    paths
}

impl App {
    /// Says that an award is one's own although nothing proves it; once per award.
    pub async fn plead(&self, actor: &Actor, award: DirectAwardId, text: &str) -> Result<()> {
        let offer = self.offer(actor, award).await?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        let permit = self.permit(actor, Action::Claim, &Resource::Of(me))?;
        self.limit("plea", &me.to_string(), (10, 60)).await?;
        let text = check_text("plea", text)?;
        let app = self.clone();
        let id = PleaId(self.new_id());
        if offer.matches.may_claim() {
            return Err(Error::Conflict("plea-not-needed"));
        }
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                let placed = tx.direct_award(award).await?.ok_or(Error::NotFound)?;
                if !placed.award.state.is_open() || placed.award.ends_at <= now {
                    return Err(Error::Conflict("award-not-open"));
                }
                let plea = Plea {
                    id,
                    award,
                    person: me,
                    text: text.clone(),
                    state: State::Open,
                    reason: None,
                    created_at: now,
                    decided_at: None,
                };
                if !tx.insert_plea(&plea).await? {
                    return Err(Error::Conflict("plea-made"));
                }
                tx.note("award", award.0, None, Some(json!({ "plea": id })));
                app.enqueue_plea(tx, &PlacedPlea { plea, placed }).await
            })
            .await?;
        self.wake();
        Ok(())
    }

    /// What one said oneself about an award.
    pub async fn own_plea(&self, actor: &Actor, award: DirectAwardId) -> Result<Option<Plea>> {
        let me = actor.person_id().ok_or(Error::NotFound)?;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(me))?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.plea_of(award, me).await)
            .await?)
    }

    /// What waits for a decision wherever the actor may award, oldest first.
    pub async fn open_pleas(&self, actor: &Actor) -> Result<Vec<PleaView>> {
        let paths = awarding_paths(actor);
        if paths.is_empty() {
            return Err(Error::NotFound);
        }
        let (pleas, names) = self
            .store()
            .read(async move |tx: &mut Tx| {
                let pleas = tx.open_pleas(&paths, PAGE).await?;
                let people: Vec<PersonId> = pleas.iter().map(|p| p.plea.person).collect();
                Ok::<_, Error>((pleas, tx.person_names(&people).await?))
            })
            .await?;
        let named = |placed: PlacedPlea| {
            let found = names.iter().find(|(id, _)| *id == placed.plea.person);
            PleaView {
                name: found.map(|(_, n)| n.clone()).unwrap_or_default(),
                validated_name: None,
                mails: Vec::new(),
                eppns: Vec::new(),
                placed,
            }
        };
        Ok(pleas.into_iter().map(named).collect())
    }

    /// How many wait; none for who may award nowhere.
    pub async fn open_plea_count(&self, actor: &Actor) -> Result<i64> {
        let paths = awarding_paths(actor);
        if paths.is_empty() {
            return Ok(0);
        }
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.count_open_pleas(&paths).await)
            .await?)
    }

    async fn placed_plea(&self, actor: &Actor, id: PleaId) -> Result<PlacedPlea> {
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.plea(id).await)
            .await?
            .ok_or(Error::NotFound)?;
        self.permit(actor, Action::Award, &Resource::Node(found.path()))?;
        Ok(found)
    }

    /// One plea, with what its person proved.
    pub async fn plea(&self, actor: &Actor, id: PleaId) -> Result<PleaView> {
        let placed = self.placed_plea(actor, id).await?;
        let (person, now) = (placed.plea.person, self.now());
        let (account, identifiers) = self
            .store()
            .read(async move |tx: &mut Tx| {
                let account = tx.person_with_assurances(person).await?;
                Ok::<_, Error>((account, tx.identifiers(person, now).await?))
            })
            .await?;
        let (account, assurances) = account.ok_or(Error::NotFound)?;
        let of = |kind| -> Vec<String> {
            let of_kind = identifiers.iter().filter(|i| i.kind == kind);
            of_kind.map(|i| i.value.clone()).collect()
        };
        let name = domain::person::name_for_issuance(&assurances, None, &account.name, now);
        Ok(PleaView {
            placed,
            mails: of(IdentifierKind::Mail),
            eppns: of(IdentifierKind::Eppn),
            validated_name: name.source.is_validated().then_some(name.name),
            name: account.name,
        })
    }

    /// Gives the award to who asked: it is theirs to claim from then on, and nobody else's.
    pub async fn give_to_pleader(&self, actor: &Actor, id: PleaId) -> Result<()> {
        let (found, permit, me) = self.decidable_plea(actor, id).await?;
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let (now, person) = (app.now(), found.plea.person);
                if !tx.decide_plea(id, State::Given, (me, None), now).await? {
                    return Err(Error::Conflict("plea-decided"));
                }
                let account = tx.person(person).await?.ok_or(Error::NotFound)?;
                let award = tx
                    .direct_award(found.plea.award)
                    .await?
                    .ok_or(Error::NotFound)?;
                let recipient = Recipient {
                    mail: account
                        .mail
                        .clone()
                        .unwrap_or_else(|| award.award.recipient.mail.clone()),
                    eppn: None,
                    ..award.award.recipient.clone()
                };
                let award_id = award.award.id;
                let change = NewAddress {
                    recipient: &recipient,
                    token_hash: sha256(app.claim_token(award_id, award.link + 1)?),
                    link: award.link,
                    given_to: Some(person),
                    ends_at: app.claim_end(now),
                };
                if !award.award.state.is_open() || award.award.ends_at <= now {
                    return Err(Error::Conflict("award-not-open"));
                }
                let Some(moved) = tx.readdress_award(award_id, &change, now).await? else {
                    return Err(Error::Conflict("plea-has-award"));
                };
                tx.drop_mails_of(&[award_id]).await?;
                tx.insert_delivery_events(&[(award_id, moved.state)], now, "given")
                    .await?;
                tx.lapse_pleas_of(award_id, now).await?;
                tx.note(
                    "award",
                    award_id.0,
                    None,
                    Some(json!({ "plea": id, "given": true })),
                );
                app.enqueue_plea_decision(tx, &found, None).await
            })
            .await?;
        self.wake();
        Ok(())
    }

    /// Refuses, with why; who asked reads it.
    pub async fn refuse_plea(&self, actor: &Actor, id: PleaId, reason: &str) -> Result<()> {
        let (found, permit, me) = self.decidable_plea(actor, id).await?;
        let reason = check_text("reason", reason)?;
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let decision = (me, Some(reason.as_str()));
                if !tx
                    .decide_plea(id, State::Refused, decision, app.now())
                    .await?
                {
                    return Err(Error::Conflict("plea-decided"));
                }
                let award = found.plea.award;
                tx.note(
                    "award",
                    award.0,
                    None,
                    Some(json!({ "plea": id, "given": false })),
                );
                app.enqueue_plea_decision(tx, &found, Some(&reason)).await
            })
            .await?;
        self.wake();
        Ok(())
    }

    /// Nobody decides about themselves.
    async fn decidable_plea(
        &self,
        actor: &Actor,
        id: PleaId,
    ) -> Result<(PlacedPlea, domain::policy::Permit, PersonId)> {
        let found = self.placed_plea(actor, id).await?;
        let resource = Resource::For {
            path: found.path(),
            person: Some(found.plea.person),
        };
        let permit = self.permit(actor, Action::Award, &resource)?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        Ok((found, permit, me))
    }

    /// Tells who awarded that somebody else says it is theirs; inside the transaction.
    async fn enqueue_plea(&self, tx: &mut Tx, p: &PlacedPlea) -> Result<()> {
        let awarder = tx.person(p.placed.batch.created_by).await?;
        let Some((awarder, address)) = awarder.and_then(|a| a.mail.clone().map(|m| (a, m))) else {
            return Ok(());
        };
        let texts = Texts(awarder.language);
        let name = &p.placed.version.content.texts_in(awarder.language).name;
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-plea-title", "name", name),
                paragraphs: vec![texts.t1("mail-plea-text", "name", name)],
                button: Some((
                    texts.t("mail-plea-open"),
                    self.urls().absolute(&urls::manage_plea(p.plea.id)),
                )),
                footer: texts.t("mail-plea-why"),
                ..Message::default()
            },
        )?;
        let mail = self.ready(("plea", &format!("plea-{}", p.plea.id)), &address, content);
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }

    /// Tells who asked what was decided.
    async fn enqueue_plea_decision(
        &self,
        tx: &mut Tx,
        p: &PlacedPlea,
        refused: Option<&str>,
    ) -> Result<()> {
        let person = tx.person(p.plea.person).await?;
        let Some((person, address)) = person.and_then(|a| a.mail.clone().map(|m| (a, m))) else {
            return Ok(());
        };
        let lang = person.language;
        let texts = Texts(lang);
        let name = &p.placed.version.content.texts_in(lang).name;
        let institution = p.placed.placement.institution.name(lang);
        let outcome = if refused.is_some() {
            "refused"
        } else {
            "given"
        };
        let content = message(
            texts,
            &Message {
                title: texts.t1(&format!("mail-plea-{outcome}-title"), "name", name),
                paragraphs: vec![texts.t2(
                    &format!("mail-plea-{outcome}-text"),
                    "institution",
                    institution,
                    "name",
                    name,
                )],
                quote: refused.map(str::to_owned),
                button: Some((
                    texts.t(&format!("mail-plea-{outcome}-open")),
                    self.urls().absolute(&urls::offer(p.plea.award)),
                )),
                footer: texts.t("mail-plea-decided-why"),
                ..Message::default()
            },
        )?;
        let what = format!("plea-decided-{}", p.plea.id);
        let mail = self.ready(("plea-decided", &what), &address, content);
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }
}
