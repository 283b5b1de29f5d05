//! Pages that are only text: Markdown files in two languages.

use app::terms::Terms;
use askama::Template;
use axum::response::Response;
use domain::Lang;

use crate::failure::Answer;
use crate::page::Page;

#[derive(Template)]
#[template(path = "public/text.html")]
struct Text<'a> {
    page: &'a Page,
    title: &'a str,
    body: &'a str,
    /// What a learner agrees to before the backpack opens; only on the page with terms.
    backpack: Option<Terms>,
}

fn shown(page: &Page, text: &str, backpack: Option<Terms>) -> Response {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    page.html(&Text {
        page,
        title: title.trim_start_matches('#').trim(),
        body,
        backpack,
    })
}

pub(crate) async fn terms(page: Page) -> Answer {
    let backpack = page.app().general_terms(&page.actor()).await?;
    let text = match page.lang() {
        Lang::Nl => include_str!("../../../app/pages/nl/terms.md"),
        Lang::En => include_str!("../../../app/pages/en/terms.md"),
    };
    Ok(shown(&page, text, backpack))
}

macro_rules! texts {
    ($($name:ident)+) => {$(
        pub(crate) async fn $name(page: Page) -> Answer {
            let text = match page.lang() {
                Lang::Nl => include_str!(concat!("../../../app/pages/nl/", stringify!($name), ".md")),
                Lang::En => include_str!(concat!("../../../app/pages/en/", stringify!($name), ".md")),
            };
            Ok(shown(&page, text, None))
        }
    )+};
}

texts! { help privacy accessibility contact developers }
