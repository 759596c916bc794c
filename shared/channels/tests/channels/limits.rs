//! How much a channel takes as one message, and what of a text it takes.

use channels::AnyChannel;
use conversation::ports::Channel;
use conversation::{Event, ReplyAddress};
use serde_json::{Value, json};
use testkit::channels::ChatwootCall;

use crate::chatwoot_inbound::{events, signed};
use crate::sending::{LIMIT, send_to};
use crate::support::{fixtures, to_chatwoot, to_webhook, to_whatsapp, to_whazing};
use crate::{chatwoot_outbound, whazing_outbound};

/// Words of seven letters and eight bytes.
fn long_text() -> String {
    "palavrã ".repeat(400)
}

/// The longest part, of an answer and of a text to the letter, as it is counted there.
fn longest(channel: &AnyChannel, to: Value, count: fn(&str) -> usize) -> usize {
    let to = ReplyAddress(to);
    let [answer, text] = [
        channel.render(&long_text(), &to),
        channel.verbatim(&long_text(), &to),
    ];
    assert_eq!(answer, text);
    let lengths = answer.iter().map(|part| count(&part.text));
    lengths.max().unwrap()
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

#[test]
fn an_inbox_of_chatwoots_takes_what_its_channel_takes() {
    let channel = to_chatwoot("https://chatwoot.example");
    for (name, count, longest_part) in [
        ("Channel::Instagram", str::len as fn(&str) -> usize, 998),
        ("Channel::FacebookPage", characters, 1999),
        ("Channel::TwilioSms", characters, 1599),
        ("Channel::Sms", characters, 1599),
        ("Channel::Whatsapp", characters, 3199),
        ("Channel::Api", characters, 3199),
    ] {
        let to = json!({"conversation_id": "17", "channel": name});
        assert_eq!(longest(&channel, to, count), longest_part, "{name}");
    }
    // An address that an earlier release kept tells no channel.
    let to = chatwoot_outbound::conversation();
    assert_eq!(longest(&channel, to, characters), 3199);
}

/// The addresses in what a fixture of Chatwoot's tells, once its conversation is through that channel.
fn addresses(fixture: &str, at: &str, channel: &str, kind: Option<&str>) -> Vec<Value> {
    let mut all = fixtures("chatwoot").into_iter();
    let (_, body) = all.find(|(name, _)| name == fixture).unwrap();
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    let conversation = body.pointer_mut(at).unwrap();
    conversation["channel"] = json!(channel);
    conversation["additional_attributes"] = json!({"type": kind});
    let events = events(signed(body.to_string().as_bytes())).into_iter();
    let addresses = events.filter_map(|event| match event {
        Event::Message(message) => Some(message.reply_address.0),
        Event::Desk(event) => Some(event.reply_address.0),
        _ => None,
    });
    addresses.collect()
}

#[test]
fn the_address_tells_the_channel_of_an_inbox_that_takes_less() {
    let page = "Channel::FacebookPage";
    for (fixture, at) in [("incoming", "/conversation"), ("conversation_opened", "")] {
        for (channel, kind, told) in [
            ("Channel::Instagram", None, json!("Channel::Instagram")),
            (page, None, json!(page)),
            (
                page,
                Some("instagram_direct_message"),
                json!("Channel::Instagram"),
            ),
            ("Channel::TwilioSms", None, json!("Channel::TwilioSms")),
            ("Channel::Whatsapp", None, Value::Null),
            ("Channel::WebWidget", None, Value::Null),
        ] {
            let addresses = addresses(fixture, at, channel, kind);
            assert!(!addresses.is_empty());
            for address in addresses {
                assert_eq!(address["channel"], told, "{fixture} {channel}");
                assert_eq!(address["conversation_id"], "17");
            }
        }
    }
}

#[test]
fn what_has_no_phone_number_at_whazing_is_cut_for_instagram() {
    let channel = to_whazing("https://api.example/v1/api/external/1");
    assert_eq!(longest(&channel, json!({"ticket": 1}), str::len), 998);
    let number = whazing_outbound::address();
    assert_eq!(longest(&channel, number, characters), 3199);
}

#[test]
fn code_is_closed_in_each_part_where_marks_are_shown() {
    let markdown = format!("```sql\n{}```", "select preço;\n".repeat(700));
    let to = ReplyAddress(json!({"conversation_id": "17"}));
    for (channel, fence) in [
        (to_whatsapp("https://graph.example/v25.0"), "```\n"),
        (to_whazing("https://api.example/v1/api/external/1"), "```\n"),
        (to_chatwoot("https://chatwoot.example"), "```sql\n"),
    ] {
        let parts = channel.render(&markdown, &to);
        assert!(parts.len() > 2);
        for part in parts {
            assert!(part.text.starts_with(fence), "{}", part.text);
            assert!(part.text.ends_with("\n```"), "{}", part.text);
        }
    }
}

#[tokio::test]
async fn control_characters_are_neither_kept_nor_sent() {
    let stray = "a\0b\u{7}\tc\r\nd\u{85}";
    let to = ReplyAddress(json!({}));
    let channel = to_webhook("https://shop.example/recado");
    for parts in [channel.render(stray, &to), channel.verbatim(stray, &to)] {
        assert_eq!(parts[0].text, "ab\tc\nd");
    }
    assert!(channel.render("\0", &to).is_empty());

    let (fake, channel) = chatwoot_outbound::fake().await;
    let to = chatwoot_outbound::conversation();
    send_to(&channel, to, stray, LIMIT).await.unwrap();
    let sent = fake.taken(ChatwootCall::Message);
    assert_eq!(sent[0].body["content"], "ab\tc\nd");
}
