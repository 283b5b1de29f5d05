//! What the mails say. Each has an HTML and a text part that say the same; texts come from
//! Fluent, the frame from one layout.

mod edubadges;
mod people;
mod requests;

use askama::Template;
use domain::assertion::RevocationCategory;
use domain::award::{DirectAward, State};
use domain::badge_class::Image;
use domain::institution::Institution;
use domain::{AssertionId, BatchId, DirectAwardId, Lang, OutboxId};
use jiff::Timestamp;
use store::Tx;
use store::awards::PlacedAward;
use store::institutions::Placement;
use store::outbox::{Mail, MailContent};

use crate::texts::Texts;
use crate::{App, Error, Result, urls};

pub(crate) use edubadges::{CorrectionMail, Replacement};

/// The kinds of mail that are written when they leave, from the award as it is then.
pub(crate) const OFFER: &str = "award-offer";
pub(crate) const REMINDER: &str = "award-reminder";

/// An offered edubadge, with what its mail says beside it.
pub(crate) struct Offer<'a> {
    pub placed: &'a PlacedAward,
    pub awarder: &'a str,
    pub token: &'a str,
    pub until: Timestamp,
    pub reminder: bool,
}

#[derive(Template)]
#[template(path = "mail/offer.html")]
struct OfferHtml<'a> {
    texts: Texts,
    subject: &'a str,
    o: &'a OfferWords<'a>,
}

#[derive(Template)]
#[template(path = "mail/offer.txt")]
struct OfferText<'a> {
    texts: Texts,
    o: &'a OfferWords<'a>,
}

/// The words of an offer, made once for both parts.
struct OfferWords<'a> {
    title: String,
    hello: String,
    lead: String,
    image: Option<(String, &'a str)>,
    note: Option<&'a str>,
    awarder: &'a str,
    class_note: Option<&'a str>,
    link: String,
    until: String,
    why: String,
    privacy: String,
    other: Lang,
    other_title: String,
    other_text: String,
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct MessageHtml<'a> {
    texts: Texts,
    subject: &'a str,
    m: &'a Message,
}

#[derive(Template)]
#[template(path = "mail/message.txt")]
struct MessageText<'a> {
    m: &'a Message,
}

/// A mail of a few paragraphs, perhaps something to copy, perhaps one button.
#[derive(Default)]
pub(crate) struct Message {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    /// Shown large: a code.
    pub(crate) code: Option<String>,
    /// What somebody wrote.
    pub(crate) quote: Option<String>,
    pub(crate) button: Option<(String, String)>,
    pub(crate) footer: String,
}

fn rendered(subject: String, html: &impl Template, text: &impl Template) -> Result<MailContent> {
    Ok(MailContent {
        html: html.render().map_err(Error::internal)?,
        text: text.render().map_err(Error::internal)?,
        subject,
    })
}

pub(crate) fn message(texts: Texts, m: &Message) -> Result<MailContent> {
    rendered(
        m.title.clone(),
        &MessageHtml {
            texts,
            subject: &m.title,
            m,
        },
        &MessageText { m },
    )
}

impl App {
    /// `<what@host>`: the same mail has the same Message-ID, however often it is sent.
    pub(crate) fn message_id(&self, what: &str) -> String {
        let base = self.urls().base();
        let host = base.split_once("://").map_or(base, |(_, rest)| rest);
        format!("<{what}@{}>", host.split(['/', ':']).next().unwrap_or(host))
    }

    /// The row of an award's own mail; its text is made when it leaves.
    pub(crate) fn offer_in_outbox(&self, award: &DirectAward) -> Mail {
        self.award_mail(
            (award.id, &award.recipient.mail),
            OFFER,
            &award.id.to_string(),
        )
    }

    pub(crate) fn award_mail(
        &self,
        (award, recipient): (DirectAwardId, &str),
        kind: &str,
        what: &str,
    ) -> Mail {
        Mail {
            id: OutboxId(self.new_id()),
            message_id: self.message_id(what),
            award: Some(award),
            kind: kind.to_owned(),
            recipient: recipient.to_owned(),
            content: None,
            attempts: 0,
            created_at: self.now(),
        }
    }

