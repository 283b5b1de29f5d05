//! A batch: how far it is, what became of each recipient, and the way to stop it in time.

use app::awards::BatchView;
use app::texts::Count;
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use domain::award::{BatchState, DirectAward, State};
use domain::policy::Action;
use domain::{BadgeClassId, BatchId};
use jiff::Timestamp;

use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/batch.html")]
struct BatchPage<'a> {
    page: &'a Page,
    view: &'a BatchView,
    state: Option<State>,
    after: i64,
}

#[derive(Template)]
#[template(path = "manage/batch_progress.html")]
struct Progress<'a> {
    page: &'a Page,
    view: &'a BatchView,
}

impl BatchPage<'_> {
    fn address(&self, state: Option<&State>, after: impl Count) -> String {
        let path = urls::manage_batch(self.view.batch.class, self.view.batch.id);
        match (state, after.count()) {
            (None, 0) => path,
            (None, after) => format!("{path}?after={after}"),
            (Some(state), 0) => format!("{path}?state={state}"),
            (Some(state), after) => format!("{path}?state={state}&after={after}"),
        }
    }

    fn is(&self, state: &State) -> bool {
        self.state.as_ref() == Some(state)
    }

    /// States that somebody is in, in the order of a delivery.
    fn states(&self) -> impl Iterator<Item = (&State, i64)> {
        State::ALL
            .iter()
            .map(|s| (s, self.view.count(*s)))
            .filter(|(_, n)| *n > 0)
    }

    fn who(&self, award: &DirectAward) -> String {
        let r = &award.recipient;
        r.typed_name()
            .or_else(|| r.eppn.clone())
            .filter(|w| !w.is_empty())
            .unwrap_or_else(|| self.page.t("edubadges-erased"))
    }

    fn since<'d>(&self, award: &'d DirectAward) -> &'d Timestamp {
        award
            .ended_at
            .as_ref()
            .or(award.sent_at.as_ref())
            .unwrap_or(&award.awarded_at)
    }

    /// A reason by its code, or as the mail server put it.
    fn reason(&self, award: &DirectAward) -> Option<String> {
        let reason = award.reason.as_deref()?;
        let key = format!("delivery-reason-{reason}");
        Some(if self.page.texts().has(&key) {
            self.page.t(&key)
        } else {
            reason.to_owned()
        })
    }

    fn may_stop(&self) -> bool {
        may_stop(self.page, self.view)
    }
}

impl Progress<'_> {
    fn may_stop(&self) -> bool {
        may_stop(self.page, self.view)
    }
}

fn may_stop(page: &Page, view: &BatchView) -> bool {
    view.can_cancel() && page.may(Action::Award, &view.path())
}

/// The sentence about a batch that waits.
fn waits(page: &Page, view: &BatchView) -> String {
    let at = page.date_time(&view.batch.due_at);
    if view.batch.state == BatchState::Held {
        page.t1("batch-held", "at", at)
    } else {
        page.t1("batch-scheduled", "at", at)
    }
}

/// Colour and icon of a delivery state.
fn look(state: &State) -> (&'static str, &'static str) {
    match state {
        State::Scheduled => ("", "calendar-clock"),
        State::Queued => ("", "clock"),
        State::Sent => ("info", "send"),
        State::Failed => ("bad", "circle-alert"),
        State::Opened => ("info", "mail-open"),
        State::Claimed => ("good", "badge-check"),
        State::Declined | State::Withdrawn => ("", "x"),
        State::Expired => ("warn", "clock"),
    }
}

pub(crate) async fn batch(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, BatchId)>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let state = State::from_code(query.get("state"));
    let after = query.get("after").parse().unwrap_or(0);
    let view = page.app().batch(&page.actor(), ids, (state, after)).await?;
    Ok(page.html(&BatchPage {
        page: &page,
        view: &view,
        state,
        after,
    }))
}

/// What the batch's page asks for again and again.
pub(crate) async fn progress(page: Page, Segment(ids): Segment<(BadgeClassId, BatchId)>) -> Answer {
    page.require_signed_in()?;
    let view = page.app().batch(&page.actor(), ids, (None, 0)).await?;
    Ok(page.html(&Progress {
        page: &page,
        view: &view,
    }))
}

pub(crate) async fn cancel(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, BatchId)>,
    _: Posted,
) -> Answer {
    page.require_signed_in()?;
    page.app().cancel_batch(&page.actor(), ids).await?;
    Ok(page.to_with(&urls::manage_batch(ids.0, ids.1), "batch-cancelled", &[]))
}
