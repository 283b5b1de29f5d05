//! QR codes (ISO/IEC 18004) as SVG.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use crate::typeset::escape;

/// The text doesn't fit in a QR code (over 2,331 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{bytes} bytes are too many for a QR code, the limit is 2331")]
pub struct QrError {
    pub bytes: usize,
}

/// Blank modules around the code (ISO/IEC 18004, 6.3.8).
const QUIET_ZONE: usize = 4;

/// `url` as a QR code with error correction M, dark on white with its quiet zone, one user unit per module.
///
/// With a title it is an image of that name for assistive technology, without one it is hidden: then the address must stand beside
/// it as text.
pub fn svg(url: &str, title: Option<&str>) -> Result<String, QrError> {
    let too_long = QrError { bytes: url.len() };
    if url.is_empty() || url.len() > 2331 {
        return Err(too_long);
    }
    let code = QRBuilder::new(url.as_bytes())
        .ecl(ECL::M)
        .build()
        .map_err(|_| too_long)?;
    let side = code.size + 2 * QUIET_ZONE;
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{}" height="{}""#,
        side * 6,
        side * 6
    );
    match title {
        Some(title) => {
            let _ = write!(out, r#" role="img"><title>{}</title>"#, escape(title));
        }
        None => out += r#" aria-hidden="true">"#,
    }
    let _ = write!(
        out,
        r##"<path d="M0 0h{side}v{side}H0z" fill="#fff"/><path d=""##
    );
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size)
                .take_while(|at| code[row][*at].value())
                .count();
            if run > 0 {
                let _ = write!(
                    out,
                    "M{} {}h{run}v1h-{run}z",
                    column + QUIET_ZONE,
                    row + QUIET_ZONE
                );
            }
            column += run.max(1);
        }
    }
    out += r##"" fill="#16202e" shape-rendering="crispEdges"/></svg>"##;
    Ok(out)
}
