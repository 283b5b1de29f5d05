//! Reading a file of recipients: CSV in any usual dress, or the first sheet of an XLSX workbook.
//! Pure computing on bytes that a stranger sent: everything is capped before it is believed.

mod example;
mod table;
mod workbook;

use domain::Invalid;
use domain::award::{Evidence, FIELDS, ROWS_MAX, Recipient};
use domain::person::mail_key;
use domain::text::fold;

pub use example::{csv_example, wrong_rows_csv, xlsx_example};

/// The most bytes in a file.
pub const FILE_MAX: usize = 20 * 1024 * 1024;
/// More characters than a spreadsheet's cell can hold: an open quote swallowed the rest.
const CELL_MAX: usize = 32_767;
/// Columns beyond these are nobody's.
const COLUMNS_MAX: usize = 64;

/// One recipient with the number of its row, as a spreadsheet counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub number: i64,
    pub recipient: Recipient,
}

/// Cells of one row, with its number.
type Cells = (i64, Vec<String>);

/// Reads a file, whatever its name says it is. The error is about the file as a whole, at the
/// field `file`; what is wrong with single rows is for the dry run.
pub fn read(bytes: &[u8]) -> Result<Vec<FileRow>, Invalid> {
    if bytes.is_empty() {
        return Err(Invalid::one("file", "file-empty"));
    }
    if bytes.len() > FILE_MAX {
        let mut wrong = Invalid::default();
        wrong.add_with(
            "file",
            "file-too-large",
            vec![("max", (FILE_MAX / 1024 / 1024).to_string())],
        );
        return Err(wrong);
    }
    let rows = match bytes {
        [b'P', b'K', 3, 4, ..] => workbook::read(bytes)?,
        // The old binary format, or a workbook under a password.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Invalid::one("file", "file-old-excel")),
        _ => table::read(bytes)?,
    };
    recipients(rows)
}

/// What a column is, by the words on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// One of [`FIELDS`], by position there.
    Field(usize),
    /// A Dutch surname's prefix (`de`, `van der`), which goes before the last name.
    Prefix,
}

/// Reads a header's cell in Dutch or English, in any case, with or without spaces and hyphens.
fn column(header: &str) -> Option<Column> {
    let word: String = fold(header)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let field = match word.as_str() {
        "mail" | "email" | "emailadres" | "mailadres" | "emailaddress" | "mailaddress" => "mail",
        "eppn" | "edupersonprincipalname" => "eppn",
        "voornaam" | "voornamen" | "roepnaam" | "firstname" | "givenname" => "first_name",
        "achternaam" | "familienaam" | "lastname" | "surname" | "familyname" => "last_name",
        "tussenvoegsel" | "tussenvoegsels" | "voorvoegsel" | "prefix" => {
            return Some(Column::Prefix);
        }
        "toelichting" | "narrative" | "motivatie" | "motivation" => "narrative",
        "bewijs" | "bewijsurl" | "bewijslink" | "linknaarbewijs" | "evidence" | "evidenceurl"
        | "evidencelink" | "linktoevidence" => "evidence_url",
        "bewijsnaam" | "naambewijs" | "naamvanhetbewijs" | "evidencename" | "nameofevidence" => {
            "evidence_name"
        }
        "bewijsomschrijving"
        | "bewijsbeschrijving"
        | "omschrijvingbewijs"
        | "omschrijvingvanhetbewijs"
        | "evidencedescription"
        | "descriptionofevidence" => "evidence_description",
        "resultaat" | "cijfer" | "beoordeling" | "grade" | "result" | "score" | "mark" => "grade",
        _ => return None,
    };
    FIELDS.iter().position(|f| *f == field).map(Column::Field)
}

