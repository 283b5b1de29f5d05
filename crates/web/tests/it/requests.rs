//! Requests: asking, deciding one or many, taking back, and what stands in the way.

use domain::award::Recipient;
use domain::badge_class::{BadgeClass, MayRequest, Settings, State as ClassState, Type};
use domain::institution::{Audience, LegalBasis, Sector};
use domain::person::{IdentifierKind, NameAssurance, NameSource};
use domain::request::{Request, State};
use domain::role::{Path, Role};
use domain::{Lang, NameAssuranceId, PersonId, RequestId};
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;

use crate::awards::{award_by_name, awards_of, batch_of, ina};
use crate::support::{Browser, Form, LANGUAGES, Page, TestApp, Tree, World, assert_says, escaped};

/// A learner of the institution: it gave them an EPPN.
pub async fn enrolled(app: &TestApp, person: PersonId, tree: &Tree) {
    let home = &tree.institution.registration.identifier;
    let (eppn, now) = (format!("{}@{home}", person.0.simple()), app.app.now());
    app.write(async move |tx: &mut Tx| {
        let eppn = store::persons::Identifier {
            kind: IdentifierKind::Eppn,
            value: eppn.clone(),
            verified_at: now,
            expires_at: None,
        };
        tx.put_identifier(person, &eppn).await
    })
    .await;
}

/// A world in which Sanne learns at the institution.
pub async fn world(sector: Sector) -> World {
    let w = World::new(sector).await;
    enrolled(&w.app, w.sanne, &w.tree).await;
    w
}

/// Another learner of the institution, signed in.
async fn learner(w: &World, name: &str) -> (PersonId, Browser) {
    let person = w.app.person(name).await;
    enrolled(&w.app, person, &w.tree).await;
    (person, w.app.signed_in_learner(person).await)
}

/// Sets a class as its editor could.
pub async fn set(w: &World, class: &BadgeClass, change: impl FnOnce(&mut Settings)) {
    let id = class.id;
    let mut settings = class.settings.clone();
    change(&mut settings);
    w.app
        .write(async move |tx: &mut Tx| {
            let class = tx.badge_class(id).await?.unwrap().class;
            let now = class.updated_at;
            let saved = tx
                .save_badge_class(&class, &class.draft, &settings, now)
                .await?;
            assert!(saved);
            Ok(())
        })
        .await;
}

fn request_path(class: &BadgeClass) -> String {
    format!("/badge-classes/{}/request", class.id)
}

/// Opens the form, fills it in and sends it.
async fn fill_and_send(by: &mut Browser, class: &BadgeClass, fields: &[(&str, &str)]) -> Page {
    let path = request_path(class);
    let mut form = Form::of(&by.get(&path).await, &path);
    for (name, value) in fields {
        form.fill(name, &[value]);
    }
    form.send(by).await
}

pub async fn request(by: &mut Browser, class: &BadgeClass) {
    let made = fill_and_send(by, class, &[]).await;
    assert_eq!(made.status, 303, "{}", made.text);
}

/// The requests that a page lets somebody choose.
fn choices(page: &Page) -> Vec<String> {
    let boxes = page.text.split("name=\"request\" value=\"").skip(1);
    boxes
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn of_class(class: &BadgeClass) -> String {
    format!("/manage/badge-classes/{}/requests?state=open", class.id)
}

fn over_all(w: &World) -> String {
    format!("/manage/institutions/{}/requests", w.tree.institution.id)
}

/// The page on which these are decided, with its form.
async fn deciding(w: &World, by: &mut Browser, what: &str, ids: &[String]) -> (Page, Form) {
    let path = format!("{}/{what}", over_all(w));
    let query: Vec<String> = ids.iter().map(|id| format!("request={id}")).collect();
    let page = by.get(&format!("{path}?{}", query.join("&"))).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.statements <= 8, "{}", page.statements);
    let form = Form::of(&page, &path);
    (page, form)
}

/// Chooses everything open for a class and approves it.
pub async fn approve_all(w: &World, by: &mut Browser, class: &BadgeClass) -> Page {
    let open = choices(&by.get(&of_class(class)).await);
    let (_, form) = deciding(w, by, "approve", &open).await;
    form.send(by).await
}

async fn requests_of(app: &TestApp, person: PersonId) -> Vec<Request> {
    let all = app.read(async move |tx: &mut Tx| tx.requests_of(person).await);
    all.await.into_iter().map(|own| own.request).collect()
}

