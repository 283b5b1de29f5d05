//! The users of an institution, what one of them may where, and what one may oneself.

use std::collections::HashMap;

use domain::institution::Institution;
use domain::policy::{Action, Actor, Denied, Resource};
use domain::role::{Grant, Node, Path};
use domain::{InstitutionId, Lang, Localized, PersonId};
use store::Tx;
pub use store::users::{ListedUser, UserPlace};

use crate::texts::Texts;
use crate::{App, Error, Result};

/// Lines on one page.
const PAGE: i64 = 50;

/// A page of users of an institution.
#[derive(Clone, Debug)]
pub struct Users {
    pub institution: Institution,
    pub users: Vec<ListedUser>,
    pub more: bool,
}

/// A role with the name of the node on which it sits.
#[derive(Clone, Debug)]
pub struct PlacedRole {
    pub grant: Grant,
    pub node: Node,
    pub name: Localized,
}

/// One user of an institution.
#[derive(Clone, Debug)]
pub struct User {
    pub institution: Institution,
    pub person: PersonId,
    pub name: String,
    pub mail: Option<String>,
    /// Highest in the tree first.
    pub roles: Vec<PlacedRole>,
}

/// With the names of their nodes, highest in the tree first, then by name.
async fn placed(tx: &mut Tx, grants: Vec<Grant>, lang: Lang) -> Result<Vec<PlacedRole>> {
    let paths: Vec<Path> = grants.iter().filter_map(|g| g.path).collect();
    let names: HashMap<Node, Localized> = tx.node_names(&paths).await?.into_iter().collect();
    let mut roles: Vec<PlacedRole> = grants
        .into_iter()
        .map(|grant| PlacedRole {
            node: grant.node(),
            name: names.get(&grant.node()).cloned().unwrap_or_default(),
            grant,
        })
        .collect();
    roles.sort_by_key(|r| {
        let depth = r.grant.path.map(|p| p.depth());
        (depth, r.name.get(lang).to_lowercase(), r.grant.id)
    });
    Ok(roles)
}

impl App {
    fn permit_users(&self, actor: &Actor, institution: InstitutionId) -> Result<()> {
        let here = Resource::Node(Path::institution(institution));
        self.permit(actor, Action::ReadPeople, &here)?;
        Ok(())
    }

    /// Everyone with a role at an institution or below it, by name.
    pub async fn users(
        &self,
        actor: &Actor,
        id: InstitutionId,
        (search, after): (String, Option<UserPlace>),
    ) -> Result<Users> {
        self.permit_users(actor, id)?;
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            let institution = tx.institution(id).await?.ok_or(Error::NotFound)?;
            let from = (search.as_str(), after.as_ref());
            Ok::<_, Error>((institution, tx.users((id, now), from, PAGE + 1).await?))
        });
        let (institution, mut users) = found.await?;
        let fits = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = users.len() > fits;
        users.truncate(fits);
        Ok(Users {
            institution,
            users,
            more,
        })
    }

    /// One user of an institution with every role there.
    pub async fn user(
        &self,
        actor: &Actor,
        (id, person): (InstitutionId, PersonId),
        lang: Lang,
    ) -> Result<User> {
        self.permit_users(actor, id)?;
        let now = self.now();
        self.store()
            .read(async move |tx: &mut Tx| {
                let institution = tx.institution(id).await?.ok_or(Error::NotFound)?;
                let members = tx.roles_of_institution(id, Some(person), now).await?;
                let first = members.first().cloned().ok_or(Error::NotFound)?;
                let grants = members.into_iter().map(|m| m.grant).collect();
                Ok(User {
                    institution,
                    person,
                    name: first.name,
                    mail: first.mail,
                    roles: placed(tx, grants, lang).await?,
                })
            })
            .await
    }

    /// The actor's own roles in force, everywhere.
    pub async fn own_roles(&self, actor: &Actor, lang: Lang) -> Result<Vec<PlacedRole>> {
        let person = actor.person().ok_or(Error::Denied {
            why: Denied::SignIn,
            path: None,
        })?;
        self.permit(actor, Action::OwnAccount, &Resource::Of(person.id))?;
        let grants = person.grants.clone();
        self.store()
            .read(async move |tx: &mut Tx| placed(tx, grants.clone(), lang).await)
            .await
    }

    /// Who may what at an institution, a line for each role, as a table that a spreadsheet opens.
    pub async fn rights_csv(
        &self,
        actor: &Actor,
        id: InstitutionId,
        texts: Texts,
    ) -> Result<Vec<u8>> {
        self.permit_users(actor, id)?;
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            let members = tx.roles_of_institution(id, None, now).await?;
            let paths: Vec<Path> = members.iter().filter_map(|m| m.grant.path).collect();
            Ok::<_, Error>((members, tx.node_names(&paths).await?))
        });
        let (members, names) = found.await?;
        let names: HashMap<Node, Localized> = names.into_iter().collect();
        let day = |at| self.day_of(at).to_string();
        let mut rows = vec![
            ["name", "mail", "role", "level", "node", "since", "until"]
                .map(|column| texts.t(&format!("rights-column-{column}"))),
        ];
        rows.extend(members.iter().map(|m| {
            let node = m.grant.node();
            [
                m.name.clone(),
                m.mail.clone().unwrap_or_default(),
                texts.t(&format!("role-{}", m.grant.role)),
                texts.t(&format!("level-{}", node.kind())),
                names
                    .get(&node)
                    .map(|name| name.get(texts.lang()).to_owned())
                    .unwrap_or_default(),
                day(m.grant.granted_at),
                // The last day on which it holds.
                m.grant
                    .ends_at
                    .map(|end| day(end - jiff::SignedDuration::from_secs(1)))
                    .unwrap_or_default(),
            ]
        }));
        crate::award_files::csv(&rows)
    }
}
