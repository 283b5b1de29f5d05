//! The people at a node: who has which role and why, inviting, changing and ending roles.

use app::people::{ListedInvitation, Member, NewInvitation, People, Place, Removal, RoleWish};
use askama::Template;
use axum::extract::Path as Segment;
use axum::response::Response;
use domain::invitation::MOST_AT_ONCE;
use domain::policy::{Action, Resource};
use domain::role::{Node, NodeKind, Role, Standing};
use domain::{Invalid, RoleId};
use uuid::Uuid;

use crate::failure::{Answer, invalid};
use crate::fields::{Fields, Posted};
use crate::form::{Choice, Form};
use crate::page::Page;

/// A node in an address: its kind and id.
pub(crate) type At = Segment<(NodeKind, Uuid)>;

/// Rows of an empty form.
const ROWS: usize = 3;
/// Addresses named in a message; more are counted.
const NAMED: usize = 3;

impl Page {
    /// A role with the kind of node on which it sits, in words.
    pub(crate) fn standing(&self, role: &Role, kind: NodeKind) -> String {
        match Standing::of(*role, kind) {
            Some(standing) => self.code("standing", standing),
            None => self.code("role", role),
        }
    }

    /// The last day of a role that ends at this moment.
    pub(crate) fn last_day(&self, end: &jiff::Timestamp) -> String {
        self.texts().day(self.app().last_day(*end))
    }

    /// What the asker may do at a node, each with the role that is enough.
    pub(crate) fn rights_at(&self, path: &domain::role::Path) -> Vec<(Action, String)> {
        let actor = self.actor();
        let Some(person) = actor.person() else {
            return Vec::new();
        };
        let because = |grant: Option<&domain::role::Grant>| {
            grant.map_or_else(String::new, |g| self.standing(&g.role, g.node().kind()))
        };
        person
            .rights_at(path)
            .into_iter()
            .map(|(action, grant)| (action, because(grant)))
            .collect()
    }

    /// A code of the domain with dots, as the end of a text's key.
    pub(crate) fn right(&self, action: &Action) -> String {
        self.code("right", action.code().replace('.', "-"))
    }
}

fn id_of(place: &Place) -> uuid::fmt::Simple {
    place.node().id().simple()
}

#[derive(Template)]
#[template(path = "manage/people.html")]
struct PeoplePage<'a> {
    page: &'a Page,
    people: People,
    place: &'a Place,
    manages: bool,
    /// The institution's users can be seen.
    users: bool,
}

impl PeoplePage<'_> {
    /// Whether the asker can change or end this role.
    fn may_change(&self, member: &Member) -> bool {
        let action = if member.grant.role.is_hat() {
            Action::GiveHats
        } else {
            Action::ManagePeople
        };
        self.people.is_own(member) && self.page.may(action, &self.place.path())
    }

    /// Why somebody has a say here whose role is not of this node.
    fn because(&self, member: &Member) -> String {
        let kind = member.grant.node().kind();
        let standing = self.page.standing(&member.grant.role, kind);
        let name = self.place.name(kind, self.page.lang());
        self.page
            .t2("people-because", "standing", standing, "name", name)
    }

    /// The state of an invitation, and the colour of its tag.
    fn state(&self, listed: &ListedInvitation) -> (&'static str, &'static str) {
        if listed.invitation.is_expired(self.page.app().now()) {
            return ("expired", "bad");
        }
        match listed.mail_state.as_deref() {
            Some("queued") => ("queued", ""),
            Some("failed" | "dropped") => ("failed", "bad"),
            _ => ("sent", "info"),
        }
    }
}

pub(crate) async fn people(page: Page, Segment((level, id)): At) -> Answer {
    page.require_signed_in()?;
    let people = page
        .app()
        .people(&page.actor(), Node::new(level, id))
        .await?;
    let place = people.place.clone();
    let institution = domain::role::Path::institution(place.institution.id);
    Ok(page.html(&PeoplePage {
        page: &page,
        manages: page.may(Action::ManagePeople, &place.path()),
        users: page.may(Action::ReadPeople, &institution),
        place: &place,
        people,
    }))
}

#[derive(Template)]
#[template(path = "manage/people_invite.html")]
struct Invite<'a> {
    page: &'a Page,
    place: &'a Place,
    form: Form<'a>,
    roles: Vec<&'static str>,
    rows: usize,
    sent: &'a [String],
}

impl Invite<'_> {
    fn field(&self, name: &str, n: &usize) -> String {
        format!("{name}_{n}")
    }
}

fn rows_of(fields: &Fields) -> usize {
    let rows: usize = fields.get("rows").parse().unwrap_or(ROWS);
    rows.clamp(1, MOST_AT_ONCE)
}

