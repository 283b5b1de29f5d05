use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{Rgba, RgbaImage};
use print::{
    designer::{Colour, Design, Icon, Shape},
    raster::{RasterOptions, png_from_svg},
    sanitize::{CleanSvg, Lost, MOST_BYTES, SvgError, accept_svg},
};

use crate::{pixels, vocabulary};

/// A red square, so that something is left to see, with `inside` before it.
pub(crate) fn drawing(inside: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">{inside}<rect id="seen" width="100" height="100" fill="#f00"/></svg>"##
    )
}

fn accepted(svg: &str) -> CleanSvg {
    let clean = accept_svg(svg.as_bytes()).unwrap_or_else(|error| panic!("{error}: {svg}"));
    assert_harmless(&clean.svg, svg);
    clean
}

/// What must hold for everything that is accepted, whatever went in.
fn assert_harmless(clean: &str, from: &str) {
    let (elements, attributes) = vocabulary(clean);
    for element in &elements {
        let known = [
            "svg",
            "defs",
            "g",
            "path",
            "image",
            "linearGradient",
            "radialGradient",
            "stop",
            "pattern",
            "clipPath",
            "mask",
            "filter",
            "feGaussianBlur",
            "feOffset",
            "feDropShadow",
            "feMerge",
            "feMergeNode",
            "feFlood",
            "feComposite",
            "feColorMatrix",
            "feBlend",
        ];
        assert!(known.contains(&element.as_str()), "{element} from {from}");
    }
    for attribute in &attributes {
        assert!(
            !attribute.starts_with("on") && attribute != "style" && attribute != "class",
            "{attribute} from {from}"
        );
    }
    let lower = clean.to_ascii_lowercase();
    let without_namespaces = lower
        .replace("http://www.w3.org/2000/svg", "")
        .replace("http://www.w3.org/1999/xlink", "");
    for banned in [
        "http",
        "//",
        "script",
        "<!",
        "<?xml-",
        "@import",
        "file:",
        "text/html",
        "image/svg",
        "&#",
        "url(d",
        "url(h",
        "expression",
    ] {
        let found = without_namespaces.replace("data:image/png;base64,", "");
        let found = if banned == "//" {
            found.split("href=").next().unwrap_or("").to_owned()
        } else {
            found
        };
        assert!(!found.contains(banned), "{banned} from {from}: {clean}");
    }
    assert!(clean.contains("viewBox="), "{clean}");
    png_from_svg(clean, 64, RasterOptions::default()).expect("it can be drawn");
}

fn shows_red(clean: &CleanSvg) -> bool {
    let drawn = pixels(&png_from_svg(&clean.svg, 50, RasterOptions::default()).unwrap());
    drawn.get_pixel(25, 45).0 == [255, 0, 0, 255]
}

#[test]
fn nothing_that_runs_survives_and_the_uploader_is_told() {
    let corpus = [
        ("<script>alert(1)</script>", Lost::Script),
        ("<script href='https://evil.example/x.js'/>", Lost::Script),
        (
            "<SCRIPT xmlns='http://www.w3.org/1999/xhtml'>alert(1)</SCRIPT>",
            Lost::Script,
        ),
        (
            "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
            Lost::Script,
        ),
        ("<script><![CDATA[alert(1)]]></script>", Lost::Script),
        (
            "<image href='javascript:alert(1)' width='9' height='9'/>",
            Lost::Script,
        ),
        (
            "<image xlink:href='JaVaScRiPt:alert(1)' width='9' height='9'/>",
            Lost::Script,
        ),
        (
            "<g onclick='alert(1)'><path d='M0 0h9v9z'/></g>",
            Lost::EventHandler,
        ),
        (
            "<path d='M0 0h9v9z' onload='alert(1)'/>",
            Lost::EventHandler,
        ),
        (
            "<path d='M0 0h9v9z' ONMOUSEOVER='alert(1)'/>",
            Lost::EventHandler,
        ),
        (
            "<set attributeName='href' to='javascript:alert(1)'/>",
            Lost::Animation,
        ),
        (
            "<a href='#seen'><animate attributeName='href' values='javascript:alert(1)'/><path d='M0 0h9v9z'/></a>",
            Lost::Animation,
        ),
        (
            "<a href='javascript:alert(1)'><path d='M0 0h9v9z'/></a>",
            Lost::Link,
        ),
        (
            "<a xlink:href='https://evil.example'><text y='20'>Win!</text></a>",
            Lost::Link,
        ),
        (
            "<foreignObject width='9' height='9'><body xmlns='http://www.w3.org/1999/xhtml'><img src='x' onerror='alert(1)'/></body></foreignObject>",
            Lost::ForeignObject,
        ),
        (
            "<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/>",
            Lost::ForeignObject,
        ),
        (
            "<switch><foreignObject width='9' height='9'/><path d='M0 0h9v9z'/></switch>",
            Lost::ForeignObject,
        ),
    ];
    for (inside, lost) in corpus {
        let clean = accepted(&drawing(inside));
        assert!(clean.lost.contains(&lost), "{inside}: {:?}", clean.lost);
        assert!(shows_red(&clean), "{inside}");
    }
}

