//! Awarding from the form, holds, moments, rights.

use domain::award::Recipient;
use domain::institution::{LegalBasis, Sector};
use domain::role::{Path, Role};
use domain::{BatchId, DirectAwardId};
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;
use store::awards::PlacedAward;

use crate::support::{Browser, Form, Page, TestApp, World};

pub fn form_path(w: &World) -> String {
    format!("/manage/badge-classes/{}/award", w.class.id)
}

/// The key by which what is done with the form of this page is done once.
pub async fn form_key(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await;
    let form = Form::of(&page, path.split('?').next().unwrap_or(path));
    form.shown("key")[0].to_owned()
}

pub async fn ina(w: &World) -> Browser {
    w.app.signed_in_staff(w.staff).await
}

/// Fills in the form for one person by name and sends it.
pub async fn award_by_name(
    w: &World,
    staff: &mut Browser,
    mail: &str,
    more: &[(&str, &str)],
) -> Page {
    let key = form_key(staff, &form_path(w)).await;
    // Of a field that stands twice the first counts.
    let mut fields = more.to_vec();
    fields.extend([
        ("key", key.as_str()),
        ("by", "name"),
        ("mail", mail),
        ("first_name", "Sanne"),
        ("last_name", "de Groot"),
        ("note", "Gefeliciteerd met je eindpresentatie!"),
        ("when", "now"),
    ]);
    staff.post(&form_path(w), &fields).await
}

pub fn batch_of(page: &Page) -> BatchId {
    page.location()
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap_or_else(|_| panic!("{} {}", page.location(), page.text))
}

pub async fn awards_of(app: &TestApp, batch: BatchId) -> Vec<PlacedAward> {
    let read = app.read(async move |tx: &mut Tx| {
        let mut all = Vec::new();
        let mut after = 0;
        loop {
            let page = tx.awards_of_batch(batch, None, (after, 500)).await?;
            let Some(last) = page.last() else { break };
            after = last.number;
            let ids: Vec<DirectAwardId> = page.iter().map(|a| a.id).collect();
            all.extend(
                tx.awards_to_mail(&ids)
                    .await?
                    .into_iter()
                    .map(|(placed, _)| placed),
            );
        }
        all.sort_by_key(|placed: &PlacedAward| placed.award.number);
        Ok(all)
    });
    read.await
}

/// The claim link in a mail's text, as a path.
pub fn claim_link(text: &str) -> String {
    let at = text.find("/claim/").expect("a claim link");
    text[at..].split_whitespace().next().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn ac_stf_02_staff_award_one_person_who_gets_a_mail(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let mut staff = ina(&w).await;
    let form = staff.get(&form_path(&w)).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert!(form.statements <= 8, "{}", form.statements);
    let made = award_by_name(
        &w,
        &mut staff,
        "Sanne@Voorbeeld.example",
        &[("grade", "8,5")],
    )
    .await;
    assert_eq!(made.status, 303, "{}", made.text);
    let before = staff.follow(&made).await;
    assert!(before.text.contains("In de rij"), "{}", before.text);
    w.app.drain().await;
    let batch = staff.get(made.location()).await;
    assert!(
        batch.text.contains("Verstuurd") && batch.text.contains("Sanne@Voorbeeld.example"),
        "{}",
        batch.text
    );
    assert!(batch.statements <= 8, "{}", batch.statements);
    let progress = staff.get(&format!("{}/progress", made.location())).await;
    assert!(
        progress
            .text
            .contains("data-done=\"Klaar: 1 mail verstuurd.\""),
        "{}",
        progress.text
    );
    let mails = w.app.mails("award-offer").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "Sanne@Voorbeeld.example");
    let award = &awards_of(&w.app, batch_of(&made)).await[0].award;
    assert_eq!(mails[0].message_id, format!("<{}@127.0.0.1>", award.id));
    assert_eq!(award.sent_at, Some(w.app.app.now()));
    assert_eq!(award.recipient.grade.as_deref(), Some("8,5"));
    let text = &mails[0].content.as_ref().unwrap().text;
    assert!(text.contains("Gefeliciteerd met je eindpresentatie!") && text.contains("Ina Admin"));
    assert_eq!(w.app.guest().get(&claim_link(text)).await.status, 200);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_batch() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let key = form_key(&mut staff, &form_path(&w)).await;
    let fields = [
        ("key", key.as_str()),
        ("by", "name"),
        ("mail", "a@voorbeeld.example"),
        ("first_name", "A"),
        ("last_name", "B"),
    ];
    let (mut one, mut two) = (staff.clone(), staff.clone());
    let path = form_path(&w);
    let (first, second) = tokio::join!(one.post(&path, &fields), two.post(&path, &fields));
    assert_eq!((first.status, second.status), (303, 303), "{}", second.text);
    assert_eq!(first.location(), second.location());
    assert_eq!(
        staff.post(&path, &fields).await.location(),
        first.location()
    );
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 1);
    assert_eq!(
        w.app.mails("batch-summary").await.len(),
        1,
        "one summary for the awarder"
    );
}

