//! What staff do with requests: approve or deny, one or many.

use std::collections::BTreeMap;

use domain::assertion::{EditionKind, Format};
use domain::award::{Evidence, Recipient, State as AwardState};
use domain::badge_class::{Content, Settings};
use domain::institution::Institution;
use domain::person::{IdentifierKind, mail_key, name_for_issuance};
use domain::policy::{Action, Actor, Permit, Resource, may};
use domain::request::{DECIDED_AT_ONCE, REASON_MAX, Request, State};
use domain::role::{Node, Path};
use domain::{AssertionId, BadgeClassId, InstitutionId, Invalid, PersonId, RequestId};
use store::Tx;
use store::awards::AwardChange;
use store::badge_classes::PlacedClass;
use store::requests::{Decision, PlacedRequest, Scope};

use crate::awards::check_issuable;
use crate::edubadges::{Proof, proof};
use crate::issuing::{Issue, Lot, issue};
use crate::{App, Error, Result};

/// One approval, with what stands on this person's edubadge and on nobody else's.
#[derive(Clone, Debug)]
pub struct Approval {
    pub request: RequestId,
    pub narrative: Option<String>,
    pub evidence: Evidence,
    pub grade: Option<String>,
}

impl Approval {
    /// The rules of every award, each field named after the request.
    fn check(&self, content: &Content, settings: &Settings) -> Invalid {
        let additions = Recipient {
            narrative: self.narrative.clone(),
            evidence: self.evidence.clone(),
            grade: self.grade.clone(),
            ..Recipient::default()
        };
        let mut wrong = additions.check_additions(content, settings);
        for error in &mut wrong.0 {
            error.field = format!("{}_{}", field(self.request), error.field);
        }
        wrong
    }
}

/// What a form calls everything about one request.
fn field(request: RequestId) -> String {
    format!("award_{request}")
}

/// How many requests were decided, and how many somebody else (or the learner) ended before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    pub done: usize,
    pub left: usize,
}

/// Who decides: nobody decides on themselves, also not under another account.
struct Me {
    id: PersonId,
    proof: Proof,
}

impl Me {
    async fn load(app: &App, tx: &mut Tx, id: PersonId) -> Result<Self> {
        Ok(Self {
            id,
            proof: proof(tx, id, app.now()).await?,
        })
    }

    fn is(&self, person: PersonId, other: &Proof) -> bool {
        let keys = |p: &Proof| {
            let mut keys = p.values(IdentifierKind::Eppn);
            keys.extend(p.values(IdentifierKind::Mail));
            keys.extend(p.account.mail.as_deref().and_then(mail_key));
            keys
        };
        let theirs = keys(other);
        self.id == person || keys(&self.proof).iter().any(|k| theirs.contains(k))
    }
}

impl App {
    /// The nodes of an institution at which the actor may do this; it flows down from each.
    pub(crate) fn nodes_where(
        &self,
        actor: &Actor,
        action: Action,
        institution: InstitutionId,
    ) -> Result<Vec<Node>> {
        let grants = actor.person().map(|p| p.grants.as_slice());
        let paths = grants.unwrap_or_default().iter().filter_map(|g| g.path);
        let nodes: Vec<Node> = paths
            .filter(|p| p.institution == institution)
            .filter(|p| may(actor, action, &Resource::Node(*p)).is_ok())
            .map(|p| p.node())
            .collect();
        if nodes.is_empty() {
            // Says why not: hidden, forbidden, or a stronger sign-in first.
            let whole = Resource::Node(Path::institution(institution));
            self.permit(actor, action, &whole)?;
        }
        Ok(nodes)
    }

    /// How many requests wait at an institution for the actor; none where the actor decides none.
    pub async fn requests_waiting(
        &self,
        actor: &Actor,
        institution: InstitutionId,
    ) -> Result<Option<i64>> {
        self.permit(
            actor,
            Action::ReadTree,
            &Resource::Node(Path::institution(institution)),
        )?;
        let Ok(nodes) = self.nodes_where(actor, Action::DecideRequest, institution) else {
            return Ok(None);
        };
        let scope = Scope::Below(institution, nodes);
        let count = self
            .store()
            .read(async move |tx: &mut Tx| tx.open_requests(&scope).await);
        Ok(Some(count.await?))
    }

