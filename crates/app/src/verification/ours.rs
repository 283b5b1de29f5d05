//! What is ours in a verification: addresses answered from the store, as a stranger's request
//! would be, and our issuers, keys and published versions. Nothing is read twice.

use std::collections::HashMap;
use std::str::FromStr;

use ::credentials::did::without_fragment;
use ::credentials::report::Report;
use ::credentials::verify::Answer;
use domain::assertion::{Format, KeyAlgorithm, KeyState, SigningKey};
use domain::badge_class::Version;
use domain::policy::Actor;
use domain::rule_set::Framework;
use domain::{AssertionId, BadgeClassId, BadgeClassVersionId, IssuerId, SigningKeyId};
use store::Tx;
use store::assertions::PlacedAssertion;
use store::institutions::Placement;

use crate::{App, Error, Result};

/// A published version, as a document names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum VersionName {
    /// By the class's address and the number (Open Badges 3.0).
    Number(BadgeClassId, i64),
    /// By an address of its own (Open Badges 2.0).
    Id(BadgeClassVersionId),
}

/// What of our own one verification has read so far.
pub(super) struct Ours<'a> {
    app: &'a App,
    keys: HashMap<IssuerId, Vec<SigningKey>>,
    placements: HashMap<IssuerId, Placement>,
    versions: Vec<(Version, Placement)>,
    frameworks: Option<Vec<Framework>>,
}

