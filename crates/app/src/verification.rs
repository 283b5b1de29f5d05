//! Verifying: anybody's document, and our own edubadges, by the same checks. What only we know
//! (our issuers, accreditations, published versions) is added to what the document proves.

use ::credentials::report::{Check, CheckName, Reason, Report, reason};
use ::credentials::verify::{Answer, Document, Facts, MAX_FETCHES, Request, Step, Typed, verify};
use domain::assertion::Format;
use domain::badge_class::{Quality, Type, Version};
use domain::policy::{Action, Actor, Resource};
use domain::{AssertionId, BadgeClassId, IssuerId, Lang};
use jiff::Timestamp;
use store::Tx;
use store::assertions::PlacedAssertion;
use store::institutions::Placement;

use crate::{App, Error, Result, fetch};

/// What a person asks to verify.
#[derive(Clone, Debug)]
pub enum Given {
    /// A credential, a token or an image with one inside.
    Bytes(Vec<u8>),
    /// The address of a public edubadge or of a hosted badge.
    Address(String),
}

/// Names and identifiers to compare with the recipient.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    pub name: String,
    pub mail: String,
}

/// What a verification found, and the edubadge of ours that it is about.
#[derive(Clone, Debug)]
pub struct Verified {
    pub report: Report,
    pub at: Timestamp,
}

