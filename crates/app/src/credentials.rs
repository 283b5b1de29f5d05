//! From our assertion to the shape of a badge: Open Badges 3.0 and 2.0, signed on demand and kept
//! as editions.

mod ob2;
mod ob3;

use ::credentials::bitstring::{ListCredential, Purpose, StatusList};
use ::credentials::ob3::sign_jwt;
use ::credentials::{baking, data_integrity};
use domain::assertion::{Assertion, EditionKind, Format, KeyAlgorithm, PublicChoices};
use domain::badge_class::Content;
use domain::person::{IdentifierKind, NameSource};
use domain::policy::{Action, Actor, Resource};
use domain::rule_set::Framework;
use domain::{AssertionId, EditionId, IssuerId, Lang, StatusListId};
use store::Tx;
use store::assertions::{Edition, PlacedAssertion};
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
                        sign_jwt(&unsigned, key.signer.as_ref()).map_err(Error::internal)?
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
