//! Audio through Whazing, which fetches it.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::Failure;
use serde_json::json;
use testkit::channels::Step;

use crate::sending::{LIMIT, LINK, Meaning, meaning, plain_audio, speak_to, voice_note};
use crate::support::{now, shown};
use crate::whazing_inbound::believed;
use crate::whazing_outbound::{NUMBER, address, fake};

async fn speak(channel: &AnyChannel) -> Result<(), Failure> {
    speak_to(channel, address(), &voice_note(), LIMIT).await
}

#[tokio::test]
async fn audio_goes_out_by_its_url_and_without_a_text() {
    let (fake, channel) = fake().await;
    fake.customer_says(NUMBER, "oi", now());
    speak(&channel).await.unwrap();
    let ticket = json!({"ticket": 1});
    speak_to(&channel, ticket, &plain_audio(), LIMIT)
        .await
        .unwrap();
    let sends = fake.sends();
    assert_eq!(
        sends[0].body,
        json!({"body": "", "number": NUMBER, "externalKey": "turn-1-0", "mediaUrl": LINK})
    );
    assert_eq!(
        sends[1].body,
        json!({"body": "", "ticketId": "1", "externalKey": "turn-1-0", "mediaUrl": LINK})
    );
    assert_eq!(fake.voices(), [LINK, LINK]);
    assert!(fake.texts().is_empty());
}

#[tokio::test]
async fn its_own_voice_does_not_come_back_as_a_message() {
    let (fake, channel) = fake().await;
    fake.customer_says(NUMBER, "oi", now());
    speak(&channel).await.unwrap();
    let told = fake.consequences(now());
    assert_eq!(shown(&believed(&told[0])), "ignored: 1 own\n");
}

#[tokio::test]
async fn the_status_decides_what_a_refusal_means() {
    let (fake, channel) = fake().await;
    for (status, expected) in [
        (400, Meaning::Permanent),
        (415, Meaning::Permanent),
        (429, Meaning::Retry(None)),
        (500, Meaning::Retry(None)),
    ] {
        fake.next_send(Step::answer(status, format!("cannot fetch {LINK}")));
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), expected, "{status}");
        assert!(!format!("{error} {error:?}").contains("signature"));
    }
    let foreign = json!({"chat_id": 700_100_200});
    let refused = speak_to(&channel, foreign, &voice_note(), LIMIT).await;
    assert_eq!(meaning(&refused.unwrap_err()), Meaning::Permanent);
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn a_lost_answer_may_be_tried_again() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_send(step);
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    fake.next_send(Step::hang());
    let soon = Duration::from_millis(50);
    let error = speak_to(&channel, address(), &voice_note(), soon).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
    assert_eq!(fake.voices(), [LINK]);
}
