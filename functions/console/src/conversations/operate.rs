//! An operator's actions in a conversation.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use conversation::operator::{self, SendOutcome, Words};
use conversation::ports::{InboundPorts, Random};
use conversation::{ConversationRef, HistoryLimit, Policy};
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

pub(super) async fn take_over(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    shown(take(&console, &ids).await?)
}

pub(super) async fn release(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    shown(give_back(&console, &ids).await?)
}

pub(super) async fn say(
    State(console): State<Arc<Console>>,
    Path(ids): Path<Ids>,
    body: Bytes,
) -> Answer {
    shown(send(&console, &ids, body::read(&body)?).await?)
}

/// A conversation, and what has become of it.
pub(crate) type Now = (ConversationRef, conversation::State);

/// Gives the conversation to people.
pub(crate) async fn take(console: &Console, ids: &Ids) -> Result<Now, ApiError> {
    let (of, stored) = find(console, ids).await?;
    let policy = policy(&stored.value);
    there(operator::take_over(console, &of, &policy).await?, of)
}

/// Gives the conversation back. Messages that the assistant is answering already stay as they are.
pub(crate) async fn give_back(console: &Console, ids: &Ids) -> Result<Now, ApiError> {
    let (of, stored) = find(console, ids).await?;
    let policy = policy(&stored.value);
    there(operator::release(console, &of, &policy).await?, of)
}

/// Writes to the contact as a person.
pub(crate) async fn send(
    console: &Console,
    ids: &Ids,
    message: PersonMessage,
) -> Result<Now, ApiError> {
    let PersonMessage { text } = message;
    let (of, stored) = find(console, ids).await?;
    let policy = policy(&stored.value);
    let keyword = policy.release_keyword.as_ref();
    if keyword.is_some_and(|keyword| keyword.is(text.as_str())) {
        return Err(Refused::new("text", Reason::ReleaseKeyword).into());
    }
    let channel = crate::integrations::channel(console, &stored.value).await?;
    let words = Words {
        text: text.as_str(),
        delivery_id: &format!("{}-person-{:016x}", of.id.as_str(), SystemRandom.bits()),
        time_limit: SEND_LIMIT,
    };
    match operator::speak(console, &channel, &of, &policy, words).await? {
        SendOutcome::NoSuchConversation => Err(ApiError::NotFound),
        SendOutcome::Sent(state) => Ok((of, *state)),
        SendOutcome::Refused { detail } => Err(ApiError::ChannelRefused(detail)),
        SendOutcome::Failed { detail } => Err(ApiError::ChannelFailed(detail)),
    }
}

/// The integration's policy, where no assistant is asked.
pub(crate) fn policy(record: &IntegrationRecord) -> Policy {
    record.settings.policy(HistoryLimit::default())
}

fn there(state: Option<conversation::State>, of: ConversationRef) -> Result<Now, ApiError> {
    Ok((of, state.ok_or(ApiError::NotFound)?))
}

fn shown((of, state): Now) -> Answer {
    answer::json(StatusCode::OK, &Conversation::new(&of, &state))
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
