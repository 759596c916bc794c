//! The simulation's stories, written both into the table in memory and into DynamoDB. Both must
//! accept the same writes, and be read alike, so what the simulation shows also holds on DynamoDB.
//! `SIM_SEEDS=1000` plays more of them.

use std::collections::BTreeMap;

use conversation::ports::{Candidate, Conversations};
use conversation::{ConversationRef, MessageId, Seq};
use lambda::Env;
use store::{DynamoConversations, FiguresTable};
use testkit::memory::{Items, MemoryConversations};
use testkit::simulation::{Step, record};

use crate::conversations::RETENTION;
use crate::support::{Table, TestClock, integration};

const STORIES: u64 = 60;
/// Longer ones are rare and take most of the time.
const MOST_STEPS: usize = 100;

/// The two tables.
struct Twins {
    memory: MemoryConversations,
    dynamo: DynamoConversations<TestClock>,
    figures: FiguresTable,
    clock: TestClock,
}

/// What a conversation is searched by.
#[derive(Default)]
struct Known {
    ids: Vec<MessageId>,
    names: Vec<Candidate>,
}

impl Twins {
    /// Does what was done in a story.
    async fn repeat(&self, step: &Step) {
        self.clock.set(step.at);
        let of = &step.conversation;
        let Some((commit, written)) = &step.commit else {
            self.memory.erase(of);
            return self.dynamo.erase(of).await.unwrap();
        };
        let memory = self.memory.commit(of, commit.clone()).await;
        let dynamo = self.dynamo.commit(of, commit.clone()).await;
        assert_eq!(memory.is_ok(), *written, "{memory:?}");
        assert_eq!(format!("{dynamo:?}"), format!("{memory:?}"), "{commit:?}");
    }

    /// Reads a conversation in every way.
    async fn are_alike(&self, of: &ConversationRef, known: &Known) {
        macro_rules! alike {
            ($method:ident($($argument:expr),*)) => {
                let memory = self.memory.$method($($argument),*).await.unwrap();
                let dynamo = self.dynamo.$method($($argument),*).await.unwrap();
                assert_eq!(dynamo, memory, stringify!($method));
            };
        }
        alike!(newest_messages(of, 3, 20));
        alike!(answerable_from(of, Seq(0), 2, 30));
        let items = self.memory.with(of, Items::clone).unwrap_or_default();
        let (all, end) = (usize::MAX, Seq(u64::MAX));
        let newest_first = self
            .dynamo
            .messages_before(of, end, all, all)
            .await
            .unwrap();
        assert!(newest_first.iter().rev().eq(items.messages.values()));
        let turn_record = self.dynamo.turns_in(of, Seq(0)..end, all).await.unwrap();
        assert!(turn_record.iter().rev().eq(items.turn_records.values()));
        assert_eq!(self.dynamo.state(of).await.unwrap(), items.state);
        if !known.names.is_empty() {
            for id in &known.ids {
                alike!(find(&of.integration, &known.names, Some(id)));
            }
        }
    }

    /// Reads all figures.
    async fn count_alike(&self) {
        for ((of, day), figures) in self.memory.figures() {
            let of_day = self.figures.of_day(&of.integration, day).await.unwrap();
            assert!(of_day.contains(&(of.id, figures)), "{of_day:?}");
        }
    }

    /// How many items there are in memory.
    fn count(&self) -> usize {
        let mut count = self.memory.names() + self.memory.figures().len();
        self.memory.each(|_, items| {
            let state = usize::from(items.state.is_some());
            count += state + items.messages.len() + items.seen.len() + items.turn_records.len();
        });
        count
    }
}

/// The story with its own integrations.
fn story(seed: u64) -> Vec<Step> {
    let mut steps = record(seed);
    for step in &mut steps {
        let own = format!("s{seed}-{}", step.conversation.integration.as_str());
        step.conversation.integration = integration(&own);
    }
    steps
}

#[tokio::test]
async fn stories_are_written_and_read_alike_in_memory_and_in_dynamodb() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let client = table.client.clone();
    let twins = Twins {
        memory: MemoryConversations::new(),
        figures: FiguresTable::new(client.clone(), table.name.clone()),
        dynamo: DynamoConversations::new(client, table.name.clone(), clock.clone(), RETENTION),
        clock,
    };
    let (mut written, mut refused, mut erased) = (0, 0, 0);
    let process = Env::of_process();
    let stories = process.optional("SIM_SEEDS");
    let stories = stories.map_or(STORIES, |number| number.parse().unwrap());
    for steps in (0..stories).map(story) {
        if steps.len() > MOST_STEPS {
            continue;
        }
        let mut known: BTreeMap<&ConversationRef, Known> = BTreeMap::new();
        for step in &steps {
            twins.repeat(step).await;
            let known = known.entry(&step.conversation).or_default();
            match &step.commit {
                None => erased += 1,
                Some((_, false)) => refused += 1,
                Some((commit, true)) => {
                    written += 1;
                    let told = commit.messages.iter().filter_map(|m| m.provider_id.clone());
                    known.ids.extend(told);
                    known
                        .names
                        .extend(commit.names.iter().map(|name| Candidate {
                            name: name.clone(),
                            conversation: step.conversation.id.clone(),
                        }));
                }
            }
        }
        for (of, known) in known {
            twins.are_alike(of, &known).await;
        }
    }
    twins.count_alike().await;
    assert_eq!(table.items().await.len(), twins.count());
    let met = written > 1_000 && refused > 100 && erased > 5;
    assert!(met, "{written} written, {refused} refused, {erased} erased");
    table.delete().await;
}
