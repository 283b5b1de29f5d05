//! Terms: general and each institution's, versioned, and who accepted them.

use domain::institution::TermsKind;
use domain::{InstitutionId, Lang, PersonId, TermsId};
use jiff::Timestamp;

use crate::columns::Row;
use crate::error::Result;
use crate::tx::Tx;

/// One version of a text that learners are asked to accept.
#[derive(Clone, Debug)]
pub struct Terms {
    pub id: TermsId,
    /// `None`: the platform's general terms.
    pub institution: Option<InstitutionId>,
    pub kind: TermsKind,
    pub version: i64,
    pub nl: String,
    pub en: String,
    pub published_at: Timestamp,
}

impl Terms {
    /// Markdown in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Nl => &self.nl,
            Lang::En => &self.en,
        }
    }
}

fn terms(r: &Row<'_>) -> Result<Terms> {
    Ok(Terms {
        id: r.get("id")?,
        institution: r.get("institution_id")?,
        kind: r.get("kind")?,
        version: r.get("version")?,
        nl: r.get("text_nl")?,
        en: r.get("text_en")?,
        published_at: r.get("published_at")?,
    })
}

impl Tx {
    pub async fn insert_terms(&mut self, t: &Terms) -> Result<()> {
        let sql = "insert into terms (id, institution_id, kind, version, text_nl, text_en, published_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)";
        self.exec(
            sql,
            &[
                &t.id,
                &t.institution,
                &t.kind,
                &t.version,
                &t.nl,
                &t.en,
                &t.published_at,
            ],
        )
        .await?;
        self.note(
            "terms",
            t.id.0,
            None,
            Some(serde_json::json!({ "kind": t.kind, "version": t.version })),
        );
        Ok(())
    }

    /// The platform's newest general terms.
    pub async fn general_terms(&mut self) -> Result<Option<Terms>> {
        let sql = "select id, institution_id, kind, version, text_nl, text_en, published_at from terms \
                   where institution_id is null and kind = $1 order by version desc limit 1";
        self.first(sql, &[&TermsKind::General], terms).await
    }

    /// The newest terms of an institution, unless the person accepted just these.
    pub async fn terms_to_accept(
        &mut self,
        person: PersonId,
        institution: InstitutionId,
        kind: TermsKind,
    ) -> Result<Option<Terms>> {
        let sql = "select t.id, institution_id, kind, version, text_nl, text_en, published_at, a.person_id as accepted_by \
                   from terms t left join terms_accepted a on a.terms_id = t.id and a.person_id = $1 and a.withdrawn_at is null \
                   where institution_id = $2 and kind = $3 order by version desc limit 1";
        let newest = self
            .first(sql, &[&person, &institution, &kind], |r| {
                let accepted_by: Option<PersonId> = r.get("accepted_by")?;
                accepted_by.is_none().then(|| terms(r)).transpose()
            })
            .await?;
        Ok(newest.flatten())
    }

    pub async fn accept_terms(
        &mut self,
        person: PersonId,
        terms: TermsId,
        at: Timestamp,
    ) -> Result<()> {
        let sql = "insert into terms_accepted (person_id, terms_id, accepted_at) values ($1, $2, $3) \
                   on conflict (person_id, terms_id) do update set accepted_at = excluded.accepted_at, withdrawn_at = null";
        self.exec(sql, &[&person, &terms, &at]).await?;
        Ok(())
    }
}
