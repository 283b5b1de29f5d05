//! Edubadges: the backpack, making public, handing out, revoking.

mod corrections;
mod listed;
mod offers;
mod revocations;

use ::credentials::baking;
use domain::AssertionId;
use domain::assertion::{EditionKind, Format, PublicChoices};
use domain::person::{IdentifierKind, NameSource};
use domain::policy::{Action, Actor, Denied, PersonActor, Resource};
use store::Tx;
pub use store::assertions::PlacedAssertion;
use store::awards::PlacedAward;

use crate::{App, Error, Result};
pub use corrections::{OwnEdubadge, StaffEdubadge};
pub use listed::{CorrectionEntry, EdubadgeEntry};
pub use offers::Offer;
pub(crate) use offers::{Proof, proof};
pub use revocations::RevocationView;
pub use store::assertions::{EdubadgeFilter, EdubadgeSort};
pub use store::corrections::CorrectionFilter;
pub use store::revocations::RevocationBatch;

/// A learner's backpack.
#[derive(Clone, Debug)]
pub struct Backpack {
    pub offers: Vec<PlacedAward>,
    pub edubadges: Vec<PlacedAssertion>,
}

pub(crate) fn learner(actor: &Actor) -> Result<&PersonActor> {
    match actor.person() {
        Some(person) => Ok(person),
        None => Err(Error::Denied {
            why: Denied::SignIn,
            path: None,
        }),
    }
}

impl App {
    /// Offered awards and edubadges of the signed-in learner.
    pub async fn backpack(&self, actor: &Actor) -> Result<Backpack> {
        let person = learner(actor)?.id;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(person))
            .map_err(as_learner)?;
        let now = self.now();
        self.store()
            .read(async move |tx: &mut Tx| {
                let identifiers = tx.identifiers(person, now).await?;
                let (mails, eppns) = (
                    offers::values(&identifiers, IdentifierKind::Mail),
                    offers::values(&identifiers, IdentifierKind::Eppn),
                );
                let offers = tx.offers(person, &mails, &eppns, now).await?;
                let edubadges = tx.assertions_of(person, false).await?;
                Ok::<_, Error>(Backpack { offers, edubadges })
            })
            .await
    }

    /// What was put aside or revoked.
    pub async fn archive(&self, actor: &Actor) -> Result<Vec<PlacedAssertion>> {
        let person = learner(actor)?.id;
        self.permit(actor, Action::HaveBackpack, &Resource::Of(person))
            .map_err(as_learner)?;
        Ok(self
            .store()
            .read(async move |tx: &mut Tx| tx.assertions_of(person, true).await)
            .await?)
    }

    /// An edubadge of the signed-in learner.
    pub async fn own_edubadge(&self, actor: &Actor, id: AssertionId) -> Result<PlacedAssertion> {
        let person = learner(actor)?;
        let placed = self
            .store()
            .read(async move |tx: &mut Tx| tx.assertion(id).await)
            .await?;
        let placed = placed.ok_or(Error::NotFound)?;
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        if person.id != owner {
            return Err(Error::NotFound);
        }
        self.permit(actor, Action::HaveBackpack, &Resource::Of(owner))
            .map_err(as_learner)?;
        Ok(placed)
    }

    /// Notes that the holder has looked at a new one.
    pub async fn see_edubadge(&self, actor: &Actor, placed: &PlacedAssertion) -> Result<()> {
        let Some(owner) = placed
            .assertion
            .person
            .filter(|_| placed.assertion.is_new())
        else {
            return Ok(());
        };
        let permit = self.permit(actor, Action::HaveBackpack, &Resource::Of(owner))?;
        let (id, now) = (placed.assertion.id, self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.assertion_seen(id, now).await
            })
            .await?;
        Ok(())
    }

    /// Makes an edubadge public with these choices: the public edition is signed afresh.
    pub async fn make_public(
        &self,
        actor: &Actor,
        id: AssertionId,
        choices: PublicChoices,
    ) -> Result<()> {
        self.set_public(actor, id, Some(choices)).await?;
        self.edition(id, EditionKind::Public, Format::Ob3).await?;
        Ok(())
    }

    /// Makes it private: its public address answers 404 from now on.
    pub async fn make_private(&self, actor: &Actor, id: AssertionId) -> Result<()> {
        self.set_public(actor, id, None).await
    }

    async fn set_public(
        &self,
        actor: &Actor,
        id: AssertionId,
        choices: Option<PublicChoices>,
    ) -> Result<()> {
        let placed = self.own_edubadge(actor, id).await?;
        if placed.assertion.revocation.is_some() && choices.is_some() {
            return Err(Error::Conflict("edubadge-revoked"));
        }
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        let permit = self.permit(actor, Action::Share, &Resource::Of(owner))?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_public(id, choices).await
            })
            .await?;
        Ok(())
    }

    /// Puts an edubadge aside, or takes it back from the archive.
    pub async fn put_aside(&self, actor: &Actor, id: AssertionId, aside: bool) -> Result<()> {
        let placed = self.own_edubadge(actor, id).await?;
        let owner = placed.assertion.person.ok_or(Error::NotFound)?;
        let permit = self.permit(actor, Action::Share, &Resource::Of(owner))?;
        let at = aside.then(|| self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_assertion_archived(id, at).await?;
                if at.is_some() {
                    tx.set_public(id, None).await?;
                }
                Ok::<_, store::Error>(())
            })
            .await?;
        Ok(())
    }

    /// A holder's own download: bytes, media type, file name.
    pub async fn download(&self, actor: &Actor, id: AssertionId, format: &str) -> Result<Download> {
        let placed = self.own_edubadge(actor, id).await?;
        self.packed(&placed, EditionKind::Holder, format).await
    }

    /// A signed form as a file.
    pub(crate) async fn packed(
        &self,
        placed: &PlacedAssertion,
        kind: EditionKind,
        format: &str,
    ) -> Result<Download> {
        use baking::Version::{OpenBadges2, OpenBadges3};
        let id = placed.assertion.id;
        let name = file_name(&placed.version.content.texts.name);
        let (bytes, media_type, ending) = match format {
            "ob3.json" => (
                self.edition(id, kind, Format::Ob3).await?.into_bytes(),
                "application/vc",
                "json",
            ),
            "ob3.jwt" => (
                self.edition(id, kind, Format::Ob3Jwt).await?.into_bytes(),
                "application/vc+jwt",
                "jwt",
            ),
            "ob2.jws" => (
                self.edition(id, kind, Format::Ob2Jws).await?.into_bytes(),
                "application/jose",
                "jws",
            ),
            "ob3.png" => (
                self.baked(placed, kind, (false, OpenBadges3)).await?,
                "image/png",
                "png",
            ),
            "ob2.png" => (
                self.baked(placed, kind, (false, OpenBadges2)).await?,
                "image/png",
                "png",
            ),
            "ob3.svg" => (
                self.baked(placed, kind, (true, OpenBadges3)).await?,
                "image/svg+xml",
                "svg",
            ),
            "ob2.svg" => (
                self.baked(placed, kind, (true, OpenBadges2)).await?,
                "image/svg+xml",
                "svg",
            ),
            _ => return Err(Error::NotFound),
        };
        let standard = if format.starts_with("ob2") {
            "-ob2"
        } else {
            ""
        };
        Ok(Download {
            bytes,
            media_type,
            file_name: format!("{name}{standard}.{ending}"),
        })
    }

    /// A public edubadge with its public edition (empty when it was revoked); anything else is not
    /// to be known to exist.
    pub(crate) async fn public_edition(
        &self,
        actor: &Actor,
        id: AssertionId,
        format: Format,
    ) -> Result<(PlacedAssertion, String)> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let kind = EditionKind::Public;
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.assertion_with_edition(id, kind, format).await);
        let (placed, body) = found
            .await?
            .filter(|(p, _)| p.assertion.is_public())
            .ok_or(Error::NotFound)?;
        let body = match (&placed.assertion.revocation, body) {
            (Some(_), _) => String::new(),
            (None, Some(body)) => body,
            (None, None) => self.edition(id, kind, format).await?,
        };
        Ok((placed, body))
    }
}

