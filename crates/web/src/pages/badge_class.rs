//! A badge class as everyone sees it, one of its versions, and the preview for its editors.

use app::catalogue::PublicClass;
use app::requests::Had;
use askama::Template;
use domain::BadgeClassId;
use domain::annex::{Element, Stated, completeness, counts};
use domain::badge_class::{Content, Level, LevelSource, Quality, State, Texts, Type};
use domain::rule_set::Framework;
use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::fields::Segment;
use crate::page::Page;

/// One line of a description list. No value: "not stated".
pub(crate) struct Fact {
    pub label: String,
    pub value: Option<String>,
    /// Who says so, beside a level.
    pub tag: Option<String>,
    pub link: Option<String>,
    /// A line in small type.
    pub note: Option<String>,
    /// The value is Markdown.
    pub markdown: bool,
}

impl Fact {
    fn new(label: String, value: Option<String>) -> Self {
        Self {
            label,
            value,
            tag: None,
            link: None,
            note: None,
            markdown: false,
        }
    }

    fn markdown(label: String, text: &str) -> Self {
        Self {
            markdown: true,
            ..Self::new(label, domain::text::non_empty(text))
        }
    }
}

impl Page {
    /// Size and level in a line: `5 EC · 140 uur · NLQF 7`.
    pub(crate) fn size_and_level(&self, content: &Content) -> String {
        let mut parts = vec![self.size(content)];
        parts.extend(level_names(content).first().cloned());
        parts.retain(|p| !p.is_empty());
        parts.join(" · ")
    }

    /// "Stated by the institution", "officially classified", or, on extra-curricular, "indicative".
    fn level_source(&self, kind: Type, source: LevelSource) -> String {
        match kind {
            Type::ExtraCurricular => self.t("about-indicative"),
            _ => self.code("source", source),
        }
    }

    fn level_fact<L: Copy>(
        &self,
        kind: Type,
        label: &str,
        level: Option<Level<L>>,
        name: impl Fn(L) -> String,
    ) -> Option<Fact> {
        let level = level?;
        let mut fact = Fact::new(label.to_owned(), Some(name(level.level)));
        fact.tag = Some(self.level_source(kind, level.source));
        Some(fact)
    }

    /// Size, level, form: what the education is.
    pub(crate) fn education_facts(&self, content: &Content) -> Vec<Fact> {
        let texts = content.texts_in(self.lang());
        let label = |key: &str| self.code("about-fact", key);
        let mut facts = Vec::new();
        let formal = if content.kind.is_formal() {
            "about-formal"
        } else {
            "about-non-formal"
        };
        let mut kind = Fact::new(label("kind"), Some(self.code("type", content.kind)));
        kind.note = Some(self.t(formal));
        facts.push(kind);
        let size = self.size(content);
        facts.push(Fact::new(label("size"), domain::text::non_empty(&size)));
        if content.ects.is_some() || content.study_load.is_some() {
            let time = content
                .time_investment
                .map(|h| format!("{} {}", self.number(h), self.t("unit-hours")));
            facts.extend(time.map(|t| Fact::new(label("time"), Some(t))));
        }
        facts.extend(
            domain::text::non_empty(&texts.size_justification)
                .map(|t| Fact::markdown(label("justification"), &t)),
        );
        let duration = content
            .duration
            .map(|d| format!("{} {}", d.count, self.code("unit", d.unit)));
        facts.push(Fact::new(label("duration"), duration));
        let mut levels: Vec<Fact> = Vec::new();
        levels.extend(self.level_fact(content.kind, "NLQF", content.nlqf, |l| l.code().to_owned()));
        levels.extend(self.level_fact(content.kind, "EQF", content.eqf, |l| l.code().to_owned()));
        levels.extend(
            self.level_fact(content.kind, "QF-EHEA", content.qf_ehea, |l| {
                self.code("cycle", l)
            }),
        );
        if levels.is_empty() {
            levels.push(Fact::new(label("level"), None));
        }
        facts.extend(levels);
        facts.push(Fact::new(
            label("language"),
            Some(self.code("language", content.language)),
        ));
        facts.push(Fact::new(
            label("participation"),
            self.codes("participation", &content.participation),
        ));
        if !content.programmes.is_empty() {
            let all: Vec<String> = content
                .programmes
                .iter()
                .map(|p| format!("{} {}", self.code("scheme", p.scheme), p.code))
                .collect();
            facts.push(Fact::new(label("programme"), Some(all.join(", "))));
        }
        facts.push(Fact::markdown(label("prerequisites"), &texts.prerequisites));
        let mut stackable = Fact::new(
            label("stackability"),
            content.stackability.map(|s| self.code("stackability", s)),
        );
        stackable.note = domain::text::non_empty(&texts.stackable_towards);
        facts.push(stackable);
        let expiry = match content.expiry {
            Some(e) => self.t1(
                "about-valid-for",
                "period",
                format!("{} {}", e.count, self.code("unit", e.unit)),
            ),
            None => self.t("class-no-expiry"),
        };
        facts.push(Fact::new(label("validity"), Some(expiry)));
        self.keep_stated(content, facts)
    }