/// A form's fields, and which of them are wrong.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

#[tokio::test]
async fn x_11_each_wrong_field_says_so_at_the_field_and_nothing_typed_is_lost() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let path = form_path(&w);
    let cases: [Case; 6] = [
        (&[("by", "eppn")], &["mail", "eppn"]),
        (
            &[("by", "name"), ("mail", "noor.bakker@")],
            &["mail", "first_name", "last_name"],
        ),
        (
            &[("by", "eppn"), ("mail", "a@x.example"), ("eppn", "no eppn")],
            &["eppn"],
        ),
        (
            &[
                ("by", "name"),
                ("mail", "a@x.example"),
                ("first_name", "A"),
                ("last_name", "B"),
                ("evidence_url", "javascript:1"),
            ],
            &["evidence_url"],
        ),
        (
            &[
                ("by", "name"),
                ("mail", "a@x.example"),
                ("first_name", "A"),
                ("last_name", "B"),
                ("when", "later"),
                ("date", "2026-11-23"),
                ("time", "09:00"),
            ],
            &["date"],
        ),
        (
            &[
                ("by", "name"),
                ("mail", "a@x.example"),
                ("first_name", "A"),
                ("last_name", "B"),
                ("when", "later"),
            ],
            &["date"],
        ),
    ];
    for (fields, wrong) in cases {
        let key = form_key(&mut staff, &path).await;
        let mut all = fields.to_vec();
        all.extend([("key", key.as_str()), ("note", "Blijf staan")]);
        let page = staff.post(&path, &all).await;
        assert_eq!(page.status, 422, "{fields:?}");
        assert!(
            page.text.contains("role=\"alert\"")
                && page.text.contains("Blijf staan")
                && page.text.contains(&key)
        );
        for field in wrong {
            assert!(
                page.text.contains(&format!("href=\"#{field}\"")),
                "{field} in the summary: {fields:?}"
            );
            assert!(
                page.text.contains(&format!("id=\"{field}-error\"")),
                "{field} at the field: {fields:?}"
            );
        }
        for (name, value) in fields {
            assert!(
                page.text.contains(&format!("value=\"{value}\"")),
                "{name} is kept"
            );
        }
    }
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
}

/// Changes what a class asks of its awarders.
pub async fn demand(w: &World) {
    let class = w.class.clone();
    let mut content = class.draft.clone();
    content.grade_required = true;
    let mut settings = class.settings.clone();
    (settings.evidence_from_staff, settings.narrative_from_staff) = (true, true);
    let now = w.app.app.now();
    w.app
        .write(async move |tx: &mut Tx| {
            let placed = tx.badge_class(class.id).await?.unwrap();
            assert!(
                tx.save_badge_class(&placed.class, &content, &settings, now)
                    .await?
            );
            let version = placed.version.unwrap();
            tx.replace_version(&domain::badge_class::Version {
                content: content.clone(),
                ..version
            })
            .await
        })
        .await;
}

