//! Calling the Bot API.

use std::time::{Duration, Instant};

use conversation::ports::{Audio, Failure, Outgoing};
use conversation::{MessageId, Part, ReplyAddress};
use fields::NotOpened;
use http_client::{BaseUrl, BodyLimit, CheckError, Form, Problem, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::{CHAT_ID, EDITED, MESSAGE, Settings, TOPIC};
use crate::json::text;
use crate::markdown::{Style, render};
use crate::sending::{
    TYPING_TIME_LIMIT, audio_file, by_status, foreign_address, read, taken, unanswered,
};
use crate::split::split;

/// The most characters of a message.
const MAX_TEXT: usize = 4096;

#[derive(Debug)]
pub(crate) struct Sender {
    pub(super) client: http_client::Client,
    base: BaseUrl,
    bot_token: SecretString,
    secret_token: SecretString,
}

impl Sender {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        Ok(Self {
            client,
            base: settings.base_url.url().clone(),
            bot_token: settings.bot_token.opened()?.clone(),
            secret_token: settings.secret_token.opened()?.clone(),
        })
    }

    /// Plain text: Telegram refuses a whole message over one mark that it does not understand.
    pub(crate) fn render(&self, markdown: &str, _to: &ReplyAddress) -> Vec<Part> {
        split(&render(markdown, Style::Plain), MAX_TEXT)
    }

    pub(crate) fn verbatim(&self, text: &str, _to: &ReplyAddress) -> Vec<Part> {
        split(text, MAX_TEXT)
    }

    /// Shows that somebody is typing, until the reply or for 5 seconds.
    pub(crate) async fn show_typing(&self, to: &ReplyAddress, _newest: &MessageId) {
        let Some(mut action) = addressed(to) else {
            return;
        };
        action.insert("action".to_owned(), json!("typing"));
        if let Err(error) = self.call("sendChatAction", action, TYPING_TIME_LIMIT).await {
            tracing::info!(%error, "the typing indicator was not shown");
        }
    }

    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let begun = Instant::now();
        let mut address = addressed(outgoing.to).ok_or_else(foreign_address)?;
        let mut sent = self.send_to(address.clone(), &outgoing, time_limit).await;
        // The topic may be gone, and for weeks of 2026 Telegram knew none to answer in
        // (<https://github.com/tdlib/telegram-bot-api/issues/847>): then the chat itself will do.
        if sent.as_ref().is_err_and(Failure::is_permanent) && address.remove(TOPIC).is_some() {
            let left = time_limit.saturating_sub(begun.elapsed());
            sent = self.send_to(address, &outgoing, left).await;
        }
        // Telegram tells nothing of it later, and beside an answer the words that it quotes.
        sent.map(|()| None)
    }

    async fn send_to(
        &self,
        address: Map<String, Value>,
        outgoing: &Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        if let Some(audio) = outgoing.audio {
            return self.send_voice(address, audio, time_limit).await;
        }
        let mut message = address;
        message.insert("text".to_owned(), json!(outgoing.part.text));
        // A preview would fetch whatever link the assistant wrote.
        let no_preview = json!({"is_disabled": true});
        message.insert("link_preview_options".to_owned(), no_preview);
        self.call("sendMessage", message, time_limit).await
    }

    /// Opus in Ogg or MP3: Telegram makes a voice message of either.
    async fn send_voice(
        &self,
        address: Map<String, Value>,
        audio: &Audio,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let form = address.into_iter().fold(Form::new(), |form, (name, id)| {
            form.text(name, id.to_string())
        });
        let form = form.part("voice", audio_file(audio)?);
        let request = self.client.post(&self.url("sendVoice")).multipart(form);
        self.finish(request, time_limit).await
    }

    /// Tells Telegram the webhooks' URL, the token, and which updates are read. Webhooks that wait
    /// are kept.
    pub(crate) async fn connect(
        &self,
        webhook_url: &Url,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let mut webhook = Map::new();
        webhook.insert("url".to_owned(), json!(webhook_url.as_str()));
        let secret_token = json!(self.secret_token.expose_secret());
        webhook.insert("secret_token".to_owned(), secret_token);
        webhook.insert("allowed_updates".to_owned(), json!([MESSAGE, EDITED]));
        self.call("setWebhook", webhook, time_limit).await
    }

    /// Asks where webhooks go: the call that also tells whether they come to `webhook_url`. Source:
    /// <https://core.telegram.org/bots/api#getwebhookinfo>.
    pub(crate) async fn check(
        &self,
        webhook_url: Option<&Url>,
        time_limit: Duration,
    ) -> Option<Result<(), CheckError>> {
        let request = self.client.post(&self.url("getWebhookInfo"));
        let told = read(&self.client, request.json(&json!({})), time_limit, not_told).await;
        Some(told.and_then(|response| {
            let body: Option<Value> = http_client::from_json(&response.body).ok();
            match body.as_ref().and_then(|body| text(body, "/result/url")) {
                Some("") => Err(CheckError::new(
                    Problem::NotConnected,
                    "no webhook is set for the bot",
                )),
                Some(told) if webhook_url.is_some_and(|url| !leads_to(told, url)) => Err(
                    CheckError::new(Problem::NotConnected, "the bot's webhook is another"),
                ),
                Some(_) => Ok(()),
                None => Err(CheckError::new(Problem::NotFound, "an unreadable answer")),
            }
        }))
    }

    async fn call(
        &self,
        method: &str,
        parameters: Map<String, Value>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let request = self.client.post(&self.url(method)).json(&parameters);
        self.finish(request, time_limit).await
    }

    /// The URL of a call. The token stands in its path, so the URL is made here and stored nowhere.
    pub(super) fn url(&self, method: &str) -> Url {
        self.base.join(&[&self.bot(), method])
    }

    /// The URL of a file, which holds the token as well.
    pub(super) fn file_url(&self, path: &str) -> Url {
        let bot = self.bot();
        let segments: Vec<&str> = ["file", &bot].into_iter().chain(path.split('/')).collect();
        self.base.join(&segments)
    }

    fn bot(&self) -> String {
        format!("bot{}", self.bot_token.expose_secret())
    }

    async fn finish(&self, request: RequestBuilder, time_limit: Duration) -> Result<(), Failure> {
        let sent = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await;
        taken(&sent.map_err(unanswered)?, refused)
    }
}

