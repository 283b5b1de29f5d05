//! People and roles (AC-USR-01 to 12, X-24): inviting, accepting, changing and ending roles, and
//! that an institution keeps an admin.

use app::people::{NewInvitation, RoleWish};
use domain::badge_class::{BadgeClass, Type};
use domain::institution::Sector;
use domain::person::{IdentifierKind, ProviderKind};
use domain::role::{Node, Path, Role};
use domain::{InvitationId, PersonId};
use jiff::ToSpan;
use rstest::rstest;
use store::Tx;
use store::persons::{Account, Identifier};

use crate::liar::Way;
use crate::support::{Browser, Form, Page, TestApp, Tree};

/// A tree with one class.
struct Place {
    tree: Tree,
    class: BadgeClass,
}

impl Place {
    async fn new(app: &TestApp, sector: Sector) -> Self {
        let tree = app.tree(sector, "Uvv").await;
        let class = app
            .published_class(&tree, Type::Regular, "Growth and Development")
            .await;
        Self { tree, class }
    }

    fn institution(&self) -> Path {
        Path::institution(self.tree.institution.id)
    }

    fn group(&self) -> Path {
        self.institution().group(self.tree.group.id)
    }

    fn issuer(&self) -> Path {
        self.tree.path()
    }

    fn class(&self) -> Path {
        self.tree.path().class(self.class.id)
    }
}

fn people(path: Path) -> String {
    app::urls::people_at(path.node())
}

/// Invites through the form of a node's page, as somebody with rights there.
async fn invite(browser: &mut Browser, path: Path, rows: &[(&str, Role)]) -> Page {
    let there = format!("{}/invite", people(path));
    let page = browser.get(&there).await;
    let mut form = Form::of(&page, &there);
    for (n, (mail, role)) in rows.iter().enumerate() {
        form.fill(&format!("mail_{n}"), &[mail]);
        form.fill(&format!("role_{n}"), &[role.code()]);
    }
    form.send(browser).await
}

/// The open invitations at a node, by address.
async fn invited(app: &TestApp, path: Path) -> Vec<(String, InvitationId)> {
    let node = path.node();
    let all = app.read(async move |tx: &mut Tx| tx.invitations_at(node).await);
    let mut all: Vec<_> = all
        .await
        .into_iter()
        .map(|i| (i.invitation.mail, i.invitation.id))
        .collect();
    all.sort();
    all
}

/// The one open invitation at a node.
async fn only_invitation(app: &TestApp, path: Path) -> InvitationId {
    let all = invited(app, path).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].1
}

/// Who holds which role at a node itself.
async fn held(app: &TestApp, path: Path) -> Vec<(String, Role)> {
    let (node, now) = (path.node(), app.app.now());
    app.read(async move |tx: &mut Tx| tx.members(&[node], now).await)
        .await
        .into_iter()
        .map(|m| (m.name, m.grant.role))
        .collect()
}

async fn member(app: &TestApp, path: Path, name: &str) -> String {
    let (node, now) = (path.node(), app.app.now());
    let all = app.read(async move |tx: &mut Tx| tx.members(&[node], now).await);
    let found = all.await.into_iter().find(|m| m.name == name);
    found.unwrap().grant.id.to_string()
}

/// Somebody whose newest sign-in through an institution proved their address.
async fn colleague(app: &TestApp, name: &str, home: &str) -> (PersonId, String) {
    let person = app.person(name).await;
    let now = app.app.now();
    let mail = format!(
        "{}@voorbeeld.example",
        name.to_lowercase().replace(' ', ".")
    );
    let account = Account {
        id: domain::AccountId(app.app.new_id()),
        person,
        kind: ProviderKind::Staff,
        issuer: "https://staff.example".into(),
        subject: name.into(),
        home_organisation: Some(home.into()),
        acr: None,
        created_at: now,
        seen_at: now,
    };
    let proven = Identifier {
        kind: IdentifierKind::Mail,
        value: mail.clone(),
        verified_at: now,
        expires_at: None,
    };
    app.write(async move |tx: &mut Tx| {
        tx.put_account(&account).await?;
        tx.put_identifier(person, &proven).await
    })
    .await;
    (person, mail)
}

