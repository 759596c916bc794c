//! One test's own Recado, and the outside world around it.

mod console;
mod desks;
mod host;
mod outside;
mod prompts;
mod roles;
mod search;
mod settings;
mod site;
mod telegram;
mod voice;

use std::{path::Path, sync::atomic::AtomicU64, time::Duration};

use conversation::Timestamp;
use local::system::System;
use tempfile::TempDir;
use testkit::{
    channels::{FakeChatwoot, FakeReceiver, FakeWhatsapp, FakeWhazing, Taken},
    elevenlabs::FakeElevenLabs,
    openai::{FakeOpenAi, Step},
};

pub(crate) use console::transcript;
pub(crate) use desks::{
    ACCOUNT_ID, BOT_QUEUE, CHATWOOT_SECRET, CHATWOOT_TOKEN, MARIA_AT_CHATWOOT, WHAZING_TOKEN,
    WHAZING_WEBHOOK_TOKEN, moves,
};
use host::Host;
pub(crate) use host::bin_dir;
pub(crate) use outside::{CONTACT, MARIA, accepted, changed};
pub(crate) use prompts::{Line, assistant, people_had_it, person, prompt, shown, team_began, user};
use roles::Roles;
pub(crate) use search::{Found, assert_nowhere, assert_somewhere, files, forms, holds};
pub(crate) use settings::{
    ACCESS_TOKEN, API_KEY, APP_SECRET, LOJA, PHONE_NUMBER_ID, SIGNING_SECRET, TRANSFER_MESSAGE,
    VERIFY_TOKEN,
};
pub(crate) use site::{Answer, DEAD_LETTERS, DEAD_TRANSFERS, HUMAN, Item, Site, WAKE_UPS};
pub(crate) use telegram::JOANA;
pub(crate) use voice::VOICE_KEY;

/// A system with its own data folder and ports, and strict stand-ins around it. A request that is
/// wrong or beyond the script fails the test, and so does a step that was never played. If the
/// system runs in our own process, so does a refusal by a function's role.
pub(crate) struct Trial {
    // Fields are dropped in this order: the stand-ins are checked when nobody asks them any more.
    host: Host,
    _roles: Option<Roles>,
    pub(crate) site: Site,
    pub(crate) openai: FakeOpenAi,
    pub(crate) whatsapp: FakeWhatsapp,
    pub(crate) receiver: FakeReceiver,
    pub(crate) whazing: FakeWhazing,
    pub(crate) chatwoot: FakeChatwoot,
    pub(crate) elevenlabs: FakeElevenLabs,
    deliveries: AtomicU64,
    data: TempDir,
}

impl Trial {
    /// Without an integration; OpenAI answers one request with each step.
    pub(crate) async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        Self::around(FakeOpenAi::start(script).await).await
    }

    pub(crate) async fn around(openai: FakeOpenAi) -> Self {
        Self::on(openai, Host::in_process).await
    }

    /// On the real `local` binary, which can be killed.
    pub(crate) async fn in_a_process(script: impl IntoIterator<Item = Step>) -> Self {
        Self::on(FakeOpenAi::start(script).await, Host::process).await
    }

    /// With [`LOJA`] on WhatsApp.
    pub(crate) async fn whatsapp(interval_ms: u64, script: impl IntoIterator<Item = Step>) -> Self {
        let trial = Self::start(script).await;
        trial.put_whatsapp(interval_ms).await;
        trial
    }

    /// With [`LOJA`] on the plain webhook channel.
    pub(crate) async fn webhook(interval_ms: u64, script: impl IntoIterator<Item = Step>) -> Self {
        let trial = Self::start(script).await;
        let settings = trial.webhook_settings(interval_ms);
        trial.put_integration(LOJA, &settings).await;
        trial
    }

    async fn on(openai: FakeOpenAi, start: impl AsyncFn(&Path) -> (Host, Site)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let (host, site) = start(data.path()).await;
        let trial = Self {
            _roles: host.access().map(Roles),
            host,
            site,
            openai,
            whatsapp: FakeWhatsapp::start(PHONE_NUMBER_ID, ACCESS_TOKEN).await,
            receiver: FakeReceiver::start(SIGNING_SECRET).await,
            whazing: FakeWhazing::start(WHAZING_TOKEN, Some(BOT_QUEUE)).await,
            chatwoot: FakeChatwoot::start(ACCOUNT_ID, CHATWOOT_TOKEN).await,
            elevenlabs: FakeElevenLabs::start(VOICE_KEY).await,
            deliveries: AtomicU64::default(),
            data,
        };
        trial.put_assistant("responses").await;
        trial
    }

    /// The system, if it runs in our own process.
    pub(crate) fn system(&self) -> &System {
        self.host.system()
    }

    /// `kill -9`, and a start on the same data.
    pub(crate) async fn kill_and_restart(&mut self) {
        self.host.kill().await;
        (self.host, self.site) = Host::process(self.data.path()).await;
    }

    /// Ends the system and gives what it leaves behind.
    pub(crate) fn stop(self) -> TempDir {
        self.data
    }

    /// Waits until nothing is left to do, and gives everything that WhatsApp took: exactly this
    /// many messages.
    pub(crate) async fn sends(&self, count: usize) -> Vec<Taken> {
        within(self.whatsapp.wait_for_sends(count)).await;
        self.settled().await;
        let sends = self.whatsapp.sends();
        assert_eq!(sends.len(), count, "{sends:#?}");
        sends
    }

    /// The same for the plain webhook channel.
    pub(crate) async fn replies(&self, count: usize) -> Vec<Taken> {
        within(self.receiver.wait_for_replies(count)).await;
        self.settled().await;
        let replies = self.receiver.replies();
        assert_eq!(replies.len(), count, "{replies:#?}");
        replies
    }

    /// Waits until OpenAI was asked this often.
    pub(crate) async fn asked(&self, count: usize) {
        until("OpenAI is asked", async || {
            self.openai.requests().len() >= count
        })
        .await;
    }

    /// Waits until nothing is left to do, and gives everything that the desk was told: exactly this
    /// many transfers.
    pub(crate) async fn transfers(&self, count: usize) -> Vec<Taken> {
        within(self.receiver.wait_for_transfers(count)).await;
        self.settled().await;
        let transfers = self.receiver.transfers();
        assert_eq!(transfers.len(), count, "{transfers:#?}");
        transfers
    }

    /// Waits until no wake-up is left, dead or alive, and no transfer. Without them nothing happens
    /// any more.
    pub(crate) async fn settled(&self) {
        until("no wake-up and no transfer is left", async || {
            for queue in [WAKE_UPS, DEAD_LETTERS, HUMAN] {
                if self.site.waiting(queue).await > 0 {
                    return false;
                }
            }
            true
        })
        .await;
    }
}

/// So that a test that would wait for ever fails; far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(180);

pub(crate) async fn within<T>(wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, wait).await.unwrap()
}

/// Polls for something that gives no signal.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.unwrap_or_else(|_| panic!("never: {what}"));
}

pub(crate) fn now() -> Timestamp {
    let millis = jiff::Timestamp::now().as_millisecond();
    Timestamp::from_millis(u64::try_from(millis).unwrap())
}
