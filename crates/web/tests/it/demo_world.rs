//! The sample world of the demo, made through the use cases into an empty platform.

use std::collections::{BTreeMap, BTreeSet};

use app::badge_classes::ManagedClass;
use domain::assertion::State as EdubadgeState;
use domain::badge_class::{MayRequest, State};
use domain::role::{Path, Role};
use domain::{Lang, annex};
use store::Tx;

use crate::support::TestApp;
