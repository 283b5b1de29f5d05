//! The tree as staff see it: institutions, issuer groups, issuers; creating and changing them.

use domain::institution::{self, Institution};
use domain::issuer::{self, Issuer};
use domain::issuer_group::{self, IssuerGroup};
use domain::policy::{Action, Actor, Resource};
use domain::role::Path;
use domain::{InstitutionId, Invalid, IssuerGroupId, IssuerId, Lang, Localized};
use store::Tx;
use store::badge_classes::ListedClass;
pub use store::institutions::Placement;

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
        let all = self
            .store()
            .read(async move |tx: &mut Tx| tx.institutions(lang).await)
            .await?;
        Ok(all.into_iter().filter(|i| ids.contains(&i.id)).collect())
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
                let (_, before) = tx.issuer_group(id).await?.ok_or(Error::NotFound)?;
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
                tx.update_issuer(&before.issuer, &settings)
                    .await
                    .map_err(taken_name)?;
                Ok::<_, Error>(())
            })
            .await
    }
}

/// A unique index on names within their parent is the only constraint that these writes can hit.
fn taken_name(e: store::Error) -> Error {
    match e {
        store::Error::Constraint(_) => Error::invalid("name_nl", "name-taken"),
        other => other.into(),
    }
}

const NAME_MAX: usize = 255;
const TEXT_MAX: usize = 16_384;

pub(crate) fn check_named(wrong: &mut Invalid, name: &Localized, description: &Localized) {
    if name.is_empty() {
        wrong.add("name_nl", "required-one-language");
    }
    for (field, text, max) in [
        ("name_nl", &name.nl, NAME_MAX),
        ("name_en", &name.en, NAME_MAX),
        ("description_nl", &description.nl, TEXT_MAX),
        ("description_en", &description.en, TEXT_MAX),
    ] {
        if text.as_ref().is_some_and(|t| t.chars().count() > max) {
            wrong.add_with(field, "too-long", vec![("max", max.to_string())]);
        }
    }
}

fn check_urls(wrong: &mut Invalid, urls: &[(&str, Option<&str>)]) {
    for (field, url) in urls {
        if url.is_some_and(|u| !domain::badge_class::is_web_address(u)) {
            wrong.add(*field, "url");
        }
    }
}

fn check_contact(wrong: &mut Invalid, mail: Option<&str>) {
    if mail.is_some_and(|m| domain::person::mail_key(m).is_none()) {
        wrong.add("contact_mail", "mail");
    }
}

fn check_institution(settings: &institution::Settings) -> Result<(), Invalid> {
    let mut wrong = Invalid::default();
    check_named(&mut wrong, &settings.name, &settings.description);
    let urls = [
        ("url_nl", settings.url.nl.as_deref()),
        ("url_en", settings.url.en.as_deref()),
        ("grading_table_url", settings.grading_table_url.as_deref()),
    ];
    check_urls(&mut wrong, &urls);
    check_contact(&mut wrong, settings.contact_mail.as_deref());
    if let Some(pattern) = &settings.eppn_pattern
        && eppn_matcher(pattern).is_none()
    {
        wrong.add("eppn_pattern", "pattern");
    }
    if settings
        .linkedin_id
        .as_ref()
        .is_some_and(|id| id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()))
    {
        wrong.add("linkedin_id", "linkedin-id");
    }
    if settings.colour.as_ref().is_some_and(|c| !is_colour(c)) {
        wrong.add("colour", "colour");
    }
    wrong.into_result()
}

fn check_group(settings: &issuer_group::Settings, above: &Institution) -> Result<(), Invalid> {
    use domain::institution::Sector;
    let mut wrong = Invalid::default();
    check_named(&mut wrong, &settings.name, &settings.description);
    match (above.registration.sector, settings.sector) {
        (Sector::HboMbo, Some(Sector::Hbo | Sector::Mbo)) | (_, None) => {}
        (Sector::HboMbo, Some(_)) => wrong.add("sector", "group-sector"),
        (_, Some(_)) => wrong.add("sector", "group-sector-not-hybrid"),
    }
    if above.registration.sector == Sector::HboMbo && settings.sector.is_none() {
        wrong.add("sector", "group-sector");
    }
    if let Some(organisation) = &settings.on_behalf_of {
        if !above.registration.virtual_organisations_allowed {
            wrong.add("on_behalf_of_name", "virtual-organisations-off");
        }
        if organisation.name.trim().is_empty() {
            wrong.add("on_behalf_of_name", "required");
        }
        check_urls(
            &mut wrong,
            &[("on_behalf_of_url", organisation.url.as_deref())],
        );
    }
    wrong.into_result()
}

fn check_issuer(settings: &issuer::Settings) -> Result<(), Invalid> {
    let mut wrong = Invalid::default();
    check_named(&mut wrong, &settings.name, &settings.description);
    check_urls(
        &mut wrong,
        &[
            ("url_nl", settings.url.nl.as_deref()),
            ("url_en", settings.url.en.as_deref()),
        ],
    );
    match &settings.contact_mail {
        None => wrong.add("contact_mail", "required"),
        mail => check_contact(&mut wrong, mail.as_deref()),
    }
    wrong.into_result()
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

/// The institution's pattern for EPPNs, matched against the whole of one; `None` when it is not
/// a pattern, or one that costs too much.
pub fn eppn_matcher(pattern: &str) -> Option<regex::Regex> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
        .case_insensitive(true)
        .size_limit(100_000)
        .build()
        .ok()
}
