/// Settings of the outside.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The header in which a trusted proxy gives the client's address; else the connection's.
    pub client_ip_header: Option<String>,
    /// Whether the site is reached over https: cookies are `Secure` and `__Host-`.
    pub https: bool,
    /// Shown in a strip above every page of the demo, with a link to its mailbox.
    pub demo: bool,
    /// The address of the demo's mailbox, on its own listener.
    pub demo_mailbox: String,
}
