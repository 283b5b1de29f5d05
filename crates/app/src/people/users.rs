//! The users of an institution, what one of them may where, and what one may oneself.

use std::collections::HashMap;

use domain::institution::Institution;
use domain::policy::{Action, Actor, Denied, Resource};
use domain::role::{Grant, Node, Path};
use domain::{InstitutionId, Lang, Localized, PersonId};
use store::Tx;
pub use store::users::{ListedUser, UserFilter, UserSort};

use crate::lists::{Cell, Counts, Found, Sheet, Window, headers};
use crate::texts::Texts;
use crate::{App, Error, Result};

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

    /// A page of everyone with a role at an institution or below it.
    pub async fn users(
        &self,
        actor: &Actor,
        id: InstitutionId,
        (filter, sort): (UserFilter, UserSort),
        window: Window,
    ) -> Result<(Institution, Found<ListedUser>, Counts)> {
        self.permit_users(actor, id)?;
        let at = (id, self.now());
        self.store()
            .read(async move |tx: &mut Tx| {
                let institution = tx.institution(id).await?.ok_or(Error::NotFound)?;
                let found = tx.users(at, (&filter, sort), &window).await?;
                let counts = tx.user_counts(at, &filter).await?;
                Ok((institution, found, counts))
            })
            .await
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

    /// Who may what at an institution: a line for each role of everyone that the filters leave.
    pub async fn export_rights(
        &self,
        actor: &Actor,
        id: InstitutionId,
        (filter, sort, descending): (UserFilter, UserSort, bool),
        texts: Texts,
    ) -> Result<Sheet> {
        self.permit_users(actor, id)?;
        self.limit_exports(actor).await?;
        let (at, now) = ((id, self.now()), self.now());
        let users = self
            .every(descending, async move |tx: &mut Tx, window| {
                tx.users(at, (&filter, sort), &window).await
            })
            .await?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let members = tx.roles_of_institution(id, None, now).await?;
            let paths: Vec<Path> = members.iter().filter_map(|m| m.grant.path).collect();
            Ok::<_, Error>((members, tx.node_names(&paths).await?))
        });
        let (members, names) = found.await?;
        let names: HashMap<Node, Localized> = names.into_iter().collect();
        let mut of: HashMap<PersonId, Vec<Grant>> = HashMap::new();
        for member in members {
            of.entry(member.grant.person)
                .or_default()
                .push(member.grant);
        }
        let columns = [
            "users-column-name",
            "users-column-mail",
            "users-column-role",
            "users-column-level",
            "users-column-node",
            "users-column-since",
            "users-column-last-day",
        ];
        let mut sheet = Sheet::new(texts.t("users-title"), &headers(texts, &columns));
        for user in users {
            for grant in of.remove(&user.person).unwrap_or_default() {
                let node = grant.node();
                let name = names.get(&node).map(|name| name.get(texts.lang()));
                sheet.push(vec![
                    Cell::text(&user.name),
                    Cell::maybe(user.mail.clone()),
                    Cell::text(texts.t(&format!("role-{}", grant.role))),
                    Cell::text(texts.t(&format!("level-{}", node.kind()))),
                    Cell::maybe(name),
                    self.moment(grant.granted_at),
                    Cell::maybe(grant.ends_at.map(|end| self.last_day(end).to_string())),
                ]);
            }
        }
        Ok(sheet)
    }
}
