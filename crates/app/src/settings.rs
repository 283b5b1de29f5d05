//! What a deployment sets. Secrets never show in `Debug`.

use std::fmt;

use serde::Deserialize;

/// Settings of the use cases.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Scheme, host and port, without a slash at the end.
    pub base_url: String,
    /// IANA name; days begin and end here.
    pub time_zone: String,
    /// The first seals new keys, all of them open old ones.
    pub master_keys: Vec<MasterKey>,
    pub learner_provider: Provider,
    pub staff_provider: Provider,
    /// `None`: mails stay in the outbox's mailbox (the demo).
    pub smtp: Option<Smtp>,
    pub mail_from: String,
    /// Where mails that can't be delivered come back to, each to an address of its own under this
    /// one (`local+token@domain`); `None`: to whom `mail_from` names, where nobody reads them.
    pub bounce_address: Option<String>,
    /// Admins and operators need an `acr` that means more than a password.
    pub strong_sign_in: bool,
    /// Whether an identity provider may be on plain http (never for the internet).
    pub allow_http_issuer: bool,
    /// The demo: did:key issuers, a mailbox page, personas.
    pub demo: bool,
}

/// Thirty-two bytes for AES-256-GCM, with a name that stands beside what it sealed.
#[derive(Clone)]
pub struct MasterKey {
    pub id: String,
    pub key: [u8; 32],
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

/// An OpenID Connect provider.
#[derive(Clone, Deserialize)]
pub struct Provider {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    /// Under which name its accounts are stored, when that is not the issuer itself.
    #[serde(default)]
    pub account_issuer: Option<String>,
    /// Beside `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Values of `acr` that count as stronger than a password.
    #[serde(default)]
    pub strong_acr: Vec<String>,
    /// Values of `acr` that mean a validated name (learners).
    #[serde(default)]
    pub validated_name_acr: Vec<String>,
    /// Where eduID lists the institutions that somebody linked, with EPPN and validated name.
    #[serde(default)]
    pub links_url: Option<String>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A mail server.
#[derive(Clone, Deserialize)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub password: Option<String>,
    /// `none`, `starttls` or `tls`.
    #[serde(default = "starttls")]
    pub security: String,
}

fn starttls() -> String {
    "starttls".into()
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}
