//! Our assertion in Open Badges 2.0, and what it refers to: badge class, issuer, key, revocations.

use ::credentials::extensions::Extension;
use ::credentials::ob2::{self, Linked};
use domain::assertion::{KeyAlgorithm, SigningKey};
use domain::badge_class::{Content, LevelSource, Quality, Supervision, Type, Version};
use domain::institution::Institution;
use domain::person::IdentifierKind;
use domain::policy::{Action, Actor, Resource};
use domain::rule_set::Framework;
use domain::{BadgeClassVersionId, IssuerId, Lang, SigningKeyId};
use serde_json::Value;
use store::Tx;
use store::assertions::PlacedAssertion;
use store::institutions::Placement;

use super::{Material, Shown, first, lang_of};
use crate::{App, Error, Result, urls};

impl App {
    /// The 2.0 assertion: hosted by address, or (signed) with class and issuer inside, so that it
    /// verifies when nothing is hosted any more.
    pub(super) fn ob2(&self, m: &Material, shown: Shown, hosted: bool) -> ob2::Assertion {
        let PlacedAssertion {
            assertion: a,
            version,
            placement,
        } = &m.placed;
        let absolute = |path: String| self.urls().absolute(&path);
        let recipient = match (
            first(&m.proven, IdentifierKind::Mail),
            first(&m.proven, IdentifierKind::Eduid),
        ) {
            (Some(mail), _) => ob2::Recipient::hashed(ob2::IdentityType::Email, mail, &a.salt),
            (None, Some(eduid)) => ob2::Recipient::hashed(ob2::IdentityType::Id, eduid, &a.salt),
            (None, None) => {
                ob2::Recipient::hashed(ob2::IdentityType::Id, &a.id.to_string(), &a.salt)
            }
        };
        ob2::Assertion {
            id: absolute(urls::ob2_assertion(a.id)),
            recipient,
            badge: if hosted {
                Linked::Address(absolute(urls::ob2_badge_class(version.id)))
            } else {
                Linked::Embedded(Box::new(self.ob2_class(version, placement, &m.frameworks)))
            },
            issued_on: a.valid_from,
            expires: a.valid_until,
            image: version.content.image.as_ref().map(|i| ob2::Image {
                id: absolute(urls::file_png(&i.png)),
                caption: None,
            }),
            narrative: if shown.evidence {
                a.narrative.clone()
            } else {
                None
            },
            evidence: if shown.evidence && !a.evidence.is_empty() {
                vec![ob2::Evidence {
                    id: a.evidence.url.clone(),
                    name: a.evidence.name.clone(),
                    narrative: None,
                    description: a.evidence.description.clone(),
                }]
            } else {
                Vec::new()
            },
            grade: a.grade.clone().filter(|_| shown.grade),
            awarded_on: Some(a.awarded_at),
        }
    }

    fn ob2_class(
        &self,
        version: &Version,
        placement: &Placement,
        frameworks: &[Framework],
    ) -> ob2::BadgeClass {
        let content = &version.content;
        let texts = &content.texts;
        let image = content
            .image
            .as_ref()
            .map(|i| self.urls().absolute(&urls::file_png(&i.png)))
            .unwrap_or_default();
        let page = self
            .urls()
            .absolute(&urls::badge_class_version(version.class, version.number));
        ob2::BadgeClass {
            id: self.urls().absolute(&urls::ob2_badge_class(version.id)),
            issuer: Linked::Address(self.urls().absolute(&urls::ob2_issuer(placement.issuer.id))),
            name: texts.name.clone(),
            description: texts.description.clone(),
            image: ob2::Image {
                id: image,
                caption: None,
            },
            criteria: ob2::Criteria {
                id: Some(page.clone()),
                narrative: domain::text::non_empty(&texts.criteria),
            },
            alignment: content
                .related
                .iter()
                .chain(texts.outcomes.iter().filter_map(|o| o.alignment.as_ref()))
                .map(|r| ob2::Alignment {
                    target_name: r.name.clone(),
                    target_url: r.url.clone().unwrap_or_else(|| page.clone()),
                    target_description: r.description.clone(),
                    target_framework: r.framework.clone(),
                    target_code: r.code.clone(),
                })
                .collect(),
            tags: Vec::new(),
            version: Some(version.number.to_string()),
            extensions: class_extensions(content),
            details: details(content, frameworks),
        }
    }

