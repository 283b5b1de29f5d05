//! who hears of requests and of what became of them, and the settings for it.

use domain::badge_class::Type;
use domain::institution::Sector;
use domain::role::{Path, Role};
use domain::{Lang, PersonId};
use jiff::ToSpan;
use store::Tx;
use store::outbox::SentMail;

use crate::awards::ina;
use crate::requests::{approve_all, enrolled, request, set, world};
use crate::support::{Browser, Form, World};

async fn staff(w: &World, name: &str, role: Role, path: Path) -> (PersonId, Browser) {
    let person = w.app.person(name).await;
    w.app.grant(person, role, Some(path)).await;
    (person, w.app.signed_in_staff(person).await)
}

async fn reads(w: &World, person: PersonId, lang: Lang) {
    w.app
        .write(async move |tx: &mut Tx| tx.set_person_language(person, lang).await)
        .await;
}

async fn recipients(w: &World, kind: &str) -> Vec<String> {
    let mut all: Vec<String> = w
        .app
        .mails(kind)
        .await
        .into_iter()
        .map(|m| m.recipient)
        .collect();
    all.sort();
    all
}

/// A new learner who requests the class.
async fn somebody_requests(w: &World, name: &str) {
    let person = w.app.person(name).await;
    enrolled(&w.app, person, &w.tree).await;
    request(&mut w.app.signed_in_learner(person).await, &w.class).await;
}

fn both(mail: &SentMail) -> String {
    let content = mail.content.as_ref().unwrap();
    for body in [&content.text, &content.html] {
        assert!(
            !body.contains("mail-request") && !body.contains("Unknown localization"),
            "{body}"
        );
    }
    format!("{}\n{}", content.subject, content.text)
}

/// At once to who has a role on the class itself, once a day to who has one further up.
#[tokio::test]
async fn who_chose_nothing_hears_at_once_of_the_own_class_and_daily_of_others() {
    let w = world(Sector::Wo).await;
    let class = w.tree.path().class(w.class.id);
    let (english, _) = staff(&w, "Kim Klas", Role::Awarder, class).await;
    reads(&w, english, Lang::En).await;
    staff(&w, "Olga Owner", Role::Owner, class).await;
    staff(
        &w,
        "Gea Groep",
        Role::Awarder,
        Path::institution(w.tree.institution.id).group(w.tree.group.id),
    )
    .await;
    staff(
        &w,
        "Aart Audit",
        Role::Auditor,
        Path::institution(w.tree.institution.id),
    )
    .await;
    let other = w
        .app
        .published_class(&w.tree, Type::Regular, "Ander vak")
        .await;
    staff(
        &w,
        "Anders Awarder",
        Role::Awarder,
        w.tree.path().class(other.id),
    )
    .await;
    w.app.drain().await;

    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    w.app.drain().await;
    assert_eq!(
        recipients(&w, "request-made").await,
        ["kim.klas@voorbeeld.example", "olga.owner@voorbeeld.example"]
    );
    for mail in w.app.mails("request-made").await {
        let said = both(&mail);
        let title = if mail.recipient.starts_with("kim") {
            "New request: Law and Politics"
        } else {
            "Nieuwe aanvraag: Law and Politics"
        };
        assert!(
            said.contains(title) && !said.contains("Sanne"),
            "who asks stands on the page: {said}"
        );
        assert!(said.contains(&format!("/manage/badge-classes/{}/requests", w.class.id)));
        assert!(said.contains("/account"), "how to hear less");
    }
    assert!(
        recipients(&w, "request-digest").await.is_empty(),
        "not before its hour"
    );

    // Seven o'clock in Amsterdam is six in UTC; the clock stands at ten.
    w.app.move_clock(20.hours());
    w.app.drain().await;
    assert!(
        recipients(&w, "request-digest").await.is_empty(),
        "it is six"
    );
    w.app.move_clock(1.hour());
    w.app.drain().await;
    assert_eq!(
        recipients(&w, "request-digest").await,
        ["gea.groep@voorbeeld.example", "ina.admin@voorbeeld.example"]
    );
    let said = both(&w.app.mails("request-digest").await[0]);
    assert!(
        said.contains("1 nieuwe aanvraag") && said.contains("Law and Politics: 1 nieuwe"),
        "{said}"
    );
    assert!(said.contains(&format!(
        "/manage/institutions/{}/requests",
        w.tree.institution.id
    )));
}

