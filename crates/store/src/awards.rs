//! Direct awards and the state of each.

use domain::award::{Batch, DirectAward, Recipient, State};
use domain::person::{eppn_key, mail_key};
use domain::{BadgeClassId, BatchId, DirectAwardId, PersonId};
use jiff::Timestamp;

use crate::badge_classes::{VERSION, version};
use crate::batches::{BATCH, batch};
use crate::columns::{Column, Json, Row, Value};
use crate::error::Result;
use crate::institutions::{INSTITUTION, Placement};
use crate::issuer_groups::GROUP;
use crate::issuers::{ISSUER, placement};
use crate::tx::Tx;

pub(crate) const AWARD: &str = "d.id as d_id, d.batch_id as d_batch, d.class_id as d_class, d.version_id as d_version, \
     d.number as d_number, d.recipient as d_recipient, d.state as d_state, d.reason as d_reason, \
     d.awarded_at as d_awarded_at, d.sent_at as d_sent_at, d.ends_at as d_ends_at, d.ended_at as d_ended_at, \
     d.claimed_by as d_claimed_by";

pub(crate) fn award(r: &Row<'_>) -> Result<DirectAward> {
    Ok(DirectAward {
        id: r.get("d_id")?,
        batch: r.get("d_batch")?,
        class: r.get("d_class")?,
        version: r.get("d_version")?,
        number: r.get("d_number")?,
        recipient: r.json("d_recipient")?,
        state: r.get("d_state")?,
        reason: r.get("d_reason")?,
        awarded_at: r.get("d_awarded_at")?,
        sent_at: r.get("d_sent_at")?,
        ends_at: r.get("d_ends_at")?,
        ended_at: r.get("d_ended_at")?,
        claimed_by: r.get("d_claimed_by")?,
    })
}

/// An award with its batch, version and everything above it.
#[derive(Clone, Debug)]
pub struct PlacedAward {
    pub award: DirectAward,
    pub batch: Batch,
    pub version: domain::badge_class::Version,
    pub placement: Placement,
    /// The class's settings as they are now.
    pub settings: domain::badge_class::Settings,
    /// How often the claim link was made anew.
    pub link: i64,
    /// To whom the awarder gave it, when that is not who proves its EPPN or address.
    pub given_to: Option<PersonId>,
}

pub(crate) fn placed(r: &Row<'_>) -> Result<PlacedAward> {
    Ok(PlacedAward {
        award: award(r)?,
        batch: batch(r)?,
        version: version(r)?,
        placement: placement(r)?,
        settings: r.json("c_settings")?,
        link: r.get("d_link")?,
        given_to: r.get("d_given_to")?,
    })
}

pub(crate) const PLACED: &str = "c.settings as c_settings, d.link as d_link, d.given_to as d_given_to from direct_awards d join batches b on b.id = d.batch_id \
     join badge_class_versions v on v.id = d.version_id join badge_classes c on c.id = d.class_id \
     join issuers s on s.id = c.issuer_id join issuer_groups g on g.id = c.group_id \
     join institutions i on i.id = d.institution_id";

/// What a list of awards is searched in, and sorted by: the last name comes first.
pub(crate) fn searched(recipient: &Recipient) -> String {
    let parts = [
        recipient.last_name.as_deref(),
        recipient.first_name.as_deref(),
        Some(recipient.mail.as_str()),
        recipient.eppn.as_deref(),
    ];
    let words: Vec<&str> = parts.into_iter().flatten().collect();
    domain::text::fold(&words.join(" "))
}

impl Tx {
    /// Awards of a batch whose moment has come: they can be claimed until `ends_at`.
    pub async fn release_awards(
        &mut self,
        ids: &[DirectAwardId],
        ends_at: Timestamp,
    ) -> Result<()> {
        let (marks, mut list) = crate::dialect::list(ids, 1);
        let mut values = vec![ends_at.to_value()];
        values.append(&mut list);
        let sql = format!(
            "update direct_awards set state = 'queued', ends_at = $1 where state = 'scheduled' and id in {marks}"
        );
        self.exec_values(&sql, &values).await?;
        Ok(())
    }

    /// Awards of a cancelled batch: nobody heard of them.
    pub async fn withdraw_scheduled(&mut self, batch: BatchId, at: Timestamp) -> Result<u64> {
        let sql = "update direct_awards set state = 'withdrawn', blocks = $3, ended_at = $2 \
                   where batch_id = $1 and state = 'scheduled'";
        self.exec(sql, &[&batch, &at, &false]).await
    }

