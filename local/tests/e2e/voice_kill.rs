//! `kill -9` between the synthesis of a voice and its sending.

use testkit::{channels, elevenlabs::OGG, openai::Step};

use crate::harness::{Trial, until};

#[tokio::test]
async fn a_voice_that_was_made_is_sent_after_the_restart_and_not_paid_for_again() {
    let mut trial = Trial::in_a_process([Step::text("Seu pedido saiu.")]).await;
    trial.put_whatsapp_voice().await;
    trial.whatsapp.next_upload(channels::Step::hang());
    trial.says("m-1", "oi").await;
    until("the upload hangs", async || {
        trial.whatsapp.steps_left() == 0
    })
    .await;
    assert_eq!(trial.kept().await.len(), 1);
    assert!(trial.whatsapp.sends().is_empty(), "it was killed too late");
    trial.kill_and_restart().await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.voices(), [OGG]);
    assert_eq!(trial.elevenlabs.asked().len(), 1);
    assert_eq!(trial.prompts().len(), 1);
}
