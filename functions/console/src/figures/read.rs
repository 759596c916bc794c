//! Reading the figures: each day of each integration is one read, and they are made side by side.

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
use crate::refused::{Reason, Refused};

/// How many reads are on their way at once.
const AT_ONCE: usize = 64;

/// How many integrations may be read together on as many days as one may.
const MANY: usize = 20;
/// The most days of more integrations than that.
const DAYS_OF_MANY: u64 = 31;
/// About how many items are held at once, of half a kilobyte each. What is beyond is not read.
const MOST_ITEMS: usize = 100_000;

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

/// The integrations that the filter means, of those that are open. Many of them are refused together if
/// the days are many as well.
async fn open(
    console: &Console,
    identity: &Identity,
    filter: &Filter,
) -> Result<Vec<IntegrationId>, ApiError> {
    let open = match (&filter.integration, identity.only()) {
        (Some(id), _) if !identity.sees(id) => return Err(ApiError::NotFound),
        (Some(id), _) => vec![id.clone()],
        (None, Some(only)) => only.iter().cloned().collect(),
        (None, None) => console.settings.integration_ids().await?,
    };
    if open.len() > MANY && filter.days().len() as u64 > DAYS_OF_MANY {
        return Err(Refused::new("to", Reason::TooManyDaysOfAll(DAYS_OF_MANY)).into());
    }
    Ok(open)
}

async fn read(console: &Console, integrations: &[IntegrationId], days: &[Date]) -> Period {
    let mut period = Period::default();
    let mut wanted = Vec::new();
    // The newest first: if there is too much, what is missing is the oldest.
    for day in days.iter().rev() {
        period.days.insert(*day, Vec::new());
        wanted.extend(integrations.iter().map(|integration| (integration, *day)));
    }
    let reads: Vec<_> = wanted
        .iter()
        .map(|(integration, day)| of_day(console, integration, *day))
        .collect();
    let mut reads = stream::iter(reads).buffered(AT_ONCE);
    let (mut taken, mut items) = (0, 0);
    while let Some(of_day) = reads.next().await {
        items += of_day.read.as_ref().map_or(0, Vec::len);
        if items > MOST_ITEMS {
            tracing::warn!(taken, "there are too many figures to read all");
            break;
        }
        taken += 1;
        period.take(of_day);
    }
    let left = wanted.iter().skip(taken);
    let left = left.map(|(integration, day)| ((*integration).clone(), *day));
    period.unreadable.extend(left);
    period.unreadable.sort_by_key(|(_, day)| *day);
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
