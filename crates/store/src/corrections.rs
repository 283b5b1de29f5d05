//! Questions for a correction.

use domain::assertion::Assertion;
use domain::correction::{Correction, State};
use domain::policy::Reach;
use domain::{AssertionId, BadgeClassId, CorrectionId, InstitutionId, PersonId};
use jiff::Timestamp;
use serde_json::json;

use crate::assertions::{ASSERTION, assertion};
use crate::audit::within;
use crate::columns::{Column, Row};
use crate::error::Result;
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

const CORRECTION: &str = "k.id as k_id, k.assertion_id as k_assertion, k.class_id as k_class, \
     k.institution_id as k_institution, k.person_id as k_person, k.state as k_state, k.text as k_text, \
     k.answer as k_answer, k.asked_at as k_asked_at, k.decided_at as k_decided_at, k.decided_by as k_decided_by";

fn correction(r: &Row<'_>) -> Result<Correction> {
    Ok(Correction {
        id: r.get("k_id")?,
        assertion: r.get("k_assertion")?,
        class: r.get("k_class")?,
        institution: r.get("k_institution")?,
        person: r.get("k_person")?,
        state: r.get("k_state")?,
        text: r.get("k_text")?,
        answer: r.get("k_answer")?,
        asked_at: r.get("k_asked_at")?,
        decided_at: r.get("k_decided_at")?,
        decided_by: r.get("k_decided_by")?,
    })
}

/// A question with the edubadge that it is about.
#[derive(Clone, Debug)]
pub struct ListedCorrection {
    pub correction: Correction,
    pub assertion: Assertion,
}

/// Which questions.
#[derive(Clone, Debug, Default)]
pub struct CorrectionFilter {
    /// A part of the holder's name, address or EPPN, or of the class's name.
    pub search: String,
    pub states: Vec<State>,
    pub class: Option<BadgeClassId>,
}

const FROM: &str = "from corrections k join assertions a on a.id = k.assertion_id \
                    join badge_classes c on c.id = k.class_id";

fn listing((institution, reach): (InstitutionId, &Reach), filter: &CorrectionFilter) -> Listing {
    let own = match filter.class {
        Some(class) => Sql::new("k.class_id = ?", vec![class.to_value()]),
        None => Sql::new("k.institution_id = ?", vec![institution.to_value()]),
    };
    let states: Vec<String> = filter.states.iter().map(|s| s.code().to_owned()).collect();
    Listing::new(FROM, own)
        .and(within(reach, ["c.group_id", "c.issuer_id", "c.id"]))
        .containing(&["a.search", "c.name"], &filter.search)
        .facet("state", "k.state", &states)
}

impl Tx {
    /// A second open question about the same edubadge violates an index.
    pub async fn insert_correction(&mut self, k: &Correction) -> Result<()> {
        let sql = "insert into corrections (id, assertion_id, class_id, institution_id, person_id, state, text, \
                   asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.exec(
            sql,
            &[
                &k.id,
                &k.assertion,
                &k.class,
                &k.institution,
                &k.person,
                &k.state,
                &k.text,
                &k.asked_at,
            ],
        )
        .await?;
        let after = json!({ "correction": k.state });
        self.note_of_class(k.class, ("correction", k.assertion.0), None, Some(after));
        Ok(())
    }

    pub async fn correction(&mut self, id: CorrectionId) -> Result<Option<Correction>> {
        let sql = format!("select {CORRECTION} from corrections k where k.id = $1");
        self.first(&sql, &[&id], correction).await
    }

    /// Questions about an edubadge, newest first.
    pub async fn corrections_of(&mut self, assertion: AssertionId) -> Result<Vec<Correction>> {
        let sql = format!(
            "select {CORRECTION} from corrections k where k.assertion_id = $1 order by k.asked_at desc, k.id limit 20"
        );
        self.query(&sql, &[&assertion], correction).await
    }

    /// Decides on an open question; gives whether it was open.
    pub async fn decide_correction(
        &mut self,
        k: &Correction,
        (to, answer): (State, Option<&str>),
        (at, by): (Timestamp, Option<PersonId>),
    ) -> Result<bool> {
        let sql = "update corrections set state = $2, answer = $3, decided_at = $4, decided_by = $5 \
                   where id = $1 and state = 'open'";
        let answer = answer.map(str::to_owned);
        let done = self.exec(sql, &[&k.id, &to, &answer, &at, &by]).await? == 1;
        if done {
            let (before, after) = (
                json!({ "correction": k.state }),
                json!({ "correction": to }),
            );
            let thing = ("correction", k.assertion.0);
            self.note_of_class(k.class, thing, Some(before), Some(after));
        }
        Ok(done)
    }

    /// The open question about an edubadge.
    pub async fn open_correction(&mut self, assertion: AssertionId) -> Result<Option<Correction>> {
        let sql = format!(
            "select {CORRECTION} from corrections k where k.assertion_id = $1 and k.state = 'open'"
        );
        self.first(&sql, &[&assertion], correction).await
    }

    /// One page of the questions within reach, by the moment of asking.
    pub async fn corrections(
        &mut self,
        of: (InstitutionId, &Reach),
        filter: &CorrectionFilter,
        window: &Window,
    ) -> Result<Found<ListedCorrection>> {
        let columns = format!("{CORRECTION}, {ASSERTION}");
        let sorted = Sorted::int("k.asked_at", "k.id");
        self.page_of(
            columns.as_str(),
            &listing(of, filter),
            (&sorted, window),
            |r| {
                Ok(ListedCorrection {
                    correction: correction(r)?,
                    assertion: assertion(r)?,
                })
            },
        )
        .await
    }

    pub async fn correction_counts(
        &mut self,
        of: (InstitutionId, &Reach),
        filter: &CorrectionFilter,
    ) -> Result<Counts> {
        self.counts_of(&listing(of, filter)).await
    }

    /// Retention: what was written in questions decided before a moment.
    pub async fn forget_corrections(&mut self, before: Timestamp) -> Result<u64> {
        let sql = "update corrections set text = '', answer = null, person_id = null \
                   where decided_at < $1 and (text <> '' or answer is not null or person_id is not null)";
        self.exec(sql, &[&before]).await
    }
}
