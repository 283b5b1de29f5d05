//! Invitations to a role.

use domain::invitation::Invitation;
use domain::role::{Node, Path};
use domain::{InvitationId, OutboxId, PersonId};
use jiff::Timestamp;

use crate::columns::Row;
use crate::error::Result;
use crate::tx::Tx;

const INVITATION: &str = "v.id as v_id, v.mail as v_mail, v.role as v_role, v.institution_id as v_institution, \
                          v.group_id as v_group, v.issuer_id as v_issuer, v.class_id as v_class, \
                          v.invited_by as v_invited_by, v.role_ends_at as v_role_ends_at, v.created_at as v_created_at, \
                          v.sent_at as v_sent_at, v.expires_at as v_expires_at, v.accepted_at as v_accepted_at, \
                          v.accepted_by as v_accepted_by";

fn invitation(row: &Row<'_>) -> Result<Invitation> {
    let accepted_at: Option<Timestamp> = row.get("v_accepted_at")?;
    let accepted_by: Option<PersonId> = row.get("v_accepted_by")?;
    Ok(Invitation {
        id: row.get("v_id")?,
        mail: row.get("v_mail")?,
        role: row.get("v_role")?,
        path: Path {
            institution: row.get("v_institution")?,
            group: row.get("v_group")?,
            issuer: row.get("v_issuer")?,
            class: row.get("v_class")?,
        },
        invited_by: row.get("v_invited_by")?,
        role_ends_at: row.get("v_role_ends_at")?,
        created_at: row.get("v_created_at")?,
        sent_at: row.get("v_sent_at")?,
        expires_at: row.get("v_expires_at")?,
        accepted: accepted_by.zip(accepted_at),
    })
}

/// An invitation that nobody has accepted, as the page of its node lists it.
#[derive(Clone, Debug)]
pub struct ListedInvitation {
    pub invitation: Invitation,
    /// Who invites.
    pub by: String,
    /// How its newest mail stands (`queued`, `sent`, `failed`, `dropped`); `None` once that is forgotten.
    pub mail_state: Option<String>,
}

/// What the trail keeps of an invitation: not to whom.
fn noted(invitation: &Invitation) -> serde_json::Value {
    let node = invitation.path.node();
    serde_json::json!({
        "role": invitation.role,
        "node": node.id(),
        "until": invitation.role_ends_at,
    })
}

impl Tx {
    /// One to the same address for the same role at the same node violates a unique index.
    pub async fn insert_invitation(
        &mut self,
        invitation: &Invitation,
        mail: OutboxId,
    ) -> Result<()> {
        let (path, node) = (invitation.path, invitation.path.node());
        let sql = "insert into invitations (id, mail, role, node_kind, node_id, institution_id, group_id, issuer_id, \
                   class_id, invited_by, role_ends_at, created_at, sent_at, expires_at, mail_id) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        self.exec(
            sql,
            &[
                &invitation.id,
                &invitation.mail,
                &invitation.role,
                &node.kind(),
                &node.id(),
                &path.institution,
                &path.group,
                &path.issuer,
                &path.class,
                &invitation.invited_by,
                &invitation.role_ends_at,
                &invitation.created_at,
                &invitation.sent_at,
                &invitation.expires_at,
                &mail,
            ],
        )
        .await?;
        self.note("invitation", invitation.id.0, None, Some(noted(invitation)));
        Ok(())
    }

    pub async fn invitation(&mut self, id: InvitationId) -> Result<Option<Invitation>> {
        let sql = format!("select {INVITATION} from invitations v where v.id = $1");
        self.first(&sql, &[&id], invitation).await
    }

    /// Invitations at a node that nobody has accepted, expired ones too: newest first.
    pub async fn invitations_at(&mut self, node: Node) -> Result<Vec<ListedInvitation>> {
        let sql = format!(
            "select {INVITATION}, p.name as p_name, o.state as o_state from invitations v \
             join persons p on p.id = v.invited_by left join outbox o on o.id = v.mail_id \
             where v.node_id = $1 and v.accepted_at is null order by v.created_at desc, v.id"
        );
        self.query(&sql, &[&node.id()], |r| {
            Ok(ListedInvitation {
                invitation: invitation(r)?,
                by: r.get("p_name")?,
                mail_state: r.get("o_state")?,
            })
        })
        .await
    }

    /// Invitations of this address (folded) that can still be accepted.
    pub async fn open_invitations_to(
        &mut self,
        mail: &str,
        now: Timestamp,
    ) -> Result<Vec<Invitation>> {
        let sql = format!(
            "select {INVITATION} from invitations v where v.mail = $1 and v.accepted_at is null \
             and v.expires_at > $2 order by v.created_at, v.id"
        );
        self.query(&sql, &[&mail, &now], invitation).await
    }

    /// A new mail about it leaves, and it can be accepted until then.
    pub async fn send_invitation_again(
        &mut self,
        before: &Invitation,
        mail: OutboxId,
        (at, expires_at): (Timestamp, Timestamp),
    ) -> Result<()> {
        let sql = "update invitations set sent_at = $2, expires_at = $3, mail_id = $4 \
                   where id = $1 and accepted_at is null";
        self.exec(sql, &[&before.id, &at, &expires_at, &mail])
            .await?;
        self.note(
            "invitation",
            before.id.0,
            Some(serde_json::json!({ "expires": before.expires_at })),
            Some(serde_json::json!({ "expires": expires_at })),
        );
        Ok(())
    }

    /// `false` when somebody was first.
    pub async fn accept_invitation(
        &mut self,
        invitation: &Invitation,
        by: PersonId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = "update invitations set accepted_at = $2, accepted_by = $3 \
                   where id = $1 and accepted_at is null and expires_at > $2";
        let accepted = self.exec(sql, &[&invitation.id, &at, &by]).await? == 1;
        if accepted {
            let before = serde_json::json!({ "state": "open" });
            let after = serde_json::json!({ "state": "accepted" });
            self.note("invitation", invitation.id.0, Some(before), Some(after));
        }
        Ok(accepted)
    }

    /// `false` when it was accepted or withdrawn before.
    pub async fn withdraw_invitation(&mut self, invitation: &Invitation) -> Result<bool> {
        let sql = "delete from invitations where id = $1 and accepted_at is null";
        let gone = self.exec(sql, &[&invitation.id]).await? == 1;
        if gone {
            self.note("invitation", invitation.id.0, Some(noted(invitation)), None);
        }
        Ok(gone)
    }

    /// Forgets the invitations that expired or were accepted before then; gives how many.
    pub async fn forget_invitations(&mut self, before: Timestamp) -> Result<u64> {
        let sql = "delete from invitations where expires_at <= $1 or accepted_at <= $1";
        self.exec(sql, &[&before]).await
    }
}
