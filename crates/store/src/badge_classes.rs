//! Badge classes and their versions.

use domain::badge_class::{BadgeClass, Content, Settings, State, Type, Version};
use domain::text::fold;
use domain::{BadgeClassId, BadgeClassVersionId, InstitutionId, IssuerGroupId, IssuerId};
use jiff::Timestamp;

use crate::columns::{Column, Json, Row, Value};
use crate::error::Result;
use crate::institutions::{INSTITUTION, Placement};
use crate::issuer_groups::GROUP;
use crate::issuers::{ISSUER, placement};
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

/// Columns of a badge class under the alias `c`, for `class`.
pub(crate) const CLASS: &str = "c.id as c_id, c.issuer_id as c_issuer, c.group_id as c_group, \
     c.institution_id as c_institution, c.state as c_state, c.draft as c_draft, c.settings as c_settings, \
     c.version_id as c_version, c.revision as c_revision, c.created_at as c_created_at, c.updated_at as c_updated_at";

pub(crate) fn class(row: &Row<'_>) -> Result<BadgeClass> {
    Ok(BadgeClass {
        id: row.get("c_id")?,
        issuer: row.get("c_issuer")?,
        group: row.get("c_group")?,
        institution: row.get("c_institution")?,
        state: row.get("c_state")?,
        draft: row.json("c_draft")?,
        settings: row.json("c_settings")?,
        version: row.get("c_version")?,
        revision: row.get("c_revision")?,
        created_at: row.get("c_created_at")?,
        updated_at: row.get("c_updated_at")?,
    })
}

/// Columns of a version under the alias `v`, for `version`.
pub(crate) const VERSION: &str = "v.id as v_id, v.class_id as v_class, v.number as v_number, \
                                  v.content as v_content, v.published_at as v_published_at";

pub(crate) fn version(row: &Row<'_>) -> Result<Version> {
    Ok(Version {
        id: row.get("v_id")?,
        class: row.get("v_class")?,
        number: row.get("v_number")?,
        content: row.json("v_content")?,
        published_at: row.get("v_published_at")?,
    })
}

const PLACED: &str = "from badge_classes c join issuers s on s.id = c.issuer_id \
                      join issuer_groups g on g.id = c.group_id join institutions i on i.id = c.institution_id";

/// A class with everything above it.
#[derive(Clone, Debug)]
pub struct PlacedClass {
    pub class: BadgeClass,
    pub placement: Placement,
    /// The published text in force, when there is one.
    pub version: Option<Version>,
}

/// What stands in a list of classes.
#[derive(Clone, Debug)]
pub struct ListedClass {
    pub class: BadgeClass,
    pub edubadges: i64,
    pub open_awards: i64,
    pub open_requests: i64,
}

/// How many edubadges and open awards a class has.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClassCounts {
    pub edubadges: i64,
    pub revoked: i64,
    pub open_awards: i64,
    pub open_requests: i64,
    pub awards: i64,
    pub versions: i64,
}

