//! The catalogue: search, filters, counts and pages, all in the address.

use app::catalogue::{Catalogue, Filter};
use askama::Template;
use domain::badge_class::Type;
use domain::institution::Sector;

use crate::failure::Answer;
use crate::fields::Fields;
use crate::page::Page;

#[derive(Template)]
#[template(path = "public/catalogue.html")]
struct CataloguePage<'a> {
    page: &'a Page,
    filter: Filter,
    found: Catalogue,
}

/// A filter that is on: its words, and the address without it.
struct On {
    label: String,
    without: String,
}

impl CataloguePage<'_> {
    fn is_kind(&self, kind: &Type) -> bool {
        self.filter.kinds.contains(kind)
    }

    fn is_sector(&self, sector: &Sector) -> bool {
        self.filter.sectors.contains(sector)
    }

    fn is_institution(&self, institution: &domain::InstitutionId) -> bool {
        self.filter.institutions.contains(institution)
    }

    fn on(&self) -> Vec<On> {
        let mut on = Vec::new();
        for kind in &self.filter.kinds {
            let mut filter = self.filter.clone();
            filter.kinds.retain(|k| k != kind);
            on.push(On { label: self.page.code("type", kind), without: address(&filter, 1) });
        }
        for sector in &self.filter.sectors {
            let mut filter = self.filter.clone();
            filter.sectors.retain(|s| s != sector);
            on.push(On { label: self.page.code("sector", sector), without: address(&filter, 1) });
        }
        for id in &self.filter.institutions {
            let mut filter = self.filter.clone();
            filter.institutions.retain(|i| i != id);
            let named = self.found.institutions.iter().find(|c| c.value.id == *id);
            let label = named.map_or_else(|| self.page.t("catalogue-unknown-institution"), |c| c.value.name(self.page.lang()).to_owned());
            on.push(On { label, without: address(&filter, 1) });
        }
        on
    }

    /// The same search without any filter.
    fn without_filters(&self) -> String {
        address(&Filter { search: self.filter.search.clone(), ..Filter::default() }, 1)
    }

    fn at(&self, page: &i64) -> String {
        address(&self.filter, *page)
    }

    fn previous(&self) -> String {
        address(&self.filter, self.found.page - 1)
    }

    fn next(&self) -> String {
        address(&self.filter, self.found.page + 1)
    }

    fn pages(&self) -> Vec<Option<i64>> {
        page_numbers(self.found.page, self.found.pages)
    }
}

/// First, last and the neighbours; `None` stands for a gap.
fn page_numbers(here: i64, last: i64) -> Vec<Option<i64>> {
    let mut all = Vec::new();
    for n in 1..=last {
        if n == 1 || n == last || (n - here).abs() <= 1 {
            all.push(Some(n));
        } else if all.last().is_some_and(Option::is_some) {
            all.push(None);
        }
    }
    all
}

/// The address of a page of the catalogue.
fn address(filter: &Filter, page: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !filter.search.is_empty() {
        query.append_pair("q", &filter.search);
    }
    for kind in &filter.kinds {
        query.append_pair("type", kind.code());
    }
    for sector in &filter.sectors {
        query.append_pair("sector", sector.code());
    }
    for institution in &filter.institutions {
        query.append_pair("institution", &institution.to_string());
    }
    if filter.newest_first {
        query.append_pair("sort", "newest");
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { app::urls::CATALOGUE.to_owned() } else { format!("{}?{query}", app::urls::CATALOGUE) }
}

/// What the address asks; what it says wrongly filters nothing.
pub(crate) fn filter(query: &Fields) -> Filter {
    let mut filter = Filter {
        search: query.get("q").chars().take(200).collect::<String>().trim().to_owned(),
        kinds: query.all("type").filter_map(Type::from_code).collect(),
        sectors: query.all("sector").filter_map(Sector::from_code).collect(),
        institutions: query.all("institution").filter_map(|i| i.parse().ok()).take(50).collect(),
        newest_first: query.get("sort") == "newest",
        page: query.get("page").parse().unwrap_or(1),
    };
    filter.kinds.dedup();
    filter.sectors.dedup();
    filter.institutions.dedup();
    filter
}

pub(crate) async fn catalogue(page: Page, query: Fields) -> Answer {
    let filter = filter(&query);
    let found = page.app().catalogue(&page.actor(), &filter, page.lang()).await?;
    Ok(page.html(&CataloguePage { page: &page, filter, found }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_show_the_ends_and_the_neighbours() {
        assert_eq!(page_numbers(1, 1), [Some(1)]);
        assert_eq!(page_numbers(2, 18), [Some(1), Some(2), Some(3), None, Some(18)]);
        assert_eq!(page_numbers(9, 18), [Some(1), None, Some(8), Some(9), Some(10), None, Some(18)]);
    }
}
