//! The one way to an address that somebody gave: public hosts only (a person at their own machine
//! may say otherwise), looked up once and then connected to at exactly what was looked up; few
//! redirects, each checked again; a short wait and a small answer.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use ::credentials::verify::Answer;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{StatusCode, redirect};
use url::{Host, Url};

const WAIT: Duration = Duration::from_secs(8);
const REDIRECTS: usize = 3;

/// How far a fetch may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses by https: every platform on the internet.
    PublicHttps,
    /// Public addresses, by http too: the demo.
    Public,
    /// Whatever this machine reaches, by http too. Only for who sits at the machine and asks for
    /// it: the addresses come from a document that somebody else wrote.
    Everywhere,
}

/// Fetches what an address holds.
pub(crate) async fn get(address: &str, accept: &str, max_bytes: usize, reach: Reach) -> Answer {
    match tokio::time::timeout(WAIT, follow(address, accept, max_bytes, reach)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(why)) => Answer::Failed(why),
        Err(_) => Answer::Failed("no answer in time".into()),
    }
}

async fn follow(
    address: &str,
    accept: &str,
    max_bytes: usize,
    reach: Reach,
) -> Result<Answer, String> {
    let mut url = Url::parse(address).map_err(|_| "not an address".to_owned())?;
    for _ in 0..=REDIRECTS {
        let response = connect(&url, accept, reach).await?;
        if !is_redirect(response.status()) {
            return read(response, max_bytes).await;
        }
        let to = response
            .headers()
            .get(LOCATION)
            .and_then(|v| v.to_str().ok())
            .ok_or("a redirect to nowhere")?;
        url = url
            .join(to)
            .map_err(|_| "a redirect to no address".to_owned())?;
    }
    Err("too many redirects".into())
}

fn is_redirect(status: StatusCode) -> bool {
    status.is_redirection() && status != StatusCode::NOT_MODIFIED
}

/// One request, to addresses that were checked: the name is not looked up a second time.
async fn connect(url: &Url, accept: &str, reach: Reach) -> Result<reqwest::Response, String> {
    if !(url.scheme() == "https" || (url.scheme() == "http" && reach != Reach::PublicHttps)) {
        return Err("only https addresses are fetched".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("addresses with a password are not fetched".into());
    }
    let port = url.port_or_known_default().ok_or("no port")?;
    let (name, found) = match url.host().ok_or("no host")? {
        Host::Ipv4(ip) => (None, vec![SocketAddr::from((ip, port))]),
        Host::Ipv6(ip) => (None, vec![SocketAddr::from((ip, port))]),
        Host::Domain(name) => {
            let found = tokio::net::lookup_host((name, port))
                .await
                .map_err(|_| "unknown host".to_owned())?;
            (Some(name), found.collect())
        }
    };
    if found.is_empty() {
        return Err("unknown host".into());
    }
    if reach != Reach::Everywhere && !found.iter().all(|a| is_public(a.ip())) {
        return Err("not a public address".into());
    }
    let mut client = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(WAIT)
        .user_agent(concat!("Insigne/", env!("CARGO_PKG_VERSION")));
    if let Some(name) = name {
        client = client.resolve_to_addrs(name, &found);
    }
    let client = client.build().map_err(|e| e.to_string())?;
    client
        .get(url.clone())
        .header(ACCEPT, accept)
        .send()
        .await
        .map_err(|e| e.without_url().to_string())
}

async fn read(mut response: reqwest::Response, max_bytes: usize) -> Result<Answer, String> {
    let status = response.status().as_u16();
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|e| e.without_url().to_string())?
    {
        if body.len() + chunk.len() > max_bytes {
            return Err(format!("longer than {max_bytes} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer::Fetched {
        status,
        media_type,
        body,
    })
}

/// Whether an address is on the public internet, after the IANA special-purpose registries.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded_v4(ip) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Global unicast, without documentation, Teredo, ORCHID and what else is in 2001::/23.
    (first & 0xe000) == 0x2000
        && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        && first != 0x3fff
}

/// An IPv4 address inside: mapped, NAT64 (RFC 6052) or 6to4 (RFC 3056).
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = ip.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_the_public_internet_are_public() {
        for inside in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "8.8.8.8",
            "145.100.1.1",
            "2a00:1450:4001::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[tokio::test]
    async fn what_is_inside_is_not_asked() {
        for address in [
            "http://127.0.0.1:1/",
            "http://[::1]:1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://localhost:1/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "http://a:b@example.org/",
        ] {
            let answer = get(address, "*/*", 10, Reach::Public).await;
            assert!(matches!(answer, Answer::Failed(_)), "{address}: {answer:?}");
        }
        let answer = get("http://example.org/", "*/*", 10, Reach::PublicHttps).await;
        assert_eq!(
            answer,
            Answer::Failed("only https addresses are fetched".into())
        );
    }
}