/// Exactly once a day, also after a restart; what was answered, or told before, isn't told.
#[tokio::test]
async fn the_daily_mail_comes_once_a_day_and_tells_what_is_new_and_open() {
    let w = world(Sector::Wo).await;
    w.app.drain().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    request(&mut sanne, &w.class).await;
    somebody_requests(&w, "Daan Visser").await;
    let digests = async || w.app.mails("request-digest").await.len();
    w.app.move_clock(22.hours());
    // Killed over night: the next process finds the job waiting.
    let again = w.app.restarted();
    again.drain().await;
    assert_eq!(digests().await, 1);
    assert!(both(&w.app.mails("request-digest").await[0]).contains("2 nieuwe aanvragen"));
    w.app.restarted().drain().await;
    w.app.move_clock(3.hours());
    w.app.drain().await;
    assert_eq!(digests().await, 1, "once");
    // The job runs once more after it was cut off: no second mail.
    w.app
        .write(async |tx: &mut Tx| {
            let at = "2026-11-25T06:00:00Z".parse().unwrap();
            let id = domain::JobId(uuid::Uuid::from_u128(5));
            let day = serde_json::json!({ "day": "2026-11-25" });
            tx.enqueue(id, ("request-digest", &day), None, at).await
        })
        .await;
    w.app.drain().await;
    assert_eq!(digests().await, 1, "the same Message-ID");
    w.app.move_clock(24.hours());
    w.app.drain().await;
    assert_eq!(digests().await, 1, "nothing new, no mail");
    somebody_requests(&w, "Noor Bakker").await;
    w.app.move_clock(24.hours());
    w.app.drain().await;
    let newest = w.app.mails("request-digest").await.remove(0);
    assert_eq!(digests().await, 2);
    assert!(
        both(&newest).contains("1 nieuwe aanvraag"),
        "{}",
        both(&newest)
    );
    // Answered before the hour: nothing to tell.
    somebody_requests(&w, "Bram Twee").await;
    assert_eq!(
        approve_all(&w, &mut ina(&w).await, &w.class).await.status,
        303
    );
    w.app.move_clock(24.hours());
    w.app.drain().await;
    assert_eq!(digests().await, 2);
}

#[tokio::test]
async fn everyone_chooses_how_to_hear_in_general_and_per_class() {
    let w = world(Sector::Wo).await;
    let class = w.tree.path().class(w.class.id);
    let (kim_person, mut kim) = staff(&w, "Kim Klas", Role::Awarder, class).await;
    let (gea_person, mut gea) = staff(&w, "Gea Issuer", Role::Awarder, w.tree.path()).await;
    w.app.drain().await;
    // Kim wants none in general; Gea wants this class at once.
    let mut form = Form::of(&kim.get("/account").await, "/account/request-mails");
    form.fill("in_general", &["never"]);
    let saved = form.send(&mut kim).await;
    let account = kim.follow(&saved).await;
    assert_eq!(
        Form::of(&account, "/account/request-mails").shown("in_general"),
        ["never"]
    );
    assert!(account.statements <= 8, "{}", account.statements);
    let list = format!("/manage/badge-classes/{}/requests", w.class.id);
    let mut form = Form::of(&gea.get(&list).await, &format!("{list}/mails"));
    form.fill("frequency", &["at-once"]);
    assert_eq!(form.send(&mut gea).await.location(), list);
    somebody_requests(&w, "Daan Visser").await;
    w.app.drain().await;
    assert_eq!(
        recipients(&w, "request-made").await,
        ["gea.issuer@voorbeeld.example"]
    );
    w.app.move_clock(24.hours());
    w.app.drain().await;
    assert_eq!(
        recipients(&w, "request-digest").await,
        ["ina.admin@voorbeeld.example"]
    );

    // A session doesn't last the day.
    let mut gea = w.app.signed_in_staff(gea_person).await;
    let mut kim = w.app.signed_in_staff(kim_person).await;
    // The choice stands among the others, and goes back to what holds in general.
    let account = gea.get("/account").await;
    let field = format!("class_{}", w.class.id);
    let mut form = Form::of(&account, "/account/request-mails");
    assert_eq!(form.shown(&field), ["at-once"]);
    form.fill(&field, &[""]);
    form.fill("in_general", &["daily"]);
    let saved = form.send(&mut gea).await;
    assert!(!gea.follow(&saved).await.text.contains(&field));
    somebody_requests(&w, "Noor Bakker").await;
    w.app.drain().await;
    assert_eq!(recipients(&w, "request-made").await.len(), 1);

    // What isn't theirs to decide isn't theirs to hear of.
    let other = w
        .app
        .published_class(&w.tree, Type::Regular, "Ander vak")
        .await;
    let refused = kim
        .post(
            &format!("/manage/badge-classes/{}/requests/mails", other.id),
            &[("frequency", "at-once")],
        )
        .await;
    assert_eq!(refused.status, 403);
    let field = format!("class_{}", other.id);
    let refused = kim
        .post("/account/request-mails", &[(&field, "at-once")])
        .await;
    assert_eq!(refused.status, 403);
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    assert!(!sanne.get("/account").await.text.contains("request-mails"));
    assert_eq!(sanne.post("/account/request-mails", &[]).await.status, 404);
}

