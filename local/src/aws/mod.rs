//! The AWS services that Recado uses, emulated for one machine: DynamoDB, SQS, KMS, Secrets Manager
//! and S3. Each listens on a loopback port of its own and speaks the AWS wire protocol, so that the
//! functions and their tests run the real SDK against it.
//!
//! They allow what the policies of the caller's role allow ([`access`]). They seal stored data with
//! one key of their own, but still ask the roles for the KMS key.
//!
//! For trying and testing only: no signatures are checked but those of S3, and stored data survives
//! the death of the process but not that of the machine.

pub mod access;
mod clock;
mod database;
mod dynamodb;
mod json;
mod kms;
mod master_key;
mod s3;
mod secrets_manager;
mod server;
mod sqs;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;

use access::Access;
use master_key::MasterKey;
use server::ServerRuntime;

/// The region in every ARN of the emulated services.
pub const REGION: &str = "us-east-1";

/// The account in every ARN and queue URL of the emulated services.
pub const ACCOUNT: &str = "000000000000";

/// The account's own access key, which opens everything.
pub(crate) const ACCESS_KEY_ID: &str = "test";
/// The secret of every access key. Only S3 checks signatures with it.
pub(crate) const SECRET_ACCESS_KEY: &str = "test";

/// Where each service listens: base URLs without a trailing slash, such as
/// `http://127.0.0.1:40123`. The ports change at every start.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: String,
    /// SQS.
    pub sqs: String,
    /// KMS.
    pub kms: String,
    /// Secrets Manager.
    pub secrets_manager: String,
    /// S3, with the buckets' names in the path.
    pub s3: String,
}

impl Endpoints {
    /// Each of them.
    pub fn all(&self) -> [&str; 5] {
        [
            &self.dynamodb,
            &self.sqs,
            &self.kms,
            &self.secrets_manager,
            &self.s3,
        ]
    }
}

/// The running services. When this is dropped, they stop and release their data folder.
#[derive(Debug)]
pub struct Aws {
    endpoints: Endpoints,
    access: Access,
    _runtime: ServerRuntime,
}

impl Aws {
    /// Starts the services on the data in `data_dir`, which is created if it is missing.
    ///
    /// The services run on threads of their own, so that neither a caller's single-threaded runtime
    /// nor its paused clock affects them.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used: it is not writable, damaged, or in use by another `Aws`.
    pub fn start(data_dir: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data_dir)
            .with_context(|| format!("cannot create the data folder {}", data_dir.display()))?;
        let runtime = ServerRuntime::start()?;
        let database = Arc::new(database::open(&data_dir.join("aws.redb"))?);
        let master_key = Arc::new(MasterKey::load_or_create(&data_dir.join("master.key"))?);

        let access = Access::default();
        let endpoints = Endpoints {
            dynamodb: dynamodb::start(&runtime, &data_dir.join("dynamodb.sqlite"), access.clone())?,
            sqs: sqs::start(&runtime, Arc::clone(&database), access.clone())?,
            kms: kms::start(
                &runtime,
                Arc::clone(&database),
                Arc::clone(&master_key),
                access.clone(),
            )?,
            secrets_manager: secrets_manager::start(
                &runtime,
                database,
                master_key,
                access.clone(),
            )?,
            s3: s3::start(&runtime, &data_dir.join("s3"), access.clone())?,
        };
        Ok(Self {
            endpoints,
            access,
            _runtime: runtime,
        })
    }

    /// Who may do what in the services.
    #[must_use]
    pub const fn access(&self) -> &Access {
        &self.access
    }

    /// Where the services listen.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// The environment variables that lead a function to these services: the region,
    /// made-up credentials, and one `AWS_ENDPOINT_URL_…` for each service.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        let endpoints = &self.endpoints;
        [
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
            ("AWS_ENDPOINT_URL_DYNAMODB", &endpoints.dynamodb),
            ("AWS_ENDPOINT_URL_SQS", &endpoints.sqs),
            ("AWS_ENDPOINT_URL_KMS", &endpoints.kms),
            (
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                &endpoints.secrets_manager,
            ),
            ("AWS_ENDPOINT_URL_S3", &endpoints.s3),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }
}
