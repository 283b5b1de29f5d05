use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::bitstring::{BitstringError, LENGTH, StatusList};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

#[test]
fn entry_zero_is_the_left_most_bit() {
    let mut list = StatusList::new();
    list.set(0, true).unwrap();
    list.set(9, true).unwrap();
    assert_eq!(list.as_bytes()[..2], [0x80, 0x40]);
    assert_eq!(list.len(), LENGTH);
    assert_eq!(list.get(LENGTH), Err(BitstringError::OutOfRange(LENGTH)));
    list.set(0, false).unwrap();
    assert!(!list.get(0).unwrap());
}

/// The example of Bitstring Status List 1.0: 131,072 clear entries.
#[test]
fn reads_the_list_of_the_standard() {
    let list =
        StatusList::decode("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")
            .unwrap();
    assert_eq!(list, StatusList::new());
}

fn zipped(bytes: usize) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..bytes / zeros.len() {
        encoder.write_all(&zeros).unwrap();
    }
    format!("u{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()))
}

#[test]
fn a_bomb_is_refused() {
    let bomb = zipped(256 * 1024 * 1024);
    assert!(
        bomb.len() < 400_000,
        "it is small on the wire: {}",
        bomb.len()
    );
    assert_eq!(StatusList::decode(&bomb), Err(BitstringError::TooLarge));
    assert!(StatusList::decode(&zipped(2 * 1024 * 1024)).is_ok());
}

#[test]
fn a_short_or_damaged_list_is_refused() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&[0; 100]).unwrap();
    let short = format!("u{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()));
    assert_eq!(StatusList::decode(&short), Err(BitstringError::TooShort));
    assert_eq!(StatusList::decode("u!!!"), Err(BitstringError::Encoding));
    assert_eq!(StatusList::decode("zH4sI"), Err(BitstringError::Encoding));
    assert_eq!(StatusList::decode("uAAAA"), Err(BitstringError::Encoding));
}

proptest! {
    #[test]
    fn any_set_of_entries_survives_encoding(entries in prop::collection::btree_set(0..LENGTH, 0..50)) {
        let mut list = StatusList::new();
        for entry in &entries {
            list.set(*entry, true).unwrap();
        }
        let read = StatusList::decode(&list.encode()).unwrap();
        for entry in 0..LENGTH {
            prop_assert_eq!(read.get(entry).unwrap(), entries.contains(&entry));
        }
    }
}
