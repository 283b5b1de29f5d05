//! Roles that are promised to a mail address, and who gets them.

use domain::role::Role;
use jiff::ToSpan;
use rstest::rstest;

use crate::liar::Way;
use crate::operator::promised_at;
use crate::support::Form;

#[tokio::test]
async fn a_promised_operator_becomes_one_with_a_verified_address() {
    let way = Way::new().await;
    way.app
        .app
        .promise_operator("Sanne@post.example")
        .await
        .unwrap();
    // An eduID with that address is not the account of somebody who works here.
    let mut learner = way.learner().await;
    assert_eq!(learner.get("/admin").await.status, 404);
    let mut browser = way.staff().await;
    assert!(
        browser
            .get("/account?lang=en")
            .await
            .text
            .contains("Operator")
    );
    assert_eq!(browser.get("/admin").await.status, 200);
}

/// An institution is founded, and its first admin is to be who signs in with this address.
async fn named_first_admin(way: &Way, identifier: &str) -> domain::InstitutionId {
    let tree = way
        .app
        .tree(domain::institution::Sector::Wo, "Bestaand")
        .await;
    let id = tree.institution.id;
    let person = way.app.person("Omar Bos").await;
    way.app.grant(person, Role::Operator, None).await;
    let mut operator = way.app.signed_in_staff(person).await;
    let address = app::urls::admin_institution(id);
    let mut form = Form::of(&operator.get(&address).await, &address);
    form.fill("alternative_identifiers", &[identifier]);
    assert_eq!(form.send(&mut operator).await.status, 303);
    let named = operator
        .post(
            &format!("{address}/admins"),
            &[("admin", "Sanne@post.example")],
        )
        .await;
    assert_eq!(named.status, 303, "{}", named.text);
    id
}

#[rstest]
#[case::of_another_organisation("elsewhere.example", 0, false)]
#[case::of_its_own_organisation("UVV.example", 0, true)]
#[case::a_month_later("uvv.example", 31, false)]
#[tokio::test]
async fn an_institution_is_run_only_by_who_comes_from_there(
    #[case] identifier: &str,
    #[case] days: i64,
    #[case] may: bool,
) {
    let way = Way::new().await;
    let id = named_first_admin(&way, identifier).await;
    way.app.move_clock((days * 24).hours());
    way.app.drain().await;
    let mut browser = way.staff().await;
    let page = browser
        .get(&format!("/manage/institutions/{id}/edit"))
        .await;
    assert_eq!(page.status, if may { 200 } else { 404 }, "{}", page.text);
    let promised = promised_at(&way.app, id).await;
    // Who isn't asked for leaves the promise to who is; a month later it is forgotten.
    assert_eq!(promised.len(), usize::from(!may && days == 0));
}

#[tokio::test]
async fn a_known_colleague_becomes_operator_at_once() {
    let way = Way::new().await;
    let mut browser = way.staff().await;
    assert_eq!(browser.get("/admin").await.status, 404);
    way.app
        .app
        .promise_operator("sanne@post.example")
        .await
        .unwrap();
    assert_eq!(browser.get("/admin").await.status, 200);
}
