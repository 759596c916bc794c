//! What the page shows of a test.

use conversation::ports::Conversations;
use conversation::{
    ConversationId, ConversationRef, IntegrationId, Kind, Message, Seq, State, TurnRecord,
};
use settings::{Integration, Prices};

use crate::conversations::Ids;
use crate::error::ApiError;
use crate::{Console, integrations, prices};

/// The most that is shown; nobody tries for longer.
const MESSAGES: usize = 300;
const CHARS: usize = 200_000;
const TURNS: usize = 100;

/// A test, and the integration that it tries.
pub(super) struct Test {
    pub(super) of: ConversationRef,
    pub(super) settings: Integration,
    pub(super) prices: Prices,
    pub(super) state: State,
    pub(super) version: u64,
    /// Oldest first.
    pub(super) transcript: Vec<Message>,
    /// Newest first.
    pub(super) trail: Vec<TurnRecord>,
}

impl Test {
    /// None if there is no such test.
    pub(super) async fn read(
        console: &Console,
        [integration, conversation]: &Ids,
    ) -> Result<Option<Self>, ApiError> {
        let of = ConversationRef {
            integration: IntegrationId::parse(integration).map_err(|_| ApiError::NotFound)?,
            id: ConversationId::parse(conversation).map_err(|_| ApiError::NotFound)?,
        };
        let table = &console.conversations;
        let end = Seq(u64::MAX);
        // The state first: the page asks for nothing of the version that it shows.
        let (stored, prices, read) = tokio::try_join!(
            integrations::find(console, integration),
            prices::current(console),
            async { Ok(table.state(&of).await?) },
        )?;
        let (mut transcript, trail) = tokio::try_join!(
            table.messages_before(&of, end, MESSAGES, CHARS),
            table.turns_in(&of, Seq(0)..end, TURNS),
        )?;
        transcript.reverse();
        let read = read.filter(|read| read.state.kind == Kind::Test);
        Ok(read.map(|read| Self {
            of,
            settings: stored.value.settings,
            prices,
            state: read.state,
            version: read.version,
            transcript,
            trail,
        }))
    }

    pub(super) fn path(&self) -> String {
        let (integration, id) = (self.of.integration.as_str(), self.of.id.as_str());
        format!("/console/integrations/{integration}/phone/{id}")
    }

    /// Whether something goes on without anybody's doing.
    pub(super) const fn is_pending(&self) -> bool {
        let state = &self.state;
        state.window.is_some() || state.turn.is_some() || state.handover.is_some()
    }
}
