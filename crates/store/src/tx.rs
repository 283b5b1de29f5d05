//! The thin layer over both drivers: one SQL text with `$n`, one `async` body.
//!
//! On SQLite the body runs on a blocking thread, where every `await` is ready at once; a body
//! that awaits anything but the database panics, so nothing slow can happen inside a
//! transaction. On PostgreSQL the same body runs on the runtime, and is run again after a
//! serialization failure: it must touch nothing but the transaction.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::columns::{Column, Row, Value};
use crate::error::{Error, Result, Retry};

/// A connection inside a transaction (or a read snapshot).
pub struct Tx {
    conn: Conn,
    /// Between BEGIN and COMMIT or ROLLBACK.
    open: bool,
    /// Statements run: what a page costs.
    pub(crate) statements: u32,
    pub(crate) audit: Vec<crate::audit::Note>,
}

enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(deadpool_postgres::Object),
    /// Taken out by `drop`.
    Gone,
}

/// A body can be dropped half-way (a client that hangs up): such a connection must not go back
/// to the pool with its transaction open.
impl Drop for Tx {
    fn drop(&mut self) {
        if self.open
            && let Conn::Postgres(c) = std::mem::replace(&mut self.conn, Conn::Gone)
        {
            drop(deadpool_postgres::Object::take(c));
        }
    }
}

/// Anything that can be bound to `$n`.
pub trait Param: Sync {
    fn value(&self) -> Value;
}

impl<T: Column + Sync> Param for T {
    fn value(&self) -> Value {
        self.to_value()
    }
}

impl Param for str {
    fn value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Param for &str {
    fn value(&self) -> Value {
        Value::Text((*self).to_owned())
    }
}

pub type Params<'a> = &'a [&'a (dyn Param + Sync)];

fn values(params: Params<'_>) -> Vec<Value> {
    params.iter().map(|p| p.value()).collect()
}

impl Tx {
    fn new(conn: Conn) -> Self {
        Self {
            conn,
            open: false,
            statements: 0,
            audit: Vec::new(),
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Runs a statement; gives the number of rows it touched.
    pub(crate) async fn exec(&mut self, sql: &str, params: Params<'_>) -> Result<u64> {
        self.exec_values(sql, &values(params)).await
    }

    pub(crate) async fn exec_values(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        self.statements += 1;
        match &mut self.conn {
            Conn::Sqlite(c) => {
                let mut statement = c.prepare_cached(sql)?;
                bind(&mut statement, values)?;
                Ok(statement.raw_execute()? as u64)
            }
            Conn::Postgres(c) => {
                let statement = c.prepare_cached(sql).await?;
                Ok(c.execute_raw(&statement, values).await?)
            }
            Conn::Gone => Err(closed()),
        }
    }

    /// All rows, mapped.
    pub(crate) async fn query<T>(
        &mut self,
        sql: &str,
        params: Params<'_>,
        map: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.query_values(sql, &values(params), map).await
    }

    pub(crate) async fn query_values<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.statements += 1;
        match &mut self.conn {
            Conn::Sqlite(c) => {
                let mut statement = c.prepare_cached(sql)?;
                bind(&mut statement, values)?;
                let mut rows = statement.raw_query();
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(map(&Row::Sqlite(row))?);
                }
                Ok(out)
            }
            Conn::Postgres(c) => {
                let statement = c.prepare_cached(sql).await?;
                let params: Vec<&(dyn postgres_types::ToSql + Sync)> = values
                    .iter()
                    .map(|v| v as &(dyn postgres_types::ToSql + Sync))
                    .collect();
                let rows = c.query(&statement, &params).await?;
                rows.iter().map(|row| map(&Row::Postgres(row))).collect()
            }
            Conn::Gone => Err(closed()),
        }
    }

    /// The first row, mapped.
    pub(crate) async fn first<T>(
        &mut self,
        sql: &str,
        params: Params<'_>,
        map: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, params, map).await?.into_iter().next())
    }