/// AC-USR-01, 04, 07, 10, 12: who administers a node invites somebody there, who then signs in
/// with that address through the institution and can begin.
#[rstest]
#[tokio::test]
async fn who_is_invited_signs_in_and_has_the_role(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
    #[values("class", "issuer", "group", "institution")] level: &str,
) {
    let way = Way::new().await;
    let place = Place::new(&way.app, sector).await;
    let (path, inviter, role) = match level {
        "class" => (place.class(), Role::Owner, Role::Awarder),
        "issuer" => (place.issuer(), Role::Admin, Role::Admin),
        "group" => (place.group(), Role::Admin, Role::Admin),
        _ => (place.institution(), Role::Admin, Role::Admin),
    };
    let mut admin = way.app.staff("Ina Admin", inviter, path).await;
    let node = admin.get(&app::urls::manage_node(path.node())).await;
    assert!(node.text.contains(&people(path)), "{}", node.text);
    let sent = invite(&mut admin, path, &[("Sanne@Post.example", role)]).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let list = admin.get(sent.location()).await;
    assert!(
        list.text.contains("Uitgenodigd: sanne@post.example"),
        "{}",
        list.text
    );
    assert!(list.statements <= 8);

    way.app.drain().await;
    let mails = way.app.mails("invitation").await;
    let [mail] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    assert_eq!(mail.recipient, "sanne@post.example");
    let id = only_invitation(&way.app, path).await;
    let link = app::urls::invitation(id);
    let text = &mail.content.as_ref().unwrap().text;
    assert!(text.contains(&link), "{text}");

    // A visitor with the link sees the way in, and not for whom it is.
    let mut guest = way.app.guest();
    let shown = guest.get(&link).await;
    assert_eq!(shown.status, 200);
    assert!(
        !shown.text.to_lowercase().contains("sanne@post"),
        "{}",
        shown.text
    );

    // uvv.example is where the provider says that Sanne works.
    let mut sanne = way.staff().await;
    let after = sanne.get(&link).await;
    assert!(after.text.contains("Welkom"), "{}", after.text);
    assert_eq!(held(&way.app, path).await.last().unwrap().1, role);
    let home = sanne.get("/manage").await;
    assert_eq!(home.status, 303, "the staff navigation");
    assert_eq!(sanne.get(&people(path)).await.status, 200);
    assert!(invited(&way.app, path).await.is_empty());
    // Used once.
    let other = way.app.guest().get(&link).await;
    assert!(other.text.contains("geldt niet meer"), "{}", other.text);
}

/// Only who proves the address, through the institution itself, within thirty days.
#[rstest]
#[case::another_organisation("elders.example", 0, "sanne@post.example")]
#[case::another_address("uvv.example", 0, "iemand@post.example")]
#[case::a_month_later("uvv.example", 31, "sanne@post.example")]
#[tokio::test]
async fn an_invitation_is_for_who_proves_its_address_in_time(
    #[case] home: &'static str,
    #[case] days: i64,
    #[case] mail: &str,
) {
    let way = Way::new().await;
    let place = Place::new(&way.app, Sector::Wo).await;
    let mut ina = way
        .app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    invite(&mut ina, place.issuer(), &[(mail, Role::Admin)]).await;
    let id = only_invitation(&way.app, place.issuer()).await;
    way.liar.state.lock().unwrap().info["schac_home_organization"] = home.into();
    way.app.move_clock((days * 24).hours());
    let mut sanne = way.staff().await;
    assert!(held(&way.app, place.issuer()).await.is_empty());
    let link = app::urls::invitation(id);
    assert_eq!(sanne.get(&link).await.status, 200);
    let accepted = sanne.post(&format!("{link}/accept"), &[]).await;
    assert_eq!(accepted.status, 409, "{}", accepted.text);
    assert!(held(&way.app, place.issuer()).await.is_empty());
}