    /// Stores awards; one that stands already, or whose recipient has an open one of the same
    /// class, is left out. Gives the ids that were stored.
    pub async fn insert_awards(
        &mut self,
        awards: &[(DirectAward, Vec<u8>)],
        institution: domain::InstitutionId,
    ) -> Result<Vec<DirectAwardId>> {
        let rows: Vec<Vec<Value>> = awards
            .iter()
            .map(|(a, token_hash)| {
                vec![
                    a.id.to_value(),
                    a.batch.to_value(),
                    a.class.to_value(),
                    a.version.to_value(),
                    institution.to_value(),
                    Value::Int(a.number),
                    mail_key(&a.recipient.mail).to_value(),
                    a.recipient.eppn.as_deref().and_then(eppn_key).to_value(),
                    Json(a.recipient.clone()).to_value(),
                    a.state.to_value(),
                    Value::Bool(a.state.blocks_another()),
                    Value::Bytes(token_hash.clone()),
                    a.awarded_at.to_value(),
                    a.ends_at.to_value(),
                    searched(&a.recipient).to_value(),
                ]
            })
            .collect();
        let into = "direct_awards (id, batch_id, class_id, version_id, institution_id, number, mail_key, eppn_key, \
                    recipient, state, blocks, token_hash, awarded_at, ends_at, search)";
        self.insert_many(into, "on conflict do nothing", &rows)
            .await?;
        let ids: Vec<DirectAwardId> = awards.iter().map(|(a, _)| a.id).collect();
        let mut stored = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(500) {
            let (marks, values) = crate::dialect::list(chunk, 0);
            let sql = format!("select id from direct_awards where id in {marks}");
            stored.append(&mut self.query_values(&sql, &values, |r| r.get("id")).await?);
        }
        Ok(stored)
    }

    /// An award with everything that its page and mail show: one query.
    pub async fn direct_award(&mut self, id: DirectAwardId) -> Result<Option<PlacedAward>> {
        let sql = format!(
            "select {AWARD}, {BATCH}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, {PLACED} where d.id = $1"
        );
        self.first(&sql, &[&id], placed).await
    }

    /// Awards with everything that their mails show, and the hash of each claim link.
    pub async fn awards_to_mail(
        &mut self,
        ids: &[DirectAwardId],
    ) -> Result<Vec<(PlacedAward, Vec<u8>)>> {
        let (marks, values) = crate::dialect::list(ids, 0);
        let sql = format!(
            "select d.token_hash as d_token, {AWARD}, {BATCH}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, {PLACED} \
             where d.id in {marks}"
        );
        self.query_values(&sql, &values, |r| Ok((placed(r)?, r.get("d_token")?)))
            .await
    }

    /// Open awards sent (or, with `before_end`, ending) in a window, after an id: whom to remind,
    /// and how often the mail was sent again before.
    pub async fn awards_to_remind(
        &mut self,
        before_end: bool,
        (from, until): (Timestamp, Timestamp),
        after: DirectAwardId,
    ) -> Result<Vec<(DirectAward, i64)>> {
        let column = if before_end { "d.ends_at" } else { "d.sent_at" };
        let sql = format!(
            "select {AWARD}, d.round as d_round from direct_awards d where d.state in ('sent', 'opened') and {column} > $1 and {column} <= $2 \
             and d.id > $3 order by d.id limit 500"
        );
        self.query(&sql, &[&from, &until, &after], |r| {
            Ok((award(r)?, r.get("d_round")?))
        })
        .await
    }

    /// The award that a claim link (hashed) opens.
    pub async fn direct_award_by_token(
        &mut self,
        token_hash: &[u8],
    ) -> Result<Option<PlacedAward>> {
        let sql = format!(
            "select {AWARD}, {BATCH}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, {PLACED} where d.token_hash = $1"
        );
        self.first(&sql, &[&token_hash.to_vec()], placed).await
    }

    /// Open awards that match any of these identifiers or were given to this person, newest first.
    pub async fn offers(
        &mut self,
        person: PersonId,
        mails: &[String],
        eppns: &[String],
        now: Timestamp,
    ) -> Result<Vec<PlacedAward>> {
        let (mail_marks, mut values) = crate::dialect::list(mails, 2);
        let (eppn_marks, mut eppn_values) = crate::dialect::list(eppns, 2 + mails.len());
        let mut all = vec![now.to_value(), person.to_value()];
        all.append(&mut values);
        all.append(&mut eppn_values);
        let sql = format!(
            "select {AWARD}, {BATCH}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, {PLACED} \
             where d.state in ('queued', 'sent', 'failed', 'opened') and d.ends_at > $1 \
             and (d.given_to = $2 or d.eppn_key in {eppn_marks} or (d.eppn_key is null and d.mail_key in {mail_marks})) \
             order by d.awarded_at desc, d.id limit 200"
        );
        self.query_values(&sql, &all, placed).await
    }

    /// Which of these keys have an award of a class that is scheduled or open.
    pub async fn open_award_keys(
        &mut self,
        class: BadgeClassId,
        keys: &[String],
    ) -> Result<Vec<String>> {
        let (marks, mut list) = crate::dialect::list(keys, 1);
        let mut values = vec![class.to_value()];
        values.append(&mut list);
        // One half per partial index.
        let sql = format!(
            "select mail_key as open_key from direct_awards \
             where class_id = $1 and blocks and eppn_key is null and mail_key in {marks} \
             union select eppn_key as open_key from direct_awards where class_id = $1 and blocks and eppn_key in {marks}"
        );
        self.query_values(&sql, &values, |r| r.get("open_key"))
            .await
    }

