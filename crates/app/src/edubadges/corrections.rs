//! Corrections: a learner says what is wrong; staff issue a corrected edubadge in the place of the
//! old one, or say why not.

use domain::assertion::{Assertion, Revocation, RevocationCategory};
use domain::badge_class::Version;
use domain::correction::{Corrected, Correction, NameChoice, State, written};
use domain::person::{NameSource, StampedName, name_for_issuance};
use domain::policy::{Action, Actor, Permit, Resource};
use domain::{AssertionId, BadgeClassId, CorrectionId, PersonId, RevocationId};
use store::Tx;
use store::assertions::PlacedAssertion;
use store::badge_classes::PlacedClass;
use store::revocations::RevocationBatch;

use super::as_learner;
use crate::badge_classes::path;
use crate::issuing::{Issue, Lot, issue};
use crate::mail::{CorrectionMail, Replacement};
use crate::{App, Error, Result};

/// Questions of one learner in an hour.
const ASKS: (i64, i64) = (10, 60);

/// A learner's own edubadge with what came before and after it, and the questions about it.
#[derive(Clone, Debug)]
pub struct OwnEdubadge {
    pub placed: PlacedAssertion,
    /// In whose place it was issued, and which one came in its place.
    pub older: Option<AssertionId>,
    pub newer: Option<AssertionId>,
    pub corrections: Vec<Correction>,
}

/// An edubadge as staff of its class see it: the awarding record.
#[derive(Clone, Debug)]
pub struct StaffEdubadge {
    pub class: PlacedClass,
    pub assertion: Assertion,
    pub version: Version,
    pub older: Option<AssertionId>,
    pub newer: Option<AssertionId>,
    pub corrections: Vec<Correction>,
    /// A name is validated for the holder now.
    pub has_validated_name: bool,
    pub may_correct: bool,
}

impl StaffEdubadge {
    /// A newer text of the class than the one on the edubadge.
    pub fn newer_version(&self) -> Option<&Version> {
        let newest = self.class.version.as_ref()?;
        (newest.id != self.version.id).then_some(newest)
    }

    /// The question that waits for an answer.
    pub fn open_correction(&self) -> Option<&Correction> {
        self.corrections.iter().find(|k| k.state == State::Open)
    }
}

