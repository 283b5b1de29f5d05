//! Synthetic rows in bulk, to measure with: people, awards and edubadges by the ten thousand,
//! marked as synthetic in their names and addresses. Nothing is signed and no mail is queued.

use domain::assertion::Assertion;
use domain::award::Recipient;
use domain::text::fold;
use domain::{
    BadgeClassId, BadgeClassVersionId, InstitutionId, IssuerGroupId, IssuerId, PersonId,
    StatusListId,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::Stamp;
use crate::columns::{Column, Json, Value};
use crate::error::Result;
use crate::tx::Tx;

/// What kind of thing a synthetic id is of.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Institution = 1,
    Group,
    Issuer,
    Class,
    Version,
    Person,
    Pseudonym,
    Batch,
    Award,
    Assertion,
    StatusList,
    Audit,
    Role,
}

/// The id of the n-th synthetic thing of a kind. UUID version 8 (RFC 9562, 5.8); mixed, so that
/// neighbours in number aren't neighbours in an index.
pub fn id(kind: Kind, n: u64) -> Uuid {
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let high = (0x5e_ed_u128 << 48) | (u128::from(mixed) & 0xffff_ffff_ffff);
    let low = (u128::from(kind as u8) << 56) | u128::from(n & 0xff_ffff_ffff_ffff);
    uuid::Builder::from_custom_bytes(((high << 64) | low).to_be_bytes()).into_uuid()
}

/// A class that gets synthetic awards and edubadges.
#[derive(Clone, Copy, Debug)]
pub struct SyntheticClass {
    pub id: BadgeClassId,
    pub version: BadgeClassVersionId,
    pub issuer: IssuerId,
    pub group: IssuerGroupId,
    pub institution: InstitutionId,
    pub list: StatusListId,
}

/// Awards of one class made together.
#[derive(Clone, Copy, Debug)]
pub struct SyntheticBatch {
    pub number: u64,
    pub by: PersonId,
    /// The number of its first award in the whole platform.
    pub first: u64,
    /// The index of its first edubadge in the issuer's status list.
    pub first_index: u64,
    pub claimed: u64,
    pub open: u64,
    /// How many people there are, to take in turn.
    pub people: u64,
}

/// Names to put together: what people search for is neither always the same nor always unique.
const GIVEN: [&str; 16] = [
    "Sanne", "Daan", "Fatima", "Sem", "Noor", "Mohammed", "Julia", "Lucas", "Zeynep", "Bram",
    "Eva", "Ravi", "Lotte", "Chen", "Anna", "Finn",
];
const FAMILY: [&str; 16] = [
    "de Vries",
    "Jansen",
    "van den Berg",
    "Bakker",
    "El Amrani",
    "Visser",
    "Smit",
    "Yilmaz",
    "Mulder",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "Dekker",
    "Kok",
    "Nguyen",
];

/// The n-th person's name; `Synthetic` tells what they are.
pub fn name(n: u64) -> String {
    let (given, family) = (n % 16, (n / 16) % 16);
    format!(
        "{} {} (Synthetic {n})",
        GIVEN[given as usize], FAMILY[family as usize]
    )
}

/// The n-th person's address, in a domain that can't exist (RFC 2606, 2).
pub fn mail(n: u64) -> String {
    format!("synthetic-{n}@scale.example")
}

fn person(n: u64) -> PersonId {
    PersonId(id(Kind::Person, n))
}

impl Tx {
    /// People `from..to` with a verified address each.
    pub async fn insert_synthetic_people(
        &mut self,
        (from, to): (u64, u64),
        now: Timestamp,
    ) -> Result<()> {
        let rows = |row: &dyn Fn(u64) -> Vec<Value>| (from..to).map(row).collect::<Vec<_>>();
        let persons = rows(&|n| {
            vec![
                person(n).to_value(),
                Value::Text(name(n)),
                Value::Text(mail(n)),
                Value::Text("nl".into()),
                now.to_value(),
                Value::Text(domain::text::fold(&name(n))),
            ]
        });
        self.insert_many(
            "persons (id, name, mail, language, created_at, name_key)",
            "",
            &persons,
        )
        .await?;
        let pseudonyms = rows(&|n| vec![person(n).to_value(), Value::Id(id(Kind::Pseudonym, n))]);
        self.insert_many("pseudonyms (person_id, pseudonym)", "", &pseudonyms)
            .await?;
        let identifiers = rows(&|n| {
            vec![
                person(n).to_value(),
                Value::Text("mail".into()),
                Value::Text(mail(n)),
                now.to_value(),
            ]
        });
        self.insert_many(
            "identifiers (person_id, kind, value, verified_at)",
            "",
            &identifiers,
        )
        .await?;
        Ok(())
    }