/// AC-REQ-01, AC-REQ-02, AC-STF-01, AC-REQ-05.
#[rstest]
#[case::wo(Sector::Wo)]
#[case::hbo(Sector::Hbo)]
#[case::mbo(Sector::Mbo)]
#[tokio::test]
async fn a_learner_requests_and_has_the_edubadge_once_staff_award_it(#[case] sector: Sector) {
    let w = world(sector).await;
    let class = w
        .app
        .published_class(&w.tree, Type::Regular, "Growth and Development")
        .await;
    let public = format!("/badge-classes/{}", class.id);
    let page = w.app.guest().get(&public).await;
    assert!(!page.text.contains(&request_path(&class)));
    let sign_in = Form::of(&page, "/sign-in/learner");
    assert_eq!(
        sign_in.shown("return_to"),
        [public.as_str()],
        "back to here"
    );
    assert!(page.text.contains(&format!(
        "href=\"/sign-in?return_to={}\"",
        public.replace('/', "%2F")
    )));

    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let page = sanne.get(&public).await;
    assert!(
        page.text
            .contains(&format!("href=\"{}\"", request_path(&class)))
    );
    let asking = sanne.get(&request_path(&class)).await;
    assert!(asking.statements <= 8, "{}", asking.statements);
    let made = fill_and_send(
        &mut sanne,
        &class,
        &[("motivation", "Ik ken\r\ndeze stof.")],
    )
    .await;
    let own = sanne.follow(&made).await;
    assert_says(
        &own,
        Lang::Nl,
        "flash-request-made",
        &[("name", "Growth and Development")],
    );
    assert!(own.text.contains("Wacht op antwoord") && own.text.contains("Ik ken\ndeze stof."));
    assert!(
        sanne
            .get(&public)
            .await
            .text
            .contains("Je hebt deze edubadge aangevraagd")
    );

    let mut staff = ina(&w).await;
    let managed = staff
        .get(&format!("/manage/badge-classes/{}", class.id))
        .await;
    assert!(managed.text.contains("1 open aanvraag"), "{}", managed.text);
    let list = staff.get(&of_class(&class)).await;
    assert!(list.text.contains("Sanne de Groot") && list.text.contains("deze stof."));
    let awarded = approve_all(&w, &mut staff, &class).await;
    let list = staff.follow(&awarded).await;
    assert_says(&list, Lang::Nl, "flash-requests-approved-one", &[]);
    assert!(
        !list.text.contains("Sanne de Groot"),
        "nothing is open any more"
    );

    let backpack = sanne.get("/backpack").await;
    assert!(backpack.text.contains("Growth and Development") && backpack.text.contains(">Nieuw<"));
    let requests = sanne.get("/backpack/requests").await;
    assert!(requests.text.contains("Toegekend"), "{}", requests.text);
    let edubadge = requests_of(&w.app, w.sanne).await[0].assertion.unwrap();
    let page = sanne.get(&format!("/backpack/edubadges/{edubadge}")).await;
    assert_eq!(page.status, 200);
    assert!(
        !sanne.get("/backpack").await.text.contains(">Nieuw<"),
        "looked at"
    );
    let stored = w
        .app
        .read(async move |tx: &mut Tx| tx.assertion(edubadge).await)
        .await
        .unwrap()
        .assertion;
    assert_eq!(
        (stored.valid_from, stored.awarded_at),
        (w.app.app.now(), w.app.app.now())
    );
    let credential = sanne
        .get(&format!("/backpack/edubadges/{edubadge}/download/ob3.json"))
        .await;
    assert_eq!(credential.status, 200, "signed");
}

/// AC-STF-05.
#[rstest]
#[case::wo(Sector::Wo)]
#[case::hbo(Sector::Hbo)]
#[case::mbo(Sector::Mbo)]
#[tokio::test]
async fn staff_deny_a_request_without_a_reason(#[case] sector: Sector) {
    let w = world(sector).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    let mut staff = ina(&w).await;
    let open = choices(&staff.get(&of_class(&w.class)).await);
    let (_, form) = deciding(&w, &mut staff, "deny", &open).await;
    let denied = form.send(&mut staff).await;
    let page = staff.follow(&denied).await;
    assert_says(&page, Lang::Nl, "flash-requests-denied-one", &[]);
    let own = requests_of(&w.app, w.sanne).await;
    assert_eq!(
        (own[0].state, own[0].reason.as_deref()),
        (State::Denied, None)
    );
    assert_eq!(own[0].decided_by, Some(w.staff));
}