/// Whether a URL has the host and the path of another.
fn leads_to(told: &str, url: &Url) -> bool {
    let told = told.parse::<Url>().ok();
    told.is_some_and(|told| told.host_str() == url.host_str() && told.path() == url.path())
}

/// Telegram answers 404 for a token of which it knows no bot.
fn not_told(response: &Response) -> CheckError {
    let error = CheckError::of_status(response);
    match error.problem {
        Problem::NotFound => CheckError::new(Problem::Key, error.detail),
        _ => error,
    }
}

/// The parameters for the chat, and for its topic. Both are numbers.
fn addressed(to: &ReplyAddress) -> Option<Map<String, Value>> {
    let number = |name: &str| Some((name.to_owned(), json!(to.0.get(name)?.as_i64()?)));
    let chat = number(CHAT_ID)?;
    Some([chat].into_iter().chain(number(TOPIC)).collect())
}

/// The failure of a refused call. Telegram's own description is left out, since it may name the
/// customer. Source of what each status means:
/// <https://core.telegram.org/bots/api#making-requests>.
pub(super) fn refused(response: &Response) -> Failure {
    let body: Option<Value> = http_client::from_json(&response.body).ok();
    let parameter = |name| body.as_ref()?.get("parameters")?.get(name);
    let description = body.as_ref().and_then(|body| text(body, "/description"));
    // A setting of the contact's. The documentation does not have it, many programs do.
    let is_unheard = description.is_some_and(|told| told.contains("VOICE_MESSAGES_FORBIDDEN"));
    let means = match response.status {
        400 if parameter("migrate_to_chat_id").is_some() => ": the chat has become a supergroup",
        400 if is_unheard => ": the contact takes no voice messages",
        400 => {
            ": no such chat, a text or a voice that is not taken, or a webhook URL that is not public \
             https"
        }
        401 | 404 => ": the bot token is not valid, write it again",
        403 => ": the contact has blocked the bot or never wrote to it",
        _ => "",
    };
    let refusal = by_status(response, format!("status {}{means}", response.status));
    match parameter("retry_after").and_then(Value::as_u64) {
        Some(seconds) if !refusal.is_permanent() => {
            Failure::transient_after(refusal.detail, Some(Duration::from_secs(seconds)))
        }
        _ => refusal,
    }
}
