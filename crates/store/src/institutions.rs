//! Institutions, and where in the tree something hangs.

use domain::institution::{Institution, Registration, Settings};
use domain::issuer::Issuer;
use domain::issuer_group::IssuerGroup;
use domain::role::Path;
use domain::text::fold;
use domain::{InstitutionId, Lang};
use jiff::Timestamp;

use crate::badge_classes::like;
use crate::columns::{Column, Json, Row, Value};
use crate::error::Result;
use crate::tx::Tx;

/// Columns of an institution under the alias `i`, for `institution`.
pub(crate) const INSTITUTION: &str = "i.id as i_id, i.registration as i_registration, i.settings as i_settings, \
                                      i.created_at as i_created_at, i.archived_at as i_archived_at";

pub(crate) fn institution(row: &Row<'_>) -> Result<Institution> {
    Ok(Institution {
        id: row.get("i_id")?,
        registration: row.json("i_registration")?,
        settings: row.json("i_settings")?,
        created_at: row.get("i_created_at")?,
        archived_at: row.get("i_archived_at")?,
    })
}

/// Everything above a badge class (or at an issuer).
#[derive(Clone, Debug)]
pub struct Placement {
    pub institution: Institution,
    pub group: IssuerGroup,
    pub issuer: Issuer,
}

impl Placement {
    /// The way to the issuer.
    pub fn path(&self) -> Path {
        Path::institution(self.institution.id)
            .group(self.group.id)
            .issuer(self.issuer.id)
    }

    /// Whether something above is archived.
    pub fn is_archived(&self) -> bool {
        self.institution.archived_at.is_some()
            || self.group.archived_at.is_some()
            || self.issuer.archived_at.is_some()
    }
}

