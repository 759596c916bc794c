//! OpenAI's Responses API: `POST /responses`, one request for each answer, with our own history.
//! Nothing is kept on the server, so that any compatible server will do.

mod answer;
mod output;
mod request;

use conversation::ports::{AssistantError, Completion};
use http_client::BaseUrl;
use serde::Serialize;

use crate::{exchange::Protocol, question::Question};

/// The protocol.
#[derive(Debug)]
pub(crate) struct Responses;

impl Protocol for Responses {
    const PATH: &[&str] = &["responses"];

    fn with(_server: &BaseUrl) -> Self {
        Self
    }

    fn request(&self, question: &Question<'_>) -> impl Serialize {
        request::of(question)
    }

    fn read(body: &[u8]) -> Result<Completion, AssistantError> {
        answer::read(body)
    }
}