/// AC-STF-06, AC-STF-07, X-07: a reason from the list of the class and from the one over all
/// classes; the learner sees it and asks again.
#[rstest]
#[case::of_the_class(false)]
#[case::over_all(true)]
#[tokio::test]
async fn a_denied_learner_sees_the_reason_and_can_ask_again(#[case] from_all: bool) {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let (_, mut daan) = learner(&w, "Daan Visser").await;
    request(&mut sanne, &w.class).await;
    request(&mut daan, &w.class).await;
    let mut staff = ina(&w).await;
    let list = if from_all {
        format!("{}?state=open&q=sanne+DE", over_all(&w))
    } else {
        format!("{}&q=sanne", of_class(&w.class))
    };
    let page = staff.get(&list).await;
    assert!(page.text.contains("Sanne de Groot") && !page.text.contains("Daan Visser"));
    assert!(page.statements <= 8, "{}", page.statements);
    assert_eq!(page.text.contains("Law and Politics</a></td>"), from_all);
    let (_, mut form) = deciding(&w, &mut staff, "deny", &choices(&page)).await;
    form.fill("reason", &["Stuur ook <b>je</b> verslag mee."]);
    let denied = form.send(&mut staff).await;
    let said = staff.follow(&denied).await;
    assert_says(&said, Lang::Nl, "flash-requests-denied-one", &[]);

    let own = sanne.get("/backpack/requests").await;
    assert!(
        own.text
            .contains(&escaped("Stuur ook <b>je</b> verslag mee."))
    );
    assert!(
        own.text
            .contains(&format!("href=\"{}\"", request_path(&w.class)))
    );
    let again = fill_and_send(&mut sanne, &w.class, &[]).await;
    assert_eq!(again.status, 303, "{}", again.text);
    let states: Vec<State> = requests_of(&w.app, w.sanne)
        .await
        .iter()
        .map(|r| r.state)
        .collect();
    assert_eq!(states, [State::Open, State::Denied]);
    let open = requests_of(&w.app, w.sanne).await[0].id;
    assert_eq!(requests_of(&w.app, w.sanne).await.len(), 2);
    // and takes it back.
    let own = sanne.get("/backpack/requests").await;
    let withdraw = Form::of(&own, &format!("/backpack/requests/{open}/withdraw"));
    let gone = withdraw.send(&mut sanne).await;
    let page = sanne.follow(&gone).await;
    assert_says(&page, Lang::Nl, "flash-request-withdrawn", &[]);
    assert_eq!(withdraw.send(&mut sanne).await.status, 409, "only once");
    assert_eq!(
        daan.post(&format!("/backpack/requests/{open}/withdraw"), &[])
            .await
            .status,
        404,
        "nobody else"
    );
}

/// each refusal says why and what to do, on the page and when the form is sent.
#[tokio::test]
async fn a_request_is_refused_with_its_reason() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let stranger = w.app.person("Vera Vreemd").await;
    let mut stranger = w.app.signed_in_learner(stranger).await;
    let refused = async |by: &mut Browser, class: &BadgeClass, code: &str| {
        let path = request_path(class);
        for lang in LANGUAGES {
            by.reads(lang);
            for page in [by.get(&path).await, by.post(&path, &[]).await] {
                assert_says(&page, lang, &format!("request-refused-{code}"), &[]);
                assert!(page.statements <= 8, "{}", page.statements);
                assert!(
                    !page.text.contains("name=\"motivation\""),
                    "nothing to fill in"
                );
            }
            assert_eq!(by.post(&path, &[]).await.status, 409);
        }
        by.reads(Lang::Nl);
    };
    refused(&mut stranger, &w.class, "other-institution").await;

    set(&w, &w.class, |s| s.validated_name = true).await;
    refused(&mut sanne, &w.class, "name").await;
    set(&w, &w.class, |s| s.requests = false).await;
    refused(&mut sanne, &w.class, "off").await;
    assert!(
        !sanne
            .get(&format!("/badge-classes/{}", w.class.id))
            .await
            .text
            .contains("Vraag aan")
    );
    set(&w, &w.class, |_| {}).await;

    request(&mut sanne, &w.class).await;
    refused(&mut sanne, &w.class, "pending").await;
    assert_eq!(
        approve_all(&w, &mut ina(&w).await, &w.class).await.status,
        303
    );
    refused(&mut sanne, &w.class, "held").await;

    let old = w
        .app
        .published_class(&w.tree, Type::Regular, "Oud vak")
        .await;
    let id = old.id;
    w.app
        .write(async move |tx: &mut Tx| {
            let from = [ClassState::Published];
            assert!(
                tx.set_badge_class_state(id, &from, ClassState::Archived)
                    .await?
            );
            Ok(())
        })
        .await;
    refused(&mut sanne, &old, "archived").await;

    let institution = w.tree.institution.clone();
    w.app
        .write(async move |tx: &mut Tx| {
            let mut settings = institution.settings.clone();
            settings.legal_basis_formal = LegalBasis::None;
            tx.update_institution_settings(&institution, &settings)
                .await
        })
        .await;
    let other = w
        .app
        .published_class(&w.tree, Type::Regular, "Ander vak")
        .await;
    refused(&mut sanne, &other, "no-legal-basis").await;
}

