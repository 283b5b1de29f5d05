//! The configuration file, and secrets from the environment. `docs/operating.md` lists every key.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use app::{MasterKey, Provider, Settings, Smtp};
use base64::Engine as _;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Scheme and host at which the site is reached.
    pub base_url: String,
    #[serde(default = "listen")]
    pub listen: String,
    /// `sqlite:PATH` or `postgres://…`; also INSIGNE_DATABASE.
    #[serde(default)]
    pub database: Option<String>,
    #[serde(default = "connections")]
    pub database_connections: usize,
    /// A folder, or `s3://bucket/prefix`.
    pub files: String,
    /// A file with one key per line: `id base64`; also INSIGNE_MASTER_KEYS (`id:base64,id:base64`).
    #[serde(default)]
    pub master_keys_file: Option<PathBuf>,
    #[serde(default = "zone")]
    pub time_zone: String,
    pub learner_provider: Provider,
    pub staff_provider: Provider,
    pub smtp: Smtp,
    pub mail_from: String,
    /// Where bounces come to, for `insigne mail-bounce`.
    #[serde(default)]
    pub bounce_address: Option<String>,
    #[serde(default = "yes")]
    pub strong_sign_in: bool,
    #[serde(default)]
    pub allow_http_issuer: bool,
    #[serde(default)]
    pub client_ip_header: Option<String>,
}

fn listen() -> String {
    "127.0.0.1:8000".into()
}

fn connections() -> usize {
    16
}

fn zone() -> String {
    "Europe/Amsterdam".into()
}

fn yes() -> bool {
    true
}

/// Reads the file; secrets in the environment win over it.
pub fn read(path: &Path) -> anyhow::Result<Configuration> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut configuration: Configuration =
        toml::from_str(&text).with_context(|| path.display().to_string())?;
    let secret = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    if let Some(database) = secret("INSIGNE_DATABASE") {
        configuration.database = Some(database);
    }
    if let Some(value) = secret("INSIGNE_LEARNER_CLIENT_SECRET") {
        configuration.learner_provider.client_secret = value;
    }
    if let Some(value) = secret("INSIGNE_STAFF_CLIENT_SECRET") {
        configuration.staff_provider.client_secret = value;
    }
    if let Some(value) = secret("INSIGNE_SMTP_PASSWORD") {
        configuration.smtp.password = Some(value);
    }
    Ok(configuration)
}

impl Configuration {
    pub fn settings(&self) -> anyhow::Result<Settings> {
        for provider in [&self.learner_provider, &self.staff_provider] {
            if !provider.issuer.starts_with("https://") && !self.allow_http_issuer {
                bail!(
                    "the identity provider {} is not on https (allow_http_issuer permits that)",
                    provider.issuer
                );
            }
        }
        Ok(Settings {
            base_url: self.base_url.clone(),
            time_zone: self.time_zone.clone(),
            master_keys: self.master_keys()?,
            learner_provider: self.learner_provider.clone(),
            staff_provider: self.staff_provider.clone(),
            smtp: Some(self.smtp.clone()),
            mail_from: self.mail_from.clone(),
            bounce_address: self.bounce_address.clone(),
            strong_sign_in: self.strong_sign_in,
            allow_http_issuer: self.allow_http_issuer,
            demo: false,
        })
    }

    fn master_keys(&self) -> anyhow::Result<Vec<MasterKey>> {
        let text = match (std::env::var("INSIGNE_MASTER_KEYS"), &self.master_keys_file) {
            (Ok(text), _) if !text.is_empty() => text.replace(',', "\n").replace(':', " "),
            (_, Some(file)) => {
                std::fs::read_to_string(file).with_context(|| file.display().to_string())?
            }
            _ => bail!("no master keys: set master_keys_file or INSIGNE_MASTER_KEYS"),
        };
        let keys = text
            .lines()
            .filter(|l| !l.trim().is_empty())
            .map(master_key)
            .collect::<anyhow::Result<Vec<_>>>()?;
        if keys.is_empty() {
            bail!("no master keys");
        }
        Ok(keys)
    }
}

fn master_key(line: &str) -> anyhow::Result<MasterKey> {
    let (id, key) = line
        .trim()
        .split_once(' ')
        .context("a master key is written as `id base64`")?;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(key.trim())
        .context("a master key is not base64")?;
    let key = bytes
        .try_into()
        .map_err(|_| anyhow::anyhow!("a master key has 32 bytes"))?;
    Ok(MasterKey {
        id: id.to_owned(),
        key,
    })
}
