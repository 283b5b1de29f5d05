//! Small files that would grow, or take long, if they were let in.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::RgbaImage;
use print::sanitize::{SvgError, accept_svg};

use crate::hostile_svg::drawing;

fn levels(count: u32, level: impl Fn(u32) -> String) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        all += &level(number);
        all
    })
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let next = |level: u32| level + 1;
    let uses = levels(9, |n| {
        format!(
            "<g id='u{}'>{}</g>",
            next(n),
            format!("<use href='#u{n}'/>").repeat(10)
        )
    });
    let inherited = levels(6, |n| {
        format!(
            "<pattern id='q{}' width='1' height='1'><g fill='url(#q{n})'>{}</g></pattern>",
            next(n),
            "<path d='M0 0h9v9z'/>".repeat(60)
        )
    });
    let patterns = levels(6, |n| {
        format!(
            "<pattern id='p{}' width='1' height='1'>{}</pattern>",
            next(n),
            format!("<path d='M0 0h9v9z' fill='url(#p{n})'/>").repeat(20)
        )
    });
    let around = levels(6, |n| {
        format!(
            "<g fill='url(#r{n})'><pattern id='r{}' width='1' height='1'>{}</pattern></g>",
            next(n),
            "<path d='M0 0h9v9z'/>".repeat(60)
        )
    });
    let masks = levels(6, |n| {
        format!(
            "<mask id='m{}'>{}</mask>",
            next(n),
            format!("<path d='M0 0h9v9z' mask='url(#m{n})'/>").repeat(20)
        )
    });
    let styled = levels(6, |n| {
        format!(
            "<style>.s{n} {{ fill: url(#t{n}) }}</style><pattern id='t{}' width='1' height='1'>{}</pattern>",
            next(n),
            format!("<path class='s{n}' d='M0 0h9v9z'/>").repeat(20)
        )
    });
    let markers = levels(5, |n| {
        format!(
            "<marker id='k{}'><path marker-mid='url(#k{n})' d='M0 0{}'/></marker>",
            next(n),
            "h1v1".repeat(100)
        )
    });
    let corpus = [
        (
            "uses",
            format!("<path id='u0' d='M0 0h9v9z'/>{uses}<use href='#u9'/>"),
        ),
        (
            "patterns",
            format!(
                "<pattern id='p0'><path d='M0 0h9'/></pattern>{patterns}<path d='M0 0h9v9z' fill='url(#p6)'/>"
            ),
        ),
        (
            "inherited patterns",
            format!(
                "<pattern id='q0'><path d='M0 0h9'/></pattern>{inherited}<path d='M0 0h9v9z' fill='url(#q6)'/>"
            ),
        ),
        (
            "patterns in painted groups",
            format!(
                "<pattern id='r0'><path d='M0 0h9'/></pattern>{around}<path d='M0 0h9v9z' fill='url(#r6)'/>"
            ),
        ),
        (
            "masks",
            format!(
                "<mask id='m0'><path d='M0 0h9'/></mask>{masks}<path d='M0 0h9v9z' mask='url(#m6)'/>"
            ),
        ),
        (
            "patterns by class",
            format!(
                "<pattern id='t0'><path d='M0 0h9'/></pattern>{styled}<path d='M0 0h9v9z' fill='url(#t6)'/>"
            ),
        ),
        (
            "markers",
            format!(
                "<marker id='k0'><path d='M0 0h9'/></marker>{markers}<path d='M0 0h9v9' marker-end='url(#k5)'/>"
            ),
        ),
        ("elements", "<path d='M0 0h9v9z'/>".repeat(21_000)),
        ("text", format!("<text>{}</text>", "a".repeat(200_000))),
        (
            "rules",
            format!("<style>{}</style>", "a b c d{fill:red}".repeat(5000)),
        ),
    ];
    for (name, inside) in corpus {
        let refused = accept_svg(drawing(&inside).as_bytes()).expect_err(name);
        assert!(
            matches!(refused, SvgError::TooComplex { .. }),
            "{name}: {refused:?}"
        );
    }
}

#[test]
fn depth_and_circles_are_refused() {
    for depth in [200, 30_000] {
        let deep = format!("{}{}", "<g>".repeat(depth), "</g>".repeat(depth));
        assert_eq!(
            accept_svg(drawing(&deep).as_bytes()),
            Err(SvgError::TooDeep { limit: 96 })
        );
    }
    let chain = levels(5000, |n| {
        format!("<g id='c{}'><use href='#c{n}'/></g>", n + 1)
    });
    assert_eq!(
        accept_svg(drawing(&format!("{chain}<path id='c0' d='M0 0h9'/>")).as_bytes()),
        Err(SvgError::TooDeep { limit: 96 })
    );
    for circle in [
        "<g id='a'><use href='#a'/></g>",
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
        "<pattern id='p' width='9' height='9'><path d='M0 0h9v9z' fill='url(#p)'/></pattern>",
        "<mask id='m'><path d='M0 0h9v9z' mask='url(#m)'/></mask>",
        "<linearGradient id='g' href='#h'/><linearGradient id='h' href='#g'/>",
        "<style>* { fill: url(#p) }</style><pattern id='p'><path d='M0 0h9v9z'/></pattern>",
    ] {
        assert_eq!(
            accept_svg(drawing(circle).as_bytes()),
            Err(SvgError::Circular),
            "{circle}"
        );
    }
}

#[test]
fn what_is_slow_to_draw_is_refused() {
    let layers = "<g opacity='.9'>".repeat(14) + "<path d='M0 0h9v9z'/>" + &"</g>".repeat(14);
    let large = "<path d='M0 0h100v100H0z' fill='#123'/>".repeat(1500);
    let turbulence = "<filter id='f'><feTurbulence baseFrequency='.1' numOctaves='4000000000'/></filter><path d='M0 0h99v99z' filter='url(#f)'/>";
    let morphology = "<filter id='f'><feMorphology radius='90'/></filter><path d='M0 0h99v99z' filter='url(#f)'/>";
    let blurs = format!(
        "<filter id='f'>{}</filter><path d='M0 0h99v99z' filter='url(#f)'/>",
        "<feGaussianBlur stdDeviation='9'/>".repeat(60)
    );
    let dashes = "<path d='M0 0h100v100H0z' stroke='#000' stroke-dasharray='.001 .001'/>";
    let mut picture = Cursor::new(Vec::new());
    RgbaImage::new(3000, 3000)
        .write_to(&mut picture, image::ImageFormat::Png)
        .unwrap();
    let picture = format!(
        "<image href='data:image/png;base64,{}' width='9' height='9'/>",
        STANDARD.encode(picture.into_inner())
    )
    .repeat(3);
    for (name, inside) in [
        ("layers", layers.as_str()),
        ("large shapes", &large),
        ("turbulence", turbulence),
        ("morphology", morphology),
        ("blurs", &blurs),
        ("dashes", dashes),
        ("pictures", &picture),
    ] {
        let refused = accept_svg(drawing(inside).as_bytes()).expect_err(name);
        assert!(
            matches!(refused, SvgError::TooSlow(_)),
            "{name}: {refused:?}"
        );
    }
}
