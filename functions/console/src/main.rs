//! The Lambda function behind the console.

use std::sync::Arc;

use console::{AdminToken, AnyClock, Console, Server};
use http_client::{Access, Client};
use lambda::{
    AdminConfig, AudioConfig, AwsConfig, Env, FromEnv, KeyConfig, OutboundConfig, SystemClock,
    TableConfig, TelemetryConfig, WakeUpsConfig, telemetry,
};
use lambda_http::{Error, Request, service_fn};
use queues::SqsWakeUps;
use speech::AudioStore;
use store::{
    AccessTokens, Audit, DynamoConversations, FiguresTable, Secrets, Sessions, SettingsTable,
    WebhookNotes,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let env = Env::of_process();
    telemetry::init(TelemetryConfig::read(&env)?);
    let aws = AwsConfig::read(&env)?;
    let table = TableConfig::read(&env)?;
    let wake_ups = WakeUpsConfig::read(&env)?;
    let key = KeyConfig::read(&env)?;
    let audio = AudioConfig::read(&env)?;
    let admin = AdminConfig::read(&env)?;
    let access = match OutboundConfig::read(&env)?.allow_http {
        true => Access::Anywhere,
        false => Access::PublicHttps,
    };
    let clock = AnyClock::new(SystemClock);
    let secrets_manager = aws.secrets_manager();
    let console = Console {
        admin_token: AdminToken::read(secrets_manager, admin.token_secret_id, clock.clone())
            .await?,
        access_tokens: AccessTokens::new(aws.dynamodb(), table.name.clone(), clock.clone()),
        sessions: Sessions::new(aws.dynamodb(), table.name.clone(), clock.clone()),
        audit: Audit::new(aws.dynamodb(), table.name.clone(), clock.clone()),
        settings: SettingsTable::new(aws.dynamodb(), table.name.clone(), clock.clone()),
        secrets: Secrets::new(aws.kms(), key.id, clock.clone()),
        figures: FiguresTable::new(aws.dynamodb(), table.name.clone()),
        webhooks: WebhookNotes::new(aws.dynamodb(), table.name.clone(), clock.clone()),
        conversations: DynamoConversations::new(
            aws.dynamodb(),
            table.name,
            clock.clone(),
            table.retention,
        ),
        audio: AudioStore::new(aws.s3(), audio.bucket, clock.clone()),
        wake_ups: SqsWakeUps::new(aws.sqs(), wake_ups.url),
        client: Client::new(access)?,
        clock,
    };
    let server = Server::new(Arc::new(console));
    lambda_http::run(service_fn(move |request: Request| {
        let server = server.clone();
        async move { Ok::<_, Error>(server.handle(request).await) }
    }))
    .await
}
