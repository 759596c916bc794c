//! What holds for every sequence of events, whatever their order.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod play;

use conversation::{Decision, Marker, Owner, State, Told, marker::DEFAULT_MARKER};
use proptest::prelude::*;

use crate::play::{Play, Step, step};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_never_repeat_and_owners_keep_to_their_own(
        steps in prop::collection::vec(step(), 1..80)
    ) {
        let mut play = Play::new();
        for (n, step) in steps.iter().enumerate() {
            let before = play.state.clone();
            play.step(n, step);
            let after = &play.state;
            prop_assert!(after.next_seq >= before.next_seq);
            let people = after.owner != Owner::Assistant;
            prop_assert!(!(people && after.window.is_some()), "a window while people have it");
            prop_assert!(people || after.handover.is_none(), "a transfer while the assistant has it");
            prop_assert!(after.desk.at >= before.desk.at, "an older word of the desk's was believed");
            prop_assert!(after.addressed_at >= before.addressed_at);
            let told = matches!(step, Step::Desk(..));
            if told && after.desk == before.desk {
                prop_assert_eq!(&after.owner, &before.owner, "a word that was not believed acted");
            }
            let begun = before.handover.as_ref().is_some_and(|handover| {
                handover.desk_steps > 0 || handover.told != Told::NotYet
            });
            if told && people && before.owner != Owner::Assistant && begun {
                prop_assert_eq!(&after.handover, &before.handover, "an echo ended a transfer");
            }
            if let Some(turn) = &after.turn {
                let transfer = matches!(turn.decision, Some(Decision::Transfer { .. }));
                prop_assert_eq!(people, transfer, "a turn of the other owner's");
                prop_assert!(turn.batch.last < turn.seq);
                if let Some(window) = &after.window {
                    prop_assert!(window.first > turn.batch.last, "a message in two batches");
                }
            }
        }
        let mut numbers: Vec<_> = play.messages.iter().map(|message| message.seq).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len(), count);
    }

    #[test]
    fn a_state_survives_its_json(steps in prop::collection::vec(step(), 1..40)) {
        let mut play = Play::new();
        for (n, step) in steps.iter().enumerate() {
            play.step(n, step);
        }
        let json = serde_json::to_string(&play.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&json).unwrap(), play.state);
    }

    #[test]
    fn a_marker_is_found_between_any_other_words(before in ".{0,20}", after in ".{0,20}") {
        let marker = Marker::parse(DEFAULT_MARKER).unwrap();
        let reply = format!("{before} {DEFAULT_MARKER} {after}");
        let around = marker.around(&reply);
        prop_assert!(around.is_some_and(|around| !around.contains("Transferir")));
    }

    #[test]
    fn reading_a_reply_never_fails(marker in "\\PC{0,12}", reply in "\\PC{0,60}") {
        if let Ok(marker) = Marker::parse(&marker) {
            let around = marker.around(&reply);
            prop_assert!(around.is_none_or(|around| around.len() <= reply.len() + 1));
        }
    }
}
