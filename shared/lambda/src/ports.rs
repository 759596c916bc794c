//! The ports that every function has alike.

/// Implements `InboundPorts` for a type with the real table, queue, clock and randomness. `$owner`
/// leads from `self` to the fields `conversations` and `wake_ups`.
#[macro_export]
macro_rules! inbound_ports {
    ($type:ty, $self:ident => $owner:expr) => {
        impl ::conversation::ports::InboundPorts for $type {
            type Conversations = ::store::DynamoConversations<$crate::SystemClock>;
            type WakeUps = ::queues::SqsWakeUps;
            type Clock = $crate::SystemClock;
            type Random = $crate::SystemRandom;

            fn conversations(&$self) -> &Self::Conversations {
                &$owner.conversations
            }

            fn wake_ups(&$self) -> &Self::WakeUps {
                &$owner.wake_ups
            }

            fn clock(&$self) -> &Self::Clock {
                &$crate::SystemClock
            }

            fn random(&$self) -> &Self::Random {
                &$crate::SystemRandom
            }
        }
    };
}
