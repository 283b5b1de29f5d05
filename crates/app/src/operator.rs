//! What the operator does: found institutions, keep their registration, name the first admins.

mod replacement;

use domain::institution::{Institution, Registration, Settings};
use domain::person::mail_key;
use domain::policy::{Action, Actor, Resource};
use domain::role::{Grant, Node, Path, Role};
use domain::rule_set::Framework;
use domain::{InstitutionId, Invalid, Lang, Localized, PersonId, RoleId};
use jiff::{Timestamp, ToSpan};
pub use replacement::Replacement;
use store::Tx;
pub use store::institutions::{InstitutionPlace, ListedInstitution};
pub use store::roles::Member;
pub use store::{AuditLine, AuditPlace};

use crate::tree::check_named;
use crate::{App, Error, Result};

/// A promise of a role ends after so many days, as an invitation does.
pub(crate) const PROMISE_DAYS: i64 = 30;
/// Lines on one page.
const PAGE: i64 = 50;

/// An institution as the operator sees it: no people's data but who its admins are.
#[derive(Clone, Debug)]
pub struct RegisteredInstitution {
    pub institution: Institution,
    /// Its admins with their roles there.
    pub admins: Vec<Member>,
    /// Addresses to which the role is promised.
    pub promised: Vec<String>,
}

/// A new institution as it is typed.
#[derive(Clone, Debug)]
pub struct NewInstitution {
    pub name: Localized,
    pub registration: Registration,
    pub default_language: Lang,
    /// The mail address of its first admin.
    pub admin: String,
}

/// Whether the first admin has the role now, or gets it at the first sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstAdmin {
    Granted,
    Promised,
}

