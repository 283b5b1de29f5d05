//! Badge classes in the issuer portal: type choice, editor, the class's own page, publishing.

use app::badge_classes::ManagedClass;
use app::tree::Placement;
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::annex::{self, Stated};
use domain::badge_class::{BadgeClass, Content, Settings, State, Type, Version, Warning};
use domain::institution::Sector;
use domain::policy::{Action, Resource};
use domain::role::Path;
use domain::rule_set::{Framework, RuleSet};
use domain::text::Language;
use domain::{BadgeClassId, Invalid, IssuerId};

use super::badge_class_form::{PROGRAMMES, RELATED, read, write};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::{Choice, Form};
use crate::page::Page;

#[derive(Template)]
#[template(path = "manage/class_type.html")]
struct TypeChoice<'a> {
    page: &'a Page,
    placement: Placement,
    microcredentials: bool,
}

/// The editor: of a new class (`class` is none) or of one that exists.
#[derive(Template)]
#[template(path = "manage/class_editor.html")]
struct Editor<'a> {
    page: &'a Page,
    form: Form<'a>,
    placement: &'a Placement,
    class: Option<&'a BadgeClass>,
    content: &'a Content,
    frameworks: &'a [Framework],
    guideline: Option<&'a RuleSet>,
    sector: Sector,
    annex: Vec<Stated>,
    /// What publication still needs, beside what is wrong with this very save.
    missing: Invalid,
}

/// The sections of the editor and the fields in each, for the summary at the side.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "look",
        &[
            "name",
            "language",
            "image",
            "image_alt",
            "second_lang",
            "second_name",
            "second_image_alt",
        ],
    ),
    (
        "what",
        &[
            "description",
            "outcomes",
            "criteria",
            "prerequisites",
            "second_description",
            "second_outcomes",
            "second_criteria",
        ],
    ),
    (
        "size",
        &[
            "ects",
            "study_load",
            "time_investment",
            "size_justification",
            "duration_count",
            "eqf",
            "nlqf",
            "qf_ehea",
            "programmes",
        ],
    ),
    (
        "assessment",
        &[
            "participation",
            "assessment",
            "supervision",
            "quality",
            "quality_name",
            "quality_url",
        ],
    ),
    ("related", &["related"]),
    (
        "awarding",
        &[
            "direct_awards",
            "requests",
            "mail_note",
            "tags",
            "expiry_count",
            "grade_required",
        ],
    ),
];

impl Editor<'_> {
    fn sections(&self) -> &'static [(&'static str, &'static [&'static str])] {
        SECTIONS
    }

    /// How many things a section still lacks.
    fn lacks(&self, fields: &&[&str]) -> usize {
        self.missing
            .0
            .iter()
            .filter(|e| fields.contains(&e.field.as_str()))
            .count()
    }

    fn mandatory(&self) -> usize {
        self.annex
            .iter()
            .filter(|s| s.stated && s.element.is_mandatory())
            .count()
    }

    fn optional(&self) -> usize {
        self.annex
            .iter()
            .filter(|s| s.stated && !s.element.is_mandatory())
            .count()
    }

    fn quality_choices(&self) -> Vec<Choice> {
        let current = self.form.value("quality");
        let choice = |value: &str, label: String| Choice {
            value: value.into(),
            label,
            chosen: current == value,
        };
        let mut choices = vec![choice("", self.page.t("class-quality-none"))];
        choices.extend(
            self.frameworks
                .iter()
                .map(|f| choice(&f.id, f.name.get(self.page.lang()).to_owned())),
        );
        if self.content.kind != Type::Microcredential {
            choices.push(choice("own", self.page.t("class-quality-own")));
        }
        choices
    }

    fn outcomes(&self, field: &str) -> Vec<String> {
        // Rows left empty don't come back, or a form would grow with each refusal.
        let mut outcomes: Vec<String> = self
            .form
            .fields
            .all(field)
            .filter(|o| !o.trim().is_empty())
            .map(str::to_owned)
            .collect();
        // One empty row to write in, without a script too.
        outcomes.resize((outcomes.len() + 1).max(3), String::new());
        outcomes
    }

    fn programme_rows(&self) -> std::ops::Range<usize> {
        0..PROGRAMMES
    }

    /// Rows of related frameworks: those filled in and one more.
    fn related_rows(&self) -> std::ops::Range<usize> {
        let filled = (0..RELATED)
            .filter(|i| !self.form.value(&format!("related_{i}_name")).is_empty())
            .count();
        0..(filled + 1).min(RELATED)
    }

    fn has_second(&self) -> bool {
        !self.form.value("second_lang").is_empty()
    }

    /// The guideline in words, when there is one.
    fn guideline_text(&self) -> Option<String> {
        let rules = self.guideline?;
        let texts = self.page.texts();
        if let Some(ects) = rules.ects {
            let max = ects.max.map(|m| texts.halves(m)).unwrap_or_default();
            return Some(self.page.t2(
                "class-guideline-ects",
                "min",
                texts.halves(ects.min),
                "max",
                max,
            ));
        }
        rules
            .hours
            .map(|h| self.page.t1("class-guideline-hours", "min", h.min))
    }
}

