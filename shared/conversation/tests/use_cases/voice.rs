//! A reply in a voice, and each way in which it becomes text.

use std::time::Duration;

use conversation::{
    ConversationRef, Incoming, Outcome, Responded, TextBecause, TextFallback, VoicePolicy,
    VoiceReport, VoiceWhen,
};

use crate::{
    day_budget::left_of_the_day,
    world::{World, world},
};

pub(crate) const ANSWER: &str = "Seu pedido saiu.\nChega amanhã.\nhttps://loja.example/p/1";
pub(crate) const ALWAYS: VoicePolicy = VoicePolicy {
    when: VoiceWhen::Always,
    max_reply_characters: 100,
    max_day_characters: 1_000,
};

pub(crate) fn speaking(policy: VoicePolicy) -> World {
    let mut world = world();
    world.policy.voice = Some(policy);
    *world.answer.borrow_mut() = ANSWER;
    world
}

/// The contact writes, and is answered: what became of the voice.
pub(crate) fn answered(world: &World) -> VoiceReport {
    world.contact_writes("m-1");
    ended(world.respond())
}

pub(crate) fn ended(responded: Responded) -> VoiceReport {
    let Responded::Ended {
        outcome: Outcome::Answered { .. },
        voice: Some(voice),
        ..
    } = responded
    else {
        panic!("{responded:?}");
    };
    voice
}

pub(crate) fn sent(world: &World) -> Vec<(String, Option<String>)> {
    world.sent.borrow().clone()
}

fn voice(text: &str) -> (String, Option<String>) {
    (text.to_owned(), Some(text.to_owned()))
}

pub(crate) fn text(text: &str) -> (String, Option<String>) {
    (text.to_owned(), None)
}

pub(crate) fn because(because: TextBecause, detail: Option<&str>) -> Option<TextFallback> {
    Some(TextFallback {
        because,
        detail: detail.map(str::to_owned),
    })
}

#[test]
fn each_part_is_a_voice_and_what_is_to_be_copied_is_text() {
    let world = speaking(ALWAYS);
    let voiced = answered(&world);
    let expected = [
        voice("Seu pedido saiu."),
        voice("Chega amanhã."),
        text("https://loja.example/p/1"),
    ];
    assert_eq!(sent(&world), expected);
    let expected = VoiceReport {
        parts: 2,
        characters: 29,
        character_cost: 4,
        ..VoiceReport::default()
    };
    assert_eq!(voiced, expected);
    assert_eq!(left_of_the_day(&world), 1_000 - 29);
}

#[test]
fn the_transcript_says_what_was_spoken() {
    let world = speaking(ALWAYS);
    let conversation = world.contact_writes("m-1");
    world.respond();
    assert_eq!(spoken_lines(&world, &conversation), [true, true, false]);
}

fn spoken_lines(world: &World, conversation: &ConversationRef) -> Vec<bool> {
    let look = |items: &testkit::memory::Items| {
        let lines = items.messages.values().filter(|m| m.is_ours());
        lines.map(|message| message.voice).collect()
    };
    world.table.with(conversation, look).unwrap()
}

#[test]
fn a_mirror_speaks_to_who_spoke_last() {
    for (voices, expected) in [
        (&[true][..], None),
        (&[false, true], None),
        (&[true, false], because(TextBecause::CustomerWrote, None)),
    ] {
        let world = speaking(VoicePolicy {
            when: VoiceWhen::Mirror,
            ..ALWAYS
        });
        for (n, voice) in voices.iter().enumerate() {
            world.contact_says(Incoming {
                voice: *voice,
                ..world.incoming(&format!("m-{n}"))
            });
        }
        let voiced = ended(world.respond());
        assert_eq!(voiced.text_fallback, expected, "{voices:?}");
        let spoken = sent(&world).iter().any(|(_, audio)| audio.is_some());
        assert_eq!(spoken, expected.is_none());
    }
}

#[test]
fn where_nothing_can_speak_a_reply_is_text_and_costs_nothing() {
    let world = speaking(ALWAYS);
    world.voice_is_unusable.set(true);
    let voiced = answered(&world);
    let expected = because(TextBecause::VoiceFailed, Some("there is no key"));
    assert_eq!(voiced.text_fallback, expected);
    assert_eq!(sent(&world), [text(ANSWER)]);
    assert_eq!(left_of_the_day(&world), 1_000);
}

