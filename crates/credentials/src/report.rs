//! What a verification found: a list of checks with reasons, and what the credential stands for.
//!
//! A report never says just "valid". Each [`Check`] was passed, failed, could not be decided, or
//! does not apply, and says why with a stable [`Code`] and named arguments; the sentences for
//! people live with whoever shows the report. [`Report::verdict`] is the one line on top.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

/// What is checked. The order is the order in which a report lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The document follows the structure of its standard.
    WellFormed,
    /// The content is what was signed.
    Signature,
    /// The signing key may sign for its controller and is in a good state.
    Key,
    /// The key (or the address of a hosted badge) belongs to the issuer that is named.
    IssuerIdentity,
    /// The caller knows this issuer.
    IssuerKnown,
    /// The issuer was accredited for the framework at the issue date.
    Accredited,
    NotRevoked,
    /// Within `validFrom` and `validUntil`.
    NotExpired,
    /// Issued to the person whose name, mail or identifier was typed.
    Recipient,
    /// The achievement equals the version that its issuer published.
    Achievement,
    QualityFramework,
    /// Who vouched for the recipient's name.
    NameAssurance,
}

impl CheckName {
    pub const ALL: [CheckName; 12] = [
        CheckName::WellFormed,
        CheckName::Signature,
        CheckName::Key,
        CheckName::IssuerIdentity,
        CheckName::IssuerKnown,
        CheckName::Accredited,
        CheckName::NotRevoked,
        CheckName::NotExpired,
        CheckName::Recipient,
        CheckName::Achievement,
        CheckName::QualityFramework,
        CheckName::NameAssurance,
    ];

    /// The name as it stands in JSON and in translation keys.
    pub fn as_str(self) -> &'static str {
        match self {
            CheckName::WellFormed => "well_formed",
            CheckName::Signature => "signature",
            CheckName::Key => "key",
            CheckName::IssuerIdentity => "issuer_identity",
            CheckName::IssuerKnown => "issuer_known",
            CheckName::Accredited => "accredited",
            CheckName::NotRevoked => "not_revoked",
            CheckName::NotExpired => "not_expired",
            CheckName::Recipient => "recipient",
            CheckName::Achievement => "achievement",
            CheckName::QualityFramework => "quality_framework",
            CheckName::NameAssurance => "name_assurance",
        }
    }

    /// Whether only the caller can decide it, from what it knows about issuers and frameworks.
    pub fn is_decided_by_caller(self) -> bool {
        matches!(
            self,
            CheckName::IssuerKnown
                | CheckName::Accredited
                | CheckName::Achievement
                | CheckName::QualityFramework
                | CheckName::NameAssurance
        )
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    /// It could not be decided, for instance because something could not be fetched.
    Undecided,
    NotApplicable,
}

/// A stable reason code in kebab-case. Only the constants of [`reason`] exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(&'static str);

