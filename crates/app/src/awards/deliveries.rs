//! What staff do about awards after they were made: correct an address, send again, give more
//! time, take back.

use domain::award::{Recipient, State};
use domain::plea::{Plea, check_text};
use domain::policy::{Action, Actor, Permit, Resource};
use domain::role::Path;
use domain::{BadgeClassId, DirectAwardId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use store::Tx;
use store::awards::PlacedAward;
use store::badge_classes::PlacedClass;
use store::deliveries::{DeliveryEvent, NewAddress, Resent, Selection};
use store::outbox::Mail;

use crate::badge_classes::path;
use crate::context::sha256;
use crate::mail::OFFER;
use crate::{App, Error, Result};

/// Awards changed in one transaction.
const CHUNK: i64 = 500;
/// A claim period that ends later than so many days from now is a slip of the pen.
const EXTEND_DAYS_MAX: i64 = 366;

/// What is done to a selection of awards.
#[derive(Clone, Debug)]
pub enum Deed {
    Resend,
    /// Claiming can be done until the end of this day.
    Extend(Date),
    /// With why, for staff.
    Withdraw(String),
}

/// A selection before something is done to it.
#[derive(Clone, Debug)]
pub struct SelectionView {
    pub placed: PlacedClass,
    /// How many of it are open, or wait for their moment.
    pub open: i64,
    pub waiting: i64,
}

/// One award as staff see it.
#[derive(Clone, Debug)]
pub struct AwardView {
    pub award: PlacedAward,
    pub awarder: String,
    /// Newest first.
    pub events: Vec<DeliveryEvent>,
    /// Who says that it is theirs, by name, and what became of it.
    pub pleas: Vec<(Plea, String)>,
}

impl AwardView {
    pub fn path(&self) -> Path {
        self.award.placement.path().class(self.award.award.class)
    }
}

/// To whom a corrected award goes.
#[derive(Clone, Debug, Default)]
pub struct NewRecipientAddress {
    pub mail: String,
    pub eppn: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}

impl App {
    /// The class and the right to change its awards.
    async fn deliverable(
        &self,
        actor: &Actor,
        class: BadgeClassId,
    ) -> Result<(PlacedClass, Permit)> {
        let placed = self.badge_class(actor, class).await?;
        let permit = self.permit(actor, Action::Award, &Resource::Node(path(&placed)))?;
        Ok((placed, permit))
    }

    /// One award of a class, with its history.
    pub async fn award_of_class(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, DirectAwardId),
    ) -> Result<AwardView> {
        let award = self
            .store()
            .read(async move |tx: &mut Tx| tx.direct_award(id).await)
            .await?
            .filter(|p| p.award.class == class)
            .ok_or(Error::NotFound)?;
        let node = award.placement.path().class(class);
        self.permit(actor, Action::ReadPeople, &Resource::Node(node))?;
        let by = award.batch.created_by;
        let (events, pleas, names) = self
            .store()
            .read(async move |tx: &mut Tx| {
                let events = tx.delivery_events(id).await?;
                let pleas = tx.pleas_of_award(id).await?;
                let mut people: Vec<PersonId> = pleas.iter().map(|p| p.person).collect();
                people.push(by);
                Ok::<_, Error>((events, pleas, tx.person_names(&people).await?))
            })
            .await?;
        let name = |id: PersonId| {
            let found = names.iter().find(|(p, _)| *p == id);
            found.map(|(_, n)| n.clone()).unwrap_or_default()
        };
        Ok(AwardView {
            awarder: name(by),
            pleas: pleas
                .into_iter()
                .map(|p| (p.clone(), name(p.person)))
                .collect(),
            award,
            events,
        })
    }

    /// What a deed would be done to.
    pub async fn selected_awards(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        selection: Selection,
    ) -> Result<SelectionView> {
        let (placed, _) = self.deliverable(actor, class).await?;
        let now = self.now();
        let counts = self
            .store()
            .read(async move |tx: &mut Tx| tx.selected_counts(class, &selection, now).await)
            .await?;
        let of = |wanted: &dyn Fn(State) -> bool| {
            counts
                .iter()
                .filter(|(s, _)| wanted(*s))
                .map(|(_, n)| n)
                .sum()
        };
        Ok(SelectionView {
            placed,
            open: of(&State::is_open),
            waiting: of(&|s| s == State::Scheduled),
        })
    }

    /// Does it to those of a selection that are open at that moment (or, for taking back, that
    /// wait for theirs); gives to how many.
    pub async fn change_awards(
        &self,
        actor: &Actor,
        (class, selection): (BadgeClassId, Selection),
        deed: Deed,
    ) -> Result<usize> {
        let (_, permit) = self.deliverable(actor, class).await?;
        let deed = self.checked_deed(deed)?;
        if let (Deed::Resend, Some(me)) = (&deed, actor.person_id()) {
            self.limit("award-resend", &me.to_string(), (30, 10))
                .await?;
        }
        let (mut after, mut changed) = (DirectAwardId(uuid::Uuid::nil()), 0);
        loop {
            let (app, which, what) = (self.clone(), selection.clone(), deed.clone());
            let chunk = self
                .store()
                .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                    let ids = tx.selected_awards(class, &which, (after, CHUNK)).await?;
                    let done = app.change_chunk(tx, (class, &ids), &what).await?;
                    Ok::<_, Error>((ids.last().copied(), done))
                });
            let (last, done) = chunk.await?;
            changed += done;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
        self.wake();
        Ok(changed)
    }

    fn checked_deed(&self, deed: Deed) -> Result<Deed> {
        match deed {
            Deed::Resend => Ok(Deed::Resend),
            Deed::Withdraw(reason) => Ok(Deed::Withdraw(check_text("reason", &reason)?)),
            Deed::Extend(day) => {
                let today = self.day_of(self.now());
                if day <= today {
                    return Err(Error::invalid("until", "extend-past"));
                }
                if i64::from((day - today).get_days()) > EXTEND_DAYS_MAX {
                    return Err(Error::invalid("until", "extend-too-far"));
                }
                Ok(Deed::Extend(day))
            }
        }
    }

    async fn change_chunk(
        &self,
        tx: &mut Tx,
        (class, ids): (BadgeClassId, &[DirectAwardId]),
        deed: &Deed,
    ) -> Result<usize> {
        let now = self.now();
        if ids.is_empty() {
            return Ok(0);
        }
        match deed {
            Deed::Resend => {
                let ends = self.claim_end(now);
                let resent = tx.resend_awards((class, ids), ends, now).await?;
                self.enqueue_resent(tx, &resent, "resent").await?;
                Ok(resent.len())
            }
            Deed::Extend(day) => {
                let end = self.end_of_day(*day)?;
                let extended = tx.extend_awards((class, ids), end, now).await?;
                tx.insert_delivery_events(&extended, now, "extended")
                    .await?;
                for (id, _) in &extended {
                    tx.note(
                        "award",
                        id.0,
                        None,
                        Some(json!({ "ends": day.to_string() })),
                    );
                }
                Ok(extended.len())
            }
            Deed::Withdraw(reason) => {
                let withdrawn = tx.withdraw_awards((class, ids), reason, now).await?;
                tx.drop_mails_of(&withdrawn).await?;
                for id in &withdrawn {
                    tx.insert_delivery_event(*id, now, State::Withdrawn, Some(reason))
                        .await?;
                    tx.lapse_pleas_of(*id, now).await?;
                    tx.note("award", id.0, None, Some(json!({ "state": "withdrawn" })));
                }
                Ok(withdrawn.len())
            }
        }
    }

    /// The last moment of a day of the platform.
    fn end_of_day(&self, day: Date) -> Result<Timestamp> {
        let end = day
            .at(23, 59, 59, 0)
            .to_zoned(self.zone().clone())
            .map_err(|_| Error::invalid("until", "extend-too-far"))?;
        Ok(end.timestamp())
    }

    /// Mails that leave once more, in place of those that didn't leave yet.
    async fn enqueue_resent(&self, tx: &mut Tx, resent: &[Resent], why: &str) -> Result<()> {
        let ids: Vec<DirectAwardId> = resent.iter().map(|r| r.id).collect();
        tx.drop_mails_of(&ids).await?;
        let mails: Vec<Mail> = resent
            .iter()
            .map(|r| {
                let what = format!("{}-{}", r.id, r.round);
                self.award_mail((r.id, &r.mail), OFFER, &what)
            })
            .collect();
        tx.enqueue_mails(&mails).await?;
        let events: Vec<_> = resent.iter().map(|r| (r.id, r.state)).collect();
        tx.insert_delivery_events(&events, self.now(), why).await?;
        for one in resent {
            tx.note("award", one.id.0, None, Some(json!({ "mail": why })));
        }
        Ok(())
    }

    /// Corrects to whom an award goes: the old claim link is dead from then on, and the mail
    /// leaves to the new address (or, when its moment has yet to come, at that moment).
    pub async fn correct_award(
        &self,
        actor: &Actor,
        (class, id): (BadgeClassId, DirectAwardId),
        to: NewRecipientAddress,
    ) -> Result<()> {
        let (_, permit) = self.deliverable(actor, class).await?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                let placed = tx.badge_class(class).await?.ok_or(Error::NotFound)?;
                let found = tx
                    .direct_award(id)
                    .await?
                    .filter(|p| p.award.class == class)
                    .ok_or(Error::NotFound)?;
                let state = found.award.state;
                if !(state == State::Scheduled || state.is_open() && found.award.ends_at > now) {
                    return Err(Error::Conflict("award-not-open"));
                }
                let recipient = Recipient {
                    mail: to.mail.clone(),
                    eppn: to.eppn.clone(),
                    first_name: to.first_name.clone(),
                    last_name: to.last_name.clone(),
                    ..found.award.recipient.clone()
                };
                app.check_corrected(tx, (&placed, me), &recipient).await?;
                if recipient == found.award.recipient {
                    return Err(Error::invalid("mail", "address-unchanged"));
                }
                let change = NewAddress {
                    recipient: &recipient,
                    token_hash: sha256(app.claim_token(id, found.link + 1)?),
                    link: found.link,
                    given_to: None,
                    ends_at: app.claim_end(now),
                };
                let Some(moved) = tx.readdress_award(id, &change, now).await? else {
                    let field = if recipient.eppn.is_some() {
                        "eppn"
                    } else {
                        "mail"
                    };
                    return Err(Error::invalid(field, "open-award"));
                };
                if moved.state == State::Scheduled {
                    tx.insert_delivery_events(&[(id, moved.state)], now, "corrected")
                        .await?;
                    tx.note("award", id.0, None, Some(json!({ "mail": "corrected" })));
                    return Ok(());
                }
                app.enqueue_resent(tx, &[moved], "corrected").await
            })
            .await?;
        self.wake();
        Ok(())
    }
}
