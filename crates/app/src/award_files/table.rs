//! Text with separators: which bytes are which letters, which character separates.

use domain::Invalid;
use domain::award::ROWS_MAX;
use domain::person::mail_key;

use super::{CELL_MAX, COLUMNS_MAX, Cells, clean, column, too_many_rows};

const SEPARATORS: [u8; 4] = *b",;\t|";
/// So many records decide what the separator is.
const SAMPLE: usize = 50;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Cells>, Invalid> {
    let text = decode(bytes).ok_or_else(|| Invalid::one("file", "file-not-a-table"))?;
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    let (separator, text, skipped) = match stated_separator(&text) {
        Some((separator, rest)) => (separator, rest, 1),
        None => (separator(&text), text.as_str(), 0),
    };
    let mut rows = Vec::new();
    let mut too_long = None;
    for_each_record(text, separator, |number, cells| {
        if cells.iter().any(|c| c.chars().count() > CELL_MAX) {
            too_long = Some(number + skipped);
            return false;
        }
        rows.push((
            number + skipped,
            cells.iter().take(COLUMNS_MAX).map(|c| clean(c)).collect(),
        ));
        // One more for a header, one more to see that there are too many.
        rows.len() < ROWS_MAX + 2
    });
    if let Some(row) = too_long {
        let mut wrong = Invalid::default();
        wrong.add_with("file", "file-open-quote", vec![("row", row.to_string())]);
        return Err(wrong);
    }
    if rows.len() >= ROWS_MAX + 2 {
        return Err(too_many_rows());
    }
    Ok(rows)
}

/// A byte order mark decides (UTF-8, UTF-16); else UTF-8 when it is valid; else Windows-1252.
/// `None` for what is no text.
fn decode(bytes: &[u8]) -> Option<String> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let (text, wrong) = encoding.decode_without_bom_handling(&bytes[mark..]);
            if wrong {
                return None;
            }
            text.into_owned()
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
                .into_owned(),
        },
    };
    let binary = text
        .chars()
        .any(|c| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{7f}' | '\u{fffd}'));
    (!binary).then_some(text)
}

/// A first line `sep=;`, as spreadsheets write it.
fn stated_separator(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let separator = line.trim().strip_prefix("sep=")?.bytes().next()?;
    SEPARATORS.contains(&separator).then_some((separator, rest))
}

/// The separator under which most of the first records make sense: header words first, then
/// mail addresses that stand alone in a cell, then rows of equal length.
fn separator(text: &str) -> u8 {
    let score = |separator: u8| {
        let (mut words, mut mails, mut widths) = (0, 0, Vec::new());
        for_each_record(text, separator, |_, cells| {
            if widths.is_empty() {
                words = cells.iter().filter(|c| column(c).is_some()).count();
            }
            mails += usize::from(cells.iter().any(|c| mail_key(c).is_some()));
            widths.push(cells.len());
            widths.len() < SAMPLE
        });
        let first = widths.first().copied().unwrap_or(0);
        let alike = if first > 1 {
            widths.iter().filter(|w| **w == first).count()
        } else {
            0
        };
        (words, mails, alike)
    };
    let mut best = (SEPARATORS[0], score(SEPARATORS[0]));
    for candidate in &SEPARATORS[1..] {
        let found = score(*candidate);
        if found > best.1 {
            best = (*candidate, found);
        }
    }
    best.0
}

/// Calls for each record with its row number, as a spreadsheet counts rows (empty lines count,
/// a line break inside quotes doesn't), until the callback says no.
fn for_each_record(text: &str, separator: u8, mut record: impl FnMut(i64, &[&str]) -> bool) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut current = csv::StringRecord::new();
    let mut inside_quotes = 0;
    loop {
        let (line, byte) = (reader.position().line(), reader.position().byte());
        // The text is a string already, so only its end can stop the reader.
        if !matches!(reader.read_record(&mut current), Ok(true)) {
            return;
        }
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        let empty_lines = text
            .as_bytes()
            .get(start..)
            .map_or(0, |rest| rest.iter().take_while(|b| **b == b'\n').count());
        let number = i64::try_from(line).unwrap_or(i64::MAX) + empty_lines as i64 - inside_quotes;
        let cells: Vec<&str> = current.iter().collect();
        inside_quotes += cells
            .iter()
            .map(|c| c.matches('\n').count() as i64)
            .sum::<i64>();
        if !record(number, &cells) {
            return;
        }
    }
}
