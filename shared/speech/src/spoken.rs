//! Text for the ear, from an answer in Markdown.

use channels::{Style, render};

use crate::{copyable, directions, emoji, plain_text};

/// An answer in two parts: what is spoken, and the text beside the voice.
#[derive(Clone, PartialEq, Eq)]
pub struct SpokenText {
    /// Whole sentences, without marks; empty if nothing can be spoken.
    pub spoken: String,
    /// What a customer has to copy, in the order in which it is said, without repeats.
    pub to_copy: Vec<String>,
}

/// Hides what a customer is told.
impl std::fmt::Debug for SpokenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpokenText")
            .field("spoken_bytes", &self.spoken.len())
            .field("to_copy", &self.to_copy.len())
            .finish()
    }
}

/// Removes from an answer what cannot be heard: Markdown, HTML and SSML, citation marks, emoji,
/// links and stage directions. Directions in square brackets stay for a model that `acts` them.
/// Every line becomes a sentence, so that the voice rests after a heading or an item of a list.
///
/// It collects links, e-mail addresses, codes, and numbers of six digits and more. Of these, links
/// and anything too long to be written down by ear (barcodes, PIX codes) are not spoken; a bare
/// domain is spoken, as it may be a name.
pub fn spoken_text(markdown: &str, acts: bool) -> SpokenText {
    let text = directions::remove(&assistant::remove_citations(markdown), acts);
    let text = render(&text, Style::Plain);
    let text = plain_text::clean(&emoji::remove(&text));
    let mut to_copy = Vec::new();
    let lines = text.lines().filter_map(|line| {
        let (said, found) = copyable::take(without_bullet(line));
        let only_numbered = !found.is_empty() && is_item_number(&said);
        for item in found {
            if !to_copy.contains(&item) {
                to_copy.push(item);
            }
        }
        if only_numbered { None } else { sentence(&said) }
    });
    let spoken = lines.collect::<Vec<_>>().join("\n");
    SpokenText { spoken, to_copy }
}

fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    let rest = line.strip_prefix(['-', '*', '•', '–', '·']);
    rest.filter(|rest| rest.starts_with(' ')).unwrap_or(line)
}

/// The `1.` before an item that is not spoken.
fn is_item_number(said: &str) -> bool {
    let number = said.trim().trim_end_matches(['.', ')']);
    number.len() < 3 && number.bytes().all(|b| b.is_ascii_digit())
}

/// Closes the gaps left by removed text, and ends the line as a sentence; none if nothing is left
/// to say.
fn sentence(line: &str) -> Option<String> {
    if !line.contains(char::is_alphanumeric) {
        return None;
    }
    let mut said = line.to_owned();
    for empty in ["()", "[]", "<>", "“”", "\"\"", "( )"] {
        said = said.replace(empty, " ");
    }
    let words: Vec<_> = said.split_whitespace().collect();
    let mut said = String::with_capacity(said.len());
    for word in words {
        if word == "," && said.ends_with(['.', '!', '?']) {
            continue;
        }
        if word.starts_with(is_stop) {
            // The stop after removed text replaces the one before it.
            said.truncate(said.trim_end_matches([',', ';', ':', '-', '–', '—']).len());
        } else if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(word);
    }
    let said = said.trim_start_matches(|c: char| is_stop(c) || c == ' ');
    let said = said.trim_end_matches([',', ';', '-', '–', '—', ' ']);
    let ends = said.ends_with(|c: char| is_stop(c) || c == '…');
    Some(format!("{said}{}", if ends { "" } else { "." }))
}

const fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
}

#[cfg(test)]
mod tests;
