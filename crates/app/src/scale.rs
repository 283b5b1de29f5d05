//! `insigne seed --scale`: a large platform to measure, made in bulk and marked as synthetic.

use domain::badge_class::{
    Assessment, BadgeClass, Content, Eqf, HalfPoints, Image, Level, LevelSource, Outcome,
    Participation, Programme, ProgrammeScheme, Quality, Settings, State, Type, Version,
};
use domain::institution::{Institution, Sector};
use domain::issuer::Issuer;
use domain::issuer_group::IssuerGroup;
use domain::policy::{Action, Actor, Permit, Resource, may};
use domain::role::{Grant, Path, Role};
use domain::text::Language;
use domain::{
    BadgeClassId, BadgeClassVersionId, InstitutionId, IssuerGroupId, IssuerId, PersonId, RoleId,
    StatusListId,
};
use jiff::Timestamp;
use print::designer::{Colour, Design, Shape};
use print::raster::{RasterOptions, png_from_svg};
use serde_json::json;
use store::keys::StatusList;
use store::scale::{Kind, SyntheticBatch, SyntheticClass, id};
use store::{Stamp, Store, Tx};

use crate::{Error, Result};

/// How much there will be.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub institutions: u64,
    pub issuers: u64,
    pub classes: u64,
    pub edubadges: u64,
    pub open_awards: u64,
    pub people: u64,
}

impl Default for Scale {
    fn default() -> Self {
        Self {
            institutions: 12,
            issuers: 400,
            classes: 5_000,
            edubadges: 200_000,
            open_awards: 20_000,
            people: 60_000,
        }
    }
}

/// Issuers per issuer group.
const ISSUERS_IN_GROUP: u64 = 8;
/// Awards in a batch, at most.
const BATCH: u64 = 2_000;
/// Of a thousand: the share of everything that the first institution has.
const FIRST_INSTITUTION: u64 = 300;
/// Of a thousand: the share of all awards that the first class has.
const FIRST_CLASS: u64 = 25;
/// Per transaction, at most.
const PEOPLE_AT_ONCE: u64 = 10_000;
const BATCHES_AT_ONCE: usize = 100;

struct Seeding<'a> {
    store: &'a Store,
    permit: Permit,
    scale: Scale,
    now: Timestamp,
    image: Image,
    by: PersonId,
    audits: u64,
}

/// What came of seeding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeded {
    Done,
    /// The synthetic rows were there already.
    WereThere,
    /// Nobody proved the mail address of who is to be admin.
    NoAdmin,
}

/// Fills a migrated database. `admin` is the proven mail address of who becomes admin of the
/// largest synthetic institution, to look at it with.
pub async fn seed(store: &Store, scale: Scale, admin: &str, now: Timestamp) -> Result<Seeded> {
    let permit = may(
        &Actor::System("seed"),
        Action::RunPlatform,
        &Resource::Platform,
    )
    .map_err(|why| Error::Denied { why, path: None })?;
    let folded = domain::person::mail_key(admin).unwrap_or_default();
    let (there, by) = store
        .read(async move |tx: &mut Tx| {
            let there = tx.has_synthetic_rows().await?;
            Ok::<_, store::Error>((there, tx.person_by_mail(&folded).await?))
        })
        .await?;
    if there {
        return Ok(Seeded::WereThere);
    }
    let Some(by) = by else {
        return Ok(Seeded::NoAdmin);
    };
    let mut seeding = Seeding {
        store,
        permit,
        scale,
        now,
        image: image(store).await?,
        by,
        audits: 0,
    };
    seeding.people().await?;
    let classes = seeding.tree().await?;
    seeding.awards(&classes).await?;
    seeding.finish(&classes).await?;
    Ok(Seeded::Done)
}

async fn image(store: &Store) -> Result<Image> {
    let design = Design {
        shape: Shape::Hexagon,
        colour: Colour::Slate,
        icon: None,
        texture: None,
        text: "Synthetic".into(),
    };
    let svg = design.svg().map_err(Error::internal)?;
    let png = png_from_svg(&svg, 600, RasterOptions::default()).map_err(Error::internal)?;
    Ok(Image {
        png: store.files().put(png).await?,
        svg: Some(store.files().put(svg.into_bytes()).await?),
        drawing: None,
    })
}

