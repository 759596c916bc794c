//! The event source, between the emulated queue and a function.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_sqs::types::{QueueAttributeName, SendMessageBatchRequestEntry};
use local::{
    aws::Aws,
    clients::Clients,
    event_source::{EventSource, Mapping},
    runtime::Settings,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Trial, until};

const DEAD_LETTERS: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

/// A queue with a visibility of one second and a dead-letter queue after two receives, and a
/// function. Fields are dropped in this order.
pub(crate) struct Source {
    pub(crate) trial: Trial,
    sqs: aws_sdk_sqs::Client,
    pub(crate) queue: Mapping,
    pub(crate) dead_letters: Mapping,
    _aws: Aws,
    _folder: TempDir,
}

impl Source {
    pub(crate) async fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let aws = Aws::start(folder.path()).unwrap();
        let sqs = Clients::new(aws.endpoints()).sqs;
        let redrive = json!({"deadLetterTargetArn": DEAD_LETTERS, "maxReceiveCount": 2});
        Self {
            trial: Trial::start(|settings| {
                settings.variables = aws.env().into_iter().collect();
                change(settings);
            })
            .await,
            dead_letters: mapping(&sqs, "dead", &[]).await,
            queue: mapping(
                &sqs,
                "work",
                &[
                    (QueueAttributeName::VisibilityTimeout, "1"),
                    (QueueAttributeName::RedrivePolicy, &redrive.to_string()),
                ],
            )
            .await,
            sqs,
            _aws: aws,
            _folder: folder,
        }
    }

    pub(crate) fn start(&self, mapping: &Mapping) -> EventSource {
        let function = self.trial.function.clone();
        EventSource::start(self.sqs.clone(), mapping.clone(), function)
    }

    /// Sends commands for the trial function, all at once, so that they make one batch.
    pub(crate) async fn send(&self, commands: &[Value]) {
        let entry = |(index, command): (usize, &Value)| {
            SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(command.to_string())
                .build()
                .unwrap()
        };
        let batch = self
            .sqs
            .send_message_batch()
            .queue_url(&self.queue.queue_url);
        let entries = commands.iter().enumerate().map(entry).collect();
        batch.set_entries(Some(entries)).send().await.unwrap();
    }

    /// How often the function has seen each command.
    fn seen(&self) -> BTreeMap<String, usize> {
        let mut seen = BTreeMap::new();
        for event in self.trial.events() {
            for record in event["Records"].as_array().unwrap() {
                *seen
                    .entry(record["body"].as_str().unwrap().to_owned())
                    .or_default() += 1;
            }
        }
        seen
    }

    async fn until_seen(&self, command: &Value, times: usize) {
        let command = command.to_string();
        until("the function has seen it", || {
            self.seen().get(&command).is_some_and(|seen| *seen >= times)
        })
        .await;
    }

    /// Waits until a queue has this many messages, whether they can be received or not.
    pub(crate) async fn until_left(&self, queue: &Mapping, wanted: i32) {
        let mut left = -1;
        for _ in 0..1000 {
            left = self.left(queue).await;
            if left == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{left} messages and not {wanted}");
    }

    async fn left(&self, queue: &Mapping) -> i32 {
        let names = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        let request = self.sqs.get_queue_attributes().queue_url(&queue.queue_url);
        let answer = request.set_attribute_names(Some(names.into())).send().await;
        let counts = answer.unwrap().attributes.unwrap();
        counts
            .values()
            .map(|count| count.parse::<i32>().unwrap())
            .sum()
    }
}

async fn mapping(
    sqs: &aws_sdk_sqs::Client,
    name: &str,
    attributes: &[(QueueAttributeName, &str)],
) -> Mapping {
    let mut request = sqs.create_queue().queue_name(name);
    for (attribute, value) in attributes {
        request = request.attributes(attribute.clone(), *value);
    }
    Mapping {
        queue_url: request.send().await.unwrap().queue_url.unwrap(),
        queue_arn: format!("arn:aws:sqs:us-east-1:000000000000:{name}"),
        batch_size: 10,
        max_concurrency: 2,
    }
}

fn echo(n: u32) -> Value {
    json!({"do": "echo", "n": n})
}

