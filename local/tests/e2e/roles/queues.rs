//! Actions that go through the queues. Their failure shows in the function's log, or in what
//! arrives in their place.

use std::{path::PathBuf, time::Duration};

use conversation::{
    ContactName, ConversationId, ConversationRef, HumanQueueMessage, IntegrationId, Link, Reason,
    Token, Transfer, TransferContact, WakeUp, WakeUpMessage,
};
use local::aws::access::Use;
use serde::Serialize;
use serde_json::{Value, json};
use testkit::channels::{Step, webhook_message};

use super::probes::{FAR, Story, Tried, WISH, done};
use crate::harness::{Answer, DEAD_TRANSFERS, HUMAN, Item, LOJA, WAKE_UPS, changed, now, until};

/// An integration that does not exist.
const NOBODY: &str = "nobody";
/// Longer than a transfer is tried.
const LONG_AGO: Duration = Duration::from_secs(13 * 3600);

impl Story {
    pub(super) async fn speak_to(&self, contact: &str) -> Tried {
        let before = self.trial.receiver.replies().len();
        let log = Log::of(self, "responder");
        self.writes(LOJA, contact, "oi").await?;
        let replies = || self.trial.receiver.replies().split_off(before);
        until("the run is over", async || {
            log.counts("WakeUpsDone") || log.counts("WakeUpsFailed")
        })
        .await;
        let replies = replies();
        let Some(reply) = replies.first() else {
            return Err(log.new_lines());
        };
        let Some(link) = reply.body["audio"]["url"].as_str() else {
            return Err(format!("answered in text: {}", reply.body));
        };
        match self.trial.site.fetch(link).await {
            (200, _, _) => Ok(()),
            (status, _, _) => Err(format!("the link is answered with {status}")),
        }
    }

    /// Sends a recording that cannot be fetched, which is noted.
    pub(super) async fn send_a_recording(&self, contact: &str) -> Tried {
        let before = self.trial.receiver.replies().len();
        let recording = json!({"kind": "voice", "url": "https://127.0.0.1:1/voice.ogg"});
        let message = webhook_message(contact, &format!("m-{contact}"), now(), "");
        let body = changed(&message, |message| {
            message["attachments"] = json!([recording]);
        });
        let request = self.trial.plain_webhook(LOJA, &body);
        done(Answer::to(request).await)?;
        until("it is answered", async || {
            self.trial.receiver.replies().len() > before
        })
        .await;
        Ok(())
    }

    pub(super) async fn transfer(&self, contact: &str) -> Tried {
        let before = self.trial.receiver.transfers().len();
        let logs = ["responder", "transfer"].map(|function| Log::of(self, function));
        self.writes(LOJA, contact, WISH).await?;
        let [responder, transfer] = &logs;
        let reached = || self.trial.receiver.transfers().len() > before;
        until("the desk is told, or it fails", async || {
            reached() || responder.counts("WakeUpsFailed") || transfer.counts("TransfersFailed")
        })
        .await;
        match reached() {
            true => Ok(()),
            false => Err(responder.new_lines() + &transfer.new_lines()),
        }
    }

    /// Replaces the entry of a transfer whose desk is down by the same from 13 hours ago.
    pub(super) async fn bury(&self) -> Tried {
        let contact = self.contact();
        let log = Log::of(self, "transfer");
        let down = || self.trial.receiver.next_transfer(Step::answer(503, "down"));
        down();
        self.writes(LOJA, &contact, WISH).await?;
        until("the desk is down", async || log.counts("TransfersFailed")).await;
        self.trial.site.purge(HUMAN).await;
        down();
        let log = Log::of(self, "transfer");
        let entry = self.waiting_transfer(&contact).await;
        self.send(HUMAN, &entry).await;
        until("it is given up", async || log.counts("TransfersFailed")).await;
        match self.trial.site.waiting(DEAD_TRANSFERS).await {
            0 => Err(log.new_lines()),
            _ => Ok(()),
        }
    }

    async fn waiting_transfer(&self, contact: &str) -> HumanQueueMessage {
        let (of, state) = self.state(LOJA, contact).await;
        let handover = &state["handover"];
        let turn = handover["turn"].as_u64().unwrap();
        let turn = format!("{}-{turn}", of.id.as_str());
        let token = handover["entry"].as_u64().unwrap();
        entry(of, turn, token)
    }

