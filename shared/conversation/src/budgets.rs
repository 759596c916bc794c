//! Time budgets of one invocation.
//!
//! [`crate::policy`] has the times that a conversation is promised, over minutes and days. An
//! invocation's deadline comes from its function: 90 s after it began for the responder, 60 s for
//! the transfer function. A run counts back from it:
//!
//! ```text
//! claim                     deadline - 15 s                     - 4 s       - 3 s     deadline     + 5 s
//!   |  ask, speak                  |  send, step by step          |  record   |  give up  |  lease     |
//!   |                       ANSWER_RESERVE                 RECORD_RESERVE  TO_GIVE_UP         LEASE_MARGIN
//! ```

use std::time::Duration;

use crate::{policy::WAKE_UP_PATIENCE, ports::MAX_DELAY};

// A run, from its claim to the end of its lease.

/// The least time left in which a run is claimed. With less, the assistant would be asked in vain.
pub(crate) const LEAST_RUN: Duration = Duration::from_secs(20);
/// The time that asking and speaking leave to store and send.
pub(crate) const ANSWER_RESERVE: Duration = Duration::from_secs(15);
/// The most time that one part, or one step at a desk, may take.
pub(crate) const STEP_LIMIT: Duration = Duration::from_secs(10);
/// The least time left in which a part or a step is begun. If it were cut off on its way, it might
/// arrive all the same, and would be done again.
pub(crate) const LEAST_STEP: Duration = Duration::from_secs(2);
/// The time that a part or a step leaves to record it.
pub(crate) const RECORD_RESERVE: Duration = Duration::from_secs(4);
/// The time that recording leaves to give up in good order.
pub(crate) const TO_GIVE_UP: Duration = Duration::from_secs(3);
/// How much longer than its invocation a run's lease lasts, so that nobody takes its turn while it
/// lives.
pub(crate) const LEASE_MARGIN: Duration = Duration::from_secs(5);

const _: () = {
    assert!(is_shorter(ANSWER_RESERVE, LEAST_RUN));
    // After the longest answer, one part is sent and recorded all the same.
    let sent_and_recorded = STEP_LIMIT.saturating_add(RECORD_RESERVE);
    assert!(is_shorter(sent_and_recorded, ANSWER_RESERVE));
    assert!(is_shorter(TO_GIVE_UP, RECORD_RESERVE));
};

const fn is_shorter(one: Duration, other: Duration) -> bool {
    one.as_millis() < other.as_millis()
}

// Speaking, which is part of what the assistant's answer leaves.

/// The most time that speaking one part may take, over all attempts. If a reply is to be spoken,
/// the assistant is given that much less time, but never less than two thirds of its own.
pub(crate) const SPEAKING: Duration = Duration::from_secs(20);
/// The least time left in which speaking is begun. With less, it would be paid for and not heard.
pub(crate) const LEAST_SPEAKING: Duration = Duration::from_secs(2);
/// The pause before the second attempt to speak; it doubles with each attempt.
pub(crate) const FIRST_SPEAKING_PAUSE: Duration = Duration::from_millis(500);

// Hearing recordings, while their window waits and in the run.

/// The most time that hearing a message may take, from fetching to its words.
pub(crate) const HEARING: Duration = Duration::from_secs(60);
/// The most time that a webhook waits for the message that asks for a recording to be heard.
pub(crate) const SEND_TO_HEAR: Duration = Duration::from_millis(500);
/// The most time that a run waits for recordings that are not heard when it begins.
pub(crate) const WAIT_TO_HEAR: Duration = Duration::from_secs(25);
/// How much longer than it may take a hearing is held, so that nobody else hears the same.
pub(crate) const HEARING_MARGIN: Duration = Duration::from_secs(3);
/// How often a run looks whether somebody else has heard a recording.
pub(crate) const LOOK_FOR_HEARD_EVERY: Duration = Duration::from_millis(250);

// Calling tools, between two questions to the assistant.

