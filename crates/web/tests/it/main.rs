//! The whole site in process: real templates, a real database, a moved clock.

#[path = "../../../store/tests/it/database.rs"]
mod database;
mod support;

mod award_files;
mod awards;
mod backpack;
mod bad_credentials;
mod bad_input;
mod badge_classes;
mod batches;
mod bounces;
mod catalogue;
mod claim;
mod deliveries;
mod demo_world;
mod door;
mod figures;
mod liar;
mod life;
mod lists;
mod mails;
mod manage;
mod operator;
mod people;
mod personas;
mod pleas;
mod promises;
mod request_mails;
mod requests;
mod scale;
mod sessions;
mod several;
mod sharing;
mod signin;
mod sizes;
mod start;
mod switches;
mod tags;
mod texts;
mod tree;
mod verify;
mod versions;
mod weight;
