//! Requests, who decides them, and how those people want to hear of new ones.

use domain::award::{Evidence, State as AwardState};
use domain::badge_class::Content;
use domain::request::{Ask, Frequency, Request, State};
use domain::role::{Node, Path};
use domain::{
    AssertionId, BadgeClassId, BadgeClassVersionId, DirectAwardId, InstitutionId, IssuerGroupId,
    Lang, PersonId, RequestId,
};
use jiff::Timestamp;
use serde_json::json;

use crate::columns::{Column, Json, Row};
use crate::error::Result;
use crate::institutions::{INSTITUTION, institution};
use crate::lists::{Counts, Found, Listing, Sorted, Sql, Window};
use crate::tx::Tx;

const REQUEST: &str = "q.id as q_id, q.class_id as q_class, q.institution_id as q_institution, q.person_id as q_person, \
     q.state as q_state, q.name as q_name, q.mail as q_mail, q.motivation as q_motivation, q.evidence as q_evidence, \
     q.reason as q_reason, q.requested_at as q_requested_at, q.decided_at as q_decided_at, \
     q.decided_by as q_decided_by, q.version_id as q_version, q.assertion_id as q_assertion";

fn request(r: &Row<'_>) -> Result<Request> {
    Ok(Request {
        id: r.get("q_id")?,
        class: r.get("q_class")?,
        institution: r.get("q_institution")?,
        person: r.get("q_person")?,
        state: r.get("q_state")?,
        name: r.get("q_name")?,
        mail: r.get("q_mail")?,
        ask: Ask {
            motivation: r.get("q_motivation")?,
            evidence: r
                .get::<Option<Json<Evidence>>>("q_evidence")?
                .map(|j| j.0)
                .unwrap_or_default(),
        },
        reason: r.get("q_reason")?,
        requested_at: r.get("q_requested_at")?,
        decided_at: r.get("q_decided_at")?,
        decided_by: r.get("q_decided_by")?,
        version: r.get("q_version")?,
        assertion: r.get("q_assertion")?,
    })
}

/// A request with the class that it is about, as it is now.
#[derive(Clone, Debug)]
pub struct PlacedRequest {
    pub request: Request,
    pub path: Path,
    /// The text in force.
    pub content: Content,
    pub settings: domain::badge_class::Settings,
}

/// The class of a request, where it hangs now: a class can move.
const CLASS: &str = "c.group_id as c_group, c.issuer_id as c_issuer, c.settings as c_settings, v.content as v_content";
const PLACED: &str = "from requests q join badge_classes c on c.id = q.class_id \
                      join badge_class_versions v on v.id = c.version_id";

fn placed(r: &Row<'_>) -> Result<PlacedRequest> {
    let request = request(r)?;
    Ok(PlacedRequest {
        path: Path::institution(request.institution)
            .group(r.get("c_group")?)
            .issuer(r.get("c_issuer")?)
            .class(request.class),
        content: r.json("v_content")?,
        settings: r.json("c_settings")?,
        request,
    })
}

/// A learner's own request: under the text that was approved, else the one in force.
#[derive(Clone, Debug)]
pub struct OwnRequest {
    pub request: Request,
    pub content: Content,
    pub institution: domain::institution::Institution,
}

/// What a learner has of a class already.
#[derive(Clone, Copy, Debug, Default)]
pub struct Had {
    /// A valid edubadge.
    pub edubadge: Option<AssertionId>,
    /// An open request.
    pub request: Option<RequestId>,
    /// An award that can be claimed.
    pub offer: Option<DirectAwardId>,
}

/// How a request ended.
#[derive(Clone, Debug)]
pub struct Decision {
    pub to: State,
    pub at: Timestamp,
    pub by: Option<PersonId>,
    pub reason: Option<String>,
    pub issued: Option<(BadgeClassVersionId, AssertionId)>,
}

/// Somebody who may decide the requests of a class, and how they want to hear of them.
#[derive(Clone, Debug)]
pub struct Decider {
    pub person: PersonId,
    pub mail: String,
    pub language: Lang,
    /// A role on the class itself.
    pub on_class: bool,
    pub for_class: Option<Frequency>,
    pub in_general: Option<Frequency>,
}

/// A class about which somebody chose how to hear.
#[derive(Clone, Debug)]
pub struct ChosenClass {
    pub class: BadgeClassId,
    pub path: Path,
    pub content: Content,
    pub frequency: Frequency,
}

/// The place of a general choice among those for a class.
const IN_GENERAL: BadgeClassId = BadgeClassId(uuid::Uuid::nil());

/// Whose requests to list.
#[derive(Clone, Debug)]
pub enum Scope {
    Class(BadgeClassId),
    /// At or below these nodes of an institution.
    Below(InstitutionId, Vec<Node>),
}