impl App {
    /// A page of institutions by name, and whether there is more.
    pub async fn registered_institutions(
        &self,
        actor: &Actor,
        lang: Lang,
        (search, after): (String, Option<InstitutionPlace>),
    ) -> Result<(Vec<ListedInstitution>, bool)> {
        self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            let from = (search.as_str(), after.as_ref());
            tx.listed_institutions((lang, now), from, PAGE + 1).await
        });
        Ok(page_of(found.await?))
    }

    /// One institution with its admins.
    pub async fn registered_institution(
        &self,
        actor: &Actor,
        id: InstitutionId,
    ) -> Result<RegisteredInstitution> {
        self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(institution) = tx.institution(id).await? else {
                return Ok(None);
            };
            let mut admins = tx.members(&[Node::Institution(id)], now).await?;
            admins.retain(|m| m.grant.role == Role::Admin);
            let promised = tx
                .promised_at(id)
                .await?
                .into_iter()
                .map(|(mail, _)| mail)
                .collect();
            Ok::<_, Error>(Some(RegisteredInstitution {
                institution,
                admins,
                promised,
            }))
        });
        found.await?.ok_or(Error::NotFound)
    }

    /// The quality frameworks under which an institution can be accredited.
    pub async fn frameworks(&self, actor: &Actor) -> Result<Vec<Framework>> {
        self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        Ok(self
            .store()
            .read(async |tx: &mut Tx| tx.frameworks().await)
            .await?)
    }

    /// Founds an institution; its first admin gets the role at once when just seen, else at the next
    /// sign-in through the institution with that verified address.
    ///
    /// # Errors
    /// `Invalid` field by field; nothing is founded then.
    pub async fn onboard_institution(
        &self,
        actor: &Actor,
        new: NewInstitution,
        unreadable: Invalid,
    ) -> Result<(InstitutionId, FirstAdmin)> {
        self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let permit = self.permit(actor, Action::CreateBelow, &Resource::Platform)?;
        let registration = new.registration.normalized();
        let mut wrong = self.wrong_with(&registration, None, unreadable).await?;
        check_named(&mut wrong, &new.name, &Localized::default());
        let admin = mail_key(&new.admin);
        match &admin {
            None if new.admin.trim().is_empty() => wrong.add("admin", "required"),
            None => wrong.add("admin", "mail"),
            Some(_) => {}
        }
        wrong.into_result()?;
        let admin = admin.ok_or(Error::invalid("admin", "mail"))?;
        let institution = Institution {
            id: InstitutionId(self.new_id()),
            registration,
            settings: Settings::new(new.name, new.default_language),
            created_at: self.now(),
            archived_at: None,
        };
        let id = institution.id;
        let app = self.clone();
        let first = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                taken_identifiers(tx, &institution.registration, None)
                    .await?
                    .into_result()?;
                tx.insert_institution(&institution).await.map_err(taken)?;
                app.give_first_admin(tx, &institution, &admin).await
            });
        Ok((id, first.await?))
    }

    /// Everything that is wrong with a registration, what could not even be read included.
    async fn wrong_with(
        &self,
        registration: &Registration,
        own: Option<InstitutionId>,
        unreadable: Invalid,
    ) -> Result<Invalid> {
        let typed = registration.clone();
        let found = self.store().read(async move |tx: &mut Tx| {
            let taken = taken_identifiers(tx, &typed, own).await?;
            Ok::<_, Error>((tx.frameworks().await?, taken))
        });
        let (frameworks, taken) = found.await?;
        let mut all = unreadable;
        let rules = registration.check(&frameworks).err().unwrap_or_default();
        for wrong in rules.0.into_iter().chain(taken.0) {
            if all.at(&wrong.field).is_none() {
                all.0.push(wrong);
            }
        }
        Ok(all)
    }

    /// Changes what only the operator sets.
    pub async fn update_registration(
        &self,
        actor: &Actor,
        id: InstitutionId,
        (registration, unreadable): (Registration, Invalid),
    ) -> Result<()> {
        let permit = self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let registration = registration.normalized();
        let wrong = self.wrong_with(&registration, Some(id), unreadable);
        wrong.await?.into_result()?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let before = tx.institution(id).await?.ok_or(Error::NotFound)?;
                taken_identifiers(tx, &registration, Some(id))
                    .await?
                    .into_result()?;
                tx.update_institution_registration(&before, &registration)
                    .await
                    .map_err(taken)
            })
            .await
    }

    /// Names the first admin of an institution that has none.
    ///
    /// # Errors
    /// `Conflict` when it has one: admins name each other.
    pub async fn name_first_admin(
        &self,
        actor: &Actor,
        id: InstitutionId,
        mail: &str,
    ) -> Result<FirstAdmin> {
        let permit = self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let mail = mail_key(mail).ok_or(Error::invalid("admin", "mail"))?;
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let institution = tx.institution(id).await?.ok_or(Error::NotFound)?;
                if !tx.institution_admins(id, app.now()).await?.is_empty() {
                    return Err(Error::Conflict("institution-has-admin"));
                }
                // Another address than before: a slip of the pen must not leave a door open.
                tx.withdraw_promises(id).await?;
                app.give_first_admin(tx, &institution, &mail).await
            })
            .await
    }

    async fn give_first_admin(
        &self,
        tx: &mut Tx,
        institution: &Institution,
        mail: &str,
    ) -> Result<FirstAdmin> {
        self.enqueue_first_admin(tx, institution, mail).await?;
        self.grant_or_promise(tx, mail, (Role::Admin, Some(institution)))
            .await
    }

    /// Makes whoever proves this address an operator: at once when it was proven lately, else at
    /// the next sign-in.
    pub async fn promise_operator(&self, mail: &str) -> Result<FirstAdmin> {
        let key = mail_key(mail).ok_or(Error::invalid("mail", "mail"))?;
        let permit = self.permit(
            &Actor::System("operator-add"),
            Action::RunPlatform,
            &Resource::Platform,
        )?;
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                app.grant_or_promise(tx, &key, (Role::Operator, None)).await
            })
            .await
    }

    /// Since when a promise, or a proof of an address, counts.
    fn promises_since(&self) -> Timestamp {
        self.now() - (PROMISE_DAYS * 24).hours()
    }

    async fn grant_or_promise(
        &self,
        tx: &mut Tx,
        mail: &str,
        (role, at): (Role, Option<&Institution>),
    ) -> Result<FirstAdmin> {
        let known = tx.staff_with_mail(mail, self.promises_since()).await?;
        let fitting: Vec<PersonId> = known
            .into_iter()
            .filter(|(_, home)| comes_from(home.as_deref(), at.map(|i| &i.registration)))
            .map(|(person, _)| person)
            .collect();
        let at = at.map(|i| i.id);
        // Two people may prove one shared address; then whoever signs in next is asked for.
        if let [person] = fitting[..] {
            self.grant(tx, person, (role, at)).await?;
            return Ok(FirstAdmin::Granted);
        }
        tx.promise_role(mail, role, at, self.now()).await?;
        Ok(FirstAdmin::Promised)
    }

    async fn grant(
        &self,
        tx: &mut Tx,
        person: PersonId,
        (role, at): (Role, Option<InstitutionId>),
    ) -> Result<()> {
        let grant = Grant {
            id: RoleId(self.new_id()),
            person,
            role,
            path: at.map(Path::institution),
            granted_at: self.now(),
            ends_at: None,
        };
        tx.insert_role(&grant).await?;
        Ok(())
    }

    /// Gives the roles that were promised to a proven address and still hold.
    pub(crate) async fn take_promises(
        &self,
        tx: &mut Tx,
        person: PersonId,
        (mail, home): (&str, Option<&str>),
    ) -> Result<()> {
        for (role, at) in tx.promised_to(mail, self.promises_since()).await? {
            let institution = match at {
                Some(id) => Some(tx.institution(id).await?.ok_or(Error::NotFound)?),
                None => None,
            };
            if comes_from(home, institution.as_ref().map(|i| &i.registration))
                && tx.take_promise(mail, role, at).await?
            {
                self.grant(tx, person, (role, at)).await?;
            }
        }
        Ok(())
    }

    /// What was done to the platform itself, newest first; a page of lines
    /// older than `before`, and whether there is more.
    pub async fn platform_audit(
        &self,
        actor: &Actor,
        before: Option<AuditPlace>,
    ) -> Result<(Vec<AuditLine>, bool)> {
        self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let lines = self
            .store()
            .read(async move |tx: &mut Tx| tx.platform_audit(before, PAGE + 1).await)
            .await?;
        Ok(page_of(lines))
    }
}

