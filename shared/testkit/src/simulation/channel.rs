//! The channel, with all the ways in which sending may end.

use std::time::Duration;

use bytes::Bytes;
use conversation::{
    AttachmentSource, MessageId, Part, ReplyAddress,
    ports::{Channel, Failure, FetchError, Outgoing, OutgoingKind},
};

use super::{
    balloons::{self, PARAGRAPHS},
    people,
    ports::Ports,
    said,
    scenario::millis,
    spoken, tried, undelivered,
    universe::{Delivered, TRANSFER},
    world::World,
};

/// What separates the parts of an answer.
pub(super) const PARTS: char = '|';

/// The parts of an answer.
pub(super) fn rendered(markdown: &str) -> impl Iterator<Item = &str> {
    let parts = markdown.split(PARTS).map(str::trim);
    parts.filter(|text| !text.is_empty())
}

/// How long a channel or a desk that fails for now asks us to wait, if it does.
pub(super) fn asks_to_wait(world: &World) -> Option<Duration> {
    let seconds = match world.below(6) {
        0 => 0,
        1 => world.below(10),
        2 => world.below(900),
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

impl Channel for Ports {
    fn render(&self, markdown: &str, _: &ReplyAddress) -> Vec<Part> {
        rendered(markdown).map(Part::text).collect()
    }

    fn divide<'a>(&self, markdown: &'a str, most: usize) -> Vec<&'a str> {
        markdown.splitn(most, PARAGRAPHS).collect()
    }

    fn verbatim(&self, text: &str, _: &ReplyAddress) -> Vec<Part> {
        let text = Some(text).filter(|text| !text.is_empty());
        text.into_iter().map(Part::text).collect()
    }

    async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        match self.fetch_file(source, most_bytes, time_limit).await {
            Some(fetched) => fetched,
            None => self.fetch_recording(source, time_limit).await,
        }
    }

    async fn show_typing(&self, to: &ReplyAddress, _: &MessageId) {
        let universe = &self.universe;
        tried::reaches_nobody(universe, to);
        let task = universe.world.current();
        universe.balloons.types(task, universe.world.now());
        self.sleep(1).await;
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let universe = &self.universe;
        let task = universe.world.current();
        tried::reaches_nobody(universe, outgoing.to);
        let delivery = Delivered::of(&outgoing.delivery_id, task, self.integration);
        if outgoing.kind == OutgoingKind::PersonMessage {
            people::words_begin(universe);
        } else {
            said::send_begins(universe, &delivery, &outgoing);
            spoken::send_begins(universe, &delivery, &outgoing);
            balloons::send_begins(universe, &delivery, &outgoing);
        }
        let refuses_a_voice = outgoing.audio.is_some() && universe.strikes(universe.faults.voice);
        let mood = if refuses_a_voice {
            universe.world.below(2)
        } else if universe.strikes(universe.faults.channel) {
            universe.world.below(4)
        } else {
            4
        };
        let failed =
            || Failure::transient_after("simulated: channel", asks_to_wait(&universe.world));
        if universe.strikes(universe.faults.slow) || universe.strikes(universe.faults.slow_send) {
            let limit = millis(time_limit);
            self.sleep(universe.world.below(limit + 1)).await;
        }
        match mood {
            0 => {
                self.sleep(5).await;
                Err(Failure::permanent("simulated: blocked"))
            }
            1 | 2 => {
                self.sleep(5).await;
                Err(failed())
            }
            _ => {
                let id = undelivered::id(universe, &delivery);
                let delivery_of = delivery.clone();
                let arrives = || {
                    let at = universe.world.now();
                    universe.tell(|| format!("arrives {outgoing:?}"));
                    if outgoing.kind != OutgoingKind::PersonMessage {
                        said::arrives(universe, &delivery);
                        universe.sightings.arrives(universe, &delivery);
                        let arrived = Delivered { at, ..delivery };
                        universe.delivered.borrow_mut().push(arrived);
                    }
                    if outgoing.kind == OutgoingKind::Reply {
                        balloons::arrives(universe, &delivery_of, &outgoing);
                        undelivered::taken(universe, &outgoing, &delivery_of, &id);
                    }
                    Ok::<(), conversation::ports::PortError>(())
                };
                if let Err(_lost) = self.call(arrives).await {
                    universe.tasks.excuse(task);
                    return Err(failed());
                }
                if mood == 3 {
                    universe.tasks.excuse(task);
                    return Err(failed());
                }
                Ok(id)
            }
        }
    }
}

impl Delivered {
    /// Reads a delivery id: `<conversation>-<turn>-<part>`.
    fn of(delivery_id: &str, by: u64, integration: usize) -> Self {
        let mut fields = delivery_id.split('-');
        let conversation = fields.next().unwrap_or_default().to_owned();
        let turn = fields.next().and_then(|text| text.parse().ok());
        let part = fields.next().and_then(|text| match text {
            "transfer" => Some(TRANSFER),
            number => number.parse().ok(),
        });
        Self {
            at: 0,
            by,
            conversation,
            integration,
            turn: turn.unwrap_or_default(),
            part: part.unwrap_or_default(),
        }
    }
}
