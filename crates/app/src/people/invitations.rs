//! Invitations: sent by mail, accepted by who proves the address by a sign-in through the
//! institution; at that sign-in itself, or through the mail's link when signed in already.

use domain::invitation::{INVITATION_DAYS, Invitation, MOST_AT_ONCE};
use domain::person::mail_key;
use domain::policy::{Action, Actor, Denied, PersonActor, Resource};
use domain::role::{Given, Grant, Node, Path, Role, give};
use domain::{FieldError, Invalid, InvitationId, PersonId, RoleId};
use jiff::{Timestamp, ToSpan};
use store::Tx;

use super::{Place, RoleWish, keep_an_admin, place, runs_institution};
use crate::operator::comes_from;
use crate::{App, Error, Result};

/// Forms with invitations that one person can send in an hour.
const FORMS_AN_HOUR: i64 = 30;
/// How often one invitation can be sent again in a day.
const AGAIN_A_DAY: i64 = 5;

/// One row of the form: whom, and as what.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub mail: String,
    pub wish: RoleWish,
}

/// What became of the rows of a form.
#[derive(Clone, Debug, Default)]
pub struct Invited {
    /// The addresses to which a mail leaves.
    pub sent: Vec<String>,
    /// Which rows were sent.
    pub rows: Vec<usize>,
    /// What is wrong with the others: `mail_{row}`, `role_{row}`, `last_day_{row}`.
    pub wrong: Invalid,
}

/// An invitation as its link shows it.
#[derive(Clone, Debug)]
pub struct InvitationForYou {
    pub invitation: Invitation,
    pub place: Place,
    pub state: InvitationState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// Whoever proves the address can accept it; this visitor hasn't proven any.
    SignIn,
    /// It is for this very person, who can accept it.
    Yours,
    /// The signed-in person didn't prove that address, or comes from elsewhere.
    ForAnother,
    /// This person accepted it.
    Accepted,
    /// Somebody accepted it, or it is too late.
    Over,
}

impl App {
    fn invitations_since(&self) -> Timestamp {
        self.now() - (INVITATION_DAYS * 24).hours()
    }

