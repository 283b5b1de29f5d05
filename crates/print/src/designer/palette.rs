//! The colours of badges: an enamel face between two tones, in a rim of metal that fits it.

use serde::{Deserialize, Serialize};

use crate::colour::Rgb;

/// A two-tone gradient with its rim. White on any point of the face has a contrast of 4.5:1 or more (WCAG 2.2, 1.4.3); whatever is
/// laid over the face only darkens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    Gold,
    Copper,
    Crimson,
    Rose,
    Violet,
    Indigo,
    Blue,
    Teal,
    Green,
    Moss,
    Slate,
    Night,
}

/// The four tones of a [`Colour`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tones {
    /// Face, top left.
    pub light: Rgb,
    /// Face, bottom right.
    pub dark: Rgb,
    /// The rim where light falls on it.
    pub shine: Rgb,
    /// The rim in the shade.
    pub shade: Rgb,
}

impl Colour {
    pub const ALL: &'static [Self] = &[
        Self::Gold,
        Self::Copper,
        Self::Crimson,
        Self::Rose,
        Self::Violet,
        Self::Indigo,
        Self::Blue,
        Self::Teal,
        Self::Green,
        Self::Moss,
        Self::Slate,
        Self::Night,
    ];

    /// The stable kebab-case name, the same as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Copper => "copper",
            Self::Crimson => "crimson",
            Self::Rose => "rose",
            Self::Violet => "violet",
            Self::Indigo => "indigo",
            Self::Blue => "blue",
            Self::Teal => "teal",
            Self::Green => "green",
            Self::Moss => "moss",
            Self::Slate => "slate",
            Self::Night => "night",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|colour| colour.name() == name)
    }

    pub const fn tones(self) -> Tones {
        let (light, dark, shine, shade) = match self {
            Self::Gold => (0x9c_6a08, 0x5e_3204, 0xf9_d978, 0xa2_6a12),
            Self::Copper => (0xc2_501a, 0x7c_210f, 0xf9_b384, 0x9a_3d13),
            Self::Crimson => (0xd0_304a, 0x72_0c34, 0xf8_a3a8, 0x94_1a3c),
            Self::Rose => (0xc2_3b7f, 0x63_1351, 0xf5_a9cf, 0x8f_2266),
            Self::Violet => (0x8e_4ccf, 0x3b_1c82, 0xd3_b5f7, 0x5b_309f),
            Self::Indigo => (0x55_60d6, 0x25_2a85, 0xb4_bef8, 0x36_3fa3),
            Self::Blue => (0x1c_74c8, 0x12_3a80, 0x9c_d0f7, 0x17_5299),
            Self::Teal => (0x0a_7d80, 0x06_3f55, 0x8f_dcd8, 0x0b_5a69),
            Self::Green => (0x1f_7f47, 0x0b_4035, 0x9f_dfb1, 0x16_5c40),
            Self::Moss => (0x66_791a, 0x34_4409, 0xd6_e08a, 0x53_6412),
            Self::Slate => (0x5a_6d80, 0x26_3242, 0xcf_d9e3, 0x44_5468),
            // The one whose rim is another metal: midnight in gold.
            Self::Night => (0x34_4566, 0x0f_182c, 0xf3_d68a, 0x96_6f24),
        };
        Tones {
            light: Rgb::hex(light),
            dark: Rgb::hex(dark),
            shine: Rgb::hex(shine),
            shade: Rgb::hex(shade),
        }
    }
}
