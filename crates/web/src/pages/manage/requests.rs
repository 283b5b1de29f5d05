//! Requests in the issuer portal: of a class, of everything somebody may decide, and deciding.

use app::badge_classes::PlacedClass;
use app::requests::{Approval, Decided, PlacedRequest, RequestFilter, RequestSort};
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::institution::Institution;
use domain::policy::Action;
use domain::request::{Frequency, State};
use domain::{BadgeClassId, InstitutionId, Invalid, RequestId};

use crate::failure::{Answer, Failure, invalid};
use crate::fields::{Fields, Posted};
use crate::form::{Choice, Form};
use crate::list::{Asked, List, Shape, Sort, exported};
use crate::page::Page;
use crate::pages::requests::{look, read_evidence};

const SORTS: &[Sort] = &[
    Sort::descending("requested", "requests-column-requested"),
    Sort::ascending("name", "requests-column-name"),
];
const OF_CLASS: Shape = Shape {
    filters: &["state"],
    sorts: SORTS,
};
const OF_INSTITUTION: Shape = Shape {
    filters: &["state", "group"],
    sorts: SORTS,
};

/// Where a list stands: beside one class, or over all of an institution.
enum Place {
    Class(Box<PlacedClass>),
    Institution(Box<Institution>),
}

#[derive(Template)]
#[template(path = "manage/requests.html")]
struct Requests<'a> {
    page: &'a Page,
    place: Place,
    requests: Vec<PlacedRequest>,
    list: List<'a>,
    /// How the asker hears of requests for this class, when that is theirs to choose.
    mails: Option<Vec<Choice>>,
}

impl Requests<'_> {
    fn institution(&self) -> InstitutionId {
        match &self.place {
            Place::Class(placed) => placed.placement.institution.id,
            Place::Institution(institution) => institution.id,
        }
    }

    /// Whether the asker decides anything here, so that there is something to choose.
    fn decides(&self) -> bool {
        self.requests.iter().any(|p| self.can_pick(p))
    }

    fn can_pick(&self, p: &PlacedRequest) -> bool {
        p.request.state == State::Open
            && !self.is_own(p)
            && self.page.may(Action::DecideRequest, &p.path)
    }

    fn is_own(&self, p: &PlacedRequest) -> bool {
        p.request.person.is_some() && p.request.person == self.page.actor().person_id()
    }

    /// What the awarder must add, as the class says.
    fn required(&self, p: &PlacedRequest) -> Vec<String> {
        required(self.page, p)
    }
}

/// What somebody must add to award this class, in words.
fn required(page: &Page, p: &PlacedRequest) -> Vec<String> {
    [
        (p.content.grade_required, "requests-award-grade"),
        (p.settings.narrative_from_staff, "requests-award-narrative"),
        (
            p.settings.evidence_from_staff,
            "requests-award-evidence-url",
        ),
    ]
    .into_iter()
    .filter(|(wanted, _)| *wanted)
    .map(|(_, key)| page.t(key))
    .collect()
}

fn asked_for(asked: &Asked) -> (RequestFilter, RequestSort) {
    let filter = RequestFilter {
        search: asked.search().to_owned(),
        states: asked.choice("state", State::from_code),
        groups: asked.choice("group", |id| id.parse().ok()),
    };
    let sort = match asked.sort() {
        "name" => RequestSort::Name,
        _ => RequestSort::Requested,
    };
    (filter, sort)
}

fn states(page: &Page) -> impl Iterator<Item = (String, String)> + '_ {
    State::ALL
        .iter()
        .map(|s| (s.code().to_owned(), page.code("request-state", s)))
}

/// The choices of how to hear, the platform's own rule first.
pub(crate) fn frequencies(page: &Page, chosen: Option<Frequency>, none: &str) -> Vec<Choice> {
    let usual = Choice {
        value: String::new(),
        label: page.t(none),
        chosen: chosen.is_none(),
    };
    let each = Frequency::ALL.iter().map(|f| Choice {
        value: f.code().to_owned(),
        label: page.code("request-mails", f),
        chosen: chosen == Some(*f),
    });
    std::iter::once(usual).chain(each).collect()
}

