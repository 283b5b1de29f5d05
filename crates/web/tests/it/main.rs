//! The whole site in process: real templates, a real database, a moved clock.

mod support;

mod award_files;
mod awards;
mod backpack;
mod catalogue;
mod claim;
mod door;
mod liar;
mod mails;
mod manage;
mod operator;
mod personas;
mod signin;
mod start;
mod texts;
mod verify;
mod weight;