#[tokio::test]
async fn who_may_request_is_as_the_class_says_and_the_institution_allows() {
    let w = world(Sector::Wo).await;
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let vera = w.app.person("Vera Elders").await;
    enrolled(&w.app, vera, &elsewhere).await;
    let mut vera = w.app.signed_in_learner(vera).await;
    let anyone = w.app.person("Iedereen").await;
    let mut anyone = w.app.signed_in_learner(anyone).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let may = async |by: &mut Browser| {
        let page = by.get(&request_path(&w.class)).await;
        assert!(page.statements <= 8, "{}", page.statements);
        page.text.contains("name=\"motivation\"")
    };
    let listed = vec![elsewhere.institution.id];
    let l = listed.clone();
    set(&w, &w.class, move |s| s.may_request = MayRequest::Listed(l)).await;
    assert!(may(&mut vera).await && !may(&mut sanne).await && !may(&mut anyone).await);
    let page = sanne.get(&request_path(&w.class)).await;
    assert!(
        page.text.contains("Hogeschool Elders"),
        "whose learners may"
    );
    set(&w, &w.class, |s| s.may_request = MayRequest::Anyone).await;
    assert!(may(&mut vera).await && may(&mut sanne).await && may(&mut anyone).await);
    // Whose learners may be awarded binds requests too.
    for (audience, vera_may) in [(Audience::Listed(listed), true), (Audience::OwnOnly, false)] {
        let institution = w.tree.institution.clone();
        w.app
            .write(async move |tx: &mut Tx| {
                let mut settings = institution.settings.clone();
                settings.audience = audience.clone();
                tx.update_institution_settings(&institution, &settings)
                    .await
            })
            .await;
        assert_eq!(may(&mut vera).await, vera_may);
        assert!(may(&mut sanne).await && !may(&mut anyone).await);
    }
}

///
#[tokio::test]
async fn evidence_and_motivation_that_the_class_asks_for_are_needed() {
    let w = world(Sector::Wo).await;
    set(&w, &w.class, |s| {
        s.evidence_from_learner = true;
        s.narrative_from_learner = true;
    })
    .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        sanne.reads(lang);
        let empty = fill_and_send(&mut sanne, &w.class, &[]).await;
        assert_eq!(empty.status, 422);
        assert_says(&empty, lang, "error-asked-by-class", &[]);
        assert_says(&empty, lang, "error-evidence-asked-by-class", &[]);
        let fields = [
            ("motivation", "Zie mijn werk."),
            ("evidence_url", "javascript:alert(1)"),
        ];
        let wrong = fill_and_send(&mut sanne, &w.class, &fields).await;
        assert_eq!(wrong.status, 422);
        assert_says(&wrong, lang, "error-url", &[]);
        assert!(
            wrong.text.contains("id=\"evidence_url-error\""),
            "at the field"
        );
        assert!(
            wrong.text.contains("Zie mijn werk.") && wrong.text.contains("javascript:alert(1)")
        );
        let named = [("motivation", "Zie."), ("evidence_name", "Werkstuk")];
        let only_name = fill_and_send(&mut sanne, &w.class, &named).await;
        assert_says(&only_name, lang, "error-evidence-asked-by-class", &[]);
    }
    crate::support::assert_unchanged(&before, &w.app.contents().await, &[]);
    let fields = [
        ("motivation", "Zie mijn werk."),
        ("evidence_url", "https://portfolio.example/werkstuk"),
        ("evidence_name", "Werkstuk"),
    ];
    let made = fill_and_send(&mut sanne, &w.class, &fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    // The awarder finds the evidence filled in, and the motivation beside it only.
    let mut staff = ina(&w).await;
    let open = choices(&staff.get(&of_class(&w.class)).await);
    let (page, form) = deciding(&w, &mut staff, "approve", &open).await;
    let field = |name: &str| format!("award_{}_{name}", open[0]);
    assert!(page.text.contains("Zie mijn werk."));
    assert_eq!(
        form.shown(&field("evidence_url")),
        ["https://portfolio.example/werkstuk"]
    );
    assert!(form.shown(&field("narrative")).is_empty());
    assert_eq!(form.send(&mut staff).await.status, 303);
    let edubadge = requests_of(&w.app, w.sanne).await[0].assertion.unwrap();
    let a = w
        .app
        .read(async move |tx: &mut Tx| tx.assertion(edubadge).await)
        .await
        .unwrap()
        .assertion;
    assert_eq!(a.evidence.name.as_deref(), Some("Werkstuk"));
    assert_eq!(a.narrative, None);
}

