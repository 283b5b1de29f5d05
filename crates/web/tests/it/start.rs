use crate::support::TestApp;

#[tokio::test]
async fn ac_ano_01_a_guest_sees_three_ways_in() {
    let app = TestApp::init().await;
    for (lang, ways) in [
        (
            "nl",
            [
                "Open je backpack",
                "Bekijk de catalogus",
                "Naar de issuer portal",
            ],
        ),
        (
            "en",
            [
                "Open your backpack",
                "See the catalogue",
                "To the issuer portal",
            ],
        ),
    ] {
        let page = app.guest().get(&format!("/?lang={lang}")).await;
        assert_eq!(page.status, 200);
        for way in ways {
            assert!(page.text.contains(way), "{way}");
        }
        assert!(page.text.contains("<footer"));
        assert!(page.statements <= 8, "{}", page.statements);
    }
}

#[tokio::test]
async fn an_address_that_is_not_there_answers_404_as_a_page_and_as_problem_json() {
    let app = TestApp::init().await;
    let page = app.guest().get("/nothing-here?lang=en").await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("This page isn"), "{}", page.text);
    let json = app
        .guest()
        .get_as("/nothing-here", "application/json")
        .await;
    assert_eq!(json.status, 404);
    assert_eq!(json.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::init().await;
    let person = app.person("Sanne de Groot").await;
    let mut sanne = app.signed_in_learner(person).await;
    sanne.origin = Some("https://evil.example".into());
    let refused = sanne.post("/sign-out", &[]).await;
    assert_eq!(refused.status, 403);
    sanne.origin = None;
    assert_eq!(
        sanne
            .post_raw("/sign-out", &[("csrf", "forged")])
            .await
            .status,
        409
    );
    assert_eq!(sanne.post("/sign-out", &[]).await.status, 303);
}

#[tokio::test]
async fn x_01_an_address_that_only_takes_a_form_leads_to_the_page_of_the_form() {
    let app = TestApp::init().await;
    let id = "0190a5f0-0000-7000-8000-000000000000";
    let claim = format!("/backpack/offers/{id}/claim?lang=en");
    let answer = app.guest().get(&claim).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), format!("/backpack/offers/{id}?lang=en"));
    assert_eq!(app.guest().get("/sign-out").await.location(), "/");
    let machine = app.guest().get("/api/v1/verify").await;
    assert_eq!(machine.status, 405);
    assert_eq!(machine.header("content-type"), "application/problem+json");
    assert_eq!(machine.header("allow"), "POST");
    let person = app.guest().post("/catalogue?lang=en", &[]).await;
    assert!(
        person.status == 405 && person.text.contains("<h1>"),
        "{}",
        person.text
    );
}

#[tokio::test]
async fn headings_on_pages_of_text_skip_no_level() {
    let app = TestApp::init().await;
    for path in [
        "/help",
        "/privacy",
        "/terms",
        "/accessibility",
        "/contact",
        "/developers",
    ] {
        for lang in ["nl", "en"] {
            let page = app.guest().get(&format!("{path}?lang={lang}")).await;
            let main = page.text.split("<main").nth(1).unwrap();
            let levels: Vec<u32> = main
                .split("<h")
                .skip(1)
                .filter_map(|rest| rest.chars().next()?.to_digit(10))
                .collect();
            assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1, "{path}");
            assert!(levels.contains(&2), "{path}: {levels:?}");
            for pair in levels.windows(2) {
                assert!(pair[1] <= pair[0] + 1, "{path} ({lang}): {levels:?}");
            }
        }
    }
}
