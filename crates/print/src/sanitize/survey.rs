//! What an upload is made of, before anything expands it.

use std::collections::{BTreeSet, HashMap};

use quick_xml::{Reader, events::Event};
use usvg::roxmltree::{Document, Node, NodeId, ParsingOptions};

use super::{Lost, SvgError};

/// Elements as they stand in the file.
const MOST_ELEMENTS: usize = 20_000;
/// Parts once every `use`, pattern and mask is written out at each place that refers to it; long attributes and texts count as
/// several.
pub(super) const MOST_PARTS: u64 = 100_000;
/// Depth, references followed.
const DEEPEST: u32 = 96;
const MOST_STYLE_BYTES: usize = 64 * 1024;
const BYTES_PER_PART: u64 = 128;
/// Corners of a path that fit in the attributes of one part: three bytes or more each.
const CORNERS_PER_PART: u64 = 1 + BYTES_PER_PART / 3;
/// Elements that hold a drawing of their own, for others to refer to.
const HAS_CONTENT: [&str; 4] = ["pattern", "marker", "mask", "clipPath"];
const SVG: &str = "http://www.w3.org/2000/svg";

/// Bounds what `svg` (after [`without_prolog`]) may become, and tells what of it can't stay.
pub(super) fn survey(svg: &str) -> Result<BTreeSet<Lost>, SvgError> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 4 * MOST_ELEMENTS as u32,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(svg, options)
        .map_err(|error| SvgError::Malformed(error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || root.tag_name().namespace() != Some(SVG) {
        return Err(SvgError::NotSvg);
    }
    if !has_size(root) {
        return Err(SvgError::NoSize);
    }
    let mut expansion = Expansion::new(&document)?;
    let total = expansion.measure(root, 0)?;
    if total.depth > DEEPEST {
        return Err(SvgError::TooDeep { limit: DEEPEST });
    }
    if total.parts > MOST_PARTS {
        return Err(SvgError::TooComplex { limit: MOST_PARTS });
    }
    Ok(document
        .descendants()
        .filter(Node::is_element)
        .flat_map(losses)
        .collect())
}

/// A `viewBox` with a width and a height, or else both as lengths: what an `<img>` needs to know how large it is.
fn has_size(root: Node<'_, '_>) -> bool {
    if let Some(view_box) = root.attribute("viewBox") {
        let numbers: Option<Vec<f32>> = view_box
            .split([' ', ',', '\t', '\r', '\n'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok())
            .collect();
        return numbers.is_some_and(
            |numbers| matches!(numbers[..], [_, _, width, height] if width > 0.0 && height > 0.0),
        );
    }
    ["width", "height"].iter().all(|side| {
        root.attribute(*side)
            .is_some_and(|value| !value.trim().ends_with('%'))
    })
}

/// Walks the file once without building anything: depth and number of elements are known to be small before a parser that
/// recurses sees it. Cuts the document type (only without declarations of its own) and processing instructions.
pub(super) fn without_prolog(text: &str) -> Result<String, SvgError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut reader = Reader::from_str(text);
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut elements, mut kept_to) = (0_u32, 0_usize, 0_usize);
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader
            .read_event()
            .map_err(|error| SvgError::Malformed(error.to_string()))?;
        let after = reader.buffer_position() as usize;
        match event {
            Event::Start(_) => {
                depth += 1;
                elements += 1;
            }
            Event::Empty(_) => elements += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(declaration) => {
                if declaration.contains(&b'[') {
                    return Err(SvgError::Entities);
                }
                out.push_str(&text[kept_to..before]);
                kept_to = after;
            }
            Event::PI(_) | Event::Decl(_) => {
                out.push_str(&text[kept_to..before]);
                kept_to = after;
            }
            Event::Eof => break,
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::GeneralRef(_) => {}
        }
        if depth > DEEPEST {
            return Err(SvgError::TooDeep { limit: DEEPEST });
        }
        if elements > MOST_ELEMENTS {
            return Err(SvgError::TooComplex {
                limit: MOST_ELEMENTS as u64,
            });
        }
    }
    if elements == 0 {
        return Err(SvgError::NotSvg);
    }
    out.push_str(&text[kept_to..]);
    Ok(out)
}

