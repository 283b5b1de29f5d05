//! The one test program of this crate.

mod baking;
mod bitstring;
mod context;
mod data_integrity;
mod did;
mod jose;
mod kinds;
mod ob2;
mod ob3;
mod rdf;
mod sample;
mod solve;
mod verify;
