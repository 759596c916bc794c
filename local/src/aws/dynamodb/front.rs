//! Listens in DynamoDB's place, and forwards what is allowed. The crate that emulates DynamoDB has
//! only a server of its own, and no way to look at a request first.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use dynoxide::Database;
use dynoxide::actions::describe_table::DescribeTableRequest;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::asks::asks;
use crate::aws::access::{Access, access_key_id};
use crate::aws::json::{MAX_BODY_BYTES, ServiceError, operation};

/// The part before the dot in `X-Amz-Target`.
const TARGET: &str = "DynamoDB_20120810";
const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");

#[derive(Clone)]
struct Front {
    access: Access,
    database: Database,
    /// The partition keys of tables that were looked up, because describing a table counts all its
    /// items.
    keys: Arc<RwLock<HashMap<String, String>>>,
    client: Client<HttpConnector, Body>,
    behind: String,
}

/// Asks `access`, and forwards to the base URL `behind`.
pub(super) fn application(access: Access, database: Database, behind: String) -> Router {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Router::new().fallback(handle).with_state(Front {
        access,
        database,
        keys: Arc::default(),
        client: Client::builder(TokioExecutor::new()).build(connector),
        behind,
    })
}

fn refused(error: ServiceError) -> Response {
    let mut response = error.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, CONTENT_TYPE);
    response
}

async fn handle(State(front): State<Front>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    // The crate knows the operations by another name as well.
    let Some(operation) = operation(&parts.headers, TARGET) else {
        return refused(ServiceError::unknown_operation(""));
    };
    let named: Value = serde_json::from_slice(&body).unwrap_or_default();
    let asks = asks(&front.access, operation, &named, |table| {
        front.partition_key(table)
    });
    let caller = access_key_id(&parts.headers);
    if let Err(denied) = front.access.check(caller, &asks) {
        return refused(ServiceError::from(denied));
    }
    let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    match Uri::try_from(format!("{}{path}", front.behind)) {
        Ok(uri) => parts.uri = uri,
        Err(error) => return ServiceError::internal(error).into_response(),
    }
    match front
        .client
        .request(Request::from_parts(parts, body.into()))
        .await
    {
        Ok(response) => response.map(Body::new),
        Err(error) => ServiceError::internal(error).into_response(),
    }
}

impl Front {
    /// The name of a table's partition key; None if there is no such table.
    fn partition_key(&self, table: &str) -> Option<String> {
        let known = self.keys.read().ok()?.get(table).cloned();
        if known.is_some() {
            return known;
        }
        let described = self.database.describe_table(DescribeTableRequest {
            table_name: table.to_owned(),
        });
        let schema = described.ok()?.table.key_schema;
        let key = schema.into_iter().next()?.attribute_name;
        self.keys
            .write()
            .ok()?
            .insert(table.to_owned(), key.clone());
        Some(key)
    }
}
