//! Patterns pressed into the face. They darken only, so the contrast of what stands on them can't fall.

use std::f32::consts::TAU;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::typeset::number;

/// What is pressed into the enamel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Texture {
    Plain,
    Rays,
    Rings,
    Dots,
    Weave,
    Waves,
    Facets,
    Guilloche,
}

impl Texture {
    pub const ALL: &'static [Self] = &[
        Self::Plain,
        Self::Rays,
        Self::Rings,
        Self::Dots,
        Self::Weave,
        Self::Waves,
        Self::Facets,
        Self::Guilloche,
    ];

    /// The stable kebab-case name, the same as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Rays => "rays",
            Self::Rings => "rings",
            Self::Dots => "dots",
            Self::Weave => "weave",
            Self::Waves => "waves",
            Self::Facets => "facets",
            Self::Guilloche => "guilloche",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|texture| texture.name() == name)
    }

    /// Black shapes with opacity around the point (`x`, `y`), to be clipped to the face.
    pub(super) fn draw(self, x: f32, y: f32) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Rays => format!(r##"<path d="{}" fill="#000" fill-opacity=".13"/>"##, wedges(x, y, 20, 0.5)),
            Self::Facets => format!(
                r##"<path d="{}" fill="#000" fill-opacity=".09"/><path d="{}" fill="#000" fill-opacity=".09"/>"##,
                wedges(x, y, 6, 0.5),
                wedges(x, y, 4, 0.75),
            ),
            Self::Rings => (1..=9).fold(String::new(), |mut all, ring| {
                let r = 26 + ring * 27;
                let _ = write!(
                    all,
                    r##"<circle cx="{}" cy="{}" r="{r}" fill="none" stroke="#000" stroke-opacity=".13" stroke-width="11"/>"##,
                    number(x),
                    number(y)
                );
                all
            }),
            Self::Dots => {
                let mut data = String::new();
                for row in 0..24 {
                    for column in 0..21 {
                        let dx = if row % 2 == 0 { 0.0 } else { 10.0 };
                        let _ = write!(data, "M{} {}h0", number(column as f32 * 20.0 + dx), number(row as f32 * 17.3 + 1.0));
                    }
                }
                format!(r##"<path d="{data}" fill="none" stroke="#000" stroke-opacity=".17" stroke-width="7" stroke-linecap="round"/>"##)
            }
            Self::Weave => {
                let mut data = String::new();
                for line in 0..34 {
                    let at = line * 24 - 400;
                    let _ = write!(data, "M{at} 0l400 400M{} 0l-400 400", at + 400);
                }
                format!(r##"<path d="{data}" fill="none" stroke="#000" stroke-opacity=".1" stroke-width="5"/>"##)
            }
            Self::Waves => {
                let mut data = String::new();
                for line in 0..22 {
                    let _ = write!(data, "M-10 {}q25 -16 50 0t50 0 50 0 50 0 50 0 50 0 50 0 50 0", line * 20);
                }
                format!(r##"<path d="{data}" fill="none" stroke="#000" stroke-opacity=".13" stroke-width="5"/>"##)
            }
            Self::Guilloche => {
                // Circles that leave a small rose free in the middle, as on banknotes.
                let mut all = String::new();
                for step in 0..24 {
                    let angle = TAU * step as f32 / 24.0;
                    let (cx, cy) = (x + 104.0 * angle.cos(), y + 104.0 * angle.sin());
                    let _ = write!(all, r#"<circle cx="{}" cy="{}" r="82"/>"#, number(cx), number(cy));
                }
                format!(r##"<g fill="none" stroke="#000" stroke-opacity=".13" stroke-width="2.5">{all}</g>"##)
            }
        }
    }
}

/// `count` wedges from a point outwards, each covering `share` of its part of the circle.
fn wedges(x: f32, y: f32, count: usize, share: f32) -> String {
    let mut data = String::new();
    for wedge in 0..count {
        let from = TAU * (wedge as f32 - share / 2.0) / count as f32;
        let to = TAU * (wedge as f32 + share / 2.0) / count as f32;
        let point = |angle: f32| {
            format!(
                "{} {}",
                number(x + 420.0 * angle.sin()),
                number(y - 420.0 * angle.cos())
            )
        };
        let _ = write!(
            data,
            "M{} {}L{}L{}Z",
            number(x),
            number(y),
            point(from),
            point(to)
        );
    }
    data
}