impl<'a> Ours<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self {
            app,
            keys: HashMap::new(),
            placements: HashMap::new(),
            versions: Vec::new(),
            frameworks: None,
        }
    }

    pub(super) fn app(&self) -> &'a App {
        self.app
    }

    /// Takes what came with an edubadge as read.
    pub(super) fn know(&mut self, placed: &PlacedAssertion) {
        let placement = &placed.placement;
        self.placements
            .insert(placement.issuer.id, placement.clone());
        self.versions
            .push((placed.version.clone(), placement.clone()));
    }

    /// The path of an address of ours. A `did:web` always means https, whatever we are served by.
    pub(super) fn own_path(&self, address: &str) -> Option<String> {
        let host = self.app.urls().base().strip_prefix("http://");
        let without_tls = || {
            address
                .strip_prefix("https://")?
                .strip_prefix(host?)
                .filter(|rest| rest.starts_with('/'))
        };
        let path = self.app.urls().own_path(address).or_else(without_tls)?;
        Some(path.to_owned())
    }

    /// What a stranger's request for this path would get.
    pub(super) async fn answer(&mut self, path: &str) -> Result<Answer> {
        let (status, body) = match self.document(path).await {
            Ok((body, false)) => (200, body),
            Ok((body, true)) => (410, body),
            Err(Error::NotFound) => (404, String::new()),
            Err(other) => return Err(other),
        };
        Ok(Answer::Fetched {
            status,
            media_type: None,
            body: body.into_bytes(),
        })
    }

    /// A document of ours, and whether it says that what was there is gone.
    async fn document(&mut self, path: &str) -> Result<(String, bool)> {
        let app = self.app;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        let visitor = &Actor::Visitor;
        let document = match parts.as_slice() {
            ["issuers", issuer, "did.json"] => {
                let issuer = id(issuer)?;
                let keys = self.keys(issuer).await?;
                if keys.is_empty() {
                    self.placement(issuer).await?.ok_or(Error::NotFound)?;
                }
                app.did_document_of(issuer, &keys)?.to_string()
            }
            ["issuers", issuer, "status", list] => {
                let (list, jwt) = list
                    .strip_suffix(".jwt")
                    .map_or((*list, false), |l| (l, true));
                let (issuer, list) = (id(issuer)?, id(list)?);
                let keys = self.keys(issuer).await?;
                let key = keys
                    .iter()
                    .find(|k| k.algorithm == KeyAlgorithm::EdDsa && k.state == KeyState::Active);
                let key = key.map(|k| app.open_key(k)).transpose()?;
                app.status_list_by(issuer, (list, jwt), key).await?
            }
            ["ob2", "assertions", assertion] => {
                return self.edubadge(id(assertion)?, Format::Ob2).await;
            }
            ["edubadges", assertion] | ["edubadges", assertion, "ob3.json"] => {
                return self.edubadge(id(assertion)?, Format::Ob3).await;
            }
            ["ob2", "badge-classes", version] => {
                let named = VersionName::Id(id(version)?);
                let (version, placement) = self.version(named).await?.ok_or(Error::NotFound)?;
                let frameworks = self.frameworks().await?;
                app.ob2_class_document(&version, &placement, frameworks)
                    .to_string()
            }
            ["ob2", "issuers", issuer] => {
                let issuer = id(issuer)?;
                let placement = self.placement(issuer).await?.ok_or(Error::NotFound)?;
                let keys = self.keys(issuer).await?;
                app.ob2_issuer_document(&placement, &keys).to_string()
            }
            ["ob2", "issuers", issuer, "revocations"] => {
                app.ob2_revocations(visitor, id(issuer)?).await?.to_string()
            }
            ["ob2", "keys", key] => {
                let key: SigningKeyId = id(key)?;
                let known = self.keys.values().flatten().find(|k| k.id == key);
                match known {
                    Some(known) => app.ob2_key_document(known)?.to_string(),
                    None => app.ob2_key(visitor, key).await?.to_string(),
                }
            }
            _ => return Err(Error::NotFound),
        };
        Ok((document, false))
    }

    async fn edubadge(&mut self, id: AssertionId, format: Format) -> Result<(String, bool)> {
        let found = self.app.public_edition(&Actor::Visitor, id, format).await?;
        self.know(&found.0);
        Ok(self.app.hosted_form(&found, format))
    }

    /// All keys that an issuer ever had.
    pub(super) async fn keys(&mut self, issuer: IssuerId) -> Result<Vec<SigningKey>> {
        if let Some(known) = self.keys.get(&issuer) {
            return Ok(known.clone());
        }
        let read = self
            .app
            .store()
            .read(async move |tx: &mut Tx| tx.keys_of(issuer).await);
        let found = read.await?;
        self.keys.insert(issuer, found.clone());
        Ok(found)
    }

    async fn placement(&mut self, issuer: IssuerId) -> Result<Option<Placement>> {
        if let Some(known) = self.placements.get(&issuer) {
            return Ok(Some(known.clone()));
        }
        let read = self
            .app
            .store()
            .read(async move |tx: &mut Tx| tx.issuer(issuer).await);
        let found = read.await?;
        if let Some(placement) = &found {
            self.placements.insert(issuer, placement.clone());
        }
        Ok(found)
    }

    async fn version(&mut self, named: VersionName) -> Result<Option<(Version, Placement)>> {
        let known = self.versions.iter().find(|(version, _)| match named {
            VersionName::Id(id) => version.id == id,
            VersionName::Number(class, number) => {
                version.class == class && version.number == number
            }
        });
        if let Some(known) = known {
            return Ok(Some(known.clone()));
        }
        let read = self.app.store().read(async move |tx: &mut Tx| match named {
            VersionName::Id(id) => tx.placed_version(id).await,
            VersionName::Number(class, number) => tx.placed_version_by_number(class, number).await,
        });
        let found = read.await?;
        if let Some((version, placement)) = &found {
            self.placements
                .insert(placement.issuer.id, placement.clone());
            self.versions.push((version.clone(), placement.clone()));
        }
        Ok(found)
    }

    pub(super) async fn frameworks(&mut self) -> Result<&[Framework]> {
        if self.frameworks.is_none() {
            let read = self
                .app
                .store()
                .read(async move |tx: &mut Tx| tx.frameworks().await);
            self.frameworks = Some(read.await?);
        }
        Ok(self.frameworks.as_deref().unwrap_or_default())
    }

    /// The version of ours that a document names.
    pub(super) async fn version_named(
        &mut self,
        report: &Report,
    ) -> Result<Option<(Version, Placement)>> {
        match self.version_name(report) {
            Some(named) => self.version(named).await,
            None => Ok(None),
        }
    }

    fn version_name(&self, report: &Report) -> Option<VersionName> {
        let path = self
            .app
            .urls()
            .own_path(report.subject.achievement_id.as_deref()?)?;
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["badge-classes", class, "versions", number] => Some(VersionName::Number(
                class.parse().ok()?,
                number.parse().ok()?,
            )),
            ["ob2", "badge-classes", version] => Some(VersionName::Id(version.parse().ok()?)),
            _ => None,
        }
    }

    /// The issuer of ours that a document names, whether or not it really comes from there.
    pub(super) async fn issuer_named(&mut self, report: &Report) -> Result<Option<Placement>> {
        let named = report.subject.issuer.id.as_str();
        let urls = self.app.urls();
        let by_address = urls
            .own_path(named)
            .and_then(|path| path.rsplit('/').next()?.parse::<IssuerId>().ok());
        let by_did = named
            .rsplit_once(':')
            .and_then(|(_, last)| last.parse::<IssuerId>().ok())
            .filter(|issuer| urls.did_web(*issuer) == named);
        let of_version = self.version_named(report).await?;
        if let Some(issuer) = by_address.or(by_did) {
            return self.placement(issuer).await;
        }
        // In a demo an issuer is a bare key; whose, the class's address says and the key proves.
        let placement = match (of_version, self.version_name(report)) {
            (Some((_, placement)), _) => placement,
            (None, Some(VersionName::Number(class, _))) => {
                let read = self
                    .app
                    .store()
                    .read(async move |tx: &mut Tx| tx.badge_class(class).await);
                match read.await? {
                    Some(placed) => placed.placement,
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        let keys = self.keys(placement.issuer.id).await?;
        let is_its_key = self
            .app
            .key_states(&keys)?
            .iter()
            .any(|(method, _)| without_fragment(method) == named);
        Ok(is_its_key.then_some(placement))
    }
}

fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::NotFound)
}
