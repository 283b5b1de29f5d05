//! Markdown that somebody wrote, as HTML that can't do anything.

use std::sync::LazyLock;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .tags(
            [
                "p",
                "br",
                "strong",
                "em",
                "ul",
                "ol",
                "li",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "a",
                "blockquote",
                "code",
                "pre",
                "hr",
                "del",
            ]
            .into(),
        )
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener nofollow ugc"));
    builder
});

/// The highest heading of the text gets level `top` (2 to 6), the first that is free under the
/// page's own, and the others follow it, so that no level is skipped where the text skips none.
/// HTML in the text is shown as text; pictures are left out.
pub(crate) fn to_html(text: &str, top: usize) -> String {
    let parser = || Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH);
    let highest = parser()
        .filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(level as usize),
            _ => None,
        })
        .min()
        .unwrap_or(1);
    let moved = |level: HeadingLevel| {
        HeadingLevel::try_from(level as usize - highest + top).unwrap_or(HeadingLevel::H6)
    };
    let events = parser().filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Some(Event::Start(Tag::Heading {
            level: moved(level),
            id,
            classes,
            attrs,
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(moved(level)))),
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    CLEANER.clean(&out).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_markdown_is_shown_and_never_run() {
        let html = to_html(
            "**Goed** <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))",
            3,
        );
        assert!(html.contains("<strong>Goed</strong>"), "{html}");
        assert!(
            !html.contains("<script") && !html.contains("<img") && !html.contains("javascript:"),
            "{html}"
        );
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn headings_follow_those_of_the_page_without_a_gap() {
        assert_eq!(to_html("# Kop", 3), "<h3>Kop</h3>\n");
        assert_eq!(to_html("## Kop", 3), "<h3>Kop</h3>\n");
        assert_eq!(
            to_html("## Een\n\n### Twee\n\n## Drie", 2),
            "<h2>Een</h2>\n<h3>Twee</h3>\n<h2>Drie</h2>\n"
        );
        // The highest one counts, wherever it stands; below the sixth level there is none.
        assert_eq!(
            to_html("### Een\n\n# Twee\n\n#### Drie", 4),
            "<h6>Een</h6>\n<h4>Twee</h4>\n<h6>Drie</h6>\n"
        );
        assert_eq!(to_html("Geen kop", 2), "<p>Geen kop</p>\n");
    }
}