/// An unverified address proves nothing, and neither does an eduID with it.
#[tokio::test]
async fn an_address_that_nobody_verified_opens_nothing() {
    let way = Way::new().await;
    let place = Place::new(&way.app, Sector::Wo).await;
    let mut ina = way
        .app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    invite(
        &mut ina,
        place.issuer(),
        &[("sanne@post.example", Role::Admin)],
    )
    .await;
    let id = only_invitation(&way.app, place.issuer()).await;
    let accept = format!("{}/accept", app::urls::invitation(id));
    let mut learner = way.learner().await;
    let refused = learner.post(&accept, &[]).await;
    assert_eq!(refused.status, 404, "{}", refused.text);
    way.liar.state.lock().unwrap().info["email_verified"] = false.into();
    let mut sanne = way.staff().await;
    let refused = sanne.post(&accept, &[]).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(held(&way.app, place.issuer()).await.is_empty());
}

/// Who is signed in already accepts through the link.
#[tokio::test]
async fn a_colleague_who_is_signed_in_accepts_through_the_link() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let mut ina = app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    let (kim, mail) = colleague(&app, "Kim de Wit", "uvv.example").await;
    invite(&mut ina, place.class(), &[(&mail, Role::Editor)]).await;
    let id = only_invitation(&app, place.class()).await;
    let mut kim = app.signed_in_staff(kim).await;
    let link = app::urls::invitation(id);
    let page = kim.get(&link).await;
    let form = Form::of(&page, &format!("{link}/accept"));
    assert_eq!(form.send(&mut kim).await.status, 303);
    assert!(kim.get(&link).await.text.contains("Welkom"));
    assert_eq!(
        held(&app, place.class()).await,
        [("Kim de Wit".into(), Role::Editor)]
    );
}

/// Each row by itself: the wrong ones stay, with what is wrong at the row.
#[tokio::test]
async fn what_is_wrong_with_one_invitation_keeps_back_no_other() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let mut ia = app.staff("Ian Admin", Role::Admin, place.issuer()).await;
    let (kim, kims) = colleague(&app, "Kim de Wit", "uvv.example").await;
    app.grant(kim, Role::Admin, Some(place.issuer())).await;
    let issuer = place.issuer();
    invite(&mut ia, issuer, &[("open@uvv.example", Role::Awarder)]).await;

    let there = format!("{}/invite", people(issuer));
    let page = ia.get(&format!("{there}?lang=en")).await;
    let more = Form::of(&page, &there).press(&mut ia, ("more", "1")).await;
    let mut form = Form::of(&more, &there);
    for (n, mail) in [
        "goed@uvv.example",
        "geen adres",
        "GOED@uvv.example",
        kims.as_str(),
        "open@uvv.example",
    ]
    .into_iter()
    .enumerate()
    {
        form.fill(&format!("mail_{n}"), &[mail]);
    }
    let answer = form.send(&mut ia).await;
    assert_eq!(answer.status, 422);
    for sentence in [
        "Invited: goed@uvv.example",
        "isn&#39;t a valid mail address",
        "This address stands above already.",
        "already has a role here",
        "invited here already",
    ] {
        assert!(
            answer.text.contains(sentence),
            "{sentence}: {}",
            answer.text
        );
    }
    let left = Form::of(&answer, &there);
    assert_eq!(left.shown("mail_0"), ["geen adres"]);
    assert_eq!(left.shown("mail_3"), ["open@uvv.example"]);
    assert!(!left.asks_for("mail_4"));
    let all = invited(&app, issuer).await;
    let all: Vec<_> = all.iter().map(|(mail, _)| mail.as_str()).collect();
    assert_eq!(all, ["goed@uvv.example", "open@uvv.example"]);
}