#[test]
fn nothing_reaches_outside() {
    let corpus = [
        "<image href='https://evil.example/pixel.png' width='9' height='9'/>",
        "<image href='//evil.example/pixel.png' width='9' height='9'/>",
        "<image xlink:href='file:///etc/passwd' width='9' height='9'/>",
        "<image href='/etc/hostname' width='9' height='9'/>",
        "<image href='../../secret.png' width='9' height='9'/>",
        "<image href='data:text/html,&lt;script>alert(1)&lt;/script>' width='9' height='9'/>",
        "<use href='https://evil.example/a.svg#b'/>",
        "<use href='data:image/svg+xml;base64,PHN2Zy8+#x'/><path d='M0 0h9v9z' fill='url(https://evil.example/#p)'/>",
        "<path d='M0 0h9v9z' fill='url(\"https://evil.example/a.svg#p\")'/>",
        "<path d='M0 0h9v9z' style='fill:url(https://evil.example/#p)'/>",
        "<path d='M0 0h9v9z' style='background:url(//evil.example/)' filter='url(https://evil.example/#f)'/>",
        "<style>@import url('https://evil.example/a.css');</style>",
        "<style>@font-face{font-family:x;src:url(https://evil.example/x.woff)}text{font-family:x}</style>",
        "<style><![CDATA[rect{fill:url(https://evil.example/#p)}]]></style>",
        "<filter id='f'><feImage href='https://evil.example/a.png'/></filter>",
        "<linearGradient id='g' href='https://evil.example/#g'/>",
        "<g style='cursor:url(https://evil.example/c.cur),auto'><path d='M0 0h9v9z'/></g>",
    ];
    for inside in corpus {
        let clean = accepted(&drawing(inside));
        assert!(
            clean.lost.contains(&Lost::ExternalReference),
            "{inside}: {:?}",
            clean.lost
        );
    }
}

#[test]
fn svg_and_broken_pictures_inside_are_dropped_and_named() {
    let svg = STANDARD.encode(drawing("<script>alert(1)</script>"));
    for data in [
        format!("data:image/svg+xml;base64,{svg}"),
        format!("data:image/png;base64,{svg}"),
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=".to_owned(),
        "data:image/png;base64,AAAA".to_owned(),
    ] {
        let clean = accepted(&drawing(&format!(
            "<image href='{data}' width='50' height='50'/>"
        )));
        assert!(
            clean.lost.contains(&Lost::Picture),
            "{data}: {:?}",
            clean.lost
        );
        assert!(!clean.svg.contains("<image"));
    }
}

#[test]
fn a_picture_inside_is_kept_as_png_without_its_metadata() {
    let mut jpeg = Cursor::new(Vec::new());
    let blue = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 255, 255]));
    image::DynamicImage::from(blue)
        .to_rgb8()
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .unwrap();
    let mut jpeg = jpeg.into_inner();
    jpeg.extend(b"jan@voorbeeld.nl<script>");
    let uri = format!("data:image/jpeg;base64,{}", STANDARD.encode(&jpeg));
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><image href="{uri}" width="100" height="100"/></svg>"#
    );
    let clean = accepted(&svg);
    let inside = clean
        .svg
        .split("data:image/png;base64,")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let inside = STANDARD.decode(inside).unwrap();
    assert!(inside.starts_with(b"\x89PNG"));
    assert!(!inside.windows(4).any(|window| window == b"jan@"));
    let drawn = pixels(&png_from_svg(&clean.svg, 50, RasterOptions::default()).unwrap());
    assert!(drawn.get_pixel(25, 25)[2] > 250);
}

