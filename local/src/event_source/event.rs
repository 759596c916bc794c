//! A batch of messages as the event that a function gets.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>.

use aws_sdk_sqs::types::{Message, MessageAttributeValue};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::aws::REGION;

/// The event.
pub(super) fn json(messages: &[Message], queue_arn: &str) -> Value {
    let records: Vec<_> = messages
        .iter()
        .map(|message| record(message, queue_arn))
        .collect();
    json!({"Records": records})
}

fn record(message: &Message, queue_arn: &str) -> Value {
    let attributes: Map<_, _> = message
        .attributes
        .iter()
        .flatten()
        .map(|(name, value)| (name.as_str().to_owned(), json!(value)))
        .collect();
    let message_attributes: Map<_, _> = message
        .message_attributes
        .iter()
        .flatten()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect();
    let mut record = json!({
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": attributes,
        "messageAttributes": message_attributes,
        "md5OfBody": message.md5_of_body,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    });
    if let (Some(md5), Some(record)) = (&message.md5_of_message_attributes, record.as_object_mut())
    {
        record.insert("md5OfMessageAttributes".to_owned(), json!(md5));
    }
    record
}

fn attribute(value: &MessageAttributeValue) -> Value {
    let mut attribute = json!({
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": value.data_type,
    });
    if let Some(attribute) = attribute.as_object_mut() {
        if let Some(text) = &value.string_value {
            attribute.insert("stringValue".to_owned(), json!(text));
        }
        if let Some(bytes) = &value.binary_value {
            let text = STANDARD.encode(bytes);
            attribute.insert("binaryValue".to_owned(), json!(text));
        }
    }
    attribute
}

#[cfg(test)]
mod tests {
    use aws_sdk_sqs::types::MessageSystemAttributeName;

    use super::*;

    /// The emulated SQS has no message attributes.
    #[test]
    fn message_attributes_have_lambdas_form_and_not_that_of_sqs() {
        let attribute = |kind: &str| MessageAttributeValue::builder().data_type(kind);
        let text = attribute("String").string_value("wake_up").build();
        let bytes = attribute("Binary").binary_value(vec![0xff].into()).build();
        let message = Message::builder()
            .message_id("1")
            .receipt_handle("handle")
            .body("{}")
            .md5_of_body("99914b932bd37a50b983c5e7c90ae93b")
            .md5_of_message_attributes("c48838208d2b4e14e3ca0093a8443f09")
            .attributes(MessageSystemAttributeName::ApproximateReceiveCount, "1")
            .message_attributes("kind", text.unwrap())
            .message_attributes("raw", bytes.unwrap())
            .build();
        insta::assert_json_snapshot!(json(&[message], "arn:aws:sqs:us-east-1:1:queue"));
    }
}
