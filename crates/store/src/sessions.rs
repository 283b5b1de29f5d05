//! Sessions, sign-ins under way, and the security counters that survive a restart.

use domain::person::{Person, ProviderKind};
use domain::{Lang, PersonId};
use jiff::Timestamp;

use crate::error::Result;
use crate::tx::Tx;

/// A signed-in browser. The token itself is only in its cookie; here stands its SHA-256.
#[derive(Clone, Debug)]
pub struct Session {
    pub token_hash: Vec<u8>,
    pub person: PersonId,
    pub kind: ProviderKind,
    pub csrf: String,
    /// The sign-in was stronger than a password.
    pub strong: bool,
    /// For signing out at the provider.
    pub id_token: Option<String>,
    pub provider: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A sign-in that left for the provider and has not come back.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub state_hash: Vec<u8>,
    pub provider: String,
    pub nonce: String,
    pub pkce_verifier: String,
    /// SHA-256 of the cookie of the browser that started it.
    pub browser_hash: Vec<u8>,
    pub return_to: String,
    pub acr_values: Option<String>,
    /// Who stepped up, when somebody was signed in already.
    pub person: Option<PersonId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Tx {
    pub async fn insert_session(&mut self, s: &Session) -> Result<()> {
        let sql = "insert into sessions (token_hash, person_id, kind, csrf, strong, id_token, provider, created_at, \
                   seen_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        self.exec(
            sql,
            &[
                &s.token_hash,
                &s.person,
                &s.kind,
                &s.csrf,
                &s.strong,
                &s.id_token,
                &s.provider,
                &s.created_at,
                &s.seen_at,
                &s.expires_at,
            ],
        )
        .await?;
        Ok(())
    }

    /// A session that has not ended, with its person, and whether that is a learner who has not
    /// accepted the newest general terms.
    pub async fn session(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<(Session, Person, bool)>> {
        let sql = "select s.token_hash as token_hash, s.person_id as person_id, s.kind as kind, s.csrf as csrf, \
                   s.strong as strong, s.id_token as id_token, s.provider as provider, s.created_at as created_at, \
                   s.seen_at as seen_at, s.expires_at as expires_at, p.name as name, p.mail as mail, \
                   p.language as language, p.created_at as p_created_at, \
                   (s.kind = 'learner' and exists (select 1 from terms t where t.institution_id is null \
                     and t.kind = 'general' and t.version = (select max(n.version) from terms n \
                       where n.institution_id is null and n.kind = 'general') \
                     and not exists (select 1 from terms_accepted a where a.terms_id = t.id \
                       and a.person_id = s.person_id and a.withdrawn_at is null))) as owes_terms \
                   from sessions s join persons p on p.id = s.person_id \
                   where s.token_hash = $1 and s.expires_at > $2 and p.erased_at is null";
        self.first(sql, &[&token_hash.to_vec(), &now], |r| {
            let session = Session {
                token_hash: r.get("token_hash")?,
                person: r.get("person_id")?,
                kind: r.get("kind")?,
                csrf: r.get("csrf")?,
                strong: r.get("strong")?,
                id_token: r.get("id_token")?,
                provider: r.get("provider")?,
                created_at: r.get("created_at")?,
                seen_at: r.get("seen_at")?,
                expires_at: r.get("expires_at")?,
            };
            let person = Person {
                id: session.person,
                name: r.get("name")?,
                mail: r.get("mail")?,
                language: r.get::<Lang>("language")?,
                created_at: r.get("p_created_at")?,
            };
            Ok((session, person, r.get("owes_terms")?))
        })
        .await
    }

    pub async fn extend_session(
        &mut self,
        token_hash: &[u8],
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let sql = "update sessions set seen_at = $2, expires_at = $3 where token_hash = $1";
        self.exec(sql, &[&token_hash.to_vec(), &seen_at, &expires_at])
            .await?;
        Ok(())
    }

    pub async fn end_session(&mut self, token_hash: &[u8]) -> Result<()> {
        self.exec(
            "delete from sessions where token_hash = $1",
            &[&token_hash.to_vec()],
        )
        .await?;
        Ok(())
    }

    /// Ends every session of a person: sign out everywhere.
    pub async fn end_sessions_of(&mut self, person: PersonId) -> Result<u64> {
        self.exec("delete from sessions where person_id = $1", &[&person])
            .await
    }

    pub async fn insert_sign_in(&mut self, s: &SignIn) -> Result<()> {
        let sql = "insert into sign_ins (state_hash, provider, nonce, pkce_verifier, browser_hash, return_to, \
                   acr_values, person_id, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        self.exec(
            sql,
            &[
                &s.state_hash,
                &s.provider,
                &s.nonce,
                &s.pkce_verifier,
                &s.browser_hash,
                &s.return_to,
                &s.acr_values,
                &s.person,
                &s.created_at,
                &s.expires_at,
            ],
        )
        .await?;
        Ok(())
    }

    /// Takes a sign-in: a state can be used once.
    pub async fn take_sign_in(&mut self, state_hash: &[u8]) -> Result<Option<SignIn>> {
        let sql = "delete from sign_ins where state_hash = $1 returning state_hash, provider, nonce, pkce_verifier, \
                   browser_hash, return_to, acr_values, person_id, created_at, expires_at";
        self.first(sql, &[&state_hash.to_vec()], |r| {
            Ok(SignIn {
                state_hash: r.get("state_hash")?,
                provider: r.get("provider")?,
                nonce: r.get("nonce")?,
                pkce_verifier: r.get("pkce_verifier")?,
                browser_hash: r.get("browser_hash")?,
                return_to: r.get("return_to")?,
                acr_values: r.get("acr_values")?,
                person: r.get("person_id")?,
                created_at: r.get("created_at")?,
                expires_at: r.get("expires_at")?,
            })
        })
        .await
    }

    /// Removes what ended: sessions, sign-ins, counters.
    pub async fn forget_ended_sessions(
        &mut self,
        now: Timestamp,
        counters_before: Timestamp,
    ) -> Result<()> {
        self.exec("delete from sessions where expires_at <= $1", &[&now])
            .await?;
        self.exec("delete from sign_ins where expires_at <= $1", &[&now])
            .await?;
        self.exec(
            "delete from counters where window_start <= $1",
            &[&counters_before],
        )
        .await?;
        Ok(())
    }

    /// Counts one more in a window; gives the count so far.
    pub async fn count_up(&mut self, name: &str, window_start: Timestamp) -> Result<i64> {
        let sql = "insert into counters (name, window_start, count) values ($1, $2, 1) \
                   on conflict (name, window_start) do update set count = counters.count + 1 returning count";
        let count = self
            .first(sql, &[&name, &window_start], |r| r.get("count"))
            .await?;
        Ok(count.unwrap_or(1))
    }
}
