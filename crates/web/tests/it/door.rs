//! Knocking on every door: each address of the table, as nobody, as strangers, as each role.
//! The answers are printed; a changed one is for the reviewer (`INSIGNE_BLESS=1` writes anew).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::PersonId;
use domain::institution::Sector;
use domain::role::{Path, Role};
use web::routes::{Knock, ROUTES};

use crate::support::{Browser, Form, TestApp, World};

#[derive(Clone, Copy, PartialEq)]
enum Who {
    Nobody,
    OtherLearner,
    Learner,
    StaffElsewhere,
    InstitutionAdmin,
    IssuerAdmin,
    ClassAwarder,
    Auditor,
    Operator,
}

const ALL: [(Who, &str); 9] = [
    (Who::Nobody, "nobody"),
    (Who::OtherLearner, "other learner"),
    (Who::Learner, "the learner"),
    (Who::StaffElsewhere, "staff elsewhere"),
    (Who::InstitutionAdmin, "institution admin"),
    (Who::IssuerAdmin, "issuer admin"),
    (Who::ClassAwarder, "class awarder"),
    (Who::Auditor, "auditor"),
    (Who::Operator, "operator"),
];

/// A learner agrees on the page that stands before the backpack.
async fn accept_terms(app: &TestApp, learner: PersonId) {
    let mut browser = app.signed_in_learner(learner).await;
    let gate = browser.get("/backpack").await;
    let page = browser.follow(&gate).await;
    let mut form = Form::of(&page, "/account/terms");
    form.fill("agree", &["on"]);
    assert_eq!(form.send(&mut browser).await.location(), "/backpack");
}

struct Doors {
    world: World,
    who: Who,
    person: Option<PersonId>,
    fill: BTreeMap<&'static str, String>,
}

impl Doors {
    async fn new(who: Who) -> Self {
        let world = World::new(Sector::Wo).await;
        let app = &world.app;
        let tree = world.tree.path();
        let institution = Path::institution(world.tree.institution.id);
        let (role, path) = match who {
            Who::Nobody | Who::OtherLearner | Who::Learner => (None, None),
            Who::StaffElsewhere => {
                let elsewhere = app.tree(Sector::Hbo, "Hogeschool Elders").await;
                (
                    Some(Role::Admin),
                    Some(Path::institution(elsewhere.institution.id)),
                )
            }
            Who::InstitutionAdmin => (Some(Role::Admin), Some(institution)),
            Who::IssuerAdmin => (Some(Role::Admin), Some(tree)),
            Who::ClassAwarder => (Some(Role::Awarder), Some(tree.class(world.class.id))),
            Who::Auditor => (Some(Role::Auditor), Some(institution)),
            Who::Operator => (Some(Role::Operator), None),
        };
        let person = match who {
            Who::Nobody => None,
            Who::Learner => Some(world.sanne),
            _ => Some(app.person("Kim Knocker").await),
        };
        if let (Some(person), Some(role)) = (person, role) {
            app.grant(person, role, path).await;
        }
        app.app.publish_first_terms().await.unwrap();
        accept_terms(app, world.sanne).await;
        if let (Who::OtherLearner, Some(person)) = (who, person) {
            accept_terms(app, person).await;
        }
        let fill = world.fill().await;
        Self {
            world,
            who,
            person,
            fill,
        }
    }

    /// A fresh browser for each knock: some doors end the session.
    async fn browser(&self) -> Browser {
        match (self.person, self.who) {
            (None, _) => self.world.app.guest(),
            (Some(person), Who::Learner | Who::OtherLearner) => {
                self.world.app.signed_in_learner(person).await
            }
            (Some(person), _) => self.world.app.signed_in_staff(person).await,
        }
    }

    fn address(&self, pattern: &str) -> String {
        let mut address = pattern.to_owned();
        for (name, value) in &self.fill {
            address = address
                .replace(&format!("{{{name}}}"), value)
                .replace(&format!("{{*{name}}}"), value);
        }
        if pattern.contains("{format}") {
            let format = if pattern.contains("example") {
                "csv"
            } else {
                "ob3.json"
            };
            address = address.replace("{format}", format);
        }
        assert!(
            !address.contains('{'),
            "nothing to fill into {pattern}: {address}"
        );
        address
    }
}

