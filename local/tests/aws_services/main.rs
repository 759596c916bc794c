//! The emulated AWS services, through the real SDK.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail like the tests themselves"
)]

mod durability;
mod dynamodb;
mod kms;
mod s3;
mod secrets_manager;
mod sqs;
mod sqs_dead_letters;
mod sqs_in_flight;
mod sqs_limits;

use aws_sdk_sqs::config::{Credentials, Region};
use aws_smithy_http_client::Builder;
use local::aws::{Aws, Endpoints};
use tempfile::TempDir;

/// SDK clients of one emulated AWS.
struct Clients {
    dynamodb: aws_sdk_dynamodb::Client,
    kms: aws_sdk_kms::Client,
    secrets_manager: aws_sdk_secretsmanager::Client,
    s3: aws_sdk_s3::Client,
    sqs: aws_sdk_sqs::Client,
}

macro_rules! config {
    ($sdk:ident, $endpoint:expr) => {
        $sdk::Config::builder()
            .endpoint_url($endpoint)
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .http_client(Builder::new().build_http())
    };
}

macro_rules! client {
    ($sdk:ident, $endpoint:expr) => {
        $sdk::Client::from_conf(config!($sdk, $endpoint).build())
    };
}

impl Clients {
    fn of(endpoints: &Endpoints) -> Self {
        Self {
            dynamodb: client!(aws_sdk_dynamodb, &endpoints.dynamodb),
            kms: client!(aws_sdk_kms, &endpoints.kms),
            secrets_manager: client!(aws_sdk_secretsmanager, &endpoints.secrets_manager),
            s3: aws_sdk_s3::Client::from_conf(
                config!(aws_sdk_s3, &endpoints.s3)
                    .force_path_style(true)
                    .build(),
            ),
            sqs: client!(aws_sdk_sqs, &endpoints.sqs),
        }
    }
}

/// A fresh AWS in its own folder. The services stop before the folder goes.
struct FreshAws {
    clients: Clients,
    _aws: Aws,
    folder: TempDir,
}

fn fresh() -> FreshAws {
    let folder = tempfile::tempdir().unwrap();
    let aws = Aws::start(folder.path()).unwrap();
    FreshAws {
        clients: Clients::of(aws.endpoints()),
        _aws: aws,
        folder,
    }
}

#[test]
fn the_environment_names_each_service_and_where_it_listens() {
    let folder = tempfile::tempdir().unwrap();
    let aws = Aws::start(folder.path()).unwrap();
    let env = aws.env();
    let value = |wanted: &str| {
        let found = env.iter().find(|(name, _)| name == wanted);
        found.unwrap_or_else(|| panic!("no {wanted}")).1.as_str()
    };

    assert_eq!(value("AWS_REGION"), "us-east-1");
    assert_eq!(value("AWS_ENDPOINT_URL_SQS"), aws.endpoints().sqs);
    assert_eq!(value("AWS_ENDPOINT_URL_KMS"), aws.endpoints().kms);
    assert_eq!(value("AWS_ENDPOINT_URL_DYNAMODB"), aws.endpoints().dynamodb);
    let secrets_manager = value("AWS_ENDPOINT_URL_SECRETS_MANAGER");
    assert_eq!(secrets_manager, aws.endpoints().secrets_manager);
    assert_eq!(value("AWS_ENDPOINT_URL_S3"), aws.endpoints().s3);
    assert!(value("AWS_ENDPOINT_URL_SQS").starts_with("http://127.0.0.1:"));
    assert!(!value("AWS_ACCESS_KEY_ID").is_empty() && !value("AWS_SECRET_ACCESS_KEY").is_empty());
}

#[test]
fn a_folder_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Aws::start(folder.path()).unwrap();

    assert!(Aws::start(folder.path()).is_err());
}

/// The SDK's name for a service's error.
fn code<T: std::fmt::Debug, E>(result: Result<T, aws_sdk_sqs::error::SdkError<E>>) -> String
where
    E: aws_sdk_sqs::error::ProvideErrorMetadata + std::fmt::Debug,
{
    use aws_sdk_sqs::error::ProvideErrorMetadata as _;
    result.unwrap_err().code().unwrap().to_owned()
}
