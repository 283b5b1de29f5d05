//! A learner asks for an edubadge, and sees what became of it.

use app::requests::{Asking, OwnRequest};
use app::urls;
use askama::Template;
use axum::extract::Path as Segment;
use axum::http::StatusCode;
use axum::response::Response;
use domain::award::Evidence;
use domain::badge_class::MayRequest;
use domain::request::{Ask, Refusal, State};
use domain::{BadgeClassId, Invalid, RequestId};

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::Form;
use crate::page::Page;

#[derive(Template)]
#[template(path = "public/request.html")]
struct AskPage<'a> {
    page: &'a Page,
    asking: &'a Asking,
    form: Form<'a>,
}

impl AskPage<'_> {
    fn name(&self) -> &str {
        let placed = &self.asking.placed;
        let content = match &placed.version {
            Some(version) => &version.content,
            None => &placed.class.draft,
        };
        &content.texts_in(self.page.lang()).name
    }

    fn institution(&self) -> &str {
        self.asking
            .placed
            .placement
            .institution
            .name(self.page.lang())
    }

    /// Whose learners may request, in words.
    fn whose(&self) -> String {
        match &self.asking.placed.class.settings.may_request {
            MayRequest::Listed(_) => {
                let names: Vec<&str> = self
                    .asking
                    .listed
                    .iter()
                    .map(|i| i.name(self.page.lang()))
                    .collect();
                names.join(", ")
            }
            MayRequest::OwnLearners | MayRequest::Anyone => self.institution().to_owned(),
        }
    }

    /// Why not, and what to do.
    fn refused(&self, refusal: impl std::borrow::Borrow<Refusal>) -> [String; 2] {
        let code = refusal.borrow().code();
        let args = [
            ("name", self.name().to_owned()),
            ("institution", self.institution().to_owned()),
            ("institutions", self.whose()),
        ];
        [
            self.page.code("request-refused", code),
            self.page
                .texts()
                .with(&format!("request-refused-{code}-text"), &args),
        ]
    }

    fn is(&self, refusal: impl std::borrow::Borrow<Refusal>, code: &str) -> bool {
        refusal.borrow().code() == code
    }

    /// What is in the fold stands open when it is asked for, typed or wrong.
    fn extra_open(&self) -> bool {
        let settings = &self.asking.placed.class.settings;
        settings.evidence_from_learner
            || ["evidence_url", "evidence_name", "evidence_description"]
                .iter()
                .any(|f| !self.form.value(f).is_empty() || self.form.error(f).is_some())
    }

    fn asks_motivation(&self) -> bool {
        self.asking.placed.class.settings.narrative_from_learner
    }

    fn asks_evidence(&self) -> bool {
        self.asking.placed.class.settings.evidence_from_learner
    }

    fn contact(&self) -> Option<&str> {
        let place = &self.asking.placed.placement;
        let own = place.issuer.settings.contact_mail.as_deref();
        own.or(place.institution.settings.contact_mail.as_deref())
    }
}

fn shown(page: &Page, asking: &Asking, status: StatusCode, form: (&Fields, &Invalid)) -> Response {
    page.html_with(
        status,
        &AskPage {
            page,
            asking,
            form: Form::new(page, "request", form.0, form.1),
        },
    )
}

pub(crate) async fn form(page: Page, Segment(class): Segment<BadgeClassId>) -> Answer {
    page.require_signed_in()?;
    let asking = page.app().asking(&page.actor(), class).await?;
    let nothing = (&Fields::default(), &Invalid::default());
    Ok(shown(&page, &asking, StatusCode::OK, nothing))
}

pub(crate) async fn ask(
    page: Page,
    Segment(class): Segment<BadgeClassId>,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let ask = Ask {
        motivation: domain::text::non_empty(&fields.lines("motivation")),
        evidence: read_evidence(&fields, ""),
    };
    let asked = page
        .app()
        .request(&page.actor(), class, (ask, fields.has("terms")))
        .await;
    let (status, errors) = match asked {
        Err(app::Error::Conflict("request-refused")) => (StatusCode::CONFLICT, Invalid::default()),
        other => match invalid(other)? {
            Err(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
            Ok(_) => {
                let asking = page.app().asking(&page.actor(), class).await?;
                let nothing = (&Fields::default(), &Invalid::default());
                let form = Form::new(&page, "request", nothing.0, nothing.1);
                let shown = AskPage {
                    page: &page,
                    asking: &asking,
                    form,
                };
                let name = [("name", shown.name())];
                return Ok(page.to_with(urls::OWN_REQUESTS, "request-made", &name));
            }
        },
    };
    let asking = page.app().asking(&page.actor(), class).await?;
    Ok(shown(&page, &asking, status, (&fields, &errors)))
}

/// The fields about evidence, after a prefix.
pub(crate) fn read_evidence(fields: &Fields, prefix: &str) -> Evidence {
    let text = |name: &str| domain::text::non_empty(&fields.lines(&format!("{prefix}{name}")));
    Evidence {
        url: text("evidence_url"),
        name: text("evidence_name"),
        description: text("evidence_description"),
    }
}

#[derive(Template)]
#[template(path = "backpack/requests.html")]
struct OwnRequests<'a> {
    page: &'a Page,
    requests: Vec<OwnRequest>,
}

impl OwnRequests<'_> {
    fn is(&self, own: &OwnRequest, code: &str) -> bool {
        own.request.state.code() == code
    }
}

/// The look of a state, and its icon.
pub(crate) fn look(state: impl std::borrow::Borrow<State>) -> (&'static str, &'static str) {
    match state.borrow() {
        State::Open => ("info", "hourglass"),
        State::Approved => ("good", "circle-check"),
        State::Denied => ("bad", "circle-x"),
        State::Withdrawn => ("", "undo-2"),
        State::Overtaken => ("good", "award"),
    }
}

pub(crate) async fn own(page: Page) -> Answer {
    page.require_signed_in()?;
    let requests = page.app().own_requests(&page.actor()).await?;
    Ok(page.html(&OwnRequests {
        page: &page,
        requests,
    }))
}

pub(crate) async fn withdraw(page: Page, Segment(id): Segment<RequestId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().withdraw_request(&page.actor(), id).await?;
    Ok(page.to_with(urls::OWN_REQUESTS, "request-withdrawn", &[]))
}