/// AC-USR-02, 05: a role is changed by who administers the node, and works at once.
#[rstest]
#[tokio::test]
async fn a_changed_role_shows_in_its_row_and_works_at_once(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
    #[values(true, false)] at_class: bool,
) {
    let app = TestApp::init().await;
    let place = Place::new(&app, sector).await;
    let (path, admin, before) = if at_class {
        (place.class(), Role::Owner, Role::Owner)
    } else {
        (place.issuer(), Role::Admin, Role::Admin)
    };
    let mut admin = app.staff("Ina Admin", admin, path).await;
    let mut kim = app.staff("Kim de Wit", before, path).await;
    let edit = format!("{}/edit", app::urls::manage_node(path.node()));
    assert_eq!(kim.get(&edit).await.status, 200);
    let (there, id) = (
        format!("{}/role", people(path)),
        member(&app, path, "Kim de Wit").await,
    );
    let page = admin.get(&format!("{there}?member={id}")).await;
    let mut form = Form::of(&page, &there);
    assert_eq!(form.shown("role"), [before.code()]);
    form.fill("role", &["awarder"]);
    let changed = form.send(&mut admin).await;
    assert_eq!(changed.status, 303, "{}", changed.text);
    let list = admin.get(changed.location()).await;
    assert!(list.text.contains("De rol van Kim de Wit is gewijzigd."));
    let row = list.text.split("<tr>").find(|r| r.contains("Kim de Wit"));
    assert!(row.unwrap().contains("Uitreiker"), "{}", row.unwrap());
    // In the session that was open.
    assert_eq!(kim.get(&edit).await.status, 403);
}

/// A role with a last day ends after it, by itself.
#[tokio::test]
async fn a_role_ends_after_its_last_day() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let mut ina = app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    let kim = app.person("Kim de Wit").await;
    app.grant(kim, Role::Editor, Some(place.class())).await;
    let (there, id) = (
        format!("{}/role", people(place.class())),
        member(&app, place.class(), "Kim de Wit").await,
    );
    let page = ina.get(&format!("{there}?member={id}")).await;
    let mut form = Form::of(&page, &there);
    form.fill("last_day", &["2026-11-23"]);
    let past = form.send(&mut ina).await;
    assert_eq!(past.status, 422, "{}", past.text);
    form.fill("last_day", &["2026-11-26"]);
    assert_eq!(form.send(&mut ina).await.status, 303);
    let edit = format!("/manage/badge-classes/{}/edit", place.class.id);
    app.clock.set("2026-11-26T22:30:00Z".parse().unwrap());
    assert_eq!(app.signed_in_staff(kim).await.get(&edit).await.status, 200);
    app.clock.set("2026-11-26T23:00:00Z".parse().unwrap());
    // Nothing is left at the institution: it isn't known any more.
    assert_eq!(app.signed_in_staff(kim).await.get(&edit).await.status, 404);
    // One that ended can be given again.
    app.grant(kim, Role::Editor, Some(place.class())).await;
    assert_eq!(app.signed_in_staff(kim).await.get(&edit).await.status, 200);
}

/// AC-USR-03, 06, 09: who administers below sees no people above or aside, and invites nobody there.
#[rstest]
#[tokio::test]
async fn people_elsewhere_are_not_shown_and_not_invited(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
    #[values("class", "issuer", "group")] level: &str,
) {
    let app = TestApp::init().await;
    let place = Place::new(&app, sector).await;
    let (own, role, above) = match level {
        "class" => (place.class(), Role::Owner, place.issuer()),
        "issuer" => (place.issuer(), Role::Admin, place.group()),
        _ => (place.group(), Role::Admin, place.institution()),
    };
    let mut admin = app.staff("Bo Beheer", role, own).await;
    let node = admin.get(&app::urls::manage_node(above.node())).await;
    assert_eq!(node.status, 200);
    assert!(!node.text.contains("/manage/people/"), "{}", node.text);
    for address in [people(above), format!("{}/invite", people(above))] {
        assert_eq!(admin.get(&address).await.status, 403, "{address}");
    }
    let sent = admin
        .post(
            &format!("{}/invite", people(above)),
            &[
                ("rows", "1"),
                ("mail_0", "x@uvv.example"),
                ("role_0", "admin"),
            ],
        )
        .await;
    assert_eq!(sent.status, 403);
    assert!(invited(&app, above).await.is_empty());
    let users = app::urls::manage_users(place.tree.institution.id);
    assert_eq!(admin.get(&users).await.status, 403);
}

