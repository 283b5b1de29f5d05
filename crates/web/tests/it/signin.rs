//! Sign-in through a real provider on loopback: the demo's own, and one that lies.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use app::Settings;
use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use domain::Lang;
use domain::person::ProviderKind;
use jiff::ToSpan;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rstest::rstest;
use serde_json::{Value, json};

use crate::bad_input::{LANGUAGES, assert_says};
use crate::support::{BASE, Browser, TestApp, assert_unchanged};

/// A provider that can be told to lie.
#[derive(Clone)]
struct Liar {
    issuer: String,
    state: Arc<Mutex<Lies>>,
    keys: Arc<(EncodingKey, EncodingKey, Value)>,
}

#[derive(Default)]
struct Lies {
    nonce: String,
    now: i64,
    change: Option<fn(&mut Value)>,
    header: Option<&'static str>,
    info: Value,
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
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let ((good, jwk), (bad, _)) = (key(), key());
        let liar = Self {
            issuer,
            state: Arc::default(),
            keys: Arc::new((good, bad, jwk)),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(|State(l): State<Liar>| async move {
                let at = |p: &str| format!("{}/{p}", l.issuer);
                Json(json!({"issuer": l.issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
                    "userinfo_endpoint": at("userinfo"), "jwks_uri": at("jwks"), "response_types_supported": ["code"],
                    "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"]}))
            }))
            .route("/jwks", get(|State(l): State<Liar>| async move { Json(json!({"keys": [l.keys.2]})) }))
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
    let lies = l.state.lock().unwrap();
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

struct Way {
    app: TestApp,
    liar: Liar,
}

impl Way {
    async fn new() -> Self {
        let liar = Liar::start().await;
        let issuer = liar.issuer.clone();
        let app = TestApp::with(move |s: &mut Settings| {
            s.learner_provider.issuer.clone_from(&issuer);
            s.staff_provider.issuer = issuer;
        })
        .await;
        liar.state.lock().unwrap().info = json!({"sub": "s1", "name": "Sanne de Groot", "given_name": "Sanne",
            "family_name": "de Groot", "email": "Sanne@Post.example", "email_verified": true, "eduid": "E-1",
            "eduperson_principal_name": "s.degroot@uvv.example", "schac_home_organization": "uvv.example"});
        Self { app, liar }
    }

    /// Leaves for the provider; gives the state that it would send back.
    async fn leave(&self, browser: &mut Browser, fields: &[(&str, &str)]) -> String {
        let left = browser.post("/sign-in/learner", fields).await;
        // A redirect after a form would meet our own `form-action`.
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

    async fn back(&self, browser: &mut Browser, state: &str) -> crate::support::Page {
        browser
            .get(&format!("/sign-in/learner/callback?code=c&state={state}"))
            .await
    }
}

#[tokio::test]
async fn a_learner_signs_in_and_what_the_provider_proves_is_known() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[("return_to", "/account")]).await;
    let back = way.back(&mut browser, &state).await;
    assert_eq!(
        (back.status, back.location()),
        (303, "/account"),
        "{}",
        back.text
    );
    let account = browser.get("/account?lang=nl").await;
    for known in [
        "Sanne de Groot",
        "sanne@post.example",
        "s.degroot@uvv.example",
        "Bevestigd door uvv.example",
    ] {
        assert!(account.text.contains(known), "{known}: {}", account.text);
    }
    assert_eq!(browser.get("/backpack").await.status, 200);
}

