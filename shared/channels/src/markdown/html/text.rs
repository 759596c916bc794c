//! Text between tags.

use super::Converter;

impl Converter {
    /// Writes text. If a paragraph or another block begins within items and quotes that no tag
    /// ends, the text leaves them.
    pub(super) fn text(&mut self, mut text: &str) {
        if self.is_in_block() || self.is_in_code {
            return self.in_code(text);
        }
        if self.is_over && !text.trim().is_empty() {
            self.leave_items();
        }
        while let Some((paragraph, after)) = self.paragraph(text) {
            self.words(paragraph);
            text = after;
            self.is_over = !self.at_bullet;
            if self.is_over && !text.trim().is_empty() {
                self.leave_items();
            }
        }
        self.words(text);
    }

    /// The end of the paragraph of an item or quote that no tag ends, and the text after it.
    fn paragraph<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        if self.indents.is_empty() || !text.contains('\n') || self.first_item().is_none() {
            return None;
        }
        let mut breaks = text.match_indices('\n');
        let (end, _) = breaks.find(|(at, _)| text.get(at + 1..).is_some_and(begins_anew))?;
        let (paragraph, after) = text.split_at_checked(end)?;
        Some((paragraph, after.strip_prefix('\n')?))
    }

    /// Writes code in Markdown's form. A code block of its own keeps its lines.
    pub(super) fn code(&mut self, code: &str) {
        if self.is_in_block() || self.is_in_code {
            return self.in_code(code);
        }
        if self.is_over {
            self.leave_items();
        }
        if self.indents.is_empty() || !is_fence(code) || !code.contains('\n') {
            return self.write(code);
        }
        let code = code.trim_end();
        let last = code.lines().next_back().unwrap_or_default();
        let indent = last.len() - last.trim_start_matches([' ', '\t']).len();
        let lines = code.lines().map(|line| {
            let spaces = line.len() - line.trim_start_matches([' ', '\t']).len();
            line.get(spaces.min(indent)..).unwrap_or_default()
        });
        let lines: Vec<&str> = lines.collect();
        self.request(1);
        self.position();
        self.lines(&lines.join("\n"));
        self.request(1);
    }

    /// Writes lines into the open items and quotes.
    pub(super) fn lines(&mut self, lines: &str) {
        let begin = format!("\n{}", self.indents.concat());
        self.out.push_str(&lines.replace('\n', &begin));
    }

    /// Whether a line begins here.
    const fn begins(&self) -> bool {
        self.waiting > 0 || self.at_bullet
    }

    /// Writes code unchanged, on a line of its own if a break waits.
    fn in_code(&mut self, code: &str) {
        if !code.is_empty() && std::mem::take(&mut self.waiting) > 0 {
            self.out.push('\n');
        }
        self.out.push_str(code);
    }

    /// The line so far.
    pub(super) fn line(&self) -> &str {
        self.out.rsplit('\n').next().unwrap_or_default()
    }

    /// Writes words, which are not code even if they look like its beginning.
    fn words(&mut self, mut text: &str) {
        let fence = text.trim_start_matches(stands_before_blocks);
        if is_fence(fence) && (self.begins() || self.line().chars().all(stands_before_blocks)) {
            let before = text.trim_start().strip_suffix(fence);
            self.write(before.unwrap_or_default());
            self.position();
            self.out.push('\\');
            text = fence;
        }
        self.write(text);
    }

    /// Writes text. White space is dropped at the beginning of a line, and becomes one space within
    /// lists and quotes.
    fn write(&mut self, text: &str) {
        let begins = self.begins();
        let text = if begins { text.trim_start() } else { text };
        if text.is_empty() {
            return;
        }
        self.position();
        if self.indents.is_empty() {
            return self.out.push_str(text);
        }
        for (number, line) in text.split('\n').enumerate() {
            let line = if number > 0 { line.trim_start() } else { line };
            if number > 0 && !self.out.ends_with(' ') {
                self.out.push(' ');
            }
            self.out.push_str(line);
        }
    }
}

/// Whether a character is white space, or a mark of quotes and lists.
fn stands_before_blocks(sign: char) -> bool {
    sign.is_whitespace() || sign.is_ascii_digit() || ">-+*.)".contains(sign)
}

fn is_fence(text: &str) -> bool {
    text.starts_with("```") || text.starts_with("~~~")
}

/// Whether a line does not continue a paragraph.
fn begins_anew(line: &str) -> bool {
    let line = line.split('\n').next().unwrap_or_default().trim();
    let behind_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = behind_number.len() < line.len() && behind_number.starts_with(['.', ')']);
    let is_bullet = ["- ", "* ", "+ "]
        .iter()
        .any(|bullet| line.starts_with(bullet));
    line.is_empty() || is_bullet || is_number || line.starts_with(['#', '>', '|'])
}
