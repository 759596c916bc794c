//! Pictures and documents: what customers send, what becomes of fetching it, and the rules for what
//! the assistant is shown.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use bytes::Bytes;
use conversation::{
    Attachment, AttachmentKind, AttachmentSource, Author, FileKind, FileType, Incoming, Learned,
    Message, Owner, Policy, ShownFile, Unseen,
    policy::Seeing,
    ports::{Failure, FetchError, FileTypes, Prompt},
};
use serde_json::{Value, json};

use super::{
    ports::Ports,
    reached::Rare,
    said,
    scenario::{PHRASE, millis},
    universe::{Universe, integration_of},
    world::{TaskId, World},
};

/// The most bytes of one file under all settings.
pub(super) const MAX_BYTES: u64 = 500;
/// So many files of a batch are shown under all settings.
pub(super) const LEAST_SHOWN: usize = 2;
/// What files are, by their first word.
const TYPES: [(&str, Option<FileKind>); 4] = [
    ("picture", Some(FileKind::Picture)),
    ("document", Some(FileKind::Document)),
    ("text", Some(FileKind::Text)),
    ("nothing", None),
];
/// What channels say that they are.
const CLAIMED: [AttachmentKind; 4] = [
    AttachmentKind::Image,
    AttachmentKind::Sticker,
    AttachmentKind::Document,
    AttachmentKind::AnimatedSticker,
];
/// Why a file may not be shown.
const REASONS: [Unseen; 7] = [
    Unseen::Gone,
    Unseen::TooLarge,
    Unseen::TooMany,
    Unseen::NotReadable,
    Unseen::Failed,
    Unseen::Refused,
    Unseen::NoTime,
];

/// Which files a task could not fetch so far.
#[derive(Default)]
pub(super) struct Fetches(RefCell<HashMap<TaskId, Vec<Value>>>);

/// A message with files, and the words as its caption or as the first file's name. What they are is
/// not always what they are said to be.
pub(super) fn with_files(world: &World, said: Incoming) -> Incoming {
    let id = said.id.as_str().to_owned();
    let count = world.one_of([1, 1, 1, 2, 3, 10]);
    let mut attachments: Vec<_> = (0..count)
        .map(|n| file(world, &format!("{id}#{n}")))
        .collect();
    if world.chance(50) {
        // The same file, once more.
        attachments.extend(attachments.first().cloned());
    }
    let text = match attachments.first_mut().filter(|_| world.chance(500)) {
        Some(first) => {
            first.name = Some(said.text);
            String::new()
        }
        None => said.text,
    };
    Incoming {
        text,
        attachments,
        ..said
    }
}

fn file(world: &World, which: &str) -> Attachment {
    let drawn = |of: usize| usize::try_from(world.below(of as u64)).unwrap_or_default();
    let (word, _) = TYPES.get(drawn(TYPES.len())).copied().unwrap_or_default();
    let kind = CLAIMED.get(drawn(CLAIMED.len())).copied();
    let long = if world.chance(50) { "x" } else { "" };
    let bytes = format!("{word} {which} {}", long.repeat(1_000));
    let is_told = world.chance(300);
    Attachment {
        size: is_told.then_some(bytes.len() as u64),
        source: world
            .chance(900)
            .then(|| AttachmentSource(json!({ "file": bytes }))),
        ..Attachment::of(kind.unwrap_or(AttachmentKind::Document))
    }
}

impl FileTypes for Ports {
    fn of(&self, bytes: &[u8]) -> Option<FileType> {
        file_type(bytes)
    }
}

fn file_type(bytes: &[u8]) -> Option<FileType> {
    let known = TYPES.iter();
    let mut known = known.filter(|(word, _)| bytes.starts_with(word.as_bytes()));
    let kind = known.find_map(|(_, kind)| *kind)?;
    Some(FileType {
        kind,
        mime_type: "simulated/file",
        extension: "sim",
    })
}

fn bytes_of(source: &AttachmentSource) -> Option<&str> {
    source.0.get("file")?.as_str()
}

