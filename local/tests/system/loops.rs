//! A function that reaches itself through its queue, with the trace header that shows it.

use serde_json::json;

use crate::{event_source::Source, support::until};

const HOPS: usize = 40;

/// What the function found in the trace header of the last message that reached it.
fn last_lineage(source: &Source) -> String {
    let event = source.trial.events().pop().unwrap();
    let header = event["Records"][0]["attributes"]["AWSTraceHeader"].as_str();
    let (_, lineage) = header.unwrap().split_once("Lineage=").unwrap();
    lineage.to_owned()
}

async fn hop(source: &Source) {
    let queue_url = &source.queue.queue_url;
    let command = json!({"do": "hop", "queue_url": queue_url, "left": HOPS});
    source.send(&[command]).await;
}

#[tokio::test]
async fn a_function_that_may_reach_itself_goes_on() {
    let source = Source::new(|settings| settings.allows_loops = true).await;
    let _running = source.start(&source.queue);
    hop(&source).await;
    until("the chain is at its end", || {
        source.trial.events().len() == HOPS + 1
    })
    .await;
    let lineage = last_lineage(&source);
    // Counted by whoever was reached before.
    assert!(lineage.ends_with(&format!(":{}", HOPS - 1)), "{lineage}");
}

#[tokio::test]
async fn any_other_is_stopped_after_16_times_and_its_message_dies() {
    let source = Source::new(|_| {}).await;
    let _running = source.start(&source.queue);
    hop(&source).await;
    source.until_left(&source.dead_letters, 1).await;
    assert_eq!(source.trial.events().len(), 16);
}
