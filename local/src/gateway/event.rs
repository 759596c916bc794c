//! A request as the event that a function gets: payload format 2.0.

use std::{collections::BTreeMap, net::IpAddr};

use axum::http::{HeaderMap, Version, header, request::Parts};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::routes::Route;
use crate::aws::ACCOUNT;

/// What the gateway knows of a request besides its content.
pub(super) struct Received {
    pub(super) request_id: String,
    pub(super) at: Timestamp,
    pub(super) source: IpAddr,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    version: &'static str,
    route_key: &'static str,
    /// Percent-decoded, unlike the query. AWS's own test tool found the real gateway to do so
    /// (aws/aws-lambda-dotnet, pull request 1901).
    raw_path: String,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_parameters: Option<PathParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
struct PathParameters {
    proxy: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    account_id: &'static str,
    api_id: &'static str,
    domain_name: String,
    domain_prefix: String,
    http: Http<'a>,
    request_id: &'a str,
    route_key: &'static str,
    stage: &'static str,
    time: String,
    time_epoch: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: String,
    protocol: &'static str,
    source_ip: String,
    user_agent: String,
}

/// The event's bytes.
pub(super) fn json(
    parts: &Parts,
    body: &[u8],
    route: &Route<'_>,
    received: &Received,
) -> serde_json::Result<Vec<u8>> {
    let path = decoded(parts.uri.path());
    let domain_name = host(&parts.headers);
    let raw_query_string = parts.uri.query().unwrap_or_default();
    let (body, is_base64_encoded) = encoded(body);
    serde_json::to_vec(&Event {
        version: "2.0",
        route_key: route.key,
        raw_path: path.clone(),
        raw_query_string,
        cookies: cookies(&parts.headers),
        headers: headers(&parts.headers),
        query_string_parameters: query_parameters(raw_query_string),
        request_context: RequestContext {
            account_id: ACCOUNT,
            api_id: "local",
            domain_prefix: domain_name.split('.').next().unwrap_or_default().to_owned(),
            domain_name,
            http: Http {
                method: parts.method.as_str(),
                path,
                protocol: protocol(parts.version),
                source_ip: received.source.to_string(),
                user_agent: joined(&parts.headers, header::USER_AGENT.as_str()),
            },
            request_id: &received.request_id,
            route_key: route.key,
            stage: "$default",
            time: received.at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            time_epoch: received.at.as_millisecond(),
        },
        path_parameters: route.proxy.map(|proxy| PathParameters {
            proxy: decoded(proxy),
        }),
        body,
        is_base64_encoded,
    })
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn host(headers: &HeaderMap) -> String {
    let host = joined(headers, header::HOST.as_str());
    match host.rsplit_once(':') {
        Some((name, _port)) => name.to_owned(),
        None => host,
    }
}

fn joined(headers: &HeaderMap, name: &str) -> String {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    values.join(", ")
}

/// All headers but the cookies, which have a place of their own. The names are already in lower
/// case.
fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    headers
        .keys()
        .filter(|name| *name != header::COOKIE)
        .map(|name| (name.as_str().to_owned(), joined(headers, name.as_str())))
        .collect()
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .map(|cookie| String::from_utf8_lossy(cookie.trim_ascii()).into_owned())
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

/// Decoded; the values of one name are joined with commas.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::<String, String>::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        parameters
            .entry(name.into_owned())
            .and_modify(|values| {
                values.push(',');
                values.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    parameters
}

fn encoded(body: &[u8]) -> (Option<String>, bool) {
    match str::from_utf8(body) {
        Ok("") => (None, false),
        Ok(text) => (Some(text.to_owned()), false),
        Err(_) => (Some(STANDARD.encode(body)), true),
    }
}

fn protocol(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    }
}
