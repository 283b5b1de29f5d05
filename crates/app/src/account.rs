//! What the platform knows of the person who is signed in, for that person.

use domain::Lang;
use domain::person::{NameAssurance, ProviderKind};
use domain::policy::{Action, Actor, Denied, Resource};
use domain::role::Grant;
use store::Tx;
use store::persons::Identifier;

use crate::{App, Error, Result};

#[derive(Clone, Debug)]
pub struct OwnAccount {
    pub names: Vec<NameAssurance>,
    pub identifiers: Vec<Identifier>,
    pub roles: Vec<Grant>,
    /// The ways in which this person can sign in.
    pub kinds: Vec<ProviderKind>,
}

impl App {
    pub async fn own_account(&self, actor: &Actor) -> Result<OwnAccount> {
        let person = actor.person().ok_or(Error::Denied {
            why: Denied::SignIn,
            path: None,
        })?;
        self.permit(actor, Action::OwnAccount, &Resource::Of(person.id))?;
        let (id, roles, now) = (person.id, person.grants.clone(), self.now());
        self.store()
            .read(async move |tx: &mut Tx| {
                let names = tx.name_assurances(id).await?;
                let identifiers = tx.identifiers(id, now).await?;
                let kinds = tx.account_kinds(id).await?;
                Ok::<_, Error>(OwnAccount {
                    names,
                    identifiers,
                    roles: roles.clone(),
                    kinds,
                })
            })
            .await
    }

    /// The language of mails.
    pub async fn set_language(&self, actor: &Actor, language: Lang) -> Result<()> {
        let id = actor.person_id().ok_or(Error::Denied {
            why: Denied::SignIn,
            path: None,
        })?;
        let permit = self.permit(actor, Action::OwnAccount, &Resource::Of(id))?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.set_person_language(id, language).await
            })
            .await?;
        Ok(())
    }
}
