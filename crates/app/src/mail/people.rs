//! Mails to staff about their roles.

use domain::institution::Institution;
use domain::invitation::Invitation;
use domain::{Lang, OutboxId};
use store::Tx;
use store::roles::Member;

use super::{Message, message};
use crate::people::Place;
use crate::texts::Texts;
use crate::{App, Result, urls};

impl App {
    /// Mails an invitation with the link that accepts it, in the institution's language with a
    /// word in the other; inside the transaction that invites. Gives which mail it is.
    pub(crate) async fn enqueue_invitation(
        &self,
        tx: &mut Tx,
        place: &Place,
        invitation: &Invitation,
    ) -> Result<OutboxId> {
        let lang = place.institution.settings.default_language;
        let (texts, other) = (Texts(lang), Texts(lang.other()));
        let by = tx.person(invitation.invited_by).await?;
        let by = by.map(|p| p.name);
        let sentence = |texts: Texts| {
            let kind = invitation.path.node().kind();
            let role = texts.t(&format!("standing-{}", standing(invitation)));
            let name = place.name(kind, texts.lang());
            let institution = place.institution.name(texts.lang());
            let asked = match &by {
                Some(by) => texts.with(
                    "mail-invitation-text",
                    &[("by", by.as_str()), ("institution", institution)],
                ),
                None => texts.t1("mail-invitation-text-nobody", "institution", institution),
            };
            let what = texts.t2("mail-invitation-role", "role", role, "name", name);
            format!("{asked} {what}")
        };
        let mut paragraphs = vec![
            sentence(texts),
            texts.t1("mail-invitation-how", "mail", &invitation.mail),
            texts.t1(
                "mail-invitation-until",
                "date",
                texts.date(invitation.expires_at, self.zone()),
            ),
        ];
        if let Some(end) = invitation.role_ends_at {
            let day = texts.day(self.last_day(end));
            paragraphs.insert(1, texts.t1("mail-invitation-role-ends", "date", day));
        }
        paragraphs.push(format!(
            "{} {} {}",
            other.t("mail-in-this-language"),
            sentence(other),
            other.t1("mail-invitation-how", "mail", &invitation.mail),
        ));
        let institution = place.institution.name(lang);
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-invitation-title", "institution", institution),
                paragraphs,
                button: Some((
                    texts.t("mail-invitation-open"),
                    self.urls().absolute(&urls::invitation(invitation.id)),
                )),
                footer: texts.t1("mail-invitation-why", "institution", institution),
                ..Message::default()
            },
        )?;
        let what = format!("invitation-{}-{}", invitation.id, self.new_id().simple());
        let mail = self.ready(("invitation", &what), &invitation.mail, content);
        let id = mail.id;
        tx.enqueue_mails(&[mail]).await?;
        Ok(id)
    }

    /// Tells every admin of an institution, the one who goes included, that the operator named
    /// another and why; inside that transaction.
    pub(crate) async fn enqueue_replaced_admin(
        &self,
        tx: &mut Tx,
        institution: &Institution,
        (admins, going): (&[Member], &Member),
        reason: &str,
    ) -> Result<()> {
        let lang = institution.settings.default_language;
        let texts = Texts(lang);
        let mut mails = Vec::new();
        for admin in admins {
            let Some(mail) = &admin.mail else { continue };
            let content = message(
                texts,
                &replaced(texts, lang, (institution, &going.name), reason),
            )?;
            let what = format!("replaced-admin-{}", self.new_id().simple());
            mails.push(self.ready(("replaced-admin", &what), mail, content));
        }
        tx.enqueue_mails(&mails).await?;
        Ok(())
    }
}

fn replaced(
    texts: Texts,
    lang: Lang,
    (institution, name): (&Institution, &str),
    reason: &str,
) -> Message {
    let institution = institution.name(lang);
    Message {
        title: texts.t1("mail-replaced-admin-title", "institution", institution),
        paragraphs: vec![
            texts.t2(
                "mail-replaced-admin-text",
                "name",
                name,
                "institution",
                institution,
            ),
            texts.t("mail-replaced-admin-reason"),
        ],
        quote: Some(reason.to_owned()),
        footer: texts.t1("mail-replaced-admin-why", "institution", institution),
        ..Message::default()
    }
}

fn standing(invitation: &Invitation) -> String {
    let kind = invitation.path.node().kind();
    domain::role::Standing::of(invitation.role, kind)
        .map(|standing| standing.to_string())
        .unwrap_or_default()
}
