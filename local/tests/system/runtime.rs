//! The Runtime API and the pool of environments, against a real `lambda_runtime` binary.
use std::{collections::BTreeSet, process::Command, time::Duration};

use crate::support::{Trial, alive, said, until};
use jiff::Timestamp;
use local::runtime::{InvokeError, MAX_PAYLOAD_BYTES};
use serde_json::{Value, json};

fn error_message(error: &InvokeError) -> Value {
    let InvokeError::FunctionError { payload } = error else {
        panic!("not the function's own error: {error}");
    };
    let payload: Value = serde_json::from_slice(payload).unwrap();
    payload["errorMessage"].clone()
}

#[tokio::test]
async fn the_function_gets_the_event_its_context_and_only_its_own_variables() {
    let trial = Trial::start(|settings| {
        settings.variables = [("RECADO_TABLE".to_owned(), "recado".to_owned())].into();
        settings.memory_mb = 512;
    })
    .await;
    let earliest = Timestamp::now().as_millisecond() + 30_000;
    let seen = trial.run(json!({"do": "echo", "n": 1})).await.unwrap();

    assert_eq!(seen["event"], json!({"do": "echo", "n": 1}));
    let deadline = seen["context"]["deadline"].as_i64().unwrap();
    assert!((earliest..=Timestamp::now().as_millisecond() + 30_000).contains(&deadline));
    assert_eq!(
        seen["context"]["arn"],
        "arn:aws:lambda:us-east-1:000000000000:function:trial"
    );
    assert_eq!(seen["context"]["name"], "trial");
    assert_eq!(seen["context"]["memory"], 512);
    assert!(
        seen["context"]["trace"]
            .as_str()
            .unwrap()
            .starts_with("Root=1-")
    );
    let variables = said(&trial.log(), "variables ").remove(0);
    let names: Vec<_> = variables.as_object().unwrap().keys().collect();
    insta::assert_debug_snapshot!(names);
}

#[tokio::test]
async fn each_invocation_has_an_id_of_its_own_and_one_process_serves_them_in_turn() {
    let trial = Trial::start(|_| {}).await;
    let first = trial.run(json!({"do": "echo"})).await.unwrap();
    let second = trial.run(json!({"do": "echo"})).await.unwrap();
    assert_ne!(
        first["context"]["request_id"],
        second["context"]["request_id"]
    );
    let pids = [
        trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap(),
        trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap(),
    ];
    assert_eq!(pids[0], pids[1]);
}

