//! A database of its own for each test, and a small tree to hang things on.

use domain::badge_class::{BadgeClass, Content, Settings, State, Type, Version};
use domain::institution::{self, Institution, LegalBasis, Registration, Sector};
use domain::issuer::{self, Issuer};
use domain::issuer_group::{self, IssuerGroup, Visibility};
use domain::person::Person;
use domain::policy::{Action, Actor, Resource, may};
use domain::text::Language;
use domain::{
    BadgeClassId, BadgeClassVersionId, InstitutionId, IssuerGroupId, IssuerId, Lang, Localized,
    PersonId,
};
use jiff::Timestamp;
use store::{Error, Files, Stamp, Store, Tx};
use uuid::Uuid;

use crate::database::OwnDatabase;

pub struct Db {
    pub store: Store,
    database: OwnDatabase,
}

/// An id that is the same in every run.
pub fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn now() -> Timestamp {
    at("2026-11-24T09:00:00Z")
}

impl Db {
    pub async fn new() -> Self {
        let database = OwnDatabase::new().await;
        let store = Store::open(&database.address, Files::in_memory()).unwrap();
        Self { store, database }
    }

    /// The store as another process has it.
    pub fn elsewhere(&self) -> Store {
        Store::open(&self.database.address, Files::in_memory()).unwrap()
    }

    pub async fn read<T, F>(&self, body: F) -> T
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.store.read(body).await.unwrap()
    }

    pub async fn write<T, F>(&self, body: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, Error> + Send + Sync + 'static,
    {
        write(&self.store, body).await
    }

    /// With institution 1, group 2, issuer 3 and person 4.
    pub async fn with_tree() -> Self {
        let db = Self::new().await;
        db.write(async |tx: &mut Tx| {
            tx.insert_institution(&institution(1, "uvv.example"))
                .await?;
            tx.insert_issuer_group(&group(2, 1, "Gezondheid")).await?;
            tx.insert_issuer(&issuer(3, "Geneeskunde")).await?;
            tx.insert_person(&person(4), uuid(1_004)).await
        })
        .await
        .unwrap();
        db
    }
}

pub async fn write<T, F>(store: &Store, body: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: AsyncFn(&mut Tx) -> Result<T, Error> + Send + Sync + 'static,
{
    let permit = may(&Actor::System("test"), Action::Deliver, &Resource::Open).unwrap();
    let stamp = Stamp {
        at: now(),
        id: uuid(7),
    };
    store.write(&permit, stamp, body).await
}

pub fn institution(n: u128, identifier: &str) -> Institution {
    Institution {
        id: InstitutionId(uuid(n)),
        registration: Registration {
            identifier: identifier.into(),
            alternative_identifiers: vec![format!("before.{identifier}")],
            sector: Sector::Wo,
            country: "NL".into(),
            brin: Some("21PB".into()),
            accreditations: vec![institution::Accreditation {
                framework: "hbo-wo".into(),
                from: "2024-02-29".parse().unwrap(),
                until: None,
            }],
            virtual_organisations_allowed: true,
        },
        settings: institution::Settings {
            eppn_pattern: Some(".+@uvv\\.example".into()),
            legal_basis_formal: LegalBasis::Contract,
            ..institution::Settings::new(Localized::new("Universiteit", "University"), Lang::En)
        },
        created_at: now(),
        archived_at: None,
    }
}

pub fn group(n: u128, institution: u128, name: &str) -> IssuerGroup {
    IssuerGroup {
        id: IssuerGroupId(uuid(n)),
        institution: InstitutionId(uuid(institution)),
        settings: issuer_group::Settings {
            name: Localized::new(name, ""),
            description: Localized::default(),
            logo: institution::Logo::default(),
            linkedin_id: None,
            sector: None,
            visibility: Visibility::Public,
            on_behalf_of: None,
        },
        created_at: now(),
        archived_at: None,
    }
}

/// Under group 2.
pub fn issuer(n: u128, name: &str) -> Issuer {
    Issuer {
        id: IssuerId(uuid(n)),
        group: IssuerGroupId(uuid(2)),
        institution: InstitutionId(uuid(1)),
        settings: issuer::Settings {
            name: Localized::new(name, ""),
            description: Localized::default(),
            url: Localized::default(),
            logo: institution::Logo::default(),
            linkedin_id: None,
            contact_mail: None,
        },
        created_at: now(),
        archived_at: None,
    }
}

pub fn person(n: u128) -> Person {
    Person {
        id: PersonId(uuid(n)),
        name: format!("Persoon {n}"),
        mail: None,
        language: Lang::Nl,
        created_at: now(),
    }
}

/// A draft under issuer 3.
pub fn class(n: u128, name: &str) -> BadgeClass {
    let mut draft = Content::new(Type::Regular, Language::Nl);
    draft.texts.name = name.into();
    BadgeClass {
        id: BadgeClassId(uuid(n)),
        issuer: IssuerId(uuid(3)),
        group: IssuerGroupId(uuid(2)),
        institution: InstitutionId(uuid(1)),
        state: State::Draft,
        draft,
        settings: Settings::default(),
        version: None,
        revision: 1,
        created_at: now(),
        updated_at: now(),
    }
}

pub fn version(n: u128, class: &BadgeClass, number: i64) -> Version {
    Version {
        id: BadgeClassVersionId(uuid(n)),
        class: class.id,
        number,
        content: class.draft.clone(),
        published_at: now(),
    }
}
