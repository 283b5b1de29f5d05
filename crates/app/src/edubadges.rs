//! Edubadges: claiming, the backpack, making public, revoking.

use ::credentials::baking;
use domain::assertion::{
    Assertion, EditionKind, Format, PublicChoices, Revocation, RevocationCategory,
};
use domain::award::{Match, State, matches};
use domain::person::{IdentifierKind, NameAssurance, NameSource, name_for_issuance};
use domain::policy::{Action, Actor, Denied, PersonActor, Resource};
use domain::role::Path;
use domain::{
    AssertionId, BadgeClassId, DirectAwardId, InstitutionId, Invalid, PersonId, StatusListId,
};
use jiff::{Timestamp, ToSpan};
use store::Tx;
pub use store::assertions::PlacedAssertion;
use store::awards::{AwardChange, PlacedAward};
use store::keys::StatusList;
use store::persons::Identifier;
use store::terms::Terms;

use crate::context::sha256;
use crate::{App, Error, Result};

/// Bits in a status list (the least that the standard allows: Bitstring Status List 1.0, 3.2).
const LIST_BITS: i64 = 131_072;
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

/// A learner's backpack.
#[derive(Clone, Debug)]
pub struct Backpack {
    pub offers: Vec<PlacedAward>,
    pub edubadges: Vec<PlacedAssertion>,
}

/// What a person proves now.
struct Proof {
    identifiers: Vec<Identifier>,
    assurances: Vec<NameAssurance>,
}

impl Proof {
    fn values(&self, kind: IdentifierKind) -> Vec<String> {
        self.identifiers
            .iter()
            .filter(|i| i.kind == kind)
            .map(|i| i.value.clone())
            .collect()
    }
}

