//! The response to a webhook, and the metrics of its events.

use channels::Ignored;
use conversation::IntegrationId;
use lambda_http::{
    Body, Response,
    http::{StatusCode, header::CONTENT_TYPE},
};
use serde_json::json;

use crate::events::Counts;

const JSON: &str = "application/json";

/// The response to one webhook.
#[derive(Debug)]
pub(crate) struct WebhookResponse {
    status: StatusCode,
    content_type: &'static str,
    body: String,
    pub(crate) integration: Option<IntegrationId>,
    pub(crate) counts: Counts,
}

impl WebhookResponse {
    /// Every event is stored, or was to be ignored.
    pub(crate) fn stored(id: &IntegrationId, mut counts: Counts, ignored: &Ignored) -> Self {
        let passed_over = ignored.iter().map(|(_, count)| count).sum();
        if passed_over > 0 {
            counts.insert("EventsIgnored", passed_over);
            if let Some((_, count)) = ignored.iter().find(|(why, _)| *why == channels::FOREIGN) {
                counts.insert("EventsForeign", count);
            }
            let reasons: Vec<String> = ignored
                .iter()
                .map(|(why, n)| format!("{why}={n}"))
                .collect();
            tracing::info!(
                integration_id = id.as_str(),
                reasons = reasons.join(" "),
                "acknowledged and not acted on"
            );
        }
        Self {
            counts,
            ..Self::said(JSON, json!({"status": "ok"}).to_string())
        }
    }

    /// The response that the provider asked for.
    pub(crate) fn said(content_type: &'static str, body: String) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body,
            integration: None,
            counts: Counts::new(),
        }
    }

    /// A refusal: nothing is stored.
    pub(crate) fn refused(status: StatusCode, message: &str) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => "unverified",
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::INTERNAL_SERVER_ERROR => "not_stored",
            _ => "malformed",
        };
        let error = json!({"code": code, "message": message, "field": null});
        Self {
            status,
            ..Self::said(JSON, json!({ "error": error }).to_string())
        }
    }

    pub(crate) fn of(self, integration: IntegrationId) -> Self {
        Self {
            integration: Some(integration),
            ..self
        }
    }

    /// The metric that counts webhooks like this one.
    pub(crate) fn metric(&self) -> &'static str {
        match self.status.as_u16() {
            200..=299 => "WebhooksAccepted",
            500.. => "WebhooksFailed",
            _ => "WebhooksRefused",
        }
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::Text(self.body));
        *response.status_mut() = self.status;
        let content_type = lambda_http::http::HeaderValue::from_static(self.content_type);
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        response
    }
}

#[cfg(test)]
mod tests {
    use channels::{Request, Webhook};
    use conversation::Timestamp;
    use lambda_http::http::{HeaderMap, Method};
    use testkit::channels::{Customer, WhatsappBody, sign_whatsapp};

    use super::*;

    const SECRET: &str = "a-secret";

    /// The events of a message to the number with this id; the integration's number is 1.
    fn counted(number: &str) -> Counts {
        let settings = json!({
            "kind": "whatsapp_cloud", "phone_number_id": "1", "access_token": {"set": true},
            "app_secret": SECRET, "verify_token": SECRET,
        });
        let channel = channels::inbound(&serde_json::from_value(settings).unwrap()).unwrap();
        let customer = Customer {
            phone: Some("5511999990000"),
            business_scoped_id: None,
            name: "Cliente",
        };
        let now = Timestamp::from_millis(1_795_435_200_000);
        let body = WhatsappBody::new(number).text(customer, "wamid.1", now, "oi");
        let body = body.bytes();
        let signature = sign_whatsapp(SECRET, &body).parse().unwrap();
        let headers = HeaderMap::from_iter([("x-hub-signature-256".parse().unwrap(), signature)]);
        let request = Request {
            method: &Method::POST,
            query: "",
            headers: &headers,
            body: &body,
        };
        let Webhook::Events { ignored, .. } = channel.read(request, now).unwrap() else {
            panic!("no events");
        };
        let id = IntegrationId::parse("loja-1").unwrap();
        WebhookResponse::stored(&id, Counts::new(), &ignored).counts
    }

    #[test]
    fn what_is_another_numbers_is_counted_by_itself() {
        assert_eq!(counted("1"), Counts::new());
        let counts = Counts::from([("EventsIgnored", 1), ("EventsForeign", 1)]);
        assert_eq!(counted("2"), counts);
    }
}
