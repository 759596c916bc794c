//! KMS, as far as Recado needs it: symmetric keys, aliases, Encrypt and Decrypt.

mod asks;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use redb::{Database, ReadableDatabase, TableDefinition};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::access::{Access, Ask};
use super::clock::{self, Micros};
use super::json::{Reply, Service, ServiceError, application, parse};
use super::master_key::MasterKey;
use super::server::ServerRuntime;
use super::{ACCOUNT, REGION, database};

/// Key id → when it was made.
const KEYS: TableDefinition<&str, Micros> = TableDefinition::new("kms-keys");
/// Alias, with its `alias/` → key id.
const ALIASES: TableDefinition<&str, &str> = TableDefinition::new("kms-aliases");

/// The service's limit for a direct Encrypt, in bytes.
const MAX_PLAINTEXT: usize = 4096;
/// A ciphertext begins with the id of its key, a UUID in text.
const KEY_ID_LEN: usize = 36;

struct Kms {
    database: Arc<Database>,
    master_key: Arc<MasterKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EncryptRequest {
    key_id: String,
    plaintext: String,
    #[serde(default)]
    encryption_context: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DecryptRequest {
    ciphertext_blob: String,
    key_id: Option<String>,
    #[serde(default)]
    encryption_context: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeKeyRequest {
    key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateAliasRequest {
    alias_name: String,
    target_key_id: String,
}

/// Starts the service and gives its base URL.
pub(super) fn start(
    runtime: &ServerRuntime,
    database: Arc<Database>,
    master_key: Arc<MasterKey>,
    access: Access,
) -> anyhow::Result<String> {
    let transaction = database.begin_write()?;
    transaction.open_table(KEYS)?;
    transaction.open_table(ALIASES)?;
    transaction.commit()?;
    let (listener, url) = runtime.listen()?;
    let kms = Kms {
        database,
        master_key,
    };
    runtime.serve(listener, application(kms, access));
    Ok(url)
}

impl Service for Kms {
    const TARGET: &'static str = "TrentService";
    const CONTENT_TYPE: &'static str = "application/x-amz-json-1.1";

    fn asks(&self, operation: &str, body: &[u8]) -> Result<Vec<Ask>, ServiceError> {
        Ok(vec![asks::ask(self, operation, &parse(body)?)?])
    }

    async fn call(&self, operation: &str, _headers: &HeaderMap, body: &[u8]) -> Reply {
        match operation {
            "CreateKey" => self.create_key(),
            "DescribeKey" => self.describe_key(&parse(body)?),
            "CreateAlias" => self.create_alias(&parse(body)?),
            "Encrypt" => self.encrypt(&parse(body)?),
            "Decrypt" => self.decrypt(&parse(body)?),
            _ => Err(ServiceError::unknown_operation(operation)),
        }
    }
}

impl Kms {
    fn create_key(&self) -> Reply {
        let id = Uuid::new_v4().to_string();
        let created_at = clock::now();
        database::write(&self.database, |transaction| {
            transaction
                .open_table(KEYS)?
                .insert(id.as_str(), created_at)?;
            Ok(())
        })?;
        Ok(metadata(&id, created_at))
    }

    fn describe_key(&self, request: &DescribeKeyRequest) -> Reply {
        let (id, created_at) = self.find(&request.key_id)?;
        Ok(metadata(&id, created_at))
    }

    fn create_alias(&self, request: &CreateAliasRequest) -> Reply {
        let (id, _) = self.find(&request.target_key_id)?;
        let alias = request.alias_name.as_str();
        if !alias.starts_with("alias/") {
            let message = format!("Alias must start with the prefix \"alias/\": {alias}");
            return Err(ServiceError::new("ValidationException", message));
        }
        database::write(&self.database, |transaction| {
            let mut aliases = transaction.open_table(ALIASES)?;
            if aliases.insert(alias, id.as_str())?.is_some() {
                // The transaction ends here, so the old target stays.
                let message = format!("An alias with the name {alias} already exists");
                return Err(ServiceError::new("AlreadyExistsException", message));
            }
            Ok(())
        })?;
        Ok(json!({}))
    }

    fn encrypt(&self, request: &EncryptRequest) -> Reply {
        let (id, _) = self.find(&request.key_id)?;
        let plaintext = decode(&request.plaintext)?;
        if plaintext.is_empty() || plaintext.len() > MAX_PLAINTEXT {
            let message = format!(
                "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: \
                 Member must have length between 1 and {MAX_PLAINTEXT}"
            );
            return Err(ServiceError::new("ValidationException", message));
        }
        let context = bound_to(&id, &request.encryption_context)?;
        let sealed = self.master_key.seal(&context, &plaintext);
        let blob = [id.as_bytes(), &sealed.map_err(ServiceError::internal)?].concat();
        Ok(json!({
            "CiphertextBlob": BASE64.encode(blob),
            "KeyId": arn(&id),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }))
    }

    fn decrypt(&self, request: &DecryptRequest) -> Reply {
        let blob = decode(&request.ciphertext_blob)?;
        let (id, sealed) = split(&blob).ok_or_else(invalid_ciphertext)?;
        // Damage to this part must look like damage to any other.
        self.find(id).map_err(|_| invalid_ciphertext())?;
        if let Some(key) = &request.key_id
            && self.find(key)?.0 != id
        {
            let message = "The key ID in the request does not identify the key that encrypted";
            return Err(ServiceError::new("IncorrectKeyException", message));
        }
        let context = bound_to(id, &request.encryption_context)?;
        let plaintext = self.master_key.open(&context, sealed);
        Ok(json!({
            "Plaintext": BASE64.encode(plaintext.map_err(|_| invalid_ciphertext())?),
            "KeyId": arn(id),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }))
    }

    /// The key's id and age, found by its id, its alias, or the ARN of either.
    fn find(&self, name: &str) -> Result<(String, Micros), ServiceError> {
        let arn_prefix = format!("arn:aws:kms:{REGION}:{ACCOUNT}:");
        let local = name.strip_prefix(&arn_prefix).unwrap_or(name);
        let transaction = self.database.begin_read()?;
        let alias = transaction.open_table(ALIASES)?.get(local)?;
        let id = match &alias {
            Some(id) => id.value(),
            None => local.strip_prefix("key/").unwrap_or(local),
        };
        let created_at = transaction.open_table(KEYS)?.get(id)?;
        created_at.map_or_else(
            || {
                let message = format!("Key or alias '{name}' does not exist");
                Err(ServiceError::new("NotFoundException", message))
            },
            |created_at| Ok((id.to_owned(), created_at.value())),
        )
    }
}

fn metadata(id: &str, created_at: Micros) -> serde_json::Value {
    json!({ "KeyMetadata": {
        "AWSAccountId": ACCOUNT,
        "KeyId": id,
        "Arn": arn(id),
        "CreationDate": created_at / clock::SECOND,
        "Enabled": true,
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeySpec": "SYMMETRIC_DEFAULT",
    } })
}

fn arn(id: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}")
}

/// What the ciphertext is bound to: its key and the encryption context. The context's pairs have no
/// order of their own, so the map sorts them.
fn bound_to(id: &str, context: &BTreeMap<String, String>) -> Result<Vec<u8>, ServiceError> {
    Ok(serde_json::to_vec(&(id, context))?)
}

fn split(blob: &[u8]) -> Option<(&str, &[u8])> {
    let (id, sealed) = blob.split_at_checked(KEY_ID_LEN)?;
    Some((std::str::from_utf8(id).ok()?, sealed))
}

fn decode(base64: &str) -> Result<Vec<u8>, ServiceError> {
    let decoded = BASE64.decode(base64);
    decoded.map_err(|error| ServiceError::new("SerializationException", error.to_string()))
}

fn invalid_ciphertext() -> ServiceError {
    let message = "The ciphertext is damaged, or was made with another encryption context";
    ServiceError::new("InvalidCiphertextException", message)
}
