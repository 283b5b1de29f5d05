//! The whole policy, printed: a reviewer sees a changed tick.

use std::fmt::Write as _;

use super::*;
use crate::{BadgeClassId, IssuerGroupId, IssuerId, RoleId};
use uuid::Uuid;

const ME: PersonId = PersonId(Uuid::from_u128(1));
const OTHER: PersonId = PersonId(Uuid::from_u128(2));

fn here() -> Path {
    Path::institution(InstitutionId(Uuid::from_u128(10)))
}

fn group() -> Path {
    here().group(IssuerGroupId(Uuid::from_u128(11)))
}

fn issuer() -> Path {
    group().issuer(IssuerId(Uuid::from_u128(12)))
}

fn class() -> Path {
    issuer().class(BadgeClassId(Uuid::from_u128(13)))
}

fn elsewhere() -> Path {
    Path::institution(InstitutionId(Uuid::from_u128(99)))
}

fn grant(role: Role, path: Option<Path>) -> Grant {
    let node = path.map_or(Node::Platform, |p| p.node());
    assert!(role.fits(&node), "{role} at {node:?}");
    Grant {
        id: RoleId(Uuid::nil()),
        person: ME,
        role,
        path,
        granted_at: jiff::Timestamp::UNIX_EPOCH,
        ends_at: None,
    }
}

fn person(grants: Vec<Grant>) -> PersonActor {
    PersonActor {
        id: ME,
        learner: false,
        owes_terms: false,
        grants,
        strong: true,
        strong_needed: true,
    }
}

fn actors() -> Vec<(&'static str, Actor)> {
    let role = |role, path| Actor::Person(person(vec![grant(role, path)]));
    vec![
        ("visitor", Actor::Visitor),
        ("job", Actor::System("test")),
        (
            "learner",
            Actor::Person(PersonActor {
                learner: true,
                ..person(vec![])
            }),
        ),
        (
            "learner before the terms",
            Actor::Person(PersonActor {
                learner: true,
                owes_terms: true,
                ..person(vec![])
            }),
        ),
        ("staff elsewhere", role(Role::Admin, Some(elsewhere()))),
        ("institution admin", role(Role::Admin, Some(here()))),
        ("group admin", role(Role::Admin, Some(group()))),
        ("issuer admin", role(Role::Admin, Some(issuer()))),
        ("class owner", role(Role::Owner, Some(class()))),
        ("class editor", role(Role::Editor, Some(class()))),
        ("group awarder", role(Role::Awarder, Some(group()))),
        ("class awarder", role(Role::Awarder, Some(class()))),
        ("quality officer", role(Role::QualityOfficer, Some(here()))),
        ("auditor", role(Role::Auditor, Some(here()))),
        ("operator", role(Role::Operator, None)),
    ]
}

fn matrix() -> String {
    let resources = [
        ("open", Resource::Open),
        ("platform", Resource::Platform),
        ("institution", Resource::Node(here())),
        ("group", Resource::Node(group())),
        ("issuer", Resource::Node(issuer())),
        ("class", Resource::Node(class())),
        (
            "award to me",
            Resource::For {
                path: class(),
                person: Some(ME),
            },
        ),
        (
            "award to other",
            Resource::For {
                path: class(),
                person: Some(OTHER),
            },
        ),
        (
            "class by me",
            Resource::Written {
                path: class(),
                author: ME,
            },
        ),
        (
            "class by other",
            Resource::Written {
                path: class(),
                author: OTHER,
            },
        ),
        ("my own", Resource::Of(ME)),
        ("another's own", Resource::Of(OTHER)),
    ];
    let mut out = String::from(
        "✓ may   · signs in first   – forbidden   blank: may not know it exists   ! own   ^ stronger sign-in   § terms first\n",
    );
    for (who, actor) in actors() {
        let _ = writeln!(out, "\n## {who}");
        for action in Action::ALL {
            let ticks: Vec<String> = resources
                .iter()
                .filter_map(|(name, resource)| {
                    let tick = match may(&actor, *action, resource) {
                        Ok(_) => "✓",
                        Err(Denied::SignIn) => return None,
                        Err(Denied::Hidden) => return None,
                        Err(Denied::Forbidden) => "–",
                        Err(Denied::Stronger) => "^",
                        Err(Denied::Terms) => "§",
                        Err(Denied::Own) => "!",
                    };
                    Some(format!("{tick} {name}"))
                })
                .collect();
            if !ticks.is_empty() {
                let _ = writeln!(out, "{:<28}{}", action.code(), ticks.join("  "));
            }
        }
    }
    out
}

/// `INSIGNE_BLESS=1` writes the table anew; the difference is then for the reviewer.
#[test]
fn the_policy_is_the_printed_matrix() {
    let got = matrix();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/policy/matrix.txt");
    if std::env::var_os("INSIGNE_BLESS").is_some() {
        std::fs::write(path, &got).unwrap();
    }
    let want = std::fs::read_to_string(path).unwrap();
    assert_eq!(got, want, "the policy changed; look at it, then bless");
}

#[test]
fn roles_flow_down_and_never_up_or_aside() {
    let actor = Actor::Person(person(vec![grant(Role::Admin, Some(issuer()))]));
    assert!(may(&actor, Action::Edit, &Resource::Node(class())).is_ok());
    assert_eq!(
        may(&actor, Action::Edit, &Resource::Node(group())),
        Err(Denied::Forbidden)
    );
    let sibling = group().issuer(IssuerId(Uuid::from_u128(77)));
    assert_eq!(
        may(&actor, Action::Edit, &Resource::Node(sibling)),
        Err(Denied::Forbidden)
    );
    assert_eq!(
        may(&actor, Action::ReadTree, &Resource::Node(elsewhere())),
        Err(Denied::Hidden)
    );
}

#[test]
fn an_admin_with_a_weak_sign_in_is_asked_for_a_stronger_one() {
    let mut weak = person(vec![grant(Role::Admin, Some(here()))]);
    weak.strong = false;
    let actor = Actor::Person(weak.clone());
    assert_eq!(
        may(&actor, Action::Edit, &Resource::Node(here())),
        Err(Denied::Stronger)
    );
    weak.strong_needed = false;
    assert!(may(&Actor::Person(weak), Action::Edit, &Resource::Node(here())).is_ok());
}

#[test]
fn a_list_over_an_institution_reaches_as_far_as_the_roles() {
    let with = |grants| Actor::Person(person(grants));
    let institution = here().institution;
    let admin = with(vec![grant(Role::Admin, Some(here()))]);
    assert_eq!(
        reach(&admin, Action::ReadPeople, institution),
        Ok(Reach::Everywhere)
    );
    let beside = group().issuer(IssuerId(Uuid::from_u128(77)));
    let two = with(vec![
        grant(Role::Awarder, Some(beside)),
        grant(Role::Awarder, Some(class())),
        grant(Role::Admin, Some(issuer())),
        grant(Role::Admin, Some(elsewhere())),
    ]);
    assert_eq!(
        reach(&two, Action::ReadPeople, institution),
        Ok(Reach::Below(vec![beside.node(), issuer().node()])),
        "the class lies below the issuer"
    );
    assert_eq!(
        reach(&two, Action::ReadAudit, institution),
        Ok(Reach::Below(vec![issuer().node()]))
    );
    let officer = with(vec![grant(Role::QualityOfficer, Some(here()))]);
    assert_eq!(
        reach(&officer, Action::ReadPeople, institution),
        Err(Denied::Forbidden)
    );
    assert_eq!(
        reach(&with(vec![]), Action::ReadPeople, institution),
        Err(Denied::Hidden)
    );
}
