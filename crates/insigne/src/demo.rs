//! The demo: everything in one folder, nothing outside this machine.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::Context as _;
use app::demo::ProviderKind;
use app::{App, Clock, Files, MasterKey, Provider, Random, Settings, Store};
use tokio::net::TcpListener;

use crate::serve::{database, serve};

#[derive(clap::Args)]
pub struct Options {
    /// The port of the site; the demo's mailbox and sign-in are at the next. 0 takes free ones.
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Where the demo keeps its database and pictures.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; by default a file in the data folder.
    #[arg(long, env = "INSIGNE_DATABASE")]
    database: Option<String>,
}

pub async fn run(options: Options) -> anyhow::Result<()> {
    crate::log(true);
    std::fs::create_dir_all(&options.data).with_context(|| options.data.display().to_string())?;
    let address = options
        .database
        .unwrap_or_else(|| format!("sqlite:{}", options.data.join("insigne.sqlite").display()));
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let site = TcpListener::bind(loopback(options.port))
        .await
        .context("the site's port")?;
    let beside = if options.port == 0 {
        0
    } else {
        options.port + 1
    };
    let own = TcpListener::bind(loopback(beside))
        .await
        .context("the port of the demo's mailbox")?;
    let (site_at, own_at) = (site.local_addr()?, own.local_addr()?);
    let platform = format!("http://{site_at}");

    let store = Store::open(
        &database(&address, 16)?,
        Files::in_folder(&options.data.join("files"))?,
    )?;
    store.migrate().await?;
    let secret = Random::System.bytes::<16>()?;
    let client = web::demo::Client {
        id: "insigne-demo".into(),
        secret: secret.iter().map(|b| format!("{b:02x}")).collect(),
        platform: platform.clone(),
    };
    let settings = settings(&options.data, &platform, own_at, &client)?;
    let app = App::new(store, settings, Clock::System, Random::System)?;
    app::demo::fill(&app).await.context("sample data")?;
    app.publish_first_terms().await?;

    let web_settings = web::Settings {
        demo: true,
        demo_mailbox: format!("http://{own_at}/"),
        ..web::Settings::default()
    };
    let router = web::router(app.clone(), web_settings);
    let demo =
        web::demo::router(app.clone(), own_at, client, personas()).map_err(anyhow::Error::msg)?;
    let worker = tokio::spawn({
        let app = app.clone();
        async move { app.work(crate::stop()).await }
    });
    let beside = tokio::spawn(serve(own, demo));
    say(&platform, own_at)?;
    serve(site, router).await?;
    beside.await??;
    worker.await?;
    Ok(())
}

fn say(platform: &str, own: SocketAddr) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "mailbox http://{own}/")?;
    writeln!(out, "ready {platform}")?;
    writeln!(
        out,
        "\nOpen {platform} in a browser. Sign in as any of the people you are shown; there are no passwords."
    )?;
    writeln!(
        out,
        "All mail that the platform sends is at http://{own}/. Ctrl-C ends the demo."
    )?;
    Ok(out.flush()?)
}

/// A master key of its own, kept with the demo's data.
fn master_key(data: &std::path::Path) -> anyhow::Result<[u8; 32]> {
    let file = data.join("master.key");
    if let Ok(bytes) = std::fs::read(&file)
        && let Ok(key) = bytes.try_into()
    {
        return Ok(key);
    }
    let key = Random::System.bytes::<32>()?;
    std::fs::write(&file, key).with_context(|| file.display().to_string())?;
    Ok(key)
}

fn settings(
    data: &std::path::Path,
    platform: &str,
    own: SocketAddr,
    client: &web::demo::Client,
) -> anyhow::Result<Settings> {
    let provider = |kind: ProviderKind| Provider {
        issuer: web::demo::issuer(own, kind),
        client_id: client.id.clone(),
        client_secret: client.secret.clone(),
        // The port may differ from one start to the next; the people don't.
        account_issuer: Some(app::demo::account_issuer(kind)),
        scopes: vec!["profile".into(), "email".into()],
        strong_acr: vec![app::demo::STRONG.into()],
        validated_name_acr: vec![app::demo::VALIDATED_NAME.into()],
        links_url: None,
    };
    Ok(Settings {
        base_url: platform.to_owned(),
        time_zone: "Europe/Amsterdam".into(),
        master_keys: vec![MasterKey {
            id: "demo".into(),
            key: master_key(data)?,
        }],
        learner_provider: provider(ProviderKind::Learner),
        staff_provider: provider(ProviderKind::Staff),
        smtp: None,
        mail_from: "Insigne demo <noreply@insigne.example>".into(),
        bounce_address: None,
        strong_sign_in: true,
        allow_http_issuer: true,
        demo: true,
    })
}

fn personas() -> Vec<web::demo::Persona> {
    app::demo::personas()
        .into_iter()
        .map(|p| web::demo::Persona {
            kind: p.kind,
            subject: p.subject,
            given_name: p.given_name,
            family_name: p.family_name,
            mail: p.mail,
            eppn: p.eppn,
            eduid: p.eduid,
            home_organisation: p.home_organisation,
            acr: p.acr,
            role_nl: p.role.nl.unwrap_or_default(),
            role_en: p.role.en.unwrap_or_default(),
            about_nl: p.about.nl.unwrap_or_default(),
            about_en: p.about.en.unwrap_or_default(),
        })
        .collect()
}
