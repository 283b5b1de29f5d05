//! SVG: read with an XML reader, edited as text at the byte ranges that the reader reports.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};
use serde_json::Value;

use super::{Baked, BakingError, Form, MAX_PAYLOAD, Version, is_web_address};
use crate::jose;

const BYTE_ORDER_MARK: &str = "\u{feff}";
const SVG: &[u8] = b"http://www.w3.org/2000/svg";
/// Two baking libraries write the 2.0 namespace with a slash or with https.
const NAMESPACES: [&str; 5] = [
    "http://openbadges.org",
    "http://openbadges.org/",
    "https://openbadges.org",
    "https://purl.imsglobal.org/ob/v3p0",
    "https://purl.imsglobal.org/ob/v3p0/",
];
const PREFIX: &str = "openbadges";
const DECLARATION: &str = "xmlns:openbadges";

/// Where in the document the things are that baking touches.
struct Layout {
    /// The root's opening tag, from `<` to `>`.
    root: Range<usize>,
    root_name: String,
    root_is_empty: bool,
    /// The value of the root's `xmlns:openbadges`, without quotes.
    declaration: Option<Range<usize>>,
    credentials: Vec<Found>,
}

struct Found {
    range: Range<usize>,
    version: Version,
    verify: Option<String>,
    text: String,
}

pub(super) fn extract(image: &[u8]) -> Result<Vec<Baked>, BakingError> {
    let layout = layout(decode(image)?)?;
    layout
        .credentials
        .into_iter()
        .map(|found| {
            let text = found.text.trim();
            // A signed assertion is its signature; a body beside it would be unsigned.
            let payload = match found.verify {
                Some(verify) if text.is_empty() || jose::looks_like_token(verify.trim()) => {
                    verify.trim().to_owned()
                }
                _ if text.is_empty() => {
                    return Err(BakingError::MalformedSvg {
                        at: found.range.start,
                        reason: "the badge element is empty".to_owned(),
                    });
                }
                _ => text.to_owned(),
            };
            Ok(Baked {
                version: found.version,
                payload,
            })
        })
        .collect()
}

pub(super) fn bake(
    image: &[u8],
    version: Version,
    form: Form,
    payload: &str,
) -> Result<Vec<u8>, BakingError> {
    let svg = decode(image)?;
    let layout = layout(svg)?;
    let namespace = namespace(version);

    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    match layout.declaration {
        Some(value) if !NAMESPACES.contains(&&svg[value.clone()]) => {
            return Err(BakingError::PrefixTaken {
                namespace: svg[value].to_owned(),
            });
        }
        Some(value) => edits.push((value, namespace.to_owned())),
        None => {
            let after_name = layout.root.start + 1 + layout.root_name.len();
            edits.push((
                after_name..after_name,
                format!(" {DECLARATION}=\"{namespace}\""),
            ));
        }
    }
    let element = element(version, form, payload);
    if layout.root_is_empty {
        let slash = layout.root.end - 2..layout.root.end;
        edits.push((slash, format!(">{element}</{}>", layout.root_name)));
    } else {
        edits.push((layout.root.end..layout.root.end, element));
    }
    edits.extend(
        layout
            .credentials
            .into_iter()
            .map(|old| (old.range, String::new())),
    );

    // In order of the document; at the root's end the new element precedes an old one that is
    // removed, which a stable sort by start keeps.
    edits.sort_by_key(|(range, _)| range.start);
    let mut baked = Vec::with_capacity(image.len() + payload.len() + 128);
    let skipped = image.len() - svg.len();
    baked.extend_from_slice(&image[..skipped]);
    let mut done = 0;
    for (range, replacement) in edits {
        baked.extend_from_slice(&svg.as_bytes()[done..range.start]);
        baked.extend_from_slice(replacement.as_bytes());
        done = range.end;
    }
    baked.extend_from_slice(&svg.as_bytes()[done..]);
    Ok(baked)
}

fn namespace(version: Version) -> &'static str {
    match version {
        Version::OpenBadges2 => "http://openbadges.org",
        Version::OpenBadges3 => "https://purl.imsglobal.org/ob/v3p0",
    }
}

fn element(version: Version, form: Form, payload: &str) -> String {
    let name = match version {
        Version::OpenBadges2 => "openbadges:assertion",
        Version::OpenBadges3 => "openbadges:credential",
    };
    let verify = match form {
        Form::CompactJws | Form::Url => Some(payload.to_owned()),
        Form::Json if version == Version::OpenBadges2 => hosted_address(payload),
        Form::Json => None,
    };
    let verify = verify.map_or_else(String::new, |value| {
        format!(" verify=\"{}\"", quick_xml::escape::escape(value.as_str()))
    });
    match form {
        Form::CompactJws | Form::Url => format!("<{name}{verify}></{name}>"),
        Form::Json => format!(
            "<{name}{verify}><![CDATA[{}]]></{name}>",
            character_data(payload)
        ),
    }
}

