//! The JSON-LD contexts that this crate knows. They are built in and never fetched: what a term
//! means must not depend on what a server answers today. `contexts/ORIGIN.md` says where each
//! file comes from.

/// W3C Verifiable Credentials Data Model 2.0, section 4.3.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// W3C Verifiable Credentials Data Model 1.1; only read.
pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";
/// Open Badges 3.0, the context that we write.
pub const OPEN_BADGES_V3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// Defines the type of `credentialSchema`, which the main Open Badges context does not.
pub const OPEN_BADGES_EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// Open Badges 2.0. Named in documents; never processed, since 2.0 signs bytes and not RDF.
pub const OPEN_BADGES_V2: &str = "https://w3id.org/openbadges/v2";

/// All built-in contexts: address and document.
pub const BUILT_IN: &[(&str, &str)] = &[
    (
        CREDENTIALS_V2,
        include_str!("../contexts/credentials-v2.json"),
    ),
    (
        CREDENTIALS_V1,
        include_str!("../contexts/credentials-v1.json"),
    ),
    (OPEN_BADGES_V3, include_str!("../contexts/ob-3.0.3.json")),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        include_str!("../contexts/ob-3.0.2.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        include_str!("../contexts/ob-3.0.1.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        include_str!("../contexts/ob-3.0.0.json"),
    ),
    (
        OPEN_BADGES_EXTENSIONS,
        include_str!("../contexts/ob-extensions.json"),
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        include_str!("../contexts/data-integrity-v2.json"),
    ),
    (
        "https://w3id.org/security/data-integrity/v1",
        include_str!("../contexts/data-integrity-v1.json"),
    ),
    (
        "https://w3id.org/security/multikey/v1",
        include_str!("../contexts/multikey-v1.json"),
    ),
];

/// The built-in document for a context address.
pub fn built_in(url: &str) -> Option<&'static str> {
    BUILT_IN
        .iter()
        .find(|(known, _)| *known == url)
        .map(|(_, document)| *document)
}

/// Whether the address names some version of the Open Badges 3.0 context.
pub fn is_open_badges_v3(url: &str) -> bool {
    url.starts_with("https://purl.imsglobal.org/spec/ob/v3p0/context") && built_in(url).is_some()
}
