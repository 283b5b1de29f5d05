//! A badge class's picture: draw or upload.

use app::images::{DesignChoices, design_choices};
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::badge_class::{BadgeClass, Drawing, Type};
use domain::policy::{Action, Resource};
use domain::{BadgeClassId, Invalid};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/class_image.html")]
struct ImagePage<'a> {
    page: &'a Page,
    form: Form<'a>,
    class: &'a BadgeClass,
    choices: DesignChoices,
}

impl ImagePage<'_> {
    fn codes<'c>(&self, codes: &'c [String]) -> Vec<&'c str> {
        codes.iter().map(String::as_str).collect()
    }
}

async fn editable(page: &Page, id: BadgeClassId) -> Result<BadgeClass, Failure> {
    page.require_signed_in()?;
    let placed = page.app().badge_class(&page.actor(), id).await?;
    let node = Resource::Node(app::badge_classes::path(&placed));
    page.app().permit(&page.actor(), Action::Edit, &node)?;
    Ok(placed.class)
}

fn shown(page: &Page, class: &BadgeClass, (fields, errors): (&Fields, &Invalid)) -> Response {
    let form = Form::new(page, "design", fields, errors);
    page.html_checked(
        errors.is_empty(),
        &ImagePage {
            page,
            form,
            class,
            choices: design_choices(),
        },
    )
}

/// The shape that goes with a type.
fn usual_shape(kind: Type) -> &'static str {
    match kind {
        Type::Microcredential => "hexagon",
        Type::Regular => "circle",
        Type::ExtraCurricular => "rounded-square",
    }
}

pub(crate) async fn image(page: Page, Segment(id): Segment<BadgeClassId>) -> Answer {
    let class = editable(&page, id).await?;
    let mut fields = Fields::default();
    let drawing = class.draft.image.as_ref().and_then(|i| i.drawing.as_ref());
    fields.set(
        "shape",
        drawing.map_or(usual_shape(class.draft.kind), |d| d.shape.as_str()),
    );
    fields.set("colour", drawing.map_or("teal", |d| d.colour.as_str()));
    fields.set(
        "icon",
        drawing.and_then(|d| d.icon.as_deref()).unwrap_or_default(),
    );
    fields.set("text", drawing.map_or("", |d| d.text.as_str()));
    Ok(shown(&page, &class, (&fields, &Invalid::default())))
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    let class = editable(&page, id).await?;
    let actor = page.actor();
    let result = match (fields.get("how"), fields.file("file")) {
        ("upload", Some(file)) => {
            page.app()
                .upload_image(&actor, id, file.bytes.to_vec())
                .await
        }
        ("upload", None) => Err(app::Error::invalid("file", "required")),
        _ => {
            let drawing = Drawing {
                shape: fields.get("shape").to_owned(),
                colour: fields.get("colour").to_owned(),
                icon: fields.text("icon"),
                text: fields.text("text").unwrap_or_default(),
            };
            page.app().draw_image(&actor, id, drawing).await
        }
    };
    match invalid(result)? {
        Ok(()) => Ok(page.to_with(&app::urls::manage_badge_class_edit(id), "image-saved", &[])),
        Err(errors) => Ok(shown(&page, &class, (&fields, &errors))),
    }
}
