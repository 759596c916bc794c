//! A table and a clock for the tests.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::{ConversationId, ConversationRef, IntegrationId};
use lambda::{AwsConfig, Env, FromEnv};
use local::aws::Aws;
use tempfile::TempDir;
pub(crate) use testkit::TestClock;

/// The services.
pub(crate) struct Services {
    pub(crate) config: AwsConfig,
    /// They stop when this is dropped.
    emulator: Option<(Aws, TempDir)>,
}

impl Services {
    pub(crate) fn start() -> Self {
        let process = Env::of_process();
        if process.optional("RECADO_TEST_AWS").is_some() {
            let config = AwsConfig::read(&process).unwrap();
            let emulator = None;
            return Self { config, emulator };
        }
        let folder = tempfile::tempdir().unwrap();
        let aws = Aws::start(folder.path()).unwrap();
        Self {
            config: AwsConfig::read(&Env::from_iter(aws.env())).unwrap(),
            emulator: Some((aws, folder)),
        }
    }
}

/// A table of its own.
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
    services: Services,
}

impl Table {
    pub(crate) async fn new() -> Self {
        let services = Services::start();
        let client = services.config.dynamodb();
        let name = format!("recado-test-{:016x}", fastrand::u64(..));
        store::schema::create_table(&client, &name).await.unwrap();
        Self {
            client,
            name,
            services,
        }
    }

    /// The emulator's tables end with the emulator.
    pub(crate) async fn delete(self) {
        if self.services.emulator.is_none() {
            let request = self.client.delete_table().table_name(&self.name);
            request.send().await.unwrap();
        }
    }

    /// Every item, as text: `pk`, `sk`, and when it expires.
    pub(crate) async fn items(&self) -> Vec<(String, String, Option<u64>)> {
        let scan = self.client.scan().table_name(&self.name);
        let items = scan.consistent_read(true).into_paginator().items().send();
        let items = items.collect::<Result<Vec<_>, _>>().await.unwrap();
        let text = |value: &AttributeValue| value.as_s().unwrap().clone();
        let number = |value: &AttributeValue| value.as_n().unwrap().parse().unwrap();
        let mut items: Vec<_> = items
            .iter()
            .map(|item| {
                let expires = item.get("expires_at").map(number);
                (text(&item["pk"]), text(&item["sk"]), expires)
            })
            .collect();
        items.sort();
        items
    }
}

pub(crate) fn integration(id: &str) -> IntegrationId {
    IntegrationId::parse(id).unwrap()
}

/// The conversation of `loja-1` with that number.
pub(crate) fn conversation(number: u32) -> ConversationRef {
    ConversationRef {
        integration: integration("loja-1"),
        id: ConversationId::parse(&format!("{number:08x}").repeat(4)).unwrap(),
    }
}
