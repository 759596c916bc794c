//! A ticket.

/// The status of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketStatus {
    /// Nobody has taken it.
    Pending,
    /// A person has it.
    Open,
    /// It is closed; the customer's next message begins another.
    Closed,
}

impl TicketStatus {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: u64,
    /// The contact's id.
    pub contact: u64,
    /// The contact's phone number.
    pub number: String,
    /// Its status.
    pub status: TicketStatus,
    /// The queue it is in.
    pub queue: Option<u64>,
    /// The person who has it.
    pub user: Option<u64>,
    /// The external key of the newest text that came through the API.
    pub api_config: Option<String>,
}
