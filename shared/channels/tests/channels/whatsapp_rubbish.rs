//! What nobody meant to send.

use channels::{Request, WebhookError};
use http::{HeaderMap, Method};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{PHONE_NUMBER_ID, now, whatsapp};
use crate::whatsapp_inbound::{signed, texts};

/// JSON of any shape, with the contract's own keys often enough to get far.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        prop::sample::select(vec![
            "text",
            "interactive",
            "image",
            "order",
            "contacts",
            "location",
            "button_reply",
            "messages",
            PHONE_NUMBER_ID,
        ])
        .prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let key = prop::sample::select(vec![
            "type",
            "text",
            "body",
            "id",
            "from",
            "from_user_id",
            "timestamp",
            "interactive",
            "button_reply",
            "list_reply",
            "title",
            "image",
            "caption",
            "location",
            "latitude",
            "contacts",
            "phones",
            "phone",
            "name",
            "order",
            "product_items",
            "wa_id",
            "profile",
            "user_id",
            "messages",
            "statuses",
            "metadata",
            "phone_number_id",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|list| json!(list)),
            prop::collection::hash_map(key, inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        body in prop::collection::vec(any::<u8>(), 0..200),
        signature in "\\PC{0,80}",
        query in "\\PC{0,80}",
    ) {
        let mut headers = HeaderMap::new();
        if let Ok(value) = http::HeaderValue::from_bytes(signature.as_bytes()) {
            headers.insert("x-hub-signature-256", value);
        }
        for method in [Method::GET, Method::POST] {
            let request = Request { method: &method, query: &query, headers: &headers, body: &body };
            let refused = whatsapp().read(request, now());
            prop_assert_eq!(refused, Err(WebhookError::Unverified));
        }
        // And with a right signature.
        prop_assert!(signed(&body).is_err());
    }

    #[test]
    fn whatever_a_notification_holds_its_neighbours_are_read(
        value in any_json(),
        message in any_json(),
        contacts in any_json(),
    ) {
        let body = json!({"object": "whatsapp_business_account", "entry": [
            {"changes": [{"field": "messages", "value": value}]},
            {"changes": [{"field": "messages", "value": {
                "metadata": {"phone_number_id": PHONE_NUMBER_ID},
                "contacts": contacts,
                "messages": [
                    message,
                    {"type": "text", "id": "wamid.1", "from": "5511999990000", "text": {"body": "a boa"}},
                ],
            }}]},
        ]});
        let read = texts(signed(body.to_string().as_bytes()).unwrap());
        prop_assert!(read.contains(&"a boa".to_owned()));
    }
}
