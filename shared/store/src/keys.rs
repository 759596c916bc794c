//! The keys of all items. No other file builds a key.
//!
//! An integration's id holds no `#` and a conversation's is hexadecimal, so no name that a provider
//! chooses can reach into another item's key.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Counted;
use conversation::{
    AssistantId, ContactName, ConversationId, ConversationRef, Date, IntegrationId, Kind,
    MessageId, Owner, Seq, State, Timestamp,
};

use crate::AccessTokenId;
use crate::item::Item;
use crate::schema::{LIST_PK, LIST_SK, PK, SK};
use crate::sessions::Hash;

/// How many parts a list of an integration's conversations has, so that no single key of the
/// index takes all of its writes.
pub(crate) const LIST_SHARDS: u8 = 8;

/// The primary key of one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        let (pk, sk) = (pk.into(), sk.into());
        Self { pk, sk }
    }

    /// The key in an item that was read.
    pub(crate) fn of(item: &Item) -> Option<Self> {
        let text = |name| item.get(name)?.as_s().ok().cloned();
        Some(Self::new(text(PK)?, text(SK)?))
    }

    /// The key as DynamoDB wants it.
    pub(crate) fn attributes(self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk)),
            (SK.to_owned(), AttributeValue::S(self.sk)),
        ])
    }
}

/// The partition key of all items of a conversation.
pub(crate) fn conversation(conversation: &ConversationRef) -> String {
    let ConversationRef { integration, id } = conversation;
    format!("CONV#{}#{}", integration.as_str(), id.as_str())
}

/// The conversation that a partition key belongs to.
pub(crate) fn conversation_id(key: &Key) -> Option<ConversationId> {
    let (_, id) = key.pk.strip_prefix("CONV#")?.split_once('#')?;
    ConversationId::parse(id).ok()
}

pub(crate) fn state(of: &ConversationRef) -> Key {
    Key::new(conversation(of), "STATE")
}

pub(crate) fn seen(of: &ConversationRef, message: &MessageId) -> Key {
    Key::new(conversation(of), format!("SEEN#{}", message.as_str()))
}

pub(crate) fn message(of: &ConversationRef, seq: Seq) -> Key {
    Key::new(conversation(of), numbered(MESSAGES, seq))
}

pub(crate) fn turn(of: &ConversationRef, seq: Seq) -> Key {
    Key::new(conversation(of), numbered(TURNS, seq))
}

pub(crate) fn alias(integration: &IntegrationId, name: &ContactName) -> Key {
    let pk = format!("ALIAS#{}#{}", integration.as_str(), name.as_str());
    Key::new(pk, "ALIAS")
}

pub(crate) fn integration(id: &IntegrationId) -> Key {
    Key::new(format!("INTEGRATION#{}", id.as_str()), "SETTINGS")
}

pub(crate) fn assistant(id: &AssistantId) -> Key {
    Key::new(format!("ASSISTANT#{}", id.as_str()), "SETTINGS")
}

/// A version that an assistant had before.
pub(crate) fn assistant_version(id: &AssistantId, version: u64) -> Key {
    Key::new(assistant(id).pk, format!("VERSION#{version:020}"))
}

pub(crate) fn access_token(id: &AccessTokenId) -> Key {
    Key::new(format!("ACCESS-TOKEN#{}", id.as_str()), "TOKEN")
}

/// When the last webhooks of an integration came.
pub(crate) fn webhooks(integration: &IntegrationId) -> Key {
    Key::new(format!("WEBHOOKS#{}", integration.as_str()), "LAST")
}

pub(crate) fn session(hash: &Hash) -> Key {
    Key::new(format!("SESSION#{}", hash.as_str()), "SESSION")
}

pub(crate) fn sign_in_link(hash: &Hash) -> Key {
    Key::new(format!("SIGN-IN-LINK#{}", hash.as_str()), "LINK")
}

/// The attempts to sign in from one address within one window.
pub(crate) fn sign_in_attempts(address: &str, window: u64) -> Key {
    let pk = format!("SIGN-IN-ATTEMPTS#{address}");
    Key::new(pk, format!("WINDOW#{window}"))
}

/// The partition key of the audit lines of an integration, or of what belongs to none. People do too
/// little in one integration to make it hot.
pub(crate) fn audit(integration: Option<&IntegrationId>) -> String {
    match integration {
        Some(integration) => format!("AUDIT#{}", integration.as_str()),
        None => "AUDIT".to_owned(),
    }
}

pub(crate) fn audit_line(integration: Option<&IntegrationId>, position: &str) -> Key {
    Key::new(audit(integration), position)
}

/// Audit lines sort by time. The random number is for two of the same millisecond. Each is a cursor as it
/// stands.
pub(crate) fn audit_position(at: Timestamp, random: u64) -> String {
    format!("{:015}-{random:016x}", at.millis())
}

