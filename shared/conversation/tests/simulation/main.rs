//! Tens of thousands of simulated stories, each checked against the rules of the design.
//!
//! Half of the stories are always the same, and half begin at a number that changes with each run
//! and is printed. By the environment:
//!
//! - `SIM_SEED=42` plays one story, and tells it.
//! - `SIM_SEEDS=1000000` plays that many, from 0 or from `SIM_FROM`.
//! - `SIM_FROM=17` alone lets the half that changes begin there: what a run printed, played again.
//! - `SIM_SURVEY=1` plays all of them, and lists each that breaks a rule by what it breaks.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test's own knobs come from its environment, and its helpers fail like tests"
)]

mod report;
mod seeds;

use std::{
    any::Any,
    collections::BTreeSet,
    env,
    io::{self, Write},
    panic,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use testkit::simulation::{Played, play, tell};

use self::{
    report::Report,
    seeds::{Knobs, Seeds, USUAL},
};

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
    )
}

/// Past the test's capture, so that the log of a run that passed says it too.
fn print_past_capture(line: &str) {
    let mut out = io::stderr();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Each second has as many seeds of its own as begin there.
fn changing() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs() * (USUAL / 2)
}

/// Plays the stories on all processors, until one breaks a rule or, in a survey, to the last.
fn play_all(seeds: &Seeds, survey: bool) -> Report {
    let next = AtomicU64::new(0);
    let report = Mutex::new(Report::default());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(seed) = seeds.nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let played = panic::catch_unwind(|| play(seed)).unwrap_or_else(panicked);
                    if !played.broken.is_empty() && !survey {
                        next.store(seeds.len(), Ordering::Relaxed);
                    }
                    report.lock().unwrap().add(seed, played);
                }
            });
        }
    });
    report.into_inner().unwrap()
}

fn panicked(payload: Box<dyn Any + Send>) -> Played {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    Played {
        broken: vec![format!("a panic: {}", text.unwrap_or_default())],
        reached: BTreeSet::new(),
        story: Vec::new(),
    }
}

#[test]
fn no_story_breaks_a_rule_and_each_rare_state_is_reached() {
    let knobs = Knobs {
        seed: number("SIM_SEED"),
        seeds: number("SIM_SEEDS"),
        from: number("SIM_FROM"),
    };
    if let Some(seed) = knobs.seed {
        let played = panic::catch_unwind(|| tell(seed)).unwrap_or_else(panicked);
        println!("{}\nreached {:?}", played.story.join("\n"), played.reached);
        assert!(played.broken.is_empty(), "{}", played.broken.join("\n"));
        return;
    }
    let seeds = knobs.choose(changing());
    print_past_capture(&format!("the simulation plays {seeds}"));
    let began = Instant::now();
    let report = play_all(&seeds, number("SIM_SURVEY").is_some());
    println!(
        "{} stories in {} s\n{}",
        report.stories(),
        began.elapsed().as_secs(),
        report.reached()
    );
    if let Some(broken) = report.broken() {
        panic!("{broken}");
    }
    let never = report.never_reached();
    assert!(
        never.is_empty() || seeds.len() < USUAL,
        "no story reached {never:?}: a rule that stands for it is not tried"
    );
}

/// What makes a failure worth its seed.
#[test]
fn a_seed_plays_the_same_story_again() {
    for seed in 0..300 {
        let (once, again) = (tell(seed), tell(seed));
        let differs = once.story.iter().zip(&again.story).find(|(a, b)| a != b);
        assert_eq!(differs, None, "SIM_SEED={seed}");
        assert_eq!(once.story.len(), again.story.len(), "SIM_SEED={seed}");
        assert_eq!(once.reached, again.reached, "SIM_SEED={seed}");
        assert_eq!(once.broken, again.broken, "SIM_SEED={seed}");
    }
}
