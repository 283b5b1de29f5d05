//! Issuers.

use domain::issuer::{Issuer, Settings};
use domain::text::fold;
use domain::{InstitutionId, IssuerId, Lang};

use crate::columns::{Json, Row};
use crate::error::Result;
use crate::institutions::{INSTITUTION, Placement, institution};
use crate::issuer_groups::{GROUP, group};
use crate::tx::Tx;

/// Columns of an issuer under the alias `s`, for `issuer`.
pub(crate) const ISSUER: &str = "s.id as s_id, s.group_id as s_group, s.institution_id as s_institution, \
                                 s.settings as s_settings, s.created_at as s_created_at, s.archived_at as s_archived_at";

pub(crate) fn issuer(row: &Row<'_>) -> Result<Issuer> {
    Ok(Issuer {
        id: row.get("s_id")?,
        group: row.get("s_group")?,
        institution: row.get("s_institution")?,
        settings: row.json("s_settings")?,
        created_at: row.get("s_created_at")?,
        archived_at: row.get("s_archived_at")?,
    })
}

pub(crate) fn placement(row: &Row<'_>) -> Result<Placement> {
    Ok(Placement {
        institution: institution(row)?,
        group: group(row)?,
        issuer: issuer(row)?,
    })
}

impl Tx {
    /// A name that exists in the same group violates a unique index.
    pub async fn insert_issuer(&mut self, issuer: &Issuer) -> Result<()> {
        let settings = &issuer.settings;
        let sql = "insert into issuers (id, group_id, institution_id, settings, name_nl, name_en, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)";
        self.exec(
            sql,
            &[
                &issuer.id,
                &issuer.group,
                &issuer.institution,
                &Json(settings.clone()),
                &fold(settings.name.exact(Lang::Nl).unwrap_or_default()),
                &fold(settings.name.exact(Lang::En).unwrap_or_default()),
                &issuer.created_at,
            ],
        )
        .await?;
        self.note(
            "issuer",
            issuer.id.0,
            None,
            serde_json::to_value(settings).ok(),
        );
        Ok(())
    }

    pub async fn update_issuer(&mut self, before: &Issuer, settings: &Settings) -> Result<()> {
        let sql = "update issuers set settings = $2, name_nl = $3, name_en = $4 where id = $1";
        self.exec(
            sql,
            &[
                &before.id,
                &Json(settings.clone()),
                &fold(settings.name.exact(Lang::Nl).unwrap_or_default()),
                &fold(settings.name.exact(Lang::En).unwrap_or_default()),
            ],
        )
        .await?;
        self.note(
            "issuer",
            before.id.0,
            serde_json::to_value(&before.settings).ok(),
            serde_json::to_value(settings).ok(),
        );
        Ok(())
    }

    /// An issuer with everything above it.
    pub async fn issuer(&mut self, id: IssuerId) -> Result<Option<Placement>> {
        let sql = format!(
            "select {INSTITUTION}, {GROUP}, {ISSUER} from issuers s join issuer_groups g on g.id = s.group_id \
             join institutions i on i.id = s.institution_id where s.id = $1"
        );
        self.first(&sql, &[&id], placement).await
    }

    /// All issuers of an institution, by name; archived ones last.
    pub async fn issuers(&mut self, institution: InstitutionId) -> Result<Vec<Issuer>> {
        let sql = format!(
            "select {ISSUER} from issuers s where s.institution_id = $1 \
             order by s.archived_at is not null, coalesce(nullif(s.name_nl, ''), s.name_en), s.id"
        );
        self.query(&sql, &[&institution], issuer).await
    }
}
