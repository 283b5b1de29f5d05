use print::{
    colour::Rgb,
    designer::{Colour, Design, Icon, Shape},
    preview::{self, Picture, Preview},
    raster::{RasterOptions, png_from_svg},
    typeset::Face,
};

use crate::pixels;

const GROUND: [u8; 4] = [0xfb, 0xfa, 0xf7, 255];

fn badge() -> String {
    let design = Design {
        shape: Shape::Circle,
        colour: Colour::Blue,
        icon: Some(Icon::Code),
        texture: None,
        text: "Datascience".into(),
    };
    design.svg().unwrap()
}

fn card<'a>(picture: Option<Picture<'a>>, title: &'a str) -> Preview<'a> {
    Preview {
        picture,
        title,
        issuer: "Hogeschool Horizon",
        kind: "Microcredential",
        platform: "Insigne",
        accent: Rgb::hex(0x1c_74c8),
    }
}

#[test]
fn a_card_is_1200_by_627_opaque_and_the_same_every_time() {
    let svg = badge();
    let png = png_from_svg(&svg, 400, RasterOptions::default()).unwrap();
    for picture in [None, Some(Picture::Svg(&svg)), Some(Picture::Png(&png))] {
        let made = preview::png(&card(picture, "Inleiding datascience")).unwrap();
        let drawn = pixels(&made);
        assert_eq!(drawn.dimensions(), (1200, 627));
        assert!(drawn.pixels().all(|pixel| pixel[3] == 255));
        assert!(made.len() < 600_000, "{} bytes", made.len());
        assert_eq!(
            made,
            preview::png(&card(picture, "Inleiding datascience")).unwrap()
        );
    }
}

#[test]
fn words_and_badge_are_where_they_belong_and_leave_the_margin_free() {
    let svg = badge();
    let long = "Duurzaamheidsmanagement en circulaire bedrijfsvoering voor het midden- en kleinbedrijf in Noordoost-Nederland en verder";
    for title in [
        "AI",
        "Begeleiden van hoogbegaafde leerlingen",
        long,
        "",
        "标题 🎓",
    ] {
        let drawn = pixels(&preview::png(&card(Some(Picture::Svg(&svg)), title)).unwrap());
        let right = (1200 - 40..1200).flat_map(|x| (0..627).map(move |y| (x, y)));
        let edge = (480..1200).flat_map(|x| (0..24).chain(603..627).map(move |y| (x, y)));
        for (x, y) in right.chain(edge) {
            assert_eq!(drawn.get_pixel(x, y).0, GROUND, "{title}: {x},{y}");
        }
        let middle = drawn.get_pixel(237, 290);
        assert_ne!(middle.0, GROUND, "the badge");
        let inked = (516..1160)
            .flat_map(|x| (60..520).map(move |y| (x, y)))
            .filter(|(x, y)| drawn.get_pixel(*x, *y).0 != GROUND)
            .count();
        assert!(inked > 9000, "{title}: {inked}");
    }
}

#[test]
fn the_word_on_the_accent_is_readable_whatever_the_accent() {
    for accent in [
        Rgb::hex(0xff_e600),
        Rgb::WHITE,
        Rgb::hex(0),
        Rgb::hex(0x00_ff00),
    ] {
        assert!(
            accent.darkened_for_white(4.5).contrast(Rgb::WHITE) >= 4.5,
            "{accent}"
        );
    }
    let dark_enough = Rgb::hex(0x0b_5563);
    assert_eq!(dark_enough.darkened_for_white(4.5), dark_enough);
}

#[test]
fn wrapped_lines_fit_and_say_when_they_were_cut() {
    let text =
        "Duurzaamheidsmanagement en circulaire bedrijfsvoering voor het midden- en kleinbedrijf";
    let lines = Face::Display.wrap(text, 40.0, 400.0, 3);
    assert_eq!(lines.len(), 3);
    assert!(
        lines
            .iter()
            .all(|line| Face::Display.width(line, 40.0) <= 400.0),
        "{lines:?}"
    );
    assert!(lines[2].ends_with('…'));
    assert_eq!(
        Face::Display.wrap("kort en goed", 40.0, 400.0, 3),
        ["kort en goed"]
    );
    assert_eq!(
        Face::Display
            .wrap(text, 40.0, 400.0, 9)
            .join(" ")
            .replace("- ", ""),
        text.replace("- ", "")
    );
}
