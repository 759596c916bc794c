//! The plain webhook channel, both ways.

use std::time::Duration;

use serde_json::json;
use testkit::{channels, openai::Step};

use crate::harness::{CONTACT, Trial, prompt, user};

#[tokio::test]
async fn messages_come_in_and_a_signed_reply_goes_out() {
    const INTERVAL: Duration = Duration::from_secs(2);
    let trial = Trial::webhook(2000, [Step::text("Já **vou** ver.")]).await;
    let first = trial.writes("m-1", "oi").await;
    trial.writes("m-2", "meu boleto não chegou").await;
    let replies = trial.replies(1).await;
    let expected = json!({
        "type": "reply", "contact": {"id": CONTACT}, "text": "Já vou ver.",
        "in_reply_to": ["m-1", "m-2"],
    });
    assert_eq!(replies[0].body, expected);
    assert!(replies[0].at - first.at >= INTERVAL);
    let batch = prompt(["oi", "meu boleto não chegou"].map(user));
    assert_eq!(trial.prompts(), [batch]);
}

#[tokio::test]
async fn a_reply_that_is_sent_again_has_the_same_id() {
    let trial = Trial::webhook(0, [Step::text("Um"), Step::text("Dois")]).await;
    trial.receiver.next_reply(channels::Step::take_and_drop());
    trial.writes("m-1", "oi").await;
    trial.replies(2).await;
    trial.writes("m-2", "e agora?").await;
    let replies = trial.replies(3).await;
    assert_eq!(replies[0].body, replies[1].body);
    assert_eq!(replies[0].id, replies[1].id);
    assert_ne!(replies[1].id, replies[2].id);
}
