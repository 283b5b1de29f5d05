//! Quality frameworks and the dated rule sets under them.

use domain::rule_set::{Framework, RuleSet};
use serde::Deserialize;

use crate::columns::Json;
use crate::error::{Error, Result};
use crate::tx::Tx;

#[derive(Deserialize)]
struct Shipped {
    frameworks: Vec<Framework>,
    rule_sets: Vec<RuleSet>,
}

/// Loads what ships with the program into an empty database.
pub(crate) async fn load(tx: &mut Tx) -> Result<()> {
    let shipped: Shipped = toml::from_str(include_str!("../data/frameworks.toml"))
        .map_err(|e| Error::corrupt("frameworks", e))?;
    for framework in shipped.frameworks {
        let sql = "insert into frameworks (id, document) values ($1, $2)";
        tx.exec(sql, &[&framework.id.clone(), &Json(framework)])
            .await?;
    }
    for set in shipped.rule_sets {
        let sql = "insert into rule_sets (id, framework, document) values ($1, $2, $3)";
        tx.exec(sql, &[&set.id.clone(), &set.framework.clone(), &Json(set)])
            .await?;
    }
    Ok(())
}

impl Tx {
    /// All frameworks, by id.
    pub async fn frameworks(&mut self) -> Result<Vec<Framework>> {
        self.query("select document from frameworks order by id", &[], |r| {
            r.json("document")
        })
        .await
    }

    /// All rule sets, past and future too.
    pub async fn rule_sets(&mut self) -> Result<Vec<RuleSet>> {
        self.query("select document from rule_sets order by id", &[], |r| {
            r.json("document")
        })
        .await
    }
}
