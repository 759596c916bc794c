//! An operator's actions in a conversation.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use conversation::operator::{self, SendOutcome, Words};
use conversation::ports::{InboundPorts, Random};
use conversation::{ConversationRef, Policy};
use fields::Filled;
use lambda::SystemRandom;
use queues::SqsWakeUps;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{DynamoConversations, IntegrationRecord};

use super::view::Conversation;
use super::{Ids, find};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::refused::{Reason, Refused};
use crate::{AnyClock, Console, answer, body};

/// How long sending may take. The function has 29 s for everything.
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// The body of a message that a person sends.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct PersonMessage {
    /// The text: at most what every channel takes in one message.
    pub(crate) text: Filled<4096>,
}

pub(crate) async fn take_over(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    let (of, stored) = find(&console, &ids).await?;
    let state = take(&console, &of, &stored.value).await?;
    shown(&of, Some(state))
}

/// Gives the conversation to people.
pub(crate) async fn take(
    console: &Console,
    of: &ConversationRef,
    record: &IntegrationRecord,
) -> Result<conversation::State, ApiError> {
    let taken = operator::take_over(console, of, &policy(record)).await?;
    taken.ok_or(ApiError::NotFound)
}

pub(crate) async fn release(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    let (of, stored) = find(&console, &ids).await?;
    let state = give_back(&console, &of, &stored.value).await?;
    shown(&of, Some(state))
}

/// Gives the conversation back. Messages that the assistant is answering already stay as they are.
pub(crate) async fn give_back(
    console: &Console,
    of: &ConversationRef,
    record: &IntegrationRecord,
) -> Result<conversation::State, ApiError> {
    let released = operator::release(console, of, &policy(record)).await?;
    released.ok_or(ApiError::NotFound)
}

pub(crate) async fn say(
    State(console): State<Arc<Console>>,
    Path(ids): Path<Ids>,
    body: Bytes,
) -> Answer {
    let PersonMessage { text } = body::read(&body)?;
    let (of, stored) = find(&console, &ids).await?;
    let state = speak(&console, &of, &stored.value, &text).await?;
    shown(&of, Some(state))
}

/// Writes as a person, and gives the state after that.
pub(crate) async fn speak(
    console: &Console,
    of: &ConversationRef,
    record: &IntegrationRecord,
    text: &Filled<4096>,
) -> Result<conversation::State, ApiError> {
    let policy = policy(record);
    let keyword = policy.release_keyword.as_ref();
    if keyword.is_some_and(|keyword| keyword.is(text.as_str())) {
        return Err(Refused::new("text", Reason::ReleaseKeyword).into());
    }
    let channel = crate::integrations::channel(console, record).await?;
    let words = Words {
        text: text.as_str(),
        delivery_id: &format!("{}-person-{:016x}", of.id.as_str(), SystemRandom.bits()),
        time_limit: SEND_LIMIT,
    };
    match operator::speak(console, &channel, of, &policy, words).await? {
        SendOutcome::NoSuchConversation => Err(ApiError::NotFound),
        SendOutcome::Sent(state) => Ok(*state),
        SendOutcome::Refused { detail } => Err(ApiError::ChannelRefused(detail)),
        SendOutcome::Failed { detail } => Err(ApiError::ChannelFailed(detail)),
    }
}

/// The integration's policy, where no assistant is asked.
pub(crate) fn policy(record: &IntegrationRecord) -> Policy {
    record.settings.policy(None)
}

fn shown(of: &ConversationRef, state: Option<conversation::State>) -> Answer {
    let state = state.ok_or(ApiError::NotFound)?;
    answer::json(StatusCode::OK, &Conversation::new(of, &state))
}

impl InboundPorts for Console {
    type Conversations = DynamoConversations<AnyClock>;
    type WakeUps = SqsWakeUps;
    type Clock = AnyClock;
    type Random = SystemRandom;

    fn conversations(&self) -> &Self::Conversations {
        &self.conversations
    }

    fn wake_ups(&self) -> &Self::WakeUps {
        &self.wake_ups
    }

    fn clock(&self) -> &Self::Clock {
        &self.clock
    }

    fn random(&self) -> &Self::Random {
        &SystemRandom
    }
}
