//! Every address of the platform, for links, mails, redirects and credentials. The patterns in
//! `web/src/routes.rs` are these with names in place of ids; a test compares them.

use std::borrow::Borrow;

use domain::life::Step;
use domain::role::{Node, NodeKind};
use domain::{
    AssertionId, AwardFileId, BadgeClassId, BadgeClassVersionId, BatchId, DirectAwardId, FileHash,
    InstitutionId, InvitationId, IssuerGroupId, IssuerId, OutboxId, PersonId, PleaId, RequestId,
    RevocationId, SigningKeyId, StatusListId, TagId,
};
use uuid::fmt::Simple;

/// A stored picture; by any number of references, as templates pass them.
pub fn file_png(hash: impl AsRef<FileHash>) -> String {
    format!("/files/{}.png", hash.as_ref())
}

pub fn file_svg(hash: impl AsRef<FileHash>) -> String {
    format!("/files/{}.svg", hash.as_ref())
}

/// Makes absolute addresses.
#[derive(Clone, Debug)]
pub struct Urls {
    base: String,
}

impl Urls {
    pub fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// The absolute address of a path.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether an address is one of ours (then it is answered from the store, never fetched);
    /// gives its path.
    pub fn own_path<'a>(&self, address: &'a str) -> Option<&'a str> {
        let path = address.strip_prefix(&self.base)?;
        (path.is_empty() || path.starts_with(['/', '?', '#'])).then_some(path)
    }

    /// `did:web` of an issuer (W3C CCG did:web: the port's colon percent-encoded).
    pub fn did_web(&self, issuer: IssuerId) -> String {
        let host = self
            .base
            .split_once("://")
            .map_or(self.base.as_str(), |(_, rest)| rest);
        let (host, path) = host.split_once('/').unwrap_or((host, ""));
        let mut did = format!("did:web:{}", host.replace(':', "%3A"));
        for part in path.split('/').filter(|p| !p.is_empty()) {
            did.push(':');
            did.push_str(part);
        }
        format!("{did}:issuers:{issuer}")
    }
}

pub const START: &str = "/";
pub const CATALOGUE: &str = "/catalogue";
pub const VERIFY: &str = "/verify";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const SIGN_OUT_EVERYWHERE: &str = "/sign-out/everywhere";
pub const BACKPACK: &str = "/backpack";
pub const ARCHIVE: &str = "/backpack/archive";
pub const OWN_REQUESTS: &str = "/backpack/requests";
pub const ACCOUNT: &str = "/account";
pub const REQUEST_MAILS: &str = "/account/request-mails";
pub const ACCEPT_TERMS: &str = "/account/terms";
pub const OWN_ROLES: &str = "/account/roles";
pub const EXTEND_SESSION: &str = "/account/session";
pub const MANAGE: &str = "/manage";
pub const MANAGE_PLEAS: &str = "/manage/pleas";
pub const ADMIN: &str = "/admin";
pub const ADMIN_NEW_INSTITUTION: &str = "/admin/institutions/new";
pub const ADMIN_TERMS: &str = "/admin/terms";
pub const ADMIN_AUDIT: &str = "/admin/audit";
pub const HELP: &str = "/help";
pub const PRIVACY: &str = "/privacy";
pub const TERMS: &str = "/terms";
pub const ACCESSIBILITY: &str = "/accessibility";
pub const CONTACT: &str = "/contact";
pub const DEVELOPERS: &str = "/developers";