#[test]
fn entities_are_refused_and_a_plain_doctype_is_cut() {
    let bodies = [
        r#"<!DOCTYPE svg [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;&a;&a;">]>"#,
        r#"<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#,
        r#"<!DOCTYPE svg [<!ENTITY % p SYSTEM "https://evil.example/x.dtd"> %p;]>"#,
        r#"<!DOCTYPE svg PUBLIC "x" "y" [<!ATTLIST svg onload CDATA "alert(1)">]>"#,
    ];
    for doctype in bodies {
        assert_eq!(
            accept_svg(format!("{doctype}{}", drawing("")).as_bytes()),
            Err(SvgError::Entities),
            "{doctype}"
        );
    }
    let plain = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet href=\"https://evil.example/a.css\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- made by a program -->{}",
        drawing(
            "<!-- a comment --><metadata><rdf xmlns='urn:x'>Jan</rdf></metadata><title>T</title><desc>D</desc>"
        )
    );
    let clean = accepted(&plain);
    assert!(!clean.svg.contains("Jan"));
    assert!(matches!(
        accept_svg(drawing("&undeclared;").as_bytes()),
        Err(SvgError::Malformed(_))
    ));
}

#[test]
fn what_is_not_svg_is_refused() {
    assert_eq!(
        accept_svg(b"\x1f\x8b\x08\0\0\0\0\0"),
        Err(SvgError::NotUtf8)
    );
    let utf16: Vec<u8> = drawing("")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(matches!(
        accept_svg(&[b"\xff\xfe", utf16.as_slice()].concat()),
        Err(SvgError::NotUtf8)
    ));
    for (text, error) in [
        ("", SvgError::NotSvg),
        ("just words", SvgError::NotSvg),
        (
            "<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
            SvgError::NotSvg,
        ),
        ("<svg viewBox='0 0 9 9'/>", SvgError::NotSvg),
    ] {
        assert_eq!(accept_svg(text.as_bytes()), Err(error), "{text}");
    }
    for broken in [
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
    ] {
        assert!(
            matches!(accept_svg(broken.as_bytes()), Err(SvgError::Malformed(_))),
            "{broken}"
        );
    }
    let large = drawing(&" ".repeat(MOST_BYTES));
    assert!(matches!(
        accept_svg(large.as_bytes()),
        Err(SvgError::TooManyBytes { .. })
    ));
}

#[test]
fn size_must_be_usable() {
    let sized = |attributes: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' {attributes}><rect width='900' height='900' fill='red'/></svg>"
        )
    };
    for none in [
        "",
        "width='100%' height='100%'",
        "width='100'",
        "viewBox='0 0 0 0'",
        "width='0' height='0'",
        "width='-5' height='5'",
        "viewBox='a b'",
    ] {
        assert_eq!(
            accept_svg(sized(none).as_bytes()),
            Err(SvgError::NoSize),
            "{none}"
        );
    }
    assert_eq!(
        accept_svg(sized("viewBox='0 0 400 100'").as_bytes()),
        Err(SvgError::Shape {
            width: 400,
            height: 100
        })
    );
    let clean = accepted(&sized("width='30mm' height='20mm'"));
    assert!(
        (clean.width - 113.4).abs() < 0.1 && (clean.height - 75.6).abs() < 0.1,
        "{} × {}",
        clean.width,
        clean.height
    );
    let clean = accepted(&sized("viewBox='100 100 50 50'"));
    assert_eq!((clean.width, clean.height), (50.0, 50.0));
    assert_eq!(
        accept_svg(sized("viewBox='5000 5000 50 50'").as_bytes()),
        Err(SvgError::Blank)
    );
    assert_eq!(
        accept_svg(
            b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><foreignObject/></svg>"
        ),
        Err(SvgError::Blank)
    );
}

