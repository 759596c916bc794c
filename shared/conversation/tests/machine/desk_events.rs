//! What a desk tells, shows and what people claim there: what is believed, and what follows.

use conversation::{
    DeskEvent, DeskEvidence, DeskView, Holder, Incoming, Later, MessageId, Owner, ReplyAddress,
    Seq, State, Timestamp, Told,
    machine::{self, Change},
};

use crate::support::*;

use DeskEvidence::{Assigned, Event, StatusOnMessage};

/// An event about `case`, at an address of its own.
fn event(evidence: DeskEvidence, case: Option<&str>, at: Option<Timestamp>) -> DeskEvent {
    DeskEvent {
        holder: Holder::Assistant,
        contact: incoming("m", 0).contact,
        reply_address: ReplyAddress(serde_json::json!({"ticket": case})),
        ids: vec![MessageId::parse("e").unwrap()],
        at,
        evidence,
        case: case.map(str::to_owned),
    }
}

/// What the desk showed of case 7 at 50 s, whoever has the conversation now.
fn known(with_people: bool, owner: &Owner) -> State {
    State {
        owner: owner.clone(),
        desk: DeskView {
            with_people,
            at: at(50),
            shown_from: None,
            taken_back: None,
            case: Some("7".to_owned()),
            later: Later::NONE,
        },
        ..idle()
    }
}

fn people() -> Owner {
    machine::take_over(idle(), at(40)).0.owner
}

/// `taken` when its people have the conversation by that event.
fn happens(state: &State, taken: bool, event: &DeskEvent) -> Change {
    let event = DeskEvent {
        holder: if taken {
            Holder::People
        } else {
            Holder::Assistant
        },
        ..event.clone()
    };
    machine::desk_event(state.clone(), &event, &policy(), at(60))
}

fn people_have(state: &State) -> bool {
    state.owner != Owner::Assistant
}

#[test]
fn what_is_told_decides_unless_it_is_older_than_what_is_known() {
    for (taken, owner) in [(true, Owner::Assistant), (false, people())] {
        // Whatever the desk showed before: the telling itself is the news.
        for with_people in [true, false] {
            let before = known(with_people, &owner);
            for (when, believed) in [
                (Some(at(49)), false),
                (Some(at(50)), true),
                (Some(at(51)), true),
                (None, true),
            ] {
                let told = event(Event, Some("7"), when);
                let after = happens(&before, taken, &told).state;
                assert_eq!(people_have(&after) == taken, believed, "{when:?}");
                if believed {
                    assert_eq!(after.desk.with_people, taken);
                    assert_eq!(after.desk.at, when.unwrap_or_else(|| at(60)));
                } else {
                    assert_eq!(after, before);
                }
            }
        }
    }
}

#[test]
fn what_is_told_without_a_time_is_never_older_than_what_is_known() {
    let mut before = known(false, &Owner::Assistant);
    before.desk.at = at(90);
    let after = happens(&before, true, &event(Event, None, None)).state;
    assert!(people_have(&after));
    assert_eq!(after.desk.at, at(90));
}

#[test]
fn the_end_of_another_case_gives_nothing_back() {
    let before = known(true, &people());
    let other = event(Event, Some("6"), Some(at(55)));
    assert_eq!(happens(&before, false, &other).state, before);
    // Where either does not name its case, the time alone decides.
    let nameless = event(Event, None, Some(at(55)));
    let after = happens(&before, false, &nameless).state;
    assert!(!people_have(&after));
    assert_eq!(after.desk.case.as_deref(), Some("7"));
    // But people who take up another case have that one from now on.
    let taken = happens(&known(false, &Owner::Assistant), true, &other).state;
    assert!(people_have(&taken));
    assert_eq!(taken.desk.case.as_deref(), Some("6"));
    assert_eq!(taken.reply_address, other.reply_address);
}

