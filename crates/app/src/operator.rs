//! What the operator does: found institutions, keep their registration, name the first admins.

use domain::institution::{Institution, LegalBasis, Registration, Settings};
use domain::person::mail_key;
use domain::policy::{Action, Actor, Permit, Resource};
use domain::role::{Grant, Path, Role};
use domain::rule_set::Framework;
use domain::{InstitutionId, Invalid, Lang, Localized, PersonId, RoleId};
use jiff::{Timestamp, ToSpan};
use store::Tx;
pub use store::institutions::{InstitutionPlace, ListedInstitution};
pub use store::{AuditLine, AuditPlace};

use crate::{App, Error, Result};

/// Longest name of an institution, in characters.
const NAME_MAX: usize = 255;
/// A promise of a role ends after so many days, as an invitation does.
pub(crate) const PROMISE_DAYS: i64 = 30;
/// Lines on one page.
const PAGE: i64 = 50;

/// An institution as the operator sees it: no people's data but who its admins are.
#[derive(Clone, Debug)]
pub struct RegisteredInstitution {
    pub institution: Institution,
    /// Names of its admins.
    pub admins: Vec<String>,
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
            let admins = tx
                .institution_admins(id, now)
                .await?
                .into_iter()
                .map(|(_, name, _)| name)
                .collect();
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
        let frameworks = self.frameworks(actor).await?;
        let registration = new.registration.normalized();
        let mut wrong = checked(&registration, &frameworks, unreadable);
        check_name(&mut wrong, &new.name);
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
            settings: Settings {
                name: new.name,
                description: Localized::default(),
                url: Localized::default(),
                logo: domain::institution::Logo::default(),
                contact_mail: None,
                grading_table_url: None,
                linkedin_id: None,
                eppn_pattern: None,
                default_language: new.default_language,
                // Its own admins say on which ground they process data; until then nothing is issued.
                legal_basis_formal: LegalBasis::None,
                legal_basis_non_formal: LegalBasis::None,
                direct_awards: true,
                publishing_review: false,
                audience: domain::institution::Audience::Anyone,
                colour: None,
            },
            created_at: self.now(),
            archived_at: None,
        };
        let id = institution.id;
        let app = self.clone();
        let first = self.write_once(&permit, async move |tx: &mut Tx| {
            free_identifiers(tx, &institution.registration, None).await?;
            tx.insert_institution(&institution).await.map_err(taken)?;
            app.give_first_admin(tx, &institution, &admin).await
        });
        Ok((id, first.await?))
    }

    /// Changes what only the operator sets.
    pub async fn update_registration(
        &self,
        actor: &Actor,
        id: InstitutionId,
        (registration, unreadable): (Registration, Invalid),
    ) -> Result<()> {
        let permit = self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let frameworks = self.frameworks(actor).await?;
        let registration = registration.normalized();
        checked(&registration, &frameworks, unreadable).into_result()?;
        self.write_once(&permit, async move |tx: &mut Tx| {
            let before = tx.institution(id).await?.ok_or(Error::NotFound)?;
            free_identifiers(tx, &registration, Some(id)).await?;
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
        self.write_once(&permit, async move |tx: &mut Tx| {
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
        let (now, id) = (self.now(), institution.id);
        self.enqueue_first_admin(tx, institution, mail).await?;
        // Two people may prove one shared address; then whoever signs in next is asked for.
        let since = now - (PROMISE_DAYS * 24).hours();
        let known = tx.staff_with_mail(mail, since).await?;
        let of_it: Vec<PersonId> = known
            .into_iter()
            .filter(|(_, home)| {
                home.as_deref()
                    .is_some_and(|home| institution.registration.goes_by(home))
            })
            .map(|(person, _)| person)
            .collect();
        if let [person] = of_it[..] {
            let path = Some(Path::institution(id));
            let grant = Grant {
                id: RoleId(self.new_id()),
                person,
                role: Role::Admin,
                path,
                granted_at: now,
                ends_at: None,
            };
            tx.insert_role(&grant).await?;
            return Ok(FirstAdmin::Granted);
        }
        tx.promise_role(mail, Role::Admin, Some(id), now).await?;
        Ok(FirstAdmin::Promised)
    }

    /// Makes whoever proves this address an operator: at once when it is known, else at the first
    /// sign-in.
    pub async fn promise_operator(&self, mail: &str) -> Result<FirstAdmin> {
        let key = mail_key(mail).ok_or(Error::invalid("mail", "mail"))?;
        let permit = self.permit(
            &Actor::System("operator-add"),
            Action::RunPlatform,
            &Resource::Platform,
        )?;
        let app = self.clone();
        self.write_once(&permit, async move |tx: &mut Tx| {
            let now: Timestamp = app.now();
            let since = now - (PROMISE_DAYS * 24).hours();
            if let [(person, _)] = tx.staff_with_mail(&key, since).await?[..] {
                let id = RoleId(app.new_id());
                let role = Role::Operator;
                tx.insert_role(&Grant {
                    id,
                    person,
                    role,
                    path: None,
                    granted_at: now,
                    ends_at: None,
                })
                .await?;
                return Ok(FirstAdmin::Granted);
            }
            tx.promise_role(&key, Role::Operator, None, now).await?;
            Ok(FirstAdmin::Promised)
        })
        .await
    }

    /// Takes the roles that were promised to a proven address and still hold. One at an institution
    /// is for who comes from there: any other organisation can say what it likes about mail.
    pub(crate) async fn take_promises(
        &self,
        tx: &mut Tx,
        mail: &str,
        home_organisation: Option<&str>,
    ) -> Result<Vec<(Role, Option<Path>)>> {
        let mut taken = Vec::new();
        let since = self.now() - (PROMISE_DAYS * 24).hours();
        for (role, institution) in tx.promised_to(mail, since).await? {
            if let Some(id) = institution {
                let registered = tx.institution(id).await?.ok_or(Error::NotFound)?;
                if !home_organisation.is_some_and(|home| registered.registration.goes_by(home)) {
                    continue;
                }
            }
            if tx.take_promise(mail, role, institution).await? {
                taken.push((role, institution.map(Path::institution)));
            }
        }
        Ok(taken)
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

    async fn write_once<T, F>(&self, permit: &Permit, body: F) -> Result<T>
    where
        F: AsyncFn(&mut Tx) -> Result<T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.store().write(permit, self.stamp(), body).await
    }
}

/// What is wrong with a registration, what could not even be read included.
fn checked(registration: &Registration, frameworks: &[Framework], unreadable: Invalid) -> Invalid {
    let mut all = unreadable;
    if let Err(wrong) = registration.check(frameworks) {
        let new = wrong.0.into_iter().filter(|e| all.at(&e.field).is_none());
        all.0.extend(new.collect::<Vec<_>>());
    }
    all
}

/// Of one more than a page what fits, and whether there is more.
fn page_of<T>(mut lines: Vec<T>) -> (Vec<T>, bool) {
    let fits = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = lines.len() > fits;
    lines.truncate(fits);
    (lines, more)
}

/// No other institution goes by one of these.
async fn free_identifiers(
    tx: &mut Tx,
    registration: &Registration,
    own: Option<InstitutionId>,
) -> Result<()> {
    let mut wrong = Invalid::default();
    for other in tx.institutions(Lang::Nl).await? {
        if Some(other.id) == own {
            continue;
        }
        let theirs = &other.registration;
        let has = |identifier: &String| {
            theirs.identifier == *identifier || theirs.alternative_identifiers.contains(identifier)
        };
        if has(&registration.identifier) && wrong.at("identifier").is_none() {
            wrong.add("identifier", "identifier-taken");
        }
        if registration.alternative_identifiers.iter().any(has)
            && wrong.at("alternative_identifiers").is_none()
        {
            wrong.add("alternative_identifiers", "identifier-taken");
        }
    }
    Ok(wrong.into_result()?)
}

fn check_name(wrong: &mut Invalid, name: &Localized) {
    if name.is_empty() {
        wrong.add("name_nl", "required-one-language");
    }
    for (field, text) in [("name_nl", &name.nl), ("name_en", &name.en)] {
        if text.as_ref().is_some_and(|t| t.chars().count() > NAME_MAX) {
            wrong.add_with(field, "too-long", vec![("max", NAME_MAX.to_string())]);
        }
    }
}

/// The unique index on identifiers, when two operators were equally fast.
fn taken(e: store::Error) -> Error {
    match e {
        store::Error::Constraint(_) => Error::invalid("identifier", "identifier-taken"),
        other => other.into(),
    }
}
