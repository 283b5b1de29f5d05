//! Baking: what goes in comes out, nothing else changes, and no image can do harm.

use std::io::Write as _;

use credentials::baking::Version::{OpenBadges2, OpenBadges3};
use credentials::baking::{Baked, BakingError, Version, bake, bake_png, bake_svg, extract};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

const JWS: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6InVybjp1dWlkOjEifQ.c2lnbmF0dXJl";
const URL: &str = "https://example.org/assertions/1?a=b&c=<d>";
const SVG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ours --><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 1 1'>\n  <title>É &amp; ö</title><rect width=\"1\" height=\"1\"/>\n</svg>\n";

fn crc(bytes: &[u8]) -> u32 {
    // Bit by bit from PNG appendix D, not the library that the code under test uses.
    !bytes.iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
        crc
    })
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut whole = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    whole.extend_from_slice(kind);
    whole.extend_from_slice(data);
    let crc = crc(&whole[4..]);
    whole.extend_from_slice(&crc.to_be_bytes());
    whole
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

const HEADER: [u8; 13] = [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];

/// A PNG of one red pixel, with more chunks before its pixels.
fn png_with(extra: &[Vec<u8>]) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &HEADER));
    png.extend(extra.concat());
    png.extend(chunk(b"IDAT", &deflate(&[0, 255, 0, 0])));
    png.extend(chunk(b"IEND", &[]));
    png
}

fn payload_of(image: &[u8]) -> String {
    let [baked] = &extract(image).unwrap()[..] else {
        panic!("one credential expected")
    };
    baked.payload.clone()
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack
        .windows(needle.len())
        .filter(|window| *window == needle)
        .count()
}

#[rstest]
#[case::json_2(
    OpenBadges2,
    r#"{"id":"https://example.org/1","n":"é ]]> <x> & \u0000"}"#
)]
#[case::json_3(OpenBadges3, r#"{"a":["]]>","]]]]>>"]}"#)]
#[case::jws_2(OpenBadges2, JWS)]
#[case::jwt_3(OpenBadges3, JWS)]
#[case::address(OpenBadges2, URL)]
fn what_is_baked_comes_out_of_both_kinds_of_image(#[case] version: Version, #[case] payload: &str) {
    for image in [png_with(&[]), SVG.as_bytes().to_vec(), b"<svg/>".to_vec()] {
        assert_eq!(extract(&image).unwrap(), []);
        let baked = bake(&image, version, payload).unwrap();
        let expected = Baked {
            version,
            payload: payload.to_owned(),
        };
        assert_eq!(extract(&baked).unwrap(), [expected]);
        assert_eq!(
            bake(&baked, version, payload).unwrap(),
            baked,
            "baking again changes nothing"
        );
    }
}

#[test]
fn a_png_keeps_every_other_chunk_and_holds_one_plain_itxt_after_its_header() {
    let text = chunk(b"tEXt", b"Comment\0made by hand");
    let image = png_with(std::slice::from_ref(&text));
    let baked = bake_png(&image, OpenBadges3, JWS).unwrap();
    let mut body = b"openbadgecredential\0\0\0\0\0".to_vec();
    body.extend_from_slice(JWS.as_bytes());
    assert_eq!(baked, png_with(&[chunk(b"iTXt", &body), text]));
}

#[test]
fn a_png_may_carry_both_versions_and_each_is_replaced_alone() {
    let first = bake_png(&png_with(&[]), OpenBadges2, URL).unwrap();
    let both = bake_png(&first, OpenBadges3, JWS).unwrap();
    let both = bake_png(&both, OpenBadges2, "https://example.org/2").unwrap();
    let found: Vec<_> = extract(&both)
        .unwrap()
        .into_iter()
        .map(|b| (b.version, b.payload))
        .collect();
    assert_eq!(
        found,
        [
            (OpenBadges3, JWS.to_owned()),
            (OpenBadges2, "https://example.org/2".to_owned())
        ]
    );
    assert_eq!(count(&both, b"iTXt"), 2);
}

