//! What a word or a number looks like.

/// A number of this many digits or more is hard to keep in mind.
const DIGITS: usize = 6;
/// Endings of addresses that are written without `https://` and without a path.
const TOP_DOMAINS: [&str; 14] = [
    "app", "br", "com", "info", "io", "link", "me", "net", "online", "org", "pt", "shop", "site",
    "store",
];

/// Digits and their separators, but not a date.
pub(super) fn is_numeric(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '/' | '(' | ')');
    let balanced = text.matches('(').count() == text.matches(')').count();
    let wrapped = text.starts_with('(') && text.ends_with(')') && text.len() > 4;
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(fits)
        && balanced
        && !wrapped
        && !is_date(text)
}

/// Neither too short, nor an amount, nor a row of small numbers (`36 38 40`, or many of three
/// digits).
pub(super) fn is_to_copy(number: &str) -> bool {
    let runs = number.split(|c: char| !c.is_ascii_digit());
    let runs: Vec<_> = runs.map(str::len).filter(|length| *length > 0).collect();
    let longest = runs.iter().max().copied().unwrap_or_default();
    let bare = number.chars().all(|c| c.is_ascii_digit() || c == ' ');
    let row = longest <= 2 || (bare && longest == 3 && runs.len() > 4);
    runs.iter().sum::<usize>() >= DIGITS && !row && !is_amount(number)
}

/// `1.234.567`
pub(super) fn is_amount(number: &str) -> bool {
    let mut groups = number.split('.');
    let first = groups.next().map_or(0, str::len);
    number.contains('.')
        && (1..=3).contains(&first)
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
}

/// `23/11/2026`, `23-11-26`, `2026-11-23`.
fn is_date(text: &str) -> bool {
    let groups: Vec<_> = text.split(['/', '-', '.']).collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    groups.iter().all(digits) && matches!(lengths[..], [1 | 2, 1 | 2, 2 | 4] | [4, 2, 2])
}

/// Capital letters with digits, or at least six digits among letters, as in PIX's random keys.
pub(super) fn is_code(word: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let count = |is: fn(&u8) -> bool| word.bytes().filter(is).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    word.chars().all(fits)
        && digits + letters >= DIGITS
        && digits.min(letters) > 0
        && (digits >= DIGITS || count(u8::is_ascii_lowercase) == 0)
}

pub(super) fn is_email(word: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    word.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && name.chars().all(fits) && is_domain(domain)
    })
}

pub(super) fn is_link(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    if ["https://", "http://", "www."]
        .iter()
        .any(|start| word.starts_with(start))
    {
        return true;
    }
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let known = host
        .rsplit('.')
        .next()
        .is_some_and(|top| TOP_DOMAINS.contains(&top));
    is_domain(host) && (known || host.len() < word.len())
}

/// A link that may also be a name, such as `Booking.com`.
pub(super) fn is_name(link: &str) -> bool {
    is_domain(link) && !link.to_ascii_lowercase().starts_with("www.")
}

fn is_domain(host: &str) -> bool {
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    host.rsplit_once('.').is_some_and(|(rest, top)| {
        top.len() > 1 && top.bytes().all(|b| b.is_ascii_alphabetic()) && rest.split('.').all(label)
    })
}
