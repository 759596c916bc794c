//! Chatwoot as a desk: the conversation is opened, then the people get a note, then it is assigned
//! to a team.
//!
//! Opening comes first, since until then the conversation is the bot's and no people see it. It
//! also comes before the team because a hand-off applies the inbox's own rules of assignment, over
//! which the settings' team then wins. The note comes before the team, since the settings may name
//! a wrong one.

use std::time::Duration;

use conversation::ports::{Case, Failure, Recovery};
use fields::{NotOpened, Reason};
use http_client::CheckError;

use super::Settings;
use super::api::ChatwootApi;
use crate::desk::note::{RECOVERED, note, or_soon_without, or_without};

/// The name under which the desk's steps are recorded. Releases that recorded them as `chatwoot`
/// began with the note; a transfer on its way from one to the other takes all steps anew.
pub(crate) const NAME: &str = "chatwoot_2";
/// The number of steps. A note whose answer was lost may be there twice; the other steps change
/// nothing the second time.
pub(crate) const STEPS: u32 = 3;

/// One account.
#[derive(Debug)]
pub struct Desk(ChatwootApi);

impl Desk {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        ChatwootApi::new(settings, client).map(Self)
    }

    pub(crate) async fn check(&self, time_limit: Duration) -> Result<(), CheckError> {
        self.0.check_account(time_limit).await
    }

    pub(crate) async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let Self(api) = self;
        match step {
            0 => api.open(case.at, time_limit).await,
            1 => {
                let said = api.say(case.at, &note(&case), true, time_limit).await;
                or_soon_without(said.map(drop), &case)
            }
            _ => {
                let team = team(&case.transfer.queue)?;
                api.assign_team(case.at, team, time_limit).await
            }
        }
    }

    /// The status comes first: if all is tried again, only the note would be there twice.
    pub(crate) async fn take_back(
        &self,
        recovery: Recovery<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let Self(api) = self;
        api.give_to_bot(recovery.at, time_limit / 2).await?;
        let said = api.say(recovery.at, RECOVERED, true, time_limit / 2).await;
        or_without(said.map(drop), recovery.turn_id)
    }
}

/// Whether `queue` can be a team. Source: `team_id` in Chatwoot's API, a number.
pub(crate) fn check_queue(queue: &str) -> Result<(), Reason> {
    let digits = queue.bytes().all(|b| b.is_ascii_digit());
    match digits && queue.parse::<u64>().is_ok() {
        true => Ok(()),
        false => Err(Reason::ChatwootTeam),
    }
}

fn team(queue: &str) -> Result<u64, Failure> {
    queue.trim().parse().map_err(|_| {
        Failure::permanent(
            "the queue must be the number of a Chatwoot team: change it in the integration's \
             transfer settings",
        )
    })
}