/// Which requests to list. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// Part of the learner's name or address, or of the name of a class.
    pub search: String,
    pub states: Vec<State>,
    pub groups: Vec<IssuerGroupId>,
}

/// What a list of requests is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestSort {
    #[default]
    Requested,
    Name,
}

impl Scope {
    fn condition(&self) -> Sql {
        let (institution, nodes) = match self {
            Self::Class(class) => return Sql::new("q.class_id = ?", vec![class.to_value()]),
            Self::Below(institution, nodes) => (institution, nodes),
        };
        let whole = "q.institution_id = ?";
        if nodes.iter().any(|n| matches!(n, Node::Institution(_))) {
            return Sql::new(whole, vec![institution.to_value()]);
        }
        let marks = vec!["?"; nodes.len()].join(", ");
        let mut values = vec![institution.to_value()];
        for _ in 0..3 {
            values.extend(nodes.iter().map(|n| n.id().to_value()));
        }
        let below = format!(
            "{whole} and (c.id in ({marks}) or c.issuer_id in ({marks}) or c.group_id in ({marks}))"
        );
        Sql::new(below, values)
    }
}

impl Tx {
    /// Stores a request unless this person has an open one for the class; gives whether it did.
    pub async fn insert_request(&mut self, q: &Request) -> Result<bool> {
        let sql = "insert into requests (id, class_id, institution_id, person_id, state, name, mail, search, motivation, \
                   evidence, requested_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing";
        let search = domain::text::fold(&format!("{} {}", q.name, q.mail.as_deref().unwrap_or("")));
        let evidence = &q.ask.evidence;
        let stored = self
            .exec(
                sql,
                &[
                    &q.id,
                    &q.class,
                    &q.institution,
                    &q.person,
                    &q.state,
                    &q.name,
                    &q.mail,
                    &search,
                    &q.ask.motivation,
                    &(!evidence.is_empty()).then(|| Json(evidence.clone())),
                    &q.requested_at,
                ],
            )
            .await?;
        if stored == 1 {
            let after = json!({ "class": q.class, "state": q.state });
            self.note("request", q.id.0, None, Some(after));
        }
        Ok(stored == 1)
    }

    /// Requests of an institution by id, oldest first, with their classes.
    pub async fn requests_by_id(
        &mut self,
        institution: InstitutionId,
        ids: &[RequestId],
    ) -> Result<Vec<PlacedRequest>> {
        let (marks, mut list) = crate::dialect::list(ids, 1);
        let mut values = vec![institution.to_value()];
        values.append(&mut list);
        let sql = format!(
            "select {REQUEST}, {CLASS} {PLACED} where q.institution_id = $1 and q.id in {marks} \
             order by q.requested_at, q.id"
        );
        self.query_values(&sql, &values, placed).await
    }

    /// One request with its class.
    pub async fn request(&mut self, id: RequestId) -> Result<Option<PlacedRequest>> {
        let sql = format!("select {REQUEST}, {CLASS} {PLACED} where q.id = $1");
        self.first(&sql, &[&id], placed).await
    }

    /// A person's requests, newest first.
    pub async fn requests_of(&mut self, person: PersonId) -> Result<Vec<OwnRequest>> {
        let sql = format!(
            "select {REQUEST}, v.content as v_content, {INSTITUTION} from requests q \
             join badge_classes c on c.id = q.class_id \
             join badge_class_versions v on v.id = coalesce(q.version_id, c.version_id) \
             join institutions i on i.id = q.institution_id \
             where q.person_id = $1 order by q.requested_at desc, q.id desc limit 200"
        );
        self.query(&sql, &[&person], |r| {
            Ok(OwnRequest {
                request: request(r)?,
                content: r.json("v_content")?,
                institution: institution(r)?,
            })
        })
        .await
    }

    /// What a person who proves these mail addresses and EPPNs has of a class now.
    pub async fn had(
        &mut self,
        (person, class): (PersonId, BadgeClassId),
        (mails, eppns): (&[String], &[String]),
        now: Timestamp,
    ) -> Result<Had> {
        let (mail_marks, mut mails_there) = crate::dialect::list(mails, 3);
        let (eppn_marks, mut eppns_there) = crate::dialect::list(eppns, 3 + mails.len());
        let mut values = vec![person.to_value(), class.to_value(), now.to_value()];
        values.append(&mut mails_there);
        values.append(&mut eppns_there);
        let sql = format!(
            "select (select id from assertions where class_id = $2 and person_id = $1 and revoked_at is null \
             and (valid_until is null or valid_until >= $3) order by valid_from desc limit 1) as edubadge, \
             (select id from requests where class_id = $2 and person_id = $1 and state = 'open') as request, \
             (select id from direct_awards where class_id = $2 and blocks and state <> 'scheduled' and ends_at > $3 \
             and (eppn_key in {eppn_marks} or (eppn_key is null and mail_key in {mail_marks})) limit 1) as offer"
        );
        let had = self
            .query_values(&sql, &values, |r| {
                Ok(Had {
                    edubadge: r.get("edubadge")?,
                    request: r.get("request")?,
                    offer: r.get("offer")?,
                })
            })
            .await?;
        Ok(had.into_iter().next().unwrap_or_default())
    }