#[tokio::test]
async fn terms_of_the_institution_come_before_a_request() {
    let w = world(Sector::Wo).await;
    let (institution, now) = (w.tree.institution.id, w.app.app.now());
    w.app
        .write(async move |tx: &mut Tx| {
            tx.insert_terms(&store::terms::Terms {
                id: domain::TermsId(uuid::Uuid::from_u128(4)),
                institution: Some(institution),
                kind: domain::institution::TermsKind::Formal,
                version: 1,
                nl: "Wij gaan zorgvuldig om met je gegevens.".into(),
                en: "We take good care of your data.".into(),
                published_at: now,
            })
            .await
        })
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let refused = fill_and_send(&mut sanne, &w.class, &[("motivation", "Toch wel")]).await;
    assert_eq!(refused.status, 422);
    assert_says(&refused, Lang::Nl, "error-terms-not-accepted", &[]);
    assert!(refused.text.contains("Toch wel") && refused.text.contains("zorgvuldig"));
    let made = fill_and_send(&mut sanne, &w.class, &[("terms", "on")]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let (_, mut other) = learner(&w, "Daan Visser").await;
    assert!(
        other
            .get(&request_path(&w.class))
            .await
            .text
            .contains("zorgvuldig")
    );
    let more = w
        .app
        .published_class(&w.tree, Type::Regular, "Nog een")
        .await;
    assert!(
        !sanne
            .get(&request_path(&more))
            .await
            .text
            .contains("zorgvuldig"),
        "asked once"
    );
}

/// What is typed for one never reaches another; what the class demands is demanded of each.
#[tokio::test]
async fn many_are_awarded_in_one_go_each_with_their_own_grade() {
    let w = world(Sector::Wo).await;
    let class = w
        .app
        .published_class(&w.tree, Type::Regular, "Cognitive Psychology")
        .await;
    set(&w, &class, |s| s.narrative_from_staff = true).await;
    let mut people = Vec::new();
    for name in ["Anne Een", "Bram Twee", "Cato Drie"] {
        let (person, mut browser) = learner(&w, name).await;
        request(&mut browser, &class).await;
        people.push(person);
    }
    let mut staff = ina(&w).await;
    let list = staff.get(&of_class(&class)).await;
    assert!(
        list.text.contains("Jij vult aan: Toelichting"),
        "{}",
        list.text
    );
    let open = choices(&list);
    let (_, mut form) = deciding(&w, &mut staff, "approve", &open).await;
    let named = async |id: &str| {
        let id: RequestId = id.parse().unwrap();
        w.app
            .read(async move |tx: &mut Tx| tx.request(id).await)
            .await
            .unwrap()
            .request
            .name
    };
    let missing = open[1].clone();
    for id in &open {
        let name = named(id).await;
        if *id != missing {
            form.fill(&format!("award_{id}_narrative"), &[&format!("Voor {name}")]);
        }
        form.fill(&format!("award_{id}_grade"), &[&format!("8 {name}")]);
    }
    let refused = form.send(&mut staff).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text
            .contains(&format!("id=\"award_{missing}_narrative-error\""))
    );
    assert!(
        refused.text.contains("8 Bram Twee"),
        "what was typed is kept"
    );
    for person in &people {
        assert_eq!(
            requests_of(&w.app, *person).await[0].state,
            State::Open,
            "nothing happened"
        );
    }
    let path = format!("{}/approve", over_all(&w));
    let mut form = Form::of(&refused, &path);
    let last = named(&missing).await;
    form.fill(
        &format!("award_{missing}_narrative"),
        &[&format!("Voor {last}")],
    );
    let awarded = form.send(&mut staff).await;
    let page = staff.follow(&awarded).await;
    assert_says(&page, Lang::Nl, "flash-requests-approved", &[("n", "3")]);
    for person in people {
        let request = requests_of(&w.app, person).await.remove(0);
        let id = request.assertion.unwrap();
        let a = w
            .app
            .read(async move |tx: &mut Tx| tx.assertion(id).await)
            .await
            .unwrap()
            .assertion;
        assert_eq!(a.person, Some(person));
        assert_eq!(a.grade, Some(format!("8 {}", request.name)));
        assert_eq!(a.narrative, Some(format!("Voor {}", request.name)));
    }
}