impl App {
    /// Verifies a document. Nothing of it is kept.
    pub async fn verify(&self, actor: &Actor, given: Given, compare: &Compare) -> Result<Verified> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let document = match given {
            Given::Bytes(bytes) => Document::parse(&bytes),
            Given::Address(address) => self.document_at(&address).await?,
        };
        let report = self.report(document, compare).await?;
        Ok(Verified { report, at: self.now() })
    }

    /// Verifies what the world sees of a public edubadge, now.
    pub async fn verify_public(&self, actor: &Actor, id: AssertionId, compare: &Compare) -> Result<(PlacedAssertion, Verified)> {
        let (placed, body) = self.public_edition(actor, id, Format::Ob3).await?;
        if placed.assertion.revocation.is_some() {
            return Err(Error::NotFound);
        }
        let report = self.report(Document::parse(body.as_bytes()), compare).await?;
        Ok((placed, Verified { report, at: self.now() }))
    }

    /// What an address holds: one of our own edubadges from the store, anything else by a fetch.
    async fn document_at(&self, address: &str) -> Result<Document> {
        let address = address.trim();
        let answer = match self.urls().own_path(address) {
            Some(path) => self.own_answer(path).await?,
            None => {
                let accept = "application/vc, application/ld+json, application/json, application/vc+jwt, image/png, image/svg+xml";
                fetch::get(address, accept, 8 * 1024 * 1024, !self.settings().demo).await
            }
        };
        match answer {
            Answer::Fetched { status: 200 | 410, body, .. } => Ok(Document::parse_fetched(&body, address)),
            Answer::Fetched { .. } => Err(Error::invalid("link", "link-not-found")),
            Answer::Failed(_) => Err(Error::invalid("link", "link-unreachable")),
        }
    }

    async fn report(&self, document: Document, compare: &Compare) -> Result<Report> {
        let mut facts = Facts::new();
        facts.typed(Typed::Name(compare.name.clone()));
        facts.typed(Typed::Email(compare.mail.clone()));
        // Each round needs at least one answer more, so this ends.
        for _ in 0..=MAX_FETCHES {
            let (doc, known, now) = (document.clone(), facts.clone(), self.now());
            // JSON-LD and signatures are work for a thread of its own.
            let step = tokio::task::spawn_blocking(move || verify(&doc, &known, now)).await.map_err(Error::internal)?;
            let needs = match step {
                Step::Done(report) => {
                    let mut report = *report;
                    let issuer = self.issuer_of(&report).await?;
                    // Once more with what we know about our own keys.
                    if let Some(placement) = &issuer {
                        for (method, state) in self.key_states(placement.issuer.id).await? {
                            facts.key_state(method, state);
                        }
                        let (doc, known, now) = (document.clone(), facts.clone(), self.now());
                        let again = tokio::task::spawn_blocking(move || verify(&doc, &known, now));
                        if let Step::Done(again) = again.await.map_err(Error::internal)? {
                            report = *again;
                        }
                    }
                    self.add_own_checks(&mut report, issuer.as_ref()).await?;
                    return Ok(report);
                }
                Step::Need(needs) => needs,
            };
            let answers = futures::future::join_all(needs.into_iter().map(|need| self.answer(need))).await;
            for answer in answers {
                let (url, answer) = answer?;
                facts.answer(url, answer);
            }
        }
        Err(Error::Internal("a verification that doesn't end".into()))
    }

    async fn answer(&self, need: Request) -> Result<(String, Answer)> {
        let answer = match self.urls().own_path(&need.url) {
            Some(path) => self.own_answer(path).await?,
            None => fetch::get(&need.url, need.accept, need.max_bytes, !self.settings().demo).await,
        };
        Ok((need.url, answer))
    }

    /// Our own addresses, answered from the store: what a stranger's request would get.
    async fn own_answer(&self, path: &str) -> Result<Answer> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        let visitor = &Actor::Visitor;
        let found: Result<(String, bool)> = match parts.as_slice() {
            ["issuers", issuer, "did.json"] => match issuer.parse() {
                Ok(issuer) => self.did_document(visitor, issuer).await.map(|d| (d.to_string(), false)),
                Err(_) => Err(Error::NotFound),
            },
            ["issuers", issuer, "status", list] => {
                let (list, jwt) = list.strip_suffix(".jwt").map_or((*list, false), |l| (l, true));
                match (issuer.parse(), list.parse()) {
                    (Ok(issuer), Ok(list)) => self.status_list(visitor, issuer, list, jwt).await.map(|b| (b, false)),
                    _ => Err(Error::NotFound),
                }
            }
            ["ob2", "assertions", id] => match id.parse() {
                Ok(id) => self.hosted_assertion(visitor, id, Format::Ob2).await,
                Err(_) => Err(Error::NotFound),
            },
            ["edubadges", id] | ["edubadges", id, "ob3.json"] => match id.parse() {
                Ok(id) => self.hosted_assertion(visitor, id, Format::Ob3).await,
                Err(_) => Err(Error::NotFound),
            },
            ["ob2", "badge-classes", id] => match id.parse() {
                Ok(id) => self.ob2_badge_class(visitor, id).await.map(|d| (d.to_string(), false)),
                Err(_) => Err(Error::NotFound),
            },
            ["ob2", "issuers", id] => match id.parse() {
                Ok(id) => self.ob2_issuer_profile(visitor, id).await.map(|d| (d.to_string(), false)),
                Err(_) => Err(Error::NotFound),
            },
            ["ob2", "issuers", id, "revocations"] => match id.parse() {
                Ok(id) => self.ob2_revocations(visitor, id).await.map(|d| (d.to_string(), false)),
                Err(_) => Err(Error::NotFound),
            },
            ["ob2", "keys", id] => match id.parse() {
                Ok(id) => self.ob2_key(visitor, id).await.map(|d| (d.to_string(), false)),
                Err(_) => Err(Error::NotFound),
            },
            _ => Err(Error::NotFound),
        };
        match found {
            Ok((body, gone)) => {
                Ok(Answer::Fetched { status: if gone { 410 } else { 200 }, media_type: None, body: body.into_bytes() })
            }
            Err(Error::NotFound) => Ok(Answer::Fetched { status: 404, media_type: None, body: Vec::new() }),
            Err(other) => Err(other),
        }
    }

    /// The issuer of ours that a document names, whether or not it really comes from there.
    async fn issuer_of(&self, report: &Report) -> Result<Option<Placement>> {
        let named = report.subject.issuer.id.as_str();
        let by_address = self.urls().own_path(named).and_then(|path| path.rsplit('/').next()?.parse::<IssuerId>().ok());
        let by_did = named
            .rsplit_once(':')
            .and_then(|(_, last)| last.parse::<IssuerId>().ok())
            .filter(|issuer| self.urls().did_web(*issuer) == named);
        // In a demo an issuer is a bare key; whose, the class's address says and the key proves.
        let by_class = self.class_of(report);
        let found = self.store().read(async move |tx: &mut Tx| {
            if let Some(issuer) = by_address.or(by_did) {
                return Ok::<_, Error>(tx.issuer(issuer).await?);
            }
            match by_class {
                Some((class, _)) => Ok(tx.badge_class(class).await?.map(|placed| placed.placement)),
                None => Ok(None),
            }
        });
        let Some(placement) = found.await? else { return Ok(None) };
        let known = self.key_states(placement.issuer.id).await?;
        let is_its_key = known.iter().any(|(method, _)| ::credentials::did::without_fragment(method) == named);
        Ok((by_address.is_some() || by_did.is_some() || is_its_key).then_some(placement))
    }

    /// The class and version of ours that the achievement's id names.
    fn class_of(&self, report: &Report) -> Option<(BadgeClassId, i64)> {
        let path = self.urls().own_path(report.subject.achievement_id.as_deref()?)?;
        match path.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
            ["badge-classes", class, "versions", number] => Some((class.parse().ok()?, number.parse().ok()?)),
            _ => None,
        }
    }

    async fn add_own_checks(&self, report: &mut Report, issuer: Option<&Placement>) -> Result<()> {
        let named = report.subject.issuer.id.clone();
        let Some(placement) = issuer else {
            if !named.is_empty() {
                report.set(Check::undecided(CheckName::IssuerKnown, Reason::new(reason::ISSUER_UNKNOWN).with("issuer", named)));
            }
            self.add_name_assurance(report);
            return Ok(());
        };
        let name = placement.issuer.name(Lang::Nl).to_owned();
        report.set(Check::passed(CheckName::IssuerKnown, Reason::new(reason::ISSUER_KNOWN).with("issuer", name)));
        let version = self.version_named(report).await?;
        let published = version.filter(|(_, of)| *of == placement.issuer.id).map(|(version, _)| version);
        report.set(match &published {
            Some(version) => achievement_check(report, version),
            None => Check::failed(CheckName::Achievement, reason::ACHIEVEMENT_NOT_PUBLISHED),
        });
        if let Some(version) = &published {
            self.add_quality(report, version, placement).await?;
        }
        self.add_name_assurance(report);
        Ok(())
    }

    /// The version that the document names: by its address (3.0), or by its own (2.0).
    async fn version_named(&self, report: &Report) -> Result<Option<(Version, IssuerId)>> {
        let by_number = self.class_of(report);
        let by_id = report
            .subject
            .achievement_id
            .as_deref()
            .and_then(|id| self.urls().own_path(id)?.strip_prefix("/ob2/badge-classes/")?.parse().ok());
        self.store()
            .read(async move |tx: &mut Tx| {
                let version = match (by_number, by_id) {
                    (Some((class, number)), _) => tx.version_by_number(class, number).await?,
                    (None, Some(id)) => tx.version(id).await?,
                    (None, None) => None,
                };
                let Some(version) = version else { return Ok(None) };
                let placed = tx.badge_class(version.class).await?;
                Ok::<_, Error>(placed.map(|p| (version, p.placement.issuer.id)))
            })
            .await
    }

    async fn add_quality(&self, report: &mut Report, version: &Version, placement: &Placement) -> Result<()> {
        let content = &version.content;
        let frameworks = self.store().read(async move |tx: &mut Tx| tx.frameworks().await).await?;
        let framework = match &content.quality {
            Some(Quality::Framework(id)) => frameworks.iter().find(|f| f.id == *id),
            _ => None,
        };
        let named = match &content.quality {
            Some(Quality::Own { name, .. }) => Some(name.clone()),
            Some(Quality::Framework(_)) => framework.map(|f| f.name.get(Lang::Nl).to_owned()),
            None => None,
        };
        report.set(match named {
            Some(name) => {
                Check::passed(CheckName::QualityFramework, Reason::new(reason::QUALITY_FRAMEWORK_NAMED).with("framework", name))
            }
            None if content.kind == Type::Microcredential => {
                Check::undecided(CheckName::QualityFramework, reason::QUALITY_FRAMEWORK_ABSENT)
            }
            None => Check::not_applicable(CheckName::QualityFramework, reason::QUALITY_FRAMEWORK_ABSENT),
        });
        let institution = placement.institution.name(Lang::Nl).to_owned();
        let issued = report.subject.awarded.or(report.subject.valid_from);
        let check = match (content.kind, framework, issued) {
            (Type::Microcredential, Some(framework), Some(issued)) => {
                let day = issued.to_zoned(self.zone().clone()).date();
                let name = framework.name.get(Lang::Nl).to_owned();
                let why = |code| Reason::new(code).with("framework", name.clone()).with("institution", institution.clone());
                if placement.institution.accredited(&framework.id, day) {
                    Check::passed(CheckName::Accredited, why(reason::ACCREDITED))
                } else {
                    Check::failed(CheckName::Accredited, why(reason::NOT_ACCREDITED))
                }
            }
            _ => Check::not_applicable(CheckName::Accredited, reason::ACCREDITATION_NOT_NEEDED),
        };
        report.set(check);
        Ok(())
    }

    /// Who vouched for the name, as the credential states it.
    fn add_name_assurance(&self, report: &mut Report) {
        let stated = report.subject.name_assurance.clone();
        let check = match (&report.subject.recipient_name, stated) {
            (None, _) => Check::not_applicable(CheckName::NameAssurance, reason::NAME_ABSENT),
            (Some(_), Some(assurance)) if assurance.level == "validated" => {
                let date = assurance.on.map(|on| on.to_zoned(self.zone().clone()).date().to_string());
                Check::passed(
                    CheckName::NameAssurance,
                    Reason::new(reason::NAME_VALIDATED)
                        .with("source", assurance.source.unwrap_or_default())
                        .with("date", date.unwrap_or_default()),
                )
            }
            (Some(_), Some(assurance)) if assurance.level == "named-by-awarder" => {
                Check::passed(CheckName::NameAssurance, reason::NAME_BY_AWARDER)
            }
            (Some(_), _) => Check::undecided(CheckName::NameAssurance, reason::NAME_NOT_VALIDATED),
        };
        report.set(check);
    }
}

/// Whether the achievement says what its published version says.
fn achievement_check(report: &Report, version: &Version) -> Check {
    let texts = &version.content.texts;
    let said = &report.subject;
    let pairs = [
        ("name", said.name.as_deref(), texts.name.as_str()),
        ("description", said.description.as_deref(), texts.description.as_str()),
        ("criteria", said.criteria.as_deref(), texts.criteria.as_str()),
    ];
    let differs = pairs.iter().find(|(_, said, published)| said.unwrap_or_default().trim() != published.trim());
    match differs {
        Some((path, ..)) => {
            Check::failed(CheckName::Achievement, Reason::new(reason::ACHIEVEMENT_DIFFERS).with("path", *path))
        }
        None => Check::passed(
            CheckName::Achievement,
            Reason::new(reason::ACHIEVEMENT_AS_PUBLISHED).with("version", version.number.to_string()),
        ),
    }
}
