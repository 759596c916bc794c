//! The ports that are the same in every function.

/// Implements `InboundPorts` for a type with the real table, queue, clock and randomness. `$owner`
/// leads from `self` to the fields `conversations` and `wake_ups`; the latter may be of another
/// type.
#[macro_export]
macro_rules! inbound_ports {
    ($type:ty, $self:ident => $owner:expr) => {
        $crate::inbound_ports!(
            $type, $self => $owner, ::queues::SqsWakeUps => &$owner.wake_ups
        );
    };
    ($type:ty, $self:ident => $owner:expr, $wake_ups:ty => $queue:expr) => {
        impl ::conversation::ports::InboundPorts for $type {
            type Conversations = ::store::DynamoConversations<$crate::SystemClock>;
            type WakeUps = $wake_ups;
            type Clock = $crate::SystemClock;
            type Random = $crate::SystemRandom;

            fn conversations(&$self) -> &Self::Conversations {
                &$owner.conversations
            }

            fn wake_ups(&$self) -> &Self::WakeUps {
                $queue
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
