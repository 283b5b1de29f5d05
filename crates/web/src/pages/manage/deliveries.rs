//! Awards after they were made: one with its history, all open ones of a class, all batches, and
//! what is done to one or many: send again, give more time, take back, correct an address.

use std::borrow::Borrow;

use app::awards::{
    AwardView, BatchFilter, BatchSort, Deed, ListedBatch, NewRecipientAddress, Selection,
    SelectionView,
};
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use domain::award::{BatchState, DirectAward, Source, State, claim_rate};
use domain::badge_class::BadgeClass;
use domain::policy::Action;
use domain::{BadgeClassId, BatchId, DirectAwardId, Invalid};

use super::batch::{asked_awards, is_pending, look, reason, since, state_choices, who};
use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/direct_award.html")]
struct AwardPage<'a> {
    page: &'a Page,
    view: &'a AwardView,
    form: Form<'a>,
}

impl AwardPage<'_> {
    fn class(&self) -> BadgeClassId {
        self.view.award.award.class
    }

    /// Whether something can be done to it, and by who looks.
    fn may_change(&self) -> bool {
        let award = &self.view.award.award;
        let in_time = award.state == State::Scheduled || award.ends_at > self.page.app().now();
        is_pending(award) && in_time && self.page.may(Action::Award, &self.view.path())
    }

    fn change(&self, deed: &str) -> String {
        let path = urls::manage_change_awards(self.class());
        format!("{path}?do={deed}&award={}&of=one", self.view.award.award.id)
    }

    fn said(&self, event: &app::awards::DeliveryEvent) -> Option<String> {
        let reason = event.reason.as_deref()?;
        Some(app::awards::delivery_reason(self.page.texts(), reason))
    }
}

async fn show_award(
    page: &Page,
    ids: (BadgeClassId, DirectAwardId),
    (fields, errors): (Option<&Fields>, &Invalid),
) -> Answer {
    let view = page.app().award_of_class(&page.actor(), ids).await?;
    let mut kept = Fields::default();
    let recipient = &view.award.award.recipient;
    for (name, value) in [
        ("mail", Some(&recipient.mail)),
        ("eppn", recipient.eppn.as_ref()),
        ("first_name", recipient.first_name.as_ref()),
        ("last_name", recipient.last_name.as_ref()),
    ] {
        kept.set(name, value.cloned().unwrap_or_default());
    }
    let form = Form::new(page, "award", fields.unwrap_or(&kept), errors);
    Ok(page.html_checked(
        errors.is_empty(),
        &AwardPage {
            page,
            view: &view,
            form,
        },
    ))
}

pub(crate) async fn award(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, DirectAwardId)>,
) -> Answer {
    page.require_signed_in()?;
    show_award(&page, ids, (None, &Invalid::default())).await
}

pub(crate) async fn correct(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, DirectAwardId)>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let to = NewRecipientAddress {
        mail: fields.get("mail").trim().to_owned(),
        eppn: fields.text("eppn"),
        first_name: fields.text("first_name"),
        last_name: fields.text("last_name"),
    };
    match invalid(page.app().correct_award(&page.actor(), ids, to).await)? {
        Ok(()) => Ok(page.to_with(
            &urls::manage_direct_award(ids.0, ids.1),
            "award-corrected",
            &[],
        )),
        Err(errors) => show_award(&page, ids, (Some(&fields), &errors)).await,
    }
}

/// Something done to awards, and to which.
struct Change {
    deed: &'static str,
    batch: Option<BatchId>,
    of: String,
    awards: Vec<DirectAwardId>,
}

impl Change {
    fn read(fields: &Fields) -> Self {
        Self {
            deed: match fields.get("do") {
                "extend" => "extend",
                "withdraw" => "withdraw",
                _ => "resend",
            },
            batch: fields.get("batch").parse().ok(),
            of: fields.get("of").to_owned(),
            awards: fields
                .all("award")
                .filter_map(|id| id.parse().ok())
                .collect(),
        }
    }

