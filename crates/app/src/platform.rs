//! The platform as a whole: live counts.

use domain::policy::{Action, Actor, Resource};
use store::Tx;
pub use store::institutions::PlatformCounts;

use crate::{App, Result};

impl App {
    /// Backpacks, edubadges, of which microcredentials, institutions; test groups left out.
    pub async fn platform_counts(&self, actor: &Actor) -> Result<PlatformCounts> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        Ok(self
            .store()
            .read(async |tx: &mut Tx| tx.platform_counts().await)
            .await?)
    }
}

pub use store::outbox::SentMail;

impl App {
    /// Newest mails that left: the demo's mailbox. Nothing outside the demo may ask.
    pub async fn mailbox(&self) -> Result<Vec<SentMail>> {
        self.only_in_demo()?;
        Ok(self
            .store()
            .read(async |tx: &mut Tx| tx.mailbox(None, 200).await)
            .await?)
    }

    /// One mail of the mailbox.
    pub async fn sent_mail(&self, id: domain::OutboxId) -> Result<SentMail> {
        self.only_in_demo()?;
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.sent_mail(id).await)
            .await?;
        found.ok_or(crate::Error::NotFound)
    }

    fn only_in_demo(&self) -> Result<()> {
        if self.settings().demo {
            Ok(())
        } else {
            Err(crate::Error::NotFound)
        }
    }
}
