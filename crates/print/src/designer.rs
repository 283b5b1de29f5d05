//! The built-in badge designer: a shape, a colour, an icon and a few words make a badge in seconds.
//!
//! The drawing is an enamel pin: a rim of metal, a face between two tones with a pattern pressed into it, a white icon, and the
//! words on a darker band. Everything over the face darkens it, so white keeps its contrast (see [`Colour`]).

mod icon;
mod outline;
mod palette;
mod texture;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

pub use self::{
    icon::Icon,
    outline::Shape,
    palette::{Colour, Tones},
    texture::Texture,
};
use crate::typeset::{Face, number, plain};
use outline::MIDDLE;

/// A badge, described. Stored as JSON with kebab-case names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Design {
    pub shape: Shape,
    pub colour: Colour,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
    /// None: chosen from the icon and the text, so that badges of one institution differ by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texture: Option<Texture>,
    /// A few words, set on one or two lines. May be empty.
    #[serde(default)]
    pub text: String,
}

/// Why a text can't stand on a badge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// It would become too small to read. `fits` is the start of the text that does fit on this shape.
    #[error(
        "the text is too long for this badge: it fits up to \"{fits}\"; shorten it or use words that divide over two lines"
    )]
    TextTooLong { fits: String },
    #[error("the badge font has no letter for \"{0}\"")]
    NoLetterFor(char),
}

/// The most characters that are tried at all.
pub const MOST_CHARACTERS: usize = 60;

/// The smallest letters, in units of the 400-unit drawing: 15 px where a page shows a badge at 272 px.
const SMALLEST: f32 = 22.0;

/// The band that carries the text, when there is an icon above it.
const BAND: (f32, f32) = (228.0, 304.0);

/// Where the icon stands above a text, and alone.
const ICON_ABOVE: (f32, f32) = (138.0, 5.7);
const ICON_ALONE: (f32, f32) = (MIDDLE, 7.4);

