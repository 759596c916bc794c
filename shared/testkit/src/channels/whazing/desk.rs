//! What happens to the tickets.

use conversation::Timestamp;
use serde_json::Value;

use super::{
    bodies::{Said, Sender, USER, message_event, ticket_event},
    requests::{text, whole},
    ticket::{Ticket, TicketStatus},
};
use crate::channels::server::Taken;

/// An event that a request caused at Whazing.
enum Consequence {
    Sent(Ticket, String, Option<String>),
    Moved(Ticket),
    Closed(Ticket),
}

/// All tickets.
pub(super) struct Desk {
    first_queue: Option<u64>,
    numbers: Vec<String>,
    tickets: Vec<Ticket>,
    messages: u64,
    seen: (usize, usize),
    consequences: Vec<Consequence>,
}

impl Desk {
    pub(super) const fn new(first_queue: Option<u64>) -> Self {
        Self {
            first_queue,
            numbers: Vec::new(),
            tickets: Vec::new(),
            messages: 0,
            seen: (0, 0),
            consequences: Vec::new(),
        }
    }

    pub(super) fn has_ticket(&self, id: u64) -> bool {
        self.tickets.iter().any(|ticket| ticket.id == id)
    }

    pub(super) fn newest(&self, number: &str) -> Option<&Ticket> {
        let mut newest_first = self.tickets.iter().rev();
        newest_first.find(|ticket| ticket.number == number)
    }

    /// Applies the new requests, in their order.
    pub(super) fn catch_up(&mut self, sends: &[Taken], moves: &[Taken]) {
        let sends_before = std::mem::replace(&mut self.seen, (sends.len(), moves.len()));
        let new_sends = sends.iter().skip(sends_before.0).map(|taken| (taken, true));
        let new_moves = moves
            .iter()
            .skip(sends_before.1)
            .map(|taken| (taken, false));
        let mut new: Vec<(&Taken, bool)> = new_sends.chain(new_moves).collect();
        new.sort_by_key(|(taken, _)| taken.at);
        for (taken, is_send) in new {
            if is_send {
                self.sent(&taken.body);
            } else {
                self.moved(&taken.body);
            }
        }
    }

    fn sent(&mut self, body: &Value) {
        let id = match (text(body, "number"), body.get("ticketId").and_then(whole)) {
            (Some(number), _) => self.current(number).0,
            (None, Some(id)) => id,
            (None, None) => return,
        };
        let said = text(body, "body").unwrap_or_default().to_owned();
        let media_url = text(body, "mediaUrl").map(str::to_owned);
        let key = text(body, "externalKey").map(str::to_owned);
        if let Some(ticket) = self.by_id(id) {
            ticket.api_config = key;
            let ticket = ticket.clone();
            let sent = Consequence::Sent(ticket, said, media_url);
            self.consequences.push(sent);
        }
    }

    /// It is documented that `/updatequeue` changes the queue, and that `/updateticketinfo` changes
    /// what is named.
    fn moved(&mut self, body: &Value) {
        let id = body.get("ticketId").and_then(whole).unwrap_or_default();
        let Some(ticket) = self.by_id(id) else {
            return;
        };
        if let Some(queue) = body.get("queueId") {
            ticket.queue = queue.as_u64();
        }
        if let Some(user) = body.get("userId") {
            ticket.user = user.as_u64();
        }
        match text(body, "status") {
            Some("pending") => ticket.status = TicketStatus::Pending,
            Some("open") => ticket.status = TicketStatus::Open,
            Some("closed") => ticket.status = TicketStatus::Closed,
            _ => {}
        }
        let consequence = match ticket.status {
            TicketStatus::Closed => Consequence::Closed,
            TicketStatus::Pending | TicketStatus::Open => Consequence::Moved,
        };
        let ticket = ticket.clone();
        self.consequences.push(consequence(ticket));
    }