    /// The mail to a recipient, in the institution's language with a word in the other.
    pub(crate) fn offer_mail(&self, offer: &Offer<'_>) -> Result<MailContent> {
        let placed = offer.placed;
        let place = &placed.placement;
        let lang = place.institution.settings.default_language;
        let (texts, other) = (Texts(lang), Texts(lang.other()));
        let class = placed.version.content.texts_in(lang);
        let title = texts.t(if offer.reminder {
            "mail-offer-reminder-title"
        } else {
            "mail-offer-title"
        });
        let until = texts.date(offer.until, self.zone());
        let kind = placed.version.content.kind;
        let sentence = |texts: Texts, key: &str, name: &str, until: &str| {
            let from = texts.t2(
                "mail-from",
                "issuer",
                place.issuer.name(texts.lang()),
                "institution",
                place.institution.name(texts.lang()),
            );
            let from = match &place.group.settings.on_behalf_of {
                Some(other) => {
                    texts.t2("mail-from-on-behalf-of", "from", from, "other", &other.name)
                }
                None => from,
            };
            texts.with(
                key,
                &[
                    ("from", from.as_str()),
                    ("type", kind.code()),
                    ("name", name),
                    ("until", until),
                ],
            )
        };
        let recipient = &placed.award.recipient;
        let words = OfferWords {
            hello: match recipient
                .first_name
                .as_deref()
                .or(recipient.last_name.as_deref())
            {
                Some(name) => texts.t1("mail-hello", "name", name),
                None => texts.t("mail-hello-nobody"),
            },
            lead: sentence(texts, "mail-offer-lead", &class.name, &until),
            image: placed.version.content.image.as_ref().map(|i: &Image| {
                (
                    self.urls().absolute(&urls::file_png(&i.png)),
                    class.image_alt.as_str(),
                )
            }),
            note: placed.batch.note.as_deref(),
            awarder: offer.awarder,
            class_note: placed.settings.mail_note.as_deref(),
            link: self.urls().absolute(&urls::claim(offer.token)),
            why: texts.t1(
                "mail-offer-why",
                "institution",
                place.institution.name(lang),
            ),
            privacy: self.urls().absolute(urls::PRIVACY),
            other: other.lang(),
            other_title: other.t("mail-in-this-language"),
            other_text: {
                let class = placed.version.content.texts_in(other.lang());
                sentence(
                    other,
                    "mail-offer-other",
                    &class.name,
                    &other.date(offer.until, self.zone()),
                )
            },
            until,
            title,
        };
        let subject = texts.t2(
            "mail-offer-subject",
            "title",
            &words.title,
            "name",
            &class.name,
        );
        rendered(
            subject.clone(),
            &OfferHtml {
                texts,
                subject: &subject,
                o: &words,
            },
            &OfferText { texts, o: &words },
        )
    }

    pub(crate) fn ready(
        &self,
        (kind, what): (&str, &str),
        recipient: &str,
        content: MailContent,
    ) -> Mail {
        Mail {
            id: OutboxId(self.new_id()),
            message_id: self.message_id(what),
            award: None,
            kind: kind.to_owned(),
            recipient: recipient.to_owned(),
            content: Some(content),
            attempts: 0,
            created_at: self.now(),
        }
    }

