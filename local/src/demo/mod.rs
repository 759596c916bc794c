//! The story of `demo`: three balloons, one answer, and a request for a person.

mod console;
mod human_queue;

use std::time::{Duration, Instant};

use anyhow::Context;
use conversation::Timestamp;
use outbound::{Access, BodyLimit, Client};
use secrecy::{ExposeSecret, SecretString};
use testkit::channels::{renewed, sign_whatsapp};
use url::Url;

use crate::{stand_ins::StandIns, system::System};

const INTERVAL: Duration = Duration::from_secs(3);
/// Between two balloons: what it takes to type a few words.
const TYPING: Duration = Duration::from_millis(400);
/// A run takes a second; a real assistant on a slow day takes most of a minute.
const PATIENCE: Duration = Duration::from_secs(90);
const REQUEST_LIMIT: Duration = Duration::from_secs(30);
const APP_SECRET: &str = "demo-app-secret";
const BALLOONS: [&str; 3] = [
    include_str!("../../../events/whatsapp_cloud/balloon_1.json"),
    include_str!("../../../events/whatsapp_cloud/balloon_2.json"),
    include_str!("../../../events/whatsapp_cloud/balloon_3.json"),
];
const ASKS_FOR_A_PERSON: &str =
    include_str!("../../../events/whatsapp_cloud/asks_for_a_person.json");

/// The names by which the balloons know the contact.
const CONTACT: [&str; 2] = ["5511999990000", "1502576394655843"];

/// The assistant that answers in the demo.
#[derive(Debug, Clone)]
pub struct RealAssistant {
    /// OpenAI's key.
    pub api_key: SecretString,
    /// The model's name.
    pub model: String,
}

/// Plays the story on a running system, and tells it on standard output.
///
/// # Errors
/// When anything of it does not happen.
pub async fn play(
    system: &System,
    stand_ins: &StandIns,
    real: Option<&RealAssistant>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let story = Story {
        system,
        client: Client::new(Access::Anywhere)?,
        // Each time with ids and a contact of its own: people have the last one's conversation,
        // and one that was interrupted may still go on.
        run: format!(".{}", now.millis()),
        contact: format!("{:011}", now.millis() % 100_000_000_000),
        now,
    };
    let assistant = if real.is_some() {
        "OpenAI"
    } else {
        "a stand-in for OpenAI, no AI"
    };
    println!("\nThe assistant is {assistant}. The provider is a stand-in for WhatsApp.");
    story.set_up(stand_ins, real).await?;

    println!("\n1. The customer writes three balloons; each is a signed webhook.");
    let began = Instant::now();
    for balloon in BALLOONS {
        story.post(balloon, began).await?;
        tokio::time::sleep(TYPING).await;
    }
    println!(
        "\n2. The interval is {} s from the first balloon. Waiting…",
        INTERVAL.as_secs()
    );
    let answers = within(stand_ins.wait_for_text_to(&story.contact))
        .await
        .context("no answer came")?;
    println!("   {} WhatsApp is given the answer:", elapsed(began));
    print_quoted(answers.first().map_or("", String::as_str));
    let count = answers.len();
    anyhow::ensure!(count == 1, "{count} answers came, not one");

    println!("\n3. The customer asks for a person.");
    story.post(ASKS_FOR_A_PERSON, Instant::now()).await?;
    println!("   Waiting for the next interval…");
    let entry = within(human_queue::entry_of(system, &story.contact))
        .await
        .context("nothing came to the human queue")??;
    println!("   The human queue has an entry:");
    println!("     queue             {}", entry.queue);
    println!("     transfer message  {}", entry.transfer_message);
    println!(
        "     reason            {}",
        serde_json::to_string(&entry.reason)?.trim_matches('"')
    );
    println!("     summary           {}", entry.summary);
    let count = stand_ins.texts_to(&story.contact).len();
    anyhow::ensure!(count == 1, "the bot went on talking: {count} texts");
    println!("\nDone: three balloons, one answer; and from here on people have the conversation.");
    Ok(())
}

struct Story<'a> {
    system: &'a System,
    client: Client,
    run: String,
    contact: String,
    now: Timestamp,
}

impl Story<'_> {
    /// One signed webhook, as the provider would post it.
    async fn post(&self, body: &str, began: Instant) -> anyhow::Result<()> {
        let [phone, id] = CONTACT;
        let body = body
            .replace(phone, &self.contact)
            .replace(id, &self.contact);
        let body = renewed(body.as_bytes(), self.now, &self.run);
        let text = spoken(&body);
        let url: Url =
            format!("{}/webhooks/{}", self.system.url(), console::INTEGRATION).parse()?;
        let request = self
            .client
            .post(&url)
            .header("content-type", "application/json")
            .header("x-hub-signature-256", sign_whatsapp(APP_SECRET, &body))
            .body(body);
        let response = self
            .client
            .send(request, BodyLimit::JSON, REQUEST_LIMIT)
            .await?;
        println!("   {} “{text}”  → {}", elapsed(began), response.status);
        anyhow::ensure!(response.status == 200, "the webhook was refused");
        Ok(())
    }

    async fn set_up(
        &self,
        stand_ins: &StandIns,
        real: Option<&RealAssistant>,
    ) -> anyhow::Result<()> {
        let model = real.map_or("stand-in", |real| &real.model);
        let key = real.map_or("sk-demo", |real| real.api_key.expose_secret());
        let stand_in = stand_ins.openai();
        let base_url = if real.is_some() {
            assistant::DEFAULT_BASE_URL
        } else {
            &stand_in
        };
        console::put_assistant(self, model).await?;
        console::put_integration(self, &stand_ins.whatsapp(), key, base_url).await
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

/// The first text in a WhatsApp notification.
fn spoken(body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    body.pointer("/entry/0/changes/0/value/messages/0/text/body")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
