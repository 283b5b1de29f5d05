//! The demo's OpenID provider: real protocol, no passwords. Its description carries a marker, so
//! that `serve` refuses it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use app::texts::Texts;
use askama::Template;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use domain::person::ProviderKind;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Client, Demo, issuer, page, texts};

pub use app::signin::DEMO_MARKER as MARKER;

/// Somebody whom a visitor of the demo can be.
#[derive(Clone, Debug)]
pub struct Persona {
    pub kind: ProviderKind,
    pub subject: String,
    pub given_name: String,
    pub family_name: String,
    pub mail: String,
    pub eppn: Option<String>,
    pub eduid: Option<String>,
    pub home_organisation: Option<String>,
    /// Contexts that this account can reach, the usual one first.
    pub acr: Vec<String>,
    pub role_nl: String,
    pub role_en: String,
    pub about_nl: String,
    pub about_en: String,
}

impl Persona {
    fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    fn initials(&self) -> String {
        let last = self.family_name.rsplit(' ').next().unwrap_or_default();
        [&self.given_name, last]
            .iter()
            .filter_map(|n| n.chars().next())
            .collect()
    }

    fn claims(&self) -> Value {
        json!({
            "sub": self.subject,
            "name": self.name(),
            "given_name": self.given_name,
            "family_name": self.family_name,
            "email": self.mail,
            "email_verified": true,
            "eduperson_principal_name": self.eppn,
            "eduid": self.eduid,
            "schac_home_organization": self.home_organisation,
        })
    }
}

/// A code that was given out and not used yet.
struct Grant {
    kind: ProviderKind,
    subject: String,
    acr: String,
    redirect_uri: String,
    nonce: Option<String>,
    challenge: String,
}

pub(crate) struct Provider {
    listener: SocketAddr,
    client: Client,
    personas: Vec<Persona>,
    signing: EncodingKey,
    jwk: Value,
    codes: Mutex<HashMap<String, Grant>>,
    /// Access token → kind and subject.
    tokens: Mutex<HashMap<String, (ProviderKind, String)>>,
}

impl Provider {
    pub(super) fn new(
        listener: SocketAddr,
        client: Client,
        personas: Vec<Persona>,
    ) -> Result<Self, String> {
        let pair =
            EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|e| e.to_string())?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|e| e.to_string())?;
        let point = pair.public_key().as_ref().to_vec();
        // Uncompressed point: 0x04, x, y (SEC 1, 2.3.3).
        let (x, y) = (&point[1..33], &point[33..65]);
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "demo",
            "x": B64.encode(x), "y": B64.encode(y),
        });
        Ok(Self {
            listener,
            client,
            personas,
            signing: EncodingKey::from_ec_der(pkcs8.as_ref()),
            jwk,
            codes: Mutex::default(),
            tokens: Mutex::default(),
        })
    }

    fn issuer(&self, kind: ProviderKind) -> String {
        issuer(self.listener, kind)
    }

    fn persona(&self, kind: ProviderKind, subject: &str) -> Option<&Persona> {
        self.personas
            .iter()
            .find(|p| p.kind == kind && p.subject == subject)
    }
}

fn kind(code: &str) -> Result<ProviderKind, StatusCode> {
    ProviderKind::from_code(code).ok_or(StatusCode::NOT_FOUND)
}

pub(super) async fn configuration(
    State(demo): State<Demo>,
    Path(code): Path<String>,
) -> Result<Response, StatusCode> {
    let issuer = demo.provider.issuer(kind(&code)?);
    let at = |path: &str| format!("{issuer}/{path}");
    Ok(Json(json!({
        "issuer": issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("jwks"),
        "end_session_endpoint": at("logout"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        MARKER: true,
    }))
    .into_response())
}

pub(super) async fn jwks(State(demo): State<Demo>) -> Json<Value> {
    Json(json!({ "keys": [demo.provider.jwk] }))
}

#[derive(Clone, Deserialize)]
pub(super) struct Ask {
    client_id: String,
    redirect_uri: String,
    state: String,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    code_challenge_method: String,
    #[serde(default)]
    acr_values: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    subject: Option<String>,
}

impl Provider {
    /// Who asks must be the demo's platform, with PKCE.
    fn check(&self, ask: &Ask, kind: ProviderKind) -> Result<(), StatusCode> {
        let callback = format!(
            "{}{}",
            self.client.platform,
            app::urls::sign_in_callback(kind)
        );
        let fine = ask.client_id == self.client.id
            && ask.redirect_uri == callback
            && ask.code_challenge_method == "S256"
            && !ask.code_challenge.is_empty();
        if fine {
            Ok(())
        } else {
            Err(StatusCode::BAD_REQUEST)
        }
    }
}

#[derive(Template)]
#[template(path = "demo/personas.html")]
struct Personas<'a> {
    t: Texts,
    personas: Vec<&'a Persona>,
    action: String,
    ask: &'a Ask,
}

impl Personas<'_> {
    fn is_dutch(&self) -> bool {
        self.t.lang() == domain::Lang::Nl
    }

    fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }
}

