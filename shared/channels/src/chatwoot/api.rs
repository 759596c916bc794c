//! Chatwoot's API, for the sender and for the desk.

use std::time::Duration;

use conversation::ports::{Audio, Failure};
use conversation::{MessageId, ReplyAddress};
use fields::NotOpened;
use http_client::{
    BaseUrl, BodyLimit, CheckError, Form, Problem, RequestBuilder, Response, Url, from_json,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::Settings;
use crate::json::text;
use crate::sending::{audio_file, foreign_address, refused, taken, told_id, unanswered};

/// The field of the reply address that has the conversation's display id.
const CONVERSATION_ID: &str = "conversation_id";
/// The field of the reply address that has the inbox's channel, by Chatwoot's name of it.
const CHANNEL: &str = "channel";

/// How Chatwoot begins to say that no bot may make a call, and that a bot has no inbox of an account
/// (`ensure_current_account_helper.rb`).
const NOT_FOR_BOTS: &str = "Access to this endpoint is not authorized for bots";
const OTHER_ACCOUNT: &str = "You are not authorized to access this account";

/// Why something could not be read.
enum NotRead {
    /// The token is good, and a bot's.
    ByBots,
    Otherwise(CheckError),
}

impl From<CheckError> for NotRead {
    fn from(error: CheckError) -> Self {
        Self::Otherwise(error)
    }
}

fn says(response: &Response, sentence: &str) -> bool {
    let body: Option<Value> = from_json(&response.body).ok();
    body.is_some_and(|body| text(&body, "/error").is_some_and(|said| said.starts_with(sentence)))
}

/// The reply address of a conversation: its display id, and the channel through which its inbox
/// sends, if that takes less than others.
pub(super) fn reply_address(display_id: &str, channel: Option<&str>) -> ReplyAddress {
    let mut address = json!({CONVERSATION_ID: display_id});
    if let (Some(channel), Some(address)) = (channel, address.as_object_mut()) {
        address.insert(CHANNEL.to_owned(), json!(channel));
    }
    ReplyAddress(address)
}

/// The channel through which an inbox sends, if that takes less than others.
pub(super) fn channel(address: &ReplyAddress) -> Option<&str> {
    address.0.get(CHANNEL)?.as_str()
}

/// One account, with the token of its bot. The calls that a bot's token allows:
/// `app/controllers/concerns/access_token_auth_helper.rb`.
#[derive(Debug)]
pub(super) struct ChatwootApi {
    pub(super) client: http_client::Client,
    base: BaseUrl,
    account_id: String,
    access_token: SecretString,
}

impl ChatwootApi {
    /// Opens the API with the settings' opened secrets.
    pub(super) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        Ok(Self {
            client,
            base: settings.base_url.url().clone(),
            account_id: settings.account_id.as_str().to_owned(),
            access_token: settings.access_token.opened()?.clone(),
        })
    }

    /// Whether the token is a bot's. No bot may list conversations, and Chatwoot says so only after it
    /// has found the token; a person's token may, and what it sends would come back as a person's
    /// message. Source: `app/controllers/concerns/access_token_auth_helper.rb`.
    pub(super) async fn check_token(&self, time_limit: Duration) -> Result<(), CheckError> {
        match self.read(&["conversations"], time_limit).await {
            Ok(_) => {
                let detail = "the access token is a person's, not the agent bot's";
                Err(CheckError::new(Problem::KindOfKey, detail))
            }
            Err(NotRead::ByBots) => Ok(()),
            Err(NotRead::Otherwise(error)) => Err(error),
        }
    }

    /// Whether the account is the bot's, by a conversation that there never is. Releases before 4.17
    /// let no bot read one, and answer before they look at the account.
    pub(super) async fn check_account(&self, time_limit: Duration) -> Result<(), CheckError> {
        match self.read(&["conversations", "0"], time_limit).await {
            Ok(_) | Err(NotRead::ByBots) => Ok(()),
            Err(NotRead::Otherwise(error)) if error.problem == Problem::NotFound => Ok(()),
            Err(NotRead::Otherwise(error)) => Err(error),
        }
    }

    /// Reads something of the account, for a check.
    async fn read(&self, path: &[&str], time_limit: Duration) -> Result<Response, NotRead> {
        let request = self.client.get(&self.url(path));
        let request = request.header("api_access_token", self.access_token.expose_secret());
        let sent = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit);
        let response = sent.await.map_err(CheckError::from)?;
        match response.status {
            200..=299 => Ok(response),
            401 if says(&response, NOT_FOR_BOTS) => Err(NotRead::ByBots),
            401 if says(&response, OTHER_ACCOUNT) => {
                let detail = "HTTP 401, the bot has no inbox in this account";
                Err(CheckError::new(Problem::KindOfKey, detail).into())
            }
            _ => Err(CheckError::of_status(&response).into()),
        }
    }

    /// Sends a message in the conversation, and gives its number. Only people see a private one.
    /// Chatwoot itself turns Markdown into what the inbox shows (`app/services/messages/`).
    pub(super) async fn say(
        &self,
        at: &ReplyAddress,
        content: &str,
        private: bool,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let message = json!({"content": content, "message_type": "outgoing", "private": private});
        let request = self.request(at, "messages")?.json(&message);
        self.said(request, time_limit).await
    }

    /// Sends a voice message: an attachment alone, since a text would stand beside it.
    ///
    /// Releases since 2026-06 (<https://github.com/chatwoot/chatwoot/pull/14606>) read
    /// `is_voice_message` (`app/builders/messages/message_builder.rb`) and send such an attachment
    /// through WhatsApp's Cloud API as a voice note; older releases take only the fields they know.
    /// It is not certain what those do: they may name Ogg to WhatsApp by a type that it refuses,
    /// which nobody tells us (<https://github.com/chatwoot/chatwoot/issues/12713>).
    pub(super) async fn speak(
        &self,
        at: &ReplyAddress,
        audio: &Audio,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let request = self.request(at, "messages")?;
        let mut form = Form::new()
            .text("message_type", "outgoing")
            .text("private", "false")
            .part("attachments[]", audio_file(audio)?);
        if audio.is_voice_note {
            form = form.text("is_voice_message", "true");
        }
        self.said(request.multipart(form), time_limit).await
    }

    /// Shows the contact that somebody is typing.
    pub(super) async fn type_in(
        &self,
        at: &ReplyAddress,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let typing = json!({"typing_status": "on", "is_private": false});
        self.call(at, "toggle_typing_status", &typing, time_limit)
            .await
    }

    /// Gives the conversation to people. From pending, this is a hand-off with the inbox's own
    /// rules of assignment (`conversations_controller.rb`). A repeat changes nothing.
    pub(super) async fn open(
        &self,
        at: &ReplyAddress,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let open = json!({"status": "open"});
        self.call(at, "toggle_status", &open, time_limit).await
    }

    /// Gives the conversation back to the bot. A repeat changes nothing. Whether a bot's token
    /// allows it was not checked: the call is the same as for opening, of which it is known.
    pub(super) async fn give_to_bot(
        &self,
        at: &ReplyAddress,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let pending = json!({"status": "pending"});
        self.call(at, "toggle_status", &pending, time_limit).await
    }

    /// Assigns the conversation to a team. The answer is the team; for a team that the account does
    /// not have it is a success with `null` (`assignments_controller.rb`), which becomes an error
    /// here.
    pub(super) async fn assign_team(
        &self,
        at: &ReplyAddress,
        team: u64,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let request = self.request(at, "assignments")?;
        let request = request.json(&json!({"team_id": team}));
        let sent = self.client.send(request, BodyLimit::JSON, time_limit).await;
        let response = sent.map_err(unanswered)?;
        taken(&response, refused)?;
        if from_json(&response.body).is_ok_and(|answer: Value| answer.is_null()) {
            let detail = format!("the account has no team {team}");
            return Err(Failure::permanent(detail));
        }
        Ok(())
    }

    async fn said(
        &self,
        request: RequestBuilder,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let sent = self
            .client
            .send_for_detail(request, BodyLimit::JSON, time_limit)
            .await;
        let response = sent.map_err(unanswered)?;
        taken(&response, refused)?;
        Ok(told_id(&response, "/id"))
    }

    async fn call(
        &self,
        at: &ReplyAddress,
        what: &str,
        body: &Value,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let request = self.request(at, what)?.json(body);
        self.finish(request, time_limit).await
    }

    async fn finish(&self, request: RequestBuilder, time_limit: Duration) -> Result<(), Failure> {
        let sent = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await;
        taken(&sent.map_err(unanswered)?, refused)
    }

    /// A request that has no body yet.
    fn request(&self, at: &ReplyAddress, what: &str) -> Result<RequestBuilder, Failure> {
        let pointer = format!("/{CONVERSATION_ID}");
        let conversation = text(&at.0, &pointer).ok_or_else(foreign_address)?;
        let url = self.url(&["conversations", conversation, what]);
        Ok(self
            .client
            .post(&url)
            .header("api_access_token", self.access_token.expose_secret()))
    }

    fn url(&self, path: &[&str]) -> Url {
        let account = ["api", "v1", "accounts", self.account_id.as_str()];
        self.base.join(&[&account[..], path].concat())
    }
}
