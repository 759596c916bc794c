//! The API's own description, if it lies beside the project.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::{api::Api, check::Fault};
use crate::vendor_spec;

pub(super) struct Spec {
    responses: Described,
    /// None where the copy of the description is without this part.
    chat_completions: Option<Described>,
    pub(super) transcriptions: Described,
}

/// What a request is, and what its answer.
pub(super) struct Described {
    request: Validator,
    answer: Validator,
}

/// The description, read once; none if it is absent.
pub(super) fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    SPEC.get_or_init(read).as_ref()
}

fn read() -> Option<Spec> {
    let mut document = vendor_spec::document("openai.json")?;
    allow_overlaps(&mut document);
    let described = |request, answer| {
        let [request, answer] = [request, answer].map(|it| vendor_spec::validator(&document, it));
        Described { request, answer }
    };
    let schemas = document.pointer("/components/schemas");
    let has = |name: &str| schemas.is_some_and(|schemas| schemas.get(name).is_some());
    Some(Spec {
        responses: described("CreateResponse", "Response"),
        chat_completions: has("CreateChatCompletionRequest").then(|| {
            described(
                "CreateChatCompletionRequest",
                "CreateChatCompletionResponse",
            )
        }),
        transcriptions: described(
            "CreateTranscriptionRequest",
            "CreateTranscriptionResponseJson",
        ),
    })
}

/// Takes what fits several of the variants of which the description says one: a message whose content
/// is a list is an `EasyInputMessage` and an `InputMessage`.
fn allow_overlaps(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(variants) = fields.remove("oneOf") {
                fields.insert("anyOf".to_owned(), variants);
            }
            fields.values_mut().for_each(allow_overlaps);
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(allow_overlaps),
        _ => {}
    }
}

impl Spec {
    /// What is described of an API.
    pub(super) const fn of(&self, api: Api) -> Option<&Described> {
        match api {
            Api::Responses => Some(&self.responses),
            Api::ChatCompletions => self.chat_completions.as_ref(),
        }
    }
}

impl Described {
    pub(super) fn check_request(&self, body: &Value) -> Result<(), Fault> {
        check(&self.request, body, "request")
    }

    pub(super) fn check_answer(&self, body: &Value) -> Result<(), Fault> {
        check(&self.answer, body, "answer")
    }
}

fn check(validator: &Validator, body: &Value, what: &str) -> Result<(), Fault> {
    validator.validate(body).map_err(|error| {
        let path = error.instance_path.to_string();
        Fault::new(&path, &format!("the {what} is not as described: {error}"))
    })
}
