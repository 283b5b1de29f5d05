//! The one test program of this crate.

mod baking;
mod ob2;
