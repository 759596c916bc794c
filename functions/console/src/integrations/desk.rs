//! Which desk an integration's people work at.

use channels::Field;
use settings::Channel;

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
/// numbers in their APIs. In `bot_queue` the assistant works: a ticket that is moved there is its.
pub(super) fn check_queue(desk: &str, queue: &str, bot_queue: Option<&str>) -> Result<(), String> {
    let what = match desk {
        WHAZING => "queue",
        CHATWOOT => "team",
        _ => return Ok(()),
    };
    let number = |text: &str| {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u64>().ok().filter(|_| digits)
    };
    let Some(queue) = number(queue) else {
        return Err(format!("must be the {what}'s number at {desk}, such as 4"));
    };
    if desk == WHAZING && bot_queue.and_then(number) == Some(queue) {
        return Err(
            "must be another queue than channel.bot_queue: a ticket that is moved there \
                    goes to the assistant"
                .to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_api_takes_a_number_a_queue_is_one() {
        for desk in [WHAZING, CHATWOOT] {
            for queue in ["4", "0017", "18446744073709551615"] {
                assert_eq!(check_queue(desk, queue, Some("9")), Ok(()), "{queue}");
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
                assert!(check_queue(desk, queue, None).is_err(), "{queue}");
            }
        }
        for desk in [WEBHOOK, NONE] {
            assert_eq!(check_queue(desk, "vendas", None), Ok(()));
        }
    }

    #[test]
    fn people_do_not_work_in_the_assistants_queue() {
        assert!(check_queue(WHAZING, "09", Some("9")).is_err());
        assert_eq!(check_queue(WEBHOOK, "9", Some("9")), Ok(()));
    }
}
