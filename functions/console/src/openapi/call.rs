//! One call of the API, as the document describes it.

use fields::without_required;
use schemars::JsonSchema;
use serde_json::{Value, json};

use super::schemas::Schemas;
use crate::identity::Role;

type Described = Box<dyn FnOnce(&mut Schemas) -> Value>;

/// What is said of a call beside its path and its method. What every call may answer is added where the
/// document is made.
pub(crate) struct Call {
    /// Its name for generated clients.
    id: &'static str,
    summary: &'static str,
    description: Option<&'static str>,
    parameters: Vec<Value>,
    body: Option<Described>,
    answers: Vec<(&'static str, Described)>,
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

    /// A parameter of the query, which may be left out.
    pub(crate) fn query(mut self, name: &str, schema: &Value, description: &str) -> Self {
        self.parameters.push(json!({
            "name": name, "in": "query", "schema": schema, "description": description,
        }));
        self
    }

    /// Takes a body, of which it may refuse something.
    pub(crate) fn takes<T: JsonSchema>(self) -> Self {
        self.takes_this(|schemas| schemas.written::<T>())
    }

    /// Takes a body whose `id` may be left out: it stands in the path.
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

    /// What it answers, with 200.
    pub(crate) fn gives<T: JsonSchema>(self, description: &'static str) -> Self {
        self.answers("200", description, None, |schemas| schemas.shown::<T>())
    }

    /// What it makes, with 201.
    pub(crate) fn makes<T: JsonSchema>(self) -> Self {
        self.answers("201", "New.", None, |schemas| schemas.shown::<T>())
    }

    /// All of a kind under a name, with 200.
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

    /// One thing with its version, with 200.
    pub(crate) fn gives_version<T: JsonSchema>(self) -> Self {
        let etag = Some(etag());
        self.answers("200", "As it is stored.", etag, |schemas| {
            schemas.shown::<T>()
        })
    }

    /// Writes a version over another one.
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

    /// Deletes one thing, of which nothing is left to show.
    pub(crate) fn deletes(mut self) -> Self {
        let gone = |_: &mut Schemas| json!({"description": "Done; nothing is left."});
        self.answers.push(("204", Box::new(gone)));
        self.fails("409", "Conflict")
    }

    pub(crate) fn if_match(self) -> Self {
        self.precondition("If-Match", "Change this version only; else 409.")
    }

    /// May refuse what is well-formed.
    pub(crate) fn refuses(self) -> Self {
        self.fails("422", "Refused")
    }

    /// Asks the channel.
    pub(crate) fn asks_the_channel(self) -> Self {
        self.refuses().fails("502", "ChannelError")
    }

    /// Asks ElevenLabs.
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
            let mut answer = json!({
                "description": description,
                "content": {"application/json": {"schema": schema(schemas)}},
            });
            if let Some(headers) = headers {
                answer["headers"] = headers;
            }
            answer
        };
        self.answers.push((status, Box::new(described)));
        self
    }

    pub(super) fn fails(mut self, status: &'static str, name: &'static str) -> Self {
        let reference = move |_: &mut Schemas| reference("responses", name);
        self.answers.push((status, Box::new(reference)));
        self
    }

    pub(super) fn described(self, roles: &[Role], schemas: &mut Schemas) -> Value {
        let roles: Vec<_> = roles.iter().map(|role| role.name()).collect();
        let mut described = json!({
            "operationId": self.id, "summary": self.summary, "x-roles": roles,
        });
        if let Some(description) = self.description {
            described["description"] = json!(description);
        }
        if !self.parameters.is_empty() {
            described["parameters"] = json!(self.parameters);
        }
        if let Some(body) = self.body {
            let content = json!({"application/json": {"schema": body(schemas)}});
            described["requestBody"] = json!({"required": true, "content": content});
        }
        let mut answers = json!({});
        for (status, answer) in self.answers {
            answers[status] = answer(schemas);
        }
        described["responses"] = answers;
        described
    }
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
