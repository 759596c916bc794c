//! When people are at work, and how a conversation comes to them and back.

use conversation::{Hours, InvalidHours, Keyword, Phrases, Span, Week};
use serde_json::Value;
use store::{HoursSettings, NamedPhrases, PhrasesSettings};

use super::{MAX_ID, MAX_TRANSFER_MESSAGE};
use crate::fields::Fields;
use crate::refused::Refused;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MAX_SPANS: usize = 10;
const MAX_PHRASES: usize = 100;
const MAX_PHRASE: usize = 100;
const MAX_KEYWORD: usize = 64;
const MAX_RETURN_HOURS: u32 = 720;

pub(super) fn hours(mut fields: Fields) -> Result<HoursSettings, Refused> {
    fields.only(&["time_zone", "week", "message"])?;
    let time_zone = fields.required_text("time_zone", MAX_ID)?;
    Hours::new(&time_zone, Week::default())
        .map_err(|error| Refused::invalid(fields.path("time_zone"), error))?;
    Ok(HoursSettings {
        time_zone,
        week: week(fields.required_object("week")?)?,
        message: fields.required_text("message", MAX_TRANSFER_MESSAGE)?,
    })
}

fn week(mut fields: Fields) -> Result<Week, Refused> {
    fields.only(&DAYS)?;
    let mut day = |name| spans(&mut fields, name);
    Ok(Week {
        mon: day("mon")?,
        tue: day("tue")?,
        wed: day("wed")?,
        thu: day("thu")?,
        fri: day("fri")?,
        sat: day("sat")?,
        sun: day("sun")?,
    })
}

fn spans(week: &mut Fields, day: &str) -> Result<Vec<Span>, Refused> {
    let path = week.path(day);
    let spans = match week.take(day) {
        None => Vec::new(),
        Some(Value::Array(spans)) => spans,
        Some(_) => {
            let expected = r#"a list of times, such as [["09:00", "18:00"]]"#;
            return Err(Refused::wrong_type(path, expected));
        }
    };
    if spans.len() > MAX_SPANS {
        let message = format!("must hold at most {MAX_SPANS}");
        return Err(Refused::invalid(path, message));
    }
    let spans = spans.iter().enumerate();
    spans
        .map(|(at, span)| {
            let problem = |error| Refused::invalid(format!("{path}[{at}]"), error);
            span_of(span).map_err(problem)
        })
        .collect()
}

fn span_of(span: &Value) -> Result<Span, InvalidHours> {
    match span.as_array().map(Vec::as_slice) {
        Some([Value::String(from), Value::String(to)]) => Span::parse(from, to),
        _ => Err(InvalidHours::Time),
    }
}

pub(super) fn phrases(body: &mut Fields) -> Result<Option<PhrasesSettings>, Refused> {
    let path = body.path("phrases");
    match body.nullable("phrases").get("phrases") {
        None => return Ok(None),
        Some(Value::String(name)) if name == "default" => {
            return Ok(Some(PhrasesSettings::Named(NamedPhrases::Default)));
        }
        Some(Value::Array(_)) => {}
        Some(_) => {
            let expected = r#""default", or a list of phrases"#;
            return Err(Refused::wrong_type(path, expected));
        }
    }
    let phrases = body.texts("phrases", MAX_PHRASES, MAX_PHRASE)?;
    if phrases.is_empty() {
        let message = "must hold at least one; null asks for none";
        return Err(Refused::invalid(path, message));
    }
    for (at, phrase) in phrases.iter().enumerate() {
        Phrases::parse(&[phrase])
            .map_err(|error| Refused::invalid(format!("{path}[{at}]"), error))?;
    }
    Ok(Some(PhrasesSettings::These(phrases)))
}

pub(super) fn return_after_hours(body: &mut Fields) -> Result<Option<u32>, Refused> {
    const NAME: &str = "return_after_hours";
    body.nullable(NAME).whole(NAME, 1..=MAX_RETURN_HOURS)
}

pub(super) fn release_keyword(body: &mut Fields) -> Result<Option<String>, Refused> {
    const NAME: &str = "release_keyword";
    let keyword = body.nullable(NAME).text(NAME, MAX_KEYWORD)?;
    if let Some(Err(_)) = keyword.as_deref().map(Keyword::parse) {
        let message = "needs at least one letter or digit";
        return Err(Refused::invalid(body.path(NAME), message));
    }
    Ok(keyword)
}