#[tokio::test]
async fn a_message_is_a_record_as_lambda_gives_it() {
    let source = Source::new(|_| {}).await;
    let message = source.sqs.send_message().queue_url(&source.queue.queue_url);
    let message = message
        .message_body("meu boleto não chegou")
        .message_group_id("loja-1");
    message.send().await.unwrap();
    let _running = source.start(&source.queue);
    until("the function has seen it", || {
        !source.trial.events().is_empty()
    })
    .await;

    let mut event = source.trial.events().remove(0);
    let record = &mut event["Records"][0];
    assert_eq!(record["messageId"].as_str().unwrap().len(), 36);
    for name in ["messageId", "receiptHandle"] {
        assert!(record[name].is_string());
        record[name] = json!(format!("[{name}]"));
    }
    for name in ["SentTimestamp", "ApproximateFirstReceiveTimestamp"] {
        let millis = record["attributes"][name].as_str().unwrap();
        assert!(millis.parse::<u64>().unwrap() > 1_700_000_000_000);
        record["attributes"][name] = json!(format!("[{name}]"));
    }
    insta::assert_json_snapshot!(event);
}

#[tokio::test]
async fn what_is_done_is_deleted_and_what_failed_comes_again_until_it_is_dead() {
    let source = Source::new(|_| {}).await;
    let fails = json!({"do": "fail_record"});
    source.send(&[echo(1), fails.clone(), echo(2)]).await;
    let _running = source.start(&source.queue);

    source.until_left(&source.dead_letters, 1).await;
    assert_eq!(source.left(&source.queue).await, 0);
    let seen = [(echo(1), 1), (echo(2), 1), (fails, 2)];
    let seen = seen.map(|(command, times)| (command.to_string(), times));
    assert_eq!(source.seen(), seen.into());
    let batch = source.trial.events().remove(0);
    assert_eq!(batch["Records"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn dead_letters_reach_the_function_under_their_queues_own_name() {
    let source = Source::new(|_| {}).await;
    let fails = json!({"do": "fail", "message": "no"});
    source.send(std::slice::from_ref(&fails)).await;
    let _running = (
        source.start(&source.queue),
        source.start(&source.dead_letters),
    );

    source.until_seen(&fails, 3).await;
    let arns: Vec<_> = source
        .trial
        .events()
        .iter()
        .map(|event| {
            event["Records"][0]["eventSourceARN"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let queue = source.queue.queue_arn.as_str();
    assert_eq!(arns, [queue, queue, DEAD_LETTERS]);
}

#[tokio::test]
async fn a_function_that_fails_or_answers_nonsense_fails_the_whole_batch() {
    for (nonsense, times) in [
        (json!({"do": "fail", "message": "no"}), 2),
        (json!({"do": "exit"}), 2),
        (
            json!({"do": "answer", "value": {"batchItemFailures": [{"itemIdentifier": ""}]}}),
            2,
        ),
        (json!({"do": "answer", "value": null}), 1),
    ] {
        let source = Source::new(|_| {}).await;
        source.send(&[echo(1), nonsense.clone()]).await;
        let _running = source.start(&source.queue);

        let dead = if times == 2 { 2 } else { 0 };
        source.until_left(&source.queue, 0).await;
        source.until_left(&source.dead_letters, dead).await;
        let seen = [(echo(1), times), (nonsense, times)];
        let seen = seen.map(|(command, times)| (command.to_string(), times));
        assert_eq!(source.seen(), seen.into());
    }
}

#[tokio::test]
async fn a_message_that_finds_no_process_comes_again() {
    let source = Source::new(|settings| {
        settings.max_environments = 1;
        settings.queue_for = Duration::from_millis(100);
    })
    .await;
    let _running = source.start(&source.queue);
    let busy = source.trial.run(json!({"do": "sleep", "ms": 1000}));
    let send = async {
        until("the process is busy", || !source.trial.events().is_empty()).await;
        source.send(&[echo(1)]).await;
    };
    let (busy, ()) = tokio::join!(busy, send);
    busy.unwrap();
    until("it is there", || source.trial.events().len() == 2).await;
    let event = source.trial.events().remove(1);
    let receives = &event["Records"][0]["attributes"]["ApproximateReceiveCount"];
    assert_eq!(receives, "2");
}

#[tokio::test]
async fn batches_run_side_by_side_up_to_the_maximum() {
    let mut source = Source::new(|_| {}).await;
    let running = source.start(&source.queue);
    source.send(&[json!({"do": "sleep", "ms": 60_000})]).await;
    until("the first runs", || source.trial.events().len() == 1).await;
    source.send(&[echo(1)]).await;
    source.until_seen(&echo(1), 1).await;
    drop(running);

    source = Source::new(|_| {}).await;
    source.queue.max_concurrency = 1;
    let _running = source.start(&source.queue);
    source.send(&[json!({"do": "sleep", "ms": 500})]).await;
    until("the first runs", || source.trial.events().len() == 1).await;
    source.send(&[echo(1)]).await;
    source.until_seen(&echo(1), 1).await;
    let log = source.trial.log();
    let words: Vec<_> = log
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(words[..5], ["pid", "variables", "event", "done", "event"]);
}
