//! Signing in and out as a browser does it, through the demo's provider on its own listener.

use std::net::SocketAddr;

use domain::badge_class::Type;
use domain::institution::Sector;
use domain::person::ProviderKind;
use domain::role::{Path, Role};
use rstest::rstest;
use store::Tx;
use web::demo::{Client, Persona};

use crate::support::{BASE, Browser, Form, TestApp, Tree};

struct Demo {
    app: TestApp,
    at: SocketAddr,
    http: reqwest::Client,
}

fn persona(kind: ProviderKind, given: &str) -> Persona {
    Persona {
        kind,
        subject: given.to_lowercase(),
        given_name: given.into(),
        family_name: "Jansen".into(),
        mail: format!("{}@post.example", given.to_lowercase()),
        eppn: None,
        eduid: None,
        home_organisation: (kind == ProviderKind::Staff).then(|| "horizon.example".into()),
        acr: vec!["https://refeds.org/profile/mfa".into()],
        role_nl: "Iemand".into(),
        role_en: "Somebody".into(),
        about_nl: String::new(),
        about_en: String::new(),
    }
}

impl Demo {
    async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let app = TestApp::with(|s| {
            s.demo = true;
            s.strong_sign_in = true;
            s.learner_provider.issuer = web::demo::issuer(at, ProviderKind::Learner);
            s.staff_provider.issuer = web::demo::issuer(at, ProviderKind::Staff);
        })
        .await;
        app.app.publish_first_terms().await.unwrap();
        let client = Client {
            id: "insigne".into(),
            secret: "secret-for-tests".into(),
            platform: BASE.into(),
        };
        let personas = vec![
            persona(ProviderKind::Staff, "Pieter"),
            persona(ProviderKind::Staff, "Iris"),
            persona(ProviderKind::Learner, "Sanne"),
        ];
        let router = web::demo::router(app.app.clone(), at, client, personas).unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { app, at, http }
    }

    /// From the start page to the cards with people; gives the form's fields.
    async fn leave(
        &self,
        browser: &mut Browser,
        kind: ProviderKind,
        from: &str,
    ) -> Vec<(String, String)> {
        let sent = browser.get(from).await;
        let choice = browser.get(sent.location()).await;
        assert!(
            choice.text.contains(&format!("action=\"/sign-in/{kind}\"")),
            "{}",
            choice.text
        );
        let return_to = url::form_urlencoded::parse(
            sent.location()
                .split('?')
                .nth(1)
                .unwrap_or_default()
                .as_bytes(),
        )
        .find(|(n, _)| n == "return_to")
        .map(|(_, v)| v.into_owned())
        .unwrap_or_default();
        let left = browser
            .post(&format!("/sign-in/{kind}"), &[("return_to", &return_to)])
            .await
            .leaves_for();
        let cards = self.http.get(&left).send().await.unwrap();
        assert_eq!(cards.status().as_u16(), 200);
        url::Url::parse(&left)
            .unwrap()
            .query_pairs()
            .into_owned()
            .collect()
    }

    async fn choose(
        &self,
        kind: ProviderKind,
        mut fields: Vec<(String, String)>,
        subject: &str,
    ) -> reqwest::Response {
        fields.push(("subject".into(), subject.into()));
        self.http
            .post(format!("http://{}/{kind}/choose", self.at))
            .form(&fields)
            .send()
            .await
            .unwrap()
    }

    /// The whole way; gives where the platform sends the browser in the end.
    async fn sign_in(
        &self,
        browser: &mut Browser,
        kind: ProviderKind,
        subject: &str,
        from: &str,
    ) -> String {
        let fields = self.leave(browser, kind, from).await;
        let chosen = self.choose(kind, fields, subject).await;
        let back = chosen.headers()["location"]
            .to_str()
            .unwrap()
            .strip_prefix(BASE)
            .unwrap()
            .to_owned();
        let arrived = browser.get(&back).await;
        assert_eq!(arrived.status, 303, "{}", arrived.text);
        // A page of who is signed in now, with the token of that session.
        assert_eq!(browser.get("/account").await.status, 200);
        arrived.location().to_owned()
    }

    async fn give(&self, role: Role, path: Path) {
        let issuer = web::demo::issuer(self.at, ProviderKind::Staff);
        let account = self
            .app
            .read(async move |tx: &mut Tx| tx.account(&issuer, "pieter").await);
        self.app
            .grant(account.await.unwrap().person, role, Some(path))
            .await;
    }
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/").await.text.contains("class=\"account\"")
}

