//! A console on services of its own, and what its answers look like.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sqs::types::QueueAttributeName;
use console::{AdminToken, AnyClock, Console, Server, SharedClock};
use conversation::{
    Contact, ContactName, ConversationId, ConversationRef, Event, Incoming, IntegrationId, Receipt,
    ReplyAddress, Scope, Timestamp, handle_event,
    ports::{Clock, Commit, Conversations},
};
use http_client::{Access, Client};
use lambda_http::http::HeaderMap;
use lambda_http::{Body, IntoResponse, Request, RequestExt, http};
use local::{aws::Aws, clients::Clients};
use queues::SqsWakeUps;
use serde_json::{Value, json};
use speech::AudioStore;
use store::{
    AccessTokens, Audit, DynamoConversations, FiguresTable, Secrets, Sessions, SettingsTable,
    WebhookNotes,
};
use tempfile::TempDir;
pub(crate) use testkit::TestClock;

use crate::round_trips::RoundTrips;

pub(crate) const TOKEN: &str = "demo-admin-token";
pub(crate) const ASSISTANT: &str = "/console/api/assistants/asst_loja";
pub(crate) const INTEGRATION: &str = "/console/api/integrations/loja-1";

pub(crate) const ACCESS_TOKENS: &str = "/console/api/access-tokens";

pub(crate) const TABLE: &str = "recado";
pub(crate) const AUDIO_BUCKET: &str = "recado-audio";
const TOKEN_SECRET: &str = "recado/admin-token";