    /// The conversation with a contact and its state.
    async fn state(&self, integration: &str, contact: &str) -> (ConversationRef, Value) {
        let items = self.trial.site.conversation_items().await;
        let is_theirs = |item: &&Item| {
            item.sk == "STATE" && item.body["contact"]["names"].to_string().contains(contact)
        };
        let item = items.iter().find(is_theirs).unwrap();
        let id = item.pk.rsplit('#').next().unwrap();
        (conversation(integration, id), item.body.clone())
    }

    /// A wake-up whose commit is not written comes again, and is delayed.
    pub(super) async fn put_off(&self) -> Tried {
        let contact = self.contact();
        self.writes(FAR, &contact, "oi").await?;
        let (of, _) = self.state(FAR, &contact).await;
        let log = Log::of(self, "responder");
        self.send(WAKE_UPS, &wake_up(of)).await;
        until("it is early", async || log.counts("WakeUpsEarly")).await;
        let put_off = |used: &Use| {
            used.statement.role == "responder" && used.pattern == "sqs:ChangeMessageVisibility"
        };
        until("it is put off", async || {
            self.access().used().iter().any(put_off)
        })
        .await;
        Ok(())
    }

    /// Two messages of an integration that does not exist are taken one after the other: the first
    /// may come to a poll that began before.
    pub(super) async fn take(&self, queue: &str) -> Tried {
        let of = || conversation(NOBODY, &"0".repeat(32));
        let refused = || {
            let mut refused = self.access().refused().into_iter();
            refused.find(|refused| refused.operation == "sqs:ReceiveMessage")
        };
        for _ in 0..2 {
            match queue {
                HUMAN => self.send(HUMAN, &entry(of(), String::new(), 1)).await,
                _ => self.send(WAKE_UPS, &wake_up(of())).await,
            }
            until("it is taken, or the poll is refused", async || {
                self.trial.site.waiting(queue).await == 0 || refused().is_some()
            })
            .await;
        }
        match refused() {
            Some(refused) => Err(format!("no messages received: {refused:?}")),
            None => Ok(()),
        }
    }

    async fn send(&self, queue: &str, message: &impl Serialize) {
        let body = serde_json::to_string(message).unwrap();
        self.trial.site.send(queue, &body).await;
    }
}

fn conversation(integration: &str, id: &str) -> ConversationRef {
    ConversationRef {
        integration: IntegrationId::parse(integration).unwrap(),
        id: ConversationId::parse(id).unwrap(),
    }
}

/// A wake-up for a commit that is never written.
fn wake_up(conversation: ConversationRef) -> WakeUpMessage {
    WakeUpMessage::WakeUp(WakeUp {
        conversation,
        link: Some(Link {
            token: Token(1),
            follows: u64::MAX,
        }),
        created_at: now(),
    })
}

fn entry(of: ConversationRef, turn_id: String, token: u64) -> HumanQueueMessage {
    HumanQueueMessage::TransferV1(Transfer {
        integration_id: of.integration,
        contact: TransferContact {
            id: ContactName::parse("somebody").unwrap(),
            name: None,
        },
        conversation_id: of.id,
        queue: "4".to_owned(),
        transfer_message: "oi".to_owned(),
        reason: Reason::Requested,
        summary: String::new(),
        turn_id,
        at: now().minus(LONG_AGO),
        link: Some(Link {
            token: Token(token),
            follows: 0,
        }),
    })
}

/// What a function writes from now on.
struct Log {
    file: PathBuf,
    before: usize,
}

impl Log {
    fn of(story: &Story, function: &str) -> Self {
        let file = story.trial.system().logs().join(format!("{function}.log"));
        let before = std::fs::read(&file).unwrap().len();
        Self { file, before }
    }

    fn new_lines(&self) -> String {
        let log = std::fs::read(&self.file).unwrap();
        String::from_utf8_lossy(&log[self.before..]).into_owned()
    }

    /// Whether it has counted this, for anything but what [`Story::take`] sends.
    fn counts(&self, metric: &str) -> bool {
        let lines = self.new_lines();
        let mut counted = lines.lines().filter(|line| line.contains(metric));
        counted.any(|line| !line.contains(NOBODY))
    }
}
