//! A request, and what it tells the assistant.

use std::borrow::Cow;

use axum::http::HeaderMap;
use serde_json::Value;

use super::content;

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

    /// The instructions.
    pub fn instructions(&self) -> &str {
        content::text(&self.body, "instructions")
    }

    /// What the two sides say, oldest first.
    pub fn sides(&self) -> impl DoubleEndedIterator<Item = &Value> {
        let list = self.body.get("input").and_then(Value::as_array);
        list.into_iter().flatten()
    }
}

fn file(part: &Value) -> Option<&str> {
    let url = part.get("image_url").or_else(|| part.get("file_data"))?;
    url.as_str()
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

    #[test]
    fn the_circumstances_are_no_part_of_what_was_said() {
        let note = "[For this reply: The channel is WhatsApp.]";
        let received = Received {
            query: None,
            headers: HeaderMap::new(),
            body: json!({"input": [
                {"role": "user", "content": "oi"},
                {"role": "assistant", "content": "Olá!"},
                {"role": "user", "content": format!("[It is yours.]\n\n{note}\n\ne\n\nentão?")},
            ]}),
        };
        let item = |role: &str, said: &str| (role.to_owned(), said.to_owned());
        let expected = [
            item("user", "oi"),
            item("assistant", "Olá!"),
            item("user", "[It is yours.]\n\ne\n\nentão?"),
        ];
        assert_eq!(received.prompt(), expected);
        assert_eq!(received.newest(), "[It is yours.]\n\ne\n\nentão?");
        assert_eq!(received.circumstances(), [note]);
    }
}
