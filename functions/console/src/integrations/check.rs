//! Whether each part of an integration works right now.

use std::sync::Arc;
use std::time::Duration;

use assistant::AnyAssistant;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use channels::{AnyDesk, DeskInUse};
use http_client::{CheckError, Problem, Url};
use lambda::SystemClock;
use schemars::JsonSchema;
use serde::Serialize;
use settings::{Assistant, HeardBy, Integration, Reply};
use speech::{Speech, SpeechError};
use store::LastWebhooks;
use understanding::Transcriber;

use super::find;
use super::webhook::own_url;
use crate::answer::Answer;
use crate::at::At;
use crate::error::ApiError;
use crate::{Console, answer};

/// The time limit of each part. The function has 29 s for all of them side by side.
const TIME_LIMIT: Duration = Duration::from_secs(8);

/// What was found of each part.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
pub(crate) struct Checked {
    /// Whether the model answers under the key. This asks it, and costs some tokens.
    pub(crate) assistant: Found,
    /// Whether the key lists voices, and the chosen one is among them.
    pub(crate) voice: Found,
    /// Whether recordings are heard. This has half a second of silence heard, for which the provider
    /// may charge.
    pub(crate) hearing: Found,
    /// Whether the channel takes its token.
    pub(crate) channel: Found,
    /// Whether the desk in use answers.
    pub(crate) desk: Found,
    /// Whether the newest webhook was verified.
    pub(crate) webhook: Found,
    /// When a webhook was last verified, to within a minute.
    last_verified_at: Option<At>,
    /// When a webhook was last refused because it did not verify, to within a minute.
    last_refused_at: Option<At>,
    /// The same two.
    #[serde(skip)]
    pub(crate) last: LastWebhooks,
}