#[tokio::test]
async fn evidence_narrative_and_grade_are_required_where_the_class_says_so() {
    let w = World::new(Sector::Wo).await;
    demand(&w).await;
    let mut staff = ina(&w).await;
    let refused = award_by_name(&w, &mut staff, "a@voorbeeld.example", &[]).await;
    assert_eq!(refused.status, 422);
    for field in ["evidence_url", "narrative", "grade"] {
        assert!(
            refused.text.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }
    let given = [
        ("grade", "9"),
        ("narrative", "Sterk."),
        ("evidence_url", "https://portfolio.example/1"),
    ];
    assert_eq!(
        award_by_name(&w, &mut staff, "a@voorbeeld.example", &given)
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn who_has_an_open_award_gets_no_second_one_and_a_valid_edubadge_is_renewed_on_request_only()
{
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    w.claimed().await;
    // Sanne holds it: her verified address says so.
    let held = award_by_name(&w, &mut staff, "sanne.de.groot@voorbeeld.example", &[]).await;
    assert_eq!(held.status, 422);
    assert!(held.text.contains("id=\"renew\""), "{}", held.text);
    let renewed = award_by_name(
        &w,
        &mut staff,
        "sanne.de.groot@voorbeeld.example",
        &[("renew", "on")],
    )
    .await;
    assert_eq!(renewed.status, 303, "{}", renewed.text);
    let open = award_by_name(
        &w,
        &mut staff,
        "SANNE.de.Groot@voorbeeld.example",
        &[("renew", "on")],
    )
    .await;
    assert_eq!(open.status, 422);
    assert!(
        open.text.contains("Er staat al een aanbod"),
        "{}",
        open.text
    );
}

#[tokio::test]
async fn nobody_awards_themselves() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let own = award_by_name(&w, &mut staff, "Ina.Admin@voorbeeld.example", &[]).await;
    assert_eq!(own.status, 422);
    assert!(own.text.contains("Dit ben je zelf"), "{}", own.text);
    w.app.drain().await;
    assert!(w.app.mails("award-offer").await.is_empty());
}

#[rstest]
#[case::owner(Role::Owner, 303)]
#[case::editor(Role::Editor, 303)]
#[case::awarder(Role::Awarder, 303)]
#[tokio::test]
async fn roles_of_the_class_award_it(#[case] role: Role, #[case] status: u16) {
    let w = World::new(Sector::Wo).await;
    let mut staff = w
        .app
        .staff("Kim Klas", role, w.tree.path().class(w.class.id))
        .await;
    assert_eq!(
        award_by_name(&w, &mut staff, "a@voorbeeld.example", &[])
            .await
            .status,
        status
    );
}

#[tokio::test]
async fn strangers_find_nothing_and_an_auditor_only_looks() {
    let w = World::new(Sector::Wo).await;
    let made = award_by_name(&w, &mut ina(&w).await, "a@voorbeeld.example", &[]).await;
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let mut stranger = w
        .app
        .staff(
            "Vera Vreemd",
            Role::Admin,
            Path::institution(elsewhere.institution.id),
        )
        .await;
    for path in [
        form_path(&w),
        format!("{}/file", form_path(&w)),
        made.location().to_owned(),
        format!("{}/progress", made.location()),
    ] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(
        stranger
            .post(&form_path(&w), &[("mail", "a@x.example")])
            .await
            .status,
        404
    );
    assert_eq!(
        stranger
            .post(&format!("{}/cancel", made.location()), &[])
            .await
            .status,
        404
    );
    let mut auditor = w
        .app
        .staff(
            "Anna Audit",
            Role::Auditor,
            Path::institution(w.tree.institution.id),
        )
        .await;
    assert_eq!(auditor.get(made.location()).await.status, 200);
    assert_eq!(auditor.get(&form_path(&w)).await.status, 403);
    // The address of a batch under another class is nobody's.
    let other = w
        .app
        .published_class(&w.tree, domain::badge_class::Type::Regular, "Ander vak")
        .await;
    let crossed = made
        .location()
        .replace(&w.class.id.to_string(), &other.id.to_string());
    assert_eq!(ina(&w).await.get(&crossed).await.status, 404);
}

#[rstest]
#[case::institution("institution", "conflict-direct-awards-off-institution")]
#[case::class("class", "conflict-direct-awards-off-class")]
#[case::legal_basis("basis", "conflict-no-legal-basis")]
#[tokio::test]
async fn awarding_can_be_off(#[case] what: &'static str, #[case] said: &str) {
    let w = World::new(Sector::Wo).await;
    let (class, institution, now) = (w.class.clone(), w.tree.institution.clone(), w.app.app.now());
    w.app
        .write(async move |tx: &mut Tx| {
            let mut settings = institution.settings.clone();
            match what {
                "class" => {
                    let placed = tx.badge_class(class.id).await?.unwrap();
                    let off = domain::badge_class::Settings {
                        direct_awards: false,
                        ..class.settings.clone()
                    };
                    assert!(
                        tx.save_badge_class(&placed.class, &class.draft, &off, now)
                            .await?
                    );
                }
                "institution" => settings.direct_awards = false,
                _ => settings.legal_basis_formal = LegalBasis::None,
            }
            tx.update_institution_settings(&institution, &settings)
                .await
        })
        .await;
    let texts = app::texts::Texts(domain::Lang::Nl);
    let mut staff = ina(&w).await;
    for answer in [
        staff.get(&form_path(&w)).await,
        staff.post(&form_path(&w), &[("mail", "a@x.example")]).await,
    ] {
        assert_eq!(answer.status, 409);
        assert!(answer.text.contains(&texts.t(said)), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_award_keeps_the_version_that_was_in_force() {
    let w = World::new(Sector::Wo).await;
    let planned = [("when", "later"), ("date", "2026-11-26"), ("time", "14:30")];
    let made = award_by_name(&w, &mut ina(&w).await, "a@voorbeeld.example", &planned).await;
    let (class, now) = (w.class.clone(), w.app.app.now());
    let next = domain::badge_class::Version {
        id: domain::BadgeClassVersionId(w.app.app.new_id()),
        class: class.id,
        number: 2,
        content: class.draft.clone(),
        published_at: now,
    };
    w.app
        .write(async move |tx: &mut Tx| tx.insert_version(&next).await)
        .await;
    w.app.clock.set("2026-11-26T13:30:00Z".parse().unwrap());
    w.app.drain().await;
    assert_eq!(
        Some(awards_of(&w.app, batch_of(&made)).await[0].version.id),
        w.class.version
    );
}

#[tokio::test]
async fn the_claim_period_ends_and_then_personal_data_goes() {
    let w = World::new(Sector::Wo).await;
    let made = award_by_name(&w, &mut ina(&w).await, "a@voorbeeld.example", &[]).await;
    w.app.drain().await;
    let state = async || {
        awards_of(&w.app, batch_of(&made)).await[0]
            .award
            .state
            .code()
    };
    w.app.move_clock((82 * 24).hours());
    w.app.drain().await;
    assert_eq!(state().await, "sent", "the last day counts whole");
    w.app.move_clock(24.hours());
    w.app.drain().await;
    assert_eq!(state().await, "expired");
    w.app.move_clock((31 * 24).hours());
    w.app.drain().await;
    let award = &awards_of(&w.app, batch_of(&made)).await[0].award;
    assert_eq!(award.recipient, Recipient::default());
    assert!(
        w.app
            .mails("award-offer")
            .await
            .iter()
            .all(|m| m.content.is_none() && m.recipient.is_empty())
    );
}
