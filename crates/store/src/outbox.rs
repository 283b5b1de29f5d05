//! The outbox: mails to send, stored with the fact that asks for them.

use domain::{DirectAwardId, OutboxId};
use jiff::Timestamp;

use crate::columns::{Column, Row, Value};
use crate::error::Result;
use crate::tx::Tx;

/// A mail to send. The text is made when it leaves; afterwards the row keeps what was sent.
#[derive(Clone, Debug)]
pub struct Mail {
    pub id: OutboxId,
    /// Fixed for ever: a mail that is sent twice has the same Message-ID.
    pub message_id: String,
    pub award: Option<DirectAwardId>,
    /// Which mail it is (`award-offer`, `claim-code`, …).
    pub kind: String,
    pub recipient: String,
    /// For mails without an award: ready when enqueued.
    pub content: Option<MailContent>,
    pub attempts: i64,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailContent {
    pub subject: String,
    pub html: String,
    pub text: String,
}

/// A mail as the mailbox page shows it.
#[derive(Clone, Debug)]
pub struct SentMail {
    pub id: OutboxId,
    pub message_id: String,
    pub kind: String,
    pub recipient: String,
    pub state: String,
    pub content: Option<MailContent>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

fn content(r: &Row<'_>) -> Result<Option<MailContent>> {
    let (subject, html, text) = (r.get("subject")?, r.get("html")?, r.get("body")?);
    Ok(match (subject, html, text) {
        (Some(subject), Some(html), Some(text)) => Some(MailContent {
            subject,
            html,
            text,
        }),
        _ => None,
    })
}

impl Tx {
    /// Enqueues mails; one whose Message-ID stands there already is left as it is.
    pub async fn enqueue_mails(&mut self, mails: &[Mail]) -> Result<u64> {
        let rows: Vec<Vec<Value>> = mails
            .iter()
            .map(|m| {
                vec![
                    m.id.to_value(),
                    m.message_id.to_value(),
                    m.award.to_value(),
                    m.kind.to_value(),
                    m.recipient.to_value(),
                    m.content.as_ref().map(|c| c.subject.clone()).to_value(),
                    m.content.as_ref().map(|c| c.html.clone()).to_value(),
                    m.content.as_ref().map(|c| c.text.clone()).to_value(),
                    Value::Text("queued".into()),
                    Value::Int(0),
                    m.created_at.to_value(),
                    m.created_at.to_value(),
                ]
            })
            .collect();
        let into = "outbox (id, message_id, award_id, kind, recipient, subject, html, body, state, attempts, next_at, \
                    created_at)";
        self.insert_many(into, "on conflict (message_id) do nothing", &rows)
            .await
    }

    /// Whether a mail is there to take: reading this is cheaper than trying.
    pub async fn mail_is_due(&mut self, now: Timestamp) -> Result<bool> {
        let sql = "select 1 as found from outbox where state = 'queued' and next_at <= $1 \
                   and (leased_until is null or leased_until <= $1) limit 1";
        Ok(self.first(sql, &[&now], |_| Ok(())).await?.is_some())
    }

    /// Takes up to `limit` due mails until `lease`.
    pub async fn take_mails(
        &mut self,
        now: Timestamp,
        lease: Timestamp,
        limit: i64,
    ) -> Result<Vec<Mail>> {
        let sql = format!(
            "update outbox set leased_until = $2, attempts = attempts + 1 where id in (select id from outbox \
             where state = 'queued' and next_at <= $1 and (leased_until is null or leased_until <= $1) \
             order by next_at, id limit $3{}) \
             returning id, message_id, award_id, kind, recipient, subject, html, body, attempts, created_at",
            self.skip_locked()
        );
        let mut mails = self
            .query(&sql, &[&now, &lease, &limit], |r| {
                Ok(Mail {
                    id: r.get("id")?,
                    message_id: r.get("message_id")?,
                    award: r.get("award_id")?,
                    kind: r.get("kind")?,
                    recipient: r.get::<Option<String>>("recipient")?.unwrap_or_default(),
                    content: content(r)?,
                    attempts: r.get("attempts")?,
                    created_at: r.get("created_at")?,
                })
            })
            .await?;
        // Neither engine promises an order for `returning`.
        mails.sort_by_key(|m| (m.created_at, m.id));
        Ok(mails)
    }

    /// It left. What was sent is kept for the mailbox of a platform without a mail server; else
    /// only the subject, since the text may hold a secret link.
    /// Gives whether it was still wanted: one that was dropped while it flew stays dropped.
    pub async fn mail_sent(
        &mut self,
        id: OutboxId,
        (sent, keep): (&MailContent, bool),
        at: Timestamp,
    ) -> Result<bool> {
        let sql = "update outbox set state = 'sent', sent_at = $2, leased_until = null, last_error = null, \
                   subject = $3, html = $4, body = $5 where id = $1 and state = 'queued'";
        let (html, text) = (
            keep.then(|| sent.html.clone()),
            keep.then(|| sent.text.clone()),
        );
        let sent = self
            .exec(sql, &[&id, &at, &sent.subject, &html, &text])
            .await?;
        Ok(sent == 1)
    }

