//! What every table of conversations must do: one suite for all that implement the port.

mod commits;
mod finding;
mod reading;

use std::sync::Arc;

use conversation::ports::{Candidate, Commit, CommitError, Conversations};
use conversation::{
    Author, Contact, ContactName, ConversationId, ConversationRef, IntegrationId, Message,
    MessageId, ReplyAddress, Seq, State, Timestamp,
};

/// Runs the suite. `make` gives a table without any conversation, or at least without those of
/// the integrations that this run makes up; it is called once for each check.
///
/// # Panics
///
/// When the table does not keep the contract.
pub async fn conversations_contract<C: Conversations>(make: impl AsyncFn() -> C) {
    commits::versions_count_the_commits(&make().await).await;
    commits::a_commit_on_an_old_version_writes_nothing(&make().await).await;
    commits::one_of_many_writers_wins(&make().await).await;
    commits::a_message_counts_once(&make().await).await;
    commits::a_state_may_be_large(&make().await).await;
    commits::integrations_share_nothing(&make().await).await;

    finding::a_new_contact_gets_the_conversation_of_its_first_name(&make().await).await;
    finding::every_name_leads_to_the_conversation(&make().await).await;
    finding::the_first_name_that_leads_anywhere_decides(&make().await).await;
    finding::a_name_that_is_taken_refuses_the_commit(&make().await).await;
    finding::a_message_is_seen_wherever_the_names_lead(&make().await).await;
    finding::names_may_hold_anything(&make().await).await;

    reading::answerable_messages_come_oldest_first_up_to_a_limit(&make().await).await;
    reading::only_answerable_messages_are_read_to_be_answered(&make().await).await;
    reading::the_newest_messages_come_newest_first_up_to_a_limit(&make().await).await;
    reading::a_transcript_may_be_longer_than_a_page(&make().await).await;
}

/// One conversation under test.
struct Subject<'t, C> {
    table: &'t C,
    of: ConversationRef,
}

impl<'t, C: Conversations> Subject<'t, C> {
    /// A conversation of an integration that no other check and no other run uses.
    fn new(table: &'t C) -> Self {
        let integration = format!("contract-{:016x}", fastrand::u64(..));
        let integration = integration.as_str().try_into_id();
        Self::within(table, integration, 1)
    }

    fn within(table: &'t C, integration: IntegrationId, id: u128) -> Self {
        let id = conversation_id(id);
        let of = ConversationRef { integration, id };
        Self { table, of }
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.table.commit(&self.of, commit).await
    }
}
