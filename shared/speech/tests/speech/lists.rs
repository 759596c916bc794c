//! The voices and models that a key can use.

use std::time::Duration;

use serde_json::json;
use speech::Problem;
use testkit::elevenlabs::{FakeElevenLabs, Step};

use crate::common::{KEY, PLENTY, permanent, speech, transient};

#[tokio::test]
async fn voices_are_listed_with_what_is_known_of_them() {
    let fake = FakeElevenLabs::start(KEY).await;
    let voices = speech(&fake, KEY).voices(PLENTY).await.unwrap();
    insta::assert_json_snapshot!(voices);
}

#[tokio::test]
async fn all_pages_are_read() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.hold_voices(250);
    let voices = speech(&fake, KEY).voices(PLENTY).await.unwrap();
    assert_eq!((voices.len(), fake.pages()), (250, 9));
    assert_eq!(voices[249].voice_id, "voice-249");
}

#[tokio::test]
async fn half_an_emoji_in_a_name_costs_no_list() {
    let fake = FakeElevenLabs::start(KEY).await;
    let page = r#"{"voices": [{"voice_id": "v1", "name": "Ana \ud83d"}], "has_more": false}"#;
    fake.next_voices(Step::answer(200, page));
    let voices = speech(&fake, KEY).voices(PLENTY).await.unwrap();
    assert_eq!(voices[0].name, "Ana \u{fffd}");
}

#[tokio::test]
async fn a_server_without_the_newer_call_is_asked_by_the_older_one() {
    for gone in [
        Step::answer(404, r#"{"detail": "Not Found"}"#),
        Step::error(404, "not_found", "not_found"),
        Step::answer(404, "<html>"),
    ] {
        let fake = FakeElevenLabs::start(KEY).await;
        fake.hold_voices(120);
        fake.next_voices(gone);
        let voices = speech(&fake, KEY).voices(PLENTY).await.unwrap();
        assert_eq!((voices.len(), fake.pages()), (120, 1));
    }
}

#[tokio::test]
async fn a_voice_that_comes_twice_is_listed_once_and_an_unreadable_one_not_at_all() {
    let fake = FakeElevenLabs::start(KEY).await;
    let page = |token: Option<&str>, voices: serde_json::Value| {
        let more = token.is_some();
        let page = json!({"voices": voices, "has_more": more, "next_page_token": token});
        Step::answer(200, page.to_string())
    };
    let voice = |id: &str| json!({"voice_id": id, "name": id, "preview_url": "javascript:x"});
    fake.next_voices(page(
        Some("1"),
        json!([voice("a"), voice("b"), {"name": "c"}, 7]),
    ));
    fake.next_voices(page(None, json!([voice("b"), voice("d")])));
    let voices = speech(&fake, KEY).voices(PLENTY).await.unwrap();
    let ids: Vec<_> = voices.iter().map(|voice| &*voice.voice_id).collect();
    assert_eq!(ids, ["a", "b", "d"]);
    assert!(voices.iter().all(|voice| voice.preview_url.is_none()));
}

#[tokio::test]
async fn a_list_without_an_end_is_not_followed_for_ever() {
    let page = |token: usize| {
        let page = json!({"voices": [], "has_more": true, "next_page_token": token.to_string()});
        Step::answer(200, page.to_string())
    };
    let fake = FakeElevenLabs::start(KEY).await;
    (1..=100).for_each(|token| fake.next_voices(page(token)));
    let voices = speech(&fake, KEY).voices(PLENTY).await;
    let expected = permanent(Problem::Other, "the list of voices has no end");
    assert_eq!(voices, Err(expected));
}

#[tokio::test]
async fn a_list_that_breaks_off_is_not_the_whole_list() {
    let page = |token: serde_json::Value| {
        let page = json!({"voices": [], "has_more": true, "next_page_token": token});
        Step::answer(200, page.to_string())
    };
    for pages in [
        vec![json!("1"), json!("1")],
        vec![json!(null)],
        vec![json!("1"), json!(7)],
    ] {
        let fake = FakeElevenLabs::start(KEY).await;
        pages
            .into_iter()
            .for_each(|token| fake.next_voices(page(token)));
        let voices = speech(&fake, KEY).voices(PLENTY).await;
        assert_eq!(voices, Err(transient("unreadable response")));
    }
}

#[tokio::test]
async fn a_list_that_is_too_long_is_not_read() {
    let fake = FakeElevenLabs::start(KEY).await;
    let long = [b"{\"voices\": [".to_vec(), vec![b' '; 1024 * 1024]].concat();
    fake.next_voices(Step::answer(200, long));
    let voices = speech(&fake, KEY).voices(PLENTY).await;
    let expected = permanent(Problem::Other, "the response is longer than 1048576 bytes");
    assert_eq!(voices, Err(expected));
}

#[tokio::test]
async fn what_an_entry_does_not_say_is_made_up_for() {
    let fake = FakeElevenLabs::start(KEY).await;
    let odd = json!({
        "voice_id": "a", "name": null, "labels": {"language": 7}, "category": [],
        "verified_languages": [{"language": "pt"}],
    });
    fake.next_voices(Step::answer(200, json!({"voices": [odd]}).to_string()));
    let voices = speech(&fake, KEY).voices(PLENTY).await.unwrap();
    let voice = &voices[0];
    assert_eq!((&*voice.name, voice.language.as_deref()), ("a", Some("pt")));
    assert_eq!(voice.category, None);

    let odd = json!([{
        "model_id": "m", "name": null, "can_do_text_to_speech": true,
        "maximum_text_length_per_request": 0,
    }]);
    fake.next_models(Step::answer(200, odd.to_string()));
    let models = speech(&fake, KEY).models(PLENTY).await.unwrap();
    assert_eq!((&*models[0].name, models[0].max_characters), ("m", 2_500));
}

#[tokio::test]
async fn what_is_forbidden_to_a_list_is_the_keys() {
    let fake = FakeElevenLabs::start(KEY).await;
    for (step, problem, detail) in [
        (Step::answer(403, "{}"), Problem::Key, "HTTP 403"),
        (
            Step::older_error(403, "only_for_creator+"),
            Problem::Plan,
            "HTTP 403 only_for_creator+",
        ),
    ] {
        fake.next_voices(step.clone());
        fake.next_models(step);
        let speech = speech(&fake, KEY);
        let expected = permanent(problem, detail);
        assert_eq!(speech.voices(PLENTY).await, Err(expected.clone()));
        assert_eq!(speech.models(PLENTY).await, Err(expected));
    }
}

#[tokio::test]
async fn the_time_limit_is_for_all_pages() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.hold_voices(1000);
    let slowly = Duration::from_millis(150);
    (0..3).for_each(|_| fake.next_voices(Step::succeed().after(slowly)));
    let voices = speech(&fake, KEY).voices(slowly * 2).await;
    let expected = transient("no complete response within the time limit");
    assert_eq!(voices, Err(expected));
    // The scheduler decides whether the third page was asked for.
    while fake.pages() < 3 {
        drop(speech(&fake, KEY).voices(PLENTY).await);
    }
}

