//! Which desk an integration's people work at.

use store::Channel;

pub(super) const NONE: &str = "none";
pub(super) const WEBHOOK: &str = "webhook";
pub(super) const WHAZING: &str = "whazing";
pub(super) const CHATWOOT: &str = "chatwoot";

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

/// Whether a desk of that kind takes `queue`. Whazing's `queueId` and Chatwoot's `team_id` are
/// numbers in their APIs.
pub(super) fn check_queue(desk: &str, queue: &str) -> Result<(), String> {
    let what = match desk {
        WHAZING => "queue",
        CHATWOOT => "team",
        _ => return Ok(()),
    };
    let digits = queue.bytes().all(|b| b.is_ascii_digit());
    if digits && queue.parse::<u32>().is_ok() {
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
            for queue in ["4", "0017", "4294967295"] {
                assert_eq!(check_queue(desk, queue), Ok(()), "{queue}");
            }
            for queue in ["vendas", "+4", "-4", "4.0", "4 ", "4294967296", ""] {
                assert!(check_queue(desk, queue).is_err(), "{queue}");
            }
        }
        for desk in [WEBHOOK, NONE] {
            assert_eq!(check_queue(desk, "vendas"), Ok(()));
        }
    }
}
