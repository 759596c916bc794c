//! What Lambda can see of a responder that reaches itself.

use std::time::Duration;

use testkit::openai::Step;

use crate::harness::{Trial, files};

/// How often the responder was reached again on one trace, at most.
fn most_reached(trial: Trial) -> Option<u32> {
    let data = trial.stop();
    let mut logs = files(data.path()).into_iter();
    let log = logs.find(|(path, _)| path.ends_with("responder.log"));
    let log = String::from_utf8(log.unwrap().1).unwrap();
    let counts = log.split("Lineage=").skip(1).flat_map(|rest| {
        let (lineage, _) = rest.split_once('"').unwrap();
        let counts = lineage.split('|').map(|entry| entry.rsplit(':').next());
        counts.map(|count| count.unwrap().parse().unwrap())
    });
    counts.max()
}

/// Nothing of ours may hide the loop from Lambda: what counts it there also shows it in X-Ray.
#[tokio::test]
async fn a_wake_up_that_a_run_sends_carries_its_trace_on() {
    let slow = Step::text("Bom dia!").after(Duration::from_secs(3));
    let trial = Trial::whatsapp(0, [slow, Step::text("Já vou ver.")]).await;
    trial.says("m-1", "bom dia").await;
    trial.asked(1).await;
    trial.says("m-2", "meu boleto não chegou").await;
    trial.sends(2).await;
    assert_eq!(most_reached(trial), Some(1));
}
