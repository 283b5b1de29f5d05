//! Paper and pictures: pure functions from plain values to bytes.
//!
//! - [`designer`] draws a badge as an SVG that needs nothing else (text as outlines);
//! - [`raster`] turns SVG into PNG and makes uploaded pictures safe to serve;
//! - [`sanitize`] makes uploaded SVG safe to serve;
//! - [`qr`] draws QR codes;
//! - [`preview`] draws the card that social media show beside a link.
//!
//! Nothing here reads a file, a clock or a network, and equal input gives equal bytes. Fonts and icons are compiled in.
//! No SVG made here carries a style attribute or a style element: pages that inline one keep `style-src 'self'`.

pub mod colour;
pub mod designer;
pub mod preview;
pub mod qr;
pub mod raster;
pub mod sanitize;
pub mod typeset;
