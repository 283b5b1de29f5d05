//! Awarding a few people in the issuer portal: a form with a row for each.

use std::collections::BTreeMap;

use app::awards::{NewAward, NewRecipient, Wishes, field_of};
use app::urls;
use askama::Template;
use askama::filters::Safe;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::award::{Batch, CLAIM_DAYS, Evidence, FIELDS, FORM_MAX, Recipient};
use domain::badge_class::BadgeClass;
use domain::{BadgeClassId, Invalid};
use jiff::civil::DateTime;

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

/// Stands for a row's number in the row that the script copies.
const TEMPLATE_ROW: usize = 9_999;
/// Fields of a recipient beside those of a file: how it is recognised, and whether it is renewed.
const MORE: [&str; 2] = ["by", "renew"];

#[derive(Template)]
#[template(path = "manage/award.html")]
struct AwardForm<'a> {
    page: &'a Page,
    form: Form<'a>,
    class: &'a BadgeClass,
    placement: &'a app::tree::Placement,
    batches: &'a [Batch],
    rows: usize,
}

/// One recipient of the form.
#[derive(Template)]
#[template(path = "manage/award_row.html")]
struct Row<'a, 'f> {
    page: &'a Page,
    form: &'a Form<'f>,
    class: &'a BadgeClass,
    index: usize,
    rows: usize,
}

impl Row<'_, '_> {
    fn f(&self, field: &str) -> String {
        field_of(self.index, field)
    }

    /// Grade, narrative or evidence: open when something stands there, is wrong or is needed.
    fn extra_open(&self) -> bool {
        let settings = &self.class.settings;
        settings.evidence_from_staff
            || settings.narrative_from_staff
            || self.class.draft.grade_required
            || FIELDS[4..].iter().any(|f| {
                let name = self.f(f);
                !self.form.value(&name).is_empty() || self.form.error(&name).is_some()
            })
    }

    fn by_name(&self) -> bool {
        self.form.value(&self.f("by")) == "name"
    }

    /// That this person holds one already, when nothing else is wrong.
    fn held(&self) -> Option<String> {
        self.form.error(self.f("renew"))
    }

    fn renews(&self) -> bool {
        self.form.fields.has(&self.f("renew"))
    }
}

impl AwardForm<'_> {
    fn row(&self, index: impl std::borrow::Borrow<usize>) -> Safe<String> {
        let row = Row {
            page: self.page,
            form: &self.form,
            class: self.class,
            index: *index.borrow(),
            rows: self.rows,
        };
        // Templates write into a string: nothing there can fail.
        Safe(row.render().unwrap_or_default())
    }

    /// The row that the script copies.
    fn template_row(&self) -> Safe<String> {
        let row = self.row(TEMPLATE_ROW).0;
        Safe(row.replace(&TEMPLATE_ROW.to_string(), "__n__"))
    }
}

fn show_form(
    page: &Page,
    (placed, batches): &(app::badge_classes::PlacedClass, Vec<Batch>),
    fields: &Fields,
    errors: &Invalid,
) -> Response {
    let form = Form::new(page, "award", fields, errors);
    page.html_checked(
        errors.is_empty(),
        &AwardForm {
            page,
            form,
            class: &placed.class,
            placement: &placed.placement,
            batches,
            rows: rows(fields),
        },
    )
}

/// How many recipients there are in fields that [`in_order`] numbered.
fn rows(fields: &Fields) -> usize {
    let there = (1..).take_while(|i| fields.has(&field_of(*i, "mail")));
    1 + there.count()
}

