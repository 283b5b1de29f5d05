//! Files to hand out: an example to begin with, and the rows of a file that are still wrong.

use domain::award::FIELDS;
use store::award_files::AwardFileRow;

use super::field;
use crate::lists::{csv, harmless};
use crate::texts::Texts;
use crate::{Error, Result};

/// Headers in the reader's language; [`super::column`] reads them back.
fn headers(texts: Texts) -> Vec<String> {
    FIELDS
        .iter()
        .map(|f| texts.t(&format!("award-column-{}", f.replace('_', "-"))))
        .collect()
}

/// Two invented people: one by EPPN, one by name.
fn people(texts: Texts) -> [[String; FIELDS.len()]; 2] {
    let t = |key: &str| texts.t(&format!("award-example-{key}"));
    let none = String::new;
    [
        [
            "sanne@voorbeeld.example".into(),
            "s.degroot@uvv.example".into(),
            none(),
            none(),
            t("narrative"),
            "https://portfolio.voorbeeld.example/sanne".into(),
            t("evidence-name"),
            t("evidence-description"),
            "8,5".into(),
        ],
        [
            "l.devries@bedrijf.example".into(),
            none(),
            "Lotte".into(),
            "de Vries".into(),
            none(),
            none(),
            none(),
            none(),
            t("grade"),
        ],
    ]
}

/// With a byte order mark and semicolons, which a Dutch spreadsheet opens as a table.
pub fn csv_example(texts: Texts) -> Result<Vec<u8>> {
    csv(std::iter::once(headers(texts)).chain(people(texts).map(Vec::from)))
}

pub fn xlsx_example(texts: Texts) -> Result<Vec<u8>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    // Text, so that a grade of 8,5 stays what was typed.
    let as_text = rust_xlsxwriter::Format::new().set_num_format("@");
    for (column, header) in (0_u16..).zip(headers(texts)) {
        sheet
            .set_column_format(column, &as_text)
            .map_err(Error::internal)?;
        sheet
            .set_column_width(column, 24)
            .map_err(Error::internal)?;
        sheet
            .write_with_format(0, column, header, &bold)
            .map_err(Error::internal)?;
    }
    for (row, person) in (1_u32..).zip(people(texts)) {
        for (column, cell) in (0_u16..).zip(person) {
            if !cell.is_empty() {
                sheet
                    .write_with_format(row, column, cell, &as_text)
                    .map_err(Error::internal)?;
            }
        }
    }
    book.save_to_buffer().map_err(Error::internal)
}

/// Rows to correct elsewhere and upload again, each with its number and what is wrong with it.
pub fn wrong_rows_csv(texts: Texts, rows: &[AwardFileRow]) -> Result<Vec<u8>> {
    let mut header = headers(texts);
    header.push(texts.t("award-column-row"));
    header.push(texts.t("award-column-problem"));
    let lines = rows.iter().map(|row| {
        let mut cells: Vec<String> = FIELDS
            .iter()
            .map(|f| harmless(field(&row.recipient, f)))
            .collect();
        cells.push(row.number.to_string());
        cells.push(
            row.problems
                .iter()
                .map(|p| texts.with(&format!("error-{}", p.code), &p.args))
                .collect::<Vec<_>>()
                .join(" "),
        );
        cells
    });
    csv(std::iter::once(header).chain(lines))
}
