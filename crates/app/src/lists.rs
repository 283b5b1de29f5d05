//! Lists as tables to take away: exactly what is filtered, as CSV or XLSX.

use domain::policy::Actor;
use jiff::civil::DateTime;
use store::Tx;
pub use store::lists::{Counts, Found, Key, Place, SortValue, Window};

use crate::texts::Texts;
use crate::{App, Error, Result};

/// Rows per statement of an export.
const AT_ONCE: usize = 1_000;
/// Exports of one person in an hour.
const EXPORTS: (i64, i64) = (60, 60);

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Xlsx,
}

impl ExportFormat {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Never taken for a formula.
    Text(String),
    Number(i64),
    /// In the platform's time zone.
    Moment(DateTime),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |t| Self::Text(t.into()))
    }

    fn to_csv(&self) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Number(n) => n.to_string(),
            Self::Moment(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
            Self::Empty => String::new(),
        }
    }
}

/// A table: a title (the name of its file and sheet), headers, rows.
#[derive(Clone, Debug)]
pub struct Sheet {
    title: String,
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    pub fn new(title: String, headers: &[String]) -> Self {
        Self {
            title,
            headers: headers.to_vec(),
            rows: Vec::new(),
        }
    }

    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// `title.csv`, in letters that any system takes.
    pub fn file_name(&self, format: ExportFormat) -> String {
        let words: Vec<String> = self
            .title
            .split(|c: char| !c.is_alphanumeric())
            .map(domain::text::fold)
            .filter(|w| !w.is_empty() && w.is_ascii())
            .collect();
        format!("{}.{}", words.join("-"), format.code())
    }

    pub fn to_bytes(&self, format: ExportFormat) -> Result<Vec<u8>> {
        match format {
            ExportFormat::Csv => csv(std::iter::once(self.headers.clone()).chain(
                self.rows
                    .iter()
                    .map(|row| row.iter().map(Cell::to_csv).collect()),
            )),
            ExportFormat::Xlsx => self.workbook().map_err(Error::internal),
        }
    }

    fn workbook(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let bold = rust_xlsxwriter::Format::new().set_bold();
        let moment = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
        for (column, header) in (0_u16..).zip(&self.headers) {
            sheet.set_column_width(column, 24)?;
            sheet.write_string_with_format(0, column, header, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    // A string, whatever it looks like: the program that opens it calculates nothing.
                    Cell::Text(text) => sheet.write_string(row, column, text)?,
                    Cell::Number(n) => sheet.write_number(row, column, *n as f64)?,
                    Cell::Moment(at) => {
                        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(
                            at.year().unsigned_abs(),
                            at.month().unsigned_abs(),
                            at.day().unsigned_abs(),
                        )?;
                        let time = (at.hour().unsigned_abs(), at.minute().unsigned_abs());
                        let at = day.and_hms(time.0.into(), time.1, 0)?;
                        sheet.write_datetime_with_format(row, column, &at, &moment)?
                    }
                    Cell::Empty => continue,
                };
            }
        }
        book.save_to_buffer()
    }
}

/// A cell that a spreadsheet would take for a formula, as text.
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// With a byte order mark and semicolons, which a Dutch spreadsheet opens as a table.
pub(crate) fn csv(lines: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for line in lines {
        writer.write_record(line).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// Headers by their keys.
pub fn headers(texts: Texts, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| texts.t(key)).collect()
}

impl App {
    /// A moment as a cell of an export.
    pub(crate) fn moment(&self, at: jiff::Timestamp) -> Cell {
        Cell::Moment(at.to_zoned(self.zone().clone()).datetime())
    }

    /// Exports cost: so many an hour for one person.
    pub(crate) async fn limit_exports(&self, actor: &Actor) -> Result<()> {
        let who = actor
            .person_id()
            .map_or_else(String::new, |p| p.to_string());
        self.limit("export", &who, EXPORTS).await
    }

    /// Every row of a list, page after page in one snapshot.
    pub(crate) async fn every<T, F>(&self, descending: bool, page: F) -> Result<Vec<T>>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx, Window) -> store::Result<Found<T>> + Send + Sync + 'static,
    {
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| {
                let mut rows = Vec::new();
                let mut place = Place::Start;
                loop {
                    let limit = AT_ONCE;
                    let window = Window {
                        place,
                        descending,
                        limit,
                    };
                    let found = page(tx, window).await?;
                    rows.extend(found.rows);
                    match found.next {
                        Some(next) => place = next,
                        None => return Ok::<_, store::Error>(rows),
                    }
                }
            })
            .await?)
    }
}