pub(crate) struct Bench {
    pub(crate) console: Arc<Console>,
    pub(crate) clients: Clients,
    pub(crate) clock: TestClock,
    /// The URL of the wake-up queue.
    pub(crate) wake_ups: String,
    /// How often one waits for the table.
    pub(crate) round_trips: RoundTrips,
    /// They stop when this is dropped.
    _services: (Aws, TempDir),
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(Access::Anywhere).await
    }

    pub(crate) async fn with(access: Access) -> Self {
        crate::logs::listen();
        let folder = tempfile::tempdir().unwrap();
        let aws = Aws::start(folder.path()).unwrap();
        let mut clients = Clients::new(aws.endpoints());
        let round_trips = RoundTrips::default();
        clients.dynamodb = round_trips.of(&clients.dynamodb);
        store::schema::create_table(&clients.dynamodb, TABLE)
            .await
            .unwrap();
        let key = clients.kms.create_key().send().await.unwrap();
        let key = key.key_metadata.unwrap().key_id;
        let secret = clients.secrets_manager.create_secret().name(TOKEN_SECRET);
        secret.secret_string(TOKEN).send().await.unwrap();

        let bucket = clients.s3.create_bucket().bucket(AUDIO_BUCKET);
        bucket.send().await.unwrap();
        let queue = clients.sqs.create_queue().queue_name("wake-ups");
        let wake_ups = queue.send().await.unwrap().queue_url.unwrap();

        let clock = TestClock::new();
        let any_clock = any_clock(&clock);
        let secrets_manager = clients.secrets_manager.clone();
        let token = AdminToken::read(secrets_manager, TOKEN_SECRET.to_owned(), any_clock.clone());
        let settings = SettingsTable::new(
            clients.dynamodb.clone(),
            TABLE.to_owned(),
            any_clock.clone(),
        );
        let console = Console {
            admin_token: token.await.unwrap(),
            access_tokens: AccessTokens::new(
                clients.dynamodb.clone(),
                TABLE.to_owned(),
                any_clock.clone(),
            ),
            sessions: Sessions::new(
                clients.dynamodb.clone(),
                TABLE.to_owned(),
                any_clock.clone(),
            ),
            audit: Audit::new(
                clients.dynamodb.clone(),
                TABLE.to_owned(),
                any_clock.clone(),
            ),
            settings,
            secrets: Secrets::new(clients.kms.clone(), key, any_clock.clone()),
            figures: FiguresTable::new(clients.dynamodb.clone(), TABLE.to_owned()),
            webhooks: WebhookNotes::new(
                clients.dynamodb.clone(),
                TABLE.to_owned(),
                any_clock.clone(),
            ),
            conversations: DynamoConversations::new(
                clients.dynamodb.clone(),
                TABLE.to_owned(),
                any_clock.clone(),
                Duration::from_secs(90 * 24 * 3600),
            ),
            audio: AudioStore::new(
                clients.s3.clone(),
                AUDIO_BUCKET.to_owned(),
                any_clock.clone(),
            ),
            wake_ups: SqsWakeUps::new(clients.sqs.clone(), wake_ups.clone()),
            client: Client::new(access).unwrap(),
            clock: any_clock,
        };
        Self {
            console: Arc::new(console),
            clients,
            clock,
            wake_ups,
            round_trips,
            _services: (aws, folder),
        }
    }

    /// With an assistant for integrations to name.
    pub(crate) async fn with_assistant() -> Self {
        let bench = Self::new().await;
        bench.put(ASSISTANT, &assistant()).await.expect(201);
        bench
    }

    /// With an integration whose channel answers nowhere.
    pub(crate) async fn with_integration() -> Self {
        let bench = Self::with_assistant().await;
        let nowhere = [("/channel/reply_url", json!("http://127.0.0.1:1/recado"))];
        bench
            .put(INTEGRATION, &with(webhook(), &nowhere))
            .await
            .expect(201);
        bench
    }

    /// The path of a conversation in which a contact has written.
    pub(crate) async fn conversation(&self, contact: &str, said: &[&str]) -> String {
        self.conversation_of("loja-1", contact, said).await
    }

    /// The same of any integration.
    pub(crate) async fn conversation_of(
        &self,
        integration: &str,
        contact: &str,
        said: &[&str],
    ) -> String {
        let id = IntegrationId::parse(integration).unwrap();
        let stored = self.console.settings.integration(&id).await.unwrap();
        let record = stored.unwrap().value;
        let inbound = self
            .console
            .secrets
            .open_inbound(&id, &record.secrets.inbound);
        let key = inbound.await.unwrap().conversation_key();
        let policy = record.settings.policy(None);
        let name = ContactName::parse(contact).unwrap();
        for (at, text) in said.iter().enumerate() {
            let incoming = Incoming {
                contact: Contact::new(vec![name.clone()], Some("Cliente".to_owned())),
                text: (*text).to_owned(),
                reply_address: ReplyAddress(json!({"contact_id": contact})),
                ..testkit::incoming(&format!("m-{at}"), self.clock.now())
            };
            let scope = Scope {
                integration: &id,
                key: &key,
                policy: &policy,
            };
            let received = handle_event(&*self.console, scope, &Event::Message(incoming)).await;
            assert_eq!(received.unwrap(), Receipt::Stored);
        }
        let conversation = ConversationId::derive(&key, &name);
        let conversation = conversation.as_str();
        format!("/console/api/integrations/{integration}/conversations/{conversation}")
    }

    /// Writes what becomes of the conversation at a path by `step`.
    pub(crate) async fn commit(&self, path: &str, step: impl FnOnce(&mut Commit)) {
        let of = conversation_at(path);
        let conversations = &self.console.conversations;
        let known = conversations.state(&of).await.unwrap().unwrap();
        let mut commit = Commit {
            read_version: known.version,
            version: known.version + 1,
            ..Commit::of(known.state)
        };
        step(&mut commit);
        conversations.commit(&of, commit).await.unwrap();
    }

    /// How many wake-ups were sent since the last time.
    pub(crate) async fn wake_ups(&self) -> usize {
        let queue = self
            .clients
            .sqs
            .get_queue_attributes()
            .queue_url(&self.wake_ups);
        let names = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
        ];
        let queue = queue.set_attribute_names(Some(names.to_vec()));
        let counts = queue.send().await.unwrap().attributes.unwrap();
        let purge = self.clients.sqs.purge_queue().queue_url(&self.wake_ups);
        purge.send().await.unwrap();
        counts
            .values()
            .map(|count| count.parse::<usize>().unwrap())
            .sum()
    }

    pub(crate) async fn send(&self, request: http::request::Builder, body: Body) -> Answer {
        let path = request.uri_ref().unwrap().path().to_owned();
        let method = request.method_ref().unwrap().clone();
        let written = body.to_vec();
        let answer = self.send_to(request, &path, body).await;
        crate::openapi::check(method.as_str(), &path, &written, &answer);
        answer
    }

    /// To a path as the gateway has decoded it, of which the document need not know.
    pub(crate) async fn send_to(
        &self,
        request: http::request::Builder,
        path: &str,
        body: Body,
    ) -> Answer {
        let request: Request = request.body(body).unwrap().with_raw_http_path(path);
        let (parts, body) = self.answered(request).await.into_parts();
        let text = String::from_utf8(body.to_vec()).unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }

    /// As Lambda gets it.
    pub(crate) async fn answered(&self, request: Request) -> http::Response<Body> {
        let server = Server::new(Arc::clone(&self.console));
        server.handle(request).await.into_response().await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request("GET", path), Body::Empty).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(request("PUT", path), body.to_string().into())
            .await
    }

    pub(crate) async fn put_if(&self, path: &str, condition: (&str, &str), body: &Value) -> Answer {
        let (name, value) = condition;
        let request = request("PUT", path).header(name, value);
        self.send(request, body.to_string().into()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let body = match body {
            Value::Null => Body::Empty,
            body => body.to_string().into(),
        };
        self.send(request("POST", path), body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(request("DELETE", path), Body::Empty).await
    }

    pub(crate) async fn delete_if(&self, path: &str, etag: &str) -> Answer {
        let request = request("DELETE", path).header("if-match", etag);
        self.send(request, Body::Empty).await
    }

    /// Somebody with a token of that role for these integrations.
    pub(crate) async fn person(&self, role: &str, integrations: &[&str]) -> Person<'_> {
        let asked = json!({"name": "Ana", "role": role, "integrations": integrations});
        let made = self.post(ACCESS_TOKENS, &asked).await.expect(201).body;
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        Person {
            bench: self,
            id: text("id"),
            token: text("token"),
        }
    }

    /// Everything in the table, as Rust shows it; bytes as text where they are any.
    pub(crate) async fn raw_items(&self) -> String {
        let scan = self.clients.dynamodb.scan().table_name(TABLE).send().await;
        let items = scan.unwrap().items.unwrap();
        let mut shown = format!("{items:?}");
        for value in items.iter().flat_map(|item| item.values()) {
            if let Ok(blob) = value.as_b() {
                shown.push_str(&String::from_utf8_lossy(blob.as_ref()));
            }
        }
        shown
    }
}

