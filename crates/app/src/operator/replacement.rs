//! Another admin in the place of one: the way out when the last admin of an institution is gone.

use domain::person::mail_key;
use domain::policy::{Action, Actor, Resource};
use domain::role::{Node, Role};
use domain::{InstitutionId, Invalid, RoleId};
use store::Tx;

use super::FirstAdmin;
use crate::{App, Error, Result};

/// Letters of a reason, at most.
const REASON_MAX: usize = 2_000;

/// Which admin goes, who comes, and why.
#[derive(Clone, Debug)]
pub struct Replacement {
    pub role: Option<RoleId>,
    pub mail: String,
    pub reason: String,
}

impl App {
    /// Ends one admin's role at an institution and names another, who gets it at once when just
    /// seen, else at the next sign-in. Every admin, the one who goes included, is told, with the reason.
    ///
    /// # Errors
    /// `Invalid` field by field; nothing is changed then.
    pub async fn replace_admin(
        &self,
        actor: &Actor,
        id: InstitutionId,
        wish: Replacement,
    ) -> Result<FirstAdmin> {
        let permit = self.permit(actor, Action::RunPlatform, &Resource::Platform)?;
        let mut wrong = Invalid::default();
        if wish.role.is_none() {
            wrong.add("replaced", "required");
        }
        let mail = mail_key(&wish.mail);
        match &mail {
            None if wish.mail.trim().is_empty() => wrong.add("new_admin", "required"),
            None => wrong.add("new_admin", "mail"),
            Some(_) => {}
        }
        let reason = wish.reason.trim().to_owned();
        if reason.is_empty() {
            wrong.add("reason", "required");
        } else if reason.chars().count() > REASON_MAX {
            wrong.add_with("reason", "too-long", vec![("max", REASON_MAX.to_string())]);
        }
        let (Some(role), Some(mail), true) = (wish.role, mail, wrong.is_empty()) else {
            return Err(wrong.into());
        };
        let app = self.clone();
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let institution = tx.institution(id).await?.ok_or(Error::NotFound)?;
                let here = Node::Institution(id);
                let mut admins = tx.members(&[here], app.now()).await?;
                admins.retain(|m| m.grant.role == Role::Admin);
                let going = admins.iter().find(|m| m.grant.id == role);
                let going = going.ok_or(Error::Conflict("admin-gone"))?;
                let is = |m: &&store::roles::Member| m.mail.as_deref().and_then(mail_key);
                if admins.iter().any(|m| is(&m).as_ref() == Some(&mail)) {
                    return Err(Error::invalid("new_admin", "already-admin"));
                }
                tx.delete_role(&going.grant, Some(&reason)).await?;
                // A slip of the pen before must not leave a door open.
                tx.withdraw_promises(id).await?;
                let given = app.give_first_admin(tx, &institution, &mail).await?;
                app.enqueue_replaced_admin(tx, &institution, (&admins, going), &reason)
                    .await?;
                Ok(given)
            })
            .await
    }
}
