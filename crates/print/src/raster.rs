//! SVG to PNG, and uploaded pictures made safe to serve.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbaImage, imageops::FilterType,
};
use resvg::tiny_skia::{Pixmap, Transform};
use usvg::ImageKind;

use crate::{colour::Rgb, typeset::Face};

/// How to turn a drawing into pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RasterOptions {
    /// What lies behind the drawing. None: transparent.
    pub ground: Option<Rgb>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RasterError {
    #[error("a picture is made between {least} and {most} pixels wide")]
    Size { least: u32, most: u32 },
    #[error("the SVG has {bytes} bytes, the limit is {limit}")]
    TooManyBytes { bytes: usize, limit: usize },
    #[error("the drawing has more than {limit} parts")]
    TooManyNodes { limit: usize },
    #[error("the SVG can't be read: {0}")]
    Unreadable(String),
}

/// Widest picture that [`png_from_svg`] makes, in pixels.
pub const MOST_PIXELS: u32 = 2048;
const LEAST_PIXELS: u32 = 8;
const SVG_BYTES: usize = 4 * 1024 * 1024;
const NODES: usize = 120_000;
/// Pixels in all pictures inside a drawing.
const EMBEDDED_PIXELS: u64 = 32_000_000;

/// A square PNG of `size` pixels with the drawing centred in it. Nothing outside `svg` is loaded; text, if there is any, is set in
/// our fonts. For an uploaded SVG, call [`crate::sanitize::accept_svg`] first: it bounds how much work a drawing may ask for.
pub fn png_from_svg(svg: &str, size: u32, options: RasterOptions) -> Result<Vec<u8>, RasterError> {
    if !(LEAST_PIXELS..=MOST_PIXELS).contains(&size) {
        return Err(RasterError::Size {
            least: LEAST_PIXELS,
            most: MOST_PIXELS,
        });
    }
    let tree = parse(svg)?;
    let mut pixmap = Pixmap::new(size, size).expect("a size between 8 and 2048 is a valid picture");
    if let Some(Rgb(r, g, b)) = options.ground {
        pixmap.fill(resvg::tiny_skia::Color::from_rgba8(r, g, b, 255));
    }
    draw(&tree, &mut pixmap, 0.0, 0.0, size as f32);
    Ok(encode(pixmap))
}

/// Reads an SVG that may load nothing.
pub(crate) fn parse(svg: &str) -> Result<usvg::Tree, RasterError> {
    if svg.len() > SVG_BYTES {
        return Err(RasterError::TooManyBytes {
            bytes: svg.len(),
            limit: SVG_BYTES,
        });
    }
    let tree = usvg::Tree::from_str(svg, &closed_options(Embedded::allowing(EMBEDDED_PIXELS)))
        .map_err(|e| RasterError::Unreadable(e.to_string()))?;
    let mut nodes = 0;
    count(tree.root(), &mut nodes);
    if nodes > NODES {
        Err(RasterError::TooManyNodes { limit: NODES })
    } else {
        Ok(tree)
    }
}

fn count(group: &usvg::Group, nodes: &mut usize) {
    for node in group.children() {
        *nodes += 1;
        if *nodes > NODES {
            return;
        }
        if let usvg::Node::Group(inner) = node {
            count(inner, nodes);
        }
        node.subroots(|root| count(root, nodes));
    }
}

/// Draws `tree` into the square at (`x`, `y`) of `side` pixels, centred.
pub(crate) fn draw(tree: &usvg::Tree, pixmap: &mut Pixmap, x: f32, y: f32, side: f32) {
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = side / width.max(height);
    let transform = Transform::from_translate(
        x + (side - width * scale) / 2.0,
        y + (side - height * scale) / 2.0,
    )
    .pre_scale(scale, scale);
    resvg::render(tree, transform, &mut pixmap.as_mut());
}

/// What became of the pictures inside a drawing.
#[derive(Debug)]
pub(crate) struct Embedded {
    pixels_left: AtomicU64,
    dropped: AtomicBool,
    exhausted: AtomicBool,
}

impl Embedded {
    pub(crate) fn allowing(pixels: u64) -> Arc<Self> {
        Arc::new(Self {
            pixels_left: AtomicU64::new(pixels),
            dropped: AtomicBool::new(false),
            exhausted: AtomicBool::new(false),
        })
    }

