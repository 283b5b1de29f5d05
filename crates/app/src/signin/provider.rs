//! Talking with a provider: what it says of itself, its keys, a code for tokens, and the checks of
//! an id token.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::person::ProviderKind;
use jiff::Timestamp;
use openidconnect::core::{CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeVerifier, RedirectUrl, TokenResponse as _,
};
use serde_json::Value;
use store::sessions::SignIn;

use super::claims::Claims;
use crate::settings::Provider;
use crate::{App, Error, Result};

/// How far a provider's clock may be off.
const SKEW_SECONDS: i64 = 60;

/// Stands in the description of the demo's provider, which has no passwords: only the demo may
/// use it.
pub const DEMO_MARKER: &str = "insigne_demo";

/// Discovered providers, by issuer: what anyone could fetch again.
#[derive(Clone, Default)]
pub(crate) struct Discovered(Arc<RwLock<HashMap<String, CoreProviderMetadata>>>);

impl App {
    /// The provider's own description of itself.
    pub async fn configuration(&self, provider: &Provider) -> Result<Value> {
        let address = format!(
            "{}/.well-known/openid-configuration",
            provider.issuer.trim_end_matches('/')
        );
        let answer = self.http().get(address).send().await.map_err(unreachable)?;
        answer.json().await.map_err(unreachable)
    }

    /// Whether this is the demo's provider, which asks for no password.
    ///
    /// # Errors
    /// `Unavailable` when it doesn't answer.
    pub async fn is_the_demos(&self, provider: &Provider) -> Result<bool> {
        Ok(!self.configuration(provider).await?[DEMO_MARKER].is_null())
    }

    /// What an address of the provider's answers to whoever holds this token.
    async fn ask(&self, address: &str, token: &str) -> Result<Value> {
        let answer = self.http().get(address).bearer_auth(token).send().await;
        let answer = answer
            .and_then(reqwest::Response::error_for_status)
            .map_err(unreachable)?;
        answer.json().await.map_err(unreachable)
    }

    pub(super) async fn discover(
        &self,
        provider: &Provider,
        afresh: bool,
    ) -> Result<CoreProviderMetadata> {
        if !provider.issuer.starts_with("https://") && !self.settings().allow_http_issuer {
            return Err(Error::Unavailable(
                "an identity provider on plain http".into(),
            ));
        }
        let known = || {
            let map = self
                .discovered()
                .0
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            map.get(&provider.issuer).cloned()
        };
        if let Some(metadata) = known().filter(|_| !afresh) {
            return Ok(metadata);
        }
        if !self.settings().demo && self.is_the_demos(provider).await? {
            return Err(Error::Unavailable(
                "the demo's identity provider outside the demo".into(),
            ));
        }
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(Error::internal)?;
        let http = |request| send(self.http().clone(), request);
        let metadata = CoreProviderMetadata::discover_async(issuer, &http)
            .await
            .map_err(unreachable)?;
        let mut map = self
            .discovered()
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        map.insert(provider.issuer.clone(), metadata.clone());
        Ok(metadata)
    }

    /// Code for tokens; checks the id token; gives its claims, completed by the userinfo.
    pub(super) async fn exchange(
        &self,
        kind: ProviderKind,
        code: String,
        sign_in: &SignIn,
    ) -> Result<(Claims, String)> {
        let provider = self.provider(kind);
        let metadata = self.discover(provider, false).await?;
        let userinfo = metadata.userinfo_endpoint().map(|u| u.url().to_string());
        let http = |request| send(self.http().clone(), request);
        let token = client(provider, metadata.clone(), &self.callback(kind))?
            .exchange_code(AuthorizationCode::new(code))
            .map_err(Error::internal)?
            .set_pkce_verifier(PkceCodeVerifier::new(sign_in.pkce_verifier.clone()))
            .request_async(&http)
            .await
            .map_err(|e| {
                tracing::warn!(error = %e, "token exchange");
                Error::Conflict("sign-in-provider")
            })?;
        let id_token = token.id_token().ok_or(Error::Conflict("sign-in-token"))?;
        let nonce = Nonce::new(sign_in.nonce.clone());
        let checked = |metadata: CoreProviderMetadata| -> Result<String, Wrong> {
            let client = client(provider, metadata, &self.callback(kind)).map_err(Wrong::Other)?;
            let now = self.now();
            let verifier = client
                .id_token_verifier()
                .set_allowed_algs([
                    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
                    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                    CoreJwsSigningAlgorithm::EdDsa,
                ])
                .set_time_fn(move || moment(now))
                .set_issue_time_verifier_fn(move |issued| {
                    let ahead = issued.timestamp() - now.as_second();
                    if ahead > SKEW_SECONDS {
                        Err("issued in the future".into())
                    } else {
                        Ok(())
                    }
                });
            let claims = id_token.claims(&verifier, &nonce).map_err(|e| {
                tracing::warn!(error = %e, "id token");
                let wrong = Error::Conflict("sign-in-token");
                if matches!(e, ClaimsVerificationError::SignatureVerification(_)) {
                    Wrong::Key(wrong)
                } else {
                    Wrong::Other(wrong)
                }
            })?;
            Ok(claims.subject().as_str().to_owned())
        };
        let subject = match checked(metadata) {
            // The provider may have changed its keys since they were read.
            Err(Wrong::Key(_)) => {
                checked(self.discover(provider, true).await?).map_err(Wrong::into_error)?
            }
            other => other.map_err(Wrong::into_error)?,
        };
        let raw = id_token.to_string();
        let mut all = payload(&raw).ok_or(Error::Conflict("sign-in-token"))?;
        if let Some(address) = userinfo {
            let info = self.ask(&address, token.access_token().secret()).await?;
            // OpenID Connect Core 5.3.2: it must be about the same subject.
            if info["sub"].as_str() != Some(subject.as_str()) {
                return Err(Error::Conflict("sign-in-token"));
            }
            for (name, value) in info.as_object().into_iter().flatten() {
                if all.get(name).is_none_or(Value::is_null) {
                    all[name] = value.clone();
                }
            }
        }
        let mut claims = Claims::read(subject, &all);
        if let Some(address) = &provider.links_url {
            claims.add_links(&self.ask(address, token.access_token().secret()).await?);
        }
        Ok((claims, raw))
    }
}

/// What is wrong with an id token.
enum Wrong {
    /// No known key made this signature.
    Key(Error),
    Other(Error),
}

impl Wrong {
    fn into_error(self) -> Error {
        match self {
            Self::Key(e) | Self::Other(e) => e,
        }
    }
}

pub(super) type Client = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

pub(super) fn client(
    provider: &Provider,
    metadata: CoreProviderMetadata,
    callback: &str,
) -> Result<Client> {
    let redirect = RedirectUrl::new(callback.to_owned()).map_err(Error::internal)?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.client_id.clone()),
        Some(ClientSecret::new(provider.client_secret.clone())),
    );
    Ok(client.set_redirect_uri(redirect))
}

/// One request of the library over our own client.
async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let answer = http
        .request(parts.method, parts.uri.to_string())
        .headers(parts.headers)
        .body(body)
        .send()
        .await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn unreachable(e: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("identity provider: {e}"))
}

fn moment(at: Timestamp) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(at.as_second(), 0).unwrap_or_default()
}

/// The payload of a token whose signature was checked.
fn payload(token: &str) -> Option<Value> {
    use base64::Engine as _;
    let middle = token.split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(middle)
        .ok()?;
    serde_json::from_slice::<Value>(&bytes)
        .ok()
        .filter(Value::is_object)
}