pub(crate) async fn of_class(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &OF_CLASS, &query);
    let (filter, sort) = asked_for(&asked);
    let (app, actor) = (page.app(), page.actor());
    if let Some(format) = asked.format() {
        let wanted = (filter, sort, asked.descending());
        let sheet = app
            .export_class_requests(&actor, class, wanted, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (placed, found, counts) = app
        .class_requests(&actor, class, (filter, sort), asked.window())
        .await?;
    let path = app::badge_classes::path(&placed);
    let mails = if page.may(Action::DecideRequest, &path) {
        let chosen = app.class_request_mails(&actor, &placed).await?;
        Some(frequencies(&page, chosen, "request-mails-as-in-general"))
    } else {
        None
    };
    let list = List::new(&page, &asked, (&found, &counts), "requests-search").filter(
        "state",
        "requests-column-state",
        states(&page),
    );
    Ok(page.html(&Requests {
        page: &page,
        place: Place::Class(Box::new(placed)),
        requests: found.rows,
        list,
        mails,
    }))
}

pub(crate) async fn of_institution(
    page: Page,
    Segment(id): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let asked = Asked::read(&page, &OF_INSTITUTION, &query);
    let (filter, sort) = asked_for(&asked);
    let (app, actor) = (page.app(), page.actor());
    if let Some(format) = asked.format() {
        let wanted = (filter, sort, asked.descending());
        let sheet = app
            .export_institution_requests(&actor, id, wanted, page.texts())
            .await?;
        return exported(&sheet, format);
    }
    let (found, counts) = app
        .institution_requests(&actor, id, (filter, sort), asked.window())
        .await?;
    let tree = app.institution_tree(&actor, id).await?;
    let groups = tree
        .groups
        .iter()
        .map(|(group, _)| (group.id.to_string(), group.name(page.lang()).to_owned()));
    let list = List::new(&page, &asked, (&found, &counts), "requests-search-all")
        .filter("state", "requests-column-state", states(&page))
        .filter("group", "classes-group", groups);
    Ok(page.html(&Requests {
        page: &page,
        place: Place::Institution(Box::new(tree.institution)),
        requests: found.rows,
        list,
        mails: None,
    }))
}

pub(crate) async fn choose_mails(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let chosen = Frequency::from_code(fields.get("frequency"));
    page.app()
        .choose_class_request_mails(&page.actor(), class, chosen)
        .await?;
    Ok(page.to_with(&urls::manage_class_requests(class), "saved", &[]))
}

/// What is decided, and where from: it stands in the page's address, so that the page can be
/// asked again, in the other language too.
struct Chosen {
    institution: InstitutionId,
    requests: Vec<RequestId>,
    /// The class beside whose list they were chosen.
    class: Option<BadgeClassId>,
}

impl Chosen {
    fn read(institution: InstitutionId, fields: &Fields) -> Self {
        Self {
            institution,
            requests: fields
                .all("request")
                .filter_map(|id| id.parse().ok())
                .collect(),
            class: fields.get("class").parse().ok(),
        }
    }

    fn address(&self, path: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(class) = self.class {
            query.append_pair("class", &class.to_string());
        }
        for id in &self.requests {
            query.append_pair("request", &id.to_string());
        }
        format!("{path}?{}", query.finish())
    }

    /// The list that they were chosen from: what is still open in it.
    fn list(&self) -> String {
        let list = match self.class {
            Some(class) => urls::manage_class_requests(class),
            None => urls::manage_requests(self.institution),
        };
        format!("{list}?state={}", State::Open)
    }

    async fn requests(&self, page: &Page) -> Result<Option<Vec<PlacedRequest>>, Failure> {
        let found = page
            .app()
            .requests_to_decide(&page.actor(), self.institution, self.requests.clone())
            .await;
        match found {
            // Nothing was ticked, or all of it was decided meanwhile.
            Err(app::Error::Invalid(wrong)) if wrong.at("request").is_some() => match &wrong.0[0] {
                e if e.code == "nothing-selected" => Ok(None),
                _ => Err(app::Error::Invalid(wrong).into()),
            },
            Ok(found) if found.is_empty() => Err(app::Error::Conflict("requests-decided").into()),
            other => Ok(Some(other?)),
        }
    }

    fn nothing(&self, page: &Page) -> Response {
        page.to_with(&self.list(), "nothing-selected", &[])
    }

    /// Back to the list, saying what was done: `flash-{key}`, `-one` or `-some`.
    fn done(&self, page: &Page, key: &str, decided: Decided) -> Response {
        let (done, left) = (decided.done.to_string(), decided.left.to_string());
        let key = match (decided.done, decided.left) {
            (1, 0) => format!("{key}-one"),
            (_, 0) => key.to_owned(),
            _ => format!("{key}-some"),
        };
        page.to_with(&self.list(), &key, &[("n", &done), ("left", &left)])
    }
}

#[derive(Template)]
#[template(path = "manage/requests_approve.html")]
struct Approve<'a> {
    page: &'a Page,
    form: Form<'a>,
    chosen: &'a Chosen,
    requests: &'a [PlacedRequest],
}

