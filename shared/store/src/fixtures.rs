//! Stored items of every past format must still be readable: `fixtures/v<format>/` has one of each
//! kind, as `aws dynamodb get-item` shows them. When a format changes, its files stay and new ones
//! join them. `fixtures/future/` has states as a later version may write them without a new format,
//! with fields that this version does not know.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use ::settings::{Assistant, Prices, Reply};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use channels::ChannelSettings;
use conversation::{
    Author, Counter, Decision, Figures, Kind, Lateness, Message, Outcome, Owner, Reason, Seq,
    State, Timestamp, Token, TurnRecord, Unattended, VoiceWhen, Wait, machine,
};
use fields::Whole;
use serde_json::{Map, Value, json};

use crate::access_tokens::{self, Grant};
use crate::audit::{AuditLine, Did, Who};
use crate::conversations::{decode_state, find::decode_alias};
use crate::figures;
use crate::item::{self, BODY, Item, Unreadable};
use crate::settings::assistants::{self, AssistantVersion, versions};
use crate::settings::integrations;
use crate::webhooks;

/// The wake-up's token, in format 2.
const TOKEN: u64 = 11_947_305_726_143_205_833;

fn fixture(path: &str) -> Item {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    let attributes: Map<String, Value> = serde_json::from_str(&text).unwrap();
    attributes
        .into_iter()
        .map(|(name, value)| (name, attribute(&value)))
        .collect()
}

fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text(value)),
        "N" => AttributeValue::N(text(value)),
        "B" => AttributeValue::B(Blob::new(BASE64.decode(text(value)).unwrap())),
        "SS" => AttributeValue::Ss(value.as_array().unwrap().iter().map(text).collect()),
        other => unreachable!("{other} is no kind of attribute that is stored"),
    }
}

