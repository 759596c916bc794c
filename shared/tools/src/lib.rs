//! The tools that an assistant may call: functions of the business, over signed HTTPS requests.

use std::time::Duration;

use conversation::ports::{Caller, Failure, ToolError, Tools};
use conversation::{Call, Kind};
use fields::NotOpened;
use http_client::{BodyLimit, Client, HttpError, Response, from_json};
use serde_json::{Map, Value, json};
use settings::Function;
use signing::Key;

/// The functions of one business.
#[derive(Debug)]
pub struct Functions {
    client: Client,
    functions: Vec<Function>,
    key: Option<Key>,
}

impl Functions {
    /// The functions of the settings, whose secrets are opened; none if there are no tools.
    pub fn of(settings: Option<&settings::Tools>, client: Client) -> Result<Self, NotOpened> {
        let key = settings.map(|tools| Key::of(&tools.signing_secret));
        Ok(Self {
            client,
            functions: settings.map_or_else(Vec::new, |tools| tools.functions.as_slice().to_vec()),
            key: key.transpose()?,
        })
    }
}

impl Tools for Functions {
    async fn call(
        &self,
        caller: Caller<'_>,
        call: &Call,
        key: &str,
        time_limit: Duration,
    ) -> Result<String, ToolError> {
        let mut functions = self.functions.iter();
        let function = functions.find(|function| function.name.as_str() == call.name);
        let (Some(function), Some(signing)) = (function, &self.key) else {
            let why = "there is no tool of this name";
            return Err(ToolError::NotCalled(why.to_owned()));
        };
        let arguments: Map<String, Value> = from_json(call.arguments.as_bytes())
            .map_err(|_| ToolError::NotCalled("the arguments are no JSON object".to_owned()))?;
        let body = body(caller, &call.name, arguments, key).to_string();
        let request = self.client.post(function.url.url().url());
        let request = signing.signed(request, key, body).map_err(|error| {
            refused(
                Failure::permanent(format!("not signed: {error}")),
                String::new(),
            )
        })?;
        let limit = Duration::from_millis(function.timeout_ms.get().into()).min(time_limit);
        // A refusal may come with a long page.
        let sent = self.client.send(request, BodyLimit::JSON, limit).await;
        let most = usize::try_from(function.max_answer_bytes.get()).unwrap_or(usize::MAX);
        answered(&sent.map_err(of_exchange)?, most)
    }
}

/// What a function is called with. It is told whose question it is, so that it need not believe what the
/// customer, or the assistant, says about that.
fn body(caller: Caller<'_>, tool: &str, arguments: Map<String, Value>, key: &str) -> Value {
    json!({
        "type": "tool_call",
        "call_id": key,
        "tool": tool,
        "arguments": arguments,
        "integration_id": caller.conversation.integration,
        "conversation_id": caller.conversation.id,
        "contact": {"names": caller.contact.names, "display_name": caller.contact.display_name},
        "test": caller.kind == Kind::Test,
    })
}

/// The request brought no response. Unless it never left, it may have been done.
fn of_exchange(error: HttpError) -> ToolError {
    let detail = error.to_string();
    match error {
        HttpError::NotConnected(_) => refused(Failure::transient(detail), String::new()),
        error if error.is_transient() => ToolError::Unknown(Failure::transient(detail)),
        HttpError::BodyTooLarge { .. } => ToolError::Unknown(Failure::permanent(detail)),
        _ => refused(Failure::permanent(detail), String::new()),
    }
}

/// What an answer means, by its status:
///
/// | status | here |
/// | --- | --- |
/// | 2xx | its body is what the assistant is told, if it has at most so many bytes |
/// | 3xx | perhaps done: many a server redirects after it has done its work |
/// | 429 | not done; worth another try, after `Retry-After` |
/// | 408, 425, 500 and above | perhaps done; worth another try under the same key |
/// | all else | not done; the beginning of the body says why |
fn answered(response: &Response, most: usize) -> Result<String, ToolError> {
    let body = &response.body;
    let said = || String::from_utf8_lossy(body.get(..most).unwrap_or(body)).into_owned();
    let detail = format!("HTTP {}", response.status);
    let later = || Failure::transient_after(detail.clone(), response.retry_after());
    match response.status {
        200..=299 if body.len() > most => {
            let detail = format!("the answer has more than {most} bytes");
            Err(ToolError::Unknown(Failure::permanent(detail)))
        }
        200..=299 => Ok(said()),
        300..=399 => Err(ToolError::Unknown(Failure::permanent(detail))),
        429 => Err(refused(later(), said())),
        _ if response.is_transient() => Err(ToolError::Unknown(later())),
        _ => Err(refused(Failure::permanent(detail), said())),
    }
}

const fn refused(failure: Failure, said: String) -> ToolError {
    ToolError::Refused { failure, said }
}