fn recipients(rows: Vec<Cells>) -> Result<Vec<FileRow>, Invalid> {
    let mut rows = rows
        .into_iter()
        .filter(|(_, cells)| cells.iter().any(|c| !c.is_empty()))
        .peekable();
    let Some((_, first)) = rows.peek() else {
        return Err(Invalid::one("file", "file-empty"));
    };
    let named: Vec<Option<Column>> = first.iter().map(|c| column(c)).collect();
    let recognised = named.iter().flatten().count();
    let has_mail = named.contains(&Some(Column::Field(0)));
    let columns = if has_mail {
        rows.next();
        named
    } else if recognised >= 2 && !first.iter().any(|c| mail_key(c).is_some()) {
        return Err(Invalid::one("file", "file-no-mail-column"));
    } else {
        // No header: the columns in the order of the example.
        (0..FIELDS.len()).map(|i| Some(Column::Field(i))).collect()
    };
    let rows: Vec<Cells> = rows.collect();
    if rows.is_empty() {
        return Err(Invalid::one("file", "file-only-header"));
    }
    if rows.len() > ROWS_MAX {
        return Err(too_many_rows());
    }
    if !has_mail
        && !rows
            .iter()
            .take(1_000)
            .any(|(_, cells)| cells.iter().any(|c| c.contains('@')))
    {
        return Err(Invalid::one("file", "file-not-a-table"));
    }
    Ok(rows
        .into_iter()
        .map(|(number, cells)| FileRow {
            number,
            recipient: recipient(&columns, cells),
        })
        .collect())
}

fn too_many_rows() -> Invalid {
    let mut wrong = Invalid::default();
    wrong.add_with(
        "file",
        "file-too-many-rows",
        vec![("max", ROWS_MAX.to_string())],
    );
    wrong
}

fn recipient(columns: &[Option<Column>], cells: Vec<String>) -> Recipient {
    let mut fields: [Option<String>; FIELDS.len()] = Default::default();
    let mut prefix = None;
    for (column, cell) in columns.iter().zip(cells) {
        let Some(column) = column else { continue };
        let slot = match column {
            Column::Field(i) => &mut fields[*i],
            Column::Prefix => &mut prefix,
        };
        // Of two columns with one name the first that says something counts.
        if slot.is_none() && !cell.is_empty() {
            *slot = Some(cell);
        }
    }
    let [
        mail,
        eppn,
        first_name,
        last_name,
        narrative,
        url,
        name,
        description,
        grade,
    ] = fields;
    let last_name = match (prefix, last_name) {
        (Some(prefix), Some(last)) => Some(format!("{prefix} {last}")),
        (_, last) => last,
    };
    Recipient {
        mail: mail.unwrap_or_default(),
        eppn,
        first_name,
        last_name,
        narrative,
        evidence: Evidence {
            url,
            name,
            description,
        },
        grade,
    }
}

/// A cell without white space around it and without characters that nobody can see.
fn clean(cell: &str) -> String {
    let invisible = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
    };
    cell.trim_matches(invisible)
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// One field of a recipient by its code; what a correction in place writes to.
pub(crate) fn field_mut<'a>(recipient: &'a mut Recipient, field: &str) -> Option<FieldMut<'a>> {
    Some(match field {
        "mail" => FieldMut::Required(&mut recipient.mail),
        "eppn" => FieldMut::Optional(&mut recipient.eppn),
        "first_name" => FieldMut::Optional(&mut recipient.first_name),
        "last_name" => FieldMut::Optional(&mut recipient.last_name),
        "narrative" => FieldMut::Optional(&mut recipient.narrative),
        "evidence_url" => FieldMut::Optional(&mut recipient.evidence.url),
        "evidence_name" => FieldMut::Optional(&mut recipient.evidence.name),
        "evidence_description" => FieldMut::Optional(&mut recipient.evidence.description),
        "grade" => FieldMut::Optional(&mut recipient.grade),
        _ => return None,
    })
}

pub(crate) enum FieldMut<'a> {
    Required(&'a mut String),
    Optional(&'a mut Option<String>),
}

impl FieldMut<'_> {
    /// Puts what somebody typed; says whether it is something else.
    pub fn put(self, typed: &str) -> bool {
        let typed = clean(typed);
        match self {
            Self::Required(text) => std::mem::replace(text, typed.clone()) != typed,
            Self::Optional(text) => {
                let new = (!typed.is_empty()).then_some(typed);
                std::mem::replace(text, new.clone()) != new
            }
        }
    }
}

/// The text of one field of a recipient by its code.
pub fn field<'a>(recipient: &'a Recipient, field: &str) -> &'a str {
    let optional = match field {
        "mail" => return &recipient.mail,
        "eppn" => &recipient.eppn,
        "first_name" => &recipient.first_name,
        "last_name" => &recipient.last_name,
        "narrative" => &recipient.narrative,
        "evidence_url" => &recipient.evidence.url,
        "evidence_name" => &recipient.evidence.name,
        "evidence_description" => &recipient.evidence.description,
        "grade" => &recipient.grade,
        _ => &None,
    };
    optional.as_deref().unwrap_or_default()
}

#[cfg(test)]
mod tests;
