//! LaTeX commands as text.

use std::iter::Peekable;
use std::str::Chars;

/// Commands that stand for one character.
const SIGNS: &[(&str, &str)] = &[
    ("times", "×"),
    ("cdot", "·"),
    ("div", "÷"),
    ("pm", "±"),
    ("mp", "∓"),
    ("ast", "*"),
    ("leq", "≤"),
    ("le", "≤"),
    ("leqslant", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("geqslant", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("approx", "≈"),
    ("equiv", "≡"),
    ("sim", "~"),
    ("propto", "∝"),
    ("lt", "<"),
    ("gt", ">"),
    ("infty", "∞"),
    ("degree", "°"),
    ("circ", "°"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("partial", "∂"),
    ("in", "∈"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("Rightarrow", "⇒"),
    ("implies", "⇒"),
    ("Leftrightarrow", "⇔"),
    ("iff", "⇔"),
    ("therefore", "∴"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "…"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("Delta", "Δ"),
    ("epsilon", "ε"),
    ("theta", "θ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("Sigma", "Σ"),
    ("phi", "φ"),
    ("omega", "ω"),
    ("Omega", "Ω"),
];

/// Commands that only set the style, and commands for space.
const NOTHING: &[&str] = &[
    "left",
    "right",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "displaystyle",
    "textstyle",
    "limits",
    "quad",
    "qquad",
    "begin",
    "end",
];

const RAISED: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('n', 'ⁿ'),
    ('°', '°'),
    ('\'', '′'),
];

/// A formula in one line, or in as many as it has itself. An unknown command becomes its name.
pub(super) fn readable(formula: &str) -> String {
    let mut out = String::new();
    let mut reader = Reader {
        signs: formula.chars().peekable(),
        depth: 0,
    };
    reader.read(None, &mut out);
    let lines = out.split('\n').map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// The most levels to which groups may be nested; deeper ones are read as if they were not there.
const MAX_DEPTH: u32 = 50;

struct Reader<'a> {
    signs: Peekable<Chars<'a>>,
    depth: u32,
}

impl Reader<'_> {
    /// Reads up to `end`, or everything.
    fn read(&mut self, end: Option<char>, out: &mut String) {
        while let Some(c) = self.signs.next() {
            match c {
                c if Some(c) == end => return,
                '\\' => self.command(out),
                '{' => self.group(out),
                '^' => {
                    let power = self.argument();
                    out.push_str(&raised(&power));
                }
                '_' => {
                    let index = self.argument();
                    out.push_str(&index);
                }
                '}' | '&' => {}
                '~' | '\n' => out.push(' '),
                c => out.push(c),
            }
        }
    }

    fn group(&mut self, out: &mut String) {
        self.within('}', out);
    }

    fn within(&mut self, end: char, out: &mut String) {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            self.read(Some(end), out);
            self.depth -= 1;
        }
    }

    fn command(&mut self, out: &mut String) {
        let mut name = String::new();
        while let Some(letter) = self.signs.next_if(char::is_ascii_alphabetic) {
            name.push(letter);
        }
        if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
            return out.push_str(sign);
        }
        match name.as_str() {
            "" => match self.signs.next() {
                Some('\\') => out.push('\n'),
                Some(',' | ';' | ':' | ' ') => out.push(' '),
                Some('!' | '(' | ')' | '[' | ']') | None => {}
                Some(sign) => out.push(sign),
            },
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let [above, below] = [self.argument(), self.argument()].map(|part| grouped(&part));
                out.push_str(&format!("{above}/{below}"));
            }
            "sqrt" => {
                if self.signs.next_if_eq(&'[').is_some() {
                    let mut degree = String::new();
                    self.within(']', &mut degree);
                    out.push_str(&raised(&degree));
                }
                let under = self.argument();
                out.push_str(&format!("√{}", grouped(&under)));
            }
            "begin" | "end" => {
                self.argument();
                out.push(' ');
            }
            name if NOTHING.contains(&name) => out.push(' '),
            // Of a text in another look only the text counts.
            name if self.signs.peek() == Some(&'{') => {
                if !LOOKS.contains(&name) {
                    out.push_str(name);
                }
                let text = self.argument();
                out.push_str(&text);
            }
            name => out.push_str(name),
        }
    }

    /// The argument of a command: a group, another command, or one character.
    fn argument(&mut self) -> String {
        let mut out = String::new();
        while self.signs.next_if(|c| c.is_whitespace()).is_some() {}
        match self.signs.next() {
            Some('{') => self.group(&mut out),
            Some('\\') if self.depth < MAX_DEPTH => {
                self.depth += 1;
                self.command(&mut out);
                self.depth -= 1;
            }
            other => out.extend(other),
        }
        out
    }
}

/// Commands whose argument is shown as it is.
const LOOKS: &[&str] = &[
    "text",
    "textbf",
    "textit",
    "textrm",
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "mathbb",
    "mathcal",
    "operatorname",
    "boxed",
    "underline",
    "overline",
    "bar",
    "vec",
    "hat",
    "mbox",
    "color",
];

fn raised(power: &str) -> String {
    let power = power.trim();
    let sign = |c| RAISED.iter().find(|(plain, _)| *plain == c);
    let raised: Option<String> = power
        .chars()
        .map(|c| sign(c).map(|(_, raised)| raised))
        .collect();
    raised.unwrap_or_else(|| format!("^{}", grouped(power)))
}

/// Puts brackets around anything that is more than one number or word.
fn grouped(part: &str) -> String {
    let part = part.trim();
    let is_one = |c: char| c.is_alphanumeric() || ".,%√°²³".contains(c);
    match part.chars().all(is_one) {
        true => part.to_owned(),
        false => format!("({part})"),
    }
}
