//! The languages.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use jiff::tz::TimeZone;

use super::{Texts, en, pt_br};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Portuguese,
    English,
}

impl Language {
    pub(crate) const ALL: &[Self] = &[Self::Portuguese, Self::English];

    pub(crate) const fn texts(self) -> &'static Texts {
        match self {
            Self::Portuguese => &pt_br::TEXTS,
            Self::English => &en::TEXTS,
        }
    }

    /// As HTML and HTTP name it (RFC 5646).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Portuguese => "pt-BR",
            Self::English => "en",
        }
    }

    /// In its own words.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::Portuguese => "Português",
            Self::English => "English",
        }
    }

    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.tag() == tag)
    }

    /// The zone of a browser that has not told its own.
    pub(crate) fn usual_zone(self) -> TimeZone {
        match self {
            Self::Portuguese => TimeZone::get("America/Sao_Paulo").unwrap_or(TimeZone::UTC),
            Self::English => TimeZone::UTC,
        }
    }

    /// The one that the browser likes best (RFC 9110, section 12.5.4); English if it likes neither.
    pub(crate) fn wished(headers: &HeaderMap) -> Self {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        let wishes = header.unwrap_or_default().split(',').filter_map(|wish| {
            let mut parts = wish.split(';').map(str::trim);
            let tag = parts.next()?.to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            let language = match tag.split('-').next()? {
                "pt" => Self::Portuguese,
                "en" => Self::English,
                _ => return None,
            };
            Some((weight.unwrap_or(1.0), language))
        });
        let mut best = (0.0, Self::English);
        for wish in wishes {
            if wish.0 > best.0 {
                best = wish;
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_wishes_for_a_language() {
        for (wish, language) in [
            ("", Language::English),
            ("fr", Language::English),
            ("pt", Language::Portuguese),
            ("pt-PT,en;q=0.9", Language::Portuguese),
            ("en-US,en;q=0.9,pt-BR;q=0.8", Language::English),
            ("fr, en;q=0.3, pt-BR;q=0.7", Language::Portuguese),
            ("pt;q=0", Language::English),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, wish.parse().unwrap())]);
            assert_eq!(Language::wished(&headers), language, "{wish}");
        }
    }
}
