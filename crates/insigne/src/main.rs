//! The program: commands and configuration.

mod configuration;
mod demo;
mod seed;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "insigne", version, about = "Edubadges and microcredentials")]
struct Arguments {
    /// The configuration file (TOML).
    #[arg(
        long,
        env = "INSIGNE_CONFIG",
        global = true,
        default_value = "insigne.toml"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sample institutions and people, own sign-in, a mailbox page; nothing else needed.
    Demo(demo::Options),
    /// Serve the site (and, unless told otherwise, work on jobs and mail).
    Serve(serve::Options),
    /// Work on jobs and mail without serving.
    Worker,
    /// Bring the database's schema to this program's version.
    Migrate,
    /// Check a badge of anybody, without database or configuration.
    #[command(after_help = verify::AFTER_HELP)]
    Verify(verify::Options),
    /// Fill a database with synthetic rows, to measure with. Never on a platform in use.
    Seed(seed::Options),
    /// Who runs the platform.
    Operator {
        #[command(subcommand)]
        command: OperatorCommand,
    },
}

#[derive(Subcommand)]
enum OperatorCommand {
    /// Make whoever signs in as staff with this verified mail address, within 30 days, an operator.
    Add { mail: String },
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => {
            // Where nobody can read it, the status still tells.
            let _ = answer.print();
            let status = if answer.use_stderr() {
                verify::USAGE
            } else {
                0
            };
            return Ok(ExitCode::from(status));
        }
    };
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS library was installed twice"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(arguments))
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let configured = || configuration::read(&arguments.config).context("configuration");
    match arguments.command {
        Command::Verify(options) => return Ok(verify::run(options).await),
        Command::Demo(options) => demo::run(options).await?,
        Command::Serve(options) => serve::run(configured()?, options).await?,
        Command::Worker => serve::work(configured()?).await?,
        Command::Seed(options) => seed::run(options).await?,
        Command::Migrate => serve::migrate(configured()?).await?,
        Command::Operator {
            command: OperatorCommand::Add { mail },
        } => serve::add_operator(configured()?, &mail).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Log lines for people (the demo) or machines.
fn log(for_people: bool) {
    use tracing_subscriber::EnvFilter;
    let usual = if for_people { "warn" } else { "info" };
    let filter = EnvFilter::try_from_env("INSIGNE_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second subscriber can only mean a test in the same process.
    let _ = if for_people {
        lines.try_init()
    } else {
        lines.json().try_init()
    };
}

/// Tells workers when the program is asked to stop.
fn stop() -> app::jobs::Stop {
    let (tell, told) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        // Nobody may be listening any more.
        let _ = tell.send(true);
    });
    app::jobs::Stop::when(told)
}

/// Ends when the program is asked to: SIGTERM, or Ctrl-C.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