/// What was found of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
#[schemars(rename = "CheckResult")]
pub(crate) enum Found {
    /// It works.
    Works,
    /// It does not work now.
    Fails {
        code: Code,
        /// What happened, such as `HTTP 401 invalid_api_key`.
        detail: String,
    },
    /// It cannot be told.
    NotChecked { why: Why },
    /// The settings have no such part.
    NotSet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Code {
    /// The key or token is wrong, or lacks a right.
    KeyRefused,
    /// The token is good, and is not that of an agent bot of the account.
    KindOfKey,
    /// The account's plan, quota or standing.
    AccountRefused,
    /// There is nothing of this id, or at this address.
    NotFound,
    /// The provider does not know where its webhooks go.
    NotConnected,
    /// Overloaded, or failing for now.
    Busy,
    /// No connection, or no answer in time.
    Unreachable,
    /// The newest webhook was not verified.
    Unverified,
    /// Anything else.
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Why {
    /// Nothing can be asked there that does nothing.
    NothingToRead,
    /// No webhook has come yet.
    NoneCame,
}

pub(crate) async fn check(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let checked = checked(&console, &headers, &id).await?;
    answer::json(StatusCode::OK, &checked)
}

/// Checks all parts of an integration side by side. Its webhooks are to come to the host of these headers.
pub(crate) async fn checked(
    console: &Console,
    headers: &HeaderMap,
    id: &str,
) -> Result<Checked, ApiError> {
    let webhook_url = own_url(headers, id).and_then(|url| url.parse::<Url>().ok());
    let record = find(console, id).await?.value;
    let id = &record.settings.id;
    let (opened, last, assistant) = tokio::join!(
        console.secrets.open_outbound(id, &record.secrets.outbound),
        console.webhooks.last(id),
        console
            .settings
            .assistant::<Assistant>(&record.settings.assistant.id),
    );
    let (settings, last) = (record.settings.opened(&opened?.values), last?);
    let assistant = assistant?.map(|stored| stored.value);
    let (assistant, voice, hearing, channel, desk) = tokio::join!(
        self::assistant(console, &settings, assistant),
        voice(console, &settings.reply),
        hearing(console, &settings),
        channel(console, &settings, webhook_url.as_ref()),
        desk(console, &settings),
    );
    Ok(Checked {
        assistant: assistant?,
        voice: voice?,
        hearing,
        channel: channel?,
        desk: desk?,
        webhook: webhook(&last),
        last_verified_at: last.verified_at.map(At::from),
        last_refused_at: last.refused_at.map(At::from),
        last,
    })
}

async fn assistant(
    console: &Console,
    settings: &Integration,
    assistant: Option<Assistant>,
) -> Result<Found, ApiError> {
    let Some(assistant) = assistant else {
        return Ok(Found::fails(Code::NotFound, "no such assistant"));
    };
    let assistant = AnyAssistant {
        client: console.client.clone(),
        base_url: settings.assistant.base_url.url().clone(),
        api_key: opened(settings.assistant.api_key.opened())?.clone(),
        settings: assistant,
        detail: settings.seeing.detail,
        functions: settings.functions().to_vec(),
    };
    Ok(assistant.check(TIME_LIMIT).await.into())
}

async fn voice(console: &Console, reply: &Reply) -> Result<Found, ApiError> {
    let Reply::Voice(voice) = reply else {
        return Ok(Found::NotSet);
    };
    let speech = Speech {
        client: console.client.clone(),
        base_url: voice.base_url.url().clone(),
        api_key: opened(voice.api_key.opened())?.clone(),
    };
    let chosen = voice.voice_id.as_str();
    Ok(match speech.voices(TIME_LIMIT).await {
        Ok(voices) if voices.iter().any(|voice| voice.voice_id == chosen) => Found::Works,
        Ok(_) => Found::fails(Code::NotFound, "the account has no such voice"),
        Err(error) => of_speech(error),
    })
}

async fn hearing(console: &Console, settings: &Integration) -> Found {
    if settings.hearing.by == HeardBy::Nobody {
        return Found::NotSet;
    }
    match Transcriber::of(settings, console.client.clone(), SystemClock) {
        Ok(transcriber) => transcriber.check(TIME_LIMIT).await.into(),
        Err(why) => Found::fails(Code::KeyRefused, why),
    }
}

fn of_speech(error: SpeechError) -> Found {
    match error {
        SpeechError::Transient { detail, .. } => Found::fails(Code::Busy, detail),
        SpeechError::Permanent { problem, detail } => {
            let code = match problem {
                speech::Problem::Key => Code::KeyRefused,
                speech::Problem::Plan | speech::Problem::Quota => Code::AccountRefused,
                speech::Problem::NoSuchCall => Code::NotFound,
                _ => Code::Refused,
            };
            Found::fails(code, detail)
        }
    }
}

async fn channel(
    console: &Console,
    settings: &Integration,
    webhook_url: Option<&Url>,
) -> Result<Found, ApiError> {
    let channel = channels::outbound(&settings.channel, console.client.clone());
    let checked = opened(channel)?.check(webhook_url, TIME_LIMIT).await;
    Ok(of_provider(checked))
}

async fn desk(console: &Console, settings: &Integration) -> Result<Found, ApiError> {
    let in_use = settings.desk_in_use();
    if matches!(in_use, DeskInUse::None) {
        return Ok(Found::NotSet);
    }
    let desk = opened(AnyDesk::new(in_use, console.client.clone()))?;
    Ok(of_provider(desk.check(TIME_LIMIT).await))
}

fn of_provider(checked: Option<Result<(), CheckError>>) -> Found {
    checked.map_or(Found::not_checked(Why::NothingToRead), Found::from)
}

fn webhook(last: &LastWebhooks) -> Found {
    if last.newest_was_refused_at().is_some() {
        return Found::fails(Code::Unverified, "the newest webhook did not verify");
    }
    match last.verified_at {
        None => Found::not_checked(Why::NoneCame),
        Some(_) => Found::Works,
    }
}

fn opened<T, E: std::error::Error + Send + Sync + 'static>(
    opened: Result<T, E>,
) -> Result<T, ApiError> {
    opened.map_err(ApiError::internal)
}

impl Found {
    fn fails(code: Code, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::Fails { code, detail }
    }

    const fn not_checked(why: Why) -> Self {
        Self::NotChecked { why }
    }
}

impl From<Result<(), CheckError>> for Found {
    fn from(checked: Result<(), CheckError>) -> Self {
        let Err(CheckError { problem, detail }) = checked else {
            return Self::Works;
        };
        let code = match problem {
            Problem::Key => Code::KeyRefused,
            Problem::KindOfKey => Code::KindOfKey,
            Problem::Account => Code::AccountRefused,
            Problem::NotFound => Code::NotFound,
            Problem::NotConnected => Code::NotConnected,
            Problem::Busy => Code::Busy,
            Problem::Unreachable => Code::Unreachable,
            Problem::Refused => Code::Refused,
        };
        Self::fails(code, detail)
    }
}
