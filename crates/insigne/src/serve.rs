//! Serving, working, migrating.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use app::operator::FirstAdmin;
use app::{App, Clock, Database, Files, Random, Store};
use axum::Router;
use tokio::net::TcpListener;

use crate::configuration::Configuration;

#[derive(clap::Args)]
pub struct Options {
    /// Leave jobs and mail to `insigne worker`.
    #[arg(long)]
    no_worker: bool,
    /// Refuse to start on an older schema instead of migrating it.
    #[arg(long)]
    no_migrate: bool,
}

/// `sqlite:PATH` or `postgres://…`.
pub fn database(address: &str, connections: usize) -> anyhow::Result<Database> {
    if let Some(path) = address.strip_prefix("sqlite:") {
        let path = PathBuf::from(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        return Ok(Database::Sqlite(path));
    }
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return Ok(Database::Postgres {
            url: address.to_owned(),
            connections,
        });
    }
    bail!("a database is `sqlite:PATH` or `postgres://…`")
}

pub fn open(configuration: &Configuration) -> anyhow::Result<App> {
    let address = configuration
        .database
        .as_deref()
        .context("no database: set `database` or INSIGNE_DATABASE")?;
    let files = if configuration.files.contains("://") {
        Files::at(&configuration.files)?
    } else {
        Files::in_folder(&PathBuf::from(&configuration.files))?
    };
    let store = Store::open(
        &database(address, configuration.database_connections)?,
        files,
    )?;
    Ok(App::new(
        store,
        configuration.settings()?,
        Clock::System,
        Random::System,
    )?)
}

pub async fn run(configuration: Configuration, options: Options) -> anyhow::Result<()> {
    crate::log(false);
    let app = open(&configuration)?;
    if options.no_migrate {
        app.store().check_schema().await?;
    } else {
        app.store().migrate().await?;
    }
    refuse_the_demo(&app).await?;
    app.publish_first_terms().await?;
    let listener = TcpListener::bind(&configuration.listen)
        .await
        .context("listening")?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let settings = web::Settings {
        client_ip_header: configuration.client_ip_header.clone(),
        https: configuration.base_url.starts_with("https://"),
        ..web::Settings::default()
    };
    let router = web::router(app.clone(), settings);
    let worker =
        (!options.no_worker).then(|| tokio::spawn(async move { app.work(crate::stop()).await }));
    serve(listener, router).await?;
    if let Some(worker) = worker {
        worker.await?;
    }
    Ok(())
}

/// A provider without passwords must never guard a real platform.
async fn refuse_the_demo(app: &App) -> anyhow::Result<()> {
    let settings = app.settings();
    for provider in [&settings.learner_provider, &settings.staff_provider] {
        // One that doesn't answer now is looked at again before its first sign-in.
        if app.is_the_demos(provider).await.unwrap_or(false) {
            bail!("{} is the demo's identity provider", provider.issuer);
        }
    }
    Ok(())
}

/// Serves until the program is asked to stop, and lets running requests finish.
pub async fn serve(listener: TcpListener, router: Router) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(crate::asked_to_stop())
        .await
        .context("serving")
}

pub async fn work(configuration: Configuration) -> anyhow::Result<()> {
    crate::log(false);
    let app = open(&configuration)?;
    app.store().check_schema().await?;
    app.work(crate::stop()).await;
    Ok(())
}

pub async fn migrate(configuration: Configuration) -> anyhow::Result<()> {
    crate::log(false);
    let before = open(&configuration)?.store().migrate().await?;
    tracing::info!(before, now = app::schema_needed(), "schema");
    Ok(())
}

pub async fn add_operator(configuration: Configuration, mail: &str) -> anyhow::Result<()> {
    crate::log(false);
    let app = open(&configuration)?;
    app.store().check_schema().await?;
    match app.promise_operator(mail).await? {
        FirstAdmin::Granted => {
            tracing::info!("a colleague with this verified address is an operator now");
        }
        FirstAdmin::Promised => {
            tracing::info!(
                "whoever signs in as staff with this verified address within 30 days becomes an operator"
            );
        }
    }
    Ok(())
}