#[test]
fn old_and_compressed_text_chunks_are_read_and_replaced() {
    let plain = [b"openbadges\0".as_slice(), URL.as_bytes()].concat();
    let compressed = [b"openbadges\0\0".as_slice(), &deflate(URL.as_bytes())].concat();
    let international = [
        b"openbadges\0\x01\0nl\0x\0".as_slice(),
        &deflate(URL.as_bytes()),
    ]
    .concat();
    for old in [
        chunk(b"tEXt", &plain),
        chunk(b"zTXt", &compressed),
        chunk(b"iTXt", &international),
    ] {
        let image = png_with(&[old]);
        assert_eq!(payload_of(&image), URL);
        let baked = bake_png(&image, OpenBadges2, JWS).unwrap();
        assert_eq!(payload_of(&baked), JWS);
        assert_eq!(baked, bake_png(&png_with(&[]), OpenBadges2, JWS).unwrap());
    }
}

#[test]
fn a_compression_bomb_stops_at_the_limit() {
    let bomb = [
        b"openbadges\0\0".as_slice(),
        &deflate(&vec![b'a'; 64 * 1024 * 1024]),
    ]
    .concat();
    assert_eq!(
        extract(&png_with(&[chunk(b"zTXt", &bomb)])),
        Err(BakingError::PayloadTooLarge)
    );
}

#[test]
fn a_damaged_png_is_refused_with_a_reason() {
    let good = bake_png(&png_with(&[]), OpenBadges2, URL).unwrap();
    for length in 8..good.len() {
        assert!(
            matches!(extract(&good[..length]), Err(BakingError::Truncated { .. })),
            "cut off at {length}"
        );
    }
    for at in 12..good.len() {
        let mut broken = good.clone();
        broken[at] ^= 0x20;
        assert!(extract(&broken).is_err(), "one bit wrong at {at}");
    }
    let mut oversized = good;
    oversized[8..12].copy_from_slice(&[0x80, 0, 0, 0]);
    assert_eq!(
        extract(&oversized),
        Err(BakingError::ChunkTooLong {
            at: 8,
            length: 0x8000_0000
        })
    );
    assert_eq!(
        extract(&[b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IEND", &[])].concat()),
        Err(BakingError::MalformedPng {
            at: 8,
            reason: "it doesn't begin with its header"
        })
    );
    let badge = chunk(b"tEXt", b"openbadges\0https://example.org/1");
    assert_eq!(
        extract(&png_with(&[badge.clone(), badge])),
        Err(BakingError::Repeated(OpenBadges2))
    );
}

#[test]
fn a_signed_or_hosted_credential_stands_first_in_an_svg_and_nothing_else_changes() {
    let baked = String::from_utf8(bake_svg(SVG.as_bytes(), OpenBadges3, JWS).unwrap()).unwrap();
    let declaration = " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"";
    let element = format!("<openbadges:credential verify=\"{JWS}\"></openbadges:credential>");
    assert!(baked.contains(&format!("viewBox='0 0 1 1'>{element}\n  <title>")));
    assert_eq!(baked.replace(declaration, "").replace(&element, ""), SVG);

    let assertion = json!({"id": URL, "type": "Assertion"}).to_string();
    let baked =
        String::from_utf8(bake_svg(baked.as_bytes(), OpenBadges2, &assertion).unwrap()).unwrap();
    let declaration = " xmlns:openbadges=\"http://openbadges.org\"";
    let address = "https://example.org/assertions/1?a=b&amp;c=&lt;d&gt;";
    let element = format!(
        "<openbadges:assertion verify=\"{address}\"><![CDATA[{assertion}]]></openbadges:assertion>"
    );
    assert_eq!(
        baked.replace(declaration, "").replace(&element, ""),
        SVG,
        "the 3.0 credential is gone, since the prefix stands for 2.0 now"
    );
}

#[test]
fn characters_that_xml_cannot_hold_change_their_spelling_only() {
    let json = "{\r\n\"a\": \"\u{fffe}\u{ffff}\"\r}";
    let payload = payload_of(&bake_svg(SVG.as_bytes(), OpenBadges3, json).unwrap());
    assert_eq!(payload, "{\n\"a\": \"\\ufffe\\uffff\"\n}");
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parse(&payload), parse(json));
}

#[test]
fn a_prefixed_root_and_a_byte_order_mark_survive() {
    let svg = "\u{feff}<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"/>";
    let baked = String::from_utf8(bake_svg(svg.as_bytes(), OpenBadges2, JWS).unwrap()).unwrap();
    assert_eq!(
        baked,
        format!(
            "\u{feff}<s:svg xmlns:openbadges=\"http://openbadges.org\" xmlns:s=\"http://www.w3.org/2000/svg\"><openbadges:assertion verify=\"{JWS}\"></openbadges:assertion></s:svg>"
        )
    );
}

#[rstest]
#[case::text_and_references(
    "<svg xmlns:o=\"http://openbadges.org\"><g><o:assertion>{&quot;a&quot;:&#34;&amp;&#x22;}</o:assertion></g></svg>",
    "{\"a\":\"&\"}"
)]
#[case::own_declaration(
    "<svg><assertion xmlns=\"http://openbadges.org/\" verify=' https://example.org/1 '/></svg>",
    "https://example.org/1"
)]
#[case::no_declaration(
    "<svg><openbadges:assertion verify='https://example.org/1'/></svg>",
    "https://example.org/1"
)]
#[case::body_beside_address(
    "<svg xmlns:openbadges=\"http://openbadges.org\"><openbadges:assertion verify='https://example.org/1'>\n<![CDATA[\n{} ]]>\n</openbadges:assertion></svg>",
    "{}"
)]
fn badges_of_other_bakers_are_read(#[case] svg: &str, #[case] payload: &str) {
    assert_eq!(payload_of(svg.as_bytes()), payload);
    let baked = bake_svg(svg.as_bytes(), OpenBadges2, JWS).unwrap();
    assert_eq!(payload_of(&baked), JWS, "the old one is replaced");
}

