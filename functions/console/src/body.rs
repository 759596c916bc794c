//! The body of a request.

use fields::Expected;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::refused::{Reason, Refused};

/// Reads the body as its type.
pub(crate) fn read<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<T, ApiError> {
    let body = serde_json::from_slice(body).map_err(ApiError::Malformed)?;
    Ok(fields::read(body)?)
}

/// Reads the fields of a body.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match serde_json::from_slice(body).map_err(ApiError::Malformed)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Refused::wrong_type("", Expected::Object).into()),
    }
}

/// The fields of a PUT. If they have an `id`, it must be the id in the path.
pub(crate) fn under_id(
    mut fields: Map<String, Value>,
    id: &str,
) -> Result<Map<String, Value>, ApiError> {
    match fields.insert("id".to_owned(), id.into()) {
        None => Ok(fields),
        Some(Value::String(other)) if other == id => Ok(fields),
        Some(Value::String(_)) => Err(Refused::new("id", Reason::OtherId).into()),
        Some(_) => Err(Refused::wrong_type("id", Expected::Text).into()),
    }
}
