//! Signing keys of issuers: made on first use, sealed at rest, opened to sign.
//!
//! One key per issuer and algorithm: Ed25519 for Open Badges 3.0, RSA for 2.0. An issuer is
//! `did:web` under the platform's address; in the demo, whose address no one else can resolve,
//! it is the `did:key` of its own Ed25519 key.

use ::credentials::crypto::{Ed25519Signer, PublicKey, RsaSigner, Signer};
use ::credentials::did::{self, PublishedKey};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use domain::assertion::{KeyAlgorithm, KeyState, SigningKey};
use domain::policy::{Action, Actor, Resource};
use domain::{IssuerId, SigningKeyId};
use store::Tx;

use crate::settings::MasterKey;
use crate::{App, Error, Result, urls};

/// An issuer's key, opened.
pub(crate) struct OpenKey {
    pub id: SigningKeyId,
    /// The issuer's DID.
    pub did: String,
    pub signer: Box<dyn Signer>,
}

impl App {
    /// The issuer's active key for an algorithm; made when it has none.
    pub(crate) async fn issuer_key(
        &self,
        issuer: IssuerId,
        algorithm: KeyAlgorithm,
    ) -> Result<OpenKey> {
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.active_key(issuer, algorithm).await)
            .await?;
        let key = match found {
            Some(key) => key,
            None => self.make_key(issuer, algorithm).await?,
        };
        self.open_key(&key)
    }

    async fn make_key(&self, issuer: IssuerId, algorithm: KeyAlgorithm) -> Result<SigningKey> {
        let secret = match algorithm {
            KeyAlgorithm::EdDsa => self.random().bytes::<32>()?.to_vec(),
            KeyAlgorithm::Rs256 => new_rsa_key().await?,
        };
        let id = SigningKeyId(self.new_id());
        let public = public_key(algorithm, &secret)?;
        let master = self
            .settings()
            .master_keys
            .first()
            .ok_or_else(|| Error::Internal("no master key".into()))?;
        let key = SigningKey {
            id,
            issuer,
            algorithm,
            state: KeyState::Active,
            public_jwk: public.to_jwk().to_string(),
            sealed_private: seal(master, id, &secret, self.random().bytes()?)?,
            master_key: master.id.clone(),
            created_at: self.now(),
            compromised_since: None,
        };
        let permit = self.permit(&Actor::System("keys"), Action::RunJob, &Resource::Open)?;
        let stored = key.clone();
        let made = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.insert_signing_key(&stored).await
            })
            .await?;
        if made {
            return Ok(key);
        }
        // Another process was first; its key is the one.
        let found = self
            .store()
            .read(async move |tx: &mut Tx| tx.active_key(issuer, algorithm).await)
            .await?;
        found.ok_or_else(|| Error::Internal("no active key after making one".into()))
    }

    pub(crate) fn open_key(&self, key: &SigningKey) -> Result<OpenKey> {
        let master = self
            .settings()
            .master_keys
            .iter()
            .find(|m| m.id == key.master_key);
        let master = master.ok_or_else(|| {
            Error::Internal(format!("master key {} is not configured", key.master_key))
        })?;
        let secret = unseal(master, key.id, &key.sealed_private)?;
        let (did, signer): (String, Box<dyn Signer>) = match key.algorithm {
            KeyAlgorithm::EdDsa => {
                let seed: [u8; 32] = secret
                    .as_slice()
                    .try_into()
                    .map_err(|_| Error::Internal("a seed of the wrong length".into()))?;
                if self.settings().demo {
                    let signer = Ed25519Signer::did_key(&seed).map_err(Error::internal)?;
                    (
                        did::without_fragment(signer.verification_method()).to_owned(),
                        Box::new(signer),
                    )
                } else {
                    let did = self.urls().did_web(key.issuer);
                    let method = format!("{did}#{}", key.id);
                    (
                        did,
                        Box::new(Ed25519Signer::from_seed(&seed, method).map_err(Error::internal)?),
                    )
                }
            }
            KeyAlgorithm::Rs256 => {
                let address = self.urls().absolute(&urls::ob2_key(key.id));
                let signer = RsaSigner::from_pkcs8(&secret, address).map_err(Error::internal)?;
                (self.urls().did_web(key.issuer), Box::new(signer))
            }
        };
        Ok(OpenKey {
            id: key.id,
            did,
            signer,
        })
    }

    /// The issuer's DID document: every key that ever signed, so that old signatures stay good.
    pub async fn did_document(&self, actor: &Actor, issuer: IssuerId) -> Result<serde_json::Value> {
        self.permit(actor, Action::ReadPublic, &Resource::Open)?;
        let found = self.store().read(async move |tx: &mut Tx| {
            let Some(_) = tx.issuer(issuer).await? else {
                return Ok(None);
            };
            Ok::<_, Error>(Some(tx.keys_of(issuer).await?))
        });
        let keys = found.await?.ok_or(Error::NotFound)?;
        self.did_document_of(issuer, &keys)
    }

    pub(crate) fn did_document_of(
        &self,
        issuer: IssuerId,
        keys: &[SigningKey],
    ) -> Result<serde_json::Value> {
        let public: Vec<(String, PublicKey, &SigningKey)> = keys
            .iter()
            .filter(|k| k.algorithm == KeyAlgorithm::EdDsa)
            .map(|k| Ok((k.id.to_string(), jwk(k)?, k)))
            .collect::<Result<_>>()?;
        let published: Vec<PublishedKey<'_>> = public
            .iter()
            .map(|(fragment, key, stored)| PublishedKey {
                fragment,
                key,
                revoked: stored.compromised_since,
            })
            .collect();
        let address = self.urls().absolute(&urls::issuer(issuer));
        Ok(did::document(
            &self.urls().did_web(issuer),
            &[&address],
            &published,
        ))
    }

    /// What is known here about an issuer's keys, by verification method.
    pub(crate) fn key_states(
        &self,
        keys: &[SigningKey],
    ) -> Result<Vec<(String, ::credentials::verify::KeyState)>> {
        use ::credentials::verify::KeyState as Known;
        keys.iter()
            .map(|key| {
                let state = match (key.state, key.compromised_since) {
                    (KeyState::Compromised, Some(since)) => Known::CompromisedSince(since),
                    (KeyState::Compromised, None) => Known::CompromisedSince(key.created_at),
                    (KeyState::Retired, _) => Known::Retired,
                    (KeyState::Active, _) => Known::Active,
                };
                Ok((self.verification_method(key)?, state))
            })
            .collect()
    }

    fn verification_method(&self, key: &SigningKey) -> Result<String> {
        Ok(match key.algorithm {
            KeyAlgorithm::Rs256 => self.urls().absolute(&urls::ob2_key(key.id)),
            KeyAlgorithm::EdDsa if self.settings().demo => did::did_key_method(&jwk(key)?)
                .ok_or_else(|| Error::Internal("no did:key".into()))?,
            KeyAlgorithm::EdDsa => format!("{}#{}", self.urls().did_web(key.issuer), key.id),
        })
    }
}