    /// Mails that were taken but not tried: due again at once, and no try counted.
    pub async fn release_mails(&mut self, ids: &[OutboxId]) -> Result<()> {
        let (marks, values) = crate::dialect::list(ids, 0);
        let sql = format!(
            "update outbox set leased_until = null, attempts = attempts - 1 where state = 'queued' and id in {marks}"
        );
        self.exec_values(&sql, &values).await?;
        Ok(())
    }

    /// Not needed any more: nobody gets it.
    pub async fn mail_dropped(&mut self, id: OutboxId) -> Result<()> {
        let sql = "update outbox set state = 'dropped', leased_until = null, html = null, body = null where id = $1";
        self.exec(sql, &[&id]).await?;
        Ok(())
    }

    /// Not taken: tried again at `retry_at`, or given up. Gives whether it was still wanted.
    pub async fn mail_failed(
        &mut self,
        id: OutboxId,
        error: &str,
        retry_at: Option<Timestamp>,
    ) -> Result<bool> {
        let failed = match retry_at {
            Some(at) => {
                let sql = "update outbox set next_at = $2, leased_until = null, last_error = $3 \
                           where id = $1 and state = 'queued'";
                self.exec(sql, &[&id, &at, &error]).await?
            }
            None => {
                let sql = "update outbox set state = 'failed', leased_until = null, last_error = $2, html = null, \
                           body = null where id = $1 and state = 'queued'";
                self.exec(sql, &[&id, &error]).await?
            }
        };
        Ok(failed == 1)
    }

    /// Not needed any more (withdrawn, declined, no more mails wanted).
    pub async fn drop_queued_mails(&mut self, award: DirectAwardId) -> Result<()> {
        self.exec(
            "update outbox set state = 'dropped' where award_id = $1 and state = 'queued'",
            &[&award],
        )
        .await?;
        Ok(())
    }

    /// Newest mails first, optionally to one address: the demo's mailbox.
    pub async fn mailbox(&mut self, recipient: Option<&str>, limit: i64) -> Result<Vec<SentMail>> {
        let columns = "select id, message_id, kind, recipient, state, subject, html, body, created_at, sent_at from outbox";
        let mail = |r: &Row<'_>| {
            Ok(SentMail {
                id: r.get("id")?,
                message_id: r.get("message_id")?,
                kind: r.get("kind")?,
                recipient: r.get::<Option<String>>("recipient")?.unwrap_or_default(),
                state: r.get("state")?,
                content: content(r)?,
                created_at: r.get("created_at")?,
                sent_at: r.get("sent_at")?,
            })
        };
        match recipient {
            Some(address) => {
                let sql = format!(
                    "{columns} where recipient = $1 and state = 'sent' order by sent_at desc, id desc limit $2"
                );
                self.query(&sql, &[&address, &limit], mail).await
            }
            None => {
                let sql = format!(
                    "{columns} where state = 'sent' order by sent_at desc, id desc limit $1"
                );
                self.query(&sql, &[&limit], mail).await
            }
        }
    }

    /// One mail of the mailbox.
    pub async fn sent_mail(&mut self, id: OutboxId) -> Result<Option<SentMail>> {
        let sql = "select id, message_id, kind, recipient, state, subject, html, body, created_at, sent_at \
                   from outbox where id = $1";
        self.first(sql, &[&id], |r| {
            Ok(SentMail {
                id: r.get("id")?,
                message_id: r.get("message_id")?,
                kind: r.get("kind")?,
                recipient: r.get::<Option<String>>("recipient")?.unwrap_or_default(),
                state: r.get("state")?,
                content: content(r)?,
                created_at: r.get("created_at")?,
                sent_at: r.get("sent_at")?,
            })
        })
        .await
    }

    /// Retention: bodies and addresses of mails sent before a moment.
    pub async fn forget_mail_bodies(&mut self, before: Timestamp) -> Result<u64> {
        let sql = "update outbox set subject = null, html = null, body = null, recipient = null, last_error = null \
                   where created_at < $1 and state <> 'queued' and recipient is not null";
        self.exec(sql, &[&before]).await
    }

    /// Which of these addresses (hashed) asked for no more mails.
    pub async fn unwanted_among(&mut self, mail_hashes: &[Vec<u8>]) -> Result<Vec<Vec<u8>>> {
        let (marks, values) = crate::dialect::list(mail_hashes, 0);
        let sql = format!("select mail_hash from no_more_mails where mail_hash in {marks}");
        self.query_values(&sql, &values, |r| r.get("mail_hash"))
            .await
    }

    pub async fn no_more_mails(&mut self, mail_hash: &[u8], at: Timestamp) -> Result<()> {
        let sql = "insert into no_more_mails (mail_hash, created_at) values ($1, $2) on conflict (mail_hash) do nothing";
        self.exec(sql, &[&mail_hash.to_vec(), &at]).await?;
        Ok(())
    }
}
