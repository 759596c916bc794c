//! The prices of the models.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use settings::Prices;
use store::{Did, Stored};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, answer, etag};

pub(crate) fn parts() -> Vec<Part> {
    vec![
        Part::at("/console/api/prices")
            .get(
                get,
                Permission::Settings,
                Call::new("getPrices", "What the models cost")
                    .says("None until an admin writes them.")
                    .gives_version::<Prices>(),
            )
            .put(
                put,
                Permission::Admins,
                Some(Did::SavePrices),
                Call::new("putPrices", "Write what the models cost")
                    .takes::<Prices>()
                    .puts::<Prices>(),
            ),
    ]
}

async fn get(State(console): State<Arc<Console>>) -> Answer {
    let Stored { value, version } = stored(&console).await?;
    answer::one(StatusCode::OK, &value, version)
}

async fn put(State(console): State<Arc<Console>>, headers: HeaderMap, body: Bytes) -> Answer {
    let body: Value = serde_json::from_slice(&body).map_err(ApiError::Malformed)?;
    let keeps_hearing = body.get("hearing").is_none();
    let mut prices = Prices::read(body)?;
    let stored = console.settings.prices().await?;
    let replaced = stored.as_ref().map(|stored| stored.version);
    etag::check(&headers, replaced)?;
    if let Some(stored) = stored.filter(|_| keeps_hearing) {
        prices.hearing = stored.value.hearing;
    }
    let version = save(&console, &prices, replaced).await?;
    answer::one(answer::put_status(replaced), &prices, version)
}

/// The prices with their version, which is 0 if nobody has written any.
pub(crate) async fn stored(console: &Console) -> Result<Stored<Prices>, ApiError> {
    let none = || Stored {
        value: Prices::default(),
        version: 0,
    };
    Ok(console.settings.prices().await?.unwrap_or_else(none))
}

/// The prices.
pub(crate) async fn current(console: &Console) -> Result<Prices, ApiError> {
    Ok(stored(console).await?.value)
}

/// Writes prices over those with the version `replaced`.
pub(crate) async fn save(
    console: &Console,
    prices: &Prices,
    replaced: Option<u64>,
) -> Result<u64, ApiError> {
    Ok(console.settings.put_prices(prices, replaced).await?)
}