/// A file to hand out.
#[derive(Clone, Debug)]
pub struct Download {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    pub file_name: String,
}

/// Signed in, but not as a learner: that is "sign in with eduID", not "nothing here".
pub(crate) fn as_learner(e: Error) -> Error {
    match e {
        Error::NotFound => Error::Denied {
            why: Denied::SignIn,
            path: None,
        },
        other => other,
    }
}

/// A file name from a class's name: letters and digits, hyphens between.
fn file_name(name: &str) -> String {
    let folded = domain::text::fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = words.join("-");
    out.truncate(60);
    if out.is_empty() {
        "edubadge".into()
    } else {
        out
    }
}

/// Whether a stamped name may stand publicly.
pub fn may_be_public(source: &NameSource) -> bool {
    *source != NameSource::Account
}

impl App {
    /// A public edubadge for machines: the public edition, or the stub of a revoked one (`true`).
    pub async fn hosted_assertion(
        &self,
        actor: &Actor,
        id: AssertionId,
        format: Format,
    ) -> Result<(String, bool)> {
        let found = self.public_edition(actor, id, format).await?;
        Ok(self.hosted_form(&found, format))
    }

    pub(crate) fn hosted_form(
        &self,
        (placed, body): &(PlacedAssertion, String),
        format: Format,
    ) -> (String, bool) {
        let Some(revocation) = &placed.assertion.revocation else {
            return (body.clone(), false);
        };
        let id = placed.assertion.id;
        let address = match format {
            Format::Ob2 | Format::Ob2Jws => crate::urls::ob2_assertion(id),
            Format::Ob3 | Format::Ob3Jwt => crate::urls::edubadge(id),
        };
        let address = self.urls().absolute(&address);
        let stub = ::credentials::ob2::revoked_stub(&address, Some(revocation.category.code()));
        (stub.to_string(), true)
    }

    /// A context or schema of the metadata extensions, by its path.
    pub fn extension_document(&self, path: &str) -> Option<serde_json::Value> {
        ::credentials::extensions::document(path, self.urls().base())
    }
}
