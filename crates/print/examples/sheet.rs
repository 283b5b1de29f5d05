//! Contact sheets of everything this crate draws, for eyes: `cargo run -p print --example sheet DIR`.

use std::{error::Error, path::PathBuf};

use image::{Rgba, RgbaImage, imageops};
use print::{
    colour::Rgb,
    designer::{Colour, Design, Icon, Shape, Texture},
    preview::{self, Picture, Preview},
    qr,
    raster::{RasterOptions, png_from_svg},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const LIGHT: Rgb = Rgb::hex(0xf3_f0ea);
const DARK: Rgb = Rgb::hex(0x12_161c);

const WORDS: [&str; 18] = [
    "Hoogbegaafd",
    "Datascience",
    "Duurzaam doen",
    "Palliatieve zorg",
    "Leiderschap in de zorg",
    "AI",
    "Circulair ondernemen",
    "Academisch schrijven",
    "Robotica",
    "Nederlandse Gebarentaal",
    "EHBO",
    "Onderzoek",
    "Digitale vaardigheden",
    "Zij-instroom",
    "Fijne keuken",
    "Meertaligheid",
    "Ethiek & recht",
    "Łódź – Ħamrun",
];

fn main() -> Outcome<()> {
    let folder = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .ok_or("name a folder for the sheets")?,
    );
    std::fs::create_dir_all(&folder)?;
    palette().and_then(|sheet| Ok(sheet.save(folder.join("palette.png"))?))?;
    icons().and_then(|sheet| Ok(sheet.save(folder.join("icons.png"))?))?;
    sizes().and_then(|sheet| Ok(sheet.save(folder.join("sizes.png"))?))?;
    textures().and_then(|sheet| Ok(sheet.save(folder.join("textures.png"))?))?;
    for (index, (name, preview)) in previews()?.into_iter().enumerate() {
        std::fs::write(folder.join(format!("preview-{index}-{name}.png")), preview)?;
    }
    for (index, text) in WORDS.iter().enumerate() {
        let shape = Shape::ALL[index % 3];
        let icon = Some(Icon::ALL[index * 3]);
        let svg = design(shape, Colour::ALL[index % Colour::ALL.len()], icon, text).svg()?;
        std::fs::write(folder.join(format!("badge-{index}.svg")), svg)?;
    }
    let code = qr::svg(
        "https://insigne.example/edubadges/0192f3c4-8d1e-7a3b",
        Some("QR"),
    )?;
    std::fs::write(
        folder.join("qr.png"),
        png_from_svg(&code, 300, RasterOptions::default())?,
    )?;
    Ok(())
}

fn design(shape: Shape, colour: Colour, icon: Option<Icon>, text: &str) -> Design {
    Design {
        shape,
        colour,
        icon,
        texture: None,
        text: text.to_owned(),
    }
}

fn badge(design: &Design, size: u32) -> Outcome<RgbaImage> {
    let png = png_from_svg(&design.svg()?, size, RasterOptions::default())?;
    Ok(image::load_from_memory(&png)?.into_rgba8())
}

fn ground(width: u32, height: u32, colour: Rgb) -> RgbaImage {
    RgbaImage::from_pixel(width, height, Rgba([colour.0, colour.1, colour.2, 255]))
}

/// Lays badges out in rows on light and, below, on dark ground.
fn sheet(badges: &[RgbaImage], columns: u32, gap: u32) -> RgbaImage {
    let side = badges.iter().map(RgbaImage::width).max().unwrap_or(1);
    let rows = (badges.len() as u32).div_ceil(columns);
    let (width, height) = (columns * (side + gap) + gap, rows * (side + gap) + gap);
    let mut all = ground(width, 2 * height, LIGHT);
    imageops::replace(&mut all, &ground(width, height, DARK), 0, i64::from(height));
    for half in [0, height] {
        for (index, badge) in badges.iter().enumerate() {
            let (column, row) = (index as u32 % columns, index as u32 / columns);
            imageops::overlay(
                &mut all,
                badge,
                i64::from(gap + column * (side + gap)),
                i64::from(half + gap + row * (side + gap)),
            );
        }
    }
    all
}

