//! The sample world of the demo, made through the use cases on an empty platform.

use std::collections::BTreeSet;

use app::catalogue::{Filter, PER_PAGE};
use domain::badge_class::{State, Type};
use domain::policy::{Actor, PersonActor};
use domain::role::{Grant, Path, Role};
use domain::{BadgeClassId, Lang, PersonId, RoleId, annex};
use jiff::Timestamp;
use store::Tx;

use crate::support::TestApp;

/// What a visitor finds in the catalogue, page by page.
async fn catalogue(app: &TestApp) -> Vec<BadgeClassId> {
    let (mut found, mut page) = (Vec::new(), 1);
    loop {
        let filter = Filter {
            page,
            ..Filter::default()
        };
        let answer = app.app.catalogue(&Actor::Visitor, &filter, Lang::Nl).await;
        let answer = answer.unwrap();
        found.extend(answer.entries.iter().map(|entry| entry.class.id));
        if page == answer.pages {
            assert_eq!(usize::try_from(answer.total).unwrap(), found.len());
            return found;
        }
        assert_eq!(answer.entries.len(), usize::try_from(PER_PAGE).unwrap());
        page += 1;
    }
}

/// Who reads everything, in each of the institutions.
async fn auditor(app: &TestApp) -> Actor {
    let id = PersonId(app.app.new_id());
    let institutions = app
        .read(async |tx: &mut Tx| tx.institutions(Lang::Nl).await)
        .await;
    assert_eq!(institutions.len(), 3);
    let grants = institutions.iter().map(|institution| Grant {
        id: RoleId(app.app.new_id()),
        person: id,
        role: Role::Auditor,
        path: Some(Path::institution(institution.id)),
        granted_at: Timestamp::UNIX_EPOCH,
        ends_at: None,
    });
    Actor::Person(PersonActor {
        id,
        learner: false,
        owes_terms: false,
        grants: grants.collect(),
        strong: true,
        strong_needed: true,
    })
}

#[tokio::test]
async fn the_sample_world_publishes_complete_classes_and_fills_only_an_empty_platform() {
    let app = TestApp::init().await;
    app::demo::fill(&app.app).await.unwrap();
    let found = catalogue(&app).await;
    // Forty, without three drafts and two from the archive.
    assert_eq!(found.len(), 35);

    let auditor = auditor(&app).await;
    let (mut names, mut revised) = (BTreeSet::new(), Vec::new());
    for id in found {
        let managed = app.app.managed_class(&auditor, id).await.unwrap();
        let class = &managed.placed.class;
        let name = &class.draft.texts.name;
        assert_eq!(class.state, State::Published, "{name}");
        let warnings = managed.check.as_ref().unwrap();
        // Written, published justifications are the one thing worth saying.
        assert!(
            warnings
                .iter()
                .all(|w| w.code == "outside-guideline-justified"),
            "{name}: {warnings:?}"
        );
        assert!(!managed.changed, "{name}");
        assert!(
            names.insert((class.issuer, name.clone())),
            "a second {name}"
        );
        if class.draft.kind == Type::Microcredential {
            assert_eq!(annex::counts(&class.draft).0, 11, "{name}");
        }
        let versions = app.app.versions(&auditor, id).await.unwrap();
        if versions.len() > 1 {
            assert_ne!(
                versions[0].content.texts.criteria,
                versions[1].content.texts.criteria
            );
            revised.push(name.clone());
        }
    }
    assert_eq!(revised, ["Complexe wondzorg in de thuissituatie"]);

    // Started again, the demo keeps what it has.
    app::demo::fill(&app.app).await.unwrap();
    assert_eq!(catalogue(&app).await.len(), 35);
}
