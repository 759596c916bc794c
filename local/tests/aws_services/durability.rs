//! Stored data outlives the services, when they stop and when their process is killed.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use aws_sdk_kms::primitives::Blob;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::types::MessageSystemAttributeName as Name;
use local::aws::{Aws, Endpoints};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::sqs::{attribute, change_visibility, counts, queue, receive, send};
use crate::{Clients, dynamodb, s3};

/// Tells [`services_of_another_process`] where its data is.
const FOLDER: &str = "RECADO_TEST_AWS_FOLDER";
/// Begins the line in which it prints where it listens.
const LISTENING: &str = "listening ";

/// Stores something in every service. Gives the ciphertext.
async fn fill(clients: &Clients) -> Vec<u8> {
    let sqs = &clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    send(sqs, &url, "received twice").await;
    let message = receive(sqs, &url).await.unwrap();
    change_visibility(sqs, &url, &message, 0).await;
    let message = receive(sqs, &url).await.unwrap();
    change_visibility(sqs, &url, &message, 600).await;
    send(sqs, &url, "visible").await;
    let delayed = sqs
        .send_message()
        .queue_url(&url)
        .message_body("delayed")
        .delay_seconds(600);
    delayed.send().await.unwrap();

    dynamodb::create_table(&clients.dynamodb).await;
    dynamodb::put(&clients.dynamodb, "STATE", "kept")
        .send()
        .await
        .unwrap();
    let secret = clients
        .secrets_manager
        .create_secret()
        .name("admin")
        .secret_string("token");
    secret.send().await.unwrap();
    s3::bucket(&clients.s3).await;
    s3::put(&clients.s3, s3::KEY, b"OggS").await;
    let key = clients
        .kms
        .create_key()
        .send()
        .await
        .unwrap()
        .key_metadata
        .unwrap();
    let encrypt = clients
        .kms
        .encrypt()
        .key_id(key.key_id())
        .plaintext(Blob::new("segredo"));
    encrypt
        .send()
        .await
        .unwrap()
        .ciphertext_blob
        .unwrap()
        .into_inner()
}

async fn check(clients: &Clients, ciphertext: Vec<u8>) {
    let sqs = &clients.sqs;
    let found = sqs
        .get_queue_url()
        .queue_name("wake-ups")
        .send()
        .await
        .unwrap();
    let url = found.queue_url().unwrap();
    assert_eq!(counts(sqs, url).await, ["1", "1", "1"]);
    let visible = receive(sqs, url).await.unwrap();
    assert_eq!(visible.body(), Some("visible"));
    assert_eq!(attribute(&visible, Name::ApproximateReceiveCount), "1");

    assert_eq!(
        dynamodb::get(&clients.dynamodb, "STATE").await.as_deref(),
        Some("kept")
    );
    let secret = clients
        .secrets_manager
        .get_secret_value()
        .secret_id("admin");
    assert_eq!(secret.send().await.unwrap().secret_string(), Some("token"));
    assert_eq!(s3::get(&clients.s3, s3::KEY).await.unwrap(), b"OggS");
    let head = clients.s3.head_object().bucket(s3::BUCKET).key(s3::KEY);
    assert_eq!(head.send().await.unwrap().content_type(), Some(s3::OGG));
    let decrypt = clients.kms.decrypt().ciphertext_blob(Blob::new(ciphertext));
    let opened = decrypt.send().await.unwrap().plaintext.unwrap();
    assert_eq!(opened.into_inner(), b"segredo");
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let aws = Aws::start(folder.path()).unwrap();
    let ciphertext = fill(&Clients::of(aws.endpoints())).await;

    drop(aws);
    let aws = Aws::start(folder.path()).unwrap();

    check(&Clients::of(aws.endpoints()), ciphertext).await;
}

#[tokio::test]
async fn a_received_message_keeps_its_count_and_its_handle_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let aws = Aws::start(folder.path()).unwrap();
    let before = Clients::of(aws.endpoints()).sqs;
    let url = queue(&before, "wake-ups").await;
    send(&before, &url, "oi").await;
    let first = receive(&before, &url).await.unwrap();

    drop(aws);
    let aws = Aws::start(folder.path()).unwrap();
    let after = Clients::of(aws.endpoints()).sqs;

    assert!(receive(&after, &url).await.is_none(), "still invisible");
    change_visibility(&after, &url, &first, 0).await;
    let second = receive(&after, &url).await.unwrap();
    assert_eq!(attribute(&second, Name::ApproximateReceiveCount), "2");
}

#[tokio::test]
async fn everything_is_there_after_the_process_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, clients) = start_in_another_process(folder.path()).await;
    let ciphertext = fill(&clients).await;

    child.kill().await.unwrap();
    let aws = Aws::start(folder.path()).unwrap();

    check(&Clients::of(aws.endpoints()), ciphertext).await;
}

#[tokio::test]
async fn no_acknowledged_message_is_lost_by_a_kill_in_mid_traffic() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, clients) = start_in_another_process(folder.path()).await;
    let url = queue(&clients.sqs, "wake-ups").await;
    let acknowledged = async {
        let mut count = 0;
        loop {
            let send = clients
                .sqs
                .send_message()
                .queue_url(&url)
                .message_body("oi");
            let attempt = send.customize().config_override(
                aws_sdk_sqs::Config::builder().retry_config(RetryConfig::disabled()),
            );
            if attempt.send().await.is_err() {
                return count;
            }
            count += 1;
        }
    };

    let (count, ()) = tokio::join!(acknowledged, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        child.kill().await.unwrap();
    });
    let aws = Aws::start(folder.path()).unwrap();

    let [kept, _, _] = counts(&Clients::of(aws.endpoints()).sqs, &url).await;
    // One more may have been stored although its answer did not arrive.
    let kept: u32 = kept.parse().unwrap();
    assert!(
        count > 0 && (count..=count + 1).contains(&kept),
        "{kept} of {count}"
    );
}

/// Starts the services in a process that can be killed without the test.
async fn start_in_another_process(folder: &Path) -> (Child, Clients) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "durability::services_of_another_process",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let urls = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        // The test harness may have begun the line.
        if let Some((_, urls)) = line.split_once(LISTENING) {
            break urls.to_owned();
        }
    };
    let mut urls = urls.split(' ').map(str::to_owned);
    let endpoints = Endpoints {
        dynamodb: urls.next().unwrap(),
        sqs: urls.next().unwrap(),
        kms: urls.next().unwrap(),
        secrets_manager: urls.next().unwrap(),
        s3: urls.next().unwrap(),
    };
    (child, Clients::of(&endpoints))
}

/// Not a test, but the process that the test above kills: it serves until then.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a child process is told its task by its parent"
)]
fn services_of_another_process() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let aws = Aws::start(folder.as_ref()).unwrap();
    let at = aws.endpoints();
    println!(
        "{LISTENING}{} {} {} {} {}",
        at.dynamodb, at.sqs, at.kms, at.secrets_manager, at.s3
    );
    loop {
        std::thread::park();
    }
}
