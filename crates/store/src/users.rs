//! Everyone with a role at an institution, and the names of the nodes where roles sit.

use domain::badge_class::Content;
use domain::role::{Node, NodeKind, Path, Standing};
use domain::{
    BadgeClassId, InstitutionId, IssuerGroupId, IssuerId, Lang, Localized, PersonId, issuer,
    issuer_group,
};
use jiff::Timestamp;

use crate::columns::Column as _;
use crate::error::Result;
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::roles::{MEMBER, Member, member};
use crate::tx::Tx;

/// Somebody with a role at an institution.
#[derive(Clone, Debug)]
pub struct ListedUser {
    pub person: PersonId,
    pub name: String,
    pub mail: Option<String>,
    /// The role that may most.
    pub highest: Standing,
    /// How many roles.
    pub roles: i64,
}

/// Which users of an institution to list. Empty filters nothing.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// Part of a name or mail address.
    pub search: String,
    /// Those whose highest role is one of these.
    pub highest: Vec<Standing>,
}

/// What a list of users is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    #[default]
    Name,
    Highest,
    Roles,
}

/// Where a role stands among all, as a number: the less the more it may.
fn rank() -> String {
    let mut sql = "case".to_owned();
    for (rank, standing) in Standing::ALL.iter().enumerate() {
        let (role, kind) = standing.parts();
        sql.push_str(&format!(
            " when r.role = '{role}' and r.node_kind = '{kind}' then {rank}"
        ));
    }
    sql + " end"
}

/// … and as its code.
fn ranked() -> String {
    let mut sql = "case u.highest".to_owned();
    for (rank, standing) in Standing::ALL.iter().enumerate() {
        sql.push_str(&format!(" when {rank} then '{standing}'"));
    }
    sql + " end"
}

fn users_listing((institution, now): (InstitutionId, Timestamp), filter: &UserFilter) -> Listing {
    let rank = rank();
    let each = format!(
        "from (select p.id as id, p.name as name, p.mail as mail, p.name_key as name_key, \
         lower(coalesce(p.mail, '')) as mail_key, cast(min({rank}) as bigint) as highest, count(*) as roles \
         from roles r join persons p on p.id = r.person_id where r.institution_id = ? \
         and (r.ends_at is null or r.ends_at > ?) \
         group by p.id, p.name, p.mail, p.name_key) u"
    );
    let each = Sql::new(each, vec![institution.to_value(), now.to_value()]);
    let highest: Vec<_> = filter.highest.iter().map(|s| s.code().to_owned()).collect();
    Listing::new(each, "1 = 1")
        .containing(&["u.name_key", "u.mail_key"], &filter.search)
        .facet("highest", ranked().as_str(), &highest)
}

impl Tx {
    /// One page of everyone with a role in force at an institution or below it.
    pub async fn users(
        &mut self,
        at: (InstitutionId, Timestamp),
        (filter, sort): (&UserFilter, UserSort),
        window: &Window,
    ) -> Result<Found<ListedUser>> {
        let sorted = match sort {
            UserSort::Name => Sorted::text("u.name_key", "u.id"),
            UserSort::Highest => Sorted::int("u.highest", "u.id"),
            UserSort::Roles => Sorted::int("u.roles", "u.id"),
        };
        let columns = format!(
            "u.id as u_id, u.name as u_name, u.mail as u_mail, {} as u_highest, u.roles as u_roles",
            ranked()
        );
        let listing = users_listing(at, filter);
        self.page_of(columns.as_str(), &listing, (&sorted, window), |r| {
            Ok(ListedUser {
                person: r.get("u_id")?,
                name: r.get("u_name")?,
                mail: r.get("u_mail")?,
                highest: r.get("u_highest")?,
                roles: r.get("u_roles")?,
            })
        })
        .await
    }

    pub async fn user_counts(
        &mut self,
        at: (InstitutionId, Timestamp),
        filter: &UserFilter,
    ) -> Result<Counts> {
        self.counts_of(&users_listing(at, filter)).await
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
