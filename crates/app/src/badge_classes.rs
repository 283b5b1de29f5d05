//! Badge classes: drafting, publishing, versions, archive.

use domain::badge_class::{
    BadgeClass, Content, Quality, Settings, State, Surroundings, Type, Version, Warning,
};
use domain::policy::{Action, Actor, Denied, Resource};
use domain::role::Path;
use domain::rule_set::{Framework, RuleSet, in_force};
use domain::text::{Language, fold};
use domain::{BadgeClassId, BadgeClassVersionId, Invalid, IssuerId};
use store::Tx;
pub use store::badge_classes::{ClassCounts, ClassFilter, ClassSort, ListedClass, PlacedClass};
use store::institutions::Placement;

use crate::{App, Error, Result};

mod lists;

/// A class in the issuer portal: what it is, how it stands, what is missing.
#[derive(Clone, Debug)]
pub struct ManagedClass {
    pub placed: PlacedClass,
    pub counts: ClassCounts,
    /// What publication of the draft still needs, and what is worth saying.
    pub check: Result<Vec<Warning>, Invalid>,
    /// Whether the draft says something else than the version in force.
    pub changed: bool,
    pub frameworks: Vec<Framework>,
    /// The guideline for a microcredential here and now.
    pub guideline: Option<RuleSet>,
}

impl ManagedClass {
    pub fn path(&self) -> Path {
        path(&self.placed)
    }
}

/// The way to a class.
pub fn path(placed: &PlacedClass) -> Path {
    placed.placement.path().class(placed.class.id)
}

impl App {
    /// The class with everything above it, for who may read the institution's tree.
    pub async fn badge_class(&self, actor: &Actor, id: BadgeClassId) -> Result<PlacedClass> {
        let placed = self
            .store()
            .read(async move |tx: &mut Tx| tx.badge_class(id).await)
            .await?;
        let placed = placed.ok_or(Error::NotFound)?;
        self.permit(actor, Action::ReadTree, &Resource::Node(path(&placed)))?;
        Ok(placed)
    }

