//! The queue of delayed wake-ups.

use std::time::Duration;

use aws_sdk_sqs::Client;
use conversation::WakeUpMessage;
use conversation::ports::{PortError, WakeUps};

use crate::QueueError;
use crate::queue::Queue;

/// The wake-ups, on SQS.
#[derive(Debug, Clone)]
pub struct SqsWakeUps(Queue);

impl SqsWakeUps {
    /// The queue with that URL.
    pub const fn new(client: Client, url: String) -> Self {
        Self(Queue { client, url })
    }

    /// Opens the connection that the first real request would otherwise wait for.
    pub async fn warm(&self) -> Result<(), QueueError> {
        self.0.warm().await
    }

    /// Lets a received wake-up be received again `after` from now, in whole seconds, rounded up,
    /// instead of at the end of its visibility timeout.
    pub async fn change_visibility(
        &self,
        receipt_handle: &str,
        after: Duration,
    ) -> Result<(), QueueError> {
        self.0.change_visibility(receipt_handle, after).await
    }
}

impl WakeUps for SqsWakeUps {
    async fn send(&self, message: &WakeUpMessage, delay: Duration) -> Result<(), PortError> {
        let group = &message.conversation().integration;
        Ok(self.0.send(message, group, delay).await?)
    }
}

/// The text is not a wake-up of any known version. Trying again cannot help. The error holds
/// nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the wake-up queue cannot be read, from column {column} on")]
pub struct NotAWakeUp {
    /// The place in the text.
    pub column: usize,
}

/// Reads the body of a message of the wake-up queue, of any version.
pub fn parse_wake_up(body: &str) -> Result<WakeUpMessage, NotAWakeUp> {
    serde_json::from_str(body).map_err(|error| NotAWakeUp {
        column: error.column(),
    })
}

#[cfg(test)]
mod tests {
    use conversation::{Link, Timestamp, Token};

    use super::*;

    const CONVERSATION: &str =
        r#""conversation": {"integration": "i", "id": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"}"#;
    const LINK: Link = Link {
        token: Token(u64::MAX),
        follows: 7,
    };

    fn parsed(rest: &str) -> WakeUpMessage {
        parse_wake_up(&format!("{{{CONVERSATION}, {rest}}}")).unwrap()
    }

    #[test]
    fn a_wake_up_of_each_version_is_read() {
        let first = r#""type": "wake_up_v1", "message_id": "wamid.1", "follows": 6,
            "created_at": 1795435217250, "exhausted": true"#;
        let second = r#""type": "wake_up_v2", "created_at": 1795435217250,
            "link": {"token": 18446744073709551615, "follows": 7}"#;
        for (rest, link) in [(first, None), (second, Some(LINK))] {
            let message = parsed(rest);
            let WakeUpMessage::WakeUp(wake_up) = &message else {
                unreachable!("{message:?}")
            };
            assert_eq!(wake_up.link, link);
            assert_eq!(
                wake_up.created_at,
                Timestamp::from_millis(1_795_435_217_250)
            );
            assert_eq!(message.conversation().integration.as_str(), "i");
            let written = serde_json::to_string(&message).unwrap();
            assert!(written.contains("wake_up_v2"), "{written}");
            assert_eq!(parse_wake_up(&written), Ok(message));
        }
    }

    #[test]
    fn a_look_is_read_with_its_link_and_without() {
        let earlier = r#""type": "return_v1", "since": 1795435217250"#;
        let linked = r#""type": "return_v1", "since": 1795435217250,
            "link": {"token": 18446744073709551615, "follows": 7}"#;
        for (rest, link) in [(earlier, None), (linked, Some(LINK))] {
            let message = parsed(rest);
            let WakeUpMessage::ReturnV1(look) = &message else {
                unreachable!("{message:?}")
            };
            assert_eq!(look.link, link);
            let written = serde_json::to_string(&message).unwrap();
            assert_eq!(parse_wake_up(&written), Ok(message));
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error_that_does_not_quote_it() {
        for body in [
            "",
            "oi",
            "{}",
            r#"{"type": "wake_up_v9", "message_id": "wamid.secret"}"#,
            r#"{"type": "wake_up_v1", "message_id": "wamid.secret"}"#,
        ] {
            let error = parse_wake_up(body).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{body}");
        }
    }
}
