//! What is in the queues: what must be there, and how much may be.

use conversation::{
    ConversationRef, Link, Owner, Policy, State, Timestamp, Token, WakeUpMessage, machine,
};

use super::{sqs::Carried, universe::Universe};

/// The most messages that carry on one window, turn or transfer: one more for each time that it was
/// overdue for twice as long, or that its sender crashed.
const MOST_LIVE: usize = 12;
/// The most messages of one conversation, including void ones, of which there are as many as
/// commits that were tried.
const MOST: usize = 150;

/// What the queues hold of one conversation, judged by its state.
#[derive(Debug, Default)]
struct Held {
    wake_ups: usize,
    returns: usize,
    entries: usize,
    all: usize,
}

/// No state is ever left without a message that moves it on, and messages do not multiply.
pub(super) fn check(universe: &Universe) {
    let queue = universe.queues.borrow();
    universe.table.each(|conversation, items| {
        let Some(read) = &items.state else { return };
        let state = &read.state;
        let mut held = Held::default();
        for queued in queue.values() {
            held.count(&queued.carried, conversation, state);
        }
        let waits = state.window.is_some() || state.turn.is_some() || !state.undelivered.is_empty();
        let lost = universe.wake_ups_lost.get();
        if waits && held.wake_ups == 0 && !lost {
            universe.broken(1, "messages wait and no wake-up will come");
        }
        if comes_back(universe, conversation, state) && held.returns == 0 && !lost {
            universe.broken(1, "people's time ends, and nothing will look at that");
        }
        if let Some(handover) = &state.handover
            && state.turn.is_none()
            && held.entries == 0
            && !universe
                .people
                .is_dead(&conversation.turn_id(handover.turn))
        {
            universe.broken(8, "a transfer is on its way, and nobody will carry it out");
        }
        if held.wake_ups > MOST_LIVE
            || held.returns > 1
            || held.entries > MOST_LIVE
            || held.all > MOST
        {
            universe.broken(1, format!("messages multiply: {held:?}"));
        }
    });
}

/// Whether a message was sent that will look at the end of people's time.
fn comes_back(universe: &Universe, conversation: &ConversationRef, state: &State) -> bool {
    let Owner::People {
        returns: Some(_), ..
    } = state.owner
    else {
        return false;
    };
    let now = Timestamp::from_millis(universe.world.now());
    let returns = |policy: &Policy| machine::returns_at(state, policy.returns(), now).is_some();
    universe.settings.always(conversation, returns)
}

impl Held {
    fn count(&mut self, carried: &Carried, of: &ConversationRef, state: &State) {
        let lives = |known: Option<Token>, link: Option<Link>| {
            known.is_none() || known == link.map(|link| link.token)
        };
        match carried {
            // It moves nothing on.
            Carried::WakeUp(WakeUpMessage::HearV1(_)) => return,
            Carried::WakeUp(message) if message.conversation() != of => return,
            Carried::Transfer(entry)
                if (&entry.integration_id, &entry.conversation_id) != (&of.integration, &of.id) =>
            {
                return;
            }
            Carried::Recovered(recovered)
                if (&recovered.integration_id, &recovered.conversation_id)
                    != (&of.integration, &of.id) =>
            {
                return;
            }
            // Nor does it.
            Carried::Recovered(_) => {}
            Carried::WakeUp(WakeUpMessage::WakeUp(wake_up)) => {
                let known = state.wake_up.as_ref().map(|known| known.token);
                self.wake_ups += usize::from(known.is_some() && lives(known, wake_up.link));
            }
            Carried::WakeUp(WakeUpMessage::ReturnV1(back)) => {
                let known = match state.owner {
                    Owner::People { since, returns, .. } if since == back.since => returns,
                    Owner::People { .. } | Owner::Assistant => Some(Token(0)),
                };
                self.returns += usize::from(lives(known, back.link));
            }
            Carried::Transfer(entry) => {
                let known = state.handover.as_ref();
                let own = known.filter(|known| of.turn_id(known.turn) == entry.turn_id);
                self.entries += usize::from(own.is_some_and(|own| lives(own.entry, entry.link)));
            }
        }
        self.all += 1;
    }
}
