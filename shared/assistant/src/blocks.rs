//! Blocks that compatible servers leave in an answer's text although the model did not write them
//! for the customer: its thoughts, and its tool calls.

/// The marks that open and close a block of thoughts, in lower case, as the parsers of vLLM, Ollama
/// and LiteLLM know them (<https://docs.vllm.ai/en/stable/features/reasoning_outputs/>): DeepSeek,
/// Qwen, GLM and most others; Claude; Gemini; Seed; Mistral; Cohere; Kimi; gpt-oss, whose answer is
/// a channel of its own (<https://developers.openai.com/cookbook/articles/openai-harmony>).
const THOUGHTS: [Block; 9] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[think]", "[/think]"),
    ("<|start_thinking|>", "<|end_thinking|>"),
    ("◁think▷", "◁/think▷"),
    (
        "<|channel|>analysis<|message|>",
        "<|channel|>final<|message|>",
    ),
];

/// The marks of tool calls: Qwen, Hermes and GLM; Granite and others.
const CALLS: [Block; 2] = [
    ("<tool_call>", "</tool_call>"),
    ("<function_call>", "</function_call>"),
];

/// The marks that open and close a block.
type Block = (&'static str, &'static str);

/// Removes a model's thoughts.
pub(crate) fn remove_thoughts(text: &str) -> String {
    without(text, &THOUGHTS, true)
}

/// Removes tool calls that are written out.
pub(crate) fn remove_calls(text: &str) -> String {
    without(text, &CALLS, false)
}

/// The text without the blocks. A block that is not closed reaches to the end: the answer's limit
/// cut it off. A block that is not opened begins with the text where templates open it for the
/// model (`opened_before`); elsewhere its closing mark is a slip.
fn without(text: &str, kinds: &[Block], opened_before: bool) -> String {
    // Lower case of ASCII has the same bytes.
    let lower = text.to_ascii_lowercase();
    let mut kinds: Vec<Kind<'_>> = kinds.iter().map(|kind| Kind::new(&lower, *kind)).collect();
    let mut kept = String::with_capacity(text.len());
    let mut done = 0;
    while let Some((start, end)) = first_block(&mut kinds, done, opened_before) {
        match start {
            Some(start) => kept.push_str(text.get(done..start).unwrap_or_default()),
            None => kept.clear(),
        }
        done = end;
    }
    kept + text.get(done..).unwrap_or_default()
}

/// The start of the first block of any kind, or none if it begins with the text, and its end. Marks
/// within a block are part of it.
fn first_block(
    kinds: &mut [Kind<'_>],
    from: usize,
    opened_before: bool,
) -> Option<(Option<usize>, usize)> {
    let blocks = kinds.iter_mut().filter_map(|kind| kind.block(from));
    let from_beginning = |(is_opened, start, end)| match is_opened || !opened_before {
        true => (Some(start), end),
        false => (None, end),
    };
    blocks.map(from_beginning).min()
}

/// The blocks of one kind in a text.
struct Kind<'a> {
    text: &'a str,
    opens: Mark<'a>,
    closes: Mark<'a>,
}

impl<'a> Kind<'a> {
    fn new(text: &'a str, (opens, closes): Block) -> Self {
        let [opens, closes] = [opens, closes].map(|mark| Mark::new(text, mark));
        Self {
            text,
            opens,
            closes,
        }
    }

    /// The first block after `from`: whether it is opened, and where it begins and ends.
    fn block(&mut self, from: usize) -> Option<(bool, usize, usize)> {
        let open = self.opens.next(from);
        let close = self.closes.next(from);
        let start = open.into_iter().chain(close).min()?;
        let end = close.map_or(self.text.len(), |at| at + self.closes.mark.len());
        Some((open == Some(start), start, end))
    }
}

/// A mark that is searched for from the text's beginning to its end, and nowhere twice.
struct Mark<'a> {
    text: &'a str,
    mark: &'static str,
    at: Option<usize>,
}

impl<'a> Mark<'a> {
    fn new(text: &'a str, mark: &'static str) -> Self {
        let at = text.find(mark);
        Self { text, mark, at }
    }

    /// The next place of the mark, from there on.
    fn next(&mut self, from: usize) -> Option<usize> {
        if self.at.is_some_and(|at| at < from) {
            let rest = self.text.get(from..).unwrap_or_default();
            self.at = rest.find(self.mark).map(|at| from + at);
        }
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_thinks_is_not_said() {
        for (text, said) in [
            ("<think>Ela quer o boleto.</think>Olá!", "Olá!"),
            ("<think>\n\n</think>\n\nOlá!", "\n\nOlá!"),
            (
                "Um. <THINK>a</Think>Dois. <think>b</think>Três.",
                "Um. Dois. Três.",
            ),
            ("Ela quer o boleto.</think>Olá!", "Olá!"),
            ("a</think>b<think>c</think>d", "bd"),
            ("Olá! <think>Ela quer o bol", "Olá! "),
            ("<think>a <think> b</think>Olá!", "Olá!"),
            ("<thinking>No <think> here.</thinking>Olá!", "Olá!"),
            ("a<thought>b</think>c</thought>Olá!", "Olá!"),
            ("[THINK]a[/THINK]Olá!", "Olá!"),
            ("<|START_THINKING|>a<|END_THINKING|>Olá!", "Olá!"),
            ("<seed:think>ção</seed:think>Olá!", "Olá!"),
            ("<thinking>a</thinking><reasoning>b</reasoning>Olá!", "Olá!"),
            ("◁think▷a◁/think▷Olá!", "Olá!"),
            (
                "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>Olá!",
                "Olá!",
            ),
        ] {
            assert_eq!(remove_thoughts(text), said, "{text:?}");
        }
    }

    #[test]
    fn any_number_of_blocks_is_read() {
        let times = 100_000 / "<think></think>".len();
        for (block, said) in [
            ("<think></think>", "fim".to_owned()),
            ("</think>", "fim".to_owned()),
            ("<think>", String::new()),
            ("[think]</think>", "fim".to_owned()),
        ] {
            assert_eq!(
                remove_thoughts(&format!("{}fim", block.repeat(times))),
                said
            );
        }
        for (block, said) in [
            (
                "a<tool_call></tool_call>",
                format!("{}fim", "a".repeat(times)),
            ),
            ("</tool_call>", "fim".to_owned()),
        ] {
            assert_eq!(remove_calls(&format!("{}fim", block.repeat(times))), said);
        }
    }

    #[test]
    fn a_call_of_a_tool_is_not_said() {
        let text = "Um.<tool_call>{\"name\": \"file_search\"}</tool_call> Dois. <tool_call>{\"na";
        assert_eq!(remove_calls(text), "Um. Dois. ");
        assert_eq!(remove_calls("Saiu hoje.\n</tool_call>"), "Saiu hoje.\n");
        assert_eq!(remove_thoughts(text), text);
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in [
            "I <b>think</b> so: 3 < 4 > 2 [1]",
            "think> <thinker> [thinks]",
            "",
        ] {
            assert_eq!(remove_calls(&remove_thoughts(text)), text);
        }
    }
}
