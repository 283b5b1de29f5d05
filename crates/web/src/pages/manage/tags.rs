//! Internal tags: an institution's, and those of one class.

use app::tags::{ClassTags, Tag, TagUse};
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::Institution;
use domain::policy::Action;
use domain::role::Path;
use domain::{BadgeClassId, InstitutionId, Invalid, TagId};

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::{Choice, Form};
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/tags.html")]
struct Tags<'a> {
    page: &'a Page,
    institution: &'a Institution,
    tags: Vec<(Tag, i64)>,
    form: Form<'a>,
    may_edit: bool,
}

async fn shown(
    page: &Page,
    id: InstitutionId,
    (fields, errors): (&Fields, &Invalid),
) -> Result<Response, crate::failure::Failure> {
    let tree = page.app().institution_tree(&page.actor(), id).await?;
    let tags = page.app().tags(&page.actor(), id).await?;
    Ok(page.html_checked(
        errors.is_empty(),
        &Tags {
            page,
            institution: &tree.institution,
            tags,
            form: Form::new(page, "tag", fields, errors),
            may_edit: page.may(Action::Edit, &Path::institution(id)),
        },
    ))
}

pub(crate) async fn tags(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    page.require_signed_in()?;
    shown(&page, id, (&Fields::default(), &Invalid::default())).await
}

pub(crate) async fn add(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let name = fields.get("name");
    match invalid(page.app().add_tag(&page.actor(), id, name).await)? {
        Ok(_) => Ok(page.to_with(
            &app::urls::manage_tags(id),
            "tag-added",
            &[("name", name.trim())],
        )),
        Err(errors) => shown(&page, id, (&fields, &errors)).await,
    }
}

fn back(page: &Page, tag: &Tag, key: &str) -> Response {
    page.to_with(
        &app::urls::manage_tags(tag.institution),
        key,
        &[("name", &tag.name)],
    )
}

pub(crate) async fn archive(page: Page, Segment(id): Segment<TagId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    let tag = page.app().archive_tag(&page.actor(), id, true).await?;
    Ok(back(&page, &tag, "node-archived"))
}

pub(crate) async fn restore(page: Page, Segment(id): Segment<TagId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    let tag = page.app().archive_tag(&page.actor(), id, false).await?;
    Ok(back(&page, &tag, "node-restored"))
}

#[derive(Template)]
#[template(path = "manage/tag_delete.html")]
struct DeleteTag<'a> {
    page: &'a Page,
    used: TagUse,
}

pub(crate) async fn ask_delete(page: Page, Segment(id): Segment<TagId>) -> Answer {
    page.require_signed_in()?;
    let used = page.app().tag_use(&page.actor(), id, page.lang()).await?;
    Ok(page.html(&DeleteTag { page: &page, used }))
}

pub(crate) async fn delete(page: Page, Segment(id): Segment<TagId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    let tag = page.app().delete_tag(&page.actor(), id).await?;
    Ok(back(&page, &tag, "node-deleted"))
}

#[derive(Template)]
#[template(path = "manage/class_tags.html")]
struct TagsOfClass<'a> {
    page: &'a Page,
    found: &'a ClassTags,
    form: Form<'a>,
}

impl TagsOfClass<'_> {
    fn choices(&self) -> Vec<Choice> {
        let chosen: Vec<&str> = self.form.fields.all("tag").collect();
        let choice = |tag: &Tag| {
            let value = tag.id.to_string();
            Choice {
                chosen: chosen.contains(&value.as_str()),
                label: tag.name.clone(),
                value,
            }
        };
        self.found.offered.iter().map(choice).collect()
    }
}

fn class_shown(page: &Page, found: &ClassTags, (fields, errors): (&Fields, &Invalid)) -> Response {
    page.html_checked(
        errors.is_empty(),
        &TagsOfClass {
            page,
            found,
            form: Form::new(page, "tag", fields, errors),
        },
    )
}

pub(crate) async fn of_class(page: Page, Segment(id): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let found = page.app().class_tags(&page.actor(), id).await?;
    let mut fields = Fields::default();
    for tag in &found.on {
        fields.push("tag", tag.id.to_string());
    }
    Ok(class_shown(&page, &found, (&fields, &Invalid::default())))
}

pub(crate) async fn set_of_class(
    page: Page,
    Segment(id): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let chosen = fields.all("tag").filter_map(|id| id.parse().ok()).collect();
    match invalid(page.app().set_class_tags(&page.actor(), id, chosen).await)? {
        Ok(()) => Ok(page.to_with(&app::urls::manage_badge_class(id), "saved", &[])),
        Err(errors) => {
            let found = page.app().class_tags(&page.actor(), id).await?;
            Ok(class_shown(&page, &found, (&fields, &errors)))
        }
    }
}