    /// Invites each row by itself: what is wrong with one keeps back no other.
    ///
    /// # Errors
    /// `Invalid` when no row says whom.
    pub async fn invite(
        &self,
        actor: &Actor,
        node: Node,
        rows: Vec<NewInvitation>,
    ) -> Result<Invited> {
        let place = self.place_of(node).await?;
        let path = place.path();
        self.permit(actor, Action::ManagePeople, &Resource::Node(path))?;
        let by = actor.person_id().ok_or(Error::NotFound)?;
        if rows.iter().all(|row| row.mail.trim().is_empty()) {
            return Err(Error::invalid("mail_0", "required"));
        }
        if rows.len() > MOST_AT_ONCE {
            let mut wrong = Invalid::default();
            wrong.add_with("", "too-many", vec![("max", MOST_AT_ONCE.to_string())]);
            return Err(wrong.into());
        }
        self.limit("invite", &by.to_string(), (FORMS_AN_HOUR, 60))
            .await?;
        let mut seen: Vec<String> = Vec::new();
        let mut done = Invited::default();
        for (n, row) in rows.into_iter().enumerate() {
            if row.mail.trim().is_empty() {
                continue;
            }
            let checked = self.checked(&place, (n, &row), &mut seen);
            let sent = match checked {
                Ok(invitation) => {
                    self.send_invitation(actor, &place, (n, invitation, by))
                        .await
                }
                Err(wrong) => Err(wrong.into()),
            };
            match sent {
                Ok(mail) => {
                    done.sent.push(mail);
                    done.rows.push(n);
                }
                Err(Error::Invalid(wrong)) => done.wrong.0.extend(wrong.0),
                Err(Error::Denied {
                    why: Denied::Forbidden,
                    ..
                }) => done.wrong.add(format!("role_{n}"), "invite-no-right"),
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    }

    /// Whom a row invites as what until when, or what is wrong with it.
    fn checked(
        &self,
        place: &Place,
        (n, row): (usize, &NewInvitation),
        seen: &mut Vec<String>,
    ) -> Result<(String, Role, Option<Timestamp>), Invalid> {
        let mut wrong = Invalid::default();
        let mail = mail_key(&row.mail);
        match &mail {
            None => wrong.add(format!("mail_{n}"), "mail"),
            Some(mail) if seen.contains(mail) => wrong.add(format!("mail_{n}"), "invite-twice"),
            Some(mail) => seen.push(mail.clone()),
        }
        let role = row.wish.role.filter(|role| role.fits(&place.node()));
        if role.is_none() {
            wrong.add(format!("role_{n}"), "required");
        }
        let ends_at = self.end_of(&row.wish, &format!("last_day_{n}"), &mut wrong);
        match (mail, role) {
            (Some(mail), Some(role)) if wrong.is_empty() => Ok((mail, role, ends_at)),
            _ => Err(wrong),
        }
    }

    async fn send_invitation(
        &self,
        actor: &Actor,
        place: &Place,
        (n, (mail, role, ends_at), by): (usize, (String, Role, Option<Timestamp>), PersonId),
    ) -> Result<String> {
        let (path, now) = (place.path(), self.now());
        let permit = self.permit_to_give(actor, role, path)?;
        let invitation = Invitation {
            id: InvitationId(self.new_id()),
            mail: mail.clone(),
            role,
            path,
            invited_by: by,
            role_ends_at: ends_at,
            created_at: now,
            sent_at: now,
            expires_at: now + (INVITATION_DAYS * 24).hours(),
            accepted: None,
        };
        let (app, place) = (self.clone(), place.clone());
        let at_mail = format!("mail_{n}");
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                app.refuse_second(tx, &invitation, &at_mail).await?;
                app.refuse_held(tx, &invitation, &at_mail).await?;
                let mail = app.enqueue_invitation(tx, &place, &invitation).await?;
                tx.insert_invitation(&invitation, mail).await?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(mail)
    }

    /// One invitation to an address at a node, hats apart; one that expired makes room.
    async fn refuse_second(&self, tx: &mut Tx, new: &Invitation, field: &str) -> Result<()> {
        for there in tx.invitations_at(new.path.node()).await? {
            let there = there.invitation;
            let same = there.mail == new.mail
                && (there.role == new.role || !(there.role.is_hat() || new.role.is_hat()));
            if !same {
                continue;
            }
            if there.is_open(self.now()) {
                return Err(Error::invalid(field, "invite-open"));
            }
            tx.withdraw_invitation(&there).await?;
        }
        Ok(())
    }

    /// Who is known by this address has the role already, or another one that this doesn't replace.
    async fn refuse_held(&self, tx: &mut Tx, new: &Invitation, field: &str) -> Result<()> {
        let known = tx.staff_with_mail(&new.mail, Timestamp::UNIX_EPOCH).await?;
        for (person, _) in known {
            let held = tx.roles_of(person, self.now()).await?;
            match give(new.role, &new.path, &held) {
                Given::InPlaceOf(replaced) => {
                    // At the same node that is a change, made where the role stands.
                    let node = new.path.node();
                    if replaced.iter().any(|grant| grant.node() == node) {
                        return Err(Error::invalid(field, "invite-held"));
                    }
                }
                Given::Held(_) => return Err(Error::invalid(field, "invite-held")),
                Given::Besides(_) => return Err(Error::invalid(field, "invite-besides")),
            }
        }
        Ok(())
    }

    /// Mails an invitation anew; its thirty days begin again.
    pub async fn resend_invitation(
        &self,
        actor: &Actor,
        node: Node,
        id: InvitationId,
    ) -> Result<String> {
        let found = self.store().read(async move |tx: &mut Tx| {
            Ok::<_, Error>((place(tx, node).await?, tx.invitation(id).await?))
        });
        let (place, invitation) = found.await?;
        let path = place.path();
        self.permit(actor, Action::ManagePeople, &Resource::Node(path))?;
        let invitation = invitation.filter(|i| i.path.node() == node && i.accepted.is_none());
        let invitation = invitation.ok_or(Error::Conflict("invitation-over"))?;
        let permit = self.permit_to_give(actor, invitation.role, path)?;
        if invitation.comes_too_late(self.now()) {
            return Err(Error::Conflict("invitation-role-ended"));
        }
        self.limit("invite-again", &id.to_string(), (AGAIN_A_DAY, 24 * 60))
            .await?;
        let (app, mail) = (self.clone(), invitation.mail.clone());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let before = tx.invitation(id).await?;
                let before = before
                    .filter(|i| i.accepted.is_none())
                    .ok_or(Error::Conflict("invitation-over"))?;
                let now = app.now();
                let until = now + (INVITATION_DAYS * 24).hours();
                let again = Invitation {
                    sent_at: now,
                    expires_at: until,
                    ..before.clone()
                };
                let mail = app.enqueue_invitation(tx, &place, &again).await?;
                tx.send_invitation_again(&before, mail, (now, until))
                    .await?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(mail)
    }

    /// What an invitation is about, for whoever has its link; never to whom it was sent.
    pub async fn invitation(&self, actor: &Actor, id: InvitationId) -> Result<InvitationForYou> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let (app, person) = (self.clone(), actor.person().cloned());
        self.store()
            .read(async move |tx: &mut Tx| {
                let invitation = tx.invitation(id).await?.ok_or(Error::NotFound)?;
                let place = place(tx, invitation.path.node()).await?;
                let now = app.now();
                let state = match (&invitation.accepted, &person) {
                    (Some((by, _)), Some(person)) if *by == person.id => InvitationState::Accepted,
                    (Some(_), _) => InvitationState::Over,
                    _ if invitation.is_expired(now) || invitation.comes_too_late(now) => {
                        InvitationState::Over
                    }
                    (None, Some(person)) if !person.learner => {
                        if app.is_for(tx, (&invitation, &place), person.id).await? {
                            InvitationState::Yours
                        } else {
                            InvitationState::ForAnother
                        }
                    }
                    _ => InvitationState::SignIn,
                };
                Ok(InvitationForYou {
                    invitation,
                    place,
                    state,
                })
            })
            .await
    }

    /// Whether this person's newest sign-in proved the address, and came through the institution.
    async fn is_for(
        &self,
        tx: &mut Tx,
        (invitation, place): (&Invitation, &Place),
        person: PersonId,
    ) -> Result<bool> {
        let since = self.invitations_since();
        let known = tx.staff_with_mail(&invitation.mail, since).await?;
        let registration = &place.institution.registration;
        Ok(known
            .iter()
            .any(|(id, home)| *id == person && comes_from(home.as_deref(), Some(registration))))
    }

    /// Accepts an invitation through its link.
    ///
    /// # Errors
    /// `Conflict` when it is over, for another address, or next to another role on the branch.
    pub async fn accept_invitation(&self, actor: &Actor, id: InvitationId) -> Result<Path> {
        let person = actor.person_id().ok_or(Error::Denied {
            why: Denied::SignIn,
            path: None,
        })?;
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.invitation(id).await);
        let path = found.await?.ok_or(Error::NotFound)?.path;
        let who = Resource::For {
            path,
            person: Some(person),
        };
        let permit = self.permit(actor, Action::AcceptInvitation, &who)?;
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let invitation = tx.invitation(id).await?;
                let invitation = invitation.ok_or(Error::Conflict("invitation-over"))?;
                let place = place(tx, path.node()).await?;
                if !invitation.is_open(app.now()) || invitation.comes_too_late(app.now()) {
                    return Err(Error::Conflict("invitation-over"));
                }
                if !app.is_for(tx, (&invitation, &place), person).await? {
                    return Err(Error::Conflict("invitation-for-another"));
                }
                if !app.take_role(tx, &invitation, person).await? {
                    return Err(Error::Conflict("invitation-besides"));
                }
                Ok(())
            })
            .await?;
        Ok(path)
    }

    /// Gives what was offered, in the place of lower roles; `false` when another role on the
    /// branch is in the way.
    async fn take_role(
        &self,
        tx: &mut Tx,
        invitation: &Invitation,
        person: PersonId,
    ) -> Result<bool> {
        let (now, path) = (self.now(), invitation.path);
        let held = tx.roles_of(person, now).await?;
        let replaced = match give(invitation.role, &path, &held) {
            Given::Besides(_) => return Ok(false),
            Given::Held(_) => None,
            Given::InPlaceOf(replaced) => Some(replaced),
        };
        if !tx.accept_invitation(invitation, person, now).await? {
            return Err(Error::Conflict("invitation-over"));
        }
        let Some(replaced) = replaced else {
            return Ok(true);
        };
        let mut ran_institution = false;
        for grant in &replaced {
            tx.delete_role(grant, None).await?;
            ran_institution |= runs_institution(grant.role, &grant.node());
        }
        let grant = Grant {
            id: RoleId(self.new_id()),
            person,
            role: invitation.role,
            path: Some(path),
            granted_at: now,
            ends_at: invitation.role_ends_at,
        };
        tx.insert_role(&grant).await?;
        if ran_institution {
            keep_an_admin(tx, path.institution).await?;
        }
        Ok(true)
    }

    /// At a sign-in: accepts what was offered to the address that it proved. Each stands in its
    /// institution's audit trail as this person's own deed.
    pub(crate) async fn take_invitations(
        &self,
        person: PersonId,
        (mail, home): (String, Option<String>),
    ) -> Result<()> {
        let now = self.now();
        let open = self
            .store()
            .read(async move |tx: &mut Tx| {
                let mut fitting = Vec::new();
                for invitation in tx.open_invitations_to(&mail, now).await? {
                    let at = tx.institution(invitation.path.institution).await?;
                    let fits =
                        at.is_some_and(|i| comes_from(home.as_deref(), Some(&i.registration)));
                    if fits && !invitation.comes_too_late(now) {
                        fitting.push(invitation.id);
                    }
                }
                Ok::<_, Error>(fitting)
            })
            .await?;
        let actor = Actor::Person(PersonActor {
            id: person,
            learner: false,
            owes_terms: false,
            grants: Vec::new(),
            strong: false,
            strong_needed: self.settings().strong_sign_in,
        });
        for id in open {
            match self.accept_invitation(&actor, id).await {
                // Withdrawn in between, or for a person to decide: the sign-in itself is fine.
                Ok(_) | Err(Error::Conflict(_) | Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }
}

/// The rows that are still to be mended, numbered anew.
impl Invited {
    /// The error of a row under its number in the form that is shown again.
    pub fn wrong_renumbered(&self, left: &[usize]) -> Invalid {
        let renumbered = self.wrong.0.iter().filter_map(|e| {
            let (field, n) = e.field.rsplit_once('_')?;
            let n: usize = n.parse().ok()?;
            let place = left.iter().position(|row| *row == n)?;
            Some(FieldError {
                field: format!("{field}_{place}"),
                ..e.clone()
            })
        });
        Invalid(renumbered.collect())
    }
}
