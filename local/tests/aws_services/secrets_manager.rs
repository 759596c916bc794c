//! Secrets: created once, read, and never in plain text on the disk.

use std::path::Path;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::create_secret::CreateSecretError;

use crate::fresh;

const TOKEN: &str = "a-token-that-nobody-else-writes";

async fn create(client: &Client, value: &str, token: &str) -> Result<String, CreateSecretError> {
    let create = client
        .create_secret()
        .name("recado/admin")
        .secret_string(value);
    let created = create.client_request_token(token).send().await;
    created
        .map(|created| created.arn.unwrap())
        .map_err(|error| error.into_service_error())
}

#[tokio::test]
async fn a_secret_is_read_by_its_name_and_by_its_arn() {
    let aws = fresh();
    let client = &aws.clients.secrets_manager;
    let created = client
        .create_secret()
        .name("recado/admin")
        .secret_string(TOKEN);
    let created = created.send().await.unwrap();

    for id in ["recado/admin", created.arn().unwrap()] {
        let read = client
            .get_secret_value()
            .secret_id(id)
            .send()
            .await
            .unwrap();
        assert_eq!(read.secret_string(), Some(TOKEN));
        assert_eq!(read.name(), Some("recado/admin"));
        assert_eq!(read.arn(), created.arn());
        assert_eq!(read.version_id(), created.version_id());
        assert!(read.created_date().is_some());
    }
}

#[tokio::test]
async fn a_missing_secret_is_not_found() {
    let aws = fresh();
    let get = aws
        .clients
        .secrets_manager
        .get_secret_value()
        .secret_id("recado/admin");

    let missing = get.send().await.unwrap_err().into_service_error();

    assert!(missing.is_resource_not_found_exception());
}

#[tokio::test]
async fn a_repeated_request_creates_nothing_and_another_one_is_refused() {
    let aws = fresh();
    let client = &aws.clients.secrets_manager;
    let (first, second) = ("0".repeat(32), "1".repeat(32));

    let created = create(client, TOKEN, &first).await.unwrap();
    assert_eq!(create(client, TOKEN, &first).await.unwrap(), created);
    for (value, token) in [("other", &first), (TOKEN, &second)] {
        let refused = create(client, value, token).await.unwrap_err();
        assert!(refused.is_resource_exists_exception());
    }
}

#[tokio::test]
async fn no_file_holds_a_secret_in_plain_text() {
    let aws = fresh();
    create(&aws.clients.secrets_manager, TOKEN, &"0".repeat(32))
        .await
        .unwrap();
    let holds = |path: &Path, text: &str| {
        let bytes = std::fs::read(path).unwrap();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };

    let files = std::fs::read_dir(aws.folder.path()).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.filter(|path| path.is_file()).collect();

    assert!(
        files.iter().any(|file| holds(file, "recado/admin")),
        "nothing was written"
    );
    assert!(!files.iter().any(|file| holds(file, TOKEN)));
}
