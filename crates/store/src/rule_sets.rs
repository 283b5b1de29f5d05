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
        tx.insert_rule_set(&set).await?;
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

    /// Adds a rule set. Those before it stay as they are: the days tell which one holds.
    pub async fn insert_rule_set(&mut self, set: &RuleSet) -> Result<()> {
        let sql = "insert into rule_sets (id, framework, document) values ($1, $2, $3)";
        self.exec(sql, &[&set.id, &set.framework, &Json(set.clone())])
            .await?;
        Ok(())
    }

    /// All rule sets, past and future too.
    pub async fn rule_sets(&mut self) -> Result<Vec<RuleSet>> {
        self.query("select document from rule_sets order by id", &[], |r| {
            r.json("document")
        })
        .await
    }
}
