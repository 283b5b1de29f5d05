//! The tree as staff see it: institutions, issuer groups, issuers; creating and changing them.

mod lists;
mod rules;

use domain::institution::{self, Audience, Institution};
use domain::issuer::{self, Issuer};
use domain::issuer_group::{self, IssuerGroup};
use domain::policy::{Action, Actor, Resource};
use domain::role::{Node, Path};
use domain::{InstitutionId, Invalid, IssuerGroupId, IssuerId, Lang, Localized};
use store::Tx;
use store::badge_classes::ListedClass;
pub use store::institutions::Placement;
use store::life::Level;
use uuid::Uuid;

pub use lists::{ListedGroup, ListedIssuer, TreeFilter, TreeSort};
pub(crate) use rules::check_named;
pub use rules::{Trial, eppn_matcher, try_eppn};
use rules::{check_group, check_institution, check_issuer, taken_name};

use crate::{App, Error, Result};

/// An institution with its groups and issuers, for its page in the issuer portal.
#[derive(Clone, Debug)]
pub struct InstitutionTree {
    pub institution: Institution,
    pub groups: Vec<(IssuerGroup, Vec<Issuer>)>,
}

/// An issuer with its classes.
#[derive(Clone, Debug)]
pub struct IssuerClasses {
    pub placement: Placement,
    pub classes: Vec<ListedClass>,
}

impl App {
    /// The institutions in which the actor has a role, by name.
    pub async fn own_institutions(&self, actor: &Actor, lang: Lang) -> Result<Vec<Institution>> {
        let Some(person) = actor.person() else {
            return Err(Error::Denied {
                why: domain::policy::Denied::SignIn,
                path: None,
            });
        };
        let ids = person.institutions();
        if ids.is_empty() {
            return Err(Error::Denied {
                why: domain::policy::Denied::Forbidden,
                path: None,
            });
        }
        let mut own = self
            .store()
            .read(async move |tx: &mut Tx| tx.institutions_among(&ids).await)
            .await?;
        own.sort_by_cached_key(|i| (domain::text::fold(i.name(lang)), i.id));
        Ok(own)
    }

    pub async fn institution_tree(
        &self,
        actor: &Actor,
        id: InstitutionId,
    ) -> Result<InstitutionTree> {
        self.permit(
            actor,
            Action::ReadTree,
            &Resource::Node(Path::institution(id)),
        )?;
        let tree = self.store().read(async move |tx: &mut Tx| {
            let Some(institution) = tx.institution(id).await? else {
                return Ok(None);
            };
            let groups = tx.issuer_groups(id).await?;
            let mut issuers = tx.issuers(id).await?;
            let groups = groups
                .into_iter()
                .map(|group| {
                    let (own, others) = std::mem::take(&mut issuers)
                        .into_iter()
                        .partition(|i| i.group == group.id);
                    issuers = others;
                    (group, own)
                })
                .collect();
            Ok::<_, Error>(Some(InstitutionTree {
                institution,
                groups,
            }))
        });
        tree.await?.ok_or(Error::NotFound)
    }

