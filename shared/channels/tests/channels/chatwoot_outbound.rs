//! Sending as the bot of a Chatwoot account.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Channel, Failure, Retry};
use conversation::{MessageId, ReplyAddress};
use serde_json::{Value, json};
use testkit::channels::{ChatwootCall, ChatwootCustomer, FakeChatwoot, Step};

use crate::sending::{LIMIT, id_of, send_to};
use crate::support::{ACCOUNT_ID, BOT_TOKEN, now, to_chatwoot};

/// With one conversation, whose display id is 17.
pub(crate) async fn fake() -> (FakeChatwoot, AnyChannel) {
    let fake = FakeChatwoot::start(ACCOUNT_ID, BOT_TOKEN).await;
    let customer = ChatwootCustomer {
        contact_id: 42,
        source_id: "5511999990000",
        name: "Cliente",
    };
    fake.customer_says(customer, "oi", now());
    let channel = to_chatwoot(&fake.base_url());
    (fake, channel)
}

pub(crate) fn conversation() -> Value {
    json!({"conversation_id": "17"})
}

async fn send(channel: &AnyChannel) -> Result<(), Failure> {
    send_to(channel, conversation(), "oi", LIMIT).await
}

fn is_permanent(error: &Failure) -> bool {
    error.is_permanent()
}

#[tokio::test]
async fn a_text_goes_into_the_conversation_for_the_customer_to_see() {
    let (fake, channel) = fake().await;
    send_to(&channel, conversation(), "**olá**\n\"tudo\" bem? 🙂", LIMIT)
        .await
        .unwrap();
    let sent = fake.taken(ChatwootCall::Message);
    assert!(sent[0].id.starts_with("17/"));
    assert_eq!(
        sent[0].body,
        json!({
            "content": "**olá**\n\"tudo\" bem? 🙂",
            "message_type": "outgoing",
            "private": false,
        })
    );
}

#[tokio::test]
async fn markdown_stays_markdown_and_a_long_answer_is_cut() {
    let (_fake, channel) = fake().await;
    let texts = |markdown: &str| -> Vec<String> {
        let parts = channel
            .render(markdown, &ReplyAddress(conversation()))
            .into_iter();
        parts.map(|part| part.text).collect()
    };
    let markdown = "## Boleto\n\n- **hoje**\n- [aqui](https://loja.example)";
    assert_eq!(texts(&format!("\n{markdown}\n")), [markdown]);
    let (one, two) = ("a".repeat(4000), "b".repeat(4000));
    assert_eq!(texts(&format!("{one}\n\n{two}")), [one, two]);
    assert!(texts(" \n ").is_empty());
}

#[tokio::test]
async fn an_address_of_another_channel_is_refused_and_cannot_leave_its_place() {
    let (fake, channel) = fake().await;
    for foreign in [
        json!(null),
        json!({}),
        json!({"conversation_id": 17}),
        json!({"to": "5511999990000"}),
    ] {
        let refused = send_to(&channel, foreign, "oi", LIMIT).await.unwrap_err();
        assert!(is_permanent(&refused), "{refused:?}");
    }
    let elsewhere = json!({"conversation_id": "../../2/conversations/17"});
    let refused = send_to(&channel, elsewhere, "oi", LIMIT).await.unwrap_err();
    assert!(is_permanent(&refused), "{refused:?}");
    assert_eq!(fake.take_faults().len(), 1);
    assert!(fake.taken(ChatwootCall::Message).is_empty());
}

#[tokio::test]
async fn a_run_begins_with_typing_on_which_nothing_depends() {
    let (fake, channel) = fake().await;
    let newest = MessageId::parse("901").unwrap();
    let address = ReplyAddress(conversation());
    channel.show_typing(&address, &newest).await;
    let typings = fake.taken(ChatwootCall::Typing);
    assert_eq!(
        typings[0].body,
        json!({"typing_status": "on", "is_private": false})
    );
    for step in [
        Step::answer(404, "{}"),
        Step::drop(),
        Step::answer(502, "<html>"),
    ] {
        fake.next(ChatwootCall::Typing, step);
        channel.show_typing(&address, &newest).await;
    }
    fake.next(ChatwootCall::Typing, Step::hang());
    let begun = channel.show_typing(&address, &newest);
    tokio::time::timeout(Duration::from_secs(8), begun)
        .await
        .unwrap();
    assert_eq!(fake.taken(ChatwootCall::Typing).len(), 1);
}

