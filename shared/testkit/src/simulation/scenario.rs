//! What happens in one simulated story: all of it drawn from the seed.

use std::time::Duration;

use conversation::{
    ContactName, DeskEvent, Incoming, IntegrationId, Keyword, Marker, Phrases, Policy, VoicePolicy,
    VoiceWhen, marker::DEFAULT_MARKER,
};

use super::{contacts::story, world::World};

/// When every story begins, in milliseconds since the epoch.
pub(super) const START: u64 = 1_800_000_000_000;
/// How long faults go on happening, besides two intervals.
const FAULTS_LAST: u64 = 15 * 60 * 1000;

/// An outage that no transfer outlasts.
const LONG: u64 = 14 * 3_600_000;

const INTERVALS_MS: [u64; 9] = [
    0, 1, 300, 1_000, 1_500, 15_000, 60_000, 1_200_000, 3_600_000,
];

/// How likely things go wrong, in a thousand port calls.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Faults {
    pub(super) crash: u64,
    pub(super) fail_before: u64,
    pub(super) fail_after: u64,
    pub(super) slow: u64,
    /// In a thousand sends, those that take their time.
    pub(super) slow_send: u64,
    /// In a thousand answers, sends or deliveries.
    pub(super) assistant: u64,
    pub(super) voice: u64,
    pub(super) channel: u64,
    pub(super) desk: u64,
    pub(super) queue: u64,
}

impl Faults {
    /// Whether the table, the queue and the processes work as they should.
    pub(super) const fn are_none(&self) -> bool {
        self.crash + self.fail_before + self.fail_after + self.slow + self.slow_send + self.queue
            == 0
    }
}

/// What a person writes to give a conversation back.
pub(super) const KEYWORD: &str = "#bot";
/// What a customer writes to have a person.
pub(super) const PHRASE: &str = "quero um humano";

/// One thing that comes to our webhooks, or to an operator's mind.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Says(Incoming),
    PersonSays(Incoming),
    PersonNotes(Incoming),
    /// Whether the desk's people have the conversation now.
    DeskTells(bool, DeskEvent),
    OperatorTakes(ContactName),
    OperatorReleases(ContactName),
    OperatorSays(ContactName, String),
    Erases(ContactName),
    Enables(bool),
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
    /// When faults end, so that the story can.
    pub(super) faults_end: u64,
    /// When the desks are down, and how many steps each one takes.
    pub(super) outage: (u64, u64),
    pub(super) desk_steps: Vec<u32>,
    /// Whether two versions of the code run at once.
    pub(super) mixed_versions: bool,
    pub(super) moves: Vec<Move>,
}

impl Scenario {
    pub(super) fn draw(world: &World) -> Self {
        let integrations: Vec<_> = (0..=world.below(2))
            .filter_map(|n| integration(world, n))
            .collect();
        let faults = if world.chance(250) {
            Faults::default()
        } else {
            draw_faults(world)
        };
        let mut moves = Vec::new();
        let mut longest = 0;
        for (integration, (_, policy)) in integrations.iter().enumerate() {
            let interval = u64::try_from(policy.interval.as_millis()).unwrap_or_default();
            longest = longest.max(interval);
            for contact in 0..=world.below(2) {
                story(world, (integration, interval), contact, &faults, &mut moves);
            }
            if world.chance(50) {
                let at = START + world.below(60_000 + 2 * interval);
                for (enabled, later) in [(false, 0), (true, world.below(120_000))] {
                    moves.push(Move {
                        at: at + later,
                        integration,
                        act: Act::Enables(enabled),
                    });
                }
            }
        }
        let down = START + world.below(120_000);
        let outage = match world.chance(200) {
            // For longer than any desk is tried, or for a while.
            true if world.chance(100) => (down, down + LONG),
            true => (down, down + world.below(3_600_000)),
            false => (0, 0),
        };
        let steps = integrations.iter().map(|_| world.below(4));
        Self {
            outage,
            desk_steps: steps
                .filter_map(|steps| u32::try_from(steps).ok())
                .collect(),
            integrations,
            faults,
            faults_end: START + FAULTS_LAST + 2 * longest,
            mixed_versions: world.chance(200),
            moves,
        }
    }
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
        voice: if world.chance(100) { 1000 } else { rate(600) },
        queue: rate(200),
    }
}

fn integration(world: &World, n: u64) -> Option<(IntegrationId, Policy)> {
    let policy = Policy {
        enabled: true,
        interval: Duration::from_millis(world.one_of(INTERVALS_MS)),
        history_turns: usize::try_from(world.below(6)).ok()?,
        queue: format!("queue-{n}"),
        transfer_message: "Vou chamar uma pessoa.".to_owned(),
        marker: Marker::parse(DEFAULT_MARKER).ok()?,
        closed: None,
        phrases: match world.chance(300) {
            true => Phrases::parse(&[PHRASE]).ok()?,
            false => Phrases::default(),
        },
        return_after: world
            .chance(300)
            .then(|| Duration::from_secs(3600 * (1 + world.below(5)))),
        release_keyword: Some(Keyword::parse(KEYWORD).ok()?),
        answer_on_release: !world.chance(200),
        voice: world.chance(500).then(|| voice(world)),
    };
    Some((IntegrationId::parse(&format!("i{n}")).ok()?, policy))
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
