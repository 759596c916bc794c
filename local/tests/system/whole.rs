//! The whole system, with the trial function in place of each function.

use std::{path::Path, time::Duration};

use local::system::{Options, Queue, System};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{alive, bin_dir, http_client, said, until};

/// A data folder and binaries, for one system after another.
struct Machine {
    data: TempDir,
    binaries: TempDir,
}

impl Machine {
    async fn new() -> Self {
        Self {
            data: tempfile::tempdir().unwrap(),
            binaries: bin_dir().await,
        }
    }

    fn options(&self) -> Options {
        Options {
            bin_dir: Some(self.binaries.path().to_owned()),
            ..Options::new(self.data.path())
        }
    }

    async fn start(&self) -> System {
        System::start(self.options()).await.unwrap()
    }
}

/// What a function has written in its log.
fn log(system: &System, name: &str) -> String {
    std::fs::read_to_string(system.logs().join(format!("{name}.log"))).unwrap()
}

/// The bodies of the records that the responder saw.
fn responded(system: &System) -> Vec<String> {
    let events = said(&log(system, "responder"), "event ").into_iter();
    let bodies = events.map(|event| event["Records"][0]["body"].as_str().unwrap().to_owned());
    bodies.collect()
}

async fn send(system: &System, queue: &Queue, body: &str, delay_seconds: i32) {
    let message = system.clients().sqs.send_message().queue_url(&queue.url);
    let message = message.message_body(body).delay_seconds(delay_seconds);
    message.send().await.unwrap();
}

fn token(system: &System) -> String {
    system.admin_token().expose_secret().to_owned()
}

async fn has_audio(system: &System) -> bool {
    let list = system.clients().s3.list_objects_v2();
    let list = list.bucket(&system.resources().audio_bucket).send();
    !list.await.unwrap().contents().is_empty()
}

#[tokio::test]
async fn requests_reach_their_functions() {
    let machine = Machine::new().await;
    let system = machine.start().await;
    for (path, name) in [
        ("/webhooks/loja-1", "ingest"),
        ("/console/api/assistants", "console"),
    ] {
        let url = format!("{}{path}", system.url());
        let response = http_client().get(url).send().await.unwrap();
        let answer: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(answer["context"]["name"], name);
    }
}

#[tokio::test]
async fn functions_get_the_variables_that_the_template_gives_them() {
    let machine = Machine::new().await;
    let system = machine.start().await;
    let resources = system.resources();
    for name in ["ingest", "responder", "transfer", "console"] {
        until("it has begun", || log(&system, name).ends_with('\n')).await;
        let variables = said(&log(&system, name), "variables ").remove(0);
        assert_eq!(variables["RECADO_TABLE"], resources.table);
        assert_eq!(variables["RECADO_RETENTION_DAYS"], "90");
        let wake_ups = match name {
            "transfer" => Value::Null,
            _ => resources.wake_ups.url.as_str().into(),
        };
        assert_eq!(variables["RECADO_WAKE_UPS_URL"], wake_ups);
        let variables = variables.as_object().unwrap();
        let names: Vec<_> = variables
            .keys()
            .filter(|name| name.starts_with("RECADO_"))
            .collect();
        insta::assert_debug_snapshot!(format!("variables_of_{name}"), names);
    }
}

#[tokio::test]
async fn wake_ups_and_dead_ones_reach_the_responder() {
    let machine = Machine::new().await;
    let system = machine.start().await;
    let resources = system.resources();
    send(&system, &resources.wake_ups, "alive", 0).await;
    until("the wake-up is there", || responded(&system) == ["alive"]).await;
    send(&system, &resources.wake_ups_dlq, "dead", 0).await;
    until("the dead one is there", || {
        responded(&system) == ["alive", "dead"]
    })
    .await;
}

/// As the template says. Otherwise a chain would be stopped after 16 times.
#[tokio::test]
async fn the_responder_and_the_transfer_function_may_reach_themselves() {
    const HOPS: usize = 40;
    let machine = Machine::new().await;
    let system = machine.start().await;
    let resources = system.resources();
    for (queue, name) in [
        (&resources.wake_ups, "responder"),
        (&resources.human, "transfer"),
    ] {
        let hop = json!({"do": "hop", "queue_url": queue.url, "left": HOPS});
        send(&system, queue, &hop.to_string(), 0).await;
        until("the chain is at its end", || {
            said(&log(&system, name), "event ").len() == HOPS + 1
        })
        .await;
    }
}