/// AC-LOG-01, -02, -04, -05, -06, -07, -08, -09: every role of the tree signs in and out, in every sector.
#[rstest]
#[case::ac_log_01_02_badge_class_admin(Role::Owner, |t: &Tree, class| t.path().class(class))]
#[case::ac_log_04_05_issuer_admin(Role::Admin, |t: &Tree, _| t.path())]
#[case::ac_log_06_07_issuer_group_admin(Role::Admin, |t: &Tree, _| Path::institution(t.institution.id).group(t.group.id))]
#[case::ac_log_08_09_institution_admin(Role::Admin, |t: &Tree, _| Path::institution(t.institution.id))]
#[tokio::test]
async fn staff_sign_in_and_out(
    #[case] role: Role,
    #[case] at: fn(&Tree, domain::BadgeClassId) -> Path,
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let demo = Demo::new().await;
    let tree = demo.app.tree(sector, "Universiteit van Voorbeeld").await;
    let class = demo
        .app
        .published_class(&tree, Type::Microcredential, "Law and Politics")
        .await;
    let mut browser = demo.app.guest();
    assert!(!is_signed_in(&mut browser).await);
    demo.sign_in(&mut browser, ProviderKind::Staff, "pieter", "/manage")
        .await;
    assert_eq!(
        browser.get("/manage").await.status,
        403,
        "an account alone is no role"
    );
    demo.give(role, at(&tree, class.id)).await;
    browser.cookies.clear();
    assert_eq!(
        demo.sign_in(&mut browser, ProviderKind::Staff, "pieter", "/manage")
            .await,
        "/manage"
    );
    let home = browser.get("/manage").await;
    let portal = browser.get(home.location()).await;
    assert!(
        portal.text.contains("Universiteit van Voorbeeld") && portal.text.contains("Pieter Jansen"),
        "{}",
        portal.text
    );
    assert!(
        portal.text.contains("href=\"/manage\""),
        "the main navigation"
    );
    assert_eq!(
        browser
            .get(&app::urls::manage_badge_class(class.id))
            .await
            .status,
        200
    );
    let out = browser.post("/sign-out", &[]).await;
    assert!(
        out.leaves_for()
            .starts_with(&format!("http://{}/staff/logout", demo.at)),
        "{}",
        out.text
    );
    let after = demo.http.get(out.leaves_for()).send().await.unwrap();
    assert_eq!(
        after.headers()["location"].to_str().unwrap(),
        format!("{BASE}/")
    );
    assert!(!is_signed_in(&mut browser).await);
    assert_eq!(
        browser.get(home.location()).await.status,
        303,
        "asked to sign in again"
    );
}

#[tokio::test]
async fn an_operator_from_the_command_line_founds_an_institution_and_its_first_admin_signs_in() {
    let demo = Demo::new().await;
    demo.app
        .app
        .promise_operator("Pieter@post.example")
        .await
        .unwrap();
    let mut operator = demo.app.guest();
    let landed = demo
        .sign_in(&mut operator, ProviderKind::Staff, "pieter", "/manage")
        .await;
    assert_eq!(
        operator.get(&landed).await.location(),
        "/admin",
        "no institution, but a platform"
    );
    let admin = operator.get("/admin?lang=en").await;
    assert!(
        admin.status == 200 && admin.text.contains("There are no institutions yet"),
        "{}",
        admin.text
    );
    let menu = operator.get("/catalogue").await;
    assert!(menu.text.contains("href=\"/admin\""), "{}", menu.text);

    let founded = operator
        .post(
            "/admin/institutions/new",
            &[
                ("name_nl", "Hogeschool Horizon"),
                ("identifier", "horizon.example"),
                ("sector", "hbo"),
                ("country", "NL"),
                ("default_language", "nl"),
                ("admin", "iris@post.example"),
            ],
        )
        .await;
    assert_eq!(founded.status, 303, "{}", founded.text);

    // The mail tells where to begin.
    demo.app.drain().await;
    let mails = demo.app.mails("first-admin").await;
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    let text = &mail.content.as_ref().unwrap().text;
    assert_eq!(mail.recipient, "iris@post.example");
    for said in [
        "Hogeschool Horizon",
        "iris@post.example",
        &format!("{BASE}/manage"),
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }

    let mut iris = demo.app.guest();
    let landed = demo
        .sign_in(&mut iris, ProviderKind::Staff, "iris", "/manage")
        .await;
    let home = iris.get(&landed).await;
    let portal = iris.get(home.location()).await;
    assert_eq!(portal.status, 200);
    assert!(
        portal.text.contains("Hogeschool Horizon"),
        "{}",
        portal.text
    );
    assert_eq!(
        iris.get(&format!("{}/edit", home.location())).await.status,
        200,
        "its settings are hers"
    );
    assert_eq!(iris.get("/admin").await.status, 404);
    let list = operator.get("/admin?lang=en").await;
    assert!(!list.text.contains("Not signed in yet"), "{}", list.text);
    // What the operator and the command line did stands in the trail, without the addresses.
    let trail = operator.get("/admin/audit?lang=en").await.text;
    for said in [
        "Pieter Jansen",
        "The platform",
        "Institution",
        "Role promised or withdrawn",
        "horizon.example",
    ] {
        assert!(trail.contains(said), "{said}: {trail}");
    }
    assert!(!trail.contains("iris@post.example"), "{trail}");
}