/// Which of `of` things the n-th of `all` belongs to: the first has its larger share.
fn spread(n: u64, all: u64, of: u64) -> u64 {
    let first = all * FIRST_INSTITUTION / 1_000;
    if n < first || of == 1 {
        0
    } else {
        1 + (n - first) % (of - 1)
    }
}

impl Seeding<'_> {
    fn stamp(&mut self) -> Stamp {
        self.audits += 1;
        // Above the numbers of the awards' own rows.
        let n = (1 << 40) + self.audits;
        Stamp {
            at: self.now,
            id: id(Kind::Audit, n),
        }
    }

    async fn people(&mut self) -> Result<()> {
        let (people, now) = (self.scale.people, self.now);
        for from in (0..people).step_by(PEOPLE_AT_ONCE as usize) {
            let range = (from, (from + PEOPLE_AT_ONCE).min(people));
            let stamp = self.stamp();
            self.store
                .write(&self.permit, stamp, async move |tx: &mut Tx| {
                    tx.insert_synthetic_people(range, now).await
                })
                .await?;
        }
        Ok(())
    }

    /// Institutions, groups, issuers, classes; gives the classes in the order of their numbers.
    async fn tree(&mut self) -> Result<Vec<SyntheticClass>> {
        let scale = self.scale;
        let issuers: Vec<(Issuer, StatusList)> = (0..scale.issuers)
            .map(|n| self.issuer(n))
            .collect::<Result<_>>()?;
        let institutions: Vec<Institution> = (0..scale.institutions)
            .map(|n| self.institution(n))
            .collect::<Result<_>>()?;
        let mut groups: Vec<IssuerGroup> = Vec::new();
        for (issuer, _) in &issuers {
            if groups.iter().all(|g| g.id != issuer.group) {
                groups.push(self.group(issuer, groups.len())?);
            }
        }
        let admin = Grant {
            id: RoleId(id(Kind::Role, 0)),
            person: self.by,
            role: Role::Admin,
            path: institutions.first().map(|i| Path::institution(i.id)),
            granted_at: self.now,
            ends_at: None,
        };
        let made = issuers.clone();
        let stamp = self.stamp();
        self.store
            .write(&self.permit, stamp, async move |tx: &mut Tx| {
                for institution in &institutions {
                    tx.insert_institution(institution).await?;
                }
                for group in &groups {
                    tx.insert_issuer_group(group).await?;
                }
                for (issuer, list) in &made {
                    tx.insert_issuer(issuer).await?;
                    tx.insert_status_list(list).await?;
                }
                tx.insert_role(&admin).await?;
                Ok::<_, store::Error>(())
            })
            .await?;
        let mut classes = Vec::new();
        for n in 0..scale.classes {
            // Classes of an institution go round its issuers.
            let institution = spread(n, scale.classes, scale.institutions);
            let own: Vec<&(Issuer, StatusList)> = issuers
                .iter()
                .filter(|(i, _)| i.institution.0 == id(Kind::Institution, institution))
                .collect();
            let Some((issuer, list)) = own.get((n % own.len().max(1) as u64) as usize) else {
                continue;
            };
            classes.push(SyntheticClass {
                id: BadgeClassId(id(Kind::Class, n)),
                version: BadgeClassVersionId(id(Kind::Version, n)),
                issuer: issuer.id,
                group: issuer.group,
                institution: issuer.institution,
                list: list.id,
            });
        }
        for (chunk, from) in classes.chunks(500).zip((0..).step_by(500)) {
            let rows: Vec<(BadgeClass, Option<Version>)> = chunk
                .iter()
                .zip(from..)
                .map(|(class, n)| self.class(class, n))
                .collect();
            let stamp = self.stamp();
            self.store
                .write(&self.permit, stamp, async move |tx: &mut Tx| {
                    for (class, version) in &rows {
                        tx.insert_badge_class(class).await?;
                        if let Some(version) = version {
                            tx.insert_version(version).await?;
                        }
                    }
                    Ok::<_, store::Error>(())
                })
                .await?;
        }
        Ok(classes)
    }

    /// Awards and edubadges: a good part of them of the first class, the others even.
    async fn awards(&mut self, classes: &[SyntheticClass]) -> Result<()> {
        let scale = self.scale;
        let mut used = std::collections::HashMap::<StatusListId, u64>::new();
        let (mut number, mut batches) = (0, 0);
        let published = classes
            .iter()
            .zip(0_u64..)
            .filter(|(_, n)| is_published(*n));
        let others = published.clone().count().saturating_sub(1).max(1) as u64;
        let mut waiting = Vec::new();
        for (k, (class, _)) in published.enumerate() {
            let mut claimed = share(scale.edubadges, k as u64, others);
            let mut open = share(scale.open_awards, k as u64, others);
            while claimed + open > 0 {
                let index = used.entry(class.list).or_default();
                let batch = SyntheticBatch {
                    number: batches,
                    by: self.by,
                    first: number,
                    first_index: *index,
                    claimed: claimed.min(BATCH),
                    open: open.min(BATCH - claimed.min(BATCH)),
                    people: scale.people,
                };
                *index += batch.claimed;
                claimed -= batch.claimed;
                open -= batch.open;
                number += batch.claimed + batch.open;
                batches += 1;
                waiting.push((*class, batch));
                if waiting.len() == BATCHES_AT_ONCE {
                    self.batches(std::mem::take(&mut waiting)).await?;
                }
            }
        }
        self.batches(waiting).await
    }

    async fn batches(&mut self, batches: Vec<(SyntheticClass, SyntheticBatch)>) -> Result<()> {
        let (now, stamp) = (self.now, self.stamp());
        Ok(self
            .store
            .write(&self.permit, stamp, async move |tx: &mut Tx| {
                for (class, batch) in &batches {
                    tx.insert_synthetic_batch(class, batch, now).await?;
                }
                Ok::<_, store::Error>(())
            })
            .await?)
    }

    async fn finish(&mut self, classes: &[SyntheticClass]) -> Result<()> {
        let lists: std::collections::BTreeSet<StatusListId> =
            classes.iter().map(|c| c.list).collect();
        let stamp = self.stamp();
        self.store
            .write(&self.permit, stamp, async move |tx: &mut Tx| {
                for list in &lists {
                    tx.set_synthetic_taken(*list).await?;
                }
                tx.analyze().await
            })
            .await?;
        Ok(())
    }

    fn institution(&self, n: u64) -> Result<Institution> {
        let name = format!("Synthetic {:02}", n + 1);
        let registration = json!({
            "identifier": format!("synthetic-{n}.scale.example"), "sector": Sector::Wo, "country": "NL",
            "accreditations": [{ "framework": "hbo-wo", "from": "2020-01-01" }],
        });
        let settings = json!({
            "name": { "nl": name, "en": name }, "default_language": "nl", "legal_basis_formal": "contract",
            "legal_basis_non_formal": "contract", "direct_awards": true, "publishing_review": false,
        });
        Ok(Institution {
            id: InstitutionId(id(Kind::Institution, n)),
            registration: serde_json::from_value(registration).map_err(Error::internal)?,
            settings: serde_json::from_value(settings).map_err(Error::internal)?,
            created_at: self.now,
            archived_at: None,
        })
    }

    fn issuer(&self, n: u64) -> Result<(Issuer, StatusList)> {
        let institution = spread(n, self.scale.issuers, self.scale.institutions);
        let group =
            institution * 1_000 + n / ISSUERS_IN_GROUP / if institution == 0 { 1 } else { 12 };
        let name = format!("Synthetic issuer {n:03}");
        let settings =
            json!({ "name": { "nl": name, "en": name }, "contact_mail": "issuer@scale.example" });
        let issuer = Issuer {
            id: IssuerId(id(Kind::Issuer, n)),
            group: IssuerGroupId(id(Kind::Group, group)),
            institution: InstitutionId(id(Kind::Institution, institution)),
            settings: serde_json::from_value(settings).map_err(Error::internal)?,
            created_at: self.now,
            archived_at: None,
        };
        let list = StatusList {
            id: StatusListId(id(Kind::StatusList, n)),
            issuer: issuer.id,
            length: crate::issuing::LIST_BITS,
            taken: 0,
            created_at: self.now,
        };
        Ok((issuer, list))
    }

    fn group(&self, issuer: &Issuer, n: usize) -> Result<IssuerGroup> {
        let name = format!("Synthetic group {n:03}");
        let settings = json!({ "name": { "nl": name, "en": name }, "visibility": "public" });
        Ok(IssuerGroup {
            id: issuer.group,
            institution: issuer.institution,
            settings: serde_json::from_value(settings).map_err(Error::internal)?,
            created_at: self.now,
            archived_at: None,
        })
    }

    fn class(&self, made: &SyntheticClass, n: u64) -> (BadgeClass, Option<Version>) {
        let content = self.content(n);
        let published = is_published(n);
        let version = published.then(|| Version {
            id: made.version,
            class: made.id,
            number: 1,
            content: content.clone(),
            published_at: self.now,
        });
        let class = BadgeClass {
            id: made.id,
            issuer: made.issuer,
            group: made.group,
            institution: made.institution,
            state: match n % 10 {
                _ if published => State::Published,
                8 => State::Archived,
                _ => State::Draft,
            },
            draft: content,
            settings: Settings::default(),
            version: published.then_some(made.version),
            revision: 1,
            created_at: self.now,
            updated_at: self.now,
        };
        (class, version)
    }

    fn content(&self, n: u64) -> Content {
        const SUBJECTS: [&str; 12] = [
            "Statistics",
            "Nursing",
            "Water",
            "Robotics",
            "Law",
            "Ethics",
            "Debating",
            "Welding",
            "Teaching",
            "Logistics",
            "Chemistry",
            "Design",
        ];
        let kind = Type::ALL.get((n % 3) as usize).copied();
        let mut c = Content::new(kind.unwrap_or(Type::Regular), Language::En);
        let subject = SUBJECTS.get((n % 12) as usize).unwrap_or(&"Statistics");
        c.texts.name = format!("{subject} {n} (synthetic)");
        c.texts.image_alt = "A hexagon".into();
        c.texts.description = format!("What {subject} is about, as an example to measure with.");
        c.texts.criteria = "The exam is passed.".into();
        c.texts.outcomes = vec![Outcome {
            text: format!("applies {subject} at work"),
            alignment: None,
        }];
        c.image = Some(self.image.clone());
        c.participation = vec![Participation::Blended];
        c.assessment = vec![Assessment::WrittenExam];
        if c.kind != Type::ExtraCurricular {
            c.ects = Some(HalfPoints::whole(5));
            c.eqf = Some(Level {
                level: Eqf::L6,
                source: LevelSource::Stated,
            });
            c.programmes = vec![Programme {
                scheme: ProgrammeScheme::Isat,
                code: "34401".into(),
            }];
        }
        if c.kind == Type::Microcredential {
            c.quality = Some(Quality::Framework("hbo-wo".into()));
        }
        c
    }
}

/// Eight of ten; the first class too.
const fn is_published(n: u64) -> bool {
    n % 10 < 8
}

/// What the k-th published class has of a total: the first its share, the others the rest evenly.
fn share(total: u64, k: u64, others: u64) -> u64 {
    let first = total * FIRST_CLASS / 1_000;
    if k == 0 {
        return first;
    }
    let (rest, k) = (total - first, k - 1);
    rest / others + u64::from(k < rest % others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        for (total, others) in [(200_000, 3_999), (20_000, 3_999), (7, 3)] {
            let sum: u64 = (0..=others).map(|k| share(total, k, others)).sum();
            assert_eq!(sum, total);
        }
    }

    #[test]
    fn the_first_institution_has_its_share_and_nobody_is_left_out() {
        let mut counts = [0_u64; 12];
        for n in 0..400 {
            counts[spread(n, 400, 12) as usize] += 1;
        }
        assert_eq!(counts[0], 120);
        assert!(counts.iter().all(|c| *c > 20));
    }
}
