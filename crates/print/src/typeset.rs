//! Text as outlines. A picture in an `<img>` can't load the page's fonts, so whatever is drawn here carries its letters as paths.

use std::fmt::Write as _;

use harfrust::{ShapeOptions, ShaperData, UnicodeBuffer};
use skrifa::{
    GlyphId, MetadataProvider as _,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};
use unicode_normalization::UnicodeNormalization as _;

/// The fonts that are compiled in (`data/fonts/ORIGIN.md`): the letters of all official languages of the European Union
/// in Latin script, and of Turkish, Icelandic and Norwegian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// Bricolage Grotesque Bold: headings and the text on a badge.
    Display,
    /// Atkinson Hyperlegible Next Regular: running text.
    Body,
    /// Atkinson Hyperlegible Next Bold.
    BodyBold,
}

impl Face {
    pub const ALL: [Self; 3] = [Self::Display, Self::Body, Self::BodyBold];

    /// The TrueType file.
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Display => include_bytes!("../data/fonts/bricolage-grotesque-700.ttf"),
            Self::Body => include_bytes!("../data/fonts/atkinson-hyperlegible-next-400.ttf"),
            Self::BodyBold => include_bytes!("../data/fonts/atkinson-hyperlegible-next-700.ttf"),
        }
    }

    /// The family name inside the file.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Display => "Bricolage Grotesque",
            Self::Body | Self::BodyBold => "Atkinson Hyperlegible Next",
        }
    }

    fn font(self) -> skrifa::FontRef<'static> {
        skrifa::FontRef::new(self.bytes())
            .expect("the compiled-in font is well-formed; a test reads every face")
    }

    /// Height of a capital at `size`.
    pub fn cap_height(self, size: f32) -> f32 {
        let metrics = self
            .font()
            .metrics(Size::unscaled(), LocationRef::default());
        metrics.cap_height.unwrap_or(700.0) * size / f32::from(metrics.units_per_em)
    }

    /// The first character of `text` that this face has no letter for.
    pub fn first_missing(self, text: &str) -> Option<char> {
        let charmap = self.font().charmap();
        plain(text)
            .chars()
            .find(|c| charmap.map(*c).is_none_or(|id| id.to_u32() == 0))
    }

    /// `text` as well as this face can set it: a letter it lacks loses its accent, what has no plain form is left out.
    pub fn printable(self, text: &str) -> String {
        let charmap = self.font().charmap();
        let has = |c: &char| charmap.map(*c).is_some_and(|id| id.to_u32() != 0);
        plain(text)
            .chars()
            .filter_map(|c| Some(c).filter(has).or_else(|| c.nfd().next().filter(has)))
            .collect()
    }

    /// Width of `text` set in one line at `size`, kerning included.
    pub fn width(self, text: &str, size: f32) -> f32 {
        self.shape(text)
            .iter()
            .map(|glyph| glyph.advance)
            .sum::<f32>()
            * size
    }

    /// The outlines of `text` as SVG path data, starting at `x` on baseline `y`.
    pub fn outline(self, text: &str, size: f32, x: f32, y: f32) -> String {
        let font = self.font();
        let outlines = font.outline_glyphs();
        let units = f32::from(
            font.metrics(Size::unscaled(), LocationRef::default())
                .units_per_em,
        );
        let mut pen = PathPen {
            data: String::new(),
            scale: size / units,
            x,
            y,
        };
        for glyph in self.shape(text) {
            let origin = pen.x;
            pen.x = origin + glyph.x_offset * size;
            pen.y = y - glyph.y_offset * size;
            if let Some(outline) = outlines.get(GlyphId::new(glyph.id)) {
                let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
                // A glyph that can't be drawn leaves its space empty; the faces are ours and a test draws every letter.
                let _ = outline.draw(settings, &mut pen);
            }
            pen.x = origin + glyph.advance * size;
        }
        pen.data
    }

    /// Lines no wider than `width` at `size`. What doesn't fit in `most` lines ends in "…".
    pub fn wrap(self, text: &str, size: f32, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text
            .split_whitespace()
            .flat_map(|word| self.pieces(word, size, width))
        {
            let full = lines.len() >= most;
            let Some(line) = lines.last_mut() else {
                lines.push(word);
                continue;
            };
            if self.width(&format!("{line} {word}"), size) <= width {
                line.push(' ');
                line.push_str(&word);
            } else if full {
                self.ellipsis(line, size, width);
                break;
            } else {
                lines.push(word);
            }
        }
        lines
    }

    fn ellipsis(self, line: &mut String, size: f32, width: f32) {
        while !line.is_empty() && self.width(&format!("{line}…"), size) > width {
            line.pop();
        }
        let kept = line
            .trim_end_matches(|c: char| c.is_whitespace() || ",;:-–".contains(c))
            .len();
        line.truncate(kept);
        line.push('…');
    }

    /// A word that alone is wider than the line is cut with hyphens.
    fn pieces(self, word: &str, size: f32, width: f32) -> Vec<String> {
        if self.width(word, size) <= width {
            return vec![word.to_owned()];
        }
        let mut pieces = vec![String::new()];
        for c in word.chars() {
            let last = pieces.last().map_or("", String::as_str);
            if !last.is_empty() && self.width(&format!("{last}{c}-"), size) > width {
                if let Some(last) = pieces.last_mut() {
                    last.push('-');
                }
                pieces.push(String::new());
            }
            if let Some(last) = pieces.last_mut() {
                last.push(c);
            }
        }
        pieces
    }

    fn shape(self, text: &str) -> Vec<Glyph> {
        let font = harfrust::FontRef::new(self.bytes())
            .expect("the compiled-in font is well-formed; a test reads every face");
        let data = ShaperData::new(&font);
        let shaper = data.shaper(&font).build();
        let units = shaper.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .map(|(info, position)| Glyph {
                id: info.glyph_id,
                advance: position.x_advance as f32 / units,
                x_offset: position.x_offset as f32 / units,
                y_offset: position.y_offset as f32 / units,
            })
            .collect()
    }
}

/// Composed letters, one kind of hyphen and of space, no marks that aren't drawn.
pub(crate) fn plain(text: &str) -> String {
    let characters = text.nfc().filter_map(|c| match c {
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        c if c.is_whitespace() || c.is_control() => Some(' '),
        c => Some(c),
    });
    characters.collect()
}

/// A placed glyph; lengths in ems.
struct Glyph {
    id: u32,
    advance: f32,
    x_offset: f32,
    y_offset: f32,
}

/// Writes glyph outlines (y up, font units) as SVG path data (y down, user units).
struct PathPen {
    data: String,
    scale: f32,
    x: f32,
    y: f32,
}

impl PathPen {
    fn put(&mut self, command: char, points: &[(f32, f32)]) {
        self.data.push(command);
        for (index, (x, y)) in points.iter().enumerate() {
            if index > 0 {
                self.data.push(' ');
            }
            let (x, y) = (
                number(self.x + x * self.scale),
                number(self.y - y * self.scale),
            );
            // Writing into a String can't fail.
            let _ = write!(self.data, "{x} {y}");
        }
    }
}

impl OutlinePen for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.put('Q', &[(cx0, cy0), (x, y)]);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.put('C', &[(cx0, cy0), (cx1, cy1), (x, y)]);
    }

    fn close(&mut self) {
        self.data.push('Z');
    }
}

/// A coordinate with at most two decimals and no trailing zeros: short, and equal on every machine.
pub(crate) fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// `text` as it may stand between tags and in a double-quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no way to write these.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}