    /// Assessment and quality assurance.
    pub(crate) fn quality_facts(&self, content: &Content, frameworks: &[Framework]) -> Vec<Fact> {
        let label = |key: &str| self.code("about-fact", key);
        let mut facts = vec![
            Fact::new(
                label("assessment"),
                self.codes("assessment", &content.assessment),
            ),
            Fact::new(
                label("supervision"),
                content.supervision.map(|s| self.code("supervision", s)),
            ),
        ];
        if content.grade_required {
            facts.push(Fact::new(label("grade"), Some(self.t("about-grade-shown"))));
        }
        let mut quality = Fact::new(label("quality"), None);
        match &content.quality {
            Some(Quality::Framework(id)) => {
                let framework = frameworks.iter().find(|f| f.id == *id);
                quality.value = Some(
                    framework.map_or_else(|| id.clone(), |f| f.name.get(self.lang()).to_owned()),
                );
                quality.link =
                    framework.and_then(|f| domain::text::non_empty(f.url.get(self.lang())));
                quality.note =
                    framework.and_then(|f| domain::text::non_empty(f.text.get(self.lang())));
            }
            Some(Quality::Own { name, url, text }) => {
                quality.value = Some(name.clone());
                quality.link.clone_from(url);
                quality.note.clone_from(text);
            }
            None => {}
        }
        facts.push(quality);
        for related in &content.related {
            let mut fact = Fact::new(label("related"), Some(related.name.clone()));
            fact.link.clone_from(&related.url);
            let parts = [&related.framework, &related.code, &related.description];
            let note: Vec<&str> = parts
                .into_iter()
                .filter_map(|p| p.as_deref())
                .filter(|p| !p.is_empty())
                .collect();
            fact.note = domain::text::non_empty(&note.join(" · "));
            facts.push(fact);
        }
        self.keep_stated(content, facts)
    }

    /// A microcredential says "not stated" where it says nothing; other types leave that out.
    fn keep_stated(&self, content: &Content, mut facts: Vec<Fact>) -> Vec<Fact> {
        facts.retain(|f| f.value.is_some() || content.kind == Type::Microcredential);
        facts
    }

    fn codes<C: std::fmt::Display>(&self, family: &str, list: &[C]) -> Option<String> {
        let all: Vec<String> = list
            .iter()
            .map(|c| self.t(&format!("{family}-{c}")))
            .collect();
        domain::text::non_empty(&all.join(", "))
    }
}

/// `NLQF 7`, `EQF 7`.
pub(crate) fn level_names(content: &Content) -> Vec<String> {
    let mut names = Vec::new();
    names.extend(content.nlqf.map(|l| format!("NLQF {}", l.level)));
    names.extend(content.eqf.map(|l| format!("EQF {}", l.level)));
    names
}

#[derive(Template)]
#[template(path = "public/badge_class.html")]
struct ClassPage<'a> {
    page: &'a Page,
    public: PublicClass,
    /// For editors: the draft, not what is published.
    preview: bool,
    /// The institutions whose learners may request, by name.
    listed: Vec<String>,
    /// What a learner has of it already.
    had: Had,
}

