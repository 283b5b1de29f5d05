//! The whole site in process: real templates, a real database, a moved clock.

mod support;

mod backpack;
mod door;
mod manage;
mod operator;
mod signin;
mod start;
mod texts;
mod weight;
