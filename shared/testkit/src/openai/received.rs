//! A request, and what it tells the assistant.

use std::borrow::Cow;

use axum::http::HeaderMap;
use serde_json::Value;

use super::{content, rounds};

/// How the note on the circumstances of a run begins.
pub(super) const CIRCUMSTANCES: &str = "[For this reply: ";
/// The separator between the messages that one side wrote in a row.
const BETWEEN: &str = "\n\n";

/// A request that passed the checks.
#[derive(Debug, Clone)]
pub struct Received {
    /// The query of its address.
    pub query: Option<String>,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Value,
}

impl Received {
    /// The items of the prompt, oldest first: who says each, and what. They are without the note on
    /// the circumstances, which tells the time.
    pub fn prompt(&self) -> Vec<(String, String)> {
        let items = self.items().map(|(role, content)| {
            let said = content.split(BETWEEN);
            let said: Vec<_> = said.filter(|it| !it.starts_with(CIRCUMSTANCES)).collect();
            (role.to_owned(), said.join(BETWEEN))
        });
        items.collect()
    }

    /// What the customer says last.
    pub fn newest(&self) -> String {
        let newest = self.prompt().pop();
        newest.map(|(_, said)| said).unwrap_or_default()
    }

    /// The notes on the circumstances: one, if anything is told.
    pub fn circumstances(&self) -> Vec<String> {
        let items = self.items();
        let said = items.flat_map(|(_, content)| {
            let said = content.split(BETWEEN).map(str::to_owned);
            said.collect::<Vec<_>>()
        });
        said.filter(|it| it.starts_with(CIRCUMSTANCES)).collect()
    }

    /// The items of the prompt as they were sent, oldest first: who says each, and what. A file among
    /// what is said is `<its media type, number of base64 digits>`.
    pub fn items(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.sides().filter_map(|side| {
            let role = side.get("role")?.as_str()?;
            let said = match side.get("content")? {
                Value::String(text) => Cow::Borrowed(text.as_str()),
                parts => Cow::Owned(
                    parts
                        .as_array()?
                        .iter()
                        .map(shown)
                        .collect::<Vec<_>>()
                        .join(BETWEEN),
                ),
            };
            Some((role, said))
        })
    }

    /// The files that the assistant is shown, in their order, as data URLs.
    pub fn files(&self) -> Vec<&str> {
        let parts = self
            .sides()
            .filter_map(|side| side.get("content")?.as_array());
        parts.flatten().filter_map(file).collect()
    }

    /// The instructions; empty if there are none.
    pub fn instructions(&self) -> &str {
        let first = self.messages().next().filter(|first| is_system(first));
        match first {
            Some(message) => content::text(message, "content"),
            None => content::text(&self.body, "instructions"),
        }
    }

    /// What the two sides say, as it was sent, oldest first.
    pub fn sides(&self) -> impl DoubleEndedIterator<Item = &Value> {
        let calls =
            |message: &Value| message["role"] == "tool" || message.get("tool_calls").is_some();
        self.messages()
            .filter(move |message| !is_system(message) && !calls(message))
    }

    /// The calls of this turn so far, each with its name, its arguments, and what it was answered.
    pub fn calls(&self) -> Vec<[&str; 3]> {
        rounds::told(self.messages())
    }

    /// The names of the functions that may be called.
    pub fn tools(&self) -> Vec<&str> {
        let tools = self.body.get("tools").and_then(Value::as_array);
        fn name(tool: &Value) -> Option<&str> {
            tool.get("function").unwrap_or(tool).get("name")?.as_str()
        }
        tools.into_iter().flatten().filter_map(name).collect()
    }

    /// The messages, which are called the input in the Responses API.
    fn messages(&self) -> impl DoubleEndedIterator<Item = &Value> {
        let list = self.body.get("messages").or_else(|| self.body.get("input"));
        list.and_then(Value::as_array).into_iter().flatten()
    }
}

fn is_system(message: &Value) -> bool {
    content::text(message, "role") == "system"
}

fn file(part: &Value) -> Option<&str> {
    let places = [
        "/image_url/url",
        "/image_url",
        "/file/file_data",
        "/file_data",
    ];
    let mut found = places.iter().filter_map(|place| part.pointer(place));
    found.next()?.as_str()
}

fn shown(part: &Value) -> String {
    match file(part).and_then(|url| url.strip_prefix("data:")?.split_once(";base64,")) {
        Some((media_type, data)) => format!("<{media_type}, {}>", data.len()),
        None => content::text(part, "text").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(body: Value) -> Received {
        Received {
            query: None,
            headers: HeaderMap::new(),
            body,
        }
    }

    #[test]
    fn the_circumstances_are_no_part_of_what_was_said() {
        let note = "[For this reply: The channel is WhatsApp.]";
        let sides = json!([
            {"role": "user", "content": "oi"},
            {"role": "assistant", "content": "Olá!"},
            {"role": "user", "content": format!("[It is yours.]\n\n{note}\n\ne\n\nentão?")},
        ]);
        let mut messages = sides.clone();
        let system = json!({"role": "system", "content": "Atenda."});
        messages.as_array_mut().unwrap().insert(0, system);
        for body in [
            json!({"instructions": "Atenda.", "input": sides}),
            json!({"messages": messages}),
        ] {
            let received = of(body);
            let item = |role: &str, said: &str| (role.to_owned(), said.to_owned());
            let expected = [
                item("user", "oi"),
                item("assistant", "Olá!"),
                item("user", "[It is yours.]\n\ne\n\nentão?"),
            ];
            assert_eq!(received.prompt(), expected);
            assert_eq!(received.newest(), "[It is yours.]\n\ne\n\nentão?");
            assert_eq!(received.circumstances(), [note]);
            assert_eq!(received.instructions(), "Atenda.");
        }
    }

    #[test]
    fn files_are_found_wherever_an_api_has_them() {
        let [picture, pdf] = [
            "data:image/png;base64,AAAA",
            "data:application/pdf;base64,AA==",
        ];
        let messages = json!([
            {"type": "text", "text": "oi"},
            {"type": "image_url", "image_url": {"url": picture, "detail": "high"}},
            {"type": "file", "file": {"filename": "a.pdf", "file_data": pdf}},
        ]);
        let input = json!([
            {"type": "input_text", "text": "oi"},
            {"type": "input_image", "image_url": picture, "detail": "high"},
            {"type": "input_file", "filename": "a.pdf", "file_data": pdf, "detail": "low"},
        ]);
        for body in [
            json!({"messages": [{"role": "user", "content": messages}]}),
            json!({"input": [{"role": "user", "content": input}]}),
        ] {
            let received = of(body);
            assert_eq!(received.files(), [picture, pdf]);
            assert_eq!(
                received.newest(),
                "oi\n\n<image/png, 4>\n\n<application/pdf, 4>"
            );
        }
    }
}
