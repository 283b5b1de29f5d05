//! `TestApp`: one platform of its own per test, on the database that `INSIGNE_TEST_DB` names.

mod browser;
mod contents;
mod form;
mod languages;
mod smtp;
mod world;

use app::sessions::NewSession;
use app::{App, Clock, MasterKey, Provider, Random, Settings};
use axum::Router;
use domain::badge_class::{BadgeClass, Content, State, Type, Version};
use domain::institution::{self, Institution, LegalBasis, Registration, Sector};
use domain::issuer::{self, Issuer};
use domain::issuer_group::{self, IssuerGroup, Visibility};
use domain::person::{IdentifierKind, Person, ProviderKind};
use domain::policy::{Action, Actor, Resource};
use domain::role::{Grant, Path, Role};
use domain::{
    BadgeClassId, BadgeClassVersionId, InstitutionId, IssuerGroupId, IssuerId, Lang, Localized,
    PersonId, RoleId,
};
use store::{Files, Store, Tx};

use crate::database::OwnDatabase;

pub use browser::{Browser, Page};
pub use contents::assert_unchanged;
pub use form::Form;
pub use languages::{LANGUAGES, assert_says, escaped};
pub use smtp::{Received, Reply, SmtpServer};
pub use world::World;

pub const BASE: &str = "http://127.0.0.1:8000";

/// The moment at which every test begins.
pub const START: &str = "2026-11-24T09:00:00Z";

pub struct TestApp {
    pub app: App,
    pub clock: Clock,
    router: Router,
    database: OwnDatabase,
}

/// A small tree: one issuer, with everything above it.
#[derive(Clone)]
pub struct Tree {
    pub institution: Institution,
    pub group: IssuerGroup,
    pub issuer: Issuer,
}

impl Tree {
    pub fn path(&self) -> Path {
        Path::institution(self.institution.id)
            .group(self.group.id)
            .issuer(self.issuer.id)
    }
}

impl TestApp {
    pub async fn init() -> Self {
        Self::with(|_| {}).await
    }

