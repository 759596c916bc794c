//! Phone numbers that have two forms.

/// The other form of a Brazilian mobile number: with the ninth digit, or without.
///
/// Brazil put a 9 before the eight digits of every mobile number. The WhatsApp id of an older
/// account often has none, while people and other systems write it, so that providers send now one
/// form, now the other. Many have seen it, and only resellers document it:
/// <https://www.zoko.io/learning-article/whatsapp-id-brazil-mexico>. Which accounts have none is
/// not certain, so that both forms are names. The eight digits begin with 6 to 9: a number that
/// begins otherwise was issued with the ninth digit, and without it is somebody's landline.
pub(crate) fn other_form(digits: &str) -> Option<String> {
    const COUNTRY_AND_AREA: usize = "5511".len();
    if !digits.starts_with("55") || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (area, number) = digits.split_at_checked(COUNTRY_AND_AREA)?;
    let is_mobile = |number: &str| number.len() == 8 && number.starts_with(['6', '7', '8', '9']);
    match number.strip_prefix('9').filter(|short| is_mobile(short)) {
        Some(short) => Some(format!("{area}{short}")),
        None => is_mobile(number).then(|| format!("{area}9{number}")),
    }
}

/// Whether two numbers are the same.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other || other_form(one).is_some_and(|form| form == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brazilian_mobile_number_has_two_forms() {
        for (short, long) in [
            ("551188887777", "5511988887777"),
            ("558499990000", "5584999990000"),
            ("555166660000", "5551966660000"),
        ] {
            assert_eq!(other_form(short).as_deref(), Some(long));
            assert_eq!(other_form(long).as_deref(), Some(short));
            assert!(is_same(short, long) && is_same(long, short) && is_same(long, long));
        }
    }

    #[test]
    fn every_other_number_has_one() {
        for number in [
            // A landline, and the mobile number that is a landline without its 9.
            "551130001234",
            "5511930001234",
            // Other countries, other lengths, no number at all.
            "15550783881",
            "351912345678",
            "55119888877",
            "55119888877776",
            "5511888877",
            "55",
            "55é188887777",
            "BR.1502576394655843",
            "",
        ] {
            assert_eq!(other_form(number), None, "{number}");
        }
        assert!(!is_same("551188887777", "5511988887778"));
    }
}