/// The conversation at a path.
pub(crate) fn conversation_at(path: &str) -> ConversationRef {
    let mut ids = path.rsplit('/');
    let id = ConversationId::parse(ids.next().unwrap()).unwrap();
    let integration = IntegrationId::parse(ids.nth(1).unwrap()).unwrap();
    ConversationRef { integration, id }
}

/// With the admin token.
pub(crate) fn request(method: &str, path: &str) -> http::request::Builder {
    request_with(TOKEN, method, path)
}

/// With any token.
pub(crate) fn request_with(token: &str, method: &str, path: &str) -> http::request::Builder {
    let request = http::Request::builder().method(method).uri(path);
    request.header("authorization", format!("Bearer {token}"))
}

/// Somebody with an access token.
pub(crate) struct Person<'b> {
    bench: &'b Bench,
    /// Its id.
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Person<'_> {
    pub(crate) async fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = request_with(&self.token, method, path);
        let body = match body {
            Value::Null => Body::Empty,
            body => body.to_string().into(),
        };
        self.bench.send(request, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &Value::Null).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call("PUT", path, body).await
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub(crate) fn expect_refused(self, code: &str, field: &str) -> Self {
        let answer = self.expect(422);
        assert_eq!(answer.error(), (code, Some(field)), "{}", answer.text);
        answer
    }

    pub(crate) fn error(&self) -> (&str, Option<&str>) {
        let error = &self.body["error"];
        (error["code"].as_str().unwrap(), error["field"].as_str())
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn etag(&self) -> String {
        self.header("etag").unwrap().to_owned()
    }

    /// As a person would see it with `curl -i`.
    pub(crate) fn shown(&self) -> String {
        let headers: String = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()))
            .collect();
        format!("{}\n{headers}\n{:#}", self.status, self.body)
    }
}

pub(crate) fn assistant() -> Value {
    json!({
        "name": "Loja",
        "runtime": "responses",
        "model": "gpt-6-luna",
        "instructions": "Você atende a Loja.",
        "temperature": null,
        "reasoning_effort": null,
        "verbosity": null,
        "service_tier": null,
        "max_output_tokens": 800,
        "history_turns": 20,
        "history_chars": 24000,
        "vector_store_ids": ["vs_1"]
    })
}

pub(crate) fn whatsapp() -> Value {
    json!({
        "name": "Loja 1",
        "enabled": true,
        "channel": {
            "kind": "whatsapp_cloud", "phone_number_id": "106540352242922",
            "access_token": "EAAG-secret", "app_secret": "app-secret", "verify_token": "verify-secret",
            "base_url": "https://graph.example/v25.0",
        },
        "assistant": {"id": "asst_loja", "api_key": "sk-secret", "base_url": "https://ai.example/v1"},
        "interval_ms": 15000,
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa da equipe.", "marker": "#humano"},
        "reply": {
            "format": "voice", "voice_id": "21m00Tcm4TlvDq8ikWAM", "model_id": "eleven_multilingual_v2",
            "api_key": "xi-secret", "base_url": "https://voice.example",
        },
    })
}

/// With nothing that may be left out.
pub(crate) fn webhook() -> Value {
    json!({
        "name": "Loja 1",
        "channel": {
            "kind": "webhook", "reply_url": "https://shop.example/recado",
            "signing_secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
        },
        "assistant": {"id": "asst_loja", "api_key": "sk-secret"},
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa da equipe."},
    })
}

pub(crate) fn whazing() -> Value {
    let channel = json!({
        "kind": "whazing", "base_url": "https://whazing.example/v1/api/external/1",
        "token": "whazing-secret", "webhook_token": "n8n-secret",
    });
    with(webhook(), &[("/channel", channel)])
}

/// The same with other values, by JSON pointer.
pub(crate) fn with(mut body: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(name.to_owned(), value.clone());
    }
    body
}

pub(crate) fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.remove(name).unwrap();
    body
}

pub(crate) fn any_clock(clock: &TestClock) -> AnyClock {
    AnyClock::new(Shared(clock.clone()))
}

#[derive(Debug)]
struct Shared(TestClock);

impl SharedClock for Shared {
    fn read(&self) -> Timestamp {
        self.0.now()
    }

    fn wait_until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.0.sleep_until(at))
    }
}