    pub(super) fn take_consequences(&mut self, at: Timestamp) -> Vec<Vec<u8>> {
        let consequences = std::mem::take(&mut self.consequences);
        let body = |consequence| match consequence {
            Consequence::Sent(ticket, said, media_url) => {
                let said = Said {
                    text: &said,
                    media_url: media_url.as_deref(),
                };
                message_event(Sender::Api, self.next_message(), &said, at, &ticket)
            }
            Consequence::Moved(ticket) => ticket_event("TransferTicket", "", &ticket),
            Consequence::Closed(ticket) => ticket_event("ClosedTicket", "", &ticket),
        };
        consequences.into_iter().map(body).collect()
    }

    pub(super) fn customer_says(
        &mut self,
        number: &str,
        said: &str,
        at: Timestamp,
    ) -> Vec<Vec<u8>> {
        let (id, is_new) = self.current(number);
        let message = self.next_message();
        let Some(ticket) = self.by_id(id) else {
            return Vec::new();
        };
        let begun = is_new.then(|| ticket_event("NewTicket", said, ticket));
        let said = message_event(Sender::Customer, message, &written(said), at, ticket);
        begun.into_iter().chain([said]).collect()
    }

    pub(super) fn person_opens(&mut self, number: &str) -> Vec<Vec<u8>> {
        let (id, is_new) = self.current(number);
        let Some(ticket) = self.by_id(id) else {
            return Vec::new();
        };
        ticket.status = TicketStatus::Open;
        ticket.user = Some(USER);
        let begun = is_new.then(|| ticket_event("NewTicketUserCreate", "", ticket));
        begun.into_iter().collect()
    }

    pub(super) fn person_says(&mut self, number: &str, said: &str, at: Timestamp) -> Vec<Vec<u8>> {
        let message = self.next_message();
        let said = written(said);
        let event = |ticket: &mut Ticket| message_event(Sender::Person, message, &said, at, ticket);
        self.change(number, event)
    }

    pub(super) fn person_moves(&mut self, number: &str, queue: u64) -> Vec<Vec<u8>> {
        self.change(number, |ticket| {
            ticket.queue = Some(queue);
            ticket.status = TicketStatus::Pending;
            ticket.user = None;
            ticket_event("TransferTicket", "", ticket)
        })
    }

    pub(super) fn closes(&mut self, number: &str) -> Vec<Vec<u8>> {
        self.change(number, |ticket| {
            ticket.status = TicketStatus::Closed;
            ticket_event("ClosedTicket", "", ticket)
        })
    }

    fn change(
        &mut self,
        number: &str,
        change: impl FnOnce(&mut Ticket) -> Vec<u8>,
    ) -> Vec<Vec<u8>> {
        let mut newest_first = self.tickets.iter_mut().rev();
        let ticket = newest_first.find(|ticket| ticket.number == number);
        ticket.map(change).into_iter().collect()
    }

    fn by_id(&mut self, id: u64) -> Option<&mut Ticket> {
        self.tickets.iter_mut().find(|ticket| ticket.id == id)
    }

    /// The ticket that is not closed, or a new one, and whether it is new.
    fn current(&mut self, number: &str) -> (u64, bool) {
        let newest = self.newest(number);
        if let Some(ticket) = newest.filter(|ticket| ticket.status != TicketStatus::Closed) {
            return (ticket.id, false);
        }
        let id = self.tickets.len() as u64 + 1;
        let ticket = Ticket {
            id,
            contact: self.contact(number),
            number: number.to_owned(),
            status: TicketStatus::Pending,
            queue: self.first_queue,
            user: None,
            api_config: None,
        };
        self.tickets.push(ticket);
        (id, true)
    }

    fn contact(&mut self, number: &str) -> u64 {
        let known = self.numbers.iter().position(|known| known == number);
        let at = known.unwrap_or_else(|| {
            self.numbers.push(number.to_owned());
            self.numbers.len() - 1
        });
        at as u64 + 101
    }

    const fn next_message(&mut self) -> u64 {
        self.messages += 1;
        self.messages
    }
}

const fn written(text: &str) -> Said<'_> {
    Said {
        text,
        media_url: None,
    }
}