fn invite_shown(
    page: &Page,
    place: &Place,
    (fields, errors): (&Fields, &Invalid),
    sent: &[String],
) -> Response {
    let roles = page.app().roles_to_give(&page.actor(), &place.path());
    page.html_checked(
        errors.is_empty(),
        &Invite {
            page,
            place,
            form: Form::new(page, "invite", fields, errors),
            roles: roles.into_iter().map(Role::code).collect(),
            rows: rows_of(fields),
            sent,
        },
    )
}

async fn inviting(page: &Page, node: Node) -> Result<Place, crate::failure::Failure> {
    page.require_signed_in()?;
    let people = page.app().people(&page.actor(), node).await?;
    let here = Resource::Node(people.place.path());
    page.app()
        .permit(&page.actor(), Action::ManagePeople, &here)?;
    Ok(people.place)
}

pub(crate) async fn ask_invite(page: Page, Segment((level, id)): At) -> Answer {
    let place = inviting(&page, Node::new(level, id)).await?;
    let empty = (&Fields::default(), &Invalid::default());
    Ok(invite_shown(&page, &place, empty, &[]))
}

/// A role and its last day, from the fields of one row (or of the only one).
fn wish(fields: &Fields, end: &str) -> RoleWish {
    RoleWish {
        role: Role::from_code(fields.get(&format!("role{end}"))),
        last_day: match fields.text(&format!("last_day{end}")) {
            None => Ok(None),
            Some(day) => day.parse().map(Some).map_err(|_| ()),
        },
    }
}

pub(crate) async fn invite(page: Page, Segment((level, id)): At, Posted(fields): Posted) -> Answer {
    let node = Node::new(level, id);
    let place = inviting(&page, node).await?;
    let rows = rows_of(&fields);
    if fields.has("more") {
        let mut fields = fields.clone();
        fields.set("rows", (rows + ROWS).min(MOST_AT_ONCE).to_string());
        let fine = Invalid::default();
        return Ok(invite_shown(&page, &place, (&fields, &fine), &[]));
    }
    let typed = (0..rows).map(|n| NewInvitation {
        mail: fields.get(&format!("mail_{n}")).to_owned(),
        wish: wish(&fields, &format!("_{n}")),
    });
    let invited = page
        .app()
        .invite(&page.actor(), node, typed.collect())
        .await;
    let invited = match invalid(invited)? {
        Ok(invited) => invited,
        Err(errors) => return Ok(invite_shown(&page, &place, (&fields, &errors), &[])),
    };
    if invited.wrong.is_empty() {
        let there = app::urls::people_at(node);
        let (count, names) = (invited.sent.len().to_string(), invited.sent.join(", "));
        return Ok(if invited.sent.len() > NAMED {
            page.to_with(&there, "invited-many", &[("n", &count)])
        } else {
            page.to_with(&there, "invited", &[("names", &names)])
        });
    }
    // What was sent is done; the others stay to be mended.
    let left: Vec<usize> = (0..rows)
        .filter(|n| !invited.rows.contains(n))
        .filter(|n| !fields.get(&format!("mail_{n}")).trim().is_empty())
        .collect();
    let mut again = Fields::default();
    again.set("rows", left.len().to_string());
    for (place, n) in left.iter().enumerate() {
        for field in ["mail", "role", "last_day"] {
            let typed = fields.get(&format!("{field}_{n}")).to_owned();
            again.set(&format!("{field}_{place}"), typed);
        }
    }
    let wrong = invited.wrong_renumbered(&left);
    Ok(invite_shown(&page, &place, (&again, &wrong), &invited.sent))
}

pub(crate) async fn resend(page: Page, Segment((level, id)): At, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    let node = Node::new(level, id);
    let invitation = fields.get("invitation").parse();
    // Nothing chosen stands for one that nobody made: the policy is asked first.
    let invitation = invitation.unwrap_or(domain::InvitationId(Uuid::nil()));
    let mail = page
        .app()
        .resend_invitation(&page.actor(), node, invitation)
        .await?;
    let there = app::urls::people_at(node);
    Ok(page.to_with(&there, "invited-again", &[("mail", &mail)]))
}

#[derive(Template)]
#[template(path = "manage/people_role.html")]
struct RolePage<'a> {
    page: &'a Page,
    place: &'a Place,
    member: &'a Member,
    form: Form<'a>,
    choices: Vec<Choice>,
}

fn role_in(fields: &Fields) -> RoleId {
    fields.get("member").parse().unwrap_or(RoleId(Uuid::nil()))
}

