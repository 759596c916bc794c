//! The same webhook again.

use testkit::{channels::WhatsappBody, openai::Step};

use crate::harness::{LOJA, MARIA, PHONE_NUMBER_ID, Trial, accepted, now, user};

#[tokio::test]
async fn a_webhook_that_comes_twice_and_again_after_the_reply_is_answered_once() {
    let trial = Trial::whatsapp(1000, [Step::text("Olá!")]).await;
    let body = WhatsappBody::new(PHONE_NUMBER_ID).text(MARIA, "m-1", now(), "oi");
    let post = || accepted(trial.whatsapp_webhook(LOJA, &body.bytes()));
    tokio::join!(post(), post());
    trial.sends(1).await;
    post().await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user("oi")]]);
}

#[tokio::test]
async fn a_message_that_comes_again_with_a_new_one_is_not_answered_again() {
    let trial = Trial::whatsapp(0, [Step::text("Um"), Step::text("Dois")]).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    let both = WhatsappBody::new(PHONE_NUMBER_ID)
        .text(MARIA, "m-1", now(), "oi")
        .text(MARIA, "m-2", now(), "e agora?");
    accepted(trial.whatsapp_webhook(LOJA, &both.bytes())).await;
    trial.sends(2).await;
    let last = trial.prompts().pop().unwrap();
    assert_eq!(last.iter().filter(|line| **line == user("oi")).count(), 1);
    assert_eq!(last.last(), Some(&user("e agora?")));
}
