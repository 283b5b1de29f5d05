//! What both databases must do alike: the same tests run on the one that `INSIGNE_TEST_DB` names.

mod database;
mod support;

mod constraints;
mod jobs;
mod life;
mod locking;
mod paging;
mod statements;
mod values;
