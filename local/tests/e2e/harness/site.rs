//! The parts of a running system that a test can reach: its HTTP API, its table and its queues.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use local::clients::Clients;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// The wake-ups' queue.
pub(crate) const WAKE_UPS: &str = "wake-ups";
/// Where dead wake-ups go.
pub(crate) const DEAD_LETTERS: &str = "wake-ups-dlq";
/// Where transfers wait for the function that carries them out.
pub(crate) const HUMAN: &str = "human";
/// Where transfers go that could not be carried out.
pub(crate) const DEAD_TRANSFERS: &str = "human-dlq";
const TABLE: &str = "recado";

/// An item of the table as DynamoDB gives it.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// A running system.
pub(crate) struct Site {
    url: String,
    token: String,
    clients: Clients,
    http: reqwest::Client,
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// An item of the table.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) pk: String,
    pub(crate) sk: String,
    /// Null for an item that has none.
    pub(crate) body: Value,
}

impl Site {
    pub(super) fn new(url: &str, token: &str, clients: Clients) -> Self {
        // reqwest builds no client without a provider, even for plain HTTP. Another test may have
        // set it already.
        drop(rustls::crypto::ring::default_provider().install_default());
        #[expect(
            clippy::disallowed_methods,
            reason = "a test's client may go to loopback"
        )]
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            clients,
            http,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// A request to be completed and sent.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// A request to the console's API, whatever its answer.
    pub(crate) async fn console(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.console_as(&self.token, method, path, body).await
    }

    /// The console for whoever has that token.
    pub(crate) async fn console_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Answer {
        let request = self.request(method, &format!("/console/api/{path}"));
        let request = request.bearer_auth(token).json(body);
        Answer::to(request).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) {
        let answer = self.console(Method::PUT, path, body).await;
        assert!(matches!(answer.status, 200..=299), "{path}: {answer:?}");
    }

    /// Clients of the emulated services.
    pub(crate) const fn clients(&self) -> &Clients {
        &self.clients
    }

    /// The answer at a URL, wherever it leads: the status, the content type and the bytes.
    pub(crate) async fn fetch(&self, url: &str) -> (u16, String, Vec<u8>) {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test's client may go to loopback"
        )]
        let response = self.http.get(url).send().await.unwrap();
        let content_type = response.headers().get("content-type");
        let content_type = content_type.map_or("", |value| value.to_str().unwrap());
        let (status, content_type) = (response.status().as_u16(), content_type.to_owned());
        (
            status,
            content_type,
            response.bytes().await.unwrap().to_vec(),
        )
    }

    /// Every item of the table.
    pub(crate) async fn items(&self) -> Vec<Item> {
        self.scan().await.iter().map(Item::of).collect()
    }

    async fn scan(&self) -> Vec<Attributes> {
        let scan = self.clients.dynamodb.scan().table_name(TABLE);
        let pages = scan.consistent_read(true).into_paginator().items().send();
        pages.try_collect().await.unwrap()
    }

    /// The items that a webhook may have made.
    pub(crate) async fn conversation_items(&self) -> Vec<Item> {
        let mut items = self.items().await;
        items.retain(|item| item.pk.starts_with("CONV#") || item.pk.starts_with("ALIAS#"));
        items
    }

    /// Makes the state of the only conversation unreadable, and gives it as it was.
    pub(crate) async fn break_state(&self) -> Attributes {
        let is_state = |item: &Attributes| item["sk"] == AttributeValue::S("STATE".to_owned());
        let whole = self.scan().await.into_iter().find(is_state).unwrap();
        let mut broken = whole.clone();
        broken.insert("body".to_owned(), AttributeValue::S("{".to_owned()));
        self.put_item(broken).await;
        whole
    }

    /// Makes every name of a contact expire at this time, in seconds since 1970.
    pub(crate) async fn expire_names(&self, at: u64) {
        let is_name = |item: &Attributes| item["sk"] == AttributeValue::S("ALIAS".to_owned());
        for mut name in self.scan().await.into_iter().filter(is_name) {
            name.insert("expires_at".to_owned(), AttributeValue::N(at.to_string()));
            self.put_item(name).await;
        }
    }

    pub(crate) async fn put_item(&self, item: Attributes) {
        let put = self.clients.dynamodb.put_item().table_name(TABLE);
        put.set_item(Some(item)).send().await.unwrap();
    }

    /// How many messages are in a queue: visible, delayed and in flight.
    pub(crate) async fn waiting(&self, queue: &str) -> usize {
        let get = self.clients.sqs.get_queue_attributes();
        let get = get.queue_url(self.queue_url(queue).await);
        let answer = get.attribute_names("All".into()).send().await.unwrap();
        let attributes = answer.attributes.unwrap().into_iter();
        let counts = attributes.filter(|(name, _)| name.as_str().starts_with("Approximate"));
        counts
            .map(|(_, count)| count.parse::<usize>().unwrap())
            .sum()
    }

    /// Puts a message into a queue.
    pub(crate) async fn send(&self, queue: &str, body: &str) {
        let send = self.clients.sqs.send_message();
        let send = send.queue_url(self.queue_url(queue).await);
        send.message_body(body).send().await.unwrap();
    }

    /// Deletes every message of a queue.
    pub(crate) async fn purge(&self, queue: &str) {
        let purge = self.clients.sqs.purge_queue();
        let purge = purge.queue_url(self.queue_url(queue).await);
        purge.send().await.unwrap();
    }

    async fn queue_url(&self, name: &str) -> String {
        let get = self.clients.sqs.get_queue_url().queue_name(name);
        get.send().await.unwrap().queue_url.unwrap()
    }
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test's client may go to loopback"
        )]
        let response = request.send().await.unwrap();
        Self {
            status: response.status().as_u16(),
            body: response.text().await.unwrap(),
        }
    }
}

impl Item {
    fn of(attributes: &Attributes) -> Self {
        let text = |name: &str| {
            attributes
                .get(name)
                .map(|value| value.as_s().unwrap().as_str())
        };
        Self {
            pk: text("pk").unwrap().to_owned(),
            sk: text("sk").unwrap().to_owned(),
            body: text("body").map_or(Value::Null, |body| serde_json::from_str(body).unwrap()),
        }
    }
}