#[test]
fn states_of_format_1_are_read() {
    let running = decode_state(&fixture("v1/state.json")).unwrap();
    assert_eq!(running.version, 7);
    assert_eq!(running.state.owner, Owner::Assistant);
    let turn = running.state.turn.unwrap();
    assert_eq!(turn.voice, None);
    let Some(Decision::Reply {
        parts,
        text_fallback,
        ..
    }) = turn.decision
    else {
        unreachable!("{:?}", turn.decision)
    };
    assert!(text_fallback.is_empty() && parts.iter().all(|part| !part.voice));
    assert_eq!(
        parts.iter().map(|part| part.sent).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(running.state.window.unwrap().first, Seq(6));
    // Any wake-up counts for it.
    assert_eq!(running.state.wake_up, None);

    let people = decode_state(&fixture("v1/state-people.json")).unwrap();
    let Owner::People {
        unanswered,
        returns,
        ..
    } = people.state.owner
    else {
        unreachable!("people have it")
    };
    assert_eq!(unanswered.unwrap().first, Seq(9));
    assert_eq!(returns, None);
}

fn body_of(item: &Item) -> Value {
    serde_json::from_str(item[BODY].as_s().unwrap()).unwrap()
}

/// The written form of a state.
fn written(state: &State) -> Value {
    let mut item = Item::new();
    item::set_body(&mut item, state).unwrap();
    body_of(&item)
}

/// Each unknown field, under the path of the object that it belongs to.
fn later(body: &Value) -> BTreeMap<String, Value> {
    fn walk(value: &Value, path: &str, found: &mut BTreeMap<String, Value>) {
        let fields: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), v)).collect(),
            Value::Array(values) => (0..).zip(values).map(|(n, v)| (n.to_string(), v)).collect(),
            _ => Vec::new(),
        };
        for (name, value) in fields {
            if name.ends_with("later") {
                found.insert(format!("{path}/{name}"), value.clone());
            } else {
                walk(value, &format!("{path}/{name}"), found);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(body, "", &mut found);
    found
}

#[test]
fn what_a_later_version_stored_is_written_back_and_not_shown() {
    for name in ["future/state.json", "future/state-people.json"] {
        let item = fixture(name);
        let state = decode_state(&item).unwrap().state;
        assert_eq!(written(&state), body_of(&item), "{name}");
        let shown = format!("{state:?}");
        assert!(!shown.contains("of the"), "{shown}");
    }
}

#[test]
fn what_a_later_version_stored_moves_and_vanishes_with_what_it_belongs_to() {
    let now = Timestamp::from_millis(1_795_435_230_000);
    let item = fixture("future/state.json");
    let run = decode_state(&item).unwrap().state;
    let before = later(&body_of(&item));
    assert_eq!(before.len(), 13);
    let turn_of = |path: &str| path.starts_with("/turn");

    let part = conversation::Part::text("Seu boleto vence amanhã.");
    let turn = run.turn.clone().unwrap();
    let sent = machine::sent(run.clone(), turn.seq, 1, (&part, None), 0, now);
    assert_eq!(later(&written(&sent.unwrap().state)), before);

    // The turn ends, and the next window waits for people.
    let (taken, _) = machine::take_over(run.clone(), now);
    let mut expected = before.clone();
    expected.retain(|path, _| !turn_of(path));
    let window = expected.remove("/window/later").unwrap();
    expected.insert("/owner/people/unanswered/later".to_owned(), window);
    assert_eq!(later(&written(&taken)), expected);

    // People write, and the contact's messages no longer wait for them.
    let token = Token(1);
    let item = fixture("future/state-people.json");
    let people = decode_state(&item).unwrap().state;
    let before = later(&body_of(&item));
    let ended = machine::complete(people, token, Wait::Fixed(Duration::ZERO), now).unwrap();
    let mut expected = before;
    expected.retain(|path, _| !turn_of(path));
    let paths = |of: &BTreeMap<String, Value>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(later(&written(&ended.state)), expected);
    let answered = later(&written(&machine::answered_by_people(ended.state)));
    assert_eq!(
        paths(&answered),
        [
            "/handover/later",
            "/owner/people/later",
            "/transferred/later"
        ]
    );
}

#[test]
fn states_of_format_2_are_read() {
    let running = decode_state(&fixture("v2/state.json")).unwrap();
    assert_eq!(running.version, 1_838_525_662_466_050);
    let turn = running.state.turn.unwrap();
    assert_eq!((turn.spent, turn.timeouts, turn.tries_again), (2, 1, true));
    assert_eq!(running.state.wake_up.unwrap().token, Token(TOKEN));
    let Some(Unattended::AssistantFailed { window, .. }) = running.state.unattended else {
        unreachable!("{:?}", running.state.unattended)
    };
    assert_eq!((window, running.state.replies.count), (turn.window, 2));

    let people = decode_state(&fixture("v2/state-people.json"))
        .unwrap()
        .state;
    assert_eq!(people.unattended, Some(Unattended::Disabled));
    assert_eq!(people.transferred.unwrap().reason, Reason::StillFailing);
    assert_eq!(people.handover.unwrap().entry, Some(Token(12)));
    let Owner::People { returns, .. } = people.owner else {
        unreachable!("people have it")
    };
    assert_eq!(returns, Some(Token((1 << 53) + 1)));
}

/// A version before there were tests reads no later format than 2.
#[test]
fn a_test_is_read_and_an_earlier_version_refuses_it() {
    let item = fixture("v3/state-test.json");
    let state = decode_state(&item).unwrap().state;
    assert_eq!(state.kind, Kind::Test);
    assert_eq!(written(&state), body_of(&item));
    assert_eq!(item::body::<State>(&item), Err(Unreadable::Newer(3)));
}

#[test]
fn messages_and_turns_of_each_format_are_read() {
    for format in ["v1", "v2"] {
        let message: Message = item::body(&fixture(&format!("{format}/message.json"))).unwrap();
        assert_eq!((message.seq, message.author), (Seq(1), Author::Customer));
        assert!(!message.voice);
    }
    let answered: TurnRecord = item::body(&fixture("v1/turn.json")).unwrap();
    assert_eq!(answered.outcome, Outcome::Answered { parts: 2 });
    assert_eq!(answered.voice, None);
    let expired: TurnRecord = item::body(&fixture("v2/turn.json")).unwrap();
    assert_eq!(
        (expired.outcome, expired.tried_again),
        (Outcome::Expired, true)
    );
}

/// Only the key of a `SEEN` item is read.
#[test]
fn names_and_settings_of_each_format_are_read() {
    for format in ["v1", "v2"] {
        let of = |name: &str| fixture(&format!("{format}/{name}.json"));
        let conversation = decode_alias(&of("alias")).unwrap();
        assert_eq!(conversation.as_str(), "0f".repeat(16));
        settings_are_read(&of("integration"), &of("assistant"));
    }
    let newest = fixture("v3/integration.json");
    settings_are_read(&newest, &fixture("v2/assistant.json"));
    let read = |path| integrations::decode(&fixture(path)).unwrap().value;
    assert_eq!(read("v2/integration.json"), read("v3/integration.json"));
    // What is stored is written again as it was; new fields take their defaults.
    let (written, again) = (
        body_of(&newest),
        json!(read("v3/integration.json").settings),
    );
    assert_eq!(kept(&again, &written), written);
}

/// What of a value is also in another one.
fn kept(value: &Value, also_in: &Value) -> Value {
    match (value, also_in) {
        (Value::Object(fields), Value::Object(others)) => {
            let both = fields
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), kept(value, others.get(name)?))));
            both.collect::<Map<_, _>>().into()
        }
        _ => value.clone(),
    }
}

