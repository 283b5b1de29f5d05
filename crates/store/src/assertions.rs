//! Issued edubadges and their signed editions.

use domain::assertion::{Assertion, EditionKind, Format, PublicChoices, Revocation};
use domain::award::Evidence;
use domain::badge_class::Version;
use domain::person::StampedName;
use domain::text::fold;
use domain::{AssertionId, BadgeClassId, EditionId, PersonId, SigningKeyId};
use jiff::Timestamp;

mod listed;

pub use listed::{EdubadgeFilter, EdubadgeSort, ListedEdubadge};

use crate::badge_classes::{VERSION, version};
use crate::columns::{Column, Json, Row, Value};
use crate::error::Result;
use crate::institutions::{INSTITUTION, Placement};
use crate::issuer_groups::GROUP;
use crate::issuers::{ISSUER, placement};
use crate::tx::Tx;

pub(crate) const ASSERTION: &str = "a.id as a_id, a.class_id as a_class, a.version_id as a_version, a.issuer_id as a_issuer, \
     a.institution_id as a_institution, a.person_id as a_person, a.award_id as a_award, a.name as a_name, \
     a.grade as a_grade, a.narrative as a_narrative, a.evidence as a_evidence, a.awarded_at as a_awarded_at, \
     a.valid_from as a_valid_from, a.valid_until as a_valid_until, a.revoked_at as a_revoked_at, \
     a.revocation_category as a_revocation_category, a.revocation_reason as a_revocation_reason, \
     a.public_choices as a_public, a.archived_at as a_archived_at, a.salt as a_salt, \
     a.status_list_id as a_status_list, a.status_index as a_status_index, a.seen_at as a_seen_at";

pub(crate) fn assertion(r: &Row<'_>) -> Result<Assertion> {
    let revoked_at: Option<Timestamp> = r.get("a_revoked_at")?;
    let revocation = match revoked_at {
        None => None,
        Some(at) => Some(Revocation {
            category: r.get("a_revocation_category")?,
            reason: r
                .get::<Option<String>>("a_revocation_reason")?
                .unwrap_or_default(),
            at,
        }),
    };
    Ok(Assertion {
        id: r.get("a_id")?,
        class: r.get("a_class")?,
        version: r.get("a_version")?,
        issuer: r.get("a_issuer")?,
        institution: r.get("a_institution")?,
        person: r.get("a_person")?,
        award: r.get("a_award")?,
        name: r.get::<Option<Json<StampedName>>>("a_name")?.map(|j| j.0),
        grade: r.get("a_grade")?,
        narrative: r.get("a_narrative")?,
        evidence: r
            .get::<Option<Json<Evidence>>>("a_evidence")?
            .map(|j| j.0)
            .unwrap_or_default(),
        awarded_at: r.get("a_awarded_at")?,
        valid_from: r.get("a_valid_from")?,
        valid_until: r.get("a_valid_until")?,
        revocation,
        public: r
            .get::<Option<Json<PublicChoices>>>("a_public")?
            .map(|j| j.0),
        archived_at: r.get("a_archived_at")?,
        salt: r.get("a_salt")?,
        status_list: r.get("a_status_list")?,
        status_index: r.get("a_status_index")?,
        seen_at: r.get("a_seen_at")?,
    })
}

/// An edubadge with its version and everything above it.
#[derive(Clone, Debug)]
pub struct PlacedAssertion {
    pub assertion: Assertion,
    pub version: Version,
    pub placement: Placement,
}

fn placed(r: &Row<'_>) -> Result<PlacedAssertion> {
    Ok(PlacedAssertion {
        assertion: assertion(r)?,
        version: version(r)?,
        placement: placement(r)?,
    })
}

const PLACED: &str = "from assertions a join badge_class_versions v on v.id = a.version_id \
                      join badge_classes c on c.id = a.class_id join issuers s on s.id = a.issuer_id \
                      join issuer_groups g on g.id = c.group_id join institutions i on i.id = a.institution_id";

/// One signed form of an edubadge.
#[derive(Clone, Debug)]
pub struct Edition {
    pub id: EditionId,
    pub assertion: AssertionId,
    pub kind: EditionKind,
    pub format: Format,
    pub body: String,
    pub key: SigningKeyId,
    pub created_at: Timestamp,
}

