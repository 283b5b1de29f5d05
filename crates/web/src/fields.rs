//! A sent form: its fields, with the CSRF token checked. Repeated fields keep their order.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use domain::Localized;

use crate::Web;
use crate::failure::Failure;
use crate::page::Page;

/// At most so many bytes in a form without files.
const FORM_MAX: usize = 2 * 1024 * 1024;
/// … and in an uploaded file.
pub(crate) const FILE_MAX: usize = 20 * 1024 * 1024;
/// … and in any request's body: a reader of multipart takes in all that comes, parsed or not.
pub(crate) const BODY_MAX: usize = FILE_MAX + FORM_MAX;

/// The fields of a form, urlencoded or multipart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    pairs: Vec<(String, String)>,
    files: Vec<Upload>,
}

/// Trimmed, with the line ends that we keep.
pub(crate) fn with_plain_line_ends(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// A file of a multipart form.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

impl Fields {
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self {
            pairs,
            files: Vec::new(),
        }
    }

    /// The first value of a field; empty when it wasn't sent.
    pub fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, v)| v.as_str())
    }

    /// Trimmed, or `None` when nothing is left.
    pub fn text(&self, name: &str) -> Option<String> {
        domain::text::non_empty(self.get(name))
    }

    /// `{field}_nl` and `{field}_en`.
    pub fn localized(&self, field: &str) -> Localized {
        Localized {
            nl: self.text(&format!("{field}_nl")),
            en: self.text(&format!("{field}_en")),
        }
    }

    pub fn set_localized(&mut self, field: &str, text: &Localized) {
        self.set(&format!("{field}_nl"), text.nl.clone().unwrap_or_default());
        self.set(&format!("{field}_en"), text.en.clone().unwrap_or_default());
    }

    /// A text of several lines, as we keep it: browsers send line ends as CRLF.
    pub fn lines(&self, name: &str) -> String {
        with_plain_line_ends(self.get(name))
    }

    /// Every value of a repeated field, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// Every field with its value, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Whether a box was ticked (or a button of this name pressed).
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.pairs.iter_mut().find(|(n, _)| n == name) {
            Some(pair) => pair.1 = value,
            None => self.pairs.push((name.to_owned(), value)),
        }
    }

    /// One more value of a repeated field.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// A file that was really chosen.
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files
            .iter()
            .find(|f| f.field == field && !f.bytes.is_empty())
    }
}

/// Everything that was asked in the address: filters, page, search.
impl FromRequestParts<Web> for Fields {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &Web,
    ) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        // A NUL is in no text that is kept; PostgreSQL can't even be asked for it.
        let pairs = pairs.map(|(name, value)| (name.into_owned(), value.replace('\0', "\u{fffd}")));
        Ok(Self::from_pairs(pairs.collect()))
    }
}

/// Parts of the address. What can't be an id names nothing: 404, as for an id that nothing has.
pub(crate) struct Segment<T>(pub T);

impl<T: serde::de::DeserializeOwned + Send> FromRequestParts<Web> for Segment<T> {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        web: &Web,
    ) -> Result<Self, Failure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, web).await;
        path.map(|p| Self(p.0))
            .map_err(|_| Failure(app::Error::NotFound))
    }
}

/// A form sent with POST.
pub(crate) struct Posted(pub Fields);

impl FromRequest<Web> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let page = Page::from_request_parts(&mut parts, web).await?;
        let request = Request::from_parts(parts, body);
        let multipart = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|t| t.starts_with("multipart/form-data"));
        let fields = if multipart {
            read_multipart(request, web).await?
        } else {
            read_urlencoded(request).await?
        };
        // No keyboard types it, and PostgreSQL keeps no text with it.
        if fields.pairs().any(|(_, value)| value.contains('\0')) {
            return Err(unreadable());
        }
        check_csrf(&page, fields.get("csrf"))?;
        Ok(Self(fields))
    }
}

async fn read_urlencoded(request: Request) -> Result<Fields, Failure> {
    let body = axum::body::to_bytes(request.into_body(), FORM_MAX)
        .await
        .map_err(|_| too_large("sent-too-large", FORM_MAX))?;
    Ok(Fields::from_pairs(
        url::form_urlencoded::parse(&body).into_owned().collect(),
    ))
}

async fn read_multipart(request: Request, web: &Web) -> Result<Fields, Failure> {
    let mut parts = Multipart::from_request(request, web)
        .await
        .map_err(|_| unreadable())?;
    let mut fields = Fields::default();
    let mut size = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|e| unread(&e))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|e| unread(&e))? {
            size += chunk.len();
            if size > FILE_MAX {
                return Err(too_large("file-too-large", FILE_MAX));
            }
            bytes.extend_from_slice(&chunk);
        }
        match file {
            Some(file) => fields.files.push(Upload {
                field: name,
                name: file,
                bytes: bytes.into(),
            }),
            None => fields
                .pairs
                .push((name, String::from_utf8(bytes).map_err(|_| unreadable())?)),
        }
    }
    Ok(fields)
}

fn unread(e: &axum::extract::multipart::MultipartError) -> Failure {
    if e.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        too_large("file-too-large", FILE_MAX)
    } else {
        unreadable()
    }
}

/// Answered with 413; the code's sentence names the limit in megabytes.
fn too_large(code: &'static str, max: usize) -> Failure {
    let max = (max / 1024 / 1024).to_string();
    let mut invalid = domain::Invalid::default();
    invalid.add_with("file", code, vec![("max", max)]);
    Failure(app::Error::TooLarge(invalid))
}

/// Refuses a body that says itself that it is larger than anything taken here, before any of it
/// is read.
pub(crate) fn check_announced_size(headers: &HeaderMap) -> Result<(), Failure> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    match announced.and_then(|text| text.parse::<u64>().ok()) {
        Some(length) if length > BODY_MAX as u64 => Err(too_large("file-too-large", FILE_MAX)),
        _ => Ok(()),
    }
}

/// The body of a request that isn't a form.
pub(crate) struct Sent(pub Bytes);

impl FromRequest<Web> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &Web) -> Result<Self, Failure> {
        axum::body::to_bytes(request.into_body(), FILE_MAX)
            .await
            .map(Self)
            .map_err(|_| too_large("sent-too-large", FILE_MAX))
    }
}

fn unreadable() -> Failure {
    Failure(app::Error::invalid("", "form-unreadable"))
}

/// A visitor has no authority that another site's page could borrow; `same_origin` has looked
/// at where the form came from.
fn check_csrf(page: &Page, sent: &str) -> Result<(), Failure> {
    match page.signed_in() {
        Some(signed_in) if !app::equal_in_constant_time(sent, &signed_in.session.csrf) => {
            Err(Failure(app::Error::Conflict("csrf")))
        }
        _ => Ok(()),
    }
}