impl ClassPage<'_> {
    fn content(&self) -> &Content {
        &self.public.version.content
    }

    fn texts(&self) -> &Texts {
        self.content().texts_in(self.page.lang())
    }

    fn is_archived(&self) -> bool {
        self.public.class.state == State::Archived
    }

    fn is_in_force(&self) -> bool {
        self.preview || self.public.version.number == self.public.newest
    }

    fn levels(&self) -> String {
        level_names(self.content()).join(" · ")
    }

    fn annex(&self) -> Vec<Stated> {
        completeness(self.content())
    }

    fn is_given(&self, element: &Element) -> bool {
        matches!(element, Element::Learner | Element::DateOfIssuing)
    }

    fn mandatory(&self) -> usize {
        counts(self.content()).0
    }

    fn optional(&self) -> usize {
        counts(self.content()).1
    }

    fn takes_requests(&self) -> bool {
        self.public.class.state == State::Published
            && self.public.class.settings.requests
            && self.is_in_force()
    }

    fn who_may_request(&self) -> String {
        use domain::badge_class::MayRequest;
        let page = self.page;
        match &self.public.class.settings.may_request {
            MayRequest::OwnLearners => page.t1(
                "about-request-own",
                "institution",
                self.public.placement.institution.name(page.lang()),
            ),
            MayRequest::Listed(_) => page.t1(
                "about-request-listed",
                "institutions",
                self.listed.join(", "),
            ),
            MayRequest::Anyone => page.t("about-request-anyone"),
        }
    }

    fn canonical(&self) -> String {
        let p = &self.public;
        let path = if self.is_in_force() {
            app::urls::badge_class(p.class.id)
        } else {
            app::urls::badge_class_version(p.class.id, p.version.number)
        };
        self.page.app().urls().absolute(&path)
    }

    /// The class in the words of schema.org, for a data block: every sign that could end the
    /// block is escaped.
    fn structured_data(&self) -> String {
        let (page, content, texts) = (self.page, self.content(), self.texts());
        let absolute = |path: String| page.app().urls().absolute(&path);
        let placement = &self.public.placement;
        let lang = page.lang();
        let competencies: Vec<&str> = texts.outcomes.iter().map(|o| o.text.as_str()).collect();
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": "EducationalOccupationalCredential",
            "@id": self.canonical(),
            "url": self.canonical(),
            "name": texts.name,
            "description": texts.description,
            "inLanguage": content.language.code(),
            "credentialCategory": if content.kind == Type::Microcredential { "micro-credential" } else { "badge" },
            "competencyRequired": competencies,
            "version": self.public.version.number,
            "recognizedBy": {
                "@type": "EducationalOrganization",
                "@id": absolute(app::urls::institution(placement.institution.id)),
                "name": placement.institution.name(lang),
            },
            "publisher": {
                "@type": "Organization",
                "@id": absolute(app::urls::issuer(placement.issuer.id)),
                "name": placement.issuer.name(lang),
            },
        });
        if let Some(image) = &content.image {
            data["image"] = absolute(app::urls::file_png(&image.png)).into();
        }
        let levels = level_names(content);
        if !levels.is_empty() {
            data["educationalLevel"] = json!(levels);
        }
        if let Some(hours) = content.workload_hours() {
            data["timeRequired"] = format!("PT{hours}H").into();
        }
        data.to_string()
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
    }
}

async fn shown(page: &Page, public: PublicClass, preview: bool) -> Answer {
    let mut listed = Vec::new();
    if let domain::badge_class::MayRequest::Listed(ids) = &public.class.settings.may_request {
        let all = page
            .app()
            .public_institutions(&page.actor(), page.lang())
            .await?;
        listed = all
            .iter()
            .filter(|i| ids.contains(&i.id))
            .map(|i| i.name(page.lang()).to_owned())
            .collect();
    }
    let had = page
        .app()
        .had_of_class(&page.actor(), public.class.id)
        .await?;
    Ok(page.html(&ClassPage {
        page,
        public,
        preview,
        listed,
        had,
    }))
}

pub(crate) async fn badge_class(page: Page, Segment(id): Segment<BadgeClassId>) -> Answer {
    let public = page
        .app()
        .public_badge_class(&page.actor(), id, None)
        .await?;
    shown(&page, public, false).await
}

pub(crate) async fn version(
    page: Page,
    Segment((id, number)): Segment<(BadgeClassId, String)>,
) -> Answer {
    let number = number.parse().map_err(|_| Failure(app::Error::NotFound))?;
    let public = page
        .app()
        .public_badge_class(&page.actor(), id, Some(number))
        .await?;
    shown(&page, public, false).await
}

pub(crate) async fn preview(page: Page, Segment(id): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let public = page.app().preview_badge_class(&page.actor(), id).await?;
    shown(&page, public, true).await
}
