//! Internal tags: an institution's own words for its classes.

use domain::policy::{Action, Actor, Resource};
use domain::role::Path;
pub use domain::tag::Tag;
use domain::{BadgeClassId, InstitutionId, Lang, TagId};
use store::Tx;

use crate::badge_classes::{PlacedClass, path};
use crate::{App, Error, Result};

/// Of the classes on which a tag is, so many are named.
const NAMED: i64 = 20;

/// A tag with the classes on which it is.
#[derive(Clone, Debug)]
pub struct TagUse {
    pub tag: Tag,
    pub count: i64,
    /// Some of them, by name.
    pub classes: Vec<(BadgeClassId, String)>,
}

/// A class with the tags that can be put on it.
#[derive(Clone, Debug)]
pub struct ClassTags {
    pub placed: PlacedClass,
    pub on: Vec<Tag>,
    /// Those that are on it, and all others that aren't archived; by name.
    pub offered: Vec<Tag>,
}

impl App {
    /// All tags of an institution, archived ones last, each with on how many classes it is.
    pub async fn tags(&self, actor: &Actor, institution: InstitutionId) -> Result<Vec<(Tag, i64)>> {
        let node = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadTree, &node)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.tags(institution).await)
            .await?)
    }

    /// # Errors
    /// `Invalid` at `name` when it says nothing, is too long, or exists (then `name-taken`, or
    /// `tag-archived`).
    pub async fn add_tag(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        typed: &str,
    ) -> Result<TagId> {
        let node = Resource::Node(Path::institution(institution));
        let permit = self.permit(actor, Action::Edit, &node)?;
        let tag = Tag {
            id: TagId(self.new_id()),
            institution,
            name: domain::tag::name(typed)?,
            created_at: self.now(),
            archived_at: None,
        };
        let id = tag.id;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                match tx.tag_called(institution, &tag.name).await? {
                    None => {}
                    Some(there) if there.archived_at.is_some() => {
                        return Err(Error::invalid("name", "tag-archived"));
                    }
                    Some(_) => return Err(Error::invalid("name", "name-taken")),
                }
                tx.insert_tag(&tag).await.map_err(|e| match e {
                    store::Error::Constraint(_) => Error::invalid("name", "name-taken"),
                    other => other.into(),
                })
            })
            .await?;
        Ok(id)
    }

    async fn tag(&self, id: TagId) -> Result<Tag> {
        let found = self.store().read(async move |tx: &mut Tx| tx.tag(id).await);
        found.await?.ok_or(Error::NotFound)
    }

    /// A tag and where it is used, for who may change it.
    pub async fn tag_use(&self, actor: &Actor, id: TagId, lang: Lang) -> Result<TagUse> {
        let tag = self.tag(id).await?;
        let node = Resource::Node(Path::institution(tag.institution));
        self.permit(actor, Action::Edit, &node)?;
        let institution = tag.institution;
        let found = self.store().read(async move |tx: &mut Tx| {
            let all = tx.tags(institution).await?;
            let count = all.iter().find(|(t, _)| t.id == id).map_or(0, |(_, n)| *n);
            let classes = tx.classes_with_tag(id, lang, NAMED).await?;
            Ok::<_, Error>((count, classes))
        });
        let (count, classes) = found.await?;
        Ok(TagUse {
            tag,
            count,
            classes,
        })
    }

    /// Archives a tag (it stays where it is, and is offered nowhere any more) or restores it.
    pub async fn archive_tag(&self, actor: &Actor, id: TagId, archive: bool) -> Result<Tag> {
        let tag = self.tag(id).await?;
        let node = Resource::Node(Path::institution(tag.institution));
        let permit = self.permit(actor, Action::Edit, &node)?;
        let at = archive.then(|| self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if tx.archive_tag(id, at).await? {
                    return Ok(());
                }
                Err(Error::Conflict(if archive {
                    "already-archived"
                } else {
                    "not-archived"
                }))
            })
            .await?;
        Ok(tag)
    }

    /// Deletes a tag, from every class on which it is.
    pub async fn delete_tag(&self, actor: &Actor, id: TagId) -> Result<Tag> {
        let tag = self.tag(id).await?;
        let node = Resource::Node(Path::institution(tag.institution));
        let permit = self.permit(actor, Action::Edit, &node)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let tag = tx.tag(id).await?.ok_or(Error::NotFound)?;
                tx.delete_tag(&tag).await?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(tag)
    }

    /// A class's tags and those that can be put on it, for who may change the class.
    pub async fn class_tags(&self, actor: &Actor, id: BadgeClassId) -> Result<ClassTags> {
        let placed = self.badge_class(actor, id).await?;
        self.permit(actor, Action::Edit, &Resource::Node(path(&placed)))?;
        let institution = placed.class.institution;
        let found = self.store().read(async move |tx: &mut Tx| {
            Ok::<_, Error>((tx.tags_of_class(id).await?, tx.tags(institution).await?))
        });
        let (on, all) = found.await?;
        let offered = all
            .into_iter()
            .map(|(tag, _)| tag)
            .filter(|tag| tag.archived_at.is_none() || on.contains(tag))
            .collect();
        Ok(ClassTags {
            placed,
            on,
            offered,
        })
    }

    /// Puts these tags on a class, and no others; that needs no new version.
    ///
    /// # Errors
    /// `Invalid` at `tag` for more than 20, or for one that isn't offered here.
    pub async fn set_class_tags(
        &self,
        actor: &Actor,
        id: BadgeClassId,
        mut chosen: Vec<TagId>,
    ) -> Result<()> {
        let placed = self.badge_class(actor, id).await?;
        let permit = self.permit(actor, Action::Edit, &Resource::Node(path(&placed)))?;
        chosen.sort();
        chosen.dedup();
        if chosen.len() > domain::tag::PER_CLASS {
            return Err(Error::invalid("tag", "tags"));
        }
        let institution = placed.class.institution;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let before = tx.tags_of_class(id).await?;
                let all = tx.tags(institution).await?;
                let after: Vec<Tag> = all
                    .into_iter()
                    .map(|(tag, _)| tag)
                    .filter(|tag| chosen.contains(&tag.id))
                    .filter(|tag| tag.archived_at.is_none() || before.contains(tag))
                    .collect();
                if after.len() != chosen.len() {
                    return Err(Error::invalid("tag", "tag-not-offered"));
                }
                tx.set_class_tags(id, (&before, &after)).await?;
                Ok::<_, Error>(())
            })
            .await
    }
}
