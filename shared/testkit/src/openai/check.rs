//! What the real API would refuse, and what Recado must never send to it.

use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::{Map, Value, json};

use super::{Step, content};

/// The most characters of `safety_identifier` (the API's description) and of `prompt_cache_key`
/// (its answer to a longer one, seen in November 2026).
const MAX_KEY_CHARS: usize = 64;

/// Every field that Recado may send: anything else is our mistake, and some fields would give the
/// conversation away (`store`, `conversation`) or end soon (`prompt`).
const FIELDS: [&str; 14] = [
    "input",
    "instructions",
    "max_output_tokens",
    "model",
    "parallel_tool_calls",
    "prompt_cache_key",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "temperature",
    "text",
    "tools",
    "truncation",
];

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Fault {
    status: u16,
    param: String,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(param: &str, message: &str) -> Self {
        Self {
            status: 400,
            param: param.to_owned(),
            message: format!("{param}: {message}"),
        }
    }

    fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The answer, as the API writes it.
    pub(super) fn into_step(self) -> Step {
        let error = json!({
            "message": self.message, "type": "invalid_request_error", "param": self.param,
            "code": null,
        });
        Step::raw(self.status, json!({"error": error}).to_string())
    }
}

/// Checks a request and returns its body.
pub(super) fn request(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Fault> {
    if (method, uri.path()) != (&Method::POST, "/v1/responses") {
        let message = format!("{method} {} is not served", uri.path());
        return Err(Fault::new("path", &message).with_status(404));
    }
    key(headers)?;
    let content_type = headers.get(header::CONTENT_TYPE);
    require(
        content_type.is_some_and(|value| value == "application/json"),
        "content-type",
        "not JSON",
    )?;
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| Fault::new("body", &format!("not JSON: {error}")))?;
    let fields = body
        .as_object()
        .ok_or_else(|| Fault::new("body", "not an object"))?;
    check_fields(fields)?;
    Ok(body)
}

/// Checks that there is a key.
pub(super) fn key(headers: &HeaderMap) -> Result<(), Fault> {
    let key = headers.get(header::AUTHORIZATION);
    let key = key.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if key.is_none_or(str::is_empty) {
        return Err(Fault::new("authorization", "no bearer token").with_status(401));
    }
    Ok(())
}

fn check_fields(fields: &Map<String, Value>) -> Result<(), Fault> {
    for name in fields.keys() {
        require(
            FIELDS.contains(&name.as_str()),
            name,
            "not a field that Recado sends",
        )?;
    }
    let field = |name: &str| fields.get(name).unwrap_or(&Value::Null);
    let is_text = |name| field(name).as_str().is_some_and(|text| !text.is_empty());
    let is_key = |name| is_text(name) && field(name).as_str().map(str::len) <= Some(MAX_KEY_CHARS);
    require(is_text("model"), "model", "must be a name")?;
    require(field("store") == false, "store", "must be false")?;
    for name in ["safety_identifier", "prompt_cache_key"] {
        require(is_key(name), name, "must be 1 to 64 characters")?;
    }
    if let Some(temperature) = fields.get("temperature") {
        let fits = temperature
            .as_f64()
            .is_some_and(|t| (0.0..=2.0).contains(&t));
        require(fits, "temperature", "must be 0 to 2")?;
    }
    if let Some(tokens) = fields.get("max_output_tokens") {
        let fits = tokens.as_u64().is_some_and(|tokens| tokens >= 16);
        require(fits, "max_output_tokens", "must be at least 16")?;
    }
    for (object, field, among) in CHOICES {
        if let Some(value) = fields.get(object) {
            check_choice(value, (object, field), among)?;
        }
    }
    check_input(field("input"))?;
    for (index, tool) in list(field("tools"), "tools")?.iter().enumerate() {
        check_tool(tool, &format!("tools[{index}]"))?;
    }
    Ok(())
}

/// What Recado may choose among names: the field, the field within it if it is an object, and the
/// names.
const CHOICES: [(&str, Option<&str>, &[&str]); 3] = [
    (
        "reasoning",
        Some("effort"),
        &["none", "minimal", "low", "medium", "high", "xhigh", "max"],
    ),
    ("text", Some("verbosity"), &["low", "medium", "high"]),
    (
        "service_tier",
        None,
        &[
            "auto",
            "default",
            "flex",
            "scale",
            "priority",
            "fast",
            "ultrafast",
        ],
    ),
];

fn check_choice(
    value: &Value,
    (at, within): (&str, Option<&str>),
    among: &[&str],
) -> Result<(), Fault> {
    let chosen = match within {
        None => Some(value),
        Some(name) => {
            let only = value.as_object().filter(|fields| fields.len() == 1);
            only.and_then(|fields| fields.get(name))
        }
    };
    let chosen = chosen.and_then(Value::as_str);
    let known = chosen.is_some_and(|chosen| among.contains(&chosen));
    require(known, at, &format!("must be one of {}", among.join(", ")))
}

fn check_input(input: &Value) -> Result<(), Fault> {
    let items = list(input, "input")?;
    for (index, item) in items.iter().enumerate() {
        let at = format!("input[{index}]");
        let role = item.get("role").and_then(Value::as_str);
        // Many compatible servers accept nothing else (vLLM and llama.cpp, by the model's
        // template).
        let turn = ["user", "assistant"].get(index % 2).copied();
        require(
            role == turn,
            &at,
            "the two sides must take turns, the customer first",
        )?;
        content::check(item, &at)?;
    }
    let last = items.last().and_then(|item| item.get("role"));
    require(
        last.is_some_and(|role| role == "user"),
        "input",
        "must end with the customer",
    )
}

