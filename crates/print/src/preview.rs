//! The card that social media show beside a link: 1200 × 627 pixels.

use std::fmt::Write as _;

use resvg::tiny_skia::Pixmap;

use crate::{
    colour::Rgb,
    raster::{self, PictureError, RasterError},
    typeset::{Face, number},
};

pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 627;

/// What stands on the card.
#[derive(Debug, Clone, Copy)]
pub struct Preview<'a> {
    /// The badge, or the logo of an organisation. None leaves the whole width to the words.
    pub picture: Option<Picture<'a>>,
    /// Name of the badge class or organisation; four lines at most, then "…".
    pub title: &'a str,
    /// Who issued it; two lines at most.
    pub issuer: &'a str,
    /// "Microcredential", "Edubadge": in the language of the page.
    pub kind: &'a str,
    /// The platform's name, small at the bottom.
    pub platform: &'a str,
    /// Colour of the institution or of the badge. Darkened where white on it would be hard to read.
    pub accent: Rgb,
}

/// A stored picture.
#[derive(Debug, Clone, Copy)]
pub enum Picture<'a> {
    /// From the designer or [`crate::sanitize::accept_svg`].
    Svg(&'a str),
    /// From [`crate::raster::accept_png`].
    Png(&'a [u8]),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    #[error(transparent)]
    Svg(#[from] RasterError),
    #[error(transparent)]
    Png(#[from] PictureError),
}

const INK: Rgb = Rgb::hex(0x16_202e);
const INK_SOFT: Rgb = Rgb::hex(0x4a_5565);
const PAPER: Rgb = Rgb::hex(0xfb_faf7);

/// Width of the panel the badge stands on.
const PANEL: f32 = 460.0;
const BADGE: f32 = 392.0;
const BADGE_MIDDLE: f32 = 237.0;

/// The card as an opaque PNG.
pub fn png(preview: &Preview<'_>) -> Result<Vec<u8>, PreviewError> {
    let ground = raster::parse(&card(preview))?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).expect("the card's size is fixed");
    resvg::render(
        &ground,
        resvg::tiny_skia::Transform::identity(),
        &mut pixmap.as_mut(),
    );
    let (x, y) = (BADGE_MIDDLE - BADGE / 2.0, (HEIGHT as f32 - BADGE) / 2.0);
    match preview.picture {
        Some(Picture::Svg(svg)) => raster::draw(&raster::parse(svg)?, &mut pixmap, x, y, BADGE),
        Some(Picture::Png(png)) => draw_png(&mut pixmap, png, x, y)?,
        None => {}
    }
    Ok(raster::encode(pixmap))
}

fn draw_png(pixmap: &mut Pixmap, png: &[u8], x: f32, y: f32) -> Result<(), PreviewError> {
    let sized = raster::square(png, BADGE as u32)?;
    let badge = Pixmap::decode_png(&sized).map_err(|e| PictureError::Damaged(e.to_string()))?;
    let paint = resvg::tiny_skia::PixmapPaint::default();
    pixmap.draw_pixmap(
        x as i32,
        y as i32,
        badge.as_ref(),
        &paint,
        resvg::tiny_skia::Transform::identity(),
        None,
    );
    Ok(())
}

/// Everything but the badge, as SVG.
fn card(preview: &Preview<'_>) -> String {
    let accent = preview.accent.darkened_for_white(4.5);
    let with_picture = preview.picture.is_some();
    let left = if with_picture { PANEL + 56.0 } else { 96.0 };
    let room = WIDTH as f32 - left - 64.0;
    let mut out = String::with_capacity(40_000);
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">"#
    );
    let _ = write!(
        out,
        r#"<path d="M0 0H{WIDTH}V{HEIGHT}H0Z" fill="{PAPER}"/>"#
    );
    if with_picture {
        panel(&mut out, accent);
    } else {
        let _ = write!(out, r#"<path d="M0 0H14V{HEIGHT}H0Z" fill="{accent}"/>"#);
    }

    let kind = Face::BodyBold.printable(preview.kind);
    let title = Face::Display.printable(preview.title);
    let issuer = Face::Body.printable(preview.issuer);
    let (size, lines) = title_lines(&title, room);
    let leading = size * 1.1;
    let issuer_lines = Face::Body.wrap(&issuer, 31.0, room, 2);

    // The block of words is centred on the badge, a little above the foot.
    let pill = if kind.is_empty() { 0.0 } else { 46.0 + 30.0 };
    let height = pill + leading * lines.len() as f32 + 22.0 + 41.0 * issuer_lines.len() as f32;
    let mut y = ((HEIGHT as f32 - 70.0 - height) / 2.0 + 14.0).max(44.0);

    if !kind.is_empty() {
        let width = Face::BodyBold.width(&kind, 24.0) + 44.0;
        let _ = write!(
            out,
            r#"<rect x="{}" y="{}" width="{}" height="46" rx="23" fill="{accent}"/>"#,
            number(left),
            number(y),
            number(width)
        );
        text(
            &mut out,
            Face::BodyBold,
            &kind,
            24.0,
            (left + 22.0, y + 31.5),
            Rgb::WHITE,
        );
        y += pill;
    }
    for line in &lines {
        y += leading;
        text(
            &mut out,
            Face::Display,
            line,
            size,
            (left, y - leading * 0.2),
            INK,
        );
    }
    y += 22.0;
    for line in &issuer_lines {
        y += 41.0;
        text(&mut out, Face::Body, line, 31.0, (left, y - 10.0), INK_SOFT);
    }

    let platform = Face::Display.printable(preview.platform);
    let foot = HEIGHT as f32 - 48.0;
    mark(&mut out, left, foot - 27.0);
    text(
        &mut out,
        Face::Display,
        &platform,
        28.0,
        (left + 46.0, foot),
        INK,
    );
    out += "</svg>";
    out
}

/// The largest size at which the title fits in three lines; else four small ones, with "…" where that isn't enough.
fn title_lines(title: &str, room: f32) -> (f32, Vec<String>) {
    let sizes = [68.0, 60.0, 54.0, 48.0, 43.0];
    sizes
        .into_iter()
        .map(|size| (size, Face::Display.wrap(title, size, room, 3)))
        .find(|(size, lines)| {
            let cut = lines.last().is_some_and(|line| line.ends_with('…')) && !title.ends_with('…');
            let hyphenated = lines.iter().any(|line| line.ends_with('-'));
            let most = if *size > 64.0 { 2 } else { 3 };
            !cut && !hyphenated && lines.len() <= most
        })
        .unwrap_or_else(|| (43.0, Face::Display.wrap(title, 43.0, room, 4)))
}

/// The ground behind the badge: the accent, very light, with rays from the badge and a shadow under it.
fn panel(out: &mut String, accent: Rgb) {
    let soft = PAPER.mix(accent, 0.14);
    let deep = PAPER.mix(accent, 0.30);
    let (cx, cy) = (BADGE_MIDDLE, HEIGHT as f32 / 2.0);
    let _ = write!(
        out,
        r#"<defs><radialGradient id="glow" gradientUnits="userSpaceOnUse" cx="{cx}" cy="{cy}" r="380"><stop offset="0" stop-color="{PAPER}"/><stop offset=".45" stop-color="{soft}"/><stop offset="1" stop-color="{deep}"/></radialGradient><radialGradient id="shadow"><stop offset="0" stop-color="{INK}" stop-opacity=".34"/><stop offset="1" stop-color="{INK}" stop-opacity="0"/></radialGradient></defs><path d="M0 0H{PANEL}V{HEIGHT}H0Z" fill="url(#glow)"/>"#
    );
    let _ = write!(
        out,
        r#"<g fill="none" stroke="{accent}" stroke-opacity=".13" stroke-width="2">"#
    );
    for ring in 0..5 {
        let _ = write!(
            out,
            r#"<circle cx="{cx}" cy="{cy}" r="{}"/>"#,
            218 + ring * 34
        );
    }
    // The rings end with the panel.
    let _ = write!(
        out,
        r#"</g><path d="M{PANEL} 0H{WIDTH}V{HEIGHT}H{PANEL}Z" fill="{PAPER}"/>"#
    );
    let _ = write!(out, r#"<path d="M0 0H14V{HEIGHT}H0Z" fill="{accent}"/>"#);
    let _ = write!(
        out,
        r##"<ellipse cx="{cx}" cy="{}" rx="150" ry="26" fill="url(#shadow)"/>"##,
        cy + BADGE / 2.0 + 8.0
    );
}

/// Insigne's own mark: a hexagon with a tick.
fn mark(out: &mut String, x: f32, y: f32) {
    let _ = write!(
        out,
        r##"<g transform="translate({} {}) scale(.175)"><path d="M100 8l80 46v92l-80 46-80-46V54z" fill="#0b5563"/><path d="M62 102l26 26 52-56" fill="none" stroke="#fff" stroke-width="18" stroke-linecap="round" stroke-linejoin="round"/></g>"##,
        number(x),
        number(y)
    );
}

fn text(out: &mut String, face: Face, words: &str, size: f32, (x, y): (f32, f32), colour: Rgb) {
    let _ = write!(
        out,
        r#"<path fill="{colour}" d="{}"/>"#,
        face.outline(words, size, x, y)
    );
}
