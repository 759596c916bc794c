//! What happens in one simulated story: all of it drawn from the seed.

use std::time::Duration;

use conversation::{
    AnswerAtOnce, Balloons, Caps, ContactName, Correction, DeliveryReport, DeskEvent, HistoryLimit,
    Incoming, IntegrationId, Keyword, Phrases, Policy, Renamed, VoicePolicy, VoiceWhen, Wait, Zone,
};

use conversation::policy::{Hearing, Seeing};

use crate::policy;

use super::{
    contacts::{last_words, story},
    operators, renamed,
    seen::{LEAST_SHOWN, MAX_BYTES},
    tried,
    world::World,
};

/// When every story begins, in milliseconds since the epoch.
pub(super) const START: u64 = 1_800_000_000_000;
/// How long faults go on happening, besides two of the longest waits.
const FAULTS_LAST: u64 = 15 * 60 * 1000;

/// How late a queue with a long backlog is, in milliseconds.
const BACKLOG: u64 = 5 * 60 * 1000;
/// How long after the faults of a story each contact writes a last message, if wake-ups were lost.
const LAST_WORD: u64 = 4 * 3_600_000;

/// An outage longer than any transfer is tried.
const LONG: u64 = 14 * 3_600_000;

const INTERVALS_MS: [u64; 9] = [
    0, 1, 300, 1_000, 1_500, 15_000, 60_000, 1_200_000, 3_600_000,
];

const QUIET_MS: [u64; 6] = [1, 300, 1_000, 2_500, 10_000, 60_000];

/// How likely each fault is, per thousand port calls.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Faults {
    pub(super) crash: u64,
    pub(super) fail_before: u64,
    pub(super) fail_after: u64,
    pub(super) slow: u64,
    /// Per thousand sends: those that take their time.
    pub(super) slow_send: u64,
    /// Per thousand answers, sends or deliveries.
    pub(super) assistant: u64,
    pub(super) voice: u64,
    /// Fetching and hearing recordings.
    pub(super) hearing: u64,
    /// Fetching pictures and documents.
    pub(super) seeing: u64,
    /// Calling tools.
    pub(super) tools: u64,
    pub(super) channel: u64,
    pub(super) desk: u64,
    /// Per thousand parts that the channel took: those that it cannot deliver.
    pub(super) undelivered: u64,
    pub(super) queue: u64,
    /// How often a wake-up may be received before it is moved to the dead-letter queue.
    pub(super) max_receives: u32,
    /// How late a queue may deliver, in milliseconds.
    pub(super) latest: u64,
}

impl Faults {
    /// Whether only the outside world fails.
    pub(super) const fn are_none(&self) -> bool {
        self.crash + self.fail_before + self.fail_after + self.slow + self.slow_send + self.queue
            == 0
    }
}

/// What a person writes to give a conversation back.
pub(super) const KEYWORD: &str = "#bot";
/// What a customer writes to ask for a person.
pub(super) const PHRASE: &str = "quero um humano";
/// What a customer writes who wants no wait, and what stands in a message by which they tap a button.
pub(super) const URGENT: &str = "urgente";
pub(super) const BUTTON: &str = "botao";

/// One event that reaches our webhooks, or that an operator causes.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Says(Incoming),
    /// The contact edits or deletes a message.
    Corrects(Correction),
    /// The contact gets another number.
    Renames(Renamed),
    /// The channel tells what became of a part.
    Reports(DeliveryReport),
    PersonSays(Incoming),
    PersonNotes(Incoming),
    DeskTells(DeskEvent),
    OperatorTakes(ContactName),
    OperatorReleases(ContactName),
    OperatorSays(ContactName, String),
    /// Somebody begins a test.
    Begins(ContactName),
    /// Somebody writes in a test.
    Tries(Incoming),
    Erases(ContactName),
    Enables(bool),
    /// An operator writes other settings.
    Changes(Box<Policy>),
    /// An operator deletes the integration, or makes it again.
    Deletes(bool),
    /// The older messages of a contact's conversation expire.
    Expires(ContactName),
    /// An operator empties the queue of the wake-ups.
    Purges,
}

/// An act on an integration, at a moment.
#[derive(Debug, Clone)]
pub(super) struct Move {
    pub(super) at: u64,
    pub(super) integration: usize,
    pub(super) act: Act,
}

