//! What this crate promises, by looking at the bytes it makes.

mod designer;
mod hostile_svg;
mod pictures;
mod preview;
mod qr;
mod sources;
mod svg_bombs;

use image::RgbaImage;

fn pixels(png: &[u8]) -> RgbaImage {
    image::load_from_memory_with_format(png, image::ImageFormat::Png)
        .expect("a PNG")
        .into_rgba8()
}

/// Names of all elements and attributes of a well-formed SVG.
fn vocabulary(svg: &str) -> (Vec<String>, Vec<String>) {
    let document = usvg::roxmltree::Document::parse(svg).expect("well-formed");
    let elements = document
        .descendants()
        .filter(usvg::roxmltree::Node::is_element);
    let names = elements
        .clone()
        .map(|element| element.tag_name().name().to_owned())
        .collect();
    let attributes = elements
        .flat_map(|element| element.attributes())
        .map(|attribute| attribute.name().to_owned())
        .collect();
    (names, attributes)
}