#[test]
fn what_is_shown_counts_only_where_it_differs_and_is_newer() {
    for (taken, owner) in [(true, Owner::Assistant), (false, people())] {
        for (with_people, when, acts) in [
            (!taken, Some(at(51)), true),
            (!taken, Some(at(50)), false),
            (!taken, Some(at(49)), false),
            (!taken, None, false),
            // A take-over in the console does not end because the desk still shows the ticket
            // as the assistant's; nor a release because it still shows it as people's.
            (taken, Some(at(51)), false),
        ] {
            let before = known(with_people, &owner);
            let shown = event(StatusOnMessage, Some("7"), when);
            let after = happens(&before, taken, &shown).state;
            assert_eq!(people_have(&after) == taken, acts, "{with_people} {when:?}");
            if !acts {
                assert_eq!(after, before);
            }
        }
    }
}

#[test]
fn a_new_case_that_the_assistant_has_is_only_remembered() {
    let before = known(false, &people());
    let after = happens(
        &before,
        false,
        &event(StatusOnMessage, Some("8"), Some(at(55))),
    )
    .state;
    assert_eq!(after.owner, before.owner);
    assert_eq!(after.desk.case.as_deref(), Some("8"));
    assert_eq!(after.desk.at, at(55));
    // So that the end of the earlier one gives nothing back from now on.
    let late = event(Event, Some("7"), Some(at(58)));
    assert_eq!(happens(&after, false, &late).state, after);
    // An older message shows an older case.
    let late = event(StatusOnMessage, Some("6"), Some(at(54)));
    assert_eq!(happens(&after, false, &late).state, after);
}

#[test]
fn a_new_case_that_people_have_is_theirs_although_the_last_one_was_given_back_here() {
    let before = known(true, &Owner::Assistant);
    let same = event(StatusOnMessage, Some("7"), Some(at(55)));
    assert!(!people_have(&happens(&before, true, &same).state));
    let new = event(StatusOnMessage, Some("8"), Some(at(55)));
    assert!(people_have(&happens(&before, true, &new).state));
}

#[test]
fn what_happened_before_people_had_it_gives_nothing_back() {
    let mut before = known(false, &people());
    before.desk.at = at(0);
    // People have it since 40 s; clocks may differ by 5.
    let old = event(Event, Some("7"), Some(at(34)));
    assert_eq!(happens(&before, false, &old).state, before);
    let new = event(Event, Some("7"), Some(at(36)));
    assert!(!people_have(&happens(&before, false, &new).state));
    // Told late of both, in order: the desk's own times decide.
    before.desk.with_people = true;
    assert!(!people_have(&happens(&before, false, &old).state));
}

#[test]
fn a_take_over_at_the_desk_before_a_transfer_can_have_touched_it_ends_it() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(40)).unwrap();
    let taken = event(Event, Some("7"), Some(at(55)));
    assert_eq!(happens(&state, true, &taken).state.handover, None);
}

#[test]
fn a_new_case_that_the_assistant_has_gives_the_conversation_back() {
    let shown = event(StatusOnMessage, Some("8"), Some(at(55)));
    let after = happens(&known(true, &people()), false, &shown).state;
    assert!(!people_have(&after));
}

/// Case 7 has been people's and came back here; at 55 s somebody wrote in case 8.
fn written_in_another_case(people_write: bool) -> State {
    let before = known(true, &Owner::Assistant);
    let said = Incoming {
        case: Some("8".to_owned()),
        ..incoming("m", 55)
    };
    if people_write {
        machine::person_message(before, &said, &policy(), at(56)).state
    } else {
        machine::receive(before, &said, &policy(), at(56)).state
    }
}

#[test]
fn what_is_shown_late_of_an_earlier_case_changes_nothing() {
    for people_write in [true, false] {
        let before = written_in_another_case(people_write);
        for taken in [true, false] {
            let late = event(StatusOnMessage, Some("7"), Some(at(54)));
            assert_eq!(happens(&before, taken, &late).state, before, "{taken}");
        }
    }
    // People gave it back here since.
    let written = written_in_another_case(true);
    let before = machine::release(written, &policy(), at(57)).unwrap().state;
    let late = event(StatusOnMessage, Some("7"), Some(at(54)));
    assert_eq!(happens(&before, true, &late).state, before);
    let timely = event(StatusOnMessage, Some("9"), Some(at(58)));
    assert!(people_have(&happens(&before, true, &timely).state));
}

