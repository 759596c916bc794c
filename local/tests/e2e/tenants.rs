//! Nothing crosses between integrations.

use std::time::Duration;

use testkit::{
    channels::{FakeWhatsapp, WhatsappBody},
    openai::{FakeOpenAi, Step},
};

use crate::harness::{LOJA, MARIA, PHONE_NUMBER_ID, Trial, accepted, assistant, now, user, within};

const OTHER: &str = "outra";
const OTHER_NUMBER: &str = "200000000000002";
const OTHER_TOKEN: &str = "EAAGother";

#[tokio::test]
async fn one_customer_of_two_businesses_has_two_conversations() {
    let openai = FakeOpenAi::start_with(|request| {
        let key = request.headers["authorization"].to_str().unwrap();
        Step::text(&format!("to {key}"))
    });
    let trial = Trial::around(openai.await).await;
    let others_whatsapp = FakeWhatsapp::start(OTHER_NUMBER, OTHER_TOKEN).await;
    let mut settings = trial.whatsapp_settings(0);
    settings["assistant"]["api_key"] = "sk-ours".into();
    trial.put_integration(LOJA, &settings).await;
    settings["assistant"]["api_key"] = "sk-theirs".into();
    settings["channel"]["phone_number_id"] = OTHER_NUMBER.into();
    settings["channel"]["access_token"] = OTHER_TOKEN.into();
    settings["channel"]["base_url"] = others_whatsapp.base_url().into();
    trial.put_integration(OTHER, &settings).await;

    for round in 1..=2 {
        // The provider's ids are also the same.
        let id = format!("m-{round}");
        trial.says(&id, &format!("ours {round}")).await;
        let theirs = WhatsappBody::new(OTHER_NUMBER);
        let theirs = theirs.text(MARIA, &id, now(), &format!("theirs {round}"));
        accepted(trial.whatsapp_webhook(OTHER, &theirs.bytes())).await;
        trial.sends(round).await;
        within(others_whatsapp.wait_for_sends(round)).await;
    }
    assert_eq!(trial.whatsapp.texts(), ["to Bearer sk-ours"; 2]);
    assert_eq!(others_whatsapp.texts(), ["to Bearer sk-theirs"; 2]);
    let mut prompts = trial.prompts().split_off(2);
    prompts.sort();
    let history = |whose: &str| {
        let answer = assistant(&format!("to Bearer sk-{whose}"));
        vec![
            user(&format!("{whose} 1")),
            answer,
            user(&format!("{whose} 2")),
        ]
    };
    let mut expected = ["ours", "theirs"].map(history);
    expected.sort();
    assert_eq!(prompts, expected);
}

#[tokio::test]
async fn a_slow_answer_holds_up_nobody_else() {
    let openai = FakeOpenAi::start_with(|request| {
        let is_slow = request.newest() == "sem pressa";
        let delay = Duration::from_secs(if is_slow { 6 } else { 0 });
        Step::text(if is_slow { "devagar" } else { "depressa" }).after(delay)
    });
    let trial = Trial::around(openai.await).await;
    trial.put_whatsapp(0).await;
    trial
        .put_integration(OTHER, &trial.whatsapp_settings(0))
        .await;
    trial.says("m-1", "sem pressa").await;
    trial.asked(1).await;
    let other = WhatsappBody::new(PHONE_NUMBER_ID).text(MARIA, "m-1", now(), "é urgente");
    accepted(trial.whatsapp_webhook(OTHER, &other.bytes())).await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.texts(), ["depressa", "devagar"]);
}
