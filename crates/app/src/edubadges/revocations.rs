//! Revoking, one or many together, and undoing a revocation that was a mistake.

use domain::assertion::{Assertion, EditionKind, Format, Revocation, RevocationCategory};
use domain::correction::written;
use domain::policy::{Action, Actor, Denied, Permit, Resource};
use domain::role::Path;
use domain::{AssertionId, BadgeClassId, PersonId, RevocationId};
use store::Tx;
use store::badge_classes::PlacedClass;
use store::revocations::{RevocationBatch, RevokedEdubadge};

use crate::badge_classes::path;
use crate::issuing::{Issue, Lot, issue};
use crate::mail::Replacement;
use crate::{App, Error, Result};

/// Edubadges that are revoked together, at most.
const TOGETHER: usize = 500;
/// Revocations of a class that are listed.
const LISTED: i64 = 200;

/// One revocation as its page shows it.
#[derive(Clone, Debug)]
pub struct RevocationView {
    pub placed: PlacedClass,
    pub batch: RevocationBatch,
    pub edubadges: Vec<RevokedEdubadge>,
    /// Who revoked, and who undid it.
    pub by: Option<String>,
    pub undone_by: Option<String>,
    /// Whether the asker may undo it.
    pub may_undo: bool,
}

impl App {
    /// The permit to revoke these edubadges of a class: all, or only those that one awarded. A
    /// refusal is of the whole.
    pub(super) async fn permit_revoking(
        &self,
        actor: &Actor,
        (class, path): (BadgeClassId, Path),
        ids: &[AssertionId],
    ) -> Result<Permit> {
        let node = Resource::Node(path);
        match self.permit(actor, Action::Revoke, &node) {
            Err(Error::Denied { .. }) => {}
            settled => return settled,
        }
        let own = self.permit(actor, Action::RevokeOwn, &node)?;
        let (me, list) = (actor.person_id(), ids.to_vec());
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
        Ok(own)
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
        let permit = self
            .permit_revoking(actor, (class, path(&placed)), &ids)
            .await?;
        let mut wrong = written("reason", &reason).err().unwrap_or_default();
        if ids.is_empty() {
            wrong.add("selection", "nothing-selected");
        }
        if ids.len() > TOGETHER {
            wrong.add_with("selection", "too-many", vec![("max", TOGETHER.to_string())]);
        }
        wrong.into_result()?;
        let revocation = Revocation {
            category,
            reason: reason.trim().to_owned(),
            at: self.now(),
        };
        let batch = RevocationBatch {
            id: RevocationId(self.new_id()),
            class,
            institution: placed.class.institution,
            by: actor.person_id(),
            at: revocation.at,
            category,
            reason: revocation.reason.clone(),
            count: i64::try_from(ids.len()).unwrap_or(i64::MAX),
            undone: None,
        };
        let app = self.clone();
        let done = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let found = tx.assertions_by_id(class, &ids).await?;
                if found.len() != ids.len() {
                    return Err(Error::NotFound);
                }
                let valid: Vec<&Assertion> = found
                    .iter()
                    .map(|(a, _)| a)
                    .filter(|a| a.revocation.is_none())
                    .collect();
                if valid.is_empty() {
                    return Ok(0);
                }
                let batch = RevocationBatch {
                    count: i64::try_from(valid.len()).unwrap_or(i64::MAX),
                    ..batch.clone()
                };
                tx.insert_revocation(&batch).await?;
                let mut done = 0;
                for assertion in valid {
                    if tx.revoke_in(assertion.id, (&revocation, batch.id)).await? {
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

    /// The revocations of a class, newest first, with who did each; for who has a role there.
    pub async fn revocations(
        &self,
        actor: &Actor,
        class: BadgeClassId,
    ) -> Result<(PlacedClass, Vec<(RevocationBatch, Option<String>)>)> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.revocations_of_class(class, LISTED).await)
            .await?;
        Ok((placed, found))
    }

    /// One revocation with everything that it revoked.
    pub async fn revocation(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, RevocationId),
    ) -> Result<RevocationView> {
        let placed = self.badge_class(actor, class).await?;
        self.permit(actor, Action::ReadPeople, &Resource::Node(path(&placed)))?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(batch) = tx.revocation(id).await?.filter(|b| b.class == class) else {
                return Ok(None);
            };
            let edubadges = tx.revoked_in(id).await?;
            let undone_by = batch.undone.as_ref().and_then(|u| u.by);
            let people: Vec<PersonId> = batch.by.into_iter().chain(undone_by).collect();
            let names = tx.person_names(&people).await?;
            Ok::<_, Error>(Some((batch, edubadges, names)))
        });
        let (batch, edubadges, names) = found.await?.ok_or(Error::NotFound)?;
        let name = |id: Option<PersonId>| {
            let found = names.iter().find(|(person, _)| Some(*person) == id);
            found.map(|(_, name)| name.clone())
        };
        let may_undo =
            batch.undone.is_none() && self.permit_undoing(actor, (path(&placed), &batch)).is_ok();
        Ok(RevocationView {
            by: name(batch.by),
            undone_by: name(batch.undone.as_ref().and_then(|u| u.by)),
            placed,
            batch,
            edubadges,
            may_undo,
        })
    }

    /// Who may revoke everything undoes anything; who may revoke own awards, own revocations.
    fn permit_undoing(
        &self,
        actor: &Actor,
        (path, batch): (Path, &RevocationBatch),
    ) -> Result<Permit> {
        let node = Resource::Node(path);
        if let Err(refused) = self.permit(actor, Action::Revoke, &node) {
            self.permit(actor, Action::RevokeOwn, &node)?;
            if batch.by.is_none() || batch.by != actor.person_id() {
                return Err(refused);
            }
        }
        self.permit(actor, Action::Correct, &node)
    }

    /// Undoes a revocation that was a mistake: whoever held one of its edubadges gets a new one,
    /// valid at once and as long as the old one was to be; the old ones stay revoked. What the
    /// learner shared isn't shared again by itself. Gives how many were issued.
    ///
    /// # Errors
    /// `Conflict` when it was undone before.
    pub async fn undo_revocation(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, RevocationId),
    ) -> Result<usize> {
        let view = self.revocation(actor, (class, id)).await?;
        let permit = self.permit_undoing(actor, (path(&view.placed), &view.batch))?;
        let mut lots = Vec::with_capacity(view.edubadges.len());
        for _ in &view.edubadges {
            lots.push(self.draw_lot()?);
        }
        let (app, by) = (self.clone(), actor.person_id());
        let issued = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                if !tx.undo_revocation(&view.batch, (now, by)).await? {
                    return Err(Error::Conflict("revocation-undone"));
                }
                let revoked = tx.revoked_in(id).await?;
                let mut issued = Vec::new();
                for (lot, old) in lots.iter().zip(&revoked) {
                    if old.replaced_by.is_none()
                        && let Some(new) = app.reissue(tx, lot, &old.assertion, by).await?
                    {
                        let what = Replacement::Undone;
                        app.mail_replacement(tx, (&old.assertion, new), (&view.placed, what))
                            .await?;
                        issued.push(new);
                    }
                }
                let count = i64::try_from(issued.len()).unwrap_or(i64::MAX);
                tx.count_reissued(&view.batch, count).await?;
                Ok(issued)
            })
            .await?;
        self.wake();
        self.sign_holders_editions(&issued).await?;
        Ok(issued.len())
    }

    /// The same once more, for a holder who isn't erased and holds no valid one by now.
    async fn reissue(
        &self,
        tx: &mut Tx,
        lot: &Lot,
        old: &Assertion,
        by: Option<PersonId>,
    ) -> Result<Option<AssertionId>> {
        let (Some(person), Some(name)) = (old.person, old.name.clone()) else {
            return Ok(None);
        };
        let now = self.now();
        if !tx
            .valid_holders(old.class, &[person], now)
            .await?
            .is_empty()
        {
            return Ok(None);
        }
        let new = Issue {
            class: old.class,
            version: old.version,
            issuer: old.issuer,
            institution: old.institution,
            person,
            award: None,
            awarded_by: tx.awarded_by(old.id).await?.or(by),
            name,
            grade: old.grade.clone(),
            narrative: old.narrative.clone(),
            evidence: old.evidence.clone(),
            awarded_at: old.awarded_at,
            valid_from: old.valid_from,
            valid_until: old.valid_until,
        };
        let id = issue(tx, lot, new).await?;
        tx.replaces(id, old.id).await?;
        Ok(Some(id))
    }

    /// Signed at issuance, so that they exist whatever happens later.
    pub(super) async fn sign_holders_editions(&self, issued: &[AssertionId]) -> Result<()> {
        for id in issued {
            self.edition(*id, EditionKind::Holder, Format::Ob3).await?;
        }
        Ok(())
    }

    /// Tells the holder that another edubadge came in the place of a revoked one.
    pub(super) async fn mail_replacement(
        &self,
        tx: &mut Tx,
        (old, new): (&Assertion, AssertionId),
        (placed, what): (&PlacedClass, Replacement<'_>),
    ) -> Result<()> {
        let Some(person) = old.person else {
            return Ok(());
        };
        let Some(holder) = tx.person(person).await? else {
            return Ok(());
        };
        let Some(mail) = &holder.mail else {
            return Ok(());
        };
        let Some(version) = tx.version(old.version).await? else {
            return Ok(());
        };
        let name = &version.content.texts_in(holder.language).name;
        self.enqueue_replacement(
            tx,
            (mail, holder.language),
            (new, &placed.placement, name),
            what,
        )
        .await
    }
}