    fn selection(&self) -> Selection {
        match (self.of.as_str(), self.batch) {
            ("all", Some(batch)) => Selection::Batch(batch),
            ("failed", Some(batch)) => Selection::FailedOf(batch),
            _ => Selection::Awards(self.awards.clone()),
        }
    }

    /// Where one came from.
    fn back(&self, class: impl Borrow<BadgeClassId>) -> String {
        let class = class.borrow();
        match (self.of.as_str(), self.batch, self.awards.first()) {
            ("one", _, Some(award)) => urls::manage_direct_award(class, award),
            (_, Some(batch), _) => urls::manage_batch(class, batch),
            _ => urls::manage_open_awards(class),
        }
    }

    /// This page's own address: what is meant stands in it, so that it can be asked again, in the
    /// other language too.
    fn address(&self, class: impl Borrow<BadgeClassId>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("do", self.deed);
        if let Some(batch) = self.batch {
            query.append_pair("batch", &batch.to_string());
        }
        query.append_pair("of", &self.of);
        for id in &self.awards {
            query.append_pair("award", &id.to_string());
        }
        format!(
            "{}?{}",
            urls::manage_change_awards(class.borrow()),
            query.finish()
        )
    }
}

#[derive(Template)]
#[template(path = "manage/awards_change.html")]
struct ChangePage<'a> {
    page: &'a Page,
    view: SelectionView,
    change: Change,
    form: Form<'a>,
}

impl ChangePage<'_> {
    fn is(&self, deed: &str) -> bool {
        self.change.deed == deed
    }

    /// To how many it will be done.
    fn count(&self) -> i64 {
        if self.is("withdraw") {
            self.view.open + self.view.waiting
        } else {
            self.view.open
        }
    }

    fn text(&self, part: &str) -> String {
        let key = format!("awards-{}-{part}", self.change.deed);
        self.page.n(&key, self.count())
    }
}

/// First to which, and why or how long.
pub(crate) async fn ask_change(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let mut fields = query.clone();
    let days = domain::award::CLAIM_DAYS * 24;
    let until = page
        .app()
        .now()
        .saturating_add(jiff::SignedDuration::from_hours(days));
    fields.set(
        "until",
        page.app()
            .day_of(until.unwrap_or(page.app().now()))
            .to_string(),
    );
    show_change(&page, class, &fields, &Invalid::default()).await
}

async fn show_change(
    page: &Page,
    class: BadgeClassId,
    fields: &Fields,
    errors: &Invalid,
) -> Answer {
    let change = Change::read(fields);
    let selection = change.selection();
    let view = page
        .app()
        .selected_awards(&page.actor(), class, selection)
        .await?;
    let shown = ChangePage {
        page,
        view,
        form: Form::new(page, "awards", fields, errors),
        change,
    };
    if shown.count() == 0 {
        return Ok(page.to_with(&shown.change.back(class), "awards-none-open", &[]));
    }
    Ok(page.html_checked(errors.is_empty(), &shown))
}

/// Then the deed.
pub(crate) async fn change(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let change = Change::read(&fields);
    let deed = match change.deed {
        "withdraw" => Deed::Withdraw(fields.get("reason").to_owned()),
        "extend" => match fields.get("until").trim().parse() {
            Ok(day) => Deed::Extend(day),
            Err(_) => {
                let wrong = Invalid::one("until", "extend-day");
                return show_change(&page, class, &fields, &wrong).await;
            }
        },
        _ => Deed::Resend,
    };
    let done = page
        .app()
        .change_awards(&page.actor(), (class, change.selection()), deed)
        .await;
    match invalid(done)? {
        Ok(n) => Ok(page.to_with(
            &change.back(class),
            &format!("awards-{}", change.deed),
            &[("n", &n.to_string())],
        )),
        Err(wrong) => show_change(&page, class, &fields, &wrong).await,
    }
}

