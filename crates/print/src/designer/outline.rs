//! The three silhouettes, as paths at any distance inside the rim.

use std::f32::consts::{FRAC_PI_3, FRAC_PI_6};

use serde::{Deserialize, Serialize};

use crate::typeset::number;

/// The silhouette of a badge. It follows the type of the badge class: hexagon for a microcredential, circle for a regular edubadge,
/// rounded square for an extra-curricular one. (A page says the type in words too.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    Hexagon,
    Circle,
    RoundedSquare,
}

/// The middle of the 400 × 400 drawing.
pub(super) const MIDDLE: f32 = 200.0;
const HEXAGON_RADIUS: f32 = 197.0;
const CIRCLE_RADIUS: f32 = 187.0;
const SQUARE_HALF: f32 = 177.0;

impl Shape {
    pub const ALL: &'static [Self] = &[Self::Hexagon, Self::Circle, Self::RoundedSquare];

    /// The stable kebab-case name, the same as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hexagon => "hexagon",
            Self::Circle => "circle",
            Self::RoundedSquare => "rounded-square",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|shape| shape.name() == name)
    }

    /// Path data of the outline, moved `inset` units inwards everywhere.
    pub(super) fn path(self, inset: f32) -> String {
        match self {
            Self::Hexagon => {
                // Moving a side of a hexagon inwards by d shortens its radius by d / cos 30°.
                let radius = HEXAGON_RADIUS - inset / FRAC_PI_6.cos();
                rounded_polygon(&hexagon(radius), (24.0 - inset * 0.45).max(5.0))
            }
            Self::Circle => {
                let r = number(CIRCLE_RADIUS - inset);
                let (left, right) = (
                    number(MIDDLE - CIRCLE_RADIUS + inset),
                    number(MIDDLE + CIRCLE_RADIUS - inset),
                );
                format!("M{left} 200A{r} {r} 0 1 1 {right} 200A{r} {r} 0 1 1 {left} 200Z")
            }
            Self::RoundedSquare => {
                let half = SQUARE_HALF - inset;
                let corners = [(-half, -half), (half, -half), (half, half), (-half, half)];
                rounded_polygon(
                    &corners.map(|(x, y)| (MIDDLE + x, MIDDLE + y)),
                    (84.0 - inset).max(8.0),
                )
            }
        }
    }

    /// Half the width that is free at height `y`, `inset` units inside the rim.
    pub(super) fn half_width(self, inset: f32, y: f32) -> f32 {
        let off = (y - MIDDLE).abs();
        match self {
            Self::Hexagon => {
                let radius = HEXAGON_RADIUS - inset / FRAC_PI_6.cos();
                let side = radius * FRAC_PI_6.cos();
                side.min((radius - off) / FRAC_PI_6.tan()).max(0.0)
            }
            Self::Circle => ((CIRCLE_RADIUS - inset).powi(2) - off * off)
                .max(0.0)
                .sqrt(),
            Self::RoundedSquare => {
                let (half, corner) = (SQUARE_HALF - inset, (84.0 - inset).max(8.0));
                let into_corner = (off - (half - corner)).max(0.0);
                half - corner
                    + (corner * corner - into_corner * into_corner)
                        .max(0.0)
                        .sqrt()
            }
        }
    }
}

fn hexagon(radius: f32) -> [(f32, f32); 6] {
    std::array::from_fn(|corner| {
        let angle = FRAC_PI_3 * corner as f32;
        (MIDDLE + radius * angle.sin(), MIDDLE - radius * angle.cos())
    })
}

/// A convex polygon, clockwise, with round corners of `radius`.
fn rounded_polygon(corners: &[(f32, f32)], radius: f32) -> String {
    let count = corners.len();
    // Distance from a corner to where its arc begins: r / tan(half the inner angle).
    let half_angle = std::f32::consts::FRAC_PI_2 - std::f32::consts::PI / count as f32;
    let cut = radius / half_angle.tan();
    let towards = |from: (f32, f32), to: (f32, f32)| {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        (
            from.0 + (to.0 - from.0) * cut / length,
            from.1 + (to.1 - from.1) * cut / length,
        )
    };
    let r = number(radius);
    let mut data = String::new();
    for (index, corner) in corners.iter().enumerate() {
        let (before, after) = (
            corners[(index + count - 1) % count],
            corners[(index + 1) % count],
        );
        let (start, end) = (towards(*corner, before), towards(*corner, after));
        data.push(if index == 0 { 'M' } else { 'L' });
        data += &format!(
            "{} {}A{r} {r} 0 0 1 {} {}",
            number(start.0),
            number(start.1),
            number(end.0),
            number(end.1)
        );
    }
    data.push('Z');
    data
}
