use print::{
    qr,
    raster::{RasterOptions, png_from_svg},
};

use crate::{pixels, vocabulary};

fn read(svg: &str) -> String {
    let picture = pixels(&png_from_svg(svg, 400, RasterOptions::default()).unwrap());
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(400, 400, |x, y| {
        picture.get_pixel(x as u32, y as u32)[0]
    });
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn a_code_is_read_back_by_a_reader() {
    for url in [
        "https://insigne.example/e/0192f3c48d1e7a3bb5c2",
        "https://insigne.example/verify?lang=nl&id=did%3Aweb%3Ainsigne.example%3Aissuers%3Acsw#2026",
        "https://voorbeeld.nl/één",
    ] {
        assert_eq!(read(&qr::svg(url, None).unwrap()), url);
    }
}

#[test]
fn a_code_has_a_name_or_is_hidden_and_no_style() {
    let named = qr::svg(
        "https://insigne.example/",
        Some(r#"Controleer <"Hoogbegaafd"> & meer"#),
    )
    .unwrap();
    let document = usvg::roxmltree::Document::parse(&named).unwrap();
    assert_eq!(document.root_element().attribute("role"), Some("img"));
    assert_eq!(
        document
            .root_element()
            .first_element_child()
            .unwrap()
            .text(),
        Some(r#"Controleer <"Hoogbegaafd"> & meer"#)
    );
    let hidden = qr::svg("https://insigne.example/", None).unwrap();
    assert!(hidden.contains(r#"aria-hidden="true""#) && !hidden.contains("<title>"));
    for svg in [named, hidden] {
        assert!(!vocabulary(&svg).1.contains(&"style".to_owned()));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    assert!(qr::svg(&"a".repeat(2331), None).is_ok());
    assert_eq!(qr::svg(&"a".repeat(2332), None).unwrap_err().bytes, 2332);
    assert!(qr::svg("", None).is_err());
}