const OPEN_SHAPE: Shape = Shape {
    filters: &["state"],
    sorts: &[
        Sort::descending("awarded", "award-column-awarded"),
        Sort::ascending("name", "award-column-recipient"),
        Sort::ascending("ends", "award-column-ends"),
    ],
};

#[derive(Template)]
#[template(path = "manage/open_awards.html")]
struct OpenAwards<'a> {
    page: &'a Page,
    class: &'a BadgeClass,
    placement: &'a app::tree::Placement,
    awards: Vec<DirectAward>,
    list: List<'a>,
    may_award: bool,
    /// People who say that an award is theirs.
    pleas: i64,
}

/// All awards of a class that can still be claimed, or wait for their moment.
pub(crate) async fn open_awards(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &OPEN_SHAPE, &query);
    let (filter, sort) = asked_awards(&asked, None);
    let placed = page.app().class_with_people(&page.actor(), class).await?;
    if let Some(format) = asked.format() {
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_awards(&page.actor(), &placed, asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (found, counts) = page
        .app()
        .awards_page(&page.actor(), &placed, (filter, sort), asked.window())
        .await?;
    let list = List::new(&page, &asked, (&found, &counts), "award-search").filter(
        "state",
        "award-column-status",
        state_choices(&page),
    );
    Ok(page.html(&OpenAwards {
        page: &page,
        class: &placed.class,
        placement: &placed.placement,
        awards: found.rows,
        list,
        pleas: page.app().open_plea_count(&page.actor()).await?,
        may_award: page.may(Action::Award, &app::badge_classes::path(&placed)),
    }))
}

const BATCH_SHAPE: Shape = Shape {
    filters: &["state", "source"],
    sorts: &[
        Sort::descending("made", "batches-column-made"),
        Sort::descending("size", "batches-column-size"),
    ],
};

#[derive(Template)]
#[template(path = "manage/batches.html")]
struct Batches<'a> {
    page: &'a Page,
    class: &'a BadgeClass,
    placement: &'a app::tree::Placement,
    batches: Vec<ListedBatch>,
    list: List<'a>,
}

impl Batches<'_> {
    fn open(&self, listed: &ListedBatch) -> i64 {
        self.of(listed, |s| s.is_open())
    }

    fn is(&self, listed: &ListedBatch, state: State) -> i64 {
        self.of(listed, |s| s == state)
    }

    fn of(&self, listed: &ListedBatch, wanted: impl Fn(State) -> bool) -> i64 {
        let counted = listed.counts.iter().filter(|(s, _)| wanted(*s));
        counted.map(|(_, n)| n).sum()
    }

    fn rate(&self, listed: &ListedBatch) -> Option<i64> {
        claim_rate(&listed.counts)
    }
}

/// All batches of a class.
pub(crate) async fn batches(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &BATCH_SHAPE, &query);
    let filter = BatchFilter {
        search: asked.search().to_owned(),
        states: asked.choice("state", BatchState::from_code),
        sources: asked.choice("source", Source::from_code),
    };
    let sort = match asked.sort() {
        "size" => BatchSort::Size,
        _ => BatchSort::Made,
    };
    let placed = page.app().class_with_people(&page.actor(), class).await?;
    if let Some(format) = asked.format() {
        let asked = (filter, sort, asked.descending());
        let sheet = page
            .app()
            .export_batches(&page.actor(), &placed, asked, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (found, counts) = page
        .app()
        .batches_page(&page.actor(), &placed, (filter, sort), asked.window())
        .await?;
    let states = BatchState::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("batch-state", s)));
    let sources = Source::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("batch-source", s)));
    let list = List::new(&page, &asked, (&found, &counts), "batches-search")
        .filter("state", "award-column-status", states)
        .filter("source", "batches-source", sources);
    Ok(page.html(&Batches {
        page: &page,
        class: &placed.class,
        placement: &placed.placement,
        batches: found.rows,
        list,
    }))
}
