//! Who hears of new requests, and when: at once, once a day, or not at all.

use std::collections::BTreeMap;

use domain::policy::{Action, Actor, Permit, Resource};
use domain::request::{Frequency, Request, frequency};
use domain::role::Path;
use domain::{BadgeClassId, InstitutionId, JobId, Lang, PersonId};
use jiff::Timestamp;
use jiff::civil::{Date, time};
use serde_json::json;
use store::Tx;
use store::badge_classes::PlacedClass;
use store::jobs::Job;
use store::requests::{ChosenClass, Decider};

use crate::badge_classes::path;
use crate::{App, Error, Result};

/// The job that writes the daily mails of one day.
pub(crate) const REQUEST_DIGEST: &str = "request-digest";
/// The hour at which they leave, in the platform's zone.
const DIGEST_HOUR: i8 = 7;
/// Daily mails written in one transaction.
const AT_ONCE: usize = 100;

/// How somebody hears of new requests.
#[derive(Clone, Debug)]
pub struct RequestMails {
    /// Where nothing else was chosen; `None` is the platform's own rule.
    pub in_general: Option<Frequency>,
    /// Classes with a choice of their own.
    pub classes: Vec<ChosenClass>,
}

/// What one person's daily mail says.
pub(crate) struct Digest {
    pub(crate) person: PersonId,
    pub(crate) mail: String,
    pub(crate) language: Lang,
    /// Class and how many new requests.
    pub(crate) lines: Vec<(PlacedClass, i64)>,
}

impl Digest {
    /// The institution, when all is of one.
    pub(crate) fn institution(&self) -> Option<InstitutionId> {
        let mut all = self.lines.iter().map(|(p, _)| p.class.institution);
        let first = all.next()?;
        all.all(|i| i == first).then_some(first)
    }

    pub(crate) fn count(&self) -> i64 {
        self.lines.iter().map(|(_, n)| n).sum()
    }
}

fn wish(decider: &Decider) -> Frequency {
    frequency(decider.for_class, decider.in_general, decider.on_class)
}

impl App {
    /// How the actor hears of requests: in general, and for which classes otherwise.
    pub async fn request_mails(&self, actor: &Actor) -> Result<RequestMails> {
        let (me, _) = self.own_choices(actor)?;
        let (in_general, mut classes) = self
            .store()
            .read(async move |tx: &mut Tx| {
                let nowhere = BadgeClassId(uuid::Uuid::nil());
                let (_, in_general) = tx.request_mails(me, nowhere).await?;
                Ok::<_, Error>((in_general, tx.classes_with_request_mails(me).await?))
            })
            .await?;
        // A choice outlives the role that made it useful.
        classes.retain(|c| self.may_decide_at(actor, &c.path).is_ok());
        Ok(RequestMails {
            in_general,
            classes,
        })
    }

    /// What the actor chose for a class, for who may decide its requests.
    pub async fn class_request_mails(
        &self,
        actor: &Actor,
        placed: &PlacedClass,
    ) -> Result<Option<Frequency>> {
        let (me, _) = self.own_choices(actor)?;
        self.may_decide_at(actor, &path(placed))?;
        let class = placed.class.id;
        let (for_class, _) = self
            .store()
            .read(async move |tx: &mut Tx| tx.request_mails(me, class).await)
            .await?;
        Ok(for_class)
    }

