//! The story of `demo`: three balloons, one answer, a person who takes the conversation and gives it
//! back, a voice message that is answered in a voice, and a picture.

mod console;
mod customer;
mod scenes;
mod settings;
mod voice;

use std::time::{Duration, Instant};

use anyhow::Context;
use conversation::Timestamp;
use http_client::{Access, Client};
use secrecy::SecretString;

use crate::{stand_ins::StandIns, system::System};

const INTERVAL: Duration = Duration::from_secs(3);
/// A run takes a second, and a real assistant on a slow day most of a minute.
const PATIENCE: Duration = Duration::from_secs(90);
const REQUEST_LIMIT: Duration = Duration::from_secs(30);
const APP_SECRET: &str = "demo-app-secret";
const TRANSFER_MESSAGE: &str = "Vou chamar uma pessoa da equipe.";

/// The assistant that answers in the demo.
#[derive(Debug, Clone)]
pub struct RealAssistant {
    /// OpenAI's key.
    pub api_key: SecretString,
    /// The model's name.
    pub model: String,
}

/// Which parts of the demo are real.
#[derive(Debug, Clone, Default)]
pub struct Real {
    /// The assistant.
    pub assistant: Option<RealAssistant>,
    /// ElevenLabs, with this key.
    pub elevenlabs: Option<SecretString>,
}

/// Makes the demo's assistant and its integration, where there are none yet, so that there is something
/// to try.
///
/// # Errors
/// If they cannot be made.
pub async fn prepare(
    system: &System,
    stand_ins: &StandIns,
    real: &Real,
    now: Timestamp,
) -> anyhow::Result<()> {
    let story = Story::new(system, stand_ins, now)?;
    if story.has_integrations().await? {
        return Ok(());
    }
    story.set_up(real).await
}

/// Plays the story on a running system, and tells it on standard output.
///
/// # Errors
/// If any of it does not happen.
pub async fn play(
    system: &System,
    stand_ins: &StandIns,
    real: &Real,
    now: Timestamp,
) -> anyhow::Result<()> {
    let story = Story::new(system, stand_ins, now)?;
    let assistant = match &real.assistant {
        Some(_) => "OpenAI",
        None => "a stand-in for OpenAI, no AI",
    };
    let voice = match &real.elevenlabs {
        Some(_) => "ElevenLabs",
        None => "a stand-in for ElevenLabs, which always says the same",
    };
    println!("\nThe assistant is {assistant}. The voice is {voice}.");
    println!("The provider is a stand-in for WhatsApp.");
    story.set_up(real).await?;

    story.three_balloons_get_one_answer().await?;
    let conversation = story.the_customer_asks_for_a_person().await?;
    story.a_person_answers(&conversation).await?;
    let answer = story.the_person_gives_it_back(&conversation).await?;
    anyhow::ensure!(
        real.assistant.is_some() || answer.contains(scenes::PERSON_SAYS),
        "the assistant was not shown what the person said"
    );
    story.a_voice_is_answered_in_a_voice(&conversation).await?;
    story.a_picture_is_seen().await?;
    println!(
        "\nDone: three balloons, one answer; a person helped, and the bot went on from there; it \
         heard a voice and saw a picture."
    );
    Ok(())
}

struct Story<'a> {
    system: &'a System,
    stand_ins: &'a StandIns,
    client: Client,
    run: String,
    contact: String,
    now: Timestamp,
}

impl<'a> Story<'a> {
    fn new(system: &'a System, stand_ins: &'a StandIns, now: Timestamp) -> anyhow::Result<Self> {
        Ok(Self {
            system,
            stand_ins,
            client: Client::new(Access::Anywhere)?,
            // Each time with new ids and a new contact: an interrupted demo may still go on, and
            // people may have its conversation.
            run: format!(".{}", now.millis()),
            contact: format!("{:011}", now.millis() % 100_000_000_000),
            now,
        })
    }
}

impl Story<'_> {
    /// Waits until WhatsApp was given its text of this number, counted from 1, and gives it.
    async fn text(&self, nth: usize) -> anyhow::Result<String> {
        let mut texts = within(self.stand_ins.wait_for_texts_to(&self.contact, nth))
            .await
            .with_context(|| format!("WhatsApp was not given text {nth}"))?;
        let count = texts.len();
        anyhow::ensure!(count == nth, "WhatsApp was given {count} texts, not {nth}");
        texts.pop().context("no text")
    }
}

async fn within<T>(wait: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(PATIENCE, wait).await.ok()
}

fn elapsed(began: Instant) -> String {
    format!("[{:>5.2} s]", began.elapsed().as_secs_f64())
}

fn print_quoted(text: &str) {
    for line in text.lines() {
        println!("     │ {line}");
    }
}