#[tokio::test]
async fn only_models_that_speak_are_listed_with_their_longest_text() {
    let fake = FakeElevenLabs::start(KEY).await;
    let models = speech(&fake, KEY).models(PLENTY).await.unwrap();
    insta::assert_json_snapshot!(models);

    let unknown = json!([{"model_id": "m", "name": "M", "can_do_text_to_speech": true}]);
    fake.next_models(Step::answer(200, unknown.to_string()));
    let models = speech(&fake, KEY).models(PLENTY).await.unwrap();
    assert_eq!(models[0].max_characters, 2_500);
}

#[tokio::test]
async fn a_refused_key_and_a_failing_server_are_told_apart() {
    let fake = FakeElevenLabs::start(KEY).await;
    let refused = permanent(Problem::Key, "HTTP 401 invalid_api_key");
    let other = speech(&fake, "xi-other");
    assert_eq!(other.voices(PLENTY).await, Err(refused.clone()));
    assert_eq!(other.models(PLENTY).await, Err(refused));

    for (step, detail) in [
        (Step::answer(503, ""), "HTTP 503"),
        (Step::answer(200, "<html>"), "unreadable response"),
        (Step::answer(200, "{}"), "unreadable response"),
        (Step::drop(), "the connection failed"),
    ] {
        fake.next_voices(step.clone());
        fake.next_models(step);
        let speech = speech(&fake, KEY);
        assert_eq!(speech.voices(PLENTY).await, Err(transient(detail)));
        assert_eq!(speech.models(PLENTY).await, Err(transient(detail)));
    }
}

#[tokio::test]
async fn the_older_call_fails_like_the_others() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.next_voices(Step::answer(404, ""));
    fake.next_older_voices(Step::answer(404, ""));
    let voices = speech(&fake, KEY).voices(PLENTY).await;
    assert_eq!(voices, Err(permanent(Problem::NoSuchCall, "HTTP 404")));
}
