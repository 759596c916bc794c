//! AWS clients, made without `aws-config`, whose credential chain suits a workstation. A function's
//! credentials are in its environment for as long as the environment lives
//! (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>).

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, SharedHttpClient,
};
use aws_types::SdkConfig;

use crate::{ConfigError, Env, FromEnv, http_client};

/// A connection within a region takes a few milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// The services answer within tens of milliseconds: an attempt this old is lost.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// Room for every attempt and the pauses between them.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;
/// The first pause is at most this, and each one twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Where AWS is, and our credentials. The clients made from one value share its connections.
#[derive(Debug, Clone)]
pub struct AwsConfig {
    shared: SdkConfig,
    dynamodb: Option<String>,
    sqs: Option<String>,
    kms: Option<String>,
    secrets_manager: Option<String>,
    s3: Option<String>,
}

impl FromEnv for AwsConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let region = env.required("AWS_REGION", "a region such as sa-east-1")?;
        let credentials = Credentials::new(
            env.required("AWS_ACCESS_KEY_ID", "the access key's id")?,
            env.required("AWS_SECRET_ACCESS_KEY", "the secret access key")?,
            env.optional("AWS_SESSION_TOKEN").map(str::to_owned),
            None,
            "environment",
        );
        let endpoint = |name| env.optional(name).map(str::to_owned);
        let dynamodb = endpoint("AWS_ENDPOINT_URL_DYNAMODB");
        let sqs = endpoint("AWS_ENDPOINT_URL_SQS");
        let kms = endpoint("AWS_ENDPOINT_URL_KMS");
        let secrets_manager = endpoint("AWS_ENDPOINT_URL_SECRETS_MANAGER");
        let s3 = endpoint("AWS_ENDPOINT_URL_S3");
        let no_tls = [&dynamodb, &sqs, &kms, &secrets_manager, &s3]
            .iter()
            .all(|url| url.as_ref().is_some_and(|url| url.starts_with("http://")));
        let http_client = if no_tls {
            http_client::http()
        } else {
            http_client::https()
        };
        Ok(Self {
            shared: shared(Region::new(region.to_owned()), credentials, http_client),
            dynamodb,
            sqs,
            kms,
            secrets_manager,
            s3,
        })
    }
}

fn shared(region: Region, credentials: Credentials, http_client: SharedHttpClient) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE);
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client)
        .timeout_config(timeouts)
        .retry_config(retries)
        .build()
}

impl AwsConfig {
    /// A client of DynamoDB.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.shared);
        config.set_endpoint_url(self.dynamodb.clone());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// A client of SQS.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        let mut config = aws_sdk_sqs::config::Builder::from(&self.shared);
        config.set_endpoint_url(self.sqs.clone());
        aws_sdk_sqs::Client::from_conf(config.build())
    }

    /// A client of KMS.
    pub fn kms(&self) -> aws_sdk_kms::Client {
        let mut config = aws_sdk_kms::config::Builder::from(&self.shared);
        config.set_endpoint_url(self.kms.clone());
        aws_sdk_kms::Client::from_conf(config.build())
    }

    /// A client of Secrets Manager.
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        let mut config = aws_sdk_secretsmanager::config::Builder::from(&self.shared);
        config.set_endpoint_url(self.secrets_manager.clone());
        aws_sdk_secretsmanager::Client::from_conf(config.build())
    }

    /// A client of S3.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let mut config = aws_sdk_s3::config::Builder::from(&self.shared);
        config.set_endpoint_url(self.s3.clone());
        // An emulator has one host name, not one for each bucket.
        config.set_force_path_style(Some(self.s3.is_some()));
        aws_sdk_s3::Client::from_conf(config.build())
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::presigning::PresigningConfig;

    use super::*;

    const SERVICES: [&str; 5] = ["DYNAMODB", "SQS", "KMS", "SECRETS_MANAGER", "S3"];

    /// With an endpoint for each named service.
    fn env(endpoints: &[(&str, &str)]) -> Env {
        let own = [
            ("AWS_REGION", "sa-east-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "the-secret"),
            ("AWS_SESSION_TOKEN", "the-token"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let endpoints = endpoints.iter().map(|(service, url)| {
            let name = format!("AWS_ENDPOINT_URL_{service}");
            (name, (*url).to_owned())
        });
        own.into_iter().chain(endpoints).collect()
    }

    #[test]
    fn credentials_are_not_shown() {
        let shown = format!("{:?}", AwsConfig::read(&env(&[])).unwrap());
        assert!(!shown.contains("the-secret") && !shown.contains("the-token"));
    }

    #[test]
    fn a_region_is_needed() {
        let error = AwsConfig::read(&Env::default()).unwrap_err();
        assert!(error.to_string().contains("AWS_REGION"));
    }

    #[tokio::test]
    async fn a_bucket_is_in_the_path_of_an_endpoint_and_in_the_name_of_aws() {
        for (endpoint, expected) in [
            ("http://localhost:9000", "http://localhost:9000/audio/key?"),
            ("", "https://audio.s3.sa-east-1.amazonaws.com/key?"),
        ] {
            let config = AwsConfig::read(&env(&[("S3", endpoint)])).unwrap();
            let get = config.s3().get_object().bucket("audio").key("key");
            let minute = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
            let link = get.presigned(minute).await.unwrap();
            assert!(link.uri().starts_with(expected), "{}", link.uri());
        }
    }

    /// The connector parses every root of the web PKI when it is made. It does not talk to a server
    /// that none of them vouches for.
    #[tokio::test]
    async fn tls_is_spoken_where_one_endpoint_says_https() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hello = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut first = [0];
            tokio::io::AsyncReadExt::read_exact(&mut stream, &mut first)
                .await
                .unwrap();
            first
        });
        let https = format!("https://{address}");
        let endpoints = SERVICES.map(|service| match service {
            "S3" => (service, https.as_str()),
            _ => (service, "http://127.0.0.1:1"),
        });
        let client = AwsConfig::read(&env(&endpoints)).unwrap().s3();
        client.list_buckets().send().await.unwrap_err();
        const HANDSHAKE_RECORD: u8 = 22;
        assert!(hello.is_finished(), "nobody connected");
        assert_eq!(hello.await.unwrap(), [HANDSHAKE_RECORD]);
    }
}
