//! The whole site in process: real templates, a real database, a moved clock.

mod support;

mod manage;
mod start;
