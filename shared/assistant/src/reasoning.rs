//! The blocks in which a model thinks aloud, which compatible servers leave in an answer's text.

/// What opens and closes a block, in lower case, as the parsers of vLLM, Ollama and LiteLLM know
/// them (<https://docs.vllm.ai/en/stable/features/reasoning_outputs/>): DeepSeek, Qwen, GLM and
/// most others; Claude; Gemini; Seed; Mistral; Cohere.
const BLOCKS: [(&str, &str); 7] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[think]", "[/think]"),
    ("<|start_thinking|>", "<|end_thinking|>"),
];

/// Removes the blocks. One that is not closed goes to the end: the answer's limit cut it off. One
/// that is not opened begins with the text: some templates open it for the model.
pub(crate) fn remove(text: &str) -> String {
    let mut kept = text.to_owned();
    // Lower case of ASCII has the same bytes.
    while let Some((start, end)) = first_block(&kept.to_ascii_lowercase()) {
        kept.replace_range(start..end, "");
    }
    kept
}

/// The first block of any kind: what is named within it is part of it.
fn first_block(text: &str) -> Option<(usize, usize)> {
    let blocks = BLOCKS.iter().filter_map(|(opens, closes)| {
        let close = text.find(closes).map(|at| (0, at + closes.len()));
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
        ] {
            assert_eq!(remove(text), said, "{text:?}");
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in [
            "I <b>think</b> so: 3 < 4 > 2 [1]",
            "think> <thinker> [thinks]",
            "",
        ] {
            assert_eq!(remove(text), text);
        }
    }
}
