//! Reading the figures: each day of each integration is one read, and all of them are made side by side.

use std::collections::BTreeMap;

use conversation::{ConversationId, ConversationRef, Date, Figures, IntegrationId};
use futures_util::StreamExt as _;
use futures_util::stream;
use lambda::error_chain;
use store::StoreError;

use super::filter::Filter;
use super::summary::Summary;
use crate::Console;
use crate::error::ApiError;
use crate::identity::Identity;

/// How many reads are on their way at once.
const AT_ONCE: usize = 64;

/// The figures of some days.
#[derive(Debug, Default)]
pub(crate) struct Period {
    /// What each conversation adds to each day; a day without any has an empty list.
    pub(crate) days: BTreeMap<Date, Vec<(ConversationRef, Figures)>>,
    /// What could not be read, and is missing.
    pub(crate) unreadable: Vec<(IntegrationId, Date)>,
}

/// The figures of the filter's days, and of as many days before.
pub(crate) async fn with_the_days_before(
    console: &Console,
    identity: &Identity,
    filter: &Filter,
) -> Result<(Period, Period), ApiError> {
    let before = filter.before();
    let mut days = before.days();
    days.extend(filter.days());
    let mut before = read(console, &open(console, identity, filter).await?, &days).await;
    let days = before.days.split_off(&filter.from);
    let (unreadable, earlier) = std::mem::take(&mut before.unreadable)
        .into_iter()
        .partition(|(_, day)| *day >= filter.from);
    before.unreadable = earlier;
    Ok((Period { days, unreadable }, before))
}

/// The figures of the filter's days.
pub(crate) async fn period(
    console: &Console,
    identity: &Identity,
    filter: &Filter,
) -> Result<Period, ApiError> {
    let integrations = open(console, identity, filter).await?;
    Ok(read(console, &integrations, &filter.days()).await)
}

/// The integrations that the filter means, of those that are open.
async fn open(
    console: &Console,
    identity: &Identity,
    filter: &Filter,
) -> Result<Vec<IntegrationId>, ApiError> {
    match (&filter.integration, identity.only()) {
        (Some(id), _) if !identity.sees(id) => Err(ApiError::NotFound),
        (Some(id), _) => Ok(vec![id.clone()]),
        (None, Some(only)) => Ok(only.iter().cloned().collect()),
        (None, None) => Ok(console.settings.integration_ids().await?),
    }
}

async fn read(console: &Console, integrations: &[IntegrationId], days: &[Date]) -> Period {
    let mut period = Period::default();
    let mut reads = Vec::new();
    for day in days {
        period.days.insert(*day, Vec::new());
        for integration in integrations {
            reads.push(of_day(console, integration, *day));
        }
    }
    let mut reads = stream::iter(reads).buffered(AT_ONCE);
    while let Some(of_day) = reads.next().await {
        period.take(of_day);
    }
    period
}

/// A day of an integration, as far as it could be read.
struct OfDay<'a> {
    integration: &'a IntegrationId,
    day: Date,
    read: Result<Vec<(ConversationId, Figures)>, StoreError>,
}

async fn of_day<'a>(console: &Console, integration: &'a IntegrationId, day: Date) -> OfDay<'a> {
    OfDay {
        integration,
        day,
        read: console.figures.of_day(integration, day).await,
    }
}

impl Period {
    fn take(
        &mut self,
        OfDay {
            integration,
            day,
            read,
        }: OfDay<'_>,
    ) {
        match read {
            Ok(of_day) => {
                let of_day = of_day.into_iter().map(|(id, figures)| {
                    let integration = integration.clone();
                    (ConversationRef { integration, id }, figures)
                });
                self.days.entry(day).or_default().extend(of_day);
            }
            Err(error) => {
                tracing::error!(
                    error = error_chain(&error),
                    integration = integration.as_str(),
                    day = %day,
                    "figures cannot be read"
                );
                self.unreadable.push((integration.clone(), day));
            }
        }
    }

    /// Whether everything of a day could be read.
    pub(crate) fn knows(&self, day: Date) -> bool {
        !self.unreadable.iter().any(|(_, missing)| *missing == day)
    }

    /// What each conversation adds to the whole.
    pub(crate) fn conversations(&self) -> BTreeMap<&ConversationRef, Figures> {
        let mut sums: BTreeMap<&ConversationRef, Figures> = BTreeMap::new();
        for (conversation, figures) in self.days.values().flatten() {
            sums.entry(conversation).or_default().add(figures);
        }
        sums
    }

    /// Of all days and conversations together.
    pub(crate) fn total(&self) -> Summary {
        self.conversations().values().collect()
    }
}