impl Code {
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal ( $($arg:literal),* );)*) => {
        /// Every reason that a check may give. [`ALL`](reason::ALL) lists them with the names of
        /// their arguments, so that a translation can be tested for completeness.
        pub mod reason {
            use super::Code;
            $($(#[$doc])* pub const $name: Code = Code($code);)*
            /// All codes, each with the names of the arguments it carries.
            pub const ALL: &[(Code, &[&str])] = &[$(($name, &[$($arg),*])),*];
        }
    };
}

reasons! {
    // well_formed
    WELL_FORMED = "well-formed" ();
    NOT_JSON = "not-json" ("detail");
    UNKNOWN_FORMAT = "unknown-format" ();
    TOO_LARGE = "too-large" ("limit");
    TOO_DEEP = "too-deep" ("limit");
    MISSING_PROPERTY = "missing-property" ("path");
    /// `expected` is a word of the JSON data model or of the standard, e.g. `string`, `date-time`.
    WRONG_TYPE = "wrong-type" ("path", "expected");
    WRONG_VALUE = "wrong-value" ("path", "expected");
    UNDEFINED_TERM = "undefined-term" ("term");
    RELATIVE_IRI = "relative-iri" ("iri");
    UNKNOWN_CONTEXT = "unknown-context" ("url");
    INVALID_JSON_LD = "invalid-json-ld" ("detail");
    /// Blank nodes made to keep the canonicaliser busy.
    POISON_GRAPH = "poison-graph" ("limit");
    JWT_CLAIM_DIFFERS = "jwt-claim-differs" ("claim", "path");
    JWT_HEADER_NOT_ALLOWED = "jwt-header-not-allowed" ("header");
    JWT_MALFORMED = "jwt-malformed" ("detail");
    IMAGE_WITHOUT_BADGE = "image-without-badge" ();
    IMAGE_DAMAGED = "image-damaged" ("detail");

    // signature
    SIGNATURE_VALID = "signature-valid" ("method");
    SIGNATURE_INVALID = "signature-invalid" ("method");
    NO_PROOF = "no-proof" ();
    UNKNOWN_CRYPTOSUITE = "unknown-cryptosuite" ("cryptosuite");
    WRONG_PROOF_PURPOSE = "wrong-proof-purpose" ("purpose");
    ALGORITHM_NOT_ALLOWED = "algorithm-not-allowed" ("algorithm");
    PROOF_MALFORMED = "proof-malformed" ("path");
    PROOF_EXPIRED = "proof-expired" ("date");
    PROOF_FROM_FUTURE = "proof-from-future" ("date");
    KEY_KIND_MISMATCH = "key-kind-mismatch" ("method");
    HOSTED_NOT_SIGNED = "hosted-not-signed" ("url");
    HOSTED_COPY_DIFFERS = "hosted-copy-differs" ("path");
    HOSTED_NOT_FOUND = "hosted-not-found" ("url");

    // key
    KEY_ACTIVE = "key-active" ("key");
    KEY_AUTHORISED = "key-authorised" ("key");
    KEY_RETIRED = "key-retired" ("key");
    KEY_COMPROMISED = "key-compromised" ("key", "since");
    /// Signed before the date from which the key is no longer trusted.
    KEY_COMPROMISED_LATER = "key-compromised-later" ("key", "since");
    /// Compromised, and the signature bears no date to compare.
    KEY_COMPROMISED_UNDATED = "key-compromised-undated" ("key", "since");
    KEY_NOT_AUTHORISED = "key-not-authorised" ("key", "controller");
    KEY_NOT_FOUND = "key-not-found" ("key");
    KEY_REVOKED = "key-revoked" ("key", "date");
    KEY_IN_TOKEN = "key-in-token" ();
    KEY_MALFORMED = "key-malformed" ("key");
    UNSUPPORTED_DID_METHOD = "unsupported-did-method" ("did");
    CONTROLLER_DOCUMENT_INVALID = "controller-document-invalid" ("url", "detail");
    FETCH_FAILED = "fetch-failed" ("url", "detail");
    TOO_MANY_FETCHES = "too-many-fetches" ("limit");

    // issuer_identity
    /// The issuer is an address whose owner published the key there.
    ISSUER_CONTROLS_ADDRESS = "issuer-controls-address" ("issuer", "address");
    /// The issuer is nothing but its key: genuine, but nobody knows whose key it is.
    ISSUER_IS_KEY = "issuer-is-key" ("issuer");
    KEY_OF_ANOTHER_ISSUER = "key-of-another-issuer" ("issuer", "key");
    ISSUER_NOT_BOUND = "issuer-not-bound" ("issuer");
    ISSUER_ORIGIN_DIFFERS = "issuer-origin-differs" ("issuer", "url");
    ISSUER_MALFORMED = "issuer-malformed" ("path");

    // not_revoked
    NOT_REVOKED = "not-revoked" ("url");
    REVOKED = "revoked" ("detail");
    SUSPENDED = "suspended" ("url");
    /// The credential names no way to look up a revocation.
    NO_STATUS = "no-status" ();
    STATUS_LIST_UNAVAILABLE = "status-list-unavailable" ("url", "detail");
    STATUS_LIST_INVALID = "status-list-invalid" ("url", "detail");
    STATUS_LIST_OTHER_ISSUER = "status-list-other-issuer" ("url", "issuer");
    STATUS_LIST_EXPIRED = "status-list-expired" ("url", "date");
    STATUS_TYPE_UNKNOWN = "status-type-unknown" ("type");

    // not_expired
    WITHIN_VALIDITY = "within-validity" ("until");
    NO_EXPIRY = "no-expiry" ();
    EXPIRED = "expired" ("date");
    NOT_YET_VALID = "not-yet-valid" ("date");

    // recipient
    RECIPIENT_MATCHES = "recipient-matches" ("kind");
    RECIPIENT_DIFFERS = "recipient-differs" ();
    NOTHING_TYPED = "nothing-typed" ();
    NO_RECIPIENT_IDENTITY = "no-recipient-identity" ();
    RECIPIENT_KIND_ABSENT = "recipient-kind-absent" ("kind");

    // the caller's checks
    NOT_CHECKED_HERE = "not-checked-here" ();
    ISSUER_KNOWN = "issuer-known" ("issuer");
    ISSUER_UNKNOWN = "issuer-unknown" ("issuer");
    ACCREDITED = "accredited" ("framework", "institution");
    NOT_ACCREDITED = "not-accredited" ("framework", "institution");
    ACCREDITATION_NOT_NEEDED = "accreditation-not-needed" ();
    ACHIEVEMENT_AS_PUBLISHED = "achievement-as-published" ("version");
    ACHIEVEMENT_DIFFERS = "achievement-differs" ("path");
    ACHIEVEMENT_NOT_PUBLISHED = "achievement-not-published" ();
    QUALITY_FRAMEWORK_NAMED = "quality-framework-named" ("framework");
    QUALITY_FRAMEWORK_ABSENT = "quality-framework-absent" ();
    NAME_VALIDATED = "name-validated" ("source", "date");
    NAME_BY_AWARDER = "name-by-awarder" ();
    NAME_NOT_VALIDATED = "name-not-validated" ();
    NAME_ABSENT = "name-absent" ();

    // any
    NOT_REACHED = "not-reached" ();
}

/// Why a check came out as it did: a code of [`reason`] and named arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub code: Code,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<&'static str, String>,
}