#[rstest]
#[case::wrong_signature(Some("other key"), |_: &mut Value| ())]
#[case::alg_none(Some("none"), |_: &mut Value| ())]
#[case::hmac_with_the_public_key(Some("hmac"), |_: &mut Value| ())]
#[case::wrong_audience(None, |c: &mut Value| c["aud"] = "another".into())]
#[case::wrong_nonce(None, |c: &mut Value| c["nonce"] = "another".into())]
#[case::wrong_issuer(None, |c: &mut Value| c["iss"] = "https://evil.example".into())]
#[case::expired(None, |c: &mut Value| c["exp"] = (c["iat"].as_i64().unwrap() - 600).into())]
#[case::from_the_future(None, |c: &mut Value| c["iat"] = (c["iat"].as_i64().unwrap() + 3_600).into())]
#[case::another_subject_in_the_userinfo(None, |c: &mut Value| c["sub"] = "s2".into())]
#[tokio::test]
async fn a_token_that_is_not_right_signs_nobody_in(
    #[case] header: Option<&'static str>,
    #[case] change: fn(&mut Value),
    #[values(Lang::Nl, Lang::En)] lang: Lang,
) {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let before = way.app.contents().await;
    let state = way.leave(&mut browser, &[]).await;
    {
        let mut lies = way.liar.state.lock().unwrap();
        lies.header = header;
        lies.change = Some(change);
    }
    browser.reads(lang);
    let back = way.back(&mut browser, &state).await;
    assert_eq!(back.status, 409, "{}", back.text);
    assert_says(&back, lang, "failure-conflict-title", &[]);
    assert_says(&back, lang, "conflict-sign-in-token", &[]);
    assert!(browser.cookies.iter().all(|(n, _)| n != "session"));
    // The sign-in that began is used up, and that it did stands in the audit trail; nobody is
    // known by it.
    assert_unchanged(&before, &way.app.contents().await, &["sign_ins", "audit"]);
}

