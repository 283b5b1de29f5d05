//! The house rule of this crate, for what clippy's list can't see.
#![expect(
    clippy::disallowed_methods,
    reason = "this test reads the sources; the crate itself reads nothing"
)]

use std::{fs, path::Path};

use sha2::{Digest as _, Sha256};

fn each_source(folder: &Path, check: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("the source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            each_source(&path, check);
        } else {
            check(&path, &fs::read_to_string(&path).expect("source is text"));
        }
    }
}

#[test]
fn the_crate_touches_no_file_clock_network_or_chance() {
    let mut seen = 0;
    each_source(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut |path, text| {
            seen += 1;
            for word in [
                "std::fs",
                "std::net",
                "std::time",
                "std::env",
                "std::process",
                "async ",
                "rand::",
                "HashSet",
            ] {
                assert!(!text.contains(word), "{} in {}", word, path.display());
            }
        },
    );
    assert!(seen > 8, "only {seen} files read");
}

#[test]
fn committed_icons_and_fonts_are_the_ones_described() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let icons = fs::read_dir(data.join("icons"))
        .expect("icons")
        .filter(|entry| {
            entry.as_ref().is_ok_and(|entry| {
                entry
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "svg")
            })
        });
    assert_eq!(icons.count(), print::designer::Icon::ALL.len());
    let origin = fs::read_to_string(data.join("fonts/ORIGIN.md")).expect("origin");
    for face in print::typeset::Face::ALL {
        let digest = hex::encode(Sha256::digest(face.bytes()));
        assert!(origin.contains(&digest), "{face:?} is {digest}");
    }
}
