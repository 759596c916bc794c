//! Files as customers send them. `fixtures/README.md` says how they were made.

/// A voice message: Opus in Ogg, 2.735 seconds. It says [`VOICE_MESSAGE_TEXT`].
pub const VOICE_MESSAGE: &[u8] = include_bytes!("../fixtures/voice_message.ogg");
/// The words of [`VOICE_MESSAGE`].
pub const VOICE_MESSAGE_TEXT: &str = "Bom dia, vocês abrem no sábado?";
/// A picture of a receipt over R$ 150,00: PNG.
pub const RECEIPT: &[u8] = include_bytes!("../fixtures/receipt.png");
/// An invoice over R$ 150,00: one page of PDF.
pub const INVOICE: &[u8] = include_bytes!("../fixtures/invoice.pdf");