impl Tx {
    pub async fn insert_institution(&mut self, institution: &Institution) -> Result<()> {
        let Institution {
            registration,
            settings,
            ..
        } = institution;
        let sql = "insert into institutions (id, identifier, sector, registration, settings, name_nl, name_en, \
                   created_at, archived_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.exec(
            sql,
            &[
                &institution.id,
                &registration.identifier,
                &registration.sector,
                &Json(registration.clone()),
                &Json(settings.clone()),
                &fold(settings.name.exact(Lang::Nl).unwrap_or_default()),
                &fold(settings.name.exact(Lang::En).unwrap_or_default()),
                &institution.created_at,
                &institution.archived_at,
            ],
        )
        .await?;
        self.put_identifiers(institution.id, registration).await?;
        self.note(
            "institution",
            institution.id.0,
            None,
            Some(serde_json::json!({ "registration": registration, "settings": settings })),
        );
        Ok(())
    }

    pub async fn institution(&mut self, id: InstitutionId) -> Result<Option<Institution>> {
        let sql = format!("select {INSTITUTION} from institutions i where i.id = $1");
        self.first(&sql, &[&id], institution).await
    }

    /// Several institutions at once, in no order.
    pub async fn institutions_among(&mut self, ids: &[InstitutionId]) -> Result<Vec<Institution>> {
        let (marks, values) = crate::dialect::list(ids, 0);
        let sql = format!("select {INSTITUTION} from institutions i where i.id in {marks}");
        self.query_values(&sql, &values, institution).await
    }

    async fn put_identifiers(
        &mut self,
        id: InstitutionId,
        registration: &Registration,
    ) -> Result<()> {
        let sql = "delete from institution_identifiers where institution_id = $1";
        self.exec(sql, &[&id]).await?;
        for identifier in registration.identifiers() {
            let sql =
                "insert into institution_identifiers (identifier, institution_id) values ($1, $2)";
            self.exec(sql, &[identifier, &id]).await?;
        }
        Ok(())
    }

    /// Which of an institution's codes another one goes by.
    pub async fn identifiers_of_others(
        &mut self,
        registration: &Registration,
        own: Option<InstitutionId>,
    ) -> Result<Vec<String>> {
        let codes: Vec<String> = registration.identifiers().cloned().collect();
        let (marks, mut values) = crate::dialect::list(&codes, 0);
        let mut sql =
            format!("select identifier from institution_identifiers where identifier in {marks}");
        if let Some(own) = own {
            values.push(own.to_value());
            sql.push_str(&format!(" and institution_id <> ${}", values.len()));
        }
        self.query_values(&sql, &values, |r| r.get("identifier"))
            .await
    }

    /// All institutions that are not archived, by name in a language.
    pub async fn institutions(&mut self, lang: Lang) -> Result<Vec<Institution>> {
        let order = by_name(lang);
        let sql = format!(
            "select {INSTITUTION} from institutions i where i.archived_at is null order by {order}, i.id"
        );
        self.query(&sql, &[], institution).await
    }

    /// Institutions for the operator: those whose name or code contains `search` (folded), by name
    /// in a language, at most `limit`; keyset paging after `(name, id)`.
    pub async fn listed_institutions(
        &mut self,
        (lang, now): (Lang, Timestamp),
        (search, after): (&str, Option<&InstitutionPlace>),
        limit: i64,
    ) -> Result<Vec<ListedInstitution>> {
        let name = by_name(lang);
        let mut values = vec![now.to_value(), Value::Int(limit)];
        // Archived ones too: who else would restore them?
        let mut condition = "1 = 1".to_owned();
        if !search.is_empty() {
            values.push(Value::Text(format!("%{}%", like(&fold(search)))));
            let n = values.len();
            condition.push_str(&format!(
                " and (i.name_nl like ${n} escape '!' or i.name_en like ${n} escape '!' or i.identifier like ${n} escape '!')"
            ));
        }
        if let Some((name_before, id)) = after {
            values.push(Value::Text(name_before.clone()));
            values.push(id.to_value());
            let n = values.len();
            condition.push_str(&format!(" and ({name}, i.id) > (${}, ${n})", n - 1));
        }
        let sql = format!(
            "select {INSTITUTION}, {name} as sorted, \
             (select count(*) from roles r where r.node_id = i.id and r.role = 'admin' \
              and (r.ends_at is null or r.ends_at > $1)) as admins, \
             (select count(*) from promised_roles p where p.node_id = i.id and p.role = 'admin') as promised \
             from institutions i where {condition} order by sorted, i.id limit $2"
        );
        self.query_values(&sql, &values, |r| {
            Ok(ListedInstitution {
                institution: institution(r)?,
                sorted: r.get("sorted")?,
                admins: r.get("admins")?,
                promised: r.get("promised")?,
            })
        })
        .await
    }

    /// What institution admins set.
    pub async fn update_institution_settings(
        &mut self,
        before: &Institution,
        settings: &Settings,
    ) -> Result<()> {
        let sql = "update institutions set settings = $2, name_nl = $3, name_en = $4 where id = $1";
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
            "institution",
            before.id.0,
            serde_json::to_value(&before.settings).ok(),
            serde_json::to_value(settings).ok(),
        );
        Ok(())
    }

    /// What only the operator sets.
    pub async fn update_institution_registration(
        &mut self,
        before: &Institution,
        registration: &Registration,
    ) -> Result<()> {
        let sql =
            "update institutions set identifier = $2, sector = $3, registration = $4 where id = $1";
        self.exec(
            sql,
            &[
                &before.id,
                &registration.identifier,
                &registration.sector,
                &Json(registration.clone()),
            ],
        )
        .await?;
        self.put_identifiers(before.id, registration).await?;
        self.note(
            "institution",
            before.id.0,
            serde_json::to_value(&before.registration).ok(),
            serde_json::to_value(registration).ok(),
        );
        Ok(())
    }

    /// Live counts for the start page: backpacks, edubadges, of which microcredentials, institutions.
    pub async fn platform_counts(&mut self) -> Result<PlatformCounts> {
        let sql = "select \
            (select count(distinct person_id) from accounts where kind = 'learner') as backpacks, \
            (select count(*) from assertions a join badge_classes c on c.id = a.class_id \
               join issuer_groups g on g.id = c.group_id where g.visibility = 'public') as edubadges, \
            (select count(*) from assertions a join badge_classes c on c.id = a.class_id \
               join issuer_groups g on g.id = c.group_id \
               where g.visibility = 'public' and c.kind = 'microcredential') as microcredentials, \
            (select count(*) from institutions where archived_at is null) as institutions";
        let counts = self.first(sql, &[], |r| {
            Ok(PlatformCounts {
                backpacks: r.get("backpacks")?,
                edubadges: r.get("edubadges")?,
                microcredentials: r.get("microcredentials")?,
                institutions: r.get("institutions")?,
            })
        });
        Ok(counts.await?.unwrap_or_default())
    }
}

/// The folded name in a language, or else in the other.
const fn by_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Nl => "coalesce(nullif(i.name_nl, ''), i.name_en)",
        Lang::En => "coalesce(nullif(i.name_en, ''), i.name_nl)",
    }
}

/// Where in the list of institutions somebody is: folded name and id.
pub type InstitutionPlace = (String, InstitutionId);

/// An institution in the operator's list.
#[derive(Clone, Debug)]
pub struct ListedInstitution {
    pub institution: Institution,
    /// The folded name by which it is sorted.
    pub sorted: String,
    pub admins: i64,
    /// How many were promised that role.
    pub promised: i64,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct PlatformCounts {
    pub backpacks: i64,
    pub edubadges: i64,
    pub microcredentials: i64,
    pub institutions: i64,
}
