//! Pages that are only text: Markdown files in two languages.

use askama::Template;
use domain::Lang;

use crate::failure::Answer;
use crate::page::Page;

#[derive(Template)]
#[template(path = "public/text.html")]
struct Text<'a> {
    page: &'a Page,
    title: &'a str,
    body: &'a str,
}

macro_rules! texts {
    ($($name:ident)+) => {$(
        pub(crate) async fn $name(page: Page) -> Answer {
            let text = match page.lang() {
                Lang::Nl => include_str!(concat!("../../../app/pages/nl/", stringify!($name), ".md")),
                Lang::En => include_str!(concat!("../../../app/pages/en/", stringify!($name), ".md")),
            };
            let (title, body) = text.split_once('\n').unwrap_or((text, ""));
            let title = title.trim_start_matches('#').trim();
            Ok(page.html(&Text { page: &page, title, body }))
        }
    )+};
}

texts! { help privacy terms accessibility contact developers }
