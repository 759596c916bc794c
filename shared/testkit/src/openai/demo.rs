//! The answers of a local system without a key, which say clearly that they are no AI.

use std::borrow::Cow;

use serde_json::Value;

use super::{Received, Step, received::CIRCUMSTANCES};
use crate::{
    Heard,
    files::{VOICE_MESSAGE, VOICE_MESSAGE_TEXT},
};

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

/// The words of the one recording that it knows.
pub(super) fn transcript(heard: &Heard) -> String {
    let words = match heard.bytes == VOICE_MESSAGE {
        true => VOICE_MESSAGE_TEXT,
        false => "Aqui ficaria o que a gravação diz.",
    };
    format!("[demonstração, sem IA] {words}")
}

pub(super) fn answer(request: &Received) -> Step {
    let newest = items(request, "user").next().unwrap_or_default();
    let messages = new_messages(&newest);
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
    let of_the_team = last_words_of_the_team(request)
        .map(|words| format!(" Li o que a equipe escreveu por último: “{words}”"))
        .unwrap_or_default();
    Step::text(&format!(
        "[demonstração, sem IA] Recebi {count}: {quoted}.{}{of_the_team} \
         Para falar com alguém da equipe, escreva “atendente”.",
        seen(&request.files())
    ))
}

/// The types of the files that it was shown.
fn seen(files: &[&str]) -> String {
    let types = files.iter().filter_map(|url| url.strip_prefix("data:"));
    let types = types.filter_map(|url| Some(url.split_once(';')?.0));
    match types.collect::<Vec<_>>()[..] {
        [] => String::new(),
        ref types => format!(" Vi o que foi enviado ({}).", types.join(", ")),
    }
}

/// What people wrote, if the assistant has said nothing since.
fn last_words_of_the_team(request: &Received) -> Option<String> {
    let ours = items(request, "assistant").next()?;
    let (_, words) = ours.rsplit_once(WRITTEN_BY_THE_TEAM)?;
    (!words.contains(BETWEEN)).then(|| words.to_owned())
}

/// What the customer wrote since the last answer. A message with an empty line in it counts as two.
fn new_messages(newest: &str) -> Vec<&str> {
    let said = newest.split(BETWEEN);
    said.filter(|text| !NOTES.iter().any(|note| text.starts_with(note)))
        .collect()
}

/// What one side said, the newest first, without files.
fn items<'a>(request: &'a Received, side: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    let of_side = move |item: &&Value| item.get("role").and_then(Value::as_str) == Some(side);
    let items = request.sides().rev().filter(of_side);
    items.filter_map(|item| match item.get("content")? {
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            Some(texts.collect::<Vec<_>>().join(BETWEEN).into())
        }
        content => content.as_str().map(Cow::Borrowed),
    })
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
        answer_to_input(&lines.iter().map(item).collect())
    }

    fn answer_to_input(input: &Value) -> String {
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
    fn names_the_types_of_what_was_sent() {
        let answer = answer_to_input(&json!([{"role": "user", "content": [
            {"type": "input_text", "text": "oi\n\no comprovante"},
            {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "high"},
        ]}]));
        let expected = "Recebi 2 mensagens: “oi” e “o comprovante”. \
                        Vi o que foi enviado (image/png).";
        assert!(answer.contains(expected), "{answer}");
    }

    #[test]
    fn writes_down_what_its_own_recording_says_and_no_other() {
        let transcript = |bytes: &'static [u8]| {
            transcript(&Heard {
                fields: serde_json::Map::new(),
                file_name: "audio.ogg".to_owned(),
                bytes: bytes.into(),
            })
        };
        assert!(transcript(VOICE_MESSAGE).contains(VOICE_MESSAGE_TEXT));
        assert!(!transcript(b"OggS").contains(VOICE_MESSAGE_TEXT));
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