    /// Ends an open request; gives whether it was open. Races are settled here.
    pub async fn end_request(&mut self, id: RequestId, decision: &Decision) -> Result<bool> {
        let sql = "update requests set state = $2, decided_at = $3, decided_by = $4, reason = $5, version_id = $6, \
                   assertion_id = $7 where id = $1 and state = 'open'";
        let ended = self
            .exec(
                sql,
                &[
                    &id,
                    &decision.to,
                    &decision.at,
                    &decision.by,
                    &decision.reason,
                    &decision.issued.map(|(version, _)| version),
                    &decision.issued.map(|(_, assertion)| assertion),
                ],
            )
            .await?;
        if ended == 1 {
            self.note(
                "request",
                id.0,
                Some(json!({ "state": State::Open })),
                Some(json!({ "state": decision.to, "edubadge": decision.issued.map(|(_, a)| a) })),
            );
        }
        Ok(ended == 1)
    }

    /// The open request of a person for a class.
    pub async fn open_request(
        &mut self,
        person: PersonId,
        class: BadgeClassId,
    ) -> Result<Option<RequestId>> {
        let sql =
            "select id from requests where class_id = $2 and person_id = $1 and state = 'open'";
        self.first(sql, &[&person, &class], |r| r.get("id")).await
    }

    /// Awards of a class, scheduled or open, that are meant for who has these identifiers.
    pub async fn awards_waiting_for(
        &mut self,
        class: BadgeClassId,
        mails: &[String],
        eppns: &[String],
    ) -> Result<Vec<(DirectAwardId, AwardState)>> {
        let (mail_marks, mut mails_there) = crate::dialect::list(mails, 1);
        let (eppn_marks, mut eppns_there) = crate::dialect::list(eppns, 1 + mails.len());
        let mut values = vec![class.to_value()];
        values.append(&mut mails_there);
        values.append(&mut eppns_there);
        // One half per partial index.
        let sql = format!(
            "select id, state from direct_awards where class_id = $1 and blocks and eppn_key is null \
             and mail_key in {mail_marks} \
             union select id, state from direct_awards where class_id = $1 and blocks and eppn_key in {eppn_marks}"
        );
        self.query_values(&sql, &values, |r| Ok((r.get("id")?, r.get("state")?)))
            .await
    }

    /// How many requests are open in a scope.
    pub async fn open_requests(&mut self, scope: &Scope) -> Result<i64> {
        let open = Listing::new(
            "from requests q join badge_classes c on c.id = q.class_id",
            scope.condition(),
        )
        .and("q.state = 'open'");
        Ok(self.counts_of(&open).await?.total)
    }

    /// One page of requests with their classes.
    pub async fn requests(
        &mut self,
        scope: &Scope,
        (filter, sort): (&RequestFilter, RequestSort),
        window: &Window,
    ) -> Result<Found<PlacedRequest>> {
        let listing = self.requests_listing(scope, filter);
        let sorted = match sort {
            RequestSort::Requested => Sorted::int("q.requested_at", "q.id"),
            RequestSort::Name => Sorted::text("q.search", "q.id"),
        };
        let columns = format!("{REQUEST}, {CLASS}");
        self.page_of(columns.as_str(), &listing, (&sorted, window), placed)
            .await
    }

    pub async fn request_counts(
        &mut self,
        scope: &Scope,
        filter: &RequestFilter,
    ) -> Result<Counts> {
        let listing = self.requests_listing(scope, filter);
        self.counts_of(&listing).await
    }

    fn requests_listing(&self, scope: &Scope, filter: &RequestFilter) -> Listing {
        let states: Vec<_> = filter.states.iter().map(|s| s.code().to_owned()).collect();
        let groups: Vec<_> = filter.groups.iter().map(|g| g.0).collect();
        let listing = Listing::new(PLACED, scope.condition())
            .containing(&["q.search", "c.name"], &filter.search)
            .facet("state", "q.state", &states);
        match scope {
            Scope::Class(_) => listing,
            Scope::Below(..) => listing.facet_of_ids(
                "group",
                ("c.group_id", self.id_as_text("c.group_id")),
                &groups,
            ),
        }
    }