impl Ports {
    /// What becomes of fetching a file; none if it is a recording.
    pub(super) async fn fetch_file(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Option<Result<Bytes, FetchError>> {
        let bytes = bytes_of(source)?;
        let universe = &self.universe;
        let task = universe.world.current();
        is_asked_for(universe, source);
        let limit = millis(time_limit);
        let mood = match universe.strikes(universe.faults.seeing) {
            true => universe.world.below(5),
            false => 5,
        };
        let takes = match mood {
            0 => limit,
            _ => 50 + universe.world.below(2_000),
        };
        self.sleep(takes.min(limit)).await;
        let taken = Rare::TakenWhileAFileIsFetched;
        universe.sightings.taken_meanwhile(universe, taken);
        let failed = |why: &str| FetchError::Failed(Failure::transient_after(why, None));
        let error = match mood {
            _ if takes >= limit => failed("simulated: slow"),
            1 => FetchError::Gone,
            2 => FetchError::TooLarge,
            3 => failed("simulated: busy"),
            4 => FetchError::Failed(Failure::permanent("simulated: refused")),
            _ if bytes.len() as u64 > most_bytes => FetchError::TooLarge,
            _ => {
                let missed = universe.fetches.0.borrow();
                let missed = missed.get(&task).is_some_and(|it| it.contains(&source.0));
                universe.sightings.see_if(missed, Rare::FileFetchedAgain);
                return Some(Ok(bytes.to_owned().into()));
            }
        };
        let mut missed = universe.fetches.0.borrow_mut();
        missed.entry(task).or_default().push(source.0.clone());
        Some(Err(error))
    }
}

/// Files are fetched by a run that is about to ask the assistant, and for nobody else.
fn is_asked_for(universe: &Universe, source: &AttachmentSource) {
    let task = universe.world.current();
    let written = universe.tasks.written.borrow();
    let Some((of, state)) = written.get(&task) else {
        return universe.broken(18, "a file is fetched by who holds no turn");
    };
    let turn = state.turn.as_ref().filter(|turn| turn.decision.is_none());
    let Some(turn) = turn.filter(|_| state.owner == Owner::Assistant) else {
        return universe.broken(18, "a file is fetched that nobody is to be shown");
    };
    if universe.erasures.reach(task, of) || said::is_void(universe, task) {
        return;
    }
    let batch = universe
        .table
        .with(of, |items| said::batch(items, turn.batch));
    let batch = batch.unwrap_or_default();
    let mut carried = batch.iter().flat_map(|message| &message.attachments);
    if !carried.any(|one| one.source.as_ref() == Some(source)) {
        universe.broken(18, "a file of another batch is fetched");
    }
    let for_people = |policy: &Policy| policy.phrases.found_in(PHRASE);
    if universe.settings.always(of, for_people)
        && batch.iter().any(|message| message.text.contains(PHRASE))
    {
        universe.broken(18, "a file is fetched for people");
    }
    let of_test = integration_of(&of.integration);
    if of_test.is_some_and(|it| universe.settings.are_long_disabled(&universe.world, it)) {
        universe.broken(18, "a file is fetched for a disabled integration");
    }
}

/// The reason in the words of a note.
fn in_words(why: Unseen) -> String {
    let note = |learned| Attachment::of(AttachmentKind::Image).note(Author::Customer, learned);
    let (plain, told) = (note(None), note(Some(Learned::Unseen(why))));
    let before = plain.trim_end_matches(']');
    let reason = told.strip_prefix(before).unwrap_or_default();
    reason.trim_end_matches(']').to_owned()
}

/// The prompt, without the reasons why files are not shown.
pub(super) fn without_reasons(prompt: &Prompt) -> Prompt {
    let reasons = REASONS.map(in_words);
    let mut bare = prompt.clone();
    for line in &mut bare.lines {
        for reason in &reasons {
            line.text = line.text.replace(reason, "");
        }
    }
    bare
}

/// Each file of the batch is shown with its message, in order and once, or the message's line says
/// why not; and nothing else is shown.
pub(super) fn prompt(universe: &Universe, prompt: &Prompt, batch: &[Message]) {
    let past = prompt.lines.len().saturating_sub(batch.len());
    let (past, asked) = prompt.lines.split_at(past);
    if past.iter().any(|line| !line.files.is_empty()) {
        universe.broken(18, "a file of the past is shown");
    }
    let of = &prompt.conversation;
    let index = integration_of(&of.integration).unwrap_or_default();
    let most = universe
        .settings
        .most(index, |policy| policy.seeing.map_or(0, |it| it.max_files));
    let shown: usize = asked.iter().map(|line| line.files.len()).sum();
    if most.is_some_and(|most| shown > most) {
        universe.broken(18, "more files are shown than the settings allow");
    }
    let mut known: Vec<&AttachmentSource> = Vec::new();
    for (line, message) in asked.iter().zip(batch) {
        let mut files = line.files.iter().peekable();
        let mut told = line.text.as_str();
        for attachment in &message.attachments {
            let Some(source) = &attachment.source else {
                continue;
            };
            let again = known.contains(&source);
            let is_shown = !again && files.next_if(|file| is(file, source)).is_some();
            known.push(source);
            universe.sightings.see_if(is_shown, Rare::FileShown);
            let why = REASONS.iter().find(|why| {
                told.contains(&attachment.note(Author::Customer, Some(Learned::Unseen(**why))))
            });
            universe.sightings.see_if(why.is_some(), Rare::FileNotShown);
            if is_shown && why.is_some() && attachment.name.is_some() {
                universe.broken(18, "a file is shown that is said not to be");
            }
            if !is_shown && why.is_none() && !again && is_to_be_shown(universe, prompt, attachment)
            {
                universe.broken(18, "the assistant is not told why it is not shown a file");
            }
            if is_shown && !may_be_shown(universe, index, source) {
                universe.broken(18, "a file is shown that the settings do not want shown");
            }
            told = told.split_once('\n').map_or("", |(_, rest)| rest);
        }
        if files.next().is_some() {
            universe.broken(18, "a file is shown with another message, or out of order");
        }
    }
    all_are_shown(universe, prompt, batch);
}

fn is(file: &ShownFile, source: &AttachmentSource) -> bool {
    let bytes = bytes_of(source).map(str::as_bytes);
    bytes == Some(&file.bytes[..]) && file_type(&file.bytes) == Some(file.file_type)
}

/// The kind that the channel claims, for the files that one looks at.
const fn claimed(attachment: &Attachment) -> Option<FileKind> {
    match attachment.kind {
        AttachmentKind::Image | AttachmentKind::Sticker => Some(FileKind::Picture),
        AttachmentKind::Document => Some(FileKind::Document),
        _ => None,
    }
}

fn is_to_be_shown(universe: &Universe, prompt: &Prompt, attachment: &Attachment) -> bool {
    let Some(kind) = claimed(attachment) else {
        return false;
    };
    let wants = |policy: &Policy| policy.seeing.is_some_and(|it| it.shows(kind));
    universe.settings.always(&prompt.conversation, wants)
}

fn may_be_shown(universe: &Universe, integration: usize, source: &AttachmentSource) -> bool {
    let kind = bytes_of(source).and_then(|bytes| file_type(bytes.as_bytes()));
    let shows = |it: FileType| {
        let wants = |policy: &Policy| policy.seeing.is_some_and(|seeing| seeing.shows(it.kind));
        universe.settings.ever(integration, wants)
    };
    kind.is_some_and(shows)
}

/// Where nothing goes wrong, the first files are shown.
fn all_are_shown(universe: &Universe, prompt: &Prompt, batch: &[Message]) {
    let of = &prompt.conversation;
    let Some(seeing) = universe.settings.of(of).and_then(|policy| policy.seeing) else {
        return;
    };
    let faults = universe.faults.seeing + universe.faults.assistant;
    let same = |policy: &Policy| policy.seeing == Some(seeing);
    if !universe.is_calm() || faults > 0 || !universe.settings.always(of, same) {
        return;
    }
    let expected = to_be_shown(batch, &seeing);
    let shown = prompt.lines.iter().flat_map(|line| &line.files);
    let shown: Vec<&[u8]> = shown.map(|file| &file.bytes[..]).collect();
    if shown != expected {
        universe.broken(18, "the assistant is not shown what was sent");
    }
}

/// The bytes of the files that are shown, where each can be fetched.
fn to_be_shown<'a>(batch: &'a [Message], seeing: &Seeing) -> Vec<&'a [u8]> {
    let mut sources: Vec<&AttachmentSource> = Vec::new();
    for attachment in batch.iter().flat_map(|message| &message.attachments) {
        if let Some(source) = &attachment.source
            && claimed(attachment).is_some_and(|kind| seeing.shows(kind))
            && !sources.contains(&source)
        {
            sources.push(source);
        }
    }
    let first = sources.into_iter().take(seeing.max_files);
    let bytes = first.filter_map(|source| bytes_of(source).map(str::as_bytes));
    let shown = |bytes: &&[u8]| {
        let kind = file_type(bytes).map(|it| it.kind);
        bytes.len() as u64 <= seeing.max_bytes && kind.is_some_and(|kind| seeing.shows(kind))
    };
    bytes.filter(shown).collect()
}