#[tokio::test]
async fn an_error_and_a_panic_are_answers_and_the_process_lives_on() {
    let trial = Trial::start(|_| {}).await;
    let before = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    let failed = trial.run(json!({"do": "fail", "message": "no"})).await;
    assert_eq!(error_message(&failed.unwrap_err()), "no");
    let panicked = trial.run(json!({"do": "panic"})).await.unwrap_err();
    let message = error_message(&panicked);
    assert!(message.as_str().unwrap().contains("as told"), "{message}");
    let after = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn what_is_busy_when_all_is_forgotten_ends_after_its_work() {
    let trial = Trial::start(|_| {}).await;
    let forgetting = async {
        until("the function is at work", || trial.events().len() == 1).await;
        trial.function.forget();
    };
    let (before, ()) = tokio::join!(trial.run(json!({"do": "sleep", "ms": 500})), forgetting);
    let after = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    assert_ne!(before.unwrap(), after);
    let again = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    assert_eq!(after, again);
}

#[tokio::test]
async fn a_function_that_takes_too_long_is_killed_and_replaced() {
    let trial = Trial::start(|settings| settings.timeout = Duration::from_secs(2)).await;
    let before = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    let late = trial
        .run(json!({"do": "sleep", "ms": 60_000}))
        .await
        .unwrap_err();
    assert_eq!(late.to_string(), "Task timed out after 2.00 seconds");
    until("the process is gone", || !alive(&before["pid"])).await;
    let after = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_crash_fails_its_invocation_at_once_and_the_next_one_gets_a_new_process() {
    let trial = Trial::start(|settings| settings.timeout = Duration::from_secs(300)).await;
    let crash = trial.run(json!({"do": "exit"}));
    let crashed = tokio::time::timeout(Duration::from_secs(60), crash).await;
    let reason = "exit status: 1".to_owned();
    assert_eq!(crashed.unwrap(), Err(InvokeError::Crashed { reason }));
    trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
}

#[tokio::test]
async fn a_process_that_ends_while_idle_costs_no_invocation() {
    let trial = Trial::start(|_| {}).await;
    let before = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    // It asks for its next invocation.
    trial.function.warm().await.unwrap();
    let mut kill = Command::new("kill");
    kill.args(["-9", &before["pid"].to_string()]);
    assert!(kill.status().unwrap().success());
    // Without giving the runtime a chance to see the connection end.
    while alive(&before["pid"]) {
        std::thread::yield_now();
    }
    let after = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_function_that_cannot_start_fails_the_invocation() {
    let exits = Trial::start(|settings| {
        settings.variables = [("TRIAL_EXIT_AT_START".to_owned(), "1".to_owned())].into();
    })
    .await;
    let reason = "exit status: 3".to_owned();
    assert_eq!(
        exits.function.warm().await,
        Err(InvokeError::Crashed { reason })
    );

    let hangs = Trial::start(|settings| {
        settings.variables = [("TRIAL_HANG_AT_START".to_owned(), "1".to_owned())].into();
        settings.init_timeout = Duration::from_millis(200);
        settings.timeout = Duration::from_secs(300);
    })
    .await;
    let after = Duration::from_millis(200);
    let slow = tokio::time::timeout(Duration::from_secs(60), hangs.function.warm()).await;
    assert_eq!(slow.unwrap(), Err(InvokeError::TimedOut { after }));

    let missing = Trial::start(|settings| settings.program = "/nowhere/function".into()).await;
    let error = missing.run(json!({"do": "echo"})).await.unwrap_err();
    assert!(matches!(error, InvokeError::Crashed { .. }), "{error}");
}

#[tokio::test]
async fn invocations_at_one_time_get_processes_of_their_own_up_to_the_maximum() {
    let trial = Trial::start(|settings| {
        settings.max_environments = 3;
        settings.queue_for = Duration::from_secs(60);
    })
    .await;
    let command = || trial.run(json!({"do": "sleep", "ms": 500}));
    let (a, b, c, d, e) = tokio::join!(command(), command(), command(), command(), command());
    let pids: BTreeSet<_> = [a, b, c, d, e]
        .map(|outcome| outcome.unwrap()["pid"].as_u64())
        .into();
    assert_eq!(pids.len(), 3);
}

#[tokio::test]
async fn an_invocation_that_finds_no_process_in_time_is_throttled() {
    let trial = Trial::start(|settings| {
        settings.max_environments = 1;
        settings.queue_for = Duration::from_millis(100);
    })
    .await;
    let busy = trial.run(json!({"do": "sleep", "ms": 2000}));
    let refused = async {
        until("the first one runs", || !trial.events().is_empty()).await;
        trial.run(json!({"do": "echo"})).await
    };
    let (busy, refused) = tokio::join!(busy, refused);
    assert_eq!(refused, Err(InvokeError::Throttled));
    assert!(busy.is_ok());
}

#[tokio::test]
async fn idle_processes_are_stopped() {
    let trial = Trial::start(|settings| settings.idle_after = Duration::from_millis(200)).await;
    let first = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    until("the idle process is gone", || !alive(&first["pid"])).await;
    trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
}

#[tokio::test]
async fn an_invocation_goes_on_when_its_caller_has_gone() {
    let trial = Trial::start(|settings| settings.max_environments = 1).await;
    let pid = trial.run(json!({"do": "sleep", "ms": 0})).await.unwrap();
    let abandoned = trial.run(json!({"do": "sleep", "ms": 300}));
    let gone = tokio::time::timeout(Duration::from_millis(100), abandoned).await;
    assert!(gone.is_err());
    let next = trial.run(json!({"do": "sleep", "ms": 0})).await;
    assert_eq!(next.unwrap(), pid, "the process was not thrown away");
    assert_eq!(trial.events().len(), 3);
}

#[tokio::test]
async fn stopping_kills_the_idle_and_the_busy() {
    let trial = Trial::start(|_| {}).await;
    let command = |ms| trial.run(json!({"do": "sleep", "ms": ms}));
    let (one, other) = tokio::join!(command(300), command(300));
    let pids = [one, other].map(|outcome| outcome.unwrap()["pid"].clone());
    assert_ne!(pids[0], pids[1]);
    let (busy, ()) = tokio::join!(command(60_000), async {
        until("it is at work", || trial.events().len() == 3).await;
        trial.function.stop();
    });
    assert!(matches!(busy, Err(InvokeError::Crashed { .. })));
    until("both are gone", || !pids.iter().any(alive)).await;
    let late = trial.run(json!({"do": "echo"})).await;
    assert_eq!(late, Err(InvokeError::Throttled));
}

#[tokio::test]
async fn events_and_answers_of_more_than_six_megabytes_are_refused() {
    let trial = Trial::start(|_| {}).await;
    let long = json!({"do": "echo", "text": "x".repeat(MAX_PAYLOAD_BYTES)});
    assert_eq!(trial.run(long).await, Err(InvokeError::TooLarge));

    let fits = json!({"do": "answer_long", "bytes": MAX_PAYLOAD_BYTES - 2});
    assert!(trial.run(fits).await.is_ok());
    let long = json!({"do": "answer_long", "bytes": MAX_PAYLOAD_BYTES - 1});
    let error = trial.run(long).await.unwrap_err();
    let message = error_message(&error);
    assert!(message.as_str().unwrap().contains("exceeded"), "{message}");
    assert!(trial.run(json!({"do": "echo"})).await.is_ok());
}

#[tokio::test]
async fn what_a_function_writes_is_in_its_log() {
    let trial = Trial::start(|_| {}).await;
    trial.run(json!({"do": "echo", "n": 7})).await.unwrap();
    until("the line is there", || !trial.events().is_empty()).await;
    assert_eq!(trial.events(), [json!({"do": "echo", "n": 7})]);
    trial.run(json!({"do": "exit"})).await.unwrap_err();
    trial.run(json!({"do": "echo"})).await.unwrap();
    until("both processes' lines are there", || {
        trial.events().len() == 3
    })
    .await;
}
