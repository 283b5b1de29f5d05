//! What one can *do* on Insigne: one file per noun, the product's verbs as functions. Each takes
//! the actor first and gets a permit from the policy before it reads or writes.

mod context;
mod error;
mod settings;

pub mod account;
pub mod audit;
pub mod award_files;
pub mod awards;
pub mod badge_classes;
pub mod bounces;
pub mod catalogue;
mod credentials;
pub mod demo;
pub mod edubadges;
mod fetch;
pub mod images;
mod issuing;
pub mod jobs;
mod keys;
pub mod life;
pub mod lists;
mod mail;
pub mod operator;
mod outbox;
pub mod overview;
pub mod people;
pub mod platform;
pub mod requests;
pub mod scale;
pub mod sessions;
pub mod signin;
pub mod tags;
pub mod terms;
pub mod texts;
pub mod tree;
pub mod urls;
pub mod verification;

pub use ::credentials::report;
pub use context::{App, Clock, Random};
pub use error::{Error, Result};
pub use settings::{MasterKey, Provider, Settings, Smtp};

/// Compares secrets without telling by time where they differ.
pub fn equal_in_constant_time(a: &str, b: &str) -> bool {
    ::credentials::crypto::equal_in_constant_time(a.as_bytes(), b.as_bytes())
}

/// The scope in which a request's database statements are counted.
pub struct StatementCount(std::cell::Cell<u32>);

/// Starts a count; see [`StatementCount::run`].
pub fn store_statements(start: std::cell::Cell<u32>) -> StatementCount {
    StatementCount(start)
}

impl StatementCount {
    /// Runs a future and gives how many statements it ran.
    pub async fn run<F: Future>(self, future: F) -> (F::Output, u32) {
        store::STATEMENTS
            .scope(self.0, async {
                let output = future.await;
                (output, store::STATEMENTS.with(std::cell::Cell::get))
            })
            .await
    }
}

pub use store::{Database, Files, Store, schema_needed};
