//! A batch: how far it is, what became of each recipient, and the way to stop it in time.

use app::awards::{AwardFilter, AwardSort, BatchView};
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use domain::award::{BatchState, DirectAward, State};
use domain::policy::Action;
use domain::{BadgeClassId, BatchId};
use jiff::Timestamp;

use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

const SHAPE: Shape = Shape {
    filters: &["state"],
    sorts: &[
        Sort::ascending("number", "award-column-number"),
        Sort::ascending("name", "award-column-recipient"),
        Sort::ascending("ends", "award-column-ends"),
    ],
};

#[derive(Template)]
#[template(path = "manage/batch.html")]
struct BatchPage<'a> {
    page: &'a Page,
    view: &'a BatchView,
    awards: Vec<DirectAward>,
    list: List<'a>,
    state: Option<State>,
}

#[derive(Template)]
#[template(path = "manage/batch_progress.html")]
struct Progress<'a> {
    page: &'a Page,
    view: &'a BatchView,
}

impl BatchPage<'_> {
    /// This page with the recipients of one state, or all.
    fn address(&self, state: Option<&State>) -> String {
        let path = urls::manage_batch(self.view.batch.class, self.view.batch.id);
        match state {
            None => path,
            Some(state) => format!("{path}?state={state}"),
        }
    }

    /// The page that asks about a deed to several at once.
    fn change(&self, deed: &str, of: &str) -> String {
        let path = urls::manage_change_awards(self.view.batch.class);
        format!("{path}?do={deed}&batch={}&of={of}", self.view.batch.id)
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

    fn open(&self) -> i64 {
        let open = State::ALL.iter().filter(|s| s.is_open());
        open.map(|s| self.view.count(*s)).sum()
    }

    fn failed(&self) -> i64 {
        self.view.count(State::Failed)
    }

    fn may_award(&self) -> bool {
        self.page.may(Action::Award, &self.view.path())
    }
}

/// Who it is for: the name that was typed, else the EPPN.
pub(crate) fn who(page: &Page, award: &DirectAward) -> String {
    let r = &award.recipient;
    r.typed_name()
        .or_else(|| r.eppn.clone())
        .filter(|w| !w.is_empty())
        .unwrap_or_else(|| {
            if r.mail.is_empty() {
                page.t("edubadges-erased")
            } else {
                r.mail.clone()
            }
        })
}

pub(crate) fn since(award: &DirectAward) -> &Timestamp {
    award
        .ended_at
        .as_ref()
        .or(award.sent_at.as_ref())
        .unwrap_or(&award.awarded_at)
}

/// A reason by its code, or as somebody put it.
pub(crate) fn reason(page: &Page, award: &DirectAward) -> Option<String> {
    let reason = award.reason.as_deref()?;
    Some(app::awards::delivery_reason(page.texts(), reason))
}

/// Whether something can still be done to it.
pub(crate) fn is_pending(award: &DirectAward) -> bool {
    award.state.blocks_another()
}

impl Progress<'_> {
    fn may_stop(&self) -> bool {
        may_stop(self.page, self.view)
    }
}

impl BatchPage<'_> {
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
pub(crate) fn look(state: &State) -> (&'static str, &'static str) {
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

/// What was asked of a list of awards.
pub(crate) fn asked_awards(asked: &Asked, batch: Option<BatchId>) -> (AwardFilter, AwardSort) {
    let filter = AwardFilter {
        batch,
        search: asked.search().to_owned(),
        states: asked.choice("state", State::from_code),
    };
    let sort = match asked.sort() {
        "name" => AwardSort::Name,
        "ends" => AwardSort::Ends,
        "awarded" => AwardSort::Awarded,
        _ => AwardSort::Number,
    };
    (filter, sort)
}

pub(crate) fn state_choices(page: &Page) -> impl Iterator<Item = (String, String)> {
    State::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("delivery", s)))
}

pub(crate) async fn batch(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, BatchId)>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &SHAPE, &query);
    let (filter, sort) = asked_awards(&asked, Some(ids.1));
    let view = page.app().batch(&page.actor(), ids).await?;
    if let Some(format) = asked.format() {
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_awards(&page.actor(), &view.placed, asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let state = filter.states.first().copied();
    let (found, counts) = page
        .app()
        .awards_page(&page.actor(), &view.placed, (filter, sort), asked.window())
        .await?;
    let list = List::new(&page, &asked, (&found, &counts), "award-search").filter(
        "state",
        "award-column-status",
        state_choices(&page),
    );
    Ok(page.html(&BatchPage {
        page: &page,
        view: &view,
        awards: found.rows,
        list,
        state,
    }))
}

/// What the batch's page asks for again and again.
pub(crate) async fn progress(page: Page, Segment(ids): Segment<(BadgeClassId, BatchId)>) -> Answer {
    page.require_signed_in()?;
    let view = page.app().batch(&page.actor(), ids).await?;
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
