//! Secrets Manager, as far as Recado needs it: secrets that are created once and read.

use std::sync::Arc;

use axum::http::HeaderMap;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::access::{Access, Ask};
use super::clock::{self, Micros, SECOND};
use super::json::{Reply, Service, ServiceError, application, parse};
use super::master_key::MasterKey;
use super::server::ServerRuntime;
use super::{ACCOUNT, REGION, database};

/// The secret's name → the fields of [`Secret`].
const SECRETS: TableDefinition<&str, StoredSecret<'static>> = TableDefinition::new("secrets");

type StoredSecret<'a> = (&'a str, &'a str, Micros, &'a [u8]);

struct SecretsManager {
    database: Arc<Database>,
    master_key: Arc<MasterKey>,
    access: Access,
}

struct Secret {
    arn: String,
    version: String,
    created_at: Micros,
    /// The value, sealed under the master key and bound to the ARN.
    sealed: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSecretRequest {
    name: String,
    secret_string: Option<String>,
    /// The SDK always sends one, so that a repeated request is recognised.
    client_request_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetSecretValueRequest {
    secret_id: String,
}

/// Starts the service and gives its base URL.
pub(super) fn start(
    runtime: &ServerRuntime,
    database: Arc<Database>,
    master_key: Arc<MasterKey>,
    access: Access,
) -> anyhow::Result<String> {
    let transaction = database.begin_write()?;
    transaction.open_table(SECRETS)?;
    transaction.commit()?;
    let (listener, url) = runtime.listen()?;
    let service = SecretsManager {
        database,
        master_key,
        access: access.clone(),
    };
    runtime.serve(listener, application(service, access));
    Ok(url)
}

impl Service for SecretsManager {
    const TARGET: &'static str = "secretsmanager";
    const CONTENT_TYPE: &'static str = "application/x-amz-json-1.1";

    /// Secrets Manager opens a secret with its key in the caller's name.
    /// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>
    fn asks(&self, operation: &str, body: &[u8]) -> Result<Vec<Ask>, ServiceError> {
        if operation != "GetSecretValue" {
            return Ok(vec![Ask::anything("secretsmanager", operation)]);
        }
        let request: GetSecretValueRequest = parse(body)?;
        let (_, secret) = self.find(&request.secret_id)?;
        let context = [
            ("SecretARN", secret.arn.as_str()),
            ("SecretVersionId", &secret.version),
        ];
        let opened = self
            .access
            .through("secretsmanager", &secret.arn, &["kms:Decrypt"], &context);
        let mut asks = vec![Ask::new("secretsmanager:GetSecretValue", &secret.arn)];
        asks.extend(opened);
        Ok(asks)
    }

    async fn call(&self, operation: &str, _headers: &HeaderMap, body: &[u8]) -> Reply {
        match operation {
            "CreateSecret" => self.create(parse(body)?),
            "GetSecretValue" => self.get_value(&parse(body)?),
            _ => Err(ServiceError::unknown_operation(operation)),
        }
    }
}

impl SecretsManager {
    fn create(&self, request: CreateSecretRequest) -> Reply {
        let Some(value) = request.secret_string else {
            let message = "This emulator keeps secrets that have a SecretString";
            return Err(ServiceError::new("InvalidParameterException", message));
        };
        let name = request.name;
        let version = request.client_request_token;
        let version = version.unwrap_or_else(|| Uuid::new_v4().to_string());
        database::write(&self.database, |transaction| {
            let mut secrets = transaction.open_table(SECRETS)?;
            let existing = secrets.get(name.as_str())?;
            if let Some(existing) = existing.map(|stored| Secret::from(stored.value())) {
                if existing.version == version && self.open(&existing)? == value {
                    return Ok(described(&name, &existing));
                }
                let message =
                    format!("The operation failed because the secret {name} already exists.");
                return Err(ServiceError::new("ResourceExistsException", message));
            }
            let arn = arn(&name);
            let sealed = self.master_key.seal(arn.as_bytes(), value.as_bytes());
            let secret = Secret {
                sealed: sealed.map_err(ServiceError::internal)?,
                arn,
                version,
                created_at: clock::now(),
            };
            secrets.insert(name.as_str(), secret.stored())?;
            Ok(described(&name, &secret))
        })
    }

    fn get_value(&self, request: &GetSecretValueRequest) -> Reply {
        let (name, secret) = self.find(&request.secret_id)?;
        Ok(json!({
            "Name": name,
            "ARN": secret.arn,
            "VersionId": secret.version,
            "VersionStages": ["AWSCURRENT"],
            "CreatedDate": secret.created_at / SECOND,
            "SecretString": self.open(&secret)?,
        }))
    }

    /// By name or by ARN.
    fn find(&self, id: &str) -> Result<(String, Secret), ServiceError> {
        let secrets = self.database.begin_read()?.open_table(SECRETS)?;
        for entry in secrets.iter()? {
            let (name, stored) = entry?;
            let secret = Secret::from(stored.value());
            if name.value() == id || secret.arn == id {
                return Ok((name.value().to_owned(), secret));
            }
        }
        let message = "Secrets Manager can't find the specified secret.";
        Err(ServiceError::new("ResourceNotFoundException", message))
    }

    fn open(&self, secret: &Secret) -> Result<String, ServiceError> {
        let opened = self.master_key.open(secret.arn.as_bytes(), &secret.sealed);
        let bytes = opened.map_err(|_| {
            ServiceError::internal(format!("{} was sealed under another key", secret.arn))
        })?;
        String::from_utf8(bytes).map_err(ServiceError::internal)
    }
}

impl Secret {
    fn stored(&self) -> StoredSecret<'_> {
        (&self.arn, &self.version, self.created_at, &self.sealed)
    }
}

impl From<StoredSecret<'_>> for Secret {
    fn from((arn, version, created_at, sealed): StoredSecret<'_>) -> Self {
        Self {
            arn: arn.to_owned(),
            version: version.to_owned(),
            created_at,
            sealed: sealed.to_vec(),
        }
    }
}

/// As in AWS, six random characters end a secret's ARN.
fn arn(name: &str) -> String {
    let random = Uuid::new_v4().simple().to_string();
    let suffix: String = random.chars().take(6).collect();
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-{suffix}")
}

fn described(name: &str, secret: &Secret) -> Value {
    json!({ "Name": name, "ARN": secret.arn, "VersionId": secret.version })
}
