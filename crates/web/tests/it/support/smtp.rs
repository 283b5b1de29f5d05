//! A small mail server (RFC 5321) that writes down what it was given, and answers as told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the server does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    Accept,
    /// Says this at `RCPT TO`.
    Refuse(&'static str),
    /// Takes the whole mail and then says nothing: whether it was accepted, nobody knows.
    Silence,
}

/// One mail as it came over the line.
#[derive(Clone, Debug)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    pub to: String,
    pub raw: String,
}

impl Received {
    pub fn header(&self, name: &str) -> String {
        let head = self
            .raw
            .split("\r\n\r\n")
            .next()
            .unwrap_or_default()
            .replace("\r\n ", " ");
        let found = head.lines().find_map(|l| {
            l.split_once(':')
                .filter(|(n, _)| n.eq_ignore_ascii_case(name))
        });
        found.map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
    }
}

type Rule = Box<dyn Fn(&str, usize) -> Reply + Send + Sync>;

#[derive(Clone)]
pub struct SmtpServer {
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    rule: Arc<Mutex<Rule>>,
    count: Arc<watch::Sender<usize>>,
}

impl SmtpServer {
    /// Accepts everything until told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            received: Arc::default(),
            rule: Arc::new(Mutex::new(Box::new(|_, _| Reply::Accept))),
            count: Arc::new(watch::channel(0).0),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                // A client that hangs up ends its own conversation only.
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// Answers by recipient and by how many mails came before.
    pub fn answer(&self, rule: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) {
        *self.rule.lock().unwrap() = Box::new(rule);
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until so many mails came in.
    pub async fn wait_for(&self, mails: usize) {
        let mut count = self.count.subscribe();
        let waited =
            tokio::time::timeout(Duration::from_secs(60), count.wait_for(|n| *n >= mails)).await;
        waited.expect("the mails come within a minute").unwrap();
    }

    pub fn settings(&self) -> app::Smtp {
        app::Smtp {
            host: "127.0.0.1".into(),
            port: self.port,
            user: None,
            password: None,
            security: "none".into(),
        }
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 test ready\r\n").await.ok()?;
        let (mut from, mut to, mut reply) = (String::new(), String::new(), Reply::Accept);
        while let Some(line) = lines.next_line().await.ok()? {
            let command = line.to_ascii_uppercase();
            let answer = match command.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" | "HELO" => "250-test\r\n250 8BITMIME".to_owned(),
                "MAIL" => {
                    from = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    "250 fine".to_owned()
                }
                "RSET" | "NOOP" => "250 fine".to_owned(),
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let before = self.received.lock().unwrap().len();
                    reply = (self.rule.lock().unwrap())(&to, before);
                    match reply {
                        Reply::Refuse(said) => said.to_owned(),
                        _ => "250 fine".to_owned(),
                    }
                }
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await.ok()?;
                    let mut raw = String::new();
                    loop {
                        let line = lines.next_line().await.ok()??;
                        if line == "." {
                            break;
                        }
                        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                        raw.push_str("\r\n");
                    }
                    let count = {
                        let mut received = self.received.lock().unwrap();
                        received.push(Received {
                            from: from.clone(),
                            to: to.clone(),
                            raw,
                        });
                        received.len()
                    };
                    self.count.send_replace(count);
                    if reply == Reply::Silence {
                        std::future::pending::<()>().await;
                    }
                    "250 taken".to_owned()
                }
                "QUIT" => {
                    writer.write_all(b"221 bye\r\n").await.ok()?;
                    return Some(());
                }
                _ => "500 what".to_owned(),
            };
            writer
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .ok()?;
        }
        Some(())
    }
}