pub(super) async fn authorize(
    State(demo): State<Demo>,
    Path(code): Path<String>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let kind = kind(&code)?;
    demo.provider.check(&ask, kind)?;
    let personas = demo
        .provider
        .personas
        .iter()
        .filter(|p| p.kind == kind)
        .collect();
    let action = format!("/{kind}/choose");
    Ok(page(&Personas {
        t: texts(&headers, ask.lang.as_deref()),
        personas,
        action,
        ask: &ask,
    }))
}

pub(super) async fn choose(
    State(demo): State<Demo>,
    Path(code): Path<String>,
    Form(ask): Form<Ask>,
) -> Result<Response, StatusCode> {
    let kind = kind(&code)?;
    demo.provider.check(&ask, kind)?;
    let mut back = url::Url::parse(&ask.redirect_uri).map_err(|_| StatusCode::BAD_REQUEST)?;
    back.query_pairs_mut()
        .append_pair("state", &ask.state)
        .append_pair("iss", &demo.provider.issuer(kind));
    let persona = ask
        .subject
        .as_deref()
        .and_then(|s| demo.provider.persona(kind, s));
    let Some(persona) = persona else {
        back.query_pairs_mut().append_pair("error", "access_denied");
        return Ok(Redirect::to(back.as_str()).into_response());
    };
    // The context that was asked for when the account can reach it, else its usual one.
    let wanted: Vec<&str> = ask
        .acr_values
        .as_deref()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let reached = persona
        .acr
        .iter()
        .find(|a| wanted.contains(&a.as_str()))
        .or_else(|| persona.acr.first());
    let code = demo
        .app
        .new_secret()
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let grant = Grant {
        kind,
        subject: persona.subject.clone(),
        acr: reached.cloned().unwrap_or_default(),
        redirect_uri: ask.redirect_uri.clone(),
        nonce: ask.nonce.clone(),
        challenge: ask.code_challenge.clone(),
    };
    demo.provider
        .codes
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(code.clone(), grant);
    back.query_pairs_mut().append_pair("code", &code);
    Ok(Redirect::to(back.as_str()).into_response())
}

#[derive(Deserialize)]
pub(super) struct TokenRequest {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

pub(super) async fn token(
    State(demo): State<Demo>,
    Path(code): Path<String>,
    headers: HeaderMap,
    Form(request): Form<TokenRequest>,
) -> Response {
    let refused =
        |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let Ok(kind) = kind(&code) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let provider = &demo.provider;
    let basic = format!("{}:{}", provider.client.id, provider.client.secret);
    let expected = format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(basic)
    );
    let sent = headers
        .get("authorization")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    if !app::equal_in_constant_time(sent, &expected) {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "error": "invalid_client" })),
        )
            .into_response();
    }
    if request.grant_type != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    // Taken at the first try: a code is good once.
    let grant = provider
        .codes
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&request.code);
    let Some(grant) = grant.filter(|g| g.kind == kind && g.redirect_uri == request.redirect_uri)
    else {
        return refused("invalid_grant");
    };
    if B64.encode(Sha256::digest(&request.code_verifier)) != grant.challenge {
        return refused("invalid_grant");
    }
    let Some(persona) = provider.persona(kind, &grant.subject) else {
        return refused("invalid_grant");
    };
    let now = demo.app.now().as_second();
    let mut claims = persona.claims();
    claims["iss"] = provider.issuer(kind).into();
    claims["aud"] = provider.client.id.as_str().into();
    claims["iat"] = now.into();
    claims["exp"] = (now + 300).into();
    claims["nonce"] = grant.nonce.clone().into();
    claims["acr"] = grant.acr.as_str().into();
    let header = Header {
        kid: Some("demo".into()),
        ..Header::new(Algorithm::ES256)
    };
    let (Ok(id_token), Ok(access)) = (
        jsonwebtoken::encode(&header, &claims, &provider.signing),
        demo.app.new_secret(),
    ) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let subject = (kind, grant.subject);
    provider
        .tokens
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(access.clone(), subject);
    Json(json!({ "access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": id_token })).into_response()
}

pub(super) async fn userinfo(State(demo): State<Demo>, headers: HeaderMap) -> Response {
    let sent = headers
        .get("authorization")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let known = sent.and_then(|t| {
        demo.provider
            .tokens
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(t)
            .cloned()
    });
    match known
        .and_then(|(kind, subject)| demo.provider.persona(kind, &subject).map(Persona::claims))
    {
        Some(claims) => Json(claims).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

#[derive(Deserialize)]
pub(super) struct Logout {
    #[serde(default)]
    post_logout_redirect_uri: String,
}

/// There is no session here to end: back to the platform, and nowhere else.
pub(super) async fn logout(State(demo): State<Demo>, Query(ask): Query<Logout>) -> Response {
    let platform = format!("{}/", demo.provider.client.platform);
    let back = if ask.post_logout_redirect_uri.starts_with(&platform) {
        ask.post_logout_redirect_uri
    } else {
        platform
    };
    Redirect::to(&back).into_response()
}
