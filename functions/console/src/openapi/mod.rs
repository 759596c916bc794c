//! The OpenAPI 3.1 document, made from the routes and from the types that are written and shown.
//! <https://spec.openapis.org/oas/v3.1.0>

mod call;
mod schemas;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use settings::{ASSISTANT_ID, INTEGRATION_ID};

use crate::answer::{self, Answer};
use crate::error::ErrorView;
use crate::permission::Permission;
use crate::router::{Part, parts};
use schemas::Schemas;

pub(crate) use call::Call;
use call::{Described, content};

pub(crate) fn own_parts() -> Vec<Part> {
    let call = Call::new("getOpenApi", "This description");
    vec![Part::at("/console/api/openapi.json").get(
        get,
        Permission::Everybody,
        call.gives::<Map<String, Value>>("OpenAPI 3.1."),
    )]
}

async fn get() -> Answer {
    answer::json(StatusCode::OK, &document())
}

/// The document, for people who generate clients from it.
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let error = schemas.shown::<ErrorView>();
    let mut paths = Map::new();
    for part in parts() {
        let names = part.names();
        let mut path = Map::new();
        if !names.is_empty() {
            let parameters = names.iter();
            let parameters = parameters.map(|name| path_parameter(part.template, name));
            path.insert("parameters".to_owned(), parameters.collect());
        }
        for (method, rule, call) in part.calls {
            let Some(call) = call else { continue };
            // What is not open to somebody is not there for them.
            let call = match rule.permission {
                Permission::Everybody => call,
                _ => call.fails("404", "NotFound"),
            };
            let call = call
                .fails("401", "Unauthorized")
                .fails("413", "TooLarge")
                .fails("500", "Internal");
            let roles = rule.permission.roles();
            path.insert(method.to_lowercase(), call.described(roles, &mut schemas));
        }
        paths.insert(part.template.to_owned(), path.into());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Recado: the console's API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "In words, and with the plain webhook channel and the human queue: docs/api.md.",
        },
        "servers": [{
            "url": "https://{host}",
            "variables": {"host": {
                "default": "localhost",
                "description": "That of the stack's output ConsoleApiUrl.",
            }},
        }],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "The admin token, or an access token.",
            }},
            "responses": failures(&error),
            "schemas": schemas.named(),
        },
    })
}

fn path_parameter(template: &str, name: &str) -> Value {
    let pattern = match name {
        "version" => "^[0-9]{1,20}$",
        "conversation" => "^[0-9a-f]{32}$",
        _ if template.contains("/access-tokens/") => "^[0-9a-f]{32}$",
        _ if template.contains("/assistants/") => ASSISTANT_ID,
        _ => INTEGRATION_ID,
    };
    let schema = json!({"type": "string", "pattern": pattern});
    json!({"name": name, "in": "path", "required": true, "schema": schema})
}

/// The parts that calls share.
fn failures(error: &Value) -> Value {
    let described = [
        ("Malformed", "The body is not JSON."),
        ("Unauthorized", "The token is missing, wrong or revoked."),
        (
            "NotFound",
            "There is nothing here, or nothing that is open to this token: see `x-roles`.",
        ),
        (
            "Conflict",
            "Somebody else changed it, or it exists, or it is in use.",
        ),
        ("TooLarge", "A body has at most 1 MiB."),
        (
            "Refused",
            "Well-formed, and refused; `field` names what is wrong. `channel_refused`: by the channel.",
        ),
        ("Internal", "It failed on our side. Try again."),
        (
            "ChannelError",
            "The channel did not say that it took it, and still may have (`channel_failed`).",
        ),
        (
            "VoiceError",
            "ElevenLabs, or the server in its place, did not answer as it should. Try again \
             (`voice_failed`).",
        ),
    ];
    let failures = described.map(|(name, description)| {
        let asks = json!({"WWW-Authenticate": {"schema": {"type": "string"}}});
        let answer = Described {
            description,
            headers: (name == "Unauthorized").then_some(asks),
            content: content(error),
        };
        (name.to_owned(), json!(answer))
    });
    failures.into_iter().collect()
}