async fn proof(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<Proof> {
    Ok(Proof {
        identifiers: tx.identifiers(person, now).await?,
        assurances: tx.name_assurances(person).await?,
    })
}

fn learner(actor: &Actor) -> Result<&PersonActor> {
    match actor.person() {
        Some(person) => Ok(person),
        None => Err(Error::Denied {
            why: Denied::SignIn,
            path: None,
        }),
    }
}

impl App {
    /// Offered awards and edubadges of the signed-in learner.
    pub async fn backpack(&self, actor: &Actor) -> Result<Backpack> {
        let person = learner(actor)?.id;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(person))
            .map_err(as_learner)?;
        let now = self.now();
        self.store()
            .read(async move |tx: &mut Tx| {
                let proof = Proof {
                    identifiers: tx.identifiers(person, now).await?,
                    assurances: Vec::new(),
                };
                let (mails, eppns) = (
                    proof.values(IdentifierKind::Mail),
                    proof.values(IdentifierKind::Eppn),
                );
                let offers = tx.offers(&mails, &eppns, now).await?;
                let edubadges = tx.assertions_of(person, false).await?;
                Ok::<_, Error>(Backpack { offers, edubadges })
            })
            .await
    }

    /// What was put aside or revoked.
    pub async fn archive(&self, actor: &Actor) -> Result<Vec<PlacedAssertion>> {
        let person = learner(actor)?.id;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(person))
            .map_err(as_learner)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.assertions_of(person, true).await)
            .await?)
    }

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
        let typed = tx.code_was_typed(id, person).await?;
        let eppns = proof.values(IdentifierKind::Eppn);
        let matched = matches(
            &placed.award.recipient,
            &eppns,
            &proof.values(IdentifierKind::Mail),
            typed,
        );
        let account = tx.person(person).await?.ok_or(Error::NotFound)?;
        let name = name_for_issuance(
            &proof.assurances,
            placed.award.recipient.typed_name().as_deref(),
            &account.name,
            now,
        );
        let institution = &placed.placement.institution;
        let terms = self
            .terms_to_accept(tx, person, institution, placed.version.content.kind)
            .await?;
        let home = &institution.registration.identifier;
        let own = proof
            .assurances
            .iter()
            .any(|a| a.vouched_by == *home && a.expires_at.is_none_or(|e| now < e))
            || eppns.iter().any(|e| e.ends_with(&format!("@{home}")));
        let needs_own_learner = match &institution.settings.audience {
            domain::institution::Audience::Anyone => false,
            domain::institution::Audience::OwnOnly => !own,
            domain::institution::Audience::Listed(list) => {
                !own && !self.belongs_to_one_of(tx, list, &proof).await?
            }
        };
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

    async fn belongs_to_one_of(
        &self,
        tx: &mut Tx,
        list: &[InstitutionId],
        proof: &Proof,
    ) -> Result<bool> {
        for id in list {
            if let Some(institution) = tx.institution(*id).await?
                && proof
                    .assurances
                    .iter()
                    .any(|a| a.vouched_by == institution.registration.identifier)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn terms_to_accept(
        &self,
        tx: &mut Tx,
        person: PersonId,
        institution: &domain::institution::Institution,
        kind: domain::badge_class::Type,
    ) -> Result<Option<Terms>> {
        let kind = if kind.is_formal() {
            "formal"
        } else {
            "non-formal"
        };
        let Some(terms) = tx.newest_terms(Some(institution.id), kind).await? else {
            return Ok(None);
        };
        Ok((!tx.has_accepted(person, terms.id).await?).then_some(terms))
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
        let assertion_id = AssertionId(self.new_id());
        let new_list = StatusListId(self.new_id());
        let salt = hex::encode(self.random().bytes::<16>()?);
        // Candidates for the index; drawn here, since a transaction may run twice.
        let mut draws = Vec::new();
        for _ in 0..64 {
            draws.push(i64::from(u32::from_le_bytes(self.random().bytes()?)) % LIST_BITS);
        }
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
                let issuer = offer.placed.placement.issuer.id;
                let (list, index) = allocate(tx, issuer, (new_list, now), &draws).await?;
                let assertion = Assertion {
                    id: assertion_id,
                    class: award.class,
                    version: award.version,
                    issuer,
                    institution: offer.placed.placement.institution.id,
                    person: Some(person),
                    award: Some(id),
                    name: Some(offer.name.clone()),
                    grade: award.recipient.grade.clone(),
                    narrative: award.recipient.narrative.clone(),
                    evidence: award.recipient.evidence.clone(),
                    awarded_at: award.awarded_at,
                    valid_from: now,
                    valid_until: offer.valid_until,
                    revocation: None,
                    public: None,
                    archived_at: None,
                    salt: salt.clone(),
                    status_list: list,
                    status_index: index,
                    seen_at: None,
                };
                tx.insert_assertion(&assertion, Some(offer.placed.batch.created_by))
                    .await?;
                tx.drop_queued_mails(id).await?;
                Ok(assertion_id)
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

    /// An edubadge of the signed-in learner.
    pub async fn own_edubadge(&self, actor: &Actor, id: AssertionId) -> Result<PlacedAssertion> {
        let person = learner(actor)?;
        let placed = self
            .store()
            .read(async move |tx: &mut Tx| tx.assertion(id).await)
            .await?;
        let placed = placed.ok_or(Error::NotFound)?;
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        if person.id != owner {
            return Err(Error::NotFound);
        }
        self.permit(actor, Action::HaveBackpack, &Resource::Of(owner))
            .map_err(as_learner)?;
        Ok(placed)
    }

    /// Makes an edubadge public with these choices: the public edition is signed afresh.
    pub async fn make_public(
        &self,
        actor: &Actor,
        id: AssertionId,
        choices: PublicChoices,
    ) -> Result<()> {
        self.set_public(actor, id, Some(choices)).await?;
        self.edition(id, EditionKind::Public, Format::Ob3).await?;
        Ok(())
    }

    /// Makes it private: its public address answers 404 from now on.
    pub async fn make_private(&self, actor: &Actor, id: AssertionId) -> Result<()> {
        self.set_public(actor, id, None).await
    }

    async fn set_public(
        &self,
        actor: &Actor,
        id: AssertionId,
        choices: Option<PublicChoices>,
    ) -> Result<()> {
        let placed = self.own_edubadge(actor, id).await?;
        if placed.assertion.revocation.is_some() && choices.is_some() {
            return Err(Error::Conflict("edubadge-revoked"));
        }
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        let permit = self.permit(actor, Action::Share, &Resource::Of(owner))?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_public(id, choices).await
            })
            .await?;
        Ok(())
    }

    /// Puts an edubadge aside, or takes it back from the archive.
    pub async fn put_aside(&self, actor: &Actor, id: AssertionId, aside: bool) -> Result<()> {
        let placed = self.own_edubadge(actor, id).await?;
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        let permit = self.permit(actor, Action::Share, &Resource::Of(owner))?;
        let at = aside.then(|| self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_assertion_archived(id, at).await?;
                if at.is_some() {
                    tx.set_public(id, None).await?;
                }
                Ok::<_, store::Error>(())
            })
            .await?;
        Ok(())
    }

    /// A holder's own download: bytes, media type, file name.
    pub async fn download(&self, actor: &Actor, id: AssertionId, format: &str) -> Result<Download> {
        let placed = self.own_edubadge(actor, id).await?;
        self.packed(&placed, EditionKind::Holder, format).await
    }

    /// A signed form as a file.
    pub(crate) async fn packed(
        &self,
        placed: &PlacedAssertion,
        kind: EditionKind,
        format: &str,
    ) -> Result<Download> {
        use baking::Version::{OpenBadges2, OpenBadges3};
        let id = placed.assertion.id;
        let name = file_name(&placed.version.content.texts.name);
        let (bytes, media_type, ending) = match format {
            "ob3.json" => (
                self.edition(id, kind, Format::Ob3).await?.into_bytes(),
                "application/vc",
                "json",
            ),
            "ob3.jwt" => (
                self.edition(id, kind, Format::Ob3Jwt).await?.into_bytes(),
                "application/vc+jwt",
                "jwt",
            ),
            "ob2.jws" => (
                self.edition(id, kind, Format::Ob2Jws).await?.into_bytes(),
                "application/jose",
                "jws",
            ),
            "ob3.png" => (
                self.baked(placed, kind, (false, OpenBadges3)).await?,
                "image/png",
                "png",
            ),
            "ob2.png" => (
                self.baked(placed, kind, (false, OpenBadges2)).await?,
                "image/png",
                "png",
            ),
            "ob3.svg" => (
                self.baked(placed, kind, (true, OpenBadges3)).await?,
                "image/svg+xml",
                "svg",
            ),
            "ob2.svg" => (
                self.baked(placed, kind, (true, OpenBadges2)).await?,
                "image/svg+xml",
                "svg",
            ),
            _ => return Err(Error::NotFound),
        };
        let standard = if format.starts_with("ob2") {
            "-ob2"
        } else {
            ""
        };
        Ok(Download {
            bytes,
            media_type,
            file_name: format!("{name}{standard}.{ending}"),
        })
    }

    /// A public edubadge with its public edition (empty when it was revoked); anything else is not
    /// to be known to exist.
    pub(crate) async fn public_edition(
        &self,
        actor: &Actor,
        id: AssertionId,
        format: Format,
    ) -> Result<(PlacedAssertion, String)> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let kind = EditionKind::Public;
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.assertion_with_edition(id, kind, format).await);
        let (placed, body) = found
            .await?
            .filter(|(p, _)| p.assertion.is_public())
            .ok_or(Error::NotFound)?;
        let body = match (&placed.assertion.revocation, body) {
            (Some(_), _) => String::new(),
            (None, Some(body)) => body,
            (None, None) => self.edition(id, kind, format).await?,
        };
        Ok((placed, body))
    }

    /// The awarding record of a class: edubadges with the names on them, for who has a role there.
    pub async fn edubadges_of_class(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        after: Option<(Timestamp, AssertionId)>,
    ) -> Result<(store::badge_classes::PlacedClass, Vec<Assertion>, bool)> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(
            actor,
            Action::ReadPeople,
            &Resource::Node(crate::badge_classes::path(&placed)),
        )?;
        let mut found = self
            .store()
            .read(async move |tx: &mut Tx| tx.assertions_of_class(class, after).await)
            .await?;
        let more = found.len() > 50;
        found.truncate(50);
        Ok((placed, found, more))
    }

    /// Revokes edubadges of a class with a public category and a reason for the learner. Who may
    /// only revoke own awards is refused as a whole when one is another's; gives how many were
    /// revoked now.
    pub async fn revoke(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        ids: Vec<AssertionId>,
        (category, reason): (RevocationCategory, String),
    ) -> Result<usize> {
        let placed = self.badge_class(actor, class).await?;
        let path: Path = crate::badge_classes::path(&placed);
        let node = Resource::Node(path);
        let permit = match self.permit(actor, Action::Revoke, &node) {
            Ok(permit) => permit,
            Err(Error::Denied { .. }) => {
                let own = self.permit(actor, Action::RevokeOwn, &node)?;
                let me = actor.person_id();
                let list = ids.clone();
                let found = self
                    .store()
                    .read(async move |tx: &mut Tx| tx.assertions_by_id(class, &list).await)
                    .await?;
                if found.iter().any(|(_, by)| by.is_none() || *by != me) {
                    return Err(Error::Denied {
                        why: Denied::Forbidden,
                        path: Some(path),
                    });
                }
                own
            }
            Err(other) => return Err(other),
        };
        let mut wrong = Invalid::default();
        if ids.is_empty() {
            wrong.add("selection", "nothing-selected");
        }
        if ids.len() > 500 {
            wrong.add_with("selection", "too-many", vec![("max", "500".into())]);
        }
        match reason.trim().chars().count() {
            0 => wrong.add("reason", "required"),
            1..=2_000 => {}
            _ => wrong.add_with("reason", "too-long", vec![("max", "2000".into())]),
        }
        wrong.into_result()?;
        let revocation = Revocation {
            category,
            reason: reason.trim().to_owned(),
            at: self.now(),
        };
        let app = self.clone();
        let done = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let found = tx.assertions_by_id(class, &ids).await?;
                if found.len() != ids.len() {
                    return Err(Error::NotFound);
                }
                let mut done = 0;
                for (assertion, _) in &found {
                    if tx.revoke_assertion(assertion.id, &revocation).await? {
                        done += 1;
                        app.mail_revocation(tx, assertion, (&placed.placement, &revocation))
                            .await?;
                    }
                }
                Ok::<_, Error>(done)
            })
            .await?;
        self.wake();
        Ok(done)
    }

    /// Tells the holder, where there is one with an address.
    async fn mail_revocation(
        &self,
        tx: &mut Tx,
        assertion: &Assertion,
        (placement, revocation): (&store::institutions::Placement, &Revocation),
    ) -> Result<()> {
        let Some(id) = assertion.person else {
            return Ok(());
        };
        let Some(holder) = tx.person(id).await? else {
            return Ok(());
        };
        let (Some(mail), Some(version)) = (&holder.mail, tx.version(assertion.version).await?)
        else {
            return Ok(());
        };
        let name = &version.content.texts_in(holder.language).name;
        let what = (assertion.id, placement, name.as_str());
        self.enqueue_revocation(
            tx,
            (mail, holder.language),
            what,
            (revocation.category, &revocation.reason),
        )
        .await
    }
}