/// The public part of a key.
pub(crate) fn jwk(key: &SigningKey) -> Result<PublicKey> {
    let jwk = serde_json::from_str(&key.public_jwk).map_err(Error::internal)?;
    PublicKey::from_jwk(&jwk).map_err(Error::internal)
}

fn public_key(algorithm: KeyAlgorithm, secret: &[u8]) -> Result<PublicKey> {
    let signer: Box<dyn Signer> = match algorithm {
        KeyAlgorithm::EdDsa => {
            let seed: [u8; 32] = secret
                .try_into()
                .map_err(|_| Error::Internal("a seed of the wrong length".into()))?;
            Box::new(Ed25519Signer::did_key(&seed).map_err(Error::internal)?)
        }
        KeyAlgorithm::Rs256 => {
            Box::new(RsaSigner::from_pkcs8(secret, "").map_err(Error::internal)?)
        }
    };
    Ok(signer.public_key().clone())
}

/// Making an RSA key takes a while: on a thread of its own. It draws its randomness from the
/// library itself; a repeatable RSA key would be worth nothing.
async fn new_rsa_key() -> Result<Vec<u8>> {
    let made = tokio::task::spawn_blocking(|| {
        let pair = KeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| Error::Internal("making an RSA key".into()))?;
        let der: Pkcs8V1Der<'_> = pair
            .as_der()
            .map_err(|_| Error::Internal("writing an RSA key".into()))?;
        Ok(der.as_ref().to_vec())
    });
    made.await.map_err(Error::internal)?
}

/// AES-256-GCM (NIST SP 800-38D): nonce, then ciphertext with its tag; the key's id is bound in,
/// so that one row's secret can't be moved to another.
fn seal(
    master: &MasterKey,
    id: SigningKeyId,
    secret: &[u8],
    nonce: [u8; NONCE_LEN],
) -> Result<Vec<u8>> {
    let key = LessSafeKey::new(
        UnboundKey::new(&AES_256_GCM, &master.key)
            .map_err(|_| Error::Internal("master key".into()))?,
    );
    let mut sealed = secret.to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(id.0.as_bytes()),
        &mut sealed,
    )
    .map_err(|_| Error::Internal("sealing a key".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unseal(master: &MasterKey, id: SigningKeyId, sealed: &[u8]) -> Result<Vec<u8>> {
    let wrong = || Error::Internal("a sealed key doesn't open with its master key".into());
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
    let nonce: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| wrong())?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &master.key).map_err(|_| wrong())?);
    let mut buffer = rest.to_vec();
    let open = key.open_in_place(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(id.0.as_bytes()),
        &mut buffer,
    );
    Ok(open.map_err(|_| wrong())?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn master(byte: u8) -> MasterKey {
        MasterKey {
            id: "m".into(),
            key: [byte; 32],
        }
    }

    #[test]
    fn a_sealed_key_opens_with_its_master_key_and_its_own_id_alone() {
        let (one, other) = (
            SigningKeyId(uuid::Uuid::from_u128(1)),
            SigningKeyId(uuid::Uuid::from_u128(2)),
        );
        let sealed = seal(&master(1), one, b"secret", [9; NONCE_LEN]).unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"secret"));
        assert_eq!(unseal(&master(1), one, &sealed).unwrap(), b"secret");
        assert!(unseal(&master(2), one, &sealed).is_err());
        assert!(unseal(&master(1), other, &sealed).is_err());
        assert!(unseal(&master(1), one, &sealed[..5]).is_err());
    }
}
