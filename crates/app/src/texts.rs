//! Texts that people read: Fluent files in `locales/{nl,en}/`, embedded; dates and numbers by
//! language. A test fails on a key that is missing in a language or used nowhere.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;

pub use domain::Lang;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // The isolating marks would end up in attributes, mails and comparisons.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static NL: LanguageIdentifier = langid!("nl");
static EN: LanguageIdentifier = langid!("en");

/// The texts of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts(pub Lang);

fn named<'v, N: AsRef<str>, V: AsRef<str>>(
    args: &'v [(N, V)],
) -> HashMap<Cow<'static, str>, FluentValue<'v>> {
    args.iter()
        .map(|(n, v)| (n.as_ref().to_owned().into(), v.as_ref().into()))
        .collect()
}

impl Texts {
    fn id(self) -> &'static LanguageIdentifier {
        match self.0 {
            Lang::Nl => &NL,
            Lang::En => &EN,
        }
    }

    pub const fn lang(self) -> Lang {
        self.0
    }

    /// The text of a key.
    pub fn t(self, key: &str) -> String {
        self.lookup(key, &[])
    }

    /// … with one argument.
    pub fn t1(self, key: &str, name: &'static str, value: impl Display) -> String {
        self.lookup(key, &[(name, value.to_string().into())])
    }

    /// … with two arguments.
    pub fn t2(
        self,
        key: &str,
        n1: &'static str,
        v1: impl Display,
        n2: &'static str,
        v2: impl Display,
    ) -> String {
        self.lookup(
            key,
            &[(n1, v1.to_string().into()), (n2, v2.to_string().into())],
        )
    }

    /// … with any number of text arguments.
    pub fn with<N: AsRef<str>, V: AsRef<str>>(self, key: &str, args: &[(N, V)]) -> String {
        LOCALES.lookup_with_args(self.id(), key, &named(args))
    }

    /// The same for a key and arguments that came from outside: `None` when there is no such text.
    pub fn found<N: AsRef<str>, V: AsRef<str>>(self, key: &str, args: &[(N, V)]) -> Option<String> {
        LOCALES
            .lookup_single_language(self.id(), key, Some(&named(args)))
            .ok()
    }

    /// … that depends on a count (`$count`, with plurals).
    pub fn n(self, key: &str, count: impl Count) -> String {
        self.lookup(key, &[("count", FluentValue::from(count.count()))])
    }

    /// … that depends on a count and has one more argument.
    pub fn n1(
        self,
        key: &str,
        count: impl Count,
        name: &'static str,
        value: impl Display,
    ) -> String {
        self.lookup(
            key,
            &[
                ("count", FluentValue::from(count.count())),
                (name, value.to_string().into()),
            ],
        )
    }

    fn lookup(self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        if args.is_empty() {
            return LOCALES.lookup(self.id(), key);
        }
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(n, v)| (Cow::Borrowed(*n), v.clone()))
            .collect();
        LOCALES.lookup_with_args(self.id(), key, &args)
    }

    /// Whether the key exists in this very language; one that takes arguments does not.
    pub fn has(self, key: &str) -> bool {
        LOCALES
            .lookup_single_language::<&str>(self.id(), key, None)
            .is_ok()
    }

    /// `14 november 2026`.
    pub fn day(self, day: Date) -> String {
        format!(
            "{} {} {}",
            day.day(),
            self.t(&format!("month-{}", day.month())),
            day.year()
        )
    }

    /// The day of a moment in a time zone.
    pub fn date(self, at: Timestamp, zone: &TimeZone) -> String {
        self.day(at.to_zoned(zone.clone()).date())
    }

    /// `14 november 2026, 14:05`.
    pub fn date_time(self, at: Timestamp, zone: &TimeZone) -> String {
        let zoned = at.to_zoned(zone.clone());
        format!(
            "{}, {:02}:{:02}",
            self.day(zoned.date()),
            zoned.hour(),
            zoned.minute()
        )
    }

    /// `12.345` in Dutch, `12,345` in English.
    pub fn number(self, n: impl Count) -> String {
        let digits = n.count().unsigned_abs().to_string();
        let separator = if self.0 == Lang::Nl { '.' } else { ',' };
        let mut out = String::new();
        if n.count() < 0 {
            out.push('-');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A decimal in halves: `2,5` in Dutch, `2.5` in English.
    pub fn halves(self, points: domain::badge_class::HalfPoints) -> String {
        self.decimal(&points.to_string())
    }

    /// A number with a point in it as this language writes it; any other text stays as it is.
    pub fn decimal(self, text: &str) -> String {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('.') {
            Some((whole, rest)) if self.0 == Lang::Nl && digits(whole) && digits(rest) => {
                format!("{whole},{rest}")
            }
            _ => text.to_owned(),
        }
    }
}

/// Anything that counts, by value or reference (templates pass references).
pub trait Count {
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($ty:ty),+) => {$(
        impl Count for $ty {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )+};
}

counts!(i64, u64, usize, i32, u32, u16);

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}