    fn ob2_issuer(&self, placement: &Placement, keys: &[SigningKey]) -> ob2::Issuer {
        let Placement {
            institution,
            issuer,
            ..
        } = placement;
        let s = &issuer.settings;
        let id = issuer.id;
        let absolute = |path: String| self.urls().absolute(&path);
        let two = |t: &domain::Localized| ob2::InTwoLanguages {
            english: t.en.clone(),
            dutch: t.nl.clone(),
        };
        let host = url::Url::parse(self.urls().base()).ok();
        let loopback = host.as_ref().is_none_or(|u| u.port().is_some());
        ob2::Issuer {
            id: absolute(urls::ob2_issuer(id)),
            name: issuer.name(Lang::En).to_owned(),
            url: domain::text::non_empty(s.url.get(Lang::En))
                .unwrap_or_else(|| absolute(urls::issuer(id))),
            email: s.contact_mail.clone().unwrap_or_default(),
            description: domain::text::non_empty(s.description.get(Lang::En)),
            image: crate::catalogue::logo(placement, Lang::En).map(|l| ob2::Image {
                id: absolute(urls::file_png(l)),
                caption: None,
            }),
            public_keys: keys
                .iter()
                .filter(|k| k.algorithm == KeyAlgorithm::Rs256)
                .map(|k| absolute(urls::ob2_key(k.id)))
                .collect(),
            revocation_list: Some(absolute(urls::ob2_revocations(id))),
            allowed_origins: if loopback {
                Vec::new()
            } else {
                host.and_then(|u| u.host_str().map(str::to_owned))
                    .into_iter()
                    .collect()
            },
            extensions: institution_extensions(institution),
            names: two(&s.name),
            descriptions: two(&s.description),
            urls: two(&s.url),
        }
    }

    /// The badge class of Open Badges 2.0 at the address of one version.
    pub async fn ob2_badge_class(&self, actor: &Actor, id: BadgeClassVersionId) -> Result<Value> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some((version, placement)) = tx.placed_version(id).await? else {
                return Ok(None);
            };
            Ok::<_, Error>(Some((version, placement, tx.frameworks().await?)))
        });
        let (version, placement, frameworks) = found.await?.ok_or(Error::NotFound)?;
        Ok(self.ob2_class_document(&version, &placement, &frameworks))
    }

    pub(crate) fn ob2_class_document(
        &self,
        version: &Version,
        placement: &Placement,
        frameworks: &[Framework],
    ) -> Value {
        self.ob2_class(version, placement, frameworks)
            .to_json(self.urls().base())
    }

    /// The issuer's profile of Open Badges 2.0.
    pub async fn ob2_issuer_profile(&self, actor: &Actor, id: IssuerId) -> Result<Value> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(placement) = tx.issuer(id).await? else {
                return Ok(None);
            };
            Ok::<_, Error>(Some((placement, tx.keys_of(id).await?)))
        });
        let (placement, keys) = found.await?.ok_or(Error::NotFound)?;
        Ok(self.ob2_issuer_document(&placement, &keys))
    }

    pub(crate) fn ob2_issuer_document(&self, placement: &Placement, keys: &[SigningKey]) -> Value {
        self.ob2_issuer(placement, keys).to_json(self.urls().base())
    }

    /// A public key of Open Badges 2.0.
    pub async fn ob2_key(&self, actor: &Actor, id: SigningKeyId) -> Result<Value> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.signing_key(id).await);
        self.ob2_key_document(&found.await?.ok_or(Error::NotFound)?)
    }

    pub(crate) fn ob2_key_document(&self, key: &SigningKey) -> Result<Value> {
        if key.algorithm != KeyAlgorithm::Rs256 {
            return Err(Error::NotFound);
        }
        let key = ob2::CryptographicKey {
            id: self.urls().absolute(&urls::ob2_key(key.id)),
            owner: self.urls().absolute(&urls::ob2_issuer(key.issuer)),
            public_key_pem: crate::keys::jwk(key)?.to_pem(),
        };
        Ok(key.to_json())
    }

    /// The revocations of an issuer's signed 2.0 assertions.
    pub async fn ob2_revocations(&self, actor: &Actor, id: IssuerId) -> Result<Value> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let revoked = self
            .store()
            .read(async move |tx: &mut Tx| tx.revoked_of_issuer(id).await)
            .await?;
        let list = ob2::RevocationList {
            id: self.urls().absolute(&urls::ob2_revocations(id)),
            issuer: self.urls().absolute(&urls::ob2_issuer(id)),
            revoked: revoked
                .into_iter()
                .map(|(assertion, category)| ob2::Revoked {
                    id: self.urls().absolute(&urls::ob2_assertion(assertion)),
                    reason: Some(category.code().to_owned()),
                })
                .collect(),
        };
        Ok(list.to_json())
    }
}

