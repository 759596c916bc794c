//! What speaking counts of a day's characters, and what of that is given back.

use std::time::Duration;

use conversation::{
    Responded, TextBecause, VoicePolicy,
    ports::{Counted, DayBudget},
};

use crate::{
    voice::{ALWAYS, ANSWER, answered, because, ended, sent, speaking, text},
    world::{START, World, done, tenant},
};

/// How many characters are left of the day on which the world began.
pub(crate) fn left_of_the_day(world: &World) -> u64 {
    let (integration, _) = tenant();
    let at = conversation::Timestamp::from_millis(START);
    let most = ALWAYS.max_day_characters;
    let fits = |n| {
        done(
            world
                .budget
                .take(&integration, &Counted::SpokenCharacters, n, at, most),
        )
        .unwrap()
    };
    (0..=most).rev().find(|n| fits(*n)).unwrap()
}

#[test]
fn past_the_days_cap_replies_are_text_until_the_next_day() {
    let world = speaking(VoicePolicy {
        max_day_characters: 57,
        ..ALWAYS
    });
    let expected = [
        None,
        because(TextBecause::OverDayCap, None),
        // Another day.
        None,
    ];
    for (n, expected) in expected.into_iter().enumerate() {
        if n == 2 {
            world.wait(Duration::from_secs(16 * 3600));
        }
        world.contact_writes(&format!("m-{n}"));
        assert_eq!(ended(world.respond()).text_fallback, expected, "{n}");
    }
}

#[test]
fn what_is_refused_after_it_was_paid_for_is_not_given_back() {
    let world = speaking(ALWAYS);
    world.voice.refuses();
    world.refusals_cost.set(true);
    answered(&world);
    assert_eq!(left_of_the_day(&world), 1_000 - 16);
}

#[test]
fn what_an_earlier_request_may_have_paid_for_is_not_given_back() {
    let world = speaking(ALWAYS);
    world.voice.fails_once_and_refuses();
    assert_eq!(
        answered(&world).text_fallback,
        because(TextBecause::VoiceFailed, Some("refused"))
    );
    assert_eq!(sent(&world), [text(ANSWER)]);
    assert_eq!(left_of_the_day(&world), 1_000 - 16);
}

#[test]
fn what_an_earlier_run_may_have_paid_for_is_not_given_back() {
    let world = speaking(ALWAYS);
    world.contact_writes("m-1");
    world.channel.fails(None);
    assert!(matches!(world.respond(), Responded::RetryIn { .. }));
    // The next run neither finds what was spoken nor may speak.
    world.voice.refuses();
    world.channel.works();
    world.wait(Duration::from_secs(10));
    ended(world.respond());
    assert_eq!(sent(&world), [text(ANSWER)]);
    assert_eq!(left_of_the_day(&world), 1_000 - 16);
}

#[test]
fn what_no_run_has_begun_is_given_back_by_a_later_one() {
    let world = speaking(ALWAYS);
    world.contact_writes("m-1");
    world.assistant_is_busy(1);
    assert!(matches!(world.respond(), Responded::RetryIn { .. }));
    world.voice.refuses();
    world.wait(Duration::from_secs(10));
    ended(world.respond());
    assert_eq!(left_of_the_day(&world), 1_000);
}

#[test]
fn it_is_given_back_to_the_day_on_which_it_was_counted() {
    let world = speaking(ALWAYS);
    world.voice.refuses();
    let midnight = START - START % 86_400_000 + 86_400_000;
    world.wait(Duration::from_millis(midnight - START - 1));
    world.counts_for.set(Duration::from_secs(1));
    answered(&world);
    assert_eq!(left_of_the_day(&world), 1_000);
}
