//! Tens of thousands of simulated stories, each checked against the rules of the design.
//!
//! `SIM_SEEDS=1000000` plays more of them, `SIM_SEED=42` plays one.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test's own knobs come from its environment, and its helpers fail like tests"
)]

use std::{
    env,
    ops::Range,
    panic,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use testkit::simulation::play;

const SEEDS: u64 = 20_000;

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
    )
}

/// The first seed that breaks a rule, and how.
fn first_broken(seeds: Range<u64>) -> Option<(u64, Vec<String>)> {
    let next = AtomicU64::new(seeds.start);
    let found: Mutex<Option<(u64, Vec<String>)>> = Mutex::new(None);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let broken = panic::catch_unwind(|| play(seed))
                        .unwrap_or_else(|_| vec!["a panic".to_owned()]);
                    if !broken.is_empty() {
                        next.store(seeds.end, Ordering::Relaxed);
                        found.lock().unwrap().get_or_insert((seed, broken));
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn no_story_breaks_a_rule() {
    let seeds = match number("SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SIM_SEEDS").unwrap_or(SEEDS),
    };
    if let Some((seed, broken)) = first_broken(seeds) {
        panic!("SIM_SEED={seed} breaks:\n{}", broken.join("\n"));
    }
}