/// The baking specification 2.0 puts the address of a hosted assertion beside its body.
fn hosted_address(assertion: &str) -> Option<String> {
    let assertion: Value = serde_json::from_str(assertion).ok()?;
    let id = assertion.get("id")?.as_str()?;
    is_web_address(id).then(|| id.to_owned())
}

/// JSON as the content of a CDATA section. `]]>` would end it, so it is spread over two.
fn character_data(json: &str) -> String {
    json.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\u{fffe}', "\\ufffe")
        .replace('\u{ffff}', "\\uffff")
        .replace("]]>", "]]]]><![CDATA[>")
}

/// The document without a byte order mark.
fn decode(image: &[u8]) -> Result<&str, BakingError> {
    let text = match str::from_utf8(image) {
        Ok(text) => text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text),
        // What starts like markup was meant as a document.
        Err(_) if image.trim_ascii_start().starts_with(b"<") => return Err(BakingError::NotUtf8),
        Err(_) => return Err(BakingError::NotAnImage),
    };
    if text.trim_start().starts_with('<') {
        Ok(text)
    } else {
        Err(BakingError::NotAnImage)
    }
}

/// Reads the whole document, so that a malformed or dangerous one is refused whatever its
/// credential looks like.
fn layout(svg: &str) -> Result<Layout, BakingError> {
    let mut reader = NsReader::from_str(svg);
    reader.config_mut().check_comments = true;
    let mut layout: Option<Layout> = None;
    let mut depth = 0_usize;
    // The credential element that is being read, and the depth of its content.
    let mut open: Option<(Found, usize)> = None;
    loop {
        let start = position(&reader);
        let (resolved, event) = match reader.read_resolved_event() {
            Ok((resolved, event)) => (Resolved::from(&resolved), event),
            Err(error) => return Err(malformed(start, &error)),
        };
        let end = position(&reader);
        match event {
            Event::DocType(_) => return Err(BakingError::Entities),
            Event::Decl(declaration) => {
                if start != 0 {
                    return Err(malformed(start, &"a second XML declaration"));
                }
                if let Some(encoding) = declaration.encoding() {
                    let encoding = encoding.map_err(|error| malformed(start, &error))?;
                    if !encoding.eq_ignore_ascii_case(b"utf-8")
                        && !encoding.eq_ignore_ascii_case(b"us-ascii")
                    {
                        return Err(BakingError::NotUtf8);
                    }
                }
            }
            Event::GeneralRef(reference) => {
                let predefined = matches!(&*reference, b"amp" | b"lt" | b"gt" | b"quot" | b"apos");
                let character = reference
                    .resolve_char_ref()
                    .map_err(|error| malformed(start, &error))?;
                if depth == 0 {
                    return Err(malformed(start, &"text outside the image"));
                }
                if !predefined && character.is_none() {
                    return Err(BakingError::Entities);
                }
                if let Some((found, _)) = &mut open {
                    let name = String::from_utf8_lossy(&reference);
                    match character {
                        Some(character) => found.text.push(character),
                        None => found.text.push_str(
                            quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default(),
                        ),
                    }
                }
            }
            Event::Text(text) => {
                let text = text
                    .xml10_content()
                    .map_err(|error| malformed(start, &error))?;
                if depth == 0 && !text.trim().is_empty() {
                    return Err(malformed(start, &"text outside the image"));
                }
                if let Some((found, _)) = &mut open {
                    found.text.push_str(&text);
                }
            }
            Event::CData(text) => {
                if depth == 0 {
                    return Err(malformed(start, &"text outside the image"));
                }
                if let Some((found, _)) = &mut open {
                    let text = text
                        .xml10_content()
                        .map_err(|error| malformed(start, &error))?;
                    found.text.push_str(&text);
                }
            }
            Event::Start(tag) | Event::Empty(tag) => {
                let is_empty = svg[..end].ends_with("/>");
                let verify = check_attributes(&tag, start)?;
                if open.is_some() {
                    return Err(malformed(
                        start,
                        &"the badge element contains other elements",
                    ));
                }
                match &layout {
                    None => layout = Some(root(svg, start..end, &tag, &resolved, is_empty)?),
                    Some(_) if depth == 0 => {
                        return Err(malformed(start, &"a second root element"));
                    }
                    Some(_) => {}
                }
                if depth > 0
                    && let Some(version) = credential_element(&tag, &resolved)
                {
                    let text = String::new();
                    open = Some((
                        Found {
                            range: start..end,
                            version,
                            verify,
                            text,
                        },
                        depth + 1,
                    ));
                }
                if !is_empty {
                    depth += 1;
                } else if let (Some((found, _)), Some(layout)) = (open.take(), &mut layout) {
                    layout.credentials.push(found);
                }
            }
            Event::End(_) => {
                if let Some((mut found, _)) = open.take_if(|(_, content)| *content == depth)
                    && let Some(layout) = &mut layout
                {
                    found.range.end = end;
                    layout.credentials.push(found);
                }
                depth = depth.saturating_sub(1);
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        if open
            .as_ref()
            .is_some_and(|(found, _)| found.text.len() > MAX_PAYLOAD)
        {
            return Err(BakingError::PayloadTooLarge);
        }
    }
    if depth > 0 {
        return Err(malformed(
            svg.len(),
            &"it ends before its last element is closed",
        ));
    }
    layout.ok_or(BakingError::NotAnImage)
}

/// [`ResolveResult`] without the borrow of the reader.
enum Resolved {
    Unbound,
    Bound(Vec<u8>),
    Unknown,
}

impl From<&ResolveResult<'_>> for Resolved {
    fn from(result: &ResolveResult<'_>) -> Self {
        match result {
            ResolveResult::Unbound => Self::Unbound,
            ResolveResult::Bound(Namespace(name)) => Self::Bound(name.to_vec()),
            ResolveResult::Unknown(_) => Self::Unknown,
        }
    }
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).expect("a position within a slice in memory")
}

