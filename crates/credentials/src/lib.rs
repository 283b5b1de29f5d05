//! Open Badges 2.0 and 3.0: building, signing, baking and verifying, without any I/O.
//!
//! Nothing here reads a clock, draws randomness or opens a connection. Times, salts, status
//! indexes, keys and remote documents come in as arguments, so that every result can be
//! repeated, in a test as on a verifier's own machine.
//!
//! Writing: [`ob3`] and [`ob2`] make the documents, [`data_integrity`] and [`jose`] sign them,
//! [`baking`] puts them into images, [`bitstring`] publishes who was revoked, [`did`] who may sign.
//! Reading: [`verify`] takes any of it and gives a [`report`].

pub mod baking;
pub mod bitstring;
pub mod context;
pub mod crypto;
pub mod data_integrity;
pub mod did;
pub mod extensions;
pub mod jose;
pub mod ob2;
pub mod ob3;
pub mod rdf;
pub mod report;
pub mod verify;
