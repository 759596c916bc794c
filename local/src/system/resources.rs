//! The template's resources besides the functions, made in the emulated services. What exists in
//! the data already is not made anew.

use std::time::Duration;

use anyhow::Context;
use aws_sdk_sqs::types::QueueAttributeName;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::SecretString;
use serde_json::json;

use super::{Options, template::declared};
use crate::clients::Clients;

const TABLE: &str = "recado";
const KEY_ALIAS: &str = "alias/recado";
const ADMIN_TOKEN_SECRET: &str = "recado/admin-token";
const AUDIO_BUCKET: &str = "recado-audio";

/// How much longer than a function's timeout a message that it works on stays invisible.
const VISIBILITY_MARGIN: Duration = Duration::from_secs(10);

/// How long messages are kept: 7 days, or 14 if they are counted from the first queue.
const KEPT_SECONDS: u32 = 7 * 24 * 3600;
const KEPT_DEAD_SECONDS: u32 = 14 * 24 * 3600;

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Where it is.
    pub url: String,
    /// Its name in records and policies.
    pub arn: String,
}

/// The resources that the template declares.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The table's name.
    pub table: String,
    /// The delayed wake-ups, for the responder.
    pub wake_ups: Queue,
    /// The wake-ups that failed too often, also for the responder.
    pub wake_ups_dlq: Queue,
    /// The transfers, for the function that carries them out.
    pub human: Queue,
    /// The transfers that failed too often.
    pub human_dlq: Queue,
    /// The KMS key's id.
    pub key_id: String,
    /// The name of the secret that holds the admin token.
    pub admin_token_secret: String,
    /// Its ARN.
    pub admin_token_arn: String,
    /// The admin token.
    pub admin_token: SecretString,
    /// The name of the bucket for spoken replies.
    pub audio_bucket: String,
}

impl Resources {
    pub(super) async fn create(clients: &Clients, options: &Options) -> anyhow::Result<Self> {
        table(clients).await?;
        audio_bucket(clients).await?;
        let visibility = visibility(options.responder_timeout + VISIBILITY_MARGIN);
        let dead = || [visibility.clone(), kept(KEPT_DEAD_SECONDS)];
        let live = |name: &str, dead: &Queue| -> anyhow::Result<_> {
            let redrive = redrive(dead, declared(name, "maxReceiveCount")?);
            Ok([visibility.clone(), redrive, kept(KEPT_SECONDS)])
        };
        let wake_ups_dlq = queue(clients, "wake-ups-dlq", dead()).await?;
        let human_dlq = queue(clients, "human-dlq", dead()).await?;
        let (admin_token_arn, admin_token) = admin_token(clients).await?;
        Ok(Self {
            table: TABLE.to_owned(),
            wake_ups: queue(clients, "wake-ups", live("WakeUps", &wake_ups_dlq)?).await?,
            wake_ups_dlq,
            human: queue(clients, "human", live("HumanQueue", &human_dlq)?).await?,
            human_dlq,
            key_id: key(clients).await?,
            admin_token_secret: ADMIN_TOKEN_SECRET.to_owned(),
            admin_token_arn,
            admin_token,
            audio_bucket: AUDIO_BUCKET.to_owned(),
        })
    }
}

async fn table(clients: &Clients) -> anyhow::Result<()> {
    let described = clients.dynamodb.describe_table().table_name(TABLE);
    match described.send().await {
        Ok(_) => Ok(()),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_resource_not_found_exception()) =>
        {
            store::schema::create_table(&clients.dynamodb, TABLE)
                .await
                .context("cannot make the table")
        }
        Err(error) => Err(error).context("cannot find the table"),
    }
}

async fn audio_bucket(clients: &Clients) -> anyhow::Result<()> {
    let found = clients.s3.head_bucket().bucket(AUDIO_BUCKET).send().await;
    match found {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found()) => {
            let create = clients.s3.create_bucket().bucket(AUDIO_BUCKET);
            create.send().await.context("cannot make the bucket")?;
            Ok(())
        }
        Err(error) => Err(error).context("cannot find the bucket"),
    }
}

type Attribute = (QueueAttributeName, String);

fn visibility(time: Duration) -> Attribute {
    let seconds = time.as_secs().to_string();
    (QueueAttributeName::VisibilityTimeout, seconds)
}

fn kept(seconds: u32) -> Attribute {
    let name = QueueAttributeName::MessageRetentionPeriod;
    (name, seconds.to_string())
}

fn redrive(dead_letters: &Queue, max_receives: u32) -> Attribute {
    let policy = json!({"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": max_receives});
    (QueueAttributeName::RedrivePolicy, policy.to_string())
}

/// The attributes are set separately from the creation, which refuses a queue with other
/// attributes: an earlier system may have had another timeout.
async fn queue<const N: usize>(
    clients: &Clients,
    name: &str,
    attributes: [Attribute; N],
) -> anyhow::Result<Queue> {
    let created = clients.sqs.create_queue().queue_name(name).send().await;
    let url = created
        .with_context(|| format!("cannot make the queue {name}"))?
        .queue_url
        .context("a queue without a URL")?;
    let set = clients.sqs.set_queue_attributes().queue_url(&url);
    set.set_attributes(Some(attributes.into()))
        .send()
        .await
        .with_context(|| format!("cannot set the attributes of the queue {name}"))?;
    let described = clients
        .sqs
        .get_queue_attributes()
        .queue_url(&url)
        .attribute_names(QueueAttributeName::QueueArn)
        .send()
        .await?;
    let arn = described
        .attributes
        .and_then(|mut attributes| attributes.remove(&QueueAttributeName::QueueArn))
        .context("a queue without an ARN")?;
    Ok(Queue { url, arn })
}

/// The key that the alias names.
async fn key(clients: &Clients) -> anyhow::Result<String> {
    let found = clients.kms.describe_key().key_id(KEY_ALIAS).send().await;
    let metadata = match found {
        Ok(found) => found.key_metadata,
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_not_found_exception()) =>
        {
            let made = clients.kms.create_key().send().await?.key_metadata;
            let id = made.as_ref().map(|key| key.key_id.clone());
            let alias = clients.kms.create_alias().alias_name(KEY_ALIAS);
            alias.set_target_key_id(id).send().await?;
            made
        }
        Err(error) => return Err(error).context("cannot find the key"),
    };
    Ok(metadata.context("a key without an id")?.key_id)
}

/// The ARN of the secret, which is made once, and the token in it.
async fn admin_token(clients: &Clients) -> anyhow::Result<(String, SecretString)> {
    let get = clients.secrets_manager.get_secret_value();
    let found = get.secret_id(ADMIN_TOKEN_SECRET).send().await;
    match found {
        Ok(found) => {
            let arn = found.arn.context("a secret without an ARN")?;
            Ok((arn, found.secret_string.context("an empty secret")?.into()))
        }
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_resource_not_found_exception()) =>
        {
            let mut bytes = [0; 24];
            SystemRandom::new()
                .fill(&mut bytes)
                .map_err(|_| anyhow::anyhow!("no random numbers"))?;
            let token = URL_SAFE_NO_PAD.encode(bytes);
            let create = clients.secrets_manager.create_secret();
            let made = create
                .name(ADMIN_TOKEN_SECRET)
                .secret_string(&token)
                .send()
                .await
                .context("cannot make the admin token")?;
            Ok((made.arn.context("a secret without an ARN")?, token.into()))
        }
        Err(error) => Err(error).context("cannot read the admin token"),
    }
}