#[tokio::test]
async fn ac_bak_01_02_04_a_learner_accepts_the_terms_reaches_the_backpack_and_signs_out() {
    let demo = Demo::new().await;
    let mut browser = demo.app.guest();
    assert_eq!(
        demo.sign_in(&mut browser, ProviderKind::Learner, "sanne", "/backpack")
            .await,
        "/backpack"
    );
    let gate = browser.get("/backpack").await.location().to_owned();
    let page = browser.get(&gate).await;
    let mut form = Form::of(&page, "/account/terms");
    form.fill("agree", &["on"]);
    let accepted = form.send(&mut browser).await;
    assert_eq!(accepted.location(), "/backpack");
    let backpack = browser.get(accepted.location()).await;
    assert_eq!(backpack.status, 200);
    assert!(
        backpack.text.contains("class=\"account\"") && backpack.text.contains("href=\"/backpack\"")
    );
    browser.post("/sign-out", &[]).await;
    assert!(!is_signed_in(&mut browser).await);
    // The second time nothing is asked.
    demo.sign_in(&mut browser, ProviderKind::Learner, "sanne", "/backpack")
        .await;
    assert_eq!(browser.get("/backpack").await.status, 200);
}

#[tokio::test]
async fn who_breaks_off_is_told_so() {
    let demo = Demo::new().await;
    let mut browser = demo.app.guest();
    let fields = demo
        .leave(&mut browser, ProviderKind::Learner, "/backpack")
        .await;
    let chosen = demo.choose(ProviderKind::Learner, fields, "").await;
    let back = chosen.headers()["location"]
        .to_str()
        .unwrap()
        .strip_prefix(BASE)
        .unwrap()
        .to_owned();
    let page = browser.get(&format!("{back}&lang=en")).await;
    assert!(
        page.text.contains("You cancelled the sign-in.") && page.text.contains("Sign in again"),
        "{}",
        page.text
    );
}

/// The demo's provider is small, and as strict as a real one.
#[rstest]
#[case::another_client("client_id", "another")]
#[case::another_address("redirect_uri", "https://evil.example/callback")]
#[case::no_pkce("code_challenge", "")]
#[case::plain_pkce("code_challenge_method", "plain")]
#[tokio::test]
async fn the_demos_provider_refuses(#[case] name: &str, #[case] value: &str) {
    let demo = Demo::new().await;
    let mut fields = demo
        .leave(&mut demo.app.guest(), ProviderKind::Learner, "/backpack")
        .await;
    assert_eq!(
        demo.choose(ProviderKind::Learner, fields.clone(), "sanne")
            .await
            .status()
            .as_u16(),
        303
    );
    for field in &mut fields {
        if field.0 == name {
            field.1 = value.into();
        }
    }
    assert_eq!(
        demo.choose(ProviderKind::Learner, fields, "sanne")
            .await
            .status()
            .as_u16(),
        400
    );
}

#[tokio::test]
async fn a_code_of_the_demos_provider_is_good_once_with_its_verifier() {
    let demo = Demo::new().await;
    let token = async |code: &str, verifier: &str, secret: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &format!("{BASE}/sign-in/learner/callback")),
            ("code_verifier", verifier),
        ];
        let request = demo
            .http
            .post(format!("http://{}/learner/token", demo.at))
            .basic_auth("insigne", Some(secret));
        request.form(&form).send().await.unwrap().status().as_u16()
    };
    let code = async |challenge: &str| {
        let mut fields = demo
            .leave(&mut demo.app.guest(), ProviderKind::Learner, "/backpack")
            .await;
        for field in &mut fields {
            if field.0 == "code_challenge" {
                field.1 = challenge.to_owned();
            }
        }
        let chosen = demo.choose(ProviderKind::Learner, fields, "sanne").await;
        let back = url::Url::parse(chosen.headers()["location"].to_str().unwrap()).unwrap();
        back.query_pairs()
            .find(|(n, _)| n == "code")
            .unwrap()
            .1
            .into_owned()
    };
    // RFC 7636, appendix B.
    let (verifier, challenge) = (
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    let first = code(challenge).await;
    assert_eq!(token(&first, verifier, "another secret").await, 401);
    assert_eq!(token(&first, verifier, "secret-for-tests").await, 200);
    assert_eq!(
        token(&first, verifier, "secret-for-tests").await,
        400,
        "used"
    );
    let second = code(challenge).await;
    assert_eq!(
        token(
            &second,
            "another-verifier-another-verifier-another-ver",
            "secret-for-tests"
        )
        .await,
        400
    );
}
