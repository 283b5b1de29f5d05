//! The learner's side: claiming, sharing, what machines read; and revoking by staff.

use domain::NameAssuranceId;
use domain::award::Recipient;
use domain::institution::{Audience, Sector};
use domain::person::{IdentifierKind, NameAssurance, NameSource};
use domain::role::Role;
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;
use store::persons::Identifier;

use crate::support::{Browser, World};

#[rstest]
#[tokio::test]
async fn ac_awd_02_a_learner_claims_an_offer(#[values(Sector::Wo, Sector::Mbo)] sector: Sector) {
    let w = World::new(sector).await;
    let award = w.award_to_sanne().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let backpack = sanne.get("/backpack").await;
    assert!(
        backpack.text.contains("Law and Politics")
            && backpack.text.contains(&format!("/backpack/offers/{award}"))
    );
    assert!(backpack.statements <= 8, "{}", backpack.statements);
    let offer = sanne.get(&format!("/backpack/offers/{award}")).await;
    for said in [
        "Sanne de Groot",
        "8,5",
        "Sterk onderbouwd",
        "Gefeliciteerd!",
    ] {
        assert!(offer.text.contains(said), "{said}");
    }
    let claimed = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    let page = sanne.follow(&claimed).await;
    assert!(page.text.contains("Gelukt!"), "{}", page.text);
    assert!(page.statements <= 8, "{}", page.statements);
    let backpack = sanne.get("/backpack").await;
    assert!(!backpack.text.contains("/backpack/offers/") && backpack.text.contains("Privé"));
    let again = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(again.status, 409);
}

#[rstest]
#[tokio::test]
async fn ac_awd_01_a_learner_declines_and_takes_it_back(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let award = w.award_to_sanne().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let declined = sanne
        .post(&format!("/backpack/offers/{award}/decline"), &[])
        .await;
    let page = sanne.follow(&declined).await;
    assert!(page.text.contains("geweigerd"), "{}", page.text);
    assert!(
        !sanne
            .get("/backpack")
            .await
            .text
            .contains("/backpack/offers/"),
        "no longer among the offers"
    );
    let offer = format!("/backpack/offers/{award}");
    let back = sanne.post(&format!("{offer}/take-back"), &[]).await;
    assert_eq!(back.status, 303);
    assert!(sanne.get("/backpack").await.text.contains(&offer));
    assert_eq!(
        sanne.post(&format!("{offer}/decline"), &[]).await.status,
        303
    );
    // Until the period ends.
    w.app.move_clock((82 * 24 - 1).hours());
    w.app.drain().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let back = sanne.post(&format!("{offer}/take-back"), &[]).await;
    assert_eq!(back.status, 303, "{}", back.text);
    assert_eq!(
        sanne.post(&format!("{offer}/decline"), &[]).await.status,
        303
    );
    w.app.move_clock(1.hour());
    w.app.drain().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let late = sanne.post(&format!("{offer}/take-back"), &[]).await;
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(!sanne.get("/backpack").await.text.contains(&offer));
    // Nobody can use it any more, and nothing of Sanne stays in it.
    w.app.move_clock((31 * 24).hours());
    w.app.drain().await;
    let kept = &w.app.contents().await["direct_awards"][0];
    assert!(!kept.to_lowercase().contains("groot"), "{kept}");
}

/// Who may claim at an institution that gives to its own, or to some others' learners, only.
#[rstest]
#[case::an_own_learner(false, Some("s.degroot@old.example"), true)]
#[case::a_stranger(false, Some("s@elsewhere.example"), false)]
#[case::nobodys(false, None, false)]
#[case::a_learner_of_a_listed_one(true, Some("s@ander.example"), true)]
#[case::an_own_learner_beside_the_listed(true, Some("s.degroot@old.example"), true)]
#[case::a_stranger_to_the_listed(true, Some("s@elsewhere.example"), false)]
#[tokio::test]
async fn an_institution_can_give_to_some_learners_only(
    #[case] listed: bool,
    #[case] eppn: Option<&'static str>,
    #[case] may: bool,
) {
    let w = World::new(Sector::Wo).await;
    let other = w.app.tree(Sector::Hbo, "Ander").await.institution;
    let (before, person, now) = (w.tree.institution.clone(), w.sanne, w.app.app.now());
    w.app
        .write(async move |tx: &mut Tx| {
            let mut registration = before.registration.clone();
            registration.alternative_identifiers = vec!["old.example".into()];
            tx.update_institution_registration(&before, &registration)
                .await?;
            let mut settings = before.settings.clone();
            settings.audience = if listed {
                Audience::Listed(vec![other.id])
            } else {
                Audience::OwnOnly
            };
            tx.update_institution_settings(&before, &settings).await?;
            if let Some(value) = eppn {
                let identifier = Identifier {
                    kind: IdentifierKind::Eppn,
                    value: value.into(),
                    verified_at: now,
                    expires_at: None,
                };
                tx.put_identifier(person, &identifier).await?;
            }
            Ok(())
        })
        .await;
    let award = w.award_to_sanne().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let offer = sanne.get(&format!("/backpack/offers/{award}")).await;
    assert!(offer.statements <= 8, "{}", offer.statements);
    assert_eq!(
        !offer.text.contains("alleen aan eigen"),
        may,
        "{}",
        offer.text
    );
    let claimed = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(
        claimed.status == 303,
        may,
        "{}: {}",
        claimed.status,
        claimed.text
    );
}

