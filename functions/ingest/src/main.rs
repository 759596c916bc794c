//! The Lambda function that providers' webhooks reach.

use std::sync::Arc;

use ingest::{Ingest, handle};
use lambda::{
    AwsConfig, Env, FromEnv, KeyConfig, SystemClock, TableConfig, TelemetryConfig, WakeUpsConfig,
    telemetry,
};
use lambda_http::{Error, Request, service_fn};
use queues::SqsWakeUps;
use store::{DynamoConversations, Secrets, SettingsCache, SettingsTable, WebhookNotes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let env = Env::of_process();
    telemetry::init(TelemetryConfig::read(&env)?);
    let aws = AwsConfig::read(&env)?;
    let table = TableConfig::read(&env)?;
    let wake_ups = WakeUpsConfig::read(&env)?;
    let key = KeyConfig::read(&env)?;
    let settings = SettingsTable::new(aws.dynamodb(), table.name.clone(), SystemClock);
    let ingest = Arc::new(Ingest {
        settings: SettingsCache::new(settings),
        secrets: Secrets::new(aws.kms(), key.id, SystemClock),
        webhooks: WebhookNotes::new(aws.dynamodb(), table.name.clone(), SystemClock),
        conversations: DynamoConversations::new(
            aws.dynamodb(),
            table.name,
            SystemClock,
            table.retention,
        ),
        wake_ups: SqsWakeUps::new(aws.sqs(), wake_ups.url),
    });
    ingest.warm().await;
    lambda_http::run(service_fn(move |request: Request| {
        let ingest = Arc::clone(&ingest);
        async move { Ok::<_, Error>(handle(&ingest, request).await) }
    }))
    .await
}
