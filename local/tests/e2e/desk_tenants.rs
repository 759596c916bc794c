//! Nothing crosses between two businesses at Whazing that have the same customer.

use serde_json::json;
use testkit::{
    channels::FakeWhazing,
    openai::{FakeOpenAi, Step},
};

use crate::harness::{
    Answer, BOT_QUEUE, CONTACT, LOJA, TRANSFER_MESSAGE, Trial, WHAZING_WEBHOOK_TOKEN, accepted,
    assistant, moves, now, people_had_it, person, prompt, user,
};

const OTHER: &str = "outra";
const OTHER_TOKEN: &str = "otherWhazingToken";
const OTHER_WEBHOOK_TOKEN: &str = "otherWhazingKey";
const WISH: &str = "quero uma pessoa";

/// Both businesses answer alike, each with its own name. Only ours has people.
async fn openai() -> FakeOpenAi {
    FakeOpenAi::start_with(|request| {
        let key = request.headers["authorization"].to_str().unwrap();
        let asks = request.newest() == WISH;
        if asks && key == "Bearer sk-ours" {
            Step::transfer("pediu", "Nossa cliente.")
        } else {
            Step::text(key)
        }
    })
    .await
}

/// Everything is the same at both, even the ids of tickets and messages, and each reports its own.
struct Businesses {
    trial: Trial,
    other: FakeWhazing,
}

impl Businesses {
    async fn start() -> Self {
        let trial = Trial::around(openai().await).await;
        let other = FakeWhazing::start(OTHER_TOKEN, Some(BOT_QUEUE)).await;
        let mut settings = trial.whazing_settings();
        settings["assistant"]["api_key"] = "sk-ours".into();
        trial.put_integration(LOJA, &settings).await;
        settings["assistant"]["api_key"] = "sk-theirs".into();
        settings["channel"]["base_url"] = other.base_url().into();
        settings["channel"]["token"] = OTHER_TOKEN.into();
        settings["channel"]["webhook_token"] = OTHER_WEBHOOK_TOKEN.into();
        trial.put_integration(OTHER, &settings).await;
        Self { trial, other }
    }

    async fn both_say(&self, text: &str) {
        let said = self.other.customer_says(CONTACT, text, now());
        self.other_tells(said).await;
        self.trial.whazing_says(text).await;
    }

    async fn other_tells(&self, bodies: Vec<Vec<u8>>) {
        for body in bodies {
            accepted(
                self.trial
                    .whazing_webhook(OTHER, OTHER_WEBHOOK_TOKEN, &body),
            )
            .await;
        }
    }
}

#[tokio::test]
async fn one_customer_of_two_desks_is_two() {
    let both = Businesses::start().await;
    let Businesses { trial, other } = &both;
    both.both_say("oi").await;
    both.both_say(WISH).await;
    trial.whazing_echoes().await;
    both.other_tells(other.consequences(now())).await;
    let reply = trial.whazing.person_says(CONTACT, "Aqui é a Ana.", now());
    trial.whazing_tells(reply).await;
    both.both_say("e agora?").await;

    let (ours, theirs) = ("Bearer sk-ours", "Bearer sk-theirs");
    assert_eq!(trial.whazing.texts(), [ours, TRANSFER_MESSAGE]);
    assert_eq!(moves(&trial.whazing), [(1, 4)]);
    assert_eq!(other.texts(), [theirs; 3]);
    assert!(other.moves().is_empty() && other.notes().is_empty());
    for (integration, owner) in [(LOJA, "people"), (OTHER, "assistant")] {
        let shown = trial.conversation(integration, CONTACT).await;
        assert_eq!(shown["owner"], json!(owner), "{integration}");
    }

    trial.whazing_tells(trial.whazing.closes(CONTACT)).await;
    trial.settled().await;
    let asked_ours = prompt([
        user("oi"),
        assistant(ours),
        user(WISH),
        assistant(TRANSFER_MESSAGE),
        person("Aqui é a Ana."),
        people_had_it(),
        user("e agora?"),
    ]);
    let asked_theirs = prompt([
        user("oi"),
        assistant(theirs),
        user(WISH),
        assistant(theirs),
        user("e agora?"),
    ]);
    let prompts = trial.prompts();
    assert_eq!(prompts.len(), 6);
    assert_eq!(prompts[4..], [asked_theirs, asked_ours]);
}

#[tokio::test]
async fn a_token_opens_no_other_businesss_webhook() {
    let Businesses { trial, other } = Businesses::start().await;
    for body in other.customer_says(CONTACT, "oi", now()) {
        for (integration, token) in [(LOJA, OTHER_WEBHOOK_TOKEN), (OTHER, WHAZING_WEBHOOK_TOKEN)] {
            let webhook = trial.whazing_webhook(integration, token, &body);
            assert_eq!(Answer::to(webhook).await.status, 401);
        }
    }
    assert!(trial.site.conversation_items().await.is_empty());
}
