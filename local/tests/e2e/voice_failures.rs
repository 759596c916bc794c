//! The voice fails, and the customer gets the text, once.

use serde_json::json;
use testkit::{channels, elevenlabs::Step, openai};

use crate::harness::{LOJA, Trial};

const PHONE: &str = "5511999990000";
const ANSWER: &str = "Seu pedido **saiu**.";
/// As WhatsApp shows it.
const IN_TEXT: &str = "Seu pedido *saiu*.";

/// What ElevenLabs may answer, how often it is asked then, and what the trail says of it.
fn failures() -> Vec<(Step, usize, &'static str)> {
    vec![
        (
            Step::error(401, "authentication_error", "invalid_api_key"),
            1,
            "HTTP 401 invalid_api_key",
        ),
        (
            Step::older_error(401, "quota_exceeded"),
            1,
            "HTTP 401 quota_exceeded",
        ),
        (
            Step::error(400, "invalid_request", "quota_exceeded"),
            1,
            "HTTP 400 quota_exceeded",
        ),
        (
            Step::error(404, "not_found", "voice_not_found"),
            1,
            "HTTP 404 voice_not_found",
        ),
        (
            Step::error(400, "validation_error", "max_character_limit_exceeded"),
            1,
            "HTTP 400 max_character_limit_exceeded",
        ),
        // It may be the format, so MP3 is asked for as well.
        (
            Step::older_error(403, "only_for_creator+"),
            2,
            "HTTP 403 only_for_creator+",
        ),
        (Step::validation_error(), 2, "HTTP 422"),
        (
            Step::error(429, "rate_limit_error", "rate_limit_exceeded"),
            3,
            "HTTP 429 rate_limit_exceeded",
        ),
        (
            Step::error(429, "rate_limit_error", "concurrent_limit_exceeded"),
            3,
            "HTTP 429 concurrent_limit_exceeded",
        ),
        (
            Step::older_error(429, "system_busy"),
            3,
            "HTTP 429 system_busy",
        ),
        (Step::answer(500, "oops"), 3, "HTTP 500"),
        (
            Step::answer(200, "<html>Bad gateway</html>"),
            3,
            "the answer is a text and not audio",
        ),
        (Step::answer(502, "<html>Bad gateway</html>"), 3, "HTTP 502"),
        (Step::answer(200, ""), 3, "the answer is empty"),
    ]
}

#[tokio::test]
async fn however_elevenlabs_fails_the_customer_has_the_text_once() {
    let failures = failures();
    let answers = failures.iter().map(|_| openai::Step::text(ANSWER));
    let trial = Trial::start(answers).await;
    trial.put_whatsapp_voice().await;
    let mut expected = Vec::new();
    for (n, (step, times, detail)) in failures.into_iter().enumerate() {
        for _ in 0..times {
            trial.elevenlabs.next_speech(step.clone());
        }
        trial.says(&format!("m-{n}"), "cadê meu pedido?").await;
        trial.sends(n + 1).await;
        expected.push(json!({
            "parts": 0, "characters": 0, "character_cost": 0,
            "in_text": {"because": "voice_failed", "detail": detail},
        }));
    }
    assert_eq!(trial.whatsapp.texts(), vec![IN_TEXT; expected.len()]);
    assert_eq!(trial.voices(PHONE).await, expected);
    assert!(trial.kept().await.is_empty());
}

#[tokio::test]
async fn a_voice_that_never_answers_is_text_in_good_time() {
    let trial = Trial::start([openai::Step::text(ANSWER)]).await;
    trial.put_whatsapp_voice().await;
    trial.elevenlabs.next_speech(Step::hang());
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), [IN_TEXT]);
    let because = &trial.voices(PHONE).await[0]["in_text"]["because"];
    assert_eq!(because, "voice_failed");
}

#[tokio::test]
async fn a_voice_that_is_busy_for_a_moment_is_waited_for() {
    let trial = Trial::start([openai::Step::text(ANSWER)]).await;
    trial.put_whatsapp_voice().await;
    let busy = Step::error(429, "rate_limit_error", "rate_limit_exceeded");
    trial.elevenlabs.next_speech(busy);
    trial.elevenlabs.next_speech(Step::cut_off());
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.voices().len(), 1);
}

#[tokio::test]
async fn audio_that_cannot_be_kept_is_text() {
    let trial = Trial::start([openai::Step::text(ANSWER)]).await;
    trial.put_whatsapp_voice().await;
    trial.lose_bucket();
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), [IN_TEXT]);
    let because = &trial.voices(PHONE).await[0]["in_text"]["because"];
    assert_eq!(because, "storage_failed");
}

#[tokio::test]
async fn a_voice_that_whatsapp_refuses_is_text() {
    let refused = channels::Step::graph_error(400, 131_053);
    let trial = Trial::start([openai::Step::text(ANSWER), openai::Step::text(ANSWER)]).await;
    trial.put_whatsapp_voice().await;
    trial.whatsapp.next_upload(refused.clone());
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    trial.whatsapp.next_send(refused);
    trial.says("m-2", "oi").await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.texts(), [IN_TEXT, IN_TEXT]);
    for voice in trial.voices(PHONE).await {
        assert_eq!(voice["in_text"]["because"], "channel_refused");
        assert_eq!(voice["in_text"]["detail"], "status 400, code 131053");
        assert_eq!(voice["character_cost"], 16);
    }
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_reply_that_whatsapp_refuses_in_both_forms_goes_to_people() {
    let trial = Trial::start([openai::Step::text(ANSWER)]).await;
    trial.put_whatsapp_voice().await;
    for _ in 0..2 {
        trial
            .whatsapp
            .next_send(channels::Step::graph_error(400, 131_047));
    }
    trial.says("m-1", "oi").await;
    let transfers = trial.transfers(1).await;
    assert_eq!(transfers[0].body["reason"], "undeliverable");
}

#[tokio::test]
async fn a_pair_limit_is_waited_out_without_paying_again() {
    let trial = Trial::start([openai::Step::text(ANSWER)]).await;
    trial.put_whatsapp_voice().await;
    trial
        .whatsapp
        .next_send(channels::Step::graph_error(400, 131_056));
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.voices().len(), 1);
    assert_eq!(trial.elevenlabs.asked().len(), 1);
    let turn = &trial.conversation(LOJA, PHONE).await["trail"][0];
    assert_eq!(turn["attempts"], 2);
    assert_eq!(turn["voice"]["character_cost"], 16);
}