#[test]
fn a_message_that_may_be_older_than_what_was_told_without_a_time_is_of_no_newer_case() {
    let told = happens(
        &known(false, &Owner::Assistant),
        true,
        &event(Event, Some("8"), None),
    );
    for (seconds, case) in [(64, "8"), (65, "7")] {
        let said = Incoming {
            case: Some("7".to_owned()),
            ..incoming("m", seconds)
        };
        let after = machine::person_message(told.state.clone(), &said, &policy(), at(66)).state;
        assert_eq!(after.desk.case.as_deref(), Some(case), "{seconds}");
    }
}

#[test]
fn what_is_shown_beside_an_older_message_is_older_than_the_newest_one() {
    // Of the case itself: the desk showed nothing new beside the newer message.
    for (taken, owner) in [(true, Owner::Assistant), (false, people())] {
        let before = known(!taken, &owner);
        let said = Incoming {
            case: Some("7".to_owned()),
            ..incoming("m", 55)
        };
        let before = machine::receive(before, &said, &policy(), at(56)).state;
        let late = event(StatusOnMessage, Some("7"), Some(at(54)));
        assert_eq!(happens(&before, taken, &late).state, before);
        let timely = event(StatusOnMessage, Some("7"), Some(at(57)));
        assert_eq!(people_have(&happens(&before, taken, &timely).state), taken);
    }
}

#[test]
fn a_claim_takes_the_conversation_and_says_nothing_of_what_the_desk_shows() {
    let before = known(false, &Owner::Assistant);
    let after = happens(&before, true, &event(Assigned, Some("7"), Some(at(55)))).state;
    assert!(people_have(&after));
    assert_eq!((after.desk.with_people, after.desk.at), (false, at(55)));
    // It still shows pending, as it did before: they keep it.
    let shown = event(StatusOnMessage, Some("7"), Some(at(58)));
    assert_eq!(happens(&after, false, &shown).state, after);
    let older = event(Assigned, Some("7"), Some(at(49)));
    assert_eq!(happens(&before, true, &older).state, before);
}

#[test]
fn what_is_shown_beside_a_persons_words_is_only_remembered() {
    let before = known(true, &people());
    let beside = event(DeskEvidence::StatusOnAgentMessage, Some("7"), Some(at(55)));
    let after = happens(&before, false, &beside).state;
    assert_eq!(after.owner, before.owner);
    assert!(!after.desk.with_people);
    // So the customer's next message shows nothing new: who wrote keeps it.
    let shown = event(StatusOnMessage, Some("7"), Some(at(58)));
    assert_eq!(happens(&after, false, &shown).state, after);
    let older = event(DeskEvidence::StatusOnAgentMessage, Some("7"), Some(at(49)));
    assert_eq!(happens(&before, false, &older).state, before);
}

#[test]
fn the_echo_of_our_own_transfer_voids_nothing() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    for evidence in [Event, StatusOnMessage, Assigned] {
        let echo = event(evidence, Some("7"), Some(at(55)));
        let after = happens(&state, true, &echo).state;
        let handover = after.handover.as_ref().unwrap();
        assert_eq!(handover.told, Told::NotYet);
        assert_eq!((&after.turn, &after.owner), (&state.turn, &state.owner));
        assert_eq!(after.desk.with_people, evidence != Assigned);
    }
}

#[test]
fn a_desk_that_gives_a_transfer_back_ends_it() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let change = happens(&state, false, &event(Event, None, Some(at(55))));
    assert_eq!((change.state.handover, change.state.turn), (None, None));
    assert!(change.wake_up.is_some() && change.turn_record.is_some());
}

#[test]
fn a_late_event_of_the_desk_tells_no_other_address() {
    let mut before = known(true, &people());
    before.desk.at = at(10);
    before.addressed_at = at(50);
    let late = happens(&before, false, &event(Event, Some("7"), Some(at(45)))).state;
    assert!(!people_have(&late));
    assert_eq!(late.reply_address, before.reply_address);
    assert_eq!(late.addressed_at, at(50));
    let timely = event(Event, Some("7"), Some(at(55)));
    let after = happens(&before, false, &timely).state;
    assert_eq!(after.reply_address, timely.reply_address);
}

