//! Pictures of badge classes: drawn with the designer, or uploaded and made safe.

use domain::badge_class::{BadgeClass, Drawing, Image, State};
use domain::policy::{Action, Actor, Resource};
use domain::role::Path;
use domain::{BadgeClassId, FileHash};
use print::designer::{Colour, Design, Icon, Shape};
use print::raster::{Limits, PictureError, RasterOptions, accept_png, png_from_svg};
use print::sanitize::{Lost, accept_svg};
use store::Tx;

use crate::{App, Error, Result};

/// Pixels along each side of a stored picture.
const SIZE: u32 = 600;
/// At most so many bytes are looked at.
const UPLOAD_MAX: usize = 5 * 1024 * 1024;

impl App {
    /// Draws the class's picture.
    pub async fn draw_image(
        &self,
        actor: &Actor,
        id: BadgeClassId,
        drawing: Drawing,
    ) -> Result<()> {
        let design = design(&drawing)?;
        let made = tokio::task::spawn_blocking(move || {
            let svg = design
                .svg()
                .map_err(|_| Error::invalid("text", "badge-text"))?;
            let png =
                png_from_svg(&svg, SIZE, RasterOptions::default()).map_err(Error::internal)?;
            Ok::<_, Error>((svg, png))
        });
        let (svg, png) = made.await.map_err(Error::internal)??;
        self.set_image(actor, id, (png, Some(svg.into_bytes())), Some(drawing))
            .await
    }

    /// Takes an uploaded PNG, JPEG, WebP or SVG: decoded and encoded anew, or cleaned.
    pub async fn upload_image(
        &self,
        actor: &Actor,
        id: BadgeClassId,
        bytes: Vec<u8>,
    ) -> Result<()> {
        if bytes.len() > UPLOAD_MAX {
            return Err(Error::invalid("file", "image-too-large"));
        }
        let made = tokio::task::spawn_blocking(move || accept(&bytes, "file"));
        let (png, svg) = made.await.map_err(Error::internal)??;
        self.set_image(actor, id, (png, svg), None).await
    }

    async fn set_image(
        &self,
        actor: &Actor,
        id: BadgeClassId,
        (png, svg): (Vec<u8>, Option<Vec<u8>>),
        drawing: Option<Drawing>,
    ) -> Result<()> {
        let placed = self.badge_class(actor, id).await?;
        let permit = self.permit(
            actor,
            Action::Edit,
            &Resource::Node(crate::badge_classes::path(&placed)),
        )?;
        if placed.class.state == State::Archived {
            return Err(Error::Conflict("class-archived"));
        }
        // Files before the row that names them.
        let files = self.store().files();
        let png = files.put(png).await?;
        let svg = match svg {
            Some(svg) => Some(files.put(svg).await?),
            None => None,
        };
        let (image, now) = (Image { png, svg, drawing }, self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let before = tx.badge_class(id).await?.ok_or(Error::NotFound)?.class;
                let mut draft = before.draft.clone();
                draft.image = Some(image.clone());
                save(tx, &before, draft, now).await
            })
            .await
    }

    /// Keeps a logo for a node that the actor may change (or make): an upload as above, as PNG.
    /// `field` is where it was chosen.
    pub async fn keep_logo(
        &self,
        actor: &Actor,
        (action, path): (Action, Path),
        field: &'static str,
        bytes: Vec<u8>,
    ) -> Result<FileHash> {
        self.permit(actor, action, &Resource::Node(path))?;
        if bytes.len() > UPLOAD_MAX {
            return Err(Error::invalid(field, "image-too-large"));
        }
        let made = tokio::task::spawn_blocking(move || accept(&bytes, field));
        let (png, _) = made.await.map_err(Error::internal)??;
        Ok(self.store().files().put(png).await?)
    }

    /// Whether a picture (a PNG) of this hash is stored.
    pub async fn has_picture(&self, hash: &FileHash) -> Result<bool> {
        let found = self.store().files().get(hash).await?;
        Ok(found.is_some_and(|bytes| bytes.starts_with(b"\x89PNG")))
    }

    /// A stored picture.
    pub async fn file(&self, hash: &FileHash) -> Result<Vec<u8>> {
        Ok(self
            .store()
            .files()
            .get(hash)
            .await?
            .ok_or(Error::NotFound)?
            .to_vec())
    }
}

async fn save(
    tx: &mut Tx,
    before: &BadgeClass,
    draft: domain::badge_class::Content,
    now: jiff::Timestamp,
) -> Result<()> {
    if tx
        .save_badge_class(before, &draft, &before.settings, now)
        .await?
    {
        Ok(())
    } else {
        Err(Error::Conflict("busy"))
    }
}

/// PNG, and SVG when that is what came, of an upload.
fn accept(bytes: &[u8], field: &'static str) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let text = bytes.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.starts_with(b"<") {
        let clean = accept_svg(bytes).map_err(|e| {
            tracing::debug!(error = %e, "an uploaded SVG was refused");
            Error::invalid(field, "image-unsafe")
        })?;
        // What would be taken out silently was put there for a purpose: the uploader should know.
        let dangerous = [
            Lost::Script,
            Lost::EventHandler,
            Lost::ForeignObject,
            Lost::ExternalReference,
        ];
        if dangerous.iter().any(|d| clean.lost.contains(d)) {
            return Err(Error::invalid(field, "image-unsafe"));
        }
        let png = png_from_svg(&clean.svg, SIZE, RasterOptions::default());
        return Ok((
            png.map_err(|_| Error::invalid(field, "image"))?,
            Some(clean.svg.into_bytes()),
        ));
    }
    let png = accept_png(bytes, Limits::default()).map_err(|e| {
        let code = match e {
            PictureError::TooSmall { .. } => "image-too-small",
            PictureError::TooLarge { .. } | PictureError::TooManyBytes { .. } => "image-too-large",
            _ => "image",
        };
        Error::invalid(field, code)
    })?;
    Ok((png, None))
}

/// A drawing in the designer's own terms.
fn design(drawing: &Drawing) -> Result<Design> {
    let unknown = |field: &'static str| move |_| Error::invalid(field, "required");
    let parse = |code: &str| serde_json::Value::String(code.to_owned());
    Ok(Design {
        shape: serde_json::from_value::<Shape>(parse(&drawing.shape)).map_err(unknown("shape"))?,
        colour: serde_json::from_value::<Colour>(parse(&drawing.colour))
            .map_err(unknown("colour"))?,
        icon: match &drawing.icon {
            None => None,
            Some(icon) => {
                Some(serde_json::from_value::<Icon>(parse(icon)).map_err(unknown("icon"))?)
            }
        },
        texture: None,
        text: drawing.text.clone(),
    })
}

/// What the designer offers, by code.
pub struct DesignChoices {
    pub shapes: Vec<String>,
    pub colours: Vec<String>,
    pub icons: Vec<String>,
}

pub fn design_choices() -> DesignChoices {
    fn codes<T: serde::Serialize>(all: &[T]) -> Vec<String> {
        all.iter()
            .filter_map(|t| serde_json::to_value(t).ok()?.as_str().map(str::to_owned))
            .collect()
    }
    DesignChoices {
        shapes: codes(Shape::ALL),
        colours: codes(Colour::ALL),
        icons: codes(Icon::ALL),
    }
}