    /// Mails the code that proves an award's address; inside the transaction that stores it.
    pub(crate) async fn enqueue_claim_code(
        &self,
        tx: &mut Tx,
        (placed, lang): (&PlacedAward, Lang),
        (code, minutes): (&str, i64),
    ) -> Result<()> {
        let texts = Texts(lang);
        let spaced = code
            .as_bytes()
            .chunks(4)
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
            .join(" ");
        let name = &placed.version.content.texts_in(lang).name;
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-code-title", "code", &spaced),
                paragraphs: vec![
                    texts.t1("mail-code-text", "name", name),
                    texts.n("mail-code-minutes", minutes),
                ],
                code: Some(spaced),
                footer: texts.t("mail-code-why"),
                ..Message::default()
            },
        )?;
        let mail = self.ready(
            ("claim-code", &format!("code-{}", self.new_id().simple())),
            &placed.award.recipient.mail,
            content,
        );
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }

    /// Tells the first admin of an institution that the platform is ready, and where to begin;
    /// inside the transaction that gives or promises the role.
    pub(crate) async fn enqueue_first_admin(
        &self,
        tx: &mut Tx,
        institution: &Institution,
        recipient: &str,
    ) -> Result<()> {
        let lang = institution.settings.default_language;
        let texts = Texts(lang);
        let name = institution.name(lang);
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-first-admin-title", "institution", name),
                paragraphs: vec![
                    texts.t1("mail-first-admin-text", "mail", recipient),
                    texts.t("mail-first-admin-next"),
                ],
                button: Some((
                    texts.t("mail-first-admin-open"),
                    self.urls().absolute(urls::MANAGE),
                )),
                footer: texts.t1("mail-first-admin-why", "institution", name),
                ..Message::default()
            },
        )?;
        let what = format!("first-admin-{}", self.new_id().simple());
        let mail = self.ready(("first-admin", &what), recipient, content);
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }

    /// Tells a learner that an edubadge was revoked, why, and whom to ask; inside the transaction
    /// that revokes it. Once per edubadge.
    pub(crate) async fn enqueue_revocation(
        &self,
        tx: &mut Tx,
        (recipient, lang): (&str, Lang),
        (assertion, placement, name): (AssertionId, &Placement, &str),
        (category, reason): (RevocationCategory, &str),
    ) -> Result<()> {
        let texts = Texts(lang);
        let category = texts.t(&format!("revocation-{category}"));
        let contact = placement
            .issuer
            .settings
            .contact_mail
            .as_deref()
            .or(placement.institution.settings.contact_mail.as_deref());
        let mut paragraphs = vec![texts.t2(
            "mail-revoked-text",
            "institution",
            placement.institution.name(lang),
            "name",
            name,
        )];
        paragraphs.extend(contact.map(|mail| texts.t1("mail-revoked-ask", "mail", mail)));
        // The last before the quote, which it points at.
        paragraphs.push(texts.t1("mail-revoked-category", "category", category));
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-revoked-title", "name", name),
                paragraphs,
                quote: Some(reason.to_owned()),
                button: Some((
                    texts.t("mail-revoked-open"),
                    self.urls().absolute(&urls::own_edubadge(assertion)),
                )),
                footer: texts.t1(
                    "mail-revoked-why",
                    "institution",
                    placement.institution.name(lang),
                ),
                ..Message::default()
            },
        )?;
        let mail = self.ready(
            ("revoked", &format!("revoked-{assertion}")),
            recipient,
            content,
        );
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }

    /// Tells the awarder how a batch went; once per batch.
    pub(crate) async fn enqueue_summary(&self, tx: &mut Tx, batch: BatchId) -> Result<()> {
        let Some(b) = tx.batch(batch).await? else {
            return Ok(());
        };
        let Some(awarder) = tx.person(b.created_by).await? else {
            return Ok(());
        };
        let Some(address) = &awarder.mail else {
            return Ok(());
        };
        let Some(version) = tx.version(b.version).await? else {
            return Ok(());
        };
        let counts = tx.award_counts(batch).await?;
        let of = |states: &[State]| -> i64 {
            counts
                .iter()
                .filter(|(s, _)| states.contains(s))
                .map(|(_, n)| n)
                .sum()
        };
        let (made, failed, queued) = (of(State::ALL), of(&[State::Failed]), of(&[State::Queued]));
        let texts = Texts(awarder.language);
        let name = &version.content.texts_in(awarder.language).name;
        let mut paragraphs = vec![texts.n("mail-summary-sent", made - failed - queued)];
        for (key, count) in [
            ("mail-summary-failed", failed),
            ("mail-summary-queued", queued),
            ("mail-summary-left-out", b.total - made),
        ] {
            if count > 0 {
                paragraphs.push(texts.n(key, count));
            }
        }
        let content = message(
            texts,
            &Message {
                title: texts.t1("mail-summary-title", "name", name),
                paragraphs,
                button: Some((
                    texts.t("mail-summary-open"),
                    self.urls().absolute(&urls::manage_batch(b.class, batch)),
                )),
                footer: texts.t("mail-summary-why"),
                ..Message::default()
            },
        )?;
        let mail = self.ready(
            ("batch-summary", &format!("summary-{batch}")),
            address,
            content,
        );
        tx.enqueue_mails(&[mail]).await?;
        Ok(())
    }
}

/// The id of a summary's job: one per batch.
pub(crate) fn summary_key(batch: BatchId) -> String {
    format!("summary:{batch}")
}
