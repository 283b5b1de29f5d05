//! An issuer: the unit that issues badges (a department), with keys of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::institution::Logo;
use crate::{InstitutionId, IssuerGroupId, IssuerId, Lang, Localized};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub name: Localized,
    #[serde(default)]
    pub description: Localized,
    #[serde(default)]
    pub url: Localized,
    #[serde(default)]
    pub logo: Logo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_mail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    pub id: IssuerId,
    pub group: IssuerGroupId,
    pub institution: InstitutionId,
    pub settings: Settings,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

impl Issuer {
    pub fn name(&self, lang: Lang) -> &str {
        self.settings.name.get(lang)
    }
}
