//! An answer in balloons, as a person would write it, and a customer who writes between two of them.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::openai::Step;

use crate::harness::{CONTACT, LOJA, Trial, assistant, prompt, user, within};

const ANSWER: &str = "Oi, Ana!\n\n\
    Seu pedido saiu ontem do nosso depósito, e chega na sua casa até o fim da tarde de sexta-feira.\n\n\
    Posso ajudar em mais alguma coisa?";
const FIRST: &str = "Oi, Ana!";

fn in_balloons(mut settings: Value, max_pause_ms: u64) -> Value {
    let balloons = json!({"kind": "paragraphs", "max_pause_ms": max_pause_ms});
    settings["reply"] = json!({"format": "text", "balloons": balloons});
    settings
}

#[tokio::test]
async fn three_paragraphs_are_three_messages_with_typing_between() {
    const PAUSE: Duration = Duration::from_millis(1_000);
    let trial = Trial::start([Step::text(ANSWER)]).await;
    let settings = in_balloons(trial.whatsapp_settings(0), 1_000);
    trial.put_integration(LOJA, &settings).await;
    trial.says("m-1", "cadê meu pedido?").await;
    let sends = trial.sends(3).await;
    assert_eq!(
        trial.whatsapp.texts(),
        ANSWER.split("\n\n").collect::<Vec<_>>()
    );
    let typed = trial.whatsapp.reads();
    assert_eq!(typed.len(), 3);
    for (before, after) in [(0, 1), (1, 2)] {
        assert!(sends[after].at - sends[before].at >= PAUSE);
        assert_eq!(typed[after].body["message_id"], "m-1");
        assert!(sends[before].at <= typed[after].at && typed[after].at < sends[after].at);
    }
}

#[tokio::test]
async fn who_writes_between_two_balloons_gets_one_answer_to_both_and_no_more_of_the_first() {
    let trial = Trial::start([ANSWER, "Sim, abrimos."].map(Step::text)).await;
    let settings = in_balloons(trial.webhook_settings(0), 10_000);
    trial.put_integration(LOJA, &settings).await;
    trial.writes("m-1", "cadê meu pedido?").await;
    within(trial.receiver.wait_for_replies(1)).await;
    trial.writes("m-2", "e abrem no sábado?").await;
    let replies = trial.replies(2).await;
    let texts: Vec<_> = replies.iter().map(|reply| &reply.body["text"]).collect();
    assert_eq!(texts, [FIRST, "Sim, abrimos."]);
    let asked = [
        user("cadê meu pedido?"),
        assistant(FIRST),
        user("e abrem no sábado?"),
    ];
    assert_eq!(trial.prompts().last(), Some(&prompt(asked)));
    let conversation = trial.conversation(LOJA, CONTACT).await;
    let turn = &conversation["trail"][0];
    assert_eq!(turn["outcome"], json!({"kind": "answered", "parts": 1}));
    assert_eq!(turn["dropped"], 2);
}
