//! The markup of channels.

/// The markup that a channel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// WhatsApp's own markup: <https://faq.whatsapp.com/539178204879377>.
    WhatsApp,
    /// Text without markup.
    Plain,
}

/// The marks of each kind of emphasis.
pub(super) struct Marks {
    pub(super) strong: &'static str,
    pub(super) emphasis: &'static str,
    pub(super) strike: &'static str,
    pub(super) code: &'static str,
    pub(super) fence: &'static str,
    pub(super) quote: &'static str,
}

impl Style {
    pub(super) const fn marks(self) -> Marks {
        match self {
            Self::WhatsApp => Marks {
                strong: "*",
                emphasis: "_",
                strike: "~",
                code: "`",
                fence: "```",
                quote: "> ",
            },
            Self::Plain => Marks {
                strong: "",
                emphasis: "",
                strike: "",
                code: "",
                fence: "",
                quote: "",
            },
        }
    }
}
