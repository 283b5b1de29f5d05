//! The program as a person starts it.

#[path = "../../../credentials/tests/it/sample.rs"]
mod sample;
mod mail_bounce;
mod verify;
