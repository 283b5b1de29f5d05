//! Awarding many people in the issuer portal: a file, and its dry run.

use std::borrow::Borrow;

use app::awards::{AwardFileRow, AwardFileView, Correction, RowFilter};
use app::texts::Count;
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::award::{Batch, FIELDS, HOLD_ABOVE};
use domain::badge_class::BadgeClass;
use domain::{AwardFileId, BadgeClassId, Invalid};

use super::award_form::{read_wishes, readable};
use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/award_upload.html")]
struct Upload<'a> {
    page: &'a Page,
    form: Form<'a>,
    class: &'a BadgeClass,
    placement: &'a app::tree::Placement,
    batches: &'a [Batch],
}

fn show_upload(
    page: &Page,
    (placed, batches): &(app::badge_classes::PlacedClass, Vec<Batch>),
    errors: &Invalid,
) -> Response {
    let fields = Fields::default();
    let form = Form::new(page, "award", &fields, errors);
    page.html_checked(
        errors.is_empty(),
        &Upload {
            page,
            form,
            class: &placed.class,
            placement: &placed.placement,
            batches,
        },
    )
}

pub(crate) async fn upload(page: Page, Segment(class): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let around = page.app().award_page(&page.actor(), class).await?;
    Ok(show_upload(&page, &around, &Invalid::default()))
}

pub(crate) async fn check(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let around = page.app().award_page(&page.actor(), class).await?;
    let Some(file) = fields.file("file") else {
        return Ok(show_upload(
            &page,
            &around,
            &Invalid::one("file", "file-required"),
        ));
    };
    let upload = (file.name.clone(), file.bytes.clone());
    match invalid(
        page.app()
            .check_award_file(&page.actor(), class, upload)
            .await,
    )? {
        Ok(file) => Ok(page.to(&urls::manage_award_file(class, file))),
        Err(errors) => Ok(show_upload(&page, &around, &errors)),
    }
}

/// A file to begin with, headers in the asker's language.
pub(crate) async fn example(
    page: Page,
    Segment((class, name)): Segment<(BadgeClassId, String)>,
) -> Answer {
    page.require_signed_in()?;
    page.app().award_page(&page.actor(), class).await?;
    match name.as_str() {
        "example.csv" => Ok(download(
            app::award_files::csv_example(page.texts())?,
            CSV,
            &name,
        )),
        "example.xlsx" => Ok(download(
            app::award_files::xlsx_example(page.texts())?,
            XLSX,
            &name,
        )),
        _ => Err(Failure(app::Error::NotFound)),
    }
}

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file of ours: the name needs no quoting.
fn download(bytes: Vec<u8>, media_type: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

#[derive(Template)]
#[template(path = "manage/award_file.html")]
struct FilePage<'a> {
    page: &'a Page,
    form: Form<'a>,
    view: AwardFileView,
    filter: RowFilter,
    after: i64,
}

/// One cell of a row: a text, or a field to correct it in.
struct Cell<'r> {
    field: &'static str,
    text: &'r str,
    editable: bool,
    /// Whether this very field is wrong.
    wrong: bool,
}

/// A row as the table shows it.
struct Row<'r> {
    row: &'r AwardFileRow,
    mail: Cell<'r>,
    eppn: Cell<'r>,
    names: [Cell<'r>; 2],
    /// Wrong fields that have no column of their own.
    rest: Vec<Cell<'r>>,
}

impl FilePage<'_> {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.view.rows.iter().map(|row| {
            let wrong = |field: &str| row.problems.iter().any(|p| p.field == field);
            let nameless = row.problems.iter().any(|p| p.code == "eppn-or-name");
            let cell = |field: &'static str| {
                let editable =
                    wrong(field) || (nameless && matches!(field, "first_name" | "last_name"));
                Cell {
                    field,
                    text: app::award_files::field(&row.recipient, field),
                    editable,
                    wrong: wrong(field),
                }
            };
            Row {
                row,
                mail: cell("mail"),
                eppn: cell("eppn"),
                names: [cell("first_name"), cell("last_name")],
                rest: FIELDS[4..]
                    .iter()
                    .copied()
                    .filter(|f| wrong(f))
                    .map(cell)
                    .collect(),
            }
        })
    }

    /// What is wrong with a row, each with the name of its field.
    fn sentences(&self, row: &AwardFileRow) -> Vec<String> {
        let said = row.problems.iter().map(|p| {
            let args: Vec<(String, String)> = p
                .args
                .iter()
                .map(|(n, v)| (n.clone(), readable(self.page, v)))
                .collect();
            let sentence = self.page.texts().with(&format!("error-{}", p.code), &args);
            if p.field.is_empty() {
                sentence
            } else {
                format!("{}: {sentence}", self.column(&p.field))
            }
        });
        said.collect()
    }

    fn column(&self, field: &str) -> String {
        self.page
            .t(&format!("award-column-{}", field.replace('_', "-")))
    }

    fn tone(&self, row: &AwardFileRow) -> &'static str {
        match row.status.as_str() {
            "ready" => "good",
            "wrong" => "bad",
            _ => "warn",
        }
    }

    fn can_renew(&self, row: &AwardFileRow) -> bool {
        row.status == "held" || self.renews(row)
    }

    fn renews(&self, row: &AwardFileRow) -> bool {
        row.problems.iter().any(|p| p.code == "renew")
    }

    fn held_back(&self) -> bool {
        usize::try_from(self.view.ready).is_ok_and(|n| n > HOLD_ABOVE)
    }

    fn address(&self, filter: impl Borrow<RowFilter>, after: impl Count) -> String {
        file_address(
            (self.view.placed.class.id, self.view.file.id),
            *filter.borrow(),
            after.count(),
        )
    }

    fn is(&self, filter: RowFilter) -> bool {
        self.filter == filter
    }
}

