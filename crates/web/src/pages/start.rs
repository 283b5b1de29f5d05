//! The start page: three ways in, what it is, live counts.

use askama::Template;
use app::catalogue::Entry;
use app::platform::PlatformCounts;

use crate::failure::Answer;
use crate::page::Page;

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    page: &'a Page,
    counts: PlatformCounts,
    newest: Vec<Entry>,
}

pub(crate) async fn start(page: Page) -> Answer {
    let counts = page.app().platform_counts(&page.actor()).await?;
    let newest = page.app().newest_classes(&page.actor(), 3).await?;
    Ok(page.html(&Start { page: &page, counts, newest }))
}
