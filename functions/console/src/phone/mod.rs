//! The phone: somebody plays a customer, in a test that reaches neither the provider nor the desk.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use conversation::ports::{Conversations, Random, Versioned};
use conversation::test::{self, Said};
use conversation::{ConversationId, ConversationRef, Kind, MessageId};
use fields::Filled;
use lambda::SystemRandom;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::conversations::{self, Conversation, Ids, WholeConversation};
use crate::error::ApiError;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::refused::Refused;
use crate::router::Part;
use crate::{Console, answer, body, integrations};

/// The body of a message that somebody writes as a customer.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TestMessage")]
pub(crate) struct Message {
    pub(crate) text: Filled<4096>,
    /// Whether it counts as a voice message.
    #[serde(default)]
    pub(crate) voice: bool,
    /// An id of your own, by which a repeat is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<Filled<256>>,
}

/// A test that has begun.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Begun {
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    conversation: String,
}

pub(crate) fn parts() -> Vec<Part> {
    const ALL: &str = "/console/api/integrations/{id}/phone";
    const ONE: &str = "/console/api/integrations/{id}/phone/{conversation}";
    const MESSAGES: &str = "/console/api/integrations/{id}/phone/{conversation}/messages";
    vec![
        Part::at(ALL).post(
            post,
            Permission::SettingsOfIntegration,
            None,
            Call::new("beginTest", "Begin a test")
                .says(
                    "A test is answered as a customer is, and reaches neither the provider nor the desk. \
                     It is in no list, and is erased a day after the last write.",
                )
                .makes::<Begun>(),
        ),
        Part::at(ONE)
            .get(
                get,
                Permission::SettingsOfIntegration,
                Call::new("getTest", "Its state, its transcript and the trail of its turns")
                    .gives::<WholeConversation>("The test."),
            )
            .delete(
                delete,
                Permission::SettingsOfIntegration,
                None,
                Call::new("eraseTest", "Erase everything of it").deletes(),
            ),
        Part::at(MESSAGES).post(
            say,
            Permission::SettingsOfIntegration,
            None,
            Call::new("writeInTest", "Write as a customer")
                .takes::<Message>()
                .gives::<Conversation>("Its state now."),
        ),
    ]
}

async fn post(State(console): State<Arc<Console>>, Path(integration): Path<String>) -> Answer {
    let of = begin(&console, &integration).await?;
    let begun = Begun {
        conversation: of.id.as_str().to_owned(),
    };
    answer::json(StatusCode::CREATED, &begun)
}

async fn get(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    let (of, test) = find(&console, &ids).await?;
    conversations::whole(&console, &of, &test.state, None).await
}

async fn delete(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    erase(&console, &ids).await?;
    Ok(answer::gone())
}

async fn say(State(console): State<Arc<Console>>, Path(ids): Path<Ids>, body: Bytes) -> Answer {
    let message = body::read(&body)?;
    let (of, state) = write(&console, &ids, &message).await?;
    answer::json(StatusCode::OK, &Conversation::new(&of, &state))
}

/// Begins a test of an integration.
pub(crate) async fn begin(
    console: &Console,
    integration: &str,
) -> Result<ConversationRef, ApiError> {
    let stored = integrations::find(console, integration).await?;
    let [high, low] = [(); 2].map(|()| u128::from(SystemRandom.bits()));
    let of = ConversationRef {
        integration: stored.value.settings.id,
        id: ConversationId::of_bits(high << 64 | low),
    };
    test::begin(console, &of).await?;
    Ok(of)
}

/// Writes as the customer, and gives the state after that.
pub(crate) async fn write(
    console: &Console,
    ids: &Ids,
    message: &Message,
) -> Result<(ConversationRef, conversation::State), ApiError> {
    let (of, stored) = conversations::find(console, ids).await?;
    let id = match &message.message_id {
        Some(id) => MessageId::parse(id.as_str()),
        None => MessageId::parse(&format!("{:016x}", SystemRandom.bits())),
    };
    let id = id.map_err(|error| Refused::new("message_id", error))?;
    let said = Said {
        id: &id,
        text: message.text.as_str(),
        voice: message.voice,
    };
    let policy = conversations::policy(&stored.value);
    let state = test::write(console, &of, &policy, said).await?;
    Ok((of, state.ok_or(ApiError::NotFound)?))
}

/// Erases a test.
pub(crate) async fn erase(console: &Console, ids: &Ids) -> Result<(), ApiError> {
    let (of, _) = find(console, ids).await?;
    conversations::erase_all(console, &of).await
}

/// The test that a path names, and its state.
pub(crate) async fn find(
    console: &Console,
    ids: &Ids,
) -> Result<(ConversationRef, Versioned), ApiError> {
    let (of, _) = conversations::find(console, ids).await?;
    let read = console.conversations.state(&of).await?;
    let test = read.filter(|read| read.state.kind == Kind::Test);
    Ok((of, test.ok_or(ApiError::NotFound)?))
}