    /// Whether one was left out: of another format, damaged, or too large.
    pub(crate) fn dropped(&self) -> bool {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Whether they had more pixels together than allowed.
    pub(crate) fn exhausted(&self) -> bool {
        self.exhausted.load(Ordering::Relaxed)
    }

    fn take(&self, data: &[u8]) -> Option<ImageKind> {
        let limits = Limits {
            least_side: 1,
            ..Limits::default()
        };
        let taken = opened(data, limits).ok().and_then(|decoder| {
            let (width, height) = decoder.dimensions();
            let pixels = u64::from(width) * u64::from(height);
            let left = |left: u64| left.checked_sub(pixels);
            if self
                .pixels_left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
                .is_err()
            {
                self.exhausted.store(true, Ordering::Relaxed);
                return None;
            }
            let picture = upright(decoder).ok()?;
            Some(ImageKind::PNG(Arc::new(encode_rgba(&shrink(
                picture,
                limits.output_side,
            )))))
        });
        if taken.is_none() {
            self.dropped.store(true, Ordering::Relaxed);
        }
        taken
    }
}

/// Options that know our fonts and load nothing: a path or an address in an image is no image; data must be a raster picture that
/// `embedded` still allows, and is carried as PNG without metadata.
pub(crate) fn closed_options(embedded: Arc<Embedded>) -> usvg::Options<'static> {
    let mut options = usvg::Options {
        font_family: Face::Body.family().to_owned(),
        ..usvg::Options::default()
    };
    options.image_href_resolver = usvg::ImageHrefResolver {
        resolve_data: Box::new(move |_, data, _| embedded.take(&data)),
        resolve_string: Box::new(|_, _| None),
    };
    let fonts = options.fontdb_mut();
    for face in Face::ALL {
        fonts.load_font_source(usvg::fontdb::Source::Binary(Arc::new(face.bytes())));
    }
    fonts.set_serif_family(Face::Body.family());
    fonts.set_sans_serif_family(Face::Body.family());
    fonts.set_cursive_family(Face::Display.family());
    fonts.set_fantasy_family(Face::Display.family());
    fonts.set_monospace_family(Face::Body.family());
    options
}

/// What an uploaded picture may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub bytes: usize,
    /// Width and height, in pixels.
    pub side: u32,
    /// Width times height.
    pub pixels: u64,
    /// Memory while decoding, in bytes.
    pub memory: u64,
    /// The smaller of width and height must reach this, in pixels.
    pub least_side: u32,
    /// Side of the square that comes out is at most this, in pixels.
    pub output_side: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 5 * 1024 * 1024,
            side: 4096,
            pixels: 4096 * 4096,
            memory: 160 * 1024 * 1024,
            least_side: 90,
            output_side: 1024,
        }
    }
}

/// Why an uploaded picture is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooManyBytes { bytes: usize, limit: usize },
    #[error("this is not a PNG, JPEG or WebP picture")]
    NotAPicture,
    #[error("the picture is {width} × {height} pixels, the limit is {limit} × {limit}")]
    TooLarge { width: u32, height: u32, limit: u32 },
    #[error("the picture is {width} × {height} pixels, at least {least} × {least} is needed")]
    TooSmall { width: u32, height: u32, least: u32 },
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

/// An uploaded PNG, JPEG or WebP, decoded within `limits` and written anew as a square PNG: upright, at most `output_side` wide, on
/// transparent ground where it wasn't square, without metadata or anything else that isn't a pixel.
///
/// The size is read from the header before a pixel is decoded, so a decompression bomb is refused at once.
pub fn accept_png(bytes: &[u8], limits: Limits) -> Result<Vec<u8>, PictureError> {
    let picture = decode(bytes, limits)?;
    let side = picture
        .width()
        .max(picture.height())
        .min(limits.output_side);
    Ok(encode_rgba(&fit_square(picture, side)))
}

/// A stored picture as a square PNG of exactly `size` pixels (8 to 2048), for lists and mails.
pub fn square(png: &[u8], size: u32) -> Result<Vec<u8>, PictureError> {
    let limits = Limits {
        least_side: 1,
        ..Limits::default()
    };
    let picture = decode(png, limits)?;
    Ok(encode_rgba(&fit_square(
        picture,
        size.clamp(LEAST_PIXELS, MOST_PIXELS),
    )))
}

fn decode(bytes: &[u8], limits: Limits) -> Result<RgbaImage, PictureError> {
    upright(opened(bytes, limits)?)
}