#[tokio::test]
async fn a_state_is_good_once_in_its_own_browser_and_not_for_ever() {
    let way = Way::new().await;
    let (mut browser, mut other) = (way.app.guest(), way.app.guest());
    let state = way.leave(&mut browser, &[]).await;
    assert_eq!(
        way.back(&mut other, &state).await.status,
        409,
        "another browser"
    );
    assert_eq!(
        way.back(&mut browser, &state).await.status,
        409,
        "and now it is used up"
    );
    let state = way.leave(&mut browser, &[]).await;
    let cookies = browser.cookies.clone();
    assert_eq!(way.back(&mut browser, &state).await.status, 303);
    let before = way.app.contents().await;
    for lang in LANGUAGES {
        browser.cookies.clone_from(&cookies);
        browser.reads(lang);
        let replayed = way.back(&mut browser, &state).await;
        assert_eq!(replayed.status, 409, "replayed");
        assert_says(&replayed, lang, "conflict-sign-in-state", &[]);
    }
    assert_unchanged(&before, &way.app.contents().await, &["audit"]);
    let state = way.leave(&mut browser, &[]).await;
    way.app.move_clock(16.minutes());
    assert_eq!(way.back(&mut browser, &state).await.status, 409, "too late");
    assert_eq!(
        browser
            .get("/sign-in/learner/callback?code=c&state=made-up")
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn a_denied_sign_in_gets_a_friendly_page() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    let page = browser
        .get(&format!(
            "/sign-in/learner/callback?error=access_denied&state={state}&lang=en"
        ))
        .await;
    assert!(
        page.text.contains("You broke the sign-in off."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_context_that_was_asked_for_must_be_reached() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way
        .leave(&mut browser, &[("step_up", "validated-name")])
        .await;
    way.liar.state.lock().unwrap().change = Some(|c| c["acr"] = "urn:password".into());
    assert_eq!(way.back(&mut browser, &state).await.status, 409);
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let way = Way::new().await;
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let mut browser = way.app.guest();
        let state = way.leave(&mut browser, &[("return_to", evil)]).await;
        assert_eq!(
            way.back(&mut browser, &state).await.location(),
            "/backpack",
            "{evil}"
        );
    }
}

#[tokio::test]
async fn a_sign_in_ends_the_session_before_it_and_signing_out_everywhere_ends_all() {
    let way = Way::new().await;
    let mut browser = way.app.guest();
    let state = way.leave(&mut browser, &[]).await;
    way.back(&mut browser, &state).await;
    let first = browser.clone();
    let csrf = async |b: &mut Browser| {
        let page = b.get("/account").await;
        page.text
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    browser.csrf = csrf(&mut browser.clone()).await;
    let token = browser.csrf.clone();
    let state = way.leave(&mut browser, &[("csrf", &token)]).await;
    way.back(&mut browser, &state).await;
    assert_eq!(first.clone().get("/backpack").await.status, 303, "rotated");
    browser.csrf = csrf(&mut browser.clone()).await;
    let mut elsewhere = browser.clone();
    assert_eq!(browser.post("/sign-out/everywhere", &[]).await.status, 303);
    assert_eq!(elsewhere.get("/backpack").await.status, 303);
}

#[tokio::test]
async fn a_promised_operator_becomes_one_with_a_verified_address() {
    let way = Way::new().await;
    way.app
        .app
        .promise_operator("sanne@post.example")
        .await
        .unwrap();
    let mut browser = way.app.guest();
    let left = browser.post("/sign-in/staff", &[]).await;
    let address = url::Url::parse(&left.leaves_for()).unwrap();
    let get = |name: &str| {
        address
            .query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
            .unwrap()
    };
    {
        let mut lies = way.liar.state.lock().unwrap();
        (lies.nonce, lies.now) = (get("nonce"), way.app.app.now().as_second());
    }
    let back = browser
        .get(&format!(
            "/sign-in/staff/callback?code=c&state={}",
            get("state")
        ))
        .await;
    assert_eq!(back.status, 303, "{}", back.text);
    assert!(
        browser
            .get("/account?lang=en")
            .await
            .text
            .contains("Operator")
    );
}

/// The demo's provider, walked as a browser walks it.
#[rstest]
#[case(ProviderKind::Learner, "/backpack")]
#[case(ProviderKind::Staff, "/account")]
#[tokio::test]
async fn the_demos_provider_signs_a_persona_in_and_out(
    #[case] kind: ProviderKind,
    #[case] lands: &str,
) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at: SocketAddr = listener.local_addr().unwrap();
    let app = TestApp::with(|s| {
        s.demo = true;
        for (provider, kind) in [
            (&mut s.learner_provider, ProviderKind::Learner),
            (&mut s.staff_provider, ProviderKind::Staff),
        ] {
            provider.issuer = web::demo::issuer(at, kind);
        }
    })
    .await;
    let persona = web::demo::Persona {
        kind,
        subject: "p".into(),
        given_name: "Pieter".into(),
        family_name: "Jansen".into(),
        mail: "pieter@uvv.example".into(),
        eppn: None,
        eduid: None,
        home_organisation: Some("uvv.example".into()),
        acr: vec!["https://refeds.org/profile/mfa".into()],
        role_nl: "Beheerder".into(),
        role_en: "Admin".into(),
        about_nl: String::new(),
        about_en: String::new(),
    };
    let client = web::demo::Client {
        id: "insigne".into(),
        secret: "secret-for-tests".into(),
        platform: BASE.into(),
    };
    let router = web::demo::router(app.app.clone(), at, client, vec![persona]).unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });

    let mut browser = app.guest();
    let left = browser
        .post(&format!("/sign-in/{kind}"), &[("return_to", lands)])
        .await;
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let page = http
        .get(left.leaves_for())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("Pieter Jansen"), "{page}");
    let fields: Vec<(String, String)> = url::Url::parse(&left.leaves_for())
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect();
    let mut form = fields;
    form.push(("subject".into(), "p".into()));
    let chosen = http
        .post(format!("http://{at}/{kind}/choose"))
        .form(&form)
        .send()
        .await
        .unwrap();
    let back = chosen.headers()["location"]
        .to_str()
        .unwrap()
        .strip_prefix(BASE)
        .unwrap()
        .to_owned();
    let arrived = browser.get(&back).await;
    assert_eq!(
        (arrived.status, arrived.location()),
        (303, lands),
        "{}",
        arrived.text
    );
    let account = browser.get("/account").await;
    assert!(account.text.contains("class=\"account\"") && account.text.contains("Pieter Jansen"));
    browser.csrf = account
        .text
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let out = browser.post("/sign-out", &[]).await;
    assert!(
        out.leaves_for()
            .starts_with(&format!("http://{at}/{kind}/logout")),
        "{}",
        out.text
    );
    assert!(!browser.get("/").await.text.contains("class=\"account\""));
}