/// What will not be in the result.
fn losses(element: Node<'_, '_>) -> Vec<Lost> {
    let mut lost = Vec::new();
    let name = element.tag_name().name();
    match name.to_ascii_lowercase().as_str() {
        "script" => lost.push(Lost::Script),
        "foreignobject" | "iframe" | "embed" | "object" | "video" | "audio" => {
            lost.push(Lost::ForeignObject);
        }
        "animate" | "animatemotion" | "animatetransform" | "animatecolor" | "set" | "discard" => {
            lost.push(Lost::Animation);
        }
        "a" => lost.push(Lost::Link),
        "text" => lost.push(Lost::Text),
        "style" => lost.extend(
            element
                .descendants()
                .filter_map(|node| node.text())
                .any(is_outside_css)
                .then_some(Lost::ExternalReference),
        ),
        _ => {}
    }
    for attribute in element.attributes() {
        let (key, value) = (
            attribute.name().to_ascii_lowercase(),
            attribute.value().trim(),
        );
        if key.starts_with("on") {
            lost.push(Lost::EventHandler);
        }
        if (key == "href" || key == "src") && name != "a" {
            let lower = value.get(..11).unwrap_or(value).to_ascii_lowercase();
            if lower.starts_with("javascript:") {
                lost.push(Lost::Script);
            } else if !value.is_empty()
                && !value.starts_with('#')
                && !lower.starts_with("data:image/")
            {
                lost.push(Lost::ExternalReference);
            }
        }
        if key != "href" && is_outside_css(value) {
            lost.push(Lost::ExternalReference);
        }
    }
    lost
}

fn is_outside_css(css: &str) -> bool {
    css.contains("@import")
        || css.contains("@font-face")
        || references(css).any(|target| !target.starts_with('#'))
}

/// The targets of every `url(…)` in a value.
fn references(value: &str) -> impl Iterator<Item = &str> {
    value.split("url(").skip(1).map(|rest| {
        let end = rest.find(')').unwrap_or(rest.len());
        rest[..end].trim().trim_matches(['"', '\''])
    })
}

#[derive(Debug, Clone, Copy)]
struct Measure {
    parts: u64,
    depth: u32,
}

#[derive(Clone, Copy)]
enum State {
    Open,
    Done(Measure),
}

/// How large the drawing gets when each reference is replaced by what it refers to.
struct Expansion<'a, 'input> {
    by_id: HashMap<&'a str, Node<'a, 'input>>,
    rules: Vec<Rule>,
    known: HashMap<NodeId, State>,
}

/// A rule of a style sheet that refers to parts of the drawing.
struct Rule {
    selector: Selector,
    targets: Vec<String>,
}

/// The last simple part of a selector: matches at least every element that the whole selector matches.
enum Selector {
    Class(String),
    Id(String),
    Element(String),
    Any,
}

impl<'a, 'input> Expansion<'a, 'input> {
    fn new(document: &'a Document<'input>) -> Result<Self, SvgError> {
        let elements = || document.descendants().filter(Node::is_element);
        let mut css = String::new();
        for node in elements()
            .filter(|node| node.tag_name().name() == "style")
            .flat_map(|style| style.descendants())
        {
            css.push_str(node.text().filter(|_| node.is_text()).unwrap_or(""));
        }
        if css.len() > MOST_STYLE_BYTES {
            return Err(SvgError::TooComplex {
                limit: MOST_STYLE_BYTES as u64,
            });
        }
        let mut by_id = HashMap::new();
        for element in elements() {
            if let Some(id) = element.attribute("id") {
                by_id.insert(id, element);
            }
        }
        Ok(Self {
            by_id,
            rules: rules(&css),
            known: HashMap::new(),
        })
    }

