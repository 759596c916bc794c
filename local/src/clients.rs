//! SDK clients of the emulated services, to set the system up, and for tests that check what it
//! did.

use aws_sdk_sqs::config::{Credentials, Region};
use aws_smithy_http_client::Builder;

use crate::aws::{ACCESS_KEY_ID, Endpoints, REGION, SECRET_ACCESS_KEY};

/// One client of each service.
#[derive(Debug, Clone)]
pub struct Clients {
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// SQS.
    pub sqs: aws_sdk_sqs::Client,
    /// KMS.
    pub kms: aws_sdk_kms::Client,
    /// Secrets Manager.
    pub secrets_manager: aws_sdk_secretsmanager::Client,
    /// S3.
    pub s3: aws_sdk_s3::Client,
}

macro_rules! config {
    ($sdk:ident, $endpoint:expr, $access_key_id:expr) => {
        $sdk::Config::builder()
            .endpoint_url($endpoint)
            .region(Region::from_static(REGION))
            .credentials_provider(credentials($access_key_id))
            .http_client(Builder::new().build_http())
    };
}

macro_rules! client {
    ($sdk:ident, $endpoint:expr, $access_key_id:expr) => {
        $sdk::Client::from_conf(config!($sdk, $endpoint, $access_key_id).build())
    };
}

impl Clients {
    /// Clients that speak plain HTTP with these endpoints, and may do everything.
    pub fn new(endpoints: &Endpoints) -> Self {
        Self::of(endpoints, ACCESS_KEY_ID)
    }

    /// Clients with the rights of the holder of this access key.
    pub fn of(endpoints: &Endpoints, access_key_id: &str) -> Self {
        Self {
            dynamodb: client!(aws_sdk_dynamodb, &endpoints.dynamodb, access_key_id),
            sqs: client!(aws_sdk_sqs, &endpoints.sqs, access_key_id),
            kms: client!(aws_sdk_kms, &endpoints.kms, access_key_id),
            secrets_manager: client!(
                aws_sdk_secretsmanager,
                &endpoints.secrets_manager,
                access_key_id
            ),
            s3: aws_sdk_s3::Client::from_conf(
                config!(aws_sdk_s3, &endpoints.s3, access_key_id)
                    .force_path_style(true)
                    .build(),
            ),
        }
    }
}

fn credentials(access_key_id: &str) -> Credentials {
    Credentials::new(access_key_id, SECRET_ACCESS_KEY, None, None, "local")
}
