//! Mails about requests: to the learner what became of one, to staff that there are new ones.

use domain::badge_class::Version;
use domain::request::Request;
use domain::{AssertionId, Lang, PersonId, RequestId};
use jiff::civil::Date;
use store::Tx;
use store::badge_classes::PlacedClass;
use store::outbox::Mail;

use super::{Message, message};
use crate::edubadges::Proof;
use crate::requests::Digest;
use crate::texts::Texts;
use crate::{App, Result, urls};

/// What somebody reads as the name of a class: the text in force, else the draft.
fn name(placed: &PlacedClass, lang: Lang) -> &str {
    let content = match &placed.version {
        Some(version) => &version.content,
        None => &placed.class.draft,
    };
    &content.texts_in(lang).name
}

impl App {
    /// Tells a learner that the request was approved and the edubadge is there; inside the
    /// transaction that issues it.
    pub(crate) async fn enqueue_request_approved(
        &self,
        tx: &mut Tx,
        (placed, version): (&PlacedClass, &Version),
        (request, proof, assertion): (&Request, &Proof, AssertionId),
    ) -> Result<()> {
        let Some(recipient) = &proof.account.mail else {
            return Ok(());
        };
        let lang = proof.account.language;
        let texts = Texts(lang);
        let name = &version.content.texts_in(lang).name;
        let institution = placed.placement.institution.name(lang);
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-request-approved-title", "name", name),
                paragraphs: vec![
                    texts.t2(
                        "mail-request-approved-text",
                        "institution",
                        institution,
                        "name",
                        name,
                    ),
                    texts.t("mail-request-approved-private"),
                ],
                button: Some((
                    texts.t("mail-request-approved-open"),
                    self.urls().absolute(&urls::own_edubadge(assertion)),
                )),
                footer: texts.t1("mail-request-why", "institution", institution),
                ..Message::default()
            },
        )?;
        let what = ("request-approved", &*format!("request-{}", request.id));
        tx.enqueue_mails(&[self.ready(what, recipient, content)])
            .await?;
        Ok(())
    }

    /// Tells a learner that the request was denied, why, and whom to ask; inside the transaction
    /// that denies it.
    pub(crate) async fn enqueue_request_denied(
        &self,
        tx: &mut Tx,
        placed: &PlacedClass,
        (request, reason): (&Request, Option<&str>),
    ) -> Result<()> {
        let Some(person) = request.person else {
            return Ok(());
        };
        let Some(learner) = tx.person(person).await? else {
            return Ok(());
        };
        let Some(recipient) = &learner.mail else {
            return Ok(());
        };
        let lang = learner.language;
        let texts = Texts(lang);
        let name = name(placed, lang);
        let placement = &placed.placement;
        let institution = placement.institution.name(lang);
        let contact = placement
            .issuer
            .settings
            .contact_mail
            .as_deref()
            .or(placement.institution.settings.contact_mail.as_deref());
        let mut paragraphs = vec![texts.t2(
            "mail-request-denied-text",
            "institution",
            institution,
            "name",
            name,
        )];
        paragraphs.extend(contact.map(|mail| texts.t1("mail-request-denied-ask", "mail", mail)));
        paragraphs.push(texts.t("mail-request-denied-again"));
        // The last before the quote, which it points at.
        paragraphs.extend(reason.map(|_| texts.t("mail-request-denied-reason")));
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-request-denied-title", "name", name),
                paragraphs,
                quote: reason.map(str::to_owned),
                button: Some((
                    texts.t("mail-request-denied-open"),
                    self.urls().absolute(urls::OWN_REQUESTS),
                )),
                footer: texts.t1("mail-request-why", "institution", institution),
                ..Message::default()
            },
        )?;
        let what = ("request-denied", &*format!("request-{}", request.id));
        tx.enqueue_mails(&[self.ready(what, recipient, content)])
            .await?;
        Ok(())
    }

    /// One new request, to one of those who may decide it. Who asks stands on the page, not in
    /// a mail.
    pub(crate) fn request_made_mail(
        &self,
        (person, recipient, lang): (PersonId, &str, Lang),
        placed: &PlacedClass,
        request: RequestId,
    ) -> Result<Mail> {
        let texts = Texts(lang);
        let name = name(placed, lang);
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-request-made-title", "name", name),
                paragraphs: vec![texts.t2(
                    "mail-request-made-text",
                    "name",
                    name,
                    "issuer",
                    placed.placement.issuer.name(lang),
                )],
                button: Some((
                    texts.t("mail-request-made-open"),
                    self.urls()
                        .absolute(&urls::manage_class_requests(placed.class.id)),
                )),
                footer: self.why_staff_hear(texts),
                ..Message::default()
            },
        )?;
        let what = format!("request-{request}-{person}");
        Ok(self.ready(("request-made", &what), recipient, content))
    }

    /// The new requests of a day, to one of those who may decide them.
    pub(crate) fn request_digest_mail(&self, digest: &Digest, day: Date) -> Result<Mail> {
        let lang = digest.language;
        let texts = Texts(lang);
        let mut paragraphs = vec![texts.t("mail-request-digest-text")];
        paragraphs.extend(
            digest
                .lines
                .iter()
                .map(|(p, n)| texts.n1("mail-request-digest-line", n, "name", name(p, lang))),
        );
        let open = match digest.institution() {
            Some(institution) => urls::manage_requests(institution),
            None => urls::MANAGE.to_owned(),
        };
        let content = message(
            texts,
            &Message {
                title: texts.n("mail-request-digest-title", digest.count()),
                paragraphs,
                button: Some((
                    texts.t("mail-request-digest-open"),
                    self.urls().absolute(&open),
                )),
                footer: self.why_staff_hear(texts),
                ..Message::default()
            },
        )?;
        let what = format!("request-digest-{day}-{}", digest.person);
        Ok(self.ready(("request-digest", &what), &digest.mail, content))
    }

    fn why_staff_hear(&self, texts: Texts) -> String {
        let account = self.urls().absolute(urls::ACCOUNT);
        texts.t1("mail-request-staff-why", "account", account)
    }
}