struct Around {
    placement: Placement,
    class: Option<BadgeClass>,
    frameworks: Vec<Framework>,
    guideline: Option<RuleSet>,
    missing: Invalid,
}

/// The summary names what is wrong in the order in which the form asks it.
fn in_page_order(errors: &Invalid) -> Invalid {
    let mut sorted = errors.clone();
    sorted.0.sort_by_key(|e| {
        let mut fields = SECTIONS.iter().flat_map(|(_, fields)| *fields);
        let at = fields.position(|f| *f == e.field).unwrap_or(usize::MAX);
        (e.field.starts_with("second_"), at)
    });
    sorted
}

fn shown(
    page: &Page,
    around: &Around,
    content: &Content,
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    let is_right = errors.is_empty() || page.is_get();
    let errors = &in_page_order(errors);
    let missing = if errors.is_empty() {
        around.missing.clone()
    } else {
        errors.clone()
    };
    let sector = around
        .placement
        .group
        .sector(around.placement.institution.registration.sector);
    page.html_checked(
        is_right,
        &Editor {
            page,
            form: Form::new(page, "class", fields, errors),
            placement: &around.placement,
            class: around.class.as_ref(),
            content,
            frameworks: &around.frameworks,
            guideline: around.guideline.as_ref(),
            sector,
            annex: annex::completeness(content),
            missing,
        },
    )
}

async fn new_around(
    page: &Page,
    issuer: IssuerId,
    kind: Type,
) -> Result<(Around, Content), Failure> {
    page.require_signed_in()?;
    let actor = page.actor();
    let placement = page.app().issuer(&actor, issuer).await?.placement;
    page.app().permit(
        &actor,
        Action::CreateBelow,
        &Resource::Node(placement.path()),
    )?;
    let language = Language::from_code(placement.institution.settings.default_language.code())
        .unwrap_or(Language::Nl);
    let content = Content::new(kind, language);
    let help = page
        .app()
        .publishing_help(&placement, (&content, &Settings::default()))
        .await?;
    let missing = Invalid::default();
    Ok((
        Around {
            placement,
            class: None,
            frameworks: help.frameworks,
            guideline: help.guideline,
            missing,
        },
        content,
    ))
}

/// First the type, then the form that fits it.
pub(crate) async fn new(page: Page, Segment(issuer): Segment<IssuerId>, query: Fields) -> Answer {
    let Some(kind) = Type::from_code(query.get("type")) else {
        let (around, _) = new_around(&page, issuer, Type::Microcredential).await?;
        let microcredentials = around
            .placement
            .institution
            .microcredentials_allowed(page.app().today());
        return Ok(page.html(&TypeChoice {
            page: &page,
            placement: around.placement,
            microcredentials,
        }));
    };
    let (around, content) = new_around(&page, issuer, kind).await?;
    let mut fields = write(&content, &Settings::default(), page.lang());
    let key = BadgeClassId(page.app().new_id());
    fields.set("key", key.to_string());
    Ok(shown(
        &page,
        &around,
        &content,
        (&fields, &Invalid::default()),
    ))
}

/// Keeps what was typed as a draft; publishes it when asked.
pub(crate) async fn create(
    page: Page,
    Segment(issuer): Segment<IssuerId>,
    Posted(fields): Posted,
) -> Answer {
    let kind = Type::from_code(fields.get("type")).unwrap_or(Type::Microcredential);
    let (around, empty) = new_around(&page, issuer, kind).await?;
    let (content, settings, wrong) = read(&fields, &empty, &Settings::default());
    let publish = fields.get("do") == "publish";
    if publish || !wrong.is_empty() {
        // Everything that publication needs, in one go; a draft that can be kept is kept below.
        let all = page
            .app()
            .publication_errors(&around.placement, (&content, &settings), &wrong)
            .await?;
        let keepable = wrong.is_empty() && content.check_draft().is_ok();
        if !keepable && !all.is_empty() {
            return Ok(shown(&page, &around, &content, (&fields, &all)));
        }
    }
    let id = fields
        .get("key")
        .parse()
        .unwrap_or_else(|_| BadgeClassId(page.app().new_id()));
    match invalid(
        page.app()
            .draft_badge_class(&page.actor(), (issuer, id), (content.clone(), settings))
            .await,
    )? {
        Err(errors) => Ok(shown(&page, &around, &content, (&fields, &errors))),
        Ok(id) => saved(&page, id, &fields).await,
    }
}

