//! What happens to awards after they were made: their deliveries, and what staff change about
//! them. Each change is one conditional statement, so that of it and a claim one comes first.

use domain::award::{Recipient, State};
use domain::person::{eppn_key, mail_key};
use domain::{BadgeClassId, BatchId, DirectAwardId, OutboxId, PersonId};
use jiff::Timestamp;

use crate::awards::searched;
use crate::columns::{Column, Json, Row, Value};
use crate::dialect::list;
use crate::error::Result;
use crate::tx::Tx;

/// Which awards of a class are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    Awards(Vec<DirectAwardId>),
    Batch(BatchId),
    /// Those of a batch whose mail could not be delivered.
    FailedOf(BatchId),
}

/// One step of an award's delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryEvent {
    pub at: Timestamp,
    pub state: State,
    /// A code, or what the mail server said.
    pub reason: Option<String>,
}

/// An award whose mail is to be sent again.
#[derive(Clone, Debug)]
pub struct Resent {
    pub id: DirectAwardId,
    pub mail: String,
    pub state: State,
    /// The how manyth time.
    pub round: i64,
}

/// A mail that a bounce is about.
#[derive(Clone, Debug)]
pub struct BouncedMail {
    pub id: OutboxId,
    pub award: Option<DirectAwardId>,
    /// Empty after retention erased it.
    pub recipient: String,
}

const OPEN: &str = "state in ('queued', 'sent', 'failed', 'opened')";

impl Tx {
    /// The ids of a selection after one, in order, whatever their state; none of another class.
    pub async fn selected_awards(
        &mut self,
        class: BadgeClassId,
        selection: &Selection,
        (after, limit): (DirectAwardId, i64),
    ) -> Result<Vec<DirectAwardId>> {
        let mut values = vec![class.to_value(), after.to_value(), Value::Int(limit)];
        let which = selected(selection, &mut values);
        let sql = format!(
            "select id from direct_awards where class_id = $1 and id > $2 and {which} order by id limit $3"
        );
        self.query_values(&sql, &values, |r| r.get("id")).await
    }

    /// How many of a selection are in each state, those whose period is over by now left out.
    pub async fn selected_counts(
        &mut self,
        class: BadgeClassId,
        selection: &Selection,
        now: Timestamp,
    ) -> Result<Vec<(State, i64)>> {
        let mut values = vec![class.to_value(), now.to_value()];
        let which = selected(selection, &mut values);
        let sql = format!(
            "select state, count(*) as count from direct_awards where class_id = $1 and ends_at > $2 and {which} \
             group by state"
        );
        self.query_values(&sql, &values, |r| Ok((r.get("state")?, r.get("count")?)))
            .await
    }

    /// Takes awards back that are open, or of which nobody heard yet; gives which.
    pub async fn withdraw_awards(
        &mut self,
        (class, ids): (BadgeClassId, &[DirectAwardId]),
        reason: &str,
        now: Timestamp,
    ) -> Result<Vec<DirectAwardId>> {
        let (marks, mut more) = list(ids, 4);
        let mut values = vec![
            class.to_value(),
            now.to_value(),
            reason.to_owned().to_value(),
            Value::Bool(false),
        ];
        values.append(&mut more);
        let sql = format!(
            "update direct_awards set state = 'withdrawn', blocks = $4, reason = $3, ended_at = $2 \
             where class_id = $1 and id in {marks} and (state = 'scheduled' or ({OPEN} and ends_at > $2)) returning id"
        );
        self.query_values(&sql, &values, |r| r.get("id")).await
    }