#[tokio::test]
async fn requests_of_several_classes_are_decided_together() {
    let w = world(Sector::Wo).await;
    let other = w
        .app
        .published_class(&w.tree, Type::ExtraCurricular, "Bestuursjaar")
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    request(&mut sanne, &other).await;
    let mut staff = ina(&w).await;
    let home = staff
        .get(&format!("/manage/institutions/{}", w.tree.institution.id))
        .await;
    assert!(
        home.text.contains("2 open aanvragen") && home.statements <= 8,
        "{}",
        home.statements
    );
    let page = staff.get(&format!("{}?state=open", over_all(&w))).await;
    let open = choices(&page);
    let (_, form) = deciding(&w, &mut staff, "approve", &open).await;
    // One is taken back before the button is pressed.
    let gone = requests_of(&w.app, w.sanne).await.remove(0).id;
    assert_eq!(
        sanne
            .post(&format!("/backpack/requests/{gone}/withdraw"), &[])
            .await
            .status,
        303
    );
    let decided = form.send(&mut staff).await;
    let said = staff.follow(&decided).await;
    assert_says(
        &said,
        Lang::Nl,
        "flash-requests-approved-some",
        &[("n", "1"), ("left", "1")],
    );
    assert_eq!(form.send(&mut staff).await.status, 409, "nothing is left");
    let states: Vec<State> = requests_of(&w.app, w.sanne)
        .await
        .iter()
        .map(|r| r.state)
        .collect();
    assert_eq!(states.iter().filter(|s| **s == State::Approved).count(), 1);
    let nothing = staff.get(&format!("{}/approve", over_all(&w))).await;
    assert_eq!(nothing.location(), format!("{}?state=open", over_all(&w)));
}

#[tokio::test]
async fn nobody_decides_on_their_own_request() {
    let w = world(Sector::Wo).await;
    // One person with both accounts …
    w.app
        .grant(
            w.sanne,
            Role::Awarder,
            Some(w.tree.path().class(w.class.id)),
        )
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    let mut as_staff = w.app.signed_in_staff(w.sanne).await;
    let list = as_staff.get(&of_class(&w.class)).await;
    assert!(list.text.contains("Je eigen aanvraag") && choices(&list).is_empty());
    let id = requests_of(&w.app, w.sanne).await[0].id.to_string();
    for what in ["approve", "deny"] {
        let path = format!("{}/{what}", over_all(&w));
        let page = as_staff.post(&path, &[("request", &id)]).await;
        assert_eq!(page.status, 403, "{what}");
        assert_says(&page, Lang::Nl, "failure-own-title", &[]);
    }
    // … and the same person under two accounts that nobody linked.
    let double = w.app.person("Sanne De Groot").await;
    w.app.grant(double, Role::Admin, Some(w.tree.path())).await;
    let mut double = w.app.signed_in_staff(double).await;
    let refused = approve_all(&w, &mut double, &w.class).await;
    assert_eq!(refused.status, 422);
    assert_says(
        &refused,
        Lang::Nl,
        "error-request-own",
        &[("name", "Sanne de Groot")],
    );
    assert_eq!(requests_of(&w.app, w.sanne).await[0].state, State::Open);
}

#[tokio::test]
async fn what_changed_since_the_request_counts_at_approval() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    set(&w, &w.class, |s| s.validated_name = true).await;
    let mut staff = ina(&w).await;
    let refused = approve_all(&w, &mut staff, &w.class).await;
    assert_eq!(refused.status, 422);
    assert_says(
        &refused,
        Lang::Nl,
        "error-request-name",
        &[("name", "Sanne de Groot")],
    );
    let assurance = NameAssurance {
        id: NameAssuranceId(uuid::Uuid::from_u128(9)),
        person: w.sanne,
        name: "Sanne Maria de Groot".into(),
        source: NameSource::Institution,
        vouched_by: w.tree.institution.registration.identifier.clone(),
        acr: None,
        verified_at: w.app.app.now(),
        expires_at: None,
        chosen: false,
    };
    w.app
        .write(async move |tx: &mut Tx| tx.put_name_assurance(&assurance).await)
        .await;
    assert_eq!(approve_all(&w, &mut staff, &w.class).await.status, 303);
    let id = requests_of(&w.app, w.sanne).await[0].assertion.unwrap();
    let a = w
        .app
        .read(async move |tx: &mut Tx| tx.assertion(id).await)
        .await
        .unwrap()
        .assertion;
    assert_eq!(a.name.unwrap().name, "Sanne Maria de Groot");
}

