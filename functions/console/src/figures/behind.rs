//! The conversations behind a figure.

use std::cmp::Reverse;

use conversation::{ConversationRef, Date, IntegrationId, State};
use lambda::error_chain;
use store::StoreError;

use super::figure::Figure;
use super::filter::Filter;
use super::read;
use crate::Console;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::query;
use crate::refused::{Reason, Refused};

/// How many conversations are on a page.
const PAGE: usize = 50;

/// What is asked for.
pub(crate) struct Asked {
    pub(crate) figure: Figure,
    pub(crate) filter: Filter,
    /// The number of the first conversation of the page.
    first: usize,
}

impl Asked {
    /// Reads a query. If it names no days, they are the last ones up to `today`.
    pub(crate) fn parse(query: &str, today: Date) -> Result<Self, Refused> {
        let names = ["figure", "cursor", "from", "to", "integration"];
        let [figure, cursor, from, to, integration] = query::values(query, names)?;
        let figure = figure.and_then(|name| Figure::named(&name));
        let cursor = cursor.map(|cursor| cursor.parse()).transpose();
        let refused = |_| Refused::new("cursor", Reason::Cursor);
        Ok(Self {
            figure: figure.ok_or_else(|| Refused::new("figure", Reason::NotAFigure))?,
            first: cursor.map_err(refused)?.unwrap_or_default(),
            filter: Filter::of([from, to, integration], today)?,
        })
    }
}

/// A page of the conversations behind a figure, those that add most first.
pub(crate) struct Behind {
    pub(crate) cases: Vec<Case>,
    /// What all of them add, on all pages.
    pub(crate) sum: u64,
    /// How many there are on all pages.
    pub(crate) conversations: usize,
    /// Where the next page begins; none after the last.
    pub(crate) next: Option<usize>,
    /// What could not be read, so that conversations may be missing.
    pub(crate) unreadable: Vec<(IntegrationId, Date)>,
}

/// A conversation behind a figure.
pub(crate) struct Case {
    pub(crate) conversation: ConversationRef,
    pub(crate) adds: u64,
    /// None if it has been erased, or has expired. An error if it cannot be read.
    pub(crate) state: Option<Result<State, StoreError>>,
}

/// The page that is asked for.
pub(crate) async fn page(
    console: &Console,
    identity: &Identity,
    Asked {
        figure,
        filter,
        first,
    }: &Asked,
) -> Result<Behind, ApiError> {
    let period = read::period(console, identity, filter).await?;
    let sums = period.conversations();
    let behind = sums
        .into_iter()
        .map(|(of, figures)| (of, figure.of(&figures)));
    let mut behind: Vec<_> = behind.filter(|(_, adds)| *adds > 0).collect();
    behind.sort_by_key(|(of, adds)| (Reverse(*adds), *of));
    let page: Vec<_> = behind.iter().skip(*first).take(PAGE).collect();
    let mut states = console
        .conversations
        .states(page.iter().map(|(of, _)| *of))
        .await?;
    for (of, state) in &states {
        if let Err(error) = state {
            tracing::error!(
                error = error_chain(error),
                integration_id = of.integration.as_str(),
                conversation_id = of.id.as_str(),
                "a conversation behind a figure cannot be read"
            );
        }
    }
    let cases = page.iter().map(|(of, adds)| Case {
        conversation: (*of).clone(),
        adds: *adds,
        state: states.remove(*of),
    });
    let (end, conversations) = (first + page.len(), behind.len());
    Ok(Behind {
        cases: cases.collect(),
        sum: behind.iter().map(|(_, adds)| adds).sum(),
        conversations,
        next: (end < conversations).then_some(end),
        unreadable: period.unreadable,
    })
}