    /// Many rows in few statements: `insert into {into} values (…), (…)`, then `tail`.
    /// Gives the number of rows inserted.
    pub(crate) async fn insert_many(
        &mut self,
        into: &str,
        tail: &str,
        rows: &[Vec<Value>],
    ) -> Result<u64> {
        const AT_ONCE: usize = 100;
        let mut inserted = 0;
        for chunk in rows.chunks(AT_ONCE) {
            let width = chunk[0].len();
            let mut sql = format!("insert into {into} values ");
            for row in 0..chunk.len() {
                sql.push_str(if row == 0 { "(" } else { ", (" });
                for column in 0..width {
                    if column > 0 {
                        sql.push_str(", ");
                    }
                    sql.push('$');
                    sql.push_str(&(row * width + column + 1).to_string());
                }
                sql.push(')');
            }
            sql.push(' ');
            sql.push_str(tail);
            inserted += self.exec_values(&sql, &chunk.concat()).await?;
        }
        Ok(inserted)
    }

    /// Several statements without parameters (migrations, BEGIN, COMMIT).
    pub(crate) async fn script(&mut self, sql: &str) -> Result<()> {
        match &mut self.conn {
            Conn::Sqlite(c) => Ok(c.execute_batch(sql)?),
            Conn::Postgres(c) => Ok(c.batch_execute(sql).await?),
            Conn::Gone => Err(closed()),
        }
    }

    /// Whether both engines understand the statement (for the test that prepares them all).
    #[doc(hidden)]
    pub async fn prepare(&mut self, sql: &str) -> Result<()> {
        match &mut self.conn {
            Conn::Sqlite(c) => Ok(c.prepare(sql).map(|_| ())?),
            Conn::Postgres(c) => Ok(c.prepare(sql).await.map(|_| ())?),
            Conn::Gone => Err(closed()),
        }
    }