/// A file to hand out.
#[derive(Clone, Debug)]
pub struct Download {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    pub file_name: String,
}

/// Signed in, but not as a learner: that is "sign in with eduID", not "nothing here".
fn as_learner(e: Error) -> Error {
    match e {
        Error::NotFound => Error::Denied {
            why: Denied::SignIn,
            path: None,
        },
        other => other,
    }
}

/// A free random index in the issuer's open list; a new list when all are half full.
async fn allocate(
    tx: &mut Tx,
    issuer: domain::IssuerId,
    (new_list, now): (StatusListId, Timestamp),
    draws: &[i64],
) -> Result<(StatusListId, i64)> {
    let list = match tx.open_status_list(issuer).await? {
        Some(list) => list,
        None => {
            let list = StatusList {
                id: new_list,
                issuer,
                length: LIST_BITS,
                taken: 0,
                created_at: now,
            };
            tx.insert_status_list(&list).await?;
            list
        }
    };
    for index in draws {
        if !tx.index_is_taken(list.id, *index).await? {
            tx.count_index_taken(list.id).await?;
            return Ok((list.id, *index));
        }
    }
    // Half of the list is free: sixty-four misses in a row don't happen.
    Err(Error::Conflict("busy"))
}

/// A file name from a class's name: letters and digits, hyphens between.
fn file_name(name: &str) -> String {
    let folded = domain::text::fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = words.join("-");
    out.truncate(60);
    if out.is_empty() {
        "edubadge".into()
    } else {
        out
    }
}

