//! An issuer group: clusters issuers within an institution (a faculty).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::institution::{Logo, Sector};
use crate::{FileHash, InstitutionId, IssuerGroupId, Lang, Localized};

codes! {
    Visibility {
        Public = "public",
        /// Stays out of the catalogue and of all counts.
        Test = "test",
    }
}

/// The organisation in whose name a group issues ("virtual organisation").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnBehalfOf {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<FileHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub name: Localized,
    #[serde(default)]
    pub description: Localized,
    #[serde(default)]
    pub logo: Logo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_id: Option<String>,
    /// Only in a hybrid institution: HBO or MBO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    pub visibility: Visibility,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OnBehalfOf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerGroup {
    pub id: IssuerGroupId,
    pub institution: InstitutionId,
    pub settings: Settings,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

impl IssuerGroup {
    pub fn name(&self, lang: Lang) -> &str {
        self.settings.name.get(lang)
    }

    /// The sector whose rules hold here: the group's own in a hybrid institution.
    pub fn sector(&self, institution: Sector) -> Sector {
        match (institution, self.settings.sector) {
            (Sector::HboMbo, Some(own @ (Sector::Hbo | Sector::Mbo))) => own,
            (sector, _) => sector,
        }
    }
}