#[test]
fn ids_and_classes_can_not_smuggle_markup() {
    for inside in [
        "<path id='a\"/&gt;&lt;script&gt;alert(1)&lt;/script&gt;' d='M0 0h9v9z'/>",
        "<linearGradient id='x&lt;img src=y onerror=z&gt;'><stop stop-color='red'/></linearGradient><path d='M0 0h9v9z' fill='url(#x&lt;img src=y onerror=z&gt;)'/>",
        "<path class='\"&gt;&lt;script&gt;' d='M0 0h9v9z' fill='red;background:url(//evil.example)'/>",
        "<g transform='javascript:alert(1)'><path d='M0 0h9v9z'/></g>",
        "<path d='M0 0h9v9z&lt;script&gt;'/>",
    ] {
        match accept_svg(drawing(inside).as_bytes()) {
            Ok(clean) => {
                let document = usvg::roxmltree::Document::parse(&clean.svg).expect("well-formed");
                assert!(
                    document
                        .descendants()
                        .all(|node| !["script", "img"].contains(&node.tag_name().name())),
                    "{inside}"
                );
                let names = document
                    .descendants()
                    .flat_map(|node| node.attributes())
                    .filter(|attribute| attribute.name().starts_with("on"));
                assert_eq!(names.count(), 0, "{inside}");
            }
            Err(refused) => assert!(
                matches!(refused, SvgError::NotClean(_)),
                "{inside}: {refused:?}"
            ),
        }
    }
}

#[test]
fn an_honest_drawing_looks_the_same_afterwards() {
    let illustrator = r##"<svg id="Laag_1" data-name="Laag 1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 200"><defs><style>.cls-1{fill:url(#g);}.cls-2{fill:#fff;opacity:.8}.cls-3{clip-path:url(#c)}.cls-4{filter:url(#s)}</style><linearGradient id="g" x1="0" y1="0" x2="200" y2="200" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#1c74c8"/><stop offset="1" stop-color="#123a80"/></linearGradient><clipPath id="c"><circle cx="100" cy="100" r="90"/></clipPath><filter id="s"><feDropShadow dx="0" dy="4" stdDeviation="3" flood-opacity=".4"/></filter><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"><circle cx="10" cy="10" r="4" fill="#0003"/></pattern><symbol id="star" viewBox="0 0 10 10"><path d="M5 0l1 4h4L7 6l1 4-3-2-3 2 1-4-3-2h4z"/></symbol></defs><g class="cls-3"><rect class="cls-1" width="200" height="200"/><rect width="200" height="200" fill="url(#p)"/></g><g class="cls-4"><use xlink:href="#star" class="cls-2" x="60" y="60" width="80" height="80"/></g></svg>"##;
    let designed = Design {
        shape: Shape::Hexagon,
        colour: Colour::Rose,
        icon: Some(Icon::HeartPulse),
        texture: None,
        text: "Palliatieve zorg".into(),
    };
    for svg in [illustrator.to_owned(), designed.svg().unwrap()] {
        let clean = accepted(&svg);
        assert!(clean.lost.is_empty(), "{:?}", clean.lost);
        let (before, after) = (
            png_from_svg(&svg, 200, RasterOptions::default()).unwrap(),
            png_from_svg(&clean.svg, 200, RasterOptions::default()).unwrap(),
        );
        let (before, after) = (pixels(&before), pixels(&after));
        let differing = before
            .pixels()
            .zip(after.pixels())
            .filter(|(a, b)| (0..4).any(|channel| a[channel].abs_diff(b[channel]) > 12))
            .count();
        assert!(differing < 40, "{differing} pixels differ");
        // Clean stays clean.
        assert_eq!(accepted(&clean.svg).lost, clean.lost);
    }
}

#[test]
fn text_becomes_outlines_and_blending_is_named() {
    let clean = accepted(
        &drawing("<text x='5' y='28' font-family='Comic Sans MS' font-size='28'>Łódź</text>")
            .replace("#f00", "#f001"),
    );
    assert!(clean.lost.contains(&Lost::Text));
    let drawn = pixels(&png_from_svg(&clean.svg, 100, RasterOptions::default()).unwrap());
    let dark = drawn
        .enumerate_pixels()
        .filter(|(_, y, pixel)| *y < 32 && pixel[3] > 200)
        .count();
    assert!(dark > 100, "{dark} dark pixels");
    let blended = accepted(&drawing(
        "<rect width='50' height='50'/><rect style='mix-blend-mode:multiply' width='50' height='50' fill='#0f0'/>",
    ));
    assert!(blended.lost.contains(&Lost::BlendMode));
}
