//! What an invitation's mail leads to: signing in with the institution's account, or accepting
//! when that was done already.

use app::people::{InvitationForYou, InvitationState};
use askama::Template;
use axum::extract::Path as Segment;
use domain::InvitationId;
use domain::person::ProviderKind;

use crate::failure::Answer;
use crate::fields::Posted;
use crate::page::Page;

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage<'a> {
    page: &'a Page,
    found: InvitationForYou,
}

impl InvitationPage<'_> {
    fn is(&self, state: InvitationState) -> bool {
        self.found.state == state
    }

    fn role(&self) -> String {
        let invitation = &self.found.invitation;
        let kind = invitation.path.node().kind();
        self.page.standing(&invitation.role, kind)
    }
}

pub(crate) async fn invitation(page: Page, Segment(id): Segment<InvitationId>) -> Answer {
    let found = page.app().invitation(&page.actor(), id).await?;
    Ok(page.html(&InvitationPage { page: &page, found }))
}

pub(crate) async fn accept(page: Page, Segment(id): Segment<InvitationId>, _: Posted) -> Answer {
    page.require_signed_in()?;
    page.app().accept_invitation(&page.actor(), id).await?;
    Ok(page.to(&app::urls::invitation(id)))
}