    /// Who may decide the requests of a class, by their roles now; who was erased or has no
    /// address is left out.
    pub async fn deciders(&mut self, path: &Path, now: Timestamp) -> Result<Vec<Decider>> {
        let nodes = [
            Some(path.institution.0),
            path.group.map(|g| g.0),
            path.issuer.map(|i| i.0),
            path.class.map(|c| c.0),
        ];
        let nodes: Vec<uuid::Uuid> = nodes.into_iter().flatten().collect();
        let (marks, mut list) = crate::dialect::list(&nodes, 3);
        let mut values = vec![now.to_value(), path.class.to_value(), IN_GENERAL.to_value()];
        values.append(&mut list);
        let sql = format!(
            "select p.id as p_id, p.mail as p_mail, p.language as p_language, \
             max(case when r.node_id = $2 then 1 else 0 end) as on_class, \
             max(own.frequency) as own, max(rest.frequency) as rest from roles r \
             join persons p on p.id = r.person_id and p.erased_at is null and p.mail is not null \
             left join request_mails own on own.person_id = p.id and own.class_id = $2 \
             left join request_mails rest on rest.person_id = p.id and rest.class_id = $3 \
             where r.node_id in {marks} and r.role in ('admin', 'owner', 'editor', 'awarder') \
             and (r.ends_at is null or r.ends_at > $1) group by p.id, p.mail, p.language order by p.id"
        );
        self.query_values(&sql, &values, |r| {
            Ok(Decider {
                person: r.get("p_id")?,
                mail: r.get("p_mail")?,
                language: r.get("p_language")?,
                on_class: r.get("on_class")?,
                for_class: r.get("own")?,
                in_general: r.get("rest")?,
            })
        })
        .await
    }

    /// Classes for which requests were made in a window and are still open, with how many, and
    /// how many are open in all.
    pub async fn classes_with_new_requests(
        &mut self,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<(BadgeClassId, i64)>> {
        let sql = "select q.class_id as class_id, count(*) as count from requests q \
                   where q.state = 'open' and q.requested_at > $1 and q.requested_at <= $2 \
                   group by q.class_id order by q.class_id";
        self.query(sql, &[&from, &until], |r| {
            Ok((r.get("class_id")?, r.get("count")?))
        })
        .await
    }

    /// How somebody hears of requests: for a class, or (`None`) in general.
    pub async fn set_request_mails(
        &mut self,
        person: PersonId,
        class: Option<BadgeClassId>,
        frequency: Option<Frequency>,
    ) -> Result<()> {
        let class = class.unwrap_or(IN_GENERAL);
        match frequency {
            Some(frequency) => {
                let sql = "insert into request_mails (person_id, class_id, frequency) values ($1, $2, $3) \
                           on conflict (person_id, class_id) do update set frequency = excluded.frequency";
                self.exec(sql, &[&person, &class, &frequency]).await?;
            }
            None => {
                let sql = "delete from request_mails where person_id = $1 and class_id = $2";
                self.exec(sql, &[&person, &class]).await?;
            }
        }
        Ok(())
    }

    /// What somebody chose for a class, and in general.
    pub async fn request_mails(
        &mut self,
        person: PersonId,
        class: BadgeClassId,
    ) -> Result<(Option<Frequency>, Option<Frequency>)> {
        let sql = "select class_id, frequency from request_mails where person_id = $1 and class_id in ($2, $3)";
        let chosen: Vec<(BadgeClassId, Frequency)> = self
            .query(sql, &[&person, &class, &IN_GENERAL], |r| {
                Ok((r.get("class_id")?, r.get("frequency")?))
            })
            .await?;
        let of = |wanted| chosen.iter().find(|(c, _)| *c == wanted).map(|(_, f)| *f);
        Ok((of(class), of(IN_GENERAL)))
    }

    /// The classes for which somebody chose something else than in general, by name.
    pub async fn classes_with_request_mails(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<ChosenClass>> {
        let sql = "select m.class_id as class_id, m.frequency as frequency, c.institution_id as institution_id, \
                   c.group_id as group_id, c.issuer_id as issuer_id, v.content as content from request_mails m \
                   join badge_classes c on c.id = m.class_id join badge_class_versions v on v.id = c.version_id \
                   where m.person_id = $1 order by c.name, c.id limit 500";
        self.query(sql, &[&person], |r| {
            let class = r.get("class_id")?;
            Ok(ChosenClass {
                class,
                path: Path::institution(r.get("institution_id")?)
                    .group(r.get("group_id")?)
                    .issuer(r.get("issuer_id")?)
                    .class(class),
                content: r.json("content")?,
                frequency: r.get("frequency")?,
            })
        })
        .await
    }

    /// Retention: who asked, and what for, of requests that ended before a moment. That there
    /// was one, and how it ended, stays.
    pub async fn forget_ended_requests(&mut self, before: Timestamp) -> Result<u64> {
        let sql = "update requests set person_id = null, name = '', mail = null, search = '', motivation = null, \
                   evidence = null, reason = null where decided_at < $1 and person_id is not null";
        self.exec(sql, &[&before]).await
    }
}
