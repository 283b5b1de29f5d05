//! The context of every use case: store, clock, randomness, outgoing HTTP, settings. Nothing
//! below reads a clock or draws randomness in any other way, so that a test can move the one and
//! repeat the other.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::policy::{Action, Actor, Permit, Resource, may};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::{Stamp, Store};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::Mailer;
use crate::settings::Settings;
use crate::urls::Urls;

/// The time: the machine's, or one that a test moves.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Microseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at` until it is moved.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Manual(at) => Timestamp::from_microsecond(at.load(Ordering::SeqCst))
                .unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }

    /// Moves a manual clock; the machine's can't be moved.
    pub fn set(&self, to: Timestamp) {
        if let Self::Manual(at) = self {
            at.store(to.as_microsecond(), Ordering::SeqCst);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the machine's clock"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}

/// Randomness: the operating system's, or a repeatable stream for tests and sample data.
#[derive(Clone, Debug)]
pub enum Random {
    System,
    Seeded(Arc<Mutex<u64>>),
}

impl Random {
    /// Repeatable, and never for secrets that matter.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(seed)))
    }

    pub fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        match self {
            Self::System => {
                aws_lc_rs::rand::fill(bytes).map_err(|_| Error::Internal("no randomness".into()))
            }
            Self::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(8) {
                    // SplitMix64: small and good enough to spread ids and salts in a test.
                    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                    let mut z = *state;
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    z ^= z >> 31;
                    chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
                }
                Ok(())
            }
        }
    }

    pub fn bytes<const N: usize>(&self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }
}

/// One platform, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    settings: Settings,
    urls: Urls,
    zone: TimeZone,
    clock: Clock,
    random: Random,
    /// Orders the ids made within one millisecond.
    counter: AtomicU64,
    http: reqwest::Client,
    discovered: crate::signin::Discovered,
    /// Rung when work was enqueued here, so that it needn't wait for the next look.
    bells: Arc<Bells>,
    /// Connections to the mail server, made on first use inside the runtime.
    mailer: Arc<OnceLock<Mailer>>,
}

/// One bell for each worker loop, and the hour for which the hourly work was enqueued.
#[derive(Default)]
pub(crate) struct Bells {
    pub jobs: tokio::sync::Notify,
    pub mails: tokio::sync::Notify,
    hour: AtomicI64,
}

impl Bells {
    /// Whether this hour (since 1970) was enqueued here already; between processes the unique key
    /// settles it.
    pub(crate) fn has_hour(&self, hour: i64) -> bool {
        self.hour.load(Ordering::Relaxed) == hour
    }

    pub(crate) fn set_hour(&self, hour: i64) {
        self.hour.store(hour, Ordering::Relaxed);
    }
}

impl App {
    pub fn new(store: Store, settings: Settings, clock: Clock, random: Random) -> Result<Self> {
        let zone = TimeZone::get(&settings.time_zone)
            .map_err(|e| Error::Internal(format!("time zone {}: {e}", settings.time_zone)))?;
        // For configured addresses (identity providers). User-given ones go through `fetch`.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(10))
            .user_agent(concat!("Insigne/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Error::internal)?;
        crate::bounces::check_address(&settings)?;
        let urls = Urls::new(&settings.base_url);
        Ok(Self(Arc::new(Inner {
            store,
            settings,
            urls,
            zone,
            clock,
            random,
            counter: AtomicU64::new(0),
            http,
            bells: Arc::default(),
            mailer: Arc::default(),
            discovered: crate::signin::Discovered::default(),
        })))
    }

    /// The same platform under another clock: how sample data gets a past.
    pub fn with_clock(&self, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            store: self.0.store.clone(),
            settings: self.0.settings.clone(),
            urls: self.0.urls.clone(),
            zone: self.0.zone.clone(),
            clock,
            random: self.0.random.clone(),
            counter: AtomicU64::new(0),
            http: self.0.http.clone(),
            discovered: self.0.discovered.clone(),
            bells: Arc::clone(&self.0.bells),
            mailer: Arc::clone(&self.0.mailer),
        }))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn urls(&self) -> &Urls {
        &self.0.urls
    }

    pub fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn random(&self) -> &Random {
        &self.0.random
    }

    pub(crate) fn discovered(&self) -> &crate::signin::Discovered {
        &self.0.discovered
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(crate) fn bells(&self) -> &Bells {
        &self.0.bells
    }

    pub(crate) fn mailer(&self) -> Result<&Mailer> {
        if let Some(there) = self.0.mailer.get() {
            return Ok(there);
        }
        let made = Mailer::new(self.settings())?;
        Ok(self.0.mailer.get_or_init(|| made))
    }

    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Today in the platform's time zone.
    pub fn today(&self) -> Date {
        self.day_of(self.now())
    }

    /// The day of a moment in the platform's time zone.
    pub fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone().clone()).date()
    }

    /// A new id (UUIDv7 of the context's time, RFC 9562 section 5.7): sorts by time of making.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        let mut random = [0; 10];
        // Without randomness ids still differ by counter; `fill` fails only when the system has none at all.
        let _ = self.random().fill(&mut random);
        let count = self.0.counter.fetch_add(1, Ordering::Relaxed);
        // rand_a (12 bits) as a counter within the millisecond: section 6.2, method 1.
        random[..2].copy_from_slice(&u16::try_from(count % 0x1000).unwrap_or(0).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// The stamp of one write: when, and the id of its audit rows.
    pub fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now(),
            id: self.new_id(),
        }
    }

    /// A secret for a cookie or a link: 32 random bytes in base64url.
    pub fn new_secret(&self) -> Result<String> {
        use base64::Engine as _;
        Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.random().bytes::<32>()?))
    }

    /// The permit for an action, or why not.
    pub fn permit(&self, actor: &Actor, action: Action, resource: &Resource) -> Result<Permit> {
        may(actor, action, resource).map_err(|why| match why {
            domain::policy::Denied::Hidden => Error::NotFound,
            why => Error::Denied {
                why,
                path: resource.path().copied(),
            },
        })
    }
}

/// SHA-256, for everything that stands hashed at rest.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    ::credentials::crypto::sha256(bytes.as_ref()).to_vec()
}