/// Roles are given where they fit, and hats by institution admins alone.
#[tokio::test]
async fn nobody_gives_what_does_not_fit_or_is_not_theirs_to_give() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let mut owner = app.staff("Olga Owner", Role::Owner, place.class()).await;
    for role in [
        "admin",
        "operator",
        "auditor",
        "quality-officer",
        "nonsense",
    ] {
        let sent = owner
            .post(
                &format!("{}/invite", people(place.class())),
                &[("rows", "1"), ("mail_0", "x@uvv.example"), ("role_0", role)],
            )
            .await;
        assert_eq!(sent.status, 422, "{role}");
    }
    assert!(invited(&app, place.class()).await.is_empty());
    let mut ina = app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    let sent = invite(
        &mut ina,
        place.institution(),
        &[
            ("a@uvv.example", Role::Auditor),
            ("q@uvv.example", Role::QualityOfficer),
        ],
    )
    .await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert_eq!(invited(&app, place.institution()).await.len(), 2);
}

/// A higher role takes the place of the lower ones on its branch.
#[tokio::test]
async fn one_role_per_branch() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let mut ina = app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    let (kim, mail) = colleague(&app, "Kim de Wit", "uvv.example").await;
    app.grant(kim, Role::Awarder, Some(place.class())).await;
    app.grant(kim, Role::Auditor, Some(place.institution()))
        .await;
    invite(&mut ina, place.issuer(), &[(&mail, Role::Admin)]).await;
    let id = only_invitation(&app, place.issuer()).await;
    let mut browser = app.signed_in_staff(kim).await;
    let accept = format!("{}/accept", app::urls::invitation(id));
    assert_eq!(browser.post(&accept, &[]).await.status, 303);
    assert!(held(&app, place.class()).await.is_empty());
    let now = app.app.now();
    let mut roles: Vec<_> = app
        .read(async move |tx: &mut Tx| tx.roles_of(kim, now).await)
        .await
        .into_iter()
        .map(|g| g.role)
        .collect();
    roles.sort();
    assert_eq!(roles, [Role::Admin, Role::Auditor]);
    // Below it nothing more is to be had.
    let refused = invite(&mut ina, place.class(), &[(&mail, Role::Owner)]).await;
    assert_eq!(refused.status, 422);
}

/// AC-USR-11: withdrawn, after a question, and no longer to be accepted.
#[rstest]
#[tokio::test]
async fn a_withdrawn_invitation_is_gone(
    #[values(Sector::Wo, Sector::Hbo, Sector::Mbo)] sector: Sector,
) {
    let way = Way::new().await;
    let place = Place::new(&way.app, sector).await;
    let path = place.institution();
    let mut ina = way.app.staff("Ina Admin", Role::Admin, path).await;
    invite(&mut ina, path, &[("sanne@post.example", Role::Admin)]).await;
    let id = only_invitation(&way.app, path).await;
    let there = format!("{}/remove", people(path));
    let list = ina.get(&people(path)).await;
    let mut form = Form::of(&list, &there);
    form.fill("invitation", &[&id.to_string()]);
    let ask = ina.get(&format!("{there}?invitation={id}")).await;
    assert!(ask.text.contains("sanne@post.example"), "{}", ask.text);
    let removed = Form::of(&ask, &there).send(&mut ina).await;
    assert_eq!(removed.status, 303, "{}", removed.text);
    let list = ina.get(removed.location()).await;
    assert!(list.text.contains("De uitnodiging is ingetrokken."));
    assert!(!list.text.contains("sanne@post.example"));
    let mut sanne = way.staff().await;
    assert_eq!(sanne.get(&people(path)).await.status, 404);
    assert_eq!(sanne.get(&app::urls::invitation(id)).await.status, 404);
}

