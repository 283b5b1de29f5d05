//! Lists of the portal: what was asked stands in the address, so that the back button and a link
//! in a mail bring the same rows.

use app::lists::{Counts, ExportFormat, Found, Key, Place, Sheet, SortValue, Window};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::failure::Answer;
use crate::fields::Fields;
use crate::page::Page;

/// Rows of a page.
const ROWS: usize = 50;
/// Letters of a search, at most.
const SEARCH_MAX: usize = 200;

/// What can be asked of a list.
pub(crate) struct Shape {
    /// Names of the filters, as in the address.
    pub filters: &'static [&'static str],
    /// What it can be sorted by, the usual first.
    pub sorts: &'static [Sort],
}

/// Something to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    /// As in the address; with `-` before it the other way round.
    pub code: &'static str,
    /// The key of its column's head.
    pub label: &'static str,
    /// The greatest come first, unless it is turned round.
    pub descending: bool,
}

impl Sort {
    pub const fn ascending(code: &'static str, label: &'static str) -> Self {
        Self {
            code,
            label,
            descending: false,
        }
    }

    pub const fn descending(code: &'static str, label: &'static str) -> Self {
        Self {
            code,
            label,
            descending: true,
        }
    }
}

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    path: String,
    search: String,
    chosen: Vec<(&'static str, String)>,
    sorts: &'static [Sort],
    sort: Sort,
    turned: bool,
    place: Place,
    format: Option<ExportFormat>,
}

impl Asked {
    /// From the address; what it can't be asked is left out.
    pub fn read(page: &Page, shape: &Shape, query: &Fields) -> Self {
        let wanted = query.get("sort");
        let (turned, wanted) = match wanted.strip_prefix('-') {
            Some(wanted) => (true, wanted),
            None => (false, wanted),
        };
        let found = shape.sorts.iter().find(|s| s.code == wanted);
        let usual = shape.sorts.first().copied();
        let turned = turned && found.is_some();
        let sort = found.copied().or(usual).unwrap_or(Sort::ascending("", ""));
        let place = match (query.text("after"), query.text("before")) {
            (Some(after), _) => key(&after).map(Place::After),
            (None, Some(before)) => key(&before).map(Place::Before),
            (None, None) => None,
        };
        let chosen = shape.filters.iter().filter_map(|name| {
            let value = query.text(name)?;
            Some((*name, value))
        });
        Self {
            path: page.path().to_owned(),
            search: query.get("q").trim().chars().take(SEARCH_MAX).collect(),
            chosen: chosen.collect(),
            sorts: shape.sorts,
            sort,
            turned,
            place: place.unwrap_or_default(),
            format: ExportFormat::from_code(query.get("format")),
        }
    }

    pub fn search(&self) -> &str {
        &self.search
    }

    /// What was chosen of a filter.
    pub fn chosen(&self, filter: &str) -> Option<&str> {
        let chosen = self.chosen.iter().find(|(name, _)| *name == filter);
        chosen.map(|(_, value)| value.as_str())
    }

    /// … as a code of the domain: a list of none or one, as the app's filters take it.
    pub fn choice<T>(&self, filter: &str, from_code: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.chosen(filter)
            .and_then(from_code)
            .into_iter()
            .collect()
    }

    pub fn sort(&self) -> &'static str {
        self.sort.code
    }

    pub fn descending(&self) -> bool {
        self.sort.descending != self.turned
    }

    pub fn window(&self) -> Window {
        Window {
            place: self.place.clone(),
            descending: self.descending(),
            limit: ROWS,
        }
    }

    /// Whether the rows are to be taken away, and as what.
    pub fn format(&self) -> Option<ExportFormat> {
        self.format
    }

    /// Whether anything narrows the list.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || !self.chosen.is_empty()
    }

    fn query(&self, but: &str) -> url::form_urlencoded::Serializer<'static, String> {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        if !self.search.is_empty() && but != "q" {
            out.append_pair("q", &self.search);
        }
        for (name, value) in self.chosen.iter().filter(|(name, _)| *name != but) {
            out.append_pair(name, value);
        }
        if self.turned || Some(&self.sort) != self.sorts.first() {
            out.append_pair("sort", &self.sort_code());
        }
        out
    }

    fn address(&self, mut query: url::form_urlencoded::Serializer<'static, String>) -> String {
        let query = query.finish();
        if query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{query}", self.path)
        }
    }

    fn at(&self, place: &Place) -> String {
        let mut out = self.query("");
        match place {
            Place::Start => {}
            Place::After(key) => drop(out.append_pair("after", &written(key))),
            Place::Before(key) => drop(out.append_pair("before", &written(key))),
        }
        self.address(out)
    }

    fn sort_code(&self) -> String {
        let turned = if self.turned { "-" } else { "" };
        format!("{turned}{}", self.sort.code)
    }

    /// The same rows sorted by something; again by the same turns them round.
    fn sorted_by(&self, sort: Sort) -> String {
        let mut asked = self.clone();
        asked.turned = sort == self.sort && !self.turned;
        asked.sort = sort;
        asked.at(&Place::Start)
    }

    fn exported(&self, format: ExportFormat) -> String {
        let mut out = self.query("");
        out.append_pair("format", format.code());
        self.address(out)
    }
}