/// What a page may ask of the database, session and roles included.
const MOST_STATEMENTS: u32 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_answers_each_knock_as_the_policy_says() {
    let mut rows: Vec<(String, Vec<u16>)> = ROUTES
        .iter()
        .map(|r| (format!("{:<4} {}", r.method, r.pattern), vec![]))
        .collect();
    let mut greedy = Vec::new();
    for (who, name) in ALL {
        let doors = Doors::new(who).await;
        for (route, row) in ROUTES.iter().zip(&mut rows) {
            let mut browser = doors.browser().await;
            let address = doors.address(route.pattern);
            let answer = match route.method {
                "get" => browser.get(&address).await,
                _ => browser.post(&address, &[]).await,
            };
            row.1.push(answer.status);
            let door = format!(
                "{} {} as {name}: {}",
                route.method, route.pattern, answer.status
            );
            // Nobody serves the identity providers here.
            let elsewhere = answer.status == 503 && route.pattern.starts_with("/sign-in/");
            assert!(answer.status < 500 || elsewhere, "{door}\n{}", answer.text);
            if route.method == "get" && answer.text.contains("<html lang=\"nl\"") {
                let english = browser.get(&format!("{address}?lang=en")).await;
                assert_eq!(english.status, answer.status, "{door}, in English");
                assert!(
                    english.text.contains("<html lang=\"en\""),
                    "{door}, in English: {}",
                    english.text
                );
            }
            if route.method == "get" && answer.statements > MOST_STATEMENTS {
                greedy.push(format!("{door}: {} statements", answer.statements));
            }
            if route.knock == Knock::Anyone {
                assert_ne!(answer.status, 401, "{door}");
                continue;
            }
            match who {
                Who::Nobody if route.method == "get" => {
                    assert_eq!(answer.status, 303, "{door}");
                    assert!(
                        answer.location().starts_with("/sign-in"),
                        "{door} → {}",
                        answer.location()
                    );
                }
                Who::Nobody => assert_eq!(answer.status, 401, "{door}"),
                _ => {}
            }
            let has_id = route.pattern.contains('{');
            if has_id
                && matches!(
                    who,
                    Who::StaffElsewhere | Who::Operator | Who::OtherLearner | Who::Learner
                )
                && route.knock == Knock::Staff
            {
                assert_eq!(answer.status, 404, "{door}");
            }
            if matches!(who, Who::OtherLearner)
                && route.pattern.contains("{assertion}")
                && route.knock == Knock::Learner
            {
                assert_eq!(answer.status, 404, "{door}");
            }
            if route.knock == Knock::Operator && who != Who::Operator && who != Who::Nobody {
                assert_eq!(answer.status, 404, "{door}");
            }
            if who == Who::Auditor && route.method == "post" && route.knock == Knock::Staff {
                assert!(
                    matches!(answer.status, 403 | 404),
                    "an auditor changes nothing: {door}"
                );
            }
        }
    }
    assert!(greedy.is_empty(), "{}", greedy.join("\n"));
    let names: Vec<&str> = ALL.iter().map(|(_, n)| *n).collect();
    let mut printed = format!("columns: {}\n\n", names.join(" · "));
    for (door, answers) in rows {
        let answers: Vec<String> = answers.iter().map(u16::to_string).collect();
        let _ = writeln!(printed, "{door:<75} {}", answers.join(" "));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/door.txt");
    if std::env::var_os("INSIGNE_BLESS").is_some() {
        std::fs::write(path, &printed).unwrap();
    }
    assert_eq!(
        printed,
        std::fs::read_to_string(path).unwrap_or_default(),
        "look at the difference, then bless"
    );
}

/// Every address that `app::urls` makes is in the table, and so is nothing that it can't make.
#[test]
fn the_tables_patterns_are_the_addresses_of_app_urls() {
    let source = include_str!("../../../app/src/urls.rs");
    let mut made: Vec<String> = Vec::new();
    for line in source.lines() {
        let Some((_, rest)) = line.split_once("= \"/") else {
            continue;
        };
        let Some((path, _)) = rest.split_once('"') else {
            continue;
        };
        made.push(format!("/{path}"));
    }
    let shape = |p: &str| -> String {
        p.split('/')
            .map(|part| if part.contains('{') { "{}" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    let known: Vec<String> = made.iter().map(|p| shape(p)).collect();
    // Addresses that no link, mail or redirect needs by itself.
    let unlinked = [
        "/assets/{}",
        "/favicon.ico",
        "/public/extensions/{}",
        "/files/{}",
        "/api/",
        "/robots.txt",
        "/sitemap.xml",
        "/account/session",
    ];
    for route in ROUTES {
        let shape = shape(route.pattern);
        let fine = known.contains(&shape)
            || unlinked
                .iter()
                .any(|u| shape == *u || (u.ends_with('/') && shape.starts_with(u)));
        assert!(fine, "{} is made nowhere in app::urls", route.pattern);
    }
}

/// An operator founds institutions and has no access to what is below them.
#[tokio::test]
async fn an_operator_sees_no_learners_data() {
    let world = World::new(Sector::Wo).await;
    let operator = world.app.person("Otto Operator").await;
    world.app.grant(operator, Role::Operator, None).await;
    let mut browser = world.app.signed_in_staff(operator).await;
    let class = world.class.id;
    for address in [
        format!("/manage/badge-classes/{class}/edubadges"),
        format!("/manage/badge-classes/{class}"),
    ] {
        assert_eq!(browser.get(&address).await.status, 404, "{address}");
    }
}