impl Tx {
    pub async fn insert_badge_class(&mut self, class: &BadgeClass) -> Result<()> {
        let sql = "insert into badge_classes (id, issuer_id, group_id, institution_id, state, kind, name, draft, \
                   settings, version_id, revision, created_at, updated_at) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        self.exec(
            sql,
            &[
                &class.id,
                &class.issuer,
                &class.group,
                &class.institution,
                &class.state,
                &class.draft.kind,
                &fold(&class.draft.texts.name),
                &Json(class.draft.clone()),
                &Json(class.settings.clone()),
                &class.version,
                &class.revision,
                &class.created_at,
                &class.updated_at,
            ],
        )
        .await?;
        self.note(
            "badge-class",
            class.id.0,
            None,
            serde_json::to_value(&class.draft).ok(),
        );
        Ok(())
    }

    /// Saves draft and settings unless somebody else saved since; gives whether it did.
    pub async fn save_badge_class(
        &mut self,
        before: &BadgeClass,
        draft: &Content,
        settings: &Settings,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = "update badge_classes set draft = $3, settings = $4, kind = $5, name = $6, updated_at = $7, \
                   revision = revision + 1 where id = $1 and revision = $2";
        let saved = self
            .exec(
                sql,
                &[
                    &before.id,
                    &before.revision,
                    &Json(draft.clone()),
                    &Json(settings.clone()),
                    &draft.kind,
                    &fold(&draft.texts.name),
                    &at,
                ],
            )
            .await?;
        if saved == 1 {
            let (was, is) = ((&before.draft, &before.settings), (draft, settings));
            self.note(
                "badge-class",
                before.id.0,
                serde_json::to_value(was).ok(),
                serde_json::to_value(is).ok(),
            );
        }
        Ok(saved == 1)
    }

    /// Publishes a text as the class's version in force.
    pub async fn insert_version(&mut self, version: &Version) -> Result<()> {
        let sql = "insert into badge_class_versions (id, class_id, number, content, published_at) \
                   values ($1, $2, $3, $4, $5)";
        self.exec(
            sql,
            &[
                &version.id,
                &version.class,
                &version.number,
                &Json(version.content.clone()),
                &version.published_at,
            ],
        )
        .await?;
        let sql = "update badge_classes set version_id = $2, state = $3, revision = revision + 1 where id = $1";
        self.exec(sql, &[&version.class, &version.id, &State::Published])
            .await?;
        self.note(
            "version",
            version.id.0,
            None,
            serde_json::to_value(&version.content).ok(),
        );
        Ok(())
    }

    /// Changes the text of a version to which nothing was awarded yet.
    pub async fn replace_version(&mut self, version: &Version) -> Result<()> {
        let sql = "update badge_class_versions set content = $2, published_at = $3 where id = $1";
        self.exec(
            sql,
            &[
                &version.id,
                &Json(version.content.clone()),
                &version.published_at,
            ],
        )
        .await?;
        self.exec(
            "update badge_classes set state = $2 where id = $1",
            &[&version.class, &State::Published],
        )
        .await?;
        self.note(
            "version",
            version.id.0,
            None,
            serde_json::to_value(&version.content).ok(),
        );
        Ok(())
    }

    /// Changes the state; gives whether it was in one of `from`.
    pub async fn set_badge_class_state(
        &mut self,
        id: BadgeClassId,
        from: &[State],
        to: State,
    ) -> Result<bool> {
        let (marks, mut values) = crate::dialect::list(from, 2);
        let mut all = vec![id.to_value(), to.to_value()];
        all.append(&mut values);
        let sql = format!("update badge_classes set state = $2 where id = $1 and state in {marks}");
        let changed = self.exec_values(&sql, &all).await?;
        if changed == 1 {
            self.note(
                "badge-class",
                id.0,
                None,
                Some(serde_json::json!({ "state": to })),
            );
        }
        Ok(changed == 1)
    }

    /// A class with everything above it and its published text: one query.
    pub async fn badge_class(&mut self, id: BadgeClassId) -> Result<Option<PlacedClass>> {
        let sql = format!(
            "select {CLASS}, {INSTITUTION}, {GROUP}, {ISSUER}, {VERSION} {PLACED} \
             left join badge_class_versions v on v.id = c.version_id where c.id = $1"
        );
        self.first(&sql, &[&id], placed).await
    }

    /// One published text, whatever is in force now.
    pub async fn version(&mut self, id: BadgeClassVersionId) -> Result<Option<Version>> {
        let sql = format!("select {VERSION} from badge_class_versions v where v.id = $1");
        self.first(&sql, &[&id], version).await
    }

    /// The published text of a class with this number.
    pub async fn version_by_number(
        &mut self,
        class: BadgeClassId,
        number: i64,
    ) -> Result<Option<Version>> {
        let sql = format!(
            "select {VERSION} from badge_class_versions v where v.class_id = $1 and v.number = $2"
        );
        self.first(&sql, &[&class, &number], version).await
    }

    /// One published text with everything above its class.
    pub async fn placed_version(
        &mut self,
        id: BadgeClassVersionId,
    ) -> Result<Option<(Version, Placement)>> {
        let sql = format!(
            "select {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER} {PLACED} \
             join badge_class_versions v on v.class_id = c.id where v.id = $1"
        );
        self.first(&sql, &[&id], |r| Ok((version(r)?, placement(r)?)))
            .await
    }

    /// … by its class and number.
    pub async fn placed_version_by_number(
        &mut self,
        class: BadgeClassId,
        number: i64,
    ) -> Result<Option<(Version, Placement)>> {
        let sql = format!(
            "select {VERSION}, {INSTITUTION}, {GROUP}, {ISSUER} {PLACED} \
             join badge_class_versions v on v.class_id = c.id where c.id = $1 and v.number = $2"
        );
        self.first(&sql, &[&class, &number], |r| {
            Ok((version(r)?, placement(r)?))
        })
        .await
    }

    /// All published texts of a class, newest first.
    pub async fn versions(&mut self, class: BadgeClassId) -> Result<Vec<Version>> {
        let sql = format!(
            "select {VERSION} from badge_class_versions v where v.class_id = $1 order by v.number desc"
        );
        self.query(&sql, &[&class], version).await
    }

    /// Whether anything was awarded or issued under a version.
    pub async fn version_has_awards(&mut self, id: BadgeClassVersionId) -> Result<bool> {
        let sql = "select 1 as found where exists (select 1 from direct_awards where version_id = $1) \
                   or exists (select 1 from batches where version_id = $1) \
                   or exists (select 1 from assertions where version_id = $1)";
        Ok(self.first(sql, &[&id], |_| Ok(())).await?.is_some())
    }

    pub async fn badge_class_counts(&mut self, id: BadgeClassId) -> Result<ClassCounts> {
        let sql = "select (select count(*) from assertions where class_id = $1) as edubadges, \
                   (select count(*) from assertions where class_id = $1 and revoked_at is not null) as revoked, \
                   (select count(*) from direct_awards where class_id = $1 and blocks) as open_awards, \
                   (select count(*) from requests where class_id = $1 and state = 'open') as open_requests, \
                   (select count(*) from direct_awards where class_id = $1) as awards, \
                   (select count(*) from badge_class_versions where class_id = $1) as versions";
        let counts = self
            .first(sql, &[&id], |r| {
                Ok(ClassCounts {
                    edubadges: r.get("edubadges")?,
                    revoked: r.get("revoked")?,
                    open_awards: r.get("open_awards")?,
                    open_requests: r.get("open_requests")?,
                    awards: r.get("awards")?,
                    versions: r.get("versions")?,
                })
            })
            .await?;
        Ok(counts.unwrap_or_default())
    }

    /// All classes of an issuer, by name; archived ones last.
    pub async fn badge_classes_of_issuer(&mut self, issuer: IssuerId) -> Result<Vec<ListedClass>> {
        self.listed("c.issuer_id = $1", vec![issuer.to_value()])
            .await
    }

    /// One page of the classes of an institution.
    pub async fn badge_classes_of_institution(
        &mut self,
        institution: InstitutionId,
        (filter, sort): (&ClassFilter, ClassSort),
        window: &Window,
    ) -> Result<Found<ListedClass>> {
        let listing = self.classes_listing(institution, filter);
        let sorted = match sort {
            ClassSort::Name => Sorted::text("c.name", "c.id"),
            ClassSort::Changed => Sorted::int("c.updated_at", "c.id"),
            ClassSort::Edubadges => Sorted::int(EDUBADGES, "c.id"),
        };
        let columns = listed_columns();
        self.page_of(columns.as_str(), &listing, (&sorted, window), listed)
            .await
    }

    pub async fn class_counts(
        &mut self,
        institution: InstitutionId,
        filter: &ClassFilter,
    ) -> Result<Counts> {
        let listing = self.classes_listing(institution, filter);
        self.counts_of(&listing).await
    }

    fn classes_listing(&self, institution: InstitutionId, filter: &ClassFilter) -> Listing {
        let of_institution = Sql::new("c.institution_id = ?", vec![institution.to_value()]);
        let states: Vec<_> = filter.states.iter().map(|s| s.code().to_owned()).collect();
        let kinds: Vec<_> = filter.kinds.iter().map(|k| k.code().to_owned()).collect();
        let groups: Vec<_> = filter.groups.iter().map(|g| g.0).collect();
        Listing::new("from badge_classes c", of_institution)
            .containing(&["c.name"], &filter.search)
            .facet("state", "c.state", &states)
            .facet("type", "c.kind", &kinds)
            .facet_of_ids(
                "group",
                ("c.group_id", self.id_as_text("c.group_id")),
                &groups,
            )
    }

    async fn listed(&mut self, condition: &str, values: Vec<Value>) -> Result<Vec<ListedClass>> {
        let sql = format!(
            "select {} from badge_classes c where {condition} order by c.name, c.id limit 101",
            listed_columns()
        );
        self.query_values(&sql, &values, listed).await
    }
}