impl Approve<'_> {
    fn address(&self) -> String {
        self.chosen
            .address(&urls::manage_requests_approve(self.chosen.institution))
    }

    fn field(&self, p: &PlacedRequest, name: &str) -> String {
        field(p.request.id, name)
    }

    /// What can be added stands open when it is needed, was typed or is wrong.
    fn open(&self, p: &PlacedRequest) -> bool {
        !required(self.page, p).is_empty()
            || ADDED.iter().any(|name| {
                let field = self.field(p, name);
                !self.form.value(&field).is_empty() || self.form.error(&field).is_some()
            })
    }

    fn required(&self, p: &PlacedRequest) -> Vec<String> {
        required(self.page, p)
    }
}

/// What an awarder adds to one edubadge.
const ADDED: [&str; 5] = [
    "grade",
    "narrative",
    "evidence_url",
    "evidence_name",
    "evidence_description",
];

/// The name of a field is that of its request: what is typed for one can't reach another.
fn field(request: RequestId, name: &str) -> String {
    format!("award_{request}_{name}")
}

pub(crate) async fn ask_approve(
    page: Page,
    Segment(institution): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let chosen = Chosen::read(institution, &query);
    let Some(requests) = chosen.requests(&page).await? else {
        return Ok(chosen.nothing(&page));
    };
    let mut fields = Fields::default();
    for p in &requests {
        // The learner's evidence is the awarder's to keep, change or leave out.
        let (id, evidence) = (p.request.id, &p.request.ask.evidence);
        for (name, value) in [
            ("evidence_url", &evidence.url),
            ("evidence_name", &evidence.name),
            ("evidence_description", &evidence.description),
        ] {
            fields.set(&field(id, name), value.clone().unwrap_or_default());
        }
    }
    let errors = Invalid::default();
    Ok(page.html(&Approve {
        page: &page,
        form: Form::new(&page, "requests", &fields, &errors),
        chosen: &chosen,
        requests: &requests,
    }))
}

pub(crate) async fn approve(
    page: Page,
    Segment(institution): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let chosen = Chosen::read(institution, &fields);
    let Some(requests) = chosen.requests(&page).await? else {
        return Ok(chosen.nothing(&page));
    };
    let approvals = chosen.requests.iter().map(|id| {
        let text = |name: &str| domain::text::non_empty(&fields.lines(&field(*id, name)));
        Approval {
            request: *id,
            narrative: text("narrative"),
            evidence: read_evidence(&fields, &field(*id, "")),
            grade: text("grade"),
        }
    });
    let approved = page
        .app()
        .approve_requests(&page.actor(), institution, approvals.collect())
        .await;
    match invalid(approved)? {
        Ok(decided) => Ok(chosen.done(&page, "requests-approved", decided)),
        Err(errors) => Ok(page.html_checked(
            false,
            &Approve {
                page: &page,
                form: Form::new(&page, "requests", &fields, &errors),
                chosen: &chosen,
                requests: &requests,
            },
        )),
    }
}

#[derive(Template)]
#[template(path = "manage/requests_deny.html")]
struct Deny<'a> {
    page: &'a Page,
    form: Form<'a>,
    chosen: &'a Chosen,
    requests: &'a [PlacedRequest],
}

impl Deny<'_> {
    fn address(&self) -> String {
        self.chosen
            .address(&urls::manage_requests_deny(self.chosen.institution))
    }
}

pub(crate) async fn ask_deny(
    page: Page,
    Segment(institution): Segment<InstitutionId>,
    query: Fields,
) -> Answer {
    page.require_signed_in()?;
    let chosen = Chosen::read(institution, &query);
    let Some(requests) = chosen.requests(&page).await? else {
        return Ok(chosen.nothing(&page));
    };
    Ok(shown_deny(
        &page,
        &chosen,
        &requests,
        (&Fields::default(), &Invalid::default()),
    ))
}

fn shown_deny(
    page: &Page,
    chosen: &Chosen,
    requests: &[PlacedRequest],
    (fields, errors): (&Fields, &Invalid),
) -> Response {
    page.html_checked(
        errors.is_empty(),
        &Deny {
            page,
            form: Form::new(page, "requests", fields, errors),
            chosen,
            requests,
        },
    )
}

pub(crate) async fn deny(
    page: Page,
    Segment(institution): Segment<InstitutionId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let chosen = Chosen::read(institution, &fields);
    let Some(requests) = chosen.requests(&page).await? else {
        return Ok(chosen.nothing(&page));
    };
    let reason = domain::text::non_empty(&fields.lines("reason"));
    let denied = page
        .app()
        .deny_requests(
            &page.actor(),
            institution,
            (chosen.requests.clone(), reason),
        )
        .await;
    match invalid(denied)? {
        Ok(decided) => Ok(chosen.done(&page, "requests-denied", decided)),
        Err(errors) => Ok(shown_deny(&page, &chosen, &requests, (&fields, &errors))),
    }
}