fn file_address(
    (class, file): (BadgeClassId, AwardFileId),
    filter: RowFilter,
    after: i64,
) -> String {
    let path = urls::manage_award_file(class, file);
    match (filter.code(), after) {
        ("", 0) => path,
        ("", after) => format!("{path}?after={after}"),
        (status, 0) => format!("{path}?status={status}"),
        (status, after) => format!("{path}?status={status}&after={after}"),
    }
}

async fn show_file(
    page: &Page,
    ids: (BadgeClassId, AwardFileId),
    asked: &Fields,
    (fields, errors): (&Fields, &Invalid),
) -> Answer {
    let filter = RowFilter::from_code(asked.get("status"));
    let after = asked.get("after").parse().unwrap_or(0);
    let view = match page
        .app()
        .award_file(&page.actor(), ids, (filter, after))
        .await
    {
        Ok(view) => view,
        // Awarded meanwhile: the file is gone, its batch isn't.
        Err(app::Error::NotFound) => {
            let batch = page
                .app()
                .batch_of_file(&page.actor(), ids)
                .await?
                .ok_or(app::Error::NotFound)?;
            return Ok(page.to(&urls::manage_batch(ids.0, batch)));
        }
        Err(other) => return Err(other.into()),
    };
    if let Some(batch) = view.file.batch {
        return Ok(page.to(&urls::manage_batch(ids.0, batch)));
    }
    let form = Form::new(page, "award", fields, errors);
    Ok(page.html_checked(
        errors.is_empty(),
        &FilePage {
            page,
            form,
            view,
            filter,
            after,
        },
    ))
}

pub(crate) async fn file(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, AwardFileId)>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let mut fields = Fields::default();
    fields.set("when", "now");
    fields.set("time", "09:00");
    show_file(&page, ids, &query, (&fields, &Invalid::default())).await
}

/// `r{number}.{field}` of the rows that the page showed.
fn read_corrections(fields: &Fields) -> Vec<Correction> {
    let mut all: std::collections::BTreeMap<i64, Correction> = std::collections::BTreeMap::new();
    for (name, value) in fields.pairs() {
        let Some((number, field)) = name.strip_prefix('r').and_then(|n| n.split_once('.')) else {
            continue;
        };
        let Ok(number) = number.parse() else { continue };
        let correction = all.entry(number).or_insert_with(|| Correction {
            number,
            ..Correction::default()
        });
        match field {
            // A box that isn't ticked sends nothing, so a hidden field says that it was there.
            "renewable" => correction.renew = Some(fields.has(&format!("r{number}.renew"))),
            "renew" => {}
            field => correction.fields.push((field.to_owned(), value.to_owned())),
        }
    }
    all.into_values().collect()
}

pub(crate) async fn recheck(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, AwardFileId)>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    page.app()
        .correct_award_rows(&page.actor(), ids, read_corrections(&fields))
        .await?;
    Ok(page.to_with(
        &file_address(ids, RowFilter::from_code(fields.get("status")), 0),
        "award-rechecked",
        &[],
    ))
}

pub(crate) async fn award_file(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, AwardFileId)>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let corrections = read_corrections(&fields);
    if let Some(batch) = page.app().batch_of_file(&page.actor(), ids).await? {
        return Ok(page.to(&urls::manage_batch(ids.0, batch)));
    }
    // What was typed beside "Award" is kept, and seen before anything is sent.
    if !corrections.is_empty()
        && page
            .app()
            .correct_award_rows(&page.actor(), ids, corrections)
            .await?
    {
        return Ok(seen_first(&page, ids));
    }
    let result = match read_wishes(&fields) {
        Err(wrong) => Err(wrong),
        Ok(wishes) => match page.app().award_from_file(&page.actor(), ids, wishes).await {
            Err(app::Error::Conflict("rows-changed")) => return Ok(seen_first(&page, ids)),
            other => invalid(other)?,
        },
    };
    match result {
        Ok(batch) => Ok(page.to_with(&urls::manage_batch(ids.0, batch), "award-planned", &[])),
        Err(errors) => show_file(&page, ids, &fields, (&fields, &errors)).await,
    }
}

/// Back to the rows: something is other than it was when "Award" was pressed.
fn seen_first(page: &Page, ids: (BadgeClassId, AwardFileId)) -> Response {
    page.to_with(
        &file_address(ids, RowFilter::All, 0),
        "award-rows-changed",
        &[],
    )
}

/// The rows that are still wrong, to correct in a spreadsheet.
pub(crate) async fn wrong_rows(
    page: Page,
    Segment(ids): Segment<(BadgeClassId, AwardFileId)>,
) -> Answer {
    page.require_signed_in()?;
    let rows = page.app().wrong_award_rows(&page.actor(), ids).await?;
    Ok(download(
        app::award_files::wrong_rows_csv(page.texts(), &rows)?,
        CSV,
        "wrong.csv",
    ))
}
