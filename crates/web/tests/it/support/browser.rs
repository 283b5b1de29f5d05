//! A browser without a picture: cookies, forms, pages.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use domain::Lang;
use tower::ServiceExt as _;

use super::BASE;

/// One browser: keeps cookies, and the CSRF token of the page that it saw last for every form.
#[derive(Clone)]
pub struct Browser {
    pub(super) router: Router,
    pub cookies: Vec<(String, String)>,
    pub csrf: String,
    pub origin: Option<String>,
}

pub struct Page {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as text; empty for pictures.
    pub text: String,
    /// Database statements, session and roles included.
    pub statements: u32,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Where a redirect goes.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Where a page on the way to another site sends the browser.
    pub fn leaves_for(&self) -> String {
        let rest = self.text.split("content=\"0;url=").nth(1);
        let address = rest.and_then(|t| t.split('"').next());
        let address = address.unwrap_or_else(|| panic!("leaves for nowhere: {}", self.text));
        address.replace("&#38;", "&").replace("&amp;", "&")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }
}

impl Browser {
    /// Reads on in this language, as after a click on its name.
    pub fn reads(&mut self, lang: Lang) {
        self.cookies.retain(|(name, _)| name != "lang");
        self.cookies.push(("lang".into(), lang.code().into()));
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.get_as(path, "text/html").await
    }

    pub async fn get_as(&mut self, path: &str, accept: &str) -> Page {
        let request = Request::get(path).header(header::ACCEPT, accept);
        self.send(request, Body::empty()).await
    }

    /// How many bytes an address takes over the wire, with brotli.
    pub async fn get_compressed(&mut self, path: &str) -> usize {
        let request = Request::get(path)
            .header(header::ACCEPT, "*/*")
            .header(header::ACCEPT_ENCODING, "br");
        let page = self.send(request, Body::empty()).await;
        assert_eq!(page.status, 200, "{path}");
        page.bytes.len()
    }

    /// Sends a form with the token.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("csrf", self.csrf.clone())];
        all.extend(fields.iter().map(|(n, v)| (*n, (*v).to_owned())));
        let fields: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
        self.post_raw(path, &fields).await
    }

    /// Sends exactly these fields.
    pub async fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form with a file, multipart.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Page {
        let boundary = "----insigne-test-boundary";
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (name, value) in [("csrf", csrf.as_str())].iter().chain(fields) {
            body.extend(format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        let (field, name, bytes) = file;
        body.extend(
            format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(bytes);
        body.extend(format!("\r\n--{boundary}--\r\n").bytes());
        let request = Request::post(path).header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={boundary}"),
        );
        self.send(request, Body::from(body)).await
    }

    /// Follows one redirect.
    pub async fn follow(&mut self, page: &Page) -> Page {
        assert!(
            (300..400).contains(&page.status),
            "not a redirect: {} {}",
            page.status,
            page.text
        );
        let location = page.location().to_owned();
        let path = location.strip_prefix(BASE).unwrap_or(&location).to_owned();
        self.get(&path).await
    }

    pub async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Page {
        request = request.header(header::HOST, "127.0.0.1:8000");
        if let Some(origin) = &self.origin {
            request = request.header(header::ORIGIN, origin);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        for value in response.headers().get_all(header::SET_COOKIE) {
            let pair = value.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .unwrap()
            .to_vec();
        let timing = parts
            .headers
            .get("server-timing")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let statements = timing
            .split("db;desc=\"")
            .nth(1)
            .and_then(|t| t.split('"').next()?.parse().ok())
            .unwrap_or(0);
        let text = String::from_utf8(bytes.clone()).unwrap_or_default();
        if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.split('"').next().unwrap_or_default().to_owned();
        }
        Page {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes,
            text,
            statements,
        }
    }
}
