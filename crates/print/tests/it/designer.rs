use print::{
    colour::Rgb,
    designer::{Colour, Design, DesignError, Icon, Shape, Texture},
    raster::{RasterOptions, png_from_svg},
    typeset::Face,
};

use crate::{pixels, vocabulary};

fn design(shape: Shape, colour: Colour, icon: Option<Icon>, text: &str) -> Design {
    Design {
        shape,
        colour,
        icon,
        texture: None,
        text: text.to_owned(),
    }
}

#[test]
fn white_is_readable_over_the_whole_gradient_of_every_colour() {
    for colour in Colour::ALL {
        let tones = colour.tones();
        for step in 0..=256_u16 {
            let ground = tones.light.mix(tones.dark, f32::from(step) / 256.0);
            let contrast = Rgb::WHITE.contrast(ground);
            assert!(
                contrast >= 4.5,
                "{} at {step}/256: {contrast:.2}",
                colour.name()
            );
        }
    }
}

/// The same, of what is really drawn: pattern, shade and curve included.
#[test]
fn white_is_readable_on_every_drawn_pixel_of_the_face() {
    for shape in Shape::ALL {
        for colour in Colour::ALL {
            for texture in Texture::ALL {
                let blank = Design {
                    texture: Some(*texture),
                    ..design(*shape, *colour, None, "")
                };
                let picture = pixels(
                    &png_from_svg(&blank.svg().unwrap(), 100, RasterOptions::default()).unwrap(),
                );
                // The middle of the face, inside the inner line.
                for (x, y, pixel) in picture
                    .enumerate_pixels()
                    .filter(|(x, y, _)| (26..74).contains(x) && (26..74).contains(y))
                {
                    assert_eq!(pixel[3], 255);
                    let contrast = Rgb::WHITE.contrast(Rgb(pixel[0], pixel[1], pixel[2]));
                    assert!(
                        contrast >= 4.5,
                        "{shape:?} {colour:?} {texture:?} at {x},{y}: {contrast:.2}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_badge_is_shapes_only_and_the_same_every_time() {
    for (index, icon) in Icon::ALL.iter().enumerate() {
        for shape in Shape::ALL {
            let wanted = design(
                *shape,
                Colour::ALL[index % Colour::ALL.len()],
                Some(*icon),
                "Duurzaam doen",
            );
            let svg = wanted.svg().unwrap();
            assert_eq!(svg, wanted.svg().unwrap());
            let (elements, attributes) = vocabulary(&svg);
            let shapes = [
                "svg",
                "defs",
                "linearGradient",
                "stop",
                "clipPath",
                "path",
                "g",
                "circle",
                "ellipse",
                "line",
                "rect",
                "polyline",
            ];
            assert!(
                elements.iter().all(|name| shapes.contains(&name.as_str())),
                "{icon:?}: {elements:?}"
            );
            for banned in ["style", "class", "href", "font-family"] {
                assert!(
                    !attributes.iter().any(|name| name == banned),
                    "{icon:?} has {banned}"
                );
            }
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
            assert!(svg.len() < 40_000, "{} bytes", svg.len());
        }
    }
}

#[test]
fn every_icon_is_seen_on_the_badge() {
    let bare = design(Shape::Circle, Colour::Night, None, "")
        .svg()
        .unwrap();
    let without = white_share(&bare);
    for icon in Icon::ALL {
        let texture = Some(Texture::Plain);
        let with = Design {
            texture,
            ..design(Shape::Circle, Colour::Night, Some(*icon), "")
        }
        .svg()
        .unwrap();
        assert!(white_share(&with) > without + 0.01, "{icon:?}");
    }
}

fn white_share(svg: &str) -> f64 {
    let picture = pixels(&png_from_svg(svg, 64, RasterOptions::default()).unwrap());
    let white = picture
        .pixels()
        .filter(|pixel| pixel[0] > 230 && pixel[1] > 230 && pixel[2] > 230 && pixel[3] == 255)
        .count();
    white as f64 / f64::from(64 * 64)
}

#[test]
fn badges_differ_by_icon_text_and_colour() {
    let one = design(
        Shape::Hexagon,
        Colour::Blue,
        Some(Icon::Code),
        "Datascience",
    );
    let drawn = one.svg().unwrap();
    for other in [
        design(
            Shape::Hexagon,
            Colour::Blue,
            Some(Icon::Code),
            "Datasciences",
        ),
        design(
            Shape::Hexagon,
            Colour::Blue,
            Some(Icon::Leaf),
            "Datascience",
        ),
        design(
            Shape::Hexagon,
            Colour::Teal,
            Some(Icon::Code),
            "Datascience",
        ),
        design(Shape::Circle, Colour::Blue, Some(Icon::Code), "Datascience"),
    ] {
        let other = other.svg().unwrap();
        assert_ne!(drawn, other);
        // Inlined on one page, neither may catch the other's references.
        let id = |svg: &str| {
            svg.split(r#"id=""#)
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        };
        assert_ne!(id(&drawn), id(&other));
    }
}

#[test]
fn text_that_would_be_too_small_is_refused_with_what_does_fit() {
    for shape in Shape::ALL {
        for icon in [None, Some(Icon::Leaf)] {
            let long = design(
                *shape,
                Colour::Green,
                icon,
                "Duurzaamheidsmanagement en circulaire bedrijfsvoering in de regio",
            );
            let DesignError::TextTooLong { fits } = long.svg().unwrap_err() else {
                panic!("another error")
            };
            assert!(fits.chars().count() >= 10, "{fits:?}");
            assert!(Design { text: fits, ..long }.svg().is_ok());
        }
    }
    assert!(
        design(
            Shape::Hexagon,
            Colour::Green,
            Some(Icon::Leaf),
            "Begeleiden van talent"
        )
        .svg()
        .is_ok()
    );
    assert!(
        design(
            Shape::Hexagon,
            Colour::Green,
            Some(Icon::Leaf),
            "Ondernemerschap"
        )
        .svg()
        .is_ok()
    );
}

#[test]
fn text_stays_inside_the_shape() {
    for shape in Shape::ALL {
        for text in [
            "MMMMMMMMMM",
            "Wiskunde WWWWWW",
            "Hoogbegaafd",
            "Nederlandse Gebarentaal",
        ] {
            for icon in [None, Some(Icon::Code)] {
                let Ok(svg) = design(*shape, Colour::Night, icon, text).svg() else {
                    continue;
                };
                let texts = svg
                    .rsplit_once(r##"<path fill="#fff" d=""##)
                    .expect("a text")
                    .1;
                let alone = format!(
                    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400"><path fill="#fff" d="{texts}"##
                );
                let words = pixels(&png_from_svg(&alone, 200, RasterOptions::default()).unwrap());
                let blank = design(*shape, Colour::Night, None, "").svg().unwrap();
                let badge = pixels(&png_from_svg(&blank, 200, RasterOptions::default()).unwrap());
                for (x, y, pixel) in words
                    .enumerate_pixels()
                    .filter(|(_, _, pixel)| pixel[3] > 0)
                {
                    // Ten units around a letter there is still badge.
                    for (dx, dy) in [(-5, 0), (5, 0), (0, -5), (0, 5)] {
                        let at = badge.get_pixel(x.strict_add_signed(dx), y.strict_add_signed(dy));
                        assert_eq!(
                            at[3], 255,
                            "{shape:?} {text} leaves the badge at {x},{y} ({})",
                            pixel[3]
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn letters_the_font_lacks_are_named() {
    assert_eq!(
        design(Shape::Circle, Colour::Gold, None, "Hi 🎓").svg(),
        Err(DesignError::NoLetterFor('🎓'))
    );
    assert_eq!(
        design(Shape::Circle, Colour::Gold, None, "Ελληνικά").svg(),
        Err(DesignError::NoLetterFor('Ε'))
    );
    assert!(
        design(Shape::Circle, Colour::Gold, None, "Café Łódź İzmir")
            .svg()
            .is_ok()
    );
    // Hyphens that word processors make, and an invisible one.
    assert!(
        design(
            Shape::Circle,
            Colour::Gold,
            None,
            "Zij\u{2011}in\u{ad}stroom"
        )
        .svg()
        .is_ok()
    );
    // Decomposed: e and a combining acute.
    assert!(
        design(Shape::Circle, Colour::Gold, None, "Cafe\u{301}")
            .svg()
            .is_ok()
    );
}

#[test]
fn every_face_has_the_letters_of_europe_in_latin_script() {
    let letters = "aàáâãäåæāăąbcçćčċdďđðeèéêëēėęěfgğġģhħiìíîïīįıjkķlĺļľłmnñńņňoòóôõöøőœpqrŕřsśşšșßtťțuùúûüūůűųvwxyýÿzźżžþ";
    for face in Face::ALL {
        assert_eq!(face.first_missing(letters), None, "{face:?}");
        assert_eq!(
            face.first_missing(&letters.to_uppercase().replace("SS", "ẞ")),
            None,
            "{face:?}"
        );
        assert_eq!(
            face.first_missing("0123456789 .,:;!?…-–—‘’“”„«»()[]&@€%+−×÷=/•·°§©®™½¼¾"),
            None,
            "{face:?}"
        );
        for letter in letters.chars() {
            assert!(
                !face.outline(&letter.to_string(), 20.0, 0.0, 0.0).is_empty(),
                "{face:?} draws nothing for {letter}"
            );
        }
    }
}

#[test]
fn a_letter_that_is_missing_loses_its_accent_where_text_can_not_be_refused() {
    assert_eq!(Face::Body.printable("Ĉapelo ŝi 🎓 Ελ"), "Capelo si  ");
    assert_eq!(
        Face::Display.printable("Nguyễn Thị Ħamrun"),
        "Nguyen Thi Ħamrun"
    );
}

#[test]
fn names_are_the_same_in_json_and_read_back() {
    for icon in Icon::ALL {
        assert_eq!(serde_json::to_value(icon).unwrap(), icon.name());
        assert_eq!(Icon::from_name(icon.name()), Some(*icon));
    }
    for colour in Colour::ALL {
        assert_eq!(serde_json::to_value(colour).unwrap(), colour.name());
        assert_eq!(Colour::from_name(colour.name()), Some(*colour));
    }
    for shape in Shape::ALL {
        assert_eq!(serde_json::to_value(shape).unwrap(), shape.name());
        assert_eq!(Shape::from_name(shape.name()), Some(*shape));
    }
    for texture in Texture::ALL {
        assert_eq!(serde_json::to_value(texture).unwrap(), texture.name());
        assert_eq!(Texture::from_name(texture.name()), Some(*texture));
    }
    assert_eq!(Icon::from_name("skull"), None);
    let json =
        r#"{"shape":"rounded-square","colour":"teal","icon":"chef-hat","text":"Fijne keuken"}"#;
    let read: Design = serde_json::from_str(json).unwrap();
    assert_eq!(
        read,
        design(
            Shape::RoundedSquare,
            Colour::Teal,
            Some(Icon::ChefHat),
            "Fijne keuken"
        )
    );
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    assert!(
        serde_json::from_str::<Design>(
            r#"{"shape":"circle","colour":"teal","text":"","onload":"x"}"#
        )
        .is_err()
    );
}
