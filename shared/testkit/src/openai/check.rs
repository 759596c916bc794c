//! What the real APIs would refuse, and what Recado must never send to them.

use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::{Map, Value, json};

use super::{Step, api::Api};

/// The most characters of `safety_identifier` (the API's description) and of `prompt_cache_key`
/// (its answer to a longer one, seen in November 2026).
const MAX_KEY_CHARS: usize = 64;

pub(super) const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
pub(super) const VERBOSITIES: [&str; 3] = ["low", "medium", "high"];
pub(super) const TIERS: [&str; 7] = [
    "auto",
    "default",
    "flex",
    "scale",
    "priority",
    "fast",
    "ultrafast",
];

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Fault {
    status: u16,
    pub(super) param: String,
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

/// Checks a request. Gives the API that is asked, and the body.
pub(super) fn request(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Api, Value), Fault> {
    let Some(api) = Api::at(method, uri) else {
        let message = format!("{method} {} is not served", uri.path());
        return Err(Fault::new("path", &message).with_status(404));
    };
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
    api.check(fields)?;
    Ok((api, body))
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

/// The fields of a request.
pub(super) struct Fields<'f>(pub(super) &'f Map<String, Value>);

impl<'f> Fields<'f> {
    pub(super) fn get(&self, name: &str) -> &'f Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// That there are no others than these. Any other is our mistake, and some would give the
    /// conversation away (`store`, `conversation`) or end soon (`prompt`).
    pub(super) fn are_among(&self, names: &[&str]) -> Result<(), Fault> {
        let known = |name: &String| names.contains(&name.as_str());
        match self.0.keys().find(|name| !known(name)) {
            Some(name) => Err(Fault::new(name, "not a field that Recado sends")),
            None => Ok(()),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<(), Fault> {
        let is_text = self.get(name).as_str().is_some_and(|it| !it.is_empty());
        require(is_text, name, "must be a text")
    }

    /// That it is a key for caches, or for what stands for a customer.
    pub(super) fn short(&self, name: &str) -> Result<(), Fault> {
        let chars = self.get(name).as_str().map(str::len);
        let fits = chars.is_some_and(|chars| (1..=MAX_KEY_CHARS).contains(&chars));
        require(fits, name, "must be 1 to 64 characters")
    }

    pub(super) fn temperature(&self) -> Result<(), Fault> {
        let fits = |it: &Value| it.as_f64().is_some_and(|it| (0.0..=2.0).contains(&it));
        self.if_set("temperature", fits, "must be 0 to 2")
    }

    /// That it is a limit of tokens, if it is set.
    pub(super) fn tokens(&self, name: &str) -> Result<(), Fault> {
        let fits = |it: &Value| it.as_u64().is_some_and(|tokens| tokens >= 16);
        self.if_set(name, fits, "must be at least 16")
    }

    /// That it is one of these names, if it is set.
    pub(super) fn choice(&self, name: &str, among: &[&str]) -> Result<(), Fault> {
        self.if_set(name, |it| is_among(it, among), "must be one of its names")
    }

    /// The same of an object's only field.
    pub(super) fn choice_within(
        &self,
        name: &str,
        field: &str,
        among: &[&str],
    ) -> Result<(), Fault> {
        let fits = |it: &Value| {
            let only = it.as_object().filter(|fields| fields.len() == 1);
            only.and_then(|fields| fields.get(field))
                .is_some_and(|chosen| is_among(chosen, among))
        };
        self.if_set(name, fits, "must hold one of its names, and nothing else")
    }

    fn if_set(
        &self,
        name: &str,
        fits: impl Fn(&Value) -> bool,
        message: &str,
    ) -> Result<(), Fault> {
        require(self.0.get(name).is_none_or(fits), name, message)
    }
}

fn is_among(value: &Value, names: &[&str]) -> bool {
    value.as_str().is_some_and(|name| names.contains(&name))
}

/// Checks that the two sides take turns, the customer first and last: many compatible servers accept
/// nothing else (vLLM and llama.cpp, by the model's template). Each has its place before it.
pub(super) fn turns(sides: &[(String, &Value)], list: &str) -> Result<(), Fault> {
    for (index, (at, side)) in sides.iter().enumerate() {
        let turn = ["user", "assistant"].get(index % 2).copied();
        let role = side.get("role").and_then(Value::as_str);
        require(
            role == turn,
            at,
            "the two sides must take turns, the customer first",
        )?;
    }
    let ends_with_the_customer = sides.len() % 2 == 1;
    require(ends_with_the_customer, list, "must end with the customer")
}

/// Checks the schema of a function's arguments. A strict one names every property as required and
/// allows no other.
pub(super) fn parameters(parameters: &Value, strict: bool, at: &str) -> Result<(), Fault> {
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

pub(super) fn list<'a>(value: &'a Value, at: &str) -> Result<&'a [Value], Fault> {
    let list = value.as_array().filter(|list| !list.is_empty());
    list.map(Vec::as_slice)
        .ok_or_else(|| Fault::new(at, "must be a list with something in it"))
}

pub(super) fn require(holds: bool, at: &str, message: &str) -> Result<(), Fault> {
    holds.then_some(()).ok_or_else(|| Fault::new(at, message))
}
