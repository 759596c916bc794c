//! The answers of a local system without a key, which say clearly that they are no AI.

use serde_json::Value;

use super::{Received, Step, received::CIRCUMSTANCES};

/// What every recording says.
pub(super) const TRANSCRIPT: &str = "[demonstração, sem IA] Aqui ficaria o que a gravação diz.";

const ASKS_FOR_A_PERSON: [&str; 5] = ["atendente", "atendentes", "humano", "humana", "pessoa"];
/// How the words of people begin in a request.
const WRITTEN_BY_THE_TEAM: &str = "[A member of the team wrote this:] ";
/// How the notes on the conversation begin.
const NOTES: [&str; 4] = [
    CIRCUMSTANCES,
    "[The beginning of ",
    "[People of the team ",
    "[You could not be ",
];
/// The separator between the messages that one side wrote in a row.
const BETWEEN: &str = "\n\n";

pub(super) fn answer(request: &Received) -> Step {
    let messages = new_messages(&request.body);
    let quoted = enumerate(&messages);
    if messages.iter().any(|text| asks_for_a_person(text)) {
        return Step::transfer(
            "O cliente pediu uma pessoa.",
            &format!("[demonstração, sem IA] O cliente escreveu: {quoted}."),
        );
    }
    let count = match messages.len() {
        1 => "1 mensagem".to_owned(),
        count => format!("{count} mensagens"),
    };
    let of_the_team = last_words_of_the_team(&request.body)
        .map(|words| format!(" Li o que a equipe escreveu por último: “{words}”"))
        .unwrap_or_default();
    Step::text(&format!(
        "[demonstração, sem IA] Recebi {count}: {quoted}.{of_the_team} \
         Para falar com alguém da equipe, escreva “atendente”."
    ))
}

/// What people wrote, if the assistant has said nothing since.
fn last_words_of_the_team(body: &Value) -> Option<&str> {
    let ours = items(body, "assistant").next()?;
    let (_, words) = ours.rsplit_once(WRITTEN_BY_THE_TEAM)?;
    (!words.contains(BETWEEN)).then_some(words)
}

/// What the customer wrote since the last answer. A message with an empty line in it counts as two.
fn new_messages(body: &Value) -> Vec<&str> {
    let newest = items(body, "user").next().unwrap_or_default();
    let said = newest.split(BETWEEN);
    said.filter(|text| !NOTES.iter().any(|note| text.starts_with(note)))
        .collect()
}

/// What one side said, the newest first.
fn items<'a>(body: &'a Value, side: &'a str) -> impl Iterator<Item = &'a str> {
    let items = body.get("input").and_then(Value::as_array);
    let items = items.into_iter().flatten().rev();
    items
        .filter(move |item| item.get("role").and_then(Value::as_str) == Some(side))
        .filter_map(|item| item.get("content")?.as_str())
}

fn asks_for_a_person(text: &str) -> bool {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| ASKS_FOR_A_PERSON.contains(&word))
}

/// “a”, “b” e “c”
fn enumerate(messages: &[&str]) -> String {
    let quoted: Vec<_> = messages.iter().map(|text| format!("“{text}”")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} e {last}", before.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use serde_json::json;

    use super::*;

    fn answer_to(lines: &[(&str, &str)]) -> String {
        let item = |(role, content): &(&str, &str)| json!({"role": role, "content": content});
        let input: Vec<_> = lines.iter().map(item).collect();
        let step = answer(&Received {
            query: None,
            headers: HeaderMap::new(),
            body: json!({"input": input}),
        });
        format!("{step:?}")
    }

    #[test]
    fn names_what_came_since_the_last_answer() {
        let answer = answer_to(&[
            ("user", "bom dia"),
            ("assistant", "Bom dia!"),
            ("user", "oi\n\ntudo bem?\n\nmeu boleto não chegou"),
        ]);
        let expected = "Recebi 3 mensagens: “oi”, “tudo bem?” e “meu boleto não chegou”.";
        assert!(answer.contains(expected), "{answer}");
        assert!(answer_to(&[("user", "oi")]).contains("Recebi 1 mensagem: “oi”."));
    }

    #[test]
    fn the_notes_are_none_of_the_customers_messages() {
        let answer = answer_to(&[(
            "user",
            "[People of the team had this.]\n\n[For this reply: It is Monday.]\n\noi",
        )]);
        assert!(answer.contains("Recebi 1 mensagem: “oi”."), "{answer}");
    }

    #[test]
    fn shows_that_it_knows_what_the_team_said_since_its_own_last_answer() {
        let before = [
            ("user", "cadê meu boleto?"),
            (
                "assistant",
                "Um instante.\n\n[A member of the team wrote this:] Reenviei agora.",
            ),
            ("user", "[People of the team had this.]\n\ne quando vence?"),
        ];
        let answer = answer_to(&before);
        let expected = "Recebi 1 mensagem: “e quando vence?”. \
                        Li o que a equipe escreveu por último: “Reenviei agora.”";
        assert!(answer.contains(expected), "{answer}");
        let after = [("assistant", "Na sexta."), ("user", "obrigada")];
        let later = answer_to(&[&before[..], &after[..]].concat());
        assert!(!later.contains("equipe escreveu"), "{later}");
    }

    #[test]
    fn calls_a_person_when_the_newest_messages_ask_for_one() {
        let asked = answer_to(&[("user", "oi\n\nquero um ATENDENTE!")]);
        assert!(asked.contains("transfer_to_human"), "{asked}");
        let answered = answer_to(&[
            ("user", "quero um atendente"),
            ("assistant", "…"),
            ("user", "impessoal"),
        ]);
        assert!(!answered.contains("transfer_to_human"), "{answered}");
    }
}
