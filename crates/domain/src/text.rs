//! Languages of the pages, and texts that exist in one or both of them.

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// A language of the pages and mails.
    Lang { Nl = "nl", En = "en" }
}

impl Lang {
    pub const fn other(self) -> Self {
        match self {
            Self::Nl => Self::En,
            Self::En => Self::Nl,
        }
    }
}

codes! {
    /// A language of instruction (BCP 47 primary tag).
    Language { Nl = "nl", En = "en", De = "de", Fr = "fr", Es = "es" }
}

/// A text in Dutch, English or both. Empty strings count as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localized {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nl: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Localized {
    pub fn new(nl: &str, en: &str) -> Self {
        Self {
            nl: non_empty(nl),
            en: non_empty(en),
        }
    }

    /// The text in exactly this language.
    pub fn exact(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Nl => self.nl.as_deref(),
            Lang::En => self.en.as_deref(),
        }
    }

    /// The text in this language, else in the other, else the empty string.
    pub fn get(&self, lang: Lang) -> &str {
        self.exact(lang)
            .or_else(|| self.exact(lang.other()))
            .unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.nl.is_none() && self.en.is_none()
    }

    /// This text, or the other when this has none in either language.
    pub fn or<'a>(&'a self, other: &'a Self) -> &'a Self {
        if self.is_empty() { other } else { self }
    }
}

/// Trimmed, or `None` when nothing is left.
pub fn non_empty(text: &str) -> Option<String> {
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// Folds a name for comparison and ordering: trimmed, inner white space single, lower case,
/// common Latin diacritics removed. The same on both databases, since it is done here.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars().flat_map(char::to_lowercase) {
            match c {
                'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
                'ç' | 'ć' | 'č' => out.push('c'),
                'è'..='ë' | 'ē' | 'ę' | 'ě' => out.push('e'),
                'ì'..='ï' | 'ī' => out.push('i'),
                'ñ' | 'ń' | 'ň' => out.push('n'),
                'ò'..='ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
                'ù'..='ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
                'ý' | 'ÿ' => out.push('y'),
                'š' | 'ś' | 'ş' => out.push('s'),
                'ž' | 'ź' | 'ż' => out.push('z'),
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ł' => out.push('l'),
                '\u{300}'..='\u{36f}' => {}
                other => out.push(other),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_spacing_and_diacritics() {
        assert_eq!(fold("  Élan   Vítal "), "elan vital");
        assert_eq!(fold("STRASSE"), fold("Straße"));
    }

    #[test]
    fn a_text_falls_back_to_the_other_language() {
        let t = Localized::new("Zorg", " ");
        assert_eq!(t.get(Lang::En), "Zorg");
        assert_eq!(t.exact(Lang::En), None);
    }
}
