//! The trail of an institution, searched: by who did it or to whom, by thing, action and period.

use domain::award::Recipient;
use domain::person::{StampedName, mail_key};
use domain::policy::Reach;
use domain::text::fold;
use domain::{BadgeClassId, InstitutionId, Lang, Localized};
use jiff::Timestamp;
use uuid::Uuid;

use super::{AuditLine, AuditPlace};
use crate::badge_classes::like;
use crate::columns::{Column, Json, Row, Value};
use crate::error::Result;
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

/// What is asked of a trail. Empty lists and `None` filter nothing.
#[derive(Clone, Debug, Default)]
pub struct TrailFilter {
    /// A name, address or EPPN of who did it or to whom it was done, or a part of a class's name.
    pub search: String,
    pub actions: Vec<String>,
    pub things: Vec<String>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// A row with where in the tree it stands and whom it is about.
#[derive(Clone, Debug)]
pub struct TrailLine {
    pub line: AuditLine,
    /// The lowest node: a class, issuer, issuer group or the institution.
    pub node: Uuid,
    pub class: Option<BadgeClassId>,
    /// The recipient of an award or the holder of an edubadge, as long as they aren't erased.
    pub about: Option<String>,
}

/// Whose rows a search finds, apart from what SQL finds by itself.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// Of the staff that match.
    pseudonyms: Vec<Uuid>,
}

const FROM: &str = "from audit a left join pseudonyms s on s.pseudonym = a.pseudonym \
                    left join persons p on p.id = s.person_id \
                    left join direct_awards d on a.thing_kind = 'award' and d.id = a.thing_id \
                    left join assertions x on a.thing_kind in ('edubadge', 'correction') and x.id = a.thing_id";

const COLUMNS: &str = "a.at as at, a.id as id, a.note as note, a.actor as actor, p.name as name, a.action as action, \
                       a.thing_kind as thing_kind, a.thing_id as thing_id, a.before as before, a.after as after, \
                       coalesce(a.class_id, a.issuer_id, a.group_id, a.institution_id) as node, a.class_id as class_id, \
                       d.recipient as recipient, x.name as holder";

fn trail_line(r: &Row<'_>) -> Result<TrailLine> {
    let recipient: Option<Json<Recipient>> = r.get("recipient")?;
    let holder: Option<Json<StampedName>> = r.get("holder")?;
    let recipient = recipient.map(|r| {
        let mail = domain::text::non_empty(&r.0.mail);
        r.0.typed_name().or(mail).or(r.0.eppn)
    });
    Ok(TrailLine {
        line: AuditLine {
            place: AuditPlace {
                at: r.get("at")?,
                id: r.get("id")?,
                note: r.get("note")?,
            },
            actor: r.get("actor")?,
            name: r.get("name")?,
            action: r.get("action")?,
            thing_kind: r.get("thing_kind")?,
            thing_id: r.get("thing_id")?,
            before: r.get("before")?,
            after: r.get("after")?,
        },
        node: r.get("node")?,
        class: r.get("class_id")?,
        about: holder.map(|h| h.0.name).or(recipient.flatten()),
    })
}

/// The condition that rows lie within reach: `columns` are those of group, issuer and class.
pub(crate) fn within(reach: &Reach, [group, issuer, class]: [&str; 3]) -> Sql {
    use domain::role::Node;
    let Reach::Below(nodes) = reach else {
        return Sql::from("1 = 1");
    };
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    for node in nodes {
        let column = match node {
            Node::IssuerGroup(_) => group,
            Node::Issuer(_) => issuer,
            Node::BadgeClass(_) => class,
            // Who has a role on the whole institution reaches everywhere.
            Node::Institution(_) | Node::Platform => continue,
        };
        conditions.push(format!("{column} = ?"));
        values.push(Value::Id(node.id()));
    }
    if conditions.is_empty() {
        return Sql::from("1 = 0");
    }
    Sql::new(format!("({})", conditions.join(" or ")), values)
}