fn palette() -> Outcome<RgbaImage> {
    let mut badges = Vec::new();
    for (row, shape) in Shape::ALL.iter().enumerate() {
        for (column, colour) in Colour::ALL.iter().enumerate() {
            let number = row * Colour::ALL.len() + column;
            let icon = Icon::ALL[(number * 7 + 3) % Icon::ALL.len()];
            badges.push(badge(
                &design(*shape, *colour, Some(icon), WORDS[number % WORDS.len()]),
                320,
            )?);
        }
    }
    Ok(sheet(&badges, 6, 24))
}

fn icons() -> Outcome<RgbaImage> {
    let badges = Icon::ALL.iter().enumerate().map(|(index, icon)| {
        let shape = Shape::ALL[index % 3];
        badge(
            &design(
                shape,
                Colour::ALL[index % Colour::ALL.len()],
                Some(*icon),
                icon.name(),
            ),
            128,
        )
    });
    Ok(sheet(&badges.collect::<Outcome<Vec<_>>>()?, 12, 12))
}

fn sizes() -> Outcome<RgbaImage> {
    let mut badges = Vec::new();
    for (index, text) in WORDS.iter().enumerate() {
        let shape = Shape::ALL[index % 3];
        let wanted = design(
            shape,
            Colour::ALL[index % Colour::ALL.len()],
            Some(Icon::ALL[index * 3]),
            text,
        );
        badges.push(badge(&wanted, 128)?);
        badges.push(badge(&wanted, 64)?);
        badges.push(badge(&wanted, 40)?);
    }
    Ok(sheet(&badges, 9, 16))
}

fn textures() -> Outcome<RgbaImage> {
    let mut badges = Vec::new();
    for (row, shape) in Shape::ALL.iter().enumerate() {
        for (column, texture) in Texture::ALL.iter().enumerate() {
            let colour = Colour::ALL[(row * 5 + column) % Colour::ALL.len()];
            let icon = (column % 4 != 3).then_some(Icon::ALL[(row * 8 + column) * 2]);
            let text = if column % 4 == 2 {
                ""
            } else {
                WORDS[column + row * 3]
            };
            badges.push(badge(
                &Design {
                    texture: Some(*texture),
                    ..design(*shape, colour, icon, text)
                },
                280,
            )?);
        }
    }
    Ok(sheet(&badges, 8, 20))
}

fn previews() -> Outcome<Vec<(&'static str, Vec<u8>)>> {
    let gold = design(
        Shape::Hexagon,
        Colour::Gold,
        Some(Icon::Lightbulb),
        "Hoogbegaafd",
    )
    .svg()?;
    let blue = design(Shape::Circle, Colour::Blue, Some(Icon::Code), "Datascience").svg()?;
    let green = png_from_svg(
        &design(
            Shape::RoundedSquare,
            Colour::Green,
            Some(Icon::Leaf),
            "Duurzaam doen",
        )
        .svg()?,
        512,
        RasterOptions::default(),
    )?;
    let card = |picture, title, issuer, kind, accent| Preview {
        picture,
        title,
        issuer,
        kind,
        platform: "Insigne",
        accent,
    };
    let cards = [
        (
            "gold",
            card(
                Some(Picture::Svg(&gold)),
                "Begeleiden van hoogbegaafde leerlingen",
                "Centrum Sociale Wetenschappen, Universiteit van Voorbeeld",
                "Microcredential",
                Rgb::hex(0x9c_6a08),
            ),
        ),
        (
            "short",
            card(
                Some(Picture::Svg(&blue)),
                "Datascience",
                "Hogeschool Horizon",
                "Regulier",
                Rgb::hex(0x1c_74c8),
            ),
        ),
        (
            "png",
            card(
                Some(Picture::Png(&green)),
                "Duurzaamheidsmanagement en circulaire bedrijfsvoering voor het midden- en kleinbedrijf in de regio Noordoost-Nederland",
                "MBO Delta",
                "Extracurriculair",
                Rgb::hex(0xff_d84d),
            ),
        ),
        (
            "plain",
            card(
                None,
                "Hogeschool Horizon",
                "24 microcredentials en 61 andere edubadges",
                "Instelling",
                Rgb::hex(0x0b_5563),
            ),
        ),
    ];
    cards
        .iter()
        .map(|(name, card)| Ok((*name, preview::png(card)?)))
        .collect()
}
