//! Offered awards: looking, claiming, declining, and proving an address by a code.

use domain::assertion::{EditionKind, Format};
use domain::award::{Match, State, matches};
use domain::institution::Institution;
use domain::person::{IdentifierKind, NameAssurance, Person, name_for_issuance};
use domain::policy::{Action, Actor, Resource};
use domain::{AssertionId, DirectAwardId, PersonId};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::Tx;
use store::awards::{AwardChange, PlacedAward};
use store::persons::Identifier;
use store::terms::Terms;

use super::{as_learner, learner};
use crate::context::sha256;
use crate::issuing::{Issue, issue};
use crate::{App, Error, Result};

/// Minutes that a claim code is good, and how often one may be tried.
const CODE_MINUTES: i64 = 30;
const CODE_TRIES: i64 = 5;

/// An award as its recipient sees it, with whether and how it matches.
#[derive(Clone, Debug)]
pub struct Offer {
    pub placed: PlacedAward,
    pub matches: Match,
    /// The name that would stand on the edubadge.
    pub name: domain::person::StampedName,
    /// The class asks for a validated name, and there is none.
    pub needs_validated_name: bool,
    /// The institution awards its own learners only, and this is none.
    pub needs_own_learner: bool,
    /// Terms to accept before claiming.
    pub terms: Option<Terms>,
    /// When the edubadge would expire if it were claimed now.
    pub valid_until: Option<Timestamp>,
}

impl Offer {
    pub fn may_claim(&self) -> bool {
        self.matches.may_claim()
            && !self.needs_validated_name
            && !self.needs_own_learner
            && self.placed.award.state.is_open()
    }
}

/// What a person proves now.
pub(crate) struct Proof {
    /// The account; nobody vouches for the name on it.
    pub(crate) account: Person,
    pub(crate) identifiers: Vec<Identifier>,
    pub(crate) assurances: Vec<NameAssurance>,
}

impl Proof {
    /// Whether this institution is where the person belongs.
    pub(crate) fn is_at(&self, institution: &Institution, now: Timestamp) -> bool {
        let eppns = self.values(IdentifierKind::Eppn);
        institution
            .registration
            .is_home_of(&self.assurances, &eppns, now)
    }

    pub(crate) fn values(&self, kind: IdentifierKind) -> Vec<String> {
        values(&self.identifiers, kind)
    }
}

pub(super) fn values(identifiers: &[Identifier], kind: IdentifierKind) -> Vec<String> {
    identifiers
        .iter()
        .filter(|i| i.kind == kind)
        .map(|i| i.value.clone())
        .collect()
}

pub(crate) async fn proof(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<Proof> {
    let (account, assurances) = tx
        .person_with_assurances(person)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Proof {
        account,
        identifiers: tx.identifiers(person, now).await?,
        assurances,
    })
}