    /// A batch with its awards: the claimed ones with their edubadges first, then the open ones.
    pub async fn insert_synthetic_batch(
        &mut self,
        class: &SyntheticClass,
        batch: &SyntheticBatch,
        now: Timestamp,
    ) -> Result<()> {
        // Open awards are of late: an old one would have expired.
        let days = if batch.open > 0 { 60 } else { 900 };
        let at = days_from(now, -3 - (batch.number * 7 % days) as i64);
        let sql = "insert into batches (id, class_id, version_id, institution_id, created_by, source, state, total, \
                   stored, form_key, due_at, created_at, finished_at) \
                   values ($1, $2, $3, $4, $5, 'file', 'done', $6, $6, $7, $8, $8, $8)";
        let total = batch.claimed + batch.open;
        let (id_of_batch, all) = (id(Kind::Batch, batch.number), total as i64);
        self.exec(
            sql,
            &[
                &id_of_batch,
                &class.id,
                &class.version,
                &class.institution,
                &batch.by,
                &all,
                &format!("synthetic-{}", batch.number),
                &at,
            ],
        )
        .await?;
        let mut awards = Vec::new();
        let mut assertions = Vec::new();
        let mut trail = Vec::new();
        for i in 0..total {
            let made = Made {
                number: batch.first + i,
                row: i,
                index: (batch.first_index + i) as i64,
                person: (batch.first + i) % batch.people,
                batch: id_of_batch,
                claimed: i < batch.claimed,
                at,
            };
            awards.push(award(class, &made));
            if made.claimed {
                let (assertion, revoked) = assertion(class, &made);
                trail.push(claim_in_trail(class, &made, &assertion));
                assertions.push(assertion_row(
                    &assertion,
                    batch.by,
                    (revoked, mail(made.person)),
                ));
            }
        }
        self.insert_many(AWARDS, "", &awards).await?;
        self.insert_many(ASSERTIONS, "", &assertions).await?;
        self.insert_many(TRAIL, "", &trail).await?;
        Ok(())
    }

    /// Tells a status list how many of its indexes were given out in bulk.
    pub async fn set_synthetic_taken(&mut self, list: StatusListId) -> Result<()> {
        let sql = "update status_lists set taken = \
                   (select count(*) from assertions where status_list_id = $1) where id = $1";
        self.exec(sql, &[&list]).await?;
        Ok(())
    }

    /// Whether the bulk rows are there already.
    pub async fn has_synthetic_rows(&mut self) -> Result<bool> {
        let first = id(Kind::Institution, 0);
        let sql = "select 1 as found from institutions where id = $1";
        Ok(self.first(sql, &[&first], |_| Ok(())).await?.is_some())
    }

    /// Who proved this address (folded).
    pub async fn person_by_mail(&mut self, mail: &str) -> Result<Option<PersonId>> {
        let sql = "select person_id from identifiers where kind = 'mail' and value = $1 order by person_id limit 1";
        self.first(sql, &[&mail], |r| r.get("person_id")).await
    }

    /// Lets the planner count what came in bulk.
    pub async fn analyze(&mut self) -> Result<()> {
        self.script("analyze").await
    }
}

const AWARDS: &str = "direct_awards (id, batch_id, class_id, version_id, institution_id, number, mail_key, recipient, \
                      state, blocks, token_hash, awarded_at, sent_at, ends_at, ended_at, claimed_by, search)";
const ASSERTIONS: &str = "assertions (id, class_id, version_id, issuer_id, institution_id, person_id, award_id, awarded_by, \
                          name, grade, narrative, evidence, awarded_at, valid_from, valid_until, revoked_at, \
                          revocation_category, revocation_reason, salt, status_list_id, status_index, mail, holder, search)";
const TRAIL: &str = "audit (id, note, at, actor, pseudonym, action, institution_id, node_kind, node_id, group_id, \
                     issuer_id, class_id, place, thing_kind, thing_id, before, after)";

/// One award of a synthetic batch.
struct Made {
    /// In the whole platform.
    number: u64,
    /// In its batch.
    row: u64,
    /// In its issuer's status list.
    index: i64,
    person: u64,
    batch: Uuid,
    claimed: bool,
    at: Timestamp,
}

/// So many days from a moment; the moment itself where time ends.
fn days_from(at: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_second(at.as_second() + days * 86_400).unwrap_or(at)
}