/// Whether a stamped name may stand publicly.
pub fn may_be_public(source: &NameSource) -> bool {
    *source != NameSource::Account
}

impl App {
    /// A public edubadge for machines: the public edition, or the stub of a revoked one (`true`).
    pub async fn hosted_assertion(
        &self,
        actor: &Actor,
        id: AssertionId,
        format: Format,
    ) -> Result<(String, bool)> {
        let found = self.public_edition(actor, id, format).await?;
        Ok(self.hosted_form(&found, format))
    }

    pub(crate) fn hosted_form(
        &self,
        (placed, body): &(PlacedAssertion, String),
        format: Format,
    ) -> (String, bool) {
        let Some(revocation) = &placed.assertion.revocation else {
            return (body.clone(), false);
        };
        let id = placed.assertion.id;
        let address = match format {
            Format::Ob2 | Format::Ob2Jws => crate::urls::ob2_assertion(id),
            Format::Ob3 | Format::Ob3Jwt => crate::urls::edubadge(id),
        };
        let address = self.urls().absolute(&address);
        let stub = ::credentials::ob2::revoked_stub(&address, Some(revocation.category.code()));
        (stub.to_string(), true)
    }

    /// A context or schema of the metadata extensions, by its path.
    pub fn extension_document(&self, path: &str) -> Option<serde_json::Value> {
        ::credentials::extensions::document(path, self.urls().base())
    }
}

impl App {
    /// Mails a code to the award's address, for who can read mail there.
    pub async fn send_claim_code(&self, actor: &Actor, id: DirectAwardId) -> Result<()> {
        let (_code, _offer) = self.make_claim_code(actor, id).await?;
        Ok(())
    }
}
