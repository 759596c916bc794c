//! A voice on each channel that is not WhatsApp's own, and its echo.

use testkit::{
    channels::{Step as Telegram, TelegramUpdate},
    elevenlabs::OGG,
    openai::Step,
};

use crate::harness::{JOANA, LOJA, Trial, now, within};

fn answers() -> [Step; 2] {
    [Step::text("Um."), Step::text("Dois.")]
}

#[tokio::test]
async fn whazing_fetches_the_voice_and_its_echo_is_no_person() {
    let trial = Trial::at_whazing(answers()).await;
    let settings = trial.in_a_voice(trial.whazing_settings());
    trial.put_integration(LOJA, &settings).await;
    for text in ["oi", "e agora?"] {
        trial.whazing_says(text).await;
        trial.whazing_echoes().await;
    }
    let voices = trial.whazing.voices();
    assert_eq!(voices.len(), 2, "{voices:?}");
    for link in voices {
        let (status, content_type, bytes) = trial.site.fetch(&link).await;
        assert_eq!((status, &*content_type), (200, "audio/ogg; codecs=opus"));
        assert_eq!(bytes, OGG);
    }
}

#[tokio::test]
async fn chatwoot_is_given_the_voice_and_its_echo_is_no_person() {
    let trial = Trial::at_chatwoot(answers()).await;
    let settings = trial.in_a_voice(trial.chatwoot_settings());
    trial.put_integration(LOJA, &settings).await;
    for text in ["oi", "e agora?"] {
        trial.chatwoot_says(text).await;
        trial.chatwoot_echoes().await;
    }
    assert_eq!(trial.chatwoot.voices(), [OGG, OGG]);
}

#[tokio::test]
async fn who_forbids_voices_on_telegram_gets_the_text() {
    let trial = Trial::start(answers()).await;
    let settings = trial.in_a_voice(trial.whatsapp_settings(0));
    let telegram = trial.put_on_telegram(settings).await;
    telegram.next_send(Telegram::take());
    let forbidden = "Bad Request: VOICE_MESSAGES_FORBIDDEN";
    telegram.next_send(Telegram::telegram_error(400, forbidden, None));
    for (id, count) in [(1, 1), (2, 2)] {
        let update = TelegramUpdate::text(JOANA, id, now(), "oi");
        trial.telegram_tells(&update).await;
        within(telegram.wait_for_sends(count)).await;
        trial.settled().await;
    }
    assert_eq!(telegram.voices(), [OGG]);
    assert_eq!(telegram.texts(), ["Dois."]);
    let because = &trial.voices("424242").await[1]["in_text"];
    assert_eq!(because["because"], "channel_refused");
}