/// A request pins no text; its approval does.
#[tokio::test]
async fn the_version_in_force_at_approval_is_the_one_that_is_issued() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    let (id, mut content) = (w.class.id, w.class.draft.clone());
    content.texts.name = "Law and Politics II".into();
    let version = domain::badge_class::Version {
        id: domain::BadgeClassVersionId(uuid::Uuid::from_u128(22)),
        class: id,
        number: 2,
        content,
        published_at: w.app.app.now(),
    };
    let newest = version.id;
    w.app
        .write(async move |tx: &mut Tx| tx.insert_version(&version).await)
        .await;
    assert_eq!(
        approve_all(&w, &mut ina(&w).await, &w.class).await.status,
        303
    );
    let request = requests_of(&w.app, w.sanne).await.remove(0);
    assert_eq!(request.version, Some(newest));
    assert!(
        sanne
            .get("/backpack")
            .await
            .text
            .contains("Law and Politics II")
    );
}

#[tokio::test]
async fn an_approved_request_closes_an_open_award_and_a_claimed_award_an_open_request() {
    let w = world(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let mail = "sanne.de.groot@voorbeeld.example";
    let batch = award_by_name(&w, &mut staff, mail, &[]).await;
    w.app.drain().await;
    let award = awards_of(&w.app, batch_of(&batch)).await[0].award.id;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let asking = sanne.get(&request_path(&w.class)).await;
    assert!(
        asking.text.contains(&format!("/backpack/offers/{award}")),
        "an offer waits"
    );
    request(&mut sanne, &w.class).await;
    assert_eq!(approve_all(&w, &mut staff, &w.class).await.status, 303);
    let closed = &awards_of(&w.app, batch_of(&batch)).await[0].award;
    assert_eq!(closed.state.code(), "withdrawn");
    let page = staff.get(batch.location()).await;
    assert_says(&page, Lang::Nl, "delivery-reason-request-approved", &[]);
    let late = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(late.status, 409, "one edubadge is enough");

    // The other way round.
    let (noor, mut browser) = learner(&w, "Noor Bakker").await;
    request(&mut browser, &w.class).await;
    let award = w
        .award(Recipient {
            mail: "noor.bakker@voorbeeld.example".into(),
            first_name: Some("Noor".into()),
            last_name: Some("Bakker".into()),
            ..Recipient::default()
        })
        .await;
    let claimed = browser
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(claimed.status, 303, "{}", claimed.text);
    assert_eq!(requests_of(&w.app, noor).await[0].state, State::Overtaken);
    let own = browser.get("/backpack/requests").await;
    assert!(own.text.contains("Niet meer nodig"), "{}", own.text);
}

#[tokio::test]
async fn a_class_with_open_requests_is_not_archived() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    let mut staff = ina(&w).await;
    let archive = format!("/manage/badge-classes/{}/archive", w.class.id);
    let refused = staff.post(&archive, &[]).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.text.contains("1 aanvraag staat nog open"),
        "{}",
        refused.text
    );
    let id = requests_of(&w.app, w.sanne).await[0].id;
    sanne
        .post(&format!("/backpack/requests/{id}/withdraw"), &[])
        .await;
    assert_eq!(staff.post(&archive, &[]).await.status, 303);
}

