//! One call of the API, as the OpenAPI document describes it.

use std::collections::BTreeMap;

use fields::without_required;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::schemas::Schemas;
use crate::identity::Role;

type Schema = Box<dyn FnOnce(&mut Schemas) -> Value>;

/// What the document says of a call beside its path and its method. Responses that every call may
/// give are added where the document is made.
pub(crate) struct Call {
    /// The operation's id for generated clients.
    id: &'static str,
    summary: &'static str,
    description: Option<&'static str>,
    parameters: Vec<Value>,
    body: Option<Schema>,
    answers: Vec<(&'static str, Schema)>,
}

impl Call {
    pub(crate) const fn new(id: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            summary,
            description: None,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
        }
    }

    pub(crate) fn says(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// Adds an optional query parameter.
    pub(crate) fn query(mut self, name: &str, schema: &Value, description: &str) -> Self {
        self.parameters.push(json!({
            "name": name, "in": "query", "schema": schema, "description": description,
        }));
        self
    }

    /// Adds a body. The call may refuse something in it.
    pub(crate) fn takes<T: JsonSchema>(self) -> Self {
        self.takes_this(|schemas| schemas.written::<T>())
    }

    /// Adds a body whose `id` may be left out, since it stands in the path.
    pub(crate) fn takes_under_id<T: JsonSchema>(self) -> Self {
        self.takes_this(|schemas| {
            let schema = schemas.written::<T>();
            schemas.change(&schema, |schema| without_required(schema, "id"));
            schema
        })
    }

    fn takes_this(self, schema: impl FnOnce(&mut Schemas) -> Value + 'static) -> Self {
        let mut call = self.fails("400", "Malformed").refuses();
        call.body = Some(Box::new(schema));
        call
    }

    /// The response with 200.
    pub(crate) fn gives<T: JsonSchema>(self, description: &'static str) -> Self {
        self.answers("200", description, None, |schemas| schemas.shown::<T>())
    }

    /// The response with 201: what was made.
    pub(crate) fn makes<T: JsonSchema>(self) -> Self {
        self.answers("201", "New.", None, |schemas| schemas.shown::<T>())
    }

    /// The response with 200: a list under a name.
    pub(crate) fn lists<T: JsonSchema>(self, name: &'static str) -> Self {
        self.answers("200", "All of them.", None, move |schemas| {
            let items = schemas.shown::<T>();
            json!({
                "type": "object",
                "properties": {name: {"type": "array", "items": items}},
                "required": [name],
                "additionalProperties": false,
            })
        })
    }

    /// The response with 200: one resource with its version.
    pub(crate) fn gives_version<T: JsonSchema>(self) -> Self {
        let etag = Some(etag());
        self.answers("200", "As it is stored.", etag, |schemas| {
            schemas.shown::<T>()
        })
    }

    /// Writes one version over another.
    pub(crate) fn puts<T: JsonSchema>(self) -> Self {
        let etag = || Some(etag());
        let call = self.answers("200", "Replaced.", etag(), |schemas| schemas.shown::<T>());
        call.answers("201", "New.", etag(), |schemas| schemas.shown::<T>())
            .precondition("If-Match", "Change this version only; else 409.")
            .precondition(
                "If-None-Match",
                "`*`: only when there is none yet; else 409.",
            )
            .fails("409", "Conflict")
    }

    /// Deletes one resource; nothing is left to show.
    pub(crate) fn deletes(mut self) -> Self {
        let gone = |_: &mut Schemas| json!({"description": "Done; nothing is left."});
        self.answers.push(("204", Box::new(gone)));
        self.fails("409", "Conflict")
    }

    pub(crate) fn if_match(self) -> Self {
        self.precondition("If-Match", "Change this version only; else 409.")
    }

    /// The call may refuse a well-formed request.
    pub(crate) fn refuses(self) -> Self {
        self.fails("422", "Refused")
    }

    /// The call asks the channel.
    pub(crate) fn asks_the_channel(self) -> Self {
        self.refuses().fails("502", "ChannelError")
    }

    /// The call asks ElevenLabs.
    pub(crate) fn asks_elevenlabs(self) -> Self {
        self.refuses().fails("502", "VoiceError")
    }

    fn precondition(mut self, name: &str, description: &str) -> Self {
        self.parameters.push(json!({
            "name": name, "in": "header", "schema": {"type": "string"}, "description": description,
        }));
        self
    }

    fn answers(
        mut self,
        status: &'static str,
        description: &'static str,
        headers: Option<Value>,
        schema: impl FnOnce(&mut Schemas) -> Value + 'static,
    ) -> Self {
        let described = move |schemas: &mut Schemas| {
            json!(Described {
                description,
                headers,
                content: content(&schema(schemas)),
            })
        };
        self.answers.push((status, Box::new(described)));
        self
    }

    pub(crate) fn fails(mut self, status: &'static str, name: &'static str) -> Self {
        let reference = move |_: &mut Schemas| reference("responses", name);
        self.answers.push((status, Box::new(reference)));
        self
    }

    pub(super) fn described(self, roles: &[Role], schemas: &mut Schemas) -> Value {
        let body = self.body.map(|body| body(schemas));
        let answers = self.answers.into_iter();
        json!(Operation {
            id: self.id,
            summary: self.summary,
            description: self.description,
            roles: roles.iter().map(|role| role.name()).collect(),
            parameters: self.parameters,
            body: body.map(|schema| json!({"required": true, "content": content(&schema)})),
            responses: answers
                .map(|(status, answer)| (status, answer(schemas)))
                .collect(),
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    #[serde(rename = "operationId")]
    id: &'static str,
    summary: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
    /// Who may call it.
    #[serde(rename = "x-roles")]
    roles: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<Value>,
    #[serde(rename = "requestBody", skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    responses: BTreeMap<&'static str, Value>,
}

/// An answer.
#[derive(Serialize)]
pub(super) struct Described<'a> {
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headers: Option<Value>,
    pub(super) content: Value,
}

pub(super) fn content(schema: &Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

pub(super) fn reference(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

fn etag() -> Value {
    json!({"ETag": {
        "description": "The version; send it as If-Match to change no other.",
        "schema": {"type": "string"},
    }})
}