    async fn transaction<T, E: Retry>(
        &mut self,
        begin: &str,
        body: &impl AsyncFn(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.audit.clear();
        self.open = true;
        self.script(begin).await?;
        let result = body(self).await;
        let end = self
            .script(if result.is_ok() { "commit" } else { "rollback" })
            .await;
        // After a failed COMMIT or ROLLBACK the connection is not to be trusted.
        self.open = end.is_err();
        match end {
            Ok(()) => result,
            // A failed body already says more than its failed rollback.
            Err(e) => result.and(Err(e.into())),
        }
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, values: &[Value]) -> Result<()> {
    for (i, value) in values.iter().enumerate() {
        // By name, so that `$2` may stand before `$1`, or twice.
        if let Some(index) = statement.parameter_index(&format!("${}", i + 1))? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    Ok(())
}

#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(Arc<Sqlite>),
    Postgres(deadpool_postgres::Pool),
}

/// One writer, several readers, write-ahead log.
pub(crate) struct Sqlite {
    writer: Arc<Mutex<Option<Tx>>>,
    writing: Semaphore,
    readers: Arc<Mutex<Vec<Tx>>>,
    reading: Arc<Semaphore>,
}

const READERS: usize = 8;
const RETRIES: u32 = 8;

impl Pool {
    pub(crate) fn sqlite(path: &std::path::Path) -> Result<Self> {
        let open = || -> Result<Tx> {
            let c = rusqlite::Connection::open(path)?;
            c.execute_batch(
                "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
                 pragma busy_timeout = 10000; pragma secure_delete = on; pragma cache_size = -16000;",
            )?;
            c.set_prepared_statement_cache_capacity(256);
            Ok(Tx::new(Conn::Sqlite(c)))
        };
        let writer = open()?;
        let reader = || -> Result<Tx> {
            let tx = open()?;
            if let Conn::Sqlite(c) = &tx.conn {
                // As PostgreSQL holds a transaction that only reads to it.
                c.execute_batch("pragma query_only = on")?;
            }
            Ok(tx)
        };
        let readers = (0..READERS).map(|_| reader()).collect::<Result<Vec<_>>>()?;
        Ok(Self::Sqlite(Arc::new(Sqlite {
            writer: Arc::new(Mutex::new(Some(writer))),
            writing: Semaphore::new(1),
            readers: Arc::new(Mutex::new(readers)),
            reading: Arc::new(Semaphore::new(READERS)),
        })))
    }

    pub(crate) fn postgres(url: &str, connections: usize) -> Result<Self> {
        let config: tokio_postgres::Config = url.parse()?;
        let manager = deadpool_postgres::Manager::from_config(
            config,
            tokio_postgres::NoTls,
            deadpool_postgres::ManagerConfig {
                recycling_method: deadpool_postgres::RecyclingMethod::Fast,
            },
        );
        deadpool_postgres::Pool::builder(manager)
            .max_size(connections)
            .build()
            .map(Self::Postgres)
            .map_err(|e| Error::Unavailable(e.to_string()))
    }

    pub(crate) async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
    {
        match self {
            Self::Sqlite(db) => {
                let _turn = Arc::clone(&db.reading)
                    .acquire_owned()
                    .await
                    .map_err(|_| closed())?;
                let readers = Arc::clone(&db.readers);
                blocking(move || {
                    // A permit is held, so a reader is there.
                    let Some(mut tx) = lock(&readers).pop() else {
                        return Err(closed().into());
                    };
                    tx.statements = 0;
                    // One snapshot for the whole body, as on PostgreSQL.
                    let result = catch(&mut tx, "begin", &body);
                    lock(&readers).push(tx);
                    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .await
            }
            Self::Postgres(pool) => {
                let mut tx = Tx::new(Conn::Postgres(pool.get().await.map_err(Error::from)?));
                tx.transaction("begin isolation level repeatable read read only", &body)
                    .await
            }
        }
    }

    pub(crate) async fn write<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
    {
        match self {
            Self::Sqlite(db) => {
                let _turn = db.writing.acquire().await.map_err(|_| closed())?;
                let writer = Arc::clone(&db.writer);
                blocking(move || {
                    let Some(mut tx) = lock(&writer).take() else {
                        return Err(closed().into());
                    };
                    tx.statements = 0;
                    let result = catch(&mut tx, "begin immediate", &body);
                    *lock(&writer) = Some(tx);
                    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .await
            }
            Self::Postgres(pool) => {
                let mut tx = Tx::new(Conn::Postgres(pool.get().await.map_err(Error::from)?));
                let mut tries = 0;
                loop {
                    match tx
                        .transaction("begin isolation level serializable", &body)
                        .await
                    {
                        Err(e) if tries < RETRIES && e.is_serialization_failure() => {
                            tries += 1;
                            tokio::time::sleep(Duration::from_millis(2 << tries)).await;
                        }
                        result => return result,
                    }
                }
            }
        }
    }
}

impl Pool {
    pub(crate) async fn checkpoint(&self) -> Result<()> {
        let Self::Sqlite(db) = self else {
            return Ok(());
        };
        let _turn = db.writing.acquire().await.map_err(|_| closed())?;
        let writer = Arc::clone(&db.writer);
        blocking(move || match &mut *lock(&writer) {
            Some(Tx {
                conn: Conn::Sqlite(c),
                ..
            }) => Ok(c.execute_batch("pragma wal_checkpoint(truncate)")?),
            _ => Err(closed()),
        })
        .await
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".into())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: Retry + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) if e.is_panic() => std::panic::resume_unwind(e.into_panic()),
        Err(_) => Err(closed().into()),
    }
}

/// Runs a body on SQLite; after a panic in it the connection is rolled back and usable again.
fn catch<T, E: Retry>(
    tx: &mut Tx,
    begin: &str,
    body: &impl AsyncFn(&mut Tx) -> Result<T, E>,
) -> std::thread::Result<Result<T, E>> {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        at_once(tx.transaction(begin, body))
    }));
    if tx.open
        && let Conn::Sqlite(c) = &tx.conn
    {
        // Nothing to roll back is fine too.
        let _ = c.execute_batch("rollback");
        tx.open = false;
    }
    result
}

/// Polls a future that is ready at once.
fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future
        .as_mut()
        .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => {
            panic!("a transaction awaited something other than the database")
        }
    }
}
