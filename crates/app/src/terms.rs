//! The platform's general terms: versioned; a learner accepts each version once.

use domain::TermsId;
use domain::institution::TermsKind;
use domain::policy::{Action, Actor, Denied, Resource};
use domain::{Invalid, Lang};
use store::Tx;
pub use store::terms::Terms;

use crate::{App, Error, Result};

/// Longest text of one version, in characters.
const TEXT_MAX: usize = 100_000;

const FIRST_NL: &str = include_str!("../terms/general.nl.md");
const FIRST_EN: &str = include_str!("../terms/general.en.md");

impl App {
    /// Publishes the terms that come with the program when there are none yet. Done at every
    /// start; several processes may do it at once.
    pub async fn publish_first_terms(&self) -> Result<()> {
        let first = Terms {
            id: TermsId(self.new_id()),
            institution: None,
            kind: TermsKind::General,
            version: 1,
            nl: FIRST_NL.trim().to_owned(),
            en: FIRST_EN.trim().to_owned(),
            published_at: self.now(),
        };
        let there = self
            .store()
            .read(async |tx: &mut Tx| tx.general_terms().await)
            .await?;
        if there.is_some() {
            return Ok(());
        }
        let permit = self.permit(
            &Actor::System("first-terms"),
            Action::RunPlatform,
            &Resource::Platform,
        )?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                if tx.general_terms().await?.is_none() {
                    tx.insert_terms(&first).await?;
                }
                Ok::<_, Error>(())
            })
            .await
    }

    /// The general terms in force.
    pub async fn general_terms(&self, actor: &Actor) -> Result<Option<Terms>> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        Ok(self
            .store()
            .read(async |tx: &mut Tx| tx.general_terms().await)
            .await?)
    }

    /// A learner accepts the version that was shown.
    ///
    /// # Errors
    /// `Conflict` when a newer version was published since.
    pub async fn accept_general_terms(&self, actor: &Actor, shown: TermsId) -> Result<()> {
        let person = actor.person_id().ok_or(Error::Denied {
            why: Denied::SignIn,
            path: None,
        })?;
        let permit = self.permit(actor, Action::OwnAccount, &Resource::Of(person))?;
        let now = self.now();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let newest = tx.general_terms().await?.ok_or(Error::NotFound)?;
                if newest.id != shown {
                    return Err(Error::Conflict("newer-terms"));
                }
                Ok(tx.accept_terms(person, newest.id, now).await?)
            })
            .await
    }

    /// The operator publishes a new version; every learner is asked again.
    pub async fn publish_general_terms(&self, actor: &Actor, [nl, en]: [String; 2]) -> Result<i64> {
        let permit = self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let mut wrong = Invalid::default();
        for (field, text) in [("text_nl", &nl), ("text_en", &en)] {
            if text.trim().is_empty() {
                wrong.add(field, "required");
            } else if text.chars().count() > TEXT_MAX {
                wrong.add_with(field, "too-long", vec![("max", TEXT_MAX.to_string())]);
            }
        }
        wrong.into_result()?;
        let (id, now) = (TermsId(self.new_id()), self.now());
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let newest = tx.general_terms().await?;
                if newest
                    .as_ref()
                    .is_some_and(|n| n.text(Lang::Nl) == nl && n.text(Lang::En) == en)
                {
                    return Err(Error::invalid("text_nl", "terms-unchanged"));
                }
                let version = newest.map_or(0, |n| n.version) + 1;
                let (nl, en) = (nl.clone(), en.clone());
                let kind = TermsKind::General;
                tx.insert_terms(&Terms {
                    id,
                    institution: None,
                    kind,
                    version,
                    nl,
                    en,
                    published_at: now,
                })
                .await?;
                Ok(version)
            })
            .await
    }
}
