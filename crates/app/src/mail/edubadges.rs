//! Mails about edubadges that were issued before: replaced ones, and questions for a correction.

use domain::correction::Correction;
use domain::{AssertionId, Lang};
use store::Tx;
use store::assertions::PlacedAssertion;
use store::institutions::Placement;

use super::{Message, message};
use crate::texts::Texts;
use crate::{App, Result, urls};

/// Why another edubadge came in the place of a revoked one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Replacement<'a> {
    /// With the reason that the corrector gave.
    Corrected(&'a str),
    /// The revocation was a mistake.
    Undone,
}

/// A question for a correction, and the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CorrectionMail<'a> {
    /// To staff.
    Asked(&'a Correction),
    /// To the learner, with the reason.
    Refused(&'a Correction, &'a str),
}

impl App {
    /// Tells a learner that a new edubadge came in the place of an old one; inside the transaction
    /// that issues it. Once per new edubadge.
    pub(crate) async fn enqueue_replacement(
        &self,
        tx: &mut Tx,
        (recipient, lang): (&str, Lang),
        (new, placement, name): (AssertionId, &Placement, &str),
        what: Replacement<'_>,
    ) -> Result<()> {
        let texts = Texts(lang);
        let institution = placement.institution.name(lang);
        let (title, text, quote) = match what {
            Replacement::Corrected(reason) => (
                "mail-corrected-title",
                "mail-corrected-text",
                Some(reason.to_owned()),
            ),
            Replacement::Undone => ("mail-reissued-title", "mail-reissued-text", None),
        };
        let mut paragraphs = vec![
            texts.t2(text, "institution", institution, "name", name),
            texts.t("mail-replaced-sharing"),
        ];
        if quote.is_some() {
            paragraphs.push(texts.t("mail-corrected-reason"));
        }
        let content = message(
            texts,
            &Message {
                title: texts.t1(title, "name", name),
                paragraphs,
                quote,
                button: Some((
                    texts.t("mail-revoked-open"),
                    self.urls().absolute(&urls::own_edubadge(new)),
                )),
                footer: texts.t1("mail-revoked-why", "institution", institution),
                ..Message::default()
            },
        )?;
        let mail = self.ready(("replaced", &format!("replaced-{new}")), recipient, content);
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }

    /// Mails a question to staff, or its refusal to the learner; once each.
    pub(crate) async fn enqueue_correction(
        &self,
        tx: &mut Tx,
        (recipient, lang): (&str, Lang),
        (placed, what): (&PlacedAssertion, CorrectionMail<'_>),
    ) -> Result<()> {
        let texts = Texts(lang);
        let name = &placed.version.content.texts_in(lang).name;
        let institution = placed.placement.institution.name(lang);
        let a = &placed.assertion;
        let holder = a.name.as_ref().map_or("", |n| n.name.as_str());
        let (kind, question, m) = match what {
            CorrectionMail::Asked(question) => (
                "correction-asked",
                question,
                Message {
                    title: texts.t1("mail-correction-asked-title", "name", name),
                    paragraphs: vec![texts.t2(
                        "mail-correction-asked-text",
                        "holder",
                        holder,
                        "name",
                        name,
                    )],
                    quote: Some(question.text.clone()),
                    button: Some((
                        texts.t("mail-correction-asked-open"),
                        self.urls().absolute(&urls::manage_edubadge(a.class, a.id)),
                    )),
                    footer: texts.t1("mail-correction-asked-why", "institution", institution),
                    ..Message::default()
                },
            ),
            CorrectionMail::Refused(question, answer) => (
                "correction-refused",
                question,
                Message {
                    title: texts.t1("mail-correction-refused-title", "name", name),
                    paragraphs: vec![texts.t2(
                        "mail-correction-refused-text",
                        "institution",
                        institution,
                        "name",
                        name,
                    )],
                    quote: Some(answer.to_owned()),
                    button: Some((
                        texts.t("mail-revoked-open"),
                        self.urls().absolute(&urls::own_edubadge(a.id)),
                    )),
                    footer: texts.t("mail-correction-refused-why"),
                    ..Message::default()
                },
            ),
        };
        let content = message(texts, &m)?;
        let mail = self.ready(
            (kind, &format!("{kind}-{}", question.id)),
            recipient,
            content,
        );
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }
}
