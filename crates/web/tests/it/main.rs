//! The whole site in process: real templates, a real database, a moved clock.

mod support;

mod award_files;
mod awards;
mod backpack;
mod claim;
mod catalogue;
mod door;
mod mails;
mod manage;
mod operator;
mod personas;
mod signin;
mod start;
mod texts;
mod weight;
