//! From our assertion to the shape of a badge: Open Badges 3.0 and 2.0, signed on demand and kept
//! as editions.

use ::credentials::bitstring::{ListCredential, Purpose, StatusEntry, StatusList};
use ::credentials::extensions::Extension;
use ::credentials::ob2::{self, Linked};
use ::credentials::ob3::{
    self, Achievement, AchievementType, Alignment, Credential, Credits, Identifier, Identity,
    Image, LevelStatus, NameAssurance, Profile, ResultDescription, ResultValue, target_type,
};
use ::credentials::{baking, data_integrity};
use domain::assertion::{Assertion, EditionKind, Format, KeyAlgorithm, PublicChoices, SigningKey};
use domain::badge_class::{Content, Level, LevelSource, Quality, Supervision, Type, Version};
use domain::institution::Institution;
use domain::person::{IdentifierKind, NameSource};
use domain::policy::{Action, Actor, Resource};
use domain::rule_set::Framework;
use domain::{
    AssertionId, BadgeClassVersionId, EditionId, IssuerId, Lang, SigningKeyId, StatusListId,
};
use serde_json::Value;
use store::Tx;
use store::assertions::{Edition, PlacedAssertion};
use store::institutions::Placement;
use store::persons::Identifier as Proven;

use crate::keys::OpenKey;
use crate::{App, Error, Result, urls};

/// Everything that goes into a signed form.
struct Material {
    placed: PlacedAssertion,
    /// Proven identifiers of the holder, for the hashes.
    proven: Vec<Proven>,
    frameworks: Vec<Framework>,
}

/// What an edition shows.
#[derive(Clone, Copy)]
struct Shown {
    name: bool,
    grade: bool,
    evidence: bool,
    public: bool,
}

impl Shown {
    fn of(kind: EditionKind, choices: Option<PublicChoices>) -> Self {
        match (kind, choices) {
            (EditionKind::Holder, _) => Self {
                name: true,
                grade: true,
                evidence: true,
                public: false,
            },
            (EditionKind::Public, choices) => {
                let c = choices.unwrap_or_default();
                Self {
                    name: c.name,
                    grade: c.grade,
                    evidence: c.evidence,
                    public: true,
                }
            }
        }
    }
}

