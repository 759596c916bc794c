//! From a contact's names to the conversation.

use conversation::ports::{Commit, Conversations, Found};

use super::{Subject, candidate, commit, integration, message, name, state};

pub(super) async fn a_new_contact_gets_the_conversation_of_its_first_name(
    table: &impl Conversations,
) {
    let subject = Subject::new(table);
    let expected = Found {
        conversation: candidate("+55").conversation,
        state: None,
        new_names: vec![name("+55"), name("Ana")],
        other_names: Vec::new(),
        seen: false,
    };
    for names in [&["+55", "Ana"][..], &["+55", "Ana", "+55"]] {
        assert_eq!(subject.find(names, Some("wamid.1")).await, expected);
    }
}

pub(super) async fn where_no_name_leads_anywhere_a_conversation_that_was_begun_is_found(
    table: &impl Conversations,
) {
    let integration = integration();
    let ana = Subject::of(table, &integration, "Ana");
    ana.commit_ok(commit(0)).await;
    let found = ana.find(&["+55", "Ana", "+56"], Some("wamid.1")).await;
    assert_eq!(found.conversation, ana.of.id);
    assert_eq!(found.state.map(|read| read.state), Some(state(0)));
    assert_eq!(found.new_names, ["+55", "Ana", "+56"].map(name));
}

pub(super) async fn every_name_leads_to_the_conversation(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.names = vec![name("Ana"), name("+55")];
    subject.commit_ok(first).await;
    for names in [
        &["Ana"][..],
        &["+55"],
        &["Ana", "+55"],
        &["+55", "Ana"],
        &["Ana", "Ana"],
    ] {
        let found = subject.find(names, None).await;
        assert_eq!(found.conversation, subject.of.id, "{names:?}");
        assert_eq!(
            found.state.map(|read| read.state),
            Some(state(0)),
            "{names:?}"
        );
        assert_eq!(found.new_names, [], "{names:?}");
    }
    let later = subject.find(&["BSUID", "+55"], None).await;
    assert_eq!(later.conversation, subject.of.id);
    assert_eq!(later.new_names, [name("BSUID")]);

    let mut second = commit(1);
    second.names = later.new_names;
    subject.commit_ok(second).await;
    assert_eq!(
        subject.find(&["BSUID"], None).await.conversation,
        subject.of.id
    );
}

pub(super) async fn a_name_goes_from_one_conversation_to_another(table: &impl Conversations) {
    let integration = integration();
    let ana = Subject::of(table, &integration, "Ana");
    let eva = Subject::of(table, &integration, "Eva");
    let begins = |names: &[&str]| Commit {
        names: names.iter().copied().map(name).collect(),
        ..commit(0)
    };
    ana.commit_ok(begins(&["Ana", "+55"])).await;
    eva.commit_ok(begins(&["Eva"])).await;

    let renamed = |lost: &[&str]| Commit {
        taken_names: vec![name("Eva"), name("+56")],
        lost_names: lost.iter().copied().map(name).collect(),
        ..commit(1)
    };
    ana.commit_ok(renamed(&["+55", "nobody's"])).await;
    for (names, leads_to) in [
        (["Eva"], &ana),
        (["+56"], &ana),
        (["Ana"], &ana),
        (["+55"], &Subject::of(table, &integration, "+55")),
    ] {
        let found = ana.find(&names, None).await;
        assert_eq!(found.conversation, leads_to.of.id, "{names:?}");
    }
    // Eva's name now belongs to another, and is not hers to give up.
    eva.conflict(Commit {
        lost_names: vec![name("Eva")],
        ..commit(1)
    })
    .await;
    assert_eq!(ana.find(&["Eva"], None).await.conversation, ana.of.id);
}

pub(super) async fn the_first_name_that_leads_anywhere_decides(table: &impl Conversations) {
    let integration = integration();
    let ana = Subject::of(table, &integration, "Ana");
    let eva = Subject::of(table, &integration, "Eva");
    for (subject, text) in [(&ana, "Ana"), (&eva, "Eva")] {
        let mut first = commit(0);
        first.names = vec![name(text)];
        subject.commit_ok(first).await;
    }
    let found = ana
        .find(&["nobody", "Eva", "Ana", "Eva", "Ana"], None)
        .await;
    assert_eq!(found.other_names, [name("Ana")]);
    assert_eq!(found.conversation, eva.of.id);
    assert_eq!(found.new_names, [name("nobody")]);
}

pub(super) async fn a_name_that_is_taken_refuses_the_commit(table: &impl Conversations) {
    let integration = integration();
    let ana = Subject::of(table, &integration, "Ana");
    let eva = Subject::of(table, &integration, "Eva");
    let mut first = commit(0);
    first.names = vec![name("Ana"), name("+55")];
    ana.commit_ok(first).await;

    let mut late = commit(0);
    late.names = vec![name("Eva"), name("+55")];
    late.messages = vec![message(1, "oi")];
    eva.conflict(late).await;

    assert_eq!(eva.state().await, None);
    assert!(!eva.has_seen("wamid.1").await);
    assert_eq!(eva.find(&["+55"], None).await.conversation, ana.of.id);
    assert_eq!(eva.find(&["Eva"], None).await.new_names, [name("Eva")]);
}

pub(super) async fn a_message_is_seen_wherever_the_names_lead(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.names = vec![name("Ana"), name("+55")];
    first.messages = vec![message(1, "oi")];
    subject.commit_ok(first).await;
    for names in [&["Ana"][..], &["+55"], &["nobody", "+55"]] {
        assert!(subject.find(names, Some("wamid.1")).await.seen, "{names:?}");
        assert!(
            !subject.find(names, Some("wamid.2")).await.seen,
            "{names:?}"
        );
        assert!(!subject.find(names, None).await.seen, "{names:?}");
    }
}

pub(super) async fn names_and_ids_may_hold_anything(table: &impl Conversations) {
    let subject = Subject::new(table);
    let odd = ["#", "ALIAS#x", "\u{0} \n", "José 🧡", &"ã".repeat(128)];
    for (seq, text) in (1..).zip(odd) {
        let mut one = commit(seq - 1);
        one.names = vec![name(text)];
        let mut said = message(seq, text);
        said.provider_id = Some(super::message_id(text));
        one.messages = vec![said];
        subject.commit_ok(one).await;
        let found = subject.find(&[text], Some(text)).await;
        assert_eq!(found.conversation, subject.of.id, "{text:?}");
        assert!(found.seen, "{text:?}");
    }
    let texts = subject.newest(10, 10_000).await;
    let texts: Vec<_> = texts.iter().rev().map(|said| said.text.as_str()).collect();
    assert_eq!(texts, odd);
}