impl Reason {
    pub fn new(code: Code) -> Self {
        Reason {
            code,
            args: BTreeMap::new(),
        }
    }

    /// Adds a named argument. The names of a code's arguments stand in [`reason::ALL`].
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.insert(name, value.into());
        self
    }
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Reason::new(code)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: CheckName,
    pub outcome: Outcome,
    pub reason: Reason,
}

impl Check {
    pub fn new(name: CheckName, outcome: Outcome, reason: impl Into<Reason>) -> Self {
        Check {
            name,
            outcome,
            reason: reason.into(),
        }
    }

    pub fn passed(name: CheckName, reason: impl Into<Reason>) -> Self {
        Self::new(name, Outcome::Passed, reason)
    }

    pub fn failed(name: CheckName, reason: impl Into<Reason>) -> Self {
        Self::new(name, Outcome::Failed, reason)
    }

    pub fn undecided(name: CheckName, reason: impl Into<Reason>) -> Self {
        Self::new(name, Outcome::Undecided, reason)
    }

    pub fn not_applicable(name: CheckName, reason: impl Into<Reason>) -> Self {
        Self::new(name, Outcome::NotApplicable, reason)
    }
}

/// The standard and securing form that was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Open Badges 3.0 with a Data Integrity proof inside the JSON.
    Ob3DataIntegrity,
    /// Open Badges 3.0 as a compact JWS (VC-JWT).
    Ob3Jwt,
    /// Open Badges 2.0 whose truth is the copy at its own address.
    Ob2Hosted,
    /// Open Badges 2.0 as a compact JWS.
    Ob2Signed,
    /// Nothing that is known here.
    Unknown,
}

/// The sentence on top, by a fixed table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Some check failed.
    DoNotRely,
    /// Nothing failed, but signature, key or revocation could not be decided.
    NotFullyChecked,
    GenuineAndValid,
}

/// Something with a name that the achievement is aligned with: an outcome, a level, a framework.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Alignment {
    pub name: String,
    pub url: Option<String>,
    pub framework: Option<String>,
    pub code: Option<String>,
    pub description: Option<String>,
    /// The standard's `targetType`, e.g. `ext:NLQFLevel`.
    pub kind: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Evidence {
    pub url: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub narrative: Option<String>,
}

