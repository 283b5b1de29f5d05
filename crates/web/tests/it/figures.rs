//! Measured, not judged: `./check figures` runs these in the release build.

use std::time::Instant;

use axum::http::StatusCode;
use domain::award::Recipient;
use domain::institution::Sector;

use crate::support::World;

const LEARNERS: usize = 200;
const AT_ONCE: usize = 16;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "what was measured is the result")]
async fn claims_per_second() {
    let w = World::new(Sector::Wo).await;
    let mut waiting = Vec::new();
    for n in 0..LEARNERS {
        let name = format!("Learner Number{n}");
        let person = w.app.person(&name).await;
        let mail = format!("{}@voorbeeld.example", name.replace(' ', "."));
        let recipient = Recipient {
            mail,
            first_name: Some("Learner".into()),
            last_name: Some(format!("Number{n}")),
            ..Recipient::default()
        };
        let award = w.award(recipient).await;
        waiting.push((w.app.signed_in_learner(person).await, award));
    }
    let bare = Instant::now();
    for (browser, _) in &mut waiting {
        assert_eq!(browser.get("/no-such-page").await.status, 404);
    }
    let bare = bare.elapsed() / u32::try_from(LEARNERS).unwrap();
    let begin = Instant::now();
    let mut queues: Vec<Vec<_>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (n, each) in waiting.into_iter().enumerate() {
        queues[n % AT_ONCE].push(each);
    }
    let claimants: Vec<_> = queues
        .into_iter()
        .map(|queue| {
            tokio::spawn(async move {
                for (mut browser, award) in queue {
                    let path = format!("/backpack/offers/{award}/claim");
                    let claimed = browser.post(&path, &[]).await;
                    assert_eq!(claimed.status, StatusCode::SEE_OTHER, "{}", claimed.text);
                }
            })
        })
        .collect();
    for claimant in claimants {
        claimant.await.unwrap();
    }
    let took = begin.elapsed();
    let rate = f64::from(u32::try_from(LEARNERS).unwrap()) / took.as_secs_f64();
    println!(
        "{LEARNERS} claims, {AT_ONCE} at once: {rate:.0} per second; one page that isn't there: {bare:?}"
    );
}