const EDUBADGES: &str = "(select count(*) from assertions a where a.class_id = c.id)";

fn listed_columns() -> String {
    format!(
        "{CLASS}, {EDUBADGES} as edubadges, \
         (select count(*) from direct_awards d where d.class_id = c.id and d.blocks) as open_awards, \
         (select count(*) from requests q where q.class_id = c.id and q.state = 'open') as open_requests"
    )
}

fn listed(row: &Row<'_>) -> Result<ListedClass> {
    Ok(ListedClass {
        class: class(row)?,
        edubadges: row.get("edubadges")?,
        open_awards: row.get("open_awards")?,
        open_requests: row.get("open_requests")?,
    })
}

/// Which classes of an institution to list. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
pub struct ClassFilter {
    /// Part of a name.
    pub search: String,
    pub states: Vec<State>,
    pub kinds: Vec<Type>,
    pub groups: Vec<IssuerGroupId>,
}

/// What a list of classes is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClassSort {
    #[default]
    Name,
    Changed,
    Edubadges,
}

fn placed(row: &Row<'_>) -> Result<PlacedClass> {
    let class = class(row)?;
    let version = if class.version.is_some() {
        Some(version(row)?)
    } else {
        None
    };
    Ok(PlacedClass {
        class,
        placement: placement(row)?,
        version,
    })
}

/// Escapes a `like` pattern's own signs with `!`.
pub(crate) fn like(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}