    /// A platform whose settings differ from the usual ones.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        // The first of several tests in a process wins.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let database = OwnDatabase::new().await;
        let store = Store::open(&database.address, Files::in_memory()).unwrap();
        let clock = Clock::manual(START.parse().unwrap());
        let mut settings = settings();
        change(&mut settings);
        let app = App::new(store, settings, clock.clone(), Random::System).unwrap();
        let router = web::router(app.clone(), web::Settings::default());
        Self {
            app,
            clock,
            router,
            database,
        }
    }

    /// The platform started again on the same database and files, as after a kill.
    pub fn restarted(&self) -> Self {
        let store = Store::open(&self.database.address, self.app.store().files().clone()).unwrap();
        let settings = self.app.settings().clone();
        let app = App::new(store, settings, self.clock.clone(), Random::System).unwrap();
        let router = web::router(app.clone(), web::Settings::default());
        Self {
            app,
            clock: self.clock.clone(),
            router,
            database: self.database.clone(),
        }
    }

    /// Does everything that is due by the test's clock, mails too.
    pub async fn drain(&self) {
        self.app.run_due_jobs().await.unwrap();
    }

    /// What stands in the mailbox of a platform without a mail server, newest first.
    pub async fn mails(&self, kind: &str) -> Vec<store::outbox::SentMail> {
        let all = self
            .read(async |tx: &mut Tx| tx.mailbox(None, 10_000).await)
            .await;
        all.into_iter().filter(|m| m.kind == kind).collect()
    }

    pub fn guest(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: Vec::new(),
            csrf: String::new(),
            origin: None,
        }
    }

    /// A person with nothing but a name.
    pub async fn person(&self, name: &str) -> PersonId {
        let person = Person {
            id: PersonId(self.app.new_id()),
            name: name.to_owned(),
            mail: Some(format!(
                "{}@voorbeeld.example",
                name.to_lowercase().replace(' ', ".")
            )),
            language: Lang::Nl,
            created_at: self.app.now(),
        };
        let (id, pseudonym, now) = (person.id, self.app.new_id(), self.app.now());
        self.write(async move |tx: &mut Tx| {
            tx.insert_person(&person, pseudonym).await?;
            let mail = store::persons::Identifier {
                kind: IdentifierKind::Mail,
                value: person.mail.clone().unwrap_or_default(),
                verified_at: now,
                expires_at: None,
            };
            tx.put_identifier(person.id, &mail).await
        })
        .await;
        id
    }

    /// A browser in which this person is signed in as a learner.
    pub async fn signed_in_learner(&self, person: PersonId) -> Browser {
        self.signed_in(person, ProviderKind::Learner).await
    }

    /// A browser in which this person is signed in as staff.
    pub async fn signed_in_staff(&self, person: PersonId) -> Browser {
        self.signed_in(person, ProviderKind::Staff).await
    }

    /// … with nothing but a password.
    pub async fn signed_in_weakly(&self, person: PersonId) -> Browser {
        self.signed_in_with(person, ProviderKind::Staff, false)
            .await
    }

    async fn signed_in(&self, person: PersonId, kind: ProviderKind) -> Browser {
        self.signed_in_with(person, kind, true).await
    }

    async fn signed_in_with(&self, person: PersonId, kind: ProviderKind, strong: bool) -> Browser {
        let new = NewSession {
            person,
            kind,
            strong,
            provider: "test".into(),
            id_token: None,
        };
        let token = self.app.start_session(new).await.unwrap();
        let session = self.app.session(&token).await.unwrap().unwrap();
        let mut browser = self.guest();
        browser.csrf = session.session.csrf;
        browser.cookies.push(("session".into(), token));
        browser
    }

    /// Somebody with a role, signed in.
    pub async fn staff(&self, name: &str, role: Role, path: Path) -> Browser {
        let person = self.person(name).await;
        self.grant(person, role, Some(path)).await;
        self.signed_in_staff(person).await
    }

    pub async fn grant(&self, person: PersonId, role: Role, path: Option<Path>) {
        let grant = Grant {
            id: RoleId(self.app.new_id()),
            person,
            role,
            path,
            granted_at: self.app.now(),
            ends_at: None,
        };
        self.write(async move |tx: &mut Tx| tx.insert_role(&grant).await.map(|_| ()))
            .await;
    }

    /// An institution of this sector with one group and one issuer.
    pub async fn tree(&self, sector: Sector, name: &str) -> Tree {
        let now = self.app.now();
        let framework = if sector == Sector::Mbo {
            "mbo"
        } else {
            "hbo-wo"
        };
        let slug = name.to_lowercase().replace(' ', "-");
        let institution = Institution {
            id: InstitutionId(self.app.new_id()),
            registration: Registration {
                identifier: format!("{slug}.example"),
                alternative_identifiers: Vec::new(),
                sector,
                country: "NL".into(),
                brin: Some("21PB".into()),
                accreditations: vec![institution::Accreditation {
                    framework: framework.into(),
                    from: "2024-01-01".parse().unwrap(),
                    until: None,
                }],
                virtual_organisations_allowed: false,
            },
            settings: institution::Settings {
                contact_mail: Some(format!("info@{slug}.example")),
                legal_basis_formal: LegalBasis::Contract,
                legal_basis_non_formal: LegalBasis::LegitimateInterest,
                ..institution::Settings::new(Localized::new(name, name), Lang::Nl)
            },
            created_at: now,
            archived_at: None,
        };
        let group = IssuerGroup {
            id: IssuerGroupId(self.app.new_id()),
            institution: institution.id,
            settings: issuer_group::Settings {
                name: Localized::new("Gezondheid", "Health"),
                description: Localized::default(),
                logo: institution::Logo::default(),
                linkedin_id: None,
                sector: None,
                visibility: Visibility::Public,
                on_behalf_of: None,
            },
            created_at: now,
            archived_at: None,
        };
        let issuer = Issuer {
            id: IssuerId(self.app.new_id()),
            group: group.id,
            institution: institution.id,
            settings: issuer::Settings {
                name: Localized::new("Geneeskunde", "Medicine"),
                description: Localized::default(),
                url: Localized::new("https://medicine.example", "https://medicine.example"),
                logo: institution::Logo::default(),
                linkedin_id: None,
                contact_mail: Some("medicine@example.example".into()),
            },
            created_at: now,
            archived_at: None,
        };
        let tree = Tree {
            institution,
            group,
            issuer,
        };
        let stored = tree.clone();
        self.write(async move |tx: &mut Tx| {
            tx.insert_institution(&stored.institution).await?;
            tx.insert_issuer_group(&stored.group).await?;
            tx.insert_issuer(&stored.issuer).await
        })
        .await;
        tree
    }

    /// A published class with a believable text, stored as it would be after publication.
    pub async fn published_class(&self, tree: &Tree, kind: Type, name: &str) -> BadgeClass {
        let now = self.app.now();
        let png = self.app.store().files().put(one_pixel()).await.unwrap();
        let content = content_in(tree.institution.registration.sector, kind, name, png);
        let version = Version {
            id: BadgeClassVersionId(self.app.new_id()),
            class: BadgeClassId(self.app.new_id()),
            number: 1,
            content: content.clone(),
            published_at: now,
        };
        let class = BadgeClass {
            id: version.class,
            issuer: tree.issuer.id,
            group: tree.group.id,
            institution: tree.institution.id,
            state: State::Draft,
            draft: content,
            settings: domain::badge_class::Settings {
                validated_name: false,
                ..Default::default()
            },
            version: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        let (c, v) = (class.clone(), version.clone());
        self.write(async move |tx: &mut Tx| {
            tx.insert_badge_class(&c).await?;
            tx.insert_version(&v).await?;
            let terms: Vec<(String, i64)> = domain::text::fold(&c.draft.texts.name)
                .split(' ')
                .map(|w| (w.to_owned(), 3))
                .collect();
            tx.set_search_terms(c.id, &terms).await
        })
        .await;
        BadgeClass {
            state: State::Published,
            version: Some(version.id),
            revision: 2,
            ..class
        }
    }

    /// Writes as the platform itself: for what a test takes as given.
    pub async fn write<F>(&self, body: F)
    where
        F: AsyncFn(&mut Tx) -> store::Result<()> + Send + Sync + 'static,
    {
        let permit = self
            .app
            .permit(
                &Actor::System("test"),
                Action::RunPlatform,
                &Resource::Platform,
            )
            .unwrap();
        self.app
            .store()
            .write(&permit, self.app.stamp(), body)
            .await
            .unwrap();
    }

    /// What is kept.
    pub async fn read<T, F>(&self, body: F) -> T
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> store::Result<T> + Send + Sync + 'static,
    {
        self.app.store().read(body).await.unwrap()
    }

    pub fn move_clock(&self, span: jiff::Span) {
        self.clock.set(self.clock.now().checked_add(span).unwrap());
    }
}

