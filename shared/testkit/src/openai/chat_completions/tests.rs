use serde_json::json;

use super::*;

fn fields() -> Value {
    json!({
        "model": "m",
        "messages": [
            {"role": "system", "content": "Atenda."},
            {"role": "user", "content": "oi"},
        ],
        "tools": [{
            "type": "function",
            "function": {
                "name": "f", "description": "d",
                "parameters": {"type": "object", "properties": {"a": {"type": "string"}}},
            },
        }],
    })
}

fn check(fields: &Value) -> Result<(), Fault> {
    super::check(fields.as_object().unwrap())
}

fn with_part(part: &Value) -> Value {
    let mut fields = fields();
    fields["messages"][1]["content"] = json!([{"type": "text", "text": "oi"}, part]);
    fields
}

#[test]
fn a_request_as_we_send_it_passes() {
    let mut fields = fields();
    assert!(check(&fields).is_ok());
    fields["max_tokens"] = json!(800);
    fields["temperature"] = json!(0.5);
    fields["reasoning_effort"] = json!("none");
    fields["verbosity"] = json!("high");
    fields["service_tier"] = json!("flex");
    assert!(check(&fields).is_ok());
    fields["messages"].as_array_mut().unwrap().remove(0);
    assert!(check(&fields).is_ok());
    for part in [
        json!({
            "type": "image_url",
            "image_url": {"url": "data:image/png;base64,AAAA", "detail": "high"},
        }),
        json!({
            "type": "file",
            "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AA=="},
        }),
    ] {
        assert!(check(&with_part(&part)).is_ok(), "{part}");
    }
}

#[test]
fn each_slip_is_named() {
    for (pointer, value, at) in [
        ("/model", json!(""), "model"),
        ("/store", json!(false), "store"),
        ("/safety_identifier", json!("s"), "safety_identifier"),
        ("/prompt_cache_key", json!("p"), "prompt_cache_key"),
        ("/parallel_tool_calls", json!(false), "parallel_tool_calls"),
        ("/stream", json!(false), "stream"),
        ("/max_tokens", json!(15), "max_tokens"),
        ("/temperature", json!(2.5), "temperature"),
        ("/reasoning_effort", json!("lowest"), "reasoning_effort"),
        ("/verbosity", Value::Null, "verbosity"),
        ("/service_tier", json!("slow"), "service_tier"),
        ("/messages", json!([]), "messages"),
        (
            "/messages",
            json!([{"role": "system", "content": "a"}]),
            "messages",
        ),
        ("/messages/0/content", json!(""), "messages[0]"),
        ("/messages/0/role", json!("developer"), "messages[0]"),
        ("/messages/1/role", json!("system"), "messages[1]"),
        ("/messages/1/name", json!("Ana"), "messages[1]"),
        (
            "/messages/1/content",
            json!(["oi"]),
            "messages[1].content[0]",
        ),
        (
            "/messages/1/content",
            json!([{"type": "text", "text": "oi"}]),
            "messages[1]",
        ),
        ("/tools/0/function/strict", json!(true), "tools[0]"),
        ("/tools/0/function/name", json!(""), "tools[0]"),
        ("/tools/0/function/parameters", json!({}), "tools[0]"),
        ("/tools/0/type", json!("file_search"), "tools[0]"),
    ] {
        let mut fields = fields();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match fields.pointer_mut(pointer) {
            Some(field) => *field = value,
            None => fields.pointer_mut(parent).unwrap()[name] = value,
        }
        assert_eq!(check(&fields).unwrap_err().param, at, "{pointer}");
    }
    let mut both = fields();
    both["max_tokens"] = json!(800);
    both["max_completion_tokens"] = json!(800);
    assert_eq!(check(&both).unwrap_err().param, "max_tokens");
}

#[test]
fn each_slip_in_a_part_is_refused() {
    for part in [
        json!({"type": "image_url", "image_url": "data:image/png;base64,AAAA"}),
        json!({"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}),
        json!({
            "type": "image_url", "detail": "high",
            "image_url": {"url": "data:image/png;base64,AAAA", "detail": "high"},
        }),
        json!({
            "type": "image_url",
            "image_url": {"url": "https://loja.example/a", "detail": "high"},
        }),
        json!({
            "type": "file",
            "file": {
                "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA==",
                "detail": "low",
            },
        }),
        json!({"type": "file", "file": {"file_id": "file-1"}}),
        json!({"type": "input_text", "text": "oi"}),
        json!({"type": "text", "text": "oi"}),
    ] {
        assert!(check(&with_part(&part)).is_err(), "{part}");
    }
}