    /// Chooses in general, and for some classes; `None` goes back to what holds in general.
    pub async fn choose_request_mails(
        &self,
        actor: &Actor,
        in_general: Option<Frequency>,
        classes: Vec<(BadgeClassId, Option<Frequency>)>,
    ) -> Result<()> {
        let (me, permit) = self.own_choices(actor)?;
        for (class, _) in &classes {
            let placed = self.badge_class(actor, *class).await?;
            self.may_decide_at(actor, &path(&placed))?;
        }
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_request_mails(me, None, in_general).await?;
                for (class, frequency) in &classes {
                    tx.set_request_mails(me, Some(*class), *frequency).await?;
                }
                Ok::<_, Error>(())
            })
            .await
    }

    /// Chooses for one class.
    pub async fn choose_class_request_mails(
        &self,
        actor: &Actor,
        class: BadgeClassId,
        frequency: Option<Frequency>,
    ) -> Result<()> {
        let placed = self.badge_class(actor, class).await?;
        self.may_decide_at(actor, &path(&placed))?;
        let (me, permit) = self.own_choices(actor)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_request_mails(me, Some(class), frequency).await
            })
            .await?;
        Ok(())
    }

    fn own_choices(&self, actor: &Actor) -> Result<(PersonId, Permit)> {
        let person = crate::edubadges::learner(actor)?;
        if !person.is_staff() {
            return Err(Error::NotFound);
        }
        let permit = self.permit(actor, Action::OwnAccount, &Resource::Of(person.id))?;
        Ok((person.id, permit))
    }

    fn may_decide_at(&self, actor: &Actor, path: &Path) -> Result<Permit> {
        self.permit(actor, Action::DecideRequest, &Resource::Node(*path))
    }

    /// Mails who wants to hear at once; inside the transaction that stores the request.
    pub(super) async fn tell_staff(
        &self,
        tx: &mut Tx,
        placed: &PlacedClass,
        request: &Request,
    ) -> Result<()> {
        let deciders = tx.deciders(&path(placed), self.now()).await?;
        let hear = deciders
            .iter()
            .filter(|d| wish(d) == Frequency::AtOnce && Some(d.person) != request.person);
        let mails = hear
            .map(|d| self.request_made_mail((d.person, &d.mail, d.language), placed, request.id))
            .collect::<Result<Vec<_>>>()?;
        tx.enqueue_mails(&mails).await?;
        Ok(())
    }

    /// Enqueues the next day's digest: it stands there before its hour has come, so a restart
    /// at that hour misses nothing, and its key lets no second one stand.
    pub(crate) async fn enqueue_request_digest(&self, permit: &Permit) -> Result<()> {
        let now = self.now();
        let today = self.today();
        let day = if self.digest_moment(today)? > now {
            today
        } else {
            today.tomorrow().map_err(Error::internal)?
        };
        let (id, at) = (JobId(self.new_id()), self.digest_moment(day)?);
        self.store()
            .write(permit, self.stamp(), async move |tx: &mut Tx| {
                let key = format!("{REQUEST_DIGEST}:{day}");
                tx.enqueue(id, (REQUEST_DIGEST, &json!({ "day": day })), Some(&key), at)
                    .await
            })
            .await?;
        Ok(())
    }

    fn digest_moment(&self, day: Date) -> Result<Timestamp> {
        let at = day.to_datetime(time(DIGEST_HOUR, 0, 0, 0));
        let zoned = at.to_zoned(self.zone().clone()).map_err(Error::internal)?;
        Ok(zoned.timestamp())
    }

    /// Mails everyone who wants a daily mail what came since the day before and is still open.
    /// The Message-ID names day and person: run again, nobody gets a second one.
    pub(crate) async fn run_request_digest(&self, job: &Job) -> Result<()> {
        let day: Date =
            serde_json::from_value(job.payload["day"].clone()).map_err(Error::internal)?;
        let until = self.digest_moment(day)?;
        let from = self.digest_moment(day.yesterday().map_err(Error::internal)?)?;
        let now = self.now();
        let new = self
            .store()
            .read(async move |tx: &mut Tx| tx.classes_with_new_requests((from, until)).await);
        let mut digests: BTreeMap<PersonId, Digest> = BTreeMap::new();
        for (class, count) in new.await? {
            let found = self.store().read(async move |tx: &mut Tx| {
                let Some(placed) = tx.badge_class(class).await? else {
                    return Ok(None);
                };
                let deciders = tx.deciders(&path(&placed), now).await?;
                Ok::<_, Error>(Some((placed, deciders)))
            });
            let Some((placed, deciders)) = found.await? else {
                continue;
            };
            for d in deciders.iter().filter(|d| wish(d) == Frequency::Daily) {
                let digest = digests.entry(d.person).or_insert_with(|| Digest {
                    person: d.person,
                    mail: d.mail.clone(),
                    language: d.language,
                    lines: Vec::new(),
                });
                digest.lines.push((placed.clone(), count));
            }
        }
        let mails = digests
            .values()
            .map(|d| self.request_digest_mail(d, day))
            .collect::<Result<Vec<_>>>()?;
        let permit = self.permit(
            &Actor::System(REQUEST_DIGEST),
            Action::Deliver,
            &Resource::Open,
        )?;
        for some in mails.chunks(AT_ONCE) {
            let some = some.to_vec();
            self.store()
                .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                    tx.enqueue_mails(&some).await
                })
                .await?;
        }
        self.wake();
        Ok(())
    }
}