impl Tx {
    /// `awarded_by` is who decided: the creator of the batch, or who approved the request.
    pub async fn insert_assertion(
        &mut self,
        a: &Assertion,
        awarded_by: Option<PersonId>,
    ) -> Result<()> {
        let sql = "insert into assertions (id, class_id, version_id, issuer_id, institution_id, person_id, award_id, \
                   awarded_by, name, grade, narrative, evidence, awarded_at, valid_from, valid_until, salt, \
                   status_list_id, status_index) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
        self.exec(
            sql,
            &[
                &a.id,
                &a.class,
                &a.version,
                &a.issuer,
                &a.institution,
                &a.person,
                &a.award,
                &awarded_by,
                &a.name.clone().map(Json),
                &a.grade,
                &a.narrative,
                &(!a.evidence.is_empty()).then(|| Json(a.evidence.clone())),
                &a.awarded_at,
                &a.valid_from,
                &a.valid_until,
                &a.salt,
                &a.status_list,
                &a.status_index,
            ],
        )
        .await?;
        self.describe_holder(a).await?;
        let after = serde_json::json!({ "version": a.version, "valid_until": a.valid_until });
        self.note_of_class(a.class, ("edubadge", a.id.0), None, Some(after));
        Ok(())
    }

    /// By what staff find the holder: the name on the edubadge, the address and the EPPN that they
    /// have now.
    async fn describe_holder(&mut self, a: &Assertion) -> Result<()> {
        let Some(person) = a.person else {
            return Ok(());
        };
        let sql = "select p.mail as mail, (select min(i.value) from identifiers i where i.person_id = p.id \
                   and i.kind = 'eppn' and (i.expires_at is null or i.expires_at > $2)) as eppn \
                   from persons p where p.id = $1";
        let found = self
            .first(sql, &[&person, &a.valid_from], |r| {
                let mail: Option<String> = r.get("mail")?;
                Ok((mail, r.get::<Option<String>>("eppn")?))
            })
            .await?;
        let (mail, eppn) = found.unwrap_or_default();
        let name = a.name.as_ref().map_or("", |n| n.name.as_str());
        let all = [
            name,
            mail.as_deref().unwrap_or(""),
            eppn.as_deref().unwrap_or(""),
        ];
        let (holder, search) = (fold(name), fold(&all.join(" ")));
        let sql =
            "update assertions set mail = $2, eppn = $3, holder = $4, search = $5 where id = $1";
        self.exec(sql, &[&a.id, &mail, &eppn, &holder, &search])
            .await?;
        Ok(())
    }

    /// An edubadge with everything that its page shows: one query.
    pub async fn assertion(&mut self, id: AssertionId) -> Result<Option<PlacedAssertion>> {
        let sql = format!(
            "select {ASSERTION}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER} {PLACED} where a.id = $1"
        );
        self.first(&sql, &[&id], placed).await
    }

    /// … and one signed form of it, where that was made already.
    pub async fn assertion_with_edition(
        &mut self,
        id: AssertionId,
        kind: EditionKind,
        format: Format,
    ) -> Result<Option<(PlacedAssertion, Option<String>)>> {
        let sql = format!(
            "select {ASSERTION}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER}, e.body as e_body {PLACED} \
             left join editions e on e.assertion_id = a.id and e.kind = $2 and e.format = $3 where a.id = $1"
        );
        self.first(&sql, &[&id, &kind, &format], |r| {
            Ok((placed(r)?, r.get("e_body")?))
        })
        .await
    }

    /// A person's edubadges, newest first; the archive holds what was put aside or revoked.
    pub async fn assertions_of(
        &mut self,
        person: PersonId,
        archive: bool,
    ) -> Result<Vec<PlacedAssertion>> {
        let which = if archive {
            "(a.archived_at is not null or a.revoked_at is not null)"
        } else {
            "a.archived_at is null and a.revoked_at is null"
        };
        let sql = format!(
            "select {ASSERTION}, {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER} {PLACED} \
             where a.person_id = $1 and {which} order by a.valid_from desc, a.id limit 500"
        );
        self.query(&sql, &[&person], placed).await
    }

    /// Several edubadges of one class by id, with who awarded them.
    pub async fn assertions_by_id(
        &mut self,
        class: BadgeClassId,
        ids: &[AssertionId],
    ) -> Result<Vec<(Assertion, Option<PersonId>)>> {
        let (marks, mut list) = crate::dialect::list(ids, 1);
        let mut values = vec![class.to_value()];
        values.append(&mut list);
        let sql = format!(
            "select {ASSERTION}, a.awarded_by as a_awarded_by from assertions a where a.class_id = $1 and a.id in {marks}"
        );
        self.query_values(&sql, &values, |r| {
            Ok((assertion(r)?, r.get("a_awarded_by")?))
        })
        .await
    }

