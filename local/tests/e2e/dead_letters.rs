//! Wake-ups that end in the dead-letter queue.

use conversation::{
    ConversationId, ConversationRef, IntegrationId, MessageId, WakeUp, WakeUpMessage,
};
use testkit::openai::Step;

use crate::harness::{DEAD_LETTERS, LOJA, TRANSFER_MESSAGE, Trial, WAKE_UPS, now, until, within};

const AN_HOUR_MS: u64 = 3_600_000;

/// A wake-up for this message of the only conversation that there is.
async fn wake_up(trial: &Trial, message_id: &str) -> String {
    let items = trial.site.conversation_items().await;
    let prefix = format!("CONV#{LOJA}#");
    let id = items.iter().find_map(|item| item.pk.strip_prefix(&prefix));
    let wake_up = WakeUp {
        conversation: ConversationRef {
            integration: IntegrationId::parse(LOJA).unwrap(),
            id: ConversationId::parse(id.unwrap()).unwrap(),
        },
        message_id: MessageId::parse(message_id).unwrap(),
        follows: None,
        created_at: now(),
        exhausted: false,
    };
    serde_json::to_string(&WakeUpMessage::WakeUpV1(wake_up)).unwrap()
}

async fn until_worked(trial: &Trial) {
    until("the dead wake-up is worked", async || {
        trial.site.waiting(DEAD_LETTERS).await == 0
    })
    .await;
}

#[tokio::test]
async fn a_dead_wake_up_of_an_unanswered_message_hands_over() {
    let trial = Trial::whatsapp(AN_HOUR_MS, []).await;
    trial.says("m-1", "meu boleto não chegou").await;
    // Its own wake-up is far away, and the message is due all the same.
    trial.put_whatsapp(0).await;
    let dead = wake_up(&trial, "m-1").await;
    trial.site.send(DEAD_LETTERS, &dead).await;
    until_worked(&trial).await;
    // Its own wake-up is still waiting, so that nothing settles.
    let transfers = within(trial.receiver.wait_for_transfers(1)).await;
    assert_eq!(transfers[0].body["reason"], "assistant_failed");
    assert_eq!(transfers[0].body["summary"], "meu boleto não chegou");
    assert_eq!(trial.whatsapp.texts(), [TRANSFER_MESSAGE]);
}

#[tokio::test]
async fn a_dead_wake_up_of_an_answered_message_does_nothing() {
    let trial = Trial::whatsapp(0, [Step::text("Olá!")]).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    let dead = wake_up(&trial, "m-1").await;
    trial.site.send(DEAD_LETTERS, &dead).await;
    trial.sends(1).await;
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_dead_wake_up_of_an_answered_message_leaves_the_next_one_alone() {
    let mut trial = Trial::in_a_process([Step::text("Olá!")]).await;
    trial.put_whatsapp(0).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    trial.put_whatsapp(AN_HOUR_MS).await;
    // The functions keep settings for some seconds; new ones read them afresh.
    trial.kill_and_restart().await;
    trial.says("m-2", "ainda não").await;
    trial.put_whatsapp(0).await;
    let dead = wake_up(&trial, "m-1").await;
    trial.site.send(DEAD_LETTERS, &dead).await;
    until_worked(&trial).await;
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_garbled_wake_up_is_kept_and_holds_up_nobody() {
    let trial = Trial::whatsapp(0, [Step::text("Olá!")]).await;
    for garbled in ["oi", "{}", r#"{"type": "wake_up_v99"}"#] {
        trial.site.send(WAKE_UPS, garbled).await;
    }
    trial.says("m-1", "oi").await;
    until("only the garbled ones are left", async || {
        trial.site.waiting(WAKE_UPS).await == 3
    })
    .await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!"]);
}
