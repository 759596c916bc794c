//! What nobody meant to send.

use channels::WebhookError;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{post, whazing};
use crate::whazing_inbound::believed;

/// A value of any shape, with those of the documentation often enough to get far.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        prop::sample::select(vec![
            "image",
            "chat",
            "manual",
            "API",
            "pending",
            "open",
            "closed",
            "NewTicket",
            "test",
            "ClosedTicket",
            "5511999990000",
            "126409561346102@lid",
            "9",
            "true",
        ])
        .prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let key = prop::sample::select(vec![
            "id",
            "status",
            "queueId",
            "userId",
            "isGroup",
            "phoneNumber",
            "lid",
            "name",
            "pushname",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|list| json!(list)),
            prop::collection::hash_map(key, inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        body in prop::collection::vec(any::<u8>(), 0..200),
        token in "[!-~]{0,40}",
    ) {
        let refused = post(&whazing(&[]), &[("x-n8n-api-key", &token)], &body);
        prop_assert_eq!(refused, Err(WebhookError::Unverified));
        // And with the right token.
        prop_assert!(believed(&body).is_err());
    }

    #[test]
    fn whatever_an_object_holds_it_is_acknowledged(
        fields in prop::collection::hash_map(
            prop::sample::select(vec![
                "Type", "event", "messageId", "messageBody", "timestamp", "fromMe", "mediaType",
                "mediaUrl", "isDeleted", "sendType", "ticket", "contact", "contactmessage", "user",
                "whatsapp",
            ]),
            any_value(),
            0..14,
        ),
    ) {
        prop_assert!(believed(json!(fields).to_string().as_bytes()).is_ok());
    }
}