impl App {
    /// An offered award, for a signed-in learner who has its link or whose it is.
    pub async fn offer(&self, actor: &Actor, id: DirectAwardId) -> Result<Offer> {
        let person = learner(actor)?.id;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(person))
            .map_err(as_learner)?;
        let app = self.clone();
        self.store()
            .read(async move |tx: &mut Tx| app.offer_in(tx, person, id).await)
            .await
    }

    async fn offer_in(&self, tx: &mut Tx, person: PersonId, id: DirectAwardId) -> Result<Offer> {
        let now = self.now();
        let placed = tx.direct_award(id).await?.ok_or(Error::NotFound)?;
        if placed.award.state == State::Scheduled {
            return Err(Error::NotFound);
        }
        let proof = proof(tx, person, now).await?;
        let eppns = proof.values(IdentifierKind::Eppn);
        let mails = proof.values(IdentifierKind::Mail);
        let matched = match matches(&placed.award.recipient, &eppns, &mails, false) {
            _ if placed.given_to == Some(person) => Match::Given,
            Match::NeedsMail if tx.code_was_typed(id, person).await? => Match::Code,
            matched => matched,
        };
        let name = name_for_issuance(
            &proof.assurances,
            placed.award.recipient.typed_name().as_deref(),
            &proof.account.name,
            now,
        );
        let institution = &placed.placement.institution;
        let terms = tx
            .terms_to_accept(person, institution.id, placed.version.content.kind.terms())
            .await?;
        let audience = &institution.settings.audience;
        let listed = match audience.listed() {
            [] => Vec::new(),
            list => tx.institutions_among(list).await?,
        };
        let is_own = proof.is_at(institution, now);
        let needs_own_learner =
            !audience.admits(is_own, |_| listed.iter().any(|i| proof.is_at(i, now)));
        let valid_until = placed
            .version
            .content
            .expiry
            .and_then(|p| p.end_after(now, self.zone()));
        Ok(Offer {
            matches: matched,
            needs_validated_name: placed.settings.validated_name && !name.source.is_validated(),
            needs_own_learner,
            name,
            terms,
            valid_until,
            placed,
        })
    }

    /// Marks an offer as looked at, once, when it is the viewer's.
    pub async fn open_offer(&self, actor: &Actor, offer: &Offer) -> Result<()> {
        if !offer.matches.may_claim()
            || !matches!(
                offer.placed.award.state,
                State::Queued | State::Sent | State::Failed
            )
        {
            return Ok(());
        }
        let person = learner(actor)?.id;
        let permit = self.permit(actor, Action::HaveBackpack, &Resource::Of(person))?;
        let (id, now) = (offer.placed.award.id, self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let from = [State::Queued, State::Sent, State::Failed];
                if tx
                    .set_award_state(id, &from, State::Opened, &AwardChange::default())
                    .await?
                {
                    tx.insert_delivery_event(id, now, State::Opened, None)
                        .await?;
                }
                Ok::<_, store::Error>(())
            })
            .await?;
        Ok(())
    }

    /// Claims an award: the edubadge is issued and valid at once. Of two claims at the same
    /// moment one wins, and the other is told where the edubadge is.
    pub async fn claim(
        &self,
        actor: &Actor,
        id: DirectAwardId,
        accepts_terms: bool,
    ) -> Result<AssertionId> {
        let person = learner(actor)?.id;
        let permit = self
            .permit(actor, Action::Claim, &Resource::Of(person))
            .map_err(as_learner)?;
        let app = self.clone();
        let lot = self.draw_lot()?;
        let issued = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                let offer = app.offer_in(tx, person, id).await?;
                app.check_claim(&offer, accepts_terms)?;
                if let Some(terms) = &offer.terms {
                    tx.accept_terms(person, terms.id, now).await?;
                }
                let award = &offer.placed.award;
                let claimed = AwardChange {
                    claimed_by: Some(person),
                    ended_at: Some(now),
                    reason: None,
                };
                let open = [State::Queued, State::Sent, State::Failed, State::Opened];
                if !tx
                    .set_award_state(id, &open, State::Claimed, &claimed)
                    .await?
                {
                    return Err(Error::Conflict("award-not-open"));
                }
                tx.insert_delivery_event(id, now, State::Claimed, None)
                    .await?;
                let issued = Issue {
                    class: award.class,
                    version: award.version,
                    issuer: offer.placed.placement.issuer.id,
                    institution: offer.placed.placement.institution.id,
                    person,
                    award: Some(id),
                    awarded_by: Some(offer.placed.batch.created_by),
                    name: offer.name.clone(),
                    grade: award.recipient.grade.clone(),
                    narrative: award.recipient.narrative.clone(),
                    evidence: award.recipient.evidence.clone(),
                    awarded_at: award.awarded_at,
                    valid_from: now,
                    valid_until: offer.valid_until,
                };
                let issued = issue(tx, &lot, issued).await?;
                tx.drop_queued_mails(id).await?;
                crate::requests::overtake(tx, (person, award.class), now).await?;
                Ok(issued)
            })
            .await?;
        // The holder's edition is signed at issuance, so that it exists whatever happens later.
        self.edition(issued, EditionKind::Holder, Format::Ob3)
            .await?;
        Ok(issued)
    }

    fn check_claim(&self, offer: &Offer, accepts_terms: bool) -> Result<()> {
        let award = &offer.placed.award;
        if !award.state.is_open() || award.ends_at <= self.now() {
            return Err(Error::Conflict("award-not-open"));
        }
        if !offer.matches.may_claim() {
            return Err(Error::Conflict("award-not-yours"));
        }
        if offer.needs_own_learner {
            return Err(Error::Conflict("award-own-learners-only"));
        }
        if offer.needs_validated_name {
            return Err(Error::Conflict("award-validated-name"));
        }
        if offer.terms.is_some() && !accepts_terms {
            return Err(Error::invalid("terms", "terms-not-accepted"));
        }
        Ok(())
    }

    /// Declines an offer; can be taken back until its period ends.
    pub async fn decline(
        &self,
        actor: &Actor,
        id: DirectAwardId,
        reason: Option<String>,
    ) -> Result<()> {
        let open = [State::Queued, State::Sent, State::Failed, State::Opened];
        self.move_offer(actor, id, &open, State::Declined, reason)
            .await
    }

    /// Takes a decline back.
    pub async fn take_decline_back(&self, actor: &Actor, id: DirectAwardId) -> Result<()> {
        self.move_offer(actor, id, &[State::Declined], State::Opened, None)
            .await
    }

    async fn move_offer(
        &self,
        actor: &Actor,
        id: DirectAwardId,
        from: &[State],
        to: State,
        reason: Option<String>,
    ) -> Result<()> {
        let person = learner(actor)?.id;
        let permit = self
            .permit(actor, Action::Claim, &Resource::Of(person))
            .map_err(as_learner)?;
        let (app, from) = (self.clone(), from.to_vec());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                let offer = app.offer_in(tx, person, id).await?;
                if !offer.matches.may_claim() {
                    return Err(Error::Conflict("award-not-yours"));
                }
                if offer.placed.award.ends_at <= now {
                    return Err(Error::Conflict("award-not-open"));
                }
                let ended_at = (to == State::Declined).then_some(now);
                let change = AwardChange {
                    reason: reason.clone(),
                    ended_at,
                    claimed_by: None,
                };
                if !tx.set_award_state(id, &from, to, &change).await? {
                    return Err(Error::Conflict("award-not-open"));
                }
                tx.insert_delivery_event(id, now, to, None).await?;
                let award = &offer.placed.award;
                let (before, after) = (json!({ "state": award.state }), json!({ "state": to }));
                tx.note_of_class(award.class, ("award", id.0), Some(before), Some(after));
                Ok(())
            })
            .await
    }

    /// Makes a code for proving the award's address and enqueues its mail.
    pub async fn make_claim_code(
        &self,
        actor: &Actor,
        id: DirectAwardId,
    ) -> Result<(String, Offer)> {
        let person = learner(actor)?.id;
        let permit = self
            .permit(actor, Action::Claim, &Resource::Of(person))
            .map_err(as_learner)?;
        self.limit("claim-code", &id.to_string(), (5, 60)).await?;
        let offer = self.offer(actor, id).await?;
        if offer.matches != Match::NeedsMail || !offer.placed.award.state.is_open() {
            return Err(Error::Conflict("award-not-open"));
        }
        let number = u32::from_le_bytes(self.random().bytes()?) % 100_000_000;
        let code = format!("{number:08}");
        let (hash, ends) = (sha256(&code), self.now() + CODE_MINUTES.minutes());
        let (app, placed, sent) = (self.clone(), offer.placed.clone(), code.clone());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.put_claim_code(id, person, (&hash, ends)).await?;
                let lang = tx.person(person).await?.ok_or(Error::NotFound)?.language;
                app.enqueue_claim_code(tx, (&placed, lang), (&sent, CODE_MINUTES))
                    .await
            })
            .await?;
        self.wake();
        Ok((code, offer))
    }

    /// Tries a typed code: a few tries per code, compared in constant time.
    pub async fn type_claim_code(
        &self,
        actor: &Actor,
        id: DirectAwardId,
        code: &str,
    ) -> Result<()> {
        let person = learner(actor)?.id;
        let permit = self
            .permit(actor, Action::Claim, &Resource::Of(person))
            .map_err(as_learner)?;
        self.limit("claim-code-try", &person.to_string(), (20, 60))
            .await?;
        let typed: String = code.chars().filter(char::is_ascii_digit).collect();
        let (hash, now) = (sha256(&typed), self.now());
        // Its own transaction: a wrong try must count although the answer is an error.
        let stored = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.try_claim_code(id, person, (now, CODE_TRIES)).await
            })
            .await?;
        let right =
            stored.is_some_and(|s| ::credentials::crypto::equal_in_constant_time(&s, &hash));
        if !right {
            return Err(Error::invalid("code", "claim-code"));
        }
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.claim_code_used(id, person, now).await
            })
            .await?;
        Ok(())
    }

    /// Mails a code to the award's address, for who can read mail there.
    pub async fn send_claim_code(&self, actor: &Actor, id: DirectAwardId) -> Result<()> {
        let (_code, _offer) = self.make_claim_code(actor, id).await?;
        Ok(())
    }
}