/// A whole story.
pub(super) struct Scenario {
    pub(super) integrations: Vec<(IntegrationId, Policy)>,
    pub(super) faults: Faults,
    /// When faults end, so that the story can end.
    pub(super) faults_end: u64,
    /// When the desks are down, and how many steps each one takes.
    pub(super) outage: (u64, u64),
    pub(super) desk_steps: Vec<u32>,
    /// Whether two versions of the code run at once.
    pub(super) mixed_versions: bool,
    /// Whether each process has a clock of its own, which is wrong by up to a second.
    pub(super) clocks_differ: bool,
    pub(super) moves: Vec<Move>,
}

impl Scenario {
    pub(super) fn draw(world: &World) -> Self {
        let integrations: Vec<_> = (0..=world.below(2))
            .filter_map(|n| integration(world, n))
            .collect();
        let faults = if world.chance(250) {
            Faults {
                max_receives: 500,
                latest: 5_000,
                ..Faults::default()
            }
        } else {
            draw_faults(world)
        };
        let clocks_differ = world.chance(150);
        let mut moves = Vec::new();
        let longest = integrations.iter().map(|(_, policy)| longest_wait(policy));
        let mut longest = longest.max().unwrap_or_default();
        for (integration, (_, policy)) in integrations.iter().enumerate() {
            for contact in 0..=world.below(2) {
                let whose = (integration, contact);
                let drawn = (policy, &faults, clocks_differ);
                story(world, whose, drawn, &mut moves);
            }
            longest = longest.max(operators::story(world, (integration, policy), &mut moves));
            if world.chance(200) {
                tried::story(world, (integration, policy, clocks_differ), &mut moves);
            }
        }
        let calm = START + FAULTS_LAST + 2 * longest + LAST_WORD;
        let purged = world.chance(30);
        if purged {
            moves.push(Move {
                at: START + world.below(60_000 + 2 * longest),
                integration: 0,
                act: Act::Purges,
            });
        }
        let deleted = world.chance(20);
        if deleted {
            operators::deletes(world, longest, &mut moves);
        }
        if purged || deleted {
            last_words(world, calm, &mut moves);
        }
        let steps = integrations.iter().map(|_| world.below(4));
        let desk_steps: Vec<u32> = steps
            .filter_map(|steps| u32::try_from(steps).ok())
            .collect();
        // A channel that reports another number has no desk. If wake-ups were lost, last messages
        // repair only the conversation that they reach.
        let kept = !purged && !deleted;
        if kept && desk_steps.first() == Some(&0) && world.chance(250) {
            let within = world.one_of([2_000, 60_000 + 2 * longest]);
            renamed::story(world, (within, calm), &mut moves);
        }
        let down = START + world.below(120_000);
        let outage = match world.chance(200) {
            // For longer than any desk is tried, or for a while.
            true if world.chance(100) => (down, down + LONG),
            true => (down, down + world.below(3_600_000)),
            false => (0, 0),
        };
        Self {
            outage,
            desk_steps,
            integrations,
            faults,
            faults_end: START + FAULTS_LAST + 2 * longest,
            mixed_versions: world.chance(200),
            clocks_differ,
            moves,
        }
    }
}

