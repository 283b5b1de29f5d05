//! The public side of the tree: the catalogue, badge classes, and who stands behind them.

use domain::badge_class::{BadgeClass, State, Type, Version};
use domain::institution::{Institution, Logo, Sector};
use domain::issuer::Issuer;
use domain::issuer_group::{IssuerGroup, Visibility};
use domain::policy::{Action, Actor, Resource};
use domain::rule_set::Framework;
use domain::{BadgeClassId, FileHash, InstitutionId, IssuerGroupId, IssuerId, Lang};
use store::Tx;
use store::badge_classes::PlacedClass;
pub use store::catalogue::Entry;
use store::catalogue::{FacetCount, Query};

use crate::badge_classes::stem;
use crate::tree::Placement;
use crate::{App, Error, Result};

/// Classes on one page.
pub const PER_PAGE: i64 = 24;
/// The last page that can be asked for: what is further away is found by filters.
pub const LAST_PAGE: i64 = 500;
/// More words than this make no search more precise, only slower.
const WORDS_MAX: usize = 8;

/// What a visitor asks the catalogue. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub search: String,
    pub kinds: Vec<Type>,
    pub sectors: Vec<Sector>,
    pub institutions: Vec<InstitutionId>,
    pub newest_first: bool,
    /// Counts from 1.
    pub page: i64,
}

impl Filter {
    /// How many filters are on, the search apart.
    pub fn count(&self) -> usize {
        self.kinds.len() + self.sectors.len() + self.institutions.len()
    }
}

/// One choice of a facet with how many classes it would give.
#[derive(Clone, Debug)]
pub struct Choice<T> {
    pub value: T,
    pub count: i64,
}

/// One page of the catalogue with everything beside it.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub entries: Vec<Entry>,
    /// Classes that match everything asked.
    pub total: i64,
    pub page: i64,
    pub pages: i64,
    pub kinds: Vec<Choice<Type>>,
    pub sectors: Vec<Choice<Sector>>,
    pub institutions: Vec<Choice<Institution>>,
}

/// A class as everyone may see it: one of its published texts.
#[derive(Clone, Debug)]
pub struct PublicClass {
    pub class: BadgeClass,
    pub placement: Placement,
    pub version: Version,
    /// The number of the text in force.
    pub newest: i64,
    /// How many edubadges were issued under it.
    pub edubadges: i64,
    pub frameworks: Vec<Framework>,
}

/// An institution with what hangs below it, as everyone may see it.
#[derive(Clone, Debug)]
pub struct PublicInstitution {
    pub institution: Institution,
    pub groups: Vec<IssuerGroup>,
    pub entries: Vec<Entry>,
    pub total: i64,
}

/// An issuer group with its issuers and classes.
#[derive(Clone, Debug)]
pub struct PublicGroup {
    pub institution: Institution,
    pub group: IssuerGroup,
    pub issuers: Vec<Issuer>,
    pub entries: Vec<Entry>,
    pub total: i64,
}

/// An issuer with its classes.
#[derive(Clone, Debug)]
pub struct PublicIssuer {
    pub placement: Placement,
    pub entries: Vec<Entry>,
    pub total: i64,
}

/// The logo nearest to the issuer: its own, the group's, the institution's.
pub fn logo(placement: &Placement, lang: Lang) -> Option<&FileHash> {
    let Placement {
        institution,
        group,
        issuer,
    } = placement;
    let own = issuer.settings.logo.get(lang);
    own.or_else(|| group_logo(&group.settings.logo, institution, lang))
}

/// The logo of a group, else its institution's.
pub fn group_logo<'a>(
    group: &'a Logo,
    institution: &'a Institution,
    lang: Lang,
) -> Option<&'a FileHash> {
    group
        .get(lang)
        .or_else(|| institution.settings.logo.get(lang))
}

/// For each word of a search the beginnings of terms that count as a hit; `None` when something
/// was typed in which there is no word at all.
fn search_words(search: &str) -> Option<Vec<Vec<String>>> {
    let folded = domain::text::fold(search);
    let words: Vec<Vec<String>> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(WORDS_MAX)
        .map(|word| {
            let word: String = word.chars().take(40).collect();
            let mut beginnings = vec![word.clone()];
            for language in ["nl", "en"] {
                let stem = stem(&word, language);
                // A shorter stem would begin nearly everything.
                if stem.chars().count() >= 3 && !beginnings.contains(&stem) {
                    beginnings.push(stem);
                }
            }
            beginnings
        })
        .collect();
    (folded.is_empty() || !words.is_empty()).then_some(words)
}

