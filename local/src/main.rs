//! `cargo run -p local`: the whole system on this machine, until Ctrl-C; or `-- demo`: its story.

mod arguments;

use arguments::{Arguments, Command};
use conversation::Timestamp;
use local::{
    bridge::{Bridge, from_containers},
    demo::{self, Real, RealAssistant},
    stand_ins::StandIns,
    system::{Options, System},
};
use secrecy::ExposeSecret;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_env_filter(arguments.log_filter())
        .init();
    let now = Timestamp::from_millis(u64::try_from(jiff::Timestamp::now().as_millisecond())?);
    let stand_ins = StandIns::start(arguments.port).await?;
    let containers = arguments.listen_for_containers;
    let _bridge = match containers {
        Some(address) => Some(Bridge::open(address, stand_ins.urls()).await?),
        None => None,
    };
    let system = System::start(Options {
        data_dir: arguments.data.clone(),
        fresh: arguments.fresh,
        port: arguments.port,
        bin_dir: arguments.bin_dir.clone(),
        responder_timeout: arguments.responder_timeout(),
        log: arguments.log.clone(),
        containers,
    })
    .await?;
    let sign_in = system.sign_in_link().await?;
    show(&arguments, &system, &stand_ins, &sign_in);
    let assistant = arguments.openai_api_key.map(|api_key| RealAssistant {
        api_key,
        model: arguments.openai_model,
    });
    let real = Real {
        assistant,
        elevenlabs: arguments.elevenlabs_api_key,
    };
    match arguments.command {
        Some(Command::Demo) => demo::play(&system, &stand_ins, &real, now).await,
        None => {
            // Without it there is only less to try.
            if let Err(error) = demo::prepare(&system, &stand_ins, &real, now).await {
                tracing::warn!(?error, "the demo's integration was not made");
            }
            println!("Ctrl-C stops it. What WhatsApp and Whazing are given is shown here:");
            tokio::select! {
                stopped = tokio::signal::ctrl_c() => Ok(stopped?),
                () = stand_ins.each(|line| println!("  {}", line.replace('\n', "\n    "))) => Ok(()),
            }
        }
    }
}

/// Prints where everything is.
fn show(arguments: &Arguments, system: &System, stand_ins: &StandIns, sign_in: &str) {
    let (url, endpoints) = (system.url(), system.aws().endpoints());
    // At addresses that the functions can reach both on this machine and in a container.
    let [openai, whatsapp, whazing, elevenlabs] =
        stand_ins
            .urls()
            .map(|url| match arguments.listen_for_containers {
                Some(address) => from_containers(&url, address),
                None => url,
            });
    println!("Recado runs on this machine, for trying and testing, not for production.");
    println!("Open this link, which signs you in once:");
    println!("  {sign_in}");
    println!("  console          {url}/console");
    println!("  console API      {url}/console/api");
    println!(
        "  admin token      {}",
        system.admin_token().expose_secret()
    );
    println!("  webhooks         {url}/webhooks/<integration id>");
    println!("  OpenAI           {openai} (a stand-in, no AI)");
    println!("  WhatsApp         {whatsapp} (a stand-in)");
    println!("  Whazing          {whazing} (a stand-in)");
    println!("  ElevenLabs       {elevenlabs} (a stand-in)");
    println!("  DynamoDB         {}", endpoints.dynamodb);
    println!("  SQS              {}", endpoints.sqs);
    println!("  KMS              {}", endpoints.kms);
    println!("  Secrets Manager  {}", endpoints.secrets_manager);
    println!("  S3               {}", endpoints.s3);
    println!("  data             {}", arguments.data.display());
    println!("  variables        {}", system.variables().display());
    println!("  logs             {}", system.logs().display());
    if let Some(address) = arguments.listen_for_containers {
        println!(
            "  containers       {address}: whoever reaches it can use all that is emulated here"
        );
        println!("  SAM              {}", system.sam_command());
    }
}
