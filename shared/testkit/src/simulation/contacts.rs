//! What one contact writes, and what people do about it: all of it drawn from the seed.

use std::collections::BTreeSet;

use conversation::{
    Contact, ContactName, Correction, DeskEvent, DeskEvidence, Holder, Incoming, MessageId, Policy,
    ReplyAddress, Timestamp,
};

use super::{
    heard::in_a_recording,
    scenario::{Act, BUTTON, Faults, KEYWORD, Move, PHRASE, START, URGENT, longest_wait, millis},
    seen::with_files,
    world::World,
};

const HOUR: u64 = 3_600_000;
/// The earliest time to erase a conversation. By then the numbers of the messages that came in its
/// first moment, more than one in a millisecond, are past.
const FIRST_ERASURE: u64 = 1_000;

/// One contact's messages, and what people do about them.
pub(super) fn story(
    world: &World,
    (integration, contact): (usize, u64),
    (policy, faults, clocks_differ): (&Policy, &Faults, bool),
    moves: &mut Vec<Move>,
) {
    let (wait, before) = (longest_wait(policy), moves.len());
    let messages = match world.below(40) {
        0 => 50,
        1 => 130,
        _ => 1 + world.below(8),
    };
    let spread = world.one_of([1, 2_000, 30_000, 240_000]);
    let ages = if world.chance(60) { 20 * 24 * HOUR } else { 1 };
    for n in 0..messages {
        let at = START + world.below(spread);
        let sent_at = at.saturating_sub(world.below(ages));
        let incoming = incoming(world, integration, contact, &format!("m{n}"), sent_at);
        let Some(mut incoming) = incoming else {
            continue;
        };
        if world.chance(20) {
            incoming.text = format!("{PHRASE} {}", incoming.text);
        }
        if world.chance(150) {
            incoming = with_files(world, incoming);
        } else if world.chance(200) {
            incoming = in_a_recording(world, incoming);
        } else {
            needs_no_wait(world, &mut incoming);
        }
        if world.chance(60) {
            corrections(world, (integration, wait), (&incoming, at), moves);
        }
        let copies = if faults.queue > 0 && world.chance(200) {
            2
        } else {
            1
        };
        for _ in 0..copies {
            moves.push(Move {
                at: at + if copies > 1 { world.below(400_000) } else { 0 },
                integration,
                act: Act::Says(incoming.clone()),
            });
        }
    }
    if world.chance(400) {
        people(world, (integration, wait), contact, moves);
    }
    if let Some(after) = policy.return_after
        && world.chance(300)
    {
        let last = moves.iter().skip(before).map(|step| step.at).max();
        let at = last.unwrap_or(START) + millis(after) + world.below(1_500);
        let incoming = incoming(world, integration, contact, "late", at);
        moves.extend(incoming.map(|incoming| Move {
            at,
            integration,
            act: Act::Says(incoming),
        }));
    }
    // A conversation that lived for less than the clocks differ by may be begun anew with its own
    // numbers.
    if world.chance(150) && !clocks_differ {
        erasures(world, (integration, wait), contact, moves);
    }
    if world.chance(30) {
        let at = START + world.below(60_000 + 2 * wait);
        moves.extend(phone(contact).map(|name| Move {
            at,
            integration,
            act: Act::Expires(name),
        }));
    }
}

/// The contact taps a button, or says that it is urgent.
pub(super) fn needs_no_wait(world: &World, said: &mut Incoming) {
    said.button = world.chance(60);
    let words = match said.button {
        true => BUTTON,
        false if world.chance(60) => URGENT,
        false => return,
    };
    said.text = format!("{words} {}", said.text);
}

/// The contact edits or deletes what they wrote, perhaps after it was answered.
fn corrections(
    world: &World,
    (integration, wait): (usize, u64),
    (said, at): (&Incoming, u64),
    moves: &mut Vec<Move>,
) {
    for n in 0..=world.below(2) {
        let within = world.one_of([2_000, wait.max(1), wait + 90_000]);
        let deleted = world.chance(400);
        moves.push(Move {
            at: at + world.below(within),
            integration,
            act: Act::Corrects(Correction {
                contact: said.contact.clone(),
                id: said.id.clone(),
                text: (!deleted).then(|| match said.text.as_str() {
                    "" => String::new(),
                    text => format!("edit {n} {text}"),
                }),
                attachments: Vec::new(),
            }),
        });
    }
}

fn erasures(world: &World, (integration, wait): (usize, u64), contact: u64, moves: &mut Vec<Move>) {
    for n in 0..=world.below(2) {
        let within = world.one_of([20_000, 120_000, 400_000 + 2 * wait]);
        let at = START + FIRST_ERASURE + world.below(within);
        let Some(name) = phone(contact) else { continue };
        moves.push(Move {
            at,
            integration,
            act: Act::Erases(name),
        });
        // Somebody may still work on the erased conversation.
        for m in 0..world.below(4) {
            let at = at + world.below(3_000);
            let said = incoming(world, integration, contact, &format!("e{n}.{m}"), at);
            moves.extend(said.map(|said| Move {
                at,
                integration,
                act: Act::Says(said),
            }));
        }
    }
}

