//! Sessions in the database: a random token in a cookie, its SHA-256 at rest, an idle and an
//! absolute end.

use domain::PersonId;
use domain::person::{Person, ProviderKind};
use domain::policy::{Action, Actor, PersonActor, Resource};
use jiff::{Timestamp, ToSpan};
use store::Tx;
use store::sessions::Session;

use crate::context::sha256;
use crate::{App, Result};

/// A session ends after so long without a request …
pub const IDLE_HOURS: i64 = 2;
/// … and after so long in any case.
pub const ABSOLUTE_HOURS: i64 = 12;
/// A session's end is moved at most this often, so that reading a page seldom writes.
const TOUCH_MINUTES: i64 = 5;

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Person,
    pub session: Session,
    pub actor: Actor,
}

impl SignedIn {
    pub fn is_learner(&self) -> bool {
        self.session.kind == ProviderKind::Learner
    }

    pub fn grants(&self) -> &[domain::role::Grant] {
        self.actor.person().map_or(&[], |p| &p.grants)
    }
}

impl App {
    /// The session behind a cookie's token, with the person's roles: two queries, and now and then
    /// one more that moves its idle end.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>> {
        let (hash, now) = (sha256(token), self.now());
        let found = self
            .store()
            .read(async move |tx: &mut Tx| {
                let Some((session, person, owes_terms)) = tx.session(&hash, now).await? else {
                    return Ok(None);
                };
                // Who works for an institution signs in through it: with the job that ends, so do the
                // rights, also of somebody who linked a private account.
                let grants = match session.kind {
                    ProviderKind::Staff => tx.roles_of(person.id, now).await?,
                    ProviderKind::Learner => Vec::new(),
                };
                Ok::<_, store::Error>(Some((session, person, grants, owes_terms)))
            })
            .await?;
        let Some((session, person, grants, owes_terms)) = found else {
            return Ok(None);
        };
        let actor = Actor::Person(PersonActor {
            id: person.id,
            learner: session.kind == ProviderKind::Learner,
            owes_terms,
            grants,
            strong: session.strong,
            strong_needed: self.settings().strong_sign_in,
        });
        let mut signed_in = SignedIn {
            person,
            session,
            actor,
        };
        if self.now() >= signed_in.session.seen_at + TOUCH_MINUTES.minutes() {
            signed_in.session.expires_at = self.extend_session(&signed_in).await?;
        }
        Ok(Some(signed_in))
    }

    /// Moves the idle end of a session that is in use, or whose person asks for more time; gives
    /// the new end.
    pub async fn extend_session(&self, signed_in: &SignedIn) -> Result<Timestamp> {
        let (now, session) = (self.now(), &signed_in.session);
        let end = (now + IDLE_HOURS.hours()).min(session.created_at + ABSOLUTE_HOURS.hours());
        let permit = self.permit(&Actor::System("sessions"), Action::Deliver, &Resource::Open)?;
        let hash = session.token_hash.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.extend_session(&hash, now, end).await
            })
            .await?;
        Ok(end)
    }

    /// Ends this session.
    pub async fn sign_out(&self, signed_in: &SignedIn) -> Result<()> {
        let permit = self.permit(&signed_in.actor, Action::SignIn, &Resource::Open)?;
        let hash = signed_in.session.token_hash.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.end_session(&hash).await
            })
            .await?;
        Ok(())
    }

    /// Ends every session of the person, on every device.
    pub async fn sign_out_everywhere(&self, actor: &Actor, person: PersonId) -> Result<()> {
        let permit = self.permit(actor, Action::OwnAccount, &Resource::Of(person))?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.end_sessions_of(person).await
            })
            .await?;
        Ok(())
    }

    /// Counts a try at something that costs, mails or guesses; refuses above `max` per window.
    /// Survives a restart, and holds over all processes.
    pub async fn limit(&self, name: &str, who: &str, (max, minutes): (i64, i64)) -> Result<()> {
        let window = minutes * 60;
        let now = self.now().as_second();
        let start = jiff::Timestamp::from_second(now - now.rem_euclid(window))
            .map_err(crate::Error::internal)?;
        // Hashed: a counter must not become a list of addresses.
        let key = format!("{name}:{}", hex::encode(&sha256(who)[..16]));
        let permit = self.permit(&Actor::System("limits"), Action::Deliver, &Resource::Open)?;
        let count = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.count_up(&key, start).await
            })
            .await?;
        if count > max {
            return Err(crate::Error::TooMany {
                retry_after: window - now.rem_euclid(window),
            });
        }
        Ok(())
    }
}

/// A new session: what the browser gets, and what its sign-in was worth.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub person: PersonId,
    pub kind: ProviderKind,
    /// The sign-in was stronger than a password.
    pub strong: bool,
    pub provider: String,
    pub id_token: Option<String>,
}

impl App {
    /// Starts a session for who just proved to be this person; gives the token for the cookie.
    pub async fn start_session(&self, new: NewSession) -> Result<String> {
        let (token, csrf, now) = (self.new_secret()?, self.new_secret()?, self.now());
        let session = Session {
            token_hash: sha256(&token),
            person: new.person,
            kind: new.kind,
            csrf,
            strong: new.strong,
            id_token: new.id_token,
            provider: new.provider,
            created_at: now,
            seen_at: now,
            expires_at: now + IDLE_HOURS.hours(),
        };
        let permit = self.permit(&Actor::Visitor, Action::SignIn, &Resource::Open)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.insert_session(&session).await
            })
            .await?;
        Ok(token)
    }
}