    /// The class as its page in the issuer portal shows it.
    pub async fn managed_class(&self, actor: &Actor, id: BadgeClassId) -> Result<ManagedClass> {
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(placed) = tx.badge_class(id).await? else {
                return Ok(None);
            };
            let counts = tx.badge_class_counts(id).await?;
            Ok::<_, Error>(Some((
                placed,
                counts,
                tx.frameworks().await?,
                tx.rule_sets().await?,
            )))
        });
        let (placed, counts, frameworks, rule_sets) = found.await?.ok_or(Error::NotFound)?;
        self.permit(actor, Action::ReadTree, &Resource::Node(path(&placed)))?;
        let check = self.check_publishable(
            &placed.placement,
            (&placed.class.draft, &placed.class.settings),
            &rule_sets,
        );
        let changed = placed
            .version
            .as_ref()
            .is_some_and(|v| v.content != placed.class.draft);
        let guideline = self
            .guideline(&placed.placement, &placed.class.draft, &rule_sets)
            .cloned();
        Ok(ManagedClass {
            placed,
            counts,
            check,
            changed,
            frameworks,
            guideline,
        })
    }

    fn guideline<'a>(
        &self,
        placement: &Placement,
        content: &Content,
        rule_sets: &'a [RuleSet],
    ) -> Option<&'a RuleSet> {
        let framework = match &content.quality {
            Some(Quality::Framework(id)) => id.clone(),
            // Before one is chosen: the one that the institution is accredited for.
            _ => placement
                .institution
                .registration
                .accreditations
                .first()?
                .framework
                .clone(),
        };
        let sector = placement
            .group
            .sector(placement.institution.registration.sector);
        in_force(rule_sets, sector, &framework, self.today())
    }

    /// What publication needs of a text, in its place in the tree, today.
    pub(crate) fn check_publishable(
        &self,
        placement: &Placement,
        (content, settings): (&Content, &Settings),
        rule_sets: &[RuleSet],
    ) -> Result<Vec<Warning>, Invalid> {
        let institution = &placement.institution;
        let today = self.today();
        let accredited = match &content.quality {
            Some(Quality::Framework(id)) => institution.accredited(id, today),
            _ => false,
        };
        let around = Surroundings {
            sector: placement.group.sector(institution.registration.sector),
            rules: self.guideline(placement, content, rule_sets),
            accredited,
            legal_basis: content.kind.legal_basis(
                institution.settings.legal_basis_formal,
                institution.settings.legal_basis_non_formal,
            ),
            today,
        };
        let mut result = content.check_publishable(settings, &around);
        if content.kind == Type::Microcredential && !institution.microcredentials_allowed(today) {
            let mut wrong = result.err().unwrap_or_default();
            wrong.add("", "microcredentials-not-allowed");
            result = Err(wrong);
        }
        result
    }

    /// A new draft under an id that its form was given; needs only a name. The same form once
    /// more makes no second one; what was typed meanwhile is kept.
    ///
    /// # Errors
    /// `Conflict` when the draft was worked on elsewhere since.
    pub async fn draft_badge_class(
        &self,
        actor: &Actor,
        (issuer, id): (IssuerId, BadgeClassId),
        (content, settings): (Content, Settings),
    ) -> Result<BadgeClassId> {
        let placement = self
            .store()
            .read(async move |tx: &mut Tx| tx.issuer(issuer).await)
            .await?;
        let placement = placement.ok_or(Error::NotFound)?;
        let permit = self.permit(
            actor,
            Action::CreateBelow,
            &Resource::Node(placement.path()),
        )?;
        if placement.is_archived() {
            return Err(Error::Conflict("parent-archived"));
        }
        content.check_draft()?;
        self.check_settings(&settings)?;
        let now = self.now();
        let class = BadgeClass {
            id,
            issuer,
            group: placement.group.id,
            institution: placement.institution.id,
            state: State::Draft,
            draft: content,
            settings,
            version: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                match tx.badge_class(id).await? {
                    None => Ok(tx.insert_badge_class(&class).await?),
                    Some(made) if made.class.issuer == issuer => {
                        let (before, now_typed) = (&made.class, &class);
                        if before.draft == now_typed.draft && before.settings == now_typed.settings
                        {
                            return Ok(());
                        }
                        let untouched = before.state == State::Draft && before.revision == 1;
                        let saved = untouched
                            && tx
                                .save_badge_class(
                                    before,
                                    &now_typed.draft,
                                    &now_typed.settings,
                                    now,
                                )
                                .await?;
                        if !saved {
                            return Err(Error::Conflict("saved-by-somebody-else"));
                        }
                        Ok(())
                    }
                    // An id that somebody made up: what it names is not to be known.
                    Some(_) => Err(Error::NotFound),
                }
            })
            .await?;
        Ok(id)
    }

    fn check_settings(&self, settings: &Settings) -> Result<(), Invalid> {
        let mut wrong = Invalid::default();
        if settings
            .mail_note
            .as_ref()
            .is_some_and(|n| n.chars().count() > 4_000)
        {
            wrong.add_with("mail_note", "too-long", vec![("max", "4000".into())]);
        }
        if settings.tags.len() > 20 || settings.tags.iter().any(|t| t.chars().count() > 60) {
            wrong.add("tags", "tags");
        }
        wrong.into_result()
    }

    /// Saves what the editor holds. `revision` is the one that the form was made from: somebody
    /// else's save in between is a conflict, not lost.
    pub async fn save_badge_class(
        &self,
        actor: &Actor,
        id: BadgeClassId,
        revision: i64,
        (content, settings): (Content, Settings),
    ) -> Result<()> {
        let placed = self.badge_class(actor, id).await?;
        let permit = self.permit(actor, Action::Edit, &Resource::Node(path(&placed)))?;
        if placed.class.state == State::Archived {
            return Err(Error::Conflict("class-archived"));
        }
        content.check_draft()?;
        self.check_settings(&settings)?;
        if placed.version.is_some() && content.kind != placed.class.draft.kind {
            return Err(Error::invalid("type", "type-fixed"));
        }
        let now = self.now();
        let saved = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let Some(before) = tx.badge_class(id).await? else {
                    return Err(Error::NotFound);
                };
                let before = BadgeClass {
                    revision,
                    ..before.class
                };
                Ok(tx
                    .save_badge_class(&before, &content, &settings, now)
                    .await?)
            });
        if saved.await? {
            Ok(())
        } else {
            Err(Error::Conflict("saved-by-somebody-else"))
        }
    }

    /// Publishes the draft: as version 1, in place of a version to which nothing was awarded
    /// yet, or as a new version. Gives what the editor should still hear.
    pub async fn publish_badge_class(
        &self,
        actor: &Actor,
        id: BadgeClassId,
    ) -> Result<Vec<Warning>> {
        let placed = self.badge_class(actor, id).await?;
        let permit = self.permit(actor, Action::Publish, &Resource::Node(path(&placed)))?;
        if placed.placement.institution.settings.publishing_review {
            // With review on, only a quality officer's approval publishes.
            return Err(Error::Denied {
                why: Denied::Forbidden,
                path: Some(path(&placed)),
            });
        }
        self.publish(&permit, id).await
    }

    async fn publish(
        &self,
        permit: &domain::policy::Permit,
        id: BadgeClassId,
    ) -> Result<Vec<Warning>> {
        let app = self.clone();
        let version_id = BadgeClassVersionId(self.new_id());
        self.store()
            .write(permit, self.stamp(), async move |tx: &mut Tx| {
                let placed = tx.badge_class(id).await?.ok_or(Error::NotFound)?;
                let (class, placement) = (&placed.class, &placed.placement);
                if class.state == State::Archived || placement.is_archived() {
                    return Err(Error::Conflict("class-archived"));
                }
                let rule_sets = tx.rule_sets().await?;
                let warnings =
                    app.check_publishable(placement, (&class.draft, &class.settings), &rule_sets)?;
                let next = Version {
                    id: version_id,
                    class: id,
                    number: placed.version.as_ref().map_or(1, |v| v.number + 1),
                    content: class.draft.clone(),
                    published_at: app.now(),
                };
                match &placed.version {
                    Some(now) if now.content == class.draft && class.state == State::Published => {}
                    Some(now) if !tx.version_has_awards(now.id).await? => {
                        tx.replace_version(&Version {
                            id: now.id,
                            number: now.number,
                            ..next
                        })
                        .await?;
                    }
                    _ => tx.insert_version(&next).await?,
                }
                tx.set_search_terms(id, &search_terms(&class.draft)).await?;
                Ok(warnings)
            })
            .await
    }

    /// Archives: needs no unclaimed awards and no open requests.
    pub async fn archive_badge_class(&self, actor: &Actor, id: BadgeClassId) -> Result<()> {
        let placed = self.badge_class(actor, id).await?;
        let permit = self.permit(actor, Action::Archive, &Resource::Node(path(&placed)))?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let counts = tx.badge_class_counts(id).await?;
                if counts.open_awards > 0 {
                    return Err(Error::Conflict("open-awards"));
                }
                if counts.open_requests > 0 {
                    return Err(Error::Conflict("open-requests"));
                }
                let from = [State::Draft, State::InReview, State::Published];
                if !tx.set_badge_class_state(id, &from, State::Archived).await? {
                    return Err(Error::Conflict("class-archived"));
                }
                Ok(())
            })
            .await
    }

    /// Back from the archive: published when it was once, else a draft.
    pub async fn restore_badge_class(&self, actor: &Actor, id: BadgeClassId) -> Result<()> {
        let placed = self.badge_class(actor, id).await?;
        let permit = self.permit(actor, Action::Archive, &Resource::Node(path(&placed)))?;
        if placed.placement.is_archived() {
            return Err(Error::Conflict("parent-archived"));
        }
        let to = if placed.version.is_some() {
            State::Published
        } else {
            State::Draft
        };
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if !tx.set_badge_class_state(id, &[State::Archived], to).await? {
                    return Err(Error::Conflict("class-not-archived"));
                }
                Ok(())
            })
            .await
    }

    /// All published texts, newest first.
    pub async fn versions(&self, actor: &Actor, id: BadgeClassId) -> Result<Vec<Version>> {
        self.badge_class(actor, id).await?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.versions(id).await)
            .await?)
    }
}

