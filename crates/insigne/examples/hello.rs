//! A bare route on the same server library, which the load test compares the pages with.

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

#[expect(clippy::print_stdout, reason = "who starts it reads the address")]
fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("ready http://{}", listener.local_addr()?);
        axum::serve(listener, Router::new().route("/", get(async || "hello"))).await?;
        Ok(())
    })
}
