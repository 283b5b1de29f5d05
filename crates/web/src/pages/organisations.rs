//! Institution, issuer group and issuer as everyone sees them: who they are, whom to ask, and
//! what they offer.

use app::catalogue::{PublicGroup, PublicInstitution, PublicIssuer};
use askama::Template;
use domain::institution::Sector;
use domain::{InstitutionId, IssuerGroupId, IssuerId, Lang};

use crate::failure::Answer;
use crate::fields::Segment;
use crate::page::Page;

#[derive(Template)]
#[template(path = "public/institution.html")]
struct InstitutionPage<'a> {
    page: &'a Page,
    found: PublicInstitution,
}

pub(crate) async fn institution(page: Page, Segment(id): Segment<InstitutionId>) -> Answer {
    let found = page.app().public_institution(&page.actor(), id).await?;
    Ok(page.html(&InstitutionPage { page: &page, found }))
}

#[derive(Template)]
#[template(path = "public/issuer_group.html")]
struct GroupPage<'a> {
    page: &'a Page,
    found: PublicGroup,
}

impl GroupPage<'_> {
    fn sector(&self) -> Sector {
        self.found.group.sector(self.found.institution.registration.sector)
    }
}

pub(crate) async fn issuer_group(page: Page, Segment(id): Segment<IssuerGroupId>) -> Answer {
    let found = page.app().public_issuer_group(&page.actor(), id).await?;
    Ok(page.html(&GroupPage { page: &page, found }))
}

#[derive(Template)]
#[template(path = "public/issuer.html")]
struct IssuerPage<'a> {
    page: &'a Page,
    found: PublicIssuer,
}

impl IssuerPage<'_> {
    /// The issuer's own contact address, else the institution's.
    fn contact(&self) -> Option<&String> {
        let placement = &self.found.placement;
        placement.issuer.settings.contact_mail.as_ref().or(placement.institution.settings.contact_mail.as_ref())
    }

    fn url(&self, lang: Lang) -> &str {
        self.found.placement.issuer.settings.url.get(lang)
    }
}

pub(crate) async fn issuer(page: Page, Segment(id): Segment<IssuerId>) -> Answer {
    let found = page.app().public_issuer(&page.actor(), id).await?;
    Ok(page.html(&IssuerPage { page: &page, found }))
}
