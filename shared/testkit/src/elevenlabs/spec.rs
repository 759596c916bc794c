//! The API's own description, if it lies beside the project.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::check::Call;
use crate::vendor_spec;

pub(super) struct Spec {
    speak: Validator,
    output_formats: Vec<Value>,
    voices: Validator,
    older_voices: Validator,
    model: Validator,
}

/// The description, read once; none if it is absent.
pub(super) fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    SPEC.get_or_init(read).as_ref()
}

#[expect(
    clippy::expect_used,
    reason = "a description that is there must be valid"
)]
fn read() -> Option<Spec> {
    let document = vendor_spec::document("elevenlabs.json")?;
    let validator = |name| vendor_spec::validator(&document, name);
    Some(Spec {
        speak: validator("Body_Text_to_speech_v1_text_to_speech__voice_id__post"),
        output_formats: output_formats(&document).expect("the formats of audio"),
        voices: validator("GetVoicesV2ResponseModel"),
        older_voices: validator("GetVoicesResponseModel"),
        model: validator("ModelResponseModel"),
    })
}

fn output_formats(document: &Value) -> Option<Vec<Value>> {
    let call = document
        .get("paths")?
        .get("/v1/text-to-speech/{voice_id}")?;
    let mut parameters = call.pointer("/post/parameters")?.as_array()?.iter();
    let name = json!("output_format");
    let format = parameters.find(|parameter| parameter.get("name") == Some(&name))?;
    format.pointer("/schema/enum")?.as_array().cloned()
}

impl Spec {
    pub(super) fn check_speak(&self, output_format: &str, body: &Value) -> Result<(), String> {
        let formats = &self.output_formats;
        if !formats.iter().any(|known| known == output_format) {
            return Err(format!("output_format: {output_format} is not described"));
        }
        check(&self.speak, body, "request")
    }

    pub(super) fn check_list(&self, call: Call, body: &Value) -> Result<(), String> {
        match call {
            Call::Speak | Call::Listen | Call::Sample => Ok(()),
            Call::Voices => check(&self.voices, body, "response"),
            Call::OlderVoices => check(&self.older_voices, body, "response"),
            Call::Models => {
                let mut models = body.as_array().into_iter().flatten();
                models.try_for_each(|model| check(&self.model, model, "response"))
            }
        }
    }
}

fn check(validator: &Validator, body: &Value, what: &str) -> Result<(), String> {
    validator.validate(body).map_err(|error| {
        let path = error.instance_path.to_string();
        format!("{path}: the {what} is not as described: {error}")
    })
}