async fn role_shown(
    page: &Page,
    node: Node,
    (fields, errors): (Option<&Fields>, &Invalid),
    id: RoleId,
) -> Answer {
    page.require_signed_in()?;
    let (place, member) = page.app().role_at(&page.actor(), (node, id)).await?;
    let mut as_it_is = Fields::default();
    as_it_is.set("role", member.grant.role.code());
    if let Some(end) = member.grant.ends_at {
        as_it_is.set("last_day", page.app().last_day(end).to_string());
    }
    let fields = fields.unwrap_or(&as_it_is);
    let mut roles = page.app().roles_to_give(&page.actor(), &place.path());
    roles.retain(|role| {
        if member.grant.role.is_hat() {
            *role == member.grant.role
        } else {
            !role.is_hat()
        }
    });
    let choices = roles.into_iter().map(|role| Choice {
        value: role.code().to_owned(),
        label: page.code("role", role),
        chosen: fields.get("role") == role.code(),
    });
    Ok(page.html_checked(
        errors.is_empty(),
        &RolePage {
            page,
            place: &place,
            member: &member,
            form: Form::new(page, "people", fields, errors),
            choices: choices.collect(),
        },
    ))
}

pub(crate) async fn role(page: Page, Segment((level, id)): At, query: Fields) -> Answer {
    let fine = Invalid::default();
    role_shown(&page, Node::new(level, id), (None, &fine), role_in(&query)).await
}

pub(crate) async fn change_role(
    page: Page,
    Segment((level, id)): At,
    Posted(fields): Posted,
) -> Answer {
    page.require_signed_in()?;
    let (node, id) = (Node::new(level, id), role_in(&fields));
    let wish = wish(&fields, "");
    let changed = page
        .app()
        .change_role(&page.actor(), (node, id), wish)
        .await;
    match invalid(changed)? {
        Ok(member) => Ok(page.to_with(
            &app::urls::people_at(node),
            "role-changed",
            &[("name", &member.name)],
        )),
        Err(errors) => role_shown(&page, node, (Some(&fields), &errors), id).await,
    }
}

#[derive(Template)]
#[template(path = "manage/people_remove.html")]
struct Remove<'a> {
    page: &'a Page,
    place: &'a Place,
    people: &'a People,
}

impl Remove<'_> {
    fn count(&self) -> usize {
        self.people.members.len() + self.people.invitations.len()
    }

    /// One's own role goes too.
    fn own(&self) -> bool {
        let me = self.page.actor().person_id();
        self.people
            .members
            .iter()
            .any(|m| Some(m.grant.person) == me)
    }

    /// This page's own address: what is meant stands in it, so that it can be asked in the other
    /// language too.
    fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for member in &self.people.members {
            query.append_pair("member", &member.grant.id.to_string());
        }
        for listed in &self.people.invitations {
            query.append_pair("invitation", &listed.invitation.id.to_string());
        }
        let path = app::urls::manage_people_remove(self.place.node().kind(), id_of(self.place));
        format!("{path}?{}", query.finish())
    }
}

fn chosen(fields: &Fields) -> Removal {
    Removal {
        roles: fields
            .all("member")
            .filter_map(|id| id.parse().ok())
            .collect(),
        invitations: fields
            .all("invitation")
            .filter_map(|id| id.parse().ok())
            .collect(),
    }
}

pub(crate) async fn ask_remove(page: Page, Segment((level, id)): At, query: Fields) -> Answer {
    page.require_signed_in()?;
    let node = Node::new(level, id);
    let people = page
        .app()
        .ask_removal(&page.actor(), node, &chosen(&query))
        .await?;
    if people.members.is_empty() && people.invitations.is_empty() {
        let there = app::urls::people_at(node);
        return Ok(page.to_with(&there, "people-nothing-selected", &[]));
    }
    Ok(page.html(&Remove {
        page: &page,
        place: &people.place,
        people: &people,
    }))
}

pub(crate) async fn remove(page: Page, Segment((level, id)): At, Posted(fields): Posted) -> Answer {
    page.require_signed_in()?;
    let node = Node::new(level, id);
    let removed = page
        .app()
        .remove_people(&page.actor(), node, chosen(&fields))
        .await?;
    let (roles, invitations) = (removed.roles.to_string(), removed.invitations.to_string());
    // Who ended their own role may see nothing here from now on.
    let there = app::urls::people_at(node);
    Ok(match (removed.roles, removed.invitations) {
        (1, 0) => page.to_with(&there, "role-removed", &[]),
        (0, 1) => page.to_with(&there, "invitation-withdrawn", &[]),
        _ => page.to_with(
            &there,
            "people-removed",
            &[("roles", &roles), ("invitations", &invitations)],
        ),
    })
}
