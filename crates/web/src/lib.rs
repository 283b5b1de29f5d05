//! How Insigne looks from outside: addresses, pages, JSON. A page and its JSON twin call the
//! same function of `app`.

mod assets;
mod context;
pub mod demo;
mod failure;
mod fields;
mod form;
mod list;
mod markdown;
mod page;
mod pages;
pub mod routes;
mod settings;

use app::App;
use axum::Router;

pub use settings::Settings;

/// What every handler can ask for.
#[derive(Clone)]
pub struct Web {
    pub app: App,
    pub settings: std::sync::Arc<Settings>,
}

/// The whole site.
pub fn router(app: App, settings: Settings) -> Router {
    let web = Web {
        app,
        settings: std::sync::Arc::new(settings),
    };
    context::wrap(routes::router(), &web).with_state(web)
}
