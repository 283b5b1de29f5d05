//! People, their accounts at identity providers, proven identifiers and validated names.

use domain::person::{IdentifierKind, NameAssurance, Person, ProviderKind};
use domain::text::fold;
use domain::{AccountId, Lang, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::columns::Row;
use crate::error::Result;
use crate::tx::Tx;

const PERSON: &str = "p.id as p_id, p.name as p_name, p.mail as p_mail, p.language as p_language, \
                      p.created_at as p_created_at";

fn person(row: &Row<'_>) -> Result<Person> {
    Ok(Person {
        id: row.get("p_id")?,
        name: row.get("p_name")?,
        mail: row.get("p_mail")?,
        language: row.get("p_language")?,
        created_at: row.get("p_created_at")?,
    })
}

/// An account at an identity provider, as it signed in last.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub person: PersonId,
    pub kind: ProviderKind,
    pub issuer: String,
    pub subject: String,
    pub home_organisation: Option<String>,
    pub acr: Option<String>,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

/// A proven identifier: a verified mail address, an EPPN, an eduID; folded for comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    pub kind: IdentifierKind,
    pub value: String,
    pub verified_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

impl Tx {
    /// `pseudonym` is what the audit trail calls this person.
    pub async fn insert_person(&mut self, person: &Person, pseudonym: Uuid) -> Result<()> {
        let sql = "insert into persons (id, name, mail, language, created_at, name_key) values ($1, $2, $3, $4, $5, $6)";
        self.exec(
            sql,
            &[
                &person.id,
                &person.name,
                &person.mail,
                &person.language,
                &person.created_at,
                &fold(&person.name),
            ],
        )
        .await?;
        let sql = "insert into pseudonyms (person_id, pseudonym) values ($1, $2)";
        self.exec(sql, &[&person.id, &pseudonym]).await?;
        Ok(())
    }

    pub async fn update_person(
        &mut self,
        id: PersonId,
        name: &str,
        mail: Option<&str>,
    ) -> Result<()> {
        let sql = "update persons set name = $2, mail = $3, name_key = $4 where id = $1";
        self.exec(sql, &[&id, &name, &mail.map(str::to_owned), &fold(name)])
            .await?;
        Ok(())
    }

    pub async fn set_person_language(&mut self, id: PersonId, language: Lang) -> Result<()> {
        self.exec(
            "update persons set language = $2 where id = $1",
            &[&id, &language],
        )
        .await?;
        Ok(())
    }

    pub async fn person(&mut self, id: PersonId) -> Result<Option<Person>> {
        let sql = format!("select {PERSON} from persons p where p.id = $1 and p.erased_at is null");
        self.first(&sql, &[&id], person).await
    }

    /// Names of several people at once, for lists.
    pub async fn person_names(&mut self, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>> {
        let (marks, values) = crate::dialect::list(ids, 0);
        let sql =
            format!("select p.id as p_id, p.name as p_name from persons p where p.id in {marks}");
        self.query_values(&sql, &values, |r| Ok((r.get("p_id")?, r.get("p_name")?)))
            .await
    }

    /// The account with this subject at this provider.
    pub async fn account(&mut self, issuer: &str, subject: &str) -> Result<Option<Account>> {
        let sql = "select id, person_id, kind, issuer, subject, home_organisation, acr, created_at, seen_at \
                   from accounts where issuer = $1 and subject = $2";
        self.first(sql, &[&issuer, &subject], |r| {
            Ok(Account {
                id: r.get("id")?,
                person: r.get("person_id")?,
                kind: r.get("kind")?,
                issuer: r.get("issuer")?,
                subject: r.get("subject")?,
                home_organisation: r.get("home_organisation")?,
                acr: r.get("acr")?,
                created_at: r.get("created_at")?,
                seen_at: r.get("seen_at")?,
            })
        })
        .await
    }

    /// Whether this person already has an account of this kind.
    pub async fn has_account(&mut self, person: PersonId, kind: ProviderKind) -> Result<bool> {
        let sql = "select 1 as found from accounts where person_id = $1 and kind = $2 limit 1";
        Ok(self
            .first(sql, &[&person, &kind], |_| Ok(()))
            .await?
            .is_some())
    }

    /// The kinds of account that this person has.
    pub async fn account_kinds(&mut self, person: PersonId) -> Result<Vec<ProviderKind>> {
        let sql = "select distinct kind from accounts where person_id = $1 order by kind";
        self.query(sql, &[&person], |r| r.get("kind")).await
    }

    /// People whose newest staff sign-in, since then, proved this address (folded); with the
    /// organisation that they came from.
    pub async fn staff_with_mail(
        &mut self,
        mail: &str,
        since: Timestamp,
    ) -> Result<Vec<(PersonId, Option<String>)>> {
        // Both moments are those of one sign-in: the address was proven by this very account.
        let sql = "select distinct i.person_id as person_id, a.home_organisation as home_organisation from identifiers i \
                   join persons p on p.id = i.person_id and p.erased_at is null \
                   join accounts a on a.person_id = i.person_id and a.kind = 'staff' and a.seen_at = i.verified_at \
                   where i.kind = 'mail' and i.value = $1 and i.verified_at > $2";
        self.query(sql, &[&mail, &since], |r| {
            Ok((r.get("person_id")?, r.get("home_organisation")?))
        })
        .await
    }

    /// Stores an account, or what its newest sign-in said about it.
    pub async fn put_account(&mut self, account: &Account) -> Result<()> {
        let sql = "insert into accounts (id, person_id, kind, issuer, subject, home_organisation, acr, created_at, \
                   seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (issuer, subject) do update set \
                   home_organisation = excluded.home_organisation, acr = excluded.acr, seen_at = excluded.seen_at";
        self.exec(
            sql,
            &[
                &account.id,
                &account.person,
                &account.kind,
                &account.issuer,
                &account.subject,
                &account.home_organisation,
                &account.acr,
                &account.created_at,
                &account.seen_at,
            ],
        )
        .await?;
        Ok(())
    }

    pub async fn put_identifier(
        &mut self,
        person: PersonId,
        identifier: &Identifier,
    ) -> Result<()> {
        let sql = "insert into identifiers (person_id, kind, value, verified_at, expires_at) \
                   values ($1, $2, $3, $4, $5) on conflict (person_id, kind, value) do update set \
                   verified_at = excluded.verified_at, expires_at = excluded.expires_at";
        self.exec(
            sql,
            &[
                &person,
                &identifier.kind,
                &identifier.value,
                &identifier.verified_at,
                &identifier.expires_at,
            ],
        )
        .await?;
        Ok(())
    }

    /// Identifiers of a person that still hold.
    pub async fn identifiers(
        &mut self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Vec<Identifier>> {
        let sql = "select kind, value, verified_at, expires_at from identifiers \
                   where person_id = $1 and (expires_at is null or expires_at > $2) order by kind, value";
        self.query(sql, &[&person, &now], |r| {
            Ok(Identifier {
                kind: r.get("kind")?,
                value: r.get("value")?,
                verified_at: r.get("verified_at")?,
                expires_at: r.get("expires_at")?,
            })
        })
        .await
    }

    /// People who prove one of these identifiers now: `(value, person)`.
    pub async fn holders(
        &mut self,
        kind: IdentifierKind,
        values: &[String],
        now: Timestamp,
    ) -> Result<Vec<(String, PersonId)>> {
        use crate::columns::Column as _;
        let (marks, mut list) = crate::dialect::list(values, 2);
        let mut all = vec![kind.to_value(), now.to_value()];
        all.append(&mut list);
        let sql = format!(
            "select value, person_id from identifiers where kind = $1 and (expires_at is null or expires_at > $2) \
             and value in {marks}"
        );
        self.query_values(&sql, &all, |r| Ok((r.get("value")?, r.get("person_id")?)))
            .await
    }

    pub async fn put_name_assurance(&mut self, a: &NameAssurance) -> Result<()> {
        let sql =
            "delete from name_assurances where person_id = $1 and source = $2 and vouched_by = $3";
        self.exec(sql, &[&a.person, &a.source, &a.vouched_by])
            .await?;
        let sql = "insert into name_assurances (id, person_id, name, source, vouched_by, acr, verified_at, expires_at, \
                   chosen) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.exec(
            sql,
            &[
                &a.id,
                &a.person,
                &a.name,
                &a.source,
                &a.vouched_by,
                &a.acr,
                &a.verified_at,
                &a.expires_at,
                &a.chosen,
            ],
        )
        .await?;
        Ok(())
    }

    /// All names that somebody vouched for, newest first; expired ones too.
    pub async fn name_assurances(&mut self, person: PersonId) -> Result<Vec<NameAssurance>> {
        let sql = format!(
            "select {ASSURANCE} from name_assurances n where n.person_id = $1 order by n.verified_at desc"
        );
        self.query(&sql, &[&person], assurance).await
    }

    /// A person with the names of [`Tx::name_assurances`].
    pub async fn person_with_assurances(
        &mut self,
        id: PersonId,
    ) -> Result<Option<(Person, Vec<NameAssurance>)>> {
        let sql = format!(
            "select {PERSON}, {ASSURANCE} from persons p left join name_assurances n on n.person_id = p.id \
             where p.id = $1 and p.erased_at is null order by n.verified_at desc"
        );
        let rows = self
            .query(&sql, &[&id], |r| {
                let is_there: Option<domain::NameAssuranceId> = r.get("n_id")?;
                let found = is_there.map(|_| assurance(r)).transpose()?;
                Ok((person(r)?, found))
            })
            .await?;
        let (mut persons, assurances): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        Ok(persons
            .pop()
            .map(|person| (person, assurances.into_iter().flatten().collect())))
    }
}

const ASSURANCE: &str = "n.id as n_id, n.person_id as n_person_id, n.name as n_name, n.source as n_source, \
                         n.vouched_by as n_vouched_by, n.acr as n_acr, n.verified_at as n_verified_at, \
                         n.expires_at as n_expires_at, n.chosen as n_chosen";

fn assurance(r: &Row<'_>) -> Result<NameAssurance> {
    Ok(NameAssurance {
        id: r.get("n_id")?,
        person: r.get("n_person_id")?,
        name: r.get("n_name")?,
        source: r.get("n_source")?,
        vouched_by: r.get("n_vouched_by")?,
        acr: r.get("n_acr")?,
        verified_at: r.get("n_verified_at")?,
        expires_at: r.get("n_expires_at")?,
        chosen: r.get("n_chosen")?,
    })
}
