//! The platform as a whole: live counts.

use domain::policy::{Action, Actor, Resource};
use store::Tx;
pub use store::institutions::PlatformCounts;

use crate::{App, Result};

impl App {
    /// Backpacks, edubadges, of which microcredentials, institutions; test groups left out.
    pub async fn platform_counts(&self, actor: &Actor) -> Result<PlatformCounts> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        Ok(self.store().read(async |tx: &mut Tx| tx.platform_counts().await).await?)
    }
}
