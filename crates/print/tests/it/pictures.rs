use std::io::{Cursor, Write as _};

use image::{ExtendedColorType, ImageEncoder as _, Rgba, RgbaImage};
use print::{
    colour::Rgb,
    raster::{Limits, PictureError, RasterError, RasterOptions, accept_png, png_from_svg, square},
};

use crate::pixels;

fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, y| {
        Rgba([(x % 251) as u8, (y % 241) as u8, 90, 255])
    });
    encoded(&picture, image::ImageFormat::Png)
}

fn encoded(picture: &RgbaImage, format: image::ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::from(picture.clone())
        .to_rgb8()
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

/// A PNG chunk with its checksum.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [
        &(data.len() as u32).to_be_bytes()[..],
        kind,
        data,
        &crc.sum().to_be_bytes()[..],
    ]
    .concat()
}

fn png_with(header: (u32, u32), chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut ihdr = header.0.to_be_bytes().to_vec();
    ihdr.extend(header.1.to_be_bytes());
    ihdr.extend([8, 6, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &ihdr));
    chunks.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IEND", &[]));
    out
}

fn deflated(zeros: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![0; 1 << 16];
    for _ in 0..zeros / block.len() {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn png_jpeg_and_webp_become_square_png() {
    let picture = RgbaImage::from_pixel(300, 200, Rgba([200, 30, 60, 255]));
    for format in [
        image::ImageFormat::Png,
        image::ImageFormat::Jpeg,
        image::ImageFormat::WebP,
    ] {
        let out = pixels(&accept_png(&encoded(&picture, format), Limits::default()).unwrap());
        assert_eq!(out.dimensions(), (300, 300), "{format:?}");
        assert_eq!(
            out.get_pixel(150, 10)[3],
            0,
            "above a wide picture it is transparent"
        );
        let middle = out.get_pixel(150, 150);
        assert!(
            middle[0].abs_diff(200) < 6 && middle[1].abs_diff(30) < 6 && middle[3] == 255,
            "{format:?}: {middle:?}"
        );
    }
}

#[test]
fn a_large_picture_is_scaled_down_and_a_small_one_refused() {
    assert_eq!(
        pixels(&accept_png(&png(2000, 1500), Limits::default()).unwrap()).dimensions(),
        (1024, 1024)
    );
    assert_eq!(
        accept_png(&png(89, 400), Limits::default()),
        Err(PictureError::TooSmall {
            width: 89,
            height: 400,
            least: 90
        })
    );
    assert!(accept_png(&png(90, 90), Limits::default()).is_ok());
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let huge = png_with((50_000, 50_000), &[chunk(b"IDAT", &deflated(64 << 20))]);
    assert!(huge.len() < 100_000, "small to send");
    assert_eq!(
        accept_png(&huge, Limits::default()),
        Err(PictureError::TooLarge {
            width: 50_000,
            height: 50_000,
            limit: 4096
        })
    );
    // Honest about its size, yet too much together.
    let tight = Limits {
        pixels: 1_000_000,
        ..Limits::default()
    };
    assert!(matches!(
        accept_png(&png(1200, 1200), tight),
        Err(PictureError::TooLarge { .. })
    ));
    let file = Limits {
        bytes: 1000,
        ..Limits::default()
    };
    assert!(matches!(
        accept_png(&png(1200, 1200), file),
        Err(PictureError::TooManyBytes { limit: 1000, .. })
    ));
}

#[test]
fn a_text_chunk_bomb_does_not_survive() {
    let mut text = b"comment\0\0".to_vec();
    text.extend(deflated(200 << 20));
    let bomb = png_with(
        (100, 100),
        &[chunk(b"zTXt", &text), chunk(b"IDAT", &deflated(1 << 16))],
    );
    if let Ok(out) = accept_png(&bomb, Limits::default()) {
        assert!(out.len() < 20_000);
    }
}

#[test]
fn metadata_and_what_hides_behind_the_picture_are_gone() {
    let mut picture = png(120, 120);
    let secret = chunk(b"tEXt", b"Author\0jan@voorbeeld.nl");
    picture.splice(33..33, secret);
    picture.extend(b"<script>alert(1)</script>");
    let out = accept_png(&picture, Limits::default()).unwrap();
    for gone in [&b"jan@"[..], b"tEXt", b"<script"] {
        assert!(!out.windows(gone.len()).any(|window| window == gone));
    }
    assert_eq!(
        pixels(&out).get_pixel(60, 60),
        pixels(&png(120, 120)).get_pixel(60, 60)
    );
}

#[test]
fn a_turned_photo_is_put_upright() {
    // Exif orientation 6: the stored top is the right-hand side.
    let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    let stored = RgbaImage::from_fn(200, 100, |x, _| {
        if x < 100 {
            Rgba([255, 0, 0, 255])
        } else {
            Rgba([0, 0, 255, 255])
        }
    });
    let mut jpeg = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
    encoder.set_exif_metadata(exif).unwrap();
    let rgb = image::DynamicImage::from(stored).to_rgb8();
    encoder
        .write_image(rgb.as_raw(), 200, 100, ExtendedColorType::Rgb8)
        .unwrap();
    let out = pixels(&accept_png(&jpeg, Limits::default()).unwrap());
    let (top, bottom) = (out.get_pixel(100, 20), out.get_pixel(100, 180));
    assert!(top[0] > 200 && top[2] < 60, "{top:?}");
    assert!(bottom[2] > 200 && bottom[0] < 60, "{bottom:?}");
}

#[test]
fn other_files_are_no_pictures() {
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    for bytes in [
        &gif[..],
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ] {
        assert_eq!(
            accept_png(bytes, Limits::default()),
            Err(PictureError::NotAPicture)
        );
    }
    let whole = png(200, 200);
    assert!(matches!(
        accept_png(&whole[..whole.len() / 2], Limits::default()),
        Err(PictureError::Damaged(_))
    ));
}

#[test]
fn edges_of_a_transparent_picture_keep_their_colour() {
    // Green disc; the transparent part is white underneath, as many programs save it.
    let disc = RgbaImage::from_fn(600, 600, |x, y| {
        let inside = (f64::from(x) - 300.0).hypot(f64::from(y) - 300.0) < 250.0;
        if inside {
            Rgba([0, 120, 0, 255])
        } else {
            Rgba([255, 255, 255, 0])
        }
    });
    let mut stored = Cursor::new(Vec::new());
    disc.write_to(&mut stored, image::ImageFormat::Png).unwrap();
    let out = pixels(&square(&stored.into_inner(), 64).unwrap());
    assert_eq!(out.dimensions(), (64, 64));
    assert!(
        out.pixels()
            .filter(|pixel| pixel[3] > 40)
            .all(|pixel| pixel[0] < 25 && pixel[2] < 25)
    );
}

#[test]
fn svg_becomes_a_square_png_on_the_ground_asked_for() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10H0z" fill="#f00"/></svg>"##;
    let clear = pixels(&png_from_svg(svg, 40, RasterOptions::default()).unwrap());
    assert_eq!(
        (
            clear.dimensions(),
            clear.get_pixel(20, 3)[3],
            clear.get_pixel(20, 20).0
        ),
        ((40, 40), 0, [255, 0, 0, 255])
    );
    let on_white = png_from_svg(
        svg,
        40,
        RasterOptions {
            ground: Some(Rgb::WHITE),
        },
    )
    .unwrap();
    assert_eq!(pixels(&on_white).get_pixel(20, 3).0, [255, 255, 255, 255]);
    assert!(matches!(
        png_from_svg(svg, 100_000, RasterOptions::default()),
        Err(RasterError::Size { .. })
    ));
    assert!(matches!(
        png_from_svg("<svg", 40, RasterOptions::default()),
        Err(RasterError::Unreadable(_))
    ));
    let heavy = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{}</svg>",
        "<path d='M0 0h1v1z'/>".repeat(130_000)
    );
    assert!(matches!(
        png_from_svg(&heavy, 40, RasterOptions::default()),
        Err(RasterError::TooManyNodes { .. })
    ));
}

#[test]
fn drawing_reads_no_file() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/red.png");
    let red = RgbaImage::from_pixel(100, 100, Rgba([255, 0, 0, 255]));
    red.save(path).unwrap();
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><image href="{path}" width="10" height="10"/></svg>"#
    );
    let drawn = png_from_svg(&svg, 40, RasterOptions::default());
    std::fs::remove_file(path).unwrap();
    assert!(pixels(&drawn.unwrap()).pixels().all(|pixel| pixel[3] == 0));
}
