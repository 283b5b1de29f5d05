//! The program as a person starts it.

mod mail_bounce;
#[path = "../../../credentials/tests/it/sample.rs"]
mod sample;
mod verify;
