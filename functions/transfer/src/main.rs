//! The Lambda function that the human queue reaches.

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use conversation::Timestamp;
use http_client::{Access, Client};
use lambda::{
    AwsConfig, DeadTransfersConfig, Env, FromEnv, HumanQueueConfig, KeyConfig, OutboundConfig,
    SystemClock, TableConfig, TelemetryConfig, telemetry,
};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use queues::{SqsDeadTransfers, SqsHumanQueue};
use store::{DynamoConversations, Secrets, SettingsCache, SettingsTable};
use transfer::{TransferFunction, handle};

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
    let function = Arc::new(TransferFunction {
        settings: SettingsCache::new(settings),
        secrets: Secrets::new(aws.kms(), KeyConfig::read(&env)?.id, SystemClock),
        conversations: DynamoConversations::new(
            aws.dynamodb(),
            table.name,
            SystemClock,
            table.retention,
        ),
        human_queue: SqsHumanQueue::new(aws.sqs(), HumanQueueConfig::read(&env)?.url),
        dead_transfers: SqsDeadTransfers::new(aws.sqs(), DeadTransfersConfig::read(&env)?.url),
        client: Client::new(access)?,
    });
    function.warm().await;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| {
        let function = Arc::clone(&function);
        async move {
            let deadline = Timestamp::from_millis(event.context.deadline);
            Ok::<_, Error>(handle(&function, event.payload, deadline).await)
        }
    }))
    .await
}