macro_rules! paths {
    ($($(#[$meta:meta])* $name:ident($($arg:ident: $ty:ty),*) = $format:literal;)+) => {$(
        $(#[$meta])*
        pub fn $name($($arg: impl Borrow<$ty>),*) -> String {
            $(let $arg = $arg.borrow();)*
            format!($format)
        }
    )+};
}

paths! {
    // Sign-in. The kind is `learner` or `staff`.
    sign_in_start(kind: domain::person::ProviderKind) = "/sign-in/{kind}";
    sign_in_callback(kind: domain::person::ProviderKind) = "/sign-in/{kind}/callback";

    // The public side.
    badge_class(class: BadgeClassId) = "/badge-classes/{class}";
    /// The achievement's id in credentials: a version, for ever.
    badge_class_version(class: BadgeClassId, number: i64) = "/badge-classes/{class}/versions/{number}";
    request(class: BadgeClassId) = "/badge-classes/{class}/request";
    institution(institution: InstitutionId) = "/institutions/{institution}";
    issuer_group(group: IssuerGroupId) = "/issuer-groups/{group}";
    issuer(issuer: IssuerId) = "/issuers/{issuer}";
    edubadge(assertion: AssertionId) = "/edubadges/{assertion}";
    edubadge_report(assertion: AssertionId) = "/edubadges/{assertion}/report";
    edubadge_ob3(assertion: AssertionId) = "/edubadges/{assertion}/ob3.json";
    edubadge_jwt(assertion: AssertionId) = "/edubadges/{assertion}/ob3.jwt";

    // What machines read.
    did_document(issuer: IssuerId) = "/issuers/{issuer}/did.json";
    status_list(issuer: IssuerId, list: StatusListId) = "/issuers/{issuer}/status/{list}";
    status_list_jwt(issuer: IssuerId, list: StatusListId) = "/issuers/{issuer}/status/{list}.jwt";
    revocation_list(issuer: IssuerId) = "/issuers/{issuer}/revocations";
    ob2_assertion(assertion: AssertionId) = "/ob2/assertions/{assertion}";
    ob2_badge_class(version: BadgeClassVersionId) = "/ob2/badge-classes/{version}";
    ob2_issuer(issuer: IssuerId) = "/ob2/issuers/{issuer}";
    ob2_key(key: SigningKeyId) = "/ob2/keys/{key}";
    ob2_revocations(issuer: IssuerId) = "/ob2/issuers/{issuer}/revocations";

    // From a mail, without an account. The token is a secret: never logged, `no-referrer`.
    claim(token: str) = "/claim/{token}";
    claim_decline(token: str) = "/claim/{token}/decline";
    claim_not_me(token: str) = "/claim/{token}/not-me";
    claim_no_more_mails(token: str) = "/claim/{token}/no-more-mails";

    // The backpack.
    offer(award: DirectAwardId) = "/backpack/offers/{award}";
    offer_claim(award: DirectAwardId) = "/backpack/offers/{award}/claim";
    offer_decline(award: DirectAwardId) = "/backpack/offers/{award}/decline";
    offer_take_back(award: DirectAwardId) = "/backpack/offers/{award}/take-back";
    offer_send_code(award: DirectAwardId) = "/backpack/offers/{award}/code";
    offer_type_code(award: DirectAwardId) = "/backpack/offers/{award}/code/check";
    offer_plead(award: DirectAwardId) = "/backpack/offers/{award}/plea";
    withdraw_request(request: RequestId) = "/backpack/requests/{request}/withdraw";
    own_edubadge(assertion: AssertionId) = "/backpack/edubadges/{assertion}";
    own_edubadge_public(assertion: AssertionId) = "/backpack/edubadges/{assertion}/public";
    own_edubadge_private(assertion: AssertionId) = "/backpack/edubadges/{assertion}/private";
    own_edubadge_archive(assertion: AssertionId) = "/backpack/edubadges/{assertion}/archive";
    own_edubadge_restore(assertion: AssertionId) = "/backpack/edubadges/{assertion}/restore";
    own_edubadge_correction(assertion: AssertionId) = "/backpack/edubadges/{assertion}/correction";
    own_edubadge_correction_withdraw(assertion: AssertionId) = "/backpack/edubadges/{assertion}/correction/withdraw";
    own_edubadge_download(assertion: AssertionId, format: str) = "/backpack/edubadges/{assertion}/download/{format}";

    // The issuer portal.
    manage_institution(institution: InstitutionId) = "/manage/institutions/{institution}";
    manage_institution_edit(institution: InstitutionId) = "/manage/institutions/{institution}/edit";
    manage_eppn(institution: InstitutionId) = "/manage/institutions/{institution}/eppn";
    manage_badge_classes(institution: InstitutionId) = "/manage/institutions/{institution}/badge-classes";
    manage_tags(institution: InstitutionId) = "/manage/institutions/{institution}/tags";
    manage_tag_archive(tag: TagId) = "/manage/tags/{tag}/archive";
    manage_tag_restore(tag: TagId) = "/manage/tags/{tag}/restore";
    manage_tag_delete(tag: TagId) = "/manage/tags/{tag}/delete";
    manage_badge_class_tags(class: BadgeClassId) = "/manage/badge-classes/{class}/tags";
    manage_issuer_groups(institution: InstitutionId) = "/manage/institutions/{institution}/issuer-groups";
    manage_issuers(institution: InstitutionId) = "/manage/institutions/{institution}/issuers";
    manage_new_issuer_group(institution: InstitutionId) = "/manage/institutions/{institution}/issuer-groups/new";
    manage_issuer_group(group: IssuerGroupId) = "/manage/issuer-groups/{group}";
    manage_issuer_group_edit(group: IssuerGroupId) = "/manage/issuer-groups/{group}/edit";
    manage_new_issuer(group: IssuerGroupId) = "/manage/issuer-groups/{group}/issuers/new";
    manage_issuer_group_archive(group: IssuerGroupId) = "/manage/issuer-groups/{group}/archive";
    manage_issuer_group_restore(group: IssuerGroupId) = "/manage/issuer-groups/{group}/restore";
    manage_issuer_group_delete(group: IssuerGroupId) = "/manage/issuer-groups/{group}/delete";
    manage_issuer_archive(issuer: IssuerId) = "/manage/issuers/{issuer}/archive";
    manage_issuer_restore(issuer: IssuerId) = "/manage/issuers/{issuer}/restore";
    manage_issuer_delete(issuer: IssuerId) = "/manage/issuers/{issuer}/delete";
    manage_issuer(issuer: IssuerId) = "/manage/issuers/{issuer}";
    manage_issuer_edit(issuer: IssuerId) = "/manage/issuers/{issuer}/edit";
    manage_new_badge_class(issuer: IssuerId) = "/manage/issuers/{issuer}/badge-classes/new";
    manage_badge_class(class: BadgeClassId) = "/manage/badge-classes/{class}";
    manage_badge_class_edit(class: BadgeClassId) = "/manage/badge-classes/{class}/edit";
    manage_badge_class_image(class: BadgeClassId) = "/manage/badge-classes/{class}/image";
    manage_badge_class_preview(class: BadgeClassId) = "/manage/badge-classes/{class}/preview";
    manage_badge_class_publish(class: BadgeClassId) = "/manage/badge-classes/{class}/publish";
    manage_badge_class_archive(class: BadgeClassId) = "/manage/badge-classes/{class}/archive";
    manage_badge_class_restore(class: BadgeClassId) = "/manage/badge-classes/{class}/restore";
    manage_badge_class_delete(class: BadgeClassId) = "/manage/badge-classes/{class}/delete";
    manage_award(class: BadgeClassId) = "/manage/badge-classes/{class}/award";
    manage_award_upload(class: BadgeClassId) = "/manage/badge-classes/{class}/award/file";
    manage_award_example(class: BadgeClassId, format: str) = "/manage/badge-classes/{class}/award/example.{format}";
    manage_award_file(class: BadgeClassId, file: AwardFileId) = "/manage/badge-classes/{class}/award/files/{file}";
    manage_award_file_rows(class: BadgeClassId, file: AwardFileId) = "/manage/badge-classes/{class}/award/files/{file}/rows";
    manage_award_file_wrong(class: BadgeClassId, file: AwardFileId) = "/manage/badge-classes/{class}/award/files/{file}/wrong.csv";
    manage_award_file_award(class: BadgeClassId, file: AwardFileId) = "/manage/badge-classes/{class}/award/files/{file}/award";
    manage_batch(class: BadgeClassId, batch: BatchId) = "/manage/badge-classes/{class}/batches/{batch}";
    manage_batch_progress(class: BadgeClassId, batch: BatchId) = "/manage/badge-classes/{class}/batches/{batch}/progress";
    manage_batch_cancel(class: BadgeClassId, batch: BatchId) = "/manage/badge-classes/{class}/batches/{batch}/cancel";
    manage_batches(class: BadgeClassId) = "/manage/badge-classes/{class}/batches";
    manage_open_awards(class: BadgeClassId) = "/manage/badge-classes/{class}/awards";
    manage_change_awards(class: BadgeClassId) = "/manage/badge-classes/{class}/awards/change";
    manage_direct_award(class: BadgeClassId, award: DirectAwardId) = "/manage/badge-classes/{class}/awards/{award}";
    manage_direct_award_correct(class: BadgeClassId, award: DirectAwardId) = "/manage/badge-classes/{class}/awards/{award}/correct";
    manage_plea(plea: PleaId) = "/manage/pleas/{plea}";
    manage_plea_give(plea: PleaId) = "/manage/pleas/{plea}/give";
    manage_plea_refuse(plea: PleaId) = "/manage/pleas/{plea}/refuse";
    manage_edubadges(class: BadgeClassId) = "/manage/badge-classes/{class}/edubadges";
    manage_edubadge(class: BadgeClassId, assertion: AssertionId) = "/manage/badge-classes/{class}/edubadges/{assertion}";
    manage_edubadge_correct(class: BadgeClassId, assertion: AssertionId) = "/manage/badge-classes/{class}/edubadges/{assertion}/correct";
    manage_edubadge_refuse(class: BadgeClassId, assertion: AssertionId) = "/manage/badge-classes/{class}/edubadges/{assertion}/refuse";
    manage_revocations(class: BadgeClassId) = "/manage/badge-classes/{class}/revocations";
    manage_revocation(class: BadgeClassId, revocation: RevocationId) = "/manage/badge-classes/{class}/revocations/{revocation}";
    manage_revocation_undo(class: BadgeClassId, revocation: RevocationId) = "/manage/badge-classes/{class}/revocations/{revocation}/undo";
    manage_corrections(class: BadgeClassId) = "/manage/badge-classes/{class}/corrections";
    manage_edubadges_of(institution: InstitutionId) = "/manage/institutions/{institution}/edubadges";
    manage_corrections_of(institution: InstitutionId) = "/manage/institutions/{institution}/corrections";
    manage_audit(institution: InstitutionId) = "/manage/institutions/{institution}/audit";
    manage_revoke(class: BadgeClassId) = "/manage/badge-classes/{class}/edubadges/revoke";
    manage_class_requests(class: BadgeClassId) = "/manage/badge-classes/{class}/requests";
    manage_class_request_mails(class: BadgeClassId) = "/manage/badge-classes/{class}/requests/mails";
    manage_requests(institution: InstitutionId) = "/manage/institutions/{institution}/requests";
    manage_requests_approve(institution: InstitutionId) = "/manage/institutions/{institution}/requests/approve";
    manage_requests_deny(institution: InstitutionId) = "/manage/institutions/{institution}/requests/deny";

    manage_people(level: NodeKind, node: Simple) = "/manage/people/{level}/{node}";
    manage_people_invite(level: NodeKind, node: Simple) = "/manage/people/{level}/{node}/invite";
    manage_people_resend(level: NodeKind, node: Simple) = "/manage/people/{level}/{node}/resend";
    manage_people_role(level: NodeKind, node: Simple) = "/manage/people/{level}/{node}/role";
    manage_people_remove(level: NodeKind, node: Simple) = "/manage/people/{level}/{node}/remove";
    manage_users(institution: InstitutionId) = "/manage/institutions/{institution}/users";
    manage_user(institution: InstitutionId, person: PersonId) = "/manage/institutions/{institution}/users/{person}";

    // From an invitation's mail; worth nothing to who can't prove the address.
    invitation(invitation: InvitationId) = "/invitations/{invitation}";
    invitation_accept(invitation: InvitationId) = "/invitations/{invitation}/accept";

    // What the operator does.
    admin_institution(institution: InstitutionId) = "/admin/institutions/{institution}";
    admin_institution_replace(institution: InstitutionId) = "/admin/institutions/{institution}/replace";
    admin_institution_admins(institution: InstitutionId) = "/admin/institutions/{institution}/admins";

    admin_institution_archive(institution: InstitutionId) = "/admin/institutions/{institution}/archive";
    admin_institution_restore(institution: InstitutionId) = "/admin/institutions/{institution}/restore";
    admin_institution_delete(institution: InstitutionId) = "/admin/institutions/{institution}/delete";

    // The demo.
    mailbox_mail(mail: OutboxId) = "/mailbox/{mail}";
    mailbox_html(mail: OutboxId) = "/mailbox/{mail}/html";
}

/// The page of a node in the issuer portal; of the platform, the operator's.
pub fn manage_node(node: impl Borrow<Node>) -> String {
    match *node.borrow() {
        Node::Platform => ADMIN.to_owned(),
        Node::Institution(id) => manage_institution(id),
        Node::IssuerGroup(id) => manage_issuer_group(id),
        Node::Issuer(id) => manage_issuer(id),
        Node::BadgeClass(id) => manage_badge_class(id),
    }
}

/// The people at a node.
pub fn people_at(node: impl Borrow<Node>) -> String {
    let node = node.borrow();
    manage_people(node.kind(), node.id().simple())
}

/// Where a step in the life of a node is asked for and taken; an institution's by the operator.
pub fn life(node: impl Borrow<Node>, step: impl Borrow<Step>) -> String {
    match (node.borrow(), step.borrow()) {
        (Node::Platform, _) => ADMIN.to_owned(),
        (Node::Institution(id), Step::Archive) => admin_institution_archive(id),
        (Node::Institution(id), Step::Restore) => admin_institution_restore(id),
        (Node::Institution(id), Step::Delete) => admin_institution_delete(id),
        (Node::IssuerGroup(id), Step::Archive) => manage_issuer_group_archive(id),
        (Node::IssuerGroup(id), Step::Restore) => manage_issuer_group_restore(id),
        (Node::IssuerGroup(id), Step::Delete) => manage_issuer_group_delete(id),
        (Node::Issuer(id), Step::Archive) => manage_issuer_archive(id),
        (Node::Issuer(id), Step::Restore) => manage_issuer_restore(id),
        (Node::Issuer(id), Step::Delete) => manage_issuer_delete(id),
        (Node::BadgeClass(id), Step::Archive) => manage_badge_class_archive(id),
        (Node::BadgeClass(id), Step::Restore) => manage_badge_class_restore(id),
        (Node::BadgeClass(id), Step::Delete) => manage_badge_class_delete(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn did_web_encodes_the_port_and_appends_the_path() {
        let id = IssuerId(uuid::Uuid::from_u128(7));
        let hex = "00000000000000000000000000000007";
        assert_eq!(
            Urls::new("https://insigne.example").did_web(id),
            format!("did:web:insigne.example:issuers:{hex}")
        );
        assert_eq!(
            Urls::new("https://localhost:8443/badges/").did_web(id),
            format!("did:web:localhost%3A8443:badges:issuers:{hex}")
        );
    }

    #[test]
    fn an_address_that_only_begins_like_ours_is_not_ours() {
        let urls = Urls::new("https://insigne.example");
        assert_eq!(
            urls.own_path("https://insigne.example/edubadges/1"),
            Some("/edubadges/1")
        );
        assert_eq!(
            urls.own_path("https://insigne.example.evil.example/x"),
            None
        );
    }
}