/// Folded words and stems of a class's texts, with weights: name, outcomes, description.
fn search_terms(content: &Content) -> Vec<(String, i64)> {
    let mut terms = std::collections::BTreeMap::new();
    let second = content.second.as_ref().map(|s| (s.lang.code(), &s.texts));
    for (language, texts) in
        std::iter::once((content.language.code(), &content.texts)).chain(second)
    {
        let outcomes: Vec<&str> = texts.outcomes.iter().map(|o| o.text.as_str()).collect();
        for (text, weight) in [
            (texts.name.clone(), 9),
            (outcomes.join(" "), 3),
            (texts.description.clone(), 1),
        ] {
            for word in words(&text) {
                for term in [stem(&word, language), word] {
                    let best = terms.entry(term).or_insert(weight);
                    *best = (*best).max(weight);
                }
            }
        }
    }
    terms.into_iter().take(2_000).collect()
}

/// The words of a text, folded; too short or too long ones say nothing.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| (2..=40).contains(&w.chars().count()))
        .map(str::to_owned)
        .collect()
}

/// The stem of a folded word in a language.
pub(crate) fn stem(word: &str, language: &str) -> String {
    use rust_stemmers::{Algorithm, Stemmer};
    let algorithm = match Language::from_code(language) {
        Some(Language::Nl) => Algorithm::Dutch,
        Some(Language::De) => Algorithm::German,
        Some(Language::Fr) => Algorithm::French,
        Some(Language::Es) => Algorithm::Spanish,
        _ => Algorithm::English,
    };
    Stemmer::create(algorithm).stem(word).into_owned()
}

