//! How many tokens a question may take, as far as that can be said before it is asked.

use crate::{Call, FileKind, Round, ShownFile, ports::Prompt};

/// How many bytes of UTF-8 make a token. A token is about 3 characters of Portuguese, 4 of English,
/// and one of Chinese, which has 3 bytes.
const BYTES_OF_A_TOKEN: u64 = 3;
/// What a line takes besides its text: its role, and a note on who wrote it. A call of a tool takes as
/// much twice, with its answer.
const LINE: u64 = 16;
/// The note on the circumstances of the run.
const CONTEXT: u64 = 150;
/// A picture, as finely as models see it. Source:
/// <https://platform.openai.com/docs/guides/images-vision#calculating-costs>.
const PICTURE: u64 = 2_500;
/// The most bytes of a document or a text file that count: some 33,000 tokens. Nobody can tell from
/// the bytes of a document how much is written in it.
const MOST_OF_A_FILE: u64 = 100_000;

/// How many tokens a text has, rather too many than too few.
pub const fn tokens_in(text: &str) -> u64 {
    of_bytes(text.len() as u64)
}

const fn of_bytes(bytes: u64) -> u64 {
    bytes.div_ceil(BYTES_OF_A_TOKEN)
}

impl Prompt {
    /// How many tokens the conversation takes that it shows, rather too many than too few.
    pub(crate) fn tokens(&self) -> u64 {
        let lines = self.lines.iter().map(|line| {
            let files: u64 = line.files.iter().map(of_file).sum();
            LINE + tokens_in(&line.text) + files
        });
        let rounds = self.rounds.iter().map(of_round);
        CONTEXT + lines.sum::<u64>() + rounds.sum::<u64>()
    }
}

fn of_round(round: &Round) -> u64 {
    LINE + tokens_in(&round.text) + round.calls.iter().map(of_call).sum::<u64>()
}

fn of_call(call: &Call) -> u64 {
    let answer = call.answer.as_ref();
    let answer = answer.map_or(0, |answer| tokens_in(&answer.output));
    2 * LINE + tokens_in(&call.name) + tokens_in(&call.arguments) + answer
}

fn of_file(file: &ShownFile) -> u64 {
    match file.file_type.kind {
        FileKind::Picture => PICTURE,
        FileKind::Document | FileKind::Text => {
            of_bytes((file.bytes.len() as u64).min(MOST_OF_A_FILE))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::PromptLine;
    use crate::{
        Author, CallAnswer, Context, ConversationId, ConversationRef, FileType, IntegrationId,
    };

    fn prompt(lines: Vec<PromptLine>) -> Prompt {
        Prompt {
            conversation: ConversationRef {
                integration: IntegrationId::parse("loja-1").unwrap(),
                id: ConversationId::of_bits(1),
            },
            batch: lines.len(),
            lines,
            rounds: Vec::new(),
            may_call: false,
            context: Context::default(),
        }
    }

    fn line(text: &str, files: &[(FileKind, usize)]) -> PromptLine {
        let file = |(kind, bytes): &(FileKind, usize)| ShownFile {
            file_type: FileType {
                kind: *kind,
                mime_type: "",
                extension: "",
            },
            name: None,
            bytes: vec![0; *bytes].into(),
        };
        PromptLine {
            author: Author::Customer,
            text: text.to_owned(),
            files: files.iter().map(file).collect(),
        }
    }

    #[test]
    fn a_text_counts_by_its_bytes() {
        for (text, expected) in [("", 0), ("a", 1), ("oi!", 1), ("olá", 2), ("你好", 2)] {
            assert_eq!(tokens_in(text), expected, "{text}");
        }
    }

    #[test]
    fn each_line_and_each_file_adds_to_a_question() {
        let empty = prompt(Vec::new()).tokens();
        let of = |line: PromptLine| prompt(vec![line]).tokens() - empty;
        let said = of(line("meu boleto", &[]));
        assert_eq!(said, LINE + 4);
        for (file, expected) in [
            ((FileKind::Picture, 1), PICTURE),
            ((FileKind::Picture, 9_000_000), PICTURE),
            ((FileKind::Document, 31), 11),
            ((FileKind::Text, 31), 11),
            ((FileKind::Document, 9_000_000), 33_334),
        ] {
            assert_eq!(of(line("meu boleto", &[file])), said + expected, "{file:?}");
        }
        let two = prompt(vec![line("oi", &[]), line("meu boleto", &[])]);
        assert_eq!(two.tokens() - empty, LINE + 1 + said);
    }

    #[test]
    fn what_was_called_in_a_round_is_part_of_the_next_question() {
        let empty = prompt(Vec::new()).tokens();
        let of = |text: &str, calls: Vec<Call>| {
            let mut prompt = prompt(Vec::new());
            prompt.rounds = vec![Round {
                text: text.to_owned(),
                calls,
            }];
            prompt.tokens() - empty
        };
        let unanswered = Call::new("pedido", "{\"numero\":7}".to_owned());
        let answered = Call {
            answer: Some(CallAnswer {
                may_be_done: false,
                output: "saiu ontem".to_owned(),
                error: None,
                took_ms: 1,
            }),
            ..unanswered.clone()
        };
        assert_eq!(of("", Vec::new()), LINE);
        assert_eq!(of("um momento", Vec::new()), LINE + 4);
        let called = 2 * LINE + 2 + 4;
        assert_eq!(of("", vec![unanswered]), LINE + called);
        let two = vec![answered.clone(), answered];
        assert_eq!(of("", two), LINE + 2 * (called + 4));
    }
}