    /// Awards of a batch after a number, in order; those in one state, or all.
    pub async fn awards_of_batch(
        &mut self,
        batch: BatchId,
        state: Option<State>,
        (after, limit): (i64, i64),
    ) -> Result<Vec<DirectAward>> {
        let mut values = vec![batch.to_value(), Value::Int(after), Value::Int(limit)];
        let mut condition = String::new();
        if let Some(state) = state {
            values.push(state.to_value());
            condition.push_str(" and d.state = $4");
        }
        let sql = format!(
            "select {AWARD} from direct_awards d where d.batch_id = $1 and d.number > $2{condition} \
             order by d.number limit $3"
        );
        self.query_values(&sql, &values, award).await
    }

    pub async fn award_counts(&mut self, batch: BatchId) -> Result<Vec<(State, i64)>> {
        let sql =
            "select state, count(*) as count from direct_awards where batch_id = $1 group by state";
        self.query(sql, &[&batch], |r| Ok((r.get("state")?, r.get("count")?)))
            .await
    }

    /// Moves an award on if it is in one of `from`; gives whether it was. Races are settled here.
    pub async fn set_award_state(
        &mut self,
        id: DirectAwardId,
        from: &[State],
        to: State,
        change: &AwardChange,
    ) -> Result<bool> {
        let (marks, mut list) = crate::dialect::list(from, 6);
        let mut values = vec![
            id.to_value(),
            to.to_value(),
            Value::Bool(to.blocks_another()),
            change.reason.to_value(),
            change.ended_at.to_value(),
            change.claimed_by.to_value(),
        ];
        values.append(&mut list);
        let sql = format!(
            "update direct_awards set state = $2, blocks = $3, reason = $4, ended_at = $5, claimed_by = $6 \
             where id = $1 and state in {marks}"
        );
        Ok(self.exec_values(&sql, &values).await? == 1)
    }

    /// The mail server took the first mail: the claim period runs from here, unless staff gave
    /// longer.
    pub async fn award_sent(
        &mut self,
        id: DirectAwardId,
        at: Timestamp,
        ends_at: Timestamp,
    ) -> Result<bool> {
        // Who looked at it before its mail left stays somebody who looked.
        let sql = "update direct_awards set state = case when state = 'opened' then state else 'sent' end, \
                   sent_at = $2, ends_at = case when ends_at > $3 then ends_at else $3 end, reason = null \
                   where id = $1 and (state in ('queued', 'failed') or (state = 'opened' and sent_at is null))";
        Ok(self.exec(sql, &[&id, &at, &ends_at]).await? == 1)
    }

    pub async fn insert_delivery_event(
        &mut self,
        award: DirectAwardId,
        at: Timestamp,
        state: State,
        reason: Option<&str>,
    ) -> Result<()> {
        let sql = "insert into delivery_events (award_id, at, state, reason) values ($1, $2, $3, $4) on conflict do nothing";
        self.exec(sql, &[&award, &at, &state, &reason.map(str::to_owned)])
            .await?;
        Ok(())
    }

    /// Ends every open award whose period is over; gives how many.
    pub async fn expire_awards(&mut self, now: Timestamp) -> Result<u64> {
        let sql = "update direct_awards set state = 'expired', blocks = $2, ended_at = $1 \
                   where state in ('queued', 'sent', 'failed', 'opened') and ends_at <= $1";
        self.exec(sql, &[&now, &false]).await
    }

    /// Retention: personal fields of awards that ended unclaimed before a moment. A decline
    /// may be taken back until the period ends, so it is no end before that; who said "this isn't
    /// me" is no one to keep anything of. What a mail server said names the address too.
    pub async fn forget_ended_awards(&mut self, before: Timestamp, now: Timestamp) -> Result<u64> {
        const ENDED: &str = "state in ('declined', 'expired', 'withdrawn') and ended_at < $1 \
             and (state <> 'declined' or reason = 'not-me' or ends_at <= $2) \
             and (mail_key is not null or eppn_key is not null or given_to is not null)";
        for table in [
            "delivery_events set reason = null",
            "outbox set last_error = null",
        ] {
            let sql = format!(
                "update {table} where award_id in (select id from direct_awards where {ENDED})"
            );
            self.exec(&sql, &[&before, &now]).await?;
        }
        let sql = format!(
            "delete from pleas where award_id in (select id from direct_awards where {ENDED})"
        );
        self.exec(&sql, &[&before, &now]).await?;
        let sql = format!(
            "update direct_awards set recipient = '{{\"mail\":\"\"}}', mail_key = null, eppn_key = null, \
             given_to = null, reason = null, search = '' where {ENDED}"
        );
        self.exec(&sql, &[&before, &now]).await
    }

    /// Retention: states of deliveries before a moment.
    pub async fn forget_delivery_events(&mut self, before: Timestamp) -> Result<u64> {
        self.exec("delete from delivery_events where at < $1", &[&before])
            .await
    }
}

/// What changes with an award's state.
#[derive(Clone, Debug, Default)]
pub struct AwardChange {
    pub reason: Option<String>,
    pub ended_at: Option<Timestamp>,
    pub claimed_by: Option<PersonId>,
}
