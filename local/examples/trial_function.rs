//! A function for the tests of `local`: a real `lambda_runtime` binary that does what its event
//! tells it.
//!
//! The command is the event itself, the body of an HTTP request, or the bodies of an SQS batch.
#![expect(clippy::panic, reason = "a panic is one of the things that are tried")]

use std::{collections::BTreeMap, process, time::Duration};

use lambda::{AwsConfig, FromEnv};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Command {
    /// Answers with the event and the context.
    Echo,
    /// Answers with this value.
    Answer {
        value: Value,
    },
    /// Answers with a string of so many bytes.
    AnswerLong {
        bytes: usize,
    },
    /// Answers with the process's id after so many milliseconds.
    Sleep {
        ms: u64,
    },
    /// Ends the process.
    Exit,
    Panic,
    /// Fails with this message.
    Fail {
        message: String,
    },
    /// Names this record among the batch's failures.
    FailRecord,
    /// Sends the same command to the queue, with one less left, until none is left.
    Hop {
        queue_url: String,
        left: u32,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if std::env::var_os("TRIAL_EXIT_AT_START").is_some() {
        process::exit(3);
    }
    if std::env::var_os("TRIAL_HANG_AT_START").is_some() {
        std::future::pending::<()>().await;
    }
    // The tests read these lines and those below in the function's log.
    println!("pid {}", process::id());
    let variables = std::env::vars().collect::<BTreeMap<_, _>>();
    println!("variables {}", serde_json::to_string(&variables)?);
    lambda_runtime::run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    println!("event {}", event.payload);
    let answer = act(&event).await;
    println!("done");
    answer
}

async fn act(event: &LambdaEvent<Value>) -> Result<Value, Error> {
    if let Some(records) = event.payload.get("Records").and_then(Value::as_array) {
        return batch(event, records).await;
    }
    let command = match event.payload.get("body").and_then(Value::as_str) {
        Some(body) => serde_json::from_str(body),
        None => serde_json::from_value(event.payload.clone()),
    };
    run(event, command.unwrap_or(Command::Echo)).await
}

/// Runs each record's command. The batch's answer is the last record's [`Command::Answer`], or
/// else the list of failures.
async fn batch(event: &LambdaEvent<Value>, records: &[Value]) -> Result<Value, Error> {
    let mut failures = Vec::new();
    let mut answer = None;
    for record in records {
        let body = record.get("body").and_then(Value::as_str).unwrap_or("");
        match serde_json::from_str(body).unwrap_or(Command::Echo) {
            Command::FailRecord => failures.push(json!({"itemIdentifier": record["messageId"]})),
            Command::Answer { value } => answer = Some(value),
            command => drop(run(event, command).await?),
        }
    }
    Ok(answer.unwrap_or_else(|| json!({"batchItemFailures": failures})))
}

async fn run(event: &LambdaEvent<Value>, command: Command) -> Result<Value, Error> {
    match command {
        Command::Echo | Command::FailRecord => Ok(json!({
        "event": event.payload,
        "context": {
            "request_id": event.context.request_id,
            "deadline": event.context.deadline,
            "arn": event.context.invoked_function_arn,
            "trace": event.context.xray_trace_id,
            "name": event.context.env_config.function_name,
            "memory": event.context.env_config.memory,
        },
        })),
        Command::Answer { value } => Ok(value),
        Command::AnswerLong { bytes } => Ok(Value::String("x".repeat(bytes))),
        Command::Sleep { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Ok(json!({"pid": process::id()}))
        }
        Command::Hop { queue_url, left } => {
            if let Some(left) = left.checked_sub(1) {
                let next = json!({"do": "hop", "queue_url": queue_url, "left": left});
                let sqs = AwsConfig::from_env()?.sqs();
                let send = sqs.send_message().queue_url(queue_url);
                send.message_body(next.to_string()).send().await?;
            }
            Ok(Value::Null)
        }
        Command::Exit => process::exit(1),
        Command::Panic => panic!("as told"),
        Command::Fail { message } => Err(message.into()),
    }
}