/// Who the credential says vouched for the recipient's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NameAssurance {
    /// `validated`, `named-by-awarder` or `not-validated` in our own credentials.
    pub level: String,
    pub source: Option<String>,
    pub on: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct IssuerSummary {
    pub id: String,
    pub name: Option<String>,
    pub url: Option<String>,
    pub email: Option<String>,
    pub image: Option<String>,
    /// The organisation above the issuer, if it is named.
    pub parent: Option<String>,
}

/// What the credential says it stands for. Nothing of it is checked by itself; the checks say how
/// far it can be relied on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stands {
    /// The credential's own identifier.
    pub id: Option<String>,
    pub achievement_id: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// Markdown.
    pub criteria: Option<String>,
    pub criteria_url: Option<String>,
    /// A URL or a `data:` URL.
    pub image: Option<String>,
    pub achievement_type: Option<String>,
    pub language: Option<String>,
    pub version: Option<String>,
    pub issuer: IssuerSummary,
    /// Who has defined the achievement, where that is someone else than the issuer.
    pub creator: Option<String>,
    pub recipient_name: Option<String>,
    pub name_assurance: Option<NameAssurance>,
    /// Kinds of recipient identity that the credential carries, e.g. `emailAddress`.
    pub recipient_kinds: Vec<String>,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
    pub awarded: Option<Timestamp>,
    /// ECTS credits, as the decimal number that is written there.
    pub credits: Option<String>,
    pub study_load: Option<String>,
    pub outcomes: Vec<Alignment>,
    pub levels: Vec<Alignment>,
    /// All other alignments.
    pub alignments: Vec<Alignment>,
    pub grade: Option<String>,
    pub narrative: Option<String>,
    pub evidence: Vec<Evidence>,
    pub tags: Vec<String>,
}

/// All checks, one per [`CheckName`], in its order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub format: Format,
    /// Whether the credential came inside an image.
    pub baked: bool,
    pub checks: Vec<Check>,
    pub subject: Stands,
}

impl Report {
    /// A report in which nothing has been checked yet: what is ours to decide is undecided, what
    /// is the caller's does not apply.
    pub fn new(format: Format) -> Self {
        let checks = CheckName::ALL
            .into_iter()
            .map(|name| {
                if name.is_decided_by_caller() {
                    Check::not_applicable(name, reason::NOT_CHECKED_HERE)
                } else {
                    Check::undecided(name, reason::NOT_REACHED)
                }
            })
            .collect();
        Report {
            format,
            baked: false,
            checks,
            subject: Stands::default(),
        }
    }

    /// Puts a check in the place of the one with the same name.
    pub fn set(&mut self, check: Check) {
        let place = self.checks.iter_mut().find(|c| c.name == check.name);
        *place.expect("a report has a check of every name") = check;
    }

    pub fn check(&self, name: CheckName) -> &Check {
        let found = self.checks.iter().find(|c| c.name == name);
        found.expect("a report has a check of every name")
    }

    pub fn outcome(&self, name: CheckName) -> Outcome {
        self.check(name).outcome
    }

    /// The fixed table: any failed → do not rely; else signature, key or revocation undecided →
    /// not fully checked; else genuine and valid.
    pub fn verdict(&self) -> Verdict {
        let mut not_fully = false;
        for check in &self.checks {
            match check.outcome {
                Outcome::Failed => return Verdict::DoNotRely,
                Outcome::Undecided => {
                    not_fully |= matches!(
                        check.name,
                        CheckName::Signature | CheckName::Key | CheckName::NotRevoked
                    );
                }
                Outcome::Passed | Outcome::NotApplicable => {}
            }
        }
        if not_fully {
            Verdict::NotFullyChecked
        } else {
            Verdict::GenuineAndValid
        }
    }

    /// The checks that decide the verdict, in order: the failed ones, or else the undecided ones
    /// among signature, key and revocation.
    pub fn decisive(&self) -> Vec<&Check> {
        let verdict = self.verdict();
        self.checks
            .iter()
            .filter(|c| match verdict {
                Verdict::DoNotRely => c.outcome == Outcome::Failed,
                Verdict::NotFullyChecked => {
                    c.outcome == Outcome::Undecided
                        && matches!(
                            c.name,
                            CheckName::Signature | CheckName::Key | CheckName::NotRevoked
                        )
                }
                Verdict::GenuineAndValid => false,
            })
            .collect()
    }
}
