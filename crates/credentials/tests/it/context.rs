use credentials::context::BUILT_IN;
use credentials::crypto::sha256;

/// `ORIGIN.md` names file, address and hash of every built-in context, and nothing else.
#[test]
fn origin_lists_exactly_the_built_in_contexts() {
    let origin = include_str!("../../contexts/ORIGIN.md");
    let rows: Vec<&str> = origin
        .lines()
        .filter(|line| line.contains("](") || line.contains(" <http"))
        .collect();
    assert_eq!(rows.len(), BUILT_IN.len());
    for (url, document) in BUILT_IN {
        let row = rows.iter().find(|row| row.contains(&format!("<{url}>")));
        let row = row.unwrap_or_else(|| panic!("{url} is not in ORIGIN.md"));
        assert!(
            row.contains(&hex::encode(sha256(document.as_bytes()))),
            "the hash of {url} differs"
        );
    }
}