async fn editable(page: &Page, id: BadgeClassId) -> Result<(Around, BadgeClass), Failure> {
    page.require_signed_in()?;
    let managed = page.app().managed_class(&page.actor(), id).await?;
    page.app()
        .permit(&page.actor(), Action::Edit, &Resource::Node(managed.path()))?;
    let ManagedClass {
        placed,
        check,
        frameworks,
        guideline,
        ..
    } = managed;
    let missing = check.err().unwrap_or_default();
    let around = Around {
        placement: placed.placement,
        class: Some(placed.class.clone()),
        frameworks,
        guideline,
        missing,
    };
    Ok((around, placed.class))
}

pub(crate) async fn edit(page: Page, Segment(id): Segment<BadgeClassId>, query: Fields) -> Answer {
    let (around, class) = editable(&page, id).await?;
    let mut fields = write(&class.draft, &class.settings, page.lang());
    fields.set("revision", class.revision.to_string());
    // After a refused publication: the draft is kept, and each lack stands at its field.
    let errors = if query.has("check") {
        around.missing.clone()
    } else {
        Invalid::default()
    };
    Ok(shown(&page, &around, &class.draft, (&fields, &errors)))
}

pub(crate) async fn save(
    page: Page,
    Segment(id): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    let (around, class) = editable(&page, id).await?;
    let (content, settings, wrong) = read(&fields, &class.draft, &class.settings);
    if !wrong.is_empty() {
        let all = page
            .app()
            .publication_errors(&around.placement, (&content, &settings), &wrong)
            .await?;
        let shown_errors = if fields.get("do") == "publish" {
            all
        } else {
            wrong
        };
        return Ok(shown(&page, &around, &content, (&fields, &shown_errors)));
    }
    let revision = fields.get("revision").parse().unwrap_or(0);
    let result = page
        .app()
        .save_badge_class(&page.actor(), id, revision, (content.clone(), settings))
        .await;
    match invalid(result)? {
        Err(errors) => Ok(shown(&page, &around, &content, (&fields, &errors))),
        Ok(()) => saved(&page, id, &fields).await,
    }
}

/// Where to after a save: to the editor, to what publication lacks, or to the class's page.
async fn saved(page: &Page, id: BadgeClassId, fields: &Fields) -> Answer {
    let editor = app::urls::manage_badge_class_edit(id);
    match fields.get("do") {
        "publish" => match invalid(page.app().publish_badge_class(&page.actor(), id).await)? {
            Ok(_) => Ok(page.to_with(&app::urls::manage_badge_class(id), "class-published", &[])),
            Err(_) => Ok(page.to_with(&format!("{editor}?check=1"), "class-kept", &[])),
        },
        "image" => Ok(page.to(&app::urls::manage_badge_class_image(id))),
        "row" => Ok(page.to(&editor)),
        _ => Ok(page.to_with(&editor, "class-saved", &[])),
    }
}

#[derive(Template)]
#[template(path = "manage/class.html")]
struct ClassPage<'a> {
    page: &'a Page,
    managed: ManagedClass,
    versions: Vec<Version>,
    path: Path,
}

impl ClassPage<'_> {
    fn class(&self) -> &BadgeClass {
        &self.managed.placed.class
    }

    fn warnings(&self) -> &[Warning] {
        self.managed.check.as_deref().unwrap_or_default()
    }

    fn lacks(&self) -> usize {
        self.managed.check.as_ref().err().map_or(0, |e| e.0.len())
    }

    fn is(&self, state: State) -> bool {
        self.class().state == state
    }
}

pub(crate) async fn badge_class(page: Page, Segment(id): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let managed = page.app().managed_class(&page.actor(), id).await?;
    let versions = page.app().versions(&page.actor(), id).await?;
    let path = managed.path();
    Ok(page.html(&ClassPage {
        page: &page,
        managed,
        versions,
        path,
    }))
}

pub(crate) async fn publish(page: Page, Segment(id): Segment<BadgeClassId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    match invalid(page.app().publish_badge_class(&page.actor(), id).await)? {
        Ok(_) => Ok(page.to_with(&app::urls::manage_badge_class(id), "class-published", &[])),
        Err(_) => Ok(page.to_with(
            &format!("{}?check=1", app::urls::manage_badge_class_edit(id)),
            "class-kept",
            &[],
        )),
    }
}

pub(crate) async fn archive(page: Page, Segment(id): Segment<BadgeClassId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().archive_badge_class(&page.actor(), id).await?;
    Ok(page.to_with(&app::urls::manage_badge_class(id), "class-archived", &[]))
}

pub(crate) async fn restore(page: Page, Segment(id): Segment<BadgeClassId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().restore_badge_class(&page.actor(), id).await?;
    Ok(page.to_with(&app::urls::manage_badge_class(id), "class-restored", &[]))
}