    /// An institution with its groups, by name; archived ones last.
    pub async fn institution_groups(
        &self,
        actor: &Actor,
        id: InstitutionId,
    ) -> Result<(Institution, Vec<IssuerGroup>)> {
        self.permit(
            actor,
            Action::ReadTree,
            &Resource::Node(Path::institution(id)),
        )?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(institution) = tx.institution(id).await? else {
                return Ok(None);
            };
            Ok::<_, Error>(Some((institution, tx.issuer_groups(id).await?)))
        });
        found.await?.ok_or(Error::NotFound)
    }

    /// A group with its institution and issuers.
    pub async fn issuer_group(
        &self,
        actor: &Actor,
        id: IssuerGroupId,
    ) -> Result<(Institution, IssuerGroup, Vec<Issuer>)> {
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some((institution, group)) = tx.issuer_group(id).await? else {
                return Ok(None);
            };
            let issuers = tx.issuers(institution.id).await?;
            let issuers = issuers
                .into_iter()
                .filter(|i| i.group == group.id)
                .collect();
            Ok::<_, Error>(Some((institution, group, issuers)))
        });
        let (institution, group, issuers) = found.await?.ok_or(Error::NotFound)?;
        self.permit(
            actor,
            Action::ReadTree,
            &Resource::Node(Path::institution(institution.id).group(id)),
        )?;
        Ok((institution, group, issuers))
    }

    pub async fn issuer(&self, actor: &Actor, id: IssuerId) -> Result<IssuerClasses> {
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(placement) = tx.issuer(id).await? else {
                return Ok(None);
            };
            let classes = tx.badge_classes_of_issuer(id).await?;
            Ok::<_, Error>(Some(IssuerClasses { placement, classes }))
        });
        let found = found.await?.ok_or(Error::NotFound)?;
        self.permit(
            actor,
            Action::ReadTree,
            &Resource::Node(found.placement.path()),
        )?;
        Ok(found)
    }

    pub async fn update_institution(
        &self,
        actor: &Actor,
        id: InstitutionId,
        settings: institution::Settings,
    ) -> Result<()> {
        let permit = self.permit(actor, Action::Edit, &Resource::Node(Path::institution(id)))?;
        check_institution(&settings)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let before = tx.institution(id).await?.ok_or(Error::NotFound)?;
                let beside = (Level::Institution, Uuid::nil());
                free_name(tx, beside, Some(id.0), &settings.name).await?;
                known_audience(tx, &settings.audience).await?;
                tx.update_institution_settings(&before, &settings).await?;
                Ok::<_, Error>(())
            })
            .await
    }

    pub async fn create_issuer_group(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        settings: issuer_group::Settings,
    ) -> Result<IssuerGroupId> {
        let permit = self.permit(
            actor,
            Action::CreateBelow,
            &Resource::Node(Path::institution(institution)),
        )?;
        let group = IssuerGroup {
            id: IssuerGroupId(self.new_id()),
            institution,
            settings,
            created_at: self.now(),
            archived_at: None,
        };
        let id = group.id;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let above = tx.institution(institution).await?.ok_or(Error::NotFound)?;
                check_group(&group.settings, &above)?;
                if above.archived_at.is_some() {
                    return Err(Error::Conflict("parent-archived"));
                }
                let beside = (Level::Group, institution.0);
                free_name(tx, beside, None, &group.settings.name).await?;
                tx.insert_issuer_group(&group).await.map_err(taken_name)?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(id)
    }

    pub async fn update_issuer_group(
        &self,
        actor: &Actor,
        id: IssuerGroupId,
        settings: issuer_group::Settings,
    ) -> Result<()> {
        let (institution, ..) = self.issuer_group(actor, id).await?;
        let permit = self.permit(
            actor,
            Action::Edit,
            &Resource::Node(Path::institution(institution.id).group(id)),
        )?;
        check_group(&settings, &institution)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let (above, before) = tx.issuer_group(id).await?.ok_or(Error::NotFound)?;
                let fixed =
                    before.settings.sector != settings.sector && before.settings.sector.is_some();
                if fixed && tx.standing(Node::IssuerGroup(id)).await?.issued {
                    return Err(Error::invalid("sector", "sector-fixed"));
                }
                // The name of an archived one counts when it is restored.
                if before.archived_at.is_none() {
                    let beside = (Level::Group, above.id.0);
                    free_name(tx, beside, Some(id.0), &settings.name).await?;
                }
                tx.update_issuer_group(&before, &settings)
                    .await
                    .map_err(taken_name)?;
                Ok::<_, Error>(())
            })
            .await
    }

    pub async fn create_issuer(
        &self,
        actor: &Actor,
        group: IssuerGroupId,
        settings: issuer::Settings,
    ) -> Result<IssuerId> {
        let (institution, ..) = self.issuer_group(actor, group).await?;
        let path = Path::institution(institution.id).group(group);
        let permit = self.permit(actor, Action::CreateBelow, &Resource::Node(path))?;
        check_issuer(&settings)?;
        let issuer = Issuer {
            id: IssuerId(self.new_id()),
            group,
            institution: institution.id,
            settings,
            created_at: self.now(),
            archived_at: None,
        };
        let id = issuer.id;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let (institution, above) = tx.issuer_group(group).await?.ok_or(Error::NotFound)?;
                if above.archived_at.is_some() || institution.archived_at.is_some() {
                    return Err(Error::Conflict("parent-archived"));
                }
                let beside = (Level::Issuer, group.0);
                free_name(tx, beside, None, &issuer.settings.name).await?;
                tx.insert_issuer(&issuer).await.map_err(taken_name)?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(id)
    }

    pub async fn update_issuer(
        &self,
        actor: &Actor,
        id: IssuerId,
        settings: issuer::Settings,
    ) -> Result<()> {
        let placement = self.issuer(actor, id).await?.placement;
        let permit = self.permit(actor, Action::Edit, &Resource::Node(placement.path()))?;
        check_issuer(&settings)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let before = tx.issuer(id).await?.ok_or(Error::NotFound)?;
                if before.issuer.archived_at.is_none() {
                    let beside = (Level::Issuer, before.group.id.0);
                    free_name(tx, beside, Some(id.0), &settings.name).await?;
                }
                tx.update_issuer(&before.issuer, &settings)
                    .await
                    .map_err(taken_name)?;
                Ok::<_, Error>(())
            })
            .await
    }
}

/// Refuses a name, at its field, that another one beside it has; archived ones don't count.
pub(crate) async fn free_name(
    tx: &mut Tx,
    beside: (Level, Uuid),
    own: Option<Uuid>,
    name: &Localized,
) -> Result<()> {
    let (nl, en) = tx.taken_names(beside, own, name).await?;
    let mut wrong = Invalid::default();
    for (field, taken) in [("name_nl", nl), ("name_en", en)] {
        if taken {
            wrong.add(field, "name-taken");
        }
    }
    Ok(wrong.into_result()?)
}

/// A list of institutions names some, and all of them exist.
async fn known_audience(tx: &mut Tx, audience: &Audience) -> Result<()> {
    let Audience::Listed(list) = audience else {
        return Ok(());
    };
    if list.is_empty() || tx.institutions_among(list).await?.len() != list.len() {
        return Err(Error::invalid("audience_list", "audience-list"));
    }
    Ok(())
}

impl App {
    /// The other institutions, by name: whose learners one may choose.
    pub async fn other_institutions(
        &self,
        actor: &Actor,
        id: InstitutionId,
        lang: Lang,
    ) -> Result<Vec<Institution>> {
        self.permit(
            actor,
            Action::ReadTree,
            &Resource::Node(Path::institution(id)),
        )?;
        let mut all = self
            .store()
            .read(async move |tx: &mut Tx| tx.institutions(lang).await)
            .await?;
        all.retain(|other| other.id != id);
        Ok(all)
    }
}