#[tokio::test]
async fn queues_have_the_templates_attributes_also_when_the_timeout_changes() {
    let machine = Machine::new().await;
    for (timeout, visibility) in [(90, "100"), (5, "15")] {
        let system = System::start(Options {
            responder_timeout: Duration::from_secs(timeout),
            ..machine.options()
        })
        .await
        .unwrap();
        let mut attributes = Vec::new();
        let resources = system.resources();
        for queue in [
            &resources.wake_ups,
            &resources.wake_ups_dlq,
            &resources.human,
            &resources.human_dlq,
        ] {
            let get = system.clients().sqs.get_queue_attributes();
            let all = get.queue_url(&queue.url).attribute_names("All".into());
            attributes.push(all.send().await.unwrap().attributes.unwrap());
        }
        let value = |queue: usize, name: &str| attributes[queue].get(&name.into()).cloned();
        for queue in 0..4 {
            assert_eq!(value(queue, "VisibilityTimeout").unwrap(), visibility);
        }
        let kept: Vec<_> = (0..4)
            .map(|queue| value(queue, "MessageRetentionPeriod").unwrap())
            .collect();
        assert_eq!(kept, ["604800", "1209600", "604800", "1209600"]);
        for (queue, dead_letters) in [(0, &resources.wake_ups_dlq), (2, &resources.human_dlq)] {
            let policy: Value =
                serde_json::from_str(&value(queue, "RedrivePolicy").unwrap()).unwrap();
            assert_eq!(policy["deadLetterTargetArn"], dead_letters.arn);
            assert_eq!(
                policy["maxReceiveCount"].to_string().trim_matches('"'),
                "1000"
            );
        }
    }
}

#[tokio::test]
async fn a_restart_continues_and_a_fresh_start_begins_anew() {
    let machine = Machine::new().await;
    let first = machine.start().await;
    send(&first, &first.resources().wake_ups, "delayed", 2).await;
    let (first_token, first_key) = (token(&first), first.resources().key_id.clone());
    assert_eq!(first_token.len(), 32);
    let (s3, bucket) = (&first.clients().s3, &first.resources().audio_bucket);
    let put = s3.put_object().bucket(bucket).key("audio/0.ogg");
    put.body(b"OggS".to_vec().into()).send().await.unwrap();
    assert!(has_audio(&first).await);
    drop(first);

    let second = machine.start().await;
    assert_eq!(token(&second), first_token);
    assert_eq!(second.resources().key_id, first_key);
    assert!(has_audio(&second).await);
    until("the delayed wake-up is there", || {
        responded(&second) == ["delayed"]
    })
    .await;
    drop(second);

    let fresh = System::start(Options {
        fresh: true,
        ..machine.options()
    })
    .await
    .unwrap();
    assert_ne!(token(&fresh), first_token);
    assert!(responded(&fresh).is_empty());
    assert!(!has_audio(&fresh).await);
}

#[tokio::test]
async fn what_cannot_start_says_why() {
    let machine = Machine::new().await;
    let running = machine.start().await;
    let refused = |options| async {
        let error = System::start(options).await.err().unwrap();
        format!("{error:#}")
    };

    let in_use = refused(machine.options()).await;
    assert!(in_use.contains("another local system"), "{in_use}");

    // A conflict is found before the functions, which may have to be built.
    let other = Machine::new().await;
    let port = running.url().rsplit_once(':').unwrap().1.parse().unwrap();
    let nowhere = Some(Path::new("/nowhere").to_owned());
    let taken = refused(Options {
        port,
        bin_dir: nowhere.clone(),
        ..other.options()
    })
    .await;
    assert!(
        taken.contains(&format!("cannot listen on port {port}")),
        "{taken}"
    );

    let missing = refused(Options {
        bin_dir: nowhere,
        ..other.options()
    })
    .await;
    assert!(
        missing.contains("there is no binary /nowhere/ingest"),
        "{missing}"
    );

    std::fs::remove_file(other.binaries.path().join("console")).unwrap();
    std::os::unix::fs::symlink("/bin/false", other.binaries.path().join("console")).unwrap();
    let ends = refused(other.options()).await;
    assert!(ends.contains("console does not start"), "{ends}");
}

#[tokio::test]
async fn dropping_the_system_ends_the_functions_also_the_one_at_work() {
    let machine = Machine::new().await;
    let system = machine.start().await;
    let work = json!({"do": "sleep", "ms": 60_000}).to_string();
    send(&system, &system.resources().wake_ups, &work, 0).await;
    until("the responder is at work", || {
        responded(&system) == [work.clone()]
    })
    .await;
    let pids: Vec<_> = ["ingest", "responder", "transfer", "console"]
        .iter()
        .flat_map(|name| said(&log(&system, name), "pid "))
        .collect();
    assert_eq!(pids.len(), 4);
    assert!(pids.iter().all(alive));

    drop(system);
    until("all are gone", || !pids.iter().any(alive)).await;
}
