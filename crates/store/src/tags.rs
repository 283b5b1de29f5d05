//! Internal tags of institutions, and on which classes they are.

use domain::tag::Tag;
use domain::text::fold;
use domain::{BadgeClassId, InstitutionId, Lang, TagId};
use jiff::Timestamp;
use serde_json::json;

use crate::columns::{Column, Row, Value};
use crate::error::Result;
use crate::tx::Tx;

/// Columns of a tag under the alias `t`, for `tag`.
const TAG: &str = "t.id as t_id, t.institution_id as t_institution, t.name as t_name, \
                   t.created_at as t_created_at, t.archived_at as t_archived_at";

fn tag(row: &Row<'_>) -> Result<Tag> {
    Ok(Tag {
        id: row.get("t_id")?,
        institution: row.get("t_institution")?,
        name: row.get("t_name")?,
        created_at: row.get("t_created_at")?,
        archived_at: row.get("t_archived_at")?,
    })
}

impl Tx {
    /// A name that exists at the institution, archived or not, violates a unique index.
    pub async fn insert_tag(&mut self, tag: &Tag) -> Result<()> {
        let sql = "insert into tags (id, institution_id, name, folded, created_at) values ($1, $2, $3, $4, $5)";
        self.exec(
            sql,
            &[
                &tag.id,
                &tag.institution,
                &tag.name,
                &fold(&tag.name),
                &tag.created_at,
            ],
        )
        .await?;
        self.note("tag", tag.id.0, None, Some(json!({ "name": tag.name })));
        Ok(())
    }

    pub async fn tag(&mut self, id: TagId) -> Result<Option<Tag>> {
        let sql = format!("select {TAG} from tags t where t.id = $1");
        self.first(&sql, &[&id], tag).await
    }

    /// The tag of this name (folded) at an institution, archived or not.
    pub async fn tag_called(
        &mut self,
        institution: InstitutionId,
        name: &str,
    ) -> Result<Option<Tag>> {
        let sql = format!("select {TAG} from tags t where t.institution_id = $1 and t.folded = $2");
        self.first(&sql, &[&institution, &fold(name)], tag).await
    }

    /// All tags of an institution by name, archived ones last, each with on how many classes it is.
    pub async fn tags(&mut self, institution: InstitutionId) -> Result<Vec<(Tag, i64)>> {
        let sql = format!(
            "select {TAG}, (select count(*) from class_tags c where c.tag_id = t.id) as classes \
             from tags t where t.institution_id = $1 order by t.archived_at is not null, t.folded, t.id"
        );
        self.query(&sql, &[&institution], |r| Ok((tag(r)?, r.get("classes")?)))
            .await
    }

    /// The classes on which a tag is, by name; at most `limit`.
    pub async fn classes_with_tag(
        &mut self,
        id: TagId,
        lang: Lang,
        limit: i64,
    ) -> Result<Vec<(BadgeClassId, String)>> {
        let sql = "select c.id as c_id, c.draft as c_draft from class_tags x \
                   join badge_classes c on c.id = x.class_id where x.tag_id = $1 order by c.name, c.id limit $2";
        self.query(sql, &[&id, &limit], |r| {
            let draft: domain::badge_class::Content = r.json("c_draft")?;
            Ok((r.get("c_id")?, draft.texts_in(lang).name.clone()))
        })
        .await
    }

    /// Archives a tag that isn't, or restores one that is; gives whether it was.
    pub async fn archive_tag(&mut self, id: TagId, at: Option<Timestamp>) -> Result<bool> {
        let sql = if at.is_some() {
            "update tags set archived_at = $2 where id = $1 and archived_at is null"
        } else {
            "update tags set archived_at = $2 where id = $1 and archived_at is not null"
        };
        let changed = self.exec(sql, &[&id, &at]).await? == 1;
        if changed {
            let archived = at.is_some();
            self.note(
                "tag",
                id.0,
                Some(json!({ "archived": !archived })),
                Some(json!({ "archived": archived })),
            );
        }
        Ok(changed)
    }

    /// Deletes a tag; it is on no class any more.
    pub async fn delete_tag(&mut self, tag: &Tag) -> Result<()> {
        let sql = "delete from class_tags where tag_id = $1";
        let classes = self.exec(sql, &[&tag.id]).await?;
        self.exec("delete from tags where id = $1", &[&tag.id])
            .await?;
        let before = json!({ "name": tag.name, "classes": classes });
        self.note("tag", tag.id.0, Some(before), None);
        Ok(())
    }

    /// The tags of a class, by name.
    pub async fn tags_of_class(&mut self, class: BadgeClassId) -> Result<Vec<Tag>> {
        let sql = format!(
            "select {TAG} from class_tags x join tags t on t.id = x.tag_id where x.class_id = $1 order by t.folded, t.id"
        );
        self.query(&sql, &[&class], tag).await
    }

    /// Puts these tags on a class, and no others.
    pub async fn set_class_tags(
        &mut self,
        class: BadgeClassId,
        (before, after): (&[Tag], &[Tag]),
    ) -> Result<()> {
        let sql = "delete from class_tags where class_id = $1";
        self.exec(sql, &[&class]).await?;
        let rows: Vec<Vec<Value>> = after
            .iter()
            .map(|tag| vec![class.to_value(), tag.id.to_value()])
            .collect();
        self.insert_many("class_tags (class_id, tag_id)", "", &rows)
            .await?;
        let names = |tags: &[Tag]| {
            let names: Vec<&str> = tags.iter().map(|t| t.name.as_str()).collect();
            Some(json!({ "tags": names }))
        };
        self.note("badge-class", class.0, names(before), names(after));
        Ok(())
    }
}