fn award(class: &SyntheticClass, made: &Made) -> Vec<Value> {
    let address = mail(made.person);
    let recipient = Recipient {
        mail: address.clone(),
        first_name: Some(GIVEN[(made.person % 16) as usize].into()),
        last_name: Some(FAMILY[((made.person / 16) % 16) as usize].into()),
        ..Recipient::default()
    };
    let state = match (made.claimed, made.number % 10) {
        (true, _) => "claimed",
        (false, 0) => "failed",
        (false, 1 | 2) => "opened",
        (false, _) => "sent",
    };
    let ended = if made.claimed {
        Some(days_from(made.at, 1))
    } else {
        None
    };
    let search = crate::awards::searched(&recipient);
    vec![
        Value::Id(id(Kind::Award, made.number)),
        Value::Id(made.batch),
        class.id.to_value(),
        class.version.to_value(),
        class.institution.to_value(),
        Value::Int(made.row as i64 + 1),
        Value::Text(address),
        Json(recipient).to_value(),
        Value::Text(state.into()),
        Value::Bool(!made.claimed),
        Value::Bytes(id(Kind::Award, made.number).as_bytes().to_vec()),
        made.at.to_value(),
        made.at.to_value(),
        days_from(made.at, 82).to_value(),
        ended.to_value(),
        made.claimed.then(|| person(made.person)).to_value(),
        search.to_value(),
    ]
}

/// The edubadge of a claimed award; every hundredth is revoked, every fourth expires.
fn assertion(class: &SyntheticClass, made: &Made) -> (Assertion, Option<Timestamp>) {
    let valid_from = days_from(made.at, 1);
    let valid_until = if made.number.is_multiple_of(4) {
        Some(days_from(valid_from, 365))
    } else {
        None
    };
    let revoked = if made.number % 100 == 7 {
        Some(days_from(valid_from, 2))
    } else {
        None
    };
    let assertion = Assertion {
        id: domain::AssertionId(id(Kind::Assertion, made.number)),
        class: class.id,
        version: class.version,
        issuer: class.issuer,
        institution: class.institution,
        person: Some(person(made.person)),
        award: Some(domain::DirectAwardId(id(Kind::Award, made.number))),
        name: Some(domain::person::StampedName {
            name: name(made.person),
            source: domain::person::NameSource::Institution,
            vouched_by: Some("scale.example".into()),
            acr: None,
            at: valid_from,
        }),
        grade: None,
        narrative: None,
        evidence: domain::award::Evidence::default(),
        awarded_at: made.at,
        valid_from,
        valid_until,
        revocation: None,
        public: None,
        archived_at: None,
        salt: format!("{:032x}", made.number),
        status_list: class.list,
        status_index: made.index,
        seen_at: None,
    };
    (assertion, revoked)
}

fn assertion_row(
    a: &Assertion,
    by: PersonId,
    (revoked, mail): (Option<Timestamp>, String),
) -> Vec<Value> {
    let holder = fold(a.name.as_ref().map_or("", |n| n.name.as_str()));
    let search = format!("{holder} {mail}");
    vec![
        a.id.to_value(),
        a.class.to_value(),
        a.version.to_value(),
        a.issuer.to_value(),
        a.institution.to_value(),
        a.person.to_value(),
        a.award.to_value(),
        by.to_value(),
        a.name.clone().map(Json).to_value(),
        Value::Null,
        Value::Null,
        Value::Null,
        a.awarded_at.to_value(),
        a.valid_from.to_value(),
        a.valid_until.to_value(),
        revoked.to_value(),
        revoked.map(|_| "error".to_owned()).to_value(),
        revoked.map(|_| "Synthetic".to_owned()).to_value(),
        Value::Text(a.salt.clone()),
        a.status_list.to_value(),
        Value::Int(a.status_index),
        Value::Text(mail),
        Value::Text(holder),
        Value::Text(search),
    ]
}

fn claim_in_trail(class: &SyntheticClass, made: &Made, a: &Assertion) -> Vec<Value> {
    let stamp = Stamp {
        at: a.valid_from,
        id: id(Kind::Audit, made.number),
    };
    vec![
        Value::Id(stamp.id),
        Value::Int(0),
        stamp.at.to_value(),
        Value::Text("person".into()),
        Value::Id(id(Kind::Pseudonym, made.person)),
        Value::Text("award.claim".into()),
        class.institution.to_value(),
        Value::Text("badge-class".into()),
        class.id.to_value(),
        class.group.to_value(),
        class.issuer.to_value(),
        class.id.to_value(),
        stamp.at.to_value(),
        Value::Text("edubadge".into()),
        a.id.to_value(),
        Value::Null,
        Value::Text(serde_json::json!({ "class": class.id, "version": class.version }).to_string()),
    ]
}