#[test]
fn a_body_beside_a_signature_is_not_what_was_signed() {
    let svg = format!(
        "<svg xmlns:openbadges=\"http://openbadges.org\"><openbadges:assertion verify=\"{JWS}\">{{\"id\":\"urn:uuid:2\"}}</openbadges:assertion></svg>"
    );
    assert_eq!(payload_of(svg.as_bytes()), JWS);
}

#[rstest]
#[case::doctype("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\"><svg/>")]
#[case::internal_subset("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>")]
#[case::undefined_entity("<svg>&a;</svg>")]
fn document_types_and_entities_are_refused(#[case] svg: &str) {
    assert_eq!(extract(svg.as_bytes()), Err(BakingError::Entities));
    assert_eq!(
        bake_svg(svg.as_bytes(), OpenBadges3, JWS),
        Err(BakingError::Entities)
    );
}

#[rstest]
#[case::unclosed("<svg><g>")]
#[case::wrong_end("<svg><g></svg></g>")]
#[case::two_roots("<svg/><svg/>")]
#[case::text_after("<svg/>text")]
#[case::attribute_twice("<svg><g a='1' a='2'/></svg>")]
#[case::entity_in_attribute("<svg a='&b;'/>")]
#[case::nested(
    "<svg xmlns:openbadges=\"http://openbadges.org\"><openbadges:assertion><g/></openbadges:assertion></svg>"
)]
fn a_malformed_svg_is_refused(#[case] svg: &str) {
    assert!(
        matches!(
            extract(svg.as_bytes()),
            Err(BakingError::MalformedSvg { .. })
        ),
        "{svg}"
    );
    assert!(bake_svg(svg.as_bytes(), OpenBadges3, JWS).is_err());
}

#[test]
fn an_empty_badge_element_is_an_error_not_a_missing_badge() {
    let svg = b"<svg xmlns:openbadges=\"http://openbadges.org\"><openbadges:assertion/></svg>";
    assert!(matches!(
        extract(svg),
        Err(BakingError::MalformedSvg { .. })
    ));
}

#[test]
fn a_prefix_that_stands_for_something_else_is_not_taken() {
    let svg = b"<svg xmlns:openbadges=\"urn:other\"/>";
    assert_eq!(
        bake_svg(svg, OpenBadges3, JWS),
        Err(BakingError::PrefixTaken {
            namespace: "urn:other".to_owned()
        })
    );
}