impl App {
    /// An edition of an edubadge, from the store or signed now.
    pub(crate) async fn edition(
        &self,
        id: AssertionId,
        kind: EditionKind,
        format: Format,
    ) -> Result<String> {
        let now = self.now();
        let found = self.store().read(async move |tx: &mut Tx| {
            if let Some(edition) = tx.edition(id, kind, format).await? {
                return Ok(Err(edition.body));
            }
            let placed = tx.assertion(id).await?.ok_or(Error::NotFound)?;
            let proven = match placed.assertion.person {
                Some(person) => tx.identifiers(person, now).await?,
                None => Vec::new(),
            };
            Ok::<_, Error>(Ok(Material {
                placed,
                proven,
                frameworks: tx.frameworks().await?,
            }))
        });
        let material = match found.await? {
            Err(body) => return Ok(body),
            Ok(material) => material,
        };
        let issuer = material.placed.placement.issuer.id;
        let algorithm = match format {
            Format::Ob3 | Format::Ob3Jwt => KeyAlgorithm::EdDsa,
            Format::Ob2 | Format::Ob2Jws => KeyAlgorithm::Rs256,
        };
        let key = self.issuer_key(issuer, algorithm).await?;
        let shown = Shown::of(kind, material.placed.assertion.public);
        let app = self.clone();
        // Reading JSON-LD and signing is work for a thread of its own.
        let signed =
            tokio::task::spawn_blocking(move || -> Result<(String, domain::SigningKeyId)> {
                let body = match format {
                    Format::Ob3 => {
                        let unsigned = app.ob3(&material, shown, &key.did).to_json();
                        let signed =
                            data_integrity::sign(&unsigned, app.now(), key.signer.as_ref());
                        signed.map_err(Error::internal)?.to_string()
                    }
                    Format::Ob3Jwt => {
                        let unsigned = app.ob3(&material, shown, &key.did).to_json();
                        ob3::sign_jwt(&unsigned, key.signer.as_ref()).map_err(Error::internal)?
                    }
                    Format::Ob2 => app
                        .ob2(&material, shown, true)
                        .hosted(app.urls().base())
                        .to_string(),
                    Format::Ob2Jws => {
                        let assertion = app.ob2(&material, shown, false);
                        assertion
                            .signed(app.urls().base(), key.signer.as_ref())
                            .map_err(Error::internal)?
                    }
                };
                Ok((body, key.id))
            });
        let (body, key) = signed.await.map_err(Error::internal)??;
        let edition = Edition {
            id: EditionId(self.new_id()),
            assertion: id,
            kind,
            format,
            body: body.clone(),
            key,
            created_at: self.now(),
        };
        let permit = self.permit(&Actor::System("sign"), Action::RunJob, &Resource::Open)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.put_edition(&edition).await
            })
            .await?;
        Ok(body)
    }

    /// The name that an edition shows: a name that nobody vouched for never stands publicly.
    fn name_shown(assertion: &Assertion, shown: Shown) -> Option<&domain::person::StampedName> {
        let name = assertion.name.as_ref()?;
        (shown.name && !(shown.public && name.source == NameSource::Account)).then_some(name)
    }

    fn ob3(&self, m: &Material, shown: Shown, did: &str) -> Credential {
        let PlacedAssertion {
            assertion: a,
            version,
            placement,
        } = &m.placed;
        let lang = lang_of(&version.content);
        let absolute = |path: String| self.urls().absolute(&path);
        let mut identities = Vec::new();
        let name = Self::name_shown(a, shown);
        if let Some(mail) = first(&m.proven, IdentifierKind::Mail) {
            identities.push(Identity::hashed("emailAddress", mail, &a.salt));
        }
        if let Some(eduid) = first(&m.proven, IdentifierKind::Eduid) {
            identities.push(Identity::hashed("identifier", eduid, &a.salt));
        }
        if let Some(name) = name {
            identities.push(Identity::in_clear("name", name.name.clone()));
        }
        if identities.is_empty() {
            // A subject is somebody: the hash of the edubadge's own id says no more than that.
            identities.push(Identity::hashed("identifier", &a.id.to_string(), &a.salt));
        }
        let achievement = self.achievement(version, placement, &m.frameworks);
        let results = match (&a.grade, shown.grade) {
            (Some(grade), true) => {
                vec![ResultValue {
                    description: Some(format!("{}#grade", achievement.id)),
                    value: grade.clone(),
                }]
            }
            _ => Vec::new(),
        };
        let evidence = if shown.evidence && !a.evidence.is_empty() {
            vec![ob3::Evidence {
                url: a.evidence.url.clone(),
                name: a.evidence.name.clone(),
                description: a.evidence.description.clone(),
                narrative: None,
                genre: None,
            }]
        } else {
            Vec::new()
        };
        Credential {
            id: absolute(urls::edubadge(a.id)),
            name: achievement.name.clone(),
            image: achievement.image.clone(),
            issuer: self.profile(did.to_owned(), placement, lang),
            awarded: Some(a.awarded_at),
            valid_from: a.valid_from,
            valid_until: a.valid_until,
            subject_id: None,
            identities,
            name_assurance: name.map(name_assurance),
            credits_earned: version.content.ects.map(|e| Credits { halves: e.0.into() }),
            achievement,
            results,
            narrative: if shown.evidence {
                a.narrative.clone()
            } else {
                None
            },
            evidence,
            status: Some(StatusEntry {
                list: absolute(urls::status_list(placement.issuer.id, a.status_list)),
                index: usize::try_from(a.status_index).unwrap_or(0),
                purpose: Purpose::Revocation,
            }),
        }
    }

    fn profile(&self, id: String, placement: &Placement, lang: Lang) -> Profile {
        let Placement {
            institution,
            group,
            issuer,
        } = placement;
        let s = &issuer.settings;
        let logo = s
            .logo
            .get(lang)
            .or_else(|| group.settings.logo.get(lang))
            .or_else(|| institution.settings.logo.get(lang));
        let mut identifiers = Vec::new();
        if let Some(brin) = &institution.registration.brin {
            identifiers.push(Identifier {
                kind: "ext:BRIN".into(),
                value: brin.clone(),
            });
        }
        identifiers.push(Identifier {
            kind: "ext:schacHome".into(),
            value: institution.registration.identifier.clone(),
        });
        identifiers.push(Identifier {
            kind: "ext:country".into(),
            value: institution.registration.country.clone(),
        });
        Profile {
            id,
            name: issuer.name(lang).to_owned(),
            description: domain::text::non_empty(s.description.get(lang)),
            url: domain::text::non_empty(s.url.get(lang))
                .or_else(|| Some(self.urls().absolute(&urls::issuer(issuer.id)))),
            email: s.contact_mail.clone(),
            image: logo.map(|l| Image::at(self.urls().absolute(&urls::file_png(l)))),
            identifiers: Vec::new(),
            parent: Some(Box::new(Profile {
                id: self.urls().absolute(&urls::institution(institution.id)),
                name: institution.name(lang).to_owned(),
                url: domain::text::non_empty(institution.settings.url.get(lang)),
                email: institution.settings.contact_mail.clone(),
                identifiers,
                ..Profile::default()
            })),
        }
    }

    /// One version of a class as an Achievement.
    fn achievement(
        &self,
        version: &Version,
        placement: &Placement,
        frameworks: &[Framework],
    ) -> Achievement {
        let content = &version.content;
        let texts = &content.texts;
        let lang = lang_of(content);
        let id = self
            .urls()
            .absolute(&urls::badge_class_version(version.class, version.number));
        Achievement {
            kind: match content.kind {
                Type::Microcredential => AchievementType::MicroCredential,
                Type::Regular => AchievementType::Course,
                Type::ExtraCurricular => AchievementType::Badge,
            },
            name: texts.name.clone(),
            description: texts.description.clone(),
            criteria: texts.criteria.clone(),
            criteria_url: Some(id.clone()),
            image: content.image.as_ref().map(|i| Image {
                url: self.urls().absolute(&urls::file_png(&i.png)),
                caption: domain::text::non_empty(&texts.image_alt),
            }),
            language: Some(content.language.code().to_owned()),
            version: Some(version.number.to_string()),
            creator: Some(Profile {
                id: self.urls().absolute(&urls::issuer(placement.issuer.id)),
                name: placement.issuer.name(lang).to_owned(),
                ..Profile::default()
            }),
            credits: content.ects.map(|e| Credits { halves: e.0.into() }),
            field_of_study: None,
            human_code: None,
            identifiers: content
                .programmes
                .iter()
                .map(|p| Identifier {
                    kind: format!("ext:{}", p.scheme.code().to_uppercase()),
                    value: p.code.clone(),
                })
                .collect(),
            alignments: alignments(content, frameworks, lang),
            result_descriptions: if content.grade_required {
                vec![ResultDescription {
                    id: format!("{id}#grade"),
                    name: "Grade".into(),
                    kind: "Result".into(),
                }]
            } else {
                Vec::new()
            },
            related: Vec::new(),
            tags: Vec::new(),
            id,
        }
    }

    /// The 2.0 assertion: hosted by address, or (signed) with class and issuer inside, so that it
    /// verifies when nothing is hosted any more.
    fn ob2(&self, m: &Material, shown: Shown, hosted: bool) -> ob2::Assertion {
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
            image: s.logo.get(Lang::En).map(|l| ob2::Image {
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

    /// The status list, signed afresh from what is revoked now: with a Data Integrity proof, or as
    /// VC-JWT for verifiers that read only those.
    pub async fn status_list(
        &self,
        actor: &Actor,
        issuer: IssuerId,
        id: StatusListId,
        jwt: bool,
    ) -> Result<String> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        self.status_list_by(issuer, (id, jwt), None).await
    }

    /// … by the issuer's active key, when it was read already.
    pub(crate) async fn status_list_by(
        &self,
        issuer: IssuerId,
        (id, jwt): (StatusListId, bool),
        key: Option<OpenKey>,
    ) -> Result<String> {
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.status_list(id).await);
        let (list, revoked) = found
            .await?
            .filter(|(list, _)| list.issuer == issuer)
            .ok_or(Error::NotFound)?;
        let key = match key {
            Some(key) => key,
            None => self.issuer_key(issuer, KeyAlgorithm::EdDsa).await?,
        };
        let mut path = urls::status_list(issuer, id);
        if jwt {
            path = urls::status_list_jwt(issuer, id);
        }
        let (address, now, length) = (
            self.urls().absolute(&path),
            self.now(),
            usize::try_from(list.length).unwrap_or(0),
        );
        let signed = tokio::task::spawn_blocking(move || -> Result<String> {
            let mut bits = StatusList::from_bytes(vec![0; length / 8]).map_err(Error::internal)?;
            for index in revoked {
                bits.set(usize::try_from(index).unwrap_or(0), true)
                    .map_err(Error::internal)?;
            }
            let credential = ListCredential {
                id: &address,
                issuer: &key.did,
                purpose: Purpose::Revocation,
                list: &bits,
                valid_from: list.created_at,
                valid_until: None,
            };
            if jwt {
                credential.jwt(key.signer.as_ref()).map_err(Error::internal)
            } else {
                Ok(credential
                    .signed(now, key.signer.as_ref())
                    .map_err(Error::internal)?
                    .to_string())
            }
        });
        signed.await.map_err(Error::internal)?
    }

    /// A picture with the badge inside: PNG or SVG, 2.0 or 3.0.
    pub(crate) async fn baked(
        &self,
        placed: &PlacedAssertion,
        kind: EditionKind,
        (svg, version): (bool, baking::Version),
    ) -> Result<Vec<u8>> {
        let image = placed
            .version
            .content
            .image
            .as_ref()
            .ok_or(Error::NotFound)?;
        let hash = if svg {
            image.svg.as_ref().ok_or(Error::NotFound)?
        } else {
            &image.png
        };
        let bytes = self
            .store()
            .files()
            .get(hash)
            .await?
            .ok_or(Error::NotFound)?;
        let format = match version {
            baking::Version::OpenBadges2 => Format::Ob2Jws,
            baking::Version::OpenBadges3 => Format::Ob3,
        };
        let payload = self.edition(placed.assertion.id, kind, format).await?;
        baking::bake(&bytes, version, &payload).map_err(Error::internal)
    }
}

