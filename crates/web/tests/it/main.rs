//! The whole site in process: real templates, a real database, a moved clock.

mod support;

mod backpack;
mod catalogue;
mod door;
mod manage;
mod start;
mod texts;
mod weight;
