//! The texts of a page in each language.

use app::texts::Texts;
use domain::Lang;

use super::Page;

pub const LANGUAGES: [Lang; 2] = [Lang::Nl, Lang::En];

/// As a template escapes it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// The page says this text, in this language.
#[track_caller]
pub fn assert_says(page: &Page, lang: Lang, key: &str, args: &[(&str, &str)]) {
    let text = escaped(&Texts(lang).with(key, args));
    assert!(page.text.contains(&text), "{text}: {}", page.text);
    assert!(
        page.text.contains(&format!("<html lang=\"{lang}\"")),
        "the page's language is {lang}"
    );
}
