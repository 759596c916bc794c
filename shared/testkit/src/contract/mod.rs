//! What every table of conversations must do: one suite for all implementations of the port.
#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

mod budget;
mod commits;
mod finding;
mod hearing;
mod ids;
mod reading;

pub use budget::day_budget_contract;

use conversation::ports::{Candidate, Commit, CommitError, Conversations, Found, Versioned};
use conversation::{
    Author, Contact, ContactName, ConversationId, ConversationRef, IntegrationId, Message,
    MessageId, Outcome, Range, ReplyAddress, Seq, State, Timestamp, TurnRecord,
};

/// Runs the suite. `make` is called once for each check, and gives a table. It may always give the
/// same one, since each check makes up its own integrations.
///
/// # Panics
///
/// If the table breaks the contract.
pub async fn conversations_contract<C: Conversations>(make: impl AsyncFn() -> C) {
    commits::a_version_is_the_one_that_the_commit_names(&make().await).await;
    commits::a_commit_on_another_version_writes_nothing(&make().await).await;
    commits::one_of_many_writers_wins(&make().await).await;
    commits::a_message_counts_once(&make().await).await;
    commits::an_event_counts_once(&make().await).await;
    commits::a_number_is_given_once(&make().await).await;
    commits::no_item_is_written_twice_in_one_commit(&make().await).await;
    commits::a_state_may_be_large(&make().await).await;
    commits::integrations_share_nothing(&make().await).await;

    finding::a_new_contact_gets_the_conversation_of_its_first_name(&make().await).await;
    finding::where_no_name_leads_anywhere_a_conversation_that_was_begun_is_found(&make().await)
        .await;
    finding::every_name_leads_to_the_conversation(&make().await).await;
    finding::a_name_goes_from_one_conversation_to_another(&make().await).await;
    finding::the_first_name_that_leads_anywhere_decides(&make().await).await;
    finding::a_name_that_is_taken_refuses_the_commit(&make().await).await;
    finding::a_message_is_seen_wherever_the_names_lead(&make().await).await;
    finding::names_and_ids_may_hold_anything(&make().await).await;

    hearing::one_hears_a_message_at_a_time(&make().await).await;
    hearing::what_was_heard_stays_when_the_message_is_edited(&make().await).await;
    hearing::of_a_message_that_was_deleted_nothing_stays(&make().await).await;
    hearing::what_is_gone_is_not_heard(&make().await).await;

    ids::a_message_is_known_by_its_id(&make().await).await;
    ids::our_own_ids_are_no_repeats(&make().await).await;
    ids::a_message_says_what_was_written_last(&make().await).await;
    ids::the_report_that_tells_most_stays(&make().await).await;

    reading::answerable_messages_come_oldest_first_up_to_a_limit(&make().await).await;
    reading::only_answerable_messages_are_read_to_be_answered(&make().await).await;
    reading::the_newest_messages_come_newest_first_up_to_a_limit(&make().await).await;
    reading::a_transcript_may_be_longer_than_a_page(&make().await).await;
}

/// One conversation under test.
struct Subject<'t, C> {
    table: &'t C,
    of: ConversationRef,
    name: ContactName,
}

impl<'t, C: Conversations> Subject<'t, C> {
    /// A conversation of a new integration.
    fn new(table: &'t C) -> Self {
        Self::of(table, &integration(), "Ana")
    }

    /// The conversation that a contact would have under its first name.
    fn of(table: &'t C, integration: &IntegrationId, name: &str) -> Self {
        let of = ConversationRef {
            integration: integration.clone(),
            id: candidate(name).conversation,
        };
        let name = self::name(name);
        Self { table, of, name }
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.table.commit(&self.of, commit).await
    }

    async fn commit_ok(&self, commit: Commit) {
        self.commit(commit).await.unwrap();
    }

    /// Commits, and checks that it is refused because of a conflict with an earlier commit.
    async fn conflict(&self, commit: Commit) {
        let refused = self.commit(commit).await.unwrap_err();
        assert!(matches!(refused, CommitError::Conflict), "{refused:?}");
    }

    async fn state(&self) -> Option<Versioned> {
        self.table.state(&self.of).await.unwrap()
    }

    async fn has_seen(&self, id: &str) -> bool {
        self.find(&[self.name.as_str()], Some(id)).await.seen
    }

    async fn newest(&self, messages: usize, chars: usize) -> Vec<Message> {
        let newest = self.table.newest_messages(&self.of, messages, chars).await;
        newest.unwrap()
    }

    async fn find(&self, names: &[&str], message: Option<&str>) -> Found {
        let candidates: Vec<_> = names.iter().map(|name| candidate(name)).collect();
        let message = message.map(message_id);
        let integration = &self.of.integration;
        let found = self.table.find(integration, &candidates, message.as_ref());
        found.await.unwrap()
    }
}

/// An integration that nobody else uses.
fn integration() -> IntegrationId {
    IntegrationId::parse(&format!("contract-{:016x}", fastrand::u64(..))).unwrap()
}

fn name(text: &str) -> ContactName {
    ContactName::parse(text).unwrap()
}

fn message_id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

/// A name with a conversation of its own: the name's first bytes in hexadecimal.
fn candidate(text: &str) -> Candidate {
    let hex: String = hex::encode(text).chars().take(32).collect();
    Candidate {
        name: name(text),
        conversation: ConversationId::parse(&format!("{hex:0<32}")).unwrap(),
    }
}

/// The state of a conversation in which `messages` messages were stored.
fn state(messages: u64) -> State {
    let contact = Contact::new(vec![name("Ana")], None);
    let address = ReplyAddress(serde_json::json!({ "phone": "5511999990000" }));
    let mut state = State::new(contact, address, at(0));
    state.next_seq = Seq(messages + 1);
    state
}

/// A commit of a state alone.
fn commit(read_version: u64) -> Commit {
    Commit {
        read_version,
        version: read_version + 1,
        ..Commit::of(state(read_version))
    }
}

/// A message of the contact, with an id that goes with its number.
fn message(seq: u64, text: &str) -> Message {
    Message {
        provider_id: Some(message_id(&format!("wamid.{seq}"))),
        ..Message::said(Seq(seq), Author::Customer, text.to_owned(), at(seq))
    }
}

/// The record of a turn.
fn turn_record(seq: u64, attempts: u32) -> TurnRecord {
    let (first, last) = (Seq(seq), Seq(seq));
    let batch = Range { first, last };
    TurnRecord {
        attempts,
        ..TurnRecord::ended(Seq(seq), batch, Outcome::Disabled, at(seq))
    }
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(1_795_435_217_000 + millis)
}

/// The numbers of messages.
fn seqs(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq.0).collect()
}

#[cfg(test)]
mod tests {
    use crate::memory::MemoryConversations;

    #[tokio::test]
    async fn the_table_in_memory_keeps_the_contract() {
        super::conversations_contract(async || MemoryConversations::new()).await;
    }
}