/// The fields with the recipients numbered from 0 without a gap, one row left out or an empty one
/// put behind them, as the pressed button says.
fn in_order(sent: &Fields) -> Fields {
    let mut rows: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
    let mut kept = Vec::new();
    for (name, value) in sent.pairs() {
        let (row, field) = match name.split_once('_') {
            Some((n, field)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => {
                (n.parse().unwrap_or(usize::MAX), field)
            }
            _ => (0, name),
        };
        if FIELDS.contains(&field) || MORE.contains(&field) {
            rows.entry(row)
                .or_default()
                .push((field.to_owned(), value.to_owned()));
        } else if row == 0 {
            kept.push((name.to_owned(), value.to_owned()));
        }
    }
    if let Ok(removed) = sent.get("remove_recipient").parse()
        && rows.len() > 1
    {
        rows.remove(&removed);
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    if sent.has("add_recipient") && rows.len() < FORM_MAX {
        rows.push(vec![
            ("by".to_owned(), "eppn".to_owned()),
            ("mail".to_owned(), String::new()),
        ]);
    }
    for (i, row) in rows.into_iter().enumerate() {
        kept.extend(row.into_iter().map(|(field, v)| (field_of(i, &field), v)));
    }
    Fields::from_pairs(kept)
}

pub(crate) async fn form(page: Page, Segment(class): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let around = page.app().award_page(&page.actor(), class).await?;
    let mut fields = Fields::default();
    for (name, value) in [("by", "eppn"), ("when", "now"), ("time", "09:00")] {
        fields.set(name, value);
    }
    fields.set("key", page.app().new_secret()?);
    Ok(show_form(&page, &around, &fields, &Invalid::default()))
}

pub(crate) async fn award(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(sent): Posted,
) -> Answer {
    page.require_signed_in()?;
    let around = page.app().award_page(&page.actor(), class).await?;
    let fields = in_order(&sent);
    if sent.has("add_recipient") || sent.has("remove_recipient") {
        return Ok(show_form(&page, &around, &fields, &Invalid::default()));
    }
    let result = match read_wishes(&fields) {
        Err(wrong) => Err(wrong),
        Ok(wishes) => {
            let planned = wishes.at.is_some();
            let form_key = fields.get("key").to_owned();
            let new = NewAward {
                recipients: (0..rows(&fields))
                    .map(|i| NewRecipient {
                        recipient: read_recipient(&fields, i),
                        renew: fields.has(&field_of(i, "renew")),
                    })
                    .collect(),
                wishes,
                form_key,
            };
            invalid(page.app().award(&page.actor(), class, new).await)?
                .map(|batch| (batch, planned))
        }
    };
    match result {
        Ok((batch, planned)) => {
            let key = if planned {
                "award-planned"
            } else {
                "award-made"
            };
            Ok(page.to_with(&urls::manage_batch(class, batch), key, &[]))
        }
        Err(mut errors) => {
            for arg in errors.0.iter_mut().flat_map(|e| &mut e.args) {
                arg.1 = readable(&page, &arg.1);
            }
            let errors = beside_visible_fields(&fields, errors);
            Ok(show_form(&page, &around, &fields, &errors))
        }
    }
}

/// A day as people write it; anything else as it is.
pub(crate) fn readable(page: &Page, arg: &str) -> String {
    arg.parse::<jiff::civil::Date>()
        .map_or_else(|_| arg.to_owned(), |day| page.texts().day(day))
}

/// "An EPPN or a name" stands at the fields that the chosen way shows.
fn beside_visible_fields(fields: &Fields, mut errors: Invalid) -> Invalid {
    for i in 0..rows(fields) {
        let eppn = field_of(i, "eppn");
        let nameless = |e: &domain::FieldError| e.field == eppn && e.code == "eppn-or-name";
        if fields.get(&field_of(i, "by")) == "name" && errors.0.iter().any(nameless) {
            errors.0.retain(|e| !nameless(e));
            for name in ["first_name", "last_name"] {
                errors.add(field_of(i, name), "required");
            }
        }
    }
    errors
}

fn read_recipient(fields: &Fields, i: usize) -> Recipient {
    let text = |field: &str| fields.text(&field_of(i, field));
    Recipient {
        mail: text("mail").unwrap_or_default(),
        eppn: text("eppn").filter(|_| fields.get(&field_of(i, "by")) != "name"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        narrative: text("narrative"),
        evidence: Evidence {
            url: text("evidence_url"),
            name: text("evidence_name"),
            description: text("evidence_description"),
        },
        grade: text("grade"),
    }
}

pub(crate) fn read_wishes(fields: &Fields) -> Result<Wishes, Invalid> {
    let at = if fields.get("when") == "later" {
        let text = format!(
            "{}T{}",
            fields.get("date").trim(),
            fields.get("time").trim()
        );
        Some(
            text.parse::<DateTime>()
                .map_err(|_| Invalid::one("date", "moment"))?,
        )
    } else {
        None
    };
    Ok(Wishes {
        note: fields.text("note"),
        at,
    })
}
