//! Requests: a learner asks for an edubadge. What staff do with them is in `decide`, who hears of
//! them in `mails`.

mod decide;
mod lists;
mod mails;

use domain::BadgeClassId;
use domain::institution::Institution;
use domain::person::{IdentifierKind, StampedName, name_for_issuance};
use domain::policy::{Action, Actor, Resource};
use domain::request::{Ask, Refusal, Request, Standing, State};
use domain::{Invalid, PersonId, RequestId};
use jiff::Timestamp;
use store::Tx;
use store::badge_classes::PlacedClass;
use store::requests::Decision;
pub use store::requests::{
    ChosenClass, Had, OwnRequest, PlacedRequest, RequestFilter, RequestSort,
};
use store::terms::Terms;

pub use decide::{Approval, Decided};
pub use mails::RequestMails;
pub(crate) use mails::{Digest, REQUEST_DIGEST};

use crate::badge_classes::path;
use crate::edubadges::{Proof, as_learner, learner, proof};
use crate::{App, Error, Result};

/// Requests that one person makes, and the minutes in which they count.
const REQUESTS: (i64, i64) = (30, 60);

/// What a learner sees before asking.
#[derive(Clone, Debug)]
pub struct Asking {
    pub placed: PlacedClass,
    /// Why it can't be requested now.
    pub refusal: Option<Refusal>,
    pub had: Had,
    /// The institutions whose learners may request, where the class names them.
    pub listed: Vec<Institution>,
    /// The name that would stand on the edubadge.
    pub name: StampedName,
    /// Terms to accept first.
    pub terms: Option<Terms>,
}

impl App {
    /// A class for a learner who wants it: whether it can be requested, and what that takes.
    pub async fn asking(&self, actor: &Actor, class: BadgeClassId) -> Result<Asking> {
        let (app, actor) = (self.clone(), actor.clone());
        self.store()
            .read(async move |tx: &mut Tx| {
                let placed = app.requestable(tx, class).await?;
                let person = app.may_request(&actor, &placed)?;
                let (asking, _) = app.asking_in(tx, person, placed).await?;
                Ok(asking)
            })
            .await
    }

