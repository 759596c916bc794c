//! Attributes of HTML tags, told from other words after a name.

/// Attributes that models write without a value, or with a value without quotes.
const KNOWN: &[&str] = &[
    "align", "alt", "bgcolor", "border", "checked", "cite", "class", "color", "cols", "colspan",
    "controls", "dir", "disabled", "download", "face", "height", "hidden", "href", "id", "lang",
    "name", "open", "rel", "reversed", "role", "rows", "rowspan", "size", "src", "start", "style",
    "target", "title", "type", "valign", "value", "width",
];

/// Whether a text consists of attributes only. Values in quotes make an attribute of any name; the
/// last one may be cut off by a `>` within it.
pub(super) fn are_attributes(text: &str) -> bool {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        match after_attribute(rest) {
            Some(after) => rest = after.trim_start(),
            None => return false,
        }
    }
    true
}

/// The text after the attribute with which a text begins.
fn after_attribute(text: &str) -> Option<&str> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "-_:".contains(c);
    let after = text.trim_start_matches(is_of_name);
    let name = text.strip_suffix(after)?;
    let is_known = KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known));
    let Some(value) = after.trim_start().strip_prefix('=') else {
        let ends = after.is_empty() || after.starts_with(char::is_whitespace);
        return (is_known && ends).then_some(after);
    };
    let value = value.trim_start();
    match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) if !name.is_empty() => {
            let inside = value.strip_prefix(quote)?;
            Some(inside.split_once(quote).map_or("", |(_, after)| after))
        }
        None if is_known => Some(value.trim_start_matches(|c: char| !c.is_whitespace())),
        _ => None,
    }
}