/// What the editor shows beside the form.
#[derive(Clone, Debug)]
pub struct PublishingHelp {
    pub frameworks: Vec<Framework>,
    pub guideline: Option<RuleSet>,
}

impl App {
    /// Frameworks and the guideline that holds in a place of the tree; public facts.
    pub async fn publishing_help(
        &self,
        placement: &Placement,
        (content, _): (&Content, &Settings),
    ) -> Result<PublishingHelp> {
        let found = self.store().read(async |tx: &mut Tx| {
            Ok::<_, Error>((tx.frameworks().await?, tx.rule_sets().await?))
        });
        let (frameworks, rule_sets) = found.await?;
        let guideline = self.guideline(placement, content, &rule_sets).cloned();
        Ok(PublishingHelp {
            frameworks,
            guideline,
        })
    }

    /// Everything that keeps a text from publication, with what could not even be read.
    pub async fn publication_errors(
        &self,
        placement: &Placement,
        (content, settings): (&Content, &Settings),
        unreadable: &Invalid,
    ) -> Result<Invalid> {
        let rule_sets = self
            .store()
            .read(async |tx: &mut Tx| tx.rule_sets().await)
            .await?;
        let mut all = unreadable.clone();
        if let Err(wrong) = self.check_publishable(placement, (content, settings), &rule_sets) {
            all.0.extend(
                wrong
                    .0
                    .into_iter()
                    .filter(|e| unreadable.at(&e.field).is_none()),
            );
        }
        Ok(all)
    }
}