impl Design {
    /// The badge as a standalone SVG of 400 × 400: no text elements, no style, nothing to load. Equal designs give equal bytes.
    pub fn svg(&self) -> Result<String, DesignError> {
        let text = plain(&self.text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let lines = self.set_text(&text)?;
        let Tones {
            light,
            dark,
            shine,
            shade,
        } = self.colour.tones();
        let seed = self.seed(&text);
        // Pages inline many badges: ids of one must not catch references of another.
        let id = format!("b{seed:08x}");
        let glow = light.mix(shine, 0.55);
        let mut out = String::with_capacity(12_000);

        out += r#"<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400"><defs>"#;
        let _ = write!(
            out,
            r#"<linearGradient id="{id}r" x1=".12" y1="0" x2=".88" y2="1"><stop offset="0" stop-color="{shine}"/><stop offset=".42" stop-color="{shade}"/><stop offset=".58" stop-color="{glow}"/><stop offset="1" stop-color="{shade}"/></linearGradient>"#
        );
        let _ = write!(
            out,
            r#"<linearGradient id="{id}i" x1=".88" y1="1" x2=".12" y2="0"><stop offset="0" stop-color="{shine}"/><stop offset=".5" stop-color="{shade}"/><stop offset="1" stop-color="{dark}"/></linearGradient>"#
        );
        let _ = write!(
            out,
            r#"<linearGradient id="{id}f" x1=".2" y1="0" x2=".8" y2="1"><stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{dark}"/></linearGradient>"#
        );
        let _ = write!(
            out,
            r#"<clipPath id="{id}c"><path d="{}"/></clipPath></defs>"#,
            self.shape.path(22.0)
        );

        self.draw_rim(&mut out, &id);
        self.draw_face(&mut out, &id, seed, lines.is_some());
        if let Some(icon) = self.icon {
            draw_icon(
                &mut out,
                icon,
                dark,
                if lines.is_some() {
                    ICON_ABOVE
                } else {
                    ICON_ALONE
                },
            );
        }
        if let Some(lines) = lines {
            lines.draw(&mut out);
        }
        out += "</svg>";
        Ok(out)
    }

    /// The metal: a bevel that catches light top left outside, bottom right inside.
    fn draw_rim(&self, out: &mut String, id: &str) {
        let Tones { dark, shine, .. } = self.colour.tones();
        let _ = write!(out, r#"<path d="{}" fill="{dark}"/>"#, self.shape.path(0.0));
        let _ = write!(
            out,
            r#"<path d="{}" fill="url(#{id}r)"/>"#,
            self.shape.path(2.0)
        );
        let _ = write!(
            out,
            r#"<path d="{}" fill="none" stroke="{shine}" stroke-opacity=".55" stroke-width="1.5"/>"#,
            self.shape.path(5.0)
        );
        let _ = write!(
            out,
            r#"<path d="{}" fill="url(#{id}i)"/>"#,
            self.shape.path(17.0)
        );
    }

    /// The enamel: gradient, pattern, a darker lower half, the band, and an inner line that differs from badge to badge.
    fn draw_face(&self, out: &mut String, id: &str, seed: u32, has_text: bool) {
        let Tones { dark, shine, .. } = self.colour.tones();
        let face = self.shape.path(22.0);
        let _ = write!(
            out,
            r#"<path d="{face}" fill="url(#{id}f)"/><g clip-path="url(#{id}c)">"#
        );
        let centre = if has_text && self.icon.is_some() {
            ICON_ABOVE.0
        } else {
            MIDDLE
        };
        let texture = self
            .texture
            .unwrap_or(Texture::ALL[1 + seed as usize % (Texture::ALL.len() - 1)]);
        *out += &texture.draw(MIDDLE, centre);
        // What lies under this curve is darker: the face looks domed, and no light is added where letters stand.
        *out +=
            r##"<path d="M0 240C90 190 300 140 400 84V400H0Z" fill="#000" fill-opacity=".1"/>"##;
        if has_text && self.icon.is_some() {
            let (top, bottom) = BAND;
            let height = number(bottom - top);
            let _ = write!(
                out,
                r#"<path d="M0 {}H400v{height}H0Z" fill="{dark}" fill-opacity=".72"/>"#,
                number(top)
            );
            let _ = write!(
                out,
                r#"<path d="M0 {}H400M0 {}H400" fill="none" stroke="{shine}" stroke-opacity=".85" stroke-width="2.5"/>"#,
                number(top),
                number(bottom)
            );
        }
        *out += "</g>";
        let line = match seed / 7 % 4 {
            0 => r#" stroke-width="2""#,
            1 => r#" stroke-width="2.5" stroke-dasharray="9 6""#,
            2 => r#" stroke-width="4" stroke-dasharray="0 9" stroke-linecap="round""#,
            _ => r#" stroke-width="1.5" stroke-dasharray="24 5 4 5""#,
        };
        if !(has_text && self.icon.is_some()) {
            let _ = write!(
                out,
                r#"<path d="{}" fill="none" stroke="{shine}" stroke-opacity=".75"{line}/>"#,
                self.shape.path(33.0)
            );
            if has_text {
                let metal = ornament(seed / 31 % 4, &shine.to_string());
                for up in [232, 26] {
                    let _ = write!(out, r#"<g transform="translate(0 -{up})">{metal}</g>"#);
                }
            }
            return;
        }
        // The line passes behind the band: it is drawn in two parts.
        let _ = write!(
            out,
            r#"<clipPath id="{id}l"><path d="M0 0H400V{}H0ZM0 {}H400V400H0Z"/></clipPath><path d="{}" clip-path="url(#{id}l)" fill="none" stroke="{shine}" stroke-opacity=".75"{line}/>"#,
            number(BAND.0 - 7.0),
            number(BAND.1 + 7.0),
            self.shape.path(33.0)
        );
        *out += &ornament(seed / 31 % 4, &shine.to_string());
    }

    /// One line where it stays large, else two of about equal length.
    fn set_text(&self, text: &str) -> Result<Option<Lines>, DesignError> {
        if text.is_empty() {
            return Ok(None);
        }
        if let Some(missing) = Face::Display.first_missing(text) {
            return Err(DesignError::NoLetterFor(missing));
        }
        self.fit(text).map(Some).ok_or_else(|| {
            let chars: Vec<char> = text.chars().take(MOST_CHARACTERS).collect();
            let fits = (1..chars.len())
                .rev()
                .map(|length| {
                    chars[..length]
                        .iter()
                        .collect::<String>()
                        .trim_end()
                        .to_owned()
                })
                .find(|start| self.fit(start).is_some())
                .unwrap_or_default();
            DesignError::TextTooLong { fits }
        })
    }

    fn fit(&self, text: &str) -> Option<Lines> {
        if text.chars().count() > MOST_CHARACTERS {
            return None;
        }
        let (middle, largest_one, largest_two) = if self.icon.is_some() {
            ((BAND.0 + BAND.1) / 2.0, 46.0, 32.0)
        } else {
            (MIDDLE, 74.0, 56.0)
        };
        let size_for = |lines: &[&str], largest: f32| {
            let widest = lines
                .iter()
                .map(|line| Face::Display.width(line, 1.0))
                .fold(0.0, f32::max);
            // A circle and a hexagon are narrowest where the block of text is farthest from the middle.
            let reach = largest * if lines.len() == 1 { 0.36 } else { 0.89 };
            // Alone, it keeps clear of the inner line; on the band there is none.
            let inset = if self.icon.is_some() { 37.0 } else { 52.0 };
            let narrowest = self
                .shape
                .half_width(inset, middle + reach)
                .min(self.shape.half_width(inset, middle - reach));
            let room = 2.0 * narrowest - 6.0;
            (room / widest).min(largest)
        };
        let one = size_for(&[text], largest_one);
        let two = text
            .char_indices()
            .filter(|(at, c)| *at > 0 && (*c == ' ' || *c == '-'))
            .map(|(at, c)| {
                let cut = if c == '-' { at + 1 } else { at };
                (text[..cut].trim(), text[cut..].trim())
            })
            .filter(|(first, second)| !first.is_empty() && !second.is_empty())
            .map(|(first, second)| (size_for(&[first, second], largest_two), [first, second]))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let (size, lines): (f32, Vec<&str>) = match two {
            Some((size, lines)) if size > one && (one < 31.0 || self.icon.is_none()) => {
                (size, lines.to_vec())
            }
            _ => (one, vec![text]),
        };
        (size >= SMALLEST).then(|| Lines {
            size,
            middle,
            lines: lines.into_iter().map(str::to_owned).collect(),
        })
    }

    /// FNV-1a over everything that is drawn.
    fn seed(&self, text: &str) -> u32 {
        let parts = [
            self.shape.name(),
            self.colour.name(),
            self.icon.map_or("", Icon::name),
            self.texture.map_or("", Texture::name),
            text,
        ];
        parts
            .iter()
            .flat_map(|part| part.bytes().chain([0]))
            .fold(0x811c_9dc5, |hash: u32, byte| {
                (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
            })
    }
}

/// Text that was found to fit.
struct Lines {
    size: f32,
    middle: f32,
    lines: Vec<String>,
}

impl Lines {
    fn draw(&self, out: &mut String) {
        let cap = Face::Display.cap_height(self.size);
        let leading = self.size * 1.06;
        let first = self.middle + cap / 2.0 - leading * (self.lines.len() - 1) as f32 / 2.0;
        *out += r##"<path fill="#fff" d=""##;
        for (index, line) in self.lines.iter().enumerate() {
            let x = MIDDLE - Face::Display.width(line, self.size) / 2.0;
            *out += &Face::Display.outline(line, self.size, x, first + leading * index as f32);
        }
        *out += r#""/>"#;
    }
}

/// The icon twice: a dark copy just below makes it stand out of the enamel.
fn draw_icon(out: &mut String, icon: Icon, dark: crate::colour::Rgb, (middle, scale): (f32, f32)) {
    let shapes = icon.shapes();
    let (x, y) = (number(MIDDLE - 12.0 * scale), number(middle - 12.0 * scale));
    let scale = number(scale);
    let _ = write!(
        out,
        r##"<g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="2.15"><g transform="translate({x} {y}) scale({scale})"><g transform="translate(0 .8)" stroke="{dark}" stroke-opacity=".55">{shapes}</g><g stroke="#fff">{shapes}</g></g></g>"##
    );
}

/// Small metal work below the band.
fn ornament(kind: u32, shine: &str) -> String {
    match kind {
        0 => format!(
            r#"<path d="M200 321l3.2 6.6 7.2 1-5.2 5.1 1.2 7.2-6.4-3.4-6.4 3.4 1.2-7.2-5.2-5.1 7.2-1zM172 325l2.3 4.6 5.1.7-3.7 3.6.9 5.1-4.6-2.4-4.6 2.4.9-5.1-3.7-3.6 5.1-.7zM228 325l2.3 4.6 5.1.7-3.7 3.6.9 5.1-4.6-2.4-4.6 2.4.9-5.1-3.7-3.6 5.1-.7z" fill="{shine}"/>"#
        ),
        1 => format!(
            r#"<path d="M200 321l9 9-9 9-9-9zM176 325l5 5-5 5-5-5zM224 325l5 5-5 5-5-5z" fill="{shine}"/>"#
        ),
        2 => format!(
            r#"<path d="M174 323l26 13 26-13" fill="none" stroke="{shine}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>"#
        ),
        _ => format!(
            r#"<path d="M176 330h0M200 330h0M224 330h0" fill="none" stroke="{shine}" stroke-width="9" stroke-linecap="round"/>"#
        ),
    }
}
