//! A bucket for the tests.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use conversation::Timestamp;
use conversation::ports::Clock;
use lambda::{AwsConfig, Env, FromEnv, SystemClock};
use local::aws::Aws;
use speech::AudioStore;
use tempfile::TempDir;
use testkit::TestClock;

/// A bucket of its own.
pub(crate) struct Bucket {
    pub(crate) client: Client,
    pub(crate) name: String,
    /// It stops when this is dropped.
    emulator: Option<(Aws, TempDir)>,
}

impl Bucket {
    pub(crate) async fn new() -> Self {
        let process = Env::of_process();
        let (config, emulator) = if process.optional("RECADO_TEST_AWS").is_some() {
            (AwsConfig::read(&process), None)
        } else {
            let folder = tempfile::tempdir().unwrap();
            let aws = Aws::start(folder.path()).unwrap();
            let config = AwsConfig::read(&Env::from_iter(aws.env()));
            (config, Some((aws, folder)))
        };
        let client = config.unwrap().s3();
        let name = format!("recado-test-{:016x}", fastrand::u64(..));
        let create = client.create_bucket().bucket(&name);
        let create = create.set_create_bucket_configuration(location(&client));
        create.send().await.unwrap();
        Self {
            client,
            name,
            emulator,
        }
    }

    /// The audio in it, when it is `now`.
    pub(crate) fn audio_at(&self, now: Timestamp) -> AudioStore<TestClock> {
        let clock = TestClock::at(now);
        AudioStore::new(self.client.clone(), self.name.clone(), clock)
    }

    /// The audio in it, as `client` reaches it.
    pub(crate) fn audio_by(&self, client: Client) -> AudioStore<TestClock> {
        AudioStore::new(client, self.name.clone(), TestClock::at(SystemClock.now()))
    }

    pub(crate) fn audio(&self) -> AudioStore<TestClock> {
        self.audio_at(SystemClock.now())
    }

    /// Every key.
    pub(crate) async fn keys(&self) -> Vec<String> {
        let list = self.client.list_objects_v2().bucket(&self.name);
        let mut pages = list.into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let objects = page.unwrap().contents.unwrap_or_default();
            keys.extend(objects.into_iter().map(|object| object.key.unwrap()));
        }
        keys
    }

    /// The emulator's buckets end with the emulator.
    pub(crate) async fn delete(self) {
        if self.emulator.is_none() {
            for key in self.keys().await {
                let delete = self.client.delete_object().bucket(&self.name).key(key);
                delete.send().await.unwrap();
            }
            let delete = self.client.delete_bucket().bucket(&self.name);
            delete.send().await.unwrap();
        }
    }
}

/// S3 must be told every region but its first one.
fn location(client: &Client) -> Option<CreateBucketConfiguration> {
    let region = client.config().region().unwrap().as_ref();
    let location = BucketLocationConstraint::from(region);
    let configuration = CreateBucketConfiguration::builder().location_constraint(location);
    (region != "us-east-1").then(|| configuration.build())
}
