//! Dividing an answer in Markdown between its paragraphs.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::options;

/// Divides Markdown into at most `most` pieces, of which the last holds all the rest. What would be
/// strange alone stays together: a list, also with code between its items; HTML; a heading, a line
/// across, or words that end in a colon, with what follows.
pub(crate) fn divide(markdown: &str, most: usize) -> Vec<&str> {
    let parser = Parser::new_ext(markdown, options());
    // Any piece may refer to it.
    if parser.reference_definitions().iter().next().is_some() {
        return vec![markdown];
    }
    let mut starts: Vec<usize> = Vec::new();
    let mut depth = 0_usize;
    let (mut in_list, mut is_announced) = (false, false);
    for (event, range) in parser.into_offset_iter() {
        let is_block = depth == 0 && !matches!(event, Event::End(_));
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !is_block {
            continue;
        }
        let block = Block::of(&event);
        let goes_on = match block {
            Block::Html | Block::Indented | Block::LaterItem => true,
            Block::List | Block::Code => in_list,
            Block::Heading | Block::Other => false,
        };
        if starts.is_empty() || !(goes_on || is_announced) && starts.len() < most {
            starts.push(range.start);
        }
        in_list = match block {
            Block::List | Block::LaterItem => true,
            Block::Code | Block::Indented => in_list,
            Block::Html | Block::Heading | Block::Other => false,
        };
        is_announced = match block {
            Block::Heading | Block::Html => true,
            Block::Other => announces(markdown.get(range).unwrap_or_default().trim_end()),
            Block::List | Block::LaterItem | Block::Code | Block::Indented => false,
        };
    }
    let ends = starts.iter().skip(1).copied().chain([markdown.len()]);
    let pieces = starts.iter().zip(ends);
    pieces
        .filter_map(|(start, end)| Some(markdown.get(*start..end)?.trim_end()))
        .collect()
}

/// A block that is in no other one.
enum Block {
    List,
    /// A list that begins with a number above 1, where code or a paragraph interrupted it.
    LaterItem,
    Code,
    /// Code, or what was meant as the paragraph of an item.
    Indented,
    Html,
    /// A heading, or a line across.
    Heading,
    Other,
}

impl Block {
    const fn of(event: &Event<'_>) -> Self {
        match event {
            Event::Start(Tag::List(Some(2..))) => Self::LaterItem,
            Event::Start(Tag::List(_)) => Self::List,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Self::Indented,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => Self::Code,
            Event::Start(Tag::HtmlBlock) => Self::Html,
            Event::Start(Tag::Heading { .. }) | Event::Rule => Self::Heading,
            _ => Self::Other,
        }
    }
}

/// Whether a paragraph ends in a colon, or is a heading in strong letters.
fn announces(paragraph: &str) -> bool {
    let strong = paragraph.strip_prefix("**");
    let strong = strong.and_then(|rest| rest.strip_suffix("**"));
    let is_strong = strong.is_some_and(|title| !title.contains("**"));
    is_strong || paragraph.trim_end_matches(['*', '_']).ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_divided_between_paragraphs_and_the_last_piece_has_the_rest() {
        for (answer, pieces) in [
            ("Oi, Ana!", &["Oi, Ana!"][..]),
            (
                "\nOi, Ana!\nTudo bem?\r\n\r\nSim.\n \n\nTemos.\n\nE mais.\n",
                &["Oi, Ana!\nTudo bem?", "Sim.", "Temos.\n\nE mais."],
            ),
            (" \n\n", &[]),
        ] {
            assert_eq!(divide(answer, 3), pieces);
        }
        assert_eq!(divide("a\n\nb\n", 1), ["a\n\nb"]);
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for whole in [
            "```\na\n\nb\n```",
            "~~~~sh\na\n\n~~~\n\nb\n~~~~",
            "```\nnever closed\n\nb",
            "- a\n\n- b\n\n  of b\n\n- c",
            "1. a\n\n2. b",
            "1) a\n\n```\ncode\n```\n\n2) b",
            "- a\n\n```\ncode\n```\n\n- b",
            "## Planos\n\nTemos dois.",
            "**Planos**\n\nTemos dois.",
            "Planos\n===\n\nTemos dois.",
            "Temos dois planos:\n\n- a\n- b",
            "**Temos dois planos:**\n\n- a\n- b",
            "a\n\tb\n\n\tc",
            "<ul>\n\n<li>a</li>\n\n</ul>",
            "> a\n>\n> b",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "See [this][1].\n\n[1]: https://loja.example",
        ] {
            assert_eq!(divide(whole, 3), [whole]);
        }
        for (answer, second) in [
            ("a\n\n```\nb\n\nc\n```\n\nd", "```\nb\n\nc\n```"),
            ("- a\n\n- b\n\nc", "c"),
            ("A **b** é **c**\n\n1. d", "1. d"),
            ("a\n\n---\n\nb", "---\n\nb"),
            ("**a** e **b**\n\nc", "c"),
            ("```a``` b\n\nc", "c"),
        ] {
            assert_eq!(divide(answer, 3).get(1), Some(&second), "{answer}");
        }
    }
}
