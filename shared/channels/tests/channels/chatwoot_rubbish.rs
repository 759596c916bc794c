//! What nobody meant to send.

use channels::{Request, WebhookError};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::chatwoot_inbound::signed;
use crate::support::{chatwoot, fixtures, now};

fn any_leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{"id": {}}, null])),
    ]
}

/// Every place of a body, as JSON pointers.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| places(value, &format!("{at}/{key}"), into)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(key, value)| places(value, &format!("{at}/{key}"), into)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        body in prop::collection::vec(any::<u8>(), 0..200),
        signature in "\\PC{0,80}",
        timestamp in "[0-9]{0,25}",
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in [("x-chatwoot-signature", signature), ("x-chatwoot-timestamp", timestamp)] {
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.insert(name, value);
            }
        }
        let request = Request { method: &Method::POST, query: "", headers: &headers, body: &body };
        prop_assert_eq!(chatwoot().read(request, now()), Err(WebhookError::Unverified));
        // And with a right signature.
        prop_assert!(signed(&body).is_err());
    }

    #[test]
    fn whatever_stands_in_any_place_it_is_read_or_refused_with_the_place(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        instead in any_leaf(),
    ) {
        let fixtures = fixtures("chatwoot");
        let (_, body) = which.get(&fixtures);
        let mut body: Value = http_client::from_json(body).unwrap();
        let mut all = Vec::new();
        places(&body, "", &mut all);
        let place: &String = at.get(&all);
        *body.pointer_mut(place).unwrap() = instead;
        match signed(body.to_string().as_bytes()) {
            Ok(_) => {}
            Err(WebhookError::Malformed(problem)) => {
                prop_assert!(problem.ends_with("is missing or cannot be used"), "{}", problem);
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}
