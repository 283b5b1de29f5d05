//! Every address on one page: method, pattern, who may knock, handler. The router and the table
//! that the door test walks both come from here.

use axum::Router;
use axum::routing::{MethodRouter, get, post};

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
    get  "/favicon.ico"                        Anyone   assets::favicon;

    // Sessions.
    post "/sign-out"                           SignedIn account::sign_out;
    post "/sign-out/everywhere"                SignedIn account::sign_out_everywhere;
}

pub(crate) fn router() -> Router<Web> {
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.pattern, (route.handler)());
    }
    router.fallback(crate::failure::nothing_here)
}
