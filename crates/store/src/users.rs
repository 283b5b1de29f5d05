//! Everyone with a role at an institution, and the names of the nodes where roles sit.

use domain::badge_class::Content;
use domain::role::{Node, NodeKind, Path, Role};
use domain::text::fold;
use domain::{
    BadgeClassId, InstitutionId, IssuerGroupId, IssuerId, Lang, Localized, PersonId, issuer,
    issuer_group,
};
use jiff::Timestamp;

use crate::badge_classes::like;
use crate::columns::{Column, Value};
use crate::error::Result;
use crate::roles::{MEMBER, Member, member};
use crate::tx::Tx;

/// Somebody with a role at an institution.
#[derive(Clone, Debug)]
pub struct ListedUser {
    pub person: PersonId,
    pub name: String,
    pub mail: Option<String>,
    /// The folded name by which it is sorted.
    pub sorted: String,
    /// The role that may most, and on what kind of node.
    pub highest: (Role, NodeKind),
    /// How many roles.
    pub roles: i64,
}

/// Where in the list somebody is: folded name and id.
pub type UserPlace = (String, PersonId);

/// Roles by how much they may, in the words of SQL: the greater the more.
const HEIGHT: &str = "case when r.role = 'admin' and r.node_kind = 'institution' then 10 \
                      when r.role = 'admin' and r.node_kind = 'issuer-group' then 9 \
                      when r.role = 'admin' then 8 when r.role = 'owner' then 7 when r.role = 'editor' then 6 \
                      when r.role = 'awarder' and r.node_kind = 'issuer-group' then 5 \
                      when r.role = 'awarder' and r.node_kind = 'issuer' then 4 \
                      when r.role = 'awarder' then 3 when r.role = 'quality-officer' then 2 else 1 end";

/// … and back.
const fn at_height(height: i64) -> (Role, NodeKind) {
    match height {
        10 => (Role::Admin, NodeKind::Institution),
        9 => (Role::Admin, NodeKind::IssuerGroup),
        8 => (Role::Admin, NodeKind::Issuer),
        7 => (Role::Owner, NodeKind::BadgeClass),
        6 => (Role::Editor, NodeKind::BadgeClass),
        5 => (Role::Awarder, NodeKind::IssuerGroup),
        4 => (Role::Awarder, NodeKind::Issuer),
        3 => (Role::Awarder, NodeKind::BadgeClass),
        2 => (Role::QualityOfficer, NodeKind::Institution),
        _ => (Role::Auditor, NodeKind::Institution),
    }
}

impl Tx {
    /// Everyone with a role in force at an institution or below it whose name or mail contains
    /// `search`, by name, at most `limit`; keyset paging after `(name, id)`.
    pub async fn users(
        &mut self,
        (institution, now): (InstitutionId, Timestamp),
        (search, after): (&str, Option<&UserPlace>),
        limit: i64,
    ) -> Result<Vec<ListedUser>> {
        let mut values = vec![institution.to_value(), now.to_value(), Value::Int(limit)];
        let mut condition = String::new();
        if !search.is_empty() {
            values.push(Value::Text(format!("%{}%", like(&fold(search)))));
            let n = values.len();
            condition.push_str(&format!(
                " and (p.name_key like ${n} escape '!' or lower(p.mail) like ${n} escape '!')"
            ));
        }
        if let Some((name, id)) = after {
            values.push(Value::Text(name.clone()));
            values.push(id.to_value());
            let n = values.len();
            condition.push_str(&format!(" and (p.name_key, p.id) > (${}, ${n})", n - 1));
        }
        let sql = format!(
            "select p.id as p_id, p.name as p_name, p.mail as p_mail, p.name_key as p_key, \
             max({HEIGHT}) as height, count(*) as roles from roles r join persons p on p.id = r.person_id \
             where r.institution_id = $1 and (r.ends_at is null or r.ends_at > $2){condition} \
             group by p.id, p.name, p.mail, p.name_key order by p.name_key, p.id limit $3"
        );
        self.query_values(&sql, &values, |r| {
            Ok(ListedUser {
                person: r.get("p_id")?,
                name: r.get("p_name")?,
                mail: r.get("p_mail")?,
                sorted: r.get("p_key")?,
                highest: at_height(r.get("height")?),
                roles: r.get("roles")?,
            })
        })
        .await
    }

    /// Every role in force at an institution or below it, of one person or of everyone; by name.
    pub async fn roles_of_institution(
        &mut self,
        institution: InstitutionId,
        person: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Vec<Member>> {
        let mut values = vec![institution.to_value(), now.to_value()];
        let mut of = "";
        if let Some(person) = person {
            values.push(person.to_value());
            of = "and r.person_id = $3";
        }
        let sql = format!(
            "select {MEMBER} where r.institution_id = $1 and (r.ends_at is null or r.ends_at > $2) {of} \
             order by p.name_key, p.id, r.granted_at, r.id"
        );
        self.query_values(&sql, &values, member).await
    }

    /// The names of the nodes at the ends of these ways, in one statement for each kind.
    pub async fn node_names(&mut self, paths: &[Path]) -> Result<Vec<(Node, Localized)>> {
        let nodes: Vec<Node> = paths.iter().map(Path::node).collect();
        let ids = |kind: NodeKind| -> Vec<uuid::Uuid> {
            let mut ids: Vec<_> = nodes
                .iter()
                .filter(|n| n.kind() == kind)
                .map(Node::id)
                .collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let mut names = Vec::new();
        let institutions: Vec<_> = ids(NodeKind::Institution)
            .into_iter()
            .map(InstitutionId)
            .collect();
        if !institutions.is_empty() {
            let found = self.institutions_among(&institutions).await?;
            names.extend(
                found
                    .into_iter()
                    .map(|i| (Node::Institution(i.id), i.settings.name)),
            );
        }
        let groups = ids(NodeKind::IssuerGroup);
        if !groups.is_empty() {
            let (marks, values) = crate::dialect::list(&groups, 0);
            let sql = format!("select id, settings from issuer_groups where id in {marks}");
            let found = self.query_values(&sql, &values, |r| {
                let settings: issuer_group::Settings = r.json("settings")?;
                Ok((
                    Node::IssuerGroup(r.get::<IssuerGroupId>("id")?),
                    settings.name,
                ))
            });
            names.extend(found.await?);
        }
        let issuers = ids(NodeKind::Issuer);
        if !issuers.is_empty() {
            let (marks, values) = crate::dialect::list(&issuers, 0);
            let sql = format!("select id, settings from issuers where id in {marks}");
            let found = self.query_values(&sql, &values, |r| {
                let settings: issuer::Settings = r.json("settings")?;
                Ok((Node::Issuer(r.get::<IssuerId>("id")?), settings.name))
            });
            names.extend(found.await?);
        }
        let classes = ids(NodeKind::BadgeClass);
        if !classes.is_empty() {
            let (marks, values) = crate::dialect::list(&classes, 0);
            let sql = format!("select id, draft from badge_classes where id in {marks}");
            let found = self.query_values(&sql, &values, |r| {
                let content: Content = r.json("draft")?;
                let name = |lang| content.texts_in(lang).name.as_str();
                Ok((
                    Node::BadgeClass(r.get::<BadgeClassId>("id")?),
                    Localized::new(name(Lang::Nl), name(Lang::En)),
                ))
            });
            names.extend(found.await?);
        }
        Ok(names)
    }
}
