//! SDK clients of the emulated services: for setting the system up, and for tests that look at
//! what it did.

use aws_sdk_sqs::config::{Credentials, Region};
use aws_smithy_http_client::Builder;

use crate::aws::{Endpoints, REGION};

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
}

macro_rules! client {
    ($sdk:ident, $endpoint:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .endpoint_url($endpoint)
                .region(Region::from_static(REGION))
                .credentials_provider(Credentials::new("test", "test", None, None, "local"))
                .http_client(Builder::new().build_http())
                .build(),
        )
    };
}

impl Clients {
    /// Clients that speak plain HTTP with these endpoints.
    pub fn new(endpoints: &Endpoints) -> Self {
        Self {
            dynamodb: client!(aws_sdk_dynamodb, &endpoints.dynamodb),
            sqs: client!(aws_sdk_sqs, &endpoints.sqs),
            kms: client!(aws_sdk_kms, &endpoints.kms),
            secrets_manager: client!(aws_sdk_secretsmanager, &endpoints.secrets_manager),
        }
    }
}