fn first(proven: &[Proven], kind: IdentifierKind) -> Option<&str> {
    proven
        .iter()
        .find(|p| p.kind == kind)
        .map(|p| p.value.as_str())
}

/// The page language nearest to the language of instruction: for names of organisations.
fn lang_of(content: &Content) -> Lang {
    if content.language == domain::text::Language::Nl {
        Lang::Nl
    } else {
        Lang::En
    }
}

fn name_assurance(name: &domain::person::StampedName) -> NameAssurance {
    NameAssurance {
        level: match name.source {
            NameSource::Institution | NameSource::External => "validated",
            NameSource::Awarder => "named-by-awarder",
            NameSource::Account => "not-validated",
        }
        .into(),
        source: name.vouched_by.clone(),
        on: Some(name.at),
    }
}

fn status<L: Copy>(kind: Type, level: &Level<L>) -> LevelStatus {
    match (kind, level.source) {
        (Type::ExtraCurricular, _) => LevelStatus::Indicative,
        (_, LevelSource::Stated) => LevelStatus::StatedByInstitution,
        (_, LevelSource::Classified) => LevelStatus::OfficiallyClassified,
    }
}

/// Everything about the class that Open Badges 3.0 has no property for.
fn alignments(content: &Content, frameworks: &[Framework], lang: Lang) -> Vec<Alignment> {
    let texts = &content.texts;
    let mut all: Vec<Alignment> = Vec::new();
    for outcome in &texts.outcomes {
        let framework = outcome
            .alignment
            .as_ref()
            .and_then(|a| Some((a.name.as_str(), a.url.as_deref()?)));
        all.push(Alignment::learning_outcome(outcome.text.clone(), framework));
    }
    if let Some(eqf) = &content.eqf {
        all.push(Alignment::eqf_level(
            eqf.level.code().parse().unwrap_or(0),
            status(content.kind, eqf),
        ));
    }
    if let Some(nlqf) = &content.nlqf {
        all.push(Alignment::nlqf_level(
            nlqf.level.code(),
            status(content.kind, nlqf),
        ));
    }
    if let Some(cycle) = &content.qf_ehea {
        all.push(Alignment::qf_ehea_cycle(
            cycle.level.code(),
            status(content.kind, cycle),
        ));
    }
    let aspect = |kind, code: &str| Alignment::aspect(kind, Some(code), code);
    for (kind, hours) in [
        (target_type::STUDY_LOAD, content.study_load),
        (target_type::TIME_INVESTMENT, content.time_investment),
    ] {
        all.extend(
            hours.map(|h| Alignment::aspect(kind, Some(&h.to_string()), format!("{h} hours"))),
        );
    }
    if let Some(duration) = content.duration {
        let text = format!("{} {}", duration.count, duration.unit);
        all.push(Alignment::aspect(target_type::DURATION, None, text));
    }
    all.extend(
        content
            .participation
            .iter()
            .map(|p| aspect(target_type::PARTICIPATION, p.code())),
    );
    all.extend(
        content
            .assessment
            .iter()
            .map(|a| aspect(target_type::ASSESSMENT, a.code())),
    );
    all.extend(
        content
            .supervision
            .iter()
            .map(|s| aspect(target_type::SUPERVISION, s.code())),
    );
    match &content.quality {
        Some(Quality::Framework(id)) => {
            let framework = frameworks.iter().find(|f| f.id == *id);
            all.push(Alignment {
                name: framework.map_or_else(|| id.clone(), |f| f.name.get(lang).to_owned()),
                url: framework.and_then(|f| domain::text::non_empty(f.url.get(lang))),
                code: Some(id.clone()),
                kind: Some(target_type::QUALITY_ASSURANCE.into()),
                ..Alignment::default()
            });
        }
        Some(Quality::Own { name, url, text }) => all.push(Alignment {
            name: name.clone(),
            url: url.clone(),
            description: text.clone(),
            kind: Some(target_type::QUALITY_ASSURANCE.into()),
            ..Alignment::default()
        }),
        None => {}
    }
    for (kind, text) in [
        (target_type::PREREQUISITES, &texts.prerequisites),
        (target_type::FURTHER_INFORMATION, &texts.further_information),
        (target_type::SIZE_JUSTIFICATION, &texts.size_justification),
    ] {
        all.extend(domain::text::non_empty(text).map(|t| Alignment::aspect(kind, None, t)));
    }
    if let Some(stackability) = content.stackability {
        let name = domain::text::non_empty(&texts.stackable_towards)
            .unwrap_or_else(|| stackability.code().to_owned());
        all.push(Alignment::aspect(
            target_type::STACKABILITY,
            Some(stackability.code()),
            name,
        ));
    }
    all.extend(content.related.iter().map(|r| Alignment {
        name: r.name.clone(),
        url: r.url.clone(),
        description: r.description.clone(),
        framework: r.framework.clone(),
        code: r.code.clone(),
        kind: Some(target_type::RELATED_FRAMEWORK.into()),
    }));
    all
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