fn malformed(at: usize, reason: &dyn ToString) -> BakingError {
    BakingError::MalformedSvg {
        at,
        reason: reason.to_string(),
    }
}

fn root(
    svg: &str,
    range: Range<usize>,
    tag: &BytesStart<'_>,
    resolved: &Resolved,
    is_empty: bool,
) -> Result<Layout, BakingError> {
    let is_svg = tag.local_name().as_ref() == b"svg"
        && match resolved {
            Resolved::Bound(name) => name == SVG,
            Resolved::Unbound => true,
            Resolved::Unknown => false,
        };
    if !is_svg {
        return Err(BakingError::NotAnImage);
    }
    let root_name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let declaration = attribute_value(&svg[range.clone()], root_name.len() + 1, DECLARATION)
        .map(|value| value.start + range.start..value.end + range.start);
    Ok(Layout {
        root: range,
        root_name,
        root_is_empty: is_empty,
        declaration,
        credentials: Vec::new(),
    })
}

/// Where in an opening tag, which the reader found well-formed, the value of an attribute is.
fn attribute_value(tag: &str, after_name: usize, attribute: &str) -> Option<Range<usize>> {
    let mut at = after_name;
    loop {
        let equals = at + tag.get(at..)?.find('=')?;
        let quote = equals + tag[equals..].find(['"', '\''])?;
        let value = quote + 1;
        let end = value + tag[value..].find(char::from(tag.as_bytes()[quote]))?;
        if tag[at..equals].trim() == attribute {
            return Some(value..end);
        }
        at = end + 1;
    }
}

/// Checks every attribute of a tag; answers the value of `verify`, if there is one.
fn check_attributes(tag: &BytesStart<'_>, at: usize) -> Result<Option<String>, BakingError> {
    let mut verify = None;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| malformed(at, &error))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| malformed(at, &error))?;
        if attribute.key.as_ref() == b"verify" {
            verify = Some(value.into_owned());
        }
    }
    Ok(verify)
}

/// The element's name decides the version; its namespace must be one of the two, or missing
/// under the usual prefix, as some bakers left it.
fn credential_element(tag: &BytesStart<'_>, resolved: &Resolved) -> Option<Version> {
    let known = match resolved {
        Resolved::Bound(name) => NAMESPACES.iter().any(|known| known.as_bytes() == name),
        Resolved::Unknown => tag
            .name()
            .prefix()
            .is_some_and(|prefix| prefix.as_ref() == PREFIX.as_bytes()),
        Resolved::Unbound => false,
    };
    match tag.local_name().as_ref() {
        b"assertion" if known => Some(Version::OpenBadges2),
        b"credential" if known => Some(Version::OpenBadges3),
        _ => None,
    }
}