/// Sent again, its thirty days begin anew; not more than a few times a day.
#[tokio::test]
async fn an_expired_invitation_is_sent_again() {
    let way = Way::new().await;
    let place = Place::new(&way.app, Sector::Wo).await;
    let ina = way.app.person("Ina Admin").await;
    way.app
        .grant(ina, Role::Admin, Some(place.institution()))
        .await;
    let mut browser = way.app.signed_in_staff(ina).await;
    invite(
        &mut browser,
        place.issuer(),
        &[("sanne@post.example", Role::Admin)],
    )
    .await;
    let id = only_invitation(&way.app, place.issuer()).await;
    way.app.move_clock((40 * 24).hours());
    let mut browser = way.app.signed_in_staff(ina).await;
    let list = browser.get(&people(place.issuer())).await;
    assert!(list.text.contains("Verlopen"), "{}", list.text);
    let again = format!("{}/resend", people(place.issuer()));
    let fields = [("invitation", id.to_string())];
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    for _ in 0..5 {
        let sent = browser.post(&again, &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    assert_eq!(browser.post(&again, &fields).await.status, 429);
    way.app.drain().await;
    assert_eq!(way.app.mails("invitation").await.len(), 6);
    way.staff().await;
    assert_eq!(held(&way.app, place.issuer()).await.len(), 1);
}

/// the last admin without an end can't be removed, nor given an end; a second one frees them.
#[tokio::test]
async fn an_institution_keeps_an_admin() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let path = place.institution();
    let mut ina = app.staff("Ina Admin", Role::Admin, path).await;
    let id = member(&app, path, "Ina Admin").await;
    let list = ina.get(&people(path)).await;
    assert!(list.text.contains("De laatste beheerder"), "{}", list.text);
    assert!(!list.text.contains("name=\"member\""));
    let remove = format!("{}/remove", people(path));
    let gone = ina.post(&remove, &[("member", &id)]).await;
    assert_eq!(gone.status, 409, "{}", gone.text);
    let change = format!("{}/role", people(path));
    let ended = ina
        .post(
            &change,
            &[
                ("member", &id),
                ("role", "admin"),
                ("last_day", "2027-01-01"),
            ],
        )
        .await;
    assert_eq!(ended.status, 409, "{}", ended.text);
    assert_eq!(held(&app, path).await.len(), 1);

    let kim = app.person("Kim de Wit").await;
    app.grant(kim, Role::Admin, Some(path)).await;
    let gone = ina.post(&remove, &[("member", &id)]).await;
    assert_eq!(gone.status, 303, "{}", gone.text);
    // At once, in the open session.
    assert_eq!(ina.get(&people(path)).await.status, 404);
    assert_eq!(held(&app, path).await, [("Kim de Wit".into(), Role::Admin)]);
}

/// two admins who remove each other at the same moment don't leave nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_admins_who_remove_each_other_at_once_leave_one() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let path = place.institution();
    let mut ina = app.staff("Ina Admin", Role::Admin, path).await;
    let mut kim = app.staff("Kim de Wit", Role::Admin, path).await;
    let (inas, kims) = (
        member(&app, path, "Ina Admin").await,
        member(&app, path, "Kim de Wit").await,
    );
    let remove = format!("{}/remove", people(path));
    let (there, of_kim, of_ina) = (
        remove.as_str(),
        [("member", kims.as_str())],
        [("member", inas.as_str())],
    );
    let (a, b) = tokio::join!(ina.post(there, &of_kim), kim.post(there, &of_ina));
    assert_eq!(held(&app, path).await.len(), 1, "{} {}", a.status, b.status);
}

