//! Who has which role where.

use domain::role::{Grant, Node, Path, Role};
use domain::{InstitutionId, PersonId, RoleId};
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::columns::{Column as _, Row};
use crate::error::Result;
use crate::tx::Tx;

const GRANT: &str =
    "id, person_id, role, institution_id, group_id, issuer_id, class_id, granted_at, ends_at";

/// A role with who holds it, from `roles r` and `persons p`.
pub(crate) const MEMBER: &str = "r.id, r.person_id, r.role, r.institution_id, r.group_id, r.issuer_id, r.class_id, \
                      r.granted_at, r.ends_at, p.name as p_name, p.mail as p_mail \
                      from roles r join persons p on p.id = r.person_id";

/// A role with who holds it.
#[derive(Clone, Debug)]
pub struct Member {
    pub grant: Grant,
    pub name: String,
    pub mail: Option<String>,
}

pub(crate) fn member(row: &Row<'_>) -> Result<Member> {
    Ok(Member {
        grant: grant(row)?,
        name: row.get("p_name")?,
        mail: row.get("p_mail")?,
    })
}

fn grant(row: &Row<'_>) -> Result<Grant> {
    let institution: Option<domain::InstitutionId> = row.get("institution_id")?;
    let (group, issuer, class) = (
        row.get("group_id")?,
        row.get("issuer_id")?,
        row.get("class_id")?,
    );
    Ok(Grant {
        id: row.get("id")?,
        person: row.get("person_id")?,
        role: row.get("role")?,
        path: institution.map(|institution| Path {
            institution,
            group,
            issuer,
            class,
        }),
        granted_at: row.get("granted_at")?,
        ends_at: row.get("ends_at")?,
    })
}

impl Tx {
    /// Gives a role; having it already changes nothing.
    pub async fn insert_role(&mut self, grant: &Grant) -> Result<bool> {
        let node = grant.node();
        // One that ended there before makes room.
        let sql = "delete from roles where person_id = $1 and node_id = $2 and ends_at <= $3";
        self.exec(sql, &[&grant.person, &node.id(), &grant.granted_at])
            .await?;
        let sql = "insert into roles (id, person_id, role, node_kind, node_id, institution_id, group_id, issuer_id, \
                   class_id, granted_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                   on conflict (person_id, role, node_id) do nothing";
        let path = grant.path;
        let given = self
            .exec(
                sql,
                &[
                    &grant.id,
                    &grant.person,
                    &grant.role,
                    &node.kind(),
                    &node.id(),
                    &path.map(|p| p.institution),
                    &path.and_then(|p| p.group),
                    &path.and_then(|p| p.issuer),
                    &path.and_then(|p| p.class),
                    &grant.granted_at,
                    &grant.ends_at,
                ],
            )
            .await?;
        if given == 1 {
            let after = self.noted(grant).await?;
            self.note("role", grant.id.0, None, Some(after));
        }
        Ok(given == 1)
    }

    /// What the trail keeps of a role: whose by pseudonym.
    async fn noted(&mut self, grant: &Grant) -> Result<Json> {
        let sql = "select pseudonym from pseudonyms where person_id = $1";
        let pseudonym = self
            .first(sql, &[&grant.person], |r| r.get::<Uuid>("pseudonym"))
            .await?;
        let node = grant.node();
        Ok(serde_json::json!({
            "role": grant.role,
            "node": node.id(),
            "person": pseudonym,
            "until": grant.ends_at,
        }))
    }

    /// A role in force now.
    pub async fn role(&mut self, id: RoleId, now: Timestamp) -> Result<Option<Member>> {
        let sql =
            format!("select {MEMBER} where r.id = $1 and (r.ends_at is null or r.ends_at > $2)");
        self.first(&sql, &[&id, &now], member).await
    }

    /// Everyone with a role in force at one of these nodes, by name.
    pub async fn members(&mut self, nodes: &[Node], now: Timestamp) -> Result<Vec<Member>> {
        let ids: Vec<Uuid> = nodes.iter().map(Node::id).collect();
        let (marks, mut values) = crate::dialect::list(&ids, 0);
        values.push(now.to_value());
        let n = values.len();
        let sql = format!(
            "select {MEMBER} where r.node_id in {marks} and (r.ends_at is null or r.ends_at > ${n}) \
             order by p.name, r.person_id, r.id"
        );
        self.query_values(&sql, &values, member).await
    }

    /// Another role at the same node, or another end.
    pub async fn change_role(
        &mut self,
        before: &Grant,
        (role, ends_at): (Role, Option<Timestamp>),
    ) -> Result<()> {
        let after = Grant {
            role,
            ends_at,
            ..before.clone()
        };
        let sql = "update roles set role = $2, ends_at = $3 where id = $1";
        self.exec(sql, &[&before.id, &role, &ends_at]).await?;
        let (before_noted, after_noted) = (self.noted(before).await?, self.noted(&after).await?);
        self.note("role", before.id.0, Some(before_noted), Some(after_noted));
        Ok(())
    }