/// `{id}~i{number}` or `{id}~t{text}`.
fn key(text: &str) -> Option<Key> {
    let (id, value) = text.split_once('~')?;
    let id = id.parse().ok()?;
    let value = match value.split_at_checked(1)? {
        ("i", number) => SortValue::Int(number.parse().ok()?),
        ("t", text) => SortValue::Text(text.to_owned()),
        _ => return None,
    };
    Some(Key { value, id })
}

fn written(key: &Key) -> String {
    match &key.value {
        SortValue::Int(number) => format!("{}~i{number}", key.id),
        SortValue::Text(text) => format!("{}~t{text}", key.id),
    }
}

/// One choice of a filter.
pub(crate) struct Choice {
    pub code: String,
    pub label: String,
    pub count: i64,
    pub chosen: bool,
}

/// A filter with its choices; those that would leave nothing are left out.
pub(crate) struct Filter {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// A filter that is on, and the address without it.
pub(crate) struct On {
    pub label: String,
    pub without: String,
}

/// A list as its templates (`list/*.html`) show it.
pub(crate) struct List<'a> {
    page: &'a Page,
    asked: &'a Asked,
    counts: &'a Counts,
    pub search_label: String,
    pub filters: Vec<Filter>,
    /// Ends of a period: name, label, and what was typed.
    pub dates: Vec<(&'static str, String, &'a str)>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl<'a> List<'a> {
    pub fn new<T>(
        page: &'a Page,
        asked: &'a Asked,
        (found, counts): (&Found<T>, &'a Counts),
        search_label: &str,
    ) -> Self {
        Self {
            page,
            asked,
            counts,
            search_label: page.t(search_label),
            filters: Vec::new(),
            dates: Vec::new(),
            previous: found.previous.as_ref().map(|place| asked.at(place)),
            next: found.next.as_ref().map(|place| asked.at(place)),
        }
    }

    /// Adds a filter; its choices by code, with the code that is counted, in the order given.
    pub fn filter(
        mut self,
        name: &'static str,
        label: &str,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let on = self.asked.chosen(name);
        let choices = choices.into_iter().filter_map(|(code, label)| {
            let chosen = on == Some(code.as_str());
            let count = match code.parse() {
                Ok(id) => self.counts.of_id(name, id),
                Err(_) => self.counts.of(name, &code),
            };
            (chosen || count > 0).then_some(Choice {
                code,
                label,
                count,
                chosen,
            })
        });
        let choices: Vec<_> = choices.collect();
        if !choices.is_empty() {
            self.filters.push(Filter {
                name,
                label: self.page.t(label),
                choices,
            });
        }
        self
    }

    /// Adds an end of a period, as a day.
    pub fn date(mut self, name: &'static str, label: &str) -> Self {
        let typed = self.asked.chosen(name).unwrap_or_default();
        self.dates.push((name, self.page.t(label), typed));
        self
    }

    pub fn path(&self) -> &str {
        &self.asked.path
    }

    pub fn search(&self) -> &str {
        &self.asked.search
    }

    /// How many rows there are in all.
    pub fn total(&self) -> i64 {
        self.counts.total
    }

    pub fn narrows(&self) -> bool {
        self.asked.narrows()
    }

    pub fn on(&self) -> Vec<On> {
        let mut on = Vec::new();
        if !self.asked.search.is_empty() {
            on.push(On {
                label: format!("\u{201c}{}\u{201d}", self.asked.search),
                without: self.asked.address(self.asked.query("q")),
            });
        }
        for filter in &self.filters {
            on.extend(filter.choices.iter().filter(|c| c.chosen).map(|c| On {
                label: c.label.clone(),
                without: self.asked.address(self.asked.query(filter.name)),
            }));
        }
        let typed = self.dates.iter().filter(|(_, _, typed)| !typed.is_empty());
        on.extend(typed.map(|(name, label, typed)| On {
            label: match typed.parse() {
                Ok(day) => format!("{label} {}", self.page.texts().day(day)),
                Err(_) => format!("{label} {typed}"),
            },
            without: self.asked.address(self.asked.query(name)),
        }));
        on
    }

    /// The address of the whole list.
    pub fn all(&self) -> &str {
        self.path()
    }

    /// For `aria-sort` of a column.
    pub fn aria_sort(&self, sort: &str) -> &'static str {
        match (self.asked.sort.code == sort, self.asked.descending()) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }

    /// The head of a column.
    pub fn head(&self, sort: &str) -> String {
        self.page.t(self.found(sort).label)
    }

    fn found(&self, sort: &str) -> Sort {
        let found = self.asked.sorts.iter().find(|s| s.code == sort);
        found.copied().unwrap_or(self.asked.sort)
    }

    pub fn sort_icon(&self, sort: &str) -> &'static str {
        self.page.icon(match self.aria_sort(sort) {
            "ascending" => "chevron-up",
            "descending" => "chevron-down",
            _ => "arrow-up-down",
        })
    }

