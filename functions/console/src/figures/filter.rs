//! Which days and which integrations are asked for: a query, which is also in the addresses of the pages.

use std::time::Duration;

use conversation::{Date, IntegrationId, InvalidId};
use jiff::ToSpan;
use url::form_urlencoded;

use crate::query;
use crate::refused::{Reason, Refused};

/// How many days are shown if the query names none.
const USUAL_DAYS: u64 = 7;
/// The most days.
const MOST_DAYS: u64 = 92;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The days, and the only integration, of which figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) from: Date,
    /// The last day.
    pub(crate) to: Date,
    /// Of all that are open if it is none.
    pub(crate) integration: Option<IntegrationId>,
}

impl Filter {
    /// Reads a query. If it names no days, they are the last ones up to `today`.
    pub(crate) fn parse(query: &str, today: Date) -> Result<Self, Refused> {
        Self::of(query::values(query, ["from", "to", "integration"])?, today)
    }

    /// The same of the values of these parameters. An empty one is as good as none, since forms send
    /// such.
    pub(crate) fn of(
        [from, to, integration]: [Option<String>; 3],
        today: Date,
    ) -> Result<Self, Refused> {
        let to = day("to", to)?.unwrap_or(today);
        let from = day("from", from)?.unwrap_or_else(|| back(to, USUAL_DAYS - 1));
        if from > to {
            return Err(Refused::new("to", Reason::BeforeFrom));
        }
        if from < back(to, MOST_DAYS - 1) {
            return Err(Refused::new("to", Reason::TooManyDays(MOST_DAYS)));
        }
        let integration = integration.filter(|id| !id.is_empty());
        let integration = integration.map(|id| IntegrationId::parse(&id)).transpose();
        let refused = |error: InvalidId| Refused::new("integration", error);
        Ok(Self {
            from,
            to,
            integration: integration.map_err(refused)?,
        })
    }

    /// So many days up to `today`.
    pub(crate) fn last(days: u64, today: Date, integration: Option<IntegrationId>) -> Self {
        Self {
            from: back(today, days.saturating_sub(1)),
            to: today,
            integration,
        }
    }

    /// The days in their order.
    pub(crate) fn days(&self) -> Vec<Date> {
        let from = self.from.series(1.day());
        from.take_while(|day| *day <= self.to).collect()
    }

    /// As many days, just before these.
    pub(crate) fn before(&self) -> Self {
        let days = self.days().len() as u64;
        Self {
            from: back(self.from, days),
            to: back(self.from, 1),
            integration: self.integration.clone(),
        }
    }

    /// One of its days.
    pub(crate) fn on(&self, day: Date) -> Self {
        Self {
            from: day,
            to: day,
            integration: self.integration.clone(),
        }
    }

    /// The query that asks for it.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("from", &self.from.to_string());
        query.append_pair("to", &self.to.to_string());
        if let Some(integration) = &self.integration {
            query.append_pair("integration", integration.as_str());
        }
        query.finish()
    }
}

fn day(name: &'static str, value: Option<String>) -> Result<Option<Date>, Refused> {
    let value = value.filter(|day| !day.is_empty());
    let day = value.map(|day| day.parse::<Date>()).transpose();
    day.map_err(|_| Refused::new(name, Reason::NotADate))
}

/// So many days earlier.
fn back(from: Date, days: u64) -> Date {
    let earlier = DAY.saturating_mul(u32::try_from(days).unwrap_or(u32::MAX));
    from.saturating_sub(earlier)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 29);

    fn refused(query: &str) -> Option<String> {
        Filter::parse(query, TODAY).unwrap_err().field
    }

    #[test]
    fn without_days_it_is_the_last_week() {
        let week = Filter::parse("integration=", TODAY).unwrap();
        assert_eq!(week.query(), "from=2026-11-23&to=2026-11-29");
        assert_eq!(week.days().len(), 7);
        assert_eq!(week.before().query(), "from=2026-11-16&to=2026-11-22");
        let until = Filter::parse("to=2026-03-02&integration=loja-1", TODAY).unwrap();
        let query = "from=2026-02-24&to=2026-03-02&integration=loja-1";
        assert_eq!(until.query(), query);
        assert_eq!(Filter::parse(query, TODAY).unwrap(), until);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (query, field) in [
            ("from=2026-11-30", "to"),
            ("from=2026-08-29", "to"),
            ("from=yesterday", "from"),
            ("to=2026-02-30", "to"),
            ("integration=Loja", "integration"),
            ("day=2026-11-23", "day"),
        ] {
            assert_eq!(refused(query).as_deref(), Some(field), "{query}");
        }
        assert!(Filter::parse("from=2026-08-30", TODAY).is_ok());
    }
}
