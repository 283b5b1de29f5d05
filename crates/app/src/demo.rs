//! Sample data, made through the use cases: three fictional institutions, their classes, staff
//! and learners, and a year of awards. The clock is moved back for each thing that happened
//! before today.

mod world;

use domain::award::{Evidence, Recipient};
use domain::badge_class::{MayRequest, Settings};
use domain::institution::{Institution, TermsKind};
use domain::person::{IdentifierKind, NameAssurance, NameSource, Person, eppn_key, mail_key};
use domain::policy::{Action, Actor, PersonActor, Resource};
use domain::request::Ask;
use domain::role::{Grant, Path, Role};
use domain::{
    AccountId, AssertionId, BadgeClassId, BatchId, DirectAwardId, InstitutionId, Lang, Localized,
    NameAssuranceId, PersonId, RoleId, TermsId,
};
use jiff::{Timestamp, ToSpan};
use store::Tx;
use store::persons::{Account, Identifier};
use store::terms::Terms;
use tokio::task::JoinSet;

use crate::awards::{NewAward, Wishes};
use crate::context::Clock;
use crate::{App, Error, Result};

pub use domain::person::ProviderKind;

/// What the demo's provider answers for a sign-in with a second step.
pub const STRONG: &str = "https://refeds.org/profile/mfa";
/// … and for a name that an institution has validated.
pub const VALIDATED_NAME: &str = "https://eduid.nl/trust/validate-names";
const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

/// Under which name the demo's accounts are stored, whatever port its provider has.
pub fn account_issuer(kind: ProviderKind) -> String {
    format!("demo:{kind}")
}

/// Somebody whom a visitor of the demo can be.
#[derive(Clone, Debug)]
pub struct Persona {
    pub kind: ProviderKind,
    pub subject: String,
    pub given_name: String,
    pub family_name: String,
    pub mail: String,
    pub eppn: Option<String>,
    pub eduid: Option<String>,
    pub home_organisation: Option<String>,
    pub acr: Vec<String>,
    pub role: Localized,
    pub about: Localized,
}

/// Everyone whom the demo's sign-in offers.
pub fn personas() -> Vec<Persona> {
    world::people()
        .into_iter()
        .map(|p| Persona {
            kind: p.kind(),
            acr: match p.kind() {
                ProviderKind::Staff => vec![STRONG.into()],
                ProviderKind::Learner if p.home.is_some() => {
                    vec![VALIDATED_NAME.into(), PASSWORD.into()]
                }
                ProviderKind::Learner => vec![PASSWORD.into()],
            },
            subject: p.key.clone(),
            eduid: (p.kind() == ProviderKind::Learner).then(|| format!("eduid-{}", p.key)),
            given_name: p.given_name,
            family_name: p.family_name,
            mail: p.mail,
            eppn: p.eppn,
            home_organisation: p.home,
            role: p.role,
            about: p.about,
        })
        .collect()
}

/// Fills an empty platform; one that has institutions is left as it is.
pub async fn fill(app: &App) -> Result<()> {
    let filled = app
        .store()
        .read(async |tx: &mut Tx| Ok::<_, Error>(!tx.institutions(Lang::Nl).await?.is_empty()));
    if filled.await? {
        return Ok(());
    }
    let today = app.now();
    let mut maker = Maker {
        app,
        today,
        world: world::World::read().map_err(Error::internal)?,
    };
    maker.on(450).publish_first_terms().await?;
    maker.tree().await?;
    maker.people().await?;
    maker.classes().await?;
    maker.awards().await?;
    maker.requests().await
}

struct Maker<'a> {
    app: &'a App,
    today: Timestamp,
    world: world::World,
}

/// The platform's own hand, for what nobody in the sample world did.
const HAND: Actor = Actor::System("demo");

