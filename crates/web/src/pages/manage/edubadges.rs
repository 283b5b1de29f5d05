//! The awarding record of a class: what was issued, and revoking.

use askama::Template;
use axum::extract::Path as Segment;
use domain::assertion::{Assertion, RevocationCategory};
use domain::policy::{Action, Resource};
use domain::role::Path;
use domain::{AssertionId, BadgeClassId, Invalid};
use jiff::Timestamp;

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/edubadges.html")]
struct Edubadges<'a> {
    page: &'a Page,
    placed: app::badge_classes::PlacedClass,
    edubadges: Vec<Assertion>,
    path: Path,
    next: Option<String>,
}

impl Edubadges<'_> {
    fn may_revoke(&self) -> bool {
        self.page.may(Action::Revoke, &self.path) || self.page.may(Action::RevokeOwn, &self.path)
    }

    fn state(&self, a: &Assertion) -> (&'static str, &'static str) {
        if a.revocation.is_some() {
            ("revoked", "bad")
        } else if a.is_expired(self.page.app().now()) {
            ("expired", "warn")
        } else {
            ("valid", "good")
        }
    }
}

pub(crate) async fn edubadges(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let after = query.text("after").and_then(|a| {
        let (micros, id) = a.split_once('~')?;
        Some((
            Timestamp::from_microsecond(micros.parse().ok()?).ok()?,
            id.parse::<AssertionId>().ok()?,
        ))
    });
    let (placed, edubadges, more) = page
        .app()
        .edubadges_of_class(&page.actor(), class, after)
        .await?;
    let path = app::badge_classes::path(&placed);
    let next = edubadges.last().filter(|_| more).map(|last| {
        format!(
            "{}?after={}~{}",
            app::urls::manage_edubadges(class),
            last.valid_from.as_microsecond(),
            last.id
        )
    });
    Ok(page.html(&Edubadges {
        page: &page,
        placed,
        edubadges,
        path,
        next,
    }))
}

#[derive(Template)]
#[template(path = "manage/revoke.html")]
struct Revoke<'a> {
    page: &'a Page,
    placed: app::badge_classes::PlacedClass,
    selected: Vec<AssertionId>,
    category: String,
    reason: String,
    errors: Invalid,
}

impl Revoke<'_> {
    fn error(&self, field: &str) -> Option<String> {
        self.errors.at(field).map(|e| self.page.field_error(e))
    }
}

impl Revoke<'_> {
    /// This page's own address: which edubadges are meant stands in it, so that it can be asked again, in the
    /// other language too.
    fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for id in &self.selected {
            query.append_pair("assertion", &id.to_string());
        }
        let class = self.placed.class.id;
        format!("{}?{}", app::urls::manage_revoke(class), query.finish())
    }
}

fn selected(fields: &Fields) -> Vec<AssertionId> {
    fields
        .all("assertion")
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// First which and why.
pub(crate) async fn ask_revoke(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    reason(&page, class, &query, Invalid::default()).await
}

async fn reason(page: &Page, class: BadgeClassId, fields: &Fields, errors: Invalid) -> Answer {
    page.require_signed_in()?;
    let placed = page.app().badge_class(&page.actor(), class).await?;
    let node = Resource::Node(app::badge_classes::path(&placed));
    page.app().permit(&page.actor(), Action::RevokeOwn, &node)?;
    let selected = selected(fields);
    if selected.is_empty() {
        return Ok(page.to_with(&app::urls::manage_edubadges(class), "nothing-selected", &[]));
    }
    Ok(page.html_checked(
        errors.is_empty(),
        &Revoke {
            page,
            placed,
            selected,
            category: fields.get("category").to_owned(),
            reason: fields.get("reason").to_owned(),
            errors,
        },
    ))
}

/// Then the deed.
pub(crate) async fn revoke(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let category =
        RevocationCategory::from_code(fields.get("category")).unwrap_or(RevocationCategory::Other);
    let why = (category, fields.get("reason").to_owned());
    let revoked = page
        .app()
        .revoke(&page.actor(), class, selected(&fields), why)
        .await;
    match invalid(revoked)? {
        Ok(count) => {
            let count = count.to_string();
            Ok(page.to_with(
                &app::urls::manage_edubadges(class),
                "revoked",
                &[("n", &count)],
            ))
        }
        Err(wrong) => reason(&page, class, &fields, wrong).await,
    }
}
