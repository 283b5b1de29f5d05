//! Uploaded SVG made safe to serve and cheap to draw.
//!
//! Nothing is patched: the file is surveyed, read into a drawing that knows only shapes, paints and rasters, written anew from
//! that, and the result is checked against a list of what may stand in it. A script, a handler, a link, an animation or a reference
//! to elsewhere has no place in that drawing, so it can't survive.
//!
//! 1. `survey` bounds size, depth and expansion, refuses DTDs, and notes what will be lost;
//! 2. `usvg` resolves styles, `use` and text into plain shapes, loading nothing;
//! 3. `effort` refuses what would be slow to draw;
//! 4. `rewrite` and `svg-hush`, independently, let only listed elements and attributes through.

mod effort;
mod rewrite;
mod survey;

use std::collections::BTreeSet;

use crate::raster::{self, Embedded};

/// An SVG that passed. Text in it is outlines, pictures in it are PNG without metadata, it has a `viewBox`, and neither style nor
/// script nor a reference to anything outside it.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanSvg {
    pub svg: String,
    /// Size in user units.
    pub width: f32,
    pub height: f32,
    /// What was in the upload and isn't in `svg`. Tell who uploaded it.
    pub lost: BTreeSet<Lost>,
}

/// Something an upload contained that had to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    Script,
    EventHandler,
    /// HTML inside the drawing (`foreignObject`).
    ForeignObject,
    /// The drawing stands still at its first frame.
    Animation,
    Link,
    /// A picture, font or style sheet from another address or file.
    ExternalReference,
    /// A picture inside the drawing that isn't a whole PNG, JPEG or WebP.
    Picture,
    /// Letters became outlines, in our fonts where the upload named others.
    Text,
    /// Layers that mixed colours with what lies below.
    BlendMode,
}

/// Why an uploaded SVG is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SvgError {
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooManyBytes { bytes: usize, limit: usize },
    #[error("the file is not UTF-8 text; save it as plain (uncompressed) SVG")]
    NotUtf8,
    #[error("this is not an SVG file")]
    NotSvg,
    #[error("the file is not well-formed XML: {0}")]
    Malformed(String),
    #[error("the file declares entities (an internal DTD); save it without them")]
    Entities,
    #[error("elements are nested deeper than {limit}")]
    TooDeep { limit: u32 },
    #[error("the drawing is too large: over {limit} parts once repeats are written out")]
    TooComplex { limit: u64 },
    #[error("a part of the drawing refers to itself")]
    Circular,
    #[error("the drawing has no usable size: give the svg element a viewBox, or width and height")]
    NoSize,
    #[error(
        "the drawing is {width} × {height}: neither side may be more than three times the other"
    )]
    Shape { width: u32, height: u32 },
    #[error("the drawing takes too long to draw: {0}")]
    TooSlow(&'static str),
    #[error("nothing is left to see in the drawing")]
    Blank,
    /// The last check found something that is not on the list. Not known to be reachable; refusing is the safe answer.
    #[error("the drawing contains something that can't be made safe: {0}")]
    NotClean(String),
}

/// Largest upload, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Largest result, in bytes: outlines and PNG take more room than text and JPEG.
pub const MOST_BYTES_OUT: usize = 4 * 1024 * 1024;
/// Pixels in all pictures inside the drawing together.
const MOST_EMBEDDED_PIXELS: u64 = 16_000_000;

/// The safe form of an uploaded SVG. Takes the same, bounded, time for a hostile file as for a large honest one.
pub fn accept_svg(bytes: &[u8]) -> Result<CleanSvg, SvgError> {
    if bytes.len() > MOST_BYTES {
        return Err(SvgError::TooManyBytes {
            bytes: bytes.len(),
            limit: MOST_BYTES,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| SvgError::NotUtf8)?;
    let plain = survey::without_prolog(text)?;
    let mut lost = survey::survey(&plain)?;

    let embedded = Embedded::allowing(MOST_EMBEDDED_PIXELS);
    let tree = usvg::Tree::from_str(&plain, &raster::closed_options(embedded.clone())).map_err(
        |error| match error {
            usvg::Error::InvalidSize => SvgError::NoSize,
            usvg::Error::ElementsLimitReached => SvgError::TooComplex {
                limit: survey::MOST_PARTS,
            },
            other => SvgError::Malformed(other.to_string()),
        },
    )?;
    if embedded.exhausted() {
        return Err(SvgError::TooSlow("the pictures in it have too many pixels"));
    }
    if embedded.dropped() {
        lost.insert(Lost::Picture);
    }
    let (width, height) = (tree.size().width(), tree.size().height());
    if width.max(height) > 3.0 * width.min(height) {
        return Err(SvgError::Shape {
            width: width.round() as u32,
            height: height.round() as u32,
        });
    }
    effort::check(&tree)?;

    let written = tree.to_string(&usvg::WriteOptions {
        indent: usvg::Indent::None,
        coordinates_precision: 4,
        transforms_precision: 6,
        ..usvg::WriteOptions::default()
    });
    let rewritten = rewrite::rewrite(&written, &mut lost)?;
    let svg = hush(&rewritten)?;
    rewrite::verify(&svg)?;
    if svg.len() > MOST_BYTES_OUT {
        return Err(SvgError::TooManyBytes {
            bytes: svg.len(),
            limit: MOST_BYTES_OUT,
        });
    }
    if is_blank(&svg)? {
        return Err(SvgError::Blank);
    }
    Ok(CleanSvg {
        svg,
        width,
        height,
        lost,
    })
}

/// A second opinion by other people's code, which reads with another parser.
fn hush(svg: &str) -> Result<String, SvgError> {
    let mut filter = svg_hush::Filter::new();
    filter.set_data_url_filter(svg_hush::data_url_filter::allow_standard_images);
    let mut out = Vec::with_capacity(svg.len());
    filter
        .filter(&mut svg.as_bytes(), &mut out)
        .map_err(|error| SvgError::NotClean(error.to_string()))?;
    let text = String::from_utf8(out).map_err(|_| SvgError::NotUtf8)?;
    // Without the XML declaration it can stand inside a page too.
    Ok(text
        .split_once("?>")
        .map_or(text.as_str(), |(_, svg)| svg.trim_start())
        .to_owned())
}

/// Whether the result, drawn, shows nothing at all.
fn is_blank(svg: &str) -> Result<bool, SvgError> {
    const SIDE: u32 = 96;
    let tree = raster::parse(svg).map_err(|error| SvgError::NotClean(error.to_string()))?;
    let mut pixmap = resvg::tiny_skia::Pixmap::new(SIDE, SIDE).expect("the size is fixed");
    raster::draw(&tree, &mut pixmap, 0.0, 0.0, SIDE as f32);
    Ok(pixmap.pixels().iter().all(|pixel| pixel.alpha() < 8))
}
