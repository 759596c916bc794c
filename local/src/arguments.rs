//! The command line.

use std::{net::Ipv4Addr, path::PathBuf, time::Duration};

use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

/// Recado on this machine, for trying it and for testing it, not for production.
#[derive(Parser)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Where everything is kept
    #[arg(
        long,
        value_name = "DIR",
        default_value = "target/recado-local",
        global = true
    )]
    pub(crate) data: PathBuf,
    /// Begin with an empty data folder
    #[arg(long, global = true)]
    pub(crate) fresh: bool,
    /// Where the gateway listens, the stand-ins on the four ports behind it; 0 takes free ones
    #[arg(long, default_value_t = 3000, global = true)]
    pub(crate) port: u16,
    /// Ready function binaries; without it cargo builds them
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) bin_dir: Option<PathBuf>,
    /// Where containers reach this machine, such as 172.17.0.1: whoever else reaches that address
    /// can then use the emulated services too
    #[arg(long, value_name = "ADDRESS", global = true)]
    pub(crate) listen_for_containers: Option<Ipv4Addr>,
    /// After how long a responder is killed, as on AWS
    #[arg(long, value_name = "SECONDS", default_value_t = 90, global = true,
          value_parser = clap::value_parser!(u64).range(16..=900))]
    responder_timeout: u64,
    /// What the functions log
    #[arg(
        long,
        value_name = "FILTER",
        env = "RECADO_LOG",
        default_value = "info",
        global = true
    )]
    pub(crate) log: String,
    /// The demo asks the real OpenAI with this key
    #[arg(
        long,
        value_name = "KEY",
        env = "OPENAI_API_KEY",
        hide_env_values = true,
        global = true
    )]
    pub(crate) openai_api_key: Option<SecretString>,
    /// The demo speaks with the real ElevenLabs, with this key
    #[arg(
        long,
        value_name = "KEY",
        env = "ELEVENLABS_API_KEY",
        hide_env_values = true,
        global = true
    )]
    pub(crate) elevenlabs_api_key: Option<SecretString>,
    /// The model that the demo asks then
    #[arg(
        long,
        value_name = "MODEL",
        env = "OPENAI_MODEL",
        default_value = "gpt-6-luna",
        global = true
    )]
    pub(crate) openai_model: String,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Three balloons, one answer, a person who takes the conversation and gives it back, and a voice
    Demo,
}

impl Arguments {
    /// Reads them. If the arguments make no sense, the process ends and says why.
    pub(crate) fn read() -> Self {
        let arguments = Self::parse();
        if arguments.command.is_some() && arguments.listen_for_containers.is_some() {
            let message = "the demo cannot be used with --listen-for-containers: it is over before \
                           anything could be tried in a container";
            Self::command()
                .error(ErrorKind::ArgumentConflict, message)
                .exit();
        }
        arguments
    }

    pub(crate) const fn responder_timeout(&self) -> Duration {
        Duration::from_secs(self.responder_timeout)
    }

    /// The log of this process: in the story, only failures. The emulated table would warn of each
    /// refused conditional write, although those are meant to be refused, and the emulated S3 would
    /// report an error when audio that was never made is not there.
    pub(crate) fn log_filter(&self) -> EnvFilter {
        EnvFilter::new(match self.command {
            Some(Command::Demo) => "error,s3s=off",
            None => "info,dynoxide=error,s3s=off",
        })
    }
}