#[rstest]
#[case::jpeg(b"\xff\xd8\xff\xe0".as_slice(), BakingError::NotAnImage)]
#[case::html(b"<html/>".as_slice(), BakingError::NotAnImage)]
#[case::empty(b"".as_slice(), BakingError::NotAnImage)]
#[case::utf_16(b"<\xff".as_slice(), BakingError::NotUtf8)]
#[case::latin(b"<?xml version='1.0' encoding='ISO-8859-1'?><svg/>".as_slice(), BakingError::NotUtf8)]
fn other_things_are_told_apart(#[case] bytes: &[u8], #[case] error: BakingError) {
    assert_eq!(extract(bytes), Err(error));
}

#[test]
fn only_credentials_of_the_version_are_baked() {
    let cases = [
        (OpenBadges3, URL),
        (OpenBadges2, "hello"),
        (OpenBadges3, "[1]"),
        (OpenBadges2, ""),
    ];
    for (version, payload) in cases {
        for image in [png_with(&[]), SVG.as_bytes().to_vec()] {
            let result = bake(&image, version, payload);
            assert!(matches!(result, Err(BakingError::Payload(_))), "{payload}");
        }
    }
    let long = json!({"long": "a".repeat(credentials::baking::MAX_PAYLOAD)}).to_string();
    assert_eq!(
        bake(&png_with(&[]), OpenBadges3, &long),
        Err(BakingError::PayloadTooLarge)
    );
}

fn any_version() -> impl Strategy<Value = Version> {
    prop_oneof![Just(OpenBadges2), Just(OpenBadges3)]
}

/// JSON with every character that XML could trip over; U+FFFE and U+FFFF are the two that
/// can't stand in XML and change their spelling.
fn any_payload() -> impl Strategy<Value = String> {
    let text = prop_oneof!["[^\u{fffe}\u{ffff}]{0,40}", "[\\]\\[><&'\"\\r\\n]{0,12}"];
    prop_oneof![
        4 => (text.clone(), text).prop_map(|(key, value)| json!({key: value}).to_string()),
        1 => Just(JWS.to_owned()),
    ]
}

proptest! {
    #[test]
    fn any_credential_survives_in_a_png(version in any_version(), payload in any_payload(), other in any_payload()) {
        let image = png_with(&[chunk(b"tEXt", b"Comment\0x")]);
        let baked = bake(&image, version, &payload).unwrap();
        prop_assert_eq!(payload_of(&baked), payload.as_str());
        let again = bake(&bake(&image, version, &other).unwrap(), version, &payload).unwrap();
        prop_assert_eq!(again, baked);
    }

    #[test]
    fn any_credential_survives_in_an_svg(version in any_version(), payload in any_payload(), before in any_version(), other in any_payload()) {
        let baked = bake(SVG.as_bytes(), version, &payload).unwrap();
        prop_assert_eq!(payload_of(&baked), payload.as_str());
        let again = bake(&bake(SVG.as_bytes(), before, &other).unwrap(), version, &payload).unwrap();
        prop_assert_eq!(again, baked);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = extract(&bytes);
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &HEADER), &bytes].concat();
        let _ = extract(&png);
        let _ = bake(&png, OpenBadges2, JWS);
        for kind in [b"iTXt", b"tEXt", b"zTXt"] {
            let _ = extract(&png_with(&[chunk(kind, &[b"openbadges\0".as_slice(), &bytes].concat())]));
        }
    }

    #[test]
    fn random_markup_never_panics(parts in prop::collection::vec(prop::sample::select(vec![
        "<svg", "<svg>", "</svg>", "<openbadges:assertion", "</openbadges:assertion>", " verify=", "\"", "'", "/>", ">", "<",
        "<![CDATA[", "]]>", "&amp;", "&#0;", "&", " xmlns:openbadges='http://openbadges.org'", " xmlns=''", "<!--", "-->", "<?xml?>", "é", " ", "=", "x",
    ]), 0..24)) {
        let text = parts.concat();
        for svg in [text.clone(), format!("<svg xmlns:openbadges='http://openbadges.org'>{text}</svg>")] {
            let found = extract(svg.as_bytes());
            // What can be baked can be read again.
            if let Ok(baked) = bake(svg.as_bytes(), OpenBadges3, JWS) {
                prop_assert_eq!(payload_of(&baked), JWS, "{} {:?}", svg, found);
            }
        }
    }
}
