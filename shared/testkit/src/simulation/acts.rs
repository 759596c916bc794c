//! What the functions do with the events that reach them.

use std::time::Duration;

use conversation::{
    ContactName, ConversationId, ConversationKey, ConversationRef, DeskEvent, Event, HandedOver,
    IntegrationId, Policy, Receipt, Responded, Scope, TakenBack, Timestamp, WakeUpMessage,
    come_back, hand_over, handle_event, hear,
    operator::{self, SendOutcome, Words},
    ports::PortError,
    respond, take_back,
    test::{self, Said},
};

use super::{
    erasure::{self, erase},
    people::By,
    ports::Ports,
    reached::Rare,
    scenario::Act,
    sqs::Carried,
    tried, undelivered,
    universe::Universe,
};

impl Act {
    pub(super) const fn is_of_the_console(&self) -> bool {
        matches!(
            self,
            Self::OperatorTakes(_)
                | Self::OperatorReleases(_)
                | Self::OperatorSays(..)
                | Self::Erases(_)
                | Self::Begins(_)
                | Self::Tries(_)
        )
    }

    fn by(&self) -> By {
        match self {
            Self::Says(_)
            | Self::Begins(_)
            | Self::Tries(_)
            | Self::Corrects(_)
            | Self::Renames(_)
            | Self::Reports(_)
            | Self::Changes(_)
            | Self::Enables(_)
            | Self::Deletes(_)
            | Self::Purges
            | Self::Expires(_)
            | Self::Erases(_)
            | Self::DeskTells(..) => By::Contact,
            Self::PersonSays(said) | Self::PersonNotes(said) => By::Person(Some(said.id.clone())),
            Self::OperatorTakes(_) | Self::OperatorReleases(_) | Self::OperatorSays(..) => {
                By::Person(None)
            }
        }
    }
}

/// Acts that take no time and no function of ours. False for any other act.
pub(super) fn at_once(universe: &Universe, integration: usize, act: &Act) -> bool {
    let (settings, world) = (&universe.settings, &universe.world);
    match act {
        Act::Changes(new) => {
            universe.sightings.changed(universe, integration);
            settings.change(world, integration, |policy| {
                let enabled = policy.enabled;
                *policy = Policy {
                    enabled,
                    ..new.as_ref().clone()
                };
            });
        }
        Act::Enables(enabled) => {
            settings.change(world, integration, |policy| policy.enabled = *enabled);
        }
        Act::Deletes(deleted) => {
            universe.wake_ups_lost.set(true);
            settings.delete(integration, *deleted);
        }
        Act::Purges => universe.purge(),
        Act::Expires(name) => erasure::expires(universe, &conversation_of(integration, name)),
        _ => return false,
    }
    true
}

/// The conversation of the contact with that first name.
fn conversation_of(integration: usize, name: &ContactName) -> ConversationRef {
    let id = IntegrationId::parse(&format!("i{integration}"));
    ConversationRef {
        integration: id.unwrap_or_else(|_| unreachable!("it is drawn so")),
        id: tried::conversation_of(integration, name)
            .unwrap_or_else(|| ConversationId::derive(&key_of(integration), name)),
    }
}

fn key_of(integration: usize) -> ConversationKey {
    ConversationKey::new([u8::try_from(integration).unwrap_or(u8::MAX); 32])
}

