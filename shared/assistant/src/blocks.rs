//! What compatible servers leave in an answer's text of what its model wrote for them: the blocks in
//! which it thinks aloud, and its calls of tools.

/// What opens and closes a block, in lower case, as the parsers of vLLM, Ollama and LiteLLM know
/// them (<https://docs.vllm.ai/en/stable/features/reasoning_outputs/>): DeepSeek, Qwen, GLM and
/// most others; Claude; Gemini; Seed; Mistral; Cohere; Kimi; gpt-oss, whose answer is a channel of its
/// own (<https://developers.openai.com/cookbook/articles/openai-harmony>).
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

/// The same of calls: Qwen, Hermes and GLM; Granite and others.
const CALLS: [Block; 2] = [
    ("<tool_call>", "</tool_call>"),
    ("<function_call>", "</function_call>"),
];

/// What opens a block, and what closes it.
type Block = (&'static str, &'static str);

/// Removes what a model thinks.
pub(crate) fn remove_thoughts(text: &str) -> String {
    without(text, &THOUGHTS, true)
}

/// Removes the calls of tools that are written out.
pub(crate) fn remove_calls(text: &str) -> String {
    without(text, &CALLS, false)
}

/// The text without the blocks. One that is not closed goes to the end: the answer's limit cut it off. One
/// that is not opened begins with the text where templates open it for the model (`opened_before`);
/// elsewhere its end is a slip.
fn without(text: &str, kinds: &[Block], opened_before: bool) -> String {
    let mut kept = text.to_owned();
    // Lower case of ASCII has the same bytes.
    while let Some((start, end)) = first_block(&kept.to_ascii_lowercase(), kinds, opened_before) {
        kept.replace_range(start..end, "");
    }
    kept
}

/// The first block of any kind: what is named within it is part of it.
fn first_block(text: &str, kinds: &[Block], opened_before: bool) -> Option<(usize, usize)> {
    let blocks = kinds.iter().filter_map(|(opens, closes)| {
        let begins = |at| if opened_before { 0 } else { at };
        let close = text.find(closes);
        let close = close.map(|at| (begins(at), at + closes.len()));
        let Some(open) = text.find(opens) else {
            return close;
        };
        let behind = text.get(open..)?;
        let end = behind.find(closes).map(|at| open + at + closes.len());
        let block = (open, end.unwrap_or(text.len()));
        close.filter(|(_, end)| *end <= open).or(Some(block))
    });
    blocks.min()
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
