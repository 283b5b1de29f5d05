//! `insigne seed --scale`: a large platform to measure.

use anyhow::{Context as _, bail};
use app::scale::{Scale, Seeded};
use app::{Clock, Files, Store};

use crate::serve::database;

#[derive(clap::Args)]
pub struct Options {
    /// 5,000 classes of 400 issuers, 200,000 edubadges and 20,000 open awards, marked as synthetic.
    #[arg(long, required = true)]
    scale: bool,
    /// `sqlite:PATH` or `postgres://…`, migrated.
    #[arg(long, env = "INSIGNE_DATABASE")]
    database: String,
    /// The folder of pictures.
    #[arg(long)]
    files: std::path::PathBuf,
    /// The mail address of somebody who signed in before: becomes admin of the largest synthetic
    /// institution.
    #[arg(long)]
    admin: String,
}

pub async fn run(options: Options) -> anyhow::Result<()> {
    crate::log(true);
    let store = Store::open(
        &database(&options.database, 4)?,
        Files::in_folder(&options.files)?,
    )?;
    store.check_schema().await?;
    let scale = Scale::default();
    match app::scale::seed(&store, scale, &options.admin, Clock::System.now())
        .await
        .context("seeding")?
    {
        Seeded::Done => Ok(()),
        Seeded::WereThere => bail!("the synthetic rows are there already"),
        Seeded::NoAdmin => bail!("nobody has proved the address {}", options.admin),
    }
}
