//! The output of a rendering: lines with their indentation, and marks that never span a line.

/// The separator between two pieces of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Break {
    #[default]
    None,
    Line,
    Paragraph,
}

/// The most levels to which quotes and list items may be nested.
const MAX_INDENTS: usize = 20;

/// The output. Breaks and opening marks are written only when text follows, so that none is left
/// over.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    waiting: Break,
    /// Whether a list item's bullet was written, and nothing after it yet.
    at_bullet: bool,
    /// The beginning of each line in the open quotes and list items.
    indents: Vec<String>,
    /// The marks that text should stand in, outermost first.
    marks: Vec<&'static str>,
    /// How many of these marks are written.
    written: usize,
}

impl Writer {
    /// Asks for a break before the next text. The widest one that was asked for is written.
    pub(super) fn request(&mut self, wanted: Break) {
        if !self.at_bullet {
            self.waiting = self.waiting.max(wanted);
        }
    }

    /// Writes text, whose own line breaks are kept.
    pub(super) fn text(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.waiting = match self.waiting {
                    Break::None => Break::Line,
                    Break::Line | Break::Paragraph => Break::Paragraph,
                };
            }
            let line = line.trim_end_matches('\r');
            if !line.is_empty() {
                self.flush();
                while let Some(mark) = self.marks.get(self.written) {
                    self.out.push_str(mark);
                    self.written += 1;
                }
                self.out.push_str(line);
            }
        }
    }

    /// Puts the following text into a mark. WhatsApp has no mark within the same mark.
    pub(super) fn open(&mut self, mark: &'static str) {
        let again = self.marks.contains(&mark);
        self.marks.push(if again { "" } else { mark });
    }

    /// Ends the innermost mark.
    pub(super) fn close(&mut self) {
        let mark = self.marks.pop().unwrap_or_default();
        if self.written > self.marks.len() {
            self.out.push_str(mark);
            self.written = self.marks.len();
        }
    }

    /// Begins a quote, with `start` before each of its lines.
    pub(super) fn quote(&mut self, start: &str) {
        self.indent(start.to_owned());
    }

    /// Begins a list item, with `bullet`. Further lines are indented by its width.
    pub(super) fn item(&mut self, bullet: &str) {
        self.request(Break::Line);
        self.flush();
        self.out.push_str(bullet);
        self.indent(" ".repeat(bullet.len()));
        self.at_bullet = true;
    }

    /// Opens a quote or an item. Each line repeats all of them; beyond this depth only the first
    /// are shown.
    fn indent(&mut self, with: String) {
        let shown = self.indents.len() < MAX_INDENTS;
        self.indents.push(if shown { with } else { String::new() });
    }

    /// Ends a quote or a list item.
    pub(super) fn outdent(&mut self) {
        self.at_bullet = false;
        self.indents.pop();
    }

    /// The length of the output so far, in bytes.
    pub(super) const fn len(&self) -> usize {
        self.out.len()
    }

    /// The output from a byte on.
    pub(super) fn since(&self, start: usize) -> &str {
        self.out.get(start..).unwrap_or_default()
    }

    pub(super) fn finish(self) -> String {
        self.out.trim().to_owned()
    }

    /// Writes the waiting break. Marks end with the line and begin again on the next.
    fn flush(&mut self) {
        self.at_bullet = false;
        let wanted = std::mem::take(&mut self.waiting);
        if wanted == Break::None {
            return;
        }
        for mark in self.marks.iter().take(self.written).rev() {
            self.out.push_str(mark);
        }
        self.written = 0;
        if !self.out.is_empty() {
            self.out.push('\n');
            if wanted == Break::Paragraph {
                self.out.push('\n');
            }
        }
        for indent in &self.indents {
            self.out.push_str(indent);
        }
    }
}