pub(crate) fn is_audit_position(text: &str) -> bool {
    text.split_once('-').is_some_and(|(millis, random)| {
        millis.len() == 15
            && millis.bytes().all(|b| b.is_ascii_digit())
            && random.len() == 16
            && random
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// The list of all audit lines of the month (UTC) of `at`: no single key of the index takes all of them
/// for ever.
pub(crate) fn audit_list(at: Timestamp) -> String {
    let at = at.to_string();
    let month = at.rsplit_once('-').map_or("", |(month, _)| month);
    format!("{AUDIT_LISTS}{month}")
}

const AUDIT_LISTS: &str = "AUDIT#";

/// The lists in which there may be lines that were written up to `now` and have not expired.
pub(crate) fn audit_lists(now: Timestamp) -> Vec<String> {
    let newest = audit_list(now);
    let month = newest.strip_prefix(AUDIT_LISTS).and_then(|month| {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()? - 1)
    });
    // Of the oldest only the end is still there.
    let months = month.into_iter().flat_map(|newest| newest - 12..=newest);
    months
        .map(|month| format!("{AUDIT_LISTS}{:04}-{:02}", month / 12, month % 12 + 1))
        .collect()
}

/// What an integration has spent on the day (UTC) of `at`.
pub(crate) fn spent(integration: &IntegrationId, what: &Counted, at: Timestamp) -> Key {
    let of = integration.as_str();
    let at = at.to_string();
    // The date of an RFC 3339 time.
    let date = at.split('T').next().unwrap_or_default();
    let day = format!("DAY#{date}");
    match what {
        Counted::SpokenCharacters => Key::new(format!("VOICE#{of}"), day),
        Counted::HeardSeconds => Key::new(format!("HEARING#{of}"), day),
        Counted::Tokens => Key::new(format!("TOKENS#{of}"), day),
        Counted::ContactTokens(contact) => {
            Key::new(format!("TOKENS#{of}#{}", contact.as_str()), day)
        }
        Counted::TurnTokens(contact, turn) => {
            let turn = numbered(TURNS, *turn);
            Key::new(
                format!("TOKENS#{of}#{}", contact.as_str()),
                format!("{day}#{turn}"),
            )
        }
    }
}

/// The prices of all models.
pub(crate) fn prices() -> Key {
    Key::new("PRICES", "PRICES")
}

/// The partition key of what the conversations of an integration add to the figures of a day.
pub(crate) fn figures_of(integration: &IntegrationId, day: Date) -> String {
    format!("FIGURES#{}#{day}", integration.as_str())
}

pub(crate) fn figures(of: &ConversationRef, day: Date) -> Key {
    Key::new(figures_of(&of.integration, day), of.id.as_str())
}

/// A key that no item ever has.
pub(crate) fn warm_up() -> Key {
    Key::new("WARM-UP", "WARM-UP")
}

/// The integration whose item has this key.
pub(crate) fn integration_id(key: &Key) -> Option<IntegrationId> {
    IntegrationId::parse(key.pk.strip_prefix("INTEGRATION#")?).ok()
}

/// The assistant whose item this is.
pub(crate) fn assistant_id(item: &Item) -> Option<AssistantId> {
    AssistantId::parse(Key::of(item)?.pk.strip_prefix("ASSISTANT#")?).ok()
}

/// A kind of numbered items in a conversation, which sort by their numbers.
pub(crate) type Numbered = &'static str;
pub(crate) const MESSAGES: Numbered = "MSG#";
pub(crate) const TURNS: Numbered = "TURN#";

/// The sort key of one of them, with as many digits as the largest number has.
pub(crate) fn numbered(kind: Numbered, seq: Seq) -> String {
    format!("{kind}{:020}", seq.0)
}

/// The place of an item in the index of lists: its partition key and its sort key.
pub(crate) struct ListKey {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl ListKey {
    /// In a list that is sorted by its items' ids.
    pub(crate) fn new(list: &str, id: &str) -> Self {
        let (pk, sk) = (list.to_owned(), id.to_owned());
        Self { pk, sk }
    }

    /// Puts the item into the list.
    pub(crate) fn into_item(self, item: &mut Item) {
        item.insert(LIST_PK.to_owned(), AttributeValue::S(self.pk));
        item.insert(LIST_SK.to_owned(), AttributeValue::S(self.sk));
    }
}

pub(crate) const INTEGRATIONS: &str = "INTEGRATIONS";
pub(crate) const ASSISTANTS: &str = "ASSISTANTS";
pub(crate) const ACCESS_TOKENS: &str = "ACCESS-TOKENS";
pub(crate) const WEBHOOKS: &str = "WEBHOOKS";

/// In the list of all, the oldest first.
pub(crate) fn listed_access_token(id: &AccessTokenId, created_at: Timestamp) -> ListKey {
    let place = format!("{:015}#{}", created_at.millis(), id.as_str());
    ListKey::new(ACCESS_TOKENS, &place)
}

/// The list of the conversations that the assistant has.
pub(crate) const OF_ASSISTANT: &str = "assistant";
/// The list of those that people have, and in which nobody waits. A version before 2026-11-30 has put
/// all of people's into it.
pub(crate) const OF_PEOPLE: &str = "people";
/// The list of those in which a customer waits for a person.
pub(crate) const WAITING: &str = "waiting";

/// In a list by time of the last turn or change of owner, then by id: no two conversations of an
/// integration share a sort key, in whichever lists and parts of them they are. A test is in no list.
pub(crate) fn listed_state(of: &ConversationRef, state: &State) -> Option<ListKey> {
    if state.kind == Kind::Test {
        return None;
    }
    let list = match state.owner {
        Owner::Assistant => OF_ASSISTANT,
        Owner::People { .. } if state.waits_since().is_some() => WAITING,
        Owner::People { .. } => OF_PEOPLE,
    };
    Some(ListKey {
        pk: conversations_list(&of.integration, list, shard(&of.id)),
        sk: format!("{:015}#{}", state.changed_at.millis(), of.id.as_str()),
    })
}

/// One part of a list of an integration's conversations.
pub(crate) fn conversations_list(integration: &IntegrationId, list: &str, shard: u8) -> String {
    format!("CONV#{}#{list}#{shard}", integration.as_str())
}

/// The ids are random, so their first digits spread evenly.
fn shard(id: &ConversationId) -> u8 {
    let digit = id.as_str().chars().next().and_then(|c| c.to_digit(16));
    digit.map_or(0, |digit| (digit % u32::from(LIST_SHARDS)) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_numbers() {
        let keys = [9, 10, u64::MAX].map(|seq| numbered(MESSAGES, Seq(seq)));
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn conversations_spread_over_all_parts_of_their_list() {
        let contact = conversation::Contact::new(Vec::new(), None);
        let address = conversation::ReplyAddress(serde_json::Value::Null);
        let state = State::new(contact, address, conversation::Timestamp::default());
        let mut shards: Vec<_> = (0..16)
            .map(|digit| {
                let id = ConversationId::parse(&format!("{digit:x}").repeat(32)).unwrap();
                let integration = IntegrationId::parse("loja-1").unwrap();
                listed_state(&ConversationRef { integration, id }, &state)
                    .unwrap()
                    .pk
            })
            .collect();
        shards.sort_unstable();
        shards.dedup();
        let expected = (0..LIST_SHARDS).map(|shard| format!("CONV#loja-1#assistant#{shard}"));
        assert!(shards.into_iter().eq(expected));
    }

    #[test]
    fn each_day_is_counted_by_its_date() {
        let integration = IntegrationId::parse("loja-1").unwrap();
        let at = Timestamp::from_millis(1_795_435_217_250);
        let contact = ConversationId::of_bits(0xf);
        let own = "TOKENS#loja-1#0000000000000000000000000000000f";
        for (what, pk, sk) in [
            (Counted::SpokenCharacters, "VOICE#loja-1", "DAY#2026-11-23"),
            (Counted::HeardSeconds, "HEARING#loja-1", "DAY#2026-11-23"),
            (Counted::Tokens, "TOKENS#loja-1", "DAY#2026-11-23"),
            (
                Counted::ContactTokens(contact.clone()),
                own,
                "DAY#2026-11-23",
            ),
            (
                Counted::TurnTokens(contact, Seq(7)),
                own,
                "DAY#2026-11-23#TURN#00000000000000000007",
            ),
        ] {
            assert_eq!(spent(&integration, &what, at), Key::new(pk, sk));
        }
    }

    #[test]
    fn a_year_of_audit_lines_is_in_13_lists() {
        let now = Timestamp::from_millis(1_795_435_217_250);
        let lists = audit_lists(now);
        assert_eq!(lists.len(), 13);
        assert_eq!(lists.first().map(String::as_str), Some("AUDIT#2025-11"));
        assert_eq!(lists.get(2).map(String::as_str), Some("AUDIT#2026-01"));
        assert_eq!(lists.last(), Some(&audit_list(now)));
        assert!(is_audit_position(&audit_position(now, 7)));
    }

    #[test]
    fn a_key_names_its_conversation() {
        let id = ConversationId::parse(&"0f".repeat(16)).unwrap();
        let integration = IntegrationId::parse("loja-1").unwrap();
        let of = ConversationRef { integration, id };
        assert_eq!(conversation_id(&state(&of)), Some(of.id));
    }
}
