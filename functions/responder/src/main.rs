//! The Lambda function that wake-ups reach.

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use conversation::Timestamp;
use http_client::{Access, Client};
use lambda::{
    AudioConfig, AwsConfig, DeadLetterConfig, Env, FromEnv, HumanQueueConfig, KeyConfig,
    OutboundConfig, SystemClock, TableConfig, TelemetryConfig, WakeUpsConfig, telemetry,
};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use queues::{SqsHumanQueue, SqsWakeUps};
use responder::{Responder, handle};
use speech::AudioStore;
use store::{DynamoConversations, DynamoDayBudget, Secrets, SettingsCache, SettingsTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let env = Env::of_process();
    telemetry::init(TelemetryConfig::read(&env)?);
    let aws = AwsConfig::read(&env)?;
    let table = TableConfig::read(&env)?;
    let access = match OutboundConfig::read(&env)?.allow_http {
        true => Access::Anywhere,
        false => Access::PublicHttps,
    };
    let settings = SettingsTable::new(aws.dynamodb(), table.name.clone(), SystemClock);
    let responder = Arc::new(Responder {
        settings: SettingsCache::new(settings),
        secrets: Secrets::new(aws.kms(), KeyConfig::read(&env)?.id, SystemClock),
        conversations: DynamoConversations::new(
            aws.dynamodb(),
            table.name.clone(),
            SystemClock,
            table.retention,
        ),
        day_budget: DynamoDayBudget::new(aws.dynamodb(), table.name),
        audio: AudioStore::new(aws.s3(), AudioConfig::read(&env)?.bucket, SystemClock),
        wake_ups: SqsWakeUps::new(aws.sqs(), WakeUpsConfig::read(&env)?.url),
        human_queue: SqsHumanQueue::new(aws.sqs(), HumanQueueConfig::read(&env)?.url),
        dead_letters: DeadLetterConfig::read(&env)?.arn,
        client: Client::new(access)?,
    });
    responder.warm().await;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| {
        let responder = Arc::clone(&responder);
        async move {
            let deadline = Timestamp::from_millis(event.context.deadline);
            Ok::<_, Error>(handle(&responder, event.payload, deadline).await)
        }
    }))
    .await
}