#[tokio::test]
async fn an_award_on_another_address_is_claimed_with_the_right_code_only() {
    let w = World::new(Sector::Wo).await;
    let award = w
        .award(Recipient {
            mail: "work@elsewhere.example".into(),
            first_name: Some("S".into()),
            last_name: Some("G".into()),
            ..Recipient::default()
        })
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let offer = sanne.get(&format!("/backpack/offers/{award}")).await;
    assert!(
        offer.text.contains("w•••••@elsewhere.example")
            && !offer.text.contains("work@elsewhere.example")
    );
    assert_eq!(
        sanne
            .post(&format!("/backpack/offers/{award}/claim"), &[])
            .await
            .status,
        409
    );
    let actor = w
        .app
        .app
        .session(&sanne.cookies[0].1)
        .await
        .unwrap()
        .unwrap()
        .actor;
    let (code, _) = w.app.app.make_claim_code(&actor, award).await.unwrap();
    let check = format!("/backpack/offers/{award}/code/check");
    let wrong = if code == "00000000" {
        "11111111"
    } else {
        "00000000"
    };
    for _ in 0..4 {
        assert_eq!(sanne.post(&check, &[("code", wrong)]).await.status, 422);
    }
    assert_eq!(
        sanne.post(&check, &[("code", &code)]).await.status,
        303,
        "the fifth try is still good"
    );
    assert_eq!(
        sanne
            .post(&format!("/backpack/offers/{award}/claim"), &[])
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn five_wrong_codes_burn_the_code() {
    let w = World::new(Sector::Wo).await;
    let award = w
        .award(Recipient {
            mail: "work@elsewhere.example".into(),
            first_name: Some("S".into()),
            last_name: Some("G".into()),
            ..Recipient::default()
        })
        .await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let actor = w
        .app
        .app
        .session(&sanne.cookies[0].1)
        .await
        .unwrap()
        .unwrap()
        .actor;
    let (code, _) = w.app.app.make_claim_code(&actor, award).await.unwrap();
    let check = format!("/backpack/offers/{award}/code/check");
    let wrong = if code == "00000000" {
        "11111111"
    } else {
        "00000000"
    };
    for _ in 0..5 {
        assert_eq!(sanne.post(&check, &[("code", wrong)]).await.status, 422);
    }
    assert_eq!(
        sanne.post(&check, &[("code", &code)]).await.status,
        422,
        "burnt"
    );
}

#[tokio::test]
async fn a_class_that_asks_for_a_validated_name_waits_for_one() {
    let w = World::new(Sector::Wo).await;
    let (class, institution) = (
        w.class.clone(),
        w.tree.institution.registration.identifier.clone(),
    );
    w.app
        .write(async move |tx: &mut Tx| {
            let before = tx.badge_class(class.id).await?.unwrap().class;
            let settings = domain::badge_class::Settings {
                validated_name: true,
                ..before.settings.clone()
            };
            assert!(
                tx.save_badge_class(&before, &before.draft, &settings, before.updated_at)
                    .await?
            );
            Ok(())
        })
        .await;
    let award = w.award_to_sanne().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let offer = sanne.get(&format!("/backpack/offers/{award}")).await;
    assert!(offer.text.contains("bevestigde naam"), "{}", offer.text);
    assert_eq!(
        sanne
            .post(&format!("/backpack/offers/{award}/claim"), &[])
            .await
            .status,
        409
    );
    let (person, now, id) = (w.sanne, w.app.app.now(), w.app.app.new_id());
    w.app
        .write(async move |tx: &mut Tx| {
            tx.put_name_assurance(&NameAssurance {
                id: NameAssuranceId(id),
                person,
                name: "Sanne Maria de Groot".into(),
                source: NameSource::Institution,
                vouched_by: institution.clone(),
                acr: None,
                verified_at: now,
                expires_at: None,
                chosen: false,
            })
            .await
        })
        .await;
    let claimed = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    let page = sanne.follow(&claimed).await;
    assert!(page.text.contains("Sanne Maria de Groot"));
}

#[tokio::test]
async fn terms_are_accepted_once_before_the_first_claim() {
    let w = World::new(Sector::Wo).await;
    let (institution, now, id) = (w.tree.institution.id, w.app.app.now(), w.app.app.new_id());
    w.app
        .write(async move |tx: &mut Tx| {
            tx.insert_terms(&store::terms::Terms {
                id: domain::TermsId(id),
                institution: Some(institution),
                kind: domain::institution::TermsKind::Formal,
                version: 1,
                nl: "Onze **voorwaarden**".into(),
                en: "Our terms".into(),
                published_at: now,
            })
            .await
        })
        .await;
    let award = w.award_to_sanne().await;
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let refused = sanne
        .post(&format!("/backpack/offers/{award}/claim"), &[])
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("<strong>voorwaarden</strong>"));
    assert_eq!(
        sanne
            .post(
                &format!("/backpack/offers/{award}/claim"),
                &[("terms", "on")]
            )
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn x_08_public_with_choices_and_private_again() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    let mut guest = w.app.guest();
    let hosted = format!("/ob2/assertions/{id}");
    assert_eq!(
        guest.get_as(&hosted, "application/json").await.status,
        404,
        "private"
    );
    World::make_public(&mut sanne, &id).await;
    let page = sanne.get(&format!("/backpack/edubadges/{id}")).await;
    assert!(
        page.text.contains("is nu openbaar") && page.text.contains(&format!("/edubadges/{id}"))
    );
    let public = guest.get_as(&hosted, "application/json").await;
    assert_eq!(public.status, 200);
    let json = public.json();
    assert_eq!(json["type"], "Assertion");
    assert!(
        json.get("grade_achieved").is_none() && json.get("narrative").is_none(),
        "not chosen"
    );
    sanne
        .post(
            &format!("/backpack/edubadges/{id}/public"),
            &[("visibility", "public"), ("name", "on"), ("grade", "on")],
        )
        .await;
    assert_eq!(
        guest.get_as(&hosted, "application/json").await.json()["grade_achieved"],
        "8,5",
        "signed afresh"
    );
    sanne
        .post(
            &format!("/backpack/edubadges/{id}/public"),
            &[("visibility", "private")],
        )
        .await;
    assert_eq!(guest.get_as(&hosted, "application/json").await.status, 404);
    let mut other = w
        .app
        .signed_in_learner(w.app.person("Tom Visser").await)
        .await;
    assert_eq!(
        other.get(&format!("/backpack/edubadges/{id}")).await.status,
        404
    );
    assert_eq!(
        other
            .post(
                &format!("/backpack/edubadges/{id}/public"),
                &[("visibility", "public")]
            )
            .await
            .status,
        404
    );
    assert_eq!(
        other
            .get(&format!("/backpack/edubadges/{id}/download/ob3.json"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn every_download_is_the_holders_edition_as_a_file() {
    let w = World::new(Sector::Wo).await;
    let (mut sanne, id) = w.claimed().await;
    for (format, media) in [
        ("ob3.json", "application/vc"),
        ("ob3.jwt", "application/vc+jwt"),
        ("ob2.jws", "application/jose"),
        ("ob3.png", "image/png"),
        ("ob2.png", "image/png"),
    ] {
        let file = sanne
            .get(&format!("/backpack/edubadges/{id}/download/{format}"))
            .await;
        assert_eq!(
            (file.status, file.header("content-type")),
            (200, media),
            "{format}"
        );
        assert!(
            file.header("content-disposition")
                .starts_with("attachment; filename=\"law-and-politics")
        );
        assert!(!file.bytes.is_empty());
    }
    let ob3 = sanne
        .get(&format!("/backpack/edubadges/{id}/download/ob3.json"))
        .await
        .json();
    let people: Vec<_> = ob3["credentialSubject"]["identifier"]
        .as_array()
        .unwrap()
        .clone();
    assert!(
        people
            .iter()
            .any(|p| p["identityHash"] == "Sanne de Groot" && p["hashed"] == false)
    );
    assert!(
        people
            .iter()
            .any(|p| p["identityType"] == "emailAddress" && p["hashed"] == true)
    );
    assert_eq!(ob3["credentialSubject"]["result"][0]["value"], "8,5");
    assert_eq!(
        sanne
            .get(&format!("/backpack/edubadges/{id}/download/passwd"))
            .await
            .status,
        404
    );
}

#[rstest]
#[tokio::test]
async fn ac_stf_08_staff_revoke_and_the_status_changes_at_once(
    #[values(Sector::Wo, Sector::Mbo)] sector: Sector,
) {
    let w = World::new(sector).await;
    let (mut sanne, id) = w.claimed().await;
    World::make_public(&mut sanne, &id).await;
    let ob3 = sanne
        .get(&format!("/backpack/edubadges/{id}/download/ob3.json"))
        .await
        .json();
    let list = ob3["credentialStatus"]["statusListCredential"]
        .as_str()
        .unwrap()
        .replace(crate::support::BASE, "");
    let index: usize = ob3["credentialStatus"]["statusListIndex"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let bit = async |browser: &mut Browser| {
        let credential = browser.get_as(&list, "application/vc").await.json();
        credentials::bitstring::list_of(&credential, "revocation")
            .unwrap()
            .get(index)
            .unwrap()
    };
    let mut guest = w.app.guest();
    assert!(!bit(&mut guest).await);

    let mut ina = w.app.signed_in_staff(w.staff).await;
    let class = w.class.id;
    let record = ina
        .get(&format!("/manage/badge-classes/{class}/edubadges"))
        .await;
    assert!(record.text.contains("Sanne de Groot") && record.statements <= 8);
    let revoke = format!("/manage/badge-classes/{class}/edubadges/revoke");
    let ask = ina.get(&format!("{revoke}?assertion={id}")).await;
    assert_eq!(ask.status, 200);
    assert!(
        ask.text
            .contains(&format!("{revoke}?assertion={id}&#38;lang=en")),
        "the other language asks about the same edubadge"
    );
    let refused = ina
        .post(&revoke, &[("assertion", &id), ("category", "error")])
        .await;
    assert_eq!(refused.status, 422, "a reason is required");
    let done = ina
        .post(
            &revoke,
            &[
                ("assertion", &id),
                ("category", "error"),
                ("reason", "Verkeerde groep"),
            ],
        )
        .await;
    assert!(ina.follow(&done).await.text.contains("Ingetrokken: 1"));

    assert!(bit(&mut guest).await, "the status changes at once");
    let hosted = guest
        .get_as(&format!("/ob2/assertions/{id}"), "application/json")
        .await;
    assert_eq!(hosted.status, 410);
    assert_eq!(hosted.json()["revoked"], true);
    assert!(!hosted.text.contains("Sanne") && !hosted.text.contains("Verkeerde groep"));
    let own = sanne.get(&format!("/backpack/edubadges/{id}")).await;
    assert!(
        own.text.contains("Verkeerde groep"),
        "the reason is for the learner"
    );
    assert!(
        sanne
            .get("/backpack/archive")
            .await
            .text
            .contains("Ingetrokken")
    );
    let again = ina
        .post(
            &revoke,
            &[
                ("assertion", &id),
                ("category", "other"),
                ("reason", "Nog eens"),
            ],
        )
        .await;
    assert!(
        ina.follow(&again).await.text.contains("Ingetrokken: 0"),
        "a revoked edubadge stays as it was revoked"
    );
}

#[tokio::test]
async fn an_awarder_revokes_own_awards_only_and_a_stranger_none() {
    let w = World::new(Sector::Wo).await;
    let (_, id) = w.claimed().await;
    let path = w.tree.path().class(w.class.id);
    let mut awarder = w.app.staff("Anna Awarder", Role::Awarder, path).await;
    let revoke = format!("/manage/badge-classes/{}/edubadges/revoke", w.class.id);
    let fields = [
        ("assertion", id.as_str()),
        ("category", "error"),
        ("reason", "x"),
    ];
    assert_eq!(awarder.post(&revoke, &fields).await.status, 403);
    let elsewhere = w.app.tree(Sector::Hbo, "Hogeschool Elders").await;
    let mut stranger = w
        .app
        .staff(
            "Stan",
            Role::Admin,
            domain::role::Path::institution(elsewhere.institution.id),
        )
        .await;
    assert_eq!(stranger.post(&revoke, &fields).await.status, 404);
    assert_eq!(
        stranger
            .get(&format!("/manage/badge-classes/{}/edubadges", w.class.id))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_edubadge_expires_at_the_end_of_its_calendar_period() {
    let w = World::new(Sector::Wo).await;
    let (class, version) = (w.class.id, w.class.version.unwrap());
    w.app
        .write(async move |tx: &mut Tx| {
            let mut v = tx.version(version).await?.unwrap();
            v.content.expiry = Some(domain::time::Period {
                count: 7,
                unit: domain::time::Unit::Months,
            });
            let _ = class;
            tx.replace_version(&v).await
        })
        .await;
    let (mut sanne, id) = w.claimed().await;
    let json = sanne
        .get(&format!("/backpack/edubadges/{id}/download/ob3.json"))
        .await
        .json();
    assert_eq!(
        json["validUntil"], "2027-06-24T21:59:59Z",
        "seven months later, to the end of that day"
    );
    w.app.clock.set("2027-06-24T21:59:59Z".parse().unwrap());
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    assert!(
        !sanne
            .get(&format!("/backpack/edubadges/{id}"))
            .await
            .text
            .contains("Verlopen")
    );
    w.app.move_clock(2.seconds());
    assert!(
        sanne
            .get(&format!("/backpack/edubadges/{id}"))
            .await
            .text
            .contains("Verlopen")
    );
}