    /// The address of the list sorted by a column; again by the same turns it round.
    pub fn by(&self, sort: &str) -> String {
        self.asked.sorted_by(self.found(sort))
    }

    /// What it can be sorted by, for where there are no heads of columns to press.
    pub fn sorts(&self) -> Vec<Choice> {
        let mut sorts = Vec::new();
        for sort in self.asked.sorts {
            let now = *sort == self.asked.sort;
            sorts.push(Choice {
                code: sort.code.to_owned(),
                label: self.page.t(sort.label),
                count: 0,
                chosen: now && !self.asked.turned,
            });
            if now && self.asked.turned {
                let label = self.page.t(sort.label);
                sorts.push(Choice {
                    code: self.asked.sort_code(),
                    label: self.page.t1("list-turned", "sort", label),
                    count: 0,
                    chosen: true,
                });
            }
        }
        sorts
    }

    pub fn csv(&self) -> String {
        self.asked.exported(ExportFormat::Csv)
    }

    pub fn xlsx(&self) -> String {
        self.asked.exported(ExportFormat::Xlsx)
    }
}

impl Page {
    /// The period that was asked: from the start of its first day to the end of its last, in the
    /// platform's time zone. What is no day limits nothing.
    pub(crate) fn period(&self, asked: &Asked) -> (Option<Timestamp>, Option<Timestamp>) {
        let zone = self.app().zone();
        let start = |day: Option<Date>| Some(day?.to_zoned(zone.clone()).ok()?.timestamp());
        let day = |name| asked.chosen(name)?.parse::<Date>().ok();
        let after = day("until").and_then(|d| d.tomorrow().ok());
        (start(day("from")), start(after))
    }
}

/// A table as a file.
pub(crate) fn exported(sheet: &Sheet, format: ExportFormat) -> Answer {
    let mut response: Response = sheet.to_bytes(format)?.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    let name = format!("attachment; filename=\"{}\"", sheet.file_name(format));
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_address() {
        for value in [
            SortValue::Int(-3),
            SortValue::Text("a~b c\u{e9}".into()),
            SortValue::Text(String::new()),
        ] {
            let id = uuid::Uuid::from_u128(7);
            let place = Key { value, id };
            assert_eq!(key(&written(&place)), Some(place));
        }
        for wrong in [
            "",
            "~",
            "7",
            "x~i1",
            "00000000-0000-0000-0000-000000000007~",
            "00000000-0000-0000-0000-000000000007~iq",
        ] {
            assert_eq!(key(wrong), None, "{wrong}");
        }
    }
}