/// The desk was asked at 53 s to take it back, and had at 55 s.
const TAKEN_BACK: (Timestamp, Timestamp) = (at(53), at(55));

#[test]
fn what_we_took_back_there_is_nothing_new() {
    let before = known(true, &Owner::Assistant);
    let state = machine::taken_back(before, Seq(1), TAKEN_BACK).unwrap();
    // Its clock may be some seconds ahead of ours.
    for (taken, when, taken_over) in [(true, 60, false), (false, 61, false), (true, 61, true)] {
        let shown = event(StatusOnMessage, Some("7"), Some(at(when)));
        let after = happens(&state, taken, &shown).state;
        assert_eq!(people_have(&after), taken_over, "{taken} at {when}");
    }
    // People who took it in that very moment have it.
    for (when, taken_over) in [(52, false), (54, true)] {
        let told = event(Event, Some("7"), Some(at(when)));
        let after = happens(&state, true, &told).state;
        assert_eq!(people_have(&after), taken_over, "at {when}");
        assert_eq!(after.desk.at, at(55));
    }
}

/// By its clock, which may be ahead of ours, it may show what was so before.
#[test]
fn what_is_shown_counts_some_seconds_after_what_we_know_by_our_own_clock() {
    let told = event(Event, Some("7"), None);
    let by_ours = happens(&known(false, &Owner::Assistant), true, &told).state;
    let told = event(Event, Some("7"), Some(at(60)));
    let by_theirs = happens(&known(false, &Owner::Assistant), true, &told).state;
    for (state, since) in [(by_ours, 65), (by_theirs, 60)] {
        for (when, given_back) in [(since, false), (since + 1, true)] {
            let shown = event(StatusOnMessage, Some("7"), Some(at(when)));
            let after = machine::desk_event(state.clone(), &shown, &policy(), at(70));
            assert_eq!(people_have(&after.state), !given_back, "at {when}");
        }
    }
}

/// Whatever comes next by the desk's own clock would else be newer.
#[test]
fn a_time_that_is_ahead_is_believed_for_some_seconds_and_no_more() {
    for (told, known_as) in [(64, 64), (65, 65), (600, 65)] {
        let told = event(Event, Some("7"), Some(at(told)));
        let after = happens(&known(false, &Owner::Assistant), true, &told).state;
        assert_eq!(after.desk.at, at(known_as));
    }
}

#[test]
fn what_is_news_since_or_of_another_time_takes_nothing_back() {
    let asked_at = |state, turn, seconds| {
        machine::taken_back(state, Seq(turn), (at(seconds), at(seconds + 2)))
    };
    assert!(asked_at(known(true, &people()), 1, 53).is_none());
    assert!(asked_at(known(true, &Owner::Assistant), 1, 49).is_none());
    assert!(asked_at(known(true, &Owner::Assistant), 0, 53).is_none());
}

#[test]
fn what_a_person_wrote_just_before_we_took_it_back_is_not_of_the_past() {
    let said = Incoming {
        case: Some("7".to_owned()),
        ..incoming("p1", 52)
    };
    let before = known(true, &Owner::Assistant);
    let by_us = machine::taken_back(before.clone(), Seq(1), TAKEN_BACK).unwrap();
    assert!(!machine::is_of_the_past(&by_us, &said));
    let given_back = event(Event, Some("7"), Some(at(55)));
    for state in [before, by_us] {
        let by_them = happens(&state, false, &given_back).state;
        assert!(machine::is_of_the_past(&by_them, &said));
    }
}

#[test]
fn a_word_without_a_time_gives_back_no_transfer_that_the_desk_has_not_got() {
    let (state, _) = claimed();
    let mut state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let late = event(Event, None, None);
    assert_eq!(happens(&state, false, &late).state, state);
    state.handover.as_mut().unwrap().desk_steps = 1;
    assert!(!people_have(&happens(&state, false, &late).state));
}