/// With the names of who did it and to whom for a page, without them for counting.
fn listing(
    from: &str,
    (institution, reach): (InstitutionId, &Reach),
    filter: &TrailFilter,
    searched: &Searched,
) -> Listing {
    let own = Sql::new("a.institution_id = ?", vec![institution.to_value()]);
    let mut listing = Listing::new(from, own)
        .and(within(reach, ["a.group_id", "a.issuer_id", "a.class_id"]))
        .facet("action", "a.action", &filter.actions)
        .facet("thing", "coalesce(a.thing_kind, '')", &filter.things);
    if let Some(from) = filter.from {
        listing = listing.and(Sql::new("a.place >= ?", vec![from.to_value()]));
    }
    if let Some(until) = filter.until {
        listing = listing.and(Sql::new("a.place < ?", vec![until.to_value()]));
    }
    let folded = fold(&filter.search);
    if folded.is_empty() {
        return listing;
    }
    let pattern = Value::Text(format!("%{}%", like(&folded)));
    let mut either = vec![
        "a.class_id in (select c.id from badge_classes c where c.institution_id = ? and c.name like ? escape '!')",
        "a.thing_id in (select y.id from assertions y where y.institution_id = ? and y.search like ? escape '!')",
    ];
    let mut values = vec![
        institution.to_value(),
        pattern.clone(),
        institution.to_value(),
        pattern,
    ];
    // An award's recipient by a whole address or EPPN: both have an index.
    if let Some(key) = mail_key(&filter.search) {
        either.push("a.thing_id in (select e.id from direct_awards e where e.institution_id = ? and (e.mail_key = ? or e.eppn_key = ?))");
        let key = Value::Text(key);
        values.extend([institution.to_value(), key.clone(), key]);
    }
    let marks;
    if !searched.pseudonyms.is_empty() {
        marks = format!(
            "a.pseudonym in ({})",
            vec!["?"; searched.pseudonyms.len()].join(", ")
        );
        either.push(&marks);
        values.extend(searched.pseudonyms.iter().map(|id| Value::Id(*id)));
    }
    listing.and(Sql::new(format!("({})", either.join(" or ")), values))
}

impl Tx {
    /// Who of an institution's staff a search means: by a part of a name or address; and anybody by
    /// a whole address or EPPN.
    pub async fn trail_search(
        &mut self,
        institution: InstitutionId,
        search: &str,
    ) -> Result<Searched> {
        let folded = fold(search);
        if folded.is_empty() {
            return Ok(Searched::default());
        }
        let key = mail_key(search).unwrap_or_default();
        let sql = "select s.pseudonym as pseudonym, p.name as name, p.mail as mail from roles r \
                   join persons p on p.id = r.person_id join pseudonyms s on s.person_id = p.id \
                   where r.institution_id = $1 union select s.pseudonym, '', i.value from identifiers i \
                   join pseudonyms s on s.person_id = i.person_id where i.kind in ('mail', 'eppn') and i.value = $2";
        let found = self
            .query(sql, &[&institution, &key], |r| {
                let mail: Option<String> = r.get("mail")?;
                let words = format!("{} {}", r.get::<String>("name")?, mail.unwrap_or_default());
                Ok((r.get::<Uuid>("pseudonym")?, fold(&words)))
            })
            .await?;
        let mut pseudonyms: Vec<Uuid> = found
            .into_iter()
            .filter(|(_, words)| words.contains(&folded))
            .map(|(id, _)| id)
            .collect();
        pseudonyms.sort();
        pseudonyms.dedup();
        // More would say nothing about whom was meant.
        pseudonyms.truncate(200);
        Ok(Searched { pseudonyms })
    }

    /// One page of an institution's trail, as far as the asker reaches, by time.
    pub async fn trail(
        &mut self,
        of: (InstitutionId, &Reach),
        (filter, searched): (&TrailFilter, &Searched),
        window: &Window,
    ) -> Result<Found<TrailLine>> {
        let listing = listing(FROM, of, filter, searched);
        let sorted = Sorted::int("a.place", "a.id");
        self.page_of(COLUMNS, &listing, (&sorted, window), trail_line)
            .await
    }

    /// How many rows there are, and of each action and kind of thing.
    pub async fn trail_counts(
        &mut self,
        of: (InstitutionId, &Reach),
        (filter, searched): (&TrailFilter, &Searched),
    ) -> Result<Counts> {
        let listing = listing("from audit a", of, filter, searched);
        self.counts_of(&listing).await
    }

    /// Names of nodes of the tree, of any kind.
    pub async fn names_of_nodes(&mut self, ids: &[Uuid]) -> Result<Vec<(Uuid, Localized)>> {
        let (marks, values) = crate::dialect::list(ids, 0);
        let sql = format!(
            "select i.id as id, i.settings as settings, '' as draft from institutions i where i.id in {marks} \
             union all select g.id, g.settings, '' from issuer_groups g where g.id in {marks} \
             union all select s.id, s.settings, '' from issuers s where s.id in {marks} \
             union all select c.id, '', c.draft from badge_classes c where c.id in {marks}"
        );
        self.query_values(&sql, &values, |r| {
            let draft: String = r.get("draft")?;
            let name = if draft.is_empty() {
                let settings: serde_json::Value = r.json("settings")?;
                serde_json::from_value(settings["name"].clone()).unwrap_or_default()
            } else {
                let draft: domain::badge_class::Content = r.json("draft")?;
                let of = |lang| draft.texts_in(lang).name.as_str();
                Localized::new(of(Lang::Nl), of(Lang::En))
            };
            Ok((r.get("id")?, name))
        })
        .await
    }
}
