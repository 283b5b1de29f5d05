//! The start page: three ways in, what it is, live counts.

use askama::Template;
use app::platform::PlatformCounts;

use crate::failure::Answer;
use crate::page::Page;

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    page: &'a Page,
    counts: PlatformCounts,
}

pub(crate) async fn start(page: Page) -> Answer {
    let counts = page.app().platform_counts(&page.actor()).await?;
    Ok(page.html(&Start { page: &page, counts }))
}
