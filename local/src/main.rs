//! `cargo run -p local`: the whole system on this machine, until Ctrl-C.

use std::path::PathBuf;

use clap::Parser;
use local::system::{Options, RESPONDER_TIMEOUT, System};
use secrecy::ExposeSecret;

/// Recado on this machine, for trying it and for testing it, not for production.
#[derive(Parser)]
struct Arguments {
    /// Where everything is kept
    #[arg(long, value_name = "DIR", default_value = "target/recado-local")]
    data: PathBuf,
    /// Begin with an empty data folder
    #[arg(long)]
    fresh: bool,
    /// Where the gateway listens; 0 takes a free port
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Ready function binaries; without it cargo builds them
    #[arg(long, value_name = "DIR")]
    bin_dir: Option<PathBuf>,
    /// What the functions log
    #[arg(
        long,
        value_name = "FILTER",
        env = "RECADO_LOG",
        default_value = "info"
    )]
    log: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let system = System::start(Options {
        data_dir: arguments.data.clone(),
        fresh: arguments.fresh,
        port: arguments.port,
        bin_dir: arguments.bin_dir,
        responder_timeout: RESPONDER_TIMEOUT,
        log: arguments.log,
    })
    .await?;
    let (url, endpoints) = (system.url(), system.aws().endpoints());
    println!("Recado runs on this machine, for trying and testing, not for production.");
    println!("  console API      {url}/console/api");
    println!("  webhooks         {url}/webhooks/<integration id>");
    println!(
        "  admin token      {}",
        system.admin_token().expose_secret()
    );
    println!("  DynamoDB         {}", endpoints.dynamodb);
    println!("  SQS              {}", endpoints.sqs);
    println!("  KMS              {}", endpoints.kms);
    println!("  Secrets Manager  {}", endpoints.secrets_manager);
    println!("  data             {}", arguments.data.display());
    println!("  logs             {}", system.logs().display());
    println!("Ctrl-C stops it.");
    tokio::signal::ctrl_c().await?;
    Ok(())
}
