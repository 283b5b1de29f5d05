//! The claim link: made from the award's id and how often it was made anew, so that it can be made again for a resend, and
//! what somebody without an account can answer through it.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::DirectAwardId;
use domain::award::State;
use domain::person::mail_key;
use domain::policy::{Action, Actor, Resource};
use store::Tx;
use store::awards::{AwardChange, PlacedAward};

use crate::context::sha256;
use crate::settings::MasterKey;
use crate::{App, Error, Result};

/// Bytes of a claim link's secret.
const TOKEN_BYTES: usize = 24;

/// HMAC-SHA256 of the award's id, and of which link it is unless it is the first, under a key of its own that is derived from a master key.
fn token(master: &MasterKey, award: DirectAwardId, link: i64) -> String {
    let derived = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, &master.key),
        b"insigne claim link 1",
    );
    let mut signed = award.0.as_bytes().to_vec();
    if link > 0 {
        signed.extend(link.to_be_bytes());
    }
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()),
        &signed,
    );
    URL_SAFE_NO_PAD.encode(&tag.as_ref()[..TOKEN_BYTES])
}

impl App {
    /// The secret of an award's claim link, under the newest master key.
    pub(crate) fn claim_token(&self, award: DirectAwardId, link: i64) -> Result<String> {
        let master = self
            .settings()
            .master_keys
            .first()
            .ok_or_else(|| Error::Internal("no master key".into()))?;
        Ok(token(master, award, link))
    }

    /// The secret again, under whichever master key made it.
    pub(crate) fn claim_token_again(
        &self,
        (award, link): (DirectAwardId, i64),
        hash: &[u8],
    ) -> Option<String> {
        let tokens = self
            .settings()
            .master_keys
            .iter()
            .map(|master| token(master, award, link));
        tokens.into_iter().find(|t| sha256(t) == hash)
    }

    /// What a claim link opens. Looking changes nothing: scanners open links too.
    pub async fn claim_link(&self, actor: &Actor, token: &str) -> Result<PlacedAward> {
        self.permit(actor, Action::AnswerMail, &Resource::Open)?;
        let hash = sha256(token);
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.direct_award_by_token(&hash).await)
            .await?;
        // Before its moment nobody has the link.
        found
            .filter(|p| p.award.state != State::Scheduled)
            .ok_or(Error::NotFound)
    }

    /// Declines from the mail; `not_me` says that somebody else was meant.
    pub async fn decline_from_mail(&self, actor: &Actor, token: &str, not_me: bool) -> Result<()> {
        let placed = self.claim_link(actor, token).await?;
        let permit = self.permit(
            actor,
            Action::AnswerMail,
            &Resource::Node(placed.placement.path().class(placed.award.class)),
        )?;
        let (id, now) = (placed.award.id, self.now());
        if placed.award.state == State::Declined {
            return Ok(());
        }
        if placed.award.ends_at <= now {
            return Err(Error::Conflict("award-not-open"));
        }
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let open = [State::Queued, State::Sent, State::Failed, State::Opened];
                let reason = not_me.then(|| "not-me".to_owned());
                let change = AwardChange {
                    reason,
                    ended_at: Some(now),
                    claimed_by: None,
                };
                if !tx
                    .set_award_state(id, &open, State::Declined, &change)
                    .await?
                {
                    return Err(Error::Conflict("award-not-open"));
                }
                tx.drop_queued_mails(id).await?;
                tx.insert_delivery_event(id, now, State::Declined, None)
                    .await?;
                tx.note(
                    "award",
                    id.0,
                    None,
                    Some(serde_json::json!({ "state": "declined", "not_me": not_me })),
                );
                Ok(())
            })
            .await
    }

    /// No mails about awards to this address any more, from any institution here.
    pub async fn no_more_mails(&self, actor: &Actor, token: &str) -> Result<()> {
        let placed = self.claim_link(actor, token).await?;
        let permit = self.permit(
            actor,
            Action::AnswerMail,
            &Resource::Node(placed.placement.path().class(placed.award.class)),
        )?;
        let (id, now) = (placed.award.id, self.now());
        // Erased meanwhile: nothing to mail to.
        let Some(address) = mail_key(&placed.award.recipient.mail) else {
            return Ok(());
        };
        let hash = sha256(address);
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.no_more_mails(&hash, now).await?;
                tx.drop_queued_mails(id).await?;
                tx.note(
                    "award",
                    id.0,
                    None,
                    Some(serde_json::json!({ "mails": "stopped" })),
                );
                Ok::<_, Error>(())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_link_is_the_same_each_time_and_another_for_each_award_and_key() {
        let master = |n: u8| MasterKey {
            id: "test".into(),
            key: [n; 32],
        };
        let award = |n: u128| DirectAwardId(uuid::Uuid::from_u128(n));
        let first = token(&master(1), award(1), 0);
        assert_eq!(first, token(&master(1), award(1), 0));
        assert_ne!(first, token(&master(1), award(2), 0));
        assert_ne!(first, token(&master(2), award(1), 0));
        assert_ne!(first, token(&master(1), award(1), 1));
        assert_eq!(first.len(), 32);
    }
}
