//! The whole site in process: real templates, a real database, a moved clock.

#[path = "../../../store/tests/it/database.rs"]
mod database;
mod support;

mod audit;
mod award_files;
mod awards;
mod backpack;
mod bad_credentials;
mod bad_input;
mod badge_classes;
mod batches;
mod catalogue;
mod claim;
mod corrections;
mod demo_world;
mod door;
mod edubadges;
mod figures;
mod liar;
mod lists;
mod mails;
mod manage;
mod operator;
mod overview;
mod people;
mod personas;
mod promises;
mod request_mails;
mod requests;
mod scale;
mod sessions;
mod sharing;
mod signin;
mod sizes;
mod start;
mod texts;
mod verify;
mod versions;
mod weight;