#[test]
fn access_tokens_and_audit_lines_are_read() {
    let token = access_tokens::decode(&fixture("v2/access-token.json")).unwrap();
    let Grant::Operator { integrations } = &token.grant else {
        unreachable!("{:?}", token.grant)
    };
    assert_eq!(integrations.len(), 2);
    let at = Timestamp::from_millis(1_795_435_230_000);
    assert_eq!(token.last_used_at, Some(at));

    let line: AuditLine = item::body(&fixture("v2/audit-line.json")).unwrap();
    let who = Who::AccessToken {
        id: token.id,
        name: token.name,
    };
    assert_eq!((line.who, line.did), (who, Did::TakeOver));
    assert_eq!(line.about.integration.unwrap().as_str(), "loja-1");
}

#[test]
fn figures_are_read_as_far_as_this_version_counts() {
    let (conversation, read) = figures::decode(&fixture("v2/figures.json")).unwrap();
    assert_eq!(conversation.as_str(), "0f".repeat(16));
    let model = || "gpt-6-luna".to_owned();
    let expected = Figures::from_iter([
        (Counter::Replies, 4),
        (Counter::Messages, 9),
        (Counter::Late(Lateness::numbered(28).unwrap()), 4),
        (Counter::HandedOver(Reason::Requested), 1),
        (Counter::TakenOver, 1),
        (Counter::SpokenCharacters, 310),
        (Counter::CharacterCost, 155),
        (Counter::HeardSeconds("gpt-transcribe".to_owned()), 95),
        (Counter::Answers(model()), 5),
        (Counter::InputTokens(model()), 12_000),
        (Counter::CachedTokens(model()), 9_000),
        (Counter::OutputTokens(model()), 700),
    ]);
    assert_eq!(read, expected);
}

#[test]
fn prices_are_read() {
    let prices: Prices = item::body(&fixture("v2/prices.json")).unwrap();
    let price = prices.of("gpt-6-luna").unwrap().cached;
    assert_eq!(String::from(price), "0.075");
}

#[test]
fn versions_of_an_assistant_are_read() {
    let before: AssistantVersion<Assistant> =
        item::body(&fixture("v2/assistant-version.json")).unwrap();
    assert_eq!(before.version, 1_795_435_217_250);
    assert_eq!(before.saved.unwrap().by, Who::Admin);
    let current = fixture("v2/assistant-saved.json");
    let current = versions::current::<Assistant>(&current).unwrap();
    assert_eq!(current.assistant, before.assistant);
    let saved = current.saved.unwrap();
    assert_eq!(saved.at, Timestamp::from_millis(1_795_435_230_000));
    assert_eq!(saved.by.id(), Some("0f".repeat(16).as_str()));
}

#[test]
fn notes_on_webhooks_are_read() {
    let last = webhooks::decode(&fixture("v2/webhooks.json")).unwrap();
    let at = Timestamp::from_millis(1_795_435_217_000);
    assert_eq!((last.verified_at, last.refused_at), (Some(at), None));
}

fn settings_are_read(integration: &Item, assistant: &Item) {
    let integration = integrations::decode(integration).unwrap();
    assert_eq!(integration.version, 1_795_435_217_250);
    let Reply::Voice(voice) = integration.value.settings.reply else {
        unreachable!("it speaks")
    };
    assert_eq!(voice.voice_id.as_str(), "21m00Tcm4TlvDq8ikWAM");
    // It is stored, and not known.
    assert!(voice.api_key.opened().is_err());
    let ChannelSettings::WhatsappCloud(channel) = &integration.value.settings.channel else {
        unreachable!("it is at Meta")
    };
    assert_eq!(channel.phone_number_id.as_str(), "106540352242922");
    assert_eq!(voice.when, VoiceWhen::Always);
    assert_eq!((voice.language_code, voice.voice_settings), (None, None));
    assert_eq!(voice.max_reply_characters.get(), 1_500);
    assert_eq!(voice.max_day_characters.get(), 20_000);
    assert_eq!(integration.value.secrets.inbound.0, b"inbound");
    let assistant = assistants::decode::<Assistant>(assistant).unwrap().value;
    assert_eq!(assistant.model.as_str(), "gpt-6-luna");
    assert_eq!(assistant.max_output_tokens.map(Whole::get), Some(800));
}