/// the operator replaces the last admin, says why, and all admins are told.
#[tokio::test]
async fn the_operator_replaces_an_admin_with_a_reason() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let path = place.institution();
    let mut ina = app.staff("Ina Admin", Role::Admin, path).await;
    let (kim, mail) = colleague(&app, "Kim de Wit", "uvv.example").await;
    let omar = app.person("Omar Bos").await;
    app.grant(omar, Role::Operator, None).await;
    let mut omar = app.signed_in_staff(omar).await;
    let there = app::urls::admin_institution_replace(place.tree.institution.id);
    let page = omar.get(&there).await;
    let mut form = Form::of(&page, &there);
    form.fill("new_admin", &[&mail]);
    assert_eq!(form.send(&mut omar).await.status, 422, "why?");
    form.fill("reason", &["De beheerder werkt hier niet meer."]);
    let done = form.send(&mut omar).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(held(&app, path).await, [("Kim de Wit".into(), Role::Admin)]);
    assert_eq!(ina.get(&people(path)).await.status, 404);
    let mut kim = app.signed_in_staff(kim).await;
    assert_eq!(kim.get(&people(path)).await.status, 200);
    app.drain().await;
    let mails = app.mails("replaced-admin").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "ina.admin@voorbeeld.example");
    let text = &mails[0].content.as_ref().unwrap().text;
    assert!(text.contains("werkt hier niet meer"), "{text}");
    assert_eq!(ina.get(&there).await.status, 404, "nobody else does this");
}

/// everyone with a role, by name, what the highest is and where the others sit; a line for each to take away.
#[tokio::test]
async fn users_are_found_with_their_roles() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let mut ina = app
        .staff("Ina Admin", Role::Admin, place.institution())
        .await;
    let kim = app.person("Kim de Wit").await;
    app.grant(kim, Role::Owner, Some(place.class())).await;
    app.grant(kim, Role::Auditor, Some(place.institution()))
        .await;
    let list = app::urls::manage_users(place.tree.institution.id);
    let page = ina
        .get(&format!("{list}?lang=en&q=kim&highest=owner"))
        .await;
    assert!(
        page.text.contains("Kim de Wit") && !page.text.contains("ina.admin@"),
        "{}",
        page.text
    );
    assert!(page.text.contains("Owner of the badge class") && page.statements <= 8);
    let csv = ina.get(&format!("{list}?lang=en&format=csv")).await;
    let lines: Vec<_> = csv.text.lines().collect();
    assert_eq!(lines.len(), 4, "{}", csv.text);
    assert!(
        csv.text.contains(
            "Kim de Wit;kim.de.wit@voorbeeld.example;Owner;Badge class;Growth and Development;"
        ),
        "{}",
        csv.text
    );
    let one = ina
        .get(&app::urls::manage_user(place.tree.institution.id, kim))
        .await;
    assert!(
        one.text.contains("Growth and Development")
            && one.text.contains("Auditor of the institution"),
        "{}",
        one.text
    );
    assert!(one.statements <= 8, "{}", one.statements);
    let mut kim = app.signed_in_staff(kim).await;
    let own = kim.get("/account/roles?lang=en").await;
    assert!(own.text.contains("Growth and Development"), "{}", own.text);
    // What may I do here, and why?
    let class = kim
        .get(&app::urls::manage_badge_class(place.class.id))
        .await;
    assert!(
        class
            .text
            .contains("Because you are: Owner of the badge class"),
        "{}",
        class.text
    );
    let issuer = kim
        .get(&app::urls::manage_issuer(place.tree.issuer.id))
        .await;
    assert!(
        issuer
            .text
            .contains("Because you are: Auditor of the institution"),
        "{}",
        issuer.text
    );
}

/// Invitations cost mails: only so many forms an hour.
#[tokio::test]
async fn nobody_invites_without_end() {
    let app = TestApp::init().await;
    let place = Place::new(&app, Sector::Wo).await;
    let ina = app.person("Ina Admin").await;
    app.grant(ina, Role::Admin, Some(place.institution())).await;
    let ina = app.signed_in_staff(ina).await;
    let row = |n: usize| NewInvitation {
        mail: format!("u{n}@uvv.example"),
        wish: RoleWish {
            role: Some(Role::Awarder),
            last_day: Ok(None),
        },
    };
    let actor = app
        .app
        .session(&ina.cookies[0].1)
        .await
        .unwrap()
        .unwrap()
        .actor;
    let node = Node::Issuer(place.tree.issuer.id);
    for n in 0..30 {
        app.app.invite(&actor, node, vec![row(n)]).await.unwrap();
    }
    let refused = app.app.invite(&actor, node, vec![row(31)]).await;
    assert!(matches!(refused, Err(app::Error::TooMany { .. })));
}