/// Who has a role on one class decides there, and sees nothing of the others.
#[tokio::test]
async fn everyone_sees_and_decides_the_requests_of_their_own_nodes() {
    let w = world(Sector::Wo).await;
    let other = w
        .app
        .published_class(&w.tree, Type::Regular, "Bestuurskunde")
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    request(&mut sanne, &other).await;
    let class = w.tree.path().class(w.class.id);
    let institution = Path::institution(w.tree.institution.id);
    let mut awarder = w.app.staff("Kim Klas", Role::Awarder, class).await;
    let mut group = w
        .app
        .staff(
            "Gea Groep",
            Role::Awarder,
            institution.group(w.tree.group.id),
        )
        .await;
    let mut auditor = w.app.staff("Aart Audit", Role::Auditor, institution).await;
    let list = format!("{}?state=open", over_all(&w));
    let page = awarder.get(&list).await;
    assert!(page.text.contains("Law and Politics") && !page.text.contains("Bestuurskunde"));
    assert_eq!(awarder.get(&of_class(&other)).await.status, 403);
    assert_eq!(choices(&group.get(&list).await).len(), 2);
    let read = auditor.get(&list).await;
    assert!(
        read.text.contains("Bestuurskunde") && choices(&read).is_empty(),
        "reads, decides nothing"
    );
    let csv = auditor.get(&format!("{list}&format=csv")).await;
    assert!(csv.text.contains("Bestuurskunde") && csv.text.contains("sanne.de.groot@"));
    assert_eq!(
        awarder
            .get(&format!("{list}&format=csv"))
            .await
            .text
            .lines()
            .count(),
        2
    );

    let ids: Vec<(String, bool)> = requests_of(&w.app, w.sanne)
        .await
        .iter()
        .map(|r| (r.id.to_string(), r.class == w.class.id))
        .collect();
    for (id, own) in ids {
        for what in ["approve", "deny"] {
            let path = format!("{}/{what}", over_all(&w));
            assert_eq!(auditor.post(&path, &[("request", &id)]).await.status, 403);
            let asked = awarder.get(&format!("{path}?request={id}")).await;
            assert_eq!(asked.status, if own { 200 } else { 403 });
            if !own {
                assert_eq!(awarder.post(&path, &[("request", &id)]).await.status, 403);
            }
        }
    }
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let mut stranger = w
        .app
        .staff(
            "Stan Stranger",
            Role::Admin,
            Path::institution(elsewhere.institution.id),
        )
        .await;
    let theirs = format!("/manage/institutions/{}/requests", elsewhere.institution.id);
    let id = requests_of(&w.app, w.sanne).await[0].id.to_string();
    for address in [
        list.clone(),
        of_class(&w.class),
        format!("{theirs}/approve?request={id}"),
    ] {
        assert_eq!(stranger.get(&address).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn a_request_is_asked_for_a_few_times_an_hour_only() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let path = request_path(&w.class);
    for _ in 0..30 {
        assert_ne!(sanne.post(&path, &[]).await.status, 429);
    }
    assert_eq!(sanne.post(&path, &[]).await.status, 429);
    w.app.move_clock(1.hour());
    assert_ne!(sanne.post(&path, &[]).await.status, 429);
}

#[tokio::test]
async fn a_year_after_its_end_nothing_personal_is_left_of_a_request() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let made = fill_and_send(&mut sanne, &w.class, &[("motivation", "Geheim verhaal")]).await;
    assert_eq!(made.status, 303);
    let id = requests_of(&w.app, w.sanne).await[0].id;
    let mut staff = ina(&w).await;
    let (_, mut form) = deciding(&w, &mut staff, "deny", &[id.to_string()]).await;
    form.fill("reason", &["Te kort"]);
    assert_eq!(form.send(&mut staff).await.status, 303);
    w.app.move_clock((364 * 24).hours());
    w.app.drain().await;
    assert_eq!(requests_of(&w.app, w.sanne).await.len(), 1);
    w.app.move_clock((2 * 24).hours());
    w.app.drain().await;
    let left = w
        .app
        .read(async move |tx: &mut Tx| tx.request(id).await)
        .await
        .unwrap()
        .request;
    assert_eq!(left.state, State::Denied, "that there was one stays");
    assert_eq!(
        (left.person, left.name.as_str(), left.mail, left.reason),
        (None, "", None, None)
    );
    assert_eq!(left.ask, domain::request::Ask::default());
    let staff_view = ina(&w)
        .await
        .get(&format!("/manage/badge-classes/{}/requests", w.class.id))
        .await;
    assert!(
        staff_view.text.contains("Gegevens gewist"),
        "{}",
        staff_view.text
    );
}

/// Every step stands in the audit trail of the institution, nobody by name.
#[tokio::test]
async fn requests_leave_a_trail() {
    let w = world(Sector::Wo).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    assert_eq!(
        approve_all(&w, &mut ina(&w).await, &w.class).await.status,
        303
    );
    let contents = format!("{:?}", w.app.contents().await.get("audit"));
    for said in ["request.make", "request.decide", "approved"] {
        assert!(contents.contains(said), "{said}: {contents}");
    }
    assert!(!contents.contains("Sanne"), "{contents}");
}