#[test]
fn a_reply_longer_than_the_cap_is_text_and_costs_nothing() {
    for (most, fits) in [(29, true), (28, false)] {
        let world = speaking(VoicePolicy {
            max_reply_characters: most,
            ..ALWAYS
        });
        let voiced = answered(&world);
        assert_eq!(voiced.text_fallback.is_none(), fits);
        if !fits {
            assert_eq!(
                voiced.text_fallback,
                because(TextBecause::OverReplyCap, None)
            );
            assert_eq!(sent(&world), [text(ANSWER)]);
            assert!(world.voice.called.borrow().is_empty());
            assert_eq!(left_of_the_day(&world), 1_000);
        }
    }
}

#[test]
fn what_cannot_be_spoken_is_text() {
    let world = speaking(ALWAYS);
    *world.answer.borrow_mut() = "https://loja.example/p/1";
    let voiced = answered(&world);
    assert_eq!(
        voiced.text_fallback,
        because(TextBecause::NothingToSay, None)
    );
    assert_eq!(sent(&world), [text("https://loja.example/p/1")]);
}

#[test]
fn a_voice_that_is_refused_is_text_at_once_and_is_given_back() {
    let world = speaking(ALWAYS);
    world.voice.refuses();
    let voiced = answered(&world);
    let expected = because(TextBecause::VoiceFailed, Some("refused"));
    assert_eq!(voiced.text_fallback, expected);
    assert_eq!(world.voice.called.borrow().len(), 1);
    assert_eq!(sent(&world), [text(ANSWER)]);
    assert_eq!(left_of_the_day(&world), 1_000);
}

#[test]
fn a_voice_that_fails_for_now_is_tried_three_times() {
    let world = speaking(ALWAYS);
    world.voice.fails(None);
    let voiced = answered(&world);
    assert_eq!(
        voiced.text_fallback,
        because(TextBecause::VoiceFailed, Some("down"))
    );
    assert_eq!(*world.voice.called.borrow(), [0, 0, 1]);
    assert_eq!(sent(&world), [text(ANSWER)]);
    // The first part may have been paid for.
    assert_eq!(left_of_the_day(&world), 1_000 - 16);
}

#[test]
fn after_three_attempts_a_turn_is_not_spoken_any_more() {
    for (cut_off, expected) in [(2, 3), (3, 1)] {
        let world = speaking(ALWAYS);
        world.contact_writes("m-1");
        // What failed before there was a reply does not count.
        world.assistant_is_busy(1);
        assert!(matches!(world.respond(), Responded::RetryIn { .. }));
        world.speaks_for_ever.set(true);
        for _ in 0..cut_off {
            world.wait(Duration::from_secs(66));
            world.is_cut_off();
        }
        world.speaks_for_ever.set(false);
        world.wait(Duration::from_secs(66));
        let voiced = ended(world.respond());
        assert_eq!(sent(&world).len(), expected, "{cut_off}");
        assert_eq!(voiced.text_fallback.is_some(), cut_off == 3);
    }
}

#[test]
fn a_voice_that_asks_for_too_long_a_pause_is_text() {
    for (asks, calls) in [(5, 3), (19, 1), (600, 1)] {
        let world = speaking(ALWAYS);
        world.voice.fails(Some(asks));
        answered(&world);
        assert_eq!(world.voice.called.borrow().len(), calls, "{asks}");
        assert_eq!(sent(&world), [text(ANSWER)]);
    }
}

#[test]
fn a_slow_voice_is_text_in_good_time() {
    let world = speaking(ALWAYS);
    world.voice.fails(None);
    world.speaks_for.set(Duration::from_secs(60));
    let voiced = answered(&world);
    let expected = because(TextBecause::VoiceFailed, Some("down"));
    assert_eq!(voiced.text_fallback, expected);
    assert_eq!(world.seconds(), 20);
}

#[test]
fn the_rest_of_a_reply_that_was_begun_is_text() {
    let world = speaking(ALWAYS);
    world.speaks_for.set(Duration::from_secs(30));
    // Of the 60 s that a run has, 15 are kept for sending: enough for 20, 20 and 5.
    *world.answer.borrow_mut() = "Um.\nDois.\nTrês.\nQuatro.\nhttps://loja.example/p/1";
    let voiced = answered(&world);
    let expected = [
        voice("Um."),
        voice("Dois."),
        voice("Três."),
        text("Quatro."),
        text("https://loja.example/p/1"),
    ];
    assert_eq!(sent(&world), expected);
    assert_eq!((voiced.parts, voiced.characters), (3, 13));
    assert_eq!(voiced.text_fallback, because(TextBecause::NoTime, None));
    assert_eq!(left_of_the_day(&world), 1_000 - 13);
}