impl Maker<'_> {
    /// The platform on a day before today.
    fn on(&self, days_ago: i64) -> App {
        let at = self.today - (days_ago * 24).hours();
        self.app.with_clock(Clock::manual(at))
    }

    /// Institutions with their groups and issuers, and their terms.
    async fn tree(&mut self) -> Result<()> {
        let app = self.on(440);
        let permit = app.permit(&HAND, Action::RunPlatform, &Resource::Platform)?;
        for made in &mut self.world.institutions {
            let institution = Institution {
                id: InstitutionId(app.new_id()),
                registration: made.registration.clone(),
                settings: made.settings.clone(),
                created_at: app.now(),
                archived_at: None,
            };
            made.id = Some(institution.id);
            let terms: Vec<Terms> = [TermsKind::Formal, TermsKind::NonFormal]
                .into_iter()
                .map(|kind| world::terms(kind, &institution, TermsId(app.new_id()), app.now()))
                .collect();
            let id = institution.id;
            app.store()
                .write(&permit, app.stamp(), async move |tx: &mut Tx| {
                    tx.insert_institution(&institution).await?;
                    for one in &terms {
                        tx.insert_terms(one).await?;
                    }
                    Ok::<_, store::Error>(())
                })
                .await?;
            let admin = acting(
                PersonId(uuid::Uuid::nil()),
                &[(Role::Admin, Path::institution(id))],
            );
            for group in &mut made.groups {
                group.id = Some(
                    app.create_issuer_group(&admin, id, group.settings.clone())
                        .await?,
                );
                for issuer in &mut group.issuers {
                    let Some(above) = group.id else { continue };
                    issuer.id = Some(
                        app.create_issuer(&admin, above, issuer.settings.clone())
                            .await?,
                    );
                }
            }
        }
        Ok(())
    }

    /// Everyone, with accounts, identifiers, validated names and roles (those on classes later).
    async fn people(&mut self) -> Result<()> {
        let app = self.on(430);
        let permit = app.permit(&HAND, Action::RunPlatform, &Resource::Platform)?;
        let terms = app.general_terms(&HAND).await?.map(|t| t.id);
        for i in 0..self.world.people.len() {
            let p = self.world.people[i].clone();
            let id = PersonId(app.new_id());
            self.world.people[i].id = Some(id);
            let now = app.now();
            let person = Person {
                id,
                name: p.name(),
                mail: Some(p.mail.clone()),
                language: p.language,
                created_at: now,
            };
            let account = Account {
                id: AccountId(app.new_id()),
                person: id,
                kind: p.kind(),
                issuer: account_issuer(p.kind()),
                subject: p.key.clone(),
                home_organisation: p.home.clone(),
                acr: None,
                created_at: now,
                seen_at: now,
            };
            let mut identifiers: Vec<(IdentifierKind, String)> = Vec::new();
            identifiers.extend(mail_key(&p.mail).map(|m| (IdentifierKind::Mail, m)));
            identifiers.extend(
                p.eppn
                    .as_deref()
                    .and_then(eppn_key)
                    .map(|e| (IdentifierKind::Eppn, e)),
            );
            if p.kind() == ProviderKind::Learner {
                identifiers.push((IdentifierKind::Eduid, format!("eduid-{}", p.key)));
            }
            let assurance = p
                .home
                .clone()
                .filter(|_| p.kind() == ProviderKind::Learner)
                .map(|home| NameAssurance {
                    id: NameAssuranceId(app.new_id()),
                    person: id,
                    name: p.name(),
                    source: NameSource::Institution,
                    vouched_by: home,
                    acr: Some(VALIDATED_NAME.into()),
                    verified_at: now,
                    expires_at: None,
                    chosen: false,
                });
            let grants: Vec<Grant> = p
                .roles
                .iter()
                .filter_map(|r| Some((r.role, self.world.path(&r.at)?)))
                .map(|(role, path)| Grant {
                    id: RoleId(app.new_id()),
                    person: id,
                    role,
                    path,
                    granted_at: now,
                    ends_at: None,
                })
                .collect();
            let pseudonym = app.new_id();
            let accepted = terms.filter(|_| p.kind() == ProviderKind::Learner && !p.new);
            app.store()
                .write(&permit, app.stamp(), async move |tx: &mut Tx| {
                    tx.insert_person(&person, pseudonym).await?;
                    tx.put_account(&account).await?;
                    if let Some(terms) = accepted {
                        tx.accept_terms(id, terms, now).await?;
                    }
                    for (kind, value) in &identifiers {
                        let proven = Identifier {
                            kind: *kind,
                            value: value.clone(),
                            verified_at: now,
                            expires_at: None,
                        };
                        tx.put_identifier(id, &proven).await?;
                    }
                    if let Some(assurance) = &assurance {
                        tx.put_name_assurance(assurance).await?;
                    }
                    for grant in &grants {
                        tx.insert_role(grant).await?;
                    }
                    Ok::<_, store::Error>(())
                })
                .await?;
        }
        Ok(())
    }

    /// Classes: drafted, drawn, published; roles on them.
    async fn classes(&mut self) -> Result<()> {
        for i in 0..self.world.classes.len() {
            let id = self.draft(&self.world.classes[i]).await;
            self.world.classes[i].id = Some(id.map_err(about(&self.world.classes[i]))?);
        }
        self.draw().await?;
        for made in &self.world.classes {
            self.publish(made).await.map_err(about(made))?;
        }
        Ok(())
    }

    /// Where a class stands, the platform on its day, and who works on it.
    fn at(&self, made: &world::MadeClass, days_ago: i64) -> Result<(App, Actor, Path)> {
        let path = self.world.path(&made.issuer).flatten();
        let path = path.ok_or_else(|| Error::Internal(format!("no issuer {}", made.issuer)))?;
        Ok((self.on(days_ago), self.admin(path.institution), path))
    }

    async fn draft(&self, made: &world::MadeClass) -> Result<BadgeClassId> {
        let (app, admin, path) = self.at(made, made.days_ago)?;
        let issuer = path.issuer.ok_or(Error::NotFound)?;
        app.draft_badge_class(
            &admin,
            (issuer, BadgeClassId(app.new_id())),
            (made.first_content(), self.settings(made)?),
        )
        .await
    }

    /// Pictures take most of the time, so the processors share them.
    async fn draw(&self) -> Result<()> {
        let mut drawn = JoinSet::new();
        for made in &self.world.classes {
            let (app, admin, _) = self.at(made, made.days_ago)?;
            let made = made.clone();
            drawn.spawn(async move {
                let id = made.id.ok_or(Error::NotFound)?;
                let picture = app.draw_image(&admin, id, made.drawing.clone());
                picture.await.map_err(about(&made))
            });
        }
        while let Some(one) = drawn.join_next().await {
            one.map_err(Error::internal)??;
        }
        Ok(())
    }

    async fn publish(&self, made: &world::MadeClass) -> Result<()> {
        let (app, admin, path) = self.at(made, made.days_ago)?;
        let id = made.id.ok_or(Error::NotFound)?;
        if made.state != "draft" {
            app.publish_badge_class(&admin, id).await?;
        }
        self.class_roles(&app, &made.key, path.class(id)).await
    }

    fn settings(&self, made: &world::MadeClass) -> Result<Settings> {
        let mut settings = made.settings.clone();
        if !made.listed.is_empty() {
            let listed = made.listed.iter().map(|key| {
                let found = self.world.institution(key);
                found.ok_or_else(|| Error::Internal(format!("no institution {key}")))
            });
            settings.may_request = MayRequest::Listed(listed.collect::<Result<_>>()?);
        }
        Ok(settings)
    }

    /// From its first version to the text as it is now.
    async fn revise(&self, made: &world::MadeClass, days_ago: i64) -> Result<()> {
        let (app, admin, _) = self.at(made, days_ago)?;
        let id = made.id.ok_or(Error::NotFound)?;
        let class = app.badge_class(&admin, id).await?.class;
        let mut content = made.content.clone();
        content.image = class.draft.image;
        app.save_badge_class(&admin, id, class.revision, (content, class.settings))
            .await?;
        app.publish_badge_class(&admin, id).await?;
        Ok(())
    }

    async fn class_roles(&self, app: &App, class: &str, path: Path) -> Result<()> {
        let permit = app.permit(&HAND, Action::RunPlatform, &Resource::Platform)?;
        for p in &self.world.people {
            for role in p.roles.iter().filter(|r| r.at == class) {
                let Some(person) = p.id else { continue };
                let grant = Grant {
                    id: RoleId(app.new_id()),
                    person,
                    role: role.role,
                    path: Some(path),
                    granted_at: app.now(),
                    ends_at: None,
                };
                app.store()
                    .write(&permit, app.stamp(), async move |tx: &mut Tx| {
                        tx.insert_role(&grant).await
                    })
                    .await?;
            }
        }
        Ok(())
    }

    /// The first admin of an institution, acting.
    fn admin(&self, institution: InstitutionId) -> Actor {
        let at = Path::institution(institution);
        let admin = self.world.people.iter().find(|p| {
            p.roles
                .iter()
                .any(|r| r.role == Role::Admin && self.world.path(&r.at) == Some(Some(at)))
        });
        let id = admin
            .and_then(|p| p.id)
            .unwrap_or(PersonId(uuid::Uuid::nil()));
        acting(id, &[(Role::Admin, at)])
    }

    /// A year of awards in all states, oldest first, with new versions of classes in between;
    /// then classes that are archived by now.
    async fn awards(&mut self) -> Result<()> {
        let mut awards = self.world.awards.clone();
        awards.sort_by_key(|a| -a.days_ago);
        let mut revisions: Vec<(i64, &world::MadeClass)> = self
            .world
            .classes
            .iter()
            .filter_map(|c| Some((c.earlier.as_ref()?.until_days_ago, c)))
            .collect();
        // The oldest stands last.
        revisions.sort_by_key(|(days_ago, _)| *days_ago);
        for award in &awards {
            while let Some((days_ago, class)) = revisions.pop_if(|r| r.0 >= award.days_ago) {
                self.revise(class, days_ago).await?;
            }
            self.one_award(award).await.map_err(|e| {
                Error::Internal(format!("award of {} to {}: {e}", award.class, award.to))
            })?;
        }
        while let Some((days_ago, class)) = revisions.pop() {
            self.revise(class, days_ago).await?;
        }
        for made in self.world.classes.iter().filter(|c| c.state == "archived") {
            let (app, admin, _) = self.at(made, made.archived_days_ago.unwrap_or_default())?;
            let id = made.id.ok_or(Error::NotFound)?;
            app.archive_badge_class(&admin, id).await?;
        }
        self.app.run_due_jobs().await
    }

    /// What learners ask for, and waits for an answer.
    async fn requests(&self) -> Result<()> {
        for made in &self.world.requests {
            let class = self.world.classes.iter().find(|c| c.key == made.class);
            let person = self.world.people.iter().find(|p| p.key == made.by);
            let (Some(class), Some(person)) = (class.and_then(|c| c.id), person.and_then(|p| p.id))
            else {
                return Err(Error::Internal(format!(
                    "request of {} for {}",
                    made.by, made.class
                )));
            };
            let ask = Ask {
                motivation: Some(made.motivation.clone()),
                evidence: Evidence {
                    url: made.evidence_url.clone(),
                    name: made.evidence_name.clone(),
                    description: None,
                },
            };
            self.on(made.days_ago)
                .request(&learner(person), class, (ask, true))
                .await
                .map_err(|e| {
                    Error::Internal(format!("request of {} for {}: {e}", made.by, made.class))
                })?;
        }
        Ok(())
    }

    async fn one_award(&self, award: &world::Award) -> Result<()> {
        let missing = |what: &str| Error::Internal(format!("no {what}"));
        let class = self
            .world
            .classes
            .iter()
            .find(|c| c.key == award.class)
            .ok_or_else(|| missing("class"))?;
        let person = self
            .world
            .people
            .iter()
            .find(|p| p.key == award.to)
            .ok_or_else(|| missing("person"))?;
        let (class_id, owner) = (
            class.id.ok_or_else(|| missing("class id"))?,
            person.id.ok_or_else(|| missing("id"))?,
        );
        let path = self
            .world
            .path(&class.issuer)
            .flatten()
            .ok_or_else(|| missing("issuer"))?;
        let staff = self.admin(path.institution);
        let app = self.on(award.days_ago);
        let recipient = Recipient {
            mail: award.mail.clone().unwrap_or_else(|| person.mail.clone()),
            eppn: person.eppn.clone().filter(|_| award.on_eppn),
            first_name: Some(person.given_name.clone()),
            last_name: Some(person.family_name.clone()),
            narrative: award.narrative.clone(),
            evidence: Evidence {
                url: award.evidence_url.clone(),
                name: award.evidence_name.clone(),
                description: None,
            },
            grade: award.grade.clone(),
        };
        let new = NewAward {
            recipient,
            renew: false,
            wishes: Wishes {
                note: award.note.clone(),
                at: None,
            },
            form_key: app.new_secret()?,
        };
        let batch = app.award(&staff, class_id, new).await?;
        app.run_due_jobs().await?;
        let offer = self.award_in(batch).await?;
        let learner = learner(owner);
        match award.state.as_str() {
            "open" => {}
            "declined" => {
                self.on(award.days_ago - 2)
                    .decline(&learner, offer, None)
                    .await?;
            }
            _ => {
                let claimed = self.on(award.claimed_days_ago());
                let edubadge = claimed.claim(&learner, offer, true).await?;
                self.afterwards(award, (edubadge, class_id), (&learner, &staff))
                    .await?;
            }
        }
        Ok(())
    }

    /// What became of a claimed edubadge.
    async fn afterwards(
        &self,
        award: &world::Award,
        (edubadge, class): (AssertionId, BadgeClassId),
        (learner, staff): (&Actor, &Actor),
    ) -> Result<()> {
        let app = self.on((award.claimed_days_ago() - 1).max(0));
        if let Some(choices) = award.public {
            app.make_public(learner, edubadge, choices).await?;
        }
        if let Some(revoked) = &award.revoked {
            let app = self.on(revoked.days_ago);
            app.revoke(
                staff,
                class,
                vec![edubadge],
                (revoked.category, revoked.reason.clone()),
            )
            .await?;
            app.run_due_jobs().await?;
        }
        Ok(())
    }

    async fn award_in(&self, batch: BatchId) -> Result<DirectAwardId> {
        let found = self
            .app
            .store()
            .read(async move |tx: &mut Tx| tx.awards_of_batch(batch, None, (0, 1)).await)
            .await?;
        let award = found.first().map(|award| award.id);
        award.ok_or_else(|| Error::Internal("the award was not stored".into()))
    }
}

/// Says which class it is that went wrong.
fn about(made: &world::MadeClass) -> impl FnOnce(Error) -> Error {
    let key = made.key.clone();
    move |e| Error::Internal(format!("class {key}: {e}"))
}

/// Somebody who acts with these roles.
fn acting(id: PersonId, roles: &[(Role, Path)]) -> Actor {
    let grants = roles.iter().map(|(role, path)| Grant {
        id: RoleId(uuid::Uuid::nil()),
        person: id,
        role: *role,
        path: Some(*path),
        granted_at: Timestamp::UNIX_EPOCH,
        ends_at: None,
    });
    Actor::Person(PersonActor {
        id,
        learner: false,
        owes_terms: false,
        grants: grants.collect(),
        strong: true,
        strong_needed: true,
    })
}

fn learner(id: PersonId) -> Actor {
    Actor::Person(PersonActor {
        id,
        learner: true,
        owes_terms: false,
        grants: Vec::new(),
        strong: false,
        strong_needed: false,
    })
}