pub(super) fn phone(contact: u64) -> Option<ContactName> {
    ContactName::parse(&format!("5511{contact}")).ok()
}

/// Each contact writes once more, long after wake-ups were lost.
pub(super) fn last_words(world: &World, at: u64, moves: &mut Vec<Move>) {
    let said = moves.iter().filter_map(|step| match &step.act {
        Act::Says(said) | Act::Tries(said) => {
            let tries = matches!(step.act, Act::Tries(_));
            Some((tries, step.integration, contact_of(said)?))
        }
        _ => None,
    });
    let contacts: BTreeSet<(bool, usize, u64)> = said.collect();
    for (tries, integration, contact) in contacts {
        let said = incoming(world, integration, contact, "last", at);
        moves.extend(said.map(|said| Move {
            at,
            integration,
            act: match tries {
                true => Act::Tries(said),
                false => Act::Says(said),
            },
        }));
    }
}

fn contact_of(said: &Incoming) -> Option<u64> {
    let phone = said.contact.names.first()?.as_str();
    phone.strip_prefix("5511")?.parse().ok()
}

fn people(world: &World, (integration, wait): (usize, u64), contact: u64, moves: &mut Vec<Move>) {
    for n in 0..=world.below(6) {
        let at = START + world.below(90_000 + 2 * wait);
        let said = incoming(world, integration, contact, &format!("p{n}"), at);
        let Some(said) = said else { continue };
        let act = persons_act(world, said, at);
        // A desk may report one event several times, minutes apart.
        let repeats = matches!(act, Act::DeskTells(..)) && world.chance(300);
        for copy in 0..=u64::from(repeats) {
            moves.push(Move {
                at: at + copy * world.below(400_000),
                integration,
                act: act.clone(),
            });
        }
    }
}

fn persons_act(world: &World, said: Incoming, at: u64) -> Act {
    let name = said.contact.names.first().cloned();
    match (world.below(11), name) {
        (0, Some(name)) => Act::OperatorTakes(name),
        (1, Some(name)) => Act::OperatorReleases(name),
        (2, Some(name)) => Act::OperatorSays(name, said.text),
        (3, _) => Act::PersonNotes(keyword(said)),
        (4, _) => Act::PersonSays(keyword(said)),
        (5, _) if world.chance(300) => Act::PersonSays(with_files(world, said)),
        (5, _) => Act::PersonSays(said),
        (taken, _) => {
            let taken = taken < 8;
            let claimed = taken && world.chance(200);
            Act::DeskTells(DeskEvent {
                holder: match taken {
                    true => Holder::People,
                    false => Holder::Assistant,
                },
                contact: said.contact,
                reply_address: said.reply_address,
                ids: vec![said.id],
                at: world.chance(500).then(|| Timestamp::from_millis(at)),
                evidence: match claimed {
                    true => DeskEvidence::Assigned,
                    false => DeskEvidence::Event,
                },
                case: None,
            })
        }
    }
}

fn keyword(said: Incoming) -> Incoming {
    Incoming {
        text: KEYWORD.to_owned(),
        ..said
    }
}

/// A message whose text says whose it is. The provider may name the contact by a phone number,
/// another id, or both.
pub(super) fn incoming(
    world: &World,
    integration: usize,
    contact: u64,
    id: &str,
    sent_at: u64,
) -> Option<Incoming> {
    let phone = phone(contact)?;
    let other = ContactName::parse(&format!("BR.{contact}")).ok()?;
    // Once both names have come together, either alone is known. Before that, an early message
    // under one name alone would rightly be another conversation. So the phone is always there.
    let names = if world.chance(500) {
        vec![phone]
    } else {
        vec![phone, other]
    };
    Some(Incoming {
        case: None,
        contact: Contact::new(names, Some(format!("i{integration}/c{contact}"))),
        id: MessageId::parse(&format!("i{integration}-c{contact}-{id}")).ok()?,
        text: format!("i{integration}/c{contact}/{id}"),
        attachments: Vec::new(),
        // Somebody else's words.
        about: world
            .chance(100)
            .then(|| format!("[in reply to: {PHRASE}]")),
        // Perhaps one that is not stored yet, or never will be.
        quotes: match world.chance(60) {
            true => {
                MessageId::parse(&format!("i{integration}-c{contact}-m{}", world.below(4))).ok()
            }
            false => None,
        },
        voice: world.chance(300),
        button: false,
        sent_at: Timestamp::from_millis(sent_at),
        reply_address: ReplyAddress(serde_json::json!({"i": integration, "c": contact})),
    })
}