/// The longest that a window waits, in milliseconds.
pub(super) fn longest_wait(policy: &Policy) -> u64 {
    millis(match policy.wait {
        Wait::Fixed(interval) => interval,
        Wait::Quiet { max, .. } => max,
    })
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn draw_faults(world: &World) -> Faults {
    let rate = |most: u64| {
        if world.chance(500) {
            world.below(most)
        } else {
            0
        }
    };
    Faults {
        crash: rate(60),
        fail_before: rate(60),
        fail_after: rate(60),
        slow: rate(100),
        slow_send: if world.chance(200) { 1000 } else { 0 },
        assistant: if world.chance(100) { 1000 } else { rate(600) },
        channel: if world.chance(50) { 1000 } else { rate(400) },
        desk: rate(600),
        undelivered: if world.chance(300) { rate(400) } else { 0 },
        voice: if world.chance(100) { 1000 } else { rate(600) },
        hearing: if world.chance(100) { 1000 } else { rate(600) },
        seeing: if world.chance(100) { 1000 } else { rate(600) },
        tools: if world.chance(100) { 1000 } else { rate(600) },
        queue: rate(200),
        max_receives: if world.chance(200) { 2 } else { 500 },
        latest: if world.chance(100) { BACKLOG } else { 5_000 },
    }
}

pub(super) fn integration(world: &World, n: u64) -> Option<(IntegrationId, Policy)> {
    let policy = Policy {
        wait: wait(world),
        answer_at_once: answer_at_once(world)?,
        history: HistoryLimit {
            turns: usize::try_from(world.below(6)).ok()?,
            chars: usize::try_from(world.one_of([0, 30, 100, 10_000])).ok()?,
        },
        queue: format!("queue-{n}"),
        transfer_message: format!("Vou chamar uma pessoa ({n})."),
        phrases: match world.chance(300) {
            true => Phrases::parse(&[PHRASE]).ok()?,
            false => Phrases::default(),
        },
        return_after: world
            .chance(300)
            .then(|| Duration::from_secs(3600 * (1 + world.below(5)))),
        release_keyword: Some(Keyword::parse(KEYWORD).ok()?),
        answer_on_release: !world.chance(200),
        return_on_recovery: !world.chance(200),
        answer_when_enabled: !world.chance(200),
        max_replies_per_hour: u32::try_from(world.one_of([2, 60, 60, 60])).ok()?,
        max_calls: usize::try_from(world.one_of([0, 0, 1, 3, 8])).ok()?,
        caps: caps(world, n),
        question_tokens: world.one_of([20, 150, 600]),
        balloons: world.chance(500).then(|| balloons(world)),
        voice: world.chance(500).then(|| voice(world)),
        hearing: world.chance(700).then(|| hearing(world)),
        seeing: world.chance(800).then(|| seeing(world)),
        zone: zone(usize::try_from(n).ok()?),
        ..policy()
    };
    Some((IntegrationId::parse(&format!("i{n}")).ok()?, policy))
}

/// The time zone of an integration: its days begin at another time than those of the others.
pub(super) fn zone(integration: usize) -> Zone {
    let names = ["UTC", "America/Sao_Paulo", "Pacific/Kiritimati"];
    let name = names.get(integration).copied().unwrap_or_default();
    Zone::try_from(name.to_owned()).unwrap_or_default()
}

fn wait(world: &World) -> Wait {
    let millis = Duration::from_millis;
    if !world.chance(300) {
        return Wait::Fixed(millis(world.one_of(INTERVALS_MS)));
    }
    let quiet = world.one_of(QUIET_MS);
    let max = quiet * world.one_of([1, 2, 5, 60]);
    Wait::Quiet {
        quiet: millis(quiet),
        max: millis(max),
    }
}

fn answer_at_once(world: &World) -> Option<AnswerAtOnce> {
    if !world.chance(250) {
        return Some(AnswerAtOnce::default());
    }
    Some(AnswerAtOnce {
        phrases: match world.chance(700) {
            true => Phrases::parse(&[URGENT]).ok()?,
            false => Phrases::default(),
        },
        buttons: world.chance(700),
    })
}

fn balloons(world: &World) -> Balloons {
    Balloons {
        max: usize::try_from(1 + world.below(5)).unwrap_or(1),
        max_pause: Duration::from_millis(world.one_of([0, 300, 2_000, 4_000, 10_000])),
    }
}

fn hearing(world: &World) -> Hearing {
    Hearing {
        videos: !world.chance(200),
        max_recordings: if world.chance(200) { 2 } else { 8 },
        max_bytes: 1_000_000,
        max_seconds: world.one_of([60, 600, 600]),
        max_day_seconds: world.one_of([100, 10_000_000, 10_000_000]),
    }
}

fn seeing(world: &World) -> Seeing {
    let (pictures, documents) = match world.below(6) {
        0 => (true, false),
        1 => (false, true),
        _ => (true, true),
    };
    Seeing {
        pictures,
        documents,
        max_files: if world.chance(200) { LEAST_SHOWN } else { 8 },
        max_bytes: MAX_BYTES,
    }
}

/// An answer takes some hundred tokens, and now and then some thousand.
fn caps(world: &World, n: u64) -> Caps {
    if !world.chance(300) {
        return Caps::default();
    }
    let most = |most: [u64; 3]| world.chance(500).then(|| world.one_of(most));
    Caps {
        max_turn_tokens: most([400, 1_000, 5_000]),
        max_contact_day_tokens: most([1_500, 4_000, 100_000]),
        max_day_tokens: most([3_000, 10_000, 1_000_000]),
        message: world
            .chance(500)
            .then(|| format!("Já escrevemos demais por hoje ({n}).")),
    }
}

fn voice(world: &World) -> VoicePolicy {
    VoicePolicy {
        when: match world.chance(700) {
            true => VoiceWhen::Always,
            false => VoiceWhen::Mirror,
        },
        max_reply_characters: world.one_of([1, 10, 1_000, 1_000]),
        max_day_characters: world.one_of([0, 60, 10_000, 10_000]),
    }
}
