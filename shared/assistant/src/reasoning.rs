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
    for (opens, closes) in BLOCKS {
        // Lower case of ASCII has the same bytes.
        while let Some((start, end)) = block(&kept.to_ascii_lowercase(), opens, closes) {
            kept.replace_range(start..end, "");
        }
    }
    kept
}

fn block(text: &str, opens: &str, closes: &str) -> Option<(usize, usize)> {
    let close = text.find(closes);
    let end = close.map_or(text.len(), |at| at + closes.len());
    match text.find(opens) {
        Some(open) if open < end => Some((open, end)),
        Some(_) | None => close.map(|_| (0, end)),
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