#[test]
fn a_channel_that_refuses_the_voice_gets_the_text() {
    let world = speaking(ALWAYS);
    world.contact_writes("m-1");
    world.refuses_voices.set(true);
    let voiced = ended(world.respond());
    let expected = VoiceReport {
        // It was made before the channel was asked.
        character_cost: 2,
        text_fallback: because(TextBecause::ChannelRefused, Some("no voices")),
        ..VoiceReport::default()
    };
    assert_eq!(voiced, expected);
    assert_eq!(sent(&world), [text(ANSWER)]);
    // Who drops a repeat must not drop it.
    let ids = world.delivery_ids.borrow();
    assert!(ids.len() == 2 && ids[0] != ids[1], "{ids:?}");
    // The first part was paid for.
    assert_eq!(left_of_the_day(&world), 1_000 - 16);
}

#[test]
fn a_channel_that_takes_neither_leaves_it_to_people() {
    let world = speaking(ALWAYS);
    world.contact_writes("m-1");
    world.channel.refuses();
    let Responded::Ended { outcome, voice, .. } = world.respond() else {
        panic!("it goes on");
    };
    assert!(matches!(outcome, Outcome::Transferred { .. }));
    assert!(voice.is_some_and(|voice| voice.text_fallback.is_some()));
}

#[test]
fn a_channel_that_fails_for_now_is_given_the_voice_once_more_and_then_the_text() {
    let world = speaking(ALWAYS);
    world.contact_writes("m-1");
    world.channel.fails(None);
    assert!(matches!(world.respond(), Responded::RetryIn { .. }));
    assert_eq!(world.channel.called.borrow().len(), 1);
    world.wait(Duration::from_secs(10));
    assert!(matches!(world.respond(), Responded::RetryIn { .. }));
    // The voice, and the text.
    assert_eq!(world.channel.called.borrow().len(), 3);
    world.channel.works();
    world.wait(Duration::from_secs(60));
    let voiced = ended(world.respond());
    let expected = because(TextBecause::ChannelRefused, Some("down"));
    assert_eq!(voiced.text_fallback, expected);
    assert_eq!(sent(&world), [text(ANSWER)]);
}

#[test]
fn a_pause_that_the_turn_cannot_wait_out_is_not_the_end_before_the_text_is_tried() {
    let world = speaking(ALWAYS);
    world.contact_writes("m-1");
    world.channel.fails(Some(700));
    let Responded::Ended { outcome, voice, .. } = world.respond() else {
        panic!("it goes on");
    };
    assert!(matches!(outcome, Outcome::Transferred { .. }));
    assert!(voice.is_some_and(|voice| voice.text_fallback.is_some()));
    // The voice, and the text.
    assert_eq!(world.channel.called.borrow().len(), 2);
}

#[test]
fn people_who_take_over_while_it_is_made_are_not_talked_over() {
    let world = speaking(ALWAYS);
    let conversation = world.contact_writes("m-1");
    world.taken_over.replace(Some(conversation.clone()));
    assert_eq!(world.respond(), Responded::Done);
    assert!(sent(&world).is_empty());
    let state = world.state(&conversation).unwrap();
    assert_ne!(state.owner, conversation::Owner::Assistant);
}

#[test]
fn neither_the_marker_nor_the_transfer_is_spoken() {
    let world = speaking(ALWAYS);
    *world.answer.borrow_mut() = conversation::marker::DEFAULT_MARKER;
    world.contact_writes("m-1");
    let Responded::Ended { outcome, voice, .. } = world.respond() else {
        panic!("it goes on");
    };
    assert!(matches!(outcome, Outcome::Transferred { .. }));
    assert_eq!(voice, None);
    assert!(world.voice.called.borrow().is_empty());
}

#[test]
fn the_assistant_leaves_time_to_speak_and_to_send() {
    // Of the 60 s that a run has.
    let mirror = VoicePolicy {
        when: VoiceWhen::Mirror,
        ..ALWAYS
    };
    for (policy, seconds) in [(None, 45), (Some(ALWAYS), 30), (Some(mirror), 45)] {
        let mut world = world();
        world.policy.voice = policy;
        world.contact_writes("m-1");
        world.respond();
        assert_eq!(world.asked_within.get(), Duration::from_secs(seconds));
    }
}

#[test]
fn a_reply_in_text_says_nothing_of_a_voice() {
    let world = world();
    *world.answer.borrow_mut() = ANSWER;
    world.contact_writes("m-1");
    let Responded::Ended { voice, .. } = world.respond() else {
        panic!("it goes on");
    };
    assert_eq!(voice, None);
    assert_eq!(sent(&world), [text(ANSWER)]);
}
