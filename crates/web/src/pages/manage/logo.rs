//! Logos in a form: kept, replaced, taken away.

use domain::institution::Logo;
use domain::policy::Action;
use domain::role::Path;
use domain::{FileHash, Invalid};

use crate::failure::{Failure, invalid};
use crate::fields::Fields;
use crate::page::Page;

/// Puts the logo that is there where the form finds it.
pub(super) fn show(fields: &mut Fields, name: &str, logo: Option<&FileHash>) {
    let hash = logo.map(ToString::to_string).unwrap_or_default();
    fields.set(&format!("{name}_now"), hash);
}

/// … in both languages.
pub(super) fn show_both(fields: &mut Fields, logo: &Logo) {
    show(fields, "logo_nl", logo.nl.as_ref());
    show(fields, "logo_en", logo.en.as_ref());
}

/// The logo after a form: a new file is stored at once, so that a form that is wrong elsewhere
/// still has it. What is wrong with a file goes to `wrong`.
pub(super) async fn read(
    page: &Page,
    (action, path): (Action, Path),
    (fields, name): (&mut Fields, &'static str),
    before: Option<&FileHash>,
    wrong: &mut Invalid,
) -> Result<Option<FileHash>, Failure> {
    if let Some(file) = fields.file(name) {
        let bytes = file.bytes.to_vec();
        let kept = page
            .app()
            .keep_logo(&page.actor(), (action, path), name, bytes)
            .await;
        return Ok(match invalid(kept)? {
            Ok(hash) => {
                show(fields, name, Some(&hash));
                Some(hash)
            }
            Err(errors) => {
                wrong.0.extend(errors.0);
                before.cloned()
            }
        });
    }
    if fields.has(&format!("{name}_remove")) {
        show(fields, name, None);
        return Ok(None);
    }
    // One that an earlier, refused sending of this form stored.
    match FileHash::new(fields.get(&format!("{name}_now"))) {
        Some(hash) if Some(&hash) != before && page.app().has_picture(&hash).await? => {
            Ok(Some(hash))
        }
        _ => Ok(before.cloned()),
    }
}

/// … in both languages.
pub(super) async fn read_both(
    page: &Page,
    at: (Action, Path),
    fields: &mut Fields,
    before: &Logo,
    wrong: &mut Invalid,
) -> Result<Logo, Failure> {
    Ok(Logo {
        nl: read(page, at, (fields, "logo_nl"), before.nl.as_ref(), wrong).await?,
        en: read(page, at, (fields, "logo_en"), before.en.as_ref(), wrong).await?,
    })
}
