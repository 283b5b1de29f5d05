//! What needs somebody of the staff today: counts over everything within reach, in one statement.

use domain::InstitutionId;
use domain::policy::Reach;
use domain::role::Node;
use jiff::{Timestamp, ToSpan};

use crate::audit::within;
use crate::columns::Column;
use crate::error::Result;
use crate::lists::Sql;
use crate::tx::Tx;

/// What can need somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Learners who asked for an edubadge.
    Request,
    /// Mails of open awards that could not be delivered.
    FailedDelivery,
    /// Learners who say that something is wrong.
    Correction,
    /// Drafts that were never published.
    Draft,
    /// Classes that wait for a quality officer.
    Review,
    /// Invitations that nobody accepted and that end within a week.
    Invitation,
    /// Edubadges that expire within a month.
    Expiring,
}

impl Need {
    pub const ALL: [Self; 7] = [
        Self::Request,
        Self::Correction,
        Self::FailedDelivery,
        Self::Review,
        Self::Draft,
        Self::Invitation,
        Self::Expiring,
    ];

    /// Rows of an institution; `c` is the class.
    fn rows(self, institution: InstitutionId, (now, soon): (Timestamp, Timestamp)) -> Sql {
        let of = institution.to_value();
        let (text, values) = match self {
            Self::Request => (
                "from requests q join badge_classes c on c.id = q.class_id \
                 where q.state = 'open' and q.institution_id = ?",
                vec![of],
            ),
            Self::FailedDelivery => (
                "from direct_awards d join badge_classes c on c.id = d.class_id \
                 where d.state = 'failed' and d.institution_id = ?",
                vec![of],
            ),
            Self::Correction => (
                "from corrections k join badge_classes c on c.id = k.class_id \
                 where k.state = 'open' and k.institution_id = ?",
                vec![of],
            ),
            Self::Draft => (
                "from badge_classes c where c.state = 'draft' and c.institution_id = ?",
                vec![of],
            ),
            Self::Review => (
                "from badge_classes c where c.state = 'in-review' and c.institution_id = ?",
                vec![of],
            ),
            Self::Invitation => (
                "from (select institution_id, group_id, issuer_id, class_id as id, accepted_at, expires_at \
                 from invitations) c where c.accepted_at is null and c.institution_id = ? \
                 and c.expires_at >= ? and c.expires_at < ?",
                vec![of, now.to_value(), (now + (7 * 24).hours()).to_value()],
            ),
            Self::Expiring => (
                "from assertions a join badge_classes c on c.id = a.class_id where a.revoked_at is null \
                 and a.institution_id = ? and a.valid_until >= ? and a.valid_until < ?",
                vec![of, now.to_value(), soon.to_value()],
            ),
        };
        Sql::new(text, values)
    }
}

/// What is counted where.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub need: Need,
    pub institution: InstitutionId,
    pub reach: Reach,
}

/// So many of something in an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    pub need: Need,
    pub institution: InstitutionId,
    /// Where the asker can do something about it; of several places the first.
    pub node: Node,
    pub count: i64,
}

impl Tx {
    /// How many there are of each, those with none left out: one statement.
    pub async fn needs(
        &mut self,
        wanted: &[Wanted],
        moments: (Timestamp, Timestamp),
    ) -> Result<Vec<Needed>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let (mut sql, mut values) = (String::new(), Vec::new());
        for (n, w) in wanted.iter().enumerate() {
            if n > 0 {
                sql.push_str(" union all ");
            }
            sql.push_str(&format!("select {n} as number, count(*) as count "));
            let rows = w.need.rows(w.institution, moments);
            rows.write(&mut sql, &mut values);
            sql.push_str(" and ");
            within(&w.reach, ["c.group_id", "c.issuer_id", "c.id"]).write(&mut sql, &mut values);
        }
        let counted = self
            .query_values(&sql, &values, |r| {
                Ok((r.get::<i64>("number")?, r.get::<i64>("count")?))
            })
            .await?;
        Ok(counted
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .filter_map(|(n, count)| {
                let w = wanted.get(usize::try_from(n).ok()?)?;
                Some(Needed {
                    need: w.need,
                    institution: w.institution,
                    node: match &w.reach {
                        Reach::Below(nodes) => nodes.first().copied(),
                        Reach::Everywhere => None,
                    }
                    .unwrap_or(Node::Institution(w.institution)),
                    count,
                })
            })
            .collect())
    }
}