/// The most time that one try of a call takes, by the settings. A run that has less, and did something else
/// before, leaves the call to a later run.
pub(crate) const LONGEST_CALL: Duration = Duration::from_secs(30);
/// The same for asking the assistant what its calls lead to.
pub(crate) const LEAST_ASKING: Duration = Duration::from_secs(40);
/// A run that is not older has as much time as a later one would.
pub(crate) const MOMENT: Duration = Duration::from_secs(5);
/// The pause before a run that has the time that another did not have.
pub(crate) const MORE_TIME_PAUSE: Duration = Duration::from_secs(1);
/// How long after its first claim a turn calls tools.
pub(crate) const CALLING: Duration = Duration::from_secs(5 * 60);
/// The pauses before a call that failed for now is made again.
pub(crate) const TOOL_PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

// Fetching what the assistant is shown, right before it is asked.

/// The most time that a run spends on fetching pictures and documents.
pub(crate) const FETCHING: Duration = Duration::from_secs(20);
/// The pauses before a file is fetched again that the channel does not have, or not yet.
pub(crate) const FETCH_PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

// Pauses between the attempts of an invocation to record what has been done outside.

/// The first pause; it doubles up to the longest.
pub(crate) const FIRST_RECORD_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause.
pub(crate) const LONGEST_RECORD_PAUSE: Duration = Duration::from_secs(2);

// Conflicts: how long one goes on against those who write the same conversation.

/// For a claim, and for giving one up.
pub(crate) const CLAIM_CONFLICT_TIMEOUT: Duration = Duration::from_secs(20);
/// For any other step.
pub(crate) const STEP_CONFLICT_TIMEOUT: Duration = Duration::from_secs(10);
/// For a webhook, before its provider is asked to try again. Providers wait for some seconds only.
pub(crate) const WEBHOOK_CONFLICT_TIMEOUT: Duration = Duration::from_secs(3);
/// The shortest and the longest wait after a conflict before reading again, in milliseconds.
pub(crate) const JITTER_MS: (u64, u64) = (5, 50);

// Looking again for what may be written any moment.

/// The longest wait that a run waits out in place, since SQS delays are whole seconds.
pub(crate) const IN_PLACE: Duration = Duration::from_secs(1);
/// How often an early wake-up looks in place for its commit, and for how long.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(50);
pub(crate) const LOOK_IN_PLACE: Duration = Duration::from_secs(1);
/// When an early wake-up, or an early `return_v1`, comes again.
pub(crate) const EARLY_WAKE_UP: Duration = Duration::from_secs(5);
/// When an early entry of the human queue comes again.
pub(crate) const EARLY_ENTRY: Duration = Duration::from_secs(2);
/// How long after it was sent a `return_v1` may wait for its commit: as long as it is delayed, and
/// then as long as a wake-up looks for its own commit.
pub(crate) const EARLY_RETURN_FOR: Duration = MAX_DELAY.saturating_add(WAKE_UP_PATIENCE);
/// How often, and for how long, the report of a failed part looks for the part, which is about to
/// be recorded. Its webhook waits meanwhile.
pub(crate) const LOOK_FOR_PART_EVERY: Duration = Duration::from_millis(100);
pub(crate) const LOOK_FOR_PART: Duration = Duration::from_secs(2);

// Pauses between invocations.

/// The pauses before a turn is tried again: one early retry for a failure that is likely a blip,
/// and the others over the ten minutes that a turn is given ([`crate::policy::MAX_TURN_TIME`]).
pub(crate) const TURN_PAUSES: [Duration; 7] = [
    Duration::from_secs(2),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(90),
    Duration::from_secs(120),
    Duration::from_secs(150),
];
/// The pause before the second attempt at anything else; it doubles with each attempt.
pub(crate) const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause after a failure of our own, before any provider was asked.
pub(crate) const LONGEST_UNASKED_PAUSE: Duration = Duration::from_secs(60);
/// The pause before a desk is told again that the assistant has a conversation back.
pub(crate) const TAKE_BACK_PAUSE: Duration = Duration::from_secs(60);
