//! What needs somebody of the staff today.

use domain::InstitutionId;
use domain::assertion::EXPIRES_SOON_DAYS;
use domain::policy::{Action, Actor, reach};
use jiff::ToSpan;
use store::Tx;
use store::overview::Wanted;
pub use store::overview::{Need, Needed};

use crate::{App, Result, urls};

/// The list in which one finds what is needed.
pub fn address(needed: &Needed) -> String {
    let institution = needed.institution;
    match needed.need {
        Need::Request => urls::manage_requests(institution) + "?state=open",
        Need::Correction => urls::manage_corrections_of(institution) + "?state=open",
        Need::Expiring => urls::manage_edubadges_of(institution) + "?state=expiring",
        Need::Invitation => urls::people_at(needed.node),
        Need::FailedDelivery => urls::manage_badge_classes(institution) + "?state=published",
        Need::Draft => urls::manage_badge_classes(institution) + "?state=draft",
        Need::Review => urls::manage_badge_classes(institution) + "?state=in-review",
    }
}

/// What one must be able to do about it.
const fn action(need: Need) -> Action {
    match need {
        Need::Request => Action::DecideRequest,
        Need::FailedDelivery => Action::Award,
        Need::Invitation => Action::ManagePeople,
        Need::Correction => Action::Correct,
        Need::Draft => Action::Edit,
        Need::Review => Action::ApprovePublication,
        Need::Expiring => Action::Award,
    }
}

impl App {
    /// What waits for somebody in the institutions where they have a role, or in one of them, as far as they can do
    /// something about it.
    pub async fn needs(&self, actor: &Actor, only: Option<InstitutionId>) -> Result<Vec<Needed>> {
        let institutions: Vec<InstitutionId> = actor
            .person()
            .map(domain::policy::PersonActor::institutions)
            .unwrap_or_default();
        let mut wanted = Vec::new();
        let here = |i: &InstitutionId| only.is_none_or(|only| *i == only);
        for institution in institutions.into_iter().filter(here) {
            for need in Need::ALL {
                // Who can do nothing about it isn't asked to.
                if let Ok(reach) = reach(actor, action(need), institution) {
                    wanted.push(Wanted {
                        need,
                        institution,
                        reach,
                    });
                }
            }
        }
        let now = self.now();
        let soon = now + (EXPIRES_SOON_DAYS * 24).hours();
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.needs(&wanted, (now, soon)).await)
            .await?)
    }
}