    /// People (of these) who hold a valid edubadge of a class now.
    pub async fn valid_holders(
        &mut self,
        class: BadgeClassId,
        people: &[PersonId],
        now: Timestamp,
    ) -> Result<Vec<(PersonId, Timestamp)>> {
        let (marks, mut list) = crate::dialect::list(people, 2);
        let mut values: Vec<Value> = vec![class.to_value(), now.to_value()];
        values.append(&mut list);
        let sql = format!(
            "select person_id, valid_from from assertions where class_id = $1 and revoked_at is null \
             and (valid_until is null or valid_until >= $2) and person_id in {marks}"
        );
        self.query_values(&sql, &values, |r| {
            Ok((r.get("person_id")?, r.get("valid_from")?))
        })
        .await
    }

    /// Makes public with these choices, or (`None`) private again.
    pub async fn set_public(
        &mut self,
        id: AssertionId,
        choices: Option<PublicChoices>,
    ) -> Result<()> {
        let sql = "update assertions set public_choices = $2 where id = $1";
        self.exec(sql, &[&id, &choices.map(Json)]).await?;
        self.exec(
            "delete from editions where assertion_id = $1 and kind = 'public'",
            &[&id],
        )
        .await?;
        self.note(
            "edubadge",
            id.0,
            None,
            Some(serde_json::json!({ "public": choices.is_some() })),
        );
        Ok(())
    }

    /// Puts an edubadge aside, or takes it back.
    pub async fn set_assertion_archived(
        &mut self,
        id: AssertionId,
        at: Option<Timestamp>,
    ) -> Result<()> {
        self.exec(
            "update assertions set archived_at = $2 where id = $1",
            &[&id, &at],
        )
        .await?;
        Ok(())
    }

    /// The holder looked at it, for the first time.
    pub async fn assertion_seen(&mut self, id: AssertionId, at: Timestamp) -> Result<()> {
        let sql = "update assertions set seen_at = $2 where id = $1 and seen_at is null";
        self.exec(sql, &[&id, &at]).await?;
        Ok(())
    }

    /// A revoked edubadge stays revoked: gives whether it was not already.
    pub async fn revoke_assertion(
        &mut self,
        id: AssertionId,
        revocation: &Revocation,
    ) -> Result<bool> {
        let sql = "update assertions set revoked_at = $2, revocation_category = $3, revocation_reason = $4 \
                   where id = $1 and revoked_at is null";
        let done = self
            .exec(
                sql,
                &[
                    &id,
                    &revocation.at,
                    &revocation.category,
                    &revocation.reason,
                ],
            )
            .await?;
        if done == 1 {
            self.note(
                "edubadge",
                id.0,
                None,
                Some(serde_json::json!({ "revoked": revocation.category })),
            );
        }
        Ok(done == 1)
    }

    /// The revoked edubadges of an issuer, with the public category of each.
    pub async fn revoked_of_issuer(
        &mut self,
        issuer: domain::IssuerId,
    ) -> Result<Vec<(AssertionId, domain::assertion::RevocationCategory)>> {
        let sql = "select id, revocation_category from assertions where issuer_id = $1 and revoked_at is not null order by id";
        self.query(sql, &[&issuer], |r| {
            Ok((r.get("id")?, r.get("revocation_category")?))
        })
        .await
    }

    pub async fn edition(
        &mut self,
        assertion: AssertionId,
        kind: EditionKind,
        format: Format,
    ) -> Result<Option<Edition>> {
        let sql = "select id, assertion_id, kind, format, body, key_id, created_at from editions \
                   where assertion_id = $1 and kind = $2 and format = $3";
        self.first(sql, &[&assertion, &kind, &format], |r| {
            Ok(Edition {
                id: r.get("id")?,
                assertion: r.get("assertion_id")?,
                kind: r.get("kind")?,
                format: r.get("format")?,
                body: r.get("body")?,
                key: r.get("key_id")?,
                created_at: r.get("created_at")?,
            })
        })
        .await
    }

    pub async fn put_edition(&mut self, e: &Edition) -> Result<()> {
        let sql = "insert into editions (id, assertion_id, kind, format, body, key_id, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7) on conflict (assertion_id, kind, format) do update set \
                   body = excluded.body, key_id = excluded.key_id, created_at = excluded.created_at";
        self.exec(
            sql,
            &[
                &e.id,
                &e.assertion,
                &e.kind,
                &e.format,
                &e.body,
                &e.key,
                &e.created_at,
            ],
        )
        .await?;
        Ok(())
    }
}