fn chosen<T: PartialEq>(list: &[T], value: &T) -> bool {
    list.is_empty() || list.contains(value)
}

impl App {
    /// One page of the catalogue with the counts of every facet, each ignoring its own filter.
    pub async fn catalogue(&self, actor: &Actor, filter: &Filter, lang: Lang) -> Result<Catalogue> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let page = filter.page.clamp(1, LAST_PAGE);
        let words = search_words(&filter.search);
        let query = Query {
            words: words.clone().unwrap_or_default(),
            kinds: filter.kinds.clone(),
            sectors: filter.sectors.clone(),
            institutions: filter.institutions.clone(),
            newest_first: filter.newest_first,
            offset: (page - 1) * PER_PAGE,
            limit: PER_PAGE,
            ..Query::default()
        };
        let nothing = words.is_none();
        let found = self.store().read(async move |tx: &mut Tx| {
            let institutions = tx.institutions(lang).await?;
            if nothing {
                return Ok((Vec::new(), Vec::new(), institutions));
            }
            Ok::<_, Error>((
                tx.catalogue(&query).await?,
                tx.catalogue_counts(&query).await?,
                institutions,
            ))
        });
        let (entries, counts, institutions) = found.await?;
        let sum = |keep: &dyn Fn(&FacetCount) -> bool| {
            counts
                .iter()
                .filter(|c| keep(c))
                .map(|c| c.count)
                .sum::<i64>()
        };
        let kind = |c: &FacetCount| chosen(&filter.kinds, &c.kind);
        let sector = |c: &FacetCount| chosen(&filter.sectors, &c.sector);
        let institution = |c: &FacetCount| chosen(&filter.institutions, &c.institution);
        let total = sum(&|c| kind(c) && sector(c) && institution(c));
        let kinds = Type::ALL.iter().map(|&value| Choice {
            value,
            count: sum(&|c| c.kind == value && sector(c) && institution(c)),
        });
        let sectors = Sector::ALL.iter().map(|&value| Choice {
            value,
            count: sum(&|c| c.sector == value && kind(c) && institution(c)),
        });
        // A choice that is on stays in view, also when nothing is left of it.
        let sectors = sectors.filter(|s| s.count > 0 || filter.sectors.contains(&s.value));
        let institutions = institutions.into_iter().map(|value| Choice {
            count: sum(&|c| c.institution == value.id && kind(c) && sector(c)),
            value,
        });
        let institutions =
            institutions.filter(|i| i.count > 0 || filter.institutions.contains(&i.value.id));
        Ok(Catalogue {
            kinds: kinds.collect(),
            sectors: sectors.collect(),
            institutions: institutions.collect(),
            pages: ((total + PER_PAGE - 1) / PER_PAGE).clamp(1, LAST_PAGE),
            entries,
            total,
            page,
        })
    }

    /// A published class: the text in force, or an earlier one by its number. Drafts, test groups
    /// and what lies under an archived parent are not to be known to exist.
    pub async fn public_badge_class(
        &self,
        actor: &Actor,
        id: BadgeClassId,
        number: Option<i64>,
    ) -> Result<PublicClass> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(PlacedClass {
                class,
                placement,
                version,
            }) = tx.badge_class(id).await?
            else {
                return Ok(None);
            };
            let Some(newest) = version.filter(|_| is_public(&class, &placement)) else {
                return Ok(None);
            };
            let (in_force, edubadges) = (newest.number, tx.badge_class_counts(id).await?.edubadges);
            let shown = match number {
                Some(number) if number != in_force => tx.version_by_number(id, number).await?,
                _ => Some(newest),
            };
            let Some(version) = shown else {
                return Ok(None);
            };
            let frameworks = tx.frameworks().await?;
            Ok::<_, Error>(Some(PublicClass {
                class,
                placement,
                version,
                newest: in_force,
                edubadges,
                frameworks,
            }))
        });
        found.await?.ok_or(Error::NotFound)
    }

    /// The draft as its public page would show it, for who may read the institution's tree.
    pub async fn preview_badge_class(
        &self,
        actor: &Actor,
        id: BadgeClassId,
    ) -> Result<PublicClass> {
        let PlacedClass {
            class,
            placement,
            version,
        } = self.badge_class(actor, id).await?;
        let frameworks = self
            .store()
            .read(async |tx: &mut Tx| tx.frameworks().await)
            .await?;
        let newest = version.as_ref().map_or(0, |v| v.number);
        let draft = Version {
            id: version.map_or(domain::BadgeClassVersionId(class.id.0), |v| v.id),
            class: class.id,
            number: newest + 1,
            content: class.draft.clone(),
            published_at: self.now(),
        };
        Ok(PublicClass {
            class,
            placement,
            version: draft,
            newest,
            edubadges: 0,
            frameworks,
        })
    }

    pub async fn public_institution(
        &self,
        actor: &Actor,
        id: InstitutionId,
    ) -> Result<PublicInstitution> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let institution = tx
                .institution(id)
                .await?
                .filter(|i| i.archived_at.is_none());
            let Some(institution) = institution else {
                return Ok(None);
            };
            let mut groups = tx.issuer_groups(id).await?;
            groups
                .retain(|g| g.archived_at.is_none() && g.settings.visibility == Visibility::Public);
            let query = Query {
                institutions: vec![id],
                limit: PER_PAGE,
                ..Query::default()
            };
            let counts = tx.catalogue_counts(&query).await?;
            let total = counts
                .iter()
                .filter(|c| c.institution == id)
                .map(|c| c.count)
                .sum();
            let entries = tx.catalogue(&query).await?;
            Ok::<_, Error>(Some(PublicInstitution {
                institution,
                groups,
                entries,
                total,
            }))
        });
        found.await?.ok_or(Error::NotFound)
    }

    pub async fn public_issuer_group(
        &self,
        actor: &Actor,
        id: IssuerGroupId,
    ) -> Result<PublicGroup> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let found = tx.issuer_group(id).await?.filter(|(i, g)| {
                i.archived_at.is_none()
                    && g.archived_at.is_none()
                    && g.settings.visibility == Visibility::Public
            });
            let Some((institution, group)) = found else {
                return Ok(None);
            };
            let mut issuers = tx.issuers(institution.id).await?;
            issuers.retain(|i| i.group == id && i.archived_at.is_none());
            let query = Query {
                group: Some(id),
                limit: PER_PAGE,
                ..Query::default()
            };
            let total = tx
                .catalogue_counts(&query)
                .await?
                .iter()
                .map(|c| c.count)
                .sum();
            let entries = tx.catalogue(&query).await?;
            Ok::<_, Error>(Some(PublicGroup {
                institution,
                group,
                issuers,
                entries,
                total,
            }))
        });
        found.await?.ok_or(Error::NotFound)
    }

    pub async fn public_issuer(&self, actor: &Actor, id: IssuerId) -> Result<PublicIssuer> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let placement = tx.issuer(id).await?;
            let Some(placement) = placement.filter(is_open) else {
                return Ok(None);
            };
            let query = Query {
                issuer: Some(id),
                limit: PER_PAGE,
                ..Query::default()
            };
            let total = tx
                .catalogue_counts(&query)
                .await?
                .iter()
                .map(|c| c.count)
                .sum();
            let entries = tx.catalogue(&query).await?;
            Ok::<_, Error>(Some(PublicIssuer {
                placement,
                entries,
                total,
            }))
        });
        found.await?.ok_or(Error::NotFound)
    }

    /// The institutions that are not archived, by name.
    pub async fn public_institutions(&self, actor: &Actor, lang: Lang) -> Result<Vec<Institution>> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.institutions(lang).await)
            .await?)
    }

    /// Classes for the start page, newest first.
    pub async fn newest_classes(&self, actor: &Actor, count: i64) -> Result<Vec<Entry>> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let query = Query {
            newest_first: true,
            limit: count,
            ..Query::default()
        };
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.catalogue(&query).await)
            .await?)
    }
}

/// Neither a test group nor an archived parent.
fn is_open(placement: &Placement) -> bool {
    placement.group.settings.visibility == Visibility::Public && !placement.is_archived()
}

/// An archived class stays readable: edubadges point at it.
pub(crate) fn is_public(class: &BadgeClass, placement: &Placement) -> bool {
    class.state != State::Draft && is_open(placement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_becomes_beginnings_of_terms_and_signs_alone_are_no_search() {
        let words = search_words("Begeleiding, élan!").unwrap();
        assert_eq!(words[0][0], "begeleiding");
        assert!(words[0].contains(&"begeleid".to_owned()), "{words:?}");
        assert_eq!(words[1][0], "elan");
        assert_eq!(search_words("  "), Some(Vec::new()));
        assert_eq!(search_words("%_';--\u{0} ☃"), None);
    }
}
