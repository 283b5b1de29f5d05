//! Issuer groups.

use domain::issuer_group::{IssuerGroup, Settings};
use domain::text::fold;
use domain::{InstitutionId, IssuerGroupId, Lang};

use crate::columns::{Json, Row};
use crate::error::Result;
use crate::institutions::{INSTITUTION, institution};
use crate::tx::Tx;

/// Columns of an issuer group under the alias `g`, for `group`.
pub(crate) const GROUP: &str = "g.id as g_id, g.institution_id as g_institution, g.settings as g_settings, \
                                g.created_at as g_created_at, g.archived_at as g_archived_at";

pub(crate) fn group(row: &Row<'_>) -> Result<IssuerGroup> {
    Ok(IssuerGroup {
        id: row.get("g_id")?,
        institution: row.get("g_institution")?,
        settings: row.json("g_settings")?,
        created_at: row.get("g_created_at")?,
        archived_at: row.get("g_archived_at")?,
    })
}

impl Tx {
    /// A name that exists in the same institution violates a unique index.
    pub async fn insert_issuer_group(&mut self, group: &IssuerGroup) -> Result<()> {
        let settings = &group.settings;
        let sql = "insert into issuer_groups (id, institution_id, visibility, settings, name_nl, name_en, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)";
        self.exec(
            sql,
            &[
                &group.id,
                &group.institution,
                &settings.visibility.code(),
                &Json(settings.clone()),
                &fold(settings.name.exact(Lang::Nl).unwrap_or_default()),
                &fold(settings.name.exact(Lang::En).unwrap_or_default()),
                &group.created_at,
            ],
        )
        .await?;
        self.note(
            "issuer-group",
            group.id.0,
            None,
            serde_json::to_value(settings).ok(),
        );
        Ok(())
    }

    pub async fn update_issuer_group(
        &mut self,
        before: &IssuerGroup,
        settings: &Settings,
    ) -> Result<()> {
        let sql = "update issuer_groups set visibility = $2, settings = $3, name_nl = $4, name_en = $5 where id = $1";
        self.exec(
            sql,
            &[
                &before.id,
                &settings.visibility.code(),
                &Json(settings.clone()),
                &fold(settings.name.exact(Lang::Nl).unwrap_or_default()),
                &fold(settings.name.exact(Lang::En).unwrap_or_default()),
            ],
        )
        .await?;
        self.note(
            "issuer-group",
            before.id.0,
            serde_json::to_value(&before.settings).ok(),
            serde_json::to_value(settings).ok(),
        );
        Ok(())
    }

    /// A group with its institution.
    pub async fn issuer_group(
        &mut self,
        id: IssuerGroupId,
    ) -> Result<Option<(domain::institution::Institution, IssuerGroup)>> {
        let sql = format!(
            "select {INSTITUTION}, {GROUP} from issuer_groups g join institutions i on i.id = g.institution_id \
             where g.id = $1"
        );
        self.first(&sql, &[&id], |r| Ok((institution(r)?, group(r)?)))
            .await
    }

    /// All groups of an institution, by name; archived ones last.
    pub async fn issuer_groups(&mut self, institution: InstitutionId) -> Result<Vec<IssuerGroup>> {
        let sql = format!(
            "select {GROUP} from issuer_groups g where g.institution_id = $1 \
             order by g.archived_at is not null, coalesce(nullif(g.name_nl, ''), g.name_en), g.id"
        );
        self.query(&sql, &[&institution], group).await
    }
}
