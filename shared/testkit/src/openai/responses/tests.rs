use serde_json::json;

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
    super::check(fields.as_object().unwrap())
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

fn content(item: &Value) -> Result<(), Fault> {
    content::check(item, "input[0]", part)
}

fn item(part: &Value) -> Value {
    json!({"role": "user", "content": [{"type": "input_text", "text": "oi"}, part]})
}

#[test]
fn the_files_that_we_send_pass() {
    for part in [
        json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "high"}),
        json!({
            "type": "input_file", "filename": "a.pdf", "detail": "low",
            "file_data": "data:application/pdf;base64,AA==",
        }),
        json!({
            "type": "input_file", "filename": "a.doc",
            "file_data": "data:application/msword;base64,AAA=",
        }),
    ] {
        assert!(content(&item(&part)).is_ok(), "{part}");
    }
}

#[test]
fn each_slip_in_a_part_is_refused() {
    for part in [
        json!({"type": "input_image", "image_url": "https://loja.example/a", "detail": "high"}),
        json!({"type": "input_image", "image_url": "data:image/png;base64,A", "detail": "high"}),
        json!({"type": "input_image", "image_url": "data:image/heic;base64,AAAA", "detail": "high"}),
        json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "fine"}),
        json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA"}),
        json!({"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}),
        json!({
            "type": "input_file", "filename": "a", "detail": "low",
            "file_data": "data:application/pdf;base64,AAAA",
        }),
        json!({
            "type": "input_file", "filename": "a.doc", "detail": "low",
            "file_data": "data:application/msword;base64,AAAA",
        }),
        json!({"type": "input_file", "filename": "a.pdf", "file_id": "file-1"}),
        json!({"type": "input_text", "text": "tudo bem?"}),
    ] {
        assert!(content(&item(&part)).is_err(), "{part}");
    }
    let mut ours = item(
        &json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"}),
    );
    ours["role"] = json!("assistant");
    assert!(content(&ours).is_err());
}