pub fn content(kind: Type, name: &str, png: domain::FileHash) -> Content {
    use domain::badge_class::{
        Assessment, Eqf, HalfPoints, Image, Level, LevelSource, Outcome, Participation, Programme,
        ProgrammeScheme, Quality,
    };
    let mut c = Content::new(kind, domain::text::Language::Nl);
    c.texts.name = name.into();
    c.texts.image_alt = format!("Badge {name}");
    c.texts.description = "Wat je hier **leert**.".into();
    c.texts.criteria = "Je slaagt voor de toets.".into();
    c.texts.outcomes = vec![
        Outcome {
            text: "past kennis toe in de praktijk".into(),
            alignment: None,
        },
        Outcome {
            text: "werkt samen met collega’s".into(),
            alignment: None,
        },
    ];
    c.image = Some(Image {
        png,
        svg: None,
        drawing: None,
    });
    if kind != Type::ExtraCurricular {
        c.ects = Some(HalfPoints::whole(5));
        c.eqf = Some(Level {
            level: Eqf::L6,
            source: LevelSource::Stated,
        });
    }
    c.programmes = vec![Programme {
        scheme: ProgrammeScheme::Isat,
        code: "34401".into(),
    }];
    c.participation = vec![Participation::Blended];
    c.assessment = vec![Assessment::Portfolio];
    if kind == Type::Microcredential {
        c.quality = Some(Quality::Framework("hbo-wo".into()));
    }
    c
}

/// The same where the sector counts in hours of study and has a framework of its own.
pub fn content_in(sector: Sector, kind: Type, name: &str, png: domain::FileHash) -> Content {
    use domain::badge_class::{ProgrammeScheme, Quality};
    let mut c = content(kind, name, png);
    if sector == Sector::Mbo {
        c.study_load = c.ects.take().map(|_| 240);
        c.quality = c.quality.map(|_| Quality::Framework("mbo".into()));
        c.programmes[0].scheme = ProgrammeScheme::Crebo;
        c.programmes[0].code = "25655".into();
    }
    c
}

/// The smallest picture that is a real PNG.
pub fn one_pixel() -> Vec<u8> {
    use base64::Engine as _;
    let text = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

fn settings() -> Settings {
    let provider = |issuer: &str| Provider {
        issuer: issuer.into(),
        client_id: "insigne".into(),
        client_secret: "secret-for-tests".into(),
        account_issuer: None,
        scopes: Vec::new(),
        strong_acr: vec!["https://refeds.org/profile/mfa".into()],
        validated_name_acr: vec!["https://eduid.nl/trust/validate-names".into()],
        links_url: None,
    };
    Settings {
        base_url: BASE.into(),
        time_zone: "Europe/Amsterdam".into(),
        master_keys: vec![MasterKey {
            id: "test".into(),
            key: [7; 32],
        }],
        learner_provider: provider("http://127.0.0.1:1/learner"),
        staff_provider: provider("http://127.0.0.1:1/staff"),
        smtp: None,
        mail_from: "Insigne <noreply@insigne.example>".into(),
        bounce_address: None,
        strong_sign_in: false,
        allow_http_issuer: true,
        demo: false,
    }
}