    /// Open awards whose mail leaves once more: their claim period begins anew when it does.
    pub async fn resend_awards(
        &mut self,
        (class, ids): (BadgeClassId, &[DirectAwardId]),
        ends_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Resent>> {
        let (marks, mut more) = list(ids, 3);
        let mut values = vec![class.to_value(), now.to_value(), ends_at.to_value()];
        values.append(&mut more);
        // Who looked at it stays somebody who looked.
        let sql = format!(
            "update direct_awards set state = case when state = 'opened' then state else 'queued' end, sent_at = null, \
             reason = null, round = round + 1, ends_at = case when ends_at > $3 then ends_at else $3 end \
             where class_id = $1 and id in {marks} and {OPEN} and ends_at > $2 returning id, recipient, state, round"
        );
        self.query_values(&sql, &values, resent).await
    }

    /// Open awards that end before a moment end then; gives which.
    pub async fn extend_awards(
        &mut self,
        (class, ids): (BadgeClassId, &[DirectAwardId]),
        ends_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(DirectAwardId, State)>> {
        let (marks, mut more) = list(ids, 3);
        let mut values = vec![class.to_value(), now.to_value(), ends_at.to_value()];
        values.append(&mut more);
        let sql = format!(
            "update direct_awards set ends_at = $3 \
             where class_id = $1 and id in {marks} and {OPEN} and ends_at > $2 and ends_at < $3 returning id, state"
        );
        self.query_values(&sql, &values, |r| Ok((r.get("id")?, r.get("state")?)))
            .await
    }

    /// Changes to whom an award goes, with a claim link of its own; gives it when it was open (or
    /// waiting), its link was the one that was looked at, and nobody with that EPPN or address has
    /// another one.
    pub async fn readdress_award(
        &mut self,
        id: DirectAwardId,
        change: &NewAddress<'_>,
        now: Timestamp,
    ) -> Result<Option<Resent>> {
        let eppn = change.recipient.eppn.as_deref().and_then(eppn_key);
        let sql = format!(
            "update direct_awards set recipient = $2, mail_key = $3, eppn_key = $4, token_hash = $5, link = link + 1, \
             round = round + 1, reason = null, given_to = $7, search = $10, \
             ends_at = case when state = 'scheduled' or ends_at > $8 then ends_at else $8 end, \
             sent_at = case when $11 then null else sent_at end, \
             state = case when state = 'scheduled' then state when $11 then 'queued' else 'opened' end \
             where id = $1 and link = $6 and (state = 'scheduled' or ({OPEN} and ends_at > $9)) \
             and not exists (select 1 from direct_awards o where o.class_id = direct_awards.class_id and o.id <> $1 \
                 and o.blocks and ((o.eppn_key is null and $12 and o.mail_key = $3) or o.eppn_key = $4)) \
             returning id, recipient, state, round"
        );
        let values = [
            id.to_value(),
            Json(change.recipient.clone()).to_value(),
            mail_key(&change.recipient.mail).to_value(),
            eppn.to_value(),
            Value::Bytes(change.token_hash.clone()),
            Value::Int(change.link),
            change.given_to.to_value(),
            change.ends_at.to_value(),
            now.to_value(),
            searched(change.recipient).to_value(),
            // As values of their own: PostgreSQL can't tell the type of `$n is null`.
            Value::Bool(change.given_to.is_none()),
            Value::Bool(eppn.is_none()),
        ];
        let moved = self.query_values(&sql, &values, resent).await?;
        let Some(moved) = moved.into_iter().next() else {
            return Ok(None);
        };
        // A code proved the old address, not this one.
        self.exec("delete from claim_codes where award_id = $1", &[&id])
            .await?;
        Ok(Some(moved))
    }

    /// Mails of awards that didn't leave yet, or are in flight: nobody needs them any more.
    pub async fn drop_mails_of(&mut self, awards: &[DirectAwardId]) -> Result<()> {
        let (marks, values) = list(awards, 0);
        let sql = format!(
            "update outbox set state = 'dropped' where state = 'queued' and award_id in {marks}"
        );
        self.exec_values(&sql, &values).await?;
        Ok(())
    }

    pub async fn insert_delivery_events(
        &mut self,
        events: &[(DirectAwardId, State)],
        at: Timestamp,
        reason: &str,
    ) -> Result<()> {
        let rows: Vec<Vec<Value>> = events
            .iter()
            .map(|(id, state)| {
                vec![
                    id.to_value(),
                    at.to_value(),
                    state.to_value(),
                    reason.to_owned().to_value(),
                ]
            })
            .collect();
        let into = "delivery_events (award_id, at, state, reason)";
        self.insert_many(into, "on conflict do nothing", &rows)
            .await?;
        Ok(())
    }

    /// What happened to an award's delivery, newest first.
    pub async fn delivery_events(&mut self, award: DirectAwardId) -> Result<Vec<DeliveryEvent>> {
        let sql = "select at, state, reason from delivery_events where award_id = $1 order by at desc limit 200";
        self.query(sql, &[&award], |r| {
            Ok(DeliveryEvent {
                at: r.get("at")?,
                state: r.get("state")?,
                reason: r.get("reason")?,
            })
        })
        .await
    }

    /// The mail that came back, by its id.
    pub async fn bounced_mail(&mut self, id: OutboxId) -> Result<Option<BouncedMail>> {
        let sql = "select id, award_id, recipient from outbox where id = $1";
        self.first(sql, &[&id], bounced).await
    }

    /// The mail that came back, by its Message-ID.
    pub async fn bounced_mail_by_message_id(
        &mut self,
        message_id: &str,
    ) -> Result<Option<BouncedMail>> {
        let sql = "select id, award_id, recipient from outbox where message_id = $1";
        self.first(sql, &[&message_id], bounced).await
    }

    /// It left and came back; gives whether it had left.
    pub async fn mail_bounced(&mut self, id: OutboxId, reason: &str) -> Result<bool> {
        let sql = "update outbox set state = 'bounced', last_error = $2, html = null, body = null \
                   where id = $1 and state = 'sent'";
        Ok(self.exec(sql, &[&id, &reason]).await? == 1)
    }

    /// An award whose mail came back, while it goes to that address still and nobody looked at
    /// it; gives whether that is so.
    pub async fn award_bounced(
        &mut self,
        id: DirectAwardId,
        mail_key: &str,
        reason: &str,
    ) -> Result<bool> {
        let sql = "update direct_awards set state = 'failed', reason = $3 \
                   where id = $1 and mail_key = $2 and state in ('queued', 'sent')";
        Ok(self.exec(sql, &[&id, &mail_key, &reason]).await? == 1)
    }
}

/// To whom an award goes from now on.
#[derive(Clone, Debug)]
pub struct NewAddress<'a> {
    pub recipient: &'a Recipient,
    pub token_hash: Vec<u8>,
    /// The number of the link that this one replaces.
    pub link: i64,
    /// Given to this person, whatever they prove.
    pub given_to: Option<PersonId>,
    /// The claim period lasts at least until then.
    pub ends_at: Timestamp,
}

fn selected(selection: &Selection, values: &mut Vec<Value>) -> String {
    match selection {
        Selection::Awards(ids) => {
            let (marks, mut more) = list(ids, values.len());
            values.append(&mut more);
            format!("id in {marks}")
        }
        Selection::Batch(batch) => {
            values.push(batch.to_value());
            format!("batch_id = ${}", values.len())
        }
        Selection::FailedOf(batch) => {
            values.push(batch.to_value());
            format!("state = 'failed' and batch_id = ${}", values.len())
        }
    }
}

fn resent(r: &Row<'_>) -> Result<Resent> {
    Ok(Resent {
        id: r.get("id")?,
        mail: r.json::<Recipient>("recipient")?.mail,
        state: r.get("state")?,
        round: r.get("round")?,
    })
}

fn bounced(r: &Row<'_>) -> Result<BouncedMail> {
    Ok(BouncedMail {
        id: r.get("id")?,
        award: r.get("award_id")?,
        recipient: r.get::<Option<String>>("recipient")?.unwrap_or_default(),
    })
}
