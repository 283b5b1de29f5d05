//! The first sheet of an XLSX workbook. It is a ZIP of XML: sizes are measured, not believed,
//! and cells are read one by one, so that a cell at the far corner makes no table of billions.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use domain::Invalid;
use domain::award::ROWS_MAX;

use super::{CELL_MAX, COLUMNS_MAX, Cells, clean, too_many_rows};

/// The most bytes that a workbook may unpack to, over all its parts.
const UNPACKED_MAX: u64 = 192 * 1024 * 1024;
const PARTS_MAX: usize = 2_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Cells>, Invalid> {
    measure(bytes)?;
    let unreadable = |_| Invalid::one("file", "file-unreadable");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let Some(sheet) = book.sheet_names().first().cloned() else {
        return Err(Invalid::one("file", "file-unreadable"));
    };
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut rows: Vec<Cells> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() || column as usize >= COLUMNS_MAX {
            continue;
        }
        if text.chars().count() > CELL_MAX {
            return Err(Invalid::one("file", "file-unreadable"));
        }
        let number = i64::from(row) + 1;
        if rows.last().is_none_or(|(last, _)| *last != number) {
            if rows.len() > ROWS_MAX {
                return Err(too_many_rows());
            }
            rows.push((number, Vec::new()));
        }
        // Just pushed, or there before.
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= column as usize {
                cells.resize(column as usize + 1, String::new());
            }
            cells[column as usize] = text;
        }
    }
    // A workbook's rows may stand in any order.
    rows.sort_by_key(|(number, _)| *number);
    Ok(rows)
}

/// Unpacks every part into nothing and counts: what the ZIP's own directory says about sizes is
/// only a claim.
fn measure(bytes: &[u8]) -> Result<(), Invalid> {
    let unreadable = |_| Invalid::one("file", "file-unreadable");
    let too_much = || Invalid::one("file", "file-unpacks-too-large");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if zip.len() > PARTS_MAX {
        return Err(too_much());
    }
    let mut claimed: u64 = 0;
    for i in 0..zip.len() {
        claimed = claimed.saturating_add(zip.by_index_raw(i).map_err(unreadable)?.size());
    }
    if claimed > UNPACKED_MAX {
        return Err(too_much());
    }
    let mut left = UNPACKED_MAX;
    for i in 0..zip.len() {
        let part = zip.by_index(i).map_err(unreadable)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|_| Invalid::one("file", "file-unreadable"))?;
        if read > left {
            return Err(too_much());
        }
        left -= read;
    }
    Ok(())
}

/// A cell as somebody reads it: a whole number without decimals, a day as a day. A formula's
/// cell holds its last result; nothing is ever computed here.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(i) => i.to_string(),
        DataRef::Float(f) => f.to_string(),
        DataRef::String(s) => clean(s),
        DataRef::SharedString(s) => clean(s),
        DataRef::Bool(b) => b.to_string(),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => clean(s),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        DataRef::Error(e) => e.to_string(),
        DataRef::Empty => String::new(),
    }
}