/// What ingest, or the console, does with one act. None if the act must come again.
pub(super) async fn ingest(
    ports: &Ports,
    integration: &IntegrationId,
    act: &Act,
) -> Option<Receipt> {
    let policy = &ports.now_policy().ok()?;
    let scope = Scope {
        integration,
        key: &key_of(ports.integration),
        policy,
    };
    let handle = async |event: Event| handle_event(ports, scope, &event).await;
    let conversation = |name: &ContactName| conversation_of(ports.integration, name);
    let (people, tickets) = (&ports.universe.people, &ports.universe.tickets);
    let task = ports.universe.world.current();
    people.comes_from_outside(task, act.by());
    match act {
        Act::Says(incoming) => {
            if let Some(word) = tickets.word(&incoming.id) {
                let shown = Event::Desk(word.event(incoming));
                people.comes_from_outside(task, By::Desk(word, None));
                handle(shown).await.ok()?;
                people.comes_from_outside(task, By::Contact);
            }
            handle(Event::Message(tickets.of_its_case(incoming))).await
        }
        Act::Corrects(correction) => handle(Event::Corrected(correction.clone())).await,
        Act::Renames(change) => handle(Event::Renamed(change.clone())).await,
        Act::Reports(report) => {
            undelivered::told(
                &ports.universe,
                &conversation(report.contact.names.first()?),
                report,
            );
            handle(Event::Delivery(report.clone())).await
        }
        Act::PersonSays(said) => handle(Event::PersonMessage(tickets.of_its_case(said))).await,
        Act::PersonNotes(noted) => handle(Event::PersonNote(noted.clone())).await,
        Act::DeskTells(event) => {
            let word = tickets.word(event.ids.first()?)?;
            let event = DeskEvent {
                case: word.case(),
                ..event.clone()
            };
            people.comes_from_outside(task, By::Desk(word, event.ids.first().cloned()));
            handle(Event::Desk(event)).await
        }
        Act::OperatorTakes(name) => {
            let taken = operator::take_over(ports, &conversation(name), policy).await;
            taken.map(|_| Receipt::Stored)
        }
        Act::OperatorReleases(name) => {
            let released = operator::release(ports, &conversation(name), policy).await;
            released.map(|_| Receipt::Stored)
        }
        Act::OperatorSays(name, text) => {
            let words = Words {
                text,
                delivery_id: "console",
                time_limit: Duration::from_secs(10),
            };
            let said = operator::speak(ports, ports, &conversation(name), policy, words).await;
            // If it failed, the operator must say it again.
            said.map(|_: SendOutcome| Receipt::Stored)
        }
        Act::Begins(name) => {
            let begun = test::begin(ports, &conversation(name)).await;
            begun.map(|()| Receipt::Unchanged)
        }
        Act::Tries(incoming) => {
            let of = conversation(incoming.contact.names.first()?);
            let said = Said {
                id: &incoming.id,
                text: &incoming.text,
                voice: incoming.voice,
            };
            let written = test::write(ports, &of, policy, said).await;
            written.map(|state| state.map_or(Receipt::Unchanged, |_| Receipt::Stored))
        }
        Act::Erases(name) => {
            let erased = erase(ports, &conversation(name)).await;
            erased.map(|()| Receipt::Unchanged)
        }
        _ => return Some(Receipt::Unchanged),
    }
    .ok()
}

/// What the functions behind the queues do with one message. Gives nothing if it is to be deleted,
/// or how it comes again.
pub(super) async fn consume(
    ports: &Ports,
    carried: &Carried,
    deadline: Timestamp,
) -> Result<Option<Duration>, PortError> {
    if ports.universe.settings.are_deleted(ports.integration) {
        if let Carried::Transfer(transfer) = carried {
            ports.universe.people.died(transfer);
        }
        ports.universe.sightings.see(Rare::DeletedWithMessages);
        return Ok(None);
    }
    match carried {
        Carried::WakeUp(message) => {
            let responded = match message {
                WakeUpMessage::WakeUp(wake_up) => respond(ports, wake_up, deadline).await?,
                WakeUpMessage::ReturnV1(back) => come_back(ports, back).await?,
                WakeUpMessage::HearV1(message) => hear(ports, message, deadline).await?,
            };
            Ok(match responded {
                Responded::Done | Responded::Ended { .. } => None,
                Responded::Later { after } | Responded::RetryIn { after, .. } => Some(after),
            })
        }
        Carried::Transfer(transfer) => Ok(match hand_over(ports, transfer, deadline).await? {
            HandedOver::Done
            | HandedOver::Void
            | HandedOver::Ended { .. }
            | HandedOver::Later { .. }
            | HandedOver::Exhausted { .. } => None,
            HandedOver::Wait { after } => Some(after),
        }),
        Carried::Recovered(recovered) => Ok(match take_back(ports, recovered, deadline).await? {
            TakenBack::Void => {
                let sightings = &ports.universe.sightings;
                sightings.see(Rare::PeopleBeforeTheDeskHears);
                None
            }
            TakenBack::Done | TakenBack::Dropped { .. } => None,
            TakenBack::Later { after, .. } => Some(after),
        }),
    }
}
