//! Every address on one page: method, pattern, who may knock, handler. The router and the table
//! that the door test walks both come from here.

use axum::Router;
use axum::routing::{MethodRouter, get, post};
use domain::{BadgeClassId, InstitutionId, IssuerGroupId, IssuerId};

use crate::pages::*;
use crate::{Web, assets};

/// Who may knock at an address; what happens behind it is for the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knock {
    /// Everyone; answers 200, or 404 for a thing that isn't there.
    Anyone,
    /// Who is signed in as a learner.
    Learner,
    /// Who is signed in with any account.
    SignedIn,
    /// Who has a role at the node.
    Staff,
    /// Who runs the platform.
    Operator,
}

/// One address.
pub struct Route {
    pub method: &'static str,
    pub pattern: &'static str,
    pub knock: Knock,
    handler: fn() -> MethodRouter<Web>,
}

macro_rules! routes {
    ($($method:ident $pattern:literal $knock:ident $handler:expr;)+) => {
        /// All addresses.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            pattern: $pattern,
            knock: Knock::$knock,
            handler: || $method($handler),
        }),+];
    };
}

routes! {
    // The public side.
    get  "/"                                   Anyone   start::start;
    get  "/assets/{name}"                      Anyone   assets::asset;
    get  "/files/{hash}"                       Anyone   files::file;
    get  "/favicon.ico"                        Anyone   assets::favicon;
    get  "/catalogue"                          Anyone   catalogue::catalogue;
    get  "/badge-classes/{class}"              Anyone   badge_class::badge_class;
    get  "/badge-classes/{class}/versions/{number}" Anyone badge_class::version;
    get  "/badge-classes/{class}/request"      Learner  requests::form;
    post "/badge-classes/{class}/request"      Learner  requests::ask;
    get  "/institutions/{institution}"         Anyone   organisations::institution;
    get  "/issuer-groups/{group}"              Anyone   organisations::issuer_group;
    get  "/issuers/{issuer}"                   Anyone   organisations::issuer;
    get  "/edubadges/{assertion}"              Anyone   verify::edubadge;
    post "/edubadges/{assertion}"              Anyone   verify::compare;
    get  "/verify"                             Anyone   verify::form;
    post "/verify"                             Anyone   verify::verify;
    get  "/help"                               Anyone   text::help;
    get  "/privacy"                            Anyone   text::privacy;
    get  "/terms"                              Anyone   text::terms;
    get  "/accessibility"                      Anyone   text::accessibility;
    get  "/contact"                            Anyone   text::contact;
    get  "/developers"                         Anyone   text::developers;

    // The issuer portal: the tree.
    get  "/manage"                             Staff    manage::institution::home;
    get  "/manage/institutions/{institution}"  Staff    manage::institution::institution;
    get  "/manage/institutions/{institution}/edit" Staff manage::institution_form::edit;
    post "/manage/institutions/{institution}/edit" Staff manage::institution_form::save;
    get  "/manage/institutions/{institution}/eppn" Staff manage::institution_form::try_pattern;
    get  "/manage/institutions/{institution}/badge-classes" Staff manage::classes::classes;
    get  "/manage/institutions/{institution}/tags" Staff manage::tags::tags;
    post "/manage/institutions/{institution}/tags" Staff manage::tags::add;
    post "/manage/tags/{tag}/archive"          Staff    manage::tags::archive;
    post "/manage/tags/{tag}/restore"          Staff    manage::tags::restore;
    get  "/manage/tags/{tag}/delete"           Staff    manage::tags::ask_delete;
    post "/manage/tags/{tag}/delete"           Staff    manage::tags::delete;
    get  "/manage/institutions/{institution}/issuer-groups" Staff manage::tree_lists::groups;
    get  "/manage/institutions/{institution}/issuers" Staff manage::tree_lists::issuers;
    get  "/manage/institutions/{institution}/issuer-groups/new" Staff manage::issuer_group::new;
    post "/manage/institutions/{institution}/issuer-groups/new" Staff manage::issuer_group::create;
    get  "/manage/issuer-groups/{group}"       Staff    manage::issuer_group::issuer_group;
    get  "/manage/issuer-groups/{group}/edit"  Staff    manage::issuer_group::edit;
    post "/manage/issuer-groups/{group}/edit"  Staff    manage::issuer_group::save;
    get  "/manage/issuer-groups/{group}/issuers/new" Staff manage::issuer::new;
    post "/manage/issuer-groups/{group}/issuers/new" Staff manage::issuer::create;
    get  "/manage/issuers/{issuer}"            Staff    manage::issuer::issuer;
    get  "/manage/issuers/{issuer}/edit"       Staff    manage::issuer::edit;
    post "/manage/issuers/{issuer}/edit"       Staff    manage::issuer::save;
    get  "/manage/issuer-groups/{group}/archive" Staff manage::life::ask_archive::<IssuerGroupId>;
    post "/manage/issuer-groups/{group}/archive" Staff manage::life::archive::<IssuerGroupId>;
    get  "/manage/issuer-groups/{group}/restore" Staff manage::life::ask_restore::<IssuerGroupId>;
    post "/manage/issuer-groups/{group}/restore" Staff manage::life::restore::<IssuerGroupId>;
    get  "/manage/issuer-groups/{group}/delete" Staff manage::life::ask_delete::<IssuerGroupId>;
    post "/manage/issuer-groups/{group}/delete" Staff manage::life::delete::<IssuerGroupId>;
    get  "/manage/issuers/{issuer}/archive" Staff manage::life::ask_archive::<IssuerId>;
    post "/manage/issuers/{issuer}/archive" Staff manage::life::archive::<IssuerId>;
    get  "/manage/issuers/{issuer}/restore" Staff manage::life::ask_restore::<IssuerId>;
    post "/manage/issuers/{issuer}/restore" Staff manage::life::restore::<IssuerId>;
    get  "/manage/issuers/{issuer}/delete" Staff manage::life::ask_delete::<IssuerId>;
    post "/manage/issuers/{issuer}/delete" Staff manage::life::delete::<IssuerId>;

    // The issuer portal: badge classes.
    get  "/manage/issuers/{issuer}/badge-classes/new" Staff manage::badge_class::new;
    post "/manage/issuers/{issuer}/badge-classes/new" Staff manage::badge_class::create;
    get  "/manage/badge-classes/{class}"       Staff    manage::badge_class::badge_class;
    get  "/manage/badge-classes/{class}/edit"  Staff    manage::badge_class::edit;
    post "/manage/badge-classes/{class}/edit"  Staff    manage::badge_class::save;
    get  "/manage/badge-classes/{class}/image" Staff    manage::image::image;
    post "/manage/badge-classes/{class}/image" Staff    manage::image::save;
    get  "/manage/badge-classes/{class}/tags"  Staff    manage::tags::of_class;
    post "/manage/badge-classes/{class}/tags"  Staff    manage::tags::set_of_class;
    get  "/manage/badge-classes/{class}/preview" Staff  badge_class::preview;
    post "/manage/badge-classes/{class}/publish" Staff  manage::badge_class::publish;
    get  "/manage/badge-classes/{class}/archive" Staff manage::life::ask_archive::<BadgeClassId>;
    post "/manage/badge-classes/{class}/archive" Staff manage::life::archive::<BadgeClassId>;
    get  "/manage/badge-classes/{class}/restore" Staff manage::life::ask_restore::<BadgeClassId>;
    post "/manage/badge-classes/{class}/restore" Staff manage::life::restore::<BadgeClassId>;
    get  "/manage/badge-classes/{class}/delete" Staff manage::life::ask_delete::<BadgeClassId>;
    post "/manage/badge-classes/{class}/delete" Staff manage::life::delete::<BadgeClassId>;

    get  "/manage/badge-classes/{class}/edubadges" Staff manage::edubadges::edubadges;
    get  "/manage/badge-classes/{class}/edubadges/revoke" Staff manage::edubadges::ask_revoke;
    post "/manage/badge-classes/{class}/edubadges/revoke" Staff manage::edubadges::revoke;
    get  "/manage/badge-classes/{class}/edubadges/{assertion}" Staff manage::edubadge::edubadge;
    get  "/manage/badge-classes/{class}/edubadges/{assertion}/correct" Staff manage::edubadge::ask_correct;
    post "/manage/badge-classes/{class}/edubadges/{assertion}/correct" Staff manage::edubadge::correct;
    post "/manage/badge-classes/{class}/edubadges/{assertion}/refuse" Staff manage::edubadge::refuse;
    get  "/manage/badge-classes/{class}/revocations" Staff manage::revocations::revocations;
    get  "/manage/badge-classes/{class}/revocations/{revocation}" Staff manage::revocations::revocation;
    post "/manage/badge-classes/{class}/revocations/{revocation}/undo" Staff manage::revocations::undo;
    get  "/manage/badge-classes/{class}/corrections" Staff manage::corrections::of_class;

    // The issuer portal: over an institution, as far as one's roles reach.
    get  "/manage/institutions/{institution}/edubadges" Staff manage::edubadges::of_institution;
    get  "/manage/institutions/{institution}/corrections" Staff manage::corrections::of_institution;
    get  "/manage/institutions/{institution}/audit" Staff manage::audit::audit;

    // The issuer portal: people.
    get  "/manage/people/{level}/{node}"       Staff    manage::people::people;
    get  "/manage/people/{level}/{node}/invite" Staff   manage::people::ask_invite;
    post "/manage/people/{level}/{node}/invite" Staff   manage::people::invite;
    post "/manage/people/{level}/{node}/resend" Staff   manage::people::resend;
    get  "/manage/people/{level}/{node}/role"  Staff    manage::people::role;
    post "/manage/people/{level}/{node}/role"  Staff    manage::people::change_role;
    get  "/manage/people/{level}/{node}/remove" Staff   manage::people::ask_remove;
    post "/manage/people/{level}/{node}/remove" Staff   manage::people::remove;
    get  "/manage/institutions/{institution}/users" Staff manage::users::users;
    get  "/manage/institutions/{institution}/users/{person}" Staff manage::users::user;

    // From an invitation's mail.
    get  "/invitations/{invitation}"           Anyone   invitation::invitation;
    post "/invitations/{invitation}/accept"    SignedIn invitation::accept;

    // The backpack.
    get  "/backpack"                           Learner  backpack::backpack;
    get  "/backpack/archive"                   Learner  backpack::archive;
    get  "/backpack/requests"                  Learner  requests::own;
    post "/backpack/requests/{request}/withdraw" Learner requests::withdraw;
    get  "/backpack/offers/{award}"            Learner  backpack::offer;
    post "/backpack/offers/{award}/claim"      Learner  backpack::claim;
    post "/backpack/offers/{award}/decline"    Learner  backpack::decline;
    post "/backpack/offers/{award}/take-back"  Learner  backpack::take_back;
    post "/backpack/offers/{award}/plea"       Learner  backpack::plead;
    post "/backpack/offers/{award}/code"       Learner  backpack::send_code;
    post "/backpack/offers/{award}/code/check" Learner  backpack::type_code;
    get  "/backpack/edubadges/{assertion}"     Learner  backpack::edubadge;
    post "/backpack/edubadges/{assertion}/public" Learner backpack::make_public;
    post "/backpack/edubadges/{assertion}/archive" Learner backpack::put_aside;
    post "/backpack/edubadges/{assertion}/restore" Learner backpack::restore;
    get  "/backpack/edubadges/{assertion}/correction" Learner backpack::correction::form;
    post "/backpack/edubadges/{assertion}/correction" Learner backpack::correction::ask;
    post "/backpack/edubadges/{assertion}/correction/withdraw" Learner backpack::correction::withdraw;
    get  "/backpack/edubadges/{assertion}/download/{format}" Learner backpack::download;

    // What machines read.
    post "/api/v1/verify"                      Anyone   verify::api;
    get  "/edubadges/{assertion}/ob3.json"     Anyone   verify::ob3;
    get  "/edubadges/{assertion}/ob3.jwt"      Anyone   verify::jwt;
    get  "/issuers/{issuer}/did.json"          Anyone   machine::did_document;
    get  "/issuers/{issuer}/status/{list}"     Anyone   machine::status_list;
    get  "/ob2/assertions/{assertion}"         Anyone   machine::ob2_assertion;
    get  "/ob2/badge-classes/{version}"        Anyone   machine::ob2_badge_class;
    get  "/ob2/issuers/{issuer}"               Anyone   machine::ob2_issuer;
    get  "/ob2/issuers/{issuer}/revocations"   Anyone   machine::ob2_revocations;
    get  "/ob2/keys/{key}"                     Anyone   machine::ob2_key;
    get  "/public/extensions/{*path}"          Anyone   machine::extension;

    // The issuer portal: awarding.
    get  "/manage/badge-classes/{class}/award" Staff    manage::award_form::form;
    post "/manage/badge-classes/{class}/award" Staff    manage::award_form::award;
    get  "/manage/badge-classes/{class}/award/file" Staff manage::award::upload;
    post "/manage/badge-classes/{class}/award/file" Staff manage::award::check;
    get  "/manage/badge-classes/{class}/award/{example}" Staff manage::award::example;
    get  "/manage/badge-classes/{class}/award/files/{file}" Staff manage::award::file;
    post "/manage/badge-classes/{class}/award/files/{file}/rows" Staff manage::award::recheck;
    get  "/manage/badge-classes/{class}/award/files/{file}/wrong.csv" Staff manage::award::wrong_rows;
    post "/manage/badge-classes/{class}/award/files/{file}/award" Staff manage::award::award_file;
    get  "/manage/badge-classes/{class}/batches/{batch}" Staff manage::batch::batch;
    get  "/manage/badge-classes/{class}/batches/{batch}/progress" Staff manage::batch::progress;
    post "/manage/badge-classes/{class}/batches/{batch}/cancel" Staff manage::batch::cancel;

    get  "/manage/badge-classes/{class}/batches" Staff  manage::deliveries::batches;
    get  "/manage/badge-classes/{class}/awards" Staff   manage::deliveries::open_awards;
    get  "/manage/badge-classes/{class}/awards/change" Staff manage::deliveries::ask_change;
    post "/manage/badge-classes/{class}/awards/change" Staff manage::deliveries::change;
    get  "/manage/badge-classes/{class}/awards/{award}" Staff manage::deliveries::award;
    post "/manage/badge-classes/{class}/awards/{award}/correct" Staff manage::deliveries::correct;
    get  "/manage/pleas"                       Staff    manage::pleas::pleas;
    get  "/manage/pleas/{plea}"                Staff    manage::pleas::plea;
    post "/manage/pleas/{plea}/give"           Staff    manage::pleas::give;
    post "/manage/pleas/{plea}/refuse"         Staff    manage::pleas::refuse;
    // The issuer portal: requests.
    get  "/manage/badge-classes/{class}/requests" Staff manage::requests::of_class;
    post "/manage/badge-classes/{class}/requests/mails" Staff manage::requests::choose_mails;
    get  "/manage/institutions/{institution}/requests" Staff manage::requests::of_institution;
    get  "/manage/institutions/{institution}/requests/approve" Staff manage::requests::ask_approve;
    post "/manage/institutions/{institution}/requests/approve" Staff manage::requests::approve;
    get  "/manage/institutions/{institution}/requests/deny" Staff manage::requests::ask_deny;
    post "/manage/institutions/{institution}/requests/deny" Staff manage::requests::deny;

    // From an award's mail, without an account.
    get  "/claim/{token}"                      Anyone   claim::claim;
    post "/claim/{token}/decline"              Anyone   claim::decline;
    post "/claim/{token}/not-me"               Anyone   claim::not_me;
    get  "/claim/{token}/no-more-mails"        Anyone   claim::ask_no_more_mails;
    post "/claim/{token}/no-more-mails"        Anyone   claim::no_more_mails;

    // The operator's.
    get  "/admin"                              Operator admin::institutions;
    get  "/admin/institutions/new"             Operator admin::new;
    post "/admin/institutions/new"             Operator admin::create;
    get  "/admin/institutions/{institution}"   Operator admin::institution;
    post "/admin/institutions/{institution}"   Operator admin::save;
    post "/admin/institutions/{institution}/admins" Operator admin::first_admin;
    get  "/admin/institutions/{institution}/replace" Operator admin::replacement::ask;
    post "/admin/institutions/{institution}/replace" Operator admin::replacement::replace;
    get  "/admin/institutions/{institution}/archive" Operator manage::life::ask_archive::<InstitutionId>;
    post "/admin/institutions/{institution}/archive" Operator manage::life::archive::<InstitutionId>;
    get  "/admin/institutions/{institution}/restore" Operator manage::life::ask_restore::<InstitutionId>;
    post "/admin/institutions/{institution}/restore" Operator manage::life::restore::<InstitutionId>;
    get  "/admin/institutions/{institution}/delete" Operator manage::life::ask_delete::<InstitutionId>;
    post "/admin/institutions/{institution}/delete" Operator manage::life::delete::<InstitutionId>;
    get  "/admin/audit"                        Operator admin::audit;
    get  "/admin/terms"                        Operator admin::terms;
    post "/admin/terms"                        Operator admin::publish_terms;

    // Sessions.
    get  "/sign-in"                            Anyone   sign_in::choose;
    post "/sign-in/{kind}"                     Anyone   sign_in::start;
    get  "/sign-in/{kind}/callback"            Anyone   sign_in::callback;
    get  "/account"                            SignedIn account::account;
    post "/account"                            SignedIn account::save;
    post "/account/request-mails"              SignedIn account::choose_request_mails;
    get  "/account/roles"                      SignedIn account::roles;
    post "/account/session"                    SignedIn account::extend;
    get  "/account/terms"                      SignedIn account::terms;
    post "/account/terms"                      SignedIn account::accept_terms;
    post "/sign-out"                           SignedIn account::sign_out;
    post "/sign-out/everywhere"                SignedIn account::sign_out_everywhere;
}

pub(crate) fn router() -> Router<Web> {
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.pattern, (route.handler)());
    }
    router
        .fallback(crate::failure::nothing_here)
        .method_not_allowed_fallback(crate::failure::only_sends)
}
