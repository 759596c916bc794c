//! Removes the guards of the core, one at a time, and plays the simulation until it breaks a rule.
//! If no rule breaks, no story checks that guard.
//!
//! `cargo run -p testkit --example guards` prints the table of `docs/SIMULATION.md`. Words after
//! `--` select the guards that have one of them in their line. It works in `target/guards`, on a
//! copy of the files that git knows, and fails when a guard is not missed.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for those who work on the simulation, which ends where something is unusual"
)]

mod list;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Output, Stdio},
};

use list::GUARDS;

/// How many stories are played in search of a broken rule.
const STORIES: &str = "20000";

/// Some code of the core, and what replaces it when the guard is gone.
struct Guard {
    what: &'static str,
    /// Under `shared/conversation/src`.
    file: &'static str,
    with: &'static str,
    without: &'static str,
}

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let chosen = |guard: &&Guard| {
        let mut words = words.iter();
        words.len() == 0 || words.any(|word| guard.what.contains(word) || guard.file.contains(word))
    };
    let copy = Copy::of_the_repository();
    println!("| guard | where | story | what breaks |\n| --- | --- | ---: | --- |");
    let mut missed = true;
    for guard in GUARDS.iter().filter(chosen) {
        let found = copy.play_without(guard);
        missed &= found.is_some();
        let (story, rule) = found.unwrap_or_else(|| ("none".to_owned(), "nothing".to_owned()));
        let Guard { what, file, .. } = guard;
        println!("| {what} | `{file}` | {story} | {rule} |");
    }
    if missed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct Copy {
    tree: PathBuf,
    built: PathBuf,
}

impl Copy {
    fn of_the_repository() -> Self {
        let root = repository();
        let tree = root.join("target/guards/tree");
        if tree.exists() {
            fs::remove_dir_all(&tree).unwrap();
        }
        let mut git = Command::new("git");
        git.args(["ls-files", "-z"]).current_dir(&root);
        let listed = String::from_utf8(git.output().unwrap().stdout).unwrap();
        for file in listed.split_terminator('\0') {
            let to = tree.join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(root.join(file), to).unwrap();
        }
        let built = root.join("target/guards/built");
        Self { tree, built }
    }

    /// The first story that breaks a rule without the guard, and the rule; or a rare state that no
    /// story reaches any more. None if the guard is not missed.
    fn play_without(&self, guard: &Guard) -> Option<(String, String)> {
        let path = sources(&self.tree).join(guard.file);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, guard.taken_from(&whole)).unwrap();
        let played = self.play();
        fs::write(&path, &whole).unwrap();
        let told = String::from_utf8_lossy(&played.stdout);
        if played.status.success() {
            return None;
        }
        if let Some(state) = told
            .lines()
            .find(|line| line.starts_with("no story reached "))
        {
            return Some(("all".to_owned(), state.to_owned()));
        }
        let first = told.lines().skip_while(|line| *line != "The first:");
        let rule = first.skip(1).find_map(|line| line.split_once(": "));
        let story = told.lines().find_map(|line| line.strip_prefix("SIM_SEED="));
        let (Some((rule, what)), Some(story)) = (rule, story) else {
            let errors = String::from_utf8_lossy(&played.stderr);
            panic!("without {}: {told}{errors}", guard.what);
        };
        let rule = rule.split(" at ").next().unwrap_or(rule);
        let what: String = what.chars().take(60).collect();
        let story = story.split(' ').next().unwrap_or(story);
        Some((story.to_owned(), format!("{rule}: {what}")))
    }

    fn play(&self) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args("test --release --quiet -p conversation --test simulation".split(' '));
        cargo.args(["--", "no_story", "--nocapture"]);
        cargo.current_dir(&self.tree).stdin(Stdio::null());
        cargo.env("CARGO_TARGET_DIR", &self.built);
        // A short run gains most from a quick build.
        let profile = [
            ("LTO", "off"),
            ("CODEGEN_UNITS", "16"),
            ("INCREMENTAL", "true"),
        ];
        for (name, value) in profile {
            cargo.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
        }
        cargo.env("SIM_SEEDS", STORIES).env("RUST_BACKTRACE", "0");
        let mut played = cargo.output().unwrap();
        // A test may print to either.
        played.stdout.extend_from_slice(&played.stderr);
        played
    }
}

impl Guard {
    fn taken_from(&self, whole: &str) -> String {
        assert_eq!(whole.matches(self.with).count(), 1, "{}", self.what);
        whole.replacen(self.with, self.without, 1)
    }
}

fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_owned()
}

fn sources(tree: &Path) -> PathBuf {
    tree.join("shared/conversation/src")
}

#[test]
fn each_guard_stands_where_the_list_says() {
    for guard in GUARDS {
        let path = sources(&repository()).join(guard.file);
        guard.taken_from(&fs::read_to_string(path).unwrap());
    }
}

#[test]
fn each_guard_is_in_the_table() {
    let documentation = include_str!("../../../docs/SIMULATION.md");
    for Guard { what, file, .. } in GUARDS {
        let line = format!("| {what} | `{file}` | ");
        assert!(documentation.contains(&line), "{line}");
    }
}