    /// Requests that somebody is about to decide: those of these that are still open.
    pub async fn requests_to_decide(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        ids: Vec<RequestId>,
    ) -> Result<Vec<PlacedRequest>> {
        let mut found = self.decidable(actor, institution, ids).await?;
        found.retain(|p| p.request.state == State::Open);
        Ok(found)
    }

    /// Requests of an institution by id, if the actor may decide every one of them.
    async fn decidable(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        mut ids: Vec<RequestId>,
    ) -> Result<Vec<PlacedRequest>> {
        self.nodes_where(actor, Action::DecideRequest, institution)?;
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Err(Error::invalid("request", "nothing-selected"));
        }
        if ids.len() > DECIDED_AT_ONCE {
            let mut wrong = Invalid::default();
            let max = vec![("max", DECIDED_AT_ONCE.to_string())];
            wrong.add_with("request", "too-many-requests", max);
            return Err(wrong.into());
        }
        let asked = ids.len();
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.requests_by_id(institution, &ids).await)
            .await?;
        if found.len() != asked {
            return Err(Error::NotFound);
        }
        for p in &found {
            self.may_decide(actor, p)?;
        }
        Ok(found)
    }

    fn may_decide(&self, actor: &Actor, p: &PlacedRequest) -> Result<Permit> {
        let resource = Resource::For {
            path: p.path,
            person: p.request.person,
        };
        self.permit(actor, Action::DecideRequest, &resource)
    }

    /// Approves requests: each edubadge is issued and valid at once. What is wrong with any of
    /// them is found before anything is done; one that ended meanwhile is left.
    pub async fn approve_requests(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        approvals: Vec<Approval>,
    ) -> Result<Decided> {
        let ids = approvals.iter().map(|a| a.request).collect();
        let found = self.decidable(actor, institution, ids).await?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        let (app, all) = (self.clone(), (found.clone(), approvals.clone()));
        let wrong = self
            .store()
            .read(async move |tx: &mut Tx| app.obstacles(tx, me, (&all.0, &all.1)).await)
            .await?;
        wrong.into_result()?;
        let mut decided = Decided::default();
        for (class, permit) in self.by_class(actor, &found)? {
            let mut some = Vec::new();
            for approval in &approvals {
                if is_of(&found, approval.request, class) {
                    some.push((approval.clone(), self.draw_lot()?));
                }
            }
            let count = some.len();
            let issued = self.approve(&permit, (class, me), some).await?;
            decided.done += issued.len();
            decided.left += count - issued.len();
            // The holder's edition is signed at issuance, so that it exists whatever happens later.
            for id in issued {
                self.edition(id, EditionKind::Holder, Format::Ob3).await?;
            }
        }
        self.finished(decided)
    }

    /// Denies requests, with a reason for the learners where there is one.
    pub async fn deny_requests(
        &self,
        actor: &Actor,
        institution: InstitutionId,
        (ids, reason): (Vec<RequestId>, Option<String>),
    ) -> Result<Decided> {
        let found = self.decidable(actor, institution, ids).await?;
        let me = actor.person_id().ok_or(Error::NotFound)?;
        if reason
            .as_ref()
            .is_some_and(|r| r.chars().count() > REASON_MAX)
        {
            let mut wrong = Invalid::default();
            wrong.add_with("reason", "too-long", vec![("max", REASON_MAX.to_string())]);
            return Err(wrong.into());
        }
        let mut decided = Decided::default();
        for (class, permit) in self.by_class(actor, &found)? {
            let some: Vec<RequestId> = found
                .iter()
                .filter(|p| p.request.class == class)
                .map(|p| p.request.id)
                .collect();
            let count = some.len();
            let done = self
                .deny(&permit, (class, me), (some, reason.clone()))
                .await?;
            decided.done += done;
            decided.left += count - done;
        }
        self.finished(decided)
    }

    fn finished(&self, decided: Decided) -> Result<Decided> {
        self.wake();
        if decided.done == 0 {
            return Err(Error::Conflict("requests-decided"));
        }
        Ok(decided)
    }

    /// The classes of these requests, each with the permit under which they are decided.
    fn by_class(
        &self,
        actor: &Actor,
        found: &[PlacedRequest],
    ) -> Result<BTreeMap<BadgeClassId, Permit>> {
        let mut classes = BTreeMap::new();
        for p in found {
            classes.insert(p.request.class, self.may_decide(actor, p)?);
        }
        Ok(classes)
    }

    /// Everything that stands against these approvals, at the fields of each.
    async fn obstacles(
        &self,
        tx: &mut Tx,
        me: PersonId,
        (found, approvals): (&[PlacedRequest], &[Approval]),
    ) -> Result<Invalid> {
        let me = Me::load(self, tx, me).await?;
        let mut classes: BTreeMap<BadgeClassId, (PlacedClass, Vec<Institution>)> = BTreeMap::new();
        let mut wrong = Invalid::default();
        for approval in approvals {
            let Some(p) = found
                .iter()
                .find(|p| p.request.id == approval.request && p.request.state == State::Open)
            else {
                continue;
            };
            let class = match classes.entry(p.request.class) {
                std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
                std::collections::btree_map::Entry::Vacant(new) => {
                    new.insert(self.issuable(tx, p.request.class).await?)
                }
            };
            let (placed, listed) = (&class.0, &class.1);
            let (_, obstacle) = self.look_at(tx, &me, (&p.request, placed, listed)).await?;
            if let Some(code) = obstacle {
                let name = vec![("name", p.request.name.clone())];
                wrong.add_with(field(approval.request), code, name);
            }
            let content = &check_issuable(placed)?.content;
            wrong
                .0
                .extend(approval.check(content, &placed.class.settings).0);
        }
        Ok(wrong)
    }

    /// A class of which edubadges can be issued now, with the institutions whose learners may
    /// have them.
    async fn issuable(
        &self,
        tx: &mut Tx,
        class: BadgeClassId,
    ) -> Result<(PlacedClass, Vec<Institution>)> {
        let placed = tx.badge_class(class).await?.ok_or(Error::NotFound)?;
        check_issuable(&placed)?;
        let audience = &placed.placement.institution.settings.audience;
        let listed = match audience.listed() {
            [] => Vec::new(),
            list => tx.institutions_among(list).await?,
        };
        Ok((placed, listed))
    }

    /// What the learner proves now, and what stands against an edubadge for them. Much can have
    /// changed since they asked.
    async fn look_at(
        &self,
        tx: &mut Tx,
        me: &Me,
        (request, placed, listed): (&Request, &PlacedClass, &[Institution]),
    ) -> Result<(Proof, Option<&'static str>)> {
        let now = self.now();
        let person = request.person.ok_or(Error::NotFound)?;
        let proof = proof(tx, person, now).await?;
        let name = name_for_issuance(&proof.assurances, None, &proof.account.name, now);
        let institution = &placed.placement.institution;
        let is_welcome = institution
            .settings
            .audience
            .admits(proof.is_at(institution, now), |_| {
                listed.iter().any(|i| proof.is_at(i, now))
            });
        let obstacle = if me.is(person, &proof) {
            Some("request-own")
        } else if !is_welcome {
            Some("request-audience")
        } else if placed.class.settings.validated_name && !name.source.is_validated() {
            Some("request-name")
        } else if tx
            .had((person, request.class), (&[], &[]), now)
            .await?
            .edubadge
            .is_some()
        {
            Some("request-held")
        } else {
            None
        };
        Ok((proof, obstacle))
    }

    /// Approves requests of one class in one transaction; gives what was issued.
    async fn approve(
        &self,
        permit: &Permit,
        (class, me): (BadgeClassId, PersonId),
        approvals: Vec<(Approval, Lot)>,
    ) -> Result<Vec<AssertionId>> {
        let app = self.clone();
        self.store()
            .write(permit, self.stamp(), async move |tx: &mut Tx| {
                let me = Me::load(&app, tx, me).await?;
                let (placed, listed) = app.issuable(tx, class).await?;
                let institution = placed.placement.institution.id;
                let ids: Vec<RequestId> = approvals.iter().map(|(a, _)| a.request).collect();
                let found = tx.requests_by_id(institution, &ids).await?;
                let mut issued = Vec::new();
                for (approval, lot) in &approvals {
                    let open = |p: &&PlacedRequest| {
                        p.request.id == approval.request && p.request.state == State::Open
                    };
                    let Some(p) = found.iter().find(open) else {
                        continue;
                    };
                    let (proof, obstacle) =
                        app.look_at(tx, &me, (&p.request, &placed, &listed)).await?;
                    if let Some(code) = obstacle {
                        let mut wrong = Invalid::default();
                        let name = vec![("name", p.request.name.clone())];
                        wrong.add_with(field(approval.request), code, name);
                        return Err(wrong.into());
                    }
                    let new = (&p.request, approval, lot);
                    issued.push(app.approve_one(tx, me.id, (&placed, &proof), new).await?);
                }
                Ok(issued)
            })
            .await
    }

    async fn approve_one(
        &self,
        tx: &mut Tx,
        me: PersonId,
        (placed, proof): (&PlacedClass, &Proof),
        (request, approval, lot): (&Request, &Approval, &Lot),
    ) -> Result<AssertionId> {
        let now = self.now();
        let version = check_issuable(placed)?;
        approval
            .check(&version.content, &placed.class.settings)
            .into_result()?;
        let new = Issue {
            class: placed.class.id,
            version: version.id,
            issuer: placed.placement.issuer.id,
            institution: placed.placement.institution.id,
            person: proof.account.id,
            award: None,
            awarded_by: Some(me),
            name: name_for_issuance(&proof.assurances, None, &proof.account.name, now),
            grade: approval.grade.clone(),
            narrative: approval.narrative.clone(),
            evidence: approval.evidence.clone(),
            awarded_at: now,
            valid_from: now,
            valid_until: version
                .content
                .expiry
                .and_then(|p| p.end_after(now, self.zone())),
        };
        let assertion = issue(tx, lot, new).await?;
        let decision = Decision {
            to: State::Approved,
            at: now,
            by: Some(me),
            reason: None,
            issued: Some((version.id, assertion)),
        };
        if !tx.end_request(request.id, &decision).await? {
            // Ended since it was read, a moment ago: the whole starts anew.
            return Err(Error::Conflict("busy"));
        }
        self.close_awards(tx, placed.class.id, proof).await?;
        self.enqueue_request_approved(tx, (placed, version), (request, proof, assertion))
            .await?;
        Ok(assertion)
    }

    /// An open award of the same class has nothing left to give.
    async fn close_awards(&self, tx: &mut Tx, class: BadgeClassId, proof: &Proof) -> Result<()> {
        let now = self.now();
        let (mails, eppns) = (
            proof.values(IdentifierKind::Mail),
            proof.values(IdentifierKind::Eppn),
        );
        for (award, state) in tx.awards_waiting_for(class, &mails, &eppns).await? {
            let change = AwardChange {
                reason: Some("request-approved".into()),
                ended_at: Some(now),
                claimed_by: None,
            };
            if tx
                .set_award_state(award, &[state], AwardState::Withdrawn, &change)
                .await?
            {
                tx.drop_queued_mails(award).await?;
                tx.insert_delivery_event(award, now, AwardState::Withdrawn, None)
                    .await?;
                let after = serde_json::json!({ "state": AwardState::Withdrawn });
                tx.note("award", award.0, None, Some(after));
            }
        }
        Ok(())
    }

    /// Denies requests of one class in one transaction; gives how many.
    async fn deny(
        &self,
        permit: &Permit,
        (class, me): (BadgeClassId, PersonId),
        (ids, reason): (Vec<RequestId>, Option<String>),
    ) -> Result<usize> {
        let app = self.clone();
        self.store()
            .write(permit, self.stamp(), async move |tx: &mut Tx| {
                let placed = tx.badge_class(class).await?.ok_or(Error::NotFound)?;
                let institution = placed.placement.institution.id;
                let mut done = 0;
                for p in tx.requests_by_id(institution, &ids).await? {
                    let decision = Decision {
                        to: State::Denied,
                        at: app.now(),
                        by: Some(me),
                        reason: reason.clone(),
                        issued: None,
                    };
                    if tx.end_request(p.request.id, &decision).await? {
                        done += 1;
                        app.enqueue_request_denied(tx, &placed, (&p.request, reason.as_deref()))
                            .await?;
                    }
                }
                Ok(done)
            })
            .await
    }
}

fn is_of(found: &[PlacedRequest], id: RequestId, class: BadgeClassId) -> bool {
    found
        .iter()
        .any(|p| p.request.id == id && p.request.class == class)
}