#[tokio::test]
async fn the_status_says_what_an_error_means() {
    let (fake, channel) = fake().await;
    for (status, permanent) in [
        (301, true),
        (400, true),
        (401, true),
        (403, true),
        (404, true),
        (422, true),
        (408, false),
        (425, false),
        (429, false),
        (500, false),
        (502, false),
        (503, false),
    ] {
        for body in ["", "<html>", r#"{"error": "5511999990000"}"#] {
            fake.next(ChatwootCall::Message, Step::answer(status, body));
            let error = send(&channel).await.unwrap_err();
            assert_eq!(is_permanent(&error), permanent, "{status}");
            assert!(error.to_string().contains(&format!("status {status}")));
            assert!(!error.to_string().contains("5511999990000"), "{error}");
        }
    }
    assert!(fake.taken(ChatwootCall::Message).is_empty());
}

#[tokio::test]
async fn the_servers_own_waiting_time_is_told() {
    let (fake, channel) = fake().await;
    let step = Step::answer(429, "{}").header("retry-after", "17");
    fake.next(ChatwootCall::Message, step);
    let error = send(&channel).await.unwrap_err();
    let Failure {
        retry: Retry::Later(retry_after),
        ..
    } = error
    else {
        panic!("permanent");
    };
    assert_eq!(retry_after, Some(Duration::from_secs(17)));
}

#[tokio::test]
async fn a_lost_answer_may_be_tried_again() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next(ChatwootCall::Message, step);
        assert!(!is_permanent(&send(&channel).await.unwrap_err()));
    }
    fake.next(ChatwootCall::Message, Step::hang());
    let error = send_to(&channel, conversation(), "oi", Duration::from_millis(50)).await;
    assert!(!is_permanent(&error.unwrap_err()));
    assert_eq!(fake.taken(ChatwootCall::Message).len(), 1);
}

#[tokio::test]
async fn the_number_of_what_was_sent_is_told_where_there_is_one() {
    let (fake, channel) = fake().await;
    let id = id_of(&channel, conversation()).await.unwrap();
    assert!(id.parse::<u64>().is_ok(), "{id}");
    fake.next(ChatwootCall::Message, Step::answer(200, "<html>"));
    assert_eq!(id_of(&channel, conversation()).await, None);
}

#[tokio::test]
async fn a_success_whose_body_is_too_long_is_one() {
    let (fake, channel) = fake().await;
    fake.next(
        ChatwootCall::Message,
        Step::answer(200, "a".repeat(2 * 1024 * 1024)),
    );
    send(&channel).await.unwrap();
}

#[tokio::test]
async fn a_wrong_token_is_permanent_and_not_repeated() {
    let fake = FakeChatwoot::start(ACCOUNT_ID, "another").await;
    let error = send(&to_chatwoot(&fake.base_url())).await.unwrap_err();
    assert!(is_permanent(&error));
    assert!(!error.to_string().contains(BOT_TOKEN), "{error}");
    assert_eq!(fake.take_faults(), ["another access token"]);
}

#[tokio::test]
async fn chatwoot_may_stand_in_a_folder_of_its_server() {
    let (fake, _) = fake().await;
    let channel = to_chatwoot(&format!("{}/", fake.base_url()));
    send(&channel).await.unwrap();
    let channel = to_chatwoot(&format!("{}/chat", fake.base_url()));
    assert!(is_permanent(&send(&channel).await.unwrap_err()));
    assert_eq!(fake.take_faults(), ["no such place"]);
}