impl App {
    /// An edubadge of the signed-in learner with everything that its page shows.
    pub async fn own_edubadge_page(&self, actor: &Actor, id: AssertionId) -> Result<OwnEdubadge> {
        let placed = self.own_edubadge(actor, id).await?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let (older, newer) = tx.neighbours(id).await?;
            Ok::<_, store::Error>((older, newer, tx.corrections_of(id).await?))
        });
        let (older, newer, corrections) = found.await?;
        Ok(OwnEdubadge {
            placed,
            older,
            newer,
            corrections,
        })
    }

    /// Asks staff to correct one's own edubadge; they get a mail. One question at a time.
    pub async fn ask_correction(
        &self,
        actor: &Actor,
        id: AssertionId,
        text: &str,
    ) -> Result<CorrectionId> {
        let placed = self.own_edubadge(actor, id).await?;
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        let permit = self
            .permit(actor, Action::AskCorrection, &Resource::Of(owner))
            .map_err(as_learner)?;
        let text = written("text", text)?;
        self.limit("correction", &owner.to_string(), ASKS).await?;
        let question = Correction {
            id: CorrectionId(self.new_id()),
            assertion: id,
            class: placed.assertion.class,
            institution: placed.assertion.institution,
            person: Some(owner),
            state: State::Open,
            text,
            answer: None,
            asked_at: self.now(),
            decided_at: None,
            decided_by: None,
        };
        let (app, asked) = (self.clone(), question.id);
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = tx.assertion(id).await?.ok_or(Error::NotFound)?;
                if now.assertion.revocation.is_some() {
                    return Err(Error::Conflict("correction-revoked"));
                }
                if tx.open_correction(id).await?.is_some() {
                    return Err(Error::Conflict("correction-open"));
                }
                tx.insert_correction(&question).await?;
                let by = tx.awarded_by(id).await?;
                app.mail_question(tx, &now, (&question, by)).await
            })
            .await?;
        self.wake();
        Ok(asked)
    }

    /// To who awarded it, else to the contact address of the issuer or the institution.
    async fn mail_question(
        &self,
        tx: &mut Tx,
        placed: &PlacedAssertion,
        (question, by): (&Correction, Option<PersonId>),
    ) -> Result<()> {
        let place = &placed.placement;
        let contact = place.issuer.settings.contact_mail.clone();
        let contact = contact.or_else(|| place.institution.settings.contact_mail.clone());
        let mut to = (contact, place.institution.settings.default_language);
        if let Some(by) = by
            && let Some(awarder) = tx.person(by).await?
            && awarder.mail.is_some()
            && tx.roles_of(by, self.now()).await?.iter().any(|g| {
                g.path
                    .is_some_and(|p| p.institution == question.institution)
            })
        {
            to = (awarder.mail, awarder.language);
        }
        let (Some(mail), lang) = to else {
            return Ok(());
        };
        let what = CorrectionMail::Asked(question);
        self.enqueue_correction(tx, (&mail, lang), (placed, what))
            .await
    }

    /// Takes one's own question back.
    pub async fn withdraw_correction(&self, actor: &Actor, id: AssertionId) -> Result<()> {
        let placed = self.own_edubadge(actor, id).await?;
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        let permit = self
            .permit(actor, Action::AskCorrection, &Resource::Of(owner))
            .map_err(as_learner)?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let Some(question) = tx.open_correction(id).await? else {
                    return Err(Error::Conflict("correction-decided"));
                };
                let (to, decided) = ((State::Withdrawn, None), (now, Some(owner)));
                tx.decide_correction(&question, to, decided).await?;
                Ok(())
            })
            .await
    }

    /// An edubadge of a class with its history; for who has a role there.
    pub async fn staff_edubadge(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AssertionId),
    ) -> Result<StaffEdubadge> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(found) = tx.assertion(id).await? else {
                return Ok(None);
            };
            let (older, newer) = tx.neighbours(id).await?;
            let corrections = tx.corrections_of(id).await?;
            let validated = match found.assertion.person {
                Some(person) => validated_name(tx, person, now).await?,
                None => None,
            };
            Ok::<_, Error>(Some((found, (older, newer), corrections, validated)))
        });
        let (found, (older, newer), corrections, validated) = found
            .await?
            .filter(|(found, ..)| found.assertion.class == class)
            .ok_or(Error::NotFound)?;
        let may_correct = self
            .permit_correcting(actor, &placed, &found.assertion)
            .await
            .is_ok();
        Ok(StaffEdubadge {
            class: placed,
            assertion: found.assertion,
            version: found.version,
            older,
            newer,
            corrections,
            has_validated_name: validated.is_some(),
            may_correct,
        })
    }

    /// Who may revoke it and award it anew, to somebody else than themselves.
    async fn permit_correcting(
        &self,
        actor: &Actor,
        placed: &PlacedClass,
        assertion: &Assertion,
    ) -> Result<Permit> {
        let path = path(placed);
        self.permit_revoking(actor, (assertion.class, path), &[assertion.id])
            .await?;
        let recipient = Resource::For {
            path,
            person: assertion.person,
        };
        self.permit(actor, Action::Correct, &recipient)
    }

    /// Issues a corrected edubadge, valid at once and as long as the old one was to be (or, under a
    /// newer text, as that says), and revokes the old one as superseded. An open question of the
    /// holder is answered by it. What the learner shared isn't shared again by itself.
    ///
    /// # Errors
    /// `Invalid` field by field; `Conflict` when it is revoked or the holder erased.
    pub async fn supersede(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AssertionId),
        corrected: Corrected,
    ) -> Result<AssertionId> {
        let seen = self.staff_edubadge(actor, (class, id)).await?;
        let permit = self
            .permit_correcting(actor, &seen.class, &seen.assertion)
            .await?;
        let version = match seen.newer_version() {
            Some(newer) if corrected.newest_version => newer.clone(),
            _ => seen.version.clone(),
        };
        corrected.check(&version.content, &seen.class.class.settings)?;
        let (lot, batch) = (self.draw_lot()?, RevocationId(self.new_id()));
        let (app, by) = (self.clone(), actor.person_id());
        let new = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let old = tx.assertion(id).await?.ok_or(Error::NotFound)?.assertion;
                let revocation = Revocation {
                    category: RevocationCategory::Superseded,
                    reason: corrected.reason.trim().to_owned(),
                    at: app.now(),
                };
                tx.insert_revocation(&RevocationBatch {
                    id: batch,
                    class,
                    institution: old.institution,
                    by,
                    at: revocation.at,
                    category: revocation.category,
                    reason: revocation.reason.clone(),
                    count: 1,
                    undone: None,
                })
                .await?;
                // The first of two correctors wins.
                if !tx.revoke_in(old.id, (&revocation, batch)).await? {
                    return Err(Error::Conflict("correction-revoked"));
                }
                let (new, old) = app
                    .issue_corrected(tx, (&lot, by), old, (&corrected, &version))
                    .await?;
                let reason = Replacement::Corrected(&revocation.reason);
                app.mail_replacement(tx, (&old, new), (&seen.class, reason))
                    .await?;
                if let Some(question) = tx.open_correction(old.id).await? {
                    let (to, decided) = ((State::Granted, None), (app.now(), by));
                    tx.decide_correction(&question, to, decided).await?;
                }
                Ok(new)
            })
            .await?;
        self.wake();
        self.sign_holders_editions(&[new]).await?;
        Ok(new)
    }

    async fn issue_corrected(
        &self,
        tx: &mut Tx,
        (lot, by): (&Lot, Option<PersonId>),
        old: Assertion,
        (corrected, version): (&Corrected, &Version),
    ) -> Result<(AssertionId, Assertion)> {
        let (Some(person), Some(stamped)) = (old.person, old.name.clone()) else {
            return Err(Error::Conflict("correction-erased"));
        };
        let name = self
            .corrected_name(tx, (person, stamped), corrected)
            .await?;
        let valid_until = if version.id == old.version {
            old.valid_until
        } else {
            let expiry = version.content.expiry;
            expiry.and_then(|p| p.end_after(old.valid_from, self.zone()))
        };
        let new = Issue {
            class: old.class,
            version: version.id,
            issuer: old.issuer,
            institution: old.institution,
            person,
            award: None,
            awarded_by: tx.awarded_by(old.id).await?.or(by),
            name,
            grade: corrected.grade.clone(),
            narrative: corrected.narrative.clone(),
            evidence: corrected.evidence.clone(),
            awarded_at: old.awarded_at,
            valid_from: old.valid_from,
            valid_until,
        };
        let id = issue(tx, lot, new).await?;
        tx.replaces(id, old.id).await?;
        Ok((id, old))
    }

    async fn corrected_name(
        &self,
        tx: &mut Tx,
        (person, stamped): (PersonId, StampedName),
        corrected: &Corrected,
    ) -> Result<StampedName> {
        let now = self.now();
        match (corrected.name, &corrected.typed_name) {
            (NameChoice::Validated, _) => validated_name(tx, person, now)
                .await?
                .ok_or_else(|| Error::invalid("name", "no-validated-name")),
            (NameChoice::Typed, Some(typed)) => Ok(StampedName {
                name: typed.trim().to_owned(),
                source: NameSource::Awarder,
                vouched_by: None,
                acr: None,
                at: now,
            }),
            (NameChoice::Same, _) | (NameChoice::Typed, None) => Ok(stamped),
        }
    }

    /// Says why an edubadge isn't corrected; the learner gets a mail.
    pub async fn refuse_correction(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, AssertionId),
        answer: &str,
    ) -> Result<()> {
        let seen = self.staff_edubadge(actor, (class, id)).await?;
        let permit = self
            .permit_correcting(actor, &seen.class, &seen.assertion)
            .await?;
        let answer = written("answer", answer)?;
        let (app, by) = (self.clone(), actor.person_id());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let question = tx.open_correction(id).await?;
                let question = question.ok_or(Error::Conflict("correction-decided"))?;
                let to = (State::Refused, Some(answer.as_str()));
                tx.decide_correction(&question, to, (app.now(), by)).await?;
                let Some(placed) = tx.assertion(id).await? else {
                    return Ok(());
                };
                let Some(person) = question.person else {
                    return Ok(());
                };
                let Some(holder) = tx.person(person).await? else {
                    return Ok(());
                };
                let Some(mail) = &holder.mail else {
                    return Ok(());
                };
                let what = CorrectionMail::Refused(&question, &answer);
                app.enqueue_correction(tx, (mail, holder.language), (&placed, what))
                    .await
            })
            .await?;
        self.wake();
        Ok(())
    }
}

/// The name that somebody vouches for now.
async fn validated_name(
    tx: &mut Tx,
    person: PersonId,
    now: jiff::Timestamp,
) -> Result<Option<StampedName>> {
    let assurances = tx.name_assurances(person).await?;
    let name = name_for_issuance(&assurances, None, "", now);
    Ok(name.source.is_validated().then_some(name))
}
