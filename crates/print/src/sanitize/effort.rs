//! How much work a drawing asks of a renderer, counted before it is drawn: in canvases, that is, in how many times over the whole
//! picture is painted. Time itself is not measured here (and a server under load would refuse at random).

use usvg::{Group, Node, Paint, filter::Kind};

use super::SvgError;

/// Painting all of the picture this many times takes some seconds at 1024 pixels, on one core.
const MOST_CANVASES: f64 = 1000.0;
/// Layers (opacity, clip, mask, filter) inside one another: each takes the memory of a picture.
const MOST_NESTED_LAYERS: u32 = 12;
const MOST_FILTER_STEPS: u32 = 32;
const MOST_DASHES: f64 = 100_000.0;
const MOST_NODES: u32 = 100_000;

pub(super) fn check(tree: &usvg::Tree) -> Result<(), SvgError> {
    let canvas = f64::from(tree.size().width()) * f64::from(tree.size().height());
    let mut effort = Effort {
        canvas,
        canvases: 0.0,
        dashes: 0.0,
        filter_steps: 0,
        nodes: 0,
        least_share: 0.0,
    };
    effort.group(tree.root(), 0)
}

struct Effort {
    canvas: f64,
    canvases: f64,
    dashes: f64,
    filter_steps: u32,
    nodes: u32,
    least_share: f64,
}

impl Effort {
    fn group(&mut self, group: &Group, layers: u32) -> Result<(), SvgError> {
        let layers = layers + u32::from(group.should_isolate());
        if layers > MOST_NESTED_LAYERS {
            return Err(SvgError::TooSlow("too many layers inside one another"));
        }
        let area = group.abs_layer_bounding_box();
        // A renderer clips layers at some canvases around the picture.
        let share = (f64::from(area.width()) * f64::from(area.height()) / self.canvas).min(25.0);
        if group.should_isolate() {
            let passes =
                1 + u32::from(group.mask().is_some()) + u32::from(group.clip_path().is_some());
            self.paint(share * f64::from(passes))?;
        }
        for filter in group.filters() {
            for primitive in filter.primitives() {
                self.filter_steps += 1;
                let cheap = matches!(
                    primitive.kind(),
                    Kind::Blend(_)
                        | Kind::ColorMatrix(_)
                        | Kind::ComponentTransfer(_)
                        | Kind::Composite(_)
                        | Kind::DropShadow(_)
                        | Kind::Flood(_)
                        | Kind::GaussianBlur(_)
                        | Kind::Merge(_)
                        | Kind::Offset(_)
                );
                if !cheap {
                    return Err(SvgError::TooSlow(
                        "it uses filters other than blur, shadow, offset and colour",
                    ));
                }
                if self.filter_steps > MOST_FILTER_STEPS {
                    return Err(SvgError::TooSlow("too many filters"));
                }
                self.paint(4.0 * share)?;
            }
        }
        let mut clip = group.clip_path();
        while let Some(path) = clip {
            self.inside(path.root(), layers)?;
            clip = path.clip_path();
        }
        let mut mask = group.mask();
        while let Some(outer) = mask {
            self.inside(outer.root(), layers)?;
            mask = outer.mask();
        }
        group
            .children()
            .iter()
            .try_for_each(|node| self.node(node, layers))
    }

    /// A drawing that others refer to is scaled to where it is used, so its own size says little: each shape counts as a tenth of
    /// the picture at least.
    fn inside(&mut self, root: &Group, layers: u32) -> Result<(), SvgError> {
        let outer = std::mem::replace(&mut self.least_share, 0.1);
        let checked = self.group(root, layers);
        self.least_share = outer;
        checked
    }

    fn node(&mut self, node: &Node, layers: u32) -> Result<(), SvgError> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(SvgError::TooComplex {
                limit: u64::from(MOST_NODES),
            });
        }
        match node {
            Node::Group(group) => self.group(group, layers),
            Node::Text(text) => self.group(text.flattened(), layers),
            Node::Image(_) => self.paint(self.share(node)),
            Node::Path(path) => {
                self.paint(self.share(node) + 0.001 * path.data().len() as f64 / 100.0)?;
                if let Some(stroke) = path.stroke() {
                    if let Some(dashes) = stroke.dasharray() {
                        let period: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
                        self.dashes += dashes.len() as f64 * length(path.data()) / period.max(1e-9);
                        if self.dashes > MOST_DASHES {
                            return Err(SvgError::TooSlow("too many dashes in its lines"));
                        }
                    }
                    self.paint_server(stroke.paint(), layers)?;
                }
                path.fill()
                    .map_or(Ok(()), |fill| self.paint_server(fill.paint(), layers))
            }
        }
    }

    fn paint_server(&mut self, paint: &Paint, layers: u32) -> Result<(), SvgError> {
        match paint {
            Paint::Color(_) => Ok(()),
            Paint::LinearGradient(_) | Paint::RadialGradient(_) => self.paint(0.01),
            Paint::Pattern(pattern) => {
                if layers >= MOST_NESTED_LAYERS {
                    return Err(SvgError::TooSlow("too many layers inside one another"));
                }
                self.paint(1.0)?;
                self.inside(pattern.root(), layers + 1)
            }
        }
    }

    /// How much of the picture a node covers.
    fn share(&self, node: &Node) -> f64 {
        let area = node.abs_stroke_bounding_box();
        (f64::from(area.width()) * f64::from(area.height()) / self.canvas)
            .clamp(self.least_share, 1.0)
    }

    fn paint(&mut self, canvases: f64) -> Result<(), SvgError> {
        self.canvases += if canvases.is_finite() {
            canvases
        } else {
            MOST_CANVASES
        };
        if self.canvases > MOST_CANVASES {
            return Err(SvgError::TooSlow("too many large shapes over one another"));
        }
        Ok(())
    }
}

/// Length along the corners and control points of a path: never less than the path itself.
fn length(path: &usvg::tiny_skia_path::Path) -> f64 {
    path.points()
        .windows(2)
        .map(|pair| f64::from((pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y)))
        .sum()
}