fn check_tool(tool: &Value, at: &str) -> Result<(), Fault> {
    let field = |name: &str| tool.get(name).unwrap_or(&Value::Null);
    match field("type").as_str() {
        Some("file_search") => {
            let stores = list(field("vector_store_ids"), at)?;
            require(!stores.is_empty(), at, "needs a vector store")
        }
        Some("function") => {
            require(
                field("name").is_string(),
                at,
                "a function needs a name of its own",
            )?;
            require(field("strict").is_boolean(), at, "strict is required")?;
            check_parameters(field("parameters"), field("strict") == true, at)
        }
        _ => Err(Fault::new(at, "no tool that Recado uses")),
    }
}

/// A strict schema names every property as required and allows no other.
fn check_parameters(parameters: &Value, strict: bool, at: &str) -> Result<(), Fault> {
    let properties = parameters.get("properties").and_then(Value::as_object);
    let Some(properties) = properties else {
        return Err(Fault::new(at, "parameters must be an object's schema"));
    };
    let required = parameters.get("required").and_then(Value::as_array);
    let all_required = required.is_some_and(|required| {
        let named = |name: &String| required.iter().any(|other| other == name.as_str());
        required.len() == properties.len() && properties.keys().all(named)
    });
    let closed = parameters.get("additionalProperties") == Some(&Value::Bool(false));
    require(
        !strict || (all_required && closed),
        at,
        "not a strict schema",
    )
}

fn list<'a>(value: &'a Value, at: &str) -> Result<&'a [Value], Fault> {
    let list = value.as_array().filter(|list| !list.is_empty());
    list.map(Vec::as_slice)
        .ok_or_else(|| Fault::new(at, "must be a list with something in it"))
}

pub(super) fn require(holds: bool, at: &str, message: &str) -> Result<(), Fault> {
    holds.then_some(()).ok_or_else(|| Fault::new(at, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Value {
        json!({
            "model": "m", "store": false, "safety_identifier": "s", "prompt_cache_key": "p",
            "input": [{"role": "user", "content": "oi"}],
            "tools": [{
                "type": "function", "name": "f", "strict": true,
                "parameters": {
                    "type": "object", "properties": {"a": {"type": "string"}},
                    "required": ["a"], "additionalProperties": false,
                },
            }],
        })
    }

    fn check(fields: &Value) -> Result<(), Fault> {
        check_fields(fields.as_object().unwrap())
    }

    #[test]
    fn a_request_as_we_send_it_passes() {
        let mut fields = fields();
        assert!(check(&fields).is_ok());
        fields["reasoning"] = json!({"effort": "none"});
        fields["text"] = json!({"verbosity": "high"});
        fields["service_tier"] = json!("flex");
        assert!(check(&fields).is_ok());
    }

    #[test]
    fn each_slip_is_named() {
        for (pointer, value, at) in [
            ("/model", json!(""), "model"),
            ("/store", json!(true), "store"),
            ("/store", Value::Null, "store"),
            (
                "/safety_identifier",
                json!("s".repeat(65)),
                "safety_identifier",
            ),
            ("/prompt_cache_key", json!(""), "prompt_cache_key"),
            ("/temperature", json!(2.5), "temperature"),
            ("/max_output_tokens", json!(15), "max_output_tokens"),
            ("/reasoning", json!({"effort": "lowest"}), "reasoning"),
            ("/reasoning", json!({"effort": null}), "reasoning"),
            ("/text", json!({"verbosity": "low", "format": {}}), "text"),
            ("/text", json!("low"), "text"),
            ("/service_tier", json!("slow"), "service_tier"),
            ("/conversation", json!("conv_1"), "conversation"),
            (
                "/previous_response_id",
                json!("resp_1"),
                "previous_response_id",
            ),
            ("/prompt", json!({"id": "pmpt_1"}), "prompt"),
            ("/input", json!([]), "input"),
            ("/input/0/role", json!("customer"), "input[0]"),
            ("/input/0/role", json!("assistant"), "input[0]"),
            ("/input/0/role", json!("system"), "input[0]"),
            (
                "/input",
                json!([{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]),
                "input[1]",
            ),
            (
                "/input",
                json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]),
                "input",
            ),
            ("/input/0/content", json!(["oi"]), "input[0].content[0]"),
            (
                "/input/0/content",
                json!([{"type": "input_text", "text": "oi"}]),
                "input[0]",
            ),
            ("/tools/0/name", Value::Null, "tools[0]"),
            ("/tools/0/strict", Value::Null, "tools[0]"),
            ("/tools/0/parameters/required", json!([]), "tools[0]"),
            (
                "/tools/0/parameters/additionalProperties",
                json!(true),
                "tools[0]",
            ),
            ("/tools/0", json!({"type": "web_search"}), "tools[0]"),
            (
                "/tools/0",
                json!({"type": "file_search", "vector_store_ids": []}),
                "tools[0]",
            ),
        ] {
            let mut fields = fields();
            match fields.pointer_mut(pointer) {
                Some(field) => *field = value,
                None => fields[pointer.trim_start_matches('/')] = value,
            }
            assert_eq!(check(&fields).unwrap_err().param, at, "{pointer}");
        }
    }
}
