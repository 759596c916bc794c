//! `cargo run -p local`: the whole system on this machine, until Ctrl-C; or `-- demo`: its story.

mod arguments;

use arguments::{Arguments, Command};
use clap::Parser;
use conversation::Timestamp;
use local::{
    demo::{self, RealAssistant},
    stand_ins::StandIns,
    system::{Options, System},
};
use secrecy::ExposeSecret;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_env_filter(arguments.log_filter())
        .init();
    let now = Timestamp::from_millis(u64::try_from(jiff::Timestamp::now().as_millisecond())?);
    let stand_ins = StandIns::start(arguments.port).await?;
    let system = System::start(Options {
        data_dir: arguments.data.clone(),
        fresh: arguments.fresh,
        port: arguments.port,
        bin_dir: arguments.bin_dir.clone(),
        responder_timeout: arguments.responder_timeout(),
        log: arguments.log.clone(),
    })
    .await?;
    show(&arguments, &system, &stand_ins);
    match arguments.command {
        Some(Command::Demo) => {
            let real = arguments.openai_api_key.map(|api_key| RealAssistant {
                api_key,
                model: arguments.openai_model,
            });
            demo::play(&system, &stand_ins, real.as_ref(), now).await
        }
        None => {
            println!("Ctrl-C stops it. What WhatsApp and Whazing are given is shown here:");
            tokio::select! {
                stopped = tokio::signal::ctrl_c() => Ok(stopped?),
                () = stand_ins.each(|line| println!("  {}", line.replace('\n', "\n    "))) => Ok(()),
            }
        }
    }
}

/// Where everything is.
fn show(arguments: &Arguments, system: &System, stand_ins: &StandIns) {
    let (url, endpoints) = (system.url(), system.aws().endpoints());
    println!("Recado runs on this machine, for trying and testing, not for production.");
    println!("  console API      {url}/console/api");
    println!(
        "  admin token      {}",
        system.admin_token().expose_secret()
    );
    println!("  webhooks         {url}/webhooks/<integration id>");
    println!(
        "  OpenAI           {} (a stand-in, no AI)",
        stand_ins.openai()
    );
    println!("  WhatsApp         {} (a stand-in)", stand_ins.whatsapp());
    println!("  Whazing          {} (a stand-in)", stand_ins.whazing());
    println!("  DynamoDB         {}", endpoints.dynamodb);
    println!("  SQS              {}", endpoints.sqs);
    println!("  KMS              {}", endpoints.kms);
    println!("  Secrets Manager  {}", endpoints.secrets_manager);
    println!("  S3               {}", endpoints.s3);
    println!("  data             {}", arguments.data.display());
    println!("  variables        {}", system.variables().display());
    println!("  logs             {}", system.logs().display());
}