/// Of one more than a page what fits, and whether there is more.
fn page_of<T>(mut lines: Vec<T>) -> (Vec<T>, bool) {
    let fits = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = lines.len() > fits;
    lines.truncate(fits);
    (lines, more)
}

/// A role at an institution is for who comes from there: any other organisation can say what it
/// likes about mail.
pub(crate) fn comes_from(home: Option<&str>, registration: Option<&Registration>) -> bool {
    registration.is_none_or(|r| home.is_some_and(|home| r.goes_by(home)))
}

/// Which of its codes another institution goes by.
async fn taken_identifiers(
    tx: &mut Tx,
    registration: &Registration,
    own: Option<InstitutionId>,
) -> Result<Invalid> {
    let mut wrong = Invalid::default();
    let taken = tx.identifiers_of_others(registration, own).await?;
    if taken.contains(&registration.identifier) {
        wrong.add("identifier", "identifier-taken");
    }
    if taken.iter().any(|t| *t != registration.identifier) {
        wrong.add("alternative_identifiers", "identifier-taken");
    }
    Ok(wrong)
}

/// The unique index on identifiers, when two operators were equally fast.
fn taken(e: store::Error) -> Error {
    match e {
        store::Error::Constraint(_) => Error::invalid("identifier", "identifier-taken"),
        other => other.into(),
    }
}
