//! A human pace: balloons, and the pauses between them.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};

use crate::{
    Balloons, Part, Timestamp, Took,
    balloons::share,
    budgets::{ANSWER_RESERVE, LEAST_STEP},
    machine::{self, Change},
    ports::{Channel, Clock, RunPorts},
    visible::is_visible,
};

use super::{lease::Stop, run::Run};

/// How often typing is shown: Telegram shows it for 5 s (<https://core.telegram.org/bots/api#sendchataction>).
const SHOW_TYPING_EVERY: Duration = Duration::from_secs(4);

impl<P: RunPorts> Run<'_, P> {
    /// The parts of an answer in text that have something to show. Each that begins a balloon after
    /// the first has its pause.
    pub(super) fn rendered(&self, markdown: &str, balloons: Option<Balloons>) -> Vec<Part> {
        let render = |markdown: &str| {
            let to = &self.known.state.reply_address;
            let mut parts = self.channel().render(markdown, to);
            parts.retain(|part| is_visible(&part.text));
            parts
        };
        let Some(balloons) = balloons else {
            return render(markdown);
        };
        let mut parts: Vec<Part> = Vec::new();
        for balloon in self.channel().divide(markdown, balloons.max) {
            let mut rendered = render(balloon);
            if let Some(first) = rendered.first_mut()
                && !parts.is_empty()
            {
                let pause = balloons.pause(first.characters()).as_millis();
                first.pause_ms = Some(u64::try_from(pause).unwrap_or(u64::MAX));
            }
            parts.append(&mut rendered);
        }
        parts
    }

    /// Pauses before the part numbered `index` while the contact sees typing, and reads the
    /// conversation again. What the invocation has too little time for is left out of the pause.
    pub(super) async fn pause(&mut self, index: usize) -> Result<(), Stop> {
        self.paused_at = Some(index);
        let rest = self.parts().iter().skip(index);
        let others = u32::try_from(rest.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let spare =
            self.time_left(ANSWER_RESERVE.saturating_add(LEAST_STEP.saturating_mul(others)));
        let pause = share(
            rest.filter_map(|part| part.pause_ms)
                .map(Duration::from_millis),
            spare,
        );
        if pause.is_zero() {
            return Ok(());
        }
        let until = self.ports.clock().now().plus(pause);
        self.timed(self.typing_until(until), Took::pausing).await;
        self.read_again().await
    }

    async fn typing_until(&self, until: Timestamp) {
        let clock = self.ports.clock();
        while clock.now() < until {
            let again = clock.now().plus(SHOW_TYPING_EVERY).min(until);
            let typing = pin!(self.show_typing());
            let over = pin!(clock.sleep_until(again));
            if let Either::Left(((), over)) = select(typing, over).await {
                over.await;
            }
        }
    }

    /// Ends the reply with what was sent of it, since the contact has written meanwhile.
    pub(super) async fn drop_rest(&mut self) -> Result<(), Stop> {
        let token = self.token;
        self.step(|state, _| machine::drop_rest(state, token).map(Change::from))
            .await
    }
}