    fn measure(&mut self, element: Node<'a, 'input>, level: u32) -> Result<Measure, SvgError> {
        if level > DEEPEST {
            return Err(SvgError::TooDeep { limit: DEEPEST });
        }
        match self.known.get(&element.id()) {
            Some(State::Done(measure)) => return Ok(*measure),
            Some(State::Open) => return Err(SvgError::Circular),
            None => {}
        }
        self.known.insert(element.id(), State::Open);
        let attributes: usize = element
            .attributes()
            .map(|attribute| attribute.value().len())
            .sum();
        let text: usize = element
            .children()
            .filter_map(|child| child.text().filter(|_| child.is_text()))
            .map(str::len)
            .sum();
        let mut parts = 1 + attributes as u64 / BYTES_PER_PART + text as u64;
        let (mut times, mut deepest) = (1_u64, 0);
        for child in element.children().filter(Node::is_element) {
            let measure = self.measure(child, level + 1)?;
            parts = parts.saturating_add(measure.parts);
            deepest = deepest.max(measure.depth);
        }
        for target in self.targets(element) {
            let measure = self.measure(target, level + 1)?;
            deepest = deepest.max(measure.depth);
            // Everything inside an element may be painted with the pattern that the element names. A marker even stands on each
            // corner of a path.
            match target.tag_name().name() {
                "pattern" => times = times.saturating_add(measure.parts),
                "marker" => {
                    times = times.saturating_add(measure.parts.saturating_mul(CORNERS_PER_PART));
                }
                _ => parts = parts.saturating_add(measure.parts),
            }
        }
        if times > 1
            && element
                .descendants()
                .skip(1)
                .any(|inner| HAS_CONTENT.contains(&inner.tag_name().name()))
        {
            // Patterns and masks inherit from where they stand: that would multiply what was counted for them.
            return Err(SvgError::TooComplex { limit: MOST_PARTS });
        }
        let parts = parts.saturating_mul(times);
        let measure = Measure {
            parts,
            depth: deepest + 1,
        };
        self.known.insert(element.id(), State::Done(measure));
        Ok(measure)
    }

    /// The elements that `element` refers to, from its attributes and from style sheets.
    fn targets(&self, element: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
        let mut found = Vec::new();
        let mut add = |target: &str| {
            if let Some(node) = target.strip_prefix('#').and_then(|id| self.by_id.get(id)) {
                found.push(*node);
            }
        };
        for attribute in element.attributes() {
            if attribute.name() == "href" {
                add(attribute.value().trim());
            } else {
                references(attribute.value()).for_each(&mut add);
            }
        }
        for rule in self
            .rules
            .iter()
            .filter(|rule| rule.selector.may_match(element))
        {
            rule.targets.iter().for_each(|target| add(target));
        }
        found
    }
}

impl Selector {
    fn may_match(&self, element: Node<'_, '_>) -> bool {
        match self {
            Self::Any => true,
            Self::Class(class) => element
                .attribute("class")
                .is_some_and(|all| all.split_whitespace().any(|one| one == class)),
            Self::Id(id) => element.attribute("id") == Some(id),
            Self::Element(name) => element.tag_name().name() == name,
        }
    }
}

fn rules(css: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for block in css.split('}') {
        let Some((selectors, body)) = block.rsplit_once('{') else {
            continue;
        };
        let targets: Vec<String> = references(body).map(str::to_owned).collect();
        if targets.is_empty() {
            continue;
        }
        for selector in selectors.split(',') {
            rules.push(Rule {
                selector: last_simple(selector),
                targets: targets.clone(),
            });
        }
    }
    rules
}

fn last_simple(selector: &str) -> Selector {
    let last = selector
        .split([' ', '>', '+', '~', '\n', '\t', '\r'])
        .rfind(|part| !part.is_empty())
        .unwrap_or("*");
    let plain = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    match (last.strip_prefix('.'), last.strip_prefix('#')) {
        (Some(class), _) if plain(class) => Selector::Class(class.to_owned()),
        (_, Some(id)) if plain(id) => Selector::Id(id.to_owned()),
        _ if plain(last) => Selector::Element(last.to_owned()),
        _ => Selector::Any,
    }
}
