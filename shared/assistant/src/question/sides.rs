//! What the two sides have said, in turn.

use conversation::{
    Author,
    ports::{Prompt, PromptLine},
};
use settings::Detail;

use super::content::Content;
use crate::notes::{BY_A_PERSON, BY_THE_ASSISTANT, FIRST_WORD};
use crate::{context, imitation};

/// Everything that one side says in a row.
#[derive(Debug)]
pub(crate) struct Side<'a> {
    /// The side, as all protocols name it.
    pub(crate) role: &'static str,
    pub(crate) content: Content<'a>,
}

/// One item for everything that one side says in a row, beginning with the customer's, so that the
/// sides take turns: the templates of many models (Mistral, Gemma) refuse anything else, and with
/// it every batch of several messages. Empty lines separate the messages.
///
/// The circumstances stand right before the batch, since they differ each time: all before them is
/// as it was in the last request, and is found in the provider's cache.
pub(super) fn of(prompt: &Prompt, detail: Detail) -> Vec<Side<'_>> {
    let mut sides = Vec::new();
    let past = prompt.lines.len().saturating_sub(prompt.batch);
    let mut before = None;
    for (index, line) in prompt.lines.iter().enumerate() {
        if index == past
            && let Some(note) = context::note(&prompt.context)
        {
            next(&mut sides, THEIRS).add(note);
        }
        let content = next(&mut sides, role(line.author));
        content.add(said(line, before));
        for file in &line.files {
            content.show(file, detail);
        }
        before = Some(line.author);
    }
    sides
}

/// The shortest thing that a customer says.
pub(super) fn greeting<'a>() -> Vec<Side<'a>> {
    let mut sides = Vec::new();
    next(&mut sides, THEIRS).add("Oi".to_owned());
    sides
}

/// What one side says next: in its item if it has just spoken.
fn next<'i, 'a>(sides: &'i mut Vec<Side<'a>>, role: &'static str) -> &'i mut Content<'a> {
    if sides.is_empty() && role == OURS {
        next(sides, THEIRS).add(FIRST_WORD.to_owned());
    }
    let goes_on = sides.last().is_some_and(|last| last.role == role);
    match goes_on.then(|| sides.pop()).flatten() {
        Some(last) => &mut sides.push_mut(last).content,
        None => {
            &mut sides
                .push_mut(Side {
                    role,
                    content: Content::default(),
                })
                .content
        }
    }
}

const THEIRS: &str = "user";
/// The role of our side, as all protocols name it.
pub(crate) const OURS: &str = "assistant";

/// A person's words are our side's, like the assistant's own. A note goes before the customer's
/// next words, since as many templates refuse `system` and `developer` in the middle.
const fn role(author: Author) -> &'static str {
    match author {
        Author::Customer | Author::Note => THEIRS,
        Author::Assistant | Author::Person => OURS,
    }
}

/// A message's text, with a note of its author if the role alone does not tell: before a person's
/// words, so that the assistant does not take them for promises of its own, and before its own
/// words right after these. In a customer's words, imitations of such notes are changed.
fn said(line: &PromptLine, before: Option<Author>) -> String {
    match (line.author, before) {
        (Author::Customer, _) => imitation::shown_as_said(&line.text),
        (Author::Person, _) => format!("{BY_A_PERSON} {}", line.text),
        (Author::Assistant, Some(Author::Person)) => format!("{BY_THE_ASSISTANT} {}", line.text),
        (Author::Assistant | Author::Note, _) => line.text.clone(),
    }
}
