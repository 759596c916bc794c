//! Which desk an integration's people work at.

use channels::Field;
use store::Channel;

const WHAZING: &str = "whazing";
const CHATWOOT: &str = "chatwoot";
const WEBHOOK: &str = "webhook";
pub(super) const NONE: &str = "none";

/// The desks that belong to their channel: what they move exists nowhere else.
pub(super) const OF_THE_CHANNEL: [&str; 2] = [WHAZING, CHATWOOT];

/// The kind of desk that comes with a channel of that kind. With none of its own, conversations
/// wait in the console's list of those that people have.
fn own(channel: &str) -> &'static str {
    match channel {
        WHAZING => WHAZING,
        CHATWOOT => CHATWOOT,
        WEBHOOK => WEBHOOK,
        _ => NONE,
    }
}

/// The kind of the desk that is used: what is set apart, or the channel's own.
pub(super) fn in_use<'a>(channel: &Channel, desk: Option<&'a Channel>) -> &'a str {
    desk.map_or_else(|| own(&channel.kind), |desk| &desk.kind)
}

/// What a desk of that kind needs to be told where it is set apart from the channel.
pub(super) fn fields(kind: &str) -> Option<&'static [Field]> {
    let mut kinds = desks::kinds().iter();
    kinds
        .find(|found| found.name == kind)
        .map(|found| found.fields)
}

/// Whether a desk of that kind takes `queue`. Whazing's `queueId` and Chatwoot's `team_id` are
/// numbers in their APIs.
pub(super) fn check_queue(desk: &str, queue: &str) -> Result<(), String> {
    let what = match desk {
        WHAZING => "queue",
        CHATWOOT => "team",
        _ => return Ok(()),
    };
    let digits = queue.bytes().all(|b| b.is_ascii_digit());
    if digits && queue.parse::<u64>().is_ok() {
        return Ok(());
    }
    Err(format!("must be the {what}'s number at {desk}, such as 4"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_api_takes_a_number_a_queue_is_one() {
        for desk in [WHAZING, CHATWOOT] {
            for queue in ["4", "0017", "18446744073709551615"] {
                assert_eq!(check_queue(desk, queue), Ok(()), "{queue}");
            }
            for queue in [
                "vendas",
                "+4",
                "-4",
                "4.0",
                "4 ",
                "18446744073709551616",
                "",
            ] {
                assert!(check_queue(desk, queue).is_err(), "{queue}");
            }
        }
        for desk in [WEBHOOK, NONE] {
            assert_eq!(check_queue(desk, "vendas"), Ok(()));
        }
    }
}
