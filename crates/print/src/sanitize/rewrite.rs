//! The last word on what may stand in an accepted SVG: a list of elements, a list of attributes, and what their values may be.

use std::collections::BTreeSet;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Lost, SvgError};
use crate::typeset::escape;

const ELEMENTS: &[&str] = &[
    "svg",
    "defs",
    "g",
    "path",
    "image",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "clipPath",
    "mask",
    "filter",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feFuncR",
    "feFuncG",
    "feFuncB",
    "feFuncA",
    "feComposite",
    "feDropShadow",
    "feFlood",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feOffset",
];

const ATTRIBUTES: &[&str] = &[
    "id",
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "fx",
    "fy",
    "fr",
    "dx",
    "dy",
    "in",
    "in2",
    "k1",
    "k2",
    "k3",
    "k4",
    "width",
    "height",
    "viewBox",
    "preserveAspectRatio",
    "transform",
    "fill",
    "fill-rule",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "opacity",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "mask",
    "mask-type",
    "maskUnits",
    "maskContentUnits",
    "filter",
    "filterUnits",
    "primitiveUnits",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "offset",
    "stop-color",
    "stop-opacity",
    "patternUnits",
    "patternContentUnits",
    "patternTransform",
    "paint-order",
    "shape-rendering",
    "image-rendering",
    "visibility",
    "display",
    "flood-color",
    "flood-opacity",
    "color-interpolation-filters",
    "result",
    "mode",
    "type",
    "values",
    "tableValues",
    "slope",
    "intercept",
    "amplitude",
    "exponent",
    "operator",
    "stdDeviation",
    "edgeMode",
    "color-interpolation",
];

/// The namespaces that may be declared, with the prefix they go by.
const NAMESPACES: [(&str, &str); 2] = [
    ("xmlns", "http://www.w3.org/2000/svg"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
];

const PNG: &str = "data:image/png;base64,";

/// Writes `svg` (from usvg) anew with listed elements and attributes only, and a `viewBox` on the root.
pub(super) fn rewrite(svg: &str, lost: &mut BTreeSet<Lost>) -> Result<String, SvgError> {
    let mut out = String::with_capacity(svg.len());
    let mut open: Vec<String> = Vec::new();
    let mut reader = Reader::from_str(svg);
    loop {
        match reader.read_event().map_err(not_clean)? {
            Event::Start(tag) => {
                open.push(start(&mut out, &tag, open.is_empty(), lost)?);
                out.push('>');
            }
            Event::Empty(tag) => {
                start(&mut out, &tag, open.is_empty(), lost)?;
                out.push_str("/>");
            }
            Event::End(_) => {
                let name = open.pop().ok_or_else(|| not_clean("unbalanced"))?;
                out.push_str(&format!("</{name}>"));
            }
            Event::Eof => break,
            // Nothing in a drawing of shapes is said in text.
            _ => {}
        }
    }
    Ok(out)
}

fn start(
    out: &mut String,
    tag: &BytesStart<'_>,
    is_root: bool,
    lost: &mut BTreeSet<Lost>,
) -> Result<String, SvgError> {
    let name = element_name(tag)?;
    out.push('<');
    out.push_str(&name);
    let (mut size, mut has_view_box) = ([String::new(), String::new()], false);
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(not_clean)?;
        let key = std::str::from_utf8(attribute.key.as_ref()).map_err(not_clean)?;
        let mut value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(not_clean)?;
        match key {
            "width" => size[0] = value.to_string(),
            "height" => size[1] = value.to_string(),
            "viewBox" => has_view_box = true,
            // usvg writes blending as a style, which no page of ours would apply.
            "style" => {
                if value.contains("mix-blend-mode") && !value.contains("mix-blend-mode:normal") {
                    lost.insert(Lost::BlendMode);
                }
                continue;
            }
            // usvg writes a blank where RFC 2397 knows none.
            "xlink:href" => value = value.replacen("base64, ", "base64,", 1).into(),
            _ => {}
        }
        if attribute_is_clean(&name, key, &value) {
            out.push_str(&format!(r#" {key}="{}""#, escape(&value)));
        }
    }
    if is_root && !has_view_box {
        out.push_str(&format!(r#" viewBox="0 0 {} {}""#, size[0], size[1]));
    }
    Ok(name)
}

/// Reads `svg` once more and refuses it when anything in it isn't listed.
pub(super) fn verify(svg: &str) -> Result<(), SvgError> {
    let mut reader = Reader::from_str(svg);
    loop {
        match reader.read_event().map_err(not_clean)? {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = element_name(&tag)?;
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(not_clean)?;
                    let key = std::str::from_utf8(attribute.key.as_ref()).map_err(not_clean)?;
                    let value = attribute
                        .normalized_value(XmlVersion::Implicit1_0)
                        .map_err(not_clean)?;
                    if !attribute_is_clean(&name, key, &value) {
                        return Err(not_clean(format!("{key} on {name}")));
                    }
                }
            }
            Event::End(_) | Event::Decl(_) => {}
            Event::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
            Event::Eof => return Ok(()),
            other => return Err(not_clean(format!("{other:?}"))),
        }
    }
}

fn element_name(tag: &BytesStart<'_>) -> Result<String, SvgError> {
    let name = tag.name();
    let name = std::str::from_utf8(name.as_ref()).map_err(not_clean)?;
    if ELEMENTS.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(not_clean(format!("element {name}")))
    }
}

fn attribute_is_clean(element: &str, key: &str, value: &str) -> bool {
    if let Some((_, namespace)) = NAMESPACES.iter().find(|(prefix, _)| *prefix == key) {
        return value == *namespace;
    }
    if key == "xlink:href" || key == "href" {
        return match element {
            "image" => value.strip_prefix(PNG).is_some_and(|data| {
                data.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
            }),
            _ => value.starts_with('#'),
        };
    }
    if !ATTRIBUTES.contains(&key) {
        return false;
    }
    // The only thing with a colon, a slash or a backslash would be an address; the only function that reaches out is url().
    let inside = value
        .split("url(")
        .skip(1)
        .all(|target| target.starts_with('#'));
    inside && (key == "id" || !value.contains([':', '\\', '/', '@', '<', '&']))
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err wants")]
fn not_clean(reason: impl ToString) -> SvgError {
    SvgError::NotClean(reason.to_string())
}
