//! Once an hour: what ends ends, who should be reminded is, and what was kept long enough goes.

use domain::DirectAwardId;
use domain::award::{DirectAward, ERASE_AFTER_DAYS, LAST_REMINDER_DAYS_BEFORE_END, REMINDER_DAYS};
use domain::policy::{Action, Actor, Resource};
use jiff::{Timestamp, ToSpan};
use store::Tx;

use super::Progress;
use crate::mail::REMINDER;
use crate::operator::PROMISE_DAYS;
use crate::{App, Error, Result};

/// What was written in questions for corrections, after the decision.
const CORRECTION_DAYS: i64 = 365;
const FILE_DAYS: i64 = 7;
const MAIL_DAYS: i64 = 30;
const EVENT_DAYS: i64 = 365;
const CODE_DAYS: i64 = 30;
const JOB_DAYS: i64 = 30;
/// An invitation can be seen for so long after it ended, and sent again.
const INVITATION_DAYS: i64 = 30;
/// Counters of tries are for minutes; so old they say nothing.
const COUNTER_DAYS: i64 = 2;
/// A reminder that no worker came round to for so long is left out.
const REMINDER_WINDOW_DAYS: i64 = 2;

impl App {
    pub(super) async fn run_hourly(&self) -> Result<Progress> {
        self.remind().await?;
        let now = self.now();
        let ago = move |days: i64| now - (days * 24).hours();
        let permit = self.permit(&Actor::System("retention"), Action::Retain, &Resource::Open)?;
        let erased = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.expire_awards(now).await?;
                let mut erased = tx.forget_ended_awards(ago(ERASE_AFTER_DAYS), now).await?;
                tx.lapse_pleas(now).await?;
                erased += tx.forget_pleas(ago(ERASE_AFTER_DAYS)).await?;
                erased += tx
                    .forget_ended_requests(ago(domain::request::KEPT_DAYS))
                    .await?;
                erased += tx.forget_mail_bodies(ago(MAIL_DAYS)).await?;
                tx.forget_delivery_events(ago(EVENT_DAYS)).await?;
                erased += tx.forget_corrections(ago(CORRECTION_DAYS)).await?;
                erased += tx.forget_claim_codes(ago(CODE_DAYS)).await?;
                erased += tx.forget_promises(ago(PROMISE_DAYS)).await?;
                erased += tx.forget_invitations(ago(INVITATION_DAYS)).await?;
                tx.forget_done_jobs(ago(JOB_DAYS)).await?;
                tx.forget_ended_sessions(now, ago(COUNTER_DAYS)).await?;
                for file in tx.old_award_files(ago(FILE_DAYS)).await? {
                    tx.forget_award_file(file).await?;
                    erased += 1;
                }
                Ok::<_, Error>(erased)
            });
        if erased.await? > 0 {
            self.store().checkpoint().await?;
        }
        Ok(Progress::Done)
    }

    /// Mails who hasn't answered yet: after some days, and shortly before the end. The Message-ID
    /// says which reminder it is, so nobody gets it twice.
    async fn remind(&self) -> Result<()> {
        let now = self.now();
        let window = |from: Timestamp| (from, from + (REMINDER_WINDOW_DAYS * 24).hours());
        for days in REMINDER_DAYS {
            let (from, until) = window(now - ((days + REMINDER_WINDOW_DAYS) * 24).hours());
            self.remind_of(&format!("reminder-{days}"), false, (from, until))
                .await?;
        }
        let (from, until) =
            window(now + ((LAST_REMINDER_DAYS_BEFORE_END - REMINDER_WINDOW_DAYS) * 24).hours());
        self.remind_of("reminder-last", true, (from, until)).await
    }

    async fn remind_of(
        &self,
        which: &str,
        before_end: bool,
        window: (Timestamp, Timestamp),
    ) -> Result<()> {
        let permit = self.permit(
            &Actor::System("reminders"),
            Action::Deliver,
            &Resource::Open,
        )?;
        let mut after = DirectAwardId(uuid::Uuid::nil());
        loop {
            let (app, which) = (self.clone(), which.to_owned());
            let last = self
                .store()
                .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                    let awards = tx.awards_to_remind(before_end, window, after).await?;
                    let mails: Vec<_> = awards
                        .iter()
                        .map(|(a, round)| {
                            let what = reminder_id(&which, before_end, (a, *round));
                            app.award_mail((a.id, &a.recipient.mail), REMINDER, &what)
                        })
                        .collect();
                    tx.enqueue_mails(&mails).await?;
                    Ok::<_, Error>(awards.last().map(|(a, _)| a.id))
                });
            match last.await? {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }
}

/// Which reminder it is: after a resend the days count anew, after an extension the end is another.
fn reminder_id(which: &str, before_end: bool, (award, round): (&DirectAward, i64)) -> String {
    let id = award.id;
    if before_end {
        format!("{which}-{id}-{}", award.ends_at.as_second())
    } else if round == 0 {
        format!("{which}-{id}")
    } else {
        format!("{which}-{id}-{round}")
    }
}
