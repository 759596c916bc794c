//! One tenant's model hangs, and the others' customers do not notice.

use std::time::{Duration, Instant};

use testkit::{
    channels::{Customer, WhatsappBody},
    openai::{FakeOpenAi, Step},
};

use crate::harness::{MARIA, PHONE_NUMBER_ID, Trial, accepted, now, within};

/// Customers of the tenant whose model hangs: more than ten, since with ten wake-ups in a batch and
/// ten batches at once these alone held every responder.
const WAITING: usize = 15;
const OTHERS: usize = 10;

/// How long a run waits for its model. A customer who had to wait for such a run would be answered
/// later than this.
const HANGS_FOR: Duration = Duration::from_secs(75);

/// How late each of the other tenants' customers was answered, shortest first. Their messages are
/// due as soon as they are accepted.
async fn lateness(trial: &Trial, round: usize) -> Vec<Duration> {
    let mut due = Vec::new();
    for nth in 0..OTHERS {
        let text = format!("outra {nth}, {round}");
        let body = WhatsappBody::new(PHONE_NUMBER_ID).text(MARIA, &text, now(), &text);
        accepted(trial.whatsapp_webhook(&format!("outra-{nth}"), &body.bytes())).await;
        due.push((text, Instant::now()));
    }
    within(trial.whatsapp.wait_for_sends(OTHERS * round)).await;
    let sends = trial.whatsapp.sends();
    let late = due.iter().map(|(text, at)| {
        let mut answers = sends
            .iter()
            .filter(|sent| sent.body["text"]["body"] == **text);
        answers.next().unwrap().at - *at
    });
    let mut late: Vec<_> = late.collect();
    late.sort();
    late
}

#[tokio::test]
async fn a_tenant_whose_model_hangs_holds_up_nobody_else() {
    let openai = FakeOpenAi::start_with(|request| match request.newest().as_str() {
        "alguém aí?" => Step::hang(),
        text => Step::text(text),
    });
    let trial = Trial::around(openai.await).await;
    trial.put_whatsapp(0).await;
    for nth in 0..OTHERS {
        let id = format!("outra-{nth}");
        trial
            .put_integration(&id, &trial.whatsapp_settings(0))
            .await;
    }
    // The first round of each starts the processes.
    lateness(&trial, 1).await;
    let quiet = lateness(&trial, 2).await;
    for nth in 0..WAITING {
        let phone = format!("55119999{nth:05}");
        let customer = Customer {
            phone: Some(&phone),
            ..MARIA
        };
        trial.says_as(customer, &phone, "alguém aí?").await;
    }
    trial.asked(2 * OTHERS + WAITING).await;
    let hanging = Instant::now();
    lateness(&trial, 3).await;
    let beside = lateness(&trial, 4).await;
    println!("nobody hangs: {quiet:?}\none hangs:    {beside:?}");
    assert!(hanging.elapsed() < HANGS_FOR, "nothing hung any more");
    assert!(beside[OTHERS - 1] < HANGS_FOR / 5, "{quiet:?} {beside:?}");
}
