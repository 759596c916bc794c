//! The history that the assistant is shown.

use crate::{Author, Delivery, HistoryLimit, Message, Range, ports::PromptLine};

use super::Batch;

/// The last turns before the batch, as many whole ones as are within the limit, and then the batch,
/// oldest first. A turn begins with the contact's first message after somebody answered. Messages
/// that wait for the next batch are not shown, and files only with the batch. `newest_first` is the end of the transcript.
pub fn history(newest_first: &[Message], batch: &Batch, limit: HistoryLimit) -> Vec<PromptLine> {
    let past = newest_first
        .iter()
        .filter(|message| is_past(message, batch.range()));
    let mut shown: Vec<&Message> = Vec::new();
    let mut in_whole_turns = 0;
    let mut begun = 0;
    let mut chars = 0;
    let mut later: Option<Author> = None;
    for message in past {
        let begins_turn_after =
            later == Some(Author::Customer) && message.author != Author::Customer;
        if begins_turn_after {
            begun += 1;
            in_whole_turns = shown.len();
        }
        if begun >= limit.turns {
            break;
        }
        chars += message.chars();
        if chars > limit.chars {
            shown.truncate(in_whole_turns);
            break;
        }
        later = Some(message.author);
        shown.push(message);
    }
    let past = shown.into_iter().rev().map(|message| PromptLine {
        author: message.author,
        text: message.shown(|_| None),
        files: Vec::new(),
    });
    let asked = batch.messages().iter().map(|message| PromptLine {
        author: message.author,
        text: message.shown(|attachment| batch.unseen(attachment)),
        files: batch.files_of(message.seq),
    });
    past.chain(asked).collect()
}

/// Messages that never reached the contact are not part of the history.
fn is_past(message: &Message, batch: Option<Range>) -> bool {
    if matches!(message.delivery, Some(Delivery::Failed { .. })) {
        return false;
    }
    let Some(range) = batch else { return true };
    message.seq < range.first || (message.author != Author::Customer)
}
