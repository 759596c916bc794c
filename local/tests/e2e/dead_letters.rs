//! Wake-ups that end in the dead-letter queue.

use conversation::{
    ConversationId, ConversationRef, IntegrationId, Link, Token, WakeUp, WakeUpMessage,
};
use testkit::openai::Step;

use crate::harness::{DEAD_LETTERS, LOJA, Trial, WAKE_UPS, now, until};

const AN_HOUR_MS: u64 = 3_600_000;

/// A copy of the wake-up on which the only conversation depends; if it waits for nothing, one of an
/// earlier window.
async fn wake_up(trial: &Trial) -> String {
    let items = trial.site.conversation_items().await;
    let state = items.iter().find(|item| item.sk == "STATE").unwrap();
    let id = state.pk.strip_prefix(&format!("CONV#{LOJA}#")).unwrap();
    let token = state.body["wake_up"]["token"].as_u64().unwrap_or(1);
    let wake_up = WakeUp {
        conversation: ConversationRef {
            integration: IntegrationId::parse(LOJA).unwrap(),
            id: ConversationId::parse(id).unwrap(),
        },
        link: Some(Link {
            token: Token(token),
            follows: 0,
        }),
        created_at: now(),
    };
    serde_json::to_string(&WakeUpMessage::WakeUp(wake_up)).unwrap()
}

async fn until_worked(trial: &Trial) {
    until("the dead wake-up is worked", async || {
        trial.site.waiting(DEAD_LETTERS).await == 0
    })
    .await;
}

#[tokio::test]
async fn a_dead_wake_up_is_worked_as_any_other() {
    let trial = Trial::whatsapp(AN_HOUR_MS, [Step::text("Olá!")]).await;
    trial.says("m-1", "meu boleto não chegou").await;
    // The live one is far away, and the message is due all the same.
    trial.put_whatsapp(0).await;
    let dead = wake_up(&trial).await;
    trial.site.send(DEAD_LETTERS, &dead).await;
    until_worked(&trial).await;
    until("the message is answered", async || {
        trial.whatsapp.texts() == ["Olá!"]
    })
    .await;
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_dead_wake_up_of_an_answered_message_does_nothing() {
    let trial = Trial::whatsapp(0, [Step::text("Olá!")]).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    let dead = wake_up(&trial).await;
    trial.site.send(DEAD_LETTERS, &dead).await;
    until_worked(&trial).await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!"]);
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
