//! What OpenAI was asked.

use super::Trial;

/// A line of a prompt: who said it, and what.
pub(crate) type Line = (String, String);

pub(crate) fn user(text: &str) -> Line {
    ("user".to_owned(), text.to_owned())
}

pub(crate) fn assistant(text: &str) -> Line {
    ("assistant".to_owned(), text.to_owned())
}

/// What somebody at the desk wrote, as the assistant is shown it.
pub(crate) fn person(text: &str) -> Line {
    assistant(&format!("[A member of the team wrote this:] {text}"))
}

/// What the assistant is told when the conversation comes back from people.
pub(crate) fn people_had_it() -> Line {
    let note = "[People of the team had this conversation until here. Now it is yours again: \
                what they said and promised holds.]";
    ("system".to_owned(), note.to_owned())
}

impl Trial {
    /// The lines of every request, oldest first.
    pub(crate) fn prompts(&self) -> Vec<Vec<Line>> {
        let requests = self.openai.requests().into_iter();
        let lines = requests.map(|request| {
            let items = request.body["input"].as_array().unwrap().iter();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            items
                .map(|item| (text(&item["role"]), text(&item["content"])))
                .collect()
        });
        lines.collect()
    }
}
