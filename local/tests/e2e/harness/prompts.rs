//! What OpenAI was asked.

use super::Trial;

/// What one side said in a row, as a prompt has it: who said it, and what.
pub(crate) type Line = (String, String);

pub(crate) fn user(text: &str) -> Line {
    ("user".to_owned(), text.to_owned())
}

pub(crate) fn assistant(text: &str) -> Line {
    ("assistant".to_owned(), text.to_owned())
}

/// What somebody at the desk wrote, as the assistant sees it.
pub(crate) fn person(text: &str) -> Line {
    assistant(&format!("[A member of the team wrote this:] {text}"))
}

/// What the assistant is told when the conversation comes back from people.
pub(crate) fn people_had_it() -> Line {
    let note = "[People of the team had this conversation until here. Now it is yours again: \
                what they said and promised holds.]";
    user(note)
}

/// What the assistant is told if the team wrote first.
pub(crate) fn team_began() -> Line {
    user("[The beginning of the conversation is not shown, or the team wrote first.]")
}

/// A file as [`Trial::prompts`] show it.
pub(crate) fn shown(media_type: &str, bytes: &[u8]) -> String {
    let digits = bytes.len().div_ceil(3) * 4;
    format!("<{media_type}, {digits}>")
}

/// The prompt of these lines: what one side said in a row is one item, with an empty line between
/// the messages.
pub(crate) fn prompt<const N: usize>(lines: [Line; N]) -> Vec<Line> {
    let mut items: Vec<Line> = Vec::new();
    for (role, text) in lines {
        match items.last_mut() {
            Some((last, said)) if *last == role => *said = format!("{said}\n\n{text}"),
            _ => items.push((role, text)),
        }
    }
    items
}

impl Trial {
    /// The items of every request, oldest first, without the notes on the circumstances.
    pub(crate) fn prompts(&self) -> Vec<Vec<Line>> {
        let requests = self.openai.requests();
        requests.iter().map(|request| request.prompt()).collect()
    }
}