#[tokio::test]
async fn who_left_hears_nothing_more_and_nobody_hears_of_their_own_request() {
    let w = world(Sector::Wo).await;
    let class = w.tree.path().class(w.class.id);
    w.app.grant(w.sanne, Role::Awarder, Some(class)).await;
    let gone = w.app.person("Wim Weg").await;
    let grant = domain::role::Grant {
        id: domain::RoleId(uuid::Uuid::from_u128(3)),
        person: gone,
        role: Role::Owner,
        path: Some(class),
        granted_at: w.app.app.now(),
        ends_at: Some(w.app.app.now()),
    };
    w.app
        .write(async move |tx: &mut Tx| tx.insert_role(&grant).await.map(drop))
        .await;
    request(&mut w.app.signed_in_learner(w.sanne).await, &w.class).await;
    assert!(recipients(&w, "request-made").await.is_empty());
}

/// The learner hears what became of it, in their own language.
#[tokio::test]
async fn the_learner_hears_of_an_approval_and_of_a_denial_with_its_reason() {
    let w = world(Sector::Wo).await;
    set(&w, &w.class, |_| {}).await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    for (lang, approved, denied) in [
        (
            Lang::En,
            "You have received the edubadge “Nieuw 0”",
            "was denied",
        ),
        (
            Lang::Nl,
            "Je hebt de edubadge “Nieuw 1” gekregen",
            "is afgewezen",
        ),
    ] {
        reads(&w, w.sanne, lang).await;
        let n = i32::from(lang == Lang::Nl);
        let class = w
            .app
            .published_class(&w.tree, Type::Regular, &format!("Nieuw {n}"))
            .await;
        request(&mut sanne, &class).await;
        assert_eq!(
            approve_all(&w, &mut ina(&w).await, &class).await.status,
            303
        );
        w.app.drain().await;
        let mail = w.app.mails("request-approved").await.remove(0);
        let said = both(&mail);
        assert_eq!(mail.recipient, "sanne.de.groot@voorbeeld.example");
        assert!(
            said.contains(approved) && said.contains("/backpack/edubadges/"),
            "{said}"
        );

        let class = w
            .app
            .published_class(&w.tree, Type::Regular, &format!("Niet {n}"))
            .await;
        request(&mut sanne, &class).await;
        let mut staff = ina(&w).await;
        let id = w.app.read({
            let sanne = w.sanne;
            async move |tx: &mut Tx| Ok(tx.requests_of(sanne).await?[0].request.id)
        });
        let path = format!(
            "/manage/institutions/{}/requests/deny",
            w.tree.institution.id
        );
        let page = staff.get(&format!("{path}?request={}", id.await)).await;
        let mut form = Form::of(&page, &path);
        form.fill("reason", &["Je <b>verslag</b> ontbreekt."]);
        assert_eq!(form.send(&mut staff).await.status, 303);
        w.app.drain().await;
        let mail = w.app.mails("request-denied").await.remove(0);
        let said = both(&mail);
        assert!(
            said.contains(denied) && said.contains("Je <b>verslag</b> ontbreekt."),
            "{said}"
        );
        assert!(
            said.contains("medicine@example.example"),
            "whom to ask: {said}"
        );
        assert!(
            !mail.content.unwrap().html.contains("<b>verslag"),
            "escaped"
        );
    }
}
