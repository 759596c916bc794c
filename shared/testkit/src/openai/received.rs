//! A request, and what it tells the assistant.

use axum::http::HeaderMap;
use serde_json::Value;

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
    pub fn circumstances(&self) -> Vec<&str> {
        let said = self.items().flat_map(|(_, content)| content.split(BETWEEN));
        said.filter(|it| it.starts_with(CIRCUMSTANCES)).collect()
    }

    /// The items of the prompt as they were sent, oldest first: who says each, and what.
    pub fn items(&self) -> impl Iterator<Item = (&str, &str)> {
        let items = self.body.get("input").and_then(Value::as_array);
        items.into_iter().flatten().filter_map(|item| {
            let text = |name| item.get(name).and_then(Value::as_str);
            Some((text("role")?, text("content")?))
        })
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