    /// What a learner has of a class already; nothing for anybody else. Offers are left out.
    pub async fn had_of_class(&self, actor: &Actor, class: BadgeClassId) -> Result<Had> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let Some(person) = actor.person().filter(|p| p.learner).map(|p| p.id) else {
            return Ok(Had::default());
        };
        let now = self.now();
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.had((person, class), (&[], &[]), now).await)
            .await?)
    }

    /// A class that everyone may know of.
    async fn requestable(&self, tx: &mut Tx, class: BadgeClassId) -> Result<PlacedClass> {
        tx.badge_class(class)
            .await?
            .filter(|p| p.version.is_some() && crate::catalogue::is_public(&p.class, &p.placement))
            .ok_or(Error::NotFound)
    }

    fn may_request(&self, actor: &Actor, placed: &PlacedClass) -> Result<PersonId> {
        let person = learner(actor)?.id;
        let resource = Resource::For {
            path: path(placed),
            person: Some(person),
        };
        self.permit(actor, Action::Request, &resource)
            .map_err(as_learner)?;
        Ok(person)
    }

    async fn asking_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        placed: PlacedClass,
    ) -> Result<(Asking, Proof)> {
        let now = self.now();
        let institution = &placed.placement.institution;
        let settings = &placed.class.settings;
        let proof = proof(tx, person, now).await?;
        let (mails, eppns) = (
            proof.values(IdentifierKind::Mail),
            proof.values(IdentifierKind::Eppn),
        );
        let had = tx
            .had((person, placed.class.id), (&mails, &eppns), now)
            .await?;
        let (may_request, audience) = (&settings.may_request, &institution.settings.audience);
        let named = match [may_request.listed(), audience.listed()].concat() {
            none if none.is_empty() => Vec::new(),
            some => tx.institutions_among(&some).await?,
        };
        let is_own = proof.is_at(institution, now);
        let is_of = |list: &[domain::InstitutionId]| {
            named
                .iter()
                .any(|i| list.contains(&i.id) && proof.is_at(i, now))
        };
        let name = name_for_issuance(&proof.assurances, None, &proof.account.name, now);
        let standing = Standing {
            state: placed.class.state,
            has_legal_basis: crate::awards::has_legal_basis(&placed),
            is_welcome: may_request.admits(is_own, is_of) && audience.admits(is_own, is_of),
            has_validated_name: name.source.is_validated(),
            holds_it: had.edubadge.is_some(),
            is_pending: had.request.is_some(),
        };
        let refusal = standing.refusal(settings);
        let terms = tx
            .terms_to_accept(person, institution.id, placed.class.draft.kind.terms())
            .await?;
        let listed = named
            .iter()
            .filter(|i| may_request.listed().contains(&i.id))
            .cloned()
            .collect();
        let asking = Asking {
            refusal,
            had,
            listed,
            name,
            terms,
            placed,
        };
        Ok((asking, proof))
    }

    /// Asks for an edubadge of a class; staff hear of it as they chose.
    ///
    /// # Errors
    /// `Conflict("request-refused")` when it can't be requested now: [`App::asking`] says why.
    pub async fn request(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        (ask, accepts_terms): (Ask, bool),
    ) -> Result<RequestId> {
        let app = self.clone();
        let placed = self
            .store()
            .read(async move |tx: &mut Tx| app.requestable(tx, class).await)
            .await?;
        let person = self.may_request(actor, &placed)?;
        let resource = Resource::For {
            path: path(&placed),
            person: Some(person),
        };
        let permit = self.permit(actor, Action::Request, &resource)?;
        self.limit("request", &person.to_string(), REQUESTS).await?;
        let (app, id) = (self.clone(), RequestId(self.new_id()));
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let placed = app.requestable(tx, class).await?;
                let (asking, proof) = app.asking_in(tx, person, placed).await?;
                if asking.refusal.is_some() {
                    return Err(Error::Conflict("request-refused"));
                }
                check_ask(&asking, &ask, accepts_terms)?;
                if let Some(terms) = &asking.terms {
                    tx.accept_terms(person, terms.id, app.now()).await?;
                }
                let request = app.new_request((id, person), (&asking, &proof), &ask);
                if !tx.insert_request(&request).await? {
                    // The same form a moment earlier.
                    return Err(Error::Conflict("request-refused"));
                }
                app.tell_staff(tx, &asking.placed, &request).await
            })
            .await?;
        self.wake();
        Ok(id)
    }

    fn new_request(
        &self,
        (id, person): (RequestId, PersonId),
        (asking, proof): (&Asking, &Proof),
        ask: &Ask,
    ) -> Request {
        Request {
            id,
            class: asking.placed.class.id,
            institution: asking.placed.placement.institution.id,
            person: Some(person),
            state: State::Open,
            name: asking.name.name.clone(),
            mail: proof.account.mail.clone(),
            ask: ask.clone(),
            reason: None,
            requested_at: self.now(),
            decided_at: None,
            decided_by: None,
            version: None,
            assertion: None,
        }
    }

    /// The learner's own requests, newest first.
    pub async fn own_requests(&self, actor: &Actor) -> Result<Vec<OwnRequest>> {
        let person = learner(actor)?.id;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(person))
            .map_err(as_learner)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.requests_of(person).await)
            .await?)
    }

    /// Takes an open request of one's own back.
    pub async fn withdraw_request(&self, actor: &Actor, id: RequestId) -> Result<()> {
        let person = learner(actor)?.id;
        let placed = self
            .store()
            .read(async move |tx: &mut Tx| tx.request(id).await)
            .await?
            .filter(|p| p.request.person == Some(person))
            .ok_or(Error::NotFound)?;
        let resource = Resource::For {
            path: placed.path,
            person: Some(person),
        };
        let permit = self
            .permit(actor, Action::Request, &resource)
            .map_err(as_learner)?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if !tx.end_request(id, &ended(State::Withdrawn, now)).await? {
                    return Err(Error::Conflict("request-not-open"));
                }
                Ok(())
            })
            .await
    }
}

/// The last two checks, both at once: each names its field.
fn check_ask(asking: &Asking, ask: &Ask, accepts_terms: bool) -> Result<(), Invalid> {
    let mut wrong = Invalid::default();
    if asking.terms.is_some() && !accepts_terms {
        wrong.add("terms", "terms-not-accepted");
    }
    if let Err(lacking) = ask.check(&asking.placed.class.settings) {
        wrong.0.extend(lacking.0);
    }
    wrong.into_result()
}

fn ended(to: State, at: Timestamp) -> Decision {
    Decision {
        to,
        at,
        by: None,
        reason: None,
        issued: None,
    }
}

/// An award was claimed: an open request of the same class has its answer.
pub(crate) async fn overtake(
    tx: &mut Tx,
    (person, class): (PersonId, BadgeClassId),
    now: Timestamp,
) -> Result<()> {
    if let Some(request) = tx.open_request(person, class).await? {
        tx.end_request(request, &ended(State::Overtaken, now))
            .await?;
    }
    Ok(())
}
