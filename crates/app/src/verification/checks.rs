//! What only a platform can say of a credential: is the issuer ours and accredited, is the
//! achievement as published, which quality framework, who vouched for the name.

use ::credentials::report::{Check, CheckName, Code, Outcome, Reason, Report, reason};
use domain::Lang;
use domain::badge_class::{Quality, Type, Version};
use jiff::tz::TimeZone;
use store::institutions::Placement;

use super::ours::Ours;
use crate::Result;

/// Whether it is known whose words they are. Otherwise what we know of the issuer says nothing.
pub(super) fn says_who_speaks(report: &Report) -> bool {
    [CheckName::Signature, CheckName::IssuerIdentity]
        .iter()
        .all(|c| report.outcome(*c) != Outcome::Failed)
}

impl Ours<'_> {
    /// Adds the checks that are ours to decide; our own names in the reader's language.
    pub(super) async fn add_checks(
        &mut self,
        report: &mut Report,
        issuer: Option<&Placement>,
        lang: Lang,
    ) -> Result<()> {
        if !says_who_speaks(report) {
            return Ok(());
        }
        report.set(name_assurance(report, self.app().zone()));
        let named = report.subject.issuer.id.clone();
        let Some(placement) = issuer else {
            if !named.is_empty() {
                report.set(Check::undecided(
                    CheckName::IssuerKnown,
                    because(reason::ISSUER_UNKNOWN, [("issuer", named)]),
                ));
            }
            return Ok(());
        };
        let name = placement.issuer.name(lang).to_owned();
        report.set(Check::passed(
            CheckName::IssuerKnown,
            because(reason::ISSUER_KNOWN, [("issuer", name)]),
        ));
        let named = self.version_named(report).await?;
        let published = named
            .filter(|(_, of)| of.issuer.id == placement.issuer.id)
            .map(|(version, _)| version);
        report.set(match &published {
            Some(version) => achievement(report, version),
            None => Check::failed(CheckName::Achievement, reason::ACHIEVEMENT_NOT_PUBLISHED),
        });
        if let Some(version) = &published {
            self.add_quality(report, (version, placement), lang).await?;
        }
        Ok(())
    }

    async fn add_quality(
        &mut self,
        report: &mut Report,
        (version, placement): (&Version, &Placement),
        lang: Lang,
    ) -> Result<()> {
        let content = &version.content;
        let framework = match &content.quality {
            Some(Quality::Framework(id)) => {
                let all = self.frameworks().await?;
                all.iter().find(|f| f.id == *id).cloned()
            }
            _ => None,
        };
        let named = match &content.quality {
            Some(Quality::Own { name, .. }) => Some(name.clone()),
            Some(Quality::Framework(_)) => framework.as_ref().map(|f| f.name.get(lang).to_owned()),
            None => None,
        };
        let quality = CheckName::QualityFramework;
        report.set(match named {
            Some(name) => Check::passed(
                quality,
                because(reason::QUALITY_FRAMEWORK_NAMED, [("framework", name)]),
            ),
            None if content.kind == Type::Microcredential => {
                Check::undecided(quality, reason::QUALITY_FRAMEWORK_ABSENT)
            }
            None => Check::not_applicable(quality, reason::QUALITY_FRAMEWORK_ABSENT),
        });
        let issued = report.subject.awarded.or(report.subject.valid_from);
        let check = match (content.kind, framework, issued) {
            (Type::Microcredential, Some(framework), Some(issued)) => {
                let institution = &placement.institution;
                let day = self.app().day_of(issued);
                let why = |code| {
                    because(
                        code,
                        [
                            ("framework", framework.name.get(lang).to_owned()),
                            ("institution", institution.name(lang).to_owned()),
                        ],
                    )
                };
                if institution.accredited(&framework.id, day) {
                    Check::passed(CheckName::Accredited, why(reason::ACCREDITED))
                } else {
                    Check::failed(CheckName::Accredited, why(reason::NOT_ACCREDITED))
                }
            }
            _ => Check::not_applicable(CheckName::Accredited, reason::ACCREDITATION_NOT_NEEDED),
        };
        report.set(check);
        Ok(())
    }
}

/// Who vouched for the name, as the credential states it; days in this time zone.
pub(super) fn name_assurance(report: &Report, zone: &TimeZone) -> Check {
    let name = CheckName::NameAssurance;
    let stated = report.subject.name_assurance.as_ref();
    match (&report.subject.recipient_name, stated) {
        (None, _) => Check::not_applicable(name, reason::NAME_ABSENT),
        (Some(_), Some(assurance)) if assurance.level == "validated" => {
            let date = assurance
                .on
                .map(|on| on.to_zoned(zone.clone()).date().to_string());
            let args = [
                ("source", assurance.source.clone().unwrap_or_default()),
                ("date", date.unwrap_or_default()),
            ];
            Check::passed(name, because(reason::NAME_VALIDATED, args))
        }
        (Some(_), Some(assurance)) if assurance.level == "named-by-awarder" => {
            Check::passed(name, reason::NAME_BY_AWARDER)
        }
        (Some(_), _) => Check::undecided(name, reason::NAME_NOT_VALIDATED),
    }
}

fn because<const N: usize>(code: Code, args: [(&'static str, String); N]) -> Reason {
    args.into_iter()
        .fold(Reason::new(code), |why, (name, value)| {
            why.with(name, value)
        })
}

/// Whether the achievement says what its published version says.
fn achievement(report: &Report, version: &Version) -> Check {
    let texts = &version.content.texts;
    let said = &report.subject;
    let pairs = [
        ("name", said.name.as_deref(), texts.name.as_str()),
        (
            "description",
            said.description.as_deref(),
            texts.description.as_str(),
        ),
        (
            "criteria",
            said.criteria.as_deref(),
            texts.criteria.as_str(),
        ),
    ];
    let differs = pairs
        .iter()
        .find(|(_, said, published)| said.unwrap_or_default().trim() != published.trim());
    match differs {
        Some((path, ..)) => Check::failed(
            CheckName::Achievement,
            because(reason::ACHIEVEMENT_DIFFERS, [("path", (*path).to_owned())]),
        ),
        None => Check::passed(
            CheckName::Achievement,
            because(
                reason::ACHIEVEMENT_AS_PUBLISHED,
                [("version", version.number.to_string())],
            ),
        ),
    }
}