fn class_extensions(content: &Content) -> Vec<Extension> {
    let texts = &content.texts;
    let outcomes: Vec<String> = texts
        .outcomes
        .iter()
        .map(|o| format!("- {}", o.text))
        .collect();
    let language = content.language.code();
    let mut all = vec![Extension::Language(format!(
        "{language}_{}",
        language.to_uppercase()
    ))];
    all.extend(content.ects.map(|e| Extension::Ects {
        half_points: e.0.into(),
    }));
    all.extend(
        content
            .eqf
            .and_then(|l| l.level.code().parse().ok())
            .map(|level| Extension::Eqf { level }),
    );
    if !content.programmes.is_empty() {
        let codes = content.programmes.iter().map(|p| p.code.clone()).collect();
        all.push(Extension::EducationProgramIdentifier(codes));
    }
    if !outcomes.is_empty() {
        all.push(Extension::LearningOutcome(outcomes.join("\n")));
    }
    all.extend(
        content
            .study_load
            .map(|hours| Extension::StudyLoad { hours }),
    );
    all.extend(
        content
            .time_investment
            .map(|hours| Extension::TimeInvestment { hours }),
    );
    all
}

fn institution_extensions(institution: &Institution) -> Vec<Extension> {
    let mut all = vec![
        Extension::InstitutionName(institution.name(Lang::En).to_owned()),
        Extension::InstitutionCountry(institution.registration.country.clone()),
    ];
    all.extend(
        institution
            .registration
            .brin
            .clone()
            .map(Extension::InstitutionIdentifier),
    );
    all.extend(
        institution
            .settings
            .grading_table_url
            .clone()
            .map(Extension::GradingTable),
    );
    all
}

fn details(content: &Content, frameworks: &[Framework]) -> ob2::Details {
    let texts = &content.texts;
    let some = |text: &str| domain::text::non_empty(text);
    let snake = |code: &str| code.replace('-', "_");
    ob2::Details {
        type_badge_class: Some(
            match content.kind {
                Type::Microcredential => "micro_credential",
                Type::Regular => "regular",
                Type::ExtraCurricular => "extra_curricular",
            }
            .into(),
        ),
        formal: Some(content.kind.is_formal()),
        participation: content
            .participation
            .iter()
            .map(|p| snake(p.code()))
            .collect(),
        assessment_type: content.assessment.iter().map(|a| snake(a.code())).collect(),
        assessment_supervised: content
            .supervision
            .map(|s| s != Supervision::UnsupervisedWithoutIdentity),
        assessment_id_verified: content.supervision.map(|s| {
            matches!(
                s,
                Supervision::SupervisedOnline | Supervision::SupervisedOnSite
            )
        }),
        supervision: content.supervision.map(|s| s.code().to_owned()),
        quality_assurance: match &content.quality {
            None => None,
            Some(Quality::Own { name, url, text }) => Some(ob2::QualityAssurance {
                name: name.clone(),
                url: url.clone(),
                description: text.clone(),
            }),
            Some(Quality::Framework(id)) => {
                let lang = lang_of(content);
                frameworks
                    .iter()
                    .find(|f| f.id == *id)
                    .map(|f| ob2::QualityAssurance {
                        name: f.name.get(lang).to_owned(),
                        url: some(f.url.get(lang)),
                        description: some(f.text.get(lang)),
                    })
            }
        },
        stackable: content.stackability.map(|_| content.is_stackable()),
        stackability: some(&texts.stackable_towards),
        grade_achieved_required: Some(content.grade_required),
        eqf_nlqf_level_verified: content
            .eqf
            .map(|l| l.source)
            .or_else(|| content.nlqf.map(|l| l.source))
            .map(|s| s == LevelSource::Classified),
        eqf_level_basis: content.eqf.map(|l| l.source.code().to_owned()),
        nlqf_level: content.nlqf.map(|l| l.level.code().to_owned()),
        nlqf_level_basis: content.nlqf.map(|l| l.source.code().to_owned()),
        qf_ehea_cycle: content.qf_ehea.map(|l| l.level.code().to_owned()),
        qf_ehea_cycle_basis: content.qf_ehea.map(|l| l.source.code().to_owned()),
        duration: content.duration.map(|d| format!("{} {}", d.count, d.unit)),
        prerequisites: some(&texts.prerequisites),
        further_information: some(&texts.further_information),
    }
}
