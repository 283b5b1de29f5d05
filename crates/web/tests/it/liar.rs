//! An OpenID provider that can be told to lie, and the way there and back.

use std::sync::{Arc, Mutex};

use app::Settings;
use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::{Browser, Page, TestApp};

/// A provider that can be told to lie.
#[derive(Clone)]
pub struct Liar {
    pub issuer: String,
    pub state: Arc<Mutex<Lies>>,
    keys: Arc<(EncodingKey, EncodingKey, Value)>,
}

#[derive(Default)]
pub struct Lies {
    pub nonce: String,
    pub now: i64,
    pub change: Option<fn(&mut Value)>,
    pub header: Option<&'static str>,
    pub info: Value,
    /// What eduID's list of linked institutions answers.
    pub links: Value,
    /// It says that it is the demo's.
    pub demo: bool,
    /// The keys changed since somebody read them.
    pub new_keys: bool,
}

fn key() -> (EncodingKey, Value) {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let jwk = json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k",
                     "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..65])});
    (
        EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()),
        jwk,
    )
}

impl Liar {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let ((good, jwk), (bad, _)) = (key(), key());
        let lies = Lies {
            new_keys: true,
            links: json!([]),
            ..Lies::default()
        };
        let liar = Self {
            issuer,
            state: Arc::new(Mutex::new(lies)),
            keys: Arc::new((good, bad, jwk)),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(|State(l): State<Liar>| async move {
                let at = |p: &str| format!("{}/{p}", l.issuer);
                let mut description = json!({"issuer": l.issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
                    "userinfo_endpoint": at("userinfo"), "jwks_uri": at("jwks"), "response_types_supported": ["code"],
                    "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"]});
                if l.state.lock().unwrap().demo {
                    description["insigne_demo"] = true.into();
                }
                Json(description)
            }))
            .route("/jwks", get(|State(l): State<Liar>| async move {
                let mut jwk = l.keys.2.clone();
                if !l.state.lock().unwrap().new_keys {
                    // A key that signs nothing.
                    jwk = key().1;
                    jwk["kid"] = "old".into();
                }
                Json(json!({"keys": [jwk]}))
            }))
            .route("/links", get(|State(l): State<Liar>| async move { Json(l.state.lock().unwrap().links.clone()) }))
            .route("/userinfo", get(|State(l): State<Liar>| async move { Json(l.state.lock().unwrap().info.clone()) }))
            .route("/token", post(token))
            .with_state(liar.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        liar
    }
}

async fn token(State(l): State<Liar>, Form(form): Form<Vec<(String, String)>>) -> Json<Value> {
    assert!(
        form.iter()
            .any(|(n, v)| n == "code_verifier" && v.len() >= 43),
        "PKCE"
    );
    let mut lies = l.state.lock().unwrap();
    lies.new_keys = true;
    let mut claims = json!({"iss": l.issuer, "sub": "s1", "aud": "insigne", "iat": lies.now, "exp": lies.now + 300,
        "nonce": lies.nonce, "acr": "https://eduid.nl/trust/validate-names"});
    if let Some(change) = lies.change {
        change(&mut claims);
    }
    let header = Header {
        kid: Some("k".into()),
        ..Header::new(Algorithm::ES256)
    };
    let id_token = match lies.header {
        Some("none") => format!(
            "{}.{}.",
            B64.encode(r#"{"alg":"none"}"#),
            B64.encode(claims.to_string())
        ),
        Some("hmac") => {
            let secret = EncodingKey::from_secret(l.keys.2.to_string().as_bytes());
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secret).unwrap()
        }
        Some("other key") => jsonwebtoken::encode(&header, &claims, &l.keys.1).unwrap(),
        _ => jsonwebtoken::encode(&header, &claims, &l.keys.0).unwrap(),
    };
    Json(
        json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}),
    )
}

pub struct Way {
    pub app: TestApp,
    pub liar: Liar,
}

impl Way {
    pub async fn new() -> Self {
        let liar = Liar::start().await;
        let issuer = liar.issuer.clone();
        let app = TestApp::with(move |s: &mut Settings| {
            s.learner_provider.issuer.clone_from(&issuer);
            s.learner_provider.links_url = Some(format!("{issuer}/links"));
            s.staff_provider.issuer.clone_from(&issuer);
            s.staff_provider.account_issuer = Some(format!("{issuer}/staff"));
        })
        .await;
        liar.state.lock().unwrap().info = json!({"sub": "s1", "name": "Sanne de Groot", "given_name": "Sanne",
            "family_name": "de Groot", "email": "Sanne@Post.example", "email_verified": true, "eduid": "E-1",
            "eduperson_principal_name": "s.degroot@uvv.example", "schac_home_organization": "uvv.example"});
        Self { app, liar }
    }

    /// Leaves for the provider; gives the state that it would send back.
    pub async fn leave(&self, browser: &mut Browser, fields: &[(&str, &str)]) -> String {
        self.leave_as(browser, "learner", fields).await
    }

    pub async fn leave_as(
        &self,
        browser: &mut Browser,
        kind: &str,
        fields: &[(&str, &str)],
    ) -> String {
        let left = browser.post(&format!("/sign-in/{kind}"), fields).await;
        assert_eq!(left.status, 200, "{}", left.text);
        let address = url::Url::parse(&left.leaves_for()).unwrap();
        assert!(address.as_str().starts_with(&self.liar.issuer));
        let get = |name: &str| {
            address
                .query_pairs()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.into_owned())
        };
        assert_eq!(get("code_challenge_method").as_deref(), Some("S256"));
        let mut lies = self.liar.state.lock().unwrap();
        lies.nonce = get("nonce").unwrap();
        lies.now = self.app.app.now().as_second();
        get("state").unwrap()
    }

    /// Comes back as a learner.
    pub async fn back(&self, browser: &mut Browser, state: &str) -> Page {
        self.back_as(browser, "learner", state).await
    }

    /// Comes back from the provider; who is signed in then opens a page of theirs.
    pub async fn back_as(&self, browser: &mut Browser, kind: &str, state: &str) -> Page {
        let back = browser
            .get(&format!("/sign-in/{kind}/callback?code=c&state={state}"))
            .await;
        if back.status == 303 {
            assert_eq!(browser.get("/account").await.status, 200);
        }
        back
    }

    /// Somebody signs in as a learner, all the way.
    pub async fn learner(&self) -> Browser {
        self.signed_in("learner").await
    }

    /// Somebody signs in as staff, all the way.
    pub async fn staff(&self) -> Browser {
        self.signed_in("staff").await
    }

    async fn signed_in(&self, kind: &str) -> Browser {
        let mut browser = self.app.guest();
        let state = self.leave_as(&mut browser, kind, &[]).await;
        let back = self.back_as(&mut browser, kind, &state).await;
        assert_eq!(back.status, 303, "{}", back.text);
        browser
    }
}
