//! `insigne seed --scale`, small: what it makes is what the portal shows.

use app::scale::{Scale, Seeded, seed};
use store::Tx;

use crate::support::TestApp;

const SMALL: Scale = Scale {
    institutions: 3,
    issuers: 30,
    classes: 100,
    edubadges: 900,
    open_awards: 120,
    people: 200,
};

#[tokio::test]
async fn a_synthetic_platform_is_made_once_and_shows_in_the_portal() {
    let app = TestApp::init().await;
    let nobody = seed(app.app.store(), SMALL, "ina@nergens.example", app.app.now()).await;
    assert_eq!(nobody.unwrap(), Seeded::NoAdmin);
    let ina = app.person("Ina Admin").await;
    let mail = "Ina.Admin@voorbeeld.example";
    let made = seed(app.app.store(), SMALL, mail, app.app.now()).await;
    assert_eq!(made.unwrap(), Seeded::Done);
    let again = seed(app.app.store(), SMALL, mail, app.app.now()).await;
    assert_eq!(again.unwrap(), Seeded::WereThere);

    let counts = app
        .read(async |tx: &mut Tx| tx.platform_counts().await)
        .await;
    assert_eq!(counts.edubadges, 900);
    let mut browser = app.signed_in_staff(ina).await;
    let home = browser.get("/manage?lang=en").await;
    let home = if home.status == 303 {
        browser.follow(&home).await
    } else {
        home
    };
    assert!(home.text.contains("Synthetic 01"), "{}", home.text);
    let institution = uuid_of_the_first();
    let list = format!("/manage/institutions/{institution}/badge-classes?lang=en&sort=edubadges");
    let list = browser.get(&list).await;
    // Three tenths of the classes.
    assert!(list.text.contains("30 rows"), "{}", list.text);
    assert!(list.text.contains("Statistics 0 (synthetic)"));
}

fn uuid_of_the_first() -> String {
    store::scale::id(store::scale::Kind::Institution, 0)
        .simple()
        .to_string()
}
