//! Connecting a provider's webhooks.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header::HOST};
use conversation::ports::{Failure, Retry};
use http_client::{Access, EndpointUrl};
use schemars::JsonSchema;
use serde::Serialize;

use super::{channel, find};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::refused::{Reason, Refused};
use crate::{Console, answer};

const TIME_LIMIT: Duration = Duration::from_secs(15);

/// The webhook's URL that the provider was told.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Connected {
    #[schemars(url)]
    url: String,
}

pub(crate) async fn connect(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let url = connect_to(&console, &headers, &id).await?;
    answer::json(StatusCode::OK, &Connected { url })
}

/// Tells the provider to send its webhooks to the host of these headers, and gives their URL.
pub(crate) async fn connect_to(
    console: &Console,
    headers: &HeaderMap,
    id: &str,
) -> Result<String, ApiError> {
    let stored = find(console, id).await?;
    let url = own_url(headers, id);
    let url = url.and_then(|url| EndpointUrl::parse(&url, Access::Anywhere).ok());
    let url = url.ok_or_else(|| Refused::new("", Reason::OwnHost))?;
    let channel = channel(console, &stored.value).await?;
    match channel.connect(url.url(), TIME_LIMIT).await {
        Some(Ok(())) => Ok(url.url().as_str().to_owned()),
        Some(Err(Failure { detail, retry })) => Err(match retry {
            Retry::Later(_) => ApiError::ChannelFailed(detail),
            Retry::Never => ApiError::ChannelRefused(detail),
        }),
        None => {
            let kind = stored.value.settings.channel.kind();
            Err(Refused::new("", Reason::WebhookByHand(kind)).into())
        }
    }
}

/// The host for webhooks' URLs: the one by which the console was reached, since both are parts of
/// one API. No other host may be given, since the provider sends the webhook's secret there.
pub(super) fn own_url(headers: &HeaderMap, id: &str) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    Some(format!("https://{host}/webhooks/{id}"))
}