/// A decoder that has read the header of a picture within `limits`, and no pixel yet.
fn opened(bytes: &[u8], limits: Limits) -> Result<impl ImageDecoder, PictureError> {
    if bytes.len() > limits.bytes {
        return Err(PictureError::TooManyBytes {
            bytes: bytes.len(),
            limit: limits.bytes,
        });
    }
    let format = image::guess_format(bytes).map_err(|_| PictureError::NotAPicture)?;
    if !matches!(
        format,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP
    ) {
        return Err(PictureError::NotAPicture);
    }
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.memory);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(bounds.clone());
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width > limits.side
        || height > limits.side
        || u64::from(width) * u64::from(height) > limits.pixels
    {
        return Err(PictureError::TooLarge {
            width,
            height,
            limit: limits.side,
        });
    }
    if width.min(height) < limits.least_side {
        return Err(PictureError::TooSmall {
            width,
            height,
            least: limits.least_side,
        });
    }
    decoder.set_limits(bounds).map_err(damaged)?;
    Ok(decoder)
}

/// Decodes. Cameras store the turn in the metadata that we drop, so it is applied to the pixels.
fn upright(mut decoder: impl ImageDecoder) -> Result<RgbaImage, PictureError> {
    let turn = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(turn);
    Ok(picture.into_rgba8())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err wants")]
fn damaged(error: image::ImageError) -> PictureError {
    PictureError::Damaged(error.to_string())
}

fn shrink(picture: RgbaImage, side: u32) -> RgbaImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= side {
        return picture;
    }
    let scaled =
        |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1) as u32;
    resize(picture, scaled(width), scaled(height))
}

fn fit_square(picture: RgbaImage, side: u32) -> RgbaImage {
    let (width, height) = picture.dimensions();
    let longest = u64::from(width.max(height));
    let scaled = |length: u32| {
        (u64::from(length) * u64::from(side))
            .div_ceil(longest)
            .clamp(1, u64::from(side)) as u32
    };
    let (new_width, new_height) = (scaled(width), scaled(height));
    let fitted = if (new_width, new_height) == (width, height) {
        picture
    } else {
        resize(picture, new_width, new_height)
    };
    if new_width == new_height {
        return fitted;
    }
    let mut canvas = RgbaImage::new(side, side);
    image::imageops::replace(
        &mut canvas,
        &fitted,
        i64::from((side - new_width) / 2),
        i64::from((side - new_height) / 2),
    );
    canvas
}

/// Mixes colours by how opaque they are: otherwise the invisible colour of transparent pixels bleeds into the edges.
fn resize(mut picture: RgbaImage, width: u32, height: u32) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let alpha = u16::from(pixel[3]);
        for channel in 0..3 {
            pixel[channel] = ((u16::from(pixel[channel]) * alpha + 127) / 255) as u8;
        }
    }
    let mut resized = image::imageops::resize(&picture, width, height, FilterType::CatmullRom);
    for pixel in resized.pixels_mut() {
        let alpha = u16::from(pixel[3]);
        for channel in 0..3 {
            pixel[channel] = (u16::from(pixel[channel]) * 255 + alpha / 2)
                .checked_div(alpha)
                .unwrap_or(0)
                .min(255) as u8;
        }
    }
    resized
}

pub(crate) fn encode(pixmap: Pixmap) -> Vec<u8> {
    let (width, height) = (pixmap.width(), pixmap.height());
    let picture = RgbaImage::from_raw(width, height, pixmap.take_demultiplied())
        .expect("a pixmap holds four bytes per pixel");
    encode_rgba(&picture)
}

/// PNG, without an alpha channel where every pixel is opaque.
pub(crate) fn encode_rgba(picture: &RgbaImage) -> Vec<u8> {
    let opaque = picture.pixels().all(|pixel| pixel[3] == 255);
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, picture.width(), picture.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_color(if opaque {
        png::ColorType::Rgb
    } else {
        png::ColorType::Rgba
    });
    let written = encoder.write_header().and_then(|mut writer| {
        if opaque {
            let rgb: Vec<u8> = picture
                .pixels()
                .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
                .collect();
            writer.write_image_data(&rgb)
        } else {
            writer.write_image_data(picture.as_raw())
        }
    });
    written.expect("writing a picture of at least one pixel to memory has no way to fail");
    out
}
