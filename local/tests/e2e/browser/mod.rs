//! The console's pages in a real Chromium: what a person sees, types and presses.
//!
//! Without a Chromium these tests pass with a word about it, unless `RECADO_CHROMIUM` names one or is
//! `required`. `RECADO_AXE` names the file of axe-core, and `RECADO_SCREENSHOTS` a folder for pictures.

mod agent;
mod assistants;
mod axe;
mod chromium;
mod figures;
mod first_day;
mod inbox;
mod integrations;
mod languages;
mod phone;
mod screen;
mod signing_in;
mod typing;

pub(crate) use screen::Screen;
