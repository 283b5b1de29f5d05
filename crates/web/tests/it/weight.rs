//! First load of any page under 60 kB transferred: page, styles, script and font, with brotli;
//! badge pictures apart.

use domain::institution::Sector;

use crate::support::{Browser, World};

const MOST: usize = 60_000;

/// The addresses of what a page loads before it shows: everything but pictures.
fn needed(html: &str) -> Vec<String> {
    let mut all: Vec<String> = html
        .split('"')
        .filter(|part| part.starts_with("/assets/") && !part.ends_with(".svg"))
        .map(str::to_owned)
        .collect();
    all.sort();
    all.dedup();
    all
}

async fn first_load(browser: &mut Browser, address: &str) -> usize {
    let page = browser.get(address).await;
    assert_eq!(page.status, 200, "{address}");
    let parts = needed(&page.text);
    assert!(parts.len() >= 3, "styles, script and font: {parts:?}");
    let mut bytes = browser.get_compressed(address).await;
    for part in parts {
        bytes += browser.get_compressed(&part).await;
    }
    bytes
}

#[tokio::test]
async fn the_first_load_of_a_page_is_light() {
    let w = World::new(Sector::Wo).await;
    let (sanne, assertion) = w.claimed().await;
    let ina = w.app.signed_in_staff(w.staff).await;
    let guest = w.app.guest();
    let (class, issuer) = (w.class.id, w.tree.issuer.id);
    for (browser, address) in [
        (&guest, "/".to_owned()),
        (&sanne, "/backpack".to_owned()),
        (&sanne, format!("/backpack/edubadges/{assertion}")),
        (
            &ina,
            format!("/manage/institutions/{}", w.tree.institution.id),
        ),
        (
            &ina,
            format!("/manage/issuers/{issuer}/badge-classes/new?type=microcredential"),
        ),
        (&ina, format!("/manage/badge-classes/{class}")),
        (&ina, format!("/manage/badge-classes/{class}/edit")),
    ] {
        let bytes = first_load(&mut browser.clone(), &address).await;
        assert!(bytes < MOST, "{address} takes {bytes} bytes");
    }
}