    /// `why`: what somebody wrote about it.
    pub async fn delete_role(&mut self, grant: &Grant, why: Option<&str>) -> Result<bool> {
        let sql = "delete from roles where id = $1";
        let gone = self.exec(sql, &[&grant.id]).await? == 1;
        if gone {
            let before = self.noted(grant).await?;
            let after = why.map(|why| serde_json::json!({ "reason": why }));
            self.note("role", grant.id.0, Some(before), after);
        }
        Ok(gone)
    }

    /// How many admins of an institution have that role without an end.
    pub async fn lasting_admins(&mut self, institution: InstitutionId) -> Result<i64> {
        let sql = "select count(*) as admins from roles \
                   where node_id = $1 and role = 'admin' and ends_at is null";
        let count = self
            .first(sql, &[&institution], |r| r.get("admins"))
            .await?;
        Ok(count.unwrap_or(0))
    }

    /// Roles of a person in force now.
    pub async fn roles_of(&mut self, person: PersonId, now: Timestamp) -> Result<Vec<Grant>> {
        let sql = format!(
            "select {GRANT} from roles where person_id = $1 and (ends_at is null or ends_at > $2)"
        );
        self.query(&sql, &[&person, &now], grant).await
    }

    /// Names and mail addresses of the institution's admins: who can help.
    pub async fn institution_admins(
        &mut self,
        institution: domain::InstitutionId,
        now: Timestamp,
    ) -> Result<Vec<(PersonId, String, Option<String>)>> {
        let sql = "select p.id as p_id, p.name as p_name, p.mail as p_mail from roles r \
                   join persons p on p.id = r.person_id where r.node_id = $1 and r.role = 'admin' \
                   and (r.ends_at is null or r.ends_at > $2) order by p.name, p.id";
        self.query(sql, &[&institution, &now], |r| {
            Ok((r.get("p_id")?, r.get("p_name")?, r.get("p_mail")?))
        })
        .await
    }

    /// Promises a role to whoever proves this address (folded): at an institution, or on the platform.
    pub async fn promise_role(
        &mut self,
        mail: &str,
        role: Role,
        institution: Option<domain::InstitutionId>,
        at: Timestamp,
    ) -> Result<()> {
        let node = institution.map_or(Node::Platform, Node::Institution);
        let sql = "insert into promised_roles (mail, role, node_id, institution_id, created_at) \
                   values ($1, $2, $3, $4, $5) on conflict (mail, role, node_id) do update set created_at = excluded.created_at";
        self.exec(sql, &[&mail, &role, &node.id(), &institution, &at])
            .await?;
        // To whom is personal, and stands nowhere but in the row until the role is taken.
        let promised = serde_json::json!({ "role": role });
        self.note("promised-role", node.id(), None, Some(promised));
        Ok(())
    }

    /// Withdraws what was promised at an institution and nobody took.
    pub async fn withdraw_promises(&mut self, institution: domain::InstitutionId) -> Result<()> {
        let sql = "delete from promised_roles where institution_id = $1";
        if self.exec(sql, &[&institution]).await? > 0 {
            self.note("promised-role", institution.0, None, None);
        }
        Ok(())
    }

    /// Roles promised to this address since then, each with the institution at which it holds.
    pub async fn promised_to(
        &mut self,
        mail: &str,
        since: Timestamp,
    ) -> Result<Vec<(Role, Option<domain::InstitutionId>)>> {
        let sql =
            "select role, institution_id from promised_roles where mail = $1 and created_at > $2";
        self.query(sql, &[&mail, &since], |r| {
            Ok((r.get("role")?, r.get("institution_id")?))
        })
        .await
    }

    /// Takes one promise; `false` when somebody took it before.
    pub async fn take_promise(
        &mut self,
        mail: &str,
        role: Role,
        institution: Option<domain::InstitutionId>,
    ) -> Result<bool> {
        let node = institution.map_or(Node::Platform, Node::Institution);
        let sql = "delete from promised_roles where mail = $1 and role = $2 and node_id = $3";
        Ok(self.exec(sql, &[&mail, &role, &node.id()]).await? > 0)
    }

    /// Forgets the promises made before then; gives how many.
    pub async fn forget_promises(&mut self, before: Timestamp) -> Result<u64> {
        self.exec(
            "delete from promised_roles where created_at <= $1",
            &[&before],
        )
        .await
    }

    /// Addresses to which a role at this institution is promised, by address.
    pub async fn promised_at(
        &mut self,
        institution: domain::InstitutionId,
    ) -> Result<Vec<(String, Role)>> {
        let sql =
            "select mail, role from promised_roles where institution_id = $1 order by mail, role";
        self.query(sql, &[&institution], |r| {
            Ok((r.get("mail")?, r.get("role")?))
        })
        .await
    }
}
