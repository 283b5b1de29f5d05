//! A badge class: the description of what can be achieved. Published texts are versions and
//! never change; settings that don't describe the achievement need no version.

mod content;
mod publish;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::institution::{LegalBasis, TermsKind};
use crate::{BadgeClassId, BadgeClassVersionId, InstitutionId, IssuerGroupId, IssuerId};

pub use content::*;
pub use publish::*;

codes! {
    /// The type of a badge class.
    Type {
        Microcredential = "microcredential",
        Regular = "regular",
        ExtraCurricular = "extra-curricular",
    }
}

impl Type {
    /// Formal education, in every sector; extra-curricular is non-formal.
    pub const fn is_formal(self) -> bool {
        !matches!(self, Self::ExtraCurricular)
    }

    /// The terms of its institution that go with it.
    pub const fn terms(self) -> TermsKind {
        if self.is_formal() {
            TermsKind::Formal
        } else {
            TermsKind::NonFormal
        }
    }

    /// The legal basis that an institution has set for this type.
    pub const fn legal_basis(self, formal: LegalBasis, non_formal: LegalBasis) -> LegalBasis {
        if self.is_formal() { formal } else { non_formal }
    }
}

codes! {
    /// draft → (in review) → published → archived, and back.
    State { Draft = "draft", InReview = "in-review", Published = "published", Archived = "archived" }
}

/// Who may request; a direct award is not bound by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "who", content = "institutions")]
pub enum MayRequest {
    #[default]
    OwnLearners,
    Listed(Vec<InstitutionId>),
    Anyone,
}

impl MayRequest {
    /// Whether somebody may who is a learner of the own institution, or of one in a list.
    pub fn admits(&self, is_own: bool, is_of: impl Fn(&[InstitutionId]) -> bool) -> bool {
        match self {
            Self::OwnLearners => is_own,
            Self::Listed(list) => is_of(list),
            Self::Anyone => true,
        }
    }

    /// The institutions that it names.
    pub fn listed(&self) -> &[InstitutionId] {
        match self {
            Self::Listed(list) => list,
            Self::OwnLearners | Self::Anyone => &[],
        }
    }
}

/// Switches and texts about awarding: a change needs no new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub direct_awards: bool,
    pub requests: bool,
    pub may_request: MayRequest,
    pub evidence_from_staff: bool,
    pub narrative_from_staff: bool,
    pub evidence_from_learner: bool,
    pub narrative_from_learner: bool,
    pub validated_name: bool,
    pub tags: Vec<String>,
    /// Put in every award mail, below the awarder's own note.
    pub mail_note: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            direct_awards: true,
            requests: true,
            may_request: MayRequest::default(),
            evidence_from_staff: false,
            narrative_from_staff: false,
            evidence_from_learner: false,
            narrative_from_learner: false,
            validated_name: true,
            tags: Vec::new(),
            mail_note: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct BadgeClass {
    pub id: BadgeClassId,
    pub issuer: IssuerId,
    pub group: IssuerGroupId,
    pub institution: InstitutionId,
    pub state: State,
    /// What the editor works on; equals the current version when nothing was changed since.
    pub draft: Content,
    pub settings: Settings,
    /// The published text in force.
    pub version: Option<BadgeClassVersionId>,
    /// Counts saves: a form made from an older revision is a conflict.
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One published text.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub id: BadgeClassVersionId,
    pub class: BadgeClassId,
    /// Counts from 1 within its class.
    pub number: i64,
    pub content: Content,
    pub published_at: Timestamp,
}
