//! The icons a badge can carry: Lucide's, by Lucide's names (`data/icons/ORIGIN.md`).

use serde::{Deserialize, Serialize};

macro_rules! icons {
    ($($variant:ident => $name:literal,)+) => {
        /// A line icon on a 24 × 24 grid. Designs are stored by [`name`](Self::name), so a name never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Icon {
            $($variant,)+
        }

        impl Icon {
            /// All of them, kindred ones together.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable kebab-case name, the same as in JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            const fn file(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../data/icons/", $name, ".svg")),)+
                }
            }
        }
    };
}

icons! {
    Lightbulb => "lightbulb",
    Brain => "brain",
    BookOpen => "book-open",
    GraduationCap => "graduation-cap",
    School => "school",
    Presentation => "presentation",
    Languages => "languages",
    MessageCircle => "message-circle",
    Users => "users",
    Handshake => "handshake",
    HandHeart => "hand-heart",
    Baby => "baby",
    Accessibility => "accessibility",
    HeartPulse => "heart-pulse",
    Stethoscope => "stethoscope",
    Pill => "pill",
    Dna => "dna",
    Microscope => "microscope",
    FlaskConical => "flask-conical",
    Atom => "atom",
    Telescope => "telescope",
    Calculator => "calculator",
    ChartLine => "chart-line",
    Database => "database",
    Code => "code",
    Cpu => "cpu",
    ShieldCheck => "shield-check",
    Globe => "globe",
    Compass => "compass",
    Rocket => "rocket",
    Leaf => "leaf",
    Sprout => "sprout",
    Tractor => "tractor",
    Recycle => "recycle",
    Sun => "sun",
    Zap => "zap",
    Wrench => "wrench",
    Hammer => "hammer",
    HardHat => "hard-hat",
    Truck => "truck",
    Ship => "ship",
    ChefHat => "chef-hat",
    Scissors => "scissors",
    Scale => "scale",
    Landmark => "landmark",
    Briefcase => "briefcase",
    Coins => "coins",
    Megaphone => "megaphone",
    Palette => "palette",
    Music => "music",
    Camera => "camera",
    Theater => "theater",
    Film => "film",
    Puzzle => "puzzle",
    Target => "target",
    Trophy => "trophy",
    Mountain => "mountain",
    PawPrint => "paw-print",
}

impl Icon {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|icon| icon.name() == name)
    }

    /// The drawing without its `<svg>` element: shapes on a 24 × 24 grid that take stroke and fill from around them.
    pub fn shapes(self) -> String {
        let file = self.file();
        let inner = file
            .find("<svg")
            .and_then(|svg| file[svg..].find('>').map(|end| svg + end + 1))
            .and_then(|start| file.rfind("</svg>").map(|end| &file[start..end]))
            .expect("an icon is one svg element; a test reads every file");
        inner.lines().map(str::trim).collect()
    }
}
